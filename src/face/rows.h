/* From a result to a writer: what every face does with rows. */
#ifndef RI_FACE_ROWS_H
#define RI_FACE_ROWS_H
#include "page.h"
#include "table/write.h"

struct face_notes {
    const char **at;
    size_t       count;
};
/* Parquet, which is not written row by row but by ri_result_parquet: name and type only. */
extern const struct ri_writer face_write_parquet;
/* The parameters as used, for options->names and values; texts of the result. */
RI_MUST_CHECK ri_status face_used_parameters(const struct ri_result *result, struct ri_arena *mem,
                                             struct ri_write_options *options,
                                             struct ri_error         *err);
/* The notes, complete once the rows have ended. */
RI_MUST_CHECK ri_status face_gather_notes(const struct ri_result *result, struct ri_arena *mem,
                                          struct face_notes *ret, struct ri_error *err);
/* Why a stream broke: the operation's own error, when it has one. */
ri_status face_stream_failure(const struct ri_result *result, struct ArrowArrayStream *stream,
                              int number, struct ri_error *err);
/* Takes the rows of the result and writes them all, with parameters and notes. most_rows 0: any, otherwise more of them are
 * RI_ETOOLARGE. page: only these rows, though all are looked at; NULL: all. What the operation found bad (ri_result_status) is no failure here. */
RI_MUST_CHECK ri_status face_write_rows(struct ri_result *result, const struct ri_writer *writer,
                                        struct ri_write_options *options, struct ri_sink sink,
                                        uint64_t most_rows, struct face_page *page,
                                        struct ri_arena *mem, struct face_notes *ret,
                                        struct ri_error *err);
#endif
