/* customers uplift and power: what a campaign brought, and what one could find out. */
#include "app/campaign_trial.h"
#include "app/operation.h"

#include <math.h>

enum {
    MARKETERS =
        RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
    CURVE_POINTS = 100,
    WORK_MOST = 200000000, /* customers drawn in a bootstrap */
    REPLICATES_LEAST = 200
};

static const struct ri_param uplift_params[] = {
    {"campaign", RI_PARAM_TEXT, RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "name of a campaign, as customers campaigns lists them"},
    {"input", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "a file instead of the workspace, a row a customer: CSV, TSV, Excel, Parquet; - reads "
     "standard input"},
    {"treated", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column that says who was contacted: 1 or 0, treatment or control"},
    {"outcome", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column of what happened: 1 or 0, or an amount"},
    {"score", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "with --input: column that customers were ranked by, the best highest; needed for Qini and "
     "AUUC"},
    {"curve", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "the uplift and Qini curves instead of the figures"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.95", NULL, "of the intervals, 0 to 1"},
    {"bootstrap", RI_PARAM_COUNT, 0, "draws", "1000", NULL,
     "how often customers are drawn again for the second interval; 0: not"},
    {"seed", RI_PARAM_COUNT, 0, NULL, "1", NULL, "of those draws"},
    {"currency", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "only amounts in this currency"},
};
static const struct ri_column uplift_columns[] = {
    {"metric", RI_COLUMN_TEXT,
     "conversion: share that bought; net_sales, receipts: a customer; with --input the outcome; "
     "qini, auuc: how well the score ranks, 1 perfect, 0 chance; qini_gain: mean height of the "
     "curve above chance, outcome a customer"},
    {"contacted", RI_COLUMN_NUMBER, "mean of those contacted; a share is 0 to 1"},
    {"control", RI_COLUMN_NUMBER, "mean of the control group"},
    {"uplift", RI_COLUMN_NUMBER, "what contact changed: the difference; of qini, auuc: the value"},
    {"low", RI_COLUMN_NUMBER, "low end of its interval, by the normal law (shares: Newcombe's)"},
    {"high", RI_COLUMN_NUMBER, "high end"},
    {"bootstrap_low", RI_COLUMN_NUMBER, "low end by drawing customers again"},
    {"bootstrap_high", RI_COLUMN_NUMBER, "high end"},
    {"p_value", RI_COLUMN_NUMBER, "chance of such a difference if contact changed nothing"},
    {"total", RI_COLUMN_NUMBER, "uplift times the customers contacted"},
};
static const struct ri_column curve_columns[] = {
    {"outcome", RI_COLUMN_TEXT, "what is counted"},
    {"share", RI_COLUMN_SHARE, "part of the customers, best scores first"},
    {"customers", RI_COLUMN_INTEGER, "customers with those scores, contacted and control"},
    {"uplift", RI_COLUMN_NUMBER, "difference of the means times those customers"},
    {"qini", RI_COLUMN_NUMBER,
     "outcome of the contacted less that of as many from the control group"},
    {"random", RI_COLUMN_NUMBER, "qini if the score ranked by chance"},
};

struct judging {
    struct ri_call          *call;
    struct ri_loaded_trial   loaded;
    double                   confidence;
    size_t                   replicates;
    uint64_t                 seed;
    uint32_t                *order; /* by score; NULL: no score, or it is the same for all */
    struct ri_table_builder *table;
};

static struct ri_trial trial_of(const struct judging *j, size_t outcome)
{
    return (struct ri_trial){j->loaded.count, j->loaded.treated, j->loaded.outcome[outcome].at,
                             j->loaded.score};
}

/* ---- Figures ------------------------------------------------------------------------------------------------------- */

static void put_numbers(struct ri_table_builder *table, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) ri_put_number(table, values[i]);
}

static void put_effect(struct judging *j, size_t outcome, const struct ri_uplift_effect *e,
                       const struct ri_uplift_bootstrap *drawn)
{
    const double values[] = {e->mean_treated,
                             e->mean_control,
                             e->effect,
                             e->low,
                             e->high,
                             drawn->effect.low,
                             drawn->effect.high,
                             e->p_value,
                             e->effect * (double)e->treated};
    ri_put_string(j->table, j->loaded.outcome[outcome].name);
    put_numbers(j->table, values, RI_COUNT(values));
}

static void put_area(struct judging *j, const char *metric, double value,
                     const struct ri_uplift_range *range)
{
    const double values[] = {NAN, NAN, value, NAN, NAN, range->low, range->high, NAN, NAN};
    ri_put_string(j->table, metric);
    put_numbers(j->table, values, RI_COUNT(values));
}

/* How well the score ranks: by the first outcome, "did it happen" where there is one. */
static void put_areas(struct judging *j, const struct ri_trial *trial,
                      const struct ri_uplift_bootstrap *drawn)
{
    struct ri_uplift_areas areas;
    ri_uplift_areas(trial, j->order, NULL, &areas);
    if (isfinite(areas.qini)) put_area(j, "qini", areas.qini, &drawn->qini);
    if (isfinite(areas.auuc)) put_area(j, "auuc", areas.auuc, &drawn->auuc);
    put_area(j, "qini_gain", areas.qini_gain, &drawn->qini_gain);
    if (drawn->replicates && drawn->qini_gain.low <= 0 && drawn->qini_gain.high >= 0)
        ri_call_note(j->call,
                     "the interval of qini_gain holds 0: this score does not rank customers better "
                     "than chance, as far as this trial can tell");
}

static ri_status bootstrap(struct judging *j, const struct ri_trial *trial, const uint32_t *order,
                           struct ri_uplift_bootstrap *ret, struct ri_error *err)
{
    *ret =
        (struct ri_uplift_bootstrap){{NAN, NAN}, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}, 0};
    if (!j->replicates) return RI_OK;
    return ri_uplift_bootstrap(trial, order, j->replicates, j->confidence, j->seed,
                               ri_call_task(j->call), ri_call_mem(j->call), ret, err);
}

static void say_effect(struct judging *j, const struct ri_uplift_effect *e, size_t outcome)
{
    ri_call_note(j->call, "%zu customers were contacted, %zu are in the control group", e->treated,
                 e->control);
    if (e->low <= 0 && e->high >= 0)
        ri_call_note(j->call,
                     "%s: the interval holds 0, so it may be that contact changed nothing; a "
                     "difference of %.4g is found 8 times in 10 by a test of this size",
                     j->loaded.outcome[outcome].name, 2.8015852181129683 * e->error);
    ri_call_note(j->call, "this holds where the control group was drawn at random");
}

static ri_status figures(struct judging *j, struct ri_error *err)
{
    struct ri_uplift_bootstrap first = {0}, drawn;
    RI_TRY(ri_call_builder(j->call, &j->table, err));
    for (size_t o = 0; o < j->loaded.outcome_count; o++) {
        const struct ri_trial   trial = trial_of(j, o);
        struct ri_uplift_effect effect;
        RI_TRY(ri_uplift_effect(&trial, j->confidence, &effect, err));
        RI_TRY(bootstrap(j, &trial, o == 0 ? j->order : NULL, &drawn, err));
        put_effect(j, o, &effect, &drawn);
        if (o == 0) first = drawn;
        if (o == 0) say_effect(j, &effect, o);
    }
    const struct ri_trial trial = trial_of(j, 0);
    if (j->order) put_areas(j, &trial, &first);
    return RI_OK;
}

/* ---- Curves -------------------------------------------------------------------------------------------------------- */

static void put_curve(struct judging *j, size_t outcome, const struct ri_uplift_point *points,
                      size_t count)
{
    const struct ri_uplift_point *end = &points[count - 1];
    double                        next = 0;
    for (size_t i = 0; i < count; i++) { /* thinned evenly, ends kept */
        const struct ri_uplift_point *p = &points[i];
        const double                  share = p->targeted / end->targeted;
        if (share + 1e-12 < next && i + 1 < count) continue;
        next += 1.0 / CURVE_POINTS;
        if (next < share) next = share;
        ri_put_string(j->table, j->loaded.outcome[outcome].name);
        ri_put_number(j->table, share);
        ri_put_int(j->table, (int64_t)p->targeted);
        ri_put_number(j->table, p->uplift);
        ri_put_number(j->table, p->qini);
        ri_put_number(j->table, end->qini * share);
    }
}

static ri_status curves(struct judging *j, struct ri_error *err)
{
    struct ri_table_column  shown[RI_COUNT(curve_columns)];
    struct ri_uplift_point *points;
    if (!j->order)
        return ri_fail(err, RI_EUSAGE,
                       "--curve needs a score that tells customers apart: --score COLUMN");
    for (size_t c = 0; c < RI_COUNT(curve_columns); c++)
        shown[c] = (struct ri_table_column){.name = curve_columns[c].name,
                                            .type = curve_columns[c].type,
                                            .help = curve_columns[c].help};
    RI_TRY(ri_call_columns(j->call, shown, RI_COUNT(shown), err));
    RI_TRY(ri_table_builder_new(shown, RI_COUNT(shown), &j->table, err));
    RI_ARENA_NEW(points, ri_call_mem(j->call), j->loaded.count + 1, err);
    for (size_t o = 0; o < j->loaded.outcome_count; o++) {
        const struct ri_trial trial = trial_of(j, o);
        put_curve(j, o, points, ri_uplift_curve(&trial, j->order, NULL, points));
    }
    return ri_call_emit_builder(j->call, j->table, err);
}

/* ---- customers uplift ---------------------------------------------------------------------------------------------- */

static bool tells_apart(const double *score, size_t count)
{
    for (size_t i = 1; score && i < count; i++)
        if (score[i] != score[0]) return true;
    return false;
}

static ri_status read_options(struct judging *j, struct ri_error *err)
{
    const int64_t draws = ri_call_integer(j->call, "bootstrap", 1000);
    j->confidence = ri_call_number(j->call, "confidence", 0.95);
    j->seed = (uint64_t)ri_call_integer(j->call, "seed", 1);
    if (!(j->confidence > 0.5 && j->confidence < 1))
        return ri_fail(err, RI_EUSAGE, "--confidence wants more than 0.5 and less than 1; got %g",
                       j->confidence);
    if (draws == 1 || draws > 100000)
        return ri_fail(err, RI_EUSAGE, "--bootstrap wants 0, or 2 to 100000 draws; got %lld",
                       (long long)draws);
    j->replicates = (size_t)draws;
    return RI_OK;
}

static ri_status prepare(struct judging *j, struct ri_error *err)
{
    const struct ri_trial trial = trial_of(j, 0);
    if (j->loaded.count * j->replicates > WORK_MOST && !ri_call_given(j->call, "bootstrap")) {
        const size_t fewer = WORK_MOST / j->loaded.count;
        j->replicates = fewer > REPLICATES_LEAST ? fewer : REPLICATES_LEAST;
        ri_call_note(j->call, "%zu draws for the second interval, as there are many customers",
                     j->replicates);
    }
    if (!tells_apart(trial.score, trial.count)) return RI_OK;
    return ri_uplift_order(&trial, ri_call_mem(j->call), &j->order, err);
}

static ri_status uplift_run(struct ri_call *call, struct ri_error *err)
{
    struct judging j = {.call = call};
    RI_TRY(read_options(&j, err));
    RI_TRY(ri_trial_load(call, &j.loaded, err));
    RI_TRY(prepare(&j, err));
    if (!ri_call_flag(call, "curve")) {
        const ri_status status = figures(&j, err);
        return j.table ? ri_call_answer(call, j.table, status, err) : status;
    }
    const ri_status status = curves(&j, err);
    ri_table_builder_free(j.table);
    return status;
}

/* ---- customers power ----------------------------------------------------------------------------------------------- */

static const struct ri_param power_params[] = {
    {"contacted", RI_PARAM_COUNT, RI_PARAM_REQUIRED, "customers", NULL, NULL,
     "that are to be contacted"},
    {"control", RI_PARAM_COUNT, RI_PARAM_REQUIRED, "customers", NULL, NULL, "that are left alone"},
    {"rate", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "share that buys without contact, 0 to 1: the answer is a difference of shares"},
    {"sd", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "standard deviation of the outcome a customer, instead of --rate: the answer is in its unit"},
    {"effect", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "a true difference: the chance to find it is told"},
    {"confidence", RI_PARAM_NUMBER, 0, NULL, "0.95", NULL, "of the test, 0 to 1"},
    {"power", RI_PARAM_NUMBER, 0, NULL, "0.8", NULL, "chance to find a true difference, 0 to 1"},
};
static const struct ri_column power_columns[] = {
    {"contacted", RI_COLUMN_INTEGER, "customers contacted"},
    {"control", RI_COLUMN_INTEGER, "customers left alone"},
    {"detectable", RI_COLUMN_NUMBER,
     "smallest true difference that is found with that chance; missing: none"},
    {"power", RI_COLUMN_SHARE, "chance to find it, or --effect where that is given"},
};

static ri_status power_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_uplift_design d = {.treated = (double)ri_call_integer(call, "contacted", 0),
                                 .control = (double)ri_call_integer(call, "control", 0),
                                 .confidence = ri_call_number(call, "confidence", 0.95),
                                 .power = ri_call_number(call, "power", 0.8)};
    const double            rate = ri_call_number(call, "rate", NAN),
                 effect = ri_call_number(call, "effect", NAN);
    struct ri_table_builder *table;
    if (ri_call_given(call, "rate") == ri_call_given(call, "sd"))
        return ri_fail(err, RI_EUSAGE, "give --rate or --sd, one of them");
    if (ri_call_given(call, "rate") && !(rate >= 0 && rate < 1))
        return ri_fail(err, RI_EUSAGE, "--rate wants 0 or more and less than 1; got %g", rate);
    d.sd_treated = d.sd_control = ri_call_given(call, "sd") ? ri_call_number(call, "sd", 0) : 0;
    const double least =
        ri_call_given(call, "sd") ? ri_uplift_detectable(&d) : ri_uplift_detectable_rate(&d, rate);
    if (isnan(least))
        return ri_fail(err, RI_EUSAGE,
                       "customers must be 1 or more, --sd 0 or more, --confidence and --power "
                       "between 0 and 1");
    if (ri_call_given(call, "rate")) {
        const double p = fmin(1, fmax(0, rate + (isnan(effect) ? least : effect)));
        d.sd_control = sqrt(rate * (1 - rate));
        d.sd_treated = sqrt(p * (1 - p));
    }
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_int(table, (int64_t)d.treated);
    ri_put_int(table, (int64_t)d.control);
    ri_put_number(table, least);
    ri_put_number(table, isnan(effect) ? d.power : ri_uplift_power(&d, effect));
    if (isinf(least))
        ri_call_note(call, "so few customers cannot find any difference with that chance");
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.uplift",
              .summary = "What a campaign brought: the difference to its control group, with "
                         "intervals, Qini and AUUC",
              .details =
                  "Compares customers who were contacted with those who were drawn at random to be "
                  "left alone, over the days the campaign is measured. Net sales count returns. "
                  "The Qini curve and AUUC tell whether the score ranks customers by what contact "
                  "changes, as scikit-uplift defines them. Campaigns come from customers target; "
                  "with --input any file with a row a customer will do.",
              .flags = RI_LONG | RI_STANDALONE,
              .roles = MARKETERS,
              RI_PARAMS(uplift_params),
              RI_COLUMNS(uplift_columns),
              RI_EXAMPLES("retailinsight customers uplift spring",
                          "retailinsight customers uplift spring --curve --format csv",
                          "retailinsight customers uplift --input trial.csv --treated mailed "
                          "--outcome bought --score rank")},
     .run = uplift_run,
     .instead = "input"},
    {.info = {.name = "customers.power",
              .summary = "What a campaign with a control group could find out, before it starts",
              .details = "The smallest true difference between contacted and control customers "
                         "that a test of this size calls significant with the wanted chance.",
              .flags = RI_STANDALONE,
              .roles = MARKETERS,
              RI_PARAMS(power_params),
              RI_COLUMNS(power_columns),
              RI_EXAMPLES(
                  "retailinsight customers power --contacted 9000 --control 1000 --rate 0.12",
                  "retailinsight customers power --contacted 9000 --control 1000 --sd 41.50 "
                  "--effect 3")},
     .run = power_run},
};
const struct ri_operation_table ri_campaign_uplift_operations = RI_OPERATION_TABLE(operations);
