/* Calls that copy the state out and set it, as it is and damaged. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define NAME_BYTES 128

typedef struct saved_field {
  char name[NAME_BYTES], kind[4];
  uint8_t *data;
  int64_t count;
} saved_field;

/* The state that was saved last, of any of the networks. */
static saved_field *saved;
static int64_t saved_count;

static int64_t element_bytes(const char *kind) { return atoi(kind + 1) / 8; }

void forget_state(void) {
  for (int64_t k = 0; k < saved_count; k++) free(saved[k].data);
  free(saved);
  saved = NULL;
  saved_count = 0;
}

static void save(void) {
  int64_t total = UNTOUCHED, *given = OUT(&total);
  const int32_t status = CALL(snn_state_list, (used->token, given));
  check_filled(status, given, total);
  if (status != SNN_OK || total == UNTOUCHED) return;
  forget_state();
  saved = calloc((size_t)total, sizeof *saved);
  saved_count = total;
  for (int64_t k = 0; k < total; k++) {
    saved_field *field = &saved[k];
    REQUIRE(snn_state_field(used->token, k, field->name, NAME_BYTES, field->kind, &field->count) ==
            SNN_OK);
    const int64_t bytes = field->count * element_bytes(field->kind);
    REQUIRE(bytes >= 0);
    field->data = malloc((size_t)bytes);
    REQUIRE(snn_state_copy(used->token, k, field->data, bytes) == SNN_OK);
  }
}

/* Something else in place of one number. */
static void change_number(saved_field *field) {
  static const int64_t odd[] = {-1,    0,         1,         2,         255,
                                65535, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
  if (field->count < 1) return;
  const uint8_t low = byte(), high = byte();
  const int64_t place = (low | high << 8) % field->count, bytes = element_bytes(field->kind);
  uint8_t *target = field->data + place * bytes;
  if (field->kind[0] == 'f') {
    const double wide = number();
    const float narrow = (float)wide;
    memcpy(target, bytes == 8 ? (const void *)&wide : (const void *)&narrow, (size_t)bytes);
  } else {
    const int64_t value = byte() < 128 ? PICK(odd) : byte();
    memcpy(target, &value, (size_t)bytes);
  }
}

static void restore(void) {
  static const char *const kinds[] = {"u8", "i64", "f32", "u7", ""};
  if (saved_count == 0) return;
  const int64_t place = (byte() | byte() << 8) % saved_count;
  const uint8_t damage = byte();
  saved_field *chosen = &saved[place];
  if (damage >= 128 && damage < 224) change_number(chosen);
  int64_t count = saved_count;
  snn_field *given = calloc((size_t)saved_count, sizeof *given);
  for (int64_t k = 0; k < saved_count; k++) {
    const saved_field *field = &saved[k];
    given[k] = (snn_field){field->name, field->kind, field->data, field->count};
  }
  if (damage >= 250) given[place].name = odd_text();
  else if (damage >= 246) given[place].kind = PICK(kinds);
  else if (damage >= 240) given[place].data = NULL;
  else if (damage >= 236) given[place].count = given[place].count > 0 ? pick(2) : -1;
  else if (damage >= 232) given[place] = given[count - 1], count--;
  else if (damage >= 228) given[place].name = given[count - 1].name;
  CALL(snn_state_restore, (used->token, OUT(given), count));
  free(given);
  snn_counters now;
  if (!used->alive || snn_network_counters(used->token, &now) == SNN_OK) return;
  /* It is lost: nothing but its end is possible. */
  REQUIRE(snn_run(used->token, 1) == SNN_ERROR_STATE);
  REQUIRE(snn_reset(used->token) == SNN_ERROR_STATE);
  drop_all_views();
  REQUIRE(snn_network_destroy(used->token) == SNN_OK);
  used->alive = false;
}

/* Asks for one array of the state as of the last list. */
static void field(void) {
  int64_t count = UNTOUCHED, *given = OUT(&count);
  const int64_t which = byte() < 224 ? byte() : length_near(0);
  const int64_t name_room = byte() < 128 ? NAME_BYTES : length_near(20);
  char *name = room(name_room, 1), *kind = room(4, 1);
  check_filled(
      CALL(snn_state_field, (used->token, which, name, name_room, kind, given)), given, count);
  const int64_t bytes = length_near(count > 0 && kind != NULL ? count * element_bytes(kind) : 8);
  CALL(snn_state_copy, (used->token, which, room(bytes, 1), bytes));
}

const operation state_calls[] = {
    {"save", save}, {"restore", restore}, {"field", field}, {NULL, NULL},
};
