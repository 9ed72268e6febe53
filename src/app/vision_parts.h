/* What the operations on pictures share. */
#ifndef RI_APP_VISION_PARTS_H
#define RI_APP_VISION_PARTS_H
#include "app/call.h"
#include "vision/recognise.h"

/* Labelled pictures of the file parameter `input`: a folder per class, or with `labels` a list. */
RI_MUST_CHECK ri_status ri_vision_labelled(struct ri_call *call, const char *input,
                                           const char *labels, struct ri_listing *ret,
                                           struct ri_error *err);
/* The model that the parameter `model` names; everything in the call's memory. */
RI_MUST_CHECK ri_status ri_vision_model(struct ri_call *call, struct ri_picture_model *ret,
                                        struct ri_error *err);
/* Bad files as notes: the first ones by name, the others by number. */
void ri_vision_note_refused(struct ri_call *call, const struct ri_refused *refused, size_t count);
/* 95 % interval of a share by Wilson, percent. */
void ri_share_interval(double right, double n, double *ret_low, double *ret_high);
/* All pictures of a set in their order: 0, 1, 2 ... */
RI_MUST_CHECK ri_status ri_vision_order(struct ri_call *call, size_t count, size_t **ret,
                                        struct ri_error *err);
#endif
