#include "combine.h"

#include "base/test.h"

#include <math.h>

TEST(combinations_by_hand)
{
    const double a[] = {1, 10, 4.5}, b[] = {2, 40, 4.5}, c[] = {9, 30, 4.5}, d[] = {4, 0, 4.5};
    const double *const all[] = {a, b, c, d};
    const double        weights[] = {0.1, 0.2, 0.3, 0.4};
    double              got[3];
    ri_combine(RI_MEDIAN, all, NULL, 3, 3, got);
    CHECK_NEAR(got[0], 2, 0);
    CHECK_NEAR(got[1], 30, 0);
    ri_combine(RI_MEDIAN, all, NULL, 4, 3, got);
    CHECK_NEAR(got[0], 3, 1e-15); /* of an even number: the middle of the two in the middle */
    CHECK_NEAR(got[1], 20, 1e-15);
    CHECK_NEAR(got[2], 4.5, 0);
    ri_combine(RI_WEIGHTED, all, weights, 4, 3, got);
    CHECK_NEAR(got[0], 0.1 + 0.4 + 2.7 + 1.6, 1e-15);
    CHECK_NEAR(got[1], 1 + 8 + 9, 1e-15);
}

TEST(weights_by_hand)
{
    const double        a[] = {2, 4, 900}, b[] = {6, 12, 1}, none[] = {0, 0, 0};
    const double *const losses[] = {a, b}, *const perfect[] = {none, b};
    double got[2];
    ri_combine_weights(losses, 2, 2, got); /* three to one by two occasions, equal by four */
    CHECK_NEAR(got[0], (4 * 0.5 + 2 * 0.75) / 6, 1e-8);
    CHECK_NEAR(got[0] + got[1], 1, 1e-15);
    ri_combine_weights(losses, 2, 0, got);
    CHECK_NEAR(got[0], 0.5, 0);
    ri_combine_weights(perfect, 2, 3, got);
    CHECK_NEAR(got[0], (4 * 0.5 + 3) / 7, 1e-6);
    const double        gap[] = {2, NAN, 4};
    const double *const gaps[] = {gap, b};
    ri_combine_weights(gaps, 2, 3,
                       got); /* what is not known of one is not counted of the other: 6 against 7 */
    CHECK_NEAR(got[0], (4 * 0.5 + 2 * 7.0 / 13) / 6, 1e-8);
}

TEST(combinations_have_names)
{
    CHECK_INT(ri_combination_find("median"), RI_MEDIAN);
    CHECK_INT(ri_combination_find("weighted"), RI_WEIGHTED);
    CHECK_INT(ri_combination_find("ets"), RI_COMBINATION_COUNT);
    CHECK_TEXT(ri_combination_text(RI_WEIGHTED), "weighted");
}
