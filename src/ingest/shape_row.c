/* Records made fit for their fields: carried down, joined, unrolled; totals found out. */
#include "internal.h"

/* ---- Wide stock: a record for each store --------------------------------------------------------------------------- */

static bool holds(const struct ri_ingest *ingest, size_t place)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    const struct ri_view       value =
        ri_view_trim(ingest_field_view(&ingest->record, shape->places[place]));
    return value.length && !ri_view_is(value, "not stocked");
}

static ri_status next_place(struct ri_ingest *ingest, bool *ret_more, struct ri_error *err)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    bool                       fresh = false;
    for (;;) {
        while (ingest->place + 1 < shape->place_count && ingest->unrolling) {
            ingest->place++;
            if (!holds(ingest, ingest->place)) continue;
            ingest->record.number = ++ingest->logical;
            return RI_OK;
        }
        if (fresh) { /* no store has a number: the record is refused for its first */
            ingest->place = 0;
            ingest->unrolling = false;
            ingest->record.number = ++ingest->logical;
            return RI_OK;
        }
        RI_TRY(ingest_csv_next(&ingest->csv, &ingest->record, ret_more, err));
        if (!*ret_more) return RI_OK;
        fresh = true;
        ingest->place = SIZE_MAX;
        ingest->unrolling = !ingest->record.rule && ingest->record.count >= ingest->column_count;
    }
}

ri_status ingest_next_record(struct ri_ingest *ingest, bool *ret_more, struct ri_error *err)
{
    *ret_more = true;
    if (ingest->mapping.shape.place_count) return next_place(ingest, ret_more, err);
    if (ingest->group) return ingest_group_next(ingest, ret_more, err);
    return ingest_csv_next(&ingest->csv, &ingest->record, ret_more, err);
}

/* ---- Fields made of others ---------------------------------------------------------------------------------------------- */

size_t ingest_shape_extra(const struct ri_ingest *ingest, size_t staged)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    size_t extra = shape->virtual_count ? staged + 64 * shape->virtual_count : 0;
    if (shape->group == INGEST_NONE) return extra;
    extra += ingest->carried.key.length;
    for (size_t i = 0; i < shape->carry_count; i++) extra += ingest->carried.values[i].length;
    return extra;
}

static struct ri_view put(struct ri_view text, char *pool, size_t *used)
{
    char *to = pool + *used;
    memcpy(to, text.at, text.length);
    *used += text.length;
    return (struct ri_view){to, text.length};
}

static ri_status remember(struct ri_text *text, struct ri_view value, struct ri_error *err)
{
    ri_text_clear(text);
    ri_text_add(text, value.at, value.length);
    return ri_text_check(text, err);
}

/* Within a group an empty field is what it was in the record before. */
static ri_status carry(struct ri_ingest *ingest, char *pool, size_t *used, struct ri_error *err)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    struct ingest_carried     *carried = &ingest->carried;
    struct ri_view            *fields = ingest->stage.fields, *key = &fields[shape->group];
    const struct ri_view known = {carried->key.at ? carried->key.at : "", carried->key.length};
    if (key->length && !ri_view_equal(*key, known)) {
        RI_TRY(remember(&carried->key, *key, err));
        for (size_t i = 0; i < shape->carry_count; i++) ri_text_clear(&carried->values[i]);
    } else if (!key->length) {
        *key = put(known, pool, used);
    }
    for (size_t i = 0; i < shape->carry_count; i++) {
        struct ri_view *field = &fields[shape->carry[i]];
        if (field->length)
            RI_TRY(remember(&carried->values[i], *field, err));
        else if (carried->values[i].length)
            *field =
                put((struct ri_view){carried->values[i].at, carried->values[i].length}, pool, used);
    }
    return RI_OK;
}

static struct ri_view made_of(const struct ri_ingest *ingest, const struct ingest_virtual *virtual,
                              char *pool, size_t *used)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    const struct ri_view      *fields = ingest->stage.fields;
    const size_t               from = *used;
    size_t                     i = 0;
    if (virtual->op == INGEST_PLACE) return ri_view_of(shape->place_names[ingest->place]);
    if (virtual->op == INGEST_LEVEL) return fields[shape->places[ingest->place]];
    if (virtual->op == INGEST_FIRST) {
        while (i + 1 < virtual->count && !fields[virtual->parts[i]].length) i++;
        return fields[virtual->parts[i]];
    }
    for (; i < virtual->count; i++) {
        if (!fields[virtual->parts[i]].length) continue;
        if (*used > from) pool[(*used)++] = ' ';
        put(fields[virtual->parts[i]], pool, used);
    }
    return (struct ri_view){pool + from, *used - from};
}

