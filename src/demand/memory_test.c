/* What is stated before a forecast against what it took: bytes on the heap, LightGBM's among them. */
#include "memory.h"

#include "coherent.h"
#include "global_kept.h"
#include "global_table.h"
#include "global_testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
size_t        __sanitizer_get_current_allocated_bytes(void);
static size_t heap_now(void)
{
    return __sanitizer_get_current_allocated_bytes();
}
#else
#include <malloc.h>
static size_t heap_now(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}
#endif

struct watch {
    pthread_t     thread;
    atomic_bool   over;
    atomic_size_t most;
    size_t        before;
};

static void *look(void *context)
{
    struct watch *watch = context;
    while (!atomic_load(&watch->over)) {
        const size_t now = heap_now();
        if (now > atomic_load(&watch->most)) atomic_store(&watch->most, now);
        usleep(200);
    }
    return NULL;
}

static void watch_begin(struct watch *watch)
{
    *watch = (struct watch){.before = heap_now()};
    CHECK_INT(pthread_create(&watch->thread, NULL, look, watch), 0);
}

static size_t watch_end(struct watch *watch)
{
    atomic_store(&watch->over, true);
    pthread_join(watch->thread, NULL);
    const size_t most = atomic_load(&watch->most);
    return most > watch->before ? most - watch->before : 0;
}

enum { COPIES = 5, MANY = COPIES * SERIES };
static struct ri_series many[MANY];

static struct ri_panel many_series(void)
{
    struct ri_panel panel = shop.panel;
    make_shop(5);
    panel = shop.panel;
    for (size_t i = 0; i < MANY; i++) many[i] = shop.series[i / COPIES];
    panel.series = many;
    panel.series_count = MANY;
    return panel;
}

static struct ri_demand_options usual(const char *model)
{
    static const double nine[] = {0.005, 0.025, 0.165, 0.25, 0.5, 0.75, 0.835, 0.975, 0.995};
    return (struct ri_demand_options){
        .horizon = HORIZON, .model = model, .levels = nine, .level_count = RI_COUNT(nine)};
}

TEST(what_is_taken_stays_below_what_was_stated)
{
    static const char *const models[] = {"seasonal_level", "ets", "auto", "boost", "median"};
    const struct ri_panel    panel = many_series();
    for (size_t m = 0; m < RI_COUNT(models); m++) {
        const struct ri_demand_options asking = usual(models[m]);
        const size_t                   stated = ri_demand_memory(&panel, &asking, 2);
        struct ri_task                 task = {.threads = 2};
        struct ri_demand_result        result;
        struct ri_arena                mem;
        struct watch                   watch;
        ri_arena_init(&mem, SIZE_MAX);
        watch_begin(&watch);
        CHECK_STATUS(ri_demand_forecast(&panel, &asking, &task, &mem, &result, NULL), RI_OK);
        const size_t taken = watch_end(&watch);
        if (taken > stated || stated > 8 * taken + (8 << 20))
            printf("%s: %zu bytes stated, %zu taken\n", models[m], stated, taken);
        CHECK(taken <= stated);
        CHECK(stated <= 8 * taken + (8 << 20)); /* nor is it a figure out of the blue */
        ri_arena_release(&mem);
    }
}

TEST(the_learner_is_part_of_it_with_its_rows_and_features)
{
    const struct ri_panel          panel = many_series();
    const struct ri_demand_options alone = usual("ets"), learns = usual("auto");
    struct ri_demand_options       known = learns;
    struct ri_global_options       fewer = {.rows = 24000};
    struct ri_demand_need          need, with, more;
    ri_demand_needs(&panel, &alone, 1, &need);
    CHECK(need.learner == 0 && need.rows == 0 && need.bytes == need.series && need.series > 0);
    ri_demand_needs(&panel, &learns, 1, &need);
    CHECK(need.learner > 0 && need.rows >= 69000 && need.bytes == need.series + need.learner);
    known.covariates = &shop.covariates;
    ri_demand_needs(&panel, &known, 1, &with);
    CHECK(with.features > need.features && with.learner > need.learner);
    known.learner = &fewer;
    ri_demand_needs(&panel, &known, 1, &more);
    CHECK(more.rows == 24000 && 2 * more.learner < with.learner);
}

