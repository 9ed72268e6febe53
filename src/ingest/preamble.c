/* Finding the beginning of the table. */
#include "preamble.h"

#include "date_text.h"
#include "number_text.h"

enum { LOOKED_AT = 1000, CANDIDATES = 50, WIDTHS = 512 };

struct line {
    size_t   at, records; /* where it begins, records before it */
    uint64_t number;
    size_t   filled, names; /* fields with something in them; of those neither number nor date */
};

static void measure(const struct ingest_record *record, bool names, struct line *ret)
{
    ret->filled = ret->names = 0;
    for (size_t i = 0; i < record->count; i++) {
        const struct ri_view view = ri_view_trim(ingest_field_view(record, i));
        if (!view.length) continue;
        ret->filled++;
        if (!names) continue;
        struct ingest_number_vote number = {0};
        struct ingest_date_vote   date = {0};
        ingest_number_vote_add(&number, view);
        ingest_date_vote_add(&date, view);
        ret->names += number.unreadable && date.unreadable;
    }
}

/* The width that a fifth of the records reach. */
static size_t usual_width(const size_t *counts, size_t records)
{
    size_t reached = 0;
    for (size_t width = WIDTHS; width-- > 0;) {
        reached += counts[width];
        if (reached && reached * 5 >= records) return width;
    }
    return 0;
}

static size_t choose(const struct line *lines, size_t count, size_t width, bool sheet)
{
    for (size_t i = 0; i < count; i++) {
        if (lines[i].filled >= 2 && lines[i].names == lines[i].filled &&
            lines[i].filled * 10 >= width * 6)
            return i;
        if (!sheet && lines[i].filled * 2 > width) return 0;
    }
    return 0;
}

ri_status ingest_preamble_find(struct ri_view text, bool whole,
                               const struct ingest_dialect *dialect, struct ingest_preamble *ret,
                               struct ri_error *err)
{
    struct ingest_csv    csv;
    struct ingest_source source;
    struct ingest_record record;
    struct line          lines[CANDIDATES], line;
    size_t               counts[WIDTHS] = {0}, count = 0, records = 0;
    bool                 more = true;
    ri_status            status = ingest_csv_of_text(&csv, &source, text, dialect, err);
    while (status == RI_OK && records < LOOKED_AT) {
        status = ingest_csv_next(&csv, &record, &more, err);
        if (status != RI_OK || !more || (!whole && csv.ended && csv.at >= csv.end)) break;
        if (record.rule && count < CANDIDATES) break; /* too broken to say anything */
        if (record.rule) continue;
        line = (struct line){.at = record.offset, .records = records, .number = record.line};
        measure(&record, count < CANDIDATES, &line);
        if (count < CANDIDATES) lines[count++] = line;
        counts[line.filled < WIDTHS ? line.filled : WIDTHS - 1]++;
        records++;
    }
    ingest_csv_release(&csv);
    RI_TRY(status);
    const size_t width = usual_width(counts, records);
    const size_t i =
        width < (dialect->sheet ? 2u : 3u) ? 0 : choose(lines, count, width, dialect->sheet);
    *ret = (struct ingest_preamble){.bytes = 0};
    if (i && i + 1 < records)
        *ret = (struct ingest_preamble){lines[i].at, lines[i].records, lines[i].number - 1};
    return RI_OK;
}

ri_status ingest_preamble_skip(struct ri_view text, const struct ingest_dialect *dialect,
                               uint64_t lines, struct ingest_preamble *ret, struct ri_error *err)
{
    struct ingest_csv    csv;
    struct ingest_source source;
    struct ingest_record record;
    bool                 more = true;
    *ret = (struct ingest_preamble){.bytes = 0};
    if (!lines) return RI_OK;
    ri_status status = ingest_csv_of_text(&csv, &source, text, dialect, err);
    while (status == RI_OK) {
        status = ingest_csv_next(&csv, &record, &more, err);
        if (status == RI_OK && !more)
            status = ri_fail(err, RI_EDATA, "skip=%llu: nothing follows that many lines",
                             (unsigned long long)lines);
        if (status != RI_OK || record.line > lines) break;
    }
    if (status == RI_OK)
        *ret = (struct ingest_preamble){record.offset, (size_t)record.number - 1, record.line - 1};
    ingest_csv_release(&csv);
    return status;
}
