/* Groups of parameters that many operations share: declared once. */
#include "app/operation.h"
#include "app/panel_load.h"
#include "app/pricing_rows.h"
#include "demand/global.h"

static const char *const grains[] = {"day", "week", "month", "quarter", "year", NULL};
static const char *const calendars[] = {"gregorian", "retail", "iso", NULL};
static const char *const comparisons[] = {"none",    "calendar", "weekday",
                                          "holiday", "restated", NULL};
static const char *const ledgers[] = {"booked", "earned", NULL};

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
/* clang-format off */ /* a row that several groups have */
#define WHERE                                                                                     \
    {"where", RI_PARAM_PAIR, RI_PARAM_LIST, NULL, NULL, NULL,                                     \
     "only where an attribute of the store, product or receipt line has this value, brand=Acme; " \
     "the same attribute again: any of its values"}
/* clang-format on */
static const struct ri_param filters[] = {
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"region", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only stores of these regions"},
    {"category", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "only products of these categories"},
    {"product", RI_PARAM_PRODUCT, RI_PARAM_LIST, NULL, NULL, NULL, "only these products"},
    WHERE,
    {"currency", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "only amounts in this currency"},
};
static const struct ri_param refunds[] = {
    {"refunds", RI_PARAM_ENUM, 0, NULL, "booked", ledgers,
     "day of a return: when it was booked, or (earned) that of the sale it takes back, where "
     "known"},
};
static const struct ri_param split[] = {
    {"split", RI_PARAM_TEXT, 0, NULL, "none", NULL,
     "a line for each store, region, city, category, department, brand, product, payment ... or "
     "other "
     "attribute"},
};
static const struct ri_param comp[] = {
    {"comp", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "tell comparable stores from new and closed ones (store_set)"},
};
static const struct ri_param grain[] = {
    {"by", RI_PARAM_ENUM, 0, NULL, "month", grains, "length of a period"},
    {"calendar", RI_PARAM_ENUM, 0, NULL, "gregorian", calendars,
     "whose periods: retail is the 4-5-4 calendar"},
};
static const struct ri_param calendar[] = {
    {"calendar", RI_PARAM_ENUM, 0, NULL, "gregorian", calendars,
     "whose year the comparison counts in: retail is the 4-5-4 calendar"},
};
static const struct ri_param compare[] = {
    {"compare", RI_PARAM_ENUM, 0, NULL, "none", comparisons,
     "beside the year before: same dates (calendar), same weekdays, 364 days earlier (weekday), "
     "the "
     "same but holidays beside their like (holiday), weeks of a year of 53 without its first "
     "(restated)"},
};
static const struct ri_param limit[] = {
    {"limit", RI_PARAM_COUNT, 0, "rows", NULL, NULL, "most rows; 0: all"},
};

