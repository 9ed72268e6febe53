/* Sniffing: every candidate dialect reads the beginning; the one that cuts it into equal records wins. */
#include "sniff.h"

#include "date_text.h"
#include "number_text.h"

enum { SNIFF_RECORDS = 1000, SNIFF_BYTES = 1 << 18, WIDTHS = 4096 };

ri_status ingest_csv_of_text(struct ingest_csv *csv, struct ingest_source *source,
                             struct ri_view text, const struct ingest_dialect *dialect,
                             struct ri_error *err)
{
    *source = (struct ingest_source){.name = "the beginning",
                                     .spool = -1,
                                     .in_ended = true,
                                     .head = (char *)(uintptr_t)text.at,
                                     .head_length = text.length,
                                     .frontier = text.length};
    return ingest_csv_open(csv, source, dialect, INGEST_UTF8, 0, 0, err);
}

struct score {
    size_t records, first, modal, modal_count, broken;
    double value;
};

/* How well a dialect fits. counts: WIDTHS + 1 zeroed items. */
static ri_status fit(struct ri_view text, bool whole, const struct ingest_dialect *dialect,
                     uint32_t *counts, struct score *ret, struct ri_error *err)
{
    struct ingest_csv    csv;
    struct ingest_source source;
    struct ingest_record record;
    struct score         score = {.records = 0};
    bool                 more = true;
    memset(counts, 0, (WIDTHS + 1) * sizeof *counts);
    ri_status status = ingest_csv_of_text(&csv, &source, text, dialect, err);
    while (status == RI_OK && score.records < SNIFF_RECORDS) {
        status = ingest_csv_next(&csv, &record, &more, err);
        const bool cut_off = more && !whole && csv.at >= csv.end && csv.ended && score.records;
        if (status != RI_OK || !more || cut_off) break;
        if (record.rule) {
            score.broken++;
            score.records++;
            continue;
        }
        const size_t width = record.count < WIDTHS ? record.count : WIDTHS;
        if (score.records++ == 0) score.first = width;
        if (++counts[width] > score.modal_count) {
            score.modal_count = counts[width];
            score.modal = width;
        }
    }
    ingest_csv_release(&csv);
    RI_TRY(status);
    if (score.records) {
        score.value = (double)score.modal_count / (double)score.records +
                      (score.first == score.modal ? 0.5 : 0) +
                      0.002 * (double)(score.modal < 50 ? score.modal : 50);
        if (score.modal < 2) score.value = 0.01;
    }
    *ret = score;
    return RI_OK;
}

static char line_end_of(struct ri_view text)
{
    return memchr(text.at, '\n', text.length) || !memchr(text.at, '\r', text.length) ? '\n' : '\r';
}

/* A single quote is the quote only where fields begin and end with it and no double quote does so. */
static char quote_of(struct ri_view text, char delimiter)
{
    size_t opened[2] = {0, 0}, closed[2] = {0, 0};
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c != '"' && c != '\'') continue;
        const char before = i ? text.at[i - 1] : '\n',
                   after = i + 1 < text.length ? text.at[i + 1] : '\n';
        opened[c == '\''] += before == delimiter || before == '\n' || before == '\r';
        closed[c == '\''] += after == delimiter || after == '\n' || after == '\r';
    }
    return !opened[0] && opened[1] > 1 && closed[1] * 10 >= opened[1] * 9 ? '\'' : '"';
}

/* The delimiter most frequent in the first line, '\0' when it has none. */
static char first_line_delimiter(struct ri_view text, char line_end)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    size_t            best = 0;
    char              found = '\0';
    const char       *end = memchr(text.at, line_end, text.length);
    const size_t      length = end ? (size_t)(end - text.at) : text.length;
    for (size_t c = 0; c < RI_COUNT(candidates); c++) {
        size_t count = 0;
        for (size_t i = 0; i < length; i++) count += text.at[i] == candidates[c];
        if (count <= best) continue;
        best = count;
        found = candidates[c];
    }
    return found;
}

