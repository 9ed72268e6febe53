/* pricing test-plan, pricing test-result: a price tried in some of the stores, planned and judged. */
#include "pricing/trial.h"

#include "app/filters.h"
#include "app/operation.h"
#include "app/pricing_rows.h"
#include "app/pricing_trial_days.h"
#include "app/query.h"

#include <math.h>

enum { WEEK = 7, PAST_WEEKS = 52, WEEKS_MOST = 52, UNITS = 0 };

/* clang-format off */ /* rows that both have */
#define DATA_PARAMS                                                                                  \
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,                                                    \
     "a file of days instead of the workspace: CSV, TSV, Parquet; - reads standard input"},          \
    {"stores", RI_PARAM_COLUMN, 0, NULL, "store", NULL, "with --input: column that names the store"},\
    {"time", RI_PARAM_COLUMN, 0, NULL, "day", NULL, "with --input: column of the day"},              \
    {"quantity", RI_PARAM_COLUMN, 0, NULL, "units", NULL, "with --input: column of the units sold"}, \
    {"price", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,                                                  \
     "with --input: column of the price paid: sales are judged too"},                                \
    {"cost", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,                                                   \
     "with --input and --price: column of what a unit costs: margin is judged too"},                 \
    {"before", RI_PARAM_COUNT, 0, "weeks", "8", NULL, "before the trial that it is held against"},   \
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.95", NULL, "of the interval, above 0 and below 1"}
/* clang-format on */

static const struct ri_param plan_params[] = {
    DATA_PARAMS,
    {"test-stores", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "how many stores get the new price; half of them when not given"},
    {"most", RI_PARAM_COUNT, 0, "weeks", "12", NULL, "longest trial looked at"},
    {"change", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of the price, share of it: -0.1 is a tenth down; tells whether its effect will be seen"},
    {"elasticity", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "with --change: what is expected of it; of the workspace that of 'pricing elasticity' when "
     "not given"},
    {"power", RI_PARAM_NUMBER, 0, NULL, "0.8", NULL,
     "chance to see an effect that is there, above 0.5 and below 1"},
    {"seed", RI_PARAM_COUNT, 0, NULL, "42", NULL, "another seed draws other stores"},
};
static const struct ri_column plan_columns[] = {
    {"weeks", RI_COLUMN_INTEGER, "length of the trial"},
    {"detectable", RI_COLUMN_SHARE, "smallest rise of units that is told from chance"},
    {"detectable_fall", RI_COLUMN_SHARE, "smallest fall of units that is"},
    {"expected", RI_COLUMN_SHARE, "with --change: what it is expected to do to units"},
    {"power", RI_COLUMN_SHARE, "with --change: chance that this effect will be seen"},
    {"enough", RI_COLUMN_BOOL, "with --change: it will be seen with the chance of --power"},
    {"noise", RI_COLUMN_SHARE,
     "what a store's units changed by in such spans of the past, beside "
     "what all did: a standard deviation"},
    {"test", RI_COLUMN_TEXT, "stores that get the new price, for 'pricing test-result --test'"},
    {"control", RI_COLUMN_TEXT, "stores that keep theirs"},
};
static const struct ri_param result_params[] = {
    DATA_PARAMS,
    {"test", RI_PARAM_TEXT, RI_PARAM_LIST | RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "stores that had the new price"},
    {"control", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "stores that kept theirs; all the others when not given"},
    {"from", RI_PARAM_DATE, RI_PARAM_REQUIRED, NULL, NULL, NULL, "first day of the new price"},
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "day after its last; the day after the data's last when not given"},
};
static const struct ri_column result_columns[] = {
    {"measure", RI_COLUMN_TEXT, "units, sales without tax, margin"},
    {"effect", RI_COLUMN_SHARE, "what the new price did to it"},
    {"low", RI_COLUMN_SHARE, "lower bound of effect"},
    {"high", RI_COLUMN_SHARE, "upper bound of effect"},
    {"chance", RI_COLUMN_NUMBER, "chance of an effect as large where there is none"},
    {"drift", RI_COLUMN_SHARE,
     "the same of the second half of the time before against the first: should be near 0"},
    {"drift_chance", RI_COLUMN_NUMBER, "chance of a drift as large where there is none"},
    {"test_before", RI_COLUMN_NUMBER, "a day of a test store, before"},
    {"test_during", RI_COLUMN_NUMBER, "during the trial"},
    {"control_before", RI_COLUMN_NUMBER, "a day of another store, before"},
    {"control_during", RI_COLUMN_NUMBER, "during the trial"},
    {"verdict", RI_COLUMN_TEXT, "more, less, or no difference seen"},
    {"reason", RI_COLUMN_TEXT, "why it is not told"},
};

