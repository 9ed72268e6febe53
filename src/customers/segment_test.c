/* Scores and segments. */
#include "segment.h"

#include "base/random.h"
#include "base/test.h"

TEST(rfm_scores_by_hand)
{
    static const struct ri_rfm rfm[] = {
        {{3, 1, 12.5}}, {{40, 1, 7.25}}, {{17, 1, 99}}, {{5, 2, 55}}, {{300, 9, -4}},
    };
    unsigned char   got[5][RI_RFM];
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 12);
    CHECK_STATUS(ri_rfm_scores(rfm, 5, &mem, got, NULL), RI_OK);
    static const unsigned char want[5][RI_RFM] = {
        {5, 1, 3}, {2, 1, 2}, {3, 1, 5}, {4, 4, 4}, {1, 5, 1}};
    CHECK(memcmp(got, want, sizeof want) == 0); /* three equal frequencies share one class */
    ri_arena_release(&mem);
}

/* Three crowds: few who buy much and lately, many who come often for little, many who came once long ago. */
static void crowds(struct ri_rfm *rfm, size_t n)
{
    static const double centre[3][RI_RFM] = {{6, 24, 2600}, {12, 14, 160}, {210, 1.2, 45}};
    struct ri_random    random;
    ri_random_init(&random, 31, 0);
    for (size_t i = 0; i < n; i++)
        for (size_t f = 0; f < RI_RFM; f++)
            rfm[i].value[f] = centre[i % 3][f] * exp(0.25 * ri_random_normal(&random));
}

TEST(segments_find_the_crowds_and_name_them)
{
    enum { N = 900 };
    static struct ri_rfm    rfm[N];
    static uint32_t         label[N];
    struct ri_segment_model model;
    struct ri_kmeans_trial  trials[8];
    size_t                  trial_count;
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 26);
    crowds(rfm, N);
    CHECK_STATUS(ri_segments_fit(rfm, N, 3, 1, NULL, &mem, &model, label, NULL, NULL, NULL), RI_OK);
    CHECK_TEXT(model.at[0].name, "High-Value/Loyal");
    CHECK_TEXT(model.at[1].name, "Recent/Frequent");
    CHECK_TEXT(model.at[2].name, "New/One-Time");
    for (size_t i = 0; i < N; i++) CHECK_INT(label[i], i % 3);
    CHECK_NEAR(model.stability, 1, 1e-12);
    CHECK(model.silhouette > 0.6);
    double confidence;
    CHECK_INT(ri_segment_of(&model, &(struct ri_rfm){{5, 30, 3000}}, &confidence), 0);
    CHECK(confidence > 0.5 && confidence <= 1);
    CHECK_INT(ri_segment_of(&model, &(struct ri_rfm){{400, 1, 20}}, NULL), 2);
    for (size_t i = 0; i < N; i++) CHECK_INT(ri_segment_of(&model, &rfm[i], NULL), label[i]);
    CHECK_STATUS(
        ri_segments_fit(rfm, N, 0, 1, NULL, &mem, &model, label, trials, &trial_count, NULL),
        RI_OK);
    CHECK_INT(trial_count, 8);
    CHECK_INT(model.count, 3);
    ri_arena_release(&mem);
}

/* One wide cloud has no groups: where it is cut depends on the start, and that is said. */
TEST(segments_that_are_not_there_are_not_stable)
{
    enum { N = 3000 };
    static struct ri_rfm    rfm[N];
    static uint32_t         label[N];
    struct ri_segment_model model;
    struct ri_random        random;
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 26);
    ri_random_init(&random, 3, 0);
    for (size_t i = 0; i < N; i++)
        rfm[i] =
            (struct ri_rfm){{200 * ri_random_uniform(&random), 1 + 50 * ri_random_uniform(&random),
                             900 * ri_random_uniform(&random)}};
    CHECK_STATUS(ri_segments_fit(rfm, N, 17, 1, NULL, &mem, &model, label, NULL, NULL, NULL),
                 RI_OK);
    CHECK(model.stability < 0.95 && model.stability > 0.2);
    CHECK(model.silhouette < 0.4);
    ri_arena_release(&mem);
}

TEST(segments_leave_out_what_tells_nothing)
{
    enum { N = 300 };
    static struct ri_rfm    rfm[N];
    static uint32_t         label[N];
    struct ri_segment_model model;
    struct ri_error         err = {0};
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 24);
    crowds(rfm, N);
    for (size_t i = 0; i < N; i++) rfm[i].value[RI_FREQUENCY] = 1;
    CHECK_STATUS(ri_segments_fit(rfm, N, 3, 1, NULL, &mem, &model, label, NULL, NULL, NULL), RI_OK);
    CHECK(model.used[RI_RECENCY] && !model.used[RI_FREQUENCY] && model.used[RI_MONETARY]);
    CHECK_TEXT(model.at[0].name, "Recent, much money"); /* nobody is called loyal */
    for (size_t i = 0; i < N; i++) rfm[i] = (struct ri_rfm){{7, 1, 12.5}};
    CHECK_STATUS(ri_segments_fit(rfm, N, 3, 1, NULL, &mem, &model, label, NULL, NULL, &err),
                 RI_EDATA);
    CHECK_TEXT(err.message, "all 300 customers are alike: there are no groups to find");
    CHECK_STATUS(ri_segments_fit(rfm, 0, 3, 1, NULL, &mem, &model, label, NULL, NULL, NULL),
                 RI_EDATA);
    ri_arena_release(&mem);
}

TEST(segment_names_are_different)
{
    enum { N = 700 };
    static struct ri_rfm    rfm[N];
    static uint32_t         label[N];
    struct ri_segment_model model;
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 24);
    crowds(rfm, N);
    CHECK_STATUS(ri_segments_fit(rfm, N, 7, 1, NULL, &mem, &model, label, NULL, NULL, NULL), RI_OK);
    for (size_t a = 0; a < model.count; a++) {
        for (size_t b = 0; b < a; b++) CHECK(strcmp(model.at[a].name, model.at[b].name) != 0);
        if (a) CHECK(model.at[a].centre[RI_MONETARY] <= model.at[a - 1].centre[RI_MONETARY]);
    }
    ri_arena_release(&mem);
}
