/* Calls on populations, and what goes into them. */
#include "fuzz.h"

#include <stdio.h>

/* Long enough to be split into blocks, now and then. */
static int64_t some_size(void) {
  static const int64_t small[] = {6, 1, 2, 10, 17, 40};
  static const int64_t odd[] = {0, -1, 1LL << 31, 1LL << 62, INT64_MIN};
  const uint8_t choice = byte();
  if (choice >= 250) return PICK(odd);
  return choice >= 242 ? 2100 : small[choice % LENGTH(small)];
}

static const char *new_name(char *text, size_t length) {
  snprintf(text, length, "population %d", used->population_count);
  return rarely() ? odd_text() : rarely() ? "again" : text;
}

static void remember_population(int32_t status, int32_t index, int64_t size, const entry *model) {
  if (status != SNN_OK) return;
  REQUIRE(index == used->population_count);
  if (index < KEPT) used->populations[index] = (known_population){size, model};
  used->population_count++;
}

static void add(void) {
  char text[40];
  const char *model;
  int64_t count;
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const entry *chosen = choose("models", &model);
  const int64_t size = some_size();
  const snn_parameter *list = parameters(chosen, &count);
  const int32_t status =
      CALL(snn_population_add,
           (used->token, new_name(text, sizeof text), model, size, list, count, given));
  check_filled(status, given, out);
  remember_population(status, out, size, chosen);
}

static void add_with(void) {
  char text[40];
  const char *model;
  int64_t count, receptor_count;
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const entry *chosen = choose("models", &model);
  const int64_t size = some_size();
  const snn_receptor *kinds = receptors(&receptor_count);
  const snn_parameter *list = parameters(chosen, &count);
  const int32_t status =
      CALL(snn_population_add_with, (used->token, new_name(text, sizeof text), model, size, kinds,
                                     receptor_count, list, count, given));
  check_filled(status, given, out);
  remember_population(status, out, size, chosen);
}

static void remove_last(void) {
  const int32_t index = byte() < 224 ? used->population_count - 1 : index_of(3);
  if (CALL(snn_population_remove, (used->token, index)) == SNN_OK) used->population_count--;
}

static void set(void) {
  int64_t count;
  const int32_t index = index_of(used->population_count);
  const snn_values *list = values(population_at(index)->model, population_size(index), &count);
  CALL(snn_population_set, (used->token, index, list, count));
}

static void get(void) {
  const int32_t index = index_of(used->population_count);
  const known_population *known = population_at(index);
  const char *name = known->model->number_count > 0 && !rarely()
                         ? known->model->numbers[pick(known->model->number_count)].name
                         : odd_text();
  const int64_t count = length_near(known->size);
  CALL(snn_population_get, (used->token, index, name, room(count, sizeof(double)), count));
}

static void positions(void) {
  static const int64_t odd[] = {0, 4, -1, 1LL << 62};
  const int32_t index = index_of(used->population_count);
  const int64_t count = length_near(population_size(index));
  const int64_t dimensions = rarely() ? PICK(odd) : 1 + pick(3);
  const int64_t axes = dimensions < 0 || dimensions > 4 ? 0 : dimensions;
  /* Nobody is honest about more than memory has. */
  const bool honest = count < 1 << 16 && axes == dimensions;
  const double *places = honest ? numbers(count * axes) : NULL;
  const double *extent = byte() < 128 || !honest ? NULL : numbers(axes);
  CALL(snn_population_positions, (used->token, index, places, count, dimensions, extent));
}

/* As far as a state variable of the model, or one that homeostats and gains bring. */
static const char *some_state(const known_population *known) {
  static const char *const others[] = {"v", "gain", "bias", "spikes", "g_ampa", "i_exc"};
  if (known->model->state_count > 0 && byte() < 192)
    return known->model->states[pick(known->model->state_count)];
  return one_of(others, LENGTH(others));
}

static void state_view(void) {
  void *view = NULL;
  int64_t count = UNTOUCHED;
  const int32_t index = index_of(used->population_count);
  const char *name = some_state(population_at(index));
  void **place = OUT(&view);
  const int32_t status =
      CALL(snn_population_state_view, (used->token, index, name, place, OUT(&count)));
  if (status != SNN_OK) return;
  REQUIRE(count > 0);
  keep_view(view, count * (int64_t)real_bytes(), -1);
  const int64_t last = count - 1;
  if (byte() < 192) return;
  if (used->is_double) ((double *)view)[last] = number();
  else ((float *)view)[last] = (float)number();
}

