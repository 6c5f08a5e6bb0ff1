/* The names and ranges that snn_catalogue() tells, which is JSON. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *at;
static table tables[64];
static int table_count;

static void space(void) {
  while (*at == ' ' || *at == '\n') at++;
}

/* Goes past a character where it comes next. */
static bool comes(char wanted) {
  space();
  if (*at != wanted) return false;
  at++;
  return true;
}

static char *text(void) {
  REQUIRE(comes('"'));
  const char *start = at;
  while (*at != '"') at += *at == '\\' ? 2 : 1;
  char *copy = strndup(start, (size_t)(at++ - start));
  return copy;
}

/* Infinities are text. */
static double number_or_text(void) {
  space();
  if (*at == '"') {
    char *said = text();
    const double value = said[0] == '-' ? -INFINITY : INFINITY;
    free(said);
    return value;
  }
  char *end;
  const double value = strtod(at, &end);
  at = end;
  return value;
}

static void skip(void) {
  space();
  if (*at == '"') {
    free(text());
  } else if (*at == '{' || *at == '[') {
    const char closing = *at++ == '{' ? '}' : ']';
    while (!comes(closing)) {
      if (!comes(',') && !comes(':')) skip();
    }
  } else {
    while (*at != ',' && *at != '}' && *at != ']') at++;
  }
}

static void *grown(void *list, int count, size_t element) {
  void *longer = realloc(list, (size_t)(count + 1) * element);
  REQUIRE(longer != NULL);
  return longer;
}

static named_number read_number(void) {
  named_number read = {NULL, NAN, NAN, NAN};
  REQUIRE(comes('{'));
  do {
    char *key = text();
    REQUIRE(comes(':'));
    if (strcmp(key, "name") == 0) read.name = text();
    else if (strcmp(key, "default") == 0) read.usual = number_or_text();
    else if (strcmp(key, "lower") == 0) read.lower = number_or_text();
    else if (strcmp(key, "upper") == 0) read.upper = number_or_text();
    else skip();
    free(key);
  } while (comes(','));
  REQUIRE(comes('}'));
  return read;
}

/* Names of objects, or texts themselves. */
static int read_names(const char ***names) {
  int count = 0;
  REQUIRE(comes('['));
  while (!comes(']')) {
    *names = grown(*names, count, sizeof **names);
    space();
    (*names)[count++] = *at == '{' ? read_number().name : text();
    comes(',');
  }
  return count;
}

static entry read_entry(void) {
  entry read = {0};
  space();
  if (*at == '"') {
    read.name = text();
    return read;
  }
  const char *start = at;
  REQUIRE(comes('{'));
  do {
    char *key = text();
    REQUIRE(comes(':'));
    if (strcmp(key, "name") == 0) {
      read.name = text();
    } else if (strcmp(key, "parameters") == 0) {
      REQUIRE(comes('['));
      while (!comes(']')) {
        read.numbers = grown(read.numbers, read.number_count, sizeof *read.numbers);
        read.numbers[read.number_count++] = read_number();
        comes(',');
      }
    } else if (strcmp(key, "arrays") == 0) {
      read.array_count = read_names(&read.arrays);
    } else if (strcmp(key, "state") == 0) {
      read.state_count = read_names(&read.states);
    } else {
      skip();
    }
    free(key);
  } while (comes(','));
  REQUIRE(comes('}'));
  if (read.number_count == 0) {
    /* An entry of a table of numbers is one itself. */
    const char *end = at;
    at = start;
    read.numbers = grown(NULL, 0, sizeof *read.numbers);
    read.numbers[0] = read_number();
    read.number_count = isnan(read.numbers[0].usual) ? 0 : 1;
    at = end;
  }
  return read;
}

static void read_catalogue(void) {
  at = snn_catalogue();
  REQUIRE(comes('{'));
  do {
    REQUIRE(table_count < LENGTH(tables));
    table *read = &tables[table_count++];
    read->name = text();
    REQUIRE(comes(':') && comes('['));
    while (!comes(']')) {
      read->entries = grown(read->entries, read->count, sizeof *read->entries);
      read->entries[read->count++] = read_entry();
      comes(',');
    }
  } while (comes(','));
}

const table *catalogue(const char *name) {
  if (table_count == 0) read_catalogue();
  for (int k = 0; k < table_count; k++)
    if (strcmp(tables[k].name, name) == 0) return &tables[k];
  broken(name, __FILE__, __LINE__);
}

const entry *choose(const char *table_name, const char **name) {
  const table *from = catalogue(table_name);
  const entry *chosen = &from->entries[pick(from->count)];
  *name = rarely() ? odd_text() : chosen->name;
  return chosen;
}