ri_status ingest_shape_fill(struct ri_ingest *ingest, char *pool, size_t *used,
                            struct ri_error *err)
{
    const struct ingest_shape *shape = &ingest->mapping.shape;
    const size_t               count = ingest->column_count;
    RI_TRY(ingest_stage_room(&ingest->stage, count + shape->virtual_count, err));
    if (shape->group != INGEST_NONE) RI_TRY(carry(ingest, pool, used, err));
    for (size_t i = 0; i < shape->virtual_count; i++)
        ingest->stage.fields[count + i] = made_of(ingest, &shape->virtuals[i], pool, used);
    return RI_OK;
}

bool ingest_column_bare(const struct ri_ingest *ingest, size_t column)
{
    if (!ingest->sniffed.dialect.sheet) return false;
    if (column >= ingest->column_count) {
        const struct ingest_shape *shape = &ingest->mapping.shape;
        const struct ingest_virtual *virtual = &shape->virtuals[column - ingest->column_count];
        if (virtual->op != INGEST_LEVEL) return false;
        column = shape->places[ingest->place];
    }
    return ingest_field_bare(&ingest->record, column);
}

/* ---- Totals ---------------------------------------------------------------------------------------------------------------- */

static bool total_word(struct ri_view text)
{
    static const char *const words[] = {
        "total",   "totals",     "grandtotal", "subtotal", "totalgeneral", "totale",
        "totaal",  "sum",        "summe",      "gesamt",   "gesamtsumme",  "zwischensumme",
        "somme",   "suma",       "soma",       "toplam",   "geneltoplam",  "razem",
        "overall", "totalgeral", "insgesamt"};
    char plain[24];
    if (text.length < 3 || text.length > 20 || !memchr("tTgGsSrRzZoOiI", text.at[0], 14))
        return false;
    ingest_normalise(text, plain, sizeof plain);
    for (size_t i = 0; i < RI_COUNT(words); i++) {
        if (strcmp(plain, words[i]) == 0) return true;
    }
    return false;
}

bool ingest_is_total(const struct ri_ingest *ingest)
{
    const struct ri_view *fields = ingest->stage.fields;
    size_t                i = 0, numbers = 0;
    if (ingest->mapping.shape.keep_totals) return false;
    while (i < ingest->column_count && !fields[i].length) i++;
    if (i == ingest->column_count || !total_word(fields[i])) return false;
    for (i++; i < ingest->column_count; i++) {
        struct ingest_number_vote vote = {0};
        if (!fields[i].length) continue;
        ingest_number_vote_add(&vote, ingest_plain(fields[i]));
        if (vote.unreadable) return false;
        numbers++;
    }
    return numbers > 0;
}

/* ---- Paths of categories ------------------------------------------------------------------------------------------------- */

static struct ri_view next_level(struct ri_view *path, bool last)
{
    const char          *sign = last ? NULL : memmem(path->at, path->length, " > ", 3);
    const struct ri_view level = {path->at, sign ? (size_t)(sign - path->at) : path->length};
    const size_t         used = level.length + (sign ? 3 : 0);
    *path = (struct ri_view){path->at + used, path->length - used};
    return ri_view_trim(level);
}

void ingest_split_path(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r)
{
    static const char *const     names[] = {"department", "category", "subcategory"};
    const struct ingest_mapping *map = &ingest->mapping;
    size_t                       fields[3];
    for (size_t i = 0; i < 3; i++) {
        fields[i] = ri_record_field(map->record, ri_view_of(names[i]));
        if (i != 1 && (map->column[fields[i]] != INGEST_NONE || map->given[fields[i]])) return;
    }
    struct ri_cells *category = &batch->cells[fields[1]];
    for (size_t i = 0; i < 3; i += 2) batch->cells[fields[i]].valid[r] = 0;
    if (map->column[fields[1]] == INGEST_NONE || !category->valid[r]) return;
    struct ri_view path = category->text[r];
    if (!memmem(path.at, path.length, " > ", 3)) return;
    for (size_t i = 0; i < 3 && path.length; i++) {
        batch->cells[fields[i]].text[r] = next_level(&path, i == 2);
        batch->cells[fields[i]].valid[r] = 1;
    }
    ingest->findings.paths++;
}
