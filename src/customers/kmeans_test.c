/* K-means: by hand, against an exhaustive twin, properties; silhouette, Rand index and gap by hand and on made clusters. */
#include "kmeans.h"

#include "base/golden.h"
#include "base/random.h"
#include "base/test.h"

static struct ri_kmeans fit(const double *at, size_t n, size_t d, size_t k, struct ri_arena *mem)
{
    const struct ri_points         points = {at, n, d};
    const struct ri_kmeans_options options = {.k = k, .seed = 5};
    struct ri_kmeans               got = {0};
    CHECK_STATUS(ri_kmeans_fit(&points, &options, NULL, mem, &got, NULL), RI_OK);
    return got;
}

TEST(kmeans_by_hand)
{
    static const double at[] = {1.5, 2.25, 2, 2.75, 9, 8.5, 9.5, 8, 10, 9};
    struct ri_arena     mem;
    ri_arena_init(&mem, 1 << 20);
    const struct ri_kmeans got = fit(at, 5, 2, 2, &mem);
    CHECK(got.label[0] == got.label[1] && got.label[2] == got.label[3] &&
          got.label[3] == got.label[4]);
    CHECK(got.label[0] != got.label[2]);
    CHECK_NEAR(got.inertia, 0.25 + 0.5 + 0.5,
               1e-12); /* (0.25,0.25) twice squared; (-.5,0) (0,-.5) (.5,.5) */
    CHECK_NEAR(got.centre[got.label[2] * 2], 9.5, 1e-12);
    CHECK_INT(got.size[got.label[2]], 3);
    ri_arena_release(&mem);
}

/* Least inertia over every way to put n points into k clusters: the slow twin. */
static double best_of_all(const double *at, size_t n, size_t k)
{
    size_t ways = 1;
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) ways *= k;
    for (size_t way = 0; way < ways; way++) {
        double sum[4] = {0}, squares[4] = {0}, inertia = 0;
        size_t size[4] = {0}, code = way;
        for (size_t i = 0; i < n; i++, code /= k) {
            sum[code % k] += at[i];
            squares[code % k] += at[i] * at[i];
            size[code % k]++;
        }
        for (size_t c = 0; c < k; c++)
            if (size[c]) inertia += squares[c] - sum[c] * sum[c] / (double)size[c];
        least = fmin(least, inertia);
    }
    return least;
}

TEST(kmeans_finds_the_best_of_all_ways)
{
    struct ri_random random;
    ri_random_init(&random, 17, 0);
    for (int round = 0; round < 20; round++) {
        double          at[9];
        struct ri_arena mem;
        ri_arena_init(&mem, 1 << 20);
        for (size_t i = 0; i < RI_COUNT(at); i++) at[i] = ri_random_normal(&random) * 3.7;
        CHECK_NEAR(fit(at, RI_COUNT(at), 1, 3, &mem).inertia, best_of_all(at, RI_COUNT(at), 3),
                   1e-9);
        ri_arena_release(&mem);
    }
}

static void blobs(double *at, size_t n, size_t k, double spread, uint64_t seed)
{
    struct ri_random random;
    ri_random_init(&random, seed, 0);
    for (size_t i = 0; i < n; i++) {
        at[i * 2] = 7.5 * (double)(i % k) + spread * ri_random_normal(&random);
        at[i * 2 + 1] = (i % k % 2 ? 6.25 : 0) + spread * ri_random_normal(&random);
    }
}

TEST(kmeans_is_the_same_for_any_number_of_threads)
{
    enum { N = 30000 };
    static double          at[N * 2];
    struct ri_arena        mem;
    struct ri_task         two = {.threads = 2};
    const struct ri_points points = {at, N, 2};
    blobs(at, N, 4, 2.5, 3);
    ri_arena_init(&mem, 1 << 26);
    const struct ri_kmeans_options options = {.k = 4, .starts = 3, .sample = 5000, .seed = 9};
    struct ri_kmeans               one, other;
    CHECK_STATUS(ri_kmeans_fit(&points, &options, NULL, &mem, &one, NULL), RI_OK);
    CHECK_STATUS(ri_kmeans_fit(&points, &options, &two, &mem, &other, NULL), RI_OK);
    CHECK(one.inertia == other.inertia);
    CHECK(memcmp(one.centre, other.centre, 8 * sizeof(double)) == 0);
    CHECK(memcmp(one.label, other.label, N * sizeof *one.label) == 0);
    ri_arena_release(&mem);
}

