#include "change.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>

/* A chain of four stores of three categories each: 1 + 4 + 12 nodes. */
enum {
    STORES = 4,
    GOODS = 3,
    CELLS = STORES * GOODS,
    NODES = 1 + STORES + CELLS,
    WINDOW = 28,
    BEFORE = 196,
    DAYS = BEFORE + WINDOW
};

struct chain {
    double               y[NODES][DAYS];
    struct ri_judged     finding[NODES][WINDOW];
    struct ri_event_node nodes[NODES];
    struct ri_change     changes[NODES];
    struct ri_event      events[NODES * 8];
    size_t               count;
};

static size_t cell(size_t store, size_t good)
{
    return 1 + STORES + store * GOODS + good;
}

/* Usual days of every cell: 100, 60 and 40 with a weekday and a spread of a tenth. */
static void quiet(struct chain *chain)
{
    static const double usual[GOODS] = {100, 60, 40};
    struct ri_random    random;
    ri_random_init(&random, 385, 1);
    *chain = (struct chain){.count = 0};
    for (size_t i = 0; i < CELLS; i++)
        for (size_t d = 0; d < DAYS; d++)
            chain->y[cell(i / GOODS, i % GOODS)][d] =
                usual[i % GOODS] *
                (1 + 0.1 * (double)(d % 7 == 5) + 0.1 * ri_random_normal(&random));
}

static void scale(struct chain *chain, size_t store, size_t good, size_t from, double factor)
{
    for (size_t d = BEFORE + from; d < DAYS; d++) chain->y[cell(store, good)][d] *= factor;
}

static void add_up(struct chain *chain)
{
    for (size_t d = 0; d < DAYS; d++) {
        chain->y[0][d] = 0;
        for (size_t s = 0; s < STORES; s++) {
            chain->y[1 + s][d] = 0;
            for (size_t g = 0; g < GOODS; g++) chain->y[1 + s][d] += chain->y[cell(s, g)][d];
            chain->y[0][d] += chain->y[1 + s][d];
        }
    }
}

static void node(struct chain *chain, size_t i)
{
    chain->nodes[i] = (struct ri_event_node){.level = i == 0        ? 0
                                                      : i <= STORES ? 1
                                                                    : 2,
                                             .parent = {SIZE_MAX, SIZE_MAX},
                                             .price = 2.5,
                                             .y = chain->y[i] + BEFORE,
                                             .finding = chain->finding[i]};
    if (i > STORES)
        chain->nodes[i].parent[0] = 1 + (i - 1 - STORES) / GOODS;
    else if (i)
        chain->nodes[i].parent[0] = 0;
}

static void find(struct chain *chain)
{
    struct ri_arena scratch;
    ri_arena_init(&scratch, SIZE_MAX);
    add_up(chain);
    for (size_t i = 0; i < NODES; i++) {
        const struct ri_watched watched = {chain->y[i], DAYS, 7};
        node(chain, i);
        CHECK_STATUS(ri_change_newest(&watched, WINDOW, 5, &scratch, &chain->changes[i], NULL),
                     RI_OK);
    }
    CHECK_STATUS(ri_change_events(chain->nodes, chain->changes, NODES, WINDOW, &scratch,
                                  chain->events, &chain->count, NULL),
                 RI_OK);
    ri_arena_release(&scratch);
}

static struct chain chain;

TEST(quiet_chains_have_no_changes)
{
    quiet(&chain);
    find(&chain);
    CHECK_INT(chain.count, 0);
}