static size_t counted; /* features of the learner's own table */

static ri_status count_features(void *context, const struct ri_global_table *table,
                                struct ri_error *err)
{
    (void)context, (void)err;
    counted = table->feature_count;
    return RI_OK;
}

static ri_status no_row(void *context, const struct ri_global_row *row, struct ri_error *err)
{
    (void)context, (void)row, (void)err;
    return RI_OK;
}

TEST(no_table_has_more_features_than_stated)
{
    const struct ri_panel          panel = many_series();
    struct ri_demand_options       asking = usual("boost");
    struct ri_demand_need          need;
    const struct ri_global_options few = {.rows = 400};
    const struct ri_global_visitor visitor = {.table = count_features, .row = no_row};
    asking.covariates = &shop.covariates;
    ri_demand_needs(&shop.panel, &asking, 1, &need);
    CHECK_STATUS(
        ri_global_table_visit(&shop.panel, &shop.covariates, &asking, &few, NULL, &visitor, NULL),
        RI_OK);
    CHECK(counted > 20 && counted <= need.features);
    (void)panel;
}

/* Every series an item of its own, on one of two sides. */
static struct ri_panel many_sides(void)
{
    static const char *const names[] = {"item", "side"};
    static const char       *keys[MANY][2];
    static char              items[MANY][8];
    struct ri_panel          panel = many_series();
    for (size_t i = 0; i < MANY; i++) {
        snprintf(items[i], sizeof items[i], "i%zu", i);
        keys[i][0] = items[i], keys[i][1] = i % 3 ? "n" : "s";
        many[i].keys = keys[i];
    }
    panel.key_count = 2;
    panel.key_names = names;
    return panel;
}

/* Of a hierarchy the sums, their errors and the outcomes of every node are part of it. */
TEST(a_hierarchy_takes_what_was_stated_at_most)
{
    struct ri_panel           panel = many_sides();
    struct ri_demand_options  asking = usual("seasonal_level");
    struct ri_task            task = {.threads = 2};
    struct ri_hierarchy       h;
    struct ri_coherent_result result;
    struct ri_arena           own, mem;
    struct watch              watch;
    ri_arena_init(&own, SIZE_MAX);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_hierarchy_make(&panel, "item>side", &own, &h, NULL), RI_OK);
    const size_t stated = ri_coherent_memory(&panel, &h, &asking, 2);
    watch_begin(&watch);
    CHECK_STATUS(
        ri_demand_coherent(&panel, &h, RI_SHRINKAGE, &asking, NULL, &task, &mem, &result, NULL),
        RI_OK);
    const size_t taken = watch_end(&watch);
    if (taken > stated || stated > 8 * taken + (8 << 20))
        printf("%zu bytes stated, %zu taken\n", stated, taken);
    CHECK(taken <= stated && stated <= 8 * taken + (8 << 20));
    /* of another thread its scratch, by the share of nodes, and outcomes: some hundred of each series and of each node */
    struct ri_demand_need one, two;
    asking.series_only = asking.errors = true;
    asking.level_count = 0;
    ri_demand_needs(&panel, &asking, 2, &two);
    ri_demand_needs(&panel, &asking, 3, &one);
    const double scratch = (double)(one.bytes - two.bytes) * (double)h.node_count / (double)MANY;
    const size_t more =
        ri_coherent_memory(&panel, &h, &asking, 3) - ri_coherent_memory(&panel, &h, &asking, 2);
    CHECK((double)more >= scratch + 100.0 * (MANY + MANY) * sizeof(double) - 16);
    ri_arena_release(&mem);
    ri_arena_release(&own);
}

