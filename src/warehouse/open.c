/* Opening a warehouse: find it, bring it up to date behind a backup, make the views, lock the engine down. */
#include "warehouse_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MOST = 4096 };

struct place { /* where a warehouse lives; `file` is empty in memory */
    char file[PATH_MOST], spill[PATH_MOST], copies[PATH_MOST + 16];
    bool existed;
};

static ri_status find_place(const char *directory, bool create, bool read_only, struct place *ret,
                            struct ri_error *err)
{
    const char *temporary = getenv("TMPDIR");
    *ret = (struct place){0};
    snprintf(ret->spill, sizeof ret->spill, "%s/retailinsight-%ld", temporary ? temporary : "/tmp",
             (long)getpid());
    if (!directory) return RI_OK;
    if (strlen(directory) + 32 > PATH_MOST)
        return ri_fail(err, RI_EUSAGE, "the name of the workspace is too long");
    if (create && mkdir(directory, 0777) != 0 && errno != EEXIST)
        return ri_fail(err, ri_status_of_errno(errno), "%s: %s", directory, strerror(errno));
    snprintf(ret->file, sizeof ret->file, "%s/warehouse.duckdb", directory);
    if (!read_only) snprintf(ret->spill, sizeof ret->spill, "%s/spool", directory);
    char *whole = realpath(directory, NULL);
    if (whole && strlen(whole) + 32 <= PATH_MOST)
        snprintf(ret->copies, sizeof ret->copies, "%s/spool/copies", whole);
    free(whole);
    ret->existed = access(ret->file, F_OK) == 0;
    if (!ret->existed && !create)
        return ri_fail(err, RI_ENOTFOUND, "there is no warehouse in %s", directory);
    return RI_OK;
}

static void disconnect(struct ri_warehouse *warehouse)
{
    ri_connection_close(warehouse->writer);
    ri_engine_close(warehouse->engine);
    warehouse->writer = NULL;
    warehouse->engine = NULL;
}

