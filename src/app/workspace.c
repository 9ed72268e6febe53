/* Opening a workspace and what is in it, when first needed. */
#include "app/workspace.h"

#include "retailinsight_server.h"

#include "app/attend.h"
#include "app/remote.h"
#include "app/share.h"
#include "app/vision_kept.h"
#include "base/date.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

/* Settings as they were read once. Calls that run keep reading those they began with, so that all stay until the workspace is closed. */
struct settings {
    struct ri_arena  mem;
    struct ri_config config;
    struct settings *before;
};
enum { OVERRIDES_MOST = 16 };

struct ri_workspace {
    struct ri_arena mem;
    const char     *directory, *profile;
    const char     *overrides[OVERRIDES_MOST + 2]; /* "key=value", NULL-terminated */
    struct settings *_Atomic settings;             /* the latest */
    pthread_mutex_t        lock;                   /* guards the opening of the six below */
    struct ri_warehouse *_Atomic warehouse;
    struct ri_control     *control;
    struct ri_alerts      *alerts;
    struct ri_gate        *gate;
    struct ri_share       *share;     /* for other processes' calls */
    struct ri_attendant   *attendant; /* while a server has it */
    struct ri_kept        *kept;
    struct ri_vision_kept *pictures; /* models that recognise */
    _Atomic uint64_t       erasures;
    _Atomic int64_t        tidied_us; /* when that was last begun, monotonic; 0: never */
};

bool ri_workspace_tidy_is_due(struct ri_workspace *workspace)
{
    enum { EACH_S = 3600 };
    const int64_t now = ri_monotonic_us();
    int64_t       last = atomic_load(&workspace->tidied_us);
    return (!last || now - last >= EACH_S * RI_US_PER_SECOND) &&
           atomic_compare_exchange_strong(&workspace->tidied_us, &last, now);
}

static const char *first_set(const char *a, const char *b, const char *c)
{
    return a && *a ? a : b && *b ? b : c;
}

const char *ri_workspace_place(const char *directory)
{
    return first_set(directory, getenv("RETAILINSIGHT_WORKSPACE"), "retailinsight-workspace");
}

static ri_status load(struct ri_workspace *workspace, const struct ri_open_options *options,
                      struct ri_error *err)
{
    size_t      count = 0;
    const char *directory = ri_workspace_place(options->directory);
    const char *profile = first_set(options->profile, getenv("RETAILINSIGHT_PROFILE"), "prod");
    workspace->directory = ri_arena_printf(&workspace->mem, "%s", directory);
    workspace->profile = ri_arena_printf(&workspace->mem, "%s", profile);
    if (options->engine)
        workspace->overrides[count++] =
            ri_arena_printf(&workspace->mem, "engine.name=%s", options->engine);
    for (size_t i = 0; options->settings && options->settings[i]; i++) {
        if (count > OVERRIDES_MOST)
            return ri_fail(err, RI_EUSAGE, "more than %d settings", OVERRIDES_MOST);
        workspace->overrides[count++] =
            ri_arena_printf(&workspace->mem, "%s", options->settings[i]);
    }
    if (!workspace->directory || !workspace->profile)
        return ri_fail(err, RI_ENOMEM, "no room for a workspace");
    return ri_workspace_reload(workspace, err);
}

ri_status ri_workspace_reload(struct ri_workspace *workspace, struct ri_error *err)
{
    struct settings *settings = calloc(1, sizeof *settings);
    if (!settings) return ri_fail(err, RI_ENOMEM, "no room for settings");
    ri_arena_init(&settings->mem, 1 << 24);
    const char *file =
        ri_arena_printf(&settings->mem, "%s/retailinsight.yaml", workspace->directory);
    const ri_status status = file ? ri_config_load(workspace->profile, file, workspace->overrides,
                                                   &settings->mem, &settings->config, err)
                                  : ri_fail(err, RI_ENOMEM, "no room for settings");
    if (status != RI_OK) {
        ri_arena_release(&settings->mem);
        free(settings);
        return status;
    }
    settings->before = atomic_load(&workspace->settings);
    atomic_store(&workspace->settings, settings);
    return RI_OK;
}

