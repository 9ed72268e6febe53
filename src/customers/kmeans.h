/* K-means clusters of points. k-means++ starts (Arthur & Vassilvitskii 2007), Lloyd's iterations until no label changes,
 * bounded by the triangle inequality (Hamerly 2010),
 * the best of several starts. The result depends on the seed alone, not on the number of threads: sums are taken block by
 * block in a fixed order. Points are rows of d columns, finite. */
#ifndef RI_CUSTOMERS_KMEANS_H
#define RI_CUSTOMERS_KMEANS_H
#include "base/arena.h"
#include "base/task.h"

enum { RI_KMEANS_DIMENSIONS_MOST = 16, RI_KMEANS_CLUSTERS_MOST = 64 };

struct ri_points {
    const double *at; /* [count][dimensions] */
    size_t        count, dimensions;
};
struct ri_kmeans_options { /* zeroed but for k: the defaults */
    size_t   k;          /* 1 .. RI_KMEANS_CLUSTERS_MOST, at most as many as different points */
    size_t   starts;     /* 0: 10, up to 64 where there are few points */
    size_t   iterations; /* most of each start; 0: 300 */
    size_t   sample;     /* starts work on this many points; the best goes on by batches of all, then on all; 0: 20,000 */
    uint64_t seed;
    const double
        *first; /* (optional) [k][dimensions]: centres to begin with; then no others are drawn */
};
struct ri_kmeans {
    size_t    k, dimensions;
    double   *centre;  /* [k][dimensions] */
    uint32_t *label;   /* [count] */
    size_t   *size;    /* [k], never 0 */
    double    inertia; /* sum of squared distances to the own centre */
};
/* RI_EUSAGE: k out of range, or more clusters than different points; RI_EDATA: a value that is not finite; RI_ENOMEM;
 * RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_kmeans_fit(const struct ri_points         *points,
                                      const struct ri_kmeans_options *options, struct ri_task *task,
                                      struct ri_arena *mem, struct ri_kmeans *ret,
                                      struct ri_error *err);
/* Centres moved towards the points by small batches of them drawn with `seed`, each point counting less the more a centre has seen; `seen`
 * is what each has seen before. Source: Sculley, "Web-scale k-means clustering" (2010). */
void ri_kmeans_batches(const struct ri_points *points, size_t k, size_t seen, uint64_t seed,
                       double *centre);
/* Nearest centre of a point; *ret_ratio (may be NULL): its distance over that of the second nearest, 0 sure .. 1 a toss-up. */
size_t ri_kmeans_nearest(const double *centre, size_t k, size_t dimensions, const double *point,
                         double *ret_ratio);

/* Mean silhouette, Rousseeuw (1987): (b - a) / max(a, b), a the mean distance inside, b to the nearest other cluster; a point
 * alone counts 0. By the square of the points: give a sample. NAN for k = 1. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_silhouette(const struct ri_points *points, const uint32_t *label,
                                      size_t k, struct ri_arena *scratch, double *ret,
                                      struct ri_error *err);
/* Agreement of two labellings beyond chance, Hubert & Arabie (1985): 1 the same but for names, 0 chance. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_adjusted_rand(const uint32_t *a, const uint32_t *b, size_t count,
                                         size_t k_a, size_t k_b, struct ri_arena *scratch,
                                         double *ret, struct ri_error *err);

/* One number of clusters tried. */
struct ri_kmeans_trial {
    size_t k;
    double inertia, silhouette; /* silhouette of k = 1: NAN */
    double gap, gap_error;      /* Tibshirani, Walther & Hastie (2001), and its standard error */
};
/* Tries 1 .. most clusters on (a sample of) the points; ret[most] in the caller's room. *ret_choice is the k of the largest
 * silhouette: the gap statistic alone goes on splitting groups that are merely wide. */
RI_MUST_CHECK ri_status ri_kmeans_choose(const struct ri_points *points, size_t most, uint64_t seed,
                                         struct ri_task *task, struct ri_arena *scratch,
                                         struct ri_kmeans_trial *ret, size_t *ret_choice,
                                         struct ri_error *err);
/* What the gap statistic would take: the least k >= 2 with gap(k) >= gap(k + 1) - error(k + 1), else `most`. */
size_t ri_kmeans_gap_choice(const struct ri_kmeans_trial *trials, size_t most);
/* Every (count / wanted)-th point in a seeded order, at most `wanted`; the points themselves where there are fewer. */
RI_MUST_CHECK ri_status ri_points_sample(const struct ri_points *points, size_t wanted,
                                         uint64_t seed, struct ri_arena *mem, struct ri_points *ret,
                                         struct ri_error *err);
#endif
