/* customers value: how many purchases are to come from each customer, and what they are worth. */
#include "app/customer_value_internal.h"
#include "app/small_groups.h"
#include "base/thread.h"

#include <math.h>

static const char *const unit_words[] = {"day", "week", "month", NULL};
static const double      unit_days[] = {1, 7, 365.25 / 12};

static const char *const orders[] = {"value", "at_risk", NULL};
static const char *const totals[] = {"all", "segment", NULL};

static const struct ri_param params[] = {
    {"model", RI_PARAM_TEXT, 0, NULL, "bgnbd", NULL,
     "bgnbd: a customer may leave after a repeat purchase; mbgnbd: after any"},
    {"horizon", RI_PARAM_COUNT, 0, "units of --unit", "52", NULL, "how far ahead"},
    {"unit", RI_PARAM_ENUM, 0, NULL, "week", unit_words, "of time in parameters and horizon"},
    {"margin", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "part of net sales that is margin, 0 to 1; when not given what the known costs say, else 1: "
     "net sales"},
    {"discount", RI_PARAM_NUMBER, 0, NULL, "0", NULL, "yearly discount rate, 0.1 for 10 %"},
    {"parameters", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "the fitted parameters instead of the customers"},
    {"holdout", RI_PARAM_COUNT, 0, "units of --unit", NULL, NULL,
     "check: fit without the last N units and compare what was expected of them with what came"},
    {"interval", RI_PARAM_NUMBER, 0, NULL, "0.8", NULL,
     "part of such customers that the intervals hold, below 1; 0: none, which is faster"},
    {"order", RI_PARAM_ENUM, 0, NULL, "value", orders,
     "what comes first: value, or at_risk, who is about to be lost with the most money"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows; 0: all"},
    {"totals", RI_PARAM_ENUM, 0, NULL, NULL, totals,
     "sums instead of customers, with intervals: of all, or by segment"},
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL,
     "with --totals segment: groups, 2 to 20, or auto, as in customers segments"},
};
static const struct ri_column columns[] = {
    {"customer", RI_COLUMN_CUSTOMER, "customer number; a pseudonym for those who may not see it"},
    {"frequency", RI_COLUMN_INTEGER, "repeat purchases: days with one after the first"},
    {"recency", RI_COLUMN_NUMBER, "from the first to the last purchase, units of time"},
    {"age", RI_COLUMN_NUMBER, "from the first purchase to the last day, units of time"},
    {"alive", RI_COLUMN_SHARE, "chance that the customer will ever come back"},
    {"expected_purchases", RI_COLUMN_NUMBER, "within the horizon"},
    {"purchases_low", RI_COLUMN_INTEGER, "lower bound of the purchases that will come"},
    {"purchases_high", RI_COLUMN_INTEGER, "upper bound"},
    {"average_value", RI_COLUMN_MONEY, "expected amount of a purchase"},
    {"value", RI_COLUMN_MONEY, "expected margin within the horizon, discounted"},
    {"at_risk", RI_COLUMN_MONEY,
     "expected loss: the chance that the customer is gone, times the value if not"},
    {"value_low", RI_COLUMN_MONEY, "lower bound of the value that will come"},
    {"value_high", RI_COLUMN_MONEY, "upper bound"},
};
static const struct ri_column parameter_columns[] = {
    {"parameter", RI_COLUMN_TEXT, "name, as in the literature"},
    {"value", RI_COLUMN_NUMBER, "fitted by maximum likelihood"},
};
static const struct ri_column holdout_columns[] = {
    {"frequency", RI_COLUMN_TEXT, "repeat purchases before the check"},
    {"customers", RI_COLUMN_INTEGER, "with that many"},
    {"expected", RI_COLUMN_NUMBER, "purchases expected of them in the time held back"},
    {"actual", RI_COLUMN_NUMBER, "purchases that came"},
    {"within", RI_COLUMN_SHARE, "customers whose purchases lay in their interval"},
    {"expected_value", RI_COLUMN_MONEY, "net amount expected of them"},
    {"actual_value", RI_COLUMN_MONEY, "net amount that came, returns taken off"},
    {"value_within", RI_COLUMN_SHARE, "customers whose net amount lay in its interval"},
};

