/* Recommenders: what the library implicit finds too, properties of all drivers, lists and their judgement by hand. */
#include "recommend.h"

#include "base/golden.h"
#include "base/random.h"
#include "base/test.h"

/* ---- A crowd with tastes --------------------------------------------------------------------------------------------- */

enum { USERS = 300, ITEMS = 40, MOST = USERS * ITEMS };
static size_t   begin[USERS + 1], begin_after[USERS + 1];
static uint32_t item[MOST], item_after[MOST];
static float    weight[MOST], weight_after[MOST];

static struct ri_interactions before_of(size_t users)
{
    return (struct ri_interactions){users, ITEMS, begin, item, weight};
}

/* Four tastes: nine of ten purchases are items of one's own taste; the last fifth of them lies afterwards. */
static void draw_crowd(size_t users, uint64_t seed)
{
    struct ri_random random;
    size_t           n = 0, m = 0;
    ri_random_init(&random, seed, 0);
    for (size_t u = 0; u < users; u++) {
        begin[u] = n;
        begin_after[u] = m;
        for (uint32_t i = 0; i < ITEMS; i++) {
            const double chance = (i % 4 == u % 4 ? 0.6 : 0.04) * (u % 7 == 6 ? 0.2 : 1);
            if (ri_random_uniform(&random) >= chance) continue;
            if (ri_random_uniform(&random) < 0.2) {
                item_after[m] = i;
                weight_after[m++] = 1;
            } else {
                item[n] = i;
                weight[n++] = 1 + (float)ri_random_below(&random, 3);
            }
        }
    }
    begin[users] = n;
    begin_after[users] = m;
}

TEST(every_recommender_beats_chance_and_explains_itself)
{
    struct ri_arena mem;
    draw_crowd(USERS, 3);
    const struct ri_interactions before = before_of(USERS),
                                 after = {USERS, ITEMS, begin_after, item_after, weight_after};
    const struct ri_offer_rules rules = {0};
    struct ri_recommend_score   scores[8];
    ri_arena_init(&mem, 1 << 24);
    for (size_t r = 0; ri_recommenders[r]; r++) {
        const struct ri_recommender *one = ri_recommenders[r];
        void                        *model;
        float                        of_items[ITEMS];
        CHECK(ri_recommender_find(one->name) == one);
        const struct ri_recommend_options options = {.factors = 8};
        CHECK_STATUS(one->learn(&before, &options, NULL, &mem, &model, NULL), RI_OK);
        CHECK_STATUS(ri_recommend_evaluate(one, model, &before, &after, &rules, 5, NULL, &mem,
                                           &scores[r], NULL),
                     RI_OK);
        CHECK(scores[r].users > USERS / 2 && scores[r].recall <= 1 && scores[r].map <= 1);
        one->score(model, &before, 5, of_items);
        const size_t why = one->reason(model, &before, 5, 13); /* taste 1, as that of user 5 */
        if (r == 0) CHECK(why == SIZE_MAX);
        if (r > 0) {
            bool owned = false;
            for (size_t i = begin[5]; i < begin[6]; i++) owned |= item[i] == why;
            CHECK(owned && why % 4 == 1);
        }
    }
    CHECK(scores[1].map > 1.5 * scores[0].map); /* item_item against popularity */
    CHECK(scores[2].map > 1.5 * scores[0].map); /* als */
    CHECK(ri_recommender_find("oracle") == NULL);
    ri_arena_release(&mem);
}

/* Each iteration lowers the objective, and neither threads nor the way a row is solved change the answer. */
TEST(als_goes_down_and_is_the_same_for_any_number_of_threads)
{
    struct ri_task  threads = {.threads = 3};
    struct ri_arena mem;
    double          last = INFINITY;
    draw_crowd(USERS, 5);
    const struct ri_interactions before = before_of(USERS);
    ri_arena_init(&mem, 1 << 24);
    for (size_t iterations = 1; iterations <= 6; iterations++) {
        struct ri_recommend_options  options = {.factors = 8, .iterations = iterations, .alpha = 4};
        void                        *model, *again;
        float                        a[ITEMS], b[ITEMS];
        const struct ri_recommender *als = ri_recommender_find("als");
        CHECK_STATUS(als->learn(&before, &options, NULL, &mem, &model, NULL), RI_OK);
        CHECK_STATUS(als->learn(&before, &options, &threads, &mem, &again, NULL), RI_OK);
        const double objective = ri_als_objective(model, &before);
        CHECK(objective < last);
        last = objective;
        als->score(model, &before, 17, a);
        als->score(again, &before, 17, b);
        CHECK(memcmp(a, b, sizeof a) == 0);
    }
    ri_arena_release(&mem);
}

/* ---- What implicit finds --------------------------------------------------------------------------------------------- */

