/*
 * Counts the memory that the engine asks for while it runs.
 *
 *   allocations CASE THREADS NEURONS STEPS
 *
 * prints how often memory was asked for by a call of STEPS steps and by the next of twice as many,
 * and the spikes, synaptic events and, where it records, rows of both together. Everything that is
 * made once was made by earlier calls.
 *
 * The functions below take the place of the C library's, for the engine too: the dynamic linker
 * finds those of the program first. What they call is glibc's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <swiftsnn.h>

/* ---- Counting ------------------------------------------------------------------------------ */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static int counting;
static long counted;

static void count(void) {
  if (__atomic_load_n(&counting, __ATOMIC_RELAXED))
    __atomic_add_fetch(&counted, 1, __ATOMIC_RELAXED);
}

void *malloc(size_t size) {
  count();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count();
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  count();
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **out, size_t alignment, size_t size) {
  void *made = memalign(alignment, size);
  if (made == NULL) return ENOMEM;
  *out = made;
  return 0;
}

void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset) {
  count();
  return (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset);
}

static void start(void) {
  __atomic_store_n(&counted, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&counting, 1, __ATOMIC_RELAXED);
}

static long stop(void) {
  __atomic_store_n(&counting, 0, __ATOMIC_RELAXED);
  return __atomic_load_n(&counted, __ATOMIC_RELAXED);
}

/* ---- Networks ------------------------------------------------------------------------------ */

static const double dt = 0.1;
static snn_network network;
static int64_t neurons;

static void check(int32_t status) {
  if (status == SNN_OK) return;
  fprintf(stderr, "%s\n", snn_last_error());
  exit(EXIT_FAILURE);
}

static int32_t population(const char *name, const char *model, int64_t size) {
  int32_t made;
  check(snn_population_add(network, name, model, size, NULL, 0, &made));
  return made;
}

/* Neurons of a model that fire by Poisson input of `weight`. */
static int32_t driven(const char *model, double weight) {
  const int32_t cells = population("cells", model, neurons);
  check(snn_poisson_input_add(network, cells, NULL, 4000.0 /* Hz */, weight));
  return cells;
}

/* Ten synapses into each neuron, or `all` that there can be; delays of 1 ms, or from it on. */
static int32_t connected(int32_t source, int32_t target, int all, double longest) {
  const snn_parameter degree = {"k", 10};
  const snn_connector connector = {all ? "all_to_all" : "fixed_in_degree", &degree, !all,
                                   NULL, 0};
  const snn_parameter millivolts[] = {{"low", 0.0}, {"high", all ? 0.01 : 0.1}};
  const snn_distribution weight = {"uniform", millivolts, 2};
  const snn_parameter one = {"value", 1.0}, range[] = {{"low", 1.0}, {"high", longest}};
  const snn_distribution same = {"constant", &one, 1}, drawn = {"uniform", range, 2};
  int32_t made;
  check(snn_connect(network, source, target, NULL, &connector, 1, &weight,
                    longest > 1.0 ? &drawn : &same, &made));
  return made;
}

/* A tenth of all pairs, with one weight: bits where neurons are many. */
static void connected_by_bits(int32_t cells) {
  const snn_parameter degree = {"k", (double)(neurons / 10)}, value = {"value", 0.01};
  const snn_connector connector = {"fixed_in_degree", &degree, 1, NULL, 0};
  const snn_parameter one = {"value", 1.0};
  const snn_distribution weight = {"constant", &value, 1}, delay = {"constant", &one, 1};
  int32_t made;
  check(snn_connect(network, cells, cells, NULL, &connector, 1, &weight, &delay, &made));
}

static const snn_factor spike = {"spike", NULL, 0, NULL, 0};

static void plastic(int32_t projection, double time) {
  const snn_parameter tau = {"tau", time}, up = {"rate", 1e-4}, down = {"rate", -1e-4};
  const snn_factor trace = {"trace", &tau, 1, NULL, 0};
  const snn_term terms[] = {{&trace, 1, &spike, 1, -1, NULL, NULL, &up, 1},
                            {&spike, 1, &trace, 1, -1, NULL, NULL, &down, 1}};
  check(snn_plasticity_add(network, projection, terms, 2));
  check(snn_projection_bounds(network, projection, 0.0, 0.1));
}

