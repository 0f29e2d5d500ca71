//! Microphones, loudspeakers, ringing; the real-time thread that runs media and codec.
