//! The tables of the recommendation. Source: ITU-T G.722 tables 11, 14–21.

/// Coefficients of the mirror filter, one half of the symmetric 24.
pub(super) const MIRROR: [i32; 12] = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];

/// `ILB`: mantissas of the scale.
pub(super) const SCALE: [i32; 32] = [
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];

/// `Q6`: decision levels of the low band, without the ends.
pub(super) const LOW_LEVELS: [i32; 29] = [
    35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023,
    1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
];

/// `QM6`: output levels of the low band by its six-bit code.
pub(super) const LOW_OUTPUT: [i32; 64] = [
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776,
    -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280,
    11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776,
    2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
];

/// `QM4`: what the low band's predictor sees of the code, its upper four bits.
pub(super) const LOW_COARSE: [i32; 16] = [
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
    1200, 0,
];

/// `WL[RL42]`: step of the low band's scale by the upper four bits of the code.
pub(super) const LOW_STEP: [i32; 16] =
    [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60];

/// `QM2`: output levels of the high band by its two-bit code.
pub(super) const HIGH_OUTPUT: [i32; 4] = [-7408, -1616, 7408, 1616];

/// `WH[RH2]`: step of the high band's scale by its code.
pub(super) const HIGH_STEP: [i32; 4] = [798, -214, 798, -214];

/// An entry of a table; the index is a masked code and always inside.
pub(super) fn look<const N: usize>(table: &[i32; N], index: i32) -> i32 {
    usize::try_from(index).ok().and_then(|index| table.get(index)).copied().unwrap_or(0)
}