static ri_status read_share(struct ri_call *call, const char *name, double least, double *ret,
                            struct ri_error *err)
{
    *ret = ri_call_number(call, name, 0.95);
    return *ret > least && *ret < 1
               ? RI_OK
               : ri_fail(err, RI_EUSAGE, "--%s is %g, must be above %g and below 1", name, *ret,
                         least);
}

static ri_status read_weeks(struct ri_call *call, const char *name, size_t *ret,
                            struct ri_error *err)
{
    const int64_t weeks = ri_call_integer(call, name, 0);
    if (weeks < 1 || weeks > WEEKS_MOST)
        return ri_fail(err, RI_EUSAGE, "--%s is %lld weeks, must be 1 to %d", name,
                       (long long)weeks, WEEKS_MOST);
    *ret = (size_t)weeks;
    return RI_OK;
}

/* ---- pricing test-plan ------------------------------------------------------------------------------------------------- */

struct planning {
    struct ri_call              *call;
    struct ri_price_trial_days   data;
    struct ri_price_trial_panel  units;
    struct ri_price_trial_design design;
    size_t                       before, most;
    double                       expected; /* logarithm; NAN: not asked for */
    bool                        *test;
};

/* The elasticity of the one product of the workspace that is asked for. */
static ri_status own_elasticity(struct ri_call *call, double *ret, struct ri_error *err)
{
    struct ri_pricing     pricing;
    struct ri_elasticity *found;
    struct ri_slope      *drawn;
    size_t                asked = 0, of = 0;
    RI_TRY(ri_pricing_load_warehouse(call, false, &pricing, err));
    for (size_t g = 0; g < pricing.group_count; g++)
        if (ri_pricing_asked(&pricing, g)) asked++, of = g;
    if (asked != 1)
        return ri_fail(err, RI_EUSAGE,
                       "--change needs --elasticity where %zu products are asked for", asked);
    RI_TRY(ri_pricing_fit(call, &pricing, &found, err));
    RI_TRY(ri_pricing_draw(call, &pricing, found, &drawn, err));
    if (!isfinite(drawn[of].value))
        return ri_fail(err, RI_EDATA, "there is no elasticity to expect anything from: %s",
                       found[of].problem ? found[of].problem : "too little is known");
    ri_call_note(call, "elasticity %.2f, from %.2f to %.2f", drawn[of].value, drawn[of].low,
                 drawn[of].high);
    *ret = drawn[of].value;
    return RI_OK;
}

static ri_status read_expected(struct planning *p, struct ri_error *err)
{
    struct ri_call *call = p->call;
    const double    change = ri_call_number(call, "change", (double)NAN);
    double          elasticity = ri_call_number(call, "elasticity", (double)NAN);
    p->expected = (double)NAN;
    if (isnan(change)) return RI_OK;
    if (!(change > -1 && change != 0 && change < 10))
        return ri_fail(err, RI_EUSAGE, "--change is %g, must be above -1, below 10, and not 0",
                       change);
    if (isnan(elasticity) && ri_call_given(call, "input"))
        return ri_fail(err, RI_EUSAGE, "--change needs --elasticity with a file");
    if (isnan(elasticity)) RI_TRY(own_elasticity(call, &elasticity, err));
    p->expected = elasticity * log1p(change);
    return RI_OK;
}

static ri_status read_past(struct planning *p, struct ri_error *err)
{
    struct ri_call      *call = p->call;
    struct ri_warehouse *warehouse;
    struct ri_span_used  span = {.to = RI_DAY_NONE};
    ri_day               from = RI_DAY_NONE;
    if (!ri_call_given(call, "input")) {
        RI_TRY(ri_call_warehouse(call, &warehouse, err));
        RI_TRY(ri_call_span(call, warehouse, &span, err));
        from = span.to - PAST_WEEKS * WEEK;
        if (from < span.from) from = span.from;
    }
    RI_TRY(ri_price_trial_days(call, from, span.to, &p->data, err));
    p->units = (struct ri_price_trial_panel){p->data.stores, p->data.days, p->data.value[UNITS]};
    return RI_OK;
}

