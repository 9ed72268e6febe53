/* Empirical Bayes among candidates. */
#include "choice.h"

#include <math.h>

/* What is believed before any series was seen: as if so many series had shown it. */
static const double BELIEVED_SERIES = 8, BELIEVED_GAIN = -0.02, BELIEVED_SPREAD = 0.0025,
                    BELIEVED_NOISE = 0.02;
static const double SMALLEST_RATIO =
    1e-6;                                /* of losses: a perfect model is a million times better */
static const double CLEAR_GAIN = 1.5;    /* beyond it a gain tells the class no more */
static const double NOISE_OCCASIONS = 4; /* occasions that the usual noise of the class counts as */

struct ri_gain ri_gain_of(const double *reference, const double *loss, size_t occasions,
                          double overlap, double floor)
{
    double a = 0, b = 0, squares = 0, pairs = 0;
    for (size_t i = 0; i < occasions; i++) {
        if (isnan(reference[i] - loss[i])) continue;
        a += reference[i];
        b += loss[i];
        pairs += 1;
    }
    if (pairs < 2) return (struct ri_gain){0, (double)INFINITY, 0};
    const double least = floor + SMALLEST_RATIO * fmax(a, b) / pairs;
    a = a / pairs + least;
    b = b / pairs + least;
    if (!(least > 0)) return (struct ri_gain){0, 0, pairs / overlap};
    for (size_t i = 0; i < occasions; i++) {
        if (isnan(reference[i] - loss[i])) continue;
        const double influence = (reference[i] + least) / a - (loss[i] + least) / b;
        squares += influence * influence;
    }
    return (struct ri_gain){log(a / b), squares / pairs / fmax(1, pairs / overlap - 1),
                            pairs / overlap};
}

/* ---- The prior of a class ------------------------------------------------------------------------------------------- */

struct group { /* whose gains are of one kind */
    size_t reference, demand_class, candidate;
};

static bool counts(const struct ri_evidence *evidence, const struct group *group)
{
    return evidence->reference == group->reference &&
           (size_t)evidence->demand_class == group->demand_class &&
           group->candidate < evidence->count && isfinite(evidence->of[group->candidate].noise);
}

static double bounded(double gain)
{
    return fmax(-CLEAR_GAIN, fmin(CLEAR_GAIN, gain));
}

static double steadied(const struct ri_gain *one, double usual)
{
    return (one->occasions * one->noise + NOISE_OCCASIONS * usual) /
           (one->occasions + NOISE_OCCASIONS);
}

static struct ri_prior_of prior_of(const struct ri_evidence *evidence, size_t count,
                                   const struct group *group)
{
    const size_t candidate = group->candidate;
    double       n = 0, sum = 0, squares = 0, noise = 0;
    for (size_t i = 0; i < count; i++) {
        if (!counts(&evidence[i], group)) continue;
        const struct ri_gain *one = &evidence[i].of[candidate];
        const double          gain = bounded(one->gain);
        sum += gain;
        squares += gain * gain;
        noise += one->noise;
        n += 1;
    }
    struct ri_prior_of prior = {BELIEVED_GAIN, BELIEVED_SPREAD, BELIEVED_NOISE};
    if (n > 1) {
        const double beyond = fmax(0, (squares - sum * sum / n) / (n - 1) - noise / n);
        prior.spread = (n * beyond + BELIEVED_SERIES * BELIEVED_SPREAD) / (n + BELIEVED_SERIES);
    }
    prior.noise = (noise + BELIEVED_SERIES * BELIEVED_NOISE) / (n + BELIEVED_SERIES);
    double weights = BELIEVED_SERIES / (prior.spread + BELIEVED_NOISE);
    double weighted = weights * BELIEVED_GAIN;
    for (size_t i = 0; i < count; i++) {
        if (!counts(&evidence[i], group)) continue;
        const double weight =
            1 / (prior.spread + steadied(&evidence[i].of[candidate], prior.noise));
        weights += weight;
        weighted += weight * bounded(evidence[i].of[candidate].gain);
    }
    prior.mean = weighted / weights;
    return prior;
}

void ri_prior_make(const struct ri_evidence *evidence, size_t count, struct ri_prior *ret)
{
    bool seen[RI_PLAN_MOST] = {false};
    for (size_t i = 0; i < count; i++) seen[evidence[i].reference] = true;
    for (size_t r = 0; r < RI_PLAN_MOST; r++)
        for (size_t c = 0; c < RI_DEMAND_CLASS_COUNT; c++)
            for (size_t k = 0; k < RI_PLAN_MOST; k++) {
                const struct group group = {r, c, k};
                ret->of[r][c][k] = k == r ? (struct ri_prior_of){0, 0, 0}
                                          : prior_of(evidence, seen[r] ? count : 0, &group);
            }
}

/* ---- A series ------------------------------------------------------------------------------------------------------- */

void ri_expect(const struct ri_prior *prior, const struct ri_evidence *evidence, double *ret,
               double *ret_variance)
{
    for (size_t k = 0; k < evidence->count; k++) {
        const bool                itself = k == evidence->reference;
        const struct ri_prior_of *of = &prior->of[evidence->reference][evidence->demand_class][k];
        const struct ri_gain     *one = &evidence->of[k];
        const double              noise = steadied(one, of->noise);
        ret_variance[k] = itself ? 0 : of->spread;
        if (isnan(one->noise)) {
            ret[k] = (double)NAN;
        } else if (isinf(one->noise) || itself) {
            ret[k] = of->mean;
        } else {
            ret[k] = (of->spread * one->gain + noise * of->mean) / (of->spread + noise);
            ret_variance[k] = of->spread * noise / (of->spread + noise);
        }
    }
}

size_t ri_choose(const struct ri_prior *prior, const struct ri_evidence *evidence)
{
    const struct ri_prior_of *of = prior->of[evidence->reference][evidence->demand_class];
    double                    expected[RI_PLAN_MOST], variance[RI_PLAN_MOST];
    size_t                    usual = evidence->count, best;
    ri_expect(prior, evidence, expected, variance);
    for (size_t k = 0; k < evidence->count; k++)
        if (!isnan(expected[k]) && (usual == evidence->count || of[k].mean > of[usual].mean))
            usual = k;
    if (evidence->learner && !isnan(expected[evidence->count - 1])) usual = evidence->count - 1;
    best = usual;
    for (size_t k = 0; k < evidence->count; k++) {
        if (isnan(expected[k]) || !(expected[k] > expected[best])) continue;
        const double lead = expected[k] - expected[usual];
        if (lead > sqrt(variance[k] + variance[usual])) best = k;
    }
    return best;
}