/* What a hierarchy takes beside the forecasts of its nodes, which are as many as series by the share of nodes. */
static double beside_forecasts(const struct ri_panel *panel, const struct ri_hierarchy *h,
                               struct ri_demand_options asking)
{
    struct ri_demand_need need;
    const double          stated = (double)ri_coherent_memory(panel, h, &asking, 1);
    asking.series_only = asking.errors = true;
    asking.level_count = 0;
    ri_demand_needs(panel, &asking, 1, &need);
    return stated - (double)need.bytes * (double)h->node_count / (double)panel->series_count;
}

/* To a byte: of each node its past, a mean before and after and its quantiles of each period; of all the errors that weigh them. */
TEST(a_hierarchy_holds_the_past_and_the_answers_of_every_node)
{
    enum { LATER = 90 };
    struct ri_panel          panel = many_sides();
    struct ri_demand_options asking = usual("seasonal_level"), plain = asking, longer = asking;
    struct ri_hierarchy      h;
    struct ri_arena          mem;
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_hierarchy_make(&panel, "item>side", &mem, &h, NULL), RI_OK);
    const double each = (double)h.node_count * sizeof(double),
                 all = beside_forecasts(&panel, &h, asking);
    plain.level_count = 0;
    CHECK_NEAR(all - beside_forecasts(&panel, &h, plain),
               each * HORIZON * (double)asking.level_count, 1e-5);
    longer.horizon = 2 * HORIZON;
    CHECK_NEAR(beside_forecasts(&panel, &h, longer) - all,
               each * HORIZON * (2 + (double)asking.level_count), 1e-5);
    CHECK(all >=
          each * (PERIODS + HORIZON * (2 + (double)asking.level_count) + RI_ERROR_VECTORS_MOST) +
              100.0 * (MANY + MANY) * sizeof(double));
    for (size_t i = 0; i < MANY; i++) many[i].n -= LATER;
    CHECK_NEAR(all - beside_forecasts(&panel, &h, asking), each * LATER, 1e-5);
    ri_arena_release(&mem);
}

/* What is stated grows with each series by its results at least, with a kept learner by the rows it is asked about, with kin by their sums. */
TEST(what_is_stated_grows_with_what_is_held)
{
    struct ri_panel          panel = many_series(), half = panel;
    struct ri_demand_options asking = usual("ets");
    struct ri_demand_need    all, some;
    half.series_count = MANY / 2;
    ri_demand_needs(&panel, &asking, 1, &all);
    ri_demand_needs(&half, &asking, 1, &some);
    CHECK(all.series - some.series >=
          MANY / 2 * sizeof(double) * HORIZON * (1 + asking.level_count));
    struct ri_global_kept    kept = {.trained = true, .settings = small};
    struct ri_global_options learner = {.kept = &kept};
    asking = usual("boost");
    asking.learner = &learner;
    asking.horizon = 60;
    ri_demand_needs(&panel, &asking, 1, &all);
    CHECK(all.rows == 0 && all.learner >= (4 << 20) + 512 * 60 * sizeof(float) * all.features);
    static float               code[MANY];
    const struct ri_attribute  product = {.name = "product", .word_count = MANY, .code = code};
    const struct ri_covariates with = {.name_count = 1, .names = &product}, without = {0};
    asking.covariates = &without;
    ri_demand_needs(&panel, &asking, 1, &some);
    asking.covariates = &with;
    ri_demand_needs(&panel, &asking, 1, &all);
    /* sums and running sums of every product over three years of days */
    CHECK(all.learner - some.learner >= (size_t)MANY * 3 * 364 * 2 * sizeof(double));
}

