/*
 * Networks used as programs use them, on several threads: each network in a thread of its own, one
 * network from several, networks that run on three threads, learn, record, lose synapses and are
 * stopped and gone on with. Prints nothing where all is well.
 *
 * The sanitizers look for races and for memory that is lost (make sanitize); what is checked here
 * is that results do not depend on who else runs.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <swiftsnn.h>

#define CELLS 300
#define SOURCES 120

static void check(int32_t status, const char *call) {
  if (status == SNN_OK) return;
  fprintf(stderr, "%s: %s\n", call, snn_last_error());
  exit(EXIT_FAILURE);
}

#define CHECK(call) check(call, #call)

static void require(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "not so: %s\n", what);
  exit(EXIT_FAILURE);
}

#define REQUIRE(condition) require(condition, #condition)

/* ---- A network ------------------------------------------------------------------------------- */

static int32_t population(snn_network network, const char *name, const char *model, int64_t size) {
  int32_t made;
  CHECK(snn_population_add(network, name, model, size, NULL, 0, &made));
  return made;
}

static int32_t connection(snn_network network, int32_t source, int32_t target, double probability,
                          double low, double high) {
  const snn_parameter p = {"p", probability}, range[] = {{"low", low}, {"high", high}};
  const snn_parameter some[] = {{"low", 1.0}, {"high", 4.0}};
  const snn_connector rule = {"fixed_probability", &p, 1, NULL, 0};
  const snn_distribution weight = {"uniform", range, 2}, delay = {"uniform", some, 2};
  int32_t made;
  CHECK(snn_connect(network, source, target, NULL, &rule, 1, &weight, &delay, &made));
  return made;
}

/* Poisson sources drive cells that inhibit each other; a pair rule, whose bounds hold, changes what
   the sources do, and a homeostat the thresholds. */
static snn_network partitioned(uint64_t seed, int32_t threads, int32_t parts) {
  snn_network network;
  CHECK(snn_network_create(0.5, seed, 1, threads, NULL, &network));
  CHECK(snn_network_partition_set(network, parts));
  const int32_t sources = population(network, "sources", "poisson", SOURCES);
  const int32_t cells = population(network, "cells", "lif", CELLS);
  const int32_t rested = population(network, "rested", "lif", CELLS);
  const int32_t plastic = connection(network, sources, cells, 0.3, 0.0, 3.0);
  connection(network, cells, cells, 0.1, -1.0, 0.0);
  connection(network, cells, rested, 0.05, 0.0, 2.0);

  const snn_factor spike = {"spike", NULL, 0, NULL, 0}, trace = {"trace", NULL, 0, NULL, 0};
  const snn_parameter up = {"rate", 0.01}, down = {"rate", -0.011};
  const snn_term terms[] = {{&trace, 1, &spike, 1, -1, NULL, NULL, &up, 1},
                            {&spike, 1, &trace, 1, -1, NULL, NULL, &down, 1}};
  CHECK(snn_projection_bounds(network, plastic, 0.0, 3.0));
  CHECK(snn_plasticity_add(network, plastic, terms, 2));
  const double period = 5.0;
  const snn_values every = {"period", &period, 1};
  int32_t out;
  CHECK(snn_homeostat_attach(network, cells, -1, "threshold_to_rate", &every, 1, &out));
  CHECK(snn_recorder_add(network, cells, "spikes", 1, NULL, 0, &out));
  CHECK(snn_recorder_add(network, rested, "v", 10, NULL, 0, &out));
  CHECK(snn_recorder_add_weights(network, plastic, 50, NULL, 0, &out));
  float *rates = malloc(SOURCES * sizeof *rates);
  for (int k = 0; k < SOURCES; k++) rates[k] = 20.0f + (float)k;
  CHECK(snn_drive_set(network, sources, rates, SOURCES));
  free(rates);
  return network;
}

static snn_network described(uint64_t seed, int32_t threads) {
  return partitioned(seed, threads, threads);
}

typedef struct outcome {
  int64_t spikes, events;
  double weights;
} outcome;

static outcome outcome_of(snn_network network) {
  snn_counters counters;
  int64_t count;
  outcome found = {0};
  CHECK(snn_network_counters(network, &counters));
  CHECK(snn_projection_size(network, 0, &count));
  float *weights = malloc((size_t)count * sizeof *weights);
  CHECK(snn_projection_weights_get(network, 0, weights, count));
  for (int64_t k = 0; k < count; k++) found.weights += weights[k] * (double)(k % 7 + 1);
  free(weights);
  found.spikes = counters.spikes;
  found.events = counters.synaptic_events;
  return found;
}