static void dynamic(int32_t projection, const char *kind) {
  const double three = 3.0;
  const snn_values sites = {"sites", &three, 1};
  check(snn_dynamics_add(network, projection, kind, &sites, strcmp(kind, "tsodyks_markram") != 0));
}

/* Models and a weight in the unit of their first receptor that makes them fire. */
static const struct {
  const char *name;
  double weight;
} models[] = {
    {"lif_curr_exp", 0.05},   {"lif_curr_alpha", 0.05}, {"lif_cond_exp", 0.005},
    {"lif_cond_alpha", 0.01}, {"alif", 0.05},           {"gif", 0.05},
    {"eif", 0.005},           {"adex", 0.005},          {"izhikevich", 2.0},
    {"hh_traub", 0.005},      {"hh_squid", 0.05},
};

/* A receptor and a current of every kind. */
static void receptors(void) {
  const char *kinds[] = {"delta",    "curr_exp",   "curr_alpha", "curr_beta",
                         "cond_exp", "cond_alpha", "cond_beta",  "cond_nmda"};
  snn_receptor chosen[8];
  for (int k = 0; k < 8; k++) chosen[k] = (snn_receptor){kinds[k], kinds[k]};
  int32_t cells;
  check(snn_population_add_with(network, "cells", "adex", neurons, chosen, 8, NULL, 0, &cells));
  for (int k = 0; k < 8; k++)
    check(snn_poisson_input_add(network, cells, kinds[k], 1000.0, k < 1 ? 0.2 : 0.002));
  const char *currents[] = {"constant", "ramp", "sine", "noise"};
  const snn_parameter stop = {"stop", 1e6};
  for (int k = 0; k < 4; k++) check(snn_current_add(network, cells, currents[k], &stop, 1, NULL, 0));
  const double zero = 0.0, one = 1.0;
  const snn_values steps[] = {{"times", &zero, 1}, {"amplitudes", &one, 1}};
  const snn_values samples = {"values", &one, 1};
  check(snn_current_add(network, cells, "step", NULL, 0, steps, 2));
  check(snn_current_add(network, cells, "samples", NULL, 0, &samples, 1));
}

/* A source of every kind, each with its targets. */
static void sources(void) {
  const char *kinds[] = {"poisson", "bernoulli", "spike_source"};
  const int32_t cells = driven("lif", 0.2);
  for (int k = 0; k < 3; k++) connected(population(kinds[k], kinds[k], neurons), cells, 0, 1.0);
  float *drive = malloc(sizeof(float) * (size_t)neurons);
  double *times = malloc(sizeof(double) * (size_t)neurons);
  int32_t *indices = malloc(sizeof(int32_t) * (size_t)neurons);
  for (int64_t i = 0; i < neurons; i++) {
    drive[i] = 0.01f;
    times[i] = dt * (double)(i + 1);
    indices[i] = (int32_t)i;
  }
  check(snn_drive_set(network, 1, drive, neurons));
  check(snn_drive_feed(network, 2, drive, neurons, 1, 1.0 /* ms */, 1));
  check(snn_spikes_feed(network, 3, 0, times, indices, neurons));
}

/* A modulated and a pair term on the way to a population that a signal is read from. */
static void taught(void) {
  const int32_t cells = driven("lif", 0.2), out = population("out", "lif", neurons);
  const int32_t sparse = connected(cells, out, 0, 2.0), dense = connected(cells, out, 1, 1.0);
  int32_t signal, modulator;
  check(snn_signal_add(network, out, "softmax", NULL, 0, &signal));
  check(snn_modulator_add(network, signal, out, NULL, 0, &modulator));
  const snn_factor trace = {"trace", NULL, 0, NULL, 0}, window = {"window", NULL, 0, NULL, 0};
  const snn_term near = {&trace, 1, &window, 1, modulator, NULL, NULL, NULL, 0};
  const snn_term fired = {&trace, 1, &spike, 1, modulator, NULL, NULL, NULL, 0};
  check(snn_plasticity_add(network, sparse, &near, 1));
  check(snn_plasticity_add(network, dense, &fired, 1));
  check(snn_homeostat_add(network, cells, "threshold_to_rate", NULL, 0));
}

