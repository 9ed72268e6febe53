/* Settling how records become facts. */
#include "shape.h"

#include "mapping.h"

static size_t find_normal(const struct ingest_names_of *names, struct ri_view wanted)
{
    for (size_t i = 0; i < names->count; i++) {
        if (ri_view_is(wanted, names->normal[i])) return i;
    }
    return INGEST_NONE;
}

/* One plain column. */
static ri_status find_plain(const struct ingest_names_of *names, struct ri_view text,
                            const char *origin, struct ri_arena *mem, size_t *ret,
                            struct ri_error *err)
{
    int64_t number;
    *ret = INGEST_NONE;
    if (origin) {
        const char *copy = ri_arena_copy(mem, text.at, text.length);
        if (!copy) return ri_fail(err, RI_ENOMEM, "no room for the mapping");
        return ingest_column_find((const char *const *)names->names, names->count, copy, origin,
                                  ret, err);
    }
    if (text.length > 1 && text.at[0] == '#' &&
        ri_parse_int((struct ri_view){text.at + 1, text.length - 1}, &number))
        *ret = number >= 1 && (uint64_t)number <= names->count ? (size_t)number - 1 : INGEST_NONE;
    else
        *ret = find_normal(names, text);
    return RI_OK;
}

/* Adds a virtual column (or finds the same one) and names it after its parts. */
static ri_status add_virtual(struct ingest_shape *shape, const struct ingest_names_of *names,
                             const struct ingest_virtual *wanted, const char *name, size_t *ret,
                             struct ri_error *err)
{
    for (size_t i = 0; i < shape->virtual_count; i++) {
        const struct ingest_virtual *known = &shape->virtuals[i];
        if (known->op != wanted->op || known->count != wanted->count ||
            memcmp(known->parts, wanted->parts, sizeof known->parts) != 0)
            continue;
        *ret = names->count + i;
        return RI_OK;
    }
    if (shape->virtual_count == INGEST_VIRTUAL_MOST)
        return ri_fail(err, RI_EUSAGE, "more than %d fields are made of several columns",
                       INGEST_VIRTUAL_MOST);
    if (!name) return ri_fail(err, RI_ENOMEM, "no room for the mapping");
    names->names[names->count + shape->virtual_count] = name;
    *ret = names->count + shape->virtual_count;
    shape->virtuals[shape->virtual_count++] = *wanted;
    return RI_OK;
}

static const char *join_names(const struct ingest_names_of *names,
                              const struct ingest_virtual *virtual, struct ri_arena *mem)
{
    const char *name = names->names[virtual->parts[0]];
    for (size_t i = 1; name && i < virtual->count; i++)
        name = ri_arena_printf(mem, "%s %c %s", name, virtual->op == INGEST_JOINED ? '+' : '|',
                               names->names[virtual->parts[i]]);
    return name;
}

ri_status ingest_shape_column(struct ingest_shape *shape, const struct ingest_names_of *names,
                              const char *text, const char *origin, struct ri_arena *mem,
                              size_t *ret, struct ri_error *err)
{
    struct ingest_virtual virtual = {.op = strchr(text, '|') ? INGEST_FIRST : INGEST_JOINED};
    const char sign = virtual.op == INGEST_FIRST ? '|' : '+';
    bool       whole = !strchr(text, sign);
    for (size_t i = 0; origin && i < names->count; i++) /* a name may hold the sign itself */
        whole = whole || strcasecmp(names->names[i], text) == 0;
    if (whole) return find_plain(names, ri_view_of(text), origin, mem, ret, err);
    for (const char *at = text; at;) {
        const char  *next = strchr(at, sign);
        const size_t length = next ? (size_t)(next - at) : strlen(at);
        size_t       column;
        RI_TRY(find_plain(names, ri_view_trim((struct ri_view){at, length}), origin, mem, &column,
                          err));
        if (column != INGEST_NONE && virtual.count == INGEST_VIRTUAL_PARTS)
            return ri_fail(err, RI_EUSAGE, "%s: '%.60s': at most %d columns make one", origin, text,
                           INGEST_VIRTUAL_PARTS);
        if (column != INGEST_NONE) virtual.parts[virtual.count++] = column;
        at = next ? next + 1 : NULL;
    }
    *ret = virtual.count ? virtual.parts[0] : INGEST_NONE;
    if (virtual.count < 2) return RI_OK;
    return add_virtual(shape, names, &virtual, join_names(names, &virtual, mem), ret, err);
}

size_t ingest_shape_real(const struct ingest_shape *shape, size_t column)
{
    if (column == INGEST_NONE || column < shape->columns) return column;
    const struct ingest_virtual *virtual = &shape->virtuals[column - shape->columns];
    if (virtual->op == INGEST_PLACE || virtual->op == INGEST_LEVEL) return shape->places[0];
    return virtual->parts[0];
}

