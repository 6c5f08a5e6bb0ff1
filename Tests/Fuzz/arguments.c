/* Structures of the header, filled from the tables of the engine. */
#include "fuzz.h"

#include <math.h>

/* What it is as a rule, an end of its range or any number. Ends far away would take long where they
   are granted. */
static double value_of(const named_number *known) {
  const uint8_t choice = byte();
  if (known == NULL || choice >= 160) return number();
  if (choice >= 144 && fabs(known->upper) <= 100.0) return known->upper;
  if (choice >= 128 && fabs(known->lower) <= 100.0) return known->lower;
  return known->usual;
}

/* How many of so many are given: often none. */
static int some_of(int most) {
  const uint8_t choice = byte();
  return choice < 96 || most < 1 ? 0 : 1 + choice % (most < 4 ? most : 4);
}

/* A count that fits, or that nobody has so many of, which needs NULL. */
static int64_t count_or_odd(int64_t count, void **pointer) {
  static const int64_t odd[] = {-1, INT64_MIN, 1LL << 40, 1LL << 62, 1025};
  if (byte() < 252) return count;
  *pointer = NULL;
  return PICK(odd);
}

static snn_parameter *filled(const named_number *(*pick_one)(const void *), const void *from,
                             int most, int64_t *count) {
  const int given = some_of(most);
  snn_parameter *list = given > 0 ? room(given, sizeof *list) : NULL;
  for (int k = 0; list != NULL && k < given; k++) {
    const named_number *known = most > 0 ? pick_one(from) : NULL;
    list[k].name = known == NULL || rarely() ? odd_text() : known->name;
    list[k].value = value_of(known);
  }
  *count = count_or_odd(given, (void **)&list);
  return list;
}

static const named_number *number_of_entry(const void *from) {
  const entry *of = from;
  return &of->numbers[pick(of->number_count)];
}

static const named_number *number_of_table(const void *from) {
  const table *of = from;
  const entry *chosen = &of->entries[pick(of->count)];
  return chosen->number_count > 0 ? chosen->numbers : NULL;
}

snn_parameter *parameters(const entry *of, int64_t *count) {
  return filled(number_of_entry, of, of->number_count, count);
}

snn_parameter *parameters_of(const char *table_name, int64_t *count) {
  const table *of = catalogue(table_name);
  return filled(number_of_table, of, of->count, count);
}

snn_values *values(const entry *of, int64_t each, int64_t *count) {
  const int choices = of->number_count + of->array_count;
  /* An array that is listed is often needed. */
  const bool all_arrays = of->array_count > 0 && byte() < 128;
  const int some = some_of(choices), given = some + (all_arrays ? of->array_count : 0);
  snn_values *list = given > 0 ? room(given, sizeof *list) : NULL;
  for (int k = 0; list != NULL && k < given; k++) {
    const int choice = k < some ? pick(choices) : of->number_count + k - some;
    const bool is_number = choice < of->number_count;
    const char *name =
        is_number ? of->numbers[choice].name : of->arrays[choice - of->number_count];
    list[k].name = rarely() ? odd_text() : name;
    list[k].count = is_number && byte() < 192 ? 1 : length_near(each);
    double *data = numbers(list[k].count);
    if (data != NULL && is_number && list[k].count == 1) data[0] = value_of(&of->numbers[choice]);
    list[k].values = data;
  }
  *count = count_or_odd(given, (void **)&list);
  return list;
}

static snn_values *block_arrays(const entry *rule, int64_t sources, int64_t *count) {
  static const int64_t groups[] = {1, 2, 4};
  *count = rule->array_count;
  if (rule->array_count == 0 || rarely()) return *count = 0, NULL;
  const int64_t few = PICK(groups);
  snn_values *list = room(rule->array_count, sizeof *list);
  for (int k = 0; list != NULL && k < rule->array_count; k++) {
    list[k].name = rule->arrays[k];
    list[k].count = length_near(k == 0 ? few : 1);
    double *data = numbers(list[k].count);
    if (data != NULL && list[k].count == 1 && k == 1) data[0] = (double)sources;
    list[k].values = data;
  }
  if (list == NULL) *count = 0;
  return list;
}

snn_connector *connectors(int64_t sources, int64_t *count) {
  const int given = 1 + (byte() >= 200) + (byte() >= 240);
  snn_connector *list = room(given, sizeof *list);
  for (int k = 0; list != NULL && k < given; k++) {
    const entry *rule = choose("connectors", &list[k].rule);
    list[k].parameters = parameters(rule, &list[k].parameter_count);
    list[k].arrays = block_arrays(rule, sources, &list[k].array_count);
  }
  *count = count_or_odd(given, (void **)&list);
  return list;
}

snn_distribution *distribution(void) {
  snn_distribution *made = room(1, sizeof *made);
  if (made == NULL) return NULL;
  made->parameters = parameters(choose("distributions", &made->kind), &made->parameter_count);
  return made;
}

snn_distribution *delays(void) {
  static const double some[] = {1.0, 1.0, 3.0, 2.5, 20.0, 0.5, 70.0};
  if (byte() >= 192) return distribution();
  snn_distribution *made = room(1, sizeof *made);
  snn_parameter *value = room(1, sizeof *value);
  if (made == NULL || value == NULL) return NULL;
  value->name = "value";
  value->value = PICK(some);
  *made = (snn_distribution){"constant", value, 1};
  return made;
}

static snn_factor *factors(int most, int64_t *count) {
  const int given = pick(most + 1);
  snn_factor *list = given > 0 ? room(given, sizeof *list) : NULL;
  for (int k = 0; list != NULL && k < given; k++) {
    const entry *kind = choose("factors", &list[k].kind);
    list[k].parameters = parameters(kind, &list[k].parameter_count);
    if (byte() >= 224) list[k].arrays = values(kind, pick(7), &list[k].array_count);
  }
  *count = count_or_odd(given, (void **)&list);
  return list;
}

snn_term *terms(int64_t *count) {
  const int given = 1 + (byte() >= 160);
  snn_term *list = room(given, sizeof *list);
  for (int k = 0; list != NULL && k < given; k++) {
    list[k].pre = factors(2, &list[k].pre_count);
    list[k].post = factors(3, &list[k].post_count);
    list[k].modulator = byte() < 160 ? -1 : index_of(used->modulator_count);
    if (byte() >= 128) choose("weight_dependences", &list[k].dependence);
    if (byte() >= 160) choose("pairings", &list[k].pairing);
    list[k].parameters = parameters_of("plasticity_parameters", &list[k].parameter_count);
  }
  *count = count_or_odd(given, (void **)&list);
  return list;
}

static const char *const receptor_names[] = {"E", "I", "ampa", "excitatory", "inhibitory", "v"};

snn_receptor *receptors(int64_t *count) {
  const int given = pick(4);
  snn_receptor *list = given > 0 ? room(given, sizeof *list) : NULL;
  for (int k = 0; list != NULL && k < given; k++) {
    list[k].name = one_of(receptor_names, LENGTH(receptor_names));
    choose("receptor_kinds", &list[k].kind);
  }
  *count = count_or_odd(given, (void **)&list);
  return list;
}

const char *receptor_name(void) {
  return byte() < 192 ? NULL : one_of(receptor_names, LENGTH(receptor_names));
}