static int are_same(outcome a, outcome b) {
  return a.spikes == b.spikes && a.events == b.events && a.weights == b.weights;
}

static void read_records(snn_network network) {
  int64_t rows;
  CHECK(snn_recorder_size(network, 0, &rows));
  double *times = malloc((size_t)rows * sizeof *times);
  int32_t *neurons = malloc((size_t)rows * sizeof *neurons);
  CHECK(snn_recorder_spikes(network, 0, times, neurons, NULL, rows));
  for (int64_t k = 0; k < rows; k++) REQUIRE(neurons[k] >= 0 && neurons[k] < CELLS);
  free(times);
  free(neurons);
  CHECK(snn_recorder_size(network, 1, &rows));
  float *values = malloc((size_t)(rows * CELLS) * sizeof *values);
  CHECK(snn_recorder_values(network, 1, NULL, NULL, values, rows, CELLS));
  free(values);
}

/* ---- Each thread its network ----------------------------------------------------------------- */

static outcome run_alone(uint64_t seed, int32_t threads) {
  const snn_network network = described(seed, threads);
  for (int k = 0; k < 4; k++) CHECK(snn_run(network, 100));
  read_records(network);
  const outcome found = outcome_of(network);
  CHECK(snn_network_destroy(network));
  return found;
}

typedef struct job {
  uint64_t seed;
  int32_t threads;
  outcome found;
} job;

static void *do_job(void *argument) {
  job *mine = argument;
  mine->found = run_alone(mine->seed, mine->threads);
  /* The sentence of an error is the thread's own. */
  REQUIRE(snn_last_error()[0] == 0);
  REQUIRE(snn_run(0, 1) == SNN_ERROR_STATE);
  REQUIRE(strlen(snn_last_error()) > 10);
  return NULL;
}

static void networks_side_by_side(void) {
  job jobs[] = {{1, 1, {0}}, {2, 3, {0}}, {1, 2, {0}}};
  pthread_t workers[3];
  for (int k = 0; k < 3; k++) REQUIRE(pthread_create(&workers[k], NULL, do_job, &jobs[k]) == 0);
  for (int k = 0; k < 3; k++) pthread_join(workers[k], NULL);
  REQUIRE(jobs[0].found.spikes > 1000);
  REQUIRE(are_same(jobs[0].found, jobs[2].found));
  REQUIRE(are_same(jobs[0].found, run_alone(1, 3)));
  REQUIRE(are_same(jobs[1].found, run_alone(2, 1)));
}

/* ---- One network from several threads -------------------------------------------------------- */

/* Refused where another thread is in the middle of a call that takes long. */
static int is_done(int32_t status) {
  REQUIRE(status == SNN_OK || status == SNN_ERROR_STATE);
  return status == SNN_OK;
}

static void *run_in_turn(void *argument) {
  const snn_network network = *(snn_network *)argument;
  for (int done = 0; done < 20;) done += is_done(snn_run(network, 5));
  return NULL;
}

static void *look(void *argument) {
  const snn_network network = *(snn_network *)argument;
  snn_counters counters;
  int64_t rows;
  for (int k = 0; k < 200; k++) {
    is_done(snn_network_counters(network, &counters));
    is_done(snn_recorder_size(network, 0, &rows));
    is_done(snn_projection_learning_rate(network, 0, 1.0));
  }
  return NULL;
}

static void one_network_from_many(void) {
  snn_network network = described(3, 2);
  pthread_t workers[4];
  for (int k = 0; k < 4; k++)
    REQUIRE(pthread_create(&workers[k], NULL, k < 2 ? run_in_turn : look, &network) == 0);
  for (int k = 0; k < 4; k++) pthread_join(workers[k], NULL);
  snn_counters counters;
  CHECK(snn_network_counters(network, &counters));
  REQUIRE(counters.step == 200);

  const snn_network alone = described(3, 1);
  CHECK(snn_run(alone, 200));
  REQUIRE(are_same(outcome_of(network), outcome_of(alone)));
  CHECK(snn_network_destroy(alone));
  CHECK(snn_network_destroy(network));
}

static void *run_until_gone(void *argument) {
  const snn_network network = *(snn_network *)argument;
  snn_counters counters;
  while (is_done(snn_network_counters(network, &counters))) is_done(snn_run(network, 2));
  return NULL;
}

typedef struct long_run {
  snn_network network;
  int32_t status;
} long_run;

static void *run_for_long(void *argument) {
  long_run *mine = argument;
  mine->status = snn_run(mine->network, INT64_C(1) << 40);
  return NULL;
}

