/* What moves demand over the year for the whole chain: seasons, feasts, promotions, trends, beginnings and ends.
 * Factors are rounded to fixed point, so that no C library's last digit reaches a draw. */
#include "sample_internal.h"

#include <math.h>

ri_day easter_sunday(int year) /* anonymous Gregorian computus (Nature, 1876) */
{
    const int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
    const int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return ri_day_of(year, n / 31, n % 31 + 1);
}

ri_day black_friday(int year) /* the day after the fourth Thursday of November */
{
    const ri_day first = ri_day_of(year, 11, 1);
    return first + (3 - ri_day_weekday(first) + 7) % 7 + 22;
}

static double bump(double day, double centre,
                   double width) /* of the year's 365 days, going round */
{
    double off = fabs(day - centre);
    if (off > 182.5) off = 365 - off;
    return exp(-0.5 * off * off / (width * width));
}

static double season_factor(season_kind season, double day)
{
    static const struct {
        double base, height, centre, width;
    } rows[] = {
        [SEASON_NONE] = {1.00, 0.04, 200, 60},   [SEASON_SUMMER] = {0.65, 1.25, 197, 42},
        [SEASON_WINTER] = {0.75, 0.80, 5, 55},   [SEASON_GIFTS] = {0.70, 1.10, 350, 14},
        [SEASON_EASTER] = {0.85, 0.45, 350, 20}, [SEASON_SCHOOL] = {0.75, 1.90, 237, 14},
        [SEASON_GARDEN] = {0.35, 2.20, 125, 32},
    };
    return rows[season].base +
           rows[season].height * bump(day, rows[season].centre, rows[season].width);
}

static double weekday_factor(const struct subcategory *sub, int weekday)
{
    static const double food[] = {0.86, 0.85, 0.90, 0.98, 1.22, 1.38, 0.81};
    static const double other[] = {0.72, 0.74, 0.80, 0.93, 1.22, 1.72, 0.87};
    return strcmp(sub->department, "Food") == 0 ? food[weekday] : other[weekday];
}

/* The weeks before a feast. */
static double feast_factor(const struct subcategory *sub, ri_day day, int year)
{
    double     factor = 1;
    const int  to_easter = easter_sunday(year) - day, to_christmas = ri_day_of(year, 12, 25) - day;
    const int  to_friday = black_friday(year) - day;
    const bool food = strcmp(sub->department, "Food") == 0;
    if (sub->season == SEASON_EASTER && to_easter > 0 && to_easter <= 16)
        factor *= 1.4 + (16 - to_easter) * 0.11;
    else if (food && to_easter > 0 && to_easter <= 4)
        factor *= 1.25;
    if (to_christmas > 0 && to_christmas <= 21)
        factor *= 1 + (22 - to_christmas) * (food ? 0.022 : 0.030);
    if (to_christmas < 0 && to_christmas >= -6) factor *= 0.75;
    if (!food && to_friday <= 0 && to_friday >= -3)
        factor *= sub->season == SEASON_GIFTS ? 2.4 : 1.7;
    return factor;
}

static bool is_closed(ri_day day)
{
    const struct ri_civil c = ri_day_civil(day);
    return (c.month == 12 && c.day == 25) || day == easter_sunday(c.year);
}

/* Promotions of one or two weeks from Thursday on; about three products of a hundred at a time. */
static void promote(struct chain *chain)
{
    static const uint8_t percents[] = {10, 15, 20, 20, 25, 30};
    struct ri_random     random;
    ri_random_init(&random, chain->options->seed, STREAM_PROMOTIONS);
    for (int day = 0; day < SAMPLE_DAYS; day++) {
        if (ri_day_weekday(chain->first + day) != 3) continue;
        for (size_t p = 0; p < chain->product_count; p++) {
            const uint64_t dice = ri_random_below(&random, 1000);
            const uint8_t  percent = percents[ri_random_below(&random, RI_COUNT(percents))];
            const int      days = dice % 3 == 0 ? 14 : 7;
            uint8_t       *row = chain->discount + p * SAMPLE_DAYS;
            if (dice >= 24 || (day && row[day - 1])) continue;
            for (int d = day; d < day + days && d < SAMPLE_DAYS; d++) row[d] = percent;
        }
    }
}

static uint16_t factor_of(const struct chain *chain, const struct product *product, int day,
                          double season)
{
    const ri_day date = chain->first + day;
    if (chain->closed[day] || day < product->first_day || day >= product->end_day) return 0;
    double factor = season * weekday_factor(product->sub, ri_day_weekday(date));
    factor *= feast_factor(product->sub, date, ri_day_civil(date).year);
    factor *= 1 + product->trend * day / 365.0;
    const int age = day - product->first_day,
              discount =
                  chain->discount[(size_t)(product - chain->products) * SAMPLE_DAYS + (size_t)day];
    if (product->first_day > 0 && age < 28)
        factor *= 0.4 + age * 0.6 / 28; /* new things must be found */
    if (product->end_day < SAMPLE_DAYS && product->end_day - day < 42) factor *= 0.5;
    if (discount) factor *= 1 + (product->lift - 1) * discount / 10.0;
    const double fixed = factor * FACTOR_ONE + 0.5;
    return (uint16_t)(fixed > UINT16_MAX ? UINT16_MAX : fixed);
}

ri_status demand_make(struct chain *chain, struct ri_arena *mem, struct ri_error *err)
{
    double by_day[SEASON_GARDEN + 1][SAMPLE_DAYS];
    RI_ARENA_NEW(chain->factor, mem, chain->product_count * SAMPLE_DAYS, err);
    RI_ARENA_NEW(chain->discount, mem, chain->product_count * SAMPLE_DAYS, err);
    promote(chain);
    for (int day = 0; day < SAMPLE_DAYS; day++) {
        const struct ri_civil c = ri_day_civil(chain->first + day);
        const double          of_year = chain->first + day - ri_day_of(c.year, 1, 1);
        chain->closed[day] = is_closed(chain->first + day);
        for (int s = 0; s <= SEASON_GARDEN; s++)
            by_day[s][day] = season_factor((season_kind)s, of_year);
    }
    for (size_t p = 0; p < chain->product_count; p++) {
        const struct product *product = &chain->products[p];
        for (int day = 0; day < SAMPLE_DAYS; day++)
            chain->factor[p * SAMPLE_DAYS + (size_t)day] =
                factor_of(chain, product, day, by_day[product->sub->season][day]);
    }
    return RI_OK;
}
