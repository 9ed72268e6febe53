#include "stock_demand.h"

#include "base/random.h"
#include "base/test.h"
#include "math/stats.h"

enum { SERIES = 12, N = 400, DRAWS = 200, SPAN = 9 };

struct sold {
    double           y[SERIES][N];
    uint8_t          cut[N];
    struct ri_series series[SERIES];
    struct ri_panel  panel;
    size_t           protection[SERIES], lead[SERIES];
};

/* From one unit in three weeks to a dozen a day; the last one was never sold. */
static void make(struct sold *sold)
{
    static const char *const keys[] = {"thing"};
    struct ri_random         random;
    ri_random_init(&random, 7, 1);
    *sold = (struct sold){.panel = {.frequency = RI_DAILY,
                                    .key_count = 1,
                                    .key_names = keys,
                                    .series_count = SERIES,
                                    .last = 20000}};
    for (size_t i = 0; i < SERIES; i++) {
        const double mean = i + 1 < SERIES ? 0.045 * (double)((i + 1) * (i + 1)) * 2.1 : 0;
        for (size_t t = 0; t < N; t++) sold->y[i][t] = (double)ri_random_poisson(&random, mean);
        sold->series[i] =
            (struct ri_series){.keys = keys, .start = 20001 - N, .n = N, .y = sold->y[i]};
        sold->protection[i] = SPAN - i % 3;
        sold->lead[i] = i % 2 ? 3 : 0;
    }
    sold->panel.series = sold->series;
}

static struct ri_demand_options usual(const struct sold *sold)
{
    return (struct ri_demand_options){
        .horizon = SPAN, .protection = sold->protection, .lead = sold->lead, .draws = DRAWS};
}

/* One review at the end of what is known, of every series, by any number of threads. */
TEST(stock_demand_is_the_review_that_a_simulation_replays)
{
    static struct sold sold;
    struct ri_arena    mem, scratch;
    struct ri_error    err = {0};
    make(&sold);
    ri_arena_init(&mem, 64 << 20);
    ri_arena_init(&scratch, 64 << 20);
    const struct ri_demand_options options = usual(&sold);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        struct ri_task          task = {.threads = threads};
        struct ri_demand_result result = {0};
        CHECK_STATUS(ri_stock_demand(&sold.panel, &options, &task, &mem, &result, &err), RI_OK);
        CHECK_INT(result.series_count, SERIES);
        CHECK_INT(result.rungs[RI_RUNG_ZERO], 1);
        for (size_t i = 0; i < SERIES; i++) {
            struct ri_rolling rolling = ri_rolling_usual(RI_DAILY, 0);
            struct ri_rolled  rolled;
            rolling.protection = sold.protection[i];
            rolling.lead = sold.lead[i];
            rolling.first = sold.panel.last;
            rolling.silences = true;
            CHECK_STATUS(
                ri_roll_forecasts(&rolling, &sold.series[i], &mem, &scratch, &rolled, &err), RI_OK);
            CHECK_NEAR(ri_sum(result.series[i].mean, SPAN), rolled.mean[0], 1e-9);
            CHECK(memcmp(result.series[i].draws, rolled.draws, DRAWS * sizeof(double)) == 0);
            CHECK((result.series[i].lead_draws != NULL) == (sold.lead[i] > 0));
            if (rolled.lead_draws)
                CHECK(memcmp(result.series[i].lead_draws, rolled.lead_draws,
                             DRAWS * sizeof(double)) == 0);
        }
    }
    ri_arena_release(&mem);
    ri_arena_release(&scratch);
}

/* Where stock is on record, a silence beside goods on the shelf means that nobody wants them. */
TEST(stock_demand_believes_a_silence_where_stock_is_on_record)
{
    static struct sold      sold;
    struct ri_arena         mem;
    struct ri_error         err = {0};
    struct ri_task          task = {.threads = 1};
    struct ri_demand_result hidden = {0}, believed = {0};
    enum { BUSY = SERIES - 2 };
    make(&sold);
    ri_arena_init(&mem, 64 << 20);
    const struct ri_demand_options options = usual(&sold);
    for (size_t t = N - 20; t < N; t++) sold.y[BUSY][t] = 0;
    CHECK(ri_stock_silences(&sold.panel));
    CHECK_STATUS(ri_stock_demand(&sold.panel, &options, &task, &mem, &hidden, &err), RI_OK);
    sold.series[0].censored = sold.cut;
    CHECK(!ri_stock_silences(&sold.panel));
    CHECK_STATUS(ri_stock_demand(&sold.panel, &options, &task, &mem, &believed, &err), RI_OK);
    const double usual_sum = 0.045 * 121 * 2.1 * (double)sold.protection[BUSY];
    CHECK(ri_sum(hidden.series[BUSY].mean, SPAN) > 0.8 * usual_sum);
    CHECK(ri_sum(believed.series[BUSY].mean, SPAN) < 0.5 * usual_sum);
    ri_arena_release(&mem);
}

TEST(stock_demand_closed_days_statuses_and_arena_sweep)
{
    static struct sold       sold;
    static uint8_t           closed[SERIES][SPAN];
    struct ri_arena          mem;
    struct ri_error          err = {0};
    struct ri_task           task = {.threads = 1};
    struct ri_demand_result  open = {0}, shut = {0};
    struct ri_demand_options options;
    make(&sold);
    ri_arena_init(&mem, 64 << 20);
    options = usual(&sold);
    CHECK_STATUS(ri_stock_demand(&sold.panel, &options, &task, &mem, &open, &err), RI_OK);
    closed[4][2] = 1;
    options.closed = closed[0];
    options.closed_steps = SPAN;
    CHECK_STATUS(ri_stock_demand(&sold.panel, &options, &task, &mem, &shut, &err), RI_OK);
    CHECK(open.series[4].mean[2] > 0 && shut.series[4].mean[2] == 0);
    CHECK(ri_mean(shut.series[4].draws, DRAWS) < ri_mean(open.series[4].draws, DRAWS));
    CHECK(ri_mean(shut.series[5].draws, DRAWS) == ri_mean(open.series[5].draws, DRAWS));
    options.horizon = 0;
    CHECK_STATUS(ri_stock_demand(&sold.panel, &options, &task, &mem, &shut, &err), RI_EUSAGE);
    options = usual(&sold);
    bool done = false;
    for (size_t limit = 0; limit < 1 << 22 && !done; limit += 65536) {
        struct ri_arena small;
        ri_arena_init(&small, limit);
        const ri_status status = ri_stock_demand(&sold.panel, &options, &task, &small, &shut, &err);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        done = status == RI_OK;
        ri_arena_release(&small);
    }
    CHECK(done);
    ri_arena_release(&mem);
}