static void free_settings(struct ri_workspace *workspace)
{
    for (struct settings *at = atomic_load(&workspace->settings), *before; at; at = before) {
        before = at->before;
        ri_arena_release(&at->mem);
        free(at);
    }
}

ri_status ri_workspace_open(const struct ri_open_options *options, struct ri_workspace **ret,
                            struct ri_error *err)
{
    static const struct ri_open_options none = {0};
    struct ri_workspace                *workspace = calloc(1, sizeof *workspace);
    if (!workspace) return ri_fail(err, RI_ENOMEM, "no room for a workspace");
    ri_arena_init(&workspace->mem, 1 << 24);
    pthread_mutex_init(&workspace->lock, NULL);
    workspace->kept = ri_kept_new();
    workspace->pictures = ri_vision_kept_new();
    const ri_status status = load(workspace, options ? options : &none, err);
    if (status == RI_OK)
        *ret = workspace;
    else
        ri_workspace_close(workspace);
    return status;
}

ri_status ri_workspace_again(const struct ri_workspace *workspace, struct ri_workspace **ret,
                             struct ri_error *err)
{
    struct ri_workspace *again = calloc(1, sizeof *again);
    if (!again) return ri_fail(err, RI_ENOMEM, "no room for a workspace");
    ri_arena_init(&again->mem, 1 << 24);
    pthread_mutex_init(&again->lock, NULL);
    again->directory = workspace->directory;
    again->profile = workspace->profile;
    memcpy(again->overrides, workspace->overrides, sizeof again->overrides);
    const ri_status status = ri_workspace_reload(again, err);
    if (status != RI_OK) {
        ri_workspace_close(again);
        return status;
    }
    *ret = again;
    return RI_OK;
}

void ri_workspace_close(struct ri_workspace *workspace)
{
    if (!workspace) return;
    ri_share_free(workspace->share);
    ri_attendant_free(workspace->attendant);
    ri_alerts_close(workspace->alerts);
    ri_gate_close(workspace->gate);
    ri_warehouse_close(workspace->warehouse);
    ri_control_close(workspace->control);
    ri_kept_free(workspace->kept);
    ri_vision_kept_free(workspace->pictures);
    pthread_mutex_destroy(&workspace->lock);
    free_settings(workspace);
    ri_arena_release(&workspace->mem);
    free(workspace);
}

const char *ri_workspace_directory(const struct ri_workspace *workspace)
{
    return workspace->directory;
}

struct ri_kept *ri_workspace_kept(const struct ri_workspace *workspace)
{
    return workspace->kept;
}

struct ri_vision_kept *ri_workspace_pictures(const struct ri_workspace *workspace)
{
    return workspace->pictures;
}

const struct ri_config *ri_workspace_config(const struct ri_workspace *workspace)
{
    return &atomic_load(&workspace->settings)->config;
}

const char *ri_workspace_setting(const struct ri_workspace *workspace, const char *key)
{
    ri_config_key at;
    return ri_config_find(key, &at) ? ri_config_text(ri_workspace_config(workspace), at) : NULL;
}

void ri_workspace_prepare_task(const struct ri_workspace *workspace, struct ri_task *task)
{
    const int64_t threads = ri_config_integer(ri_workspace_config(workspace), RI_CONFIG_THREADS);
    const long    cores = sysconf(_SC_NPROCESSORS_ONLN);
    task->threads = threads > 0 ? (unsigned)threads : cores > 0 ? (unsigned)cores : 1;
}

bool ri_workspace_exists(const struct ri_workspace *workspace)
{
    char      path[4096];
    const int length = snprintf(path, sizeof path, "%s/warehouse.duckdb", workspace->directory);
    return length > 0 && (size_t)length < sizeof path && access(path, F_OK) == 0;
}

