/* A document for people, said once and written in several ways (rendering.h).
 *
 *     RetailInsight   Weekly trading                                    all stores · EUR
 *     ----------------------------------------------------------------------------------
 *     period                     Week 9 · Mon 27 Feb to Sun 5 Mar 2023
 *     sentence                   what happened, in money and words
 *     lead                       why
 *     blocks                     tiles, headings, paragraphs, tables, charts
 *     notes                      how to read this: every rule that shaped a number
 *
 * Views: whoever makes a report keeps what it points to. */
#ifndef RI_REPORT_REPORT_H
#define RI_REPORT_REPORT_H
#include "chart.h"

typedef enum ri_tone { RI_TONE_PLAIN, RI_TONE_GOOD, RI_TONE_BAD, RI_TONE_WARN } ri_tone;

struct ri_tile {
    const char     *label, *value; /* with its unit; "603,140" */
    const char     *change;        /* "▲ +4.9 %", or NULL */
    ri_tone         tone;          /* of the change */
    const char     *against;       /* "last year 574,852", or NULL */
    struct ri_chart spark;         /* count 0: none */
};
typedef enum ri_cell_look {
    RI_LOOK_TEXT,
    RI_LOOK_FIGURE, /* right */
    RI_LOOK_BAR     /* from zero, with a tick for what it is compared with */
} ri_cell_look;
struct ri_report_column {
    const char  *name;
    ri_cell_look look;
    double       weight; /* of its width among the others; 0: 1 */
    const char  *format; /* (optional) of a spreadsheet: "#,##0.00", "0.0%" */
};
struct ri_report_cell {
    const char *text;    /* as people read it; NULL: nothing */
    double      number;  /* for spreadsheets and bars; NAN: text only */
    double      against; /* of a bar: the tick; NAN: none */
    ri_tone     tone;
};
struct ri_report_table {
    const struct ri_report_column *columns;
    size_t                         column_count;
    const struct ri_report_cell   *cells; /* by row */
    size_t                         row_count;
    bool                           total; /* the last row is a sum */
    size_t                         more;  /* rows that were left out */
};
/* The largest value and tick of a column of bars, sums apart; 1 when there is none: what a whole bar stands for. */
double ri_report_widest(const struct ri_report_table *table, size_t column);

typedef enum ri_block_kind {
    RI_BLOCK_TILES,
    RI_BLOCK_TEXT,
    RI_BLOCK_TABLE,
    RI_BLOCK_CHART,
    RI_BLOCK_KINDS
} ri_block_kind;
struct ri_block {
    ri_block_kind kind;
    const char
        *title; /* of tables and charts (a chart's own when NULL); of texts: a heading, or NULL */
    const char            *note; /* beside the title, or NULL */
    bool                   half; /* may stand beside its neighbour, which is half too */
    const struct ri_tile  *tiles;
    size_t                 tile_count;
    const char            *text;
    ri_tone                tone;
    struct ri_report_table table;
    struct ri_chart        chart;
};
struct ri_report {
    const char            *firm, *title, *scope, *period, *sentence, *lead;
    const struct ri_block *blocks;
    size_t                 block_count;
    const char *const     *notes;
    size_t                 note_count;
    const char            *data_to,
        *command; /* of the foot: "Data to Wed 8 Mar 2023", the same figures again */
    int64_t made_us;
};
#endif