static ri_status prepare_plan(struct planning *p, struct ri_error *err)
{
    struct ri_call *call = p->call;
    RI_TRY(read_weeks(call, "before", &p->before, err));
    RI_TRY(read_weeks(call, "most", &p->most, err));
    RI_TRY(read_share(call, "confidence", 0, &p->design.confidence, err));
    RI_TRY(read_share(call, "power", 0.5, &p->design.power, err));
    RI_TRY(read_expected(p, err));
    RI_TRY(read_past(p, err));
    const size_t n = p->data.stores;
    p->design.test = (size_t)ri_call_integer(call, "test-stores", (int64_t)(n / 2));
    if (p->design.test < 2 || p->design.test + 2 > n)
        return ri_fail(err, RI_EUSAGE,
                       "%zu test stores of %zu: at least two must have the new price and two not",
                       p->design.test, n);
    p->design.control = n - p->design.test;
    RI_ARENA_NEW(p->test, ri_call_mem(call), n, err);
    return ri_price_trial_assign(&p->units, p->design.test,
                                 (uint64_t)ri_call_integer(call, "seed", 42), ri_call_mem(call),
                                 p->test, err);
}

static void put_stores(struct ri_table_builder *table, const struct planning *p, bool test)
{
    struct ri_text text = {0};
    for (size_t s = 0; s < p->data.stores; s++)
        if (p->test[s] == test)
            ri_text_printf(&text, "%s%s", text.length ? "," : "", p->data.codes[s]);
    ri_put_string(table, text.at);
    ri_text_release(&text);
}

static void put_plan(struct ri_table_builder *table, const struct planning *p, size_t weeks)
{
    const double detectable = ri_price_trial_detectable(&p->design);
    const bool   asked = !isnan(p->expected);
    const double power = asked ? ri_price_trial_power(&p->design, p->expected) : (double)NAN;
    ri_put_int(table, (int64_t)weeks);
    ri_put_number(table, expm1(detectable));
    ri_put_number(table, expm1(-detectable));
    ri_put_number(table, expm1(p->expected));
    ri_put_number(table, power);
    if (asked)
        ri_put_bool(table, power >= p->design.power);
    else
        ri_put_null(table);
    ri_put_number(table, p->design.noise);
    put_stores(table, p, true);
    put_stores(table, p, false);
}

static ri_status plan_rows(struct planning *p, struct ri_table_builder *table, struct ri_error *err)
{
    size_t enough = 0, told = 0;
    for (size_t weeks = 1; weeks <= p->most; weeks++) {
        const ri_status status =
            ri_price_trial_noise(&p->units, p->before * WEEK, weeks * WEEK, &p->design.noise, err);
        if (status == RI_EDATA && told) break; /* longer than the past */
        RI_TRY(status);
        put_plan(table, p, weeks);
        told = weeks;
        if (!enough && ri_price_trial_power(&p->design, p->expected) >= p->design.power)
            enough = weeks;
    }
    if (told < p->most)
        ri_call_note(p->call, "longer trials cannot be judged by a past of %zu days", p->data.days);
    if (enough)
        ri_call_note(p->call, "%zu week%s enough for an effect of %+.1f %%", enough,
                     enough == 1 ? " is" : "s are", 100 * expm1(p->expected));
    else if (!isnan(p->expected))
        ri_call_note(p->call,
                     "no trial of up to %zu weeks shows an effect of %+.1f %% with a "
                     "chance of %g %%",
                     told, 100 * expm1(p->expected), 100 * p->design.power);
    return RI_OK;
}

static ri_status plan_run(struct ri_call *call, struct ri_error *err)
{
    struct planning          p = {.call = call};
    struct ri_table_builder *table;
    RI_TRY(prepare_plan(&p, err));
    RI_TRY(ri_call_builder(call, &table, err));
    const ri_status status = plan_rows(&p, table, err);
    return ri_call_answer(call, table, status, err);
}

/* ---- pricing test-result ----------------------------------------------------------------------------------------------- */

struct judging {
    struct ri_call            *call;
    struct ri_price_trial_days data;
    size_t                     stores;         /* that take part */
    bool                      *test, *control; /* [data.stores] */
    size_t                     first;          /* day of the trial among data.days */
    double                     confidence;
};

