/* Columns to fields. */
#include "mapping.h"

enum { LISTED = 12 };

struct mapper {
    const struct ingest_settings *settings;
    const char *const            *names;
    char (*normal)[INGEST_NAME_ROOM]; /* names, normalised */
    size_t                 count;
    const struct ri_view  *first;
    struct ingest_notes   *notes;
    struct ingest_mapping *out;
};

void ingest_column_list(const char *const *names, size_t count, struct ri_text *out)
{
    for (size_t i = 0; i < count && i < LISTED; i++)
        ri_text_printf(out, "%s%.40s", i ? ", " : "", names[i]);
    if (count > LISTED) ri_text_printf(out, " ... and %zu more", count - LISTED);
}

static bool same_but_case(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        const char x = (char)(*a >= 'A' && *a <= 'Z' ? *a | 0x20 : *a),
                   y = (char)(*b >= 'A' && *b <= 'Z' ? *b | 0x20 : *b);
        if (x != y) return false;
    }
    return *a == *b;
}

static const char *nearest_column(const char *const *names, size_t count, const char *wanted)
{
    const char *best = NULL;
    size_t      nearest = strlen(wanted) / 3 + 2;
    for (size_t i = 0; i < count; i++) {
        const size_t distance = ri_edit_distance(ri_view_of(wanted), ri_view_of(names[i]), nearest);
        if (distance >= nearest) continue;
        nearest = distance;
        best = names[i];
    }
    return best;
}

ri_status ingest_column_find(const char *const *names, size_t count, const char *wanted,
                             const char *origin, size_t *ret, struct ri_error *err)
{
    int64_t number;
    for (int strict = 1; strict >= 0; strict--) {
        for (size_t i = 0; i < count; i++) {
            if (strict ? strcmp(names[i], wanted) != 0 : !same_but_case(names[i], wanted)) continue;
            *ret = i;
            return RI_OK;
        }
    }
    if (wanted[0] == '#' && ri_parse_int(ri_view_of(wanted + 1), &number) && number >= 1 &&
        (uint64_t)number <= count) {
        *ret = (size_t)number - 1;
        return RI_OK;
    }
    struct ri_text list = {.most = 400};
    const char    *nearest = nearest_column(names, count, wanted);
    ingest_column_list(names, count, &list);
    const ri_status status =
        ri_fail(err, RI_EUSAGE, "%s: there is no column '%.60s'%s%.60s%s; there are: %s", origin,
                wanted, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                nearest ? "'?" : "", list.at ? list.at : "none");
    ri_text_release(&list);
    return status;
}

static struct ingest_names_of names_of(const struct mapper *m)
{
    return (struct ingest_names_of){m->out->names, m->normal, m->count};
}

static size_t find_normal(const struct mapper *m, struct ri_view name)
{
    int64_t number;
    if (name.length > 1 && name.at[0] == '#' &&
        ri_parse_int((struct ri_view){name.at + 1, name.length - 1}, &number))
        return number >= 1 && (uint64_t)number <= m->count ? (size_t)number - 1 : INGEST_NONE;
    for (size_t i = 0; i < m->count; i++) {
        if (ri_view_is(name, m->normal[i])) return i;
    }
    return INGEST_NONE;
}

/* The next word of *text, which moves on; empty at the end. */
static struct ri_view next_word(const char **text)
{
    while (**text == ' ') ++*text;
    const char *from = *text;
    while (**text && **text != ' ') ++*text;
    return (struct ri_view){from, (size_t)(*text - from)};
}

static bool has_all(const struct mapper *m, const char *columns)
{
    for (struct ri_view word = next_word(&columns); word.length; word = next_word(&columns)) {
        if (find_normal(m, word) == INGEST_NONE) return false;
    }
    return true;
}

static bool has_shape(const struct mapper *m, const char *shape)
{
    if (strlen(shape) != m->count || !m->first) return false;
    for (size_t i = 0; i < m->count; i++) {
        int64_t              value;
        struct ingest_time   time;
        const struct ri_view view = ri_view_trim(m->first[i]);
        bool                 fits = ri_parse_decimal(view, 6, &value);
        if (shape[i] == 'n') fits = ri_parse_int(view, &value);
        if (shape[i] == 'd') fits = view.length == 8 && ingest_time_parse(view, INGEST_YMD, &time);
        if (!fits) return false;
    }
    return true;
}

