//! What the wrapper calls, as include/swiftsnn.h declares it.

use std::ffi::{c_char, c_void};

#[repr(C)]
pub struct Parameter {
    pub name: *const c_char,
    pub value: f64,
}

#[repr(C)]
pub struct Connector {
    pub rule: *const c_char,
    pub parameters: *const Parameter,
    pub parameter_count: i64,
    pub arrays: *const c_void,
    pub array_count: i64,
}

#[repr(C)]
pub struct Distribution {
    pub kind: *const c_char,
    pub parameters: *const Parameter,
    pub parameter_count: i64,
}

#[repr(C)]
pub struct Factor {
    pub kind: *const c_char,
    pub parameters: *const Parameter,
    pub parameter_count: i64,
    pub arrays: *const c_void,
    pub array_count: i64,
}

#[repr(C)]
pub struct Term {
    pub pre: *const Factor,
    pub pre_count: i64,
    pub post: *const Factor,
    pub post_count: i64,
    pub modulator: i32,
    pub dependence: *const c_char,
    pub pairing: *const c_char,
    pub parameters: *const Parameter,
    pub parameter_count: i64,
}

extern "C" {
    pub fn snn_last_error() -> *const c_char;
    pub fn snn_network_create(
        dt: f64,
        seed: u64,
        batch: i32,
        threads: i32,
        precision: *const c_char,
        out: *mut u64,
    ) -> i32;
    pub fn snn_network_destroy(network: u64) -> i32;
    pub fn snn_population_add(
        network: u64,
        name: *const c_char,
        model: *const c_char,
        size: i64,
        parameters: *const Parameter,
        parameter_count: i64,
        out: *mut i32,
    ) -> i32;
    pub fn snn_connect(
        network: u64,
        source: i32,
        target: i32,
        receptor: *const c_char,
        connectors: *const Connector,
        connector_count: i64,
        weight: *const Distribution,
        delay: *const Distribution,
        out: *mut i32,
    ) -> i32;
    pub fn snn_projection_bounds(network: u64, projection: i32, lower: f64, upper: f64) -> i32;
    pub fn snn_plasticity_add(network: u64, projection: i32, terms: *const Term, count: i64)
        -> i32;
    pub fn snn_projection_size(network: u64, projection: i32, out: *mut i64) -> i32;
    pub fn snn_projection_weights_get(
        network: u64,
        projection: i32,
        values: *mut c_void,
        count: i64,
    ) -> i32;
    pub fn snn_run(network: u64, steps: i64) -> i32;
    pub fn snn_recorder_add(
        network: u64,
        population: i32,
        variable: *const c_char,
        every: i64,
        neurons: *const i32,
        neuron_count: i64,
        out: *mut i32,
    ) -> i32;
    pub fn snn_recorder_size(network: u64, recorder: i32, out: *mut i64) -> i32;
    pub fn snn_recorder_spikes(
        network: u64,
        recorder: i32,
        times: *mut f64,
        neurons: *mut i32,
        lanes: *mut i32,
        count: i64,
    ) -> i32;
}
