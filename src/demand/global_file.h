/* Kept learners as one self-contained file:
 *
 *     retailinsight-series 1 <bytes of the card>\n
 *     {card: shape of the panel, words, settings, data fingerprint, errors, the learners' lengths, sha256 of the body}\n
 *     <the learners' texts, slot by slot, way by way>
 *
 * Read with distrust: sizes, counts and the digest are checked, and each text before its library sees it. */
#ifndef RI_DEMAND_GLOBAL_FILE_H
#define RI_DEMAND_GLOBAL_FILE_H
#include "base/text.h"
#include "global_kept.h"

extern const char ri_global_file_lead[]; /* what such a file begins with */
/* Appends the file's bytes; deterministic: the same learners, the same bytes. RI_ENOMEM, RI_EUPSTREAM. */
RI_MUST_CHECK ri_status ri_global_file_write(const struct ri_global_kept *kept, struct ri_text *out,
                                             struct ri_error *err);
/* card_only: without the learners, whose library is not needed then. Lives in mem; release *ret, also after RI_OK with card_only.
 * RI_EDATA says what is wrong; RI_ENEWER: a later format; RI_EUPSTREAM: no library. */
RI_MUST_CHECK ri_status ri_global_file_read(struct ri_view file, bool card_only,
                                            struct ri_arena *mem, struct ri_global_kept *ret,
                                            struct ri_error *err);
#endif
