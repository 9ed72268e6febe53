/* See ri_workspace_measures: a few small queries and looks at folders. */
#include "app/arrivals.h"
#include "app/tidy.h"
#include "app/workspace.h"

#include "app/files.h"
#include "control/schedules.h"
#include "learn/model_file.h"
#include "retailinsight_server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct measuring {
    ri_measure_fn       *each;
    void                *context;
    struct ri_workspace *workspace;
    int64_t              now_us;
    int64_t              late, failing; /* files, reports */
};

static void tell(const struct measuring *m, const char *name, const char *help, const char *labels,
                 bool rises, double value)
{
    m->each(m->context, &(struct ri_measure){name, help, labels, rises, value});
}

/* A text as the value of a label. */
static void label(const char *text, char *ret, size_t size)
{
    size_t at = 0;
    for (; *text && at + 2 < size; text++) {
        if (*text == '\n' || (unsigned char)*text < 32) continue;
        if (*text == '"' || *text == '\\') ret[at++] = '\\';
        ret[at++] = *text;
    }
    ret[at] = '\0';
}

/* ---- Imports -------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *outcome;
    size_t      column;
} outcomes[] = {{"inserted", 3}, {"replaced", 4}, {"duplicate", 5}, {"rejected", 6}};

static ri_status count_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    const struct measuring *m = context;
    const struct ri_view    kind = ri_row_text(row, 0), state = ri_row_text(row, 1);
    char                    labels[160];
    snprintf(labels, sizeof labels, "kind=\"%.*s\",state=\"%.*s\"", (int)kind.length, kind.at,
             (int)state.length, state.at);
    tell(m, "imports_total", "imports by kind and what became of them", labels, true,
         (double)ri_row_int64(row, 2));
    return RI_OK;
}

static ri_status records_row(void *context, const struct ri_row *row,
                             RI_UNUSED struct ri_error *err)
{
    const struct measuring *m = context;
    const struct ri_view    kind = ri_row_text(row, 0);
    char                    labels[160];
    for (size_t i = 0; i < RI_COUNT(outcomes); i++) {
        snprintf(labels, sizeof labels, "kind=\"%.*s\",outcome=\"%s\"", (int)kind.length, kind.at,
                 outcomes[i].outcome);
        tell(m, "import_records_total", "records of imports by kind and what became of them",
             labels, true, (double)ri_row_int64(row, outcomes[i].column));
    }
    return RI_OK;
}

static ri_status lag_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    const struct measuring *m = context;
    if (!ri_row_missing(row, 0))
        tell(m, "import_lag_seconds", "since the last import ended", "", false,
             (double)(m->now_us - ri_row_int64(row, 0)) / 1e6);
    if (!ri_row_missing(row, 1))
        tell(m, "data_lag_days", "from the last business day with sales to today", "", false,
             (double)(ri_floor_div(m->now_us, RI_US_PER_DAY) - ri_row_int64(row, 1)));
    if (!ri_row_missing(row, 2))
        tell(m, "import_seconds", "that the last import took", "", false,
             (double)ri_row_int64(row, 2) / 1e6);
    return RI_OK;
}

static const struct {
    const char *sql;
    ri_row_fn  *each;
} queries[] = {
    {"SELECT kind, state, count(*) FROM import GROUP BY ALL ORDER BY ALL", count_row},
    {"SELECT kind, '', 0, sum(inserted)::BIGINT, sum(replaced)::BIGINT, sum(duplicates)::BIGINT, "
     "sum(quarantined)::BIGINT FROM import GROUP BY ALL ORDER BY ALL",
     records_row},
    {"SELECT (SELECT max(finished_at) FROM import WHERE state = 'done'), (SELECT "
     "max(business_date) FROM sale_line), (SELECT epoch_us(finished_at) - epoch_us(started_at) "
     "FROM "
     "import ORDER BY import_id DESC LIMIT 1)",
     lag_row},
};

static ri_status late_file(void *context, const struct ri_arrival *arrival,
                           RI_UNUSED struct ri_error *err)
{
    struct measuring *m = context;
    m->late += strcmp(arrival->state, "late") == 0;
    return RI_OK;
}

static ri_status tell_imports(struct measuring *m, struct ri_task *task, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    RI_TRY(ri_workspace_warehouse(m->workspace, false, &warehouse, err));
    for (size_t i = 0; i < RI_COUNT(queries); i++)
        RI_TRY(ri_warehouse_rows(warehouse, queries[i].sql, (struct ri_binds){0}, task,
                                 queries[i].each, m, err));
    RI_TRY(ri_arrivals_each(warehouse, task, late_file, m, err));
    tell(m, "files_late", "series of files of which one should have come", "", false,
         (double)m->late);
    return RI_OK;
}

/* ---- Reports -------------------------------------------------------------------------------------------------------- */

