#include "rate.h"

#include "base/test.h"

#include <stdio.h>

enum { SECOND = 1000000 };

TEST(rate_lets_a_minutes_worth_through_and_then_waits)
{
    struct http_rate *rate;
    CHECK_STATUS(rate_new(&rate, NULL), RI_OK);
    for (unsigned i = 0; i < 30; i++) {
        const struct rate_verdict good = rate_ask(rate, "anna", 30, 7 * SECOND);
        CHECK(good.good && good.left == 29 - i && !good.wait_s);
    }
    const struct rate_verdict none = rate_ask(rate, "anna", 30, 7 * SECOND);
    CHECK(!none.good && none.left == 0);
    CHECK_INT(none.wait_s, 3); /* one each two seconds; the whole second after */
    CHECK(rate_ask(rate, "berta", 30, 7 * SECOND).good); /* somebody else */
    CHECK(!rate_ask(rate, "anna", 30, 8 * SECOND).good); /* half of one is back */
    CHECK(rate_ask(rate, "anna", 30, 10 * SECOND).good);
    CHECK(!rate_ask(rate, "anna", 30, 10 * SECOND).good);
    CHECK_INT(rate_ask(rate, "anna", 30, 1000 * SECOND).left, 29); /* full again, never more */
    CHECK_INT(rate_ask(rate, "anna", 6, 1001 * SECOND).left, 5);   /* fewer are allowed now */
    rate_free(rate);
}

TEST(rate_forgets_whoever_was_away_longest)
{
    struct http_rate *rate;
    char              name[32];
    CHECK_STATUS(rate_new(&rate, NULL), RI_OK);
    CHECK(rate_ask(rate, "first", 1, 1).good);
    CHECK(!rate_ask(rate, "first", 1, 2).good);
    for (int i = 0; i < 20000; i++) {
        snprintf(name, sizeof name, "name %d", i);
        CHECK(rate_ask(rate, name, 1, 100 + i).good);
    }
    CHECK(rate_ask(rate, "first", 1, 30000).good); /* forgotten, and so as new */
    rate_free(rate);
}

TEST(rate_survives_a_clock_that_stands_or_goes_back)
{
    struct http_rate *rate;
    CHECK_STATUS(rate_new(&rate, NULL), RI_OK);
    CHECK(rate_ask(rate, "x", 2, 5 * SECOND).good);
    CHECK(rate_ask(rate, "x", 2, 4 * SECOND).good);
    CHECK(!rate_ask(rate, "x", 2, 4 * SECOND).good);
    rate_free(rate);
}
