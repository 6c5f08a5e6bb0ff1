/* Calls on signals, modulators and routes, and on homeostats. */
#include "fuzz.h"

#include <string.h>

static void remember(int32_t status, const int32_t *given, int32_t index, int *count) {
  check_filled(status, given, index);
  if (status != SNN_OK) return;
  REQUIRE(index == *count);
  ++*count;
}

static void signal(void) {
  const char *rule;
  int64_t count;
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->population_count);
  const entry *chosen = choose("signals", &rule);
  snn_parameter *list = parameters(chosen, &count);
  snn_parameter classes = {"classes", 1.0 + pick(3)};
  if (count == 0) list = &classes, count = 1;
  const int32_t status = CALL(snn_signal_add, (used->token, index, rule, list, count, given));
  remember(status, given, out, &used->signal_count);
}

static void source(void) {
  const char *kind;
  int64_t count, array_count;
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const entry *chosen = choose("sources", &kind);
  const int32_t index = byte() < 96 ? -1 : index_of(used->population_count);
  const snn_parameter *list = parameters(chosen, &count);
  entry arrays = *chosen;
  arrays.number_count = 0;
  const snn_values *times = values(&arrays, pick(4), &array_count);
  const int32_t status = CALL(
      snn_source_add, (used->token, kind, index, list, count, times, array_count, given));
  remember(status, given, out, &used->signal_count);
}

static void labels(void) {
  const int32_t index = index_of(used->signal_count);
  const int64_t count = length_near(used->batch);
  CALL(snn_signal_labels, (used->token, index, indices(count, 3), count));
}

static void signal_values(void) {
  int64_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->signal_count);
  check_filled(CALL(snn_signal_dimension, (used->token, index, given)), given, out);
  const int64_t count = length_near(out > 0 ? used->batch * out : 1);
  CALL(snn_signal_values, (used->token, index, room(count, sizeof(double)), count));
}

static void reward(void) {
  static const int64_t odd[] = {-2, 1LL << 40, 1LL << 62, INT64_MAX, INT64_MIN};
  const int32_t index = index_of(used->signal_count);
  const int64_t step = byte() < 128 ? -1 : rarely() ? PICK(odd) : byte();
  const int64_t count = length_near(byte() < 128 ? 1 : used->batch);
  const double *amounts = numbers(count);
  CALL(snn_reward_give, (used->token, index, step, amounts, count, flag()));
}

static void modulator(void) {
  int64_t count;
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t from = index_of(used->signal_count), to = index_of(used->population_count);
  const snn_parameter *list = parameters_of("modulator_parameters", &count);
  const int32_t status = CALL(snn_modulator_add, (used->token, from, to, list, count, given));
  remember(status, given, out, &used->modulator_count);
}

static void modulator_as(void) {
  const char *shape, *nonlinearity = NULL;
  int64_t count, array_count;
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t from = index_of(used->signal_count), to = index_of(used->population_count);
  const entry *chosen = choose("modulator_shapes", &shape);
  if (byte() >= 192) choose("nonlinearities", &nonlinearity);
  const bool needs_projection = strcmp(chosen->name, "transposed") == 0;
  const int32_t projection =
      needs_projection != rarely() ? index_of(used->projection_count) : -1;
  const snn_parameter *list = parameters(chosen, &count);
  entry arrays = *chosen;
  arrays.number_count = 0;
  int64_t dimension = 1;
  snn_signal_dimension(used->token, from, &dimension);
  const snn_values *matrix = values(&arrays, dimension * population_size(to), &array_count);
  const int32_t status =
      CALL(snn_modulator_add_as, (used->token, from, to, shape, nonlinearity, projection, list,
                                  count, matrix, array_count, given));
  remember(status, given, out, &used->modulator_count);
}

static void multiply(void) {
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t first = index_of(used->modulator_count), second = index_of(used->modulator_count);
  const int32_t status = CALL(snn_modulator_multiply, (used->token, first, second, given));
  remember(status, given, out, &used->modulator_count);
}

static void matrix_view(void) {
  static const char *const names[] = {"b", "a"};
  float *view = NULL;
  int64_t rows = UNTOUCHED, columns = UNTOUCHED;
  const int32_t index = index_of(used->modulator_count);
  const char *name = one_of(names, LENGTH(names));
  float **place = OUT(&view);
  int64_t *height = OUT(&rows);
  if (CALL(snn_modulator_matrix_view, (used->token, index, name, place, height, OUT(&columns))) ==
      SNN_OK)
    keep_view(view, rows * columns * (int64_t)sizeof *view, -1);
}

