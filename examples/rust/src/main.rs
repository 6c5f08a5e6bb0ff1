//! Spike-timing-dependent plasticity: ten Poisson sources drive four neurons for half a second.
//!
//! Prints the spike times of each neuron, the weights of each source as the run left them, and what
//! the library says of a mistake.

mod ffi;
mod swiftsnn;

use swiftsnn::{Network, Part, Result, Term};

const SOURCES: i64 = 10;
const CELLS: i64 = 4;

fn run() -> Result<()> {
    let mut network = Network::new(1.0, 7, 0)?;
    let source = network.add("sources", SOURCES, Part("poisson", &[("rate", 80.0)]))?;
    let cell = network.add("cells", CELLS, Part("lif", &[("tau_refrac", 2.0)]))?;
    let synapses = network.connect(
        source,
        cell,
        Part("all_to_all", &[]),
        Part("uniform", &[("low", 0.5), ("high", 2.5)]),
        Part("constant", &[("value", 2.0)]),
    )?;

    // Growth by the presynaptic trace at a postsynaptic spike, depression the other way round.
    let trace = || Part("trace", &[("tau", 20.0)]);
    let spike = || Part("spike", &[]);
    let growth = Term { pre: trace(), post: spike(), rate: 0.05 };
    let depression = Term { pre: spike(), post: trace(), rate: -0.0525 };
    network.learn(synapses, &[growth, depression], 0.0, 3.0)?;

    let recorder = network.record_spikes(cell)?;
    network.run(500.0)?;

    let spikes = network.spikes(recorder)?;
    for neuron in 0..CELLS as i32 {
        print!("cell {neuron} fires at");
        for fired in spikes.iter().filter(|fired| fired.neuron == neuron) {
            print!(" {}", fired.time);
        }
        println!(" ms");
    }

    for (k, row) in network.weights(synapses)?.chunks(CELLS as usize).enumerate() {
        print!("weights of source {k}:");
        for weight in row {
            print!(" {weight}");
        }
        println!(" mV");
    }

    if let Err(error) = network.add("more", 10, Part("lif", &[])) {
        println!("refused with {}: {error}", error.status);
    }
    Ok(())
}

fn main() {
    if let Err(error) = run() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
