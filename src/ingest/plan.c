/* From the head to a plan: encoding, dialect, columns, mapping, survey, the machine for rows. */
#include "internal.h"

/* The head as text in UTF-8 (or, for UTF-16, its lossless form), in the arena. */
static ri_status head_text(struct ri_ingest *ingest, struct ri_view *ret, struct ri_error *err)
{
    const struct ri_view head = {ingest->source.head + ingest->guess.bom, ingest->source.head_length - ingest->guess.bom};
    const ingest_charset charset = ingest->guess.charset;
    char                *text;
    if (charset == INGEST_UTF8) {
        *ret = head;
        return RI_OK;
    }
    RI_ARENA_NEW(text, &ingest->mem, head.length * 3 + 16, err);
    struct ingest_utf16 utf16 = {.big = charset == INGEST_UTF16BE};
    const size_t        length = charset == INGEST_WINDOWS_1252 ? ingest_windows_1252(head.at, head.length, text)
                                                         : ingest_utf16_decode(&utf16, head.at, head.length, true, text);
    *ret = (struct ri_view){text, length};
    return RI_OK;
}

static ri_status decide_charset(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ri_view head = {ingest->source.head, ingest->source.head_length};
    RI_TRY(ingest_charset_detect(head, ingest->name, &ingest->guess, err));
    if (ingest->settings.has_charset && ingest->settings.charset != ingest->guess.charset) {
        ingest->guess.charset = ingest->settings.charset;
        if (ingest->guess.bom == 3 || ingest->settings.charset < INGEST_UTF16LE) ingest->guess.bom = 0;
    }
    if (ingest->settings.has_charset) {
        ingest->guess.evidence = "as told";
        ingest->guess.ascii = false;
    }
    ingest->stage.charset = ingest->guess.charset;
    ingest->stage.ascii_so_far = ingest->guess.ascii;
    return ingest_note(&ingest->notes, false, "encoding", ingest_charset_text(ingest->guess.charset), "--set encoding=NAME", err,
                       "%s", ingest->guess.evidence);
}

/* The first record of the text, as clean names or values in the arena. */
static ri_status first_fields(struct ri_ingest *ingest, struct ri_view text, const char ***ret, struct ri_view **ret_views,
                              size_t *ret_count, struct ri_error *err)
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
    ri_status            status = ingest_csv_of_text(&csv, &source, text, &ingest->sniffed.dialect, err);
    if (status == RI_OK) status = ingest_csv_next(&csv, &record, &more, err);
    if (status == RI_OK && (!more || record.rule))
        status = ri_fail(err, RI_EDATA, "%s: the first record cannot be read%s%s", ingest->name, more ? ": " : "",
                         more ? record.message : "");
    if (status == RI_OK) {
        names = ri_arena_take(&ingest->mem, record.count, sizeof *names);
        views = ri_arena_take(&ingest->mem, record.count, sizeof *views);
        copy = ri_arena_take(&ingest->mem, record.text.length, 1);
        if (!names || !views || !copy) status = ri_fail(err, RI_ENOMEM, "%s: no room for %zu columns", ingest->name, record.count);
    }
    if (status == RI_OK) status = ingest_stage_put(&stage, &record, csv.dialect.quote, false, copy, &used, err);
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
        const bool  nameless = !header || !*name || ri_utf8_valid(name, strlen(name)) != strlen(name);
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
    return ingest_note(&ingest->notes, true, "columns", "renamed", "", err, "%zu columns have a name that another has already", twins);
}

static ri_status say_dialect(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_sniffed *s = &ingest->sniffed;
    if (ingest->source.codec)
        RI_TRY(ingest_note(&ingest->notes, false, "compression", ingest->source.codec->name, "", err, "by its first bytes"));
    RI_TRY(ingest_note(&ingest->notes, s->uneasy, "delimiter", ingest_delimiter_text(s->dialect.delimiter),
                       "--set delimiter=comma|semicolon|tab|pipe|space", err, "%s", s->delimiter_evidence));
    return ingest_note(&ingest->notes, false, "header", s->header ? "the first record" : "none", s->header ? "--set header=no" : "--set header=yes",
                       err, "%s", s->header_evidence);
}

