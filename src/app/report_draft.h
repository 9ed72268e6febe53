/* A report while it is made: what it asks of the other operations, and the blocks it gathers.
 *
 * Every number comes from an operation of the table, called within this call with the rights and the filters of whoever asked; so a report
 * says what the commands print. A part that has nothing to show is left out and a note says why. */
#ifndef RI_APP_REPORT_DRAFT_H
#define RI_APP_REPORT_DRAFT_H
#include "app/gather.h"
#include "app/operation.h"
#include "report/figure.h"
#include "report/rendering.h"

enum { RI_DRAFT_BLOCKS = 32, RI_DRAFT_NOTES = 32 };
struct ri_draft {
    struct ri_call     *call;
    struct ri_arena    *mem;
    struct ri_principal who; /* every role, the caller's stores */
    struct ri_report    report;
    struct ri_block     blocks[RI_DRAFT_BLOCKS];
    const char         *notes[RI_DRAFT_NOTES];
    ri_day              as_of, from, to; /* what the report is about: from <= day < to */
    const char         *compare;         /* of the operations that compare */
    const char         *currency,
        *net_sales;        /* of the span, as people read it; once the key figures were asked */
    const char *versus;    /* in words: "last year" */
    ri_day      data_from; /* first day with sales */
};

/* The rights, filters, currency and as-of of the call; the data's last business day where as-of is not given. RI_ENOTFOUND: no sales yet. */
RI_MUST_CHECK ri_status ri_draft_begin(struct ri_draft *draft, struct ri_call *call,
                                       struct ri_error *err);
/* Asks an operation: pairs of parameter and value, NULL-terminated. The filters of the call and its currency go with it where the
 * operation has them, from and to and as-of unless pairs say otherwise. No rows: ret->rows 0. */
RI_MUST_CHECK ri_status ri_draft_ask(struct ri_draft *draft, const char *operation,
                                     const char *const *pairs, struct ri_gathered *ret,
                                     struct ri_error *err);
#define RI_ASK(...) ((const char *const[]){__VA_ARGS__, NULL})
/* As ri_draft_ask, but data that are not there or cannot be used give no rows and a note that begins with `what`. */
RI_MUST_CHECK ri_status ri_draft_ask_if(struct ri_draft *draft, const char *what,
                                        const char *operation, const char *const *pairs,
                                        struct ri_gathered *ret, struct ri_error *err);

/* The next block, to be filled; NULL: no room (more blocks than a report has). */
struct ri_block *ri_draft_block(struct ri_draft *draft, ri_block_kind kind, const char *title);
void             ri_draft_note(struct ri_draft *draft, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Text in the report's memory; "" when there is no room. */
const char *ri_draft_text(struct ri_draft *draft, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* How the span, which is set, is compared with the year before: as `compare` says, or not at all where the data begin later than that
 * year, since changes against a part of it mean nothing. */
void ri_draft_compare(struct ri_draft *draft, const char *compare);
bool ri_draft_compares(const struct ri_draft *draft);
/* A figure in words: `put` is one of report/figure.h. */
const char *ri_draft_figure(struct ri_draft *draft, void (*put)(struct ri_text *, double),
                            double           value);
const char *ri_draft_number(struct ri_draft *draft, double value, int digits);
const char *ri_draft_signed(struct ri_draft *draft, double value, int digits);
const char *ri_draft_change(struct ri_draft *draft, double now, double before);
const char *ri_draft_day(struct ri_draft *draft, void (*put)(struct ri_text *, ri_day), ri_day day);
const char *ri_draft_iso(struct ri_draft *draft, ri_day day);
const char *ri_draft_span(struct ri_draft *draft, ri_day first, ri_day last);
const char *ri_draft_heading(struct ri_draft *draft,
                             const char      *name); /* payment_method: "Payment method" */
/* good: more is better; false: less is better. */
ri_tone ri_draft_tone(double now, double before, bool good);
/* Values of a column over the rows, for a chart. NULL: no room. */
double *ri_draft_values(struct ri_draft *draft, const struct ri_gathered *rows, const char *column);
ri_day *ri_draft_days(struct ri_draft *draft, const struct ri_gathered *rows, const char *column);
const char *const *ri_draft_labels(struct ri_draft *draft, const struct ri_gathered *rows,
                                   const char *column);

/* A column of a table block out of gathered rows. */
struct ri_draft_column {
    const char  *name, *from; /* from: column of the rows */
    ri_cell_look look;
    double       weight;
    enum {
        DRAFT_TEXT,
        DRAFT_MONEY,
        DRAFT_COUNT,
        DRAFT_NUMBER,
        DRAFT_SHARE,
        DRAFT_CHANGE,
        DRAFT_AMOUNT,
        DRAFT_DAY
    } shown;
    const char *before; /* bars: the tick; DRAFT_CHANGE: what `from` is held against */
    bool        less_is_better;
};
/* A table of the first `most` rows (0: all); with_total: a last row that sums the money and the counts. */
RI_MUST_CHECK ri_status ri_draft_table(struct ri_draft *draft, struct ri_block *block,
                                       const struct ri_gathered     *rows,
                                       const struct ri_draft_column *columns, size_t column_count,
                                       size_t most, bool with_total, struct ri_error *err);

/* ---- Parts that several reports have (report_parts.c) -------------------------------------------------------------------------------- */

/* Six tiles of a span's key figures against the year before. RI_ENOTFOUND when nothing was sold in it. */
RI_MUST_CHECK ri_status ri_draft_key_figures(struct ri_draft *draft, struct ri_error *err);
/* What changed and why: the sentence, the lead and a waterfall. */
RI_MUST_CHECK ri_status ri_draft_causes(struct ri_draft *draft, struct ri_error *err);
/* Net sales by day, week or month since `from`, with the year before. */
RI_MUST_CHECK ri_status ri_draft_trend(struct ri_draft *draft, const char *by, ri_day from,
                                       struct ri_error *err);
/* Stores or categories: bar, change, per cent. `operation` sales.stores, its key column and a title. */
RI_MUST_CHECK ri_status ri_draft_ranking(struct ri_draft *draft, const char *operation,
                                         const char *key, const char *title, bool half, size_t most,
                                         struct ri_error *err);
/* Against the plan of the month that holds the span's last day, if there is one. */
RI_MUST_CHECK ri_status ri_draft_plan(struct ri_draft *draft, struct ri_error *err);
/* The month against its plan, with the chance of reaching it. */
RI_MUST_CHECK ri_status ri_draft_outlook(struct ri_draft *draft, struct ri_error *err);
/* Rows of the key figures: the span, the year before, and further spans beside it. */
struct ri_draft_span {
    const char *name;
    ri_day      from, to;
    bool        against; /* beside the year before */
};
RI_MUST_CHECK ri_status ri_draft_comparison(struct ri_draft            *draft,
                                            const struct ri_draft_span *spans, size_t count,
                                            struct ri_error *err);

/* ---- The reports ------------------------------------------------------------------------------------------------------------------- */

struct ri_report_kind {
    const char *name, *title;
    ri_status (*fill)(struct ri_draft *draft, struct ri_error *err);
};
#endif
