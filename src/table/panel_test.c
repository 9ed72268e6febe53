/* Panels: periods, order, gaps, detection, size. */
#include "base/test.h"
#include "panel.h"

#define HOUR_US (3600 * RI_US_PER_SECOND)
static int64_t at(int year, int month, int day)
{
    return ri_day_of(year, month, day) * RI_US_PER_DAY;
}

TEST(periods_and_their_first_instants)
{
    static const struct {
        ri_frequency frequency;
        int          week_start, year, month, day, start_year, start_month, start_day;
    } rows[] = {
        {RI_DAILY, 0, 2021, 8, 5, 2021, 8, 5},      {RI_DAILY, 0, 1969, 12, 31, 1969, 12, 31},
        {RI_WEEKLY, 0, 2021, 8, 5, 2021, 8, 2},     {RI_WEEKLY, 6, 2021, 8, 5, 2021, 8, 1},
        {RI_WEEKLY, 4, 2021, 8, 5, 2021, 7, 30},    {RI_WEEKLY, 0, 1969, 12, 28, 1969, 12, 22},
        {RI_WEEKLY, 6, 1969, 12, 28, 1969, 12, 28}, {RI_MONTHLY, 0, 2021, 8, 31, 2021, 8, 1},
        {RI_MONTHLY, 0, 1969, 12, 31, 1969, 12, 1}, {RI_MONTHLY, 0, 1, 1, 1, 1, 1, 1},
        {RI_WEEKLY, 3, 1970, 1, 1, 1970, 1, 1},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const int64_t us = at(rows[i].year, rows[i].month, rows[i].day) + 5 * HOUR_US + 7;
        const int64_t period = ri_period_of(rows[i].frequency, rows[i].week_start, us);
        CHECK_INT(ri_period_start_us(rows[i].frequency, rows[i].week_start, period),
                  at(rows[i].start_year, rows[i].start_month, rows[i].start_day));
    }
    CHECK_INT(ri_period_of(RI_MINUTELY, 0, 5 * HOUR_US + 59999999), 300);
    CHECK_INT(ri_period_start_us(RI_MINUTELY, 0, 61), HOUR_US / 60 * 61);
    CHECK_INT(ri_period_of(RI_HOURLY, 0, -1), -1);
    CHECK_INT(ri_period_of(RI_HOURLY, 0, 5 * HOUR_US + 1), 5);
    CHECK_INT(ri_period_of(RI_MONTHLY, 0, at(1969, 12, 31)), -1);
    CHECK_INT(ri_period_of(RI_MONTHLY, 0, at(2021, 8, 31)), 51 * 12 + 7);
    CHECK_INT(ri_period_start_us(RI_HOURLY, 0, -3), -3 * HOUR_US);
}

TEST(each_week_has_seven_days_from_its_start)
{
    for (int start = 0; start < 7; start++) {
        for (ri_day day = -40; day < 40; day++) {
            const int64_t week = ri_period_of(RI_WEEKLY, start, day * RI_US_PER_DAY);
            const int64_t first = ri_period_start_us(RI_WEEKLY, start, week) / RI_US_PER_DAY;
            CHECK(first <= day && day < first + 7);
            CHECK_INT(ri_day_weekday((ri_day)first), start);
        }
        CHECK_INT(ri_period_of(RI_WEEKLY, start, 0), 0);
    }
}

TEST(frequencies_by_name)
{
    ri_frequency frequency;
    for (int i = 0; i < RI_FREQUENCY_COUNT; i++) {
        CHECK(ri_frequency_parse(ri_view_of(ri_frequency_text((ri_frequency)i)), &frequency));
        CHECK_INT(frequency, i);
    }
    CHECK(!ri_frequency_parse(RI_VIEW("fortnight"), &frequency));
    CHECK_INT(ri_frequency_season(RI_WEEKLY), 52);
}

static const char *const             key_names[] = {"store", "product"};
static const struct ri_panel_options daily = {.frequency = RI_DAILY,
                                              .key_count = 2,
                                              .key_names = key_names,
                                              .time_name = "day",
                                              .value_name = "units"};