static const struct ingest_layout *find_layout(const struct mapper *m, ri_record_kind kind,
                                               bool header)
{
    for (size_t i = 0; i < ingest_layouts_count; i++) {
        const struct ingest_layout *layout = &ingest_layouts[i];
        if (layout->kind != kind) continue;
        if (header && layout->columns && has_all(m, layout->columns)) return layout;
        if (!header && layout->shape && has_shape(m, layout->shape)) return layout;
    }
    return NULL;
}

static void claim(struct mapper *m, size_t field, size_t column)
{
    const struct ingest_shape *shape = &m->out->shape;
    m->out->column[field] = column;
    if (column == INGEST_NONE) return;
    m->out->claimed[column] = true;
    for (size_t i = 0; column >= m->count && i < shape->virtuals[column - m->count].count; i++)
        m->out->claimed[shape->virtuals[column - m->count].parts[i]] = true;
}

static ri_status apply_claims(struct mapper *m, bool *taken, struct ri_error *err)
{
    for (size_t i = 0; i < m->settings->claim_count; i++) {
        const struct ingest_claim   *given = &m->settings->claims[i];
        const struct ri_field       *field = &m->out->record->fields[given->field];
        size_t                       column = INGEST_NONE;
        const struct ingest_names_of names = names_of(m);
        if (given->column)
            RI_TRY(ingest_shape_column(&m->out->shape, &names, given->column, given->origin,
                                       m->notes->mem, &column, err));
        if (given->constant && field->type != RI_FIELD_TEXT)
            return ri_fail(err, RI_EUSAGE,
                           "%s: %s: only a text field can be the same for all records",
                           given->origin, field->name);
        taken[given->field] = true;
        m->out->constant[given->field] = given->constant;
        claim(m, given->field, column);
    }
    return RI_OK;
}

static ri_status apply_layout(struct mapper *m, bool *taken, struct ri_error *err)
{
    const char                  *claims = m->out->layout->claims;
    const struct ingest_names_of names = names_of(m);
    for (struct ri_view word = next_word(&claims); word.length; word = next_word(&claims)) {
        const char          *sign = memchr(word.at, '=', word.length);
        const struct ri_view name = {word.at, (size_t)(sign - word.at)};
        const size_t         field = ri_record_field(m->out->record, name);
        size_t               column;
        if (field == INGEST_NONE || taken[field]) continue;
        taken[field] = true;
        const char *text = ri_arena_copy(m->notes->mem, sign + 1, word.length - name.length - 1);
        if (!text) return ri_fail(err, RI_ENOMEM, "no room for the mapping");
        RI_TRY(
            ingest_shape_column(&m->out->shape, &names, text, NULL, m->notes->mem, &column, err));
        claim(m, field, column);
    }
    return RI_OK;
}

/* The surest name a column has, for fields nobody has settled; a column already claimed is left alone. */
static void apply_names(struct mapper *m, const bool *taken)
{
    for (size_t i = 0; i < ingest_names_count; i++) {
        const struct ingest_names *known = &ingest_names[i];
        if (known->kind != m->out->kind) continue;
        const size_t field = ri_record_field(m->out->record, ri_view_of(known->field));
        const char  *names = known->names;
        if (field == INGEST_NONE || taken[field]) continue;
        for (struct ri_view word = next_word(&names); word.length; word = next_word(&names)) {
            const size_t column = find_normal(m, word);
            if (column == INGEST_NONE || m->out->claimed[column]) continue;
            claim(m, field, column);
            break;
        }
    }
}

/* The day a column of a wide table is named after: d_17 counts from M5's first day; otherwise a date or a month. */
static bool column_day(const struct mapper *m, size_t column, bool m5, enum ingest_order order,
                       ri_day *ret)
{
    const char        *name = m->names[column];
    struct ingest_time time;
    int64_t            number;
    int                year = 0, month = 0, used = 0;
    if (m5 && (name[0] | 0x20) == 'd' && name[1] == '_' &&
        ri_parse_int(ri_view_of(name + 2), &number) && number >= 1 && number <= 100000) {
        *ret = ri_day_of(2011, 1, 28) + (ri_day)number;
        return true;
    }
    if (ingest_time_parse(ri_view_of(name), order, &time)) {
        *ret = (ri_day)ri_floor_div(time.us, RI_US_PER_DAY);
        return true;
    }
    if (sscanf(name, "%4d-%2d%n", &year, &month, &used) == 2 && !name[used] && used >= 6 &&
        year >= 1900) {
        *ret = ri_day_of(year, month, 1);
        return *ret != RI_DAY_NONE;
    }
    return false;
}