TEST(kmeans_chooses_the_clusters_that_are_there)
{
    enum { N = 600, MOST = 7 };
    static double          at[N * 2];
    struct ri_arena        mem;
    struct ri_kmeans_trial trials[MOST];
    size_t                 choice;
    ri_arena_init(&mem, 1 << 26);
    for (size_t k = 2; k <= 5; k++) {
        const struct ri_points points = {at, N, 2};
        blobs(at, N, k, 0.8, k);
        CHECK_STATUS(ri_kmeans_choose(&points, MOST, 1, NULL, &mem, trials, &choice, NULL), RI_OK);
        CHECK_INT(choice, k);
        CHECK_INT(ri_kmeans_gap_choice(trials, MOST), k);
        CHECK(isnan(trials[0].silhouette));
        for (size_t i = 1; i < MOST; i++) CHECK(trials[i].inertia < trials[i - 1].inertia);
    }
    ri_arena_release(&mem);
}

TEST(silhouette_by_hand)
{
    static const double    at[] = {0, 1, 5, 12};
    static const uint32_t  label[] = {0, 0, 1, 1};
    const struct ri_points points = {at, 4, 1};
    struct ri_arena        mem;
    double                 got;
    ri_arena_init(&mem, 1 << 12);
    CHECK_STATUS(ri_silhouette(&points, label, 2, &mem, &got, NULL), RI_OK);
    const double want = ((8.5 - 1) / 8.5 + (7.5 - 1) / 7.5 + (4.5 - 7) / 7 + (11.5 - 7) / 11.5) / 4;
    CHECK_NEAR(got, want, 1e-12);
    ri_arena_release(&mem);
}

TEST(adjusted_rand_by_hand)
{
    static const uint32_t a[] = {0, 0, 1, 1, 2, 2}, same[] = {2, 2, 0, 0, 1, 1},
                          other[] = {0, 0, 1, 2, 2, 2};
    struct ri_arena mem;
    double          got;
    ri_arena_init(&mem, 1 << 12);
    CHECK_STATUS(ri_adjusted_rand(a, same, 6, 3, 3, &mem, &got, NULL), RI_OK);
    CHECK_NEAR(got, 1, 1e-12);
    CHECK_STATUS(ri_adjusted_rand(a, other, 6, 3, 3, &mem, &got, NULL), RI_OK);
    CHECK_NEAR(got, (2 - 3.0 * 4 / 15) / (3.5 - 3.0 * 4 / 15), 1e-12);
    ri_arena_release(&mem);
}

