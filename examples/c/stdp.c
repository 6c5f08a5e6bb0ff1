/*
 * Spike-timing-dependent plasticity: 500 Poisson sources compete for one neuron, as in Song, Miller
 * and Abbott, Nature Neuroscience 3:919 (2000). Depression outweighs potentiation by a tenth: the
 * weights fall until the neuron fires at a moderate rate.
 *
 *   cc examples/c/stdp.c -Iinclude -Lpython/swiftsnn -lswiftsnn -Wl,-rpath,$PWD/python/swiftsnn
 *   ./a.out
 */
#include <stdio.h>
#include <stdlib.h>
#include <swiftsnn.h>

enum { sources = 500, seconds = 100 };
static const double strongest = 0.3; /* mV */

static void check(int32_t status) {
  if (status == SNN_OK) return;
  fprintf(stderr, "%s\n", snn_last_error());
  exit(EXIT_FAILURE);
}

static void print_weights(snn_network network, int32_t projection, const char *when) {
  float weights[sources];
  check(snn_projection_weights_get(network, projection, weights, sources));
  double mean = 0;
  for (int i = 0; i < sources; i++) mean += weights[i] / sources;
  printf("%s: mean weight %.4f mV\n", when, mean);
}

int main(void) {
  snn_network network;
  check(snn_network_create(1.0 /* ms */, 1 /* seed */, 1 /* batch */, 1 /* thread */, "single",
                           &network));

  const snn_parameter rate = {"rate", 15.0}, refractory = {"tau_refrac", 2.0};
  int32_t source, cell, projection;
  check(snn_population_add(network, "sources", "poisson", sources, &rate, 1, &source));
  check(snn_population_add(network, "cell", "lif", 1, &refractory, 1, &cell));

  const snn_connector all = {"all_to_all", NULL, 0, NULL, 0};
  const snn_parameter range[] = {{"low", 0.0}, {"high", strongest}}, step = {"value", 1.0};
  const snn_distribution weight = {"uniform", range, 2}, delay = {"constant", &step, 1};
  check(snn_connect(network, source, cell, NULL, &all, 1, &weight, &delay, &projection));

  /* Growth by the presynaptic trace at a postsynaptic spike, depression the other way round. */
  const snn_parameter tau = {"tau", 20.0}, up = {"rate", 0.015}, down = {"rate", -0.0165};
  const snn_factor trace = {"trace", &tau, 1, NULL, 0}, spike = {"spike", NULL, 0, NULL, 0};
  const snn_term terms[] = {{&trace, 1, &spike, 1, -1, NULL, NULL, &up, 1},
                            {&spike, 1, &trace, 1, -1, NULL, NULL, &down, 1}};
  check(snn_plasticity_add(network, projection, terms, 2));
  check(snn_projection_bounds(network, projection, 0.0, strongest));

  print_weights(network, projection, "before");
  check(snn_run(network, seconds * 1000));
  print_weights(network, projection, "after");

  int32_t *spikes;
  int64_t cells;
  check(snn_population_counts_view(network, cell, &spikes, &cells));
  printf("the neuron fired at %.1f Hz\n", (double)spikes[0] / seconds);
  check(snn_network_destroy(network));
  return EXIT_SUCCESS;
}
