/* Delimited text into records: RFC 4180, and what is really found in the wild.
 *
 *     buffer  [ .... | record being read | bytes read ahead ....... | 64 zero bytes ]
 *                    at                                             end
 *
 * Sixty-four bytes at a time become a bit mask of delimiters, quotes, line ends and NULs; fields are cut by walking
 * its bits. A quote opens a quoted field only at the field's beginning, and closes it only before a delimiter or a
 * line end. Where that fails, or a quoted text running over lines gives a record of the wrong width, the record ends
 * at its first line end and carries a rule: a broken quote never swallows the lines after it.
 * Fields point into the buffer until the next record; quotes are taken off, doubled quotes are still doubled. */
#ifndef RI_INGEST_CSV_H
#define RI_INGEST_CSV_H
#include "charset.h"
#include "source.h"

struct ingest_dialect {
    char
        delimiter; /* '\0': one column; ' ': runs of blanks count as one, at the beginning as none */
    char quote;    /* '\0': none */
    char line_end; /* '\n' (a CR before it belongs to it) or '\r' */
    bool
        sheet; /* rows of a sheet (sheet.h): a record is one line, its missing last fields are empty */
};
const char *ingest_delimiter_text(char delimiter); /* "comma" */
const char *ingest_quote_text(char quote);         /* "double" */

struct ingest_field {    /* of the record at hand */
    uint32_t at, length; /* within record.text */
    bool     doubled;    /* holds doubled quotes */
};

struct ingest_record {
    struct ri_view             text; /* with its line end, as in the buffer; empty when too long */
    const struct ingest_field *fields;
    size_t                     count;
    uint64_t    number, offset, line; /* 1-based, header not counted; raw bytes; 1-based */
    uint64_t    length;               /* raw bytes with the line end */
    const char *rule;                 /* NULL: sound; else "quote", "nul", "too_long" */
    const char *message;              /* static, with a rule */
};

struct ingest_csv {
    struct ingest_source *source;
    uint64_t              position; /* in the source's bytes: where the next are read */
    struct ingest_dialect dialect;
    ingest_charset        charset;
    struct ingest_utf16   utf16;
    size_t                width; /* fields a record should have; 0: not known yet */
    size_t                most;  /* longest record */
    char                 *buffer, *raw;
    size_t                at, end, room;
    bool                  ended;
    size_t                block; /* where the mask's 64 bytes begin */
    uint64_t              mask;  /* bits of the block not walked yet */
    struct ingest_field  *fields;
    size_t                field_room;
    uint64_t              offset, line, records, blank_lines;
    uint64_t              wasted;    /* bytes looked at in vain for a closing quote */
    char                 *long_head; /* first 4 KiB of a record that is too long */
    struct ri_text        raw_text;  /* see ingest_csv_raw */
};
enum { INGEST_LONG_HEAD = 4096, INGEST_RECORD_MOST = 16 << 20, INGEST_RECORD_LIMIT = 1 << 30 };

/* Reads the source from its first byte; skips `bom` bytes. */
RI_MUST_CHECK ri_status ingest_csv_open(struct ingest_csv *csv, struct ingest_source *source,
                                        const struct ingest_dialect *dialect,
                                        ingest_charset charset, size_t bom, size_t most,
                                        struct ri_error *err);
/* The next record, blank lines skipped; *ret_more false at the end. */
RI_MUST_CHECK ri_status ingest_csv_next(struct ingest_csv *csv, struct ingest_record *ret,
                                        bool *ret_more, struct ri_error *err);
/* The record just read does not count (it is the header). */
void ingest_csv_uncount(struct ingest_csv *csv);
/* The record's bytes as they were in the input (a too long one: its first 4 KiB); valid until the next call. */
struct ri_view ingest_csv_raw(struct ingest_csv *csv, const struct ingest_record *record);
void           ingest_csv_release(struct ingest_csv *csv);

/* Of a sheet: not quoted, so no text but a number, date or truth. */
static inline bool ingest_field_bare(const struct ingest_record *record, size_t i)
{
    const uint32_t at = record->fields[i].at;
    return !at || record->text.at[at - 1] != '"';
}

static inline struct ri_view ingest_field_view(const struct ingest_record *record, size_t i)
{
    return (struct ri_view){record->text.at + record->fields[i].at, record->fields[i].length};
}
#endif