TEST(kmeans_refuses_what_cannot_be)
{
    static const double    at[] = {1.5, 1.5, 1.5, 2}, odd[] = {1, NAN};
    const struct ri_points points = {at, 4, 1}, broken = {odd, 2, 1};
    struct ri_kmeans       got;
    struct ri_error        err = {0};
    struct ri_arena        mem;
    ri_arena_init(&mem, 1 << 20);
    const struct ri_kmeans_options none = {.k = 0}, three = {.k = 3}, nine = {.k = 9},
                                   one = {.k = 1};
    CHECK_STATUS(ri_kmeans_fit(&points, &none, NULL, &mem, &got, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_kmeans_fit(&points, &nine, NULL, &mem, &got, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_kmeans_fit(&points, &three, NULL, &mem, &got, &err), RI_EUSAGE);
    CHECK_TEXT(err.message, "3 clusters are more than there are different points (2)");
    CHECK_STATUS(ri_kmeans_fit(&broken, &one, NULL, &mem, &got, NULL), RI_EDATA);
    struct ri_task cancelled = {.cancelled = true};
    CHECK_STATUS(ri_kmeans_fit(&points, &one, &cancelled, &mem, &got, NULL), RI_ECANCELLED);
    ri_arena_release(&mem);
    size_t limit = 16;
    for (ri_status status = RI_ENOMEM; status == RI_ENOMEM && limit < 1 << 20; limit *= 2) {
        ri_arena_init(&mem, limit);
        status = ri_kmeans_fit(&points, &one, NULL, &mem, &got, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        ri_arena_release(&mem);
    }
    CHECK(limit < 1 << 20);
}

/* From the same starting centres we end no worse than scikit-learn, and from our own no worse than its ten starts. */
TEST(scikit_learn_ends_no_better)
{
    enum { MOST = 400 };
    struct ri_json_document    *document;
    const struct ri_json_value *cases =
        golden_cases("kmeans_golden.json", "RI_KMEANS_GOLDEN", &document);
    CHECK(ri_json_count(cases) >= 5);
    for (size_t i = 0; i < ri_json_count(cases); i++) {
        const struct ri_json_value *one = ri_json_at(cases, i, NULL);
        double                      at[MOST], first[MOST], silhouette;
        const size_t                k = (size_t)golden_number(one, "k");
        const size_t                n = golden_numbers(ri_json_member(one, "points"), at, MOST) / 3;
        CHECK_INT(golden_numbers(ri_json_member(one, "start"), first, MOST), 3 * k);
        const struct ri_points         points = {at, n, 3};
        const struct ri_kmeans_options same = {.k = k, .first = first}, own = {.k = k, .seed = 3};
        struct ri_kmeans               got;
        struct ri_arena                mem;
        ri_arena_init(&mem, 1 << 20);
        CHECK_STATUS(ri_kmeans_fit(&points, &same, NULL, &mem, &got, NULL), RI_OK);
        CHECK_NEAR(got.inertia, golden_number(one, "inertia"), 1e-9);
        CHECK_STATUS(ri_silhouette(&points, got.label, k, &mem, &silhouette, NULL), RI_OK);
        CHECK_NEAR(silhouette, golden_number(one, "silhouette"), 1e-9);
        CHECK_STATUS(ri_kmeans_fit(&points, &own, NULL, &mem, &got, NULL), RI_OK);
        CHECK(got.inertia <= golden_number(one, "best") * (1 + 1e-9));
        ri_arena_release(&mem);
    }
    ri_json_document_free(document);
}

/* Bounds spare comparisons and nothing else: every label is that of the nearest centre, many points, many clusters. */
TEST(bounds_change_no_label)
{
    enum { POINTS = 30000, D = 4, K = 17 };
    static double    at[POINTS * D];
    struct ri_random random;
    struct ri_kmeans got;
    struct ri_arena  mem;
    double           inertia = 0;
    ri_arena_init(&mem, 1 << 24);
    ri_random_init(&random, 9, 0);
    for (size_t i = 0; i < POINTS * D; i++)
        at[i] = ri_random_gamma(&random, 1.5) + (double)(i / D % 5);
    const struct ri_points         points = {at, POINTS, D};
    const struct ri_kmeans_options options = {.k = K, .seed = 5, .starts = 2};
    CHECK_STATUS(ri_kmeans_fit(&points, &options, NULL, &mem, &got, NULL), RI_OK);
    for (size_t i = 0; i < POINTS; i++) {
        double least = INFINITY;
        size_t best = 0;
        for (size_t c = 0; c < K; c++) {
            double squared = 0;
            for (size_t j = 0; j < D; j++)
                squared += (got.centre[c * D + j] - at[i * D + j]) *
                           (got.centre[c * D + j] - at[i * D + j]);
            if (squared < least) {
                least = squared;
                best = c;
            }
        }
        inertia += least;
        if (best != got.label[i]) CHECK(best == got.label[i]);
    }
    CHECK_NEAR(got.inertia, inertia, 1e-12);
    ri_arena_release(&mem);
}

/* Three heaps of 400,000 points; the sample that the centres come from is off by design. */
TEST(batches_bring_centres_to_where_the_points_are)
{
    enum { POINTS = 400000, K = 3 };
    static const double middle[K] = {-5, 0, 4};
    double             *at = malloc(POINTS * sizeof *at);
    double              centre[K] = {-6, 1, 3}, again[K] = {-6, 1, 3}, other[K] = {-6, 1, 3};
    struct ri_random    random;
    ri_random_init(&random, 3, 0);
    for (size_t i = 0; i < POINTS; i++) at[i] = middle[i % K] + ri_random_uniform(&random) - 0.5;
    const struct ri_points points = {at, POINTS, 1};
    ri_kmeans_batches(&points, K, 100, 1, centre);
    ri_kmeans_batches(&points, K, 100, 1, again);
    ri_kmeans_batches(&points, K, 100, 2, other);
    for (size_t c = 0; c < K; c++) {
        CHECK_NEAR(centre[c], middle[c], 0.02);
        CHECK_NEAR(again[c], centre[c], 0);
        CHECK(other[c] != centre[c]);
    }
    free(at);
}
