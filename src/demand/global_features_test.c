/* Features by name against their definitions in plain loops: two years of six series, two products in three stores each. */
#include "explain.h"
#include "global.h"
#include "global_frame.h"

#include "base/test.h"

#include <math.h>

enum { SERIES = 6, PRODUCTS = 2, DAYS = 760, AHEAD = 30, PERIODS = DAYS + AHEAD, YEAR = 364 };

static struct {
    double           y[SERIES][DAYS];
    struct ri_series series[SERIES];
    float            code[SERIES], price[PERIODS], feast[PERIODS], rain[PERIODS];
    size_t           own[SERIES];
} shop;

static struct ri_arena      mem;
static struct global_frame  frame;
static struct global_series one;
static const size_t         origin = 740, step = 10, target = 740 + 10 - 1;
static float                row[GLOBAL_FEATURES_MOST];

static struct ri_covariates covariates;
static struct ri_panel      panel;

/* The frame of what `shop` holds now. */
static void lay_out(void)
{
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(global_frame_make(&panel, &covariates, 7, 2000, &mem, &frame, NULL), RI_OK);
    CHECK_STATUS(global_series_new(&frame, &mem, &one, NULL), RI_OK);
}

static void make(void)
{
    static const char *const key_names[] = {"item"}, *const words[] = {"tea", "ham"};
    static const char *const   keys[SERIES][1] = {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}, {"f"}};
    static struct ri_attribute product = {"product", PRODUCTS, words, shop.code};
    static struct ri_known     known[2], rain;
    memset(&shop, 0, sizeof shop);
    for (size_t i = 0; i < SERIES; i++) {
        shop.code[i] = (float)(i % PRODUCTS);
        for (size_t t = 0; t < DAYS; t++)
            shop.y[i][t] = 6 + (double)i + (double)((7 * t + 3 * i) % 5) + (t % YEAR < 25 ? 9 : 0) +
                           0.01 * (double)t;
        shop.series[i] =
            (struct ri_series){.keys = keys[i], .start = 15000, .n = DAYS, .y = shop.y[i]};
    }
    for (size_t t = 0; t < PERIODS; t++) {
        shop.price[t] = 3 + (float)(t % 11) / 10;
        shop.feast[t] = t == 745 || t == 757 ? 2 : NAN;
        shop.rain[t] = (float)(t % 13);
    }
    known[0] =
        (struct ri_known){.name = "price", .group_count = 1, .group = shop.own, .at = shop.price};
    known[1] = (struct ri_known){.name = "feast",
                                 .categorical = true,
                                 .group_count = 1,
                                 .group = shop.own,
                                 .at = shop.feast};
    rain = (struct ri_known){.name = "rain", .group_count = 1, .group = shop.own, .at = shop.rain};
    covariates = (struct ri_covariates){.attribute_count = 1,
                                        .attributes = &product,
                                        .known_count = 2,
                                        .known = known,
                                        .past_count = 1,
                                        .past = &rain,
                                        .first = 15000,
                                        .periods = PERIODS};
    panel = (struct ri_panel){.frequency = RI_DAILY,
                              .key_count = 1,
                              .key_names = key_names,
                              .series_count = SERIES,
                              .series = shop.series,
                              .last = 15000 + DAYS - 1};
    lay_out();
}

static double feature(const char *name)
{
    for (size_t f = 0; f < frame.feature_count; f++)
        if (strcmp(frame.names[f], name) == 0) return (double)row[f];
    ri_test_fail(__FILE__, __LINE__, "there is no feature %s", name);
    return NAN;
}

/* What the series of a product (SIZE_MAX: all) sold a day in the `length` days before `end`, those that are not known like the others. */
static double group_level(size_t product, size_t end, size_t length)
{
    double sum = 0, known = 0;
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = end - length; t < end; t++)
            if ((product == SIZE_MAX || i % PRODUCTS == product) && !isnan(shop.y[i][t]))
                sum += shop.y[i][t], known++;
    return sum / known * (product == SIZE_MAX ? SERIES : SERIES / PRODUCTS);
}

static double mean(size_t i, size_t end, size_t length)
{
    double sum = 0;
    for (size_t t = end - length; t < end; t++) sum += shop.y[i][t];
    return sum / (double)length;
}