static ri_status find_days(struct mapper *m, enum ingest_order order, struct ri_error *err)
{
    struct ri_arena *mem = m->notes->mem;
    RI_ARENA_NEW(m->out->day_column, mem, m->count, err);
    RI_ARENA_NEW(m->out->day, mem, m->count, err);
    const bool m5 = m->out->layout && strcmp(m->out->layout->name, "m5_days") == 0;
    size_t     n = 0;
    for (size_t i = 0; i < m->count; i++) {
        if (m->out->claimed[i] || !column_day(m, i, m5, order, &m->out->day[n])) continue;
        m->out->day_column[n++] = i;
    }
    if (n < 2) return RI_OK;
    m->out->wide = n;
    for (size_t f = RI_DEMAND_DAY; f <= RI_DEMAND_UNITS;
         f++) { /* what looked like one of a long table */
        if (m->out->column[f] != INGEST_NONE) m->out->claimed[m->out->column[f]] = false;
        m->out->column[f] = INGEST_NONE;
    }
    for (size_t i = 0; i < n; i++) m->out->claimed[m->out->day_column[i]] = true;
    struct ri_text span = {.most = 60};
    ri_text_day(&span, m->out->day[0]);
    ri_text_puts(&span, " .. ");
    ri_text_day(&span, m->out->day[n - 1]);
    const ri_status status =
        ingest_note(m->notes, false, "shape", "wide: one column a day", "", err,
                    "%zu columns are days: %s", n, span.at ? span.at : "");
    ri_text_release(&span);
    return status;
}

static ri_status missing(const struct mapper *m, const char *what, const char *example,
                         struct ri_error *err)
{
    struct ri_text list = {.most = 260};
    ingest_column_list(m->names, m->count, &list);
    const ri_status status =
        ri_fail(err, RI_EDATA,
                "no column is known to be %s of %s; there are: %s; say which with "
                "--set %s=COLUMN",
                what, m->out->record->name, list.at ? list.at : "none", example);
    ri_text_release(&list);
    return status;
}

/* Of some fields a file needs at least one. */
static ri_status check_any(const struct mapper *m, struct ri_error *err)
{
    const char    *names = m->out->record->any_of;
    struct ri_text what = {.most = 200};
    char           example[64] = "";
    bool           any = !names;
    ri_text_puts(&what, "an amount (");
    for (size_t n = 0; !any; n++) {
        const struct ri_view word = next_word(&names);
        if (!word.length) break;
        any = m->out->column[ri_record_field(m->out->record, word)] != INGEST_NONE;
        if (!n) snprintf(example, sizeof example, "%.*s", (int)word.length, word.at);
        const char *before = !n ? "" : *names ? ", " : " or ";
        ri_text_printf(&what, "%s'%.*s'", before, (int)word.length, word.at);
    }
    ri_text_putc(&what, ')');
    const ri_status status = any ? RI_OK : missing(m, what.at ? what.at : example, example, err);
    ri_text_release(&what);
    return status;
}

static ri_status check_required(const struct mapper *m, struct ri_error *err)
{
    const struct ingest_mapping *out = m->out;
    for (size_t f = 0; f < out->record->field_count; f++) {
        const struct ri_field *field = &out->record->fields[f];
        char                   what[80];
        if (!field->required || out->column[f] != INGEST_NONE || out->constant[f]) continue;
        if (out->wide && (f == RI_DEMAND_DAY || f == RI_DEMAND_UNITS)) continue;
        snprintf(what, sizeof what, "'%s' (%s)", field->name, field->help);
        return missing(m, what, field->name, err);
    }
    return check_any(m, err);
}

/* A file that names only categories sells categories. */
static ri_status lend_category(struct mapper *m, const bool *taken, struct ri_error *err)
{
    struct ingest_mapping *out = m->out;
    if (out->kind != RI_SALES || out->column[RI_SALE_CATEGORY] == INGEST_NONE) return RI_OK;
    const bool lent = out->column[RI_SALE_PRODUCT] == out->column[RI_SALE_CATEGORY];
    const bool none = out->column[RI_SALE_PRODUCT] == INGEST_NONE &&
                      out->column[RI_SALE_PRODUCT_NAME] == INGEST_NONE;
    if (!lent && (!none || taken[RI_SALE_PRODUCT])) return RI_OK;
    out->column[RI_SALE_PRODUCT] = out->column[RI_SALE_CATEGORY];
    return ingest_note(m->notes, true, "product", "the category stands for the product",
                       "--set product=COLUMN", err,
                       "no column names products; '%s' is the finest there is",
                       m->names[out->column[RI_SALE_CATEGORY]]);
}

