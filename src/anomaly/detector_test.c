#include "detectors.h"

#include "base/random.h"
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>

/* The published series, values per minute. */
static size_t read_minutes(double *ret, size_t most)
{
    const char *folder = ri_test_shared("anomaly");
    char        path[512], line[128];
    size_t      n = 0;
    if (!folder) return 0;
    snprintf(path, sizeof path, "%s/minutely_counts.csv", folder);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    while (fgets(line, sizeof line, file) && n < most) {
        const char *comma = strchr(line, ',');
        if (comma && (comma[1] == '-' || (comma[1] >= '0' && comma[1] <= '9')))
            ret[n++] = strtod(comma + 1, NULL);
    }
    fclose(file);
    return n;
}

static size_t count_findings(const struct ri_judged *findings, size_t n)
{
    size_t count = 0;
    for (size_t t = 0; t < n; t++) count += findings[t].anomaly;
    return count;
}

/* Counts printed in the tests of the method's authors: 131, 25 on the last day, 4 above the median of the days' highest. */
TEST(published_series)
{
    enum { MOST = 20000, DAY = 1440 };
    static double           y[MOST];
    static struct ri_judged findings[MOST];
    const size_t            n = read_minutes(y, MOST);
    if (n == 0) TEST_SKIP("../shared/data/anomaly is not there");
    CHECK_INT(n, 14398);
    struct ri_arena         scratch;
    const struct ri_watched watched = {y, n, DAY};
    ri_arena_init(&scratch, SIZE_MAX);
    struct ri_detect_options options = {.share = 0.02};
    CHECK_STATUS(ri_detect(&ri_shesd, &watched, &options, &scratch, findings, NULL), RI_OK);
    CHECK_INT(count_findings(findings, n), 131);
    options.piece = 14 * DAY;
    CHECK_STATUS(ri_detect(&ri_shesd, &watched, &options, &scratch, findings, NULL), RI_OK);
    CHECK_INT(count_findings(findings, n), 131);
    options = (struct ri_detect_options){.share = 0.02, .newest = DAY};
    CHECK_STATUS(ri_detect(&ri_shesd, &watched, &options, &scratch, findings, NULL), RI_OK);
    CHECK_INT(count_findings(findings, n), 25);
    options = (struct ri_detect_options){
        .share = 0.02, .threshold = RI_THRESHOLD_MEDIAN, .phase = 14 * 60 + 1};
    CHECK_STATUS(ri_detect(&ri_shesd, &watched, &options, &scratch, findings, NULL), RI_OK);
    CHECK_INT(count_findings(findings, n), 4);
    ri_arena_release(&scratch);
}

/* ---- Properties of every detector ----------------------------------------------------------------------------------- */

enum { WEEKS = 60, N = 7 * WEEKS };

/* A shop's days: busy Saturdays, closed Sundays unknown, noise. */
/* Sales vary with their size: 8 % of the day, or of the level for a method that takes all days for alike. */
static void make_days(struct ri_random *random, double level, const struct ri_detector *detector,
                      double *y)
{
    static const double weekday[7] = {0.8, 0.7, 0.9, 1.0, 1.3, 1.9, NAN};
    for (size_t t = 0; t < N; t++) {
        const double mean = level * weekday[t % 7];
        y[t] = isnan(mean)        ? (double)NAN
               : detector->counts ? (double)ri_random_negative_binomial(random, mean, 8)
                                  : mean + 0.08 * (detector == &ri_shesd ? level : mean) *
                                               ri_random_normal(random);
    }
}

static void check_finding(const struct ri_judged *finding)
{
    CHECK(finding->score >= 0 && isfinite(finding->score));
    CHECK(isnan(finding->low) || finding->low <= finding->expected + 1e-9);
    CHECK(isnan(finding->high) || finding->high >= finding->expected - 1e-9);
}

