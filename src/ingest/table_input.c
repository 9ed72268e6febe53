/* A delimited file as typed columns, on the machine of ingest. */
#include "table_input.h"

#include "internal.h"

enum { GUESS_RECORDS = 200 };

struct ri_table_input {
    struct ri_ingest   base; /* columns, source, record reader, inputs, batches; no mapping */
    struct ingest_head head;
    bool               chosen;
};

/* Types of this interface as fields of a record. */
static ri_field_type field_type(ri_input_type type)
{
    static const ri_field_type types[] = {[RI_INPUT_TEXT] = RI_FIELD_TEXT,
                                          [RI_INPUT_NUMBER] = RI_FIELD_PRICE,
                                          [RI_INPUT_FINE] = RI_FIELD_RATE,
                                          [RI_INPUT_TIME] = RI_FIELD_TIME,
                                          [RI_INPUT_FLAG] = RI_FIELD_FLAG};
    return types[type];
}

ri_status ri_table_input_open(int fd, const char *name, const struct ri_ingest_options *options,
                              struct ri_task *task, struct ri_table_input **ret,
                              struct ri_error *err)
{
    struct ri_table_input *input = calloc(1, sizeof *input);
    if (!input) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", name);
    input->base.mapping.kind = RI_RECORD_KINDS; /* none: nothing is computed from the fields */
    ri_status status = ingest_begin(&input->base, fd, name, NULL, options, task, err);
    if (status == RI_OK) status = ingest_head_read(&input->base, &input->head, err);
    if (status != RI_OK) {
        ri_table_input_close(input);
        return status;
    }
    *ret = input;
    return RI_OK;
}

size_t ri_table_input_count(const struct ri_table_input *input)
{
    return input->base.column_count;
}

const char *ri_table_input_name(const struct ri_table_input *input, size_t column)
{
    return column < input->base.column_count ? input->base.columns[column] : NULL;
}

ri_input_type ri_table_input_guess(const struct ri_table_input *input, size_t column)
{
    struct ingest_csv         csv;
    struct ingest_source      source;
    struct ingest_record      record;
    struct ingest_date_vote   dates = {0};
    struct ingest_number_vote numbers = {0};
    bool                      more, header = input->base.sniffed.header;
    if (ingest_csv_of_text(&csv, &source, input->head.text, &input->base.sniffed.dialect, NULL) ==
        RI_OK) {
        for (int i = 0; i < GUESS_RECORDS; i++) {
            if (ingest_csv_next(&csv, &record, &more, NULL) != RI_OK || !more) break;
            if (!header && !record.rule && column < record.count) {
                const struct ri_view value = ri_view_trim(ingest_field_view(&record, column));
                ingest_date_vote_add(&dates, value);
                ingest_number_vote_add(&numbers, value);
            }
            header = false;
        }
    }
    ingest_csv_release(&csv);
    if (dates.values && !dates.unreadable) return RI_INPUT_TIME;
    return numbers.values && !numbers.unreadable ? RI_INPUT_NUMBER : RI_INPUT_TEXT;
}

static ri_status find_columns(struct ri_table_input *input, const struct ri_input_column *columns,
                              size_t count, bool *is_text, struct ri_error *err)
{
    struct ri_ingest *base = &input->base;
    for (size_t i = 0; i < count; i++) {
        struct ingest_input *in = &base->inputs[i];
        *in = (struct ingest_input){
            .field = i, .type = field_type(columns[i].type), .utc = INGEST_NONE};
        RI_TRY(ingest_column_find(base->columns, base->column_count, columns[i].name, base->name,
                                  &in->column, err));
        is_text[i] = columns[i].type == RI_INPUT_TEXT;
        if (columns[i].type == RI_INPUT_TEXT || columns[i].type == RI_INPUT_FLAG) continue;
        base->looks[base->look_count++] =
            (struct ingest_look){.column = in->column,
                                 .name = base->columns[in->column],
                                 .is_time = columns[i].type == RI_INPUT_TIME};
    }
    return RI_OK;
}