static bool is_numeric(ri_field_type type)
{
    return type == RI_FIELD_INTEGER || type == RI_FIELD_QUANTITY || type == RI_FIELD_PRICE || type == RI_FIELD_MONEY ||
           type == RI_FIELD_NUMBER;
}

/* The columns whose writing must be settled: times, numbers; for a wide table one of its day columns last. */
static ri_status choose_looks(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_mapping *map = &ingest->mapping;
    size_t                       n = 0;
    RI_ARENA_NEW(ingest->looks, &ingest->mem, map->record->field_count + map->wide + 1, err);
    for (size_t f = 0; f < map->record->field_count; f++) {
        const ri_field_type type = map->record->fields[f].type;
        const bool          time = type == RI_FIELD_TIME || type == RI_FIELD_DAY;
        if (map->column[f] == INGEST_NONE || (!time && !is_numeric(type))) continue;
        ingest->looks[n++] = (struct ingest_look){.column = map->column[f], .name = ingest->columns[map->column[f]], .is_time = time};
    }
    if (map->wide)
        ingest->looks[n++] = (struct ingest_look){.column = map->day_column[0], .name = ingest->columns[map->day_column[0]]};
    ingest->look_count = n;
    return RI_OK;
}

static ri_status survey(struct ri_ingest *ingest, struct ri_view text, bool whole, struct ri_error *err)
{
    struct ingest_survey looking = {.source = &ingest->source, .settings = &ingest->settings, .notes = &ingest->notes,
                                    .text = text, .whole = whole, .header = ingest->sniffed.header,
                                    .dialect = ingest->sniffed.dialect, .charset = ingest->guess.charset,
                                    .bom = ingest->guess.bom, .spool_directory = ingest->options->spool_directory,
                                    .looks = ingest->looks, .look_count = ingest->look_count};
    return ingest_survey_run(&looking, err);
}

/* The machine: which field from which column, in what writing. */
static ri_status make_inputs(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_mapping *map = &ingest->mapping;
    RI_ARENA_NEW(ingest->inputs, &ingest->mem, map->record->field_count, err);
    RI_ARENA_NEW(ingest->attribute_columns, &ingest->mem, ingest->column_count, err);
    RI_ARENA_NEW(ingest->last_attributes, &ingest->mem, ingest->column_count, err);
    for (size_t f = 0; f < map->record->field_count; f++) {
        if (map->column[f] == INGEST_NONE) continue;
        struct ingest_input *input = &ingest->inputs[ingest->input_count++];
        *input = (struct ingest_input){.field = f, .column = map->column[f], .type = map->record->fields[f].type};
        input->required = map->record->fields[f].required;
        for (size_t i = 0; i < ingest->look_count; i++) {
            if (ingest->looks[i].column != input->column) continue;
            input->order = ingest->looks[i].order;
            input->mark = ingest->looks[i].mark;
        }
    }
    for (size_t c = 0; c < ingest->column_count; c++) {
        if (!map->claimed[c]) ingest->attribute_columns[ingest->attribute_count++] = c;
    }
    if (!map->wide) return RI_OK;
    RI_ARENA_NEW(ingest->facts.units, &ingest->mem, map->wide, err);
    RI_ARENA_NEW(ingest->facts.days, &ingest->mem, map->wide, err);
    return RI_OK;
}