static const struct ri_json_value *read_golden(struct ri_json_document **ret)
{
    size_t      length;
    const char *text = ri_test_data("recommend_golden.json", &length);
    CHECK_STATUS(ri_json_read(text, length, ret, NULL), RI_OK);
    return ri_json_root(*ret);
}

static struct ri_interactions golden_crowd(const struct ri_json_value *golden)
{
    const struct ri_json_value *counts = ri_json_member(golden, "counts");
    const size_t                users = ri_json_count(counts);
    size_t                      n = 0, items = 0;
    for (size_t u = 0; u < users; u++) {
        const struct ri_json_value *row = ri_json_at(counts, u, NULL);
        items = ri_json_count(row);
        begin[u] = n;
        for (uint32_t i = 0; i < items; i++) {
            const double r = golden_value(ri_json_at(row, i, NULL));
            if (!(r > 0)) continue;
            item[n] = i;
            weight[n++] = (float)r;
        }
    }
    begin[users] = n;
    return (struct ri_interactions){users, items, begin, item, weight};
}

TEST(implicit_finds_the_same_factors)
{
    struct ri_json_document     *document;
    const struct ri_json_value  *golden = read_golden(&document);
    const struct ri_interactions crowd = golden_crowd(golden);
    const struct ri_json_value  *first = ri_json_member(golden, "start");
    const size_t                 factors = (size_t)golden_number(golden, "factors");
    float                        start[64 * 16];
    void                        *model;
    struct ri_arena              mem;
    ri_arena_init(&mem, 1 << 22);
    for (size_t i = 0; i < crowd.items; i++)
        for (size_t k = 0; k < factors; k++)
            start[i * factors + k] =
                (float)golden_value(ri_json_at(ri_json_at(first, i, NULL), k, NULL));
    const struct ri_recommend_options options = {.factors = factors,
                                                 .iterations =
                                                     (size_t)golden_number(golden, "iterations"),
                                                 .alpha = golden_number(golden, "alpha"),
                                                 .lambda = golden_number(golden, "lambda"),
                                                 .start = start};
    const struct ri_recommender      *als = ri_recommender_find("als");
    CHECK_STATUS(als->learn(&crowd, &options, NULL, &mem, &model, NULL), RI_OK);
    const struct ri_json_value *users = ri_json_member(golden, "users"),
                               *want = ri_json_member(golden, "scores");
    for (size_t s = 0; s < ri_json_count(users); s++) {
        float scores[64];
        als->score(model, &crowd, (size_t)golden_value(ri_json_at(users, s, NULL)), scores);
        for (size_t i = 0; i < crowd.items; i++)
            CHECK_NEAR((double)scores[i],
                       golden_value(ri_json_at(ri_json_at(want, s, NULL), i, NULL)), 2e-5);
    }
    ri_json_document_free(document);
    ri_arena_release(&mem);
}

TEST(implicit_finds_the_same_neighbours)
{
    struct ri_json_document     *document;
    const struct ri_json_value  *golden = read_golden(&document);
    const struct ri_interactions crowd = golden_crowd(golden);
    const struct ri_json_value  *cosine = ri_json_member(golden, "cosine");
    const struct ri_recommender *item_item = ri_recommender_find("item_item");
    const size_t                 one[] = {0, 1};
    void                        *model;
    struct ri_arena              mem;
    ri_arena_init(&mem, 1 << 22);
    CHECK_STATUS(item_item->learn(&crowd, &(struct ri_recommend_options){.neighbours = 30}, NULL,
                                  &mem, &model, NULL),
                 RI_OK);
    for (uint32_t i = 0; i < crowd.items;
         i++) { /* scores of somebody who has item i alone: its likenesses */
        const float                  once = 1;
        const struct ri_interactions alone = {1, crowd.items, one, &i, &once};
        float                        scores[64];
        item_item->score(model, &alone, 0, scores);
        for (size_t j = 0; j < crowd.items; j++)
            if (j != i)
                CHECK_NEAR((double)scores[j],
                           golden_value(ri_json_at(ri_json_at(cosine, i, NULL), j, NULL)), 1e-6);
    }
    ri_json_document_free(document);
    ri_arena_release(&mem);
}

/* ---- Lists by hand ---------------------------------------------------------------------------------------------------- */

