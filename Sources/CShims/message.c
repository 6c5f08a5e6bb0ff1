#include "CShims.h"

/* Not inline: every copy of an inline function would have a buffer of its own. */
char *snn_shim_message(void) {
  static _Thread_local char message[SNN_SHIM_MESSAGE_BYTES];
  return message;
}
