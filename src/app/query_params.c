/* Groups of parameters that many operations share: declared once. */
#include "app/query.h"

static const char *const grains[] = {"day", "week", "month", "quarter", "year", NULL};
static const char *const calendars[] = {"gregorian", "retail", "iso", NULL};
static const char *const comparisons[] = {"none", "calendar", "weekday", NULL};

static const struct ri_param span[] = {
    {"period", RI_PARAM_PERIOD, 0, NULL, "all", NULL,
     "span by name: 2022, 2022-Q1, last_12_months, this_year, all"},
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL, "first business date; wins over --period"},
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "business date after the last one; wins over --period"},
    {"as-of", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "what 'today' is; the data's last business day when not given"},
};
static const struct ri_param as_of[] = {
    {"as-of", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "what 'today' is; the data's last business day when not given"},
};
static const struct ri_param filters[] = {
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"region", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only stores of these regions"},
    {"category", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "only products of these categories"},
    {"product", RI_PARAM_PRODUCT, RI_PARAM_LIST, NULL, NULL, NULL, "only these products"},
    {"currency", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "only amounts in this currency"},
};
static const struct ri_param grain[] = {
    {"by", RI_PARAM_ENUM, 0, NULL, "month", grains, "length of a period"},
    {"calendar", RI_PARAM_ENUM, 0, NULL, "gregorian", calendars,
     "whose periods: retail is the 4-5-4 calendar"},
};
static const struct ri_param compare[] = {
    {"compare", RI_PARAM_ENUM, 0, NULL, "none", comparisons,
     "beside the year before: same dates (calendar) or same weekdays, 364 days earlier (weekday)"},
};
static const struct ri_param limit[] = {
    {"limit", RI_PARAM_INTEGER, 0, "rows", NULL, NULL, "most rows; 0: all"},
};

static const struct {
    const char            *name;
    const struct ri_param *params;
    size_t                 count;
} groups[] = {
#define GROUP(name) {#name, name, RI_COUNT(name)}
    GROUP(span), GROUP(as_of), GROUP(filters), GROUP(grain), GROUP(compare), GROUP(limit),
#undef GROUP
};

const struct ri_param *ri_query_group(struct ri_view name, size_t *ret_count)
{
    for (size_t i = 0; i < RI_COUNT(groups); i++) {
        if (!ri_view_is(name, groups[i].name)) continue;
        *ret_count = groups[i].count;
        return groups[i].params;
    }
    return NULL;
}
