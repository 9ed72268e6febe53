/* Untrusted bytes in, clean records out: one file descriptor, batches of rows and of rejects. Knows no database.
 *
 *     RI_TRY(ri_ingest_open(fd, "june.csv", RI_SALES, &options, task, &ingest, err));
 *     plan = ri_ingest_plan(ingest);                       what was found and decided, and how to change it
 *     for (;;) {
 *         RI_TRY_GOTO(status, out, ri_ingest_next(ingest, &batch, err));
 *         if (!batch) break;
 *         ... batch->columns, batch->rejects ...
 *     }
 *     summary = ri_ingest_summary(ingest);                 counts, SHA-256, what the whole file showed
 *
 * Every physical record ends in exactly one place: offered = accepted + dropped + rejected. Memory is bounded
 * whatever the file holds: under 100 MB (usually 30), and the set of lines seen (options.occurrence_most). A record longer
 * than options.record_most is rejected with its offset and its first 4 KiB, and never held.
 * One thread at a time per ingest; ri_ingest_next may run on another thread than the reader of its batches. */
#ifndef RI_INGEST_INGEST_H
#define RI_INGEST_INGEST_H
#include "base/date.h"
#include "base/task.h"
#include "retail/record.h"
#include "table/columns.h"

/* How a sale line is told from others (see retail/record.h for the fields).
 * receipt, content: field `line` of a batch is the occurrence number, 1 for the first, of lines that are equal in
 * every field but `line` (attributes do not count), within the file. */
const char *ri_key_mode_text(ri_key_mode mode); /* "line", "receipt", "content" */

struct ri_ingest_options { /* zeroed is valid */
    /* "field=column", "field==constant", "field=" (claim no column) and "setting=value"; NULL-terminated, or NULL.
     * A column is a name or "#3". Settings: date=dmy|mdy|ymd  decimal=point|comma  price=line_total|unit_price
     * repeats=keep|drop  currency=EUR  delimiter=comma|semicolon|tab|pipe|space  quote=double|single|none
     * header=yes|no  encoding=utf-8|utf-16le|utf-16be|windows-1252|iso-8859-1  returns=quantity|prefix_c
     * sheet=NAME|#2 (of a workbook)  skip=LINES (before the table) */
    const char *const *sets;
    const char        *mapping;      /* text of a mapping file (YAML), or NULL; sets win over it */
    const char        *mapping_name; /* what messages call it */
    const char *currency; /* ISO 4217 code of amounts that name none, or NULL: found or "XXX" */
    const char *
        spool_directory; /* where a pipe is kept while a whole column is read; NULL: $TMPDIR, /tmp */
    size_t record_most;  /* longest record, bytes; 0: 16 MiB */
    size_t occurrence_most; /* bytes for the set of lines seen; 0: 160 MB */
};

/* One decision or one thing a person must know. */
struct ri_ingest_note {
    bool        trap;     /* something in the data that could mislead; otherwise a plain decision */
    const char *topic;    /* "date order" */
    const char *choice;   /* "day first (dmy)" */
    const char *evidence; /* "59,428 of 99,457 dates can be read no other way, first: 25/8/2022" */
    const char *change;   /* "--set date=mdy", or "" */
};

struct ri_field_plan {  /* one for each field of the kind, in order */
    const char *column; /* name of the column it is read from; NULL: none */
    const char *source; /* column, "always X", "computed: quantity x unit price", "" when missing */
};

struct ri_ingest_plan { /* views into the ingest; valid until it is closed */
    ri_record_kind     kind;
    const char        *name;        /* of the input */
    const char        *layout;      /* known layout, e.g. "istanbul_shopping", or NULL */
    const char        *compression; /* "none", "gzip", "zstd", "xlsx" */
    const char        *sheet;       /* of a workbook, or NULL */
    const char        *encoding;    /* "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252" */
    const char        *delimiter;   /* "comma", "semicolon", "tab", "pipe", "space", "none" */
    const char        *quote;       /* "double", "single", "none" */
    bool               header;      /* the first record names the columns */
    size_t             column_count;
    const char *const *columns;             /* names as written, or column_1 ... */
    const struct ri_field_plan *fields;     /* ri_record_of(kind)->field_count of them */
    const char                 *date_order; /* "dmy", "mdy", "ymd"; NULL: no date column */
    const char                 *decimal;    /* "point", "comma" */
    const char *currency; /* of rows that name none; "XXX" when unknown; NULL: no amounts */
    const char *price;    /* sales: "unit_price" or "line_total"; NULL otherwise */
    ri_key_mode key_mode; /* sales */
    bool        drop_repeats;
    size_t      wide_days; /* demand: day columns, each making one fact; 0: a long file */
    const struct ri_ingest_note *notes; /* decisions and the traps seen so far */
    size_t                       note_count;
    const struct ri_columns     *sample; /* up to five clean rows of the beginning */
};

