#include "CShims.h"

/* Not inline: every copy of an inline function would have a buffer of its own. */
char *shim_message(void) {
  static _Thread_local char message[SHIM_MESSAGE_BYTES];
  return message;
}
