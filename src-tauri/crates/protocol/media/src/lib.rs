//! One media session: RTP, RTCP, telephone events, the adaptive jitter buffer.
