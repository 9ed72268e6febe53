/* The table of operations: those in C, one array an area, and those that are SQL files. Sorted by name. */
#include "app/own_operations.h"
#include "app/query.h"
#include "base/embedded.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static const struct ri_operation_table *const areas[] = {
    /* clang-format off */ /* one line an area */
    &ri_alert_operations,
    &ri_alert_delivery_operations,
    &ri_alert_recipient_operations,
    &ri_alert_rule_operations,
    &ri_anomaly_event_operations,
    &ri_anomaly_operations,
    &ri_arrivals_operations,
    &ri_audit_operations,
    &ri_backup_operations,
    &ri_basket_operations,
    &ri_customer_cohort_operations,
    &ri_campaign_list_operations,
    &ri_campaign_mailing_operations,
    &ri_campaign_target_operations,
    &ri_campaign_uplift_operations,
    &ri_customer_migration_operations,
    &ri_customer_operations,
    &ri_customer_preference_operations,
    &ri_customer_recommend_operations,
    &ri_customer_sensitivity_operations,
    &ri_customer_track_operations,
    &ri_customer_value_operations,
    &ri_customer_visit_operations,
    &ri_demand_operations,
    &ri_demand_accuracy_operations,
    &ri_demand_adjust_operations,
    &ri_demand_history_operations,
    &ri_demo_operations,
    &ri_demo_play_operations,
    &ri_explain_operations,
    &ri_feature_operations,
    &ri_footfall_counter_operations,
    &ri_footfall_today_operations,
    &ri_footfall_operations,
    &ri_imports_operations,
    &ri_inventory_advice_operations,
    &ri_inventory_curve_operations,
    &ri_inventory_losses_operations,
    &ri_inventory_operations,
    &ri_inventory_policy_operations,
    &ri_inventory_simulate_operations,
    &ri_inventory_transfers_operations,
    &ri_key_operations,
    &ri_learn_kept_operations,
    &ri_learn_operations,
    &ri_learn_series_operations,
    &ri_pricing_advise_operations,
    &ri_pricing_markdown_operations,
    &ri_pricing_operations,
    &ri_outlook_operations,
    &ri_page_operations,
    &ri_pricing_promotion_operations,
    &ri_pricing_decision_operations,
    &ri_pricing_trial_operations,
    &ri_purchasing_create_operations,
    &ri_purchasing_operations,
    &ri_purchasing_pdf_operations,
    &ri_privacy_operations,
    &ri_privacy_erase_operations,
    &ri_report_operations,
    &ri_report_schedule_operations,
    &ri_restore_operations,
    &ri_sales_operations,
    &ri_serve_operations,
    &ri_service_operations, &ri_tidy_operations,
    &ri_shop_operations,
    &ri_shop_expected_operations,
    &ri_shop_pass_operations,
    &ri_shop_share_operations,
    &ri_sql_operations,
    &ri_user_operations,
    &ri_vision_evaluate_operations,
    &ri_vision_models_operations,
    &ri_vision_recognise_operations,
    &ri_vision_train_operations,
    /* clang-format on */
};

static struct ri_operation *table; /* of the program: made once, then only read */
static size_t               table_count;
static struct ri_arena      table_mem;
static pthread_once_t       once = PTHREAD_ONCE_INIT;

/* The program's and a workspace's own. The latest is read without a lock; those before stay, because what runs points into them. */
static struct whole {
    struct whole       *before;
    size_t              count;
    struct ri_operation rows[];
} *_Atomic latest;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct ri_operation *)a)->info.name,
                  ((const struct ri_operation *)b)->info.name);
}

static bool is_kpi(const char *path)
{
    return strncmp(path, "sql/kpi/", 8) == 0;
}

/* Files are part of the program: one that cannot be read is a bug, found by the first test that runs. */
static void must(ri_status status, const struct ri_error *err)
{
    if (status == RI_OK) return;
    fprintf(stderr, "%s\n", err->message);
    abort();
}