static ri_status choose_delimiter(struct ri_view text, bool whole, struct ri_arena *mem,
                                  struct ingest_sniffed *out, struct ri_error *err)
{
    static const char candidates[] = {',', ';', '\t', '|', ' '};
    uint32_t         *counts;
    struct score      best = {.value = 0};
    char              found = '\0';
    RI_ARENA_NEW(counts, mem, WIDTHS + 1, err);
    for (size_t i = 0; i < RI_COUNT(candidates); i++) {
        struct score          score;
        struct ingest_dialect dialect = out->dialect;
        if (candidates[i] == ' ' && best.value >= 0.75)
            break; /* blanks are in most texts: the last resort */
        dialect.delimiter = candidates[i];
        dialect.quote = quote_of(text, candidates[i]);
        RI_TRY(fit(text, whole, &dialect, counts, &score, err));
        if (score.modal < 2 || score.value <= best.value) continue;
        if (candidates[i] == ' ' && score.value < 1.4) continue;
        best = score;
        found = candidates[i];
    }
    const char header = first_line_delimiter(text, out->dialect.line_end);
    out->dialect.delimiter = found;
    if (found) {
        out->delimiter_evidence =
            ri_arena_printf(mem, "%zu of the first %zu records have %zu fields", best.modal_count,
                            best.records, best.modal);
        out->uneasy = best.modal_count * 10 < best.records * 9 || best.first != best.modal;
    } else if (header) {
        out->dialect.delimiter = header;
        out->delimiter_evidence = "only the first line has it: check that this is right";
        out->uneasy = true;
    } else {
        out->delimiter_evidence = "no delimiter occurs in the first line";
    }
    return out->delimiter_evidence ? RI_OK : ri_fail(err, RI_ENOMEM, "no room to sniff");
}

static bool is_date(struct ri_view text)
{
    struct ingest_date_vote vote = {0};
    ingest_date_vote_add(&vote, text);
    return !vote.unreadable;
}

static bool is_number(struct ri_view text)
{
    struct ingest_number_vote vote = {0};
    ingest_number_vote_add(&vote, text);
    return !vote.unreadable;
}

/* Kinds of the fields of the first record and of the second. */
struct header_signs {
    size_t fields, empty, first_values, first_dates, second_values, second_plain_numbers;
};

static ri_status read_signs(struct ri_view text, const struct ingest_dialect *dialect,
                            struct header_signs *ret, struct ri_error *err)
{
    struct ingest_csv    csv;
    struct ingest_source source;
    struct ingest_record record;
    struct header_signs  signs = {.fields = 0};
    bool                 more;
    ri_status            status = ingest_csv_of_text(&csv, &source, text, dialect, err);
    for (int r = 0; r < 2 && status == RI_OK; r++) {
        status = ingest_csv_next(&csv, &record, &more, err);
        if (status != RI_OK || !more || record.rule) break;
        if (r == 0) signs.fields = record.count;
        for (size_t i = 0; i < record.count; i++) {
            const struct ri_view view = ri_view_trim(ingest_field_view(&record, i));
            const bool number = view.length && is_number(view), date = view.length && is_date(view);
            if (r == 0) {
                signs.empty += !view.length;
                signs.first_values += number || date;
                signs.first_dates += date;
            } else {
                signs.second_values += number || date;
                signs.second_plain_numbers += number;
            }
        }
    }
    ingest_csv_release(&csv);
    *ret = signs;
    return status;
}

/* A header holds names. Dates may be names too: of the day columns of a wide table. */
static ri_status choose_header(struct ri_view text, struct ingest_sniffed *out,
                               struct ri_error *err)
{
    struct header_signs signs;
    RI_TRY(read_signs(text, &out->dialect, &signs, err));
    out->width = signs.fields;
    const size_t numbers = signs.first_values - signs.first_dates;
    if (!signs.first_values) {
        out->header = true;
        out->header_evidence = "the first record holds no number and no date";
    } else if (signs.first_dates >= 2 && !numbers && signs.first_values < signs.fields &&
               signs.second_plain_numbers >= signs.first_dates) {
        out->header = true;
        out->header_evidence = "the first record names dates, the second holds numbers below them";
    } else {
        out->header = false;
        out->header_evidence = "the first record holds numbers or dates like the others";
    }
    return RI_OK;
}

ri_status ingest_sniff(struct ri_view text, bool whole, const struct ingest_sniff_options *options,
                       struct ri_arena *mem, struct ingest_sniffed *ret, struct ri_error *err)
{
    struct ingest_sniffed out = {.dialect = {.line_end = line_end_of(text)}};
    if (text.length > SNIFF_BYTES && memchr(text.at, out.dialect.line_end, SNIFF_BYTES)) {
        text.length = SNIFF_BYTES;
        whole = false;
    }
    if (options->sheet) {
        out.dialect = (struct ingest_dialect){
            .delimiter = ',', .quote = '"', .line_end = '\n', .sheet = true};
        out.delimiter_evidence = "rows of a sheet";
    } else if (options->has_delimiter) {
        out.dialect.delimiter = options->delimiter;
        out.delimiter_evidence = "as told";
    } else {
        RI_TRY(choose_delimiter(text, whole, mem, &out, err));
    }
    if (!options->sheet)
        out.dialect.quote =
            options->has_quote ? options->quote : quote_of(text, out.dialect.delimiter);
    RI_TRY(choose_header(text, &out, err));
    if (options->has_header) {
        out.header = options->header;
        out.header_evidence = "as told";
    }
    *ret = out;
    return RI_OK;
}