TEST(a_store_that_loses_a_third_is_one_event)
{
    quiet(&chain);
    for (size_t g = 0; g < GOODS; g++) scale(&chain, 2, g, 10, 0.65);
    find(&chain);
    CHECK_INT(chain.count, 1);
    CHECK_INT(chain.events[0].node, 3);
    CHECK_INT(chain.events[0].change, RI_EVENT_LEVEL);
    CHECK(!chain.events[0].above);
    CHECK(chain.events[0].first + 1 >= 10 && chain.events[0].first <= 11);
    CHECK_INT(chain.events[0].last, WINDOW - 1);
    CHECK(chain.events[0].explains >= 2); /* its categories */
    /* 18 days of 203 that lost 35 %, at 2.5 */
    CHECK_NEAR((double)chain.events[0].money_minor, 18 * 203 * 0.35 * 2.5, 0.1);
    CHECK(chain.events[0].low < chain.events[0].expected &&
          chain.events[0].expected < chain.events[0].high);
    CHECK(chain.events[0].actual < chain.events[0].low);
}

TEST(what_one_category_does_is_of_that_category)
{
    quiet(&chain);
    scale(&chain, 1, 0, 8, 1.8); /* the largest of its store, which moves too */
    find(&chain);
    CHECK_INT(chain.count, 1);
    CHECK_INT(chain.events[0].node, cell(1, 0));
    CHECK(chain.events[0].above);
    CHECK(chain.events[0].money_minor < 0);
}

TEST(what_all_stores_do_is_of_the_chain)
{
    quiet(&chain);
    for (size_t i = 0; i < CELLS; i++) scale(&chain, i / GOODS, i % GOODS, 12, 1.4);
    find(&chain);
    CHECK_INT(chain.count, 1);
    CHECK_INT(chain.events[0].node, 0);
    CHECK(chain.events[0].explains >= STORES);
}

TEST(days_that_vary_more_are_a_change_of_spread)
{
    struct ri_random random;
    ri_random_init(&random, 11, 1);
    quiet(&chain);
    for (size_t d = BEFORE + 7; d < DAYS; d++)
        chain.y[cell(0, 0)][d] += 40 * ri_random_normal(&random);
    find(&chain);
    bool seen = false;
    for (size_t e = 0; e < chain.count; e++) {
        CHECK_INT(chain.events[e].change, RI_EVENT_SPREAD);
        CHECK(chain.events[e].above);
        CHECK(chain.events[e].money_minor > 0);
        seen |= chain.events[e].node == cell(0, 0);
    }
    CHECK(seen);
}

/* Fewer than eight days are no change; nor is what the same weeks did the year before. */
TEST(too_new_or_of_the_season_is_no_news)
{
    enum { YEAR = 364, LONG = YEAR + 140 };
    static double    y[LONG];
    struct ri_random random;
    struct ri_arena  scratch;
    struct ri_change change;
    ri_arena_init(&scratch, SIZE_MAX);
    for (size_t row = 0; row < 3; row++) {
        ri_random_init(&random, 5, 1);
        for (size_t d = 0; d < LONG; d++) {
            const bool now = d >= LONG - (row == 0 ? 5 : 15),
                       year_before = d >= LONG - YEAR - 15 && d < LONG - YEAR + 20;
            y[d] =
                100 * (now || (row == 1 && year_before) ? 1.5 : 1) + 5 * ri_random_normal(&random);
        }
        const struct ri_watched watched = {y, LONG, 7};
        CHECK_STATUS(ri_change_newest(&watched, WINDOW, 5, &scratch, &change, NULL), RI_OK);
        CHECK((change.deviation > 0) == (row == 2));
    }
    CHECK_INT(change.at, WINDOW - 15);
    CHECK_NEAR(change.mean / change.mean_before, 1.5, 0.05);
    ri_arena_release(&scratch);
}

/* Odd days that are what a change leaves are of it; a day far beyond it is its own. */
TEST(a_change_takes_the_odd_days_that_it_leaves)
{
    quiet(&chain);
    for (size_t g = 0; g < GOODS; g++) scale(&chain, 2, g, 10, 0.65);
    add_up(&chain);
    chain.events[0] = (struct ri_event){.node = 3,
                                        .first = 20,
                                        .last = 21,
                                        .days = 2,
                                        .actual = 264,
                                        .expected = 406,
                                        .money_minor = 355};
    chain.events[1] = (struct ri_event){.node = cell(2, 1),
                                        .first = 22,
                                        .last = 22,
                                        .days = 1,
                                        .actual = 2,
                                        .expected = 60,
                                        .money_minor = 145};
    chain.count = 2;
    find(&chain);
    CHECK_INT(chain.count, 2);
    CHECK_INT(chain.events[0].node, cell(2, 1));
    CHECK_INT(chain.events[1].node, 3);
    CHECK_INT(chain.events[1].change, RI_EVENT_LEVEL);
}