/* Marks the stores of a list. */
static ri_status mark(const struct judging *j, const char *parameter, bool *ret,
                      struct ri_error *err)
{
    const char *const *wanted = ri_call_list(j->call, parameter, NULL);
    for (size_t i = 0; wanted[i]; i++) {
        size_t s = 0;
        while (s < j->data.stores && strcmp(j->data.codes[s], wanted[i]) != 0) s++;
        if (s == j->data.stores)
            return ri_fail(err, RI_EUSAGE, "--%s '%s': no such store sold anything in these days",
                           parameter, wanted[i]);
        ret[s] = true;
    }
    return RI_OK;
}

static ri_status choose_stores(struct judging *j, struct ri_error *err)
{
    const bool named = ri_call_given(j->call, "control");
    RI_ARENA_NEW(j->test, ri_call_mem(j->call), j->data.stores, err);
    RI_ARENA_NEW(j->control, ri_call_mem(j->call), j->data.stores, err);
    RI_TRY(mark(j, "test", j->test, err));
    if (named) RI_TRY(mark(j, "control", j->control, err));
    for (size_t s = 0; s < j->data.stores; s++) {
        if (j->test[s] && j->control[s])
            return ri_fail(err, RI_EUSAGE, "store '%s' cannot be in --test and in --control",
                           j->data.codes[s]);
        if (!named) j->control[s] = !j->test[s];
        j->stores += j->test[s] || j->control[s];
    }
    return RI_OK;
}

static ri_status prepare_result(struct judging *j, struct ri_error *err)
{
    struct ri_call *call = j->call;
    const ri_day    from = ri_call_day(call, "from", RI_DAY_NONE);
    ri_day          to = ri_call_day(call, "to", RI_DAY_NONE);
    size_t          before = 0;
    RI_TRY(read_weeks(call, "before", &before, err));
    RI_TRY(read_share(call, "confidence", 0, &j->confidence, err));
    if (to != RI_DAY_NONE && to <= from)
        return ri_fail(err, RI_EUSAGE, "--from is not before --to");
    if (to == RI_DAY_NONE && !ri_call_given(call, "input")) {
        struct ri_warehouse *warehouse;
        RI_TRY(ri_call_warehouse(call, &warehouse, err));
        RI_TRY(ri_newest_day(call, warehouse, ri_newest_business_day, &to, err));
        if (to == RI_DAY_NONE) return ri_fail(err, RI_EDATA, "the workspace has no sales yet");
        to++;
    }
    RI_TRY(ri_price_trial_days(call, from - (ri_day)(before * WEEK), to, &j->data, err));
    j->first = before * WEEK;
    if (j->first >= j->data.days)
        return ri_fail(err, RI_EDATA, "there are no sales from --from on yet");
    return choose_stores(j, err);
}

/* Days first .. first + days of the stores that take part, in two pieces; ret->effect NAN: *ret_problem says why. */
static ri_status effect_of(const struct judging *j, const double *value, size_t days, size_t first,
                           struct ri_price_trial_effect *ret, const char **ret_problem,
                           struct ri_error *err)
{
    struct ri_arena           *mem = ri_call_mem(j->call);
    const struct ri_arena_mark at = ri_arena_mark(mem);
    struct ri_error            why;
    double                    *rows;
    bool                      *test;
    size_t                     n = 0;
    RI_ARENA_NEW(rows, mem, j->stores * days, err);
    RI_ARENA_NEW(test, mem, j->stores, err);
    for (size_t s = 0; s < j->data.stores; s++) {
        if (!j->test[s] && !j->control[s]) continue;
        memcpy(rows + n * days, value + s * j->data.days, days * sizeof *rows);
        test[n++] = j->test[s];
    }
    const struct ri_price_trial_panel panel = {n, days, rows};
    *ret_problem = NULL;
    if (ri_price_trial_measure(&panel, test, first, j->confidence, ret, &why) != RI_OK) {
        ri_arena_rewind(mem, at);
        *ret = (struct ri_price_trial_effect){.effect = (double)NAN,
                                              .low = (double)NAN,
                                              .high = (double)NAN,
                                              .chance = (double)NAN,
                                              .test_before = (double)NAN,
                                              .test_during = (double)NAN,
                                              .control_before = (double)NAN,
                                              .control_during = (double)NAN};
        *ret_problem = ri_arena_printf(mem, "%s", why.message);
        return *ret_problem ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for words");
    }
    ri_arena_rewind(mem, at);
    return RI_OK;
}

