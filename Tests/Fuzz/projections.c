/* Calls on projections: synapses, weights, delays and their dynamics. */
#include "fuzz.h"

static void remember_projection(int32_t status, int32_t index, int32_t source, int32_t target) {
  if (status != SNN_OK) return;
  REQUIRE(index == used->projection_count);
  if (index < KEPT) used->projections[index] = (known_projection){source, target};
  used->projection_count++;
}

static void connect(void) {
  int64_t count;
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t source = index_of(used->population_count);
  const int32_t target = index_of(used->population_count);
  const char *receptor = receptor_name();
  const snn_connector *rules = connectors(population_size(source), &count);
  const snn_distribution *weight = distribution(), *delay = delays();
  const int32_t status = CALL(
      snn_connect, (used->token, source, target, receptor, rules, count, weight, delay, given));
  check_filled(status, given, out);
  remember_projection(status, out, source, target);
}

static double *delay_numbers(int64_t count) {
  static const double some[] = {1.0, 3.0, 2.0, 0.5, 20.0};
  double *filled = numbers(count);
  if (filled == NULL || byte() >= 192) return filled;
  const int different = 1 + pick(3), first = pick(LENGTH(some));
  for (int64_t k = 0; k < count; k++) filled[k] = some[(first + k % different) % LENGTH(some)];
  return filled;
}

static void connect_arrays(void) {
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t source = index_of(used->population_count);
  const int32_t target = index_of(used->population_count);
  const char *receptor = receptor_name();
  const int64_t count = length_near(pick(40));
  const int32_t *pre = indices(count, (int)population_size(source));
  const int32_t *post = indices(count, (int)population_size(target));
  const void *weight = reals(count);
  const double *delay = delay_numbers(count);
  const int32_t status = CALL(snn_connect_arrays, (used->token, source, target, receptor, pre,
                                                   post, weight, delay, count, given));
  check_filled(status, given, out);
  remember_projection(status, out, source, target);
}

static void connect_like(void) {
  int32_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t other = index_of(used->projection_count);
  const bool known = other >= 0 && other < KEPT;
  const snn_distribution *weight = distribution();
  const int32_t status = CALL(snn_connect_like, (used->token, other, weight, given));
  check_filled(status, given, out);
  if (status != SNN_OK) return;
  const known_projection as = known ? used->projections[other] : (known_projection){0, 0};
  remember_projection(status, out, as.source, as.target);
}

static void remove_last(void) {
  const int32_t index = byte() < 224 ? used->projection_count - 1 : index_of(3);
  if (CALL(snn_projection_remove, (used->token, index)) == SNN_OK) used->projection_count--;
}

static void dendritic_delays(void) {
  const int32_t index = index_of(used->projection_count);
  const int64_t count = byte() < 128 ? 1 : length_near(projection_size(index));
  CALL(snn_projection_dendritic_delays_set, (used->token, index, delay_numbers(count), count));
  const int64_t all = length_near(projection_size(index));
  CALL(snn_projection_dendritic_delays_get,
       (used->token, index, room(all, sizeof(double)), all));
}

static void size(void) {
  int64_t out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->projection_count);
  check_filled(CALL(snn_projection_size, (used->token, index, given)), given, out);
}

static void synapses(void) {
  const int32_t index = index_of(used->projection_count);
  const int64_t count = length_near(projection_size(index));
  int32_t *pre = room(count, sizeof *pre), *post = room(count, sizeof *post);
  double *delay = room(count, sizeof *delay);
  if (CALL(snn_projection_synapses, (used->token, index, pre, post, delay, count)) != SNN_OK)
    return;
  if (index >= KEPT) return;
  const int64_t sources = population_size(used->projections[index].source);
  const int64_t targets = population_size(used->projections[index].target);
  for (int64_t k = 0; k < count; k++) {
    REQUIRE(pre == NULL || (pre[k] >= 0 && pre[k] < sources));
    REQUIRE(post == NULL || (post[k] >= 0 && post[k] < targets));
    REQUIRE(delay == NULL || delay[k] > 0.0);
  }
}

static void weights_view(void) {
  void *view = NULL;
  int64_t count = UNTOUCHED;
  const int32_t index = index_of(used->projection_count);
  void **place = OUT(&view);
  if (CALL(snn_projection_weights_view, (used->token, index, place, OUT(&count))) == SNN_OK)
    keep_view(view, count * (int64_t)real_bytes(), index);
}

static void weights_get(void) {
  const int32_t index = index_of(used->projection_count);
  const int64_t count = length_near(projection_size(index));
  CALL(snn_projection_weights_get, (used->token, index, room(count, real_bytes()), count));
}

static void weights_set(void) {
  const int32_t index = index_of(used->projection_count);
  const int64_t count = length_near(projection_size(index));
  CALL(snn_projection_weights_set, (used->token, index, reals(count), count));
}

static void dynamics(void) {
  const char *kind;
  int64_t count;
  const int32_t index = index_of(used->projection_count);
  const int32_t source = index >= 0 && index < KEPT ? used->projections[index].source : 0;
  const entry *chosen = choose("dynamics", &kind);
  const snn_values *list = values(chosen, population_size(source), &count);
  CALL(snn_dynamics_add, (used->token, index, kind, list, count));
}

static void dynamics_state(void) {
  static const char *const names[] = {"u", "x"};
  const int32_t index = index_of(used->projection_count);
  const int32_t source = index >= 0 && index < KEPT ? used->projections[index].source : 0;
  const int64_t count = length_near(used->batch * population_size(source));
  const char *name = one_of(names, LENGTH(names));
  CALL(snn_dynamics_state_get, (used->token, index, name, room(count, real_bytes()), count));
}

const operation projection_calls[] = {
    {"connect", connect},           {"connect arrays", connect_arrays},
    {"connect like", connect_like}, {"remove projection", remove_last},
    {"size", size},                 {"dendritic delays", dendritic_delays},
    {"synapses", synapses},         {"weights view", weights_view},
    {"weights get", weights_get},   {"weights set", weights_set},
    {"dynamics", dynamics},         {"dynamics state", dynamics_state},
    {NULL, NULL},
};