/* Signals and modulators of every kind; one moves thresholds. */
static void modulated(void) {
  const int32_t cells = driven("lif", 0.2), out = population("out", "lif", 6);
  const int32_t forward = connected(cells, out, 1, 1.0), self = connected(cells, cells, 0, 3.0);
  const char *kinds[] = {"concentration", "goodness"};
  const char *shapes[] = {"random", "learned", "transposed"};
  const snn_parameter period = {"period", 1.0 /* ms */};
  const snn_parameter bounds[] = {{"lower", -60.0 /* mV */}, {"upper", -45.0 /* mV */}};
  const double amount = 1.0;
  const int32_t label = 1;
  int32_t reward, signal, error, scalar, modulator;
  check(snn_source_add(network, "reward", -1, NULL, 0, NULL, 0, &reward));
  for (int64_t k = 1; k < 100; k++) check(snn_reward_give(network, reward, 20 * k, &amount, 1, 0));
  for (int k = 0; k < 2; k++) {
    check(snn_source_add(network, kinds[k], cells, NULL, 0, NULL, 0, &signal));
    check(snn_modulator_add_as(network, signal, cells, "scalar", NULL, -1, NULL, 0, NULL, 0,
                               &scalar));
  }
  const snn_parameter classes = {"classes", 3.0};
  check(snn_signal_add(network, out, "softmax", &classes, 1, &error));
  check(snn_signal_labels(network, error, &label, 1));
  for (int k = 0; k < 3; k++)
    check(snn_modulator_add_as(network, error, cells, shapes[k], NULL, k == 2 ? forward : -1,
                               &period, k > 0, NULL, 0, &modulator));
  check(snn_modulator_multiply(network, scalar, modulator, &modulator));
  check(snn_route_add(network, cells, "v_thresh", modulator, bounds, 2));
  plastic(self, 1000.0 /* ms */);
}

/* A homeostat of a population (projection -1) or of a projection that acts every 0.5 ms. */
static void regulated(int32_t population, int32_t projection, const char *kind) {
  const double period = 0.5;
  const snn_values given = {"period", &period, 1};
  int32_t homeostat;
  check(snn_homeostat_attach(network, population, projection, kind, &given, 1, &homeostat));
}

/* Every kind of homeostat that acts in runs. */
static void homeostats(int32_t cells, int learns_online) {
  const char *neuronal[] = {"threshold_to_rate", "threshold_to_count", "bias_to_rate",
                            "gain_to_rate", "gain_to_variance"};
  for (int k = 0; k < 5; k++) regulated(cells, -1, neuronal[k]);
  const int32_t drawn = connected(cells, cells, 0, 3.0), same = connected(cells, cells, 0, 1.0);
  if (learns_online) plastic(drawn, 1000.0 /* ms */);
  regulated(-1, drawn, "weights_to_sum");
  regulated(-1, drawn, "weights_to_rate");
  regulated(-1, same, "weights_to_norm");
  regulated(-1, same, "learning_rate_decay");
}

/* ---- Cases --------------------------------------------------------------------------------- */

static int presents, learns, records;

static void recorded(int32_t cells, const char *variable) {
  int32_t recorder;
  records = 1;
  check(snn_recorder_add(network, cells, variable, 1, NULL, 0, &recorder));
}

/* Plastic synapses whose weights are recorded every `every` steps. */
static void recorded_weights(int32_t cells, int64_t every) {
  const int32_t projection = connected(cells, cells, 0, 3.0);
  int32_t recorder;
  plastic(projection, 1000.0 /* ms */);
  records = 1;
  check(snn_recorder_add_weights(network, projection, every, NULL, 0, &recorder));
}