TEST(features_of_levels_and_last_year_are_their_definitions)
{
    static const struct {
        const char *name;
        size_t      seasons;
    } levels[] = {{"mean_1", 1}, {"mean_2", 2},   {"mean_4", 4},
                  {"mean_8", 8}, {"mean_16", 16}, {"mean_52", 52}};
    const double tight = 2e-6; /* features are floats */
    make();
    CHECK(frame.year == YEAR && frame.group.count == 1 && frame.kin.count == PRODUCTS);
    for (size_t i = 0; i < SERIES; i++) {
        global_series_load(&frame, i, &one);
        (void)global_row(&frame, &one, origin, step, row);
        const size_t then = target - YEAR, own = i % PRODUCTS;
        const double small = fmax(0.02, 0.002 * mean(i, origin, 364));
        const double level = log(0.7 * mean(i, origin, 28) + 0.3 * mean(i, origin, 112) + small);
        CHECK_NEAR(feature("level"), level, tight);
        for (size_t l = 0; l < RI_COUNT(levels); l++)
            CHECK_NEAR(feature(levels[l].name),
                       log(mean(i, origin, 7 * levels[l].seasons) + small) - level, tight);
        const double around = mean(i, then + 4, 7), before = mean(i, origin - YEAR, 28);
        CHECK_NEAR(feature("year_ratio"), log((around + small) / (before + small)), tight);
        CHECK_NEAR(feature("year_level"), log(before + small) - level, tight);
        const double all_before = group_level(SIZE_MAX, origin - YEAR, 28);
        CHECK_NEAR(feature("group_year_ratio"),
                   log(group_level(SIZE_MAX, then + 4, 7) / all_before), tight);
        CHECK_NEAR(feature("group_year_target"),
                   log((group_level(SIZE_MAX, then + 1, 1) + 0.001 * all_before) / all_before),
                   tight);
        const double now = group_level(SIZE_MAX, origin, 28);
        CHECK_NEAR(feature("group_trend"), log(now / group_level(SIZE_MAX, origin, 112)), tight);
        CHECK_NEAR(feature("group_newest"), log(group_level(SIZE_MAX, origin, 7) / now), tight);
        CHECK_NEAR(feature("group_growth"), log(now / all_before), tight);
        const double kin = group_level(own, origin, 28) + 0.05;
        CHECK_NEAR(feature("kin_newest"), log((group_level(own, origin, 7) + 0.05) / kin), tight);
        CHECK_NEAR(feature("kin_trend"), log(kin / (group_level(own, origin, 112) + 0.05)), tight);
        const double kin_before = group_level(own, origin - YEAR, 28) + 0.05;
        CHECK_NEAR(feature("kin_growth"), log(kin / kin_before), tight);
        CHECK_NEAR(feature("kin_year_ratio"),
                   log((group_level(own, then + 4, 7) + 0.05) / kin_before), tight);
        CHECK_NEAR(feature("age"), (double)origin, 0);
        CHECK_NEAR(feature("quiet"), 0, 0);
        CHECK_NEAR(feature("product"), (double)own, 0);
    }
    ri_arena_release(&mem);
}

/* Four of six shops are closed for a week, the two that sell least among them or not: groups are told by those that were open. */
TEST(closed_shops_do_not_pull_their_group_down)
{
    const double tight = 2e-6;
    make();
    ri_arena_release(&mem);
    for (size_t i = 0; i < 4; i++)
        for (size_t t = origin - 7; t < origin; t++) shop.y[i][t] = NAN;
    for (size_t i = 0; i < SERIES; i++)
        shop.y[i][origin - 14 + step - 1] = NAN; /* all on one day */
    lay_out();
    global_series_load(&frame, 5, &one);
    (void)global_row(&frame, &one, origin, step, row);
    const double now = group_level(SIZE_MAX, origin, 28);
    CHECK_NEAR(feature("group_newest"), log(group_level(SIZE_MAX, origin, 7) / now), tight);
    CHECK(fabs(feature("group_newest")) < 0.35); /* by sums -0.7 */
    const double kin = group_level(1, origin, 28) + 0.05;
    CHECK_NEAR(feature("kin_newest"), log((group_level(1, origin, 7) + 0.05) / kin), tight);
    double place = 0; /* of the newest eight such weekdays all but the newest were sold on */
    for (size_t k = 1; k < 8; k++) place += group_level(SIZE_MAX, target - 14 - 7 * k + 1, 1) / 7;
    CHECK_NEAR(feature("profile"), log(place / group_level(SIZE_MAX, origin, 56)), tight);
    ri_arena_release(&mem);
}

/* The first 25 days of a year of 364 sell 9 more: a year ago the target was one of them, the month before the origin less than half. */
TEST(the_base_goes_on_half_as_last_year_did)
{
    make();
    CHECK(frame.carried); /* 760 days are fewer than three years */
    global_series_load(&frame, 3, &one);
    double       base = global_row(&frame, &one, origin, step, row);
    const double plain = exp(feature("level") + feature("profile"));
    CHECK(feature("group_year_ratio") > 0.1);
    CHECK_NEAR(base / plain, exp(0.5 * feature("group_year_ratio")), 1e-5);
    base = global_row(&frame, &one, YEAR + 27, step,
                      row); /* a day short of a month before last year's */
    CHECK(isnan(feature("group_year_ratio")));
    CHECK_NEAR(base, exp(feature("level") + feature("profile")), 1e-4);
    ri_arena_release(&mem);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = origin - YEAR - 28; t < origin - YEAR; t++) shop.y[i][t] = 100;
    lay_out(); /* seven times as much and more: only 0.7 of the logarithm are believed to be last year's */
    global_series_load(&frame, 3, &one);
    base = global_row(&frame, &one, origin, step, row);
    CHECK_NEAR(feature("group_year_ratio"), -0.7, 1e-6);
    CHECK_NEAR(base / exp(feature("level") + feature("profile")), exp(0.5 * -0.7), 1e-5);
    frame.carried = false; /* as of a longer history: the trees have seen it */
    base = global_row(&frame, &one, origin, step, row);
    CHECK_NEAR(base, exp(feature("level") + feature("profile")), 1e-4);
    ri_arena_release(&mem);
}

