/* import --dry-run: what would be understood, decided and seen, as rows; nothing is changed. */
#include "app/import.h"

#include "retail/money.h"
#include "table/builder.h"

#include <errno.h>

static const struct ri_table_column columns[] = {
    {"section", RI_COLUMN_TEXT, 0, NULL, "file, mapping, decision, trap"},
    {"name", RI_COLUMN_TEXT, 0, NULL, "what it is about"},
    {"value", RI_COLUMN_TEXT, 0, NULL, "what was understood"},
    {"why", RI_COLUMN_TEXT, 0, NULL, "evidence; for a mapping: what the first records give"},
    {"change", RI_COLUMN_TEXT, 0, NULL, "how to decide otherwise"},
};

static void row(struct ri_table_builder *table, const char *section, const char *name,
                const char *value, const char *why, const char *change)
{
    const char *const cells[] = {section, name, value, why, change};
    for (size_t i = 0; i < RI_COUNT(cells); i++) {
        if (cells[i] && *cells[i])
            ri_put_string(table, cells[i]);
        else
            ri_put_null(table);
    }
}

static void file_rows(struct ri_table_builder *table, const struct ri_ingest_plan *plan)
{
    row(table, "file", "name", plan->name, NULL, NULL);
    row(table, "file", "layout", plan->layout ? plan->layout : "not a known one", NULL,
        "--mapping FILE");
}

/* A cell as a person writes it. */
static void cell_text(const struct ri_ingest_plan *plan, size_t field, size_t i,
                      struct ri_text *out)
{
    static const int          scales[] = {[RI_FIELD_QUANTITY] = 3,
                                          [RI_FIELD_PRICE] = 6,
                                          [RI_FIELD_NUMBER] = 3,
                                          [RI_FIELD_FLAG] = 0,
                                          [RI_FIELD_RATE] = 9};
    const struct ri_cells    *cells = &plan->sample->cells[field];
    const struct ri_currency *currency =
        plan->currency ? ri_currency_find(ri_view_of(plan->currency)) : NULL;
    const ri_field_type type = ri_record_of(plan->kind)->fields[field].type;
    if (cells->text) {
        ri_text_add(out, cells->text[i].at, cells->text[i].length);
        return;
    }
    const int64_t number = cells->number[i];
    const size_t  from = out->length;
    switch (type) {
    case RI_FIELD_DAY:
        ri_text_day(out, (ri_day)number);
        return;
    case RI_FIELD_PERIOD:
        ri_text_day(out, ri_period_first(number));
        ri_text_puts(out, " .. ");
        ri_text_day(out, ri_period_last(number));
        return;
    case RI_FIELD_TIME:
        ri_text_instant(out, number);
        break;
    case RI_FIELD_MONEY:
        ri_text_decimal(out, number, currency ? currency->digits : 2);
        return;
    case RI_FIELD_MINUTES:
        ri_text_printf(out, "%02d:%02d", (int)(number / 60), (int)(number % 60));
        return;
    default:
        ri_text_decimal(out, number, scales[type]);
        break;
    }
    const bool point = memchr(out->at + from, '.', out->length - from) != NULL;
    while (out->length > from && ((type == RI_FIELD_TIME && out->at[out->length - 1] == 'Z') ||
                                  (point && out->at[out->length - 1] == '0')))
        out->length--; /* the shop's own clock has no Z; 2.000 is 2 */
    if (out->length > from && out->at[out->length - 1] == '.') out->length--;
    out->at[out->length] = '\0';
}

/* Each field with the column it comes from and what the first records give. */
static void mapping_rows(struct ri_table_builder *table, const struct ri_ingest_plan *plan)
{
    const struct ri_record *record = ri_record_of(plan->kind);
    for (size_t f = 0; f < record->field_count; f++) {
        struct ri_text samples = {0};
        if (!plan->fields[f].source || !*plan->fields[f].source) continue;
        for (size_t i = 0; plan->sample && i < plan->sample->rows; i++) {
            if (i) ri_text_puts(&samples, " | ");
            if (plan->sample->cells[f].valid[i]) cell_text(plan, f, i, &samples);
        }
        row(table, "mapping", record->fields[f].name, plan->fields[f].source, samples.at, NULL);
        ri_text_release(&samples);
    }
}

static void note_rows(struct ri_table_builder *table, const struct ri_ingest_plan *plan)
{
    for (size_t i = 0; i < plan->note_count; i++) {
        const struct ri_ingest_note *note = &plan->notes[i];
        row(table, note->trap ? "trap" : "decision", note->topic, note->choice, note->evidence,
            note->change);
    }
}

static ri_status preview_file(struct ri_call *call, int fd, const char *name, ri_record_kind kind,
                              const struct ri_ingest_options *options,
                              struct ri_table_builder *table, ri_preview_fn *also,
                              struct ri_error *err)
{
    struct ri_ingest       *ingest;
    struct ri_import_format format;
    RI_TRY(ri_import_open(call, fd, name, options, kind, &format, &ingest, err));
    const struct ri_ingest_plan *plan = ri_ingest_plan(ingest);
    file_rows(table, plan);
    if (format.name) row(table, "file", "format", format.name, NULL, NULL);
    mapping_rows(table, plan);
    note_rows(table, plan);
    const ri_status status = also(call, ingest, err);
    ri_ingest_close(ingest);
    ri_import_format_close(&format);
    return status;
}

ri_status ri_import_preview(struct ri_call *call, ri_record_kind kind,
                            const struct ri_ingest_options *options, ri_preview_fn *also,
                            struct ri_error *err)
{
    struct ri_table_builder *table;
    int                      fd;
    const char              *name;
    ri_status                status = RI_OK;
    RI_TRY(ri_table_builder_new(columns, RI_COUNT(columns), &table, err));
    for (size_t i = 0; status == RI_OK && ri_call_file(call, "file", i, &fd, &name); i++) {
        if (fd < 0)
            status = ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                             strerror(errno));
        else
            status = preview_file(call, fd, name, kind, options, table, also, err);
    }
    if (status == RI_OK) status = ri_call_columns(call, columns, RI_COUNT(columns), err);
    if (status == RI_OK) status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    if (status == RI_OK) ri_call_note(call, "nothing was changed");
    return status;
}
