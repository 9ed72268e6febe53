/* What a server and a monitor need beside retailinsight.h: what is to be watched of a workspace, what is kept only for a while, rows as Parquet,
 * and which operations take many records at once. */
#ifndef RETAILINSIGHT_SERVER_H
#define RETAILINSIGHT_SERVER_H
#include "retailinsight.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A flag of ri_operation_info: it takes many records at once; with its flag parameter `items` it answers what became of each. */
enum { RI_ITEMS = 1 << 8 };

/* What is to be watched of the workspace: imports, how late the data are, bytes on disk, errors of models. Labels are `name="value"` pairs as
 * Prometheus writes them, or "". Reads a few small tables; nothing while there is no warehouse. */
struct ri_measure {
    const char *name, *help, *labels; /* name: "imports_total" */
    bool        rises;                /* a counter, otherwise a gauge */
    double      value;
};
typedef void                   ri_measure_fn(void *context, const struct ri_measure *measure);
RI_API RI_MUST_CHECK ri_status ri_workspace_measures(struct ri_workspace *workspace,
                                                     ri_measure_fn *each, void *context,
                                                     struct ri_error *err);
/* Rises whenever this process changed the data, for itself or for another process whose call it ran; 0 while it holds no warehouse. Reads one
 * number, so that it may be asked before every answer. */
RI_API uint64_t ri_workspace_changes(const struct ri_workspace *workspace);
/* The last business date of each store that has sales: what may be told to who may see some stores only (ri_workspace_as_of tells of all). */
typedef void                   ri_store_day_fn(void *context, const char *store, const char *day);
RI_API RI_MUST_CHECK ri_status ri_workspace_store_days(struct ri_workspace *workspace,
                                                       ri_store_day_fn *each, void *context,
                                                       struct ri_error *err);
/* Writes rows to a Parquet file; replaces it, takes the stream. most_rows 0: any, otherwise more of them are RI_ETOOLARGE and no file is left. */
RI_API RI_MUST_CHECK ri_status ri_stream_parquet(struct ArrowArrayStream *stream, const char *path,
                                                 uint64_t most_rows, struct ri_error *err);

/* Key figures of one's own: every file DIRECTORY/kpi/<area>/<name>.sql that declares an operation as those of the program do is one from now on, until
 * this is called again: then the files as they are now. NULL: the workspace that ri_workspace_open would take. `wrong` (may be NULL) is told of each
 * file that is left out: its path, its line and what is wrong; nothing else breaks. *ret_changed: files came, went or changed since the call before. One
 * workspace a process; from any thread. RI_ENOMEM. */
typedef void                   ri_own_wrong_fn(void *context, const char *message);
RI_API RI_MUST_CHECK ri_status ri_operations_own(const char *directory, ri_own_wrong_fn *wrong,
                                                 void *context, bool *ret_changed,
                                                 struct ri_error *err);

#ifdef __cplusplus
}
#endif
#endif
