/* The rows of a table by what they hold, whatever order they came in: which are held back, in which order a learner sees the
 * others, and a fingerprint of them all. A learner draws rows by number, bins and sums in their order; given this order,
 * shuffling a file changes nothing of what is learnt.
 *
 *     content   of a row: 64 bits of its cells and its target (of a word its letters, not its code). The sum over the columns of
 *               their values stirred with their names, so that the order of the columns does not matter either
 *     drawn     rows by their content stirred with the seed. Of equal rows each has its number among them stirred in, so that they
 *               are drawn one by one, as different rows are, and not all or none
 *
 * A row's place depends on itself alone: rows added later move others neither before nor behind each other, and hardly one that
 * was held back is trained on. Rows that differ with the same content (once in 40 million tables of a million rows; or
 * columns of one name) are put in order cell by cell. */
#ifndef RI_LEARN_ROW_DRAW_H
#define RI_LEARN_ROW_DRAW_H
#include "coding.h"

/* The rows of a settled table as the seed draws them, into ret_rows[rows]: any first k of them are a sample. ret_fingerprint: SHA-256
 * over names, types, words, cells and targets, rows by content; the seed is not in it. targets: [rows]. Linear in the
 * rows, 32 bytes each while it runs. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_rows_draw(const struct ri_coded_table *table, const float *targets,
                                     uint64_t seed, size_t *ret_rows,
                                     unsigned char ret_fingerprint[32], struct ri_error *err);
#endif
