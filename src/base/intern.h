/* Texts to dense numbers: 0 for the first text seen, 1 for the next, ... */
#ifndef RI_BASE_INTERN_H
#define RI_BASE_INTERN_H
#include "text.h"

struct ri_intern;
RI_MUST_CHECK ri_status ri_intern_new(struct ri_intern **ret, struct ri_error *err);
void                    ri_intern_free(struct ri_intern *intern);
/* The number of text, given now if it is new (*ret_new says so, may be NULL). RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_intern_put(struct ri_intern *intern, struct ri_view text,
                                      size_t *ret_index, bool *ret_new, struct ri_error *err);
bool   ri_intern_find(const struct ri_intern *intern, struct ri_view text, size_t *ret_index);
size_t ri_intern_count(const struct ri_intern *intern);
struct ri_view ri_intern_at(const struct ri_intern *intern,
                            size_t                  index); /* lives as long as intern */
#endif
