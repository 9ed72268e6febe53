/* demand adjust: what a person knows better than any model, dated, with a reason and a name. 'demand adjusted' lists it (SQL). */
#include "app/filters.h"
#include "app/operation.h"

static const struct ri_param adjust_params[] = {
    {"product", RI_PARAM_PRODUCT, 0, NULL, NULL, NULL, "only this product"},
    {"category", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "only products of this department, category or subcategory"},
    {"store", RI_PARAM_STORE, 0, NULL, NULL, NULL, "only this store"},
    {"series-id", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "a series of imported demand history instead"},
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL, "first day it holds for"},
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "day after the last one; the day after --from when not given"},
    {"factor", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "times the forecast, as 1.3"},
    {"units", RI_PARAM_NUMBER, 0, "units", NULL, NULL, "units a day of each series instead of it"},
    {"reason", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "why: who reads it later must understand it"},
    {"author", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "who says so; the account that asks when there is one, else 'owner'"},
    {"known-on", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "day from which it was known: backtests use it from then on; today when not given"},
    {"remove", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "take the override of this number back instead"},
};
static const struct ri_column adjust_columns[] = {
    {"override_id", RI_COLUMN_INTEGER, "number of the override"},
    {"state", RI_COLUMN_TEXT, "set or removed"},
    {"first_day", RI_COLUMN_DATE, "first day it holds for"},
    {"last_day", RI_COLUMN_DATE, "last day it holds for"},
    {"author", RI_COLUMN_TEXT, "who said so"},
};

static const char *author_of(const struct ri_call *call)
{
    const struct ri_principal *principal = ri_call_principal(call);
    const char                *said = ri_call_text(call, "author");
    return principal && principal->name ? principal->name : said ? said : "owner";
}

/* Products and stores must exist; who sees some stores only adjusts one of these. */
static ri_status check_names(struct ri_call *call, struct ri_warehouse *warehouse,
                             struct ri_error *err)
{
    const struct ri_principal *principal = ri_call_principal(call);
    struct ri_filter_ids       ids;
    if (principal && principal->stores && !ri_call_given(call, "store"))
        return ri_fail(err, RI_EFORBIDDEN, "--store must name one of your stores");
    if (!ri_call_given(call, "product") && !ri_call_given(call, "category") &&
        !ri_call_given(call, "store") && !ri_call_given(call, "series-id"))
        return ri_fail(err, RI_EUSAGE,
                       "say what to adjust: --product, --category, --store or --series-id");
    if (ri_call_given(call, "series-id") &&
        (ri_call_given(call, "product") || ri_call_given(call, "category") ||
         ri_call_given(call, "store")))
        return ri_fail(err, RI_EUSAGE, "--series-id names a series by itself");
    return ri_call_filter(call, warehouse, &ids, err);
}

static ri_status read_override(struct ri_call *call, struct ri_forecast_override *ret,
                               struct ri_error *err)
{
    const ri_day from = ri_call_day(call, "from", RI_DAY_NONE);
    const bool   factor = ri_call_given(call, "factor");
    const double amount = ri_call_number(call, factor ? "factor" : "units", -1);
    if (from == RI_DAY_NONE || !ri_call_given(call, "reason"))
        return ri_fail(err, RI_EUSAGE, "an override needs --from DATE and --reason TEXT");
    if (factor == ri_call_given(call, "units"))
        return ri_fail(err, RI_EUSAGE, "give --factor or --units, one of them");
    if (!(amount >= 0 && amount <= 1e9))
        return ri_fail(err, RI_EUSAGE, "--%s wants 0 to 1000000000; got %s",
                       factor ? "factor" : "units",
                       ri_call_text(call, factor ? "factor" : "units"));
    const ri_day to = ri_call_day(call, "to", from + 1);
    if (to <= from)
        return ri_fail(err, RI_EUSAGE,
                       "the span is empty: --from %s, --to %s (the day after the last)",
                       ri_call_text(call, "from"), ri_call_text(call, "to"));
    const ri_day today = (ri_day)ri_floor_div(ri_task_now_us(ri_call_task(call)), RI_US_PER_DAY);
    *ret = (struct ri_forecast_override){.product = ri_call_text(call, "product"),
                                         .category = ri_call_text(call, "category"),
                                         .store = ri_call_text(call, "store"),
                                         .series_id = ri_call_text(call, "series-id"),
                                         .first_day = from,
                                         .last_day = to - 1,
                                         .by_factor = factor,
                                         .amount = amount,
                                         .reason = ri_call_text(call, "reason"),
                                         .known_on = ri_call_day(call, "known-on", today)};
    return RI_OK;
}

static ri_status adjust_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_warehouse        *warehouse;
    struct ri_table_builder    *table;
    struct ri_forecast_override override = {0};
    int64_t                     id = ri_call_integer(call, "remove", 0);
    const bool                  removes = ri_call_given(call, "remove");
    const char                 *author = author_of(call);
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    if (removes) {
        RI_TRY(ri_warehouse_override_remove(warehouse, id, author, ri_call_task(call), err));
    } else {
        RI_TRY(read_override(call, &override, err));
        RI_TRY(check_names(call, warehouse, err));
        RI_TRY(ri_warehouse_override(warehouse, &override, author, ri_call_task(call), &id, err));
    }
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_int(table, id);
    ri_put_string(table, removes ? "removed" : "set");
    if (removes) {
        ri_put_null(table);
        ri_put_null(table);
    } else {
        ri_put_day(table, override.first_day);
        ri_put_day(table, override.last_day);
    }
    ri_put_string(table, author);
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "demand.adjust",
              .summary = "Say what will sell instead of the forecast, for some days, with a reason",
              .details =
                  "Times a factor, or units a day; for a product, a category, a store, all of them "
                  "together, or a series of demand history. Of several that cover a day the "
                  "newest counts. Quantiles of counts stay counts. 'demand forecast' shows what "
                  "overrides add, 'demand backtest' "
                  "whether they helped, 'demand adjusted' lists them.",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = RI_ROLE_ADMIN | RI_ROLE_ANALYST | RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT,
              RI_PARAMS(adjust_params),
              RI_COLUMNS(adjust_columns),
              RI_EXAMPLES(
                  "retailinsight demand adjust --store S01 --from 2026-12-05 --to 2026-12-07 "
                  "--factor 1.4 --reason 'Christmas market at the door'",
                  "retailinsight demand adjust --product SKU-1 --store S01 --from 2026-12-24 "
                  "--units 30 --reason 'ordered by the hotel'",
                  "retailinsight demand adjust --remove 7")},
     .run = adjust_run},
};
const struct ri_operation_table ri_demand_adjust_operations = RI_OPERATION_TABLE(operations);
