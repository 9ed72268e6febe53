/* Around the data: config show, doctor. */
#include "app/arrivals.h"
#include "app/operation.h"
#include "app/tidy.h"
#include "app/workspace.h"
#include "base/zone.h"
#include "control/schedules.h"

#include <stdarg.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* ---- config show ------------------------------------------------------------------------------------------------- */

static const struct ri_column config_columns[] = {
    {"key", RI_COLUMN_TEXT, "name of the setting"},
    {"value", RI_COLUMN_TEXT, "what holds now"},
    {"origin", RI_COLUMN_TEXT, "where it comes from"},
    {"help", RI_COLUMN_TEXT, "what it means"},
};

static ri_status config_run(struct ri_call *call, struct ri_error *err)
{
    const struct ri_config  *config = ri_workspace_config(ri_call_workspace(call));
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    for (size_t i = 0; i < RI_CONFIG_COUNT; i++) {
        ri_put_string(table, ri_config_name((ri_config_key)i));
        ri_put_string(table, config->settings[i].value);
        ri_put_string(table, config->settings[i].origin);
        ri_put_string(table, ri_config_help((ri_config_key)i));
    }
    const ri_status status = ri_call_answer(call, table, RI_OK, err);
    ri_call_note(call,
                 "profile %s; settings of this workspace go into retailinsight.yaml in its folder",
                 config->profile);
    return status;
}

/* ---- doctor ------------------------------------------------------------------------------------------------------- */

static const struct ri_column doctor_columns[] = {
    {"check", RI_COLUMN_TEXT, "what was looked at"},
    {"state", RI_COLUMN_TEXT, "ok, hint or problem"},
    {"detail", RI_COLUMN_TEXT, "what was found"},
    {"advice", RI_COLUMN_TEXT, "what to do"},
};
enum state { OK, HINT, PROBLEM };

struct doctor {
    struct ri_call          *call;
    struct ri_table_builder *table;
    struct ri_warehouse     *warehouse;                /* NULL: none, or it does not open */
    size_t                   problems, expected, late; /* expected: series of files */
};

static void say(struct doctor *doctor, const char *check, enum state state, const char *advice,
                const char *fmt, ...) __attribute__((format(printf, 5, 6)));
static void say(struct doctor *doctor, const char *check, enum state state, const char *advice,
                const char *fmt, ...)
{
    static const char *const states[] = {"ok", "hint", "problem"};
    char                     detail[1024];
    va_list                  args;
    va_start(args, fmt);
    vsnprintf(detail, sizeof detail, fmt, args);
    va_end(args);
    ri_put_string(doctor->table, check);
    ri_put_string(doctor->table, states[state]);
    ri_put_string(doctor->table, detail);
    ri_put_string(doctor->table, state == OK ? NULL : advice);
    doctor->problems += state == PROBLEM;
}

static void check_program(struct doctor *doctor)
{
    say(doctor, "program", OK, NULL, "retailinsight %s, profile %s", ri_version(),
        ri_workspace_config(ri_call_workspace(doctor->call))->profile);
}

static void check_zones(struct doctor *doctor)
{
    struct ri_zone *zone;
    struct ri_error err = {0};
    const char     *name =
        ri_config_text(ri_workspace_config(ri_call_workspace(doctor->call)), RI_CONFIG_ZONE);
    if (ri_zone_load(name, &zone, &err) == RI_OK) {
        say(doctor, "time zones", OK, NULL, "%s is known", name);
        ri_zone_free(zone);
        return;
    }
    say(doctor, "time zones", PROBLEM,
        "install the system package tzdata, or correct store.time_zone", "%s", err.message);
}

static void check_warehouse(struct doctor *doctor)
{
    struct ri_workspace *workspace = ri_call_workspace(doctor->call);
    const char          *path = ri_workspace_directory(workspace), *slash = strrchr(path, '/');
    const char     *directory = slash && slash[1] ? slash + 1 : path; /* where it lies is private */
    struct ri_error err = {0};
    uint64_t        version = 0;
    if (!ri_workspace_exists(workspace)) {
        say(doctor, "workspace", HINT, "retailinsight import FILE --as sales",
            "there is none in '%s' yet", directory);
        return;
    }
    if (ri_call_warehouse(doctor->call, &doctor->warehouse, &err) != RI_OK ||
        ri_warehouse_data_version(doctor->warehouse, &version, &err) != RI_OK) {
        doctor->warehouse = NULL;
        say(doctor, "workspace", PROBLEM, "see the message", "'%s' does not open: %s", directory,
            err.message);
        return;
    }
    say(doctor, "workspace", OK, NULL, "'%s', data version %llu", directory,
        (unsigned long long)version);
}