static ri_status put_measure(const struct judging *j, struct ri_table_builder *table, size_t m,
                             struct ri_error *err)
{
    struct ri_price_trial_effect effect, drift;
    const char                  *problem = NULL, *of_drift = NULL;
    RI_TRY(effect_of(j, j->data.value[m], j->data.days, j->first, &effect, &problem, err));
    RI_TRY(effect_of(j, j->data.value[m], j->first, j->first / 2, &drift, &of_drift, err));
    const double shares[] = {expm1(effect.effect), expm1(effect.low),   expm1(effect.high),
                             effect.chance,        expm1(drift.effect), drift.chance,
                             effect.test_before,   effect.test_during,  effect.control_before,
                             effect.control_during};
    ri_put_string(table, ri_price_trial_measure_names[m]);
    for (size_t i = 0; i < RI_COUNT(shares); i++) ri_put_number(table, shares[i]);
    ri_put_string(table, problem           ? NULL
                         : effect.low > 0  ? "more"
                         : effect.high < 0 ? "less"
                                           : "no difference seen");
    ri_put_string(table, problem);
    if (m == UNITS && effect.left_out)
        ri_call_note(j->call, "%zu stores sold nothing before or during and are left out",
                     effect.left_out);
    if (m == UNITS && drift.chance < 0.05)
        ri_call_note(j->call,
                     "test stores and the others moved apart by %+.1f %% before the trial "
                     "began: the effect may be that",
                     100 * expm1(drift.effect));
    return RI_OK;
}

static ri_status result_rows(struct judging *j, struct ri_table_builder *table,
                             struct ri_error *err)
{
    size_t tested = 0;
    for (size_t s = 0; s < j->data.stores; s++) tested += j->test[s];
    for (size_t m = 0; m < RI_PRICE_TRIAL_MEASURES; m++)
        if (j->data.value[m]) RI_TRY(put_measure(j, table, m, err));
    ri_call_note(j->call, "%zu test stores beside %zu others, %zu days before and %zu during",
                 tested, j->stores - tested, j->first, j->data.days - j->first);
    return RI_OK;
}

static ri_status result_run(struct ri_call *call, struct ri_error *err)
{
    struct judging           j = {.call = call};
    struct ri_table_builder *table;
    RI_TRY(prepare_result(&j, err));
    RI_TRY(ri_call_builder(call, &table, err));
    const ri_status status = result_rows(&j, table, err);
    return ri_call_answer(call, table, status, err);
}

static const unsigned readers =
    RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_MARKETING | RI_ROLE_SCIENCE | RI_ROLE_ADMIN;

static const struct ri_operation operations[] = {
    {.info =
         {.name = "pricing.test-plan",
          .summary = "How to try a price: which stores, how long, what difference will be seen",
          .details =
              "Stores are ordered by size and drawn by chance from blocks of like ones. What can "
              "be seen follows from how far stores moved apart by themselves in spans of that "
              "length over the last year: an effect above it is told from chance with the power "
              "asked for. A row for each length.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = readers,
          RI_PARAMS(plan_params),
          RI_COLUMNS(plan_columns),
          RI_EXAMPLES("retailinsight pricing test-plan --product P00022 --change -0.1",
                      "retailinsight pricing test-plan --input days.csv --change 0.05 "
                      "--elasticity -2.1 --test-stores 4")},
     .run = plan_run,
     .uses = "span filters",
     .instead = "input"},
    {.info =
         {.name = "pricing.test-result",
          .summary = "What a price did that was tried in some stores, with its interval",
          .details =
              "Difference in differences: the change of the test stores from the weeks before to "
              "the trial, less that of the others. Errors are clustered by store and allow for "
              "few of them (CR2 with Satterthwaite's degrees of freedom). Whether both moved "
              "alike before is told beside.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = readers,
          RI_PARAMS(result_params),
          RI_COLUMNS(result_columns),
          RI_EXAMPLES("retailinsight pricing test-result --product P00022 --test S01,S04,S06 "
                      "--from 2026-09-01 --to 2026-09-29",
                      "retailinsight pricing test-result --input days.csv --price price --cost "
                      "cost --test A,C --from 2026-09-01")},
     .run = result_run,
     .uses = "filters",
     .instead = "input"},
};
const struct ri_operation_table ri_pricing_trial_operations = RI_OPERATION_TABLE(operations);
