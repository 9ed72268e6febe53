/* customers track: the groups of customers kept as they are. */
#include "app/customer_crowd.h"
#include "app/filters.h"
#include "app/nested.h"
#include "app/operation.h"
#include "warehouse/warehouse.h"

enum {
    MARKETERS =
        RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE | RI_ROLE_ADMIN
};

/* ---- customers track -------------------------------------------------------------------------------------------------- */

static const struct ri_param track_params[] = {
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL,
     "groups, 2 to 20, or auto: as in customers segments"},
    {"until", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "last day that counts; the data's last day when not given"},
};
static const struct ri_column track_columns[] = {
    {"run", RI_COLUMN_INTEGER, "number of the run"},
    {"until", RI_COLUMN_DATE, "last business date that counted"},
    {"customers", RI_COLUMN_INTEGER, "customers kept with their group"},
};

struct tracking {
    struct ri_call       *call;
    struct ri_warehouse  *warehouse;
    struct ri_segment_run run;
};

static ri_status keep(void *context, struct ArrowArrayStream *stream, struct ri_error *err)
{
    struct tracking *tracking = context;
    return ri_warehouse_keep_segments(tracking->warehouse, &tracking->run, stream,
                                      ri_call_task(tracking->call), &tracking->run, err);
}

static ri_status put_run(struct tracking *tracking, struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(tracking->call, &table, err));
    ri_put_int(table, tracking->run.run_id);
    ri_put_day(table, tracking->run.until);
    ri_put_int(table, tracking->run.customers);
    return ri_call_answer(tracking->call, table, RI_OK, err);
}

static ri_status track_run(struct ri_call *call, struct ri_error *err)
{
    /* as somebody who sees pseudonyms, which is what the warehouse knows customers by */
    const struct ri_principal anonymous = {.roles = RI_ROLE_ANALYST};
    struct tracking           tracking = {.call = call};
    struct ri_nested          nested;
    size_t                    clusters = 0;
    RI_TRY(ri_clusters_read(ri_call_text(call, "clusters"), &clusters, err));
    RI_TRY(ri_call_warehouse(call, &tracking.warehouse, err));
    RI_TRY(
        ri_newest_day(call, tracking.warehouse, ri_newest_business_day, &tracking.run.until, err));
    tracking.run.until = ri_call_day(call, "until", tracking.run.until);
    tracking.run.clusters = (int64_t)clusters;
    RI_TRY(
        ri_nested_begin(call, ri_call_workspace(call), &anonymous, "customers.rfm", &nested, err));
    ri_status status = ri_call_set(nested.call, "clusters", ri_call_text(call, "clusters"), err);
    if (status == RI_OK && ri_call_given(call, "until"))
        status = ri_call_set(nested.call, "until", ri_call_text(call, "until"), err);
    RI_TRY(ri_nested_stream(&nested, status, "segments", keep, &tracking, err));
    return put_run(&tracking, err);
}

/* ---- The table ------------------------------------------------------------------------------------------------------------ */

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.track",
              .summary =
                  "Keep the groups of customers as they are, so that migration can be told later",
              .details =
                  "Runs customers segments over the whole workspace and keeps every customer's "
                  "group, recency, frequency and money as a run. To be run each month or so.",
              .flags = RI_CHANGES | RI_LONG,
              .roles = MARKETERS,
              RI_PARAMS(track_params),
              RI_COLUMNS(track_columns),
              RI_EXAMPLES("retailinsight customers track",
                          "retailinsight customers track --clusters 5 --until 2026-10-31")},
     .run = track_run},
};
const struct ri_operation_table ri_customer_track_operations = RI_OPERATION_TABLE(operations);
