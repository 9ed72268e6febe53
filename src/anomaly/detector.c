/* The table of detectors, and running one of them. */
#include "detectors.h"

#include "math/stats.h"

#include <math.h>

const struct ri_detector *const ri_detectors[] = {&ri_shesd,        &ri_local,     &ri_count_law,
                                                  &ri_level_change, &ri_odd_shape, NULL};

const struct ri_detector *ri_detector_find(const char *name)
{
    for (size_t i = 0; ri_detectors[i]; i++)
        if (strcmp(ri_detectors[i]->name, name) == 0) return ri_detectors[i];
    return NULL;
}

static bool is_count(double y)
{
    return y >= 0 && y == floor(y);
}

const char *ri_detector_refuses(const struct ri_detector *detector,
                                const struct ri_watched  *watched)
{
    size_t known = 0;
    for (size_t t = 0; t < watched->n; t++) {
        if (isnan(watched->y[t])) continue;
        if (detector->counts && !is_count(watched->y[t]))
            return "its values are not all whole numbers of 0 or more";
        known++;
    }
    if (known < detector->least) return "it has too few known values";
    if (watched->n / watched->season < detector->least_seasons)
        return "it has too few whole seasons";
    return NULL;
}

bool are_small_counts(const struct ri_watched *watched)
{
    enum { SMALL = 20 };
    size_t known = 0, small = 0;
    for (size_t t = 0; t < watched->n; t++) {
        if (isnan(watched->y[t])) continue;
        known++;
        small += watched->y[t] < SMALL;
    }
    return 2 * small > known;
}

const struct ri_detector *ri_detector_for(const struct ri_watched *watched)
{
    if (are_small_counts(watched) && !ri_detector_refuses(&ri_count_law, watched))
        return &ri_count_law;
    if (!ri_detector_refuses(&ri_local, watched)) return &ri_local;
    return ri_detector_refuses(&ri_shesd, watched) ? NULL : &ri_shesd;
}

/* ---- Running ------------------------------------------------------------------------------------------------------ */

static ri_status check(const struct ri_detect_options *options, struct ri_detect_options *ret,
                       struct ri_error *err)
{
    *ret = *options;
    if (ret->alpha == 0) ret->alpha = 0.05;
    if (ret->share == 0) ret->share = 0.02;
    if (!(ret->alpha > 0 && ret->alpha < 1))
        return ri_fail(err, RI_EUSAGE,
                       "the chance of a false alarm is %g, must be above 0 and below 1",
                       ret->alpha);
    if (!(ret->share > 0 && ret->share < 0.5))
        return ri_fail(err, RI_EUSAGE,
                       "the largest share of anomalies is %g, must be above 0 and below 0.5",
                       ret->share);
    return RI_OK;
}

#define THRESHOLD_SHARE(code, text, share) share,
static const double shares[] = {RI_THRESHOLD_MAP(THRESHOLD_SHARE)};

/* The wanted quantile of the highest values of the seasons, cut where seasons begin. */
static ri_status threshold_of(const struct ri_watched        *watched,
                              const struct ri_detect_options *options, struct ri_arena *scratch,
                              double *ret, struct ri_error *err)
{
    double *highest;
    size_t  count = 0;
    RI_ARENA_NEW(highest, scratch, watched->n / watched->season + 2, err);
    for (size_t t = 0; t < watched->n; t++) {
        const double y = watched->y[t];
        if (t == 0 || (t + options->phase) % watched->season == 0) highest[count++] = (double)NAN;
        if (!isnan(y) && !(y <= highest[count - 1])) highest[count - 1] = y;
    }
    size_t known = 0;
    for (size_t s = 0; s < count; s++)
        if (!isnan(highest[s])) highest[known++] = highest[s];
    ri_sort(highest, known);
    *ret = ri_quantile(highest, known, shares[options->threshold]);
    return RI_OK;
}

static ri_status keep_findings(const struct ri_watched        *watched,
                               const struct ri_detect_options *options, struct ri_arena *scratch,
                               struct ri_judged *findings, struct ri_error *err)
{
    double least = -(double)INFINITY;
    if (options->threshold != RI_THRESHOLD_NONE)
        RI_TRY(threshold_of(watched, options, scratch, &least, err));
    const size_t first =
        options->newest && options->newest < watched->n ? watched->n - options->newest : 0;
    for (size_t t = 0; t < watched->n; t++) {
        const double y = watched->y[t];
        if (t < first || isnan(y) || y < least) findings[t].anomaly = false;
    }
    return RI_OK;
}

ri_status ri_detect(const struct ri_detector *detector, const struct ri_watched *watched,
                    const struct ri_detect_options *options, struct ri_arena *scratch,
                    struct ri_judged *ret, struct ri_error *err)
{
    struct ri_detect_options checked;
    RI_TRY(check(options, &checked, err));
    const char *why = ri_detector_refuses(detector, watched);
    if (why) return ri_fail(err, RI_EDATA, "%s cannot judge the series: %s", detector->name, why);
    for (size_t t = 0; t < watched->n; t++)
        ret[t] =
            (struct ri_judged){.expected = (double)NAN, .low = (double)NAN, .high = (double)NAN};
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    ri_status                  status = detector->run(watched, &checked, scratch, ret, err);
    if (status == RI_OK) status = keep_findings(watched, &checked, scratch, ret, err);
    ri_arena_rewind(scratch, mark);
    return status;
}