static ri_status read_options(struct valuing *v, struct ri_error *err)
{
    struct ri_call *call = v->call;
    const char     *name = ri_call_text(call, "model");
    const char     *models[8] = {0};
    for (size_t i = 0; ri_purchase_models[i] && i < 7; i++) models[i] = ri_purchase_models[i]->name;
    v->model = ri_purchase_model_find(name);
    if (!v->model)
        return ri_fail(err, RI_EUSAGE, "there is no model '%.40s' of purchases; did you mean '%s'?",
                       name, ri_nearest(name, models) ? ri_nearest(name, models) : models[0]);
    for (size_t i = 0; unit_words[i]; i++)
        if (strcmp(unit_words[i], ri_call_text(call, "unit")) == 0) v->unit = unit_days[i];
    v->horizon = (double)ri_call_integer(call, "horizon", 52);
    v->margin = ri_call_number(call, "margin", 1);
    v->discount = ri_call_number(call, "discount", 0);
    v->interval = ri_call_number(call, "interval", 0.8);
    if (!(v->interval >= 0 && v->interval < 1))
        return ri_fail(err, RI_EUSAGE, "--interval wants 0 to less than 1; got %g", v->interval);
    if (!(v->margin >= 0 && v->margin <= 1))
        return ri_fail(err, RI_EUSAGE, "--margin wants 0 to 1; got %g", v->margin);
    if (!(v->discount >= 0 && v->discount < 10))
        return ri_fail(err, RI_EUSAGE, "--discount wants 0 or more, 0.1 for 10 %%; got %g",
                       v->discount);
    if (!(v->horizon >= 1 && v->horizon * v->unit <= 36525))
        return ri_fail(err, RI_EUSAGE, "--horizon wants 1 unit to 100 years; got %g", v->horizon);
    return RI_OK;
}

static ri_status learn_histories(struct valuing *v, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(v->call);
    RI_TRY(ri_customer_histories(v->loaded.at, v->loaded.count, v->loaded.customers, v->until, mem,
                                 &v->known, err));
    RI_ARENA_NEW(v->history, mem, v->loaded.customers, err);
    RI_ARENA_NEW(v->customer, mem, v->loaded.customers, err);
    for (size_t i = 0; i < v->loaded.customers; i++) {
        const struct ri_history_of_customer *known = &v->known[i];
        if (!known->occasions) continue;
        v->customer[v->count] = i;
        v->history[v->count++] =
            (struct ri_purchase_history){.x = known->occasions - 1,
                                         .last = (double)(known->last - known->first) / v->unit,
                                         .span = (double)(v->until - known->first) / v->unit,
                                         .weight = 1};
    }
    return RI_OK;
}

double valuing_mean(const struct valuing *v, size_t i)
{
    const struct ri_history_of_customer *known = &v->known[v->customer[i]];
    if (v->history[i].x < 1) return 0;
    return (double)known->repeat_minor / pow(10, v->loaded.digits) / (known->occasions - 1);
}