static ri_status missing(const struct ri_workspace *workspace, struct ri_error *err)
{
    return ri_fail(
        err, RI_ENOTFOUND,
        "there is no workspace in '%s' yet; 'retailinsight import FILE --as sales' makes it, "
        "--workspace DIR names another",
        workspace->directory);
}

static ri_status open_warehouse(struct ri_workspace *workspace, bool create, struct ri_error *err)
{
    const struct ri_config *config = ri_workspace_config(workspace);
    if (!create && !ri_workspace_exists(workspace)) return missing(workspace, err);
    const struct ri_warehouse_options options = {
        .create = create,
        .memory_limit = (uint64_t)ri_config_integer(config, RI_CONFIG_MEMORY) * 1000000,
        .threads = (unsigned)ri_config_integer(config, RI_CONFIG_THREADS),
        .time_zone = ri_config_text(config, RI_CONFIG_ZONE),
        .day_cutoff = (int)ri_config_integer(config, RI_CONFIG_CUTOFF),
        .currency = ri_config_text(config, RI_CONFIG_CURRENCY),
    };
    struct ri_warehouse *warehouse = NULL;
    RI_TRY(ri_warehouse_open(workspace->directory, &options, &warehouse, err));
    atomic_store(&workspace->warehouse, warehouse);
    return RI_OK;
}

ri_status ri_workspace_warehouse(struct ri_workspace *workspace, bool create,
                                 struct ri_warehouse **ret, struct ri_error *err)
{
    pthread_mutex_lock(&workspace->lock);
    const ri_status status = workspace->warehouse ? RI_OK : open_warehouse(workspace, create, err);
    if (status == RI_OK) *ret = workspace->warehouse;
    pthread_mutex_unlock(&workspace->lock);
    return status;
}

ri_status ri_workspace_control(struct ri_workspace *workspace, bool create, struct ri_control **ret,
                               struct ri_error *err)
{
    pthread_mutex_lock(&workspace->lock);
    const ri_status status = workspace->control ? RI_OK
                                                : ri_control_open(workspace->directory, create,
                                                                  &workspace->control, err);
    if (status == RI_OK) *ret = workspace->control;
    pthread_mutex_unlock(&workspace->lock);
    return status;
}

ri_status ri_workspace_alerts(struct ri_workspace *workspace, bool create, struct ri_alerts **ret,
                              struct ri_error *err)
{
    pthread_mutex_lock(&workspace->lock);
    const ri_status status =
        workspace->alerts ? RI_OK
                          : ri_alerts_open(workspace->directory, create, &workspace->alerts, err);
    if (status == RI_OK) *ret = workspace->alerts;
    pthread_mutex_unlock(&workspace->lock);
    return status;
}

ri_status ri_workspace_gate(struct ri_workspace *workspace, bool create, struct ri_gate **ret,
                            struct ri_error *err)
{
    pthread_mutex_lock(&workspace->lock);
    const ri_status status =
        workspace->gate ? RI_OK : ri_gate_open(workspace->directory, create, &workspace->gate, err);
    if (status == RI_OK) *ret = workspace->gate;
    pthread_mutex_unlock(&workspace->lock);
    return status;
}

struct ri_attendant *ri_workspace_attendant(struct ri_workspace *workspace)
{
    pthread_mutex_lock(&workspace->lock);
    struct ri_attendant *attendant = workspace->attendant;
    pthread_mutex_unlock(&workspace->lock);
    return attendant;
}

/* Stopped, it stays until the workspace is closed: calls that still run may hold on to it. */
ri_status ri_workspace_attend(struct ri_workspace *workspace, ri_event_fn *each, void *context,
                              struct ri_error *err)
{
    struct ri_attendant *attendant = ri_workspace_attendant(workspace);
    if (!each) {
        ri_attendant_stop(attendant);
        return RI_OK;
    }
    if (attendant) return ri_fail(err, RI_ECONFLICT, "somebody attends to the workspace already");
    RI_TRY(ri_attendant_new(workspace, each, context, &attendant, err));
    pthread_mutex_lock(&workspace->lock);
    workspace->attendant = attendant;
    pthread_mutex_unlock(&workspace->lock);
    return RI_OK;
}

