/* A panel: many series on one regular time axis, the input of every model of series.
 *
 *     period     start .. start+n-1 of each series, counted in the panel's frequency:
 *                minute, hour: since 1970-01-01T00 (local clock); day: ri_day; week: weeks whose first day is
 *                `week_start`; month: (year - 1970) * 12 + month - 1
 *     y[t]       units in period start + t; NAN where nothing is known (closed, not yet on sale, gap)
 *     censored[t] 1 where sales were cut short by an empty shelf: true demand is at least y[t]
 */
#ifndef RI_TABLE_PANEL_H
#define RI_TABLE_PANEL_H
#include "base/date.h"

#define RI_FREQUENCY_MAP(X)        \
    X(RI_MINUTELY, "minute", 1440) \
    X(RI_HOURLY, "hour", 24)       \
    X(RI_DAILY, "day", 7)          \
    X(RI_WEEKLY, "week", 52)       \
    X(RI_MONTHLY, "month", 12)
#define RI_FREQUENCY_ENUM_(code, text, season) code,
typedef enum ri_frequency { RI_FREQUENCY_MAP(RI_FREQUENCY_ENUM_) RI_FREQUENCY_COUNT } ri_frequency;
#undef RI_FREQUENCY_ENUM_

const char *ri_frequency_text(ri_frequency frequency);
bool        ri_frequency_parse(struct ri_view text, ri_frequency *ret);
size_t      ri_frequency_season(ri_frequency frequency);    /* periods of the usual season */
bool        ri_frequency_has_clock(ri_frequency frequency); /* periods shorter than a day */
/* Period of an instant of the local clock (us), and the first instant of a period. week_start: 0 = Monday. */
int64_t ri_period_of(ri_frequency frequency, int week_start, int64_t local_us);
int64_t ri_period_start_us(ri_frequency frequency, int week_start, int64_t period);

enum { RI_PANEL_ROWS = 31 };
struct ri_series {
    const char *const *keys;  /* panel.key_count texts */
    int64_t            start; /* period of y[0] */
    size_t             n;
    double            *y;
    const uint8_t     *censored; /* (optional) NULL: never */
    const uint8_t     *rows;     /* (optional) observations of each period, at most RI_PANEL_ROWS */
};
struct ri_panel { /* everything lives in one arena */
    ri_frequency       frequency;
    int                week_start;
    size_t             key_count;
    const char *const *key_names; /* columns that name a series */
    const char        *time_name, *value_name;
    size_t             series_count;
    struct ri_series  *series; /* ordered by keys (bytewise) */
    int64_t            last;   /* last period of the panel: forecasts begin after it */
};

/* Collects observations in any order and makes the panel: sums what falls into one period of one series,
 * orders series by key, fills inner gaps (and the tail up to the last period) with 0 or NAN as told. */
struct ri_panel_builder;
struct ri_panel_options {
    ri_frequency frequency;
    bool         detect_frequency; /* from the smallest usual step between times */
    int          week_start;
    bool   hold; /* keeps observations until the end: the week's first day may still be told */
    size_t key_count;
    const char *const *key_names;
    const char        *time_name, *value_name;
    double             gap;        /* 0 for sales (nothing sold), NAN for measurements */
    bool               fill_tail;  /* extend every series to the panel's last period */
    bool               count_rows; /* series say how many observations each period has */
};
RI_MUST_CHECK ri_status ri_panel_builder_new(const struct ri_panel_options *options,
                                             struct ri_panel_builder **ret, struct ri_error *err);
/* keys: key_count texts. value NAN: a period known to have no observation. RI_ENOMEM, RI_EDATA. */
RI_MUST_CHECK ri_status ri_panel_builder_add(struct ri_panel_builder *builder,
                                             const struct ri_view *keys, int64_t local_us,
                                             double value, bool censored, struct ri_error *err);
/* 0 = Monday. Before the end of a builder that holds or detects. */
void ri_panel_builder_week_start(struct ri_panel_builder *builder, int week_start);
/* Makes the panel in mem; the builder is empty afterwards. RI_EDATA when there is no observation or one
 * series would have more than 10 million periods. */
RI_MUST_CHECK ri_status ri_panel_builder_finish(struct ri_panel_builder *builder,
                                                struct ri_arena *mem, struct ri_panel *ret,
                                                struct ri_error *err);
void                    ri_panel_builder_free(struct ri_panel_builder *builder);
#endif
