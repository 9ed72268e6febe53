/* Scores by which customers are ranked for a campaign: money to come, money at risk, scores of RFM, expected uplift. */
#include "app/campaign_choice.h"
#include "app/campaign_outcome.h"
#include "app/operation.h"
#include "customers/purchase_model.h"
#include "customers/spend_model.h"
#include "customers/uplift_model.h"

#include <math.h>

enum { FIGURES = 4, REPLICATES = 200 };
#define WEEK_DAYS 7.0

/* ---- Worth -------------------------------------------------------------------------------------------------------- */

struct worth { /* models of purchases and of spending */
    const struct ri_campaign_choice *choice;
    struct ri_history_of_customer   *known;   /* by customer */
    struct ri_purchase_history      *history; /* by point, weeks */
    const struct ri_purchase_model  *model;
    struct ri_purchase_params        purchase;
    struct ri_spend_params           spend;
    double                           unit, horizon, margin;
};

static double mean_repeat(const struct worth *w, size_t point)
{
    const struct ri_history_of_customer *known = &w->known[w->choice->crowd.customer[point]];
    if (known->occasions < 2) return 0;
    return (double)known->repeat_minor / w->unit / (known->occasions - 1);
}

static ri_status learn_worth(struct worth *w, struct ri_error *err)
{
    const struct ri_campaign_choice *c = w->choice;
    struct ri_arena                 *mem = ri_call_mem(c->call);
    struct ri_spend_history         *spent;
    size_t                           repeats = 0;
    RI_TRY(ri_customer_histories(c->loaded->at, c->loaded->count, c->loaded->customers,
                                 c->loaded->until, mem, &w->known, err));
    RI_ARENA_NEW(w->history, mem, c->crowd.count, err);
    RI_ARENA_NEW(spent, mem, c->crowd.count, err);
    for (size_t i = 0; i < c->crowd.count; i++) {
        const struct ri_history_of_customer *known = &w->known[c->crowd.customer[i]];
        w->history[i] =
            (struct ri_purchase_history){.x = known->occasions - 1,
                                         .last = (known->last - known->first) / WEEK_DAYS,
                                         .span = (c->loaded->until - known->first) / WEEK_DAYS,
                                         .weight = 1};
        if (mean_repeat(w, i) > 0)
            spent[repeats++] = (struct ri_spend_history){w->history[i].x, mean_repeat(w, i), 1};
    }
    RI_TRY(ri_purchase_fit(w->model, w->history, c->crowd.count, mem, &w->purchase, err));
    return ri_spend_fit(spent, repeats, mem, &w->spend, err);
}

static ri_status score_worth(struct ri_campaign_choice *c, bool at_risk, struct ri_error *err)
{
    struct worth w = {.choice = c,
                      .model = ri_purchase_model_find("bgnbd"),
                      .unit = pow(10, c->loaded->digits),
                      .horizon = (double)ri_call_integer(c->call, "horizon", 26),
                      .margin = ri_call_number(c->call, "margin", 1)};
    if (!(w.margin > 0 && w.margin <= 1))
        return ri_fail(err, RI_EUSAGE, "--margin wants more than 0 to 1; got %g", w.margin);
    if (!(w.horizon >= 1 && w.horizon <= 520))
        return ri_fail(err, RI_EUSAGE, "--horizon wants 1 to 520 weeks; got %g", w.horizon);
    if (c->loaded->from_file && !ri_call_given(c->call, "value"))
        return ri_fail(err, RI_EUSAGE, "--score %s needs --value COLUMN",
                       ri_call_text(c->call, "score"));
    if (learn_worth(&w, err) != RI_OK)
        return ri_error_prefix(err, "--score %s", ri_call_text(c->call, "score"));
    if (!isfinite(ri_spend_expected(&w.spend, 0, 0)))
        return ri_fail(err, RI_EDATA,
                       "--score %s: purchases differ so much that their model has no mean; "
                       "--score monetary or rfm needs no model",
                       ri_call_text(c->call, "score"));
    for (size_t i = 0; i < c->crowd.count; i++) {
        const double mean = mean_repeat(&w, i),
                     amount = ri_spend_expected(&w.spend, mean > 0 ? w.history[i].x : 0, mean),
                     value = w.model->expected(&w.purchase, &w.history[i], w.horizon) * amount *
                             w.margin,
                     alive = w.model->alive(&w.purchase, &w.history[i]);
        c->score[i] = at_risk ? value * (1 / alive - 1) : value;
        if (i % 4096 == 0) RI_TRY(ri_task_check(ri_call_task(c->call), err));
    }
    return RI_OK;
}