static ri_status make_batches(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ri_record *record = ingest->mapping.record;
    bool                   *is_text;
    RI_ARENA_NEW(is_text, &ingest->mem, record->field_count + 1, err);
    for (size_t f = 0; f < record->field_count; f++) is_text[f] = record->fields[f].type == RI_FIELD_TEXT;
    is_text[record->field_count] = true;
    for (int i = 0; i < 2; i++) {
        RI_TRY(ingest_batch_init(&ingest->batches[i], is_text, record->field_count + 1, err));
        for (size_t f = 0; f < record->field_count; f++) { /* constants stand once */
            const char *constant = ingest->mapping.constant[f];
            for (size_t r = 0; constant && *constant && r < RI_BATCH_ROWS; r++) {
                ingest->batches[i].cells[f].text[r] = ri_view_of(constant);
                ingest->batches[i].cells[f].valid[r] = 1;
            }
        }
    }
    return RI_OK;
}

static void choose_key_mode(struct ri_ingest *ingest)
{
    const size_t *column = ingest->mapping.column;
    if (ingest->mapping.kind != RI_SALES) return;
    const bool receipt = column[RI_SALE_TRANSACTION] != INGEST_NONE;
    ingest->plan.key_mode = !receipt ? RI_KEY_CONTENT : column[RI_SALE_LINE] != INGEST_NONE ? RI_KEY_LINE : RI_KEY_RECEIPT;
    ingest->plan.drop_repeats = ingest->settings.drop_repeats;
    for (size_t i = 0; i < ingest->input_count; i++) {
        if (ingest->inputs[i].field == RI_SALE_LINE) ingest->inputs[i].required = ingest->plan.key_mode == RI_KEY_LINE;
    }
}

static ri_status say_key_mode(struct ri_ingest *ingest, struct ri_error *err)
{
    static const char *const why[] = {"lines are told apart by receipt and line number",
                                      "there are receipts without line numbers: equal lines of one receipt are numbered",
                                      "there are no receipts: equal lines are numbered"};
    if (ingest->mapping.kind != RI_SALES) return RI_OK;
    return ingest_note(&ingest->notes, false, "key", ri_key_mode_text(ingest->plan.key_mode), "--set transaction=COLUMN", err, "%s",
                       why[ingest->plan.key_mode]);
}

ri_status ingest_decide(struct ri_ingest *ingest, struct ri_error *err)
{
    struct ri_view  text, *first;
    struct ingest_source *source = &ingest->source;
    RI_TRY(decide_charset(ingest, err));
    RI_TRY(head_text(ingest, &text, err));
    const bool whole = source->head_length < INGEST_HEAD;
    if (!ri_view_trim(text).length && whole) return ri_fail(err, RI_EDATA, "%s: is empty but for blanks", ingest->name);
    RI_TRY(ingest_sniff(text, whole, &ingest->settings.sniff, &ingest->mem, &ingest->sniffed, err));
    RI_TRY(say_dialect(ingest, err));
    RI_TRY(first_fields(ingest, text, &ingest->columns, &first, &ingest->column_count, err));
    RI_TRY(tidy_names(ingest, err));
    RI_TRY(ingest_map(ingest->mapping.kind, &ingest->settings, ingest->columns, ingest->column_count,
                      ingest->sniffed.header ? NULL : first, ingest->settings.order, &ingest->notes, &ingest->mapping, err));
    RI_TRY(choose_looks(ingest, err));
    RI_TRY(survey(ingest, text, whole, err));
    if (ingest->mapping.kind == RI_SALES) RI_TRY(ingest_sale_decide(ingest, text, whole, err));
    else ingest->sale.currency = ingest->settings.currency;
    RI_TRY(make_inputs(ingest, err));
    RI_TRY(make_batches(ingest, err));
    choose_key_mode(ingest);
    RI_TRY(say_key_mode(ingest, err));
    RI_TRY(ingest_csv_open(&ingest->csv, source, &ingest->sniffed.dialect, ingest->guess.charset, ingest->guess.bom,
                           ingest->options->record_most, err));
    ingest->csv.width = ingest->column_count;
    if (!ingest->sniffed.header) return RI_OK;
    bool more;
    RI_TRY(ingest_csv_next(&ingest->csv, &ingest->record, &more, err));
    ingest_csv_uncount(&ingest->csv);
    return RI_OK;
}