static ri_status add(struct ri_panel_builder *builder, const char *store, const char *product,
                     int64_t us, double value, bool censored)
{
    const struct ri_view keys[] = {ri_view_of(store), ri_view_of(product)};
    return ri_panel_builder_add(builder, keys, us, value, censored, NULL);
}

static void fill(struct ri_panel_builder *builder)
{
    const int64_t day = at(2021, 8, 5);
    CHECK_STATUS(add(builder, "b", "x", day + 3 * RI_US_PER_DAY + HOUR_US, 2.5, true), RI_OK);
    CHECK_STATUS(add(builder, "b", "x", day, 1.25, false), RI_OK); /* earlier than the one before */
    CHECK_STATUS(add(builder, "b", "x", day + 3 * RI_US_PER_DAY, 4, false),
                 RI_OK); /* the same period: summed */
    CHECK_STATUS(add(builder, "a", "y", day + 5 * RI_US_PER_DAY, 7, false), RI_OK);
    CHECK_STATUS(add(builder, "a", "x", day + RI_US_PER_DAY, (double)NAN, false), RI_OK);
    CHECK_STATUS(add(builder, "a", "x", day + 2 * RI_US_PER_DAY, 9, false), RI_OK);
    CHECK_STATUS(add(builder, "a", "x", day + 2 * RI_US_PER_DAY, (double)NAN, false),
                 RI_OK); /* a number wins */
}

TEST(sums_orders_and_fills)
{
    struct ri_panel_builder *builder;
    struct ri_panel_options  options = daily;
    struct ri_arena          mem;
    struct ri_panel          panel;
    const int64_t            day = ri_day_of(2021, 8, 5);
    ri_arena_init(&mem, SIZE_MAX);
    options.fill_tail = true;
    CHECK_STATUS(ri_panel_builder_new(&options, &builder, NULL), RI_OK);
    fill(builder);
    CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_OK);
    CHECK_INT(panel.series_count, 3);
    CHECK_INT(panel.last, day + 5);
    CHECK_TEXT(panel.key_names[1], "product");
    CHECK_TEXT(panel.series[0].keys[0], "a");
    CHECK_TEXT(panel.series[0].keys[1], "x");
    CHECK_TEXT(panel.series[1].keys[1], "y");
    CHECK_TEXT(panel.series[2].keys[0], "b");
    CHECK_INT(panel.series[0].start, day + 1);
    CHECK_INT(panel.series[0].n, 5);
    CHECK(isnan(panel.series[0].y[0]));
    CHECK_NEAR(panel.series[0].y[1], 9, 0);
    CHECK_NEAR(panel.series[0].y[4], 0, 0); /* the tail */
    CHECK(!panel.series[0].censored);
    CHECK_NEAR(panel.series[2].y[0], 1.25, 0);
    CHECK_NEAR(panel.series[2].y[1], 0, 0); /* the gap */
    CHECK_NEAR(panel.series[2].y[3], 6.5, 0);
    CHECK_INT(panel.series[2].censored[3], 1);
    CHECK_INT(panel.series[2].censored[0] + panel.series[2].censored[5], 0);
    CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL),
                 RI_EDATA); /* empty afterwards */
    ri_panel_builder_free(builder);
    ri_arena_release(&mem);
}

TEST(without_tail_and_with_unknown_gaps)
{
    struct ri_panel_builder *builder;
    struct ri_panel_options  options = daily;
    struct ri_arena          mem;
    struct ri_panel          panel;
    ri_arena_init(&mem, SIZE_MAX);
    options.gap = (double)NAN;
    CHECK_STATUS(ri_panel_builder_new(&options, &builder, NULL), RI_OK);
    fill(builder);
    CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_OK);
    CHECK_INT(panel.series[0].n, 2);
    CHECK_INT(panel.series[2].n, 4);
    CHECK(isnan(panel.series[2].y[1]));
    ri_panel_builder_free(builder);
    ri_arena_release(&mem);
}

