/* Networks, what is true of every call, and the calls that make, run and end them. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NETWORKS 4

static known_network networks[NETWORKS];
static known_network none;
known_network *used = &none;

_Noreturn void broken(const char *what, const char *file, int line) {
  fprintf(stderr, "%s:%d: not so: %s\nlast error: %s\n", file, line, what, snn_last_error());
  abort();
}

/* A network that lives, as a rule; else one that is gone or never was. */
void choose_network(void) {
  static const snn_network invented[] = {0, 1, UINT64_MAX, 0x9E3779B97F4A7C15};
  const uint8_t choice = byte();
  if (choice >= 250) {
    none = (known_network){.token = PICK(invented)};
    /* The first token of a process is among the invented ones. */
    for (int k = 0; k < NETWORKS; k++)
      if (networks[k].alive && networks[k].token == none.token) none.token = 0;
    used = &none;
    return;
  }
  known_network *alive[NETWORKS];
  int count = 0;
  for (int k = 0; k < NETWORKS; k++)
    if (networks[k].alive) alive[count++] = &networks[k];
  /* Mostly the first, so that much happens to one. */
  if (count > 0 && choice < 245) used = alive[choice < 160 ? 0 : choice % count];
  else used = &networks[choice % NETWORKS];
}

/* ---- Every call ------------------------------------------------------------------------------ */

static snn_counters before;
static bool had_counters;
bool tracing;

static bool counters(snn_counters *out) {
  return snn_network_counters(used->token, out) == SNN_OK;
}

void before_call(void) { had_counters = counters(&before); }

/* Calls that may have advanced the clock when they fail, and the one that can lose a network. */
static bool may_have_changed(const char *function) {
  return strncmp(function, "snn_run", 7) == 0 || strncmp(function, "snn_present", 11) == 0 ||
         strcmp(function, "snn_state_restore") == 0;
}

static bool is_utf8(const char *text) {
  for (const uint8_t *at = (const uint8_t *)text; *at != 0;) {
    const int more = *at < 0x80 ? 0 : *at >= 0xF0 ? 3 : *at >= 0xE0 ? 2 : *at >= 0xC2 ? 1 : -1;
    if (more < 0) return false;
    at++;
    for (int k = 0; k < more; k++)
      if ((*at++ & 0xC0) != 0x80) return false;
  }
  return true;
}

int32_t after_call(const char *function, int32_t status) {
  if (tracing)
    fprintf(stderr, "%s: %d %s\n", function, status, status == SNN_OK ? "" : snn_last_error());
  REQUIRE(status <= SNN_OK && status >= SNN_ERROR_OUT_OF_MEMORY);
  if (status == SNN_OK) {
    REQUIRE(used->alive);
    return status;
  }
  REQUIRE(strlen(snn_last_error()) > 10);
  REQUIRE(is_utf8(snn_last_error()));
  if (!used->alive) REQUIRE(status == SNN_ERROR_STATE);
  snn_counters after;
  if (had_counters && !may_have_changed(function)) {
    REQUIRE(counters(&after));
    REQUIRE(memcmp(&before, &after, sizeof before) == 0);
  }
  return status;
}

void check_filled(int32_t status, const void *given, int64_t out) {
  if (status == SNN_OK) REQUIRE(given == NULL || out != UNTOUCHED);
  else REQUIRE(out == UNTOUCHED);
}

/* ---- Views ----------------------------------------------------------------------------------- */

static struct {
  snn_network token;
  uint8_t *values;
  int64_t bytes;
  int32_t projection;
} views[32];
static int view_count;

void keep_view(void *values, int64_t bytes, int32_t projection) {
  if (view_count == LENGTH(views)) view_count = 0;
  views[view_count].token = used->token;
  views[view_count].values = values;
  views[view_count].bytes = bytes;
  views[view_count++].projection = projection;
}

static void drop_views_where(int32_t projection, bool all) {
  int kept = 0;
  for (int k = 0; k < view_count; k++)
    if (views[k].token != used->token || (!all && views[k].projection != projection))
      views[kept++] = views[k];
  view_count = kept;
}

void drop_views(int32_t projection) { drop_views_where(projection, false); }
void drop_all_views(void) { drop_views_where(0, true); }

/* Reads all there is of them; a user may write anything there, of which this is one byte. */
void touch_views(void) {
  static volatile uint8_t sum;
  for (int k = 0; k < view_count; k++) {
    for (int64_t i = 0; i < views[k].bytes; i++) sum ^= views[k].values[i];
    if (rarely() && views[k].bytes > 0) views[k].values[views[k].bytes - 1] = byte();
  }
}

/* ---- What is known --------------------------------------------------------------------------- */

known_population *population_at(int32_t index) {
  static known_population unknown;
  const bool known = index >= 0 && index < used->population_count && index < KEPT;
  unknown = (known_population){6, NULL};
  known_population *found = known ? &used->populations[index] : &unknown;
  if (found->model == NULL) found->model = &catalogue("models")->entries[0];
  return found;
}

int64_t population_size(int32_t index) { return population_at(index)->size; }

int64_t projection_size(int32_t index) {
  int64_t size = 0;
  return snn_projection_size(used->token, index, &size) == SNN_OK ? size : 5;
}

