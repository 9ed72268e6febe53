/* The table of recommenders, popularity, the best of a list, and how good a list was. */
#include "recommend.h"

#include "base/thread.h"
#include "recommend_internal.h"

#include <math.h>

const struct ri_recommender *const ri_recommenders[] = {
    &recommender_popularity, &recommender_item_item, &recommender_als, NULL};

const struct ri_recommender *ri_recommender_find(const char *name)
{
    for (size_t i = 0; ri_recommenders[i]; i++)
        if (strcmp(ri_recommenders[i]->name, name) == 0) return ri_recommenders[i];
    return NULL;
}

ri_status recommend_check(const struct ri_interactions *interactions, struct ri_error *err)
{
    const size_t n = interactions->users ? interactions->begin[interactions->users] : 0;
    if (!n || !interactions->items)
        return ri_fail(err, RI_EDATA, "nobody bought anything: there is nothing to learn from");
    for (size_t i = 0; i < n; i++)
        if (!(interactions->weight[i] > 0 && isfinite(interactions->weight[i])))
            return ri_fail(err, RI_EDATA, "purchase %zu weighs %g", i,
                           (double)interactions->weight[i]);
    return RI_OK;
}

ri_status ri_interactions_turn(const struct ri_interactions *interactions, struct ri_arena *mem,
                               struct ri_interactions *ret, struct ri_error *err)
{
    const size_t n = interactions->begin[interactions->users];
    size_t      *begin;
    uint32_t    *user;
    float       *weight;
    RI_ARENA_NEW(begin, mem, interactions->items + 2, err);
    RI_ARENA_NEW(user, mem, n, err);
    RI_ARENA_NEW(weight, mem, n, err);
    for (size_t i = 0; i < n; i++) begin[interactions->item[i] + 2]++;
    for (size_t i = 2; i < interactions->items + 2; i++) begin[i] += begin[i - 1];
    for (size_t u = 0; u < interactions->users; u++) {
        for (size_t i = interactions->begin[u]; i < interactions->begin[u + 1]; i++) {
            const size_t at =
                begin[interactions->item[i] + 1]++; /* ends as the begin of the next */
            user[at] = (uint32_t)u;
            weight[at] = interactions->weight[i];
        }
    }
    *ret = (struct ri_interactions){interactions->items, interactions->users, begin, user, weight};
    return RI_OK;
}

/* ---- Popularity ---------------------------------------------------------------------------------------------------- */

static ri_status count_buyers(const struct ri_interactions      *interactions,
                              const struct ri_recommend_options *options, struct ri_task *task,
                              struct ri_arena *mem, void **ret_model, struct ri_error *err)
{
    float *buyers;
    (void)options, (void)task;
    RI_TRY(recommend_check(interactions, err));
    RI_ARENA_NEW(buyers, mem, interactions->items, err);
    for (size_t i = 0; i < interactions->begin[interactions->users]; i++)
        buyers[interactions->item[i]]++;
    *ret_model = buyers;
    return RI_OK;
}

static void score_buyers(const void *model, const struct ri_interactions *interactions, size_t user,
                         float *scores)
{
    (void)user;
    memcpy(scores, model, interactions->items * sizeof *scores);
}

static size_t no_reason(const void *model, const struct ri_interactions *interactions, size_t user,
                        size_t item)
{
    (void)model, (void)interactions, (void)user, (void)item;
    return SIZE_MAX;
}

const struct ri_recommender recommender_popularity = {
    .name = "popularity",
    .summary = "what most customers bought",
    .learn = count_buyers,
    .score = score_buyers,
    .reason = no_reason,
};

/* ---- The best of a list ------------------------------------------------------------------------------------------ */

static bool better(const float *scores, uint32_t a, uint32_t b)
{
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
}

size_t ri_recommend_best(const struct ri_interactions *interactions, size_t user,
                         const float *scores, const struct ri_offer_rules *rules, size_t most,
                         uint32_t *ret)
{
    size_t n = 0, own = interactions->begin[user];
    for (uint32_t i = 0; i < interactions->items; i++) {
        while (own < interactions->begin[user + 1] && interactions->item[own] < i) own++;
        const bool owned = own < interactions->begin[user + 1] && interactions->item[own] == i;
        if ((owned && !rules->owned) || (rules->barred && rules->barred[i]) || !(scores[i] > 0))
            continue;
        if (n == most && (!most || !better(scores, i, ret[n - 1]))) continue;
        size_t at = n < most ? n++ : n - 1;
        for (; at && better(scores, i, ret[at - 1]); at--) ret[at] = ret[at - 1];
        ret[at] = i;
    }
    return n;
}

/* ---- How good ------------------------------------------------------------------------------------------------------ */

enum { USERS_A_TASK = 64 };