static ri_status score_value(struct ri_campaign_choice *c, struct ri_error *err)
{
    return score_worth(c, false, err);
}

static ri_status score_risk(struct ri_campaign_choice *c, struct ri_error *err)
{
    return score_worth(c, true, err);
}

/* ---- RFM ---------------------------------------------------------------------------------------------------------- */

static ri_status score_rfm(struct ri_campaign_choice *c, struct ri_error *err)
{
    (void)err;
    for (size_t i = 0; i < c->crowd.count; i++)
        c->score[i] = c->rfm[i][RI_RECENCY] + c->rfm[i][RI_FREQUENCY] + c->rfm[i][RI_MONETARY];
    return RI_OK;
}

static ri_status score_monetary(struct ri_campaign_choice *c, struct ri_error *err)
{
    (void)err;
    for (size_t i = 0; i < c->crowd.count; i++) c->score[i] = c->crowd.rfm[i].value[RI_MONETARY];
    return RI_OK;
}

static ri_status score_frequency(struct ri_campaign_choice *c, struct ri_error *err)
{
    (void)err;
    for (size_t i = 0; i < c->crowd.count; i++) c->score[i] = c->crowd.rfm[i].value[RI_FREQUENCY];
    return RI_OK;
}

/* ---- Uplift ------------------------------------------------------------------------------------------------------- */

/* What was known of a customer on a day: recency, receipts, money and how long they have been one, logged. */
static bool figures_of(const struct ri_history_of_customer *known, ri_day day, double unit,
                       double *ret)
{
    if (!known->occasions) return false;
    const double money = (double)known->minor / unit;
    ret[0] = log1p(day - known->last);
    ret[1] = log1p(known->receipts);
    ret[2] = copysign(log1p(fabs(money)), money);
    ret[3] = log1p(day - known->first);
    return true;
}

struct
    lesson { /* the trial that the model learns from: members who were customers before its start */
    struct ri_trial trial;
    unsigned char  *treated;
    double         *outcome, *figures, *cross;
    double          spent; /* mean of those who bought */
};

static ri_status gather(struct ri_campaign_choice *c, const struct ri_campaign_outcome *o,
                        struct lesson *lesson, struct ri_error *err)
{
    struct ri_arena               *mem = ri_call_mem(c->call);
    struct ri_history_of_customer *before;
    uint32_t                      *number;
    const ri_day                   day = o->campaign.starts_on - 1;
    double                         net = 0, buyers = 0;
    RI_TRY(ri_customer_histories(c->loaded->at, c->loaded->count, c->loaded->customers, day, mem,
                                 &before, err));
    RI_ARENA_NEW(number, mem, c->loaded->customers + 1, err);
    RI_ARENA_NEW(lesson->treated, mem, o->count + 1, err);
    RI_ARENA_NEW(lesson->outcome, mem, o->count + 1, err);
    RI_ARENA_NEW(lesson->cross, mem, o->count + 1, err);
    RI_ARENA_NEW(lesson->figures, mem, FIGURES * (o->count + 1), err);
    for (size_t i = 0; i < c->loaded->customers; i++) number[c->loaded->place[i]] = (uint32_t)i;
    size_t n = 0, place;
    for (size_t i = 0; i < o->count; i++) {
        if (!ri_intern_find(c->loaded->names, ri_view_of(o->pseudonym[i]), &place) ||
            !figures_of(&before[number[place]], day, pow(10, c->loaded->digits),
                        lesson->figures + n * FIGURES))
            continue;
        lesson->treated[n] = o->treated[i];
        lesson->outcome[n++] = o->bought[i];
        net += o->bought[i] > 0 ? o->net[i] : 0;
        buyers += o->bought[i];
    }
    lesson->trial = (struct ri_trial){n, lesson->treated, lesson->outcome, lesson->cross};
    lesson->spent = buyers > 0 ? net / buyers : 0;
    return RI_OK;
}