/* What queries of a process that died left in the spool goes: it may hold what was erased since. Nobody else has this warehouse open. */
static void sweep_spill(const struct place *place)
{
    DIR *dir = place->file[0] ? opendir(place->spill) : NULL;
    if (!dir) return;
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (strncmp(entry->d_name, "duckdb_temp_", 12) == 0) unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

static void sweep_copies(const struct place *place)
{
    char path[PATH_MOST + 64];
    for (size_t i = 0; place->copies[0] && i < RI_COUNT(warehouse_copy_names); i++) {
        snprintf(path, sizeof path, "%s/%s", place->copies, warehouse_copy_names[i]);
        unlink(path);
    }
}

static ri_status connect(struct ri_warehouse *warehouse, const struct place *place,
                         const struct ri_warehouse_options *options, struct ri_error *err)
{
    const struct ri_engine_options engine = {.path = place->file[0] ? place->file : NULL,
                                             .temp_directory = place->spill,
                                             .copies = place->copies[0] ? place->copies : NULL,
                                             .create = options->create,
                                             .read_only = options->read_only,
                                             .memory_limit = options->memory_limit,
                                             .threads = options->threads};
    RI_TRY(ri_engine_open(&engine, &warehouse->engine, err));
    return ri_connection_open(warehouse->engine, &warehouse->writer, err);
}

/* ---- Upgrading ---------------------------------------------------------------------------------------- */

static ri_status copy_bytes(int from, int to, const char *name, struct ri_error *err)
{
    for (;;) {
        const ssize_t sent = sendfile(to, from, NULL, 1 << 24);
        if (sent < 0)
            return ri_fail(err, ri_status_of_errno(errno), "%s: %s", name, strerror(errno));
        if (sent == 0) break;
    }
    if (fsync(to) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "%s: %s", name, strerror(errno));
    return RI_OK;
}

/* Copies the closed file beside itself, whole or not at all. */
static ri_status back_up(const char *file, int applied, struct ri_error *err)
{
    char target[PATH_MOST + 32], partial[PATH_MOST + 48];
    snprintf(target, sizeof target, "%s.before-%04d", file, applied + 1);
    snprintf(partial, sizeof partial, "%s.partial", target);
    const int from = open(file, O_RDONLY | O_CLOEXEC);
    if (from < 0) return ri_fail(err, ri_status_of_errno(errno), "%s: %s", file, strerror(errno));
    const int to = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    ri_status status =
        to < 0 ? ri_fail(err, ri_status_of_errno(errno), "%s: %s", partial, strerror(errno))
               : copy_bytes(from, to, partial, err);
    if (to >= 0 && close(to) != 0 && status == RI_OK)
        status = ri_fail(err, ri_status_of_errno(errno), "%s: %s", partial, strerror(errno));
    close(from);
    if (status == RI_OK && rename(partial, target) != 0)
        status = ri_fail(err, ri_status_of_errno(errno), "%s: %s", target, strerror(errno));
    if (status != RI_OK) unlink(partial);
    return status;
}

static ri_status bring_up_to_date(struct ri_warehouse *warehouse, const struct place *place,
                                  const struct ri_warehouse_options *options, struct ri_error *err)
{
    int applied = 0;
    RI_TRY(warehouse_schema_check(warehouse->writer, &applied, err));
    if (options->read_only && applied < warehouse_schema_known())
        return ri_fail(
            err, RI_EPRECONDITION,
            "made by an older version (schema %d, this program has %d): it is brought up to date "
            "when it is opened as a workspace",
            applied, warehouse_schema_known());
    if (options->read_only) return ri_engine_lock_down(warehouse->engine, err);
    if (applied > 0 && applied < warehouse_schema_known() && place->existed) {
        disconnect(warehouse); /* writes the log into the file: the copy is complete */
        RI_TRY(back_up(place->file, applied, err));
        RI_TRY(connect(warehouse, place, options, err));
    }
    RI_TRY(warehouse_migrate(warehouse->writer, ri_task_now_us(NULL), err));
    RI_TRY(warehouse_views(warehouse->writer, &warehouse->mem, &warehouse->public_views, err));
    return ri_engine_lock_down(warehouse->engine, err);
}

/* ---- Open and close ----------------------------------------------------------------------------------- */

static ri_status set_defaults(struct ri_warehouse               *warehouse,
                              const struct ri_warehouse_options *options, struct ri_error *err)
{
    const char *zone = options->time_zone ? options->time_zone : "UTC";
    warehouse->time_zone = ri_arena_copy(&warehouse->mem, zone, strlen(zone));
    if (!warehouse->time_zone) return ri_fail(err, RI_ENOMEM, "no room for a warehouse");
    if (options->day_cutoff < 0 || options->day_cutoff >= 24 * 60)
        return ri_fail(err, RI_EUSAGE,
                       "a business day begins 0 to 1439 minutes after midnight, not %d",
                       options->day_cutoff);
    warehouse->day_cutoff = options->day_cutoff;
    snprintf(warehouse->currency, sizeof warehouse->currency, "%s",
             options->currency ? options->currency : "XXX");
    return RI_OK;
}

static ri_status remember(struct ri_warehouse *warehouse, const struct place *place,
                          struct ri_error *err)
{
    warehouse->file = ri_arena_printf(&warehouse->mem, "%s", place->file);
    warehouse->copies = ri_arena_printf(&warehouse->mem, "%s", place->copies);
    if (warehouse->file && warehouse->copies) return RI_OK;
    return ri_fail(err, RI_ENOMEM, "no room for a warehouse");
}

ri_status ri_warehouse_open(const char *directory, const struct ri_warehouse_options *options,
                            struct ri_warehouse **ret, struct ri_error *err)
{
    struct place         place;
    struct ri_warehouse *warehouse = calloc(1, sizeof *warehouse);
    if (!warehouse) return ri_fail(err, RI_ENOMEM, "no room for a warehouse");
    ri_arena_init(&warehouse->mem, 1 << 20);
    claim_init(&warehouse->claim);
    ri_status status = set_defaults(warehouse, options, err);
    if (status == RI_OK)
        status = find_place(directory, options->create, options->read_only, &place, err);
    if (status == RI_OK) status = connect(warehouse, &place, options, err);
    if (status == RI_OK && !options->read_only) {
        sweep_spill(&place);
        sweep_copies(&place);
    }
    if (status == RI_OK && place.copies[0]) status = remember(warehouse, &place, err);
    if (status == RI_OK) status = bring_up_to_date(warehouse, &place, options, err);
    if (status == RI_OK)
        *ret = warehouse;
    else
        ri_warehouse_close(warehouse);
    return status;
}

void ri_warehouse_close(struct ri_warehouse *warehouse)
{
    if (!warehouse) return;
    disconnect(warehouse);
    claim_destroy(&warehouse->claim);
    ri_arena_release(&warehouse->mem);
    free(warehouse);
}

const char *const *ri_warehouse_public_views(const struct ri_warehouse *warehouse)
{
    return warehouse->public_views;
}

/* Asked at every call, so it is kept between changes: the upper half of `version` counts the changes so far, the lower half is the
 * version, 0 while it is not known. Who asked before a change and answers after it does not match the count and keeps nothing. */
enum { VERSION_BITS = 40 };

ri_status ri_warehouse_data_version(struct ri_warehouse *warehouse, uint64_t *ret_version,
                                    struct ri_error *err)
{
    const uint64_t        mask = ((uint64_t)1 << VERSION_BITS) - 1;
    uint_fast64_t         known = atomic_load(&warehouse->version);
    struct ri_connection *connection;
    int64_t               version = 0;
    *ret_version = known & mask;
    if (*ret_version) return RI_OK;
    RI_TRY(ri_connection_open(warehouse->engine, &connection, err));
    const ri_status status = ri_connection_int64(connection, "SELECT version FROM data_version",
                                                 warehouse_no_binds, &version, err);
    ri_connection_close(connection);
    if (status != RI_OK) return status;
    *ret_version = (uint64_t)version;
    if (*ret_version <= mask)
        atomic_compare_exchange_strong(&warehouse->version, &known, known | *ret_version);
    return RI_OK;
}

uint64_t ri_warehouse_changes(const struct ri_warehouse *warehouse)
{
    return atomic_load(&warehouse->version) >> VERSION_BITS;
}

/* ---- One change at a time ----------------------------------------------------------------------------- */

void warehouse_changed(struct ri_warehouse *warehouse)
{
    const uint_fast64_t changes = atomic_load(&warehouse->version) >> VERSION_BITS;
    atomic_store(&warehouse->version, (changes + 1) << VERSION_BITS);
}

void warehouse_give_up(struct ri_warehouse *warehouse)
{
    warehouse_changed(warehouse);
    claim_give_up(&warehouse->claim);
}

void warehouse_rollback(struct ri_connection *connection)
{
    /* A failure means that no transaction is open any more: just as well. */
    if (ri_connection_script(connection, "ROLLBACK", NULL) != RI_OK) return;
}

ri_status warehouse_touch(struct ri_connection *connection, int64_t now_us, struct ri_error *err)
{
    const struct ri_bind binds[] = {ri_bind_timestamp("now", now_us)};
    return ri_connection_execute(connection,
                                 "UPDATE data_version SET version = version + 1, changed_at = $now",
                                 RI_BINDS(binds), NULL, NULL, err);
}
