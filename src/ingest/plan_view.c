/* The plan as the outside sees it, the mapping as YAML, templates. */
#include "base/yaml.h"
#include "internal.h"

static bool computed_amount(size_t field)
{
    return field == RI_SALE_GROSS || field == RI_SALE_NET || field == RI_SALE_UNIT_PRICE;
}

static const char *computed(const struct ri_ingest *ingest, size_t field)
{
    if (ingest->mapping.kind == RI_DEMAND && ingest->mapping.wide &&
        (field == RI_DEMAND_DAY || field == RI_DEMAND_UNITS))
        return field == RI_DEMAND_DAY ? "names of the day columns" : "the day columns";
    if (ingest->mapping.kind != RI_SALES)
        return ingest->plan.currency &&
                       field == ri_record_field(ingest->mapping.record, RI_VIEW("currency"))
                   ? "the file's"
                   : "";
    if (field == RI_SALE_UNIT_PRICE) return "computed: line amount / quantity";
    if (field == RI_SALE_GROSS && ingest->sale.price == INGEST_LINE_TOTAL)
        return "computed: the line total";
    if (computed_amount(field))
        return field != RI_SALE_NET ? "computed: quantity x unit price"
               : ingest->mapping.shape.taxes == INGEST_TAX_EXCLUDED ? "computed: gross - discount"
               : ingest->mapping.shape.taxes == INGEST_TAX_BY_TOTAL
                   ? "computed: gross - discount, less tax that is inside"
                   : "computed: gross - discount - tax";
    if (field == RI_SALE_KIND) return "computed: negative quantities are returns";
    if (field == RI_SALE_LINE && ingest->plan.key_mode != RI_KEY_LINE)
        return "computed: number among equal lines";
    if (field == RI_SALE_QUANTITY) return "always 1";
    if (field == RI_SALE_CURRENCY) return "the file's";
    return "";
}

static ri_status field_plans(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_mapping *map = &ingest->mapping;
    struct ri_field_plan        *plans;
    RI_ARENA_NEW(plans, &ingest->mem, map->record->field_count, err);
    for (size_t f = 0; f < map->record->field_count; f++) {
        if (map->column[f] != INGEST_NONE) {
            plans[f].column = plans[f].source = ingest->columns[map->column[f]];
            if (map->kind == RI_SALES && f == RI_SALE_UNIT_PRICE &&
                ingest->sale.price == INGEST_LINE_TOTAL)
                plans[f].source =
                    ri_arena_printf(&ingest->mem, "%s / quantity", ingest->columns[map->column[f]]);
        } else if (map->constant[f] && *map->constant[f]) {
            plans[f].source = ri_arena_printf(&ingest->mem, "always %s", map->constant[f]);
        } else {
            plans[f].source = computed(ingest, f);
        }
        if (!plans[f].source) return ri_fail(err, RI_ENOMEM, "no room for the plan");
    }
    ingest->plan.fields = plans;
    return RI_OK;
}

static ri_status copy_cells(struct ri_arena *mem, const struct ri_cells *from, size_t rows,
                            struct ri_cells *to, struct ri_error *err)
{
    RI_ARENA_NEW(to->valid, mem, rows, err);
    memcpy(to->valid, from->valid, rows);
    if (from->number) {
        RI_ARENA_NEW(to->number, mem, rows, err);
        memcpy(to->number, from->number, rows * sizeof *to->number);
        return RI_OK;
    }
    RI_ARENA_NEW(to->text, mem, rows, err);
    for (size_t r = 0; r < rows; r++) {
        if (!from->valid[r]) continue;
        const char *copy = ri_arena_copy(mem, from->text[r].at, from->text[r].length);
        if (!copy) return ri_fail(err, RI_ENOMEM, "no room for the sample");
        to->text[r] = (struct ri_view){copy, from->text[r].length};
    }
    return RI_OK;
}