/* ---- Settings ------------------------------------------------------------------------------------------------------- */

struct settling {
    struct ingest_shape          *shape;
    const struct ingest_settings *settings;
    const struct ri_record       *record;
    const struct ingest_names_of *names;
    size_t                       *column;
    bool                         *claimed;
    const bool                   *given;
    struct ingest_notes          *notes;
    struct ri_arena              *mem;
    const char                   *words[INGEST_WORDS], *origins[INGEST_WORDS];
};

/* What the layout says, where the person has said nothing. Commas become blanks. */
static ri_status add_layout(struct settling *s, const char *settings, struct ri_error *err)
{
    for (const char *at = settings; at && *at;) {
        const char  *end = strchr(at, ' '), *sign = strchr(at, '=');
        const size_t length = end ? (size_t)(end - at) : strlen(at);
        for (size_t i = 0; i < INGEST_WORDS; i++) {
            if (!ri_view_is((struct ri_view){at, (size_t)(sign - at)}, ingest_word_names[i]) ||
                s->words[i])
                continue;
            char *value = ri_arena_copy(s->mem, sign + 1, length - (size_t)(sign + 1 - at));
            if (!value) return ri_fail(err, RI_ENOMEM, "no room for the mapping");
            for (char *c = value; *c; c++) *c = *c == ',' ? ' ' : *c;
            s->words[i] = value;
        }
        at = end ? end + 1 : NULL;
    }
    return RI_OK;
}

static ri_status settle_column(struct settling *s, enum ingest_word word, size_t *ret,
                               struct ri_error *err)
{
    *ret = INGEST_NONE;
    if (!s->words[word] || !*s->words[word]) return RI_OK;
    RI_TRY(find_plain(s->names, ri_view_of(s->words[word]), s->origins[word], s->mem, ret, err));
    if (*ret != INGEST_NONE) s->shape->words[word] = s->names->names[*ret];
    return RI_OK;
}

/* The field that begins at *text, which moves on; RI_EUSAGE when there is none of that name. */
static ri_status next_field(const struct settling *s, enum ingest_word word, const char **text,
                            size_t *ret, struct ri_error *err)
{
    const char *from = *text + strspn(*text, " ,");
    *text = from + strcspn(from, " ,");
    *ret = INGEST_NONE;
    if (*text == from) return RI_OK;
    *ret = ri_record_field(s->record, (struct ri_view){from, (size_t)(*text - from)});
    if (*ret != INGEST_NONE || !s->origins[word]) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "%s: %s=%s: '%.*s' is no field of %s", s->origins[word],
                   ingest_word_names[word], s->words[word], (int)(*text - from), from,
                   s->record->name);
}

static ri_status settle_carry(struct settling *s, struct ri_error *err)
{
    struct ingest_shape *shape = s->shape;
    const char          *text = s->words[INGEST_CARRY];
    size_t               field;
    if (!text || shape->group == INGEST_NONE) return RI_OK;
    while (text[strspn(text, " ,")]) {
        RI_TRY(next_field(s, INGEST_CARRY, &text, &field, err));
        const size_t column = field == INGEST_NONE ? INGEST_NONE : s->column[field];
        const bool virtual = column != INGEST_NONE && column >= shape->columns;
        const size_t parts = virtual ? shape->virtuals[column - shape->columns].count : 1;
        for (size_t i = 0; column != INGEST_NONE && i < parts; i++) {
            if (shape->carry_count == INGEST_CARRY_MOST) break;
            shape->carry[shape->carry_count++] = virtual ? shape->virtuals[column - shape->columns]
                                                               .parts[i]
                                                         : column;
        }
    }
    shape->words[INGEST_CARRY] = s->words[INGEST_CARRY];
    return RI_OK;
}

static ri_status settle_spread(struct settling *s, struct ri_error *err)
{
    struct ingest_shape *shape = s->shape;
    const char          *text = s->words[INGEST_SPREAD];
    size_t               field;
    if (!text || shape->group == INGEST_NONE || s->record != ri_record_of(RI_SALES)) return RI_OK;
    while (text[strspn(text, " ,")]) {
        RI_TRY(next_field(s, INGEST_SPREAD, &text, &field, err));
        if (field == INGEST_NONE) continue;
        if (field != RI_SALE_DISCOUNT && field != RI_SALE_TAX)
            return ri_fail(err, RI_EUSAGE, "%s: spread=%s: only discount and tax can be shared out",
                           s->origins[INGEST_SPREAD], s->words[INGEST_SPREAD]);
        if (s->column[field] == INGEST_NONE) continue;
        shape->spread_discount = shape->spread_discount || field == RI_SALE_DISCOUNT;
        shape->spread_tax = shape->spread_tax || field == RI_SALE_TAX;
    }
    shape->words[INGEST_SPREAD] = s->words[INGEST_SPREAD];
    return RI_OK;
}