size_t real_bytes(void) { return used->is_double ? sizeof(double) : sizeof(float); }

/* ---- Calls ----------------------------------------------------------------------------------- */

int32_t create_network(double dt, uint64_t seed, int32_t batch, int32_t threads,
                       const char *precision, snn_network *out) {
  const int32_t status = snn_network_create(dt, seed, batch, threads, precision, out);
  REQUIRE(status <= SNN_OK && status >= SNN_ERROR_OUT_OF_MEMORY);
  REQUIRE(status == SNN_OK || strlen(snn_last_error()) > 10);
  if (out == NULL) REQUIRE(status != SNN_OK);
  else REQUIRE((status == SNN_OK) == (*out != 0));
  if (status != SNN_OK) return status;
  for (int k = 0; k < NETWORKS; k++) {
    REQUIRE(networks[k].token != *out || !networks[k].alive);
    if (networks[k].alive) continue;
    networks[k] = (known_network){.token = *out, .alive = true, .batch = batch};
    networks[k].is_double = precision != NULL && precision[0] == 'd';
    used = &networks[k];
    return status;
  }
  return snn_network_destroy(*out);
}

static void create(void) {
  static const double steps[] = {1.0, 0.1, 0.5, 1.0};
  static const int32_t batches[] = {1, 1, 3, 2}, threads[] = {1, 2, 3, 1};
  static const int32_t odd_counts[] = {-1, 65537, 1025, INT32_MAX, INT32_MIN};
  static const char *const precisions[] = {NULL, "double", "single"};
  snn_network out = 0;
  create_network(rarely() ? number() : PICK(steps), byte(),
                 rarely() ? PICK(odd_counts) : PICK(batches),
                 rarely() ? PICK(odd_counts) : PICK(threads),
                 one_of(precisions, LENGTH(precisions)), OUT(&out));
}

static void scene(void) { set_scene(byte()); }

static void destroy(void) {
  const bool was_alive = used->alive;
  drop_all_views();
  REQUIRE((snn_network_destroy(used->token) == SNN_OK) == was_alive);
  used->alive = false;
}

static void read_counters(void) {
  snn_counters out;
  CALL(snn_network_counters, (used->token, OUT(&out)));
}

static void prepare(void) { CALL(snn_network_prepare, (used->token)); }

static void threads(void) {
  int32_t out = UNTOUCHED, *given = OUT(&out);
  check_filled(CALL(snn_network_threads, (used->token, given)), given, out);
}

static void partition(void) {
  int32_t out = UNTOUCHED, *given = OUT(&out);
  CALL(snn_network_partition_set, (used->token, rarely() ? index_of(1) : 1 + pick(4)));
  check_filled(CALL(snn_network_partition_get, (used->token, given)), given, out);
}

/* Nobody is in a call that could stop, and those to come go on. */
static void interrupt(void) { CALL(snn_network_interrupt, (used->token)); }

static void memory(void) {
  int64_t bytes = UNTOUCHED, again = UNTOUCHED, *given = OUT(&bytes);
  const int32_t status = CALL(snn_memory_text, (used->token, NULL, 0, given));
  check_filled(status, given, bytes);
  if (status != SNN_OK || given == NULL) return;
  REQUIRE(bytes > 0);
  const int64_t count = length_near(bytes);
  char *text = room(count, 1);
  const bool fits = CALL(snn_memory_text, (used->token, text, count, &again)) == SNN_OK;
  REQUIRE(!fits || again == bytes);
  if (fits && text != NULL && count > 0) REQUIRE(strlen(text) + 1 == (size_t)bytes);
}

static void run(void) { CALL(snn_run, (used->token, some_steps())); }

static void present(void) {
  const int64_t steps = some_steps();
  CALL(snn_present, (used->token, steps, flag()));
}

static void present_combined(void) {
  static const char *const ways[] = {"mean", "sum", "in_order"};
  const int64_t steps = some_steps();
  const int32_t learn = flag();
  CALL(snn_present_combined, (used->token, steps, learn, one_of(ways, LENGTH(ways))));
}

static void reset(void) { CALL(snn_reset, (used->token)); }

static void library(void) {
  REQUIRE(strlen(snn_version()) > 4);
  REQUIRE(strlen(snn_instruction_set()) > 3);
  touch_views();
}

/* Whatever came before, a network that lives runs, or says why it cannot, and ends. */
void end_networks(void) {
  for (int k = 0; k < NETWORKS; k++) {
    used = &networks[k];
    if (!used->alive) continue;
    touch_views();
    CALL(snn_present, (used->token, 1, 0));
    CALL(snn_run, (used->token, 1));
    destroy();
    REQUIRE(snn_network_destroy(used->token) == SNN_ERROR_STATE);
    *used = (known_network){.token = used->token};
  }
  view_count = 0;
  used = &none;
}

const operation network_calls[] = {
    {"run", run},           {"present", present},     {"combined", present_combined},
    {"scene", scene},       {"create", create},       {"destroy", destroy},
    {"prepare", prepare},   {"reset", reset},         {"counters", read_counters},
    {"threads", threads},   {"partition", partition}, {"library", library},
    {"interrupt", interrupt}, {"memory", memory},
    {NULL, NULL},
};
