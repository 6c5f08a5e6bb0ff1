// Spike-timing-dependent plasticity: ten Poisson sources drive four neurons for half a second.
//
// Prints the spike times of each neuron, the weights of each source as the run left them, and what
// the library says of a mistake.
#include <cstdio>
#include <exception>

#include "swiftsnn.hpp"

namespace {

constexpr std::size_t sources = 10, cells = 4;

void run() {
  swiftsnn::Network network(/*dt=*/1.0, /*seed=*/7);
  const auto source = network.add("sources", sources, {"poisson", {{"rate", 80.0}}});
  const auto cell = network.add("cells", cells, {"lif", {{"tau_refrac", 2.0}}});
  const auto synapses =
      network.connect(source, cell, {"all_to_all"}, {"uniform", {{"low", 0.5}, {"high", 2.5}}},
                      {"constant", {{"value", 2.0}}});

  // Growth by the presynaptic trace at a postsynaptic spike, depression the other way round.
  const swiftsnn::Part spike{"spike"}, trace{"trace", {{"tau", 20.0}}};
  network.learn(synapses, {{trace, spike, 0.05}, {spike, trace, -0.0525}}, 0.0, 3.0);

  const auto recorder = network.record_spikes(cell);
  network.run(500.0);

  const auto spikes = network.spikes(recorder);
  for (std::size_t neuron = 0; neuron < cells; neuron++) {
    std::printf("cell %zu fires at", neuron);
    for (const auto& fired : spikes)
      if (fired.neuron == static_cast<int>(neuron)) std::printf(" %g", fired.time);
    std::printf(" ms\n");
  }

  const auto weights = network.weights(synapses);
  for (std::size_t k = 0; k < sources; k++) {
    std::printf("weights of source %zu:", k);
    // Nine digits tell any two numbers of single precision apart.
    for (std::size_t j = 0; j < cells; j++) std::printf(" %.9g", weights[k * cells + j]);
    std::printf(" mV\n");
  }

  try {
    network.add("more", 10, {"lif"});
  } catch (const swiftsnn::Error& error) {
    std::printf("refused with %d: %s\n", error.status(), error.what());
  }
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