TEST(a_quiet_shop_raises_few_alarms)
{
    struct ri_random random;
    struct ri_arena  scratch;
    struct ri_judged findings[N];
    double           y[N];
    ri_arena_init(&scratch, SIZE_MAX);
    ri_random_init(&random, 4711, 0);
    for (size_t d = 0; ri_detectors[d]; d++) {
        size_t alarms = 0;
        for (int round = 0; round < 40; round++) {
            make_days(&random, ri_detectors[d]->counts ? 6 : 2385.5, ri_detectors[d], y);
            const struct ri_watched        watched = {y, N, 7};
            const struct ri_detect_options options = {0};
            CHECK_STATUS(ri_detect(ri_detectors[d], &watched, &options, &scratch, findings, NULL),
                         RI_OK);
            for (size_t t = 0; t < N; t++) check_finding(&findings[t]);
            alarms += count_findings(findings, N);
        }
        if (alarms > 20) printf("%s, %zu: ", ri_detectors[d]->name, alarms);
        CHECK(alarms <= 20); /* one false alarm in two series of 420 days */
    }
    ri_arena_release(&scratch);
}

/* A day of five times the usual, a day of a tenth of it: found where they stand, by those who judge single days. */
TEST(planted_days_are_found)
{
    static const struct ri_detector *const of_days[] = {&ri_shesd, &ri_local, &ri_count_law};
    struct ri_random                       random;
    struct ri_arena                        scratch;
    struct ri_judged                       findings[N];
    double                                 y[N];
    ri_arena_init(&scratch, SIZE_MAX);
    ri_random_init(&random, 99, 0);
    for (size_t d = 0; d < RI_COUNT(of_days); d++) {
        for (int round = 0; round < 20; round++) {
            make_days(&random, 60, of_days[d], y);
            y[145] = 60 * 1.9 * 5; /* a Saturday */
            y[299] = 0;            /* a Saturday */
            const struct ri_watched        watched = {y, N, 7};
            const struct ri_detect_options options = {0};
            CHECK_STATUS(ri_detect(of_days[d], &watched, &options, &scratch, findings, NULL),
                         RI_OK);
            if (!(findings[145].anomaly && findings[299].anomaly))
                printf("%s, %g %g: ", of_days[d]->name, findings[145].score, findings[299].score);
            CHECK(findings[145].anomaly && findings[299].anomaly);
            const struct ri_detect_options above = {.side = RI_ABOVE};
            CHECK_STATUS(ri_detect(of_days[d], &watched, &above, &scratch, findings, NULL), RI_OK);
            CHECK(findings[145].anomaly && !findings[299].anomaly);
            const struct ri_detect_options newest = {.newest = 200};
            CHECK_STATUS(ri_detect(of_days[d], &watched, &newest, &scratch, findings, NULL), RI_OK);
            CHECK(!findings[145].anomaly && findings[299].anomaly);
        }
    }
    ri_arena_release(&scratch);
}

/* Tails are read off the series: seven standard deviations stand out where luck is normal, and long tails raise no alarms. */
TEST(local_knows_its_own_tails)
{
    struct ri_random random;
    struct ri_arena  scratch;
    struct ri_judged findings[N];
    double           y[N];
    size_t           found = 0, alarms[2] = {0};
    ri_arena_init(&scratch, SIZE_MAX);
    ri_random_init(&random, 17, 0);
    for (int laplace = 0; laplace < 2; laplace++)
        for (int round = 0; round < 40; round++) {
            for (size_t t = 0; t < N; t++) {
                const double u = ri_random_uniform(&random) - 0.5;
                const double luck =
                    laplace ? -copysign(log1p(-2 * fabs(u)), u) : ri_random_normal(&random);
                y[t] = 1000 + 150 * (double)(t % 7) + 50 * luck;
            }
            if (!laplace) y[200] = 1000 + 150 * (200 % 7) + 350;
            const struct ri_watched        watched = {y, N, 7};
            const struct ri_detect_options options = {0};
            CHECK_STATUS(ri_detect(&ri_local, &watched, &options, &scratch, findings, NULL), RI_OK);
            found += !laplace && findings[200].anomaly;
            alarms[laplace] += count_findings(findings, N) - (!laplace && findings[200].anomaly);
        }
    CHECK(found >= 34);
    CHECK(alarms[0] <= 8 && alarms[1] <= 12);
    ri_arena_release(&scratch);
}

