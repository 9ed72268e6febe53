/* customers value: how many purchases are to come from each customer, and what they are worth. */
#include "customers/purchase_model.h"
#include "customers/spend_model.h"

#include "app/operation.h"
#include "app/purchases.h"

#include <math.h>

static const char *const unit_words[] = {"day", "week", "month", NULL};
static const double      unit_days[] = {1, 7, 365.25 / 12};

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
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows, most value first; 0: all"},
};
static const struct ri_column columns[] = {
    {"customer", RI_COLUMN_CUSTOMER, "customer number; a pseudonym for those who may not see it"},
    {"frequency", RI_COLUMN_INTEGER, "repeat purchases: days with one after the first"},
    {"recency", RI_COLUMN_NUMBER, "from the first to the last purchase, units of time"},
    {"age", RI_COLUMN_NUMBER, "from the first purchase to the last day, units of time"},
    {"alive", RI_COLUMN_SHARE, "chance that the customer will ever come back"},
    {"expected_purchases", RI_COLUMN_NUMBER, "within the horizon"},
    {"average_value", RI_COLUMN_MONEY, "expected amount of a purchase"},
    {"value", RI_COLUMN_MONEY, "expected margin within the horizon, discounted"},
    {"at_risk", RI_COLUMN_MONEY,
     "value lost if a customer like this is gone: value as if surely alive, less value"},
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
};

