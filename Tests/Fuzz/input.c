/* Choices, from the bytes of the input. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t *next_byte, *last_byte;

void begin_input(const uint8_t *bytes, size_t count) {
  next_byte = bytes;
  last_byte = bytes + count;
}

bool input_is_used_up(void) { return next_byte == last_byte; }

uint8_t byte(void) { return next_byte < last_byte ? *next_byte++ : 0; }

int pick(int count) { return count < 2 ? 0 : byte() % count; }

bool rarely(void) { return byte() >= 240; }

double number(void) {
  static const double sensible[] = {1.0, 0.0, 2.0, 3.0, 0.5, 10.0, 0.1, 5.0, 20.0, 1.5};
  /* Nothing between what a small network has and what is out of range: it would be done in
     earnest. */
  const double odd[] = {NAN,  INFINITY, -INFINITY, 1e300, -1e300, 1e-300, -0.0,
                        -1.0, 1e-6,     2.5,       -70.0, 2e9,    -2e9};
  const uint8_t choice = byte();
  if (choice < 192) return sensible[choice % LENGTH(sensible)];
  if (choice < 232) return (int8_t)byte() / 8.0;
  return odd[choice % LENGTH(odd)];
}

int32_t index_of(int count) {
  static const int32_t odd[] = {-1, -2, 99, INT32_MAX, INT32_MIN};
  const uint8_t choice = byte();
  if (choice >= 248) return odd[choice % LENGTH(odd)];
  if (choice >= 240) return count;
  return count < 1 ? choice % 3 : choice % count;
}

int64_t length_near(int64_t right) {
  const int64_t odd[] = {0,         -1,        1,         right + 1, right - 1, 2 * right,
                         INT64_MAX, INT64_MIN, 1LL << 40, 1LL << 62, 6,         (1LL << 40) + 1};
  const uint8_t choice = byte();
  return choice < 224 ? right : odd[choice % LENGTH(odd)];
}

int64_t some_steps(void) {
  static const int64_t few[] = {1, 2, 7, 0, 20, 3, 11};
  static const int64_t odd[] = {-1, (1LL << 40) + 1, INT64_MAX, INT64_MIN};
  const uint8_t choice = byte();
  return choice < 248 ? few[choice % LENGTH(few)] : odd[choice % LENGTH(odd)];
}

int32_t flag(void) {
  static const int32_t odd[] = {-1, 2, INT32_MAX, INT32_MIN};
  const uint8_t choice = byte();
  return choice < 248 ? choice % 2 : odd[choice % LENGTH(odd)];
}

const char *odd_text(void) {
  static char longest[5001];
  if (longest[0] == 0) memset(longest, 'x', sizeof longest - 1);
  const char *const texts[] = {NULL, "", "nonsense", "\xff\xfe\x80", "e\xcc\x81\xcc\x81", longest};
  return PICK(texts);
}

const char *one_of(const char *const *names, int count) {
  return rarely() ? odd_text() : names[pick(count)];
}

/* ---- Memory ---------------------------------------------------------------------------------- */

#define MOST_BYTES (1 << 22)

static void *rooms[512];
static int room_count;

void *room(int64_t count, size_t element) {
  if (rarely()) return NULL;
  const bool honest = count <= (int64_t)(MOST_BYTES / element) && room_count < LENGTH(rooms);
  if (!honest) return NULL;
  return rooms[room_count++] = calloc(count > 0 ? (size_t)count : 0, element);
}

void free_rooms(void) {
  while (room_count > 0) free(rooms[--room_count]);
}

/* So many different numbers; they come again and again. */
#define DIFFERENT 3

double *numbers(int64_t count) {
  double *filled = room(count, sizeof *filled), chosen[DIFFERENT];
  if (filled == NULL) return NULL;
  const int different = 1 + pick(DIFFERENT);
  for (int k = 0; k < different; k++) chosen[k] = number();
  for (int64_t k = 0; k < count; k++) filled[k] = chosen[k % different];
  return filled;
}

int32_t *indices(int64_t count, int below) {
  int32_t *filled = room(count, sizeof *filled), chosen[DIFFERENT];
  if (filled == NULL) return NULL;
  const int different = 1 + pick(DIFFERENT);
  for (int k = 0; k < different; k++) chosen[k] = index_of(below);
  for (int64_t k = 0; k < count; k++) filled[k] = chosen[k % different];
  return filled;
}

uint8_t *flags(int64_t count) {
  uint8_t *filled = room(count, sizeof *filled);
  if (filled == NULL) return NULL;
  const uint8_t pattern = byte(), one = rarely() ? byte() : 1;
  for (int64_t k = 0; k < count; k++) filled[k] = pattern >> (k % 8) & 1 ? one : 0;
  return filled;
}

void *reals(int64_t count) {
  double *given = numbers(count);
  if (given == NULL || used->is_double) return given;
  float *filled = room(count, sizeof *filled);
  for (int64_t k = 0; filled != NULL && k < count; k++) filled[k] = (float)given[k];
  return filled;
}