static void check_space(struct doctor *doctor)
{
    enum { LEAST_MB = 1000 };
    struct statvfs space;
    const char    *directory = ri_workspace_directory(ri_call_workspace(doctor->call));
    if (statvfs(directory, &space) != 0 && statvfs(".", &space) != 0) return;
    const unsigned long long megabytes =
        (unsigned long long)space.f_bavail * space.f_frsize / 1000000;
    const bool little = megabytes < LEAST_MB;
    say(doctor, "disk", little ? HINT : OK, "make room: an import needs about as much as its file",
        "%s for the workspace", little ? "less than 1 GB free" : "more than 1 GB free");
}

static ri_status no_check(void *context, const struct ri_check *check, struct ri_error *err)
{
    (void)context, (void)check, (void)err;
    return RI_OK;
}

static void check_ledger(struct doctor *doctor)
{
    struct ri_error err = {0};
    uint64_t        failed = 0;
    if (ri_warehouse_verify(doctor->warehouse, ri_call_task(doctor->call), no_check, NULL, &failed,
                            &err) != RI_OK)
        say(doctor, "ledger", PROBLEM, "see the message", "%s", err.message);
    else if (failed)
        say(doctor, "ledger", PROBLEM, "retailinsight verify", "checks that do not hold: %llu",
            (unsigned long long)failed);
    else
        say(doctor, "ledger", OK, NULL, "every import balances");
}

/* What is known only from sales, by kind: code, count. */
static const struct {
    const char *check, *sql, *advice;
} undescribed[] = {
    {"stores", "SELECT count(*) FROM store WHERE NOT described",
     "retailinsight import stores.csv --as stores"},
    {"products", "SELECT count(*) FROM product WHERE NOT described",
     "retailinsight import products.csv --as products"},
    {"customers", "SELECT count(*) FROM customer WHERE NOT described",
     "retailinsight import customers.csv --as customers"},
};

static ri_status count_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    *(int64_t *)context = ri_row_int64(row, 0);
    return RI_OK;
}

static void check_described(struct doctor *doctor)
{
    for (size_t i = 0; i < RI_COUNT(undescribed); i++) {
        struct ri_error err = {0};
        int64_t         count = 0;
        if (ri_warehouse_rows(doctor->warehouse, undescribed[i].sql, (struct ri_binds){0},
                              ri_call_task(doctor->call), count_row, &count, &err) != RI_OK)
            say(doctor, undescribed[i].check, PROBLEM, "see the message", "%s", err.message);
        else if (count)
            say(doctor, undescribed[i].check, HINT, undescribed[i].advice,
                "%lld seen in sales, not described", (long long)count);
        else
            say(doctor, undescribed[i].check, OK, NULL, "all described");
    }
}

static ri_status late_file(void *context, const struct ri_arrival *arrival, struct ri_error *err)
{
    struct doctor *doctor = context;
    struct ri_text last = {0};
    (void)err;
    doctor->expected++;
    if (strcmp(arrival->state, "late") != 0) return RI_OK;
    doctor->late++;
    if (arrival->last_us == INT64_MIN)
        ri_text_puts(&last, "none ever");
    else
        ri_text_instant(&last, arrival->last_us - arrival->last_us % RI_US_PER_SECOND);
    say(doctor, "expected files", PROBLEM,
        "see where it stays; retailinsight imports expected, retailinsight imports expect",
        "%s%s%s: one should come every %g hours (%s); the last: %s", arrival->kind,
        arrival->file ? " " : "", arrival->file ? arrival->file : "", arrival->every_hours,
        arrival->how, last.at ? last.at : "?");
    ri_text_release(&last);
    return RI_OK;
}

