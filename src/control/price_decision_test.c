/* Decisions are kept, listed newest first and taken back once. */
#include "price_decision.h"

#include "base/test.h"

struct seen {
    struct ri_price_decision at[4];
    size_t                   count;
    char                     product[16];
};

static ri_status take(void *context, const struct ri_price_decision *decision,
                      RI_UNUSED struct ri_error *err)
{
    struct seen *seen = context;
    seen->at[seen->count++] = *decision;
    snprintf(seen->product, sizeof seen->product, "%s", decision->product);
    return RI_OK;
}

TEST(prices_accepted_ignored_and_taken_back)
{
    struct ri_alerts        *alerts;
    struct ri_error          err = {0};
    int64_t                  first = 0, second = 0;
    struct seen              seen = {.count = 0}, after = seen;
    struct ri_price_decision d = {.product = "P1", .digits = 3, .accepted = true,
                                  .starts_on = 20454, .price_minor = 299, .new_minor = 279,
                                  .gain_minor = 2385, .units = 41.5, .expected_units = 47.25,
                                  .units_low = 45.1, .units_high = 49.9, .author = "Ada"};
    CHECK_STATUS(ri_alerts_open(NULL, true, &alerts, &err), RI_OK);
    CHECK_STATUS(ri_price_decision_put(alerts, &d, 1000, &first, &err), RI_OK);
    d.product = "P2";
    d.accepted = false;
    CHECK_STATUS(ri_price_decision_put(alerts, &d, 2000, &second, &err), RI_OK);
    CHECK_STATUS(ri_price_decision_each(alerts, take, &seen, &err), RI_OK);
    CHECK_INT(seen.count, 2);
    CHECK_INT(seen.at[0].id, second);
    CHECK(!seen.at[0].accepted && seen.at[1].accepted);
    CHECK_TEXT(seen.product, "P1");
    CHECK_INT(seen.at[1].starts_on, 20454);
    CHECK_INT(seen.at[1].digits, 3);
    CHECK_INT(seen.at[1].new_minor, 279);
    CHECK_INT(seen.at[1].gain_minor, 2385);
    CHECK_NEAR(seen.at[1].units_low, 45.1, 1e-12);
    CHECK_NEAR(seen.at[1].units_high, 49.9, 1e-12);
    CHECK_STATUS(ri_price_decision_undo(alerts, first, 3000, &err), RI_OK);
    CHECK_STATUS(ri_price_decision_undo(alerts, first, 3000, &err), RI_ECONFLICT);
    CHECK_STATUS(ri_price_decision_undo(alerts, 9, 3000, &err), RI_ENOTFOUND);
    CHECK_STATUS(ri_price_decision_each(alerts, take, &after, &err), RI_OK);
    CHECK_INT(after.at[1].undone_us, 3000);
    CHECK(after.at[0].undone_us == INT64_MIN);
    ri_alerts_close(alerts);
}
