/* Trained models that stay in memory between calls, with networks that are ready to answer: a server does not build one for
 * each picture. A model is known by the digest of its file, so one that was trained anew under the same name is loaded anew.
 *
 *     ri_vision_kept_take    the model that `model` names; loaded once, shared by all calls
 *     ri_vision_ready_take   a network of it for one thread at a time; made when none is idle
 *
 * Kept are the four models used last and, of each, up to eight idle networks. A model that is a file of the owner's (./x.model)
 * is loaded for the call alone. Safe for many threads. */
#ifndef RI_APP_VISION_KEPT_H
#define RI_APP_VISION_KEPT_H
#include "app/call.h"
#include "vision/recognise.h"

struct ri_vision_kept; /* of a workspace */
/* NULL: no room; then nothing is kept. */
struct ri_vision_kept *ri_vision_kept_new(void);
void ri_vision_kept_free(struct ri_vision_kept *kept); /* no call may be under way any more */

struct ri_vision_loaded;
RI_MUST_CHECK ri_status ri_vision_kept_take(struct ri_call *call, struct ri_vision_loaded **ret,
                                            struct ri_error *err);
void                    ri_vision_kept_give(struct ri_call *call, struct ri_vision_loaded *loaded);
const struct ri_picture_model *ri_vision_loaded_model(const struct ri_vision_loaded *loaded);

/* A network of one thread for that many pictures at once. */
RI_MUST_CHECK ri_status ri_vision_ready_take(struct ri_vision_loaded *loaded, unsigned batch,
                                             struct ri_recogniser **ret, struct ri_error *err);
void ri_vision_ready_give(struct ri_vision_loaded *loaded, struct ri_recogniser *recogniser);
#endif
