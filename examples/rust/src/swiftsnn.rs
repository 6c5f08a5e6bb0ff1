//! A thin, safe wrapper of the C interface: a network that closes itself, vectors, results.
//!
//! It has what the example needs; other functions are wrapped the same way.

use std::ffi::{CStr, CString};
use std::fmt;
use std::ptr::null;

use crate::ffi;

/// A call that failed: its status (`SNN_ERROR_*`) and the sentence that says why.
#[derive(Debug)]
pub struct Error {
    pub status: i32,
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

pub type Result<T> = std::result::Result<T, Error>;

const INVALID_ARGUMENT: i32 = -1;

fn check(status: i32) -> Result<()> {
    if status == 0 {
        return Ok(());
    }
    // Safety: never null, and valid until this thread's next failed call.
    let message = unsafe { CStr::from_ptr(ffi::snn_last_error()) };
    Err(Error { status, message: message.to_string_lossy().into_owned() })
}

fn text(given: &str) -> Result<CString> {
    CString::new(given).map_err(|_| Error {
        status: INVALID_ARGUMENT,
        message: format!("{given:?} must not contain a null character"),
    })
}

/// A model, rule, distribution or factor of the catalogue, with the parameters that are not to have
/// their defaults.
pub struct Part<'a>(pub &'a str, pub &'a [(&'a str, f64)]);

/// Change of a weight = rate * pre * post.
pub struct Term<'a> {
    pub pre: Part<'a>,
    pub post: Part<'a>,
    pub rate: f64,
}

/// A part as C takes it; the pointers are into its own strings, which stay where they are.
struct Named {
    kind: CString,
    _names: Vec<CString>,
    parameters: Vec<ffi::Parameter>,
}

impl Named {
    fn new(part: &Part) -> Result<Named> {
        let names = part.1.iter().map(|(name, _)| text(name)).collect::<Result<Vec<_>>>()?;
        let pairs = names.iter().zip(part.1);
        let parameters = pairs
            .map(|(name, &(_, value))| ffi::Parameter { name: name.as_ptr(), value })
            .collect();
        Ok(Named { kind: text(part.0)?, _names: names, parameters })
    }

    fn count(&self) -> i64 {
        self.parameters.len() as i64
    }

    fn distribution(&self) -> ffi::Distribution {
        ffi::Distribution {
            kind: self.kind.as_ptr(),
            parameters: self.parameters.as_ptr(),
            parameter_count: self.count(),
        }
    }

    fn factor(&self) -> ffi::Factor {
        ffi::Factor {
            kind: self.kind.as_ptr(),
            parameters: self.parameters.as_ptr(),
            parameter_count: self.count(),
            arrays: null(),
            array_count: 0,
        }
    }
}

#[derive(Clone, Copy)]
pub struct Population(i32);

#[derive(Clone, Copy)]
pub struct Projection(i32);

#[derive(Clone, Copy)]
pub struct SpikeRecorder(i32);

pub struct Spike {
    /// ms
    pub time: f64,
    pub neuron: i32,
}

/// The handle is a token that the library checks, and its calls wait for each other: a network may be
/// sent to other threads and shared among them.
pub struct Network {
    handle: u64,
    dt: f64,
}

impl Network {
    /// `dt`: step in ms. `threads`: 0 for all processors; results do not depend on it.
    pub fn new(dt: f64, seed: u64, threads: i32) -> Result<Network> {
        let mut handle = 0;
        let single = c"single".as_ptr();
        check(unsafe { ffi::snn_network_create(dt, seed, 1, threads, single, &mut handle) })?;
        Ok(Network { handle, dt })
    }

    pub fn add(&mut self, name: &str, size: i64, model: Part) -> Result<Population> {
        let (name, model, mut index) = (text(name)?, Named::new(&model)?, 0);
        check(unsafe {
            ffi::snn_population_add(
                self.handle,
                name.as_ptr(),
                model.kind.as_ptr(),
                size,
                model.parameters.as_ptr(),
                model.count(),
                &mut index,
            )
        })?;
        Ok(Population(index))
    }

