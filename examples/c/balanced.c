/*
 * A balanced network of 800 excitatory and 200 inhibitory neurons, driven by noise for one second.
 *
 * From the top of the checkout, after "make engine":
 *
 *   cc examples/c/balanced.c -Iinclude -Lpython/swiftsnn -lswiftsnn -Wl,-rpath,$PWD/python/swiftsnn
 *   ./a.out
 */
#include <stdio.h>
#include <stdlib.h>
#include <swiftsnn.h>

static const double milliseconds = 1000.0, dt = 0.1;
static const double excitation = 0.2, inhibition = -1.2; /* mV, the jump of a spike */

/* Every call that can fail says why in words. */
static void check(int32_t status) {
  if (status == SNN_OK) return;
  fprintf(stderr, "%s\n", snn_last_error());
  exit(EXIT_FAILURE);
}

static int32_t add_population(snn_network network, const char *name, int64_t size) {
  const snn_parameter parameters[] = {{"tau_m", 20.0}, {"tau_refrac", 2.0}};
  int32_t population;
  check(snn_population_add(network, name, "lif", size, parameters, 2, &population));
  /* As much as comes from 1000 cells outside the network at 4 Hz each. */
  check(snn_poisson_input_add(network, population, NULL, 4000.0, excitation));
  return population;
}

/* Gives every target neuron `in_degree` synapses from the source. */
static void connect(snn_network network, int32_t source, int32_t target, double in_degree,
                    double weight) {
  const snn_parameter degree = {"k", in_degree};
  const snn_connector connector = {"fixed_in_degree", &degree, 1, NULL, 0};
  const snn_parameter millivolts = {"value", weight}, delay = {"value", 1.5};
  const snn_distribution weights = {"constant", &millivolts, 1}, delays = {"constant", &delay, 1};
  int32_t projection;
  check(snn_connect(network, source, target, NULL, &connector, 1, &weights, &delays, &projection));
}

int main(void) {
  snn_network network;
  check(snn_network_create(dt, 42 /* seed */, 1 /* batch */, 0 /* all threads */, "single",
                           &network));

  const int64_t sizes[] = {800, 200};
  const int32_t cells[] = {add_population(network, "excitatory", sizes[0]),
                           add_population(network, "inhibitory", sizes[1])};
  for (int k = 0; k < 2; k++) {
    connect(network, cells[0], cells[k], 80, excitation);
    connect(network, cells[1], cells[k], 20, inhibition);
  }

  check(snn_run(network, (int64_t)(milliseconds / dt + 0.5)));

  for (int k = 0; k < 2; k++) {
    int32_t *counts;
    int64_t size, spikes = 0;
    check(snn_population_counts_view(network, cells[k], &counts, &size));
    for (int64_t i = 0; i < size; i++) spikes += counts[i];
    printf("%s: %.2f Hz\n", k == 0 ? "excitatory" : "inhibitory",
           (double)spikes / (double)sizes[k] / (milliseconds * 1e-3));
  }
  snn_counters counters;
  check(snn_network_counters(network, &counters));
  printf("%lld synapses, %lld synaptic events\n", (long long)counters.synapses,
         (long long)counters.synaptic_events);

  check(snn_network_destroy(network));
  return EXIT_SUCCESS;
}
