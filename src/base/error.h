/* Failing is one statement, passing a failure on is another.
 *     return ri_fail(err, RI_EDATA, "csv: record %zu has %zu fields, want %zu", record, got, want);
 *     RI_TRY(ri_thing_open(path, &thing, err));
 * A message says what, where and the value. Libraries never print, log or exit. */
#ifndef RI_BASE_ERROR_H
#define RI_BASE_ERROR_H
#include "retailinsight.h"

#include "banned.h"

#define ri_fail(err, code, ...) ri_fail_at((err), (code), __FILE__, __LINE__, __VA_ARGS__)
ri_status ri_fail_at(struct ri_error *err, ri_status code, const char *file, int line,
                     const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* Puts "prefix: " in front of the message of an error already raised; returns its code. */
ri_status ri_error_prefix(struct ri_error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The status that an errno value means (ENOENT -> RI_ENOTFOUND, ENOSPC -> RI_ENOSPACE ...). */
ri_status ri_status_of_errno(int number);

#define RI_TRY(expr)                          \
    do {                                      \
        const ri_status ri_try_ = (expr);     \
        if (ri_try_ != RI_OK) return ri_try_; \
    } while (0)
/* As RI_TRY, for a function with something to undo: sets `status` and jumps. */
#define RI_TRY_GOTO(status, label, expr)   \
    do {                                   \
        (status) = (expr);                 \
        if ((status) != RI_OK) goto label; \
    } while (0)
#define RI_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define RI_UNUSED       __attribute__((unused))
#endif
