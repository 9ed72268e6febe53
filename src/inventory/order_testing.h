/* What tests of the order line share: an order that must succeed, its texts and steps kept until the next call. */
#ifndef RI_INVENTORY_ORDER_TESTING_H
#define RI_INVENTORY_ORDER_TESTING_H
#include "base/test.h"

#include "order.h"

static inline struct ri_order_line order(const struct ri_order_input *input)
{
    static char          reason[1024];
    static double        units[RI_ORDER_STEPS_MOST], value[RI_ORDER_STEPS_MOST];
    struct ri_arena      mem;
    struct ri_order_line line = {0};
    struct ri_error      err = {0};
    ri_arena_init(&mem, 8 << 20);
    if (ri_inventory_order(input, &mem, &line, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    else
        snprintf(reason, sizeof reason, "%s", line.reason);
    for (size_t k = 0; k < line.step_count; k++) {
        units[k] = line.step_units[k];
        value[k] = line.step_value[k];
    }
    line.step_units = units, line.step_value = value, line.reason = reason;
    ri_arena_release(&mem);
    return line;
}
#endif
