/* Calls that remove, add, freeze and mask synapses. */
#include "fuzz.h"

#include <string.h>

static bool grows(const entry *chosen) { return strncmp(chosen->name, "regrow", 6) == 0; }

/* Pairs are indices, all else one value a synapse. */
static const snn_values *given_for(const entry *chosen, int32_t index, int64_t *count) {
  return values(chosen, grows(chosen) ? population_size(0) : projection_size(index), count);
}

static void apply(void) {
  const char *kind;
  int64_t count, out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->projection_count);
  const entry *chosen = choose("structural_operations", &kind);
  const snn_values *list = given_for(chosen, index, &count);
  const snn_distribution *weight = grows(chosen) != rarely() ? distribution() : NULL;
  const int32_t status =
      CALL(snn_structure_apply, (used->token, index, kind, list, count, weight, given));
  check_filled(status, given, out);
}

static void add(void) {
  const char *kind;
  int64_t count;
  const int32_t index = index_of(used->projection_count);
  const entry *chosen = choose("structural_operations", &kind);
  const snn_values *list = given_for(chosen, index, &count);
  const snn_distribution *weight = grows(chosen) != rarely() ? distribution() : NULL;
  const bool in_runs = byte() < 128;
  const int64_t each = rarely() ? some_steps() : 1 + pick(4);
  const int64_t other = rarely() ? some_steps() : 0;
  CALL(snn_structure_add, (used->token, index, kind, list, count, weight, in_runs ? each : other,
                           in_runs ? other : each));
}

static void grow(void) {
  const int32_t index = index_of(used->projection_count);
  const bool known = index >= 0 && index < used->projection_count && index < KEPT;
  const known_projection ends = known ? used->projections[index] : (known_projection){0, 0};
  const int64_t count = length_near(pick(5));
  const int32_t *pre = indices(count, (int)population_size(ends.source));
  const int32_t *post = indices(count, (int)population_size(ends.target));
  const void *weight = reals(count);
  const double *delay = byte() < 128 ? NULL : numbers(count);
  CALL(snn_structure_grow, (used->token, index, pre, post, weight, delay, count));
}

static void freeze(void) {
  const int32_t index = index_of(used->projection_count);
  CALL(snn_structure_freeze, (used->token, index, flag()));
}

static void frozen(void) {
  const int32_t index = index_of(used->projection_count);
  const int64_t count = length_near(projection_size(index));
  CALL(snn_structure_frozen_set, (used->token, index, flags(count), count));
  CALL(snn_structure_frozen_get, (used->token, index, room(count, 1), count));
}

static void mask(void) {
  int64_t size = UNTOUCHED, *given = OUT(&size);
  const int32_t index = index_of(used->projection_count);
  check_filled(CALL(snn_structure_mask_size, (used->token, index, given)), given, size);
  const int64_t count = length_near(size < 0 ? 5 : size);
  /* What the counters say changes, but where it is refused. */
  CALL(snn_structure_mask_set, (used->token, index, flags(count), count));
  CALL(snn_structure_mask_get, (used->token, index, room(count, 1), count));
}

static void changes(void) {
  int64_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->projection_count);
  check_filled(CALL(snn_structure_changes, (used->token, index, given)), given, out);
}

static void bytes_of(void) {
  int64_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->projection_count);
  check_filled(CALL(snn_structure_bytes, (used->token, index, given)), given, out);
}

static void origins(void) {
  const int32_t index = index_of(used->projection_count);
  const int64_t count = length_near(projection_size(index));
  CALL(snn_structure_origins, (used->token, index, room(count, sizeof(int32_t)), count));
}

static void kept(void) {
  static const char *const names[] = {"survival", "snapshot"};
  const int32_t index = index_of(used->projection_count);
  const int64_t count = length_near(projection_size(index));
  const char *name = one_of(names, LENGTH(names));
  CALL(snn_structure_kept_get, (used->token, index, name, room(count, real_bytes()), count));
}

static void views_dropped(void) {
  const int32_t index = index_of(used->projection_count);
  drop_views(index);
  CALL(snn_projection_views_dropped, (used->token, index));
}

const operation structure_calls[] = {
    {"apply", apply},     {"add", add},   {"grow", grow},       {"freeze", freeze},
    {"frozen", frozen},   {"mask", mask}, {"changes", changes}, {"bytes", bytes_of},
    {"origins", origins}, {"kept", kept}, {"views dropped", views_dropped}, {NULL, NULL},
};
