/* Dates and times: forms, orders, votes. */
#include "date_text.h"

#include "base/test.h"

static bool reads(const char *text, enum ingest_order order, const char *want)
{
    struct ingest_time time;
    struct ri_text     got = {0};
    if (!ingest_time_parse(ri_view_of(text), order, &time)) return !want;
    ri_text_instant(&got, time.us);
    const bool same = want && strcmp(got.at, want) == 0;
    if (!same)
        ri_test_fail(__FILE__, __LINE__, "'%s' reads %s, want %s", text, got.at,
                     want ? want : "nothing");
    ri_text_release(&got);
    return same;
}

TEST(dates_in_many_forms)
{
    CHECK(reads("5/8/2022", INGEST_DMY, "2022-08-05T00:00:00Z"));
    CHECK(reads("5/8/2022", INGEST_MDY, "2022-05-08T00:00:00Z"));
    CHECK(reads("5/8/2022", INGEST_ORDER_UNKNOWN, NULL));
    CHECK(reads("5/5/2022", INGEST_ORDER_UNKNOWN, "2022-05-05T00:00:00Z"));
    CHECK(reads("05.08.22", INGEST_DMY, "2022-08-05T00:00:00Z"));
    CHECK(reads("05-08-69", INGEST_DMY, "1969-08-05T00:00:00Z"));
    CHECK(reads("22-08-05", INGEST_YMD, "2022-08-05T00:00:00Z"));
    CHECK(reads("2022-08-05", INGEST_DMY, "2022-08-05T00:00:00Z"));
    CHECK(reads("2022/8/5", INGEST_ORDER_UNKNOWN, "2022-08-05T00:00:00Z"));
    CHECK(reads("20220805", INGEST_ORDER_UNKNOWN, "2022-08-05T00:00:00Z"));
    CHECK(reads("2022-08", INGEST_DMY, "2022-08-01T00:00:00Z"));
    CHECK(reads("2022/8", INGEST_ORDER_UNKNOWN, "2022-08-01T00:00:00Z"));
    CHECK(reads("2022.08", INGEST_DMY, NULL)); /* a number */
    CHECK(reads("2022-13", INGEST_DMY, NULL));
    CHECK(reads("08-2022", INGEST_DMY, NULL));
    CHECK(reads("5 Aug 2022", INGEST_MDY, "2022-08-05T00:00:00Z"));
    CHECK(reads("Aug 5, 2022", INGEST_DMY, "2022-08-05T00:00:00Z"));
    CHECK(reads("05-AUG-2022", INGEST_ORDER_UNKNOWN, "2022-08-05T00:00:00Z"));
    CHECK(reads("5. M\xc3\xa4rz 2022", INGEST_ORDER_UNKNOWN, "2022-03-05T00:00:00Z"));
    CHECK(reads("5 d\xc3\xa9"
                "cembre 2022",
                INGEST_ORDER_UNKNOWN, "2022-12-05T00:00:00Z"));
    CHECK(reads("29/2/2023", INGEST_DMY, NULL));
    CHECK(reads("31/4/2023", INGEST_DMY, NULL));
    CHECK(reads("13/13/2023", INGEST_DMY, NULL));
    CHECK(reads("5/8/202", INGEST_DMY, NULL));
    CHECK(reads("17.5", INGEST_DMY, NULL));
    CHECK(reads("12345", INGEST_YMD, NULL));
    CHECK(reads("2022-08-05x", INGEST_YMD, NULL));
    CHECK(reads("5 Foo 2022", INGEST_DMY, NULL));
    CHECK(reads("", INGEST_DMY, NULL));
}

TEST(times_of_day_and_offsets)
{
    CHECK(reads("12/1/2010 8:26", INGEST_MDY, "2010-12-01T08:26:00Z"));
    CHECK(reads("2022-08-05T14:05:09.25", INGEST_YMD, "2022-08-05T14:05:09.250000Z"));
    CHECK(reads("2022-08-05 2:05 PM", INGEST_YMD, "2022-08-05T14:05:00Z"));
    CHECK(reads("2022-08-05 12:05 am", INGEST_YMD, "2022-08-05T00:05:00Z"));
    CHECK(reads("2022-08-05 13:05 pm", INGEST_YMD, NULL));
    CHECK(reads("2022-08-05T14:05Z", INGEST_YMD, "2022-08-05T14:05:00Z"));
    CHECK(reads("2022-08-05T14:05:00+03:00", INGEST_YMD, "2022-08-05T11:05:00Z"));
    CHECK(reads("2022-08-05 14:05 -0530", INGEST_YMD, "2022-08-05T19:35:00Z"));
    CHECK(reads("2022-08-05 24:00", INGEST_YMD, "2022-08-06T00:00:00Z"));
    CHECK(reads("2022-08-05 24:01", INGEST_YMD, NULL));
    CHECK(reads("2022-08-05 7", INGEST_YMD, NULL));
    CHECK(reads("2022-08-05 7:61", INGEST_YMD, NULL));
    CHECK(reads("2022-08-05T14:05+99:00", INGEST_YMD, NULL));
    struct ingest_time time;
    CHECK(ingest_time_parse(RI_VIEW("2022-08-05T14:05Z"), INGEST_YMD, &time) && time.has_offset &&
          time.has_time);
    CHECK(ingest_time_parse(RI_VIEW("2022-08-05"), INGEST_YMD, &time) && !time.has_offset &&
          !time.has_time);
}

TEST(dates_vote_for_their_order)
{
    struct ingest_date_vote v = {0};
    ingest_date_vote_add(&v, RI_VIEW("5/8/2022"));
    ingest_date_vote_add(&v, RI_VIEW("25/8/2022"));
    ingest_date_vote_add(&v, RI_VIEW("8/26/2022"));
    ingest_date_vote_add(&v, RI_VIEW("2022-08-26"));
    ingest_date_vote_add(&v, RI_VIEW("7/7/2022"));
    ingest_date_vote_add(&v, RI_VIEW("soon"));
    ingest_date_vote_add(&v, RI_VIEW(""));
    CHECK_INT(v.values, 6);
    CHECK_INT(v.either, 1);
    CHECK_INT(v.dmy, 1);
    CHECK_INT(v.mdy, 1);
    CHECK_INT(v.sure, 2);
    CHECK_INT(v.unreadable, 1);
    CHECK_TEXT(v.sample_dmy, "25/8/2022");
    CHECK_TEXT(v.sample_mdy, "8/26/2022");
    CHECK_TEXT(v.sample_bad, "soon");
}