struct judging {
    const struct ri_recommender  *recommender;
    const void                   *model;
    const struct ri_interactions *before, *after;
    const struct ri_offer_rules  *rules;
    size_t                        k;
    struct ri_recommend_score    *parts;   /* by block of users: sums */
    float                        *scores;  /* [workers][items] */
    uint32_t                     *best;    /* [workers][k] */
    atomic_bool                  *offered; /* by item */
};

static bool has(const struct ri_interactions *interactions, size_t user, uint32_t item)
{
    size_t low = interactions->begin[user], high = interactions->begin[user + 1];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (interactions->item[middle] == item) return true;
        if (interactions->item[middle] < item)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Items bought afterwards that could have been offered. */
static size_t wanted_by(const struct judging *judging, size_t user)
{
    const struct ri_interactions *after = judging->after;
    size_t                        n = 0;
    for (size_t i = after->begin[user]; i < after->begin[user + 1]; i++) {
        const bool barred = judging->rules->barred && judging->rules->barred[after->item[i]];
        n += !barred && (judging->rules->owned || !has(judging->before, user, after->item[i]));
    }
    return n;
}

static void judge_user(const struct judging *judging, size_t user, unsigned worker,
                       struct ri_recommend_score *sums)
{
    float       *scores = judging->scores + worker * judging->before->items;
    uint32_t    *best = judging->best + worker * judging->k;
    const size_t wanted = wanted_by(judging, user), k = judging->k;
    double       hits = 0, average = 0;
    if (!wanted || judging->before->begin[user] == judging->before->begin[user + 1]) return;
    judging->recommender->score(judging->model, judging->before, user, scores);
    const size_t n = ri_recommend_best(judging->before, user, scores, judging->rules, k, best);
    for (size_t i = 0; i < n; i++) {
        judging->offered[best[i]] = true;
        if (!has(judging->after, user, best[i])) continue;
        hits++;
        average += hits / (double)(i + 1);
    }
    sums->users++;
    sums->precision += hits / (double)k;
    sums->recall += hits / (double)wanted;
    sums->map += average / (double)(wanted < k ? wanted : k);
    sums->hit_rate += hits > 0;
}

static ri_status judge_some(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)err;
    const struct judging *judging = context;
    const size_t          first = block * USERS_A_TASK, users = judging->before->users;
    for (size_t u = first; u < users && u < first + USERS_A_TASK; u++)
        judge_user(judging, u, worker, &judging->parts[block]);
    return RI_OK;
}

static ri_status judge(struct judging *judging, struct ri_task *task, struct ri_arena *scratch,
                       struct ri_recommend_score *ret, struct ri_error *err)
{
    const size_t items = judging->before->items, threads = ri_task_threads(task),
                 blocks = (judging->before->users + USERS_A_TASK - 1) / USERS_A_TASK;
    struct ri_recommend_score sums = {0};
    RI_ARENA_NEW(judging->parts, scratch, blocks, err);
    RI_ARENA_NEW(judging->scores, scratch, threads * items, err);
    RI_ARENA_NEW(judging->best, scratch, threads * judging->k, err);
    RI_ARENA_NEW(judging->offered, scratch, items, err);
    RI_TRY(ri_parallel(task, blocks, judge_some, judging, err));
    for (size_t b = 0; b < blocks; b++) {
        sums.users += judging->parts[b].users;
        sums.precision += judging->parts[b].precision;
        sums.recall += judging->parts[b].recall;
        sums.map += judging->parts[b].map;
        sums.hit_rate += judging->parts[b].hit_rate;
    }
    for (size_t i = 0; i < items; i++) sums.coverage += judging->offered[i] / (double)items;
    if (!sums.users)
        return ri_fail(
            err, RI_EDATA,
            "nobody who was known before bought something that could be offered afterwards");
    const double users = (double)sums.users;
    *ret =
        (struct ri_recommend_score){sums.users,       sums.precision / users, sums.recall / users,
                                    sums.map / users, sums.hit_rate / users,  sums.coverage};
    return RI_OK;
}

ri_status ri_recommend_evaluate(const struct ri_recommender *recommender, const void *model,
                                const struct ri_interactions *before,
                                const struct ri_interactions *after,
                                const struct ri_offer_rules *rules, size_t k, struct ri_task *task,
                                struct ri_arena *scratch, struct ri_recommend_score *ret,
                                struct ri_error *err)
{
    struct judging judging = {.recommender = recommender,
                              .model = model,
                              .before = before,
                              .after = after,
                              .rules = rules,
                              .k = k};
    if (k < 1) return ri_fail(err, RI_EUSAGE, "a list wants at least one item");
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const ri_status            status = judge(&judging, task, scratch, ret, err);
    ri_arena_rewind(scratch, mark);
    return status;
}