static void modulator_values(void) {
  int64_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->modulator_count);
  check_filled(CALL(snn_modulator_size, (used->token, index, given)), given, out);
  const int64_t count = length_near(out > 0 ? used->batch * out : 1);
  CALL(snn_modulator_values, (used->token, index, room(count, sizeof(double)), count));
}

static void route(void) {
  static const snn_parameter usual[] = {{"lower", -60.0}, {"upper", -45.0}};
  int64_t count;
  const int32_t to = index_of(used->population_count), from = index_of(used->modulator_count);
  const entry *model = population_at(to)->model;
  const char *name = model->number_count > 0 && !rarely()
                         ? model->numbers[pick(model->number_count)].name
                         : odd_text();
  if (byte() < 96) {
    CALL(snn_route_add, (used->token, to, "v_thresh", from, usual, 2));
    return;
  }
  const snn_parameter *list = parameters_of("route_parameters", &count);
  CALL(snn_route_add, (used->token, to, name, from, list, count));
}

const operation modulation_calls[] = {
    {"signal", signal},
    {"source", source},
    {"labels", labels},
    {"signal values", signal_values},
    {"reward", reward},
    {"modulator", modulator},
    {"modulator as", modulator_as},
    {"multiply", multiply},
    {"matrix view", matrix_view},
    {"modulator values", modulator_values},
    {"route", route},
    {NULL, NULL},
};

/* ---- Homeostats ------------------------------------------------------------------------------ */

/* Kinds that move weights or learning rates belong to a projection. */
static bool is_of_projection(const char *kind) {
  return strncmp(kind, "weights", 7) == 0 || strncmp(kind, "inhib", 5) == 0 ||
         strncmp(kind, "learning", 8) == 0;
}

static void homeostat_add(void) {
  const char *kind;
  int64_t count;
  const int32_t index = index_of(used->population_count);
  const entry *chosen = choose("homeostats", &kind);
  const snn_parameter *list = parameters(chosen, &count);
  if (CALL(snn_homeostat_add, (used->token, index, kind, list, count)) == SNN_OK)
    used->homeostat_count++;
}

static void homeostat_attach(void) {
  const char *kind;
  int64_t count;
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const entry *chosen = choose("homeostats", &kind);
  const bool of_projection = is_of_projection(chosen->name) != rarely();
  const int32_t of = index_of(of_projection ? used->projection_count : used->population_count);
  const int32_t other = rarely() ? index_of(2) : -1;
  const snn_values *list = values(chosen, population_size(0), &count);
  const int32_t status =
      CALL(snn_homeostat_attach, (used->token, of_projection ? other : of,
                                  of_projection ? of : other, kind, list, count, given));
  remember(status, given, out, &used->homeostat_count);
}

static void homeostat_get(void) {
  static const char *const names[] = {"target", "estimate", "value", "factor"};
  const int32_t index = index_of(used->homeostat_count);
  const char *name = one_of(names, LENGTH(names));
  const int64_t count = length_near(byte() < 64 ? 1 : population_size(pick(3)));
  CALL(snn_homeostat_get, (used->token, index, name, room(count, sizeof(double)), count));
}

static void homeostat_target(void) {
  const int32_t index = index_of(used->homeostat_count);
  const int64_t count = length_near(byte() < 64 ? 1 : population_size(pick(3)));
  CALL(snn_homeostat_target_set, (used->token, index, numbers(count), count));
}

static void homeostat_active(void) {
  const int32_t index = index_of(used->homeostat_count);
  CALL(snn_homeostat_set_active, (used->token, index, flag()));
}

static void homeostat_report(void) {
  const int32_t index = index_of(used->homeostat_count);
  CALL(snn_homeostat_report, (used->token, index, number()));
}

const operation homeostat_calls[] = {
    {"homeostat", homeostat_attach},   {"homeostat add", homeostat_add},
    {"homeostat get", homeostat_get},  {"target", homeostat_target},
    {"active", homeostat_active},      {"report", homeostat_report},
    {NULL, NULL},
};