TEST(what_a_panel_refuses)
{
    struct ri_panel_builder *builder;
    struct ri_arena          mem;
    struct ri_panel          panel;
    const struct ri_view     with_nul[] = {{"a\0b", 3}, RI_VIEW("x")};
    ri_arena_init(&mem, SIZE_MAX);
    struct ri_panel_options hourly = daily;
    hourly.frequency = RI_HOURLY;
    CHECK_STATUS(ri_panel_builder_new(&hourly, &builder, NULL), RI_OK);
    CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_EDATA);
    CHECK_STATUS(add(builder, "a", "x", at(2, 1, 1) * 2, 1, false), RI_EDATA);
    CHECK_STATUS(add(builder, "a", "x", 0, (double)INFINITY, false), RI_EDATA);
    CHECK_STATUS(ri_panel_builder_add(builder, with_nul, 0, 1, false, NULL), RI_EDATA);
    CHECK_STATUS(add(builder, "a", "x", 0, 1, false), RI_OK);
    CHECK_STATUS(add(builder, "a", "x", 10000000 * HOUR_US, 1, false),
                 RI_EDATA); /* one period too many */
    CHECK_STATUS(add(builder, "a", "x", 9999999 * HOUR_US, 1, false), RI_OK);
    ri_panel_builder_free(builder);
    ri_arena_release(&mem);
}

TEST(any_order_gives_the_same_panel)
{
    enum { N = 600 };
    struct ri_panel panels[2];
    struct ri_arena mem;
    ri_arena_init(&mem, SIZE_MAX);
    for (int turn = 0; turn < 2; turn++) {
        struct ri_panel_builder *builder;
        CHECK_STATUS(ri_panel_builder_new(&daily, &builder, NULL), RI_OK);
        for (int i = 0; i < N; i++) {
            const int k =
                turn ? (i * 7919 + 13) % N : i; /* 7919 is prime: another order of the same */
            const char store[2] = {(char)('a' + k % 5), 0}, product[2] = {(char)('A' + k % 7), 0};
            CHECK_STATUS(add(builder, store, product, at(2020, 1, 1) + k * RI_US_PER_DAY, k * 0.25,
                             k % 9 == 0),
                         RI_OK);
        }
        CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panels[turn], NULL), RI_OK);
        ri_panel_builder_free(builder);
    }
    CHECK_INT(panels[1].series_count, 35);
    for (size_t s = 0; s < panels[0].series_count; s++) {
        const struct ri_series *a = &panels[0].series[s], *b = &panels[1].series[s];
        CHECK_TEXT(a->keys[0], b->keys[0]);
        CHECK_TEXT(a->keys[1], b->keys[1]);
        CHECK_INT(a->start, b->start);
        CHECK_INT(a->n, b->n);
        CHECK(memcmp(a->y, b->y, a->n * sizeof *a->y) == 0);
        CHECK(!a->censored == !b->censored);
    }
    ri_arena_release(&mem);
}

/* Tenths are no binary numbers: added one after the other they round differently in every order. */
TEST(any_order_of_fractions_gives_the_same_sums)
{
    static const double           parts[] = {0.1, 1e9, 0.7, -0.3, 3.3, 1e-7, 12345.678};
    static const char *const      keys[] = {"sku"};
    const struct ri_panel_options options = {.key_names = keys,
                                             .key_count = 1,
                                             .time_name = "day",
                                             .value_name = "units",
                                             .frequency = RI_DAILY};
    struct ri_arena               mem;
    double                        first = 0;
    ri_arena_init(&mem, 1 << 20);
    for (size_t turn = 0; turn < RI_COUNT(parts); turn++) {
        struct ri_panel_builder *builder;
        struct ri_panel          panel = {0};
        const struct ri_view     key = RI_VIEW("A");
        CHECK_STATUS(ri_panel_builder_new(&options, &builder, NULL), RI_OK);
        for (
            size_t i = 0; i < RI_COUNT(parts);
            i++) { /* each turn begins elsewhere, every other one goes back; days around it make the window move */
            const size_t j = turn % 2 ? (turn + RI_COUNT(parts) - i) % RI_COUNT(parts)
                                      : (turn + i) % RI_COUNT(parts);
            CHECK_STATUS(
                ri_panel_builder_add(builder, &key, at(2024, 3, 10), parts[j], false, NULL), RI_OK);
            CHECK_STATUS(
                ri_panel_builder_add(builder, &key, at(2024, 3, 9 - (int)i), 1, false, NULL),
                RI_OK);
        }
        CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_OK);
        const double sum = panel.series[0].y[panel.series[0].n - 1];
        if (turn == 0) first = sum;
        CHECK(sum == first); /* to the last bit */
        CHECK_NEAR(sum, 1000012349.4780001, 1e-6);
        ri_panel_builder_free(builder);
    }
    ri_arena_release(&mem);
}