/* Says how well such scores ranked customers whom their models had not seen. */
static ri_status say_worth(struct ri_campaign_choice *c, const struct lesson *lesson,
                           const char *name, struct ri_error *err)
{
    struct ri_uplift_bootstrap drawn;
    struct ri_uplift_areas     areas;
    struct ri_arena           *mem = ri_call_mem(c->call);
    uint32_t                  *order;
    const ri_status            status =
        ri_uplift_cross_score(&lesson->trial, lesson->figures, FIGURES, 1, mem, lesson->cross, err);
    if (status == RI_EDATA) {
        ri_call_note(
            c->call,
            "learnt from '%s', which is too small to check how well such a score ranks: %s", name,
            err ? err->message : "few customers");
        return RI_OK;
    }
    RI_TRY(status);
    RI_TRY(ri_uplift_order(&lesson->trial, mem, &order, err));
    ri_uplift_areas(&lesson->trial, order, NULL, &areas);
    RI_TRY(ri_uplift_bootstrap(&lesson->trial, order, REPLICATES, 0.95, 1, ri_call_task(c->call),
                               mem, &drawn, err));
    ri_call_note(c->call,
                 "learnt from '%s': on customers that the models had not seen the score had a Qini "
                 "of %.3f (%.3f to %.3f; 0: chance)%s",
                 name, areas.qini, drawn.qini.low, drawn.qini.high,
                 drawn.qini.low > 0 ? "" : ": this does not show that it ranks better than chance");
    return RI_OK;
}

static ri_status score_uplift(struct ri_campaign_choice *c, struct ri_error *err)
{
    const char                    *after = ri_call_text(c->call, "after");
    struct ri_campaign_outcome     o;
    struct lesson                  lesson;
    struct ri_uplift_model         model;
    struct ri_history_of_customer *now;
    const double                   unit = pow(10, c->loaded->digits);
    if (!after || !c->control)
        return ri_fail(err, RI_EUSAGE,
                       "--score uplift learns from a campaign of the workspace: --after NAME");
    RI_TRY(ri_campaign_measure(c->call, c->control, after, &o, err));
    RI_TRY(gather(c, &o, &lesson, err));
    if (ri_uplift_model_fit(&lesson.trial, lesson.figures, FIGURES, &model, err) != RI_OK)
        return ri_error_prefix(err, "--score uplift after '%s'", after);
    RI_TRY(say_worth(c, &lesson, after, err));
    RI_TRY(ri_customer_histories(c->loaded->at, c->loaded->count, c->loaded->customers,
                                 c->loaded->until, ri_call_mem(c->call), &now, err));
    for (size_t i = 0; i < c->crowd.count; i++) {
        double figures[FIGURES];
        c->score[i] = figures_of(&now[c->crowd.customer[i]], c->loaded->until, unit, figures)
                          ? ri_uplift_model_score(&model, figures) * lesson.spent
                          : (double)NAN;
    }
    return RI_OK;
}

/* ---- The table ---------------------------------------------------------------------------------------------------- */

static const struct {
    ri_status (*score)(struct ri_campaign_choice *choice, struct ri_error *err);
    bool rfm; /* needs scores of RFM */
} ways[] = {{score_value, false},    {score_risk, false},      {score_rfm, true},
            {score_monetary, false}, {score_frequency, false}, {score_uplift, false}};
const char *const ri_campaign_scores[] = {"value",     "risk",   "rfm", "monetary",
                                          "frequency", "uplift", NULL};

static ri_status rfm_scores(struct ri_campaign_choice *c, struct ri_error *err)
{
    RI_ARENA_NEW(c->rfm, ri_call_mem(c->call), c->crowd.count, err);
    return ri_rfm_scores(c->crowd.rfm, c->crowd.count, ri_call_mem(c->call), c->rfm, err);
}

ri_status ri_campaign_score(struct ri_campaign_choice *c, struct ri_error *err)
{
    const char *name = ri_call_text(c->call, "score");
    size_t      way = 0;
    while (ri_campaign_scores[way] && strcmp(ri_campaign_scores[way], name) != 0) way++;
    if (!ri_campaign_scores[way]) return ri_fail(err, RI_EINTERNAL, "no score '%s'", name);
    if (ways[way].rfm || ri_call_given(c->call, "r") || ri_call_given(c->call, "f") ||
        ri_call_given(c->call, "m"))
        RI_TRY(rfm_scores(c, err));
    RI_ARENA_NEW(c->score, ri_call_mem(c->call), c->crowd.count, err);
    return ways[way].score(c, err);
}
