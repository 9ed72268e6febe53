#include "counter.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>

enum { DAYS = 91, N = DAYS * 24 };
static const double course[24] = {0,  0,  0,  0,  0,  0,  0,  0,  5,  18, 30, 42,
                                  55, 48, 33, 28, 36, 52, 61, 40, 12, 0,  0,  0};

struct shop {
    double  in[N], out[N], usual[N];
    bool    closed[DAYS];
    uint8_t fault[N];
};
static struct shop shop;

static void open_shop(void)
{
    struct ri_random random;
    ri_random_init(&random, 77, 0);
    memset(&shop, 0, sizeof shop);
    for (size_t t = 0; t < N; t++) {
        shop.in[t] = (double)ri_random_poisson(&random, course[t % 24]);
        shop.out[t] = (double)ri_random_poisson(&random, course[t % 24]);
    }
}

static size_t check(void)
{
    return ri_counter_check(shop.in, shop.out, shop.closed, DAYS, shop.usual, shop.fault);
}

TEST(good_counters_are_left_alone)
{
    open_shop();
    CHECK_INT(check(), 0);
    CHECK_NEAR(shop.usual[40 * 24 + 18], 61, 8);
    for (size_t h = 0; h < 24; h++) shop.in[50 * 24 + h] = 0; /* closed: nobody is missed */
    shop.closed[50] = true;
    CHECK_INT(check(), 0);
}

TEST(dead_and_stuck)
{
    open_shop();
    for (size_t h = 12; h < 18; h++) shop.in[30 * 24 + h] = h == 14 ? (double)NAN : 0;
    for (size_t h = 9; h < 21; h++) shop.in[61 * 24 + h] = 31;
    (void)check();
    for (size_t t = 0; t < N; t++) {
        const bool dead = t >= 30 * 24 + 12 && t < 30 * 24 + 18;
        const bool stuck = t >= 61 * 24 + 9 && t < 61 * 24 + 21;
        if (dead) CHECK_INT(shop.fault[t], RI_COUNTER_DEAD);
        if (stuck) CHECK_INT(shop.fault[t], RI_COUNTER_STUCK);
        if (!dead && t / 24 != 61 && t / 24 != 30) CHECK_INT(shop.fault[t], RI_COUNTER_GOOD);
    }
    CHECK_NEAR(shop.usual[30 * 24 + 13], 48, 8);
}

TEST(a_clock_two_hours_late)
{
    double later[24];
    open_shop();
    for (size_t h = 0; h < 24; h++) later[h] = h < 2 ? 0 : shop.in[44 * 24 + h - 2];
    memcpy(shop.in + 44 * 24, later, sizeof later);
    memmove(shop.out + 44 * 24 + 2, shop.out + 44 * 24, 22 * sizeof(double));
    CHECK(check() > 0);
    for (size_t t = 0; t < N; t++)
        CHECK(shop.fault[t] == (t / 24 == 44 && (shop.in[t] > 0 || shop.usual[t] > 0)
                                    ? RI_COUNTER_SHIFT
                                    : RI_COUNTER_GOOD));
}

TEST(more_in_than_out)
{
    open_shop();
    for (size_t h = 0; h < 24; h++) shop.out[20 * 24 + h] = floor(0.5 * shop.out[20 * 24 + h]);
    CHECK(check() > 0);
    for (size_t t = 0; t < N; t++)
        CHECK(shop.fault[t] ==
              (t / 24 == 20 && shop.in[t] > 0 ? RI_COUNTER_IMBALANCE : RI_COUNTER_GOOD));
}