struct ri_reject {
    uint64_t    record, offset; /* 1-based among the offered; byte in the decompressed input, of a
                                   workbook in the rows of its sheet as CSV text (sheet.h) */
    uint64_t    line;           /* 1-based physical line where it begins; row of the sheet */
    uint64_t    length;         /* bytes of the record with its line end */
    const char *rule;           /* static: "fields", "quote", "number", "date" ... */
    const char *message;        /* what, where and the value */
    struct ri_view
        raw; /* its bytes as they are in the (decompressed) input; cut to 4 KiB when too long */
};

struct ri_ingest_batch {       /* views */
    struct ri_columns columns; /* fields of the kind in order, then attributes (JSON object text) */
    const struct ri_reject *rejects;
    size_t                  reject_count;
};

struct ri_rule_count {
    const char *rule;
    uint64_t    count, first_record;
};
enum { RI_INGEST_RULES = 24 };

struct ri_ingest_summary {
    uint64_t      bytes_read, bytes; /* of the input as it came; after decompression */
    unsigned char sha256[32];        /* of the input as it came, to its end */
    uint64_t      offered, accepted, dropped, rejected; /* physical records */
    uint64_t      rows;        /* = accepted, but for wide files: the facts made */
    uint64_t      blank_lines; /* are no records */
    uint64_t      repeats;     /* lines equal to an earlier one, kept or dropped */
    int64_t repeats_minor; /* their net amount; currency as in the plan, 0 when currencies differ */
    bool    occurrences_unknown; /* the set of lines was full: number equal lines yourself */
    int64_t first_us,
        last_us; /* earliest and latest time seen (wall clock); INT64_MAX, INT64_MIN: none */
    struct ri_rule_count         rules[RI_INGEST_RULES]; /* rule NULL ends them */
    const struct ri_ingest_note *notes; /* all of the plan's and what the whole file showed */
    size_t                       note_count;
};

struct ri_ingest;
/* Sniffs, reads as much as the decisions need, decides. Reads fd from where it stands and never closes it; `name` is
 * what messages call it. options and task (may be NULL) must outlive the ingest. Errors:
 *   RI_EDATA   empty, truncated or not a table; a required field without a column; an order nobody can know
 *   RI_EUSAGE  a setting or column that does not exist (names the nearest), a mapping that cannot be read
 *   RI_EIO, RI_ENOSPACE (spool), RI_ENOMEM, RI_ECANCELLED, RI_ETIMEOUT */
RI_MUST_CHECK ri_status      ri_ingest_open(int fd, const char *name, ri_record_kind kind,
                                            const struct ri_ingest_options *options,
                                            struct ri_task *task, struct ri_ingest **ret,
                                            struct ri_error *err);
const struct ri_ingest_plan *ri_ingest_plan(const struct ri_ingest *ingest);
/* The next batch (rows, rejects, or both), or NULL at the end. A batch stays valid until the second next call:
 * one can be worked on while the next is made. */
RI_MUST_CHECK ri_status ri_ingest_next(struct ri_ingest *ingest, const struct ri_ingest_batch **ret,
                                       struct ri_error *err);
/* Complete once ri_ingest_next has said NULL; before that, counts so far. */
const struct ri_ingest_summary *ri_ingest_summary(struct ri_ingest *ingest);
void                            ri_ingest_close(struct ri_ingest *ingest);

/* The mapping as decided, to be stored, edited and given back in options.mapping. In mem. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_ingest_mapping(const struct ri_ingest *ingest, struct ri_arena *mem,
                                          const char **ret_yaml, struct ri_error *err);
/* A small file of the kind that imports as it stands. In mem. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_ingest_template(ri_record_kind kind, struct ri_arena *mem,
                                           const char **ret_csv, struct ri_error *err);
#endif
