/* What libFuzzer calls. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

/* Calls by section, some of them chosen more often. */
static const operation *const sections[] = {
    network_calls,    projection_calls, population_calls, input_calls,    learning_calls,
    structure_calls,  modulation_calls, homeostat_calls,  state_calls,    recorder_calls,
    update_calls,     network_calls,    network_calls,    state_calls,    structure_calls,
    population_calls,
};

/* Those that say what a network is: most are refused when it has run. */
static const operation *const describing[] = {
    projection_calls, population_calls, learning_calls,  modulation_calls,
    projection_calls, input_calls,      homeostat_calls, recorder_calls,
};

/* Longer sequences find little that shorter ones do not. */
#define MOST_CALLS 60


static int length_of(const operation *list) {
  int length = 0;
  while (list[length].name != NULL) length++;
  return length;
}

/* Memory that is not there is refused, as without the sanitizer. */
const char *__asan_default_options(void) {
  return "detect_leaks=1:allocator_may_return_null=1:detect_stack_use_after_return=1";
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  tracing = getenv("FUZZ_TRACE") != NULL;
  begin_input(bytes, count);
  set_scene(byte());
  const int described = pick(MOST_CALLS / 2);
  for (int k = 0; k < MOST_CALLS && !input_is_used_up(); k++) {
    const operation *list = k < described ? PICK(describing) : PICK(sections);
    const operation *next = &list[pick(length_of(list))];
    choose_network();
    if (tracing) fprintf(stderr, "%d %s\n", k, next->name);
    next->call();
    free_rooms();
  }
  end_networks();
  forget_state();
  return 0;
}
