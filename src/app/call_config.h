/* Parameters of a call out of a YAML file: `--config train.yaml`. */
#ifndef RI_APP_CALL_CONFIG_H
#define RI_APP_CALL_CONFIG_H
#include "app/call.h"

/* Sets every parameter that the file named by `parameter` gives and the caller did not. A list in the file is a list. Files and
 * folders are taken from it only for the owner at the machine. RI_EUSAGE: no such parameter (names the nearest), a value that cannot be
 * read, with its line; RI_EDATA: no YAML; RI_ETOOLARGE: above 1 MiB. Does nothing when `parameter` was not given. */
RI_MUST_CHECK ri_status ri_call_config(struct ri_call *call, const char *parameter,
                                       struct ri_error *err);
#endif
