/* What `demand predict` does; its declaration stands in learn.c. */
#ifndef RI_APP_LEARN_PREDICT_H
#define RI_APP_LEARN_PREDICT_H
#include "app/call.h"

RI_MUST_CHECK ri_status learn_predict_run(struct ri_call *call, struct ri_error *err);
#endif
