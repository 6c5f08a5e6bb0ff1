/* Calls that make projections learn, and that say how weights change. */
#include "fuzz.h"

static void plasticity(void) {
  int64_t count;
  const int32_t index = index_of(used->projection_count);
  const snn_term *list = terms(&count);
  CALL(snn_plasticity_add, (used->token, index, list, count));
}

/* Terms as they are used: of a pair, with a modulator, or at the end of presentations. */
static void usual_plasticity(void) {
  static const snn_factor spike = {"spike", NULL, 0, NULL, 0}, trace = {"trace", NULL, 0, NULL, 0};
  static const snn_factor triangle = {"triangle", NULL, 0, NULL, 0};
  static const snn_parameter up = {"rate", 0.01}, down = {"rate", -0.01};
  static const snn_parameter late[] = {{"online", 0.0}, {"rate", 0.1}};
  static const snn_parameter slow[] = {{"tau_eligibility", 10.0}, {"rate", 0.1}};
  const int32_t index = index_of(used->projection_count);
  const int32_t modulator = used->modulator_count > 0 ? index_of(used->modulator_count) : -1;
  const snn_term pair[] = {{&trace, 1, &spike, 1, -1, NULL, NULL, &up, 1},
                           {&spike, 1, &trace, 1, -1, NULL, NULL, &down, 1}};
  const snn_term taught = {&trace, 1, &triangle, 1, modulator, NULL, NULL, late, 2};
  const snn_term eligible = {&trace, 1, &spike, 1, modulator, NULL, NULL, slow, 2};
  const uint8_t choice = byte();
  if (choice % 3 == 0) CALL(snn_plasticity_add, (used->token, index, pair, 2));
  else CALL(snn_plasticity_add, (used->token, index, choice % 3 == 1 ? &taught : &eligible, 1));
}

static void eligibility(void) {
  const int32_t index = index_of(used->projection_count);
  const int64_t count = length_near(projection_size(index));
  CALL(snn_projection_eligibility_get, (used->token, index, room(count, real_bytes()), count));
}

static void bounds(void) {
  const int32_t index = index_of(used->projection_count);
  const double lower = byte() < 128 ? -2.0 : number(), upper = byte() < 128 ? 4.0 : number();
  CALL(snn_projection_bounds, (used->token, index, lower, upper));
}

static void learning_rate(void) {
  const int32_t index = index_of(used->projection_count);
  CALL(snn_projection_learning_rate, (used->token, index, number()));
}

const operation learning_calls[] = {
    {"plasticity", plasticity}, {"usual plasticity", usual_plasticity},
    {"bounds", bounds},         {"learning rate", learning_rate},
    {"eligibility", eligibility}, {NULL, NULL},
};

/* ---- Updates --------------------------------------------------------------------------------- */

static void optimiser(void) {
  const char *kind;
  int64_t count;
  const int32_t index = index_of(used->projection_count);
  const entry *chosen = choose("optimisers", &kind);
  const snn_parameter *list = parameters(chosen, &count);
  CALL(snn_projection_optimiser, (used->token, index, kind, list, count));
}

static void update(void) {
  int64_t count;
  const int32_t index = index_of(used->projection_count);
  const snn_parameter *list = parameters_of("update_parameters", &count);
  const int given = pick(3);
  snn_values *arrays = given > 0 ? room(given, sizeof *arrays) : NULL;
  for (int k = 0; arrays != NULL && k < given; k++) {
    choose("update_arrays", &arrays[k].name);
    arrays[k].count = length_near(projection_size(index));
    arrays[k].values = numbers(arrays[k].count);
  }
  CALL(snn_projection_update, (used->token, index, list, count, arrays, given));
}

static void coefficient(void) {
  double out = UNTOUCHED, *given = OUT(&out);
  const int32_t index = index_of(used->projection_count);
  CALL(snn_projection_coefficient_set, (used->token, index, number()));
  const int32_t status = CALL(snn_projection_coefficient_get, (used->token, index, given));
  REQUIRE(status == SNN_OK || out == UNTOUCHED);
}

const operation update_calls[] = {
    {"optimiser", optimiser}, {"update", update}, {"coefficient", coefficient}, {NULL, NULL},
};
