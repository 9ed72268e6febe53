/* control.sqlite itself: opened with its settings, brought up to date, asked by named files of sql/control/.
 *
 *     struct control_bind binds[] = {control_text("name", "SMS"), control_int("now", now_us)};
 *     control_run(db, "recipient_put", CONTROL_BINDS(binds), err);
 *
 * Inside of the room only: the one place that prepares statements of more than a line. */
#ifndef RI_CONTROL_DATABASE_H
#define RI_CONTROL_DATABASE_H
#include "base/text.h"

#include <sqlite3.h>

/* directory NULL: in memory. create false and no file: RI_ENOTFOUND. RI_ENEWER, RI_EIO, RI_ELOCKED. Schema versions are files
 * sql/control/NNNN_name.sql, applied once, in order; an applied one never changes. */
RI_MUST_CHECK ri_status control_connect(const char *directory, bool create, sqlite3 **ret,
                                        struct ri_error *err);
/* The status that the connection's last failure means, with its words. */
ri_status               control_fail(sqlite3 *db, struct ri_error *err, const char *doing);
RI_MUST_CHECK ri_status control_script(sqlite3 *db, const char *sql, struct ri_error *err);

typedef enum control_type {
    CONTROL_NULL,
    CONTROL_INT,
    CONTROL_REAL,
    CONTROL_TEXT,
    CONTROL_BLOB
} control_type;
struct control_bind { /* the value of :name; bytes are read during the call only */
    const char  *name;
    control_type type;
    int64_t      integer; /* also the length of a blob */
    double       number;
    const void  *bytes;
};
struct control_bind control_null(const char *name);
struct control_bind control_int(const char *name, int64_t value);
struct control_bind control_real(const char *name, double value);      /* not finite: missing */
struct control_bind control_text(const char *name, const char *value); /* NULL: missing */
struct control_bind control_blob(const char *name, const void *bytes, size_t length);
/* A JSON array of texts, for json_each; NULL: missing. The text must be released by the caller after use. */
struct control_bind control_list(const char *name, const char *const *values, struct ri_text *keep);
struct control_binds { /* values that a statement does not name are passed over */
    const struct control_bind *at;
    size_t                     count;
};
#define CONTROL_BINDS(array) ((struct control_binds){(array), RI_COUNT(array)})

typedef ri_status control_row_fn(void *context, sqlite3_stmt *row, struct ri_error *err);
/* Every statement of sql/control/NAME.sql, one after the other; rows of any go to `each` (may be NULL). *ret_changed (may be
 * NULL): rows that the last statement changed. */
RI_MUST_CHECK ri_status control_each(sqlite3 *db, const char *name, struct control_binds binds,
                                     control_row_fn *each, void *context, int64_t *ret_changed,
                                     struct ri_error *err);
RI_MUST_CHECK ri_status control_run(sqlite3 *db, const char *name, struct control_binds binds,
                                    struct ri_error *err);
/* control_each within a transaction of its own. */
RI_MUST_CHECK ri_status control_change(sqlite3 *db, const char *name, struct control_binds binds,
                                       control_row_fn *each, void *context, int64_t *ret_changed,
                                       struct ri_error *err);
/* Text of a column, valid until the next row; NULL where it is missing. */
const char *control_cell(sqlite3_stmt *row, int column);
#endif
