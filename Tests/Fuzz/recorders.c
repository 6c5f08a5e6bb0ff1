/* Calls that record, and that read what was recorded. */
#include "fuzz.h"

static void remember(int32_t status, const int32_t *given, int32_t index) {
  check_filled(status, given, index);
  if (status != SNN_OK) return;
  REQUIRE(index == used->recorder_count);
  used->recorder_count++;
}

static int64_t some_interval(void) {
  static const int64_t some[] = {1, 2, 5}, odd[] = {0, -1, INT64_MAX, INT64_MIN};
  return rarely() ? PICK(odd) : PICK(some);
}

static void add(void) {
  static const char *const names[] = {"spikes", "v", "v_thresh", "gain", "i_exc"};
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->population_count);
  const entry *model = population_at(index)->model;
  const char *name = model->state_count > 0 && byte() < 64 ? model->states[pick(model->state_count)]
                                                           : one_of(names, LENGTH(names));
  const int64_t every = some_interval(), count = byte() < 128 ? 0 : length_near(pick(4));
  const int32_t *neurons = count == 0 ? NULL : indices(count, (int)population_size(index));
  const int32_t status =
      CALL(snn_recorder_add, (used->token, index, name, every, neurons, count, given));
  remember(status, given, out);
}

static void add_weights(void) {
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->projection_count);
  const int64_t every = some_interval(), count = byte() < 128 ? 0 : length_near(pick(4));
  int64_t *synapses = count == 0 ? NULL : room(count, sizeof *synapses);
  const int below = (int)projection_size(index);
  for (int64_t k = 0; synapses != NULL && k < count; k++) synapses[k] = index_of(below);
  const int32_t status =
      CALL(snn_recorder_add_weights, (used->token, index, every, synapses, count, given));
  remember(status, given, out);
}

static void set_active(void) {
  const int32_t index = index_of(used->recorder_count);
  CALL(snn_recorder_set_active, (used->token, index, flag()));
}

static int64_t rows_of(int32_t index) {
  int64_t rows = UNTOUCHED, *given = OUT(&rows);
  check_filled(CALL(snn_recorder_size, (used->token, index, given)), given, rows);
  return rows < 0 ? 3 : rows;
}

static void read_spikes(void) {
  const int32_t index = index_of(used->recorder_count);
  const int64_t count = length_near(rows_of(index));
  double *times = room(count, sizeof *times);
  int32_t *neurons = room(count, sizeof *neurons), *lanes = room(count, sizeof *lanes);
  CALL(snn_recorder_spikes, (used->token, index, times, neurons, lanes, count));
}

static void read_values(void) {
  const int32_t index = index_of(used->recorder_count);
  const int64_t rows = length_near(rows_of(index));
  const int64_t columns =
      byte() < 128 ? length_near(population_size(pick(3))) : length_near(pick(40));
  const bool honest = rows < 1 << 12 && columns < 1 << 14;
  double *times = honest ? room(rows, sizeof *times) : NULL;
  int32_t *lanes = honest ? room(rows, sizeof *lanes) : NULL;
  void *data = honest && rows > 0 && columns > 0 ? room(rows * columns, real_bytes()) : NULL;
  CALL(snn_recorder_values, (used->token, index, times, lanes, data, rows, columns));
}

static void read_synapses(void) {
  const int32_t index = index_of(used->recorder_count);
  int64_t columns = UNTOUCHED, *given = OUT(&columns);
  check_filled(CALL(snn_recorder_columns, (used->token, index, given)), given, columns);
  const int64_t count = length_near(columns < 0 ? 3 : columns);
  int32_t *pre = room(count, sizeof *pre), *post = room(count, sizeof *post);
  double *delay = room(count, sizeof *delay);
  CALL(snn_recorder_synapses, (used->token, index, pre, post, delay, count));
}

static void clear(void) {
  const int32_t index = index_of(used->recorder_count);
  CALL(snn_recorder_clear, (used->token, index));
}

const operation recorder_calls[] = {
    {"recorder", add},          {"weight recorder", add_weights}, {"recorder active", set_active},
    {"recorded spikes", read_spikes}, {"recorded values", read_values}, {"recorder clear", clear},
    {"recorded synapses", read_synapses},
    {NULL, NULL},
};