/* Pearson's correlation of how often and how much: Gamma-Gamma takes it for none. */
static double correlation(const struct ri_spend_history *h, size_t n)
{
    double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < n; i++) {
        mx += h[i].x / (double)n;
        my += h[i].mean / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        xy += (h[i].x - mx) * (h[i].mean - my);
        xx += (h[i].x - mx) * (h[i].x - mx);
        yy += (h[i].mean - my) * (h[i].mean - my);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

static ri_status learn_spending(struct valuing *v, struct ri_error *err)
{
    struct ri_arena         *mem = ri_call_mem(v->call);
    struct ri_spend_history *histories;
    size_t                   n = 0, worthless = 0;
    if (v->loaded.from_file && !ri_call_given(v->call, "value")) return RI_OK;
    RI_ARENA_NEW(histories, mem, v->count, err);
    for (size_t i = 0; i < v->count; i++) {
        if (v->history[i].x < 1) continue;
        const double mean = valuing_mean(v, i);
        worthless += !(mean > 0);
        if (mean > 0) histories[n++] = (struct ri_spend_history){v->history[i].x, mean, 1};
    }
    if (worthless)
        ri_call_note(
            v->call,
            "%zu repeat customers spent nothing in the end: not part of the model of spending",
            worthless);
    v->spending = histories;
    v->spending_count = n;
    RI_TRY(ri_spend_fit(histories, n, mem, &v->spend, err));
    v->has_spend = true;
    const double r = correlation(histories, n);
    ri_call_note(
        v->call,
        "how often and how much go together with a correlation of %.2f; the model takes it for 0%s",
        r, fabs(r) > 0.3 ? ": read the values with care" : "");
    return RI_OK;
}

/* Where the costs of half of the sales or more are known and nobody said otherwise, they say what part is margin. */
static void learn_margin(struct valuing *v)
{
    const struct ri_loaded_purchases *loaded = &v->loaded;
    double                            net = 0;
    if (ri_call_given(v->call, "margin")) return;
    for (size_t i = 0; i < loaded->count; i++) net += (double)loaded->at[i].minor;
    const double known = (double)loaded->known_minor;
    if (known > 0 && known >= net / 2 && loaded->cost_minor < loaded->known_minor) {
        v->margin = 1 - (double)loaded->cost_minor / known;
        ri_call_note(v->call,
                     "values are margin: %.1f %% of net sales, from the costs of %.0f %% of them",
                     100 * v->margin, 100 * known / net);
    } else if (v->has_spend) {
        ri_call_note(v->call,
                     "values are net sales, not margin: costs are not known; --margin says what "
                     "part is margin");
    }
}

static ri_status learn(struct valuing *v, struct ri_error *err)
{
    RI_TRY(learn_histories(v, err));
    RI_TRY(
        ri_purchase_fit(v->model, v->history, v->count, ri_call_mem(v->call), &v->purchase, err));
    return learn_spending(v, err);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------------ */

/* Purchases within the horizon, discounted as they come: e^(-d H) E(H) + d * integral of e^(-d t) E(t), E smooth, by Gauss and
 * Legendre's eight points. */
double valuing_discounted(const struct valuing *v, size_t i)
{
    const struct ri_purchase_history *h = &v->history[i];
    static const double at[] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                0.9602898564975363},
                        weight[] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                    0.1012285362903763};
    const double rate = log1p(v->discount) * v->unit / 365.25, half = v->horizon / 2;
    const double whole = v->model->expected(&v->purchase, h, v->horizon);
    double       sum = 0;
    if (!(rate > 0)) return whole;
    for (size_t k = 0; k < RI_COUNT(at); k++) {
        const double early = half * (1 - at[k]), late = half * (1 + at[k]);
        sum += weight[k] * (exp(-rate * early) * v->model->expected(&v->purchase, h, early) +
                            exp(-rate * late) * v->model->expected(&v->purchase, h, late));
    }
    return exp(-rate * v->horizon) * whole + rate * half * sum;
}

double valuing_amount(const struct valuing *v, size_t i)
{
    const double mean = valuing_mean(v, i);
    return ri_spend_expected(&v->spend, mean > 0 ? v->history[i].x : 0, mean);
}

/* Intervals of what a customer will do within t; money in net sales, major units. */
static struct ranges ranges_of(const struct valuing *v, size_t i, double t)
{
    double       chances[VALUING_CHANCES];
    const double mean = valuing_mean(v, i);
    const size_t n =
        ri_purchase_chances(v->model, &v->purchase, &v->history[i], t, chances, RI_COUNT(chances));
    struct ranges ret = {.purchases = ri_purchase_range(chances, n, v->interval)};
    if (v->has_spend)
        ret.value = ri_spend_range(chances, n, &v->spend, mean > 0 ? v->history[i].x : 0,
                                   mean > 0 ? mean : 0, v->interval);
    return ret;
}

