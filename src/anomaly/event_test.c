#include "event.h"

#include "base/test.h"

#include <math.h>

/* A chain of four stores and three categories: 1 + 4 + 3 + 12 nodes; a store sells 100, 60 and 40 a day, band 12 % of each. */
enum {
    STORES = 4,
    CATEGORIES = 3,
    DAYS = 6,
    FIRST_CATEGORY = 1 + STORES,
    FIRST_CELL = FIRST_CATEGORY + CATEGORIES,
    NODES = FIRST_CELL + STORES * CATEGORIES
};
static const double usual[CATEGORIES] = {100, 60, 40};

struct chain {
    double               cell[STORES][CATEGORIES][DAYS], y[NODES][DAYS];
    struct ri_judged     finding[NODES][DAYS];
    struct ri_event_node nodes[NODES];
};

static void judge(struct chain *chain, size_t i, size_t d, double y, double expected)
{
    const double half = 0.12 * expected;
    chain->y[i][d] = y;
    chain->finding[i][d] = (struct ri_judged){.expected = expected,
                                              .low = expected - half,
                                              .high = expected + half,
                                              .anomaly = fabs(y - expected) > half};
}

static void make(struct chain *chain)
{
    for (size_t i = 0; i < NODES; i++) {
        struct ri_event_node *node = &chain->nodes[i];
        const size_t          cell = i - FIRST_CELL;
        *node = (struct ri_event_node){.parent = {i ? 0 : SIZE_MAX, SIZE_MAX}, .price = 1.5};
        node->level = i == 0 ? 0 : i < FIRST_CATEGORY ? 1 : i < FIRST_CELL ? 2 : 3;
        node->place = node->level == 1;
        node->across = node->level == 2;
        if (node->level == 3) {
            node->parent[0] = 1 + cell / CATEGORIES;
            node->parent[1] = FIRST_CATEGORY + cell % CATEGORIES;
        }
        node->y = chain->y[i];
        node->finding = chain->finding[i];
    }
    for (size_t d = 0; d < DAYS; d++) {
        double chain_sum = 0, category[CATEGORIES] = {0};
        for (size_t s = 0; s < STORES; s++) {
            double store = 0;
            for (size_t c = 0; c < CATEGORIES; c++) {
                const double y = chain->cell[s][c][d];
                judge(chain, FIRST_CELL + s * CATEGORIES + c, d, y, usual[c]);
                category[c] += y;
                store += y;
            }
            judge(chain, 1 + s, d, store, 200);
            chain_sum += store;
        }
        for (size_t c = 0; c < CATEGORIES; c++)
            judge(chain, FIRST_CATEGORY + c, d, category[c], STORES * usual[c]);
        judge(chain, 0, d, chain_sum, STORES * 200);
    }
}

static void quiet(struct chain *chain)
{
    for (size_t s = 0; s < STORES; s++)
        for (size_t c = 0; c < CATEGORIES; c++)
            for (size_t d = 0; d < DAYS; d++) chain->cell[s][c][d] = usual[c];
}

static size_t find(struct chain *chain, struct ri_event *ret)
{
    struct ri_arena scratch;
    size_t          count = 99;
    ri_arena_init(&scratch, SIZE_MAX);
    make(chain);
    CHECK_STATUS(ri_event_find(chain->nodes, NODES, DAYS, &scratch, ret, &count, NULL), RI_OK);
    ri_arena_release(&scratch);
    CHECK(count <= ri_event_most(chain->nodes, NODES, DAYS));
    return count;
}

static struct chain    chain;
static struct ri_event events[NODES * DAYS];

TEST(quiet_days_are_no_event)
{
    quiet(&chain);
    CHECK_INT(find(&chain, events), 0);
}

/* A store is closed for two days: one event of it, though the chain, three categories and three cells are odd too. */
TEST(a_closed_store_is_one_event)
{
    quiet(&chain);
    for (size_t c = 0; c < CATEGORIES; c++) chain.cell[2][c][3] = chain.cell[2][c][4] = 0;
    CHECK_INT(find(&chain, events), 1);
    CHECK_INT(events[0].node, 3);
    CHECK_INT(events[0].first, 3);
    CHECK_INT(events[0].last, 4);
    CHECK_INT(events[0].money_minor, 600);
    CHECK(!events[0].above);
    CHECK_INT(events[0].explains, 2 * (CATEGORIES + CATEGORIES));
}

/* A category sells a third in all stores: stores and the chain are odd because of it. */
TEST(a_category_is_one_event)
{
    quiet(&chain);
    for (size_t s = 0; s < STORES; s++) chain.cell[s][0][1] = 33;
    CHECK_INT(find(&chain, events), 1);
    CHECK_INT(events[0].node, FIRST_CATEGORY);
    CHECK_INT(events[0].money_minor, llround(4 * 67 * 1.5));
}

/* Everything sells half more on one day, and one store is closed then: the day of the chain and the store. */
TEST(a_day_of_the_chain_and_a_store_of_its_own)
{
    quiet(&chain);
    for (size_t s = 0; s < STORES; s++)
        for (size_t c = 0; c < CATEGORIES; c++) chain.cell[s][c][5] = s == 1 ? 0 : 1.7 * usual[c];
    CHECK_INT(find(&chain, events), 2);
    CHECK_INT(events[0].node, 0);
    CHECK(events[0].above);
    CHECK_INT(events[1].node, 2);
    CHECK(!events[1].above);
}

/* One category of one store; a quiet day between two odd ones belongs to the event, two do not. */
TEST(one_cell_and_its_days)
{
    quiet(&chain);
    chain.cell[0][2][0] = chain.cell[0][2][2] = chain.cell[0][2][5] = 90;
    CHECK_INT(find(&chain, events), 2);
    CHECK_INT(events[0].node, FIRST_CELL + 2);
    CHECK_INT(events[0].days, 2);
    CHECK_INT(events[0].last, 2);
    CHECK_INT(events[0].money_minor, -150);
    CHECK_INT(events[1].first, 5);
}

/* Days that nobody knows are no event and do not end one. */
TEST(unknown_days)
{
    quiet(&chain);
    for (size_t c = 0; c < CATEGORIES; c++) chain.cell[3][c][1] = chain.cell[3][c][4] = 0;
    struct ri_arena scratch;
    size_t          count;
    ri_arena_init(&scratch, SIZE_MAX);
    make(&chain);
    chain.y[4][2] = chain.y[4][3] = (double)NAN;
    CHECK_STATUS(ri_event_find(chain.nodes, NODES, DAYS, &scratch, events, &count, NULL), RI_OK);
    CHECK_INT(count, 1);
    CHECK_INT(events[0].days, 2);
    ri_arena_release(&scratch);
}

TEST(event_memory_runs_out_cleanly)
{
    size_t count;
    quiet(&chain);
    make(&chain);
    for (size_t limit = 0;; limit += 977) {
        struct ri_arena scratch;
        ri_arena_init(&scratch, limit);
        const ri_status status =
            ri_event_find(chain.nodes, NODES, DAYS, &scratch, events, &count, NULL);
        ri_arena_release(&scratch);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        if (status == RI_OK || limit > 1 << 20) break;
    }
}