struct valuing {
    struct ri_call                 *call;
    struct ri_loaded_purchases      loaded;
    struct ri_history_of_customer  *known;    /* by customer, up to the end of learning */
    size_t                          count;    /* customers with a purchase */
    size_t                         *customer; /* of each of them: place in loaded.names */
    struct ri_purchase_history     *history;
    const struct ri_purchase_model *model;
    struct ri_purchase_params       purchase;
    struct ri_spend_params          spend;
    bool                            has_spend;
    double                          unit, horizon, margin, discount;
    ri_day                          until; /* end of learning */
    double                         *value; /* of each, major units */
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

static double mean_repeat(const struct valuing *v, size_t i)
{
    const struct ri_history_of_customer *known = &v->known[v->customer[i]];
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
        const double mean = mean_repeat(v, i);
        worthless += !(mean > 0);
        if (mean > 0) histories[n++] = (struct ri_spend_history){v->history[i].x, mean, 1};
    }
    if (worthless)
        ri_call_note(
            v->call,
            "%zu repeat customers spent nothing in the end: not part of the model of spending",
            worthless);
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

/* Purchases within the horizon, each discounted from the middle of the unit it falls into. */
static double discounted_purchases(const struct valuing *v, const struct ri_purchase_history *h)
{
    if (!(v->discount > 0)) return v->model->expected(&v->purchase, h, v->horizon);
    double sum = 0, before = 0;
    for (double t = 1; t <= v->horizon; t++) {
        const double now = v->model->expected(&v->purchase, h, t);
        sum += (now - before) * pow(1 + v->discount, -(t - 0.5) * v->unit / 365.25);
        before = now;
    }
    return sum;
}

static double amount_of(const struct valuing *v, size_t i)
{
    const double mean = v->history[i].x >= 1 ? mean_repeat(v, i) : 0;
    return ri_spend_expected(&v->spend, mean > 0 ? v->history[i].x : 0, mean);
}

static int most_value_first(const void *left, const void *right, void *context)
{
    const double *value = context;
    const size_t  a = *(const size_t *)left, b = *(const size_t *)right;
    if (value[a] != value[b]) return value[a] > value[b] ? -1 : 1;
    return (a > b) - (a < b);
}

static void put_row(struct valuing *v, struct ri_table_builder *table, size_t i)
{
    const struct ri_purchase_history *h = &v->history[i];
    const double                      alive = v->model->alive(&v->purchase, h);
    ri_purchases_put_name(&v->loaded, table, v->customer[i]);
    ri_put_int(table, (int64_t)h->x);
    ri_put_number(table, h->last);
    ri_put_number(table, h->span);
    ri_put_number(table, alive);
    ri_put_number(table, v->model->expected(&v->purchase, h, v->horizon));
    if (!v->has_spend) return;
    ri_purchases_put_money(&v->loaded, table, amount_of(v, i));
    ri_purchases_put_money(&v->loaded, table, v->value[i]);
    ri_purchases_put_money(&v->loaded, table, v->value[i] * (1 / alive - 1));
}

static ri_status customer_rows(struct valuing *v, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(v->call);
    const int64_t    limit = ri_call_integer(v->call, "limit", 0);
    const size_t     rows = limit > 0 && (size_t)limit < v->count ? (size_t)limit : v->count;
    struct ri_table_builder *table;
    size_t                  *order;
    ri_status                status = RI_OK;
    RI_ARENA_NEW(order, mem, v->count, err);
    RI_ARENA_NEW(v->value, mem, v->count, err);
    learn_margin(v);
    for (size_t i = 0; i < v->count; i++) {
        order[i] = i;
        v->value[i] = discounted_purchases(v, &v->history[i]) *
                      (v->has_spend ? amount_of(v, i) * v->margin : 1);
        if (i % 4096 == 0) RI_TRY(ri_task_check(ri_call_task(v->call), err));
    }
    qsort_r(order, v->count, sizeof *order, most_value_first, v->value);
    RI_TRY(ri_purchases_table(&v->loaded, columns,
                              v->has_spend ? RI_COUNT(columns) : RI_COUNT(columns) - 3, &table,
                              err));
    for (size_t i = 0; i < rows && status == RI_OK; i++) {
        put_row(v, table, order[i]);
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

enum { CLASSES = 8 }; /* 0 .. 6 repeats, 7 and more */

static ri_status holdout_rows(struct valuing *v, struct ri_error *err)
{
    struct ri_history_of_customer *whole;
    struct ri_table_builder       *table;
    double                         expected[CLASSES + 1] = {0}, actual[CLASSES + 1] = {0};
    int64_t                        customers[CLASSES + 1] = {0};
    const double                   t = (double)(v->loaded.until - v->until) / v->unit;
    RI_TRY(ri_customer_histories(v->loaded.at, v->loaded.count, v->loaded.customers,
                                 v->loaded.until, ri_call_mem(v->call), &whole, err));
    for (size_t i = 0; i < v->count; i++) {
        const size_t class = v->history[i].x < CLASSES - 1 ? (size_t)v->history[i].x : CLASSES - 1;
        const double came = whole[v->customer[i]].occasions - v->known[v->customer[i]].occasions;
        const double thought = v->model->expected(&v->purchase, &v->history[i], t);
        for (size_t c = class; c <= CLASSES; c += CLASSES - class) { /* its class, and all */
            expected[c] += thought;
            actual[c] += came;
            customers[c]++;
            if (c == CLASSES) break;
        }
    }
    RI_TRY(ri_purchases_table(&v->loaded, holdout_columns, RI_COUNT(holdout_columns), &table, err));
    for (size_t c = 0; c <= CLASSES; c++) {
        char name[16];
        snprintf(name, sizeof name,
                 c == CLASSES       ? "all"
                 : c == CLASSES - 1 ? "%zu or more"
                                    : "%zu",
                 c);
        ri_put_string(table, name);
        ri_put_int(table, customers[c]);
        ri_put_number(table, expected[c]);
        ri_put_number(table, actual[c]);
    }
    return ri_purchases_end_table(&v->loaded, table, RI_OK, err);
}

static ri_status answer(struct valuing *v, struct ri_error *err)
{
    const int64_t holdout = ri_call_integer(v->call, "holdout", 0);
    v->until = v->loaded.until - (ri_day)llround((double)holdout * v->unit);
    RI_TRY(learn(v, err));
    if (holdout) return holdout_rows(v, err);
    return ri_call_flag(v->call, "parameters") ? parameter_rows(v, err) : customer_rows(v, err);
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
              "on. --holdout checks the model on time it has not seen.",
          .flags = RI_LONG | RI_STANDALONE,
          .roles = RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                   RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight customers value --horizon 26 --margin 0.4 --limit 20",
                      "retailinsight customers value --parameters",
                      "retailinsight customers value --holdout 26",
                      "retailinsight customers value --input sales.csv --customer client --time "
                      "day --value amount "
                      "--until 1997-09-30")},
     .run = run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_customer_value_operations = RI_OPERATION_TABLE(operations);