static int most_value_first(const void *left, const void *right, void *context)
{
    const double *value = context;
    const size_t  a = *(const size_t *)left, b = *(const size_t *)right;
    if (value[a] != value[b]) return value[a] > value[b] ? -1 : 1;
    return (a > b) - (a < b);
}

enum { ROWS_A_TASK = 256 };

/* What will come undiscounted, brought to the terms of value. */
static ri_status range_some(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    struct valuing *v = context;
    for (size_t r = block * ROWS_A_TASK; r < v->rows && r < (block + 1) * ROWS_A_TASK; r++) {
        const size_t i = v->order[r];
        const double plain = v->model->expected(&v->purchase, &v->history[i], v->horizon);
        const double terms = plain > 0 ? v->margin * valuing_discounted(v, i) / plain : v->margin;
        v->ranges[r] = ranges_of(v, i, v->horizon);
        v->ranges[r].value.low *= terms;
        v->ranges[r].value.high *= terms;
    }
    return RI_OK;
}

static void put_row(struct valuing *v, struct ri_table_builder *table, size_t row)
{
    const size_t                      i = v->order[row];
    const struct ri_purchase_history *h = &v->history[i];
    const struct ranges              *ranges = v->ranges ? &v->ranges[row] : NULL;
    ri_purchases_put_name(&v->loaded, table, v->customer[i]);
    ri_put_int(table, (int64_t)h->x);
    ri_put_number(table, h->last);
    ri_put_number(table, h->span);
    ri_put_number(table, v->model->alive(&v->purchase, h));
    ri_put_number(table, v->model->expected(&v->purchase, h, v->horizon));
    ranges ? ri_put_int(table, (int64_t)ranges->purchases.low) : ri_put_null(table);
    ranges ? ri_put_int(table, (int64_t)ranges->purchases.high) : ri_put_null(table);
    if (!v->has_spend) return;
    ri_purchases_put_money(&v->loaded, table, valuing_amount(v, i));
    ri_purchases_put_money(&v->loaded, table, v->value[i]);
    ri_purchases_put_money(&v->loaded, table, v->at_risk[i]);
    ranges ? ri_purchases_put_money(&v->loaded, table, ranges->value.low) : ri_put_null(table);
    ranges ? ri_purchases_put_money(&v->loaded, table, ranges->value.high) : ri_put_null(table);
}

static ri_status score_some(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    struct valuing *v = context;
    for (size_t i = block * ROWS_A_TASK; i < v->count && i < (block + 1) * ROWS_A_TASK; i++) {
        const double alive = v->model->alive(&v->purchase, &v->history[i]);
        v->value[i] =
            valuing_discounted(v, i) * (v->has_spend ? valuing_amount(v, i) * v->margin : 1);
        v->at_risk[i] = alive > 0 ? v->value[i] * (1 / alive - 1) : 0;
    }
    return RI_OK;
}

static ri_status score(struct valuing *v, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(v->call);
    struct ri_task  *task = ri_call_task(v->call);
    const int64_t    limit = ri_call_integer(v->call, "limit", 0);
    const bool       by_risk = strcmp(ri_call_text(v->call, "order"), "at_risk") == 0;
    RI_ARENA_NEW(v->order, mem, v->count, err);
    RI_ARENA_NEW(v->value, mem, v->count, err);
    RI_ARENA_NEW(v->at_risk, mem, v->count, err);
    RI_TRY(ri_parallel(task, (v->count + ROWS_A_TASK - 1) / ROWS_A_TASK, score_some, v, err));
    for (size_t i = 0; i < v->count; i++) v->order[i] = i;
    qsort_r(v->order, v->count, sizeof *v->order, most_value_first,
            by_risk ? v->at_risk : v->value);
    v->rows = limit > 0 && (size_t)limit < v->count ? (size_t)limit : v->count;
    if (!(v->interval > 0)) return RI_OK;
    RI_ARENA_NEW(v->ranges, mem, v->rows, err);
    return ri_parallel(task, (v->rows + ROWS_A_TASK - 1) / ROWS_A_TASK, range_some, v, err);
}