TEST(features_of_positions_and_covariates_are_their_definitions)
{
    const double tight = 2e-6;
    make();
    global_series_load(&frame, 3, &one);
    (void)global_row(&frame, &one, origin, step, row);
    const double             small = fmax(0.02, 0.002 * mean(3, origin, 364));
    static const size_t      counts[] = {4, 8, 16};
    static const char *const names[] = {"position_4", "position_8", "position_16"};
    for (size_t c = 0; c < RI_COUNT(counts); c++) {
        double sum =
            0; /* ten steps ahead the newest such weekday that is known lies two weeks before */
        for (size_t k = 0; k < counts[c]; k++) sum += shop.y[3][target - 14 - 7 * k];
        CHECK_NEAR(feature(names[c]), log(sum / (double)counts[c] + small) - feature("level"),
                   tight);
    }
    double place = 0;
    for (size_t k = 0; k < 8; k++) place += group_level(SIZE_MAX, target - 14 - 7 * k + 1, 1) / 8;
    CHECK_NEAR(feature("profile"), log(place / group_level(SIZE_MAX, origin, 56)), tight);
    CHECK_NEAR(feature("step"), (double)step, 0);
    CHECK_NEAR(feature("position"), (double)((15000 + target) % 7), 0);
    double newest = 0, longer = 0, wet = 0, before = 0;
    for (size_t k = 0; k < 4; k++) newest += (double)shop.price[origin - 1 - 7 * k] / 4;
    for (size_t k = 0; k < 26; k++) longer += (double)shop.price[origin - 1 - 7 * k] / 26;
    CHECK_NEAR(feature("price"), (double)shop.price[target], 0);
    CHECK_NEAR(feature("price.change"), (double)shop.price[target] - newest, tight);
    CHECK_NEAR(feature("price.change_long"), (double)shop.price[target] / longer, tight);
    CHECK(isnan(feature("feast")));
    CHECK_NEAR(feature("feast.until"), 757 - (double)target, 0);
    CHECK_NEAR(feature("feast.since"), (double)target - 745, 0);
    for (size_t k = 1; k <= 28; k++) {
        before += (double)shop.rain[origin - k] / 28;
        wet += k <= 7 ? (double)shop.rain[origin - k] / 7 : 0;
    }
    CHECK_NEAR(feature("rain.recent"), wet, tight);
    CHECK_NEAR(feature("rain.recent_change"), wet - before, tight);
    (void)global_row(&frame, &one, 700, 1,
                     row); /* 57 days before the next feast, none ever before */
    CHECK_NEAR(feature("feast.until"), 30, 0);
    CHECK_NEAR(feature("feast.since"), 30, 0);
    ri_arena_release(&mem);
}

/* A learner that learns next to nothing: what last year says is half of its ratio, spread over the forecast as logarithms are. */
TEST(explanations_name_last_year)
{
    const struct ri_demand_options options = {.horizon = 14, .model = "boost"};
    const struct ri_global_options learner = {.rows = 2000, .trees = 1, .leaves = 2, .rate = 1e-9};
    struct ri_explained            explained;
    double                         sum = 0, last_year = 0, level = 0;
    make();
    const double ratio = global_year_ratio(&frame, 3, frame.n, 5);
    CHECK(ratio < -0.2); /* a year ago the feast was in the month before */
    CHECK_STATUS(ri_global_explain(&panel, &covariates, &options, &learner, 3, 5, NULL, &mem,
                                   &explained, NULL),
                 RI_OK);
    for (size_t p = 0; p < explained.count; p++) {
        sum += explained.parts[p].units;
        if (strcmp(explained.parts[p].name, "level") == 0) level = explained.parts[p].units;
        if (strcmp(explained.parts[p].name, "last year") == 0) last_year = explained.parts[p].units;
    }
    CHECK_NEAR(sum, explained.mean, 1e-9);
    const double scale = (explained.mean - level) / log(explained.mean / level);
    CHECK_NEAR(last_year, 0.5 * ratio * scale, 1e-4);
    ri_arena_release(&mem);
}

/* A product comes on sale in half of the month: the group is what was sold, not what it would have been with it. */
TEST(what_has_not_begun_is_no_closed_shop)
{
    make();
    ri_arena_release(&mem);
    const size_t late = origin - 14;
    shop.series[5].start += (int64_t)late;
    shop.series[5].n -= late;
    shop.series[5].y += late;
    lay_out();
    double sum = 0;
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = origin - 28; t < origin; t++) sum += i == 5 && t < late ? 0 : shop.y[i][t];
    CHECK_NEAR(global_level(&frame.group, frame.group.of[5], frame.n, origin - 28, origin),
               sum / 28, 1e-9);
    ri_arena_release(&mem);
}
