/*
 * Any sequence of calls of the C interface, said by the bytes that libFuzzer tries.
 *
 * A byte chooses a function, the next a network, those after it the arguments: sensible ones as a
 * rule, so that sequences come far, and now and then hostile ones. A caller is honest about one
 * thing alone: a pointer is NULL or points at as many elements as is said. Every array has memory
 * of its own of just that size, so that AddressSanitizer sees each step beyond it.
 *
 * Where the bytes are used up, all that follow count as 0, which is always a sensible choice.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <swiftsnn.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define PICK(array) ((array)[pick(LENGTH(array))])

/* ---- input.c: choices ------------------------------------------------------------------------ */

void begin_input(const uint8_t *bytes, size_t count);
bool input_is_used_up(void);
uint8_t byte(void);

/* 0 to count - 1. */
int pick(int count);

/* Once in sixteen times. */
bool rarely(void);

/* Small and finite as a rule. */
double number(void);

/* The index of something of which there are `count`. */
int32_t index_of(int count);

/* A length where `right` is the one that fits, in most cases that. */
int64_t length_near(int64_t right);

/* Steps that take little time, or are refused. */
int64_t some_steps(void);

/* 0 or 1 as a rule. */
int32_t flag(void);

/* One of the names, or a text that is none. */
const char *one_of(const char *const *names, int count);
const char *odd_text(void);

/* Memory of just so many bytes until the end of the call; NULL, rarely, and where nobody would be
   honest. */
void *room(int64_t count, size_t element);
void free_rooms(void);

/* The same, filled. */
double *numbers(int64_t count);
int32_t *indices(int64_t count, int below);
uint8_t *flags(int64_t count);

/* Numbers of the precision of the network in use. */
void *reals(int64_t count);

/* Where a result goes; NULL, rarely. */
#define OUT(pointer) (rarely() ? NULL : (pointer))

/* ---- catalogue.c: names ---------------------------------------------------------------------- */

typedef struct named_number {
  const char *name;
  double usual, lower, upper;
} named_number;

/* A model, a rule, a kind of something. */
typedef struct entry {
  const char *name;
  named_number *numbers;
  int number_count;
  const char **arrays;
  int array_count;
  const char **states;
  int state_count;
} entry;

typedef struct table {
  const char *name;
  entry *entries;
  int count;
} table;

/* A table of snn_catalogue(), read when first asked for. */
const table *catalogue(const char *name);

/* One entry of a table, as a rule one that there is; *name is what to call it. */
const entry *choose(const char *table_name, const char **name);

/* ---- arguments.c: structures ----------------------------------------------------------------- */

/* Some of the numbers of an entry. *count fits, as a rule. */
snn_parameter *parameters(const entry *of, int64_t *count);

/* The same from a table whose entries are the numbers themselves. */
snn_parameter *parameters_of(const char *table_name, int64_t *count);

/* Numbers of an entry as arrays, one value each or `each`, and its arrays, mostly `each` long. */
snn_values *values(const entry *of, int64_t each, int64_t *count);

snn_connector *connectors(int64_t sources, int64_t *count);
snn_distribution *distribution(void);
snn_distribution *delays(void);
snn_term *terms(int64_t *count);
snn_receptor *receptors(int64_t *count);
const char *receptor_name(void);

/* ---- network.c: networks and what is true of every call -------------------------------------- */

#define KEPT 16 /* of each kind of object; those beyond are not asked about */

typedef struct known_population {
  int64_t size;
  const entry *model;
} known_population;

typedef struct known_projection {
  int32_t source, target;
} known_projection;

/* What the caller remembers of a network. */
typedef struct known_network {
  snn_network token;
  bool alive;
  bool is_double;
  int32_t batch;
  known_population populations[KEPT];
  known_projection projections[KEPT];
  int population_count, projection_count, signal_count, modulator_count, homeostat_count,
      recorder_count;
} known_network;

/* The network in use; never NULL, and at times one that is gone. */
extern known_network *used;

void choose_network(void);
void end_networks(void);

/* Calls and checks: a documented status, a sentence for a refusal, which changes nothing, and
   SNN_ERROR_STATE where there is no such network. */
#define CALL(function, arguments) (before_call(), after_call(#function, function arguments))
void before_call(void);
int32_t after_call(const char *function, int32_t status);

/* Whether each call is printed, with what came of it. */
extern bool tracing;

/* For a call that fills in `out`, which is `untouched` before and where it fails. */
#define UNTOUCHED (-7)
void check_filled(int32_t status, const void *given, int64_t out);

/* Ends the process where something is not so. */
#define REQUIRE(condition) ((condition) ? (void)0 : broken(#condition, __FILE__, __LINE__))
_Noreturn void broken(const char *what, const char *file, int line);

/* Remembers a view, and that it is gone. Its memory may be read and written until then. */
void keep_view(void *values, int64_t bytes, int32_t projection);
void drop_views(int32_t projection);
void drop_all_views(void);
void touch_views(void);

known_population *population_at(int32_t index);
int64_t population_size(int32_t index);
int64_t projection_size(int32_t index);
size_t real_bytes(void);

/* ---- Calls ----------------------------------------------------------------------------------- */

typedef struct operation {
  const char *name;
  void (*call)(void);
} operation;

extern const operation network_calls[], population_calls[], input_calls[], projection_calls[],
    learning_calls[], update_calls[], modulation_calls[], homeostat_calls[], structure_calls[],
    state_calls[], recorder_calls[];

/* A network with something of everything, so that short inputs come far. */
void set_scene(uint8_t which);
void forget_state(void);
int32_t create_network(double dt, uint64_t seed, int32_t batch, int32_t threads,
                       const char *precision, snn_network *out);

#endif