static void say_terms(struct valuing *v)
{
    char held[80] = "";
    if (v->interval > 0)
        snprintf(held, sizeof held, "; intervals hold what %.0f %% of such customers will do",
                 100 * v->interval);
    ri_call_note(v->call, "horizon %.0f %ss, discounted by %.3g %% a year%s", v->horizon,
                 ri_call_text(v->call, "unit"), 100 * v->discount, held);
}

static void say_limits(struct valuing *v)
{
    const bool *limit = v->purchase.at_limit;
    if (limit[2] && v->purchase.a < 1)
        ri_call_note(v->call, "nobody seems to leave: the model has no leaving (NBD), so every "
                              "customer counts as alive and at risk is next to nothing");
    else if (limit[2] || limit[3])
        ri_call_note(v->call, "customers do not differ in how easily they leave: the model takes "
                              "them for alike in that");
    if (limit[0] || limit[1])
        ri_call_note(v->call, "customers do not differ in how often they buy: the model takes them "
                              "for alike in that");
    if (v->has_spend && (v->spend.at_limit[1] || v->spend.at_limit[2]))
        ri_call_note(v->call,
                     "customers do not differ in what they spend on an occasion: the model "
                     "takes them for alike in that");
}

static ri_status customer_rows(struct valuing *v, struct ri_error *err)
{
    enum { OF_MONEY = 5 }; /* columns at the end */
    const size_t             shown = RI_COUNT(columns) - (v->has_spend ? 0 : (size_t)OF_MONEY);
    struct ri_table_builder *table;
    ri_status                status = RI_OK;
    RI_TRY(score(v, err));
    say_terms(v);
    RI_TRY(ri_purchases_table(&v->loaded, columns, shown, &table, err));
    for (size_t r = 0; r < v->rows && status == RI_OK; r++) {
        put_row(v, table, r);
        status = ri_purchases_flush(&v->loaded, table, err);
    }
    return ri_purchases_end_table(&v->loaded, table, status, err);
}

static void put_parameter(struct ri_table_builder *table, const char *name, double value)
{
    ri_put_string(table, name);
    ri_put_number(table, value);
}

static ri_status parameter_rows(struct valuing *v, struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_purchases_table(&v->loaded, parameter_columns, RI_COUNT(parameter_columns), &table,
                              err));
    put_parameter(table, "r", v->purchase.r);
    put_parameter(table, "alpha", v->purchase.alpha);
    put_parameter(table, "a", v->purchase.a);
    put_parameter(table, "b", v->purchase.b);
    if (v->has_spend) {
        put_parameter(table, "p", v->spend.p);
        put_parameter(table, "q", v->spend.q);
        put_parameter(table, "v", v->spend.v);
    }
    put_parameter(table, "log_likelihood", v->purchase.log_likelihood);
    if (v->has_spend) put_parameter(table, "log_likelihood_spend", v->spend.log_likelihood);
    return ri_purchases_end_table(&v->loaded, table, RI_OK, err);
}

/* ---- The check -------------------------------------------------------------------------------------------------------- */

enum { CLASSES = 8 }; /* 0 .. 6 repeats, 7 and more; then all */

struct calibration {
    int64_t customers;
    double  expected, actual, within, expected_value, actual_value, value_within;
};

