/* The head understood: encoding, dialect, names of columns. What ingest and table_input share. */
#include "internal.h"
#include "preamble.h"

/* The head as text in UTF-8 (or, for UTF-16, its lossless form), in the arena. */
static ri_status head_text(struct ri_ingest *ingest, struct ri_view *ret, struct ri_error *err)
{
    const struct ri_view head = {ingest->source.head + ingest->guess.bom,
                                 ingest->source.head_length - ingest->guess.bom};
    const ingest_charset charset = ingest->guess.charset;
    char                *text;
    if (charset == INGEST_UTF8) {
        *ret = head;
        return RI_OK;
    }
    RI_ARENA_NEW(text, &ingest->mem, head.length * 3 + 16, err);
    struct ingest_utf16 utf16 = {.big = charset == INGEST_UTF16BE};
    const size_t        length = charset == INGEST_WINDOWS_1252
                                     ? ingest_windows_1252(head.at, head.length, text)
                                     : ingest_utf16_decode(&utf16, head.at, head.length, true, text);
    *ret = (struct ri_view){text, length};
    return RI_OK;
}

static ri_status decide_charset(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ri_view head = {ingest->source.head, ingest->source.head_length};
    if (ingest->source.sheet) {
        ingest->guess = (struct ingest_charset_guess){.charset = INGEST_UTF8};
        ingest->stage.charset = INGEST_UTF8;
        return RI_OK;
    }
    RI_TRY(ingest_charset_detect(head, ingest->name, &ingest->guess, err));
    if (ingest->settings.has_charset && ingest->settings.charset != ingest->guess.charset) {
        ingest->guess.charset = ingest->settings.charset;
        if (ingest->guess.bom == 3 || ingest->settings.charset < INGEST_UTF16LE)
            ingest->guess.bom = 0;
    }
    if (ingest->settings.has_charset) {
        ingest->guess.evidence = "as told";
        ingest->guess.ascii = false;
    }
    ingest->stage.charset = ingest->guess.charset;
    ingest->stage.ascii_so_far = ingest->guess.ascii;
    return ingest_note(&ingest->notes, false, "encoding",
                       ingest_charset_text(ingest->guess.charset), "--set encoding=NAME", err, "%s",
                       ingest->guess.evidence);
}

/* The first record of the text, as clean names or values in the arena. */
static ri_status first_fields(struct ri_ingest *ingest, struct ri_view text, const char ***ret,
                              struct ri_view **ret_views, size_t *ret_count, struct ri_error *err)
{
    struct ingest_csv    csv;
    struct ingest_source source;
    struct ingest_record record;
    struct ingest_stage  stage = {.charset = INGEST_UTF8};
    const char         **names = NULL;
    struct ri_view      *views = NULL;
    char                *copy = NULL;
    size_t               used;
    bool                 more = false;
    ri_status status = ingest_csv_of_text(&csv, &source, text, &ingest->sniffed.dialect, err);
    if (status == RI_OK) status = ingest_csv_next(&csv, &record, &more, err);
    if (status == RI_OK && (!more || record.rule))
        status = ri_fail(err, RI_EDATA, "%s: the first record cannot be read%s%s", ingest->name,
                         more ? ": " : "", more ? record.message : "");
    if (status == RI_OK) {
        names = ri_arena_take(&ingest->mem, record.count, sizeof *names);
        views = ri_arena_take(&ingest->mem, record.count, sizeof *views);
        copy = ri_arena_take(&ingest->mem, record.text.length, 1);
        if (!names || !views || !copy)
            status =
                ri_fail(err, RI_ENOMEM, "%s: no room for %zu columns", ingest->name, record.count);
    }
    if (status == RI_OK)
        status = ingest_stage_put(&stage, &record, csv.dialect.quote, false, copy, &used, err);
    for (size_t i = 0; status == RI_OK && i < record.count; i++) {
        views[i] = stage.fields[i];
        names[i] = ri_arena_copy(&ingest->mem, views[i].at, views[i].length);
        if (!names[i]) status = ri_fail(err, RI_ENOMEM, "%s: no room for a name", ingest->name);
    }
    if (status == RI_OK) {
        *ret = names;
        *ret_views = views;
        *ret_count = record.count;
    }
    free(stage.fields);
    ingest_csv_release(&csv);
    return status;
}