static ri_status failing_report(void *context, const struct ri_schedule *schedule,
                                RI_UNUSED struct ri_error *err)
{
    struct measuring *m = context;
    m->failing += schedule->last_state && strcmp(schedule->last_state, "failed") == 0;
    return RI_OK;
}

static ri_status tell_reports(struct measuring *m, struct ri_error *err)
{
    struct ri_alerts *alerts;
    if (ri_workspace_alerts(m->workspace, false, &alerts, NULL) != RI_OK) return RI_OK;
    RI_TRY(ri_schedules_each(alerts, NULL, 0, failing_report, m, err));
    tell(m, "reports_failing", "scheduled reports whose last run failed", "", false,
         (double)m->failing);
    return RI_OK;
}

/* ---- Disk ----------------------------------------------------------------------------------------------------------- */

static double bytes_of(const struct measuring *m, const char *name)
{
    char        path[4400];
    struct stat info;
    double      bytes = 0;
    snprintf(path, sizeof path, "%s/%s", ri_workspace_directory(m->workspace), name);
    if (stat(path, &info) != 0) return 0;
    if (!S_ISDIR(info.st_mode)) return (double)info.st_size;
    DIR *dir = opendir(path);
    if (!dir) return 0;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        if (fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(info.st_mode))
            bytes += (double)info.st_size;
    }
    closedir(dir);
    return bytes;
}

static void tell_disk(const struct measuring *m)
{
    static const char *const places[] = {"warehouse.duckdb", "control.sqlite", "logs", "spool",
                                         "models",           "mappings"};
    for (size_t i = 0; i < RI_COUNT(places); i++) {
        char labels[64];
        snprintf(labels, sizeof labels, "place=\"%s\"", places[i]);
        tell(m, "disk_bytes", "what the workspace takes, by its files and folders", labels, false,
             bytes_of(m, places[i]));
    }
}

/* ---- Models --------------------------------------------------------------------------------------------------------- */

enum { MODEL_MOST = 16 << 20 };

static void tell_model(const struct measuring *m, const char *name, struct ri_view file,
                       struct ri_arena *mem)
{
    struct ri_model_card card;
    struct ri_view       text;
    char                 labels[300], said[200];
    if (ri_model_card_read(file, mem, &card, &text, NULL) != RI_OK) return;
    label(name, said, sizeof said);
    for (size_t i = 0; i < card.metric_count; i++) {
        snprintf(labels, sizeof labels, "model=\"%s\",metric=\"%s\"", said, card.metrics[i].name);
        tell(m, "model_error", "of kept models on the rows that were held back", labels, false,
             card.metrics[i].value);
    }
}

/* models/NAME.name says which file NAME is. */
static void tell_named(const struct measuring *m, const char *folder, const char *entry)
{
    char            path[4700], digest[65] = "", name[200];
    struct ri_text  file = {.most = MODEL_MOST};
    struct ri_arena mem;
    snprintf(name, sizeof name, "%.*s", (int)(strlen(entry) - strlen(".name")), entry);
    snprintf(path, sizeof path, "%s/%.255s", folder, entry);
    FILE *pointer = fopen(path, "re");
    if (!pointer) return;
    const bool read = fscanf(pointer, "%64[0-9a-f]", digest) == 1;
    fclose(pointer);
    if (!read) return;
    snprintf(path, sizeof path, "%s/%s.model", folder, digest);
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ri_arena_init(&mem, 64 << 20);
    if (fd >= 0 && ri_read_file(fd, "a model", &file, NULL) == RI_OK)
        tell_model(m, name, (struct ri_view){file.at, file.length}, &mem);
    ri_arena_release(&mem);
    ri_text_release(&file);
    if (fd >= 0) close(fd);
}

static void tell_models(const struct measuring *m)
{
    enum { MOST = 32 };
    char   folder[4400];
    size_t seen = 0;
    snprintf(folder, sizeof folder, "%s/models", ri_workspace_directory(m->workspace));
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (const struct dirent *entry; seen < MOST && (entry = readdir(dir));) {
        const size_t length = strlen(entry->d_name);
        if (length <= 5 || strcmp(entry->d_name + length - 5, ".name") != 0) continue;
        tell_named(m, folder, entry->d_name);
        seen++;
    }
    closedir(dir);
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

ri_status ri_workspace_measures(struct ri_workspace *workspace, ri_measure_fn *each, void *context,
                                struct ri_error *err)
{
    struct ri_task   task = {0};
    struct measuring m = {.each = each, .context = context, .workspace = workspace};
    if (!ri_workspace_holds(workspace) && !ri_workspace_exists(workspace)) return RI_OK;
    ri_workspace_prepare_task(workspace, &task);
    m.now_us = ri_task_now_us(&task);
    RI_TRY(tell_imports(&m, &task, err));
    RI_TRY(tell_reports(&m, err));
    tell_disk(&m);
    tell_models(&m);
    return RI_OK;
}
