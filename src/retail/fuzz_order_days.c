/* Fuzz target: weekdays as files write them. */
#include "order_days.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned days = 0;
    if (ri_order_days_parse((struct ri_view){(const char *)data, size}, &days) &&
        (days > 0x7F || ri_order_days_until(days, 20000) > 6))
        abort();
    return 0;
}
