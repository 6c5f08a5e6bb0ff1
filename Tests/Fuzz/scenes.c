/* Networks with something of everything, from which short inputs come far. */
#include "fuzz.h"

#include <string.h>

static int32_t population(const char *name, const char *model, int64_t size) {
  int32_t made;
  REQUIRE(snn_population_add(used->token, name, model, size, NULL, 0, &made) == SNN_OK);
  const table *models = catalogue("models");
  known_population known = {size, &models->entries[0]};
  for (int k = 0; k < models->count; k++)
    if (strcmp(models->entries[k].name, model) == 0) known.model = &models->entries[k];
  used->populations[used->population_count++] = known;
  return made;
}

static int32_t projection(int32_t source, int32_t target, const char *rule, double longest) {
  int32_t made;
  const snn_connector connector = {rule, NULL, 0, NULL, 0};
  const snn_parameter drawn[] = {{"low", 0.1}, {"high", 2.0}};
  const snn_parameter one = {"value", 1.0}, range[] = {{"low", 1.0}, {"high", longest}};
  const snn_distribution weight = {"uniform", drawn, 2}, same = {"constant", &one, 1};
  const snn_distribution delay = {"uniform", range, 2};
  REQUIRE(snn_connect(used->token, source, target, NULL, &connector, 1, &weight,
                      longest > 1.0 ? &delay : &same, &made) == SNN_OK);
  used->projections[used->projection_count++] = (known_projection){source, target};
  return made;
}

static void recorder(int32_t of, const char *variable) {
  int32_t made;
  REQUIRE(snn_recorder_add(used->token, of, variable, 1, NULL, 0, &made) == SNN_OK);
  used->recorder_count++;
}

static void learning(int32_t of, int32_t modulator, bool online) {
  const snn_parameter parameters[] = {{"online", online}, {"rate", 0.05}};
  const snn_factor trace = {"trace", NULL, 0, NULL, 0};
  const snn_factor post = {online ? "spike" : "triangle", NULL, 0, NULL, 0};
  const snn_term term = {&trace, 1, &post, 1, modulator, NULL, NULL, parameters, 2};
  REQUIRE(snn_plasticity_add(used->token, of, &term, 1) == SNN_OK);
}

static void signals(int32_t of) {
  int32_t signal, modulator;
  const snn_parameter classes = {"classes", 3.0};
  REQUIRE(snn_signal_add(used->token, of, "rate", &classes, 1, &signal) == SNN_OK);
  REQUIRE(snn_modulator_add(used->token, signal, of, NULL, 0, &modulator) == SNN_OK);
  REQUIRE(snn_source_add(used->token, "reward", -1, NULL, 0, NULL, 0, &signal) == SNN_OK);
  REQUIRE(snn_modulator_add_as(used->token, signal, of, "scalar", NULL, -1, NULL, 0, NULL, 0,
                               &modulator) == SNN_OK);
  used->signal_count = used->modulator_count = 2;
}

/* Bits choose: a batch, threads, double precision, one long population, what learns. */
void set_scene(uint8_t which) {
  snn_network token = 0;
  const bool has_lanes = which & 1, is_long = (which & 24) == 24, online = !has_lanes;
  if (create_network(1.0, 7, has_lanes ? 3 : 1, 1 + (which >> 1 & 1),
                     which & 4 ? "double" : NULL, &token) != SNN_OK || !used->alive ||
      used->token != token)
    return;
  const int32_t cells = population("cells", which & 32 ? "lif_curr_exp" : "lif", 6);
  const int32_t others = population("others", "lif", is_long ? 2100 : 12);
  const int32_t noise = population("noise", "bernoulli", 5);
  population("fed", "spike_source", 2);
  REQUIRE(snn_poisson_input_add(token, others, NULL, 500.0, 10.0) == SNN_OK);
  const int32_t dense = projection(noise, cells, "all_to_all", 1.0);
  const int32_t sparse = projection(others, cells, "fixed_probability", 3.0);
  projection(cells, others, "all_to_all", which & 8 ? 3.0 : 1.0);
  signals(cells);
  if (which & 64) learning(sparse, 0, online);
  if (which & 128) learning(dense, 1, !online);
  recorder(cells, "spikes");
  recorder(others, "v");
}