static void counts_view(void) {
  int32_t *view = NULL;
  int64_t count = UNTOUCHED;
  const int32_t index = index_of(used->population_count);
  int32_t **place = OUT(&view);
  if (CALL(snn_population_counts_view, (used->token, index, place, OUT(&count))) == SNN_OK)
    keep_view(view, count * (int64_t)sizeof *view, -1);
}

static void gain(void) {
  const int32_t index = index_of(used->population_count);
  const int64_t count = byte() < 96 ? 1 : length_near(population_size(index));
  CALL(snn_population_gain_set, (used->token, index, numbers(count), count));
}

const operation population_calls[] = {
    {"population", add},  {"population with", add_with},  {"remove population", remove_last},
    {"set", set},         {"get", get},                   {"positions", positions},
    {"state view", state_view}, {"counts view", counts_view}, {"gain", gain},
    {NULL, NULL},
};

/* ---- Input ----------------------------------------------------------------------------------- */

static void poisson(void) {
  const int32_t index = index_of(used->population_count);
  const char *receptor = receptor_name();
  const double rate = byte() < 128 ? 500.0 : number(), weight = number();
  CALL(snn_poisson_input_add, (used->token, index, receptor, rate, weight));
}

static void current(void) {
  static const char *const names[] = {"gain", "times", "amplitudes", "values"};
  const char *kind;
  int64_t count;
  const int32_t index = index_of(used->population_count);
  const entry *chosen = choose("currents", &kind);
  const snn_parameter *list = parameters(chosen, &count);
  const int given = pick(4);
  snn_values *arrays = given > 0 ? room(given, sizeof *arrays) : NULL;
  for (int k = 0; arrays != NULL && k < given; k++) {
    arrays[k].name = one_of(names, LENGTH(names));
    arrays[k].count = byte() < 128 ? pick(4) : length_near(population_size(index));
    arrays[k].values = numbers(arrays[k].count);
  }
  CALL(snn_current_add, (used->token, index, kind, list, count, arrays, given));
}

static float *floats(int64_t count) {
  const double *given = numbers(count);
  float *filled = given == NULL ? NULL : room(count, sizeof *filled);
  for (int64_t k = 0; filled != NULL && k < count; k++) filled[k] = (float)given[k];
  return filled;
}

static void drive_set(void) {
  const int32_t index = index_of(used->population_count);
  const int64_t count = length_near(used->batch * population_size(index));
  CALL(snn_drive_set, (used->token, index, floats(count), count));
}

static void drive_feed(void) {
  static const double intervals[] = {0.0, 1.0, 2.0, 0.5};
  const int32_t index = index_of(used->population_count);
  const int64_t rows = byte() < 224 ? pick(5) : length_near(1);
  const int64_t columns = length_near(byte() < 96 ? 1 : population_size(index));
  const bool honest = rows < 1 << 16 && columns < 1 << 16;
  const float *data = honest ? floats(rows < 0 || columns < 0 ? 0 : rows * columns) : NULL;
  const double interval = rarely() ? number() : PICK(intervals);
  CALL(snn_drive_feed, (used->token, index, data, rows, columns, interval, flag()));
}

static void spikes_feed(void) {
  const int32_t index = index_of(used->population_count), lane = index_of(used->batch);
  const int64_t count = length_near(pick(6));
  double *times = numbers(count);
  snn_counters now;
  /* Times before the present one are refused. */
  if (times != NULL && byte() < 192 && snn_network_counters(used->token, &now) == SNN_OK)
    for (int64_t k = 0; k < count; k++) times[k] += (double)now.step + 1.0;
  const int32_t *neurons = indices(count, (int)population_size(index));
  CALL(snn_spikes_feed, (used->token, index, lane, times, neurons, count));
}

static void raster_feed(void) {
  const int32_t index = index_of(used->population_count), lane = index_of(used->batch);
  const int64_t steps = length_near(pick(5)), size = length_near(population_size(index));
  const bool honest = steps < 1 << 16 && size < 1 << 16;
  const uint8_t *raster = honest ? flags(steps < 0 || size < 0 ? 0 : steps * size) : NULL;
  CALL(snn_raster_feed, (used->token, index, lane, raster, steps, size));
}

const operation input_calls[] = {
    {"poisson", poisson},           {"current", current},         {"drive", drive_set},
    {"drive over time", drive_feed}, {"spikes", spikes_feed},     {"raster", raster_feed},
    {NULL, NULL},
};