/* One of the words, by its place; RI_EUSAGE lists them. */
static ri_status choose_word(struct settling *s, enum ingest_word word, const char *const *choices,
                             size_t *ret, struct ri_error *err)
{
    struct ri_text list = {.most = 200};
    *ret = 0;
    if (!s->words[word]) return RI_OK;
    s->shape->words[word] = s->words[word];
    for (; choices[*ret]; ++*ret) {
        if (strcmp(choices[*ret], s->words[word]) == 0) return RI_OK;
    }
    for (size_t i = 0; choices[i]; i++) ri_text_printf(&list, "%s%s", i ? ", " : "", choices[i]);
    const ri_status status =
        ri_fail(err, RI_EUSAGE, "%s: %s=%.60s: must be one of %s", s->origins[word],
                ingest_word_names[word], s->words[word], list.at ? list.at : "");
    ri_text_release(&list);
    return status;
}

/* ---- Wide stock ----------------------------------------------------------------------------------------------------- */

/* What follows the first `letters` letters and digits of a name. */
static const char *behind(const char *name, size_t letters)
{
    for (; *name && letters; name++) {
        char one[8];
        ingest_normalise((struct ri_view){name, 1}, one, sizeof one);
        letters -= one[0] != '\0';
    }
    return name + strspn(name, " -:_");
}

static ri_status find_places(struct settling *s, const char *pattern, struct ri_error *err)
{
    struct ingest_shape *shape = s->shape;
    struct ri_arena     *mem = s->mem;
    const char          *star = strchr(pattern, '*');
    const bool           after = strncmp(pattern, "after:", 6) == 0;
    char                 prefix[INGEST_NAME_ROOM] = "";
    size_t               from = 0;
    RI_ARENA_NEW(shape->places, mem, s->names->count, err);
    RI_ARENA_NEW(shape->place_names, mem, s->names->count, err);
    if (after) {
        RI_TRY(find_plain(s->names, ri_view_trim(ri_view_of(pattern + 6)), s->origins[INGEST_WIDE],
                          mem, &from, err));
        if (from == INGEST_NONE) return RI_OK;
        from++;
    } else if (!star) {
        return ri_fail(err, RI_EUSAGE,
                       "%s: wide=%.60s: must be `Name of columns *` or "
                       "`after:Column`",
                       s->origins[INGEST_WIDE], pattern);
    } else {
        ingest_normalise((struct ri_view){pattern, (size_t)(star - pattern)}, prefix,
                         sizeof prefix);
    }
    const size_t letters = strlen(prefix);
    for (size_t c = from; c < s->names->count; c++) {
        const char *place = after ? s->names->names[c] : behind(s->names->names[c], letters);
        if (strncmp(s->names->normal[c], prefix, letters) != 0 || !*place || s->claimed[c])
            continue;
        shape->place_names[shape->place_count] = place;
        shape->places[shape->place_count++] = c;
    }
    return RI_OK;
}

static ri_status settle_wide(struct settling *s, struct ri_error *err)
{
    struct ingest_shape *shape = s->shape;
    const char          *pattern = s->words[INGEST_WIDE], *origin = s->origins[INGEST_WIDE];
    const size_t         store = ri_record_field(s->record, RI_VIEW("store")),
                 level = ri_record_field(s->record, RI_VIEW("on_hand"));
    if (!pattern || !*pattern) return RI_OK;
    if (s->record != ri_record_of(RI_STOCK))
        return origin ? ri_fail(err, RI_EUSAGE, "%s: wide: only stock can have a column a store",
                                origin)
                      : RI_OK;
    if (!origin && (s->given[level] || s->given[store])) return RI_OK;
    RI_TRY(find_places(s, pattern, err));
    if (!shape->place_count)
        return origin ? ri_fail(err, RI_EDATA, "%s: wide=%.60s: there is no such column", origin,
                                pattern)
                      : RI_OK;
    const struct ingest_virtual place = {.op = INGEST_PLACE}, amount = {.op = INGEST_LEVEL};
    RI_TRY(add_virtual(shape, s->names, &place, "name of the column", &s->column[store], err));
    RI_TRY(add_virtual(shape, s->names, &amount, "columns of the stores", &s->column[level], err));
    for (size_t i = 0; i < shape->place_count; i++) s->claimed[shape->places[i]] = true;
    const char *first = s->names->names[shape->places[0]];
    shape->words[INGEST_WIDE] =
        strncmp(pattern, "after:", 6) == 0
            ? ri_arena_printf(s->mem, "after:%s", s->names->names[shape->places[0] - 1])
            : ri_arena_printf(s->mem, "%.*s*", (int)(shape->place_names[0] - first), first);
    return ingest_note(s->notes, false, "shape", "wide: one column a store", "--set on_hand=COLUMN",
                       err, "%zu columns, the first '%s': each cell with a number is a record",
                       shape->place_count, first);
}

