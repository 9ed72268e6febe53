#include "esd.h"

#include "base/random.h"
#include "base/test.h"
#include "math/stats.h"
#include "math/student.h"

#include <stdlib.h>

enum { MOST = 60 };

/* The definition, step by step, on a copy. */
static double median_plain(const double *x, size_t n)
{
    double copy[512];
    memcpy(copy, x, n * sizeof *x);
    ri_sort(copy, n);
    return ri_median(copy, n);
}

static size_t slow_twin(const struct ri_esd *esd, const double *x, size_t n, size_t *ret_at)
{
    double values[512], away[512];
    size_t places[512], found = 0;
    for (size_t i = 0; i < n; i++) values[i] = x[i], places[i] = i;
    for (size_t i = 1; i <= esd->most; i++) {
        const size_t left = n - i + 1;
        const double centre = median_plain(values, left);
        size_t       far = 0;
        for (size_t j = 0; j < left; j++) away[j] = fabs(values[j] - centre);
        const double spread = 1.4826 * median_plain(away, left);
        if (spread == 0) break;
        for (size_t j = 0; j < left; j++) {
            const double d = esd->side == RI_ABOVE   ? values[j] - centre
                             : esd->side == RI_BELOW ? centre - values[j]
                                                     : fabs(values[j] - centre);
            const double best = esd->side == RI_ABOVE   ? values[far] - centre
                                : esd->side == RI_BELOW ? centre - values[far]
                                                        : fabs(values[far] - centre);
            if (d > best) far = j;
        }
        const double reach = esd->side == RI_ABOVE   ? values[far] - centre
                             : esd->side == RI_BELOW ? centre - values[far]
                                                     : fabs(values[far] - centre);
        const double share = esd->alpha / (double)left / (esd->side == RI_BOTH_SIDES ? 2 : 1);
        const double t = ri_student_quantile(1 - share, (double)left - 2);
        const double limit =
            t * ((double)left - 1) / sqrt(((double)left - 2 + t * t) * (double)left);
        ret_at[i - 1] = places[far];
        if (reach / spread > limit) found = i;
        for (size_t j = far; j + 1 < left; j++)
            values[j] = values[j + 1], places[j] = places[j + 1];
    }
    return found;
}

/* Ten measurements; median 2.385, MAD 0.045: only 9.71 lies far. */
TEST(one_value_lies_far)
{
    static const double x[] = {2.31, 2.42, 2.39, 2.35, 2.44, 9.71, 2.38, 2.29, 2.41, 2.36};
    const struct ri_esd esd = {.alpha = 0.05, .most = 3};
    double              room[2 * 10];
    size_t              at[3];
    CHECK_INT(ri_esd_run(&esd, x, 10, room, at), 1);
    CHECK_INT(at[0], 5);
}

TEST(esd_agrees_with_its_definition)
{
    struct ri_random random;
    ri_random_init(&random, 20241, 0);
    for (int r = 0; r < 200; r++) {
        double       x[300];
        double       room[2 * 300];
        size_t       at[MOST], slow_at[MOST];
        const size_t n = 40 + (size_t)(ri_random_uniform(&random) * 260);
        const bool   ties =
            r % 4 == 0 && r % 3 != 0; /* on one side: equal values come in any order */
        bool seen[300] = {false};
        for (size_t i = 0; i < n; i++) {
            x[i] = ri_random_normal(&random);
            if (ri_random_uniform(&random) < 0.06) x[i] *= 7.3;
            if (ties) x[i] = round(2 * x[i]) / 2;
        }
        const struct ri_esd esd = {.alpha = 0.05, .most = n / 8, .side = (ri_anomaly_side)(r % 3)};
        const size_t        found = ri_esd_run(&esd, x, n, room, at);
        CHECK_INT(found, slow_twin(&esd, x, n, slow_at));
        for (size_t i = 0; i < found; i++) {
            CHECK(ties ? x[at[i]] == x[slow_at[i]] : at[i] == slow_at[i]);
            CHECK(!seen[at[i]]);
            seen[at[i]] = true;
        }
    }
}

/* Of four equal values two are taken, the last ones, and the one beyond them first. */
TEST(of_equal_values_as_many_as_were_taken)
{
    double              x[40], room[2 * 40];
    const struct ri_esd esd = {.alpha = 0.05, .most = 3};
    size_t              at[3];
    for (size_t i = 0; i < 40; i++) x[i] = 2.385 + 0.01 * (double)(i * 7 % 11);
    x[4] = x[11] = x[22] = x[37] = 9.71;
    x[30] = 12.5;
    CHECK_INT(ri_esd_run(&esd, x, 40, room, at), 3);
    CHECK(at[0] == 30 && at[1] == 37 && at[2] == 22);
    for (size_t i = 0; i < 40; i++) x[i] = -x[i];
    CHECK_INT(ri_esd_run(&esd, x, 40, room, at), 3);
    CHECK(at[0] == 30 && at[1] == 4 && at[2] == 11);
}

TEST(no_spread_no_outlier)
{
    double              x[20] = {[7] = 1000};
    const struct ri_esd esd = {.alpha = 0.05, .most = 5};
    double              room[2 * 20];
    size_t              at[5];
    CHECK_INT(ri_esd_run(&esd, x, 20, room, at), 0);
    CHECK_INT(ri_esd_run(&esd, x, 2, room, at), 0);
}