/* Sixty things known ahead, sixty of the past, forty attributes: each adds its features to what is stated. */
TEST(every_covariate_is_counted)
{
    enum { MORE = 60, WORDS = 40 };
    static struct ri_known         known[MORE], past[MORE];
    static struct ri_attribute     attributes[WORDS];
    static char                    names[MORE][8];
    struct ri_demand_options       asking = usual("boost");
    struct ri_covariates           covariates = {.first = 10000, .periods = PERIODS};
    const struct ri_global_options few = {.rows = 400};
    const struct ri_global_visitor visitor = {.table = count_features, .row = no_row};
    struct ri_demand_need          need, before;
    make_shop(5);
    for (size_t k = 0; k < MORE; k++) {
        snprintf(names[k], sizeof names[k], "k%zu", k);
        known[k] = shop.known[0];
        past[k] = shop.past;
        known[k].name = past[k].name = names[k];
    }
    for (size_t a = 0; a < WORDS; a++) attributes[a] = shop.attribute;
    covariates.known = known, covariates.past = past, covariates.attributes = attributes;
    asking.covariates = &covariates;
    for (int kind = 0; kind < 3; kind++) {
        covariates.known_count = kind == 0 ? MORE : 0;
        covariates.past_count = kind == 1 ? MORE : 0;
        covariates.attribute_count = kind == 2 ? WORDS : 0;
        ri_demand_needs(&shop.panel, &asking, 1, &need);
        CHECK_STATUS(
            ri_global_table_visit(&shop.panel, &covariates, &asking, &few, NULL, &visitor, NULL),
            RI_OK);
        if (counted > need.features)
            ri_test_fail(__FILE__, __LINE__, "%zu features stated, %zu made", need.features,
                         counted);
        asking.covariates = NULL;
        ri_demand_needs(&shop.panel, &asking, 1, &before);
        asking.covariates = &covariates;
        CHECK(need.features - before.features >= (kind == 2 ? WORDS : MORE));
        CHECK(need.learner > before.learner);
    }
}

/* One table at a time: what two ways share takes half of it, and as much as half of the rows would for one. */
TEST(two_ways_share_the_rows)
{
    const struct ri_panel    panel = many_series();
    struct ri_global_options one = {.rows = 60000, .strategy = RI_STRATEGY_DIRECT},
                             both = {.rows = 120000, .strategy = RI_STRATEGY_BOTH};
    struct ri_demand_need    first, second;
    struct ri_demand_options asking = usual("auto");
    asking.learner = &one;
    ri_demand_needs(&panel, &asking, 1, &first);
    asking.learner = &both;
    ri_demand_needs(&panel, &asking, 1, &second);
    CHECK(first.rows > 50000 && second.rows == 2 * first.rows);
    CHECK_INT(second.learner, first.learner);
}

TEST(a_bound_takes_rows_first_then_the_learner_then_refuses)
{
    const struct ri_panel    panel = many_series();
    struct ri_global_options rows = {.rows = 120000}, learner;
    struct ri_demand_need    whole, fitted;
    struct ri_demand_options asking = usual("auto");
    asking.learner = &rows;
    ri_demand_needs(&panel, &asking, 2, &whole);
    struct ri_demand_options asked = asking;
    CHECK_INT(ri_demand_fit_memory(&panel, 2, whole.bytes, &asked, &learner, &fitted), RI_FITS);
    CHECK(asked.learner == &rows && fitted.bytes == whole.bytes);
    CHECK_INT(ri_demand_fit_memory(&panel, 2, whole.bytes - 1, &asked, &learner, &fitted),
              RI_FITS_FEWER_ROWS);
    CHECK(asked.learner == &learner && learner.rows == 60000 && fitted.bytes < whole.bytes);
    asked = asking;
    CHECK_INT(ri_demand_fit_memory(&panel, 2, whole.series + 1000, &asked, &learner, &fitted),
              RI_FITS_SERIES_ALONE);
    CHECK(asked.series_only && fitted.learner == 0);
    asked = asking;
    CHECK_INT(ri_demand_fit_memory(&panel, 2, whole.series / 2, &asked, &learner, &fitted),
              RI_FITS_NOT);
    asked = usual("boost");
    asked.learner = &rows;
    CHECK_INT(ri_demand_fit_memory(&panel, 2, whole.series + 1000, &asked, &learner, &fitted),
              RI_FITS_NOT); /* who asks for the learner does not get something else */
}
