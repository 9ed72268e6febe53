/* Where trained models live: content-addressed files under models/ of the workspace, called by names; or a file of the owner's.
 *
 *     models/0b1c...e9.model    the bytes, under their SHA-256: the same model is kept once and never changes
 *     models/NAME.name          which one NAME is
 *     models/NAME.versions      all that it ever was, a line each: digest, when it was kept; NAME@0b1c is one of them
 *     ./demand.model            a path (with a '/' or ending in .model): the owner's own file, where the caller is */
#ifndef RI_APP_MODEL_STORE_H
#define RI_APP_MODEL_STORE_H
#include "app/call.h"

bool ri_model_is_path(const char *name);
/* Checked before a long training. RI_EUSAGE: no name; RI_EFORBIDDEN: a path from somebody who is not the owner. */
RI_MUST_CHECK ri_status ri_model_name_check(struct ri_call *call, const char *name,
                                            struct ri_error *err);
/* The digest that names the bytes of a kept model as it is now; "" for a file of the owner's. */
enum { RI_MODEL_DIGEST = 65 };
RI_MUST_CHECK ri_status ri_model_digest(struct ri_call *call, const char *name,
                                        char ret[RI_MODEL_DIGEST], struct ri_error *err);
/* The kept models, sorted by name. No folder: none. */
struct ri_kept_model {
    const char *name;
    char    digest[RI_MODEL_DIGEST]; /* what the name means now, hex; empty: that cannot be read */
    int64_t kept_us;                 /* since when, UTC */
};
RI_MUST_CHECK ri_status ri_models_kept(struct ri_call *call, struct ri_kept_model **ret,
                                       size_t *ret_count, struct ri_error *err);
/* How often a model was kept under this name, and when last (microseconds UTC; 0: not known). */
void ri_model_versions(struct ri_call *call, const char *name, size_t *ret_count,
                       int64_t *ret_last_us);
/* *ret_path: where it is now, in the call's memory. Whole or not at all. */
RI_MUST_CHECK ri_status ri_model_keep(struct ri_call *call, const char *name, struct ri_view bytes,
                                      const char **ret_path, struct ri_error *err);
/* RI_ENOTFOUND names the models that there are; RI_ETOOLARGE above 2 GiB. */
RI_MUST_CHECK ri_status ri_model_fetch(struct ri_call *call, const char *name, struct ri_text *out,
                                       struct ri_error *err);
#endif