/* Counts of people: what footfall takes from a file of hours. */
static const struct ri_param counts[] = {
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "a file of hours or shorter instead of the workspace: CSV, TSV, Parquet; - reads standard "
     "input"},
    {"series", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "with --input: column that names the store"},
    {"time", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the time, the store's own clock"},
    {"value", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the people who came"},
};

static const struct ri_param panel[] = {
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "a file instead of the workspace: CSV, TSV, Parquet; - reads standard input"},
    {"series", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "with --input: columns that name a series"},
    {"time", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the date or time"},
    {"value", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the units"},
    {"censored", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column that marks periods cut short by an empty shelf"},
    {"stockouts", RI_PARAM_ENUM, 0, NULL, "correct", ri_stockout_words,
     "periods in which the shelf ran empty, by the stock of the workspace or --censored: estimate "
     "what would have sold, or take the sales as they are"},
    {"frequency", RI_PARAM_ENUM, 0, NULL, NULL, ri_frequency_words,
     "length of a period; found from the times when not given"},
    {"week-start", RI_PARAM_ENUM, 0, NULL, NULL, ri_weekday_words,
     "first day of a week; Monday when not given, or the day that a file of weeks names them by"},
    {"gaps", RI_PARAM_ENUM, 0, NULL, "zero", ri_gap_words,
     "periods without a row: nothing sold, or not known"},
    {"data", RI_PARAM_ENUM, 0, NULL, "auto", ri_data_words,
     "of the workspace: sales by product and store, or the imported demand history"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"region", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only stores of these regions"},
    {"category", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "only products of these categories"},
    {"product", RI_PARAM_PRODUCT, RI_PARAM_LIST, NULL, NULL, NULL, "only these products"},
    WHERE,
    {"as-of", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "what 'today' is; the data's last day when not given"},
};
#define STRATEGY_WORD(code, text) text,
static const char *const strategies[] = {RI_STRATEGY_MAP(STRATEGY_WORD) NULL};

static const struct ri_param model[] = {
    {"horizon", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "periods ahead; 28 days, 8 weeks, 12 months or 48 hours when not given"},
    {"season", RI_PARAM_COUNT, RI_PARAM_LIST, "periods", NULL, NULL,
     "of the season; 7 days, 52 weeks, 12 months or 24 hours when not given; 1: none; several, as "
     "24,168, for model mstl: the others take the first"},
    {"model", RI_PARAM_TEXT, 0, NULL, "auto", NULL,
     "auto (chosen per series by its past errors and those of its class; where there is enough to "
     "learn from, boost is among the candidates), boost (one learner over all series), median or "
     "weighted (the candidates combined) or one model"},
    {"strategy", RI_PARAM_ENUM, 0, NULL, "auto", strategies,
     "how the learner over all series makes forecasts of many steps: each on its own, step by step "
     "on what it said, or the mean of both; auto: the mean where there are 400,000 rows to learn "
     "from, else each on its own"},
    {"candidates", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "models that auto chooses from, most trusted first, and that median and weighted combine"},
    {"budget", RI_PARAM_COUNT, 0, "evaluations", NULL, NULL,
     "of a series that auto may spend, a model at an origin being one: 156 when not given, 364 for "
     "all models"},
    {"memory", RI_PARAM_COUNT, 0, "MB", NULL, NULL,
     "most that forecasts may take beside the history; estimated before the start: the learner "
     "then takes fewer rows or is "
     "left out, and what is too large nevertheless is refused"},
    {"quantiles", RI_PARAM_QUANTILES, RI_PARAM_LIST, NULL, "0.1,0.5,0.9", NULL,
     "quantile levels, rising"},
};

/* What is known beside series: for every operation whose forecasts may come from the learner over all of them. */
static const struct ri_param known[] = {
    {"future", RI_PARAM_FILE, RI_PARAM_LIST, NULL, NULL, NULL,
     "files of what is known beside the series, past and future: prices, promotions, holidays, "
     "attributes; the learner over all series uses them"},
    {"past", RI_PARAM_FILE, RI_PARAM_LIST, NULL, NULL, NULL,
     "files of what is known of the past only, as weather or people counted; a date after the "
     "history is an error; the learner uses them"},
};

/* What to order by: shared by the operations on orders. */
static const struct ri_param ordering[] = {
    {"stock", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "stock file: the series columns, on_hand, on_order or arrives_in_1, arrives_in_2 ..."},
    {"receipts", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "file of orders that lead times are learnt from: supplier, ordered_at, received_on (empty: "
     "not yet), product"},
    {"lead-time", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "from order to shelf; as learnt or the supplier's, else 7 days, when not given"},
    {"review", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "between orders; by the supplier's order days or review days, else 7 days, when not given"},
    {"at", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "time of day at which the order is made, 14:30: after a supplier's cut-off it goes out on the "
     "next order day"},
    {"service", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "wanted chance of no stock-out, 0 to 1; 0.95 without costs"},
    {"shortage-cost", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of one unit short; with --holding-cost instead of --service"},
    {"holding-cost", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "of one unit held for one period"},
    {"holding-rate", RI_PARAM_NUMBER, 0, "a year", NULL, NULL,
     "share of its cost that a unit in stock costs a year, 0.25: against each product's own "
     "margin, instead of --service"},
    {"lost-sales", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "unmet demand is gone; otherwise it waits for the goods"},
    {"pack", RI_PARAM_NUMBER, 0, "units", NULL, NULL, "units in a pack where nothing else says; 1"},
    {"minimum", RI_PARAM_NUMBER, 0, "units", NULL, NULL,
     "fewest units of an order where nothing else says; 0"},
    {"season", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "periods of the season; the usual one when not given"},
    {"model", RI_PARAM_TEXT, 0, NULL, "plan", NULL,
     "plan (a level under the profile of the week with one law for all counts: what inventory "
     "simulate replays), auto (as demand forecast), or one model"},
};

/* clang-format off */ /* rows that several groups have */
#define PURCHASE_FILE                                                                                    \
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,                                                        \
     "a file instead of the workspace: CSV or TSV; - reads standard input"},                             \
    {"customer", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the customer"},          \
    {"time", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the date or time"},          \
    {"receipt", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,                                                    \
     "with --input: column that tells receipts of a day apart"},                                         \
    {"value", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,                                                      \
     "with --input: column of the net amount; below zero: a return"}
/* clang-format on */
static const struct ri_param purchase_file[] = {
    PURCHASE_FILE,
};
static const struct ri_param purchases[] = {
    PURCHASE_FILE,
    {"until", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "last day that counts; the data's last day when not given"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"region", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only stores of these regions"},
    {"category", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "only products of these categories"},
    {"product", RI_PARAM_PRODUCT, RI_PARAM_LIST, NULL, NULL, NULL, "only these products"},
    WHERE,
    {"currency", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "only amounts in this currency"},
};

/* What price models rest on. */
static const struct ri_param pricing[] = {
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "a file instead of the workspace: CSV, TSV, Parquet; - reads standard input"},
    {"price", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the price as customers see it; price*: a column for each group, "
     "whose "
     "word stands for the star"},
    {"quantity", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the units sold"},
    {"logged", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "the column of --quantity holds logarithms"},
    {"group", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "with --input: an elasticity each, as product"},
    {"controls", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "with --input: columns of numbers that also move sales: promotion, feature, weather"},
    {"effects", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "with --input: columns whose every value has a level of its own in each group: store, week"},
    {"shared", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: one such column whose levels all groups share: week, where prices are the same "
     "in all stores"},
    {"family", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the category that estimates are drawn towards; all groups when not "
     "given"},
    {"time", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of the date, whose season and trend the debiased estimate knows"},
    {"model", RI_PARAM_ENUM, 0, NULL, "auto", ri_demand_model_words,
     "log: least squares of log units, without rows of 0; count: Poisson, with them; "
     "negative-binomial: counts whose variance exceeds their mean; auto: count where a group has a "
     "0"},
    {"promotions", RI_PARAM_ENUM, 0, NULL, "control", ri_promotion_words,
     "of the workspace: a control, so that the elasticity is that of the shelf price; or price, so "
     "that "
     "their price cuts teach like others"},
    {"errors", RI_PARAM_ENUM, 0, NULL, "auto", ri_price_error_words,
     "auto: cluster by --cluster, else by the first effect with 10 values, else robust"},
    {"cluster", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column whose rows share their luck, as store"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.95", NULL, "of the interval, above 0 and below 1"},
};

static const struct {
    const char            *name;
    const struct ri_param *params;
    size_t                 count;
} groups[] = {
#define GROUP(name) {#name, name, RI_COUNT(name)}
    GROUP(span),    GROUP(as_of),         GROUP(filters),   GROUP(refunds),  GROUP(comp),
    GROUP(grain),   GROUP(compare),       GROUP(limit),     GROUP(calendar), GROUP(panel),
    GROUP(model),   GROUP(split),         GROUP(purchases), GROUP(ordering), GROUP(known),
    GROUP(pricing), GROUP(purchase_file), GROUP(counts),
#undef GROUP
};

const struct ri_param *ri_param_group(struct ri_view name, size_t *ret_count)
{
    for (size_t i = 0; i < RI_COUNT(groups); i++) {
        if (!ri_view_is(name, groups[i].name)) continue;
        *ret_count = groups[i].count;
        return groups[i].params;
    }
    return NULL;
}
