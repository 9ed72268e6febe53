/* Observations of series out of a file, whatever its format: delimited text through ingest, Parquet through the engine. */
#ifndef RI_APP_SERIES_FILE_H
#define RI_APP_SERIES_FILE_H
#include "app/call.h"

struct ri_series_columns {
    const char *const *keys;
    size_t             key_count; /* at most RI_SERIES_KEYS_MOST */
    const char        *time, *value;
    const char        *censored; /* (optional) */
};
enum { RI_SERIES_KEYS_MOST = 16 };
/* One row: keys, wall-clock microseconds, value (NAN: missing), cut short by an empty shelf. */
typedef ri_status ri_observation_fn(void *context, const struct ri_view *keys, int64_t us,
                                    double value, bool censored, struct ri_error *err);
/* Traps of the file become notes of the call. fd is read and stays open; name decides the format (".parquet" is opened by its name). RI_EUSAGE: no such column;
 * RI_EDATA: a cell that is no time or number, with its record. */
RI_MUST_CHECK ri_status ri_series_file(struct ri_call *call, int fd, const char *name,
                                       const struct ri_series_columns *columns,
                                       ri_observation_fn *each, void *context,
                                       struct ri_error *err);
#endif