static void check_arrivals(struct doctor *doctor)
{
    struct ri_error err = {0};
    if (ri_arrivals_each(doctor->warehouse, ri_call_task(doctor->call), late_file, doctor, &err) !=
        RI_OK)
        say(doctor, "expected files", PROBLEM, "see the message", "%s", err.message);
    else if (doctor->expected && !doctor->late)
        say(doctor, "expected files", OK, NULL, "all came: %zu", doctor->expected);
}

/* Kinds that figures wait for: none of a kind, though there are sales. */
static const struct {
    const char *check, *sql, *lacks, *advice;
} useful[] = {
    {"footfall", "SELECT count(*) FROM footfall_record", "no conversion, no sales drivers",
     "retailinsight import footfall.csv --as footfall"},
    {"plan", "SELECT count(*) FROM plan_record", "no comparison against plan",
     "retailinsight import plan.csv --as plan"},
    {"stock", "SELECT count(*) FROM stock_level", "no orders, no in-stock share",
     "retailinsight import stock.csv --as stock"},
    {"promotions", "SELECT count(*) FROM promotion_record",
     "forecasts take promotions for ordinary demand",
     "retailinsight import promotions.csv --as promotions"},
    {"holidays", "SELECT count(*) FROM holiday_record", "no comparison by holidays",
     "retailinsight import holidays.csv --as holidays"},
};

static ri_status count_of(struct doctor *doctor, const char *sql, int64_t *ret,
                          struct ri_error *err)
{
    return ri_warehouse_rows(doctor->warehouse, sql, (struct ri_binds){0},
                             ri_call_task(doctor->call), count_row, ret, err);
}

static void check_useful(struct doctor *doctor)
{
    struct ri_error err = {0};
    int64_t         sales = 0;
    if (count_of(doctor, "SELECT count(*) FROM (SELECT 1 FROM sale_line LIMIT 1)", &sales, &err) !=
            RI_OK ||
        !sales)
        return;
    for (size_t i = 0; i < RI_COUNT(useful); i++) {
        int64_t count = 0;
        if (count_of(doctor, useful[i].sql, &count, &err) == RI_OK && !count)
            say(doctor, useful[i].check, HINT, useful[i].advice, "none yet: %s", useful[i].lacks);
    }
}

/* ---- Growth ------------------------------------------------------------------------------------------------------- */

struct growth {
    double  share; /* of all rows ever written, that came in the last 30 days */
    int64_t days;  /* since the first import */
};

static ri_status growth_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    struct growth *growth = context;
    if (ri_row_int64(row, 0) > 0)
        growth->share = (double)ri_row_int64(row, 1) / (double)ri_row_int64(row, 0);
    growth->days = ri_row_int64(row, 2);
    return RI_OK;
}

/* Bytes follow rows: the share of the last 30 days is what a month adds. Not said of a young workspace, whose history came at once. */
static void check_growth(struct doctor *doctor)
{
    enum { YOUNG_DAYS = 60, SOON_MONTHS = 6 };
    static const char sql[] = "SELECT coalesce(sum(facts), 0)::BIGINT, coalesce(sum(facts) FILTER "
                              "(finished_at >= $now - INTERVAL "
                              "30 DAY), 0)::BIGINT, coalesce(date_diff('day', min(finished_at), "
                              "$now), 0) FROM import WHERE state = 'done'";
    char              path[4400];
    struct stat       file;
    struct statvfs    disk;
    struct growth     growth = {0};
    const struct ri_bind binds[] = {
        ri_bind_timestamp("now", ri_task_now_us(ri_call_task(doctor->call)))};
    snprintf(path, sizeof path, "%s/warehouse.duckdb",
             ri_workspace_directory(ri_call_workspace(doctor->call)));
    if (stat(path, &file) != 0 || statvfs(path, &disk) != 0 ||
        ri_warehouse_rows(doctor->warehouse, sql, RI_BINDS(binds), ri_call_task(doctor->call),
                          growth_row, &growth, NULL) != RI_OK ||
        growth.days < YOUNG_DAYS || !(growth.share > 0))
        return;
    const double now = (double)file.st_size / 1e6, month = now * growth.share;
    const double months = (double)disk.f_bavail * (double)disk.f_frsize / 1e6 / month;
    say(doctor, "growth", months < SOON_MONTHS ? HINT : OK,
        "make room, or move the workspace to a larger disk",
        "%.0f MB now, %.1f MB a month; at that pace the disk is full in %s%.0f months", now, month,
        months > 999 ? "more than " : "", months > 999 ? 999 : months);
}