static void calibrate(const struct valuing *v, const struct ri_history_of_customer *whole, size_t i,
                      double t, struct calibration *sums)
{
    const struct ri_history_of_customer *then = &whole[v->customer[i]],
                                        *known = &v->known[v->customer[i]];
    const double        came = then->occasions - known->occasions;
    const double        spent = (double)(then->minor - known->minor) / pow(10, v->loaded.digits);
    const double        thought = v->model->expected(&v->purchase, &v->history[i], t);
    const struct ranges ranges = v->interval > 0 ? ranges_of(v, i, t) : (struct ranges){0};
    sums->customers++;
    sums->expected += thought;
    sums->actual += came;
    sums->within += ranges.purchases.low <= came && came <= ranges.purchases.high;
    sums->expected_value += v->has_spend ? thought * valuing_amount(v, i) : 0;
    sums->actual_value += spent;
    sums->value_within += ranges.value.low <= spent && spent <= ranges.value.high;
}

static void put_calibration(struct valuing *v, struct ri_table_builder *table, size_t class,
                            const struct calibration *sums, bool hidden)
{
    const size_t figures = v->has_spend ? 7 : 4;
    const double customers = (double)sums->customers;
    char         name[16];
    snprintf(name, sizeof name,
             class == CLASSES       ? "all"
             : class == CLASSES - 1 ? "%zu or more"
                                    : "%zu",
             class);
    ri_put_string(table, name);
    for (size_t i = 0; hidden && i < figures; i++) ri_put_null(table);
    if (hidden) return;
    ri_put_int(table, sums->customers);
    ri_put_number(table, sums->expected);
    ri_put_number(table, sums->actual);
    ri_put_number(table, v->interval > 0 ? sums->within / customers : (double)NAN);
    if (!v->has_spend) return;
    ri_purchases_put_money(&v->loaded, table, sums->expected_value);
    ri_purchases_put_money(&v->loaded, table, sums->actual_value);
    ri_put_number(table, v->interval > 0 ? sums->value_within / customers : (double)NAN);
}

/* Classes of fewer than ten customers are withheld; the row of all would tell one that is alone. */
static void put_calibrations(struct valuing *v, struct ri_table_builder *table,
                             const struct calibration *sums)
{
    struct ri_small_groups small = {.call = v->call};
    size_t                 people[CLASSES];
    bool                   hidden[CLASSES + 1];
    for (size_t c = 0; c < CLASSES; c++) people[c] = (size_t)sums[c].customers;
    ri_small_groups_hide(&small, people, CLASSES, hidden);
    hidden[CLASSES] = !ri_people_enough(&small, (size_t)sums[CLASSES].customers);
    for (size_t c = 0; c <= CLASSES; c++) put_calibration(v, table, c, &sums[c], hidden[c]);
    ri_small_groups_say(&small);
}

/* The sum too is compared with its interval. */
static ri_status say_together(const struct valuing *v, double t, const struct calibration *came,
                              struct ri_error *err)
{
    struct valuing     ahead = *v;
    struct value_total total;
    uint32_t          *one;
    char               money[160] = "";
    if (!(v->interval > 0) || came->customers < RI_PEOPLE_LEAST) return RI_OK;
    RI_ARENA_NEW(one, ri_call_mem(v->call), v->count, err);
    ahead.horizon = t;
    ahead.discount = 0;
    ahead.margin = 1;
    RI_TRY(valuing_totals(&ahead, one, 1, &total, err));
    if (v->has_spend && isfinite(total.value_range.low)) /* spending may have no variance */
        snprintf(money, sizeof money, "; of money %.0f to %.0f, and %.0f came",
                 total.value_range.low, total.value_range.high, came->actual_value);
    ri_call_note(v->call, "together: %.0f %% interval of purchases %.0f to %.0f, and %.0f came%s",
                 100 * v->interval, total.purchases_range.low, total.purchases_range.high,
                 came->actual, money);
    return RI_OK;
}