/* ---- All of it -------------------------------------------------------------------------------------------------------- */

static ri_status settle_order(struct settling *s, struct ri_error *err)
{
    static const char *const taxes[] = {"included", "excluded", "by_total", NULL};
    static const char *const totals[] = {"reject", "keep", NULL};
    struct ingest_shape     *shape = s->shape;
    size_t                   choice;
    RI_TRY(settle_column(s, INGEST_GROUP, &shape->group, err));
    RI_TRY(settle_column(s, INGEST_ORDER_TOTAL, &shape->total, err));
    RI_TRY(settle_column(s, INGEST_ORDER_SUBTOTAL, &shape->subtotal, err));
    RI_TRY(settle_column(s, INGEST_ORDER_SHIPPING, &shape->shipping, err));
    RI_TRY(settle_column(s, INGEST_ORDER_REFUND, &shape->refund, err));
    RI_TRY(choose_word(s, INGEST_TAXES, taxes, &choice, err));
    shape->taxes = (enum ingest_taxes)choice;
    RI_TRY(choose_word(s, INGEST_TOTALS, totals, &choice, err));
    shape->keep_totals = choice == 1;
    shape->kinds = shape->words[INGEST_KINDS] = s->words[INGEST_KINDS];
    return RI_OK;
}

static ri_status say_group(struct settling *s, struct ri_error *err)
{
    const struct ingest_shape *shape = s->shape;
    if (shape->group == INGEST_NONE) return RI_OK;
    return ingest_note(s->notes, false, "groups", s->names->names[shape->group],
                       "--set group=", err,
                       "records that have it in common belong together%s%s%s%s",
                       shape->carry_count ? "; empty in later ones, carried down: " : "",
                       shape->carry_count ? s->words[INGEST_CARRY] : "",
                       shape->spread_discount || shape->spread_tax ? "; shared out by value: " : "",
                       shape->spread_discount || shape->spread_tax ? s->words[INGEST_SPREAD] : "");
}

ri_status ingest_shape_reserve(struct ingest_shape *shape, const struct ingest_settings *settings,
                               const struct ingest_layout *layout, const struct ri_record *record,
                               const struct ingest_names_of *names, bool *claimed,
                               struct ri_arena *mem, struct ri_error *err)
{
    struct settling s = {
        .shape = shape, .settings = settings, .record = record, .names = names, .mem = mem};
    memcpy(s.words, settings->words, sizeof s.words);
    memcpy(s.origins, settings->word_origins, sizeof s.origins);
    if (layout) RI_TRY(add_layout(&s, layout->settings, err));
    RI_TRY(settle_order(&s, err));
    const size_t columns[] = {shape->total, shape->subtotal, shape->shipping, shape->refund};
    for (size_t i = 0; i < RI_COUNT(columns); i++) {
        if (columns[i] == INGEST_NONE || claimed[columns[i]]) continue;
        claimed[columns[i]] = true;
        shape->reserved[shape->reserved_count++] = columns[i];
    }
    return RI_OK;
}

ri_status ingest_shape_settle(struct ingest_shape *shape, const struct ingest_settings *settings,
                              const struct ingest_layout *layout, const struct ri_record *record,
                              const struct ingest_names_of *names, size_t *column, bool *claimed,
                              const bool *given, struct ingest_notes *notes, struct ri_error *err)
{
    struct settling s = {.shape = shape,
                         .settings = settings,
                         .record = record,
                         .names = names,
                         .column = column,
                         .claimed = claimed,
                         .given = given,
                         .notes = notes,
                         .mem = notes->mem};
    for (size_t i = 0; i < shape->reserved_count; i++) claimed[shape->reserved[i]] = false;
    memcpy(s.words, settings->words, sizeof s.words);
    memcpy(s.origins, settings->word_origins, sizeof s.origins);
    if (layout) RI_TRY(add_layout(&s, layout->settings, err));
    RI_TRY(settle_order(&s, err));
    RI_TRY(settle_carry(&s, err));
    RI_TRY(settle_spread(&s, err));
    RI_TRY(settle_wide(&s, err));
    return say_group(&s, err);
}