TEST(the_best_of_a_list_by_hand)
{
    const size_t                 rows[] = {0, 2};
    const uint32_t               own[] = {1, 4};
    const float                  times[] = {1, 2}, scores[] = {0.25f, 9, 0.5f, 0.5f, 8, -1, 0.75f};
    const bool                   barred[] = {false, false, false, false, false, false, true};
    const struct ri_interactions one = {1, 7, rows, own, times};
    uint32_t                     best[3];
    CHECK_INT(ri_recommend_best(&one, 0, scores, &(struct ri_offer_rules){0}, 3, best), 3);
    CHECK(best[0] == 6 && best[1] == 2 && best[2] == 3);
    CHECK_INT(
        ri_recommend_best(&one, 0, scores, &(struct ri_offer_rules){.barred = barred}, 3, best), 3);
    CHECK(best[0] == 2 && best[1] == 3 &&
          best[2] == 0); /* what nobody wants (-1) is never offered */
    CHECK_INT(ri_recommend_best(&one, 0, scores, &(struct ri_offer_rules){.owned = true}, 2, best),
              2);
    CHECK(best[0] == 1 && best[1] == 4);
    CHECK_INT(ri_recommend_best(&one, 0, scores, &(struct ri_offer_rules){0}, 0, best), 0);
}

TEST(judgement_by_hand)
{
    /* buyers: item 0: 3, item 1: 2, item 2: 1, item 3: 0. User 0 has 0; bought 2 and 0 afterwards */
    const size_t                 rows[] = {0, 1, 3, 6}, later[] = {0, 2, 2, 3};
    const uint32_t               had[] = {0, 0, 1, 0, 1, 2}, bought[] = {0, 2, 3};
    const float                  times[] = {1, 1, 1, 1, 1, 1};
    const struct ri_interactions before = {3, 4, rows, had, times},
                                 after = {3, 4, later, bought, times};
    const struct ri_recommender *popularity = ri_recommender_find("popularity");
    struct ri_recommend_score    found;
    struct ri_error              err = {0};
    void                        *model;
    struct ri_arena              mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(
        popularity->learn(&before, &(struct ri_recommend_options){0}, NULL, &mem, &model, &err),
        RI_OK);
    CHECK_STATUS(ri_recommend_evaluate(popularity, model, &before, &after,
                                       &(struct ri_offer_rules){0}, 2, NULL, &mem, &found, &err),
                 RI_OK);
    /* user 0 is offered 1, 2: one hit, in second place; user 2 nothing that fits: item 3 has no buyers */
    CHECK_INT(found.users, 2);
    CHECK_NEAR(found.precision, 0.5 / 2, 1e-12);
    CHECK_NEAR(found.recall, 1.0 / 2, 1e-12);
    CHECK_NEAR(found.map, 0.5 / 2, 1e-12);
    CHECK_NEAR(found.hit_rate, 0.5, 1e-12);
    CHECK_NEAR(found.coverage, 0.5, 1e-12);
    const struct ri_interactions nothing = {3, 4, (const size_t[]){0, 0, 0, 0}, bought, times};
    CHECK_STATUS(ri_recommend_evaluate(popularity, model, &before, &nothing,
                                       &(struct ri_offer_rules){0}, 2, NULL, &mem, &found, &err),
                 RI_EDATA);
    ri_arena_release(&mem);
}

TEST(recommenders_refuse_what_cannot_be)
{
    const size_t                 rows[] = {0, 0};
    const struct ri_interactions nobody = {1, 3, rows, NULL, NULL};
    struct ri_error              err = {0};
    void                        *model;
    struct ri_arena              mem;
    draw_crowd(20, 7);
    const struct ri_interactions some = before_of(20);
    ri_arena_init(&mem, 1 << 20);
    for (size_t r = 0; ri_recommenders[r]; r++) {
        const struct ri_recommend_options none = {0};
        CHECK_STATUS(ri_recommenders[r]->learn(&nobody, &none, NULL, &mem, &model, &err), RI_EDATA);
        struct ri_arena tight;
        bool            failed = false;
        for (size_t limit = 64;; limit += limit / 2) { /* an answer or no room, nothing between */
            ri_arena_init(&tight, limit);
            const ri_status status =
                ri_recommenders[r]->learn(&some, &none, NULL, &tight, &model, &err);
            ri_arena_release(&tight);
            failed |= status == RI_ENOMEM;
            if (status == RI_OK) break;
            CHECK_STATUS(status, RI_ENOMEM);
        }
        CHECK(failed);
    }
    const struct ri_recommend_options many = {.factors = 257}, odd = {.alpha = -1},
                                      far = {.neighbours = 1001};
    CHECK_STATUS(ri_recommender_find("als")->learn(&some, &many, NULL, &mem, &model, &err),
                 RI_EUSAGE);
    CHECK_STATUS(ri_recommender_find("als")->learn(&some, &odd, NULL, &mem, &model, &err),
                 RI_EUSAGE);
    CHECK_STATUS(ri_recommender_find("item_item")->learn(&some, &far, NULL, &mem, &model, &err),
                 RI_EUSAGE);
    weight[0] = 0;
    CHECK_STATUS(ri_recommender_find("als")->learn(&some, &(struct ri_recommend_options){0}, NULL,
                                                   &mem, &model, &err),
                 RI_EDATA);
    ri_arena_release(&mem);
}