static ri_status holdout_rows(struct valuing *v, struct ri_error *err)
{
    enum { OF_MONEY = 3 }; /* columns at the end */
    const size_t shown = RI_COUNT(holdout_columns) - (v->has_spend ? 0 : (size_t)OF_MONEY);
    struct ri_history_of_customer *whole;
    struct ri_table_builder       *table;
    struct calibration             sums[CLASSES + 1] = {0};
    const double                   t = (double)(v->loaded.until - v->until) / v->unit;
    RI_TRY(ri_customer_histories(v->loaded.at, v->loaded.count, v->loaded.customers,
                                 v->loaded.until, ri_call_mem(v->call), &whole, err));
    for (size_t i = 0; i < v->count; i++) {
        const size_t class = v->history[i].x < CLASSES - 1 ? (size_t)v->history[i].x : CLASSES - 1;
        calibrate(v, whole, i, t, &sums[class]);
        if (i % 4096 == 0) RI_TRY(ri_task_check(ri_call_task(v->call), err));
    }
    for (size_t c = 0; c < CLASSES; c++) {
        sums[CLASSES].customers += sums[c].customers;
        sums[CLASSES].expected += sums[c].expected;
        sums[CLASSES].actual += sums[c].actual;
        sums[CLASSES].within += sums[c].within;
        sums[CLASSES].expected_value += sums[c].expected_value;
        sums[CLASSES].actual_value += sums[c].actual_value;
        sums[CLASSES].value_within += sums[c].value_within;
    }
    RI_TRY(ri_purchases_table(&v->loaded, holdout_columns, shown, &table, err));
    put_calibrations(v, table, sums);
    RI_TRY(say_together(v, t, &sums[CLASSES], err));
    if (v->interval > 0)
        ri_call_note(
            v->call,
            "intervals are to hold %.0f %% of the customers or more: numbers of purchases are "
            "whole, and many of them are 0",
            100 * v->interval);
    return ri_purchases_end_table(&v->loaded, table, RI_OK, err);
}

static ri_status answer(struct valuing *v, struct ri_error *err)
{
    const int64_t holdout = ri_call_integer(v->call, "holdout", 0);
    v->until = v->loaded.until - (ri_day)llround((double)holdout * v->unit);
    RI_TRY(learn(v, err));
    say_limits(v);
    if (holdout) return holdout_rows(v, err);
    if (ri_call_flag(v->call, "parameters")) return parameter_rows(v, err);
    learn_margin(v);
    if (!ri_call_given(v->call, "totals")) return customer_rows(v, err);
    say_terms(v);
    return valuing_total_rows(v, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    const struct ri_purchase_wish wish = {.costs = true};
    struct valuing                v = {.call = call};
    RI_TRY(read_options(&v, err));
    ri_status status = ri_purchases_load(call, &wish, &v.loaded, err);
    if (status == RI_OK) status = answer(&v, err);
    ri_purchases_release(&v.loaded);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "customers.value",
          .summary =
              "What each customer is worth from here on: chance of coming back, purchases, money",
          .details =
              "Purchases by BG/NBD or MBG/NBD, money of a purchase by Gamma-Gamma, both by maximum "
              "likelihood; days with several receipts count once. Needs histories from the first "
              "purchase "
              "on. Intervals are those of what will come, not of its mean: from the exact law of "
              "the "
              "model, given the history. --holdout checks the model and the intervals on time it "
              "has "
              "not seen. --totals adds customers up; bounds of sums also hold how well the "
              "parameters are "
              "known.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                   RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight customers value --horizon 26 --margin 0.4 --limit 20",
                      "retailinsight customers value --order at_risk --limit 20 --discount 0.1",
                      "retailinsight customers value --totals segment --horizon 26",
                      "retailinsight customers value --parameters",
                      "retailinsight customers value --holdout 26",
                      "retailinsight customers value --input sales.csv --customer client --time "
                      "day --value amount "
                      "--until 1997-09-30")},
     .run = run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_value_operations = RI_OPERATION_TABLE(operations);