bool ri_workspace_holds(struct ri_workspace *workspace)
{
    pthread_mutex_lock(&workspace->lock);
    const bool holds = workspace->warehouse != NULL;
    pthread_mutex_unlock(&workspace->lock);
    return holds;
}

ri_status ri_workspace_share(struct ri_workspace *workspace, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    RI_TRY(ri_workspace_warehouse(workspace, true, &warehouse, err));
    pthread_mutex_lock(&workspace->lock);
    const ri_status status =
        workspace->share ? RI_OK : ri_share_new(workspace, &workspace->share, err);
    pthread_mutex_unlock(&workspace->lock);
    return status;
}

ri_status ri_workspace_data_version(struct ri_workspace *workspace, uint64_t *ret_version,
                                    struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    bool                 passed = false;
    if (!ri_workspace_holds(workspace)) {
        *ret_version = 0;
        if (!ri_workspace_exists(workspace)) return RI_OK;
        RI_TRY(ri_remote_data_version(workspace, &passed, ret_version, err));
        if (passed) return RI_OK;
    }
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    return ri_warehouse_data_version(warehouse, ret_version, err);
}

uint64_t ri_workspace_changes(const struct ri_workspace *workspace)
{
    const struct ri_warehouse *warehouse = atomic_load(&workspace->warehouse);
    return warehouse ? ri_warehouse_changes(warehouse) : 0;
}

uint64_t ri_workspace_erasures(const struct ri_workspace *workspace)
{
    return atomic_load(&workspace->erasures);
}

void ri_workspace_erased(struct ri_workspace *workspace)
{
    atomic_fetch_add(&workspace->erasures, 1);
}

static ri_status day_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ri_text text = {0};
    (void)err;
    if (ri_row_missing(row, 0)) return RI_OK;
    ri_text_day(&text, (ri_day)ri_row_int64(row, 0));
    snprintf(context, RI_DATE_SIZE, "%s", text.at ? text.at : "");
    ri_text_release(&text);
    return RI_OK;
}

ri_status ri_workspace_as_of(struct ri_workspace *workspace, char ret[RI_DATE_SIZE],
                             struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    ret[0] = '\0';
    if (!ri_workspace_holds(workspace) && !ri_workspace_exists(workspace)) return RI_OK;
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    return ri_warehouse_rows(warehouse, "SELECT max(business_date) FROM sale_line",
                             (struct ri_binds){0}, NULL, day_row, ret, err);
}

struct store_days {
    ri_store_day_fn *each;
    void            *context;
};

static ri_status store_day_row(void *context, const struct ri_row *row,
                               RI_UNUSED struct ri_error *err)
{
    const struct store_days *days = context;
    const struct ri_view     store = ri_row_text(row, 0);
    struct ri_text           name = {0}, day = {0};
    ri_text_add(&name, store.at, store.length);
    ri_text_day(&day, (ri_day)ri_row_int64(row, 1));
    if (name.at && day.at && !name.failed && !day.failed)
        days->each(days->context, name.at, day.at);
    ri_text_release(&name);
    ri_text_release(&day);
    return RI_OK;
}

ri_status ri_workspace_store_days(struct ri_workspace *workspace, ri_store_day_fn *each,
                                  void *context, struct ri_error *err)
{
    struct store_days    days = {each, context};
    struct ri_warehouse *warehouse;
    if (!ri_workspace_holds(workspace) && !ri_workspace_exists(workspace)) return RI_OK;
    RI_TRY(ri_workspace_warehouse(workspace, false, &warehouse, err));
    return ri_warehouse_rows(warehouse,
                             "SELECT store_identity.code, seen.day FROM (SELECT store_id, "
                             "max(business_date) AS day FROM sale_line GROUP BY store_id) AS seen "
                             "JOIN store_identity USING (store_id)",
                             (struct ri_binds){0}, NULL, store_day_row, &days, err);
}