/* Names and contacts that no field claims are left out: attributes go into the warehouse, people do not. */
static ri_status withhold_personal(const struct mapper *m, struct ri_error *err)
{
    struct ri_text list = {.most = 400};
    size_t         withheld = 0;
    ri_status      status = RI_OK;
    if (m->out->kind != RI_SALES && m->out->kind != RI_CUSTOMERS) return RI_OK;
    for (size_t i = 0; i < m->count; i++) {
        if (m->out->claimed[i] || !ingest_is_personal(m->normal[i])) continue;
        m->out->claimed[i] = true;
        ri_text_printf(&list, "%s%.40s", withheld++ ? ", " : "", m->names[i]);
    }
    if (withheld)
        status = ingest_note(m->notes, true, "personal data", "left out",
                             m->out->kind == RI_SALES ? "--set customer=COLUMN" : "", err,
                             "the warehouse holds no names or contacts: %s",
                             list.at && !list.failed ? list.at : "many columns");
    ri_text_release(&list);
    return status;
}

static ri_status say_mapping(const struct mapper *m, struct ri_error *err)
{
    const struct ingest_mapping *out = m->out;
    struct ri_text               list = {.most = 400};
    size_t                       unclaimed = 0;
    ri_status                    status = RI_OK;
    if (out->layout)
        status = ingest_note(m->notes, false, "layout", out->layout->name, "--set field=column",
                             err, "%s", out->layout->say);
    for (size_t i = 0; i < m->count; i++) {
        if (!out->claimed[i])
            ri_text_printf(&list, "%s%.40s", unclaimed++ ? ", " : "", m->names[i]);
    }
    if (status == RI_OK && unclaimed)
        status = ingest_note(m->notes, false, "attributes", "kept beside each row",
                             "--set field=column", err, "no field claims: %s",
                             list.at && !list.failed ? list.at : "many columns");
    ri_text_release(&list);
    return status;
}

ri_status ingest_map(ri_record_kind kind, const struct ingest_settings *settings,
                     const char *const *names, size_t count, const struct ri_view *first,
                     enum ingest_order order, struct ingest_notes *notes,
                     struct ingest_mapping *ret, struct ri_error *err)
{
    struct ingest_mapping out = {.kind = kind, .record = ri_record_of(kind)};
    struct mapper         m = {.settings = settings,
                               .names = names,
                               .count = count,
                               .first = first,
                               .notes = notes,
                               .out = &out};
    RI_ARENA_NEW(m.normal, notes->mem, count, err);
    RI_ARENA_NEW(out.column, notes->mem, out.record->field_count, err);
    RI_ARENA_NEW(out.constant, notes->mem, out.record->field_count, err);
    RI_ARENA_NEW(out.claimed, notes->mem, count + INGEST_VIRTUAL_MOST, err);
    RI_ARENA_NEW(out.names, notes->mem, count + INGEST_VIRTUAL_MOST, err);
    memcpy(out.names, names, count * sizeof *names);
    out.shape.columns = count;
    out.shape.group = INGEST_NONE;
    RI_ARENA_NEW(out.given, notes->mem, out.record->field_count, err);
    for (size_t i = 0; i < count; i++)
        ingest_normalise(ri_view_of(names[i]), m.normal[i], INGEST_NAME_ROOM);
    for (size_t f = 0; f < out.record->field_count; f++) out.column[f] = INGEST_NONE;
    RI_TRY(apply_claims(&m, out.given, err));
    out.layout = find_layout(&m, kind, !first);
    if (out.layout) RI_TRY(apply_layout(&m, out.given, err));
    const struct ingest_names_of all = names_of(&m);
    RI_TRY(ingest_shape_reserve(&out.shape, settings, out.layout, out.record, &all, out.claimed,
                                notes->mem, err));
    apply_names(&m, out.given);
    RI_TRY(ingest_shape_settle(&out.shape, settings, out.layout, out.record, &all, out.column,
                               out.claimed, out.given, notes, err));
    RI_TRY(lend_category(&m, out.given, err));
    if (kind == RI_DEMAND) RI_TRY(find_days(&m, order, err));
    RI_TRY(check_required(&m, err));
    RI_TRY(withhold_personal(&m, err));
    RI_TRY(say_mapping(&m, err));
    *ret = out;
    return RI_OK;
}