/* Stopped between two steps: what comes after is as if nothing had been. */
static void interrupted(void) {
  long_run job = {described(7, 3), SNN_OK};
  pthread_t worker;
  snn_counters counters;
  REQUIRE(pthread_create(&worker, NULL, run_for_long, &job) == 0);
  while (snn_network_counters(job.network, &counters) == SNN_OK) continue;
  REQUIRE(strstr(snn_last_error(), "running in another thread") != NULL);
  CHECK(snn_network_interrupt(job.network));
  pthread_join(worker, NULL);
  REQUIRE(job.status == SNN_ERROR_INTERRUPTED);
  CHECK(snn_network_counters(job.network, &counters));
  CHECK(snn_run(job.network, 50));

  const snn_network whole = described(7, 1);
  CHECK(snn_run(whole, counters.step + 50));
  REQUIRE(are_same(outcome_of(job.network), outcome_of(whole)));
  CHECK(snn_network_destroy(whole));
  CHECK(snn_network_destroy(job.network));
}

/* Ended while others use it: they are told so. */
static void destroyed_in_use(void) {
  snn_network network = described(4, 2);
  pthread_t workers[2];
  for (int k = 0; k < 2; k++)
    REQUIRE(pthread_create(&workers[k], NULL, run_until_gone, &network) == 0);
  is_done(snn_run(network, 20));
  while (!is_done(snn_network_destroy(network))) continue;
  for (int k = 0; k < 2; k++) pthread_join(workers[k], NULL);
  REQUIRE(snn_run(network, 1) == SNN_ERROR_STATE);
}

/* ---- Stopped and gone on with ---------------------------------------------------------------- */

static int64_t bytes_of(const char *kind) { return atoi(kind + 1) / 8; }

static snn_field *state_of(snn_network network, int64_t *count) {
  CHECK(snn_state_list(network, count));
  snn_field *fields = calloc((size_t)*count, sizeof *fields);
  for (int64_t k = 0; k < *count; k++) {
    char *name = malloc(128), *kind = malloc(4);
    CHECK(snn_state_field(network, k, name, 128, kind, &fields[k].count));
    void *data = malloc((size_t)(fields[k].count * bytes_of(kind)));
    CHECK(snn_state_copy(network, k, data, fields[k].count * bytes_of(kind)));
    fields[k].name = name;
    fields[k].kind = kind;
    fields[k].data = data;
  }
  return fields;
}

static void forget(snn_field *fields, int64_t count) {
  for (int64_t k = 0; k < count; k++) {
    free((void *)fields[k].name);
    free((void *)fields[k].kind);
    free((void *)fields[k].data);
  }
  free(fields);
}

static void goes_on(void) {
  const snn_network first = described(5, 3), second = partitioned(5, 1, 3);
  int64_t count;
  CHECK(snn_run(first, 150));
  snn_field *fields = state_of(first, &count);
  CHECK(snn_network_prepare(second));
  CHECK(snn_state_restore(second, fields, count));
  forget(fields, count);
  CHECK(snn_run(first, 150));
  CHECK(snn_run(second, 150));
  REQUIRE(are_same(outcome_of(first), outcome_of(second)));
  CHECK(snn_network_destroy(first));
  CHECK(snn_network_destroy(second));
}

/* ---- Synapses that go and come --------------------------------------------------------------- */

static void restructured(void) {
  const snn_network network = described(6, 3);
  const double fifth = 0.2;
  const snn_values fraction = {"fraction", &fifth, 1};
  const snn_parameter one = {"value", 1.0};
  const snn_distribution weight = {"constant", &one, 1};
  int64_t changed, size;
  CHECK(snn_structure_add(network, 0, "prune", &fraction, 1, NULL, 60, 0));
  CHECK(snn_run(network, 100));
  CHECK(snn_structure_apply(network, 0, "regrow", NULL, 0, &weight, &changed));
  REQUIRE(changed > 0);
  CHECK(snn_structure_mask_size(network, 0, &size));
  uint8_t *mask = malloc((size_t)size);
  for (int64_t k = 0; k < size; k++) mask[k] = k % 3 != 0;
  CHECK(snn_structure_mask_set(network, 0, mask, size));
  free(mask);
  CHECK(snn_structure_freeze(network, 0, 1));
  CHECK(snn_run(network, 100));
  read_records(network);
  CHECK(snn_network_destroy(network));
}

int main(void) {
  networks_side_by_side();
  one_network_from_many();
  interrupted();
  destroyed_in_use();
  goes_on();
  restructured();
  return EXIT_SUCCESS;
}