/* The score does not depend on the unit, the findings neither; unknown periods are none. */
TEST(units_do_not_matter)
{
    struct ri_random random;
    struct ri_arena  scratch;
    struct ri_judged in_kilograms[N], in_grams[N];
    double           y[N], grams[N];
    ri_arena_init(&scratch, SIZE_MAX);
    ri_random_init(&random, 5, 0);
    make_days(&random, 12.5, &ri_local, y);
    y[100] *= 4;
    for (size_t t = 0; t < N; t++) grams[t] = 1024 * y[t];
    for (size_t d = 0; ri_detectors[d]; d++) {
        if (ri_detectors[d]->counts) continue;
        const struct ri_watched        watched = {y, N, 7}, scaled = {grams, N, 7};
        const struct ri_detect_options options = {0};
        CHECK_STATUS(ri_detect(ri_detectors[d], &watched, &options, &scratch, in_kilograms, NULL),
                     RI_OK);
        CHECK_STATUS(ri_detect(ri_detectors[d], &scaled, &options, &scratch, in_grams, NULL),
                     RI_OK);
        for (size_t t = 0; t < N; t++) {
            CHECK(in_kilograms[t].anomaly == in_grams[t].anomaly);
            CHECK(!isnan(y[t]) || ri_detectors[d] == &ri_odd_shape || !in_grams[t].anomaly);
            if (!isnan(in_grams[t].expected))
                CHECK_NEAR(in_grams[t].expected, 1024 * in_kilograms[t].expected, 1e-9);
        }
    }
    ri_arena_release(&scratch);
}

TEST(a_change_of_level_and_of_spread_is_found)
{
    struct ri_random random;
    struct ri_arena  scratch;
    struct ri_judged findings[N];
    double           y[N];
    ri_arena_init(&scratch, SIZE_MAX);
    ri_random_init(&random, 31, 0);
    for (int round = 0; round < 20; round++) {
        make_days(&random, 500, &ri_level_change, y);
        for (size_t t = 210; t < N; t++) y[t] *= 0.7; /* a competitor opens */
        const struct ri_watched        watched = {y, N, 7};
        const struct ri_detect_options options = {0};
        CHECK_STATUS(ri_detect(&ri_level_change, &watched, &options, &scratch, findings, NULL),
                     RI_OK);
        size_t near = 0;
        for (size_t t = 205; t <= 215; t++) near += findings[t].anomaly;
        CHECK_INT(near, 1);
        CHECK(count_findings(findings, N) <= 2);
    }
    for (size_t t = 0; t < N; t++) y[t] = 100 + (t < 200 ? 2 : 15) * ri_random_normal(&random);
    const struct ri_watched        watched = {y, N, 1};
    const struct ri_detect_options options = {0};
    CHECK_STATUS(ri_detect(&ri_level_change, &watched, &options, &scratch, findings, NULL), RI_OK);
    size_t near = 0;
    for (size_t t = 190; t <= 210; t++) near += findings[t].anomaly;
    CHECK_INT(near, 1);
    ri_arena_release(&scratch);
}

/* Each day has a morning and an evening peak; one day they are swapped for a noon of the same total. */
TEST(a_day_of_another_shape_is_found)
{
    enum { DAYS = 50, HOURS = 24 };
    struct ri_random random;
    struct ri_arena  scratch;
    struct ri_judged findings[DAYS * HOURS];
    double           y[DAYS * HOURS];
    ri_arena_init(&scratch, SIZE_MAX);
    ri_random_init(&random, 8, 0);
    for (size_t t = 0; t < DAYS * HOURS; t++) {
        const size_t hour = t % HOURS;
        const bool   odd = t / HOURS == 31;
        const double peak = odd ? (hour >= 11 && hour < 15 ? 40 : 0)
                                : (hour == 9 || hour == 10 || hour == 17 || hour == 18 ? 40 : 0);
        y[t] = 20 + peak + 2 * ri_random_normal(&random);
    }
    const struct ri_watched        watched = {y, DAYS * HOURS, HOURS};
    const struct ri_detect_options options = {0};
    CHECK_STATUS(ri_detect(&ri_odd_shape, &watched, &options, &scratch, findings, NULL), RI_OK);
    CHECK(findings[31 * HOURS + 12].anomaly);
    for (size_t t = 0; t < 29 * HOURS; t++) CHECK(!findings[t].anomaly);
    for (size_t t = 34 * HOURS; t < DAYS * HOURS; t++) CHECK(!findings[t].anomaly);
    ri_arena_release(&scratch);
}

