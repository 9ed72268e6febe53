/* A made-up chain for tests of the global learner. */
#ifndef RI_DEMAND_GLOBAL_TESTING_H
#define RI_DEMAND_GLOBAL_TESTING_H
#include "base/random.h"
#include "base/test.h"
#include "global.h"

enum { SERIES = 24, DAYS = 300, HORIZON = 14, PERIODS = DAYS + HORIZON };

/* Shops by products: a weekday profile, a level of its own each, a promotion that triples demand on days of its own, Poisson around it. */
static struct shop {
    struct ri_panel      panel;
    struct ri_series     series[SERIES];
    const char          *keys[SERIES][1];
    char                 names[SERIES][8];
    double               y[SERIES][DAYS], truth[SERIES][PERIODS];
    float                promotion[SERIES][PERIODS], open[PERIODS], weather[PERIODS], kind[SERIES];
    size_t               own[SERIES], all[SERIES];
    struct ri_known      known[2], past;
    struct ri_attribute  attribute;
    struct ri_covariates covariates;
} shop;

static const char *const shop_kinds[] = {"a", "b", "c"};

RI_UNUSED static void make_shop(uint64_t seed)
{
    static const char *const key_names[] = {"item"};
    static const double      profile[] = {0.6, 0.7, 0.8, 0.9, 1.2, 1.6, 1.2};
    struct ri_random         random;
    ri_random_init(&random, seed, 0);
    memset(&shop, 0, sizeof shop);
    for (size_t i = 0; i < SERIES; i++) {
        const double level = 2 + 12 * ri_random_uniform(&random);
        snprintf(shop.names[i], sizeof shop.names[i], "i%02zu", i);
        shop.keys[i][0] = shop.names[i];
        shop.own[i] = i;
        shop.kind[i] = (float)(i % 3);
        for (size_t t = 0; t < PERIODS; t++) {
            const bool promoted = ri_random_uniform(&random) < 0.15;
            shop.promotion[i][t] = promoted;
            shop.open[t] = t % 50 != 31;
            shop.truth[i][t] = level * profile[t % 7] * (promoted ? 3 : 1) * (double)shop.open[t];
            if (t < DAYS) shop.y[i][t] = (double)ri_random_poisson(&random, shop.truth[i][t]);
        }
        shop.series[i] =
            (struct ri_series){.keys = shop.keys[i], .start = 10000, .n = DAYS, .y = shop.y[i]};
    }
    shop.panel = (struct ri_panel){.frequency = RI_DAILY,
                                   .key_count = 1,
                                   .key_names = key_names,
                                   .time_name = "day",
                                   .value_name = "units",
                                   .series_count = SERIES,
                                   .series = shop.series,
                                   .last = 10000 + DAYS - 1};
    shop.known[0] = (struct ri_known){
        .name = "promotion", .group_count = SERIES, .group = shop.own, .at = &shop.promotion[0][0]};
    shop.known[1] =
        (struct ri_known){.name = "open", .group_count = 1, .group = shop.all, .at = shop.open};
    for (size_t t = 0; t < PERIODS; t++) shop.weather[t] = (float)(t * t % 17);
    shop.past = (struct ri_known){
        .name = "weather", .group_count = 1, .group = shop.all, .at = shop.weather};
    shop.attribute = (struct ri_attribute){"kind", 3, shop_kinds, shop.kind};
    shop.covariates = (struct ri_covariates){.attribute_count = 1,
                                             .attributes = &shop.attribute,
                                             .known_count = 2,
                                             .known = shop.known,
                                             .open = &shop.known[1],
                                             .past_count = 1,
                                             .past = &shop.past,
                                             .first = 10000,
                                             .periods = PERIODS};
}

static const double                             levels[] = {0.1, 0.5, 0.9};
RI_UNUSED static const struct ri_demand_options options = {
    .horizon = HORIZON, .season = 7, .levels = levels, .level_count = 3};
RI_UNUSED static const struct ri_global_options small = {
    .rows = 6000, .trees = 60, .leaves = 8, .rate = 0.1, .seed = 7};
/* The forecast of the shop by a model that learns. */
RI_UNUSED static ri_status forecast_shop(const char *model, const struct ri_covariates *covariates,
                                         struct ri_task *task, struct ri_arena *mem,
                                         struct ri_demand_result *ret, struct ri_error *err)
{
    struct ri_demand_options asked = options;
    asked.model = model;
    asked.covariates = covariates;
    asked.learner = &small;
    asked.protection_all = 5;
    return ri_demand_forecast(&shop.panel, &asked, task, mem, ret, err);
}
#endif