static ri_status copy_sample(struct ri_ingest *ingest, struct ri_error *err)
{
    const struct ingest_batch *batch = &ingest->batches[0];
    struct ri_columns         *sample;
    uint64_t                  *record, *offset;
    const size_t rows = batch->rows < INGEST_SAMPLE_ROWS ? batch->rows : INGEST_SAMPLE_ROWS;
    RI_ARENA_NEW(sample, &ingest->mem, 1, err);
    RI_ARENA_NEW(record, &ingest->mem, rows, err);
    RI_ARENA_NEW(offset, &ingest->mem, rows, err);
    RI_ARENA_NEW(sample->cells, &ingest->mem, batch->columns, err);
    for (size_t c = 0; c < batch->columns; c++)
        RI_TRY(copy_cells(&ingest->mem, &batch->cells[c], rows, &sample->cells[c], err));
    memcpy(record, batch->record, rows * sizeof *record);
    memcpy(offset, batch->offset, rows * sizeof *offset);
    sample->rows = rows;
    sample->column_count = batch->columns;
    sample->record = record;
    sample->offset = offset;
    ingest->plan.sample = sample;
    return RI_OK;
}

static void show_writing(struct ri_ingest *ingest)
{
    ingest->plan.decimal = "point";
    for (size_t i = ingest->look_count; i-- > 0;) {
        const struct ingest_look *look = &ingest->looks[i];
        if (look->is_time)
            ingest->plan.date_order = ingest_order_text(look->order);
        else if (look->mark == INGEST_MARK_COMMA)
            ingest->plan.decimal = "comma";
    }
}

ri_status ingest_plan_make(struct ri_ingest *ingest, struct ri_error *err)
{
    struct ri_ingest_plan *plan = &ingest->plan;
    const bool             sale = ingest->mapping.kind == RI_SALES;
    plan->kind = ingest->mapping.kind;
    plan->name = ingest->name;
    plan->layout = ingest->mapping.layout ? ingest->mapping.layout->name : NULL;
    plan->compression = ingest->source.codec   ? ingest->source.codec->name
                        : ingest->source.sheet ? "xlsx"
                                               : "none";
    if (ingest->source.sheet)
        plan->sheet = ingest->source.book->sheets[ingest->source.sheet_index].name;
    plan->encoding = ingest_charset_text(ingest->guess.charset);
    plan->delimiter = ingest_delimiter_text(ingest->sniffed.dialect.delimiter);
    plan->quote = ingest_quote_text(ingest->sniffed.dialect.quote);
    plan->header = ingest->sniffed.header;
    plan->column_count = ingest->column_count;
    plan->columns = ingest->columns;
    plan->wide_days = ingest->mapping.wide;
    show_writing(ingest);
    if (sale || ingest->sale.currency) plan->currency = ingest_currency_code(ingest->sale.currency);
    if (sale && ingest->sale.price != INGEST_PRICE_UNKNOWN)
        plan->price = ingest->sale.price == INGEST_LINE_TOTAL ? "line_total" : "unit_price";
    RI_TRY(field_plans(ingest, err));
    RI_TRY(copy_sample(ingest, err));
    plan->notes = ingest->notes.items;
    plan->note_count = ingest->notes.count;
    return RI_OK;
}

static void put_settings(const struct ri_ingest *ingest, struct ri_yaml_writer *yaml)
{
    const struct ri_ingest_plan *plan = &ingest->plan;
    ri_yaml_put_map(yaml, "settings");
    char skip[24];
    snprintf(skip, sizeof skip, "%llu", (unsigned long long)ingest->lead_lines);
    if (plan->sheet) {
        ri_yaml_put(yaml, "sheet", plan->sheet);
    } else {
        ri_yaml_put(yaml, "delimiter", plan->delimiter);
        ri_yaml_put(yaml, "quote", plan->quote);
    }
    if (ingest->lead_lines) ri_yaml_put(yaml, "skip", skip);
    ri_yaml_put(yaml, "header", plan->header ? "yes" : "no");
    if (plan->date_order && *plan->date_order) ri_yaml_put(yaml, "date", plan->date_order);
    ri_yaml_put(yaml, "decimal", plan->decimal);
    if (plan->price) ri_yaml_put(yaml, "price", plan->price);
    if (plan->currency && ingest->sale.currency) ri_yaml_put(yaml, "currency", plan->currency);
    if (plan->kind == RI_SALES) {
        ri_yaml_put(yaml, "returns", ingest->sale.prefix_c ? "prefix_c" : "quantity");
        ri_yaml_put(yaml, "repeats", plan->drop_repeats ? "drop" : "keep");
    }
    for (size_t i = 0; i < INGEST_WORDS; i++) {
        if (ingest->mapping.shape.words[i])
            ri_yaml_put(yaml, ingest_word_names[i], ingest->mapping.shape.words[i]);
    }
    ri_yaml_end(yaml);
}

