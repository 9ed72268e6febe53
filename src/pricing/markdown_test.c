/* Markdown plans against trying every plan, by hand, and by playing them out. */
#include "markdown.h"

#include "base/random.h"
#include "base/test.h"
#include "math/distribution.h"

static const double       prices[] = {10, 7, 5, 3}, demand[] = {4, 4, 3, 2};
static struct ri_markdown usual(void)
{
    return (struct ri_markdown){.weeks = 4,
                                .stock = 30,
                                .price_count = 4,
                                .price = prices,
                                .full_price = 10,
                                .demand = demand,
                                .elasticity = -1.8,
                                .dispersion = (double)INFINITY,
                                .keep = 0.8,
                                .salvage = 0.5};
}

/* One unit, one week: price times the chance that somebody wants it. */
TEST(one_unit_by_hand)
{
    struct ri_markdown      m = usual();
    struct ri_markdown_plan plan;
    struct ri_arena         mem;
    double                  best = 0;
    m.weeks = 1, m.stock = 1;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_markdown_solve(&m, &mem, &plan, NULL), RI_OK);
    for (size_t p = 0; p < 4; p++) {
        const double none = exp(-4 * pow(prices[p] / 10, -1.8));
        best = fmax(best, (1 - none) * 0.8 * prices[p] + none * 0.5);
    }
    CHECK_NEAR(plan.worth, best, 1e-12);
    ri_arena_release(&mem);
}

/* Worth of the plan whose decisions are the digits of `code`: [week][price before][stock]. */
static double worth_of(const struct ri_markdown *m, uint64_t code, size_t t, size_t before,
                       size_t s)
{
    if (t == m->weeks) return m->salvage * (double)s;
    if (s == 0) return 0;
    uint64_t place = (t * m->price_count + before) * m->stock + s - 1, digits = code;
    while (place--) digits /= m->price_count;
    const size_t p = digits % m->price_count;
    if (p < before) return -INFINITY;
    const double mean = m->demand[t] * pow(m->price[p] / m->full_price, m->elasticity);
    double       sum = 0, seen = 0;
    for (size_t d = 0; d < s; d++) {
        const double chance = ri_negative_binomial_pmf((double)d, mean, m->dispersion);
        sum += chance * (m->keep * m->price[p] * (double)d + worth_of(m, code, t + 1, p, s - d));
        seen += chance;
    }
    return sum + (1 - seen) * m->keep * m->price[p] * (double)s;
}

TEST(no_plan_of_all_is_better)
{
    struct ri_random random;
    ri_random_init(&random, 9, 0);
    for (size_t round = 0; round < 12; round++) {
        const double two[] = {10, 4 + 4 * ri_random_uniform(&random)};
        const double wanted[] = {2 * ri_random_uniform(&random), 2 * ri_random_uniform(&random)};
        struct ri_markdown      m = usual();
        struct ri_markdown_plan plan;
        struct ri_arena         mem;
        double                  best = 0;
        m.weeks = 2, m.stock = 3, m.price_count = 2, m.price = two, m.demand = wanted;
        m.dispersion = round % 2 ? 1.5 : (double)INFINITY;
        ri_arena_init(&mem, 1 << 20);
        CHECK_STATUS(ri_markdown_solve(&m, &mem, &plan, NULL), RI_OK);
        for (uint64_t code = 0; code < 1 << 12; code++)
            best = fmax(best, worth_of(&m, code, 0, 0, 3));
        CHECK_NEAR(plan.worth, best, 1e-10);
        ri_arena_release(&mem);
    }
}

TEST(played_out_it_brings_what_it_promised_and_more_than_rules_of_thumb)
{
    static const size_t     third[] = {1, 2, 2, 3}, keep[] = {0, 0, 0, 0};
    struct ri_markdown      m = usual();
    struct ri_markdown_plan plan;
    struct ri_markdown_week weeks[4], rule[4];
    struct ri_arena         mem;
    struct ri_random        random;
    double                  left, rule_left, sum = 0;
    enum { GAMES = 20000 };
    m.dispersion = 3;
    ri_arena_init(&mem, 1 << 22);
    ri_random_init(&random, 3, 0);
    CHECK_STATUS(ri_markdown_solve(&m, &mem, &plan, NULL), RI_OK);
    CHECK_STATUS(ri_markdown_follow(&m, &plan, NULL, &mem, weeks, &left, NULL), RI_OK);
    CHECK_NEAR(ri_markdown_money(&m, weeks, left), plan.worth, 1e-9);
    for (size_t g = 0; g < GAMES; g++) {
        size_t s = m.stock, p = 0;
        for (size_t t = 0; t < m.weeks; t++) {
            p = plan.choice[(t * 4 + p) * (m.stock + 1) + s];
            size_t d = ri_random_negative_binomial(
                &random, demand[t] * pow(prices[p] / 10, m.elasticity), m.dispersion);
            if (d > s) d = s;
            sum += m.keep * prices[p] * (double)d / GAMES;
            s -= d;
        }
        sum += m.salvage * (double)s / GAMES;
    }
    CHECK_NEAR(sum, plan.worth, 0.01);
    CHECK_STATUS(ri_markdown_follow(&m, NULL, third, &mem, rule, &rule_left, NULL), RI_OK);
    CHECK(ri_markdown_money(&m, rule, rule_left) < plan.worth);
    CHECK_STATUS(ri_markdown_follow(&m, NULL, keep, &mem, rule, &rule_left, NULL), RI_OK);
    CHECK(ri_markdown_money(&m, rule, rule_left) < plan.worth);
    CHECK(rule_left > left);
    for (size_t t = 1; t < 4; t++) CHECK(weeks[t].price >= weeks[t - 1].price);
    ri_arena_release(&mem);
}

TEST(markdowns_refuse_what_makes_no_sense)
{
    static const double     rising[] = {5, 7};
    struct ri_markdown      m = usual();
    struct ri_markdown_plan plan;
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 20);
    m.weeks = 0;
    CHECK_STATUS(ri_markdown_solve(&m, &mem, &plan, NULL), RI_EUSAGE);
    m = usual(), m.price = rising, m.price_count = 2;
    CHECK_STATUS(ri_markdown_solve(&m, &mem, &plan, NULL), RI_EUSAGE);
    m = usual(), m.elasticity = 0.5;
    CHECK_STATUS(ri_markdown_solve(&m, &mem, &plan, NULL), RI_EUSAGE);
    m = usual(), m.stock = RI_MARKDOWN_STOCK_MOST + 1;
    CHECK_STATUS(ri_markdown_solve(&m, &mem, &plan, NULL), RI_ETOOLARGE);
    ri_arena_release(&mem);
    ri_arena_init(&mem, 128);
    m = usual();
    CHECK_STATUS(ri_markdown_solve(&m, &mem, &plan, NULL), RI_ENOMEM);
    ri_arena_release(&mem);
}