    pub fn connect(
        &mut self,
        source: Population,
        target: Population,
        rule: Part,
        weight: Part,
        delay: Part,
    ) -> Result<Projection> {
        let (rule, weight, delay) = (Named::new(&rule)?, Named::new(&weight)?, Named::new(&delay)?);
        let connector = ffi::Connector {
            rule: rule.kind.as_ptr(),
            parameters: rule.parameters.as_ptr(),
            parameter_count: rule.count(),
            arrays: null(),
            array_count: 0,
        };
        let mut index = 0;
        check(unsafe {
            ffi::snn_connect(
                self.handle,
                source.0,
                target.0,
                null(),
                &connector,
                1,
                &weight.distribution(),
                &delay.distribution(),
                &mut index,
            )
        })?;
        Ok(Projection(index))
    }

    /// Weights change by the terms while the network runs, and stay within the bounds.
    pub fn learn(
        &mut self,
        projection: Projection,
        terms: &[Term],
        lower: f64,
        upper: f64,
    ) -> Result<()> {
        struct Owned {
            factors: [ffi::Factor; 2],
            rate: ffi::Parameter,
            _names: [Named; 2],
        }
        let mut owned = Vec::new();
        for term in terms {
            let names = [Named::new(&term.pre)?, Named::new(&term.post)?];
            let factors = [names[0].factor(), names[1].factor()];
            let rate = ffi::Parameter { name: c"rate".as_ptr(), value: term.rate };
            owned.push(Owned { factors, rate, _names: names });
        }
        let added: Vec<_> = owned
            .iter()
            .map(|term| ffi::Term {
                pre: &term.factors[0],
                pre_count: 1,
                post: &term.factors[1],
                post_count: 1,
                modulator: -1,
                dependence: null(),
                pairing: null(),
                parameters: &term.rate,
                parameter_count: 1,
            })
            .collect();
        let count = added.len() as i64;
        check(unsafe { ffi::snn_projection_bounds(self.handle, projection.0, lower, upper) })?;
        check(unsafe { ffi::snn_plasticity_add(self.handle, projection.0, added.as_ptr(), count) })
    }

    pub fn record_spikes(&mut self, population: Population) -> Result<SpikeRecorder> {
        let (variable, mut index) = (c"spikes".as_ptr(), 0);
        check(unsafe {
            ffi::snn_recorder_add(self.handle, population.0, variable, 1, null(), 0, &mut index)
        })?;
        Ok(SpikeRecorder(index))
    }

    pub fn run(&mut self, milliseconds: f64) -> Result<()> {
        check(unsafe { ffi::snn_run(self.handle, (milliseconds / self.dt).round() as i64) })
    }

    /// By time and neuron.
    pub fn spikes(&self, recorder: SpikeRecorder) -> Result<Vec<Spike>> {
        let mut count = 0;
        check(unsafe { ffi::snn_recorder_size(self.handle, recorder.0, &mut count) })?;
        let mut times = vec![0.0; count as usize];
        let mut neurons = vec![0; count as usize];
        check(unsafe {
            ffi::snn_recorder_spikes(
                self.handle,
                recorder.0,
                times.as_mut_ptr(),
                neurons.as_mut_ptr(),
                std::ptr::null_mut(),
                count,
            )
        })?;
        let pairs = times.into_iter().zip(neurons);
        Ok(pairs.map(|(time, neuron)| Spike { time, neuron }).collect())
    }

    /// By source, delay and target.
    pub fn weights(&self, projection: Projection) -> Result<Vec<f32>> {
        let mut count = 0;
        check(unsafe { ffi::snn_projection_size(self.handle, projection.0, &mut count) })?;
        let mut values = vec![0.0f32; count as usize];
        let start = values.as_mut_ptr().cast();
        check(unsafe { ffi::snn_projection_weights_get(self.handle, projection.0, start, count) })?;
        Ok(values)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        unsafe { ffi::snn_network_destroy(self.handle) };
    }
}