static void describe(const char *name) {
  for (size_t k = 0; k < sizeof models / sizeof *models; k++) {
    if (strcmp(name, models[k].name) != 0) continue;
    driven(name, models[k].weight);
    return;
  }
  if (strcmp(name, "receptors") == 0) {
    receptors();
    return;
  }
  if (strcmp(name, "sources") == 0) {
    sources();
    return;
  }
  if (strcmp(name, "present") == 0 || strcmp(name, "learn") == 0) {
    presents = 1;
    learns = strcmp(name, "learn") == 0;
    taught();
    return;
  }
  if (strcmp(name, "modulated") == 0) {
    modulated();
    return;
  }
  const int32_t cells = driven("lif", 0.2 /* mV */);
  if (strcmp(name, "lif") == 0) return;
  if (strcmp(name, "one_delay") == 0) {
    connected(cells, cells, 0, 1.0);
  } else if (strcmp(name, "drawn_delays") == 0) {
    connected(cells, cells, 0, 3.0);
  } else if (strcmp(name, "dense") == 0) {
    connected(cells, cells, 1, 1.0);
  } else if (strcmp(name, "bits") == 0) {
    connected_by_bits(cells);
  } else if (strcmp(name, "stdp") == 0) {
    plastic(connected(cells, cells, 0, 3.0), 1000.0 /* ms: no epoch ends */);
  } else if (strcmp(name, "stdp_epochs") == 0) {
    plastic(connected(cells, cells, 0, 3.0), 0.2 /* ms: an epoch is ten steps */);
  } else if (strcmp(name, "stdp_dense") == 0) {
    plastic(connected(cells, cells, 1, 1.0), 0.2);
  } else if (strcmp(name, "stdp_dendritic") == 0) {
    const double part = 1.0;
    const int32_t synapses = connected(cells, cells, 0, 3.0);
    check(snn_projection_dendritic_delays_set(network, synapses, &part, 1));
    plastic(synapses, 0.2);
  } else if (strcmp(name, "dynamics") == 0 || strcmp(name, "dynamics_dense") == 0) {
    const int all = strcmp(name, "dynamics") != 0;
    dynamic(connected(cells, cells, all, all ? 1.0 : 3.0), "tsodyks_markram");
  } else if (strcmp(name, "release") == 0 || strcmp(name, "release_dense") == 0) {
    const int all = strcmp(name, "release") != 0;
    dynamic(connected(cells, cells, all, all ? 1.0 : 3.0), "stochastic_release");
  } else if (strcmp(name, "batch") == 0) {
    connected(cells, cells, 0, 3.0);
    connected(cells, cells, 1, 1.0);
    dynamic(connected(cells, cells, 0, 3.0), "tsodyks_markram");
    dynamic(connected(cells, cells, 1, 1.0), "stochastic_release");
  } else if (strcmp(name, "homeostats") == 0) {
    homeostats(cells, 1);
  } else if (strcmp(name, "homeostats_batch") == 0) {
    homeostats(cells, 0);
  } else if (strcmp(name, "spike_recorder") == 0) {
    recorded(cells, "spikes");
  } else if (strcmp(name, "state_recorder") == 0) {
    recorded(cells, "v");
  } else if (strcmp(name, "weight_recorder") == 0) {
    recorded_weights(cells, 10);
  } else {
    fprintf(stderr, "there is no case %s\n", name);
    exit(EXIT_FAILURE);
  }
}

static void advance(int64_t steps) {
  if (presents)
    check(snn_present(network, steps, learns));
  else
    check(snn_run(network, steps));
}

static long allocations(int64_t steps) {
  /* What a presentation of so many steps keeps is made by the first of them. */
  if (learns)
    for (int k = 0; k < 3; k++) advance(steps);
  start();
  advance(steps);
  return stop();
}

int main(int argc, char **argv) {
  if (argc != 5) return EXIT_FAILURE;
  const int has_lanes = strcmp(argv[1], "batch") == 0 || strcmp(argv[1], "learn") == 0 ||
                        strcmp(argv[1], "homeostats_batch") == 0;
  neurons = atoll(argv[3]);
  check(snn_network_create(dt, 1 /* seed */, has_lanes ? 4 : 1, atoi(argv[2]), "single", &network));
  describe(argv[1]);
  const int64_t steps = atoll(argv[4]);
  advance(steps);

  snn_counters before, after;
  check(snn_network_counters(network, &before));
  const long once = allocations(steps), twice = allocations(2 * steps);
  check(snn_network_counters(network, &after));
  int64_t rows = 0;
  if (records) check(snn_recorder_size(network, 0, &rows));
  printf("%ld %ld %lld %lld %lld\n", once, twice, (long long)(after.spikes - before.spikes),
         (long long)(after.synaptic_events - before.synaptic_events), (long long)rows);
  check(snn_network_destroy(network));
  return EXIT_SUCCESS;
}