TEST(the_frequency_is_found)
{
    static const struct {
        const char  *what;
        int64_t      step_us;
        int          skip; /* every skip-th observation is missing */
        ri_frequency want;
    } rows[] = {
        {"minutes", HOUR_US / 60, 0, RI_MINUTELY},
        {"quarters of an hour", HOUR_US / 4, 0, RI_HOURLY},
        {"hours", HOUR_US, 0, RI_HOURLY},
        {"hours with gaps", HOUR_US, 4, RI_HOURLY},
        {"days", 24 * HOUR_US, 0, RI_DAILY},
        {"working days", 24 * HOUR_US, 7, RI_DAILY},
        {"weeks", 7 * 24 * HOUR_US, 0, RI_WEEKLY},
        {"months", 0, 0, RI_MONTHLY},
        {"months with gaps", 0, 5, RI_MONTHLY},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_panel_builder *builder;
        struct ri_panel_options  options = daily;
        struct ri_arena          mem;
        struct ri_panel          panel;
        ri_arena_init(&mem, SIZE_MAX);
        options.detect_frequency = true;
        CHECK_STATUS(ri_panel_builder_new(&options, &builder, NULL), RI_OK);
        for (int t = 0; t < 48; t++) {
            if (rows[i].skip && t % rows[i].skip == rows[i].skip - 1) continue;
            const int64_t us = rows[i].step_us ? at(2021, 8, 2) + t * rows[i].step_us
                                               : at(2018 + t / 12, t % 12 + 1, 1);
            CHECK_STATUS(
                add(builder, t % 2 ? "a" : "b", "x", us - (t % 2) * rows[i].step_us, t, false),
                RI_OK);
            CHECK_STATUS(add(builder, "c", "x", us, t, t == 0), RI_OK);
        }
        CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_OK);
        if (panel.frequency != rows[i].want) printf("%s: ", rows[i].what);
        CHECK_INT(panel.frequency, rows[i].want);
        CHECK_INT(panel.series[2].censored[0], 1);
        ri_panel_builder_free(builder);
        ri_arena_release(&mem);
    }
}

TEST(one_odd_step_is_not_the_frequency)
{
    struct ri_panel_builder *builder;
    struct ri_panel_options  options = daily;
    struct ri_arena          mem;
    struct ri_panel          panel;
    ri_arena_init(&mem, SIZE_MAX);
    options.detect_frequency = true;
    CHECK_STATUS(ri_panel_builder_new(&options, &builder, NULL), RI_OK);
    for (int t = 0; t < 60; t++)
        CHECK_STATUS(add(builder, "a", "x", at(2021, 8, 2) + t * 7 * RI_US_PER_DAY, 1, false),
                     RI_OK);
    CHECK_STATUS(add(builder, "a", "x", at(2021, 8, 2) + HOUR_US, 1, false),
                 RI_OK); /* counted twice that day */
    CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_OK);
    CHECK_INT(panel.frequency, RI_WEEKLY);
    CHECK_INT(panel.series[0].n, 60);
    CHECK_NEAR(panel.series[0].y[0], 2, 0);
    ri_panel_builder_free(builder);
    ri_arena_release(&mem);
}

TEST(keys_are_ordered_one_after_the_other)
{
    static const char *const keys[][2] = {{"ab", "a"}, {"a", "z"},  {"a", ""},
                                          {"", "q"},   {"a", "zz"}, {"\xC3\xA7", "a"}};
    static const char *const want[] = {"|q", "a|", "a|z", "a|zz", "ab|a", "\xC3\xA7|a"};
    struct ri_panel_builder *builder;
    struct ri_arena          mem;
    struct ri_panel          panel;
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_panel_builder_new(&daily, &builder, NULL), RI_OK);
    for (size_t i = 0; i < RI_COUNT(keys); i++)
        CHECK_STATUS(add(builder, keys[i][0], keys[i][1], 0, 1, false), RI_OK);
    CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_OK);
    for (size_t i = 0; i < RI_COUNT(want); i++)
        CHECK_TEXT(ri_arena_printf(&mem, "%s|%s", panel.series[i].keys[0], panel.series[i].keys[1]),
                   want[i]);
    ri_panel_builder_free(builder);
    ri_arena_release(&mem);
}