/* Names must tell columns apart and be text. */
static ri_status tidy_names(struct ri_ingest *ingest, struct ri_error *err)
{
    const bool header = ingest->sniffed.header, many = ingest->column_count > 5000;
    size_t     twins = 0;
    for (size_t i = 0; i < ingest->column_count; i++) {
        const char *name = ingest->columns[i];
        const bool  nameless =
            !header || !*name || ri_utf8_valid(name, strlen(name)) != strlen(name);
        if (nameless) name = ri_arena_printf(&ingest->mem, "column_%zu", i + 1);
        if (!name) return ri_fail(err, RI_ENOMEM, "%s: no room for a name", ingest->name);
        for (size_t j = 0; j < i && !many; j++) {
            if (strcmp(ingest->columns[j], name) != 0) continue;
            twins++;
            name = ri_arena_printf(&ingest->mem, "%s (%zu)", name, i + 1);
            if (!name) return ri_fail(err, RI_ENOMEM, "%s: no room for a name", ingest->name);
            break;
        }
        ingest->columns[i] = name;
    }
    if (!twins) return RI_OK;
    return ingest_note(&ingest->notes, true, "columns", "renamed", "", err,
                       "%zu columns have a name that another has already", twins);
}

/* Which sheet of which. */
static ri_status say_sheet(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_source   *source = &ingest->source;
    const struct ingest_workbook *book = source->book;
    struct ri_text                list = {.most = 300};
    if (!source->sheet) {
        if (!ingest->settings.words[INGEST_SHEET]) return RI_OK;
        return ingest_note(&ingest->notes, true, "sheet", "none", "", err,
                           "sheet=%.60s does not apply: the input is no workbook",
                           ingest->settings.words[INGEST_SHEET]);
    }
    ingest_workbook_list(book, &list);
    ri_status status = ingest_note(
        &ingest->notes, book->sheet_count > 1 && !ingest->settings.words[INGEST_SHEET], "sheet",
        book->sheets[source->sheet_index].name, "--set sheet=NAME", err, "%s%s",
        book->sheet_count == 1                 ? "the only one of the workbook"
        : ingest->settings.words[INGEST_SHEET] ? "as told; there are: "
                                               : "the first visible one with cells; there are: ",
        book->sheet_count > 1 && list.at ? list.at : "");
    if (status == RI_OK && book->since_1904)
        status = ingest_note(&ingest->notes, false, "dates", "counted from 1904-01-01", "", err,
                             "the workbook says so");
    ri_text_release(&list);
    return status;
}

static ri_status say_dialect(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_sniffed *s = &ingest->sniffed;
    RI_TRY(say_sheet(ingest, err));
    if (ingest->source.codec)
        RI_TRY(ingest_note(&ingest->notes, false, "compression", ingest->source.codec->name, "",
                           err, "by its first bytes"));
    if (!s->dialect.sheet)
        RI_TRY(ingest_note(
            &ingest->notes, s->uneasy, "delimiter", ingest_delimiter_text(s->dialect.delimiter),
            "--set delimiter=comma|semicolon|tab|pipe|space", err, "%s", s->delimiter_evidence));
    return ingest_note(&ingest->notes, false, "header", s->header ? "the first record" : "none",
                       s->header ? "--set header=no" : "--set header=yes", err, "%s",
                       s->header_evidence);
}

/* Bytes that the text took in the input. */
static size_t raw_size(const struct ri_ingest *ingest, struct ri_view text)
{
    size_t letters = 0;
    if (ingest->guess.charset == INGEST_UTF8) return text.length;
    if (ingest->guess.charset != INGEST_WINDOWS_1252) return ingest_utf16_size(text);
    for (size_t i = 0; i < text.length; i++) letters += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    return letters;
}