static void put_fields(const struct ri_ingest *ingest, struct ri_yaml_writer *yaml)
{
    const struct ingest_mapping *map = &ingest->mapping;
    struct ri_text               value = {0};
    ri_yaml_put_map(yaml, "fields");
    for (size_t f = 0; f < map->record->field_count; f++) {
        ri_text_clear(&value);
        if (map->column[f] != INGEST_NONE && map->column[f] >= ingest->column_count &&
            map->shape.virtuals[map->column[f] - ingest->column_count].op >= INGEST_PLACE)
            continue; /* the setting `wide` says it */
        if (map->column[f] != INGEST_NONE &&
            (ingest->sniffed.header || map->column[f] >= ingest->column_count))
            ri_text_puts(&value, ingest->columns[map->column[f]]);
        else if (map->column[f] != INGEST_NONE)
            ri_text_printf(&value, "#%zu", map->column[f] + 1);
        else if (map->constant[f])
            ri_text_printf(&value, "=%s", map->constant[f]);
        else if (!map->given[f])
            continue; /* nobody has said anything about it; "field:" says that it has no column */
        ri_yaml_put(yaml, map->record->fields[f].name, value.length ? value.at : NULL);
        if (value.failed) yaml->out->failed = true;
    }
    ri_yaml_end(yaml);
    ri_text_release(&value);
}

ri_status ri_ingest_mapping(const struct ri_ingest *ingest, struct ri_arena *mem, const char **ret,
                            struct ri_error *err)
{
    const struct ingest_mapping *map = &ingest->mapping;
    struct ri_text               text = {0};
    struct ri_yaml_writer        yaml = {.out = &text};
    ri_yaml_comment(&yaml,
                    "How columns become fields. Change it and give it back with --mapping FILE.");
    ri_yaml_put_map(&yaml, NULL);
    ri_yaml_put(&yaml, "kind", map->record->name);
    if (map->layout) ri_yaml_put(&yaml, "layout", map->layout->name);
    put_settings(ingest, &yaml);
    put_fields(ingest, &yaml);
    ri_yaml_end(&yaml);
    const char *copy = text.failed ? NULL : ri_arena_copy(mem, text.at, text.length);
    ri_text_release(&text);
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room for the mapping");
    *ret = copy;
    return RI_OK;
}

ri_status ri_ingest_template(ri_record_kind kind, struct ri_arena *mem, const char **ret,
                             struct ri_error *err)
{
    const struct ri_record *record = ri_record_of(kind);
    struct ri_text          text = {0};
    for (int row = 0; row < 2; row++) {
        size_t n = 0;
        for (size_t f = 0; f < record->field_count; f++) {
            const struct ri_field *field = &record->fields[f];
            const size_t           length = strlen(field->name);
            if (length > 4 && strcmp(field->name + length - 4, "_utc") == 0)
                continue; /* an offset in the field before says the same */
            ri_text_printf(&text, "%s%s", n++ ? "," : "", row ? field->sample : field->name);
        }
        ri_text_putc(&text, '\n');
    }
    const char *copy = text.failed ? NULL : ri_arena_copy(mem, text.at, text.length);
    ri_text_release(&text);
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room for a template");
    *ret = copy;
    return RI_OK;
}
