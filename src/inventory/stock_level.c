#include "stock_level.h"

#include "math/distribution.h"
#include "math/stats.h"

#include <math.h>

struct ri_stock_worth ri_stock_level_worth(const double *protection, const double *lead, size_t n,
                                           double level)
{
    const double mean = ri_mean(protection, n), before = lead ? ri_mean(lead, n) : 0;
    const double late = ri_empirical_loss(protection, n, level),
                 early = lead ? ri_empirical_loss(lead, n, level) : fmax(-level, 0);
    struct ri_stock_worth worth = {.fill_rate = 1,
                                   .cycle_service = ri_empirical_cdf(protection, n, level),
                                   .short_units = fmax(late - early, 0)};
    if (mean > before) worth.fill_rate = fmax(1 - worth.short_units / (mean - before), 0);
    worth.average_stock = (level - mean + late + level - before + early) / 2;
    return worth;
}
