/* One pass: a level that stands still in silences. */
#include "silence.h"

#include <math.h>

static const double WEIGHT = 0.05, UNITS = 8;
static const double TRUSTED =
    0.5; /* weight of what is known from which a level is believed: a fortnight */

size_t ri_silence_hide(double *y, size_t n, size_t most)
{
    double level = 0, weight = 0, before = 0,
           before_weight = 0; /* level: before it is divided by its weight */
    size_t hidden = 0, run = 0,
           known = 0; /* periods since the run began; those of them that are known */
    for (size_t t = 0; t <= n; t++) {
        const bool end = t == n;
        if (!end && isnan(y[t])) {
            run += run > 0;
            continue;
        }
        if (!end && y[t] == 0) {
            if (!run) before = level, before_weight = weight;
            run++;
            known++;
        } else {
            const bool silent = before * (double)known > UNITS * fmax(before_weight, TRUSTED);
            if (silent && !(end && known > most)) {
                for (size_t back = 1; back <= run; back++) y[t - back] = NAN;
                hidden += known;
                level = before, weight = before_weight;
            }
            run = known = 0;
        }
        if (end) break;
        level = (1 - WEIGHT) * level + WEIGHT * y[t];
        weight = (1 - WEIGHT) * weight + WEIGHT;
    }
    return hidden;
}
