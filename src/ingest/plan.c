/* From the head to the machine that makes rows: mapping, survey, inputs, batches. */
#include "internal.h"

static bool is_numeric(ri_field_type type)
{
    return type == RI_FIELD_INTEGER || type == RI_FIELD_QUANTITY || type == RI_FIELD_PRICE ||
           type == RI_FIELD_MONEY || type == RI_FIELD_NUMBER || type == RI_FIELD_RATE;
}

/* The columns whose writing must be settled: times, numbers; for a wide table one of its day columns last. */
static ri_status choose_looks(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_mapping *map = &ingest->mapping;
    size_t                       n = 0;
    RI_ARENA_NEW(ingest->looks, &ingest->mem,
                 map->record->field_count + map->shape.place_count + map->wide + 1, err);
    for (size_t f = 0; f < map->record->field_count; f++) {
        const ri_field_type type = map->record->fields[f].type;
        const bool          period = type == RI_FIELD_PERIOD;
        const bool          time = type == RI_FIELD_TIME || type == RI_FIELD_DAY || period;
        if (map->column[f] == INGEST_NONE || (!time && !is_numeric(type))) continue;
        ingest->looks[n++] =
            (struct ingest_look){.column = ingest_shape_real(&map->shape, map->column[f]),
                                 .name = ingest->columns[map->column[f]],
                                 .is_time = time,
                                 .is_period = period};
    }
    for (size_t i = 1; i < map->shape.place_count; i++) /* the first stands for its field */
        ingest->looks[n++] = (struct ingest_look){.column = map->shape.places[i],
                                                  .name = ingest->columns[map->shape.places[i]]};
    if (map->wide)
        ingest->looks[n++] = (struct ingest_look){.column = map->day_column[0],
                                                  .name = ingest->columns[map->day_column[0]]};
    ingest->look_count = n;
    return RI_OK;
}

/* The field beside a time that takes texts which carry their own offset: sold_at_utc beside sold_at. */
static size_t utc_field(const struct ri_record *record, size_t field)
{
    char name[64];
    if (record->fields[field].type != RI_FIELD_TIME) return INGEST_NONE;
    const int length = snprintf(name, sizeof name, "%s_utc", record->fields[field].name);
    return ri_record_field(record, (struct ri_view){name, (size_t)length});
}

/* What the trade says of a field's values. */
static void know_values(const struct ri_record *record, struct ingest_input *input)
{
    const struct ri_field *field = &record->fields[input->field];
    input->utc = utc_field(record, input->field);
    for (const struct ri_limit *limit = record->limits; limit && limit->field; limit++) {
        if (strcmp(limit->field, field->name) == 0) input->limit = limit;
    }
    for (const struct ri_word *word = record->words; word && word->field; word++)
        input->words = input->words || strcmp(word->field, field->name) == 0;
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
        *input = (struct ingest_input){
            .field = f, .column = map->column[f], .type = map->record->fields[f].type};
        input->required = map->record->fields[f].required;
        know_values(map->record, input);
        const bool level = map->shape.place_count && input->type == RI_FIELD_QUANTITY &&
                           input->column >= ingest->column_count;
        for (size_t i = 0; i < ingest->look_count && level; i++) {
            if (input->mark == INGEST_MARK_UNKNOWN) input->mark = ingest->looks[i].mark;
        }
        for (size_t i = 0; i < ingest->look_count && !level; i++) {
            if (ingest->looks[i].column != ingest_shape_real(&map->shape, input->column)) continue;
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

/* A value that stands for all records must be as good as one of the file. */
static ri_status settle_constant(struct ri_ingest *ingest, size_t f, struct ri_error *err)
{
    const struct ri_record *record = ingest->mapping.record;
    const struct ri_field  *field = &record->fields[f];
    const char             *constant = ingest->mapping.constant[f];
    if (!constant || !*constant) return RI_OK;
    for (const struct ri_word *word = record->words; word && word->field; word++) {
        if (strcmp(word->field, field->name) != 0) continue;
        ingest->mapping.constant[f] = ingest_word(record, f, ri_view_of(constant));
        if (ingest->mapping.constant[f]) return RI_OK;
        return ri_fail(err, RI_EUSAGE, "%s==%s: must be one of: %s", field->name, constant,
                       field->help);
    }
    const char *wants = record->fault ? record->fault(field, ri_view_of(constant)) : NULL;
    return wants ? ri_fail(err, RI_EUSAGE, "%s==%s is not %s", field->name, constant, wants)
                 : RI_OK;
}

static ri_status make_batches(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ri_record *record = ingest->mapping.record;
    bool                   *is_text;
    RI_ARENA_NEW(is_text, &ingest->mem, record->field_count + 1, err);
    for (size_t f = 0; f < record->field_count; f++)
        is_text[f] = record->fields[f].type == RI_FIELD_TEXT;
    is_text[record->field_count] = true;
    for (size_t f = 0; f < record->field_count; f++) RI_TRY(settle_constant(ingest, f, err));
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
    ingest->plan.key_mode = !receipt                              ? RI_KEY_CONTENT
                            : column[RI_SALE_LINE] != INGEST_NONE ? RI_KEY_LINE
                                                                  : RI_KEY_RECEIPT;
    ingest->plan.drop_repeats = ingest->settings.drop_repeats;
    for (size_t i = 0; i < ingest->input_count; i++) {
        if (ingest->inputs[i].field == RI_SALE_LINE)
            ingest->inputs[i].required = ingest->plan.key_mode == RI_KEY_LINE;
    }
}

static ri_status say_key_mode(struct ri_ingest *ingest, struct ri_error *err)
{
    static const char *const why[] = {
        "lines are told apart by receipt and line number",
        "there are receipts without line numbers: equal lines of one receipt are numbered",
        "there are no receipts: equal lines are numbered"};
    if (ingest->mapping.kind != RI_SALES) return RI_OK;
    return ingest_note(&ingest->notes, false, "key", ri_key_mode_text(ingest->plan.key_mode),
                       "--set transaction=COLUMN", err, "%s", why[ingest->plan.key_mode]);
}

ri_status ingest_decide(struct ri_ingest *ingest, struct ri_error *err)
{
    struct ingest_head head;
    RI_TRY(ingest_head_read(ingest, &head, err));
    RI_TRY(ingest_map(ingest->mapping.kind, &ingest->settings, ingest->columns,
                      ingest->column_count, ingest->sniffed.header ? NULL : head.first,
                      ingest->settings.order, &ingest->notes, &ingest->mapping, err));
    ingest->columns = ingest->mapping.names;
    RI_TRY(choose_looks(ingest, err));
    RI_TRY(ingest_head_survey(ingest, &head, err));
    if (ingest->mapping.kind == RI_SALES)
        RI_TRY(ingest_sale_decide(ingest, head.text, head.whole, err));
    RI_TRY(ingest_currency_decide(ingest, err));
    RI_TRY(make_inputs(ingest, err));
    RI_TRY(make_batches(ingest, err));
    choose_key_mode(ingest);
    RI_TRY(say_key_mode(ingest, err));
    const struct ingest_shape *shape = &ingest->mapping.shape;
    const bool                 orders =
        ingest->mapping.kind == RI_SALES && shape->group != INGEST_NONE &&
        (shape->spread_discount || shape->spread_tax || shape->refund != INGEST_NONE);
    if (orders) RI_TRY(ingest_group_new(&ingest->group, err));
    return ingest_head_start(ingest, err);
}