/* What stands above the table is passed over, and the rest sniffed anew. */
static ri_status skip_preamble(struct ri_ingest *ingest, struct ingest_head *head,
                               struct ri_error *err)
{
    const struct ingest_settings *settings = &ingest->settings;
    const struct ingest_dialect  *dialect = &ingest->sniffed.dialect;
    struct ingest_preamble        found = {.bytes = 0};
    const bool                    told = settings->skip >= 0;
    if (told)
        RI_TRY(ingest_preamble_skip(head->text, dialect, (uint64_t)settings->skip, &found, err));
    else if (!settings->sniff.has_header || settings->sniff.header)
        RI_TRY(ingest_preamble_find(head->text, head->whole, dialect, &found, err));
    if (!found.bytes) return RI_OK;
    ingest->lead += raw_size(ingest, (struct ri_view){head->text.at, found.bytes});
    ingest->lead_lines = found.lines;
    head->text.at += found.bytes;
    head->text.length -= found.bytes;
    RI_TRY(ingest_sniff(head->text, head->whole, &settings->sniff, &ingest->mem, &ingest->sniffed,
                        err));
    return ingest_note(&ingest->notes, !told, "table", "begins further down", "--set skip=0", err,
                       told ? "%llu lines above it are left out, as told"
                            : "%llu lines above the names of its columns are left out",
                       (unsigned long long)found.lines);
}

ri_status ingest_head_read(struct ri_ingest *ingest, struct ingest_head *ret, struct ri_error *err)
{
    struct ingest_head head = {.whole = ingest->source.head_length < INGEST_HEAD};
    RI_TRY(decide_charset(ingest, err));
    RI_TRY(head_text(ingest, &head.text, err));
    if (!ri_view_trim(head.text).length && head.whole)
        return ri_fail(err, RI_EDATA, "%s: is empty but for blanks", ingest->name);
    ingest->settings.sniff.sheet = ingest->source.sheet != NULL;
    ingest->lead = ingest->guess.bom;
    RI_TRY(ingest_sniff(head.text, head.whole, &ingest->settings.sniff, &ingest->mem,
                        &ingest->sniffed, err));
    RI_TRY(skip_preamble(ingest, &head, err));
    RI_TRY(say_dialect(ingest, err));
    RI_TRY(
        first_fields(ingest, head.text, &ingest->columns, &head.first, &ingest->column_count, err));
    RI_TRY(tidy_names(ingest, err));
    *ret = head;
    return RI_OK;
}

ri_status ingest_head_survey(struct ri_ingest *ingest, const struct ingest_head *head,
                             struct ri_error *err)
{
    struct ingest_survey looking = {.source = &ingest->source,
                                    .settings = &ingest->settings,
                                    .notes = &ingest->notes,
                                    .text = head->text,
                                    .whole = head->whole,
                                    .header = ingest->sniffed.header,
                                    .dialect = ingest->sniffed.dialect,
                                    .charset = ingest->guess.charset,
                                    .bom = ingest->lead,
                                    .spool_directory = ingest->options->spool_directory,
                                    .looks = ingest->looks,
                                    .look_count = ingest->look_count};
    return ingest_survey_run(&looking, err);
}

ri_status ingest_head_start(struct ri_ingest *ingest, struct ri_error *err)
{
    bool more;
    RI_TRY(ingest_csv_open(&ingest->csv, &ingest->source, &ingest->sniffed.dialect,
                           ingest->guess.charset, ingest->lead, ingest->options->record_most, err));
    ingest->csv.line += ingest->lead_lines;
    ingest->csv.width = ingest->column_count;
    if (!ingest->sniffed.header) return RI_OK;
    RI_TRY(ingest_csv_next(&ingest->csv, &ingest->record, &more, err));
    ingest_csv_uncount(&ingest->csv);
    return RI_OK;
}
