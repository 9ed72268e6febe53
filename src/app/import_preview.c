/* import --dry-run: what would be understood, decided and seen, as rows; nothing is changed. */
#include "app/import.h"

#include "table/builder.h"

#include <errno.h>

static const struct ri_table_column columns[] = {
    {"section", RI_COLUMN_TEXT, 0, NULL, "file, mapping, decision, trap, row"},
    {"name", RI_COLUMN_TEXT, 0, NULL, "what it is about"},
    {"value", RI_COLUMN_TEXT, 0, NULL, "what was understood"},
    {"why", RI_COLUMN_TEXT, 0, NULL, "evidence"},
    {"change", RI_COLUMN_TEXT, 0, NULL, "how to decide otherwise"},
};

static void row(struct ri_table_builder *table, const char *section, const char *name, const char *value, const char *why,
                const char *change)
{
    const char *const cells[] = {section, name, value, why, change};
    for (size_t i = 0; i < RI_COUNT(cells); i++) {
        if (cells[i] && *cells[i]) ri_put_string(table, cells[i]);
        else ri_put_null(table);
    }
}

static void file_rows(struct ri_table_builder *table, const struct ri_ingest_plan *plan)
{
    row(table, "file", "name", plan->name, NULL, NULL);
    row(table, "file", "layout", plan->layout ? plan->layout : "not a known one", NULL, NULL);
    row(table, "file", "compression", plan->compression, NULL, NULL);
    row(table, "file", "encoding", plan->encoding, NULL, "--set encoding=windows-1252");
    row(table, "file", "delimiter", plan->delimiter, NULL, "--set delimiter=semicolon");
    row(table, "file", "header", plan->header ? "yes" : "no", NULL, "--set header=no");
    row(table, "file", "date order", plan->date_order, NULL, "--set date=dmy|mdy|ymd");
    row(table, "file", "decimal mark", plan->decimal, NULL, "--set decimal=point|comma");
    row(table, "file", "currency", plan->currency, NULL, "--currency EUR");
}

static void mapping_rows(struct ri_table_builder *table, const struct ri_ingest_plan *plan)
{
    const struct ri_record *record = ri_record_of(plan->kind);
    for (size_t i = 0; i < record->field_count; i++) {
        if (!plan->fields[i].source || !*plan->fields[i].source) continue;
        row(table, "mapping", record->fields[i].name, plan->fields[i].source, record->fields[i].help, NULL);
    }
}

static void note_rows(struct ri_table_builder *table, const struct ri_ingest_plan *plan)
{
    for (size_t i = 0; i < plan->note_count; i++) {
        const struct ri_ingest_note *note = &plan->notes[i];
        row(table, note->trap ? "trap" : "decision", note->topic, note->choice, note->evidence, note->change);
    }
}

/* A cell as a person writes it. */
static void cell_text(const struct ri_columns *batch, const struct ri_field *field, size_t at, size_t i, struct ri_text *out)
{
    const struct ri_cells *cells = &batch->cells[at];
    static const int       scales[] = {[RI_FIELD_QUANTITY] = 3, [RI_FIELD_PRICE] = 6, [RI_FIELD_NUMBER] = 3, [RI_FIELD_FLAG] = 0};
    if (cells->text) {
        ri_text_add(out, cells->text[i].at, cells->text[i].length);
        return;
    }
    const int64_t number = cells->number[i];
    switch (field->type) {
    case RI_FIELD_DAY: ri_text_day(out, (ri_day)number); break;
    case RI_FIELD_TIME: ri_text_instant(out, number); out->length--; out->at[out->length] = '\0'; break; /* no Z: local */
    case RI_FIELD_MONEY: ri_text_printf(out, "%lld minor units", (long long)number); break;
    case RI_FIELD_MINUTES: ri_text_printf(out, "%02d:%02d", (int)(number / 60), (int)(number % 60)); break;
    default: ri_text_decimal(out, number, scales[field->type]); break;
    }
}

static void sample_rows(struct ri_table_builder *table, const struct ri_ingest_plan *plan)
{
    const struct ri_record  *record = ri_record_of(plan->kind);
    const struct ri_columns *sample = plan->sample;
    for (size_t i = 0; sample && i < sample->rows; i++) {
        struct ri_text text = {0};
        char           name[32];
        snprintf(name, sizeof name, "record %llu", (unsigned long long)sample->record[i]);
        for (size_t f = 0; f < record->field_count; f++) {
            if (!sample->cells[f].valid[i]) continue;
            ri_text_printf(&text, "%s%s=", text.length ? "  " : "", record->fields[f].name);
            cell_text(sample, &record->fields[f], f, i, &text);
        }
        row(table, "row", name, text.at, NULL, NULL);
        ri_text_release(&text);
    }
}

static ri_status preview_file(struct ri_call *call, int fd, const char *name, ri_record_kind kind,
                              const struct ri_ingest_options *options, struct ri_table_builder *table, ri_preview_fn *also,
                              struct ri_error *err)
{
    struct ri_ingest *ingest;
    RI_TRY(ri_ingest_open(fd, name, kind, options, ri_call_task(call), &ingest, err));
    const struct ri_ingest_plan *plan = ri_ingest_plan(ingest);
    file_rows(table, plan);
    mapping_rows(table, plan);
    note_rows(table, plan);
    sample_rows(table, plan);
    const ri_status status = also(call, ingest, err);
    ri_ingest_close(ingest);
    return status;
}

ri_status ri_import_preview(struct ri_call *call, ri_record_kind kind, const struct ri_ingest_options *options, ri_preview_fn *also,
                            struct ri_error *err)
{
    struct ri_table_builder *table;
    int                      fd;
    const char              *name;
    ri_status                status = RI_OK;
    RI_TRY(ri_table_builder_new(columns, RI_COUNT(columns), &table, err));
    for (size_t i = 0; status == RI_OK && ri_call_file(call, "file", i, &fd, &name); i++) {
        if (fd < 0) status = ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name, strerror(errno));
        else status = preview_file(call, fd, name, kind, options, table, also, err);
    }
    if (status == RI_OK) status = ri_call_columns(call, columns, RI_COUNT(columns), err);
    if (status == RI_OK) status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    if (status == RI_OK) ri_call_note(call, "nothing was changed");
    return status;
}
