#include "verdict.h"

#include "base/test.h"

struct seen {
    int64_t ids[4], undone[4];
    size_t  count;
    char    note[32];
};

static ri_status take(void *context, const struct ri_verdict *verdict,
                      RI_UNUSED struct ri_error *err)
{
    struct seen *seen = context;
    if (seen->count < 4) {
        seen->ids[seen->count] = verdict->id;
        seen->undone[seen->count] = verdict->undone_us;
    }
    seen->count++;
    snprintf(seen->note, sizeof seen->note, "%s", verdict->note ? verdict->note : "(none)");
    return RI_OK;
}

TEST(what_was_said_and_taken_back)
{
    struct ri_alerts *alerts;
    struct ri_error   err = {0};
    int64_t           first = 0, second = 0;
    const char *const here[] = {"S01", NULL}, *const there[] = {"S02", NULL};
    struct ri_verdict verdict = {.pattern = "store|S01|closed",
                                 .event = "7c1f0a2b",
                                 .store = "S01",
                                 .message = "S01: closed",
                                 .daily_minor = 2385,
                                 .author = "Ada",
                                 .note = "stock taking"};
    CHECK_STATUS(ri_alerts_open(NULL, true, &alerts, &err), RI_OK);
    CHECK_STATUS(ri_verdict_put(alerts, &verdict, 1000, &first, &err), RI_OK);
    verdict.store = verdict.note = NULL;
    CHECK_STATUS(ri_verdict_put(alerts, &verdict, 2000, &second, &err), RI_OK);
    CHECK_INT(first, 1);
    CHECK_INT(second, 2);
    struct seen all = {.count = 0}, mine = all, other = all;
    CHECK_STATUS(ri_verdict_each(alerts, NULL, take, &all, &err), RI_OK);
    CHECK_INT(all.count, 2);
    CHECK_INT(all.ids[0], 2);
    CHECK_TEXT(all.note, "stock taking");
    CHECK_STATUS(ri_verdict_each(alerts, here, take, &mine, &err), RI_OK);
    CHECK_INT(mine.count, 1);
    CHECK_INT(mine.ids[0], 1);
    CHECK_STATUS(ri_verdict_each(alerts, there, take, &other, &err), RI_OK);
    CHECK_INT(other.count, 0);
    CHECK_STATUS(ri_verdict_undo(alerts, 1, there, "Bo", 3000, &err), RI_ENOTFOUND);
    CHECK_STATUS(ri_verdict_undo(alerts, 2, here, "Bo", 3000, &err), RI_ENOTFOUND);
    CHECK_STATUS(ri_verdict_undo(alerts, 1, here, "Bo", 3000, &err), RI_OK);
    CHECK_STATUS(ri_verdict_undo(alerts, 1, NULL, "Bo", 3000, &err), RI_ECONFLICT);
    CHECK_STATUS(ri_verdict_undo(alerts, 0, NULL, "Bo", 3000, &err), RI_ENOTFOUND);
    CHECK_STATUS(ri_verdict_undo(alerts, 3, NULL, "Bo", 3000, &err), RI_ENOTFOUND);
    struct seen after = {.count = 0};
    CHECK_STATUS(ri_verdict_each(alerts, NULL, take, &after, &err), RI_OK);
    CHECK_INT(after.undone[1], 3000);
    CHECK_INT(after.undone[0], INT64_MIN);
    ri_alerts_close(alerts);
}