TEST(panel_limit_sweep)
{
    for (size_t limit = 0;; limit += 1024) {
        struct ri_panel_builder *builder;
        struct ri_arena          mem;
        struct ri_panel          panel = {0};
        ri_arena_init(&mem, limit);
        CHECK_STATUS(ri_panel_builder_new(&daily, &builder, NULL), RI_OK);
        fill(builder);
        const ri_status status = ri_panel_builder_finish(builder, &mem, &panel, NULL);
        CHECK(status == RI_OK || (status == RI_ENOMEM && !panel.series));
        ri_panel_builder_free(builder);
        ri_arena_release(&mem);
        if (status == RI_OK || limit > 1 << 20) break;
    }
}

/* Two rows of one day, a day without one, a row that knows nothing; more rows than can be counted stay at the most. */
TEST(rows_of_periods_are_counted)
{
    struct ri_panel_options  options = daily;
    struct ri_panel_builder *builder;
    struct ri_arena          mem;
    struct ri_panel          panel;
    ri_arena_init(&mem, SIZE_MAX);
    options.count_rows = true;
    CHECK_STATUS(ri_panel_builder_new(&options, &builder, NULL), RI_OK);
    for (int i = 0; i < 40; i++)
        CHECK_STATUS(add(builder, "s", "p", 20004 * RI_US_PER_DAY, 1, false), RI_OK);
    CHECK_STATUS(add(builder, "s", "p", 20000 * RI_US_PER_DAY, 2.385, false), RI_OK);
    CHECK_STATUS(add(builder, "s", "p", 20000 * RI_US_PER_DAY, 1, true), RI_OK);
    CHECK_STATUS(add(builder, "s", "p", 20002 * RI_US_PER_DAY, (double)NAN, false), RI_OK);
    CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_OK);
    const uint8_t expected[] = {2, 0, 1, 0, RI_PANEL_ROWS};
    CHECK_INT(panel.series[0].n, 5);
    for (size_t t = 0; t < 5; t++) CHECK_INT(panel.series[0].rows[t], expected[t]);
    CHECK_NEAR(panel.series[0].y[0], 3.385, 1e-12);
    CHECK(panel.series[0].censored[0] && !panel.series[0].censored[4]);
    ri_panel_builder_free(builder);
    ri_arena_release(&mem);
}

TEST(a_hundred_thousand_series)
{
    enum { SERIES = 100000, DAYS = 5 };
    struct ri_panel_builder *builder;
    struct ri_arena          mem;
    struct ri_panel          panel;
    char                     name[16];
    double                   total = 0;
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_panel_builder_new(&daily, &builder, NULL), RI_OK);
    for (int s = 0; s < SERIES; s++) {
        snprintf(name, sizeof name, "p%05d", (int)((int64_t)s * 61 % SERIES));
        for (int d = 0; d < DAYS; d++) {
            if (add(builder, "s", name, (20000 + d) * RI_US_PER_DAY, s % 11 + d, false) != RI_OK)
                CHECK(false);
        }
    }
    CHECK_STATUS(ri_panel_builder_finish(builder, &mem, &panel, NULL), RI_OK);
    CHECK_INT(panel.series_count, SERIES);
    for (size_t s = 0; s < panel.series_count; s++) {
        if (s && strcmp(panel.series[s - 1].keys[1], panel.series[s].keys[1]) >= 0) CHECK(false);
        for (size_t t = 0; t < panel.series[s].n; t++) total += panel.series[s].y[t];
    }
    CHECK_NEAR(total, 3499975, 0);
    ri_panel_builder_free(builder);
    ri_arena_release(&mem);
}
