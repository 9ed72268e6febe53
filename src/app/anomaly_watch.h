/* Sales of the workspace by day, the chain and its parts, each judged against its own usual; the events in them and what is behind
 * each. */
#ifndef RI_APP_ANOMALY_WATCH_H
#define RI_APP_ANOMALY_WATCH_H
#include "anomaly/change.h"
#include "app/call.h"
#include "app/filters.h"

/* Levels of sql/anomaly/days.sql. */
#define RI_WATCH_MAP(X)                     \
    X(RI_WATCH_CHAIN, "chain")              \
    X(RI_WATCH_STORE, "store")              \
    X(RI_WATCH_CATEGORY, "category")        \
    X(RI_WATCH_SUPPLIER, "supplier")        \
    X(RI_WATCH_CELL, "category in a store") \
    X(RI_WATCH_PRODUCT, "product")          \
    X(RI_WATCH_ITEM, "product in a store")
#define RI_WATCH_ENUM_(code, text) code,
typedef enum ri_watch_level { RI_WATCH_MAP(RI_WATCH_ENUM_) RI_WATCH_LEVELS } ri_watch_level;
#undef RI_WATCH_ENUM_
extern const char *const ri_watch_level_names[];

struct ri_watch_part {
    ri_watch_level level;
    const char    *store, *category, *supplier, *product, *name; /* NULL: all of them */
    double *
        y; /* [days of history and window] money of the chain and of stores, units of the rest; NAN: not known */
    size_t   first;     /* day of y on which it first sold */
    double   price;     /* minor units of money that one of y is worth: its recent price, or 1 */
    double  *units;     /* [window] */
    int64_t *net_minor; /* [window] */
    struct ri_judged *finding; /* [window] */
    struct ri_change  change;  /* for good, in the window; deviation 0: none */
};
struct ri_watch_visit {         /* a store's day */
    int64_t receipts, visitors; /* visitors -1: not counted */
};
struct ri_watch_store {
    const char            *code, *region;
    ri_day                 closed_on; /* RI_DAY_NONE: it has not */
    struct ri_watch_visit *visits; /* [RI_WATCH_BEFORE + window] from `from - RI_WATCH_BEFORE` on */
};
enum { RI_WATCH_BEFORE = 56 };
struct ri_watch_fault { /* a fault of the data that looks like demand: sql/anomaly/faults.sql */
    const char *kind, *store, *product, *detail; /* store, product NULL: several */
    ri_day      day;
    int64_t     money_minor; /* what is missing because of it; below zero: too much came in */
    size_t      event;       /* that it is behind; SIZE_MAX: none */
};
struct ri_watch_span {                      /* of a promotion or an empty shelf */
    const char *product, *category, *store; /* NULL: any */
    ri_day      from, to;                   /* inclusive */
};
struct ri_watch_holiday {
    const char *region, *name; /* region NULL: everywhere */
    ri_day      day;
    bool        closed;
};
struct ri_watch { /* lives in the call's memory */
    struct ri_call      *call;
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    ri_day               first, from, to; /* history, window */
    size_t               days, window;    /* to - first, to - from */
    const char          *currency;
    int                  digits;
    size_t part_count, store_count, fault_count, holiday_count, promotion_count, stockout_count,
        event_count;
    struct ri_watch_part    *parts; /* by level, then by names: parents before their parts */
    struct ri_watch_store   *stores;
    struct ri_watch_fault   *faults;
    struct ri_watch_holiday *holidays;
    struct ri_watch_span    *promotions, *stockouts;
    struct ri_event         *events;
};
/* Reads, judges and finds the events of days from .. to (--from, --to; four weeks up to --as-of when not given). RI_EDATA: nothing was sold. */
RI_MUST_CHECK ri_status ri_watch_load(struct ri_call *call, struct ri_watch *ret,
                                      struct ri_error *err);
/* Reads what may be behind events: faults of the data, visitors, holidays, promotions, empty shelves. */
RI_MUST_CHECK ri_status ri_watch_evidence(struct ri_watch *watch, struct ri_error *err);

struct ri_watch_cause {
    const char *kind;   /* sales, closed, data gap, level change, spread change, or a fault's */
    const char *driver; /* one or two words: traffic, holiday, promotion, stock-out, price ... */
    const char *why;    /* the same in words, with numbers */
    const char *mark;   /* name of the holiday: part of what makes two events alike; "" */
};
/* Takes faults that explain the event. Texts in the call's memory. */
RI_MUST_CHECK ri_status ri_watch_explain(struct ri_watch *watch, size_t event,
                                         struct ri_watch_cause *ret, struct ri_error *err);
/* Of one that no event has taken. */
RI_MUST_CHECK ri_status ri_watch_explain_fault(struct ri_watch             *watch,
                                               const struct ri_watch_fault *fault,
                                               struct ri_watch_cause *ret, struct ri_error *err);

/* ---- Events as they are told ------------------------------------------------------------------------------------- */

struct ri_watch_event {
    char id[20]; /* short; the same for the same event however often it is found */
    const struct ri_watch_part *part; /* NULL: a fault of the data that stands alone */
    const char                 *store, *product;
    ri_day                      since, until;
    size_t                      days, explains;
    bool                        above, dismissed;
    ri_event_change             change;
    int64_t actual, expected, low, high; /* money, minor units; INT64_MIN: not known */
    int64_t at_stake;                    /* expected less actual, minor units */
    struct ri_watch_cause cause;
    const char *
        pattern; /* place, goods, kind, direction and driver: what events have in common that are alike */
    const char *text; /* one sentence */
};
/* Most money first. Those like one that a person has said to be no problem are marked, unless they cost more than twice as much a day. */
RI_MUST_CHECK ri_status ri_watch_list(struct ri_call *call, struct ri_watch *watch,
                                      struct ri_watch_event **ret, size_t *ret_count,
                                      struct ri_error *err);
/* Money a day, minor units without sign. */
int64_t ri_watch_daily(const struct ri_watch_event *event);
#endif
