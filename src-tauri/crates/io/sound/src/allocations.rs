//! Counts what the current thread allocates, for tests of the real-time path, and what the whole
//! process holds, for tests of what is left behind.

#![expect(
    unsafe_code,
    reason = "an allocator cannot be written without it; only tests have this one"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicI64, Ordering};

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// Allocations of this thread so far.
pub(crate) fn count() -> u64 {
    COUNT.with(Cell::get)
}

/// Bytes the process holds now.
pub(crate) fn held_bytes() -> i64 {
    HELD.load(Ordering::Relaxed)
}

static HELD: AtomicI64 = AtomicI64::new(0);

fn hold(layout: Layout, sign: i64) {
    HELD.fetch_add(sign * i64::try_from(layout.size()).unwrap_or(0), Ordering::Relaxed);
}

struct Counting;

fn note() {
    // A thread that is ending has no counter any more and is of no interest.
    let _is_alive = COUNT.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        hold(layout, 1);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note();
        hold(layout, -1);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        let grown = i64::try_from(size).unwrap_or(0) - i64::try_from(layout.size()).unwrap_or(0);
        HELD.fetch_add(grown, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
