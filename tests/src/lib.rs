//! Tests of the whole system, through its gateway: they are in `it/`.
#![forbid(unsafe_code)]
