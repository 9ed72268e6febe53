/* How likely a silence is, and what it says. */
#include "phantom.h"

#include "demand_law.h"

#include <math.h>

/* The law's mean `ahead` periods after its end: of the newest period at the same position in the season. */
static double mean_after(const struct ri_demand_law *law, size_t known, size_t season, size_t ahead)
{
    const size_t position = (known + ahead) % season;
    if (position >= known) return isnan(law->mean[known - 1]) ? 0 : law->mean[known - 1];
    size_t at = known - 1 - (known - 1 - position) % season;
    while (isnan(law->mean[at]) && at >= season) at -= season;
    return isnan(law->mean[at]) ? 0 : law->mean[at]; /* that weekday is always closed */
}

/* The rate is known from so many sales only: its gamma law mixed in, (1 + L / K)^-K instead of exp(-L). */
static double predictive(double expected, double sales)
{
    return sales > 0 ? exp(-sales * log1p(expected / sales)) : 1;
}

ri_status ri_silence_of(const double *y, const uint8_t *censored, size_t n, size_t season,
                        size_t memory, double prior, struct ri_arena *scratch,
                        struct ri_silence *ret, struct ri_error *err)
{
    struct ri_silence silence = {.last_sale = SIZE_MAX, .chance = 1};
    if (!(prior > 0 && prior < 1) || !memory)
        return ri_fail(err, RI_EUSAGE, "phantom stock: a prior of %g, a memory of %zu periods",
                       prior, memory);
    size_t end = n;
    while (end > 0 && !(y[end - 1] > 0)) end--;
    if (end > 0) {
        const struct ri_arena_mark mark = ri_arena_mark(scratch);
        const size_t               from = end > memory ? end - memory : 0, known = end - from;
        struct ri_demand_law       law;
        double                     sum = 0, log_chance = 0, sales = 0;
        size_t                     days = 0;
        RI_TRY(ri_demand_law_fit(y + from, censored ? censored + from : NULL, known, season, memory,
                                 scratch, &law, err));
        for (size_t t = 0; t < known; t++) {
            if (isnan(law.mean[t])) continue;
            sum += law.mean[t];
            sales += y[from + t] > 0;
            days++;
        }
        silence.last_sale = end - 1;
        silence.a_day = days ? sum / (double)days : 0;
        for (size_t t = end; t < n; t++) {
            if (isnan(y[t]) || (censored && censored[t])) continue;
            const double mean = mean_after(&law, known, season, t - end);
            silence.days++;
            silence.expected += mean;
            log_chance += log(ri_demand_none(mean, law.dispersion));
        }
        silence.chance = predictive(-log_chance, sales - 1); /* the last one is why we look */
        ri_arena_rewind(scratch, mark);
    }
    silence.probability = prior / (prior + (1 - prior) * silence.chance);
    *ret = silence;
    return RI_OK;
}
