/* The table of operations, from inside: what the public header lists, plus the function that runs it.
 * Each area (app/sales.c, app/imports.c ...) exports one table; KPI operations come from sql/kpi/ files.
 * operations.c puts them together. Declared once here, rendered by every face. */
#ifndef RI_APP_OPERATION_H
#define RI_APP_OPERATION_H
#include "app/call.h"

struct ri_operation {
    struct ri_operation_info info;
    ri_status (*run)(struct ri_call *call, struct ri_error *err);
    const char *uses; /* (optional) groups of parameters that come before its own, "panel model" */
    const void *data; /* what run needs to know beside the call; KPIs: their query */
    const char *
        instead; /* (optional) a parameter: when given, the call is this process's own: it works on that file, not on the workspace */
    bool here; /* about the calling process itself: not for the process that serves the workspace */
};
struct ri_operation_table {
    const struct ri_operation *operations;
    size_t                     count;
};

/* One entry an area. */
/* clang-format off */ /* one line an area */
extern const struct ri_operation_table
    ri_alert_operations,
    ri_alert_delivery_operations,
    ri_alert_recipient_operations,
    ri_alert_rule_operations,
    ri_anomaly_event_operations,
    ri_anomaly_operations,
    ri_arrivals_operations,
    ri_audit_operations,
    ri_backup_operations,
    ri_basket_operations,
    ri_customer_cohort_operations,
    ri_campaign_list_operations,
    ri_campaign_mailing_operations,
    ri_campaign_target_operations,
    ri_campaign_uplift_operations,
    ri_customer_migration_operations,
    ri_customer_operations,
    ri_customer_preference_operations,
    ri_customer_recommend_operations,
    ri_customer_sensitivity_operations,
    ri_customer_track_operations,
    ri_customer_value_operations,
    ri_customer_visit_operations,
    ri_demand_operations,
    ri_demand_accuracy_operations,
    ri_demand_adjust_operations,
    ri_demand_history_operations,
    ri_demo_operations,
    ri_demo_play_operations,
    ri_explain_operations,
    ri_feature_operations,
    ri_footfall_counter_operations,
    ri_footfall_operations,
    ri_footfall_today_operations,
    ri_imports_operations,
    ri_inventory_advice_operations,
    ri_inventory_curve_operations,
    ri_inventory_losses_operations,
    ri_inventory_operations,
    ri_inventory_policy_operations,
    ri_inventory_simulate_operations,
    ri_inventory_transfers_operations,
    ri_key_operations,
    ri_learn_kept_operations,
    ri_learn_operations,
    ri_learn_series_operations,
    ri_pricing_advise_operations,
    ri_pricing_markdown_operations,
    ri_pricing_operations,
    ri_outlook_operations,
    ri_page_operations,
    ri_pricing_promotion_operations,
    ri_pricing_decision_operations,
    ri_pricing_trial_operations,
    ri_purchasing_create_operations,
    ri_purchasing_operations,
    ri_purchasing_pdf_operations,
    ri_privacy_operations,
    ri_privacy_erase_operations,
    ri_report_operations,
    ri_report_schedule_operations,
    ri_restore_operations,
    ri_sales_operations,
    ri_serve_operations,
    ri_service_operations, ri_tidy_operations,
    ri_shop_operations,
    ri_shop_expected_operations,
    ri_shop_pass_operations,
    ri_shop_share_operations,
    ri_sql_operations,
    ri_user_operations,
    ri_vision_evaluate_operations,
    ri_vision_models_operations,
    ri_vision_recognise_operations,
    ri_vision_train_operations;
/* clang-format on */

/* A group of parameters that several operations share (param_groups.c), or NULL. */
const struct ri_param     *ri_param_group(struct ri_view name, size_t *ret_count);
const struct ri_operation *ri_operation_lookup(const char *name); /* NULL when unknown */
/* The text of an embedded SQL file. RI_EINTERNAL when there is none of that path. */
RI_MUST_CHECK ri_status ri_embedded_sql_find(const char *path, const char **ret_text,
                                             struct ri_error *err);

#define RI_PARAMS(array)  .params = (array), .param_count = RI_COUNT(array)
#define RI_COLUMNS(array) .columns = (array), .column_count = RI_COUNT(array)
#define RI_EXAMPLES(...)              \
    .examples = (const char *const[]) \
    {                                 \
        __VA_ARGS__, NULL             \
    }
#define RI_OPERATION_TABLE(array) {(array), RI_COUNT(array)}
#endif