/* What the chain's days tell already is no change of a store; nor is the way back from one. */
TEST(days_that_are_odd_already_are_no_change)
{
    quiet(&chain);
    for (size_t i = 0; i < CELLS; i++) scale(&chain, i / GOODS, i % GOODS, 16, 0.7);
    add_up(&chain);
    chain.events[0] = (struct ri_event){.node = 0,
                                        .first = 16,
                                        .last = 27,
                                        .days = 12,
                                        .actual = 0,
                                        .expected = 9720,
                                        .money_minor = 24300};
    chain.count = 1;
    find(&chain);
    CHECK_INT(chain.count, 1);
    CHECK_INT(chain.events[0].change, RI_EVENT_DAYS);
    quiet(&chain);
    for (size_t g = 0; g < GOODS; g++) {
        scale(&chain, 2, g, 2, 0.5);
        scale(&chain, 2, g, 14, 2);
    }
    find(&chain);
    CHECK_INT(chain.count, 0);
}

/* Odd days of it, far beyond what it leaves, that make up half of it are what it is: 13 days of 101 that lost 28, at 2.5, are 907. */
TEST(what_few_odd_days_make_is_no_change)
{
    for (int half = 0; half < 2; half++) {
        quiet(&chain);
        scale(&chain, 2, 0, 17, 0.75);
        add_up(&chain);
        chain.events[0] = (struct ri_event){.node = cell(2, 0),
                                            .first = 18,
                                            .last = 20,
                                            .days = 2,
                                            .actual = 5,
                                            .expected = 200,
                                            .money_minor = half ? 500 : 300};
        chain.count = 1;
        find(&chain);
        CHECK_INT(chain.count, half ? 1 : 2);
        CHECK_INT(chain.events[0].change, RI_EVENT_DAYS);
    }
}

/* Slow goods, a piece or two a day: chance makes no change, a level three times as high does, told by its mean. */
TEST(slow_goods_change_by_their_roots)
{
    enum { SERIES = 40 };
    struct ri_random random;
    struct ri_arena  scratch;
    struct ri_change change;
    double           y[DAYS];
    size_t           chance = 0, seen = 0;
    ri_arena_init(&scratch, SIZE_MAX);
    ri_random_init(&random, 77, 3);
    for (size_t i = 0; i < 2 * SERIES; i++) {
        for (size_t d = 0; d < DAYS; d++)
            y[d] = (double)ri_random_poisson(&random, i >= SERIES && d >= DAYS - 15 ? 5.4 : 1.8);
        const struct ri_watched watched = {y, DAYS, 7};
        CHECK_STATUS(ri_change_newest(&watched, WINDOW, 9, &scratch, &change, NULL), RI_OK);
        chance += i < SERIES && change.deviation > 0;
        seen += i >= SERIES && change.deviation > 0 && change.mean > 3 && change.mean_before < 2.5;
    }
    CHECK_INT(chance, 0);
    CHECK(seen >= SERIES - 4);
    ri_arena_release(&scratch);
}

TEST(changes_give_their_room_back)
{
    struct ri_arena  scratch;
    struct ri_change change;
    quiet(&chain);
    for (size_t limit = 0; limit < 1 << 20; limit += 4096) {
        const struct ri_watched watched = {chain.y[1 + STORES], DAYS, 7};
        ri_arena_init(&scratch, limit);
        const ri_status status = ri_change_newest(&watched, WINDOW, 0, &scratch, &change, NULL);
        ri_arena_release(&scratch);
        if (status == RI_OK) return;
        CHECK_INT(status, RI_ENOMEM);
    }
    CHECK(false);
}