/* ---- What is kept only for a while -------------------------------------------------------------------------------- */

static void check_kept(struct doctor *doctor)
{
    struct ri_workspace *workspace = ri_call_workspace(doctor->call);
    struct ri_text       text = {0};
    int64_t              older = 0;
    for (const struct ri_tidy_kind *kind = ri_tidy_kinds; kind->what; kind++) {
        struct ri_tidied tidied = {0};
        const int64_t    days = ri_config_integer(ri_workspace_config(workspace), kind->days);
        if (ri_tidy(workspace, kind, false, ri_call_task(doctor->call), &tidied, NULL) == RI_OK)
            older += tidied.bytes;
        ri_text_printf(&text, "%s%s ", text.length ? ", " : "", kind->what);
        if (days)
            ri_text_printf(&text, "%lld days", (long long)days);
        else
            ri_text_puts(&text, "for ever");
    }
    say(doctor, "kept", older ? HINT : OK, "retailinsight tidy; a server does it each hour",
        "%s; older than that: %.1f MB", text.at ? text.at : "", (double)older / 1e6);
    ri_text_release(&text);
}

/* ---- Reports that should have gone out --------------------------------------------------------------------------- */

static ri_status failed_report(void *context, const struct ri_schedule *schedule,
                               RI_UNUSED struct ri_error *err)
{
    struct doctor *doctor = context;
    if (!schedule->last_state || strcmp(schedule->last_state, "failed") != 0) return RI_OK;
    say(doctor, "scheduled reports", PROBLEM, "retailinsight report schedule history",
        "'%s' failed the last time: %s", schedule->name,
        schedule->last_message ? schedule->last_message : "it does not say why");
    return RI_OK;
}

static void check_reports(struct doctor *doctor)
{
    struct ri_alerts *alerts;
    struct ri_error   err = {0};
    ri_status         status =
        ri_workspace_alerts(ri_call_workspace(doctor->call), false, &alerts, &err);
    if (status == RI_OK) status = ri_schedules_each(alerts, NULL, 0, failed_report, doctor, &err);
    if (status != RI_OK && status != RI_ENOTFOUND)
        say(doctor, "scheduled reports", PROBLEM, "see the message", "%s", err.message);
}

static ri_status doctor_run(struct ri_call *call, struct ri_error *err)
{
    struct doctor doctor = {.call = call};
    RI_TRY(ri_call_builder(call, &doctor.table, err));
    check_program(&doctor);
    check_zones(&doctor);
    check_space(&doctor);
    check_warehouse(&doctor);
    if (doctor.warehouse) {
        check_growth(&doctor);
        check_kept(&doctor);
        check_ledger(&doctor);
        check_arrivals(&doctor);
        check_reports(&doctor);
        check_described(&doctor);
        check_useful(&doctor);
    }
    const ri_status status = ri_call_answer(call, doctor.table, RI_OK, err);
    if (doctor.problems) ri_call_verdict(call, RI_EDATA, "problems found: %zu", doctor.problems);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "config.show",
              .summary = "Every setting, its value and where the value comes from",
              .details = "Layers, the later wins: built in, profile (dev, test, prod), "
                         "retailinsight.yaml of the workspace, environment, option.",
              .flags = RI_STANDALONE | RI_VOLATILE,
              .roles = RI_ROLE_ADMIN | RI_ROLE_SCIENCE | RI_ROLE_ANALYST,
              RI_COLUMNS(config_columns),
              RI_EXAMPLES("retailinsight config show", "retailinsight --profile dev config show")},
     .run = config_run,
     .here = true},
    {.info = {.name = "doctor",
              .summary =
                  "Is everything well? Workspace, ledger, disk, time zones, what is not described",
              .flags = RI_STANDALONE | RI_VOLATILE,
              .roles = RI_ROLE_ALL,
              RI_COLUMNS(doctor_columns),
              RI_EXAMPLES("retailinsight doctor")},
     .run = doctor_run},
};
const struct ri_operation_table ri_service_operations = RI_OPERATION_TABLE(operations);
