#include "app/stock_internal.h"

#include "base/test.h"
#include "base/thread.h"

enum { POSITIONS = 64, ROUNDS = 20000 };

static ri_status look(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    const struct ri_stock *stock = context;
    char                   name[16];
    snprintf(name, sizeof name, "P%05zu", i % POSITIONS);
    const char *const keys[] = {name, "S01"};
    (void)worker;
    const struct ri_position *position = ri_stock_find(stock, keys);
    if (!position || position->unit_cost != (double)(i % POSITIONS))
        return ri_fail(err, RI_EDATA, "%s has the stock of another", name);
    return RI_OK;
}

/* Prices and costs of lost sales are looked for by all threads at once. */
TEST(threads_look_for_stock_side_by_side)
{
    struct ri_stock stock = {.key_count = 2};
    struct ri_task  task = {.threads = 4};
    struct ri_error err;
    CHECK_STATUS(ri_intern_new(&stock.keys, &err), RI_OK);
    for (size_t i = 0; i < POSITIONS; i++) {
        char name[16];
        snprintf(name, sizeof name, "P%05zu", i);
        const struct ri_view     keys[] = {ri_view_of(name), ri_view_of("S01")};
        const struct ri_position position = {.unit_cost = (double)i};
        CHECK_STATUS(stock_add(&stock, keys, &position, &err), RI_OK);
        CHECK_STATUS(stock_add(&stock, keys, &position, &err), RI_EDATA);
    }
    CHECK_STATUS(ri_parallel(&task, ROUNDS, look, &stock, &err), RI_OK);
    const char *const none[] = {"P00001", "S02"};
    CHECK(ri_stock_find(&stock, none) == NULL);
    ri_text_release(&stock.key);
    ri_intern_free(stock.keys);
    free(stock.at);
}