/* Puts the groups that an operation uses in front of its own parameters. */
static ri_status join_groups(struct ri_operation *operation, struct ri_error *err)
{
    enum { MOST = 48 };
    struct ri_param *joined = ri_arena_new(&table_mem, struct ri_param, MOST);
    size_t           count = 0;
    if (!joined) return ri_fail(err, RI_ENOMEM, "no room for parameters");
    for (const char *at = operation->uses; *at; at += *at == ' ') {
        const struct ri_view   name = {at, strcspn(at, " =")};
        size_t                 more;
        const struct ri_param *group = ri_param_group(name, &more);
        if (!group || count + more + operation->info.param_count > MOST)
            return ri_fail(err, RI_EINTERNAL, "%s uses an unknown group", operation->info.name);
        memcpy(joined + count, group, more * sizeof *group);
        if (ri_view_is(name, "panel")) operation->instead = "input"; /* what that group is for */
        count += more;
        at += name.length;
        if (*at == '=') { /* compare=weekday: the fallback of the group's last parameter */
            const size_t length = strcspn(at + 1, " ");
            joined[count - 1].fallback = ri_arena_copy(&table_mem, at + 1, length);
            at += length + 1;
        }
    }
    if (operation->info.param_count)
        memcpy(joined + count, operation->info.params,
               operation->info.param_count * sizeof *joined);
    operation->info.params = joined;
    operation->info.param_count += count;
    return RI_OK;
}

static void make_table(void)
{
    struct ri_error err = {0};
    size_t          most = 0;
    ri_arena_init(&table_mem, 1 << 26);
    for (size_t i = 0; i < RI_COUNT(areas); i++) most += areas[i]->count;
    most += ri_embedded_sql_count;
    table = ri_arena_new(&table_mem, struct ri_operation, most);
    if (!table) must(ri_fail(&err, RI_ENOMEM, "no room for the table of operations"), &err);
    for (size_t i = 0; i < RI_COUNT(areas); i++) {
        for (size_t j = 0; j < areas[i]->count; j++) table[table_count++] = areas[i]->operations[j];
    }
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        const struct ri_embedded *file = &ri_embedded_sql[i];
        if (is_kpi(file->path))
            must(
                ri_query_operation(file->path, file->text, &table_mem, &table[table_count++], &err),
                &err);
    }
    for (size_t k = 0; k < table_count; k++)
        if (table[k].uses) must(join_groups(&table[k], &err), &err);
    qsort(table, table_count, sizeof *table, by_name);
}

ri_status ri_operations_with(const struct ri_operation *own, size_t count, struct ri_error *err)
{
    pthread_once(&once, make_table);
    struct whole *whole = calloc(1, sizeof *whole + (table_count + count) * sizeof *whole->rows);
    if (!whole) return ri_fail(err, RI_ENOMEM, "no room for the table of operations");
    memcpy(whole->rows, table, table_count * sizeof *table);
    if (count) memcpy(whole->rows + table_count, own, count * sizeof *own);
    whole->count = table_count + count;
    qsort(whole->rows, whole->count, sizeof *whole->rows, by_name);
    whole->before = atomic_load(&latest);
    atomic_store(&latest, whole);
    return RI_OK;
}

static const struct ri_operation *rows_now(size_t *ret_count)
{
    pthread_once(&once, make_table);
    const struct whole *whole = atomic_load(&latest);
    *ret_count = whole ? whole->count : table_count;
    return whole ? whole->rows : table;
}

static const struct ri_operation *row_named(const struct ri_operation *rows, size_t count,
                                            const char *name)
{
    const struct ri_operation key = {.info.name = name};
    return bsearch(&key, rows, count, sizeof *rows, by_name);
}

size_t ri_operation_count(void)
{
    size_t count;
    (void)rows_now(&count);
    return count;
}

const struct ri_operation_info *ri_operation_at(size_t i)
{
    size_t                     count;
    const struct ri_operation *rows = rows_now(&count);
    return i < count ? &rows[i].info : NULL;
}

const struct ri_operation *ri_operation_lookup(const char *name)
{
    size_t                     count;
    const struct ri_operation *rows = rows_now(&count);
    return row_named(rows, count, name);
}

bool ri_operation_is_builtin(const char *name)
{
    pthread_once(&once, make_table);
    return row_named(table, table_count, name) != NULL;
}

const struct ri_operation_info *ri_operation_find(const char *name)
{
    const struct ri_operation *operation = ri_operation_lookup(name);
    return operation ? &operation->info : NULL;
}