/* A product that sells 1.4 a day is not sold for 20 days: no day of them is rare, all of them are. */
TEST(silence_is_one_event)
{
    struct ri_random random;
    struct ri_arena  scratch;
    struct ri_judged findings[N];
    double           y[N];
    ri_arena_init(&scratch, SIZE_MAX);
    ri_random_init(&random, 12, 0);
    for (size_t t = 0; t < N; t++)
        y[t] = t >= 300 && t < 320 ? 0 : (double)ri_random_poisson(&random, 1.4);
    const struct ri_watched        watched = {y, N, 7};
    const struct ri_detect_options options = {0};
    CHECK_STATUS(ri_detect(&ri_count_law, &watched, &options, &scratch, findings, NULL), RI_OK);
    for (size_t t = 300; t < 320; t++) CHECK(findings[t].anomaly);
    CHECK(count_findings(findings, N) <= 24);
    ri_arena_release(&scratch);
}

TEST(what_a_detector_refuses)
{
    double                   y[40] = {0};
    struct ri_judged         findings[40];
    struct ri_arena          scratch;
    struct ri_error          err = {0};
    struct ri_detect_options options = {.alpha = 1.5};
    ri_arena_init(&scratch, SIZE_MAX);
    for (size_t t = 0; t < 40; t++) y[t] = (double)(t % 7);
    const struct ri_watched watched = {y, 40, 7}, few = {y, 6, 7};
    CHECK_STATUS(ri_detect(&ri_local, &watched, &options, &scratch, findings, &err), RI_EUSAGE);
    CHECK(strstr(err.message, "1.5") != NULL);
    options = (struct ri_detect_options){.share = 0.7};
    CHECK_STATUS(ri_detect(&ri_local, &watched, &options, &scratch, findings, &err), RI_EUSAGE);
    CHECK(strstr(err.message, "0.7") != NULL);
    options = (struct ri_detect_options){0};
    for (size_t d = 0; ri_detectors[d]; d++) {
        CHECK_STATUS(ri_detect(ri_detectors[d], &few, &options, &scratch, findings, &err),
                     RI_EDATA);
        CHECK(ri_detector_find(ri_detectors[d]->name) == ri_detectors[d]);
    }
    CHECK(ri_detector_for(&few) == NULL && ri_detector_find("magic") == NULL);
    y[3] = -2.5;
    CHECK_STATUS(ri_detect(&ri_count_law, &watched, &options, &scratch, findings, &err), RI_EDATA);
    CHECK(ri_detector_for(&watched) == &ri_local);
    ri_arena_release(&scratch);
}

/* Every limit of the arena ends in a result or in RI_ENOMEM. */
TEST(memory_runs_out_cleanly)
{
    struct ri_random random;
    struct ri_judged findings[N];
    double           y[N];
    ri_random_init(&random, 3, 0);
    make_days(&random, 6, &ri_count_law, y);
    for (size_t d = 0; ri_detectors[d]; d++) {
        bool done = false;
        for (size_t limit = 0; !done && limit < 1 << 20; limit += 1777) {
            struct ri_arena                scratch;
            const struct ri_watched        watched = {y, N, 7};
            const struct ri_detect_options options = {.threshold = RI_THRESHOLD_P95};
            ri_arena_init(&scratch, limit);
            const ri_status status =
                ri_detect(ri_detectors[d], &watched, &options, &scratch, findings, NULL);
            CHECK(status == RI_OK || status == RI_ENOMEM);
            done = status == RI_OK;
            ri_arena_release(&scratch);
        }
        CHECK(done);
    }
}