ri_status ri_table_input_choose(struct ri_table_input *input, const struct ri_input_column *columns,
                                size_t count, struct ri_error *err)
{
    struct ri_ingest *base = &input->base;
    bool             *is_text;
    if (input->chosen)
        return ri_fail(err, RI_EUSAGE, "%s: its columns are chosen already", base->name);
    RI_ARENA_NEW(base->inputs, &base->mem, count, err);
    RI_ARENA_NEW(base->looks, &base->mem, count, err);
    RI_ARENA_NEW(is_text, &base->mem, count + 1, err);
    RI_TRY(find_columns(input, columns, count, is_text, err));
    base->input_count = count;
    RI_TRY(ingest_head_survey(base, &input->head, err));
    for (size_t i = 0; i < count; i++) {
        for (size_t l = 0; l < base->look_count; l++) {
            if (base->looks[l].column != base->inputs[i].column) continue;
            const bool time = base->inputs[i].type == RI_FIELD_TIME;
            if (time == base->looks[l].is_time && time)
                base->inputs[i].order = base->looks[l].order;
            if (time == base->looks[l].is_time && !time) base->inputs[i].mark = base->looks[l].mark;
        }
    }
    is_text[count] = true;
    for (int i = 0; i < 2; i++)
        RI_TRY(ingest_batch_init(&base->batches[i], is_text, count + 1, err));
    RI_TRY(ingest_head_start(base, err));
    input->chosen = true;
    return RI_OK;
}

/* The record at hand into the batch. */
static ri_status take(struct ri_ingest *base, struct ingest_batch *batch, struct ri_error *err)
{
    const struct ingest_record *record = &base->record;
    const unsigned long long    line = record->line;
    const char                 *unit = base->source.sheet ? "row" : "line";
    struct ingest_fault         fault;
    bool                        convert;
    size_t                      used;
    if (record->rule)
        return ri_fail(err, RI_EDATA, "%s: %s %llu: %s", base->name, unit, line, record->message);
    const char *wrong = ingest_stage_check(&base->stage, record->text, &convert);
    if (wrong) return ri_fail(err, RI_EDATA, "%s: %s %llu: %s", base->name, unit, line, wrong);
    if (record->count < base->column_count)
        return ri_fail(err, RI_EDATA, "%s: %s %llu: has %zu fields, the header %zu", base->name,
                       unit, line, record->count, base->column_count);
    RI_TRY(ingest_stage_put(&base->stage, record, base->sniffed.dialect.quote, convert,
                            batch->pool + batch->pool_used, &used, err));
    if (!ingest_row_parse(base, batch, batch->rows, &fault))
        return ri_fail(err, RI_EDATA, "%s: %s %llu: %s", base->name, unit, line, fault.message);
    batch->pool_used += used;
    batch->record[batch->rows] = record->number;
    batch->offset[batch->rows] = record->offset;
    batch->rows++;
    return RI_OK;
}

ri_status ri_table_input_next(struct ri_table_input *input, const struct ri_columns **ret,
                              struct ri_error *err)
{
    struct ri_ingest    *base = &input->base;
    struct ingest_batch *batch = &base->batches[base->next_batch];
    bool                 more = true, room;
    if (!input->chosen) return ri_fail(err, RI_EUSAGE, "%s: no columns are chosen", base->name);
    *ret = NULL;
    if (base->ended) return RI_OK;
    ingest_batch_clear(batch);
    for (;;) {
        if (!base->held) RI_TRY(ingest_csv_next(&base->csv, &base->record, &more, err));
        base->ended = !more;
        if (!more) {
            RI_TRY(ingest_encoding_say(base, err));
            if (base->source.sheet) RI_TRY(ingest_sheet_say(base, err));
            break;
        }
        RI_TRY(ingest_batch_room(batch, 3 * base->record.text.length, &room,
                                 err)); /* 3: Windows-1252 at its longest */
        base->held = !room;
        if (!room) break;
        RI_TRY(take(base, batch, err));
    }
    RI_TRY(ingest_batch_finish(batch, err));
    if (!batch->rows) return RI_OK;
    batch->view.columns.column_count--; /* no attributes */
    base->next_batch ^= 1;
    *ret = &batch->view.columns;
    return RI_OK;
}

const struct ri_ingest_note *ri_table_input_notes(const struct ri_table_input *input,
                                                  size_t                      *ret_count)
{
    *ret_count = input->base.notes.count;
    return input->base.notes.items;
}

void ri_table_input_close(struct ri_table_input *input)
{
    if (!input) return;
    ingest_end(&input->base);
    free(input);
}
