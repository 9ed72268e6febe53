/* Settings: a table of names, each with its words. */
#include "settings.h"

#include "base/yaml.h"

enum { MOST_FIELDS = 64 };

struct word {
    const char *name;
    int         value;
};
static const struct word orders[] = {
    {"dmy", INGEST_DMY}, {"mdy", INGEST_MDY}, {"ymd", INGEST_YMD}, {NULL, 0}};
static const struct word marks[] = {
    {"point", INGEST_MARK_POINT}, {"comma", INGEST_MARK_COMMA}, {NULL, 0}};
static const struct word prices[] = {
    {"line_total", INGEST_LINE_TOTAL}, {"unit_price", INGEST_UNIT_PRICE}, {NULL, 0}};
static const struct word repeats[] = {{"keep", 0}, {"drop", 1}, {NULL, 0}};
static const struct word returns[] = {
    {"quantity", INGEST_RETURNS_QUANTITY}, {"prefix_c", INGEST_RETURNS_PREFIX_C}, {NULL, 0}};
static const struct word delimiters[] = {
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}, {"space", ' '},
    {"none", 0},    {",", ','},         {";", ';'},    {"|", '|'},    {NULL, 0}};
static const struct word quotes[] = {{"double", '"'}, {"single", '\''}, {"none", 0}, {NULL, 0}};
static const struct word answers[] = {{"yes", 1}, {"no", 0}, {"true", 1}, {"false", 0}, {NULL, 0}};

const char *const ingest_word_names[INGEST_WORDS] = {[INGEST_GROUP] = "group",
                                                     [INGEST_CARRY] = "carry",
                                                     [INGEST_SPREAD] = "spread",
                                                     [INGEST_WIDE] = "wide",
                                                     [INGEST_KINDS] = "kinds",
                                                     [INGEST_TAXES] = "taxes",
                                                     [INGEST_TOTALS] = "totals",
                                                     [INGEST_ORDER_TOTAL] = "order_total",
                                                     [INGEST_ORDER_SUBTOTAL] = "order_subtotal",
                                                     [INGEST_ORDER_SHIPPING] = "order_shipping",
                                                     [INGEST_ORDER_REFUND] = "order_refund",
                                                     [INGEST_SHEET] = "sheet"};

static void set_order(struct ingest_settings *s, int value)
{
    s->order = (enum ingest_order)value;
}
static void set_mark(struct ingest_settings *s, int value)
{
    s->mark = (enum ingest_mark)value;
}
static void set_price(struct ingest_settings *s, int value)
{
    s->price = (enum ingest_price)value;
}
static void set_repeats(struct ingest_settings *s, int value)
{
    s->drop_repeats = value;
}
static void set_returns(struct ingest_settings *s, int value)
{
    s->returns = (enum ingest_returns)value;
}
static void set_delimiter(struct ingest_settings *s, int value)
{
    s->sniff.has_delimiter = true;
    s->sniff.delimiter = (char)value;
}
static void set_quote(struct ingest_settings *s, int value)
{
    s->sniff.has_quote = true;
    s->sniff.quote = (char)value;
}
static void set_header(struct ingest_settings *s, int value)
{
    s->sniff.has_header = true;
    s->sniff.header = value;
}

static const struct {
    const char        *name;
    const struct word *words;
    void (*set)(struct ingest_settings *settings, int value);
} settings_table[] = {{"date", orders, set_order},       {"decimal", marks, set_mark},
                      {"price", prices, set_price},      {"repeats", repeats, set_repeats},
                      {"returns", returns, set_returns}, {"delimiter", delimiters, set_delimiter},
                      {"quote", quotes, set_quote},      {"header", answers, set_header}};

static ri_status bad_value(const char *origin, const char *name, struct ri_view value,
                           const struct word *words, struct ri_error *err)
{
    struct ri_text list = {.most = 200};
    for (size_t i = 0; words[i].name; i++)
        ri_text_printf(&list, "%s%s", i ? ", " : "", words[i].name);
    const ri_status status = ri_fail(err, RI_EUSAGE, "%s: %s=%.*s: must be one of %s", origin, name,
                                     (int)(value.length < 60 ? value.length : 60),
                                     value.at ? value.at : "", list.at ? list.at : "");
    ri_text_release(&list);
    return status;
}

/* *ret_known false: no setting has this name. */
static ri_status set_setting(struct ingest_settings *settings, const char *origin,
                             struct ri_view name, struct ri_view value, struct ri_arena *mem,
                             bool *ret_known, struct ri_error *err)
{
    *ret_known = true;
    if (ri_view_is(name, "currency")) {
        settings->currency = ingest_currency_find(value);
        if (settings->currency) return RI_OK;
        return ri_fail(err, RI_EUSAGE, "%s: currency=%.*s: not a code of ISO 4217 such as EUR",
                       origin, (int)(value.length < 60 ? value.length : 60),
                       value.at ? value.at : "");
    }
    if (ri_view_is(name, "encoding")) {
        settings->has_charset = ingest_charset_parse(value, &settings->charset);
        if (settings->has_charset) return RI_OK;
        return ri_fail(err, RI_EUSAGE,
                       "%s: encoding=%.*s: must be one of utf-8, utf-16le, utf-16be, windows-1252, "
                       "iso-8859-1",
                       origin, (int)(value.length < 60 ? value.length : 60),
                       value.at ? value.at : "");
    }
    for (size_t i = 0; i < INGEST_WORDS; i++) {
        if (!ri_view_is(name, ingest_word_names[i])) continue;
        settings->words[i] = ri_arena_copy(mem, value.at ? value.at : "", value.length);
        settings->word_origins[i] = origin;
        return settings->words[i] ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for the mapping");
    }
    if (ri_view_is(name, "skip")) {
        if (ri_parse_int(value, &settings->skip) && settings->skip >= 0) return RI_OK;
        return ri_fail(
            err, RI_EUSAGE, "%s: skip=%.*s: must be a number of lines before the table, 0 for none",
            origin, (int)(value.length < 60 ? value.length : 60), value.at ? value.at : "");
    }
    for (size_t i = 0; i < RI_COUNT(settings_table); i++) {
        if (!ri_view_is(name, settings_table[i].name)) continue;
        const struct word *words = settings_table[i].words;
        for (size_t w = 0; words[w].name; w++) {
            if (!ri_view_is(value, words[w].name)) continue;
            settings_table[i].set(settings, words[w].value);
            return RI_OK;
        }
        return bad_value(origin, settings_table[i].name, value, words, err);
    }
    *ret_known = false;
    return RI_OK;
}

static ri_status unknown_name(const char *origin, struct ri_view name,
                              const struct ri_record *record, struct ri_arena *mem,
                              struct ri_error *err)
{
    const char **names, *text;
    const size_t fields = record ? record->field_count : 0;
    size_t       n = 0;
    RI_ARENA_NEW(names, mem, fields + RI_COUNT(settings_table) + INGEST_WORDS + 4, err);
    for (size_t i = 0; i < fields; i++) names[n++] = record->fields[i].name;
    for (size_t i = 0; i < RI_COUNT(settings_table); i++) names[n++] = settings_table[i].name;
    names[n++] = "currency";
    names[n++] = "encoding";
    for (size_t i = 0; i < INGEST_WORDS; i++) names[n++] = ingest_word_names[i];
    names[n++] = "skip";
    text = ri_arena_copy(mem, name.at, name.length < 60 ? name.length : 60);
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for a message");
    const char *nearest = ri_nearest(text, names);
    return ri_fail(err, RI_EUSAGE, "%s: '%s' is neither a field%s%s nor a setting%s%s%s", origin,
                   text, record ? " of " : "", record ? record->name : "",
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static ri_status add_claim(struct ingest_settings *settings, const char *origin, size_t field,
                           struct ri_view value, struct ri_arena *mem, struct ri_error *err)
{
    size_t i = 0;
    while (i < settings->claim_count && settings->claims[i].field != field) i++;
    const bool  constant = value.length && value.at[0] == '=';
    const char *text =
        ri_arena_copy(mem, value.length ? value.at + constant : "", value.length - constant);
    if (!text || i == MOST_FIELDS) return ri_fail(err, RI_ENOMEM, "no room for the mapping");
    if (i == settings->claim_count) settings->claim_count++;
    settings->claims[i] = (struct ingest_claim){.field = field,
                                                .origin = origin,
                                                .column = constant || !*text ? NULL : text,
                                                .constant = constant ? text : NULL};
    return RI_OK;
}

static ri_status put(struct ingest_settings *settings, const char *origin, struct ri_view name,
                     struct ri_view value, const struct ri_record *record, struct ri_arena *mem,
                     struct ri_error *err)
{
    bool known;
    /* A field may share its name with a setting ("currency"): a code is the setting, anything else a column. */
    const size_t field = record ? ri_record_field(record, name) : SIZE_MAX;
    const bool   code =
        field != SIZE_MAX && ri_view_is(name, "currency") && ingest_currency_find(value);
    if (field != SIZE_MAX && !code) return add_claim(settings, origin, field, value, mem, err);
    RI_TRY(set_setting(settings, origin, name, value, mem, &known, err));
    return known ? RI_OK : unknown_name(origin, name, record, mem, err);
}

static ri_status read_group(struct ingest_settings *settings, const struct ri_yaml *group,
                            const char *name, const struct ri_record *record, struct ri_arena *mem,
                            struct ri_error *err)
{
    if (!group || (group->type == RI_YAML_SCALAR && !group->text)) return RI_OK;
    if (group->type != RI_YAML_MAP)
        return ri_fail(err, RI_EUSAGE, "%s: line %zu: '%s' must be a list of name: value", name,
                       group->line, group->key);
    for (const struct ri_yaml *at = group->first; at; at = at->next) {
        const char *origin = ri_arena_printf(mem, "%s: line %zu", name, at->line);
        if (!origin) return ri_fail(err, RI_ENOMEM, "no room for the mapping");
        if (at->type != RI_YAML_SCALAR)
            return ri_fail(err, RI_EUSAGE, "%s: '%s' must be one value", origin, at->key);
        RI_TRY(put(settings, origin, ri_view_of(at->key), ri_view_of(at->text), record, mem, err));
    }
    return RI_OK;
}

static ri_status read_mapping(struct ingest_settings         *settings,
                              const struct ri_ingest_options *options,
                              const struct ri_record *record, struct ri_arena *mem,
                              struct ri_error *err)
{
    const char           *name = options->mapping_name ? options->mapping_name : "the mapping";
    const struct ri_yaml *root;
    const ri_status       status =
        ri_yaml_read(options->mapping, strlen(options->mapping), name, mem, &root, err);
    if (status == RI_EDATA && err) err->code = RI_EUSAGE;
    if (status != RI_OK) return status == RI_EDATA ? RI_EUSAGE : status;
    if (root->type != RI_YAML_MAP)
        return ri_fail(err, RI_EUSAGE, "%s: must hold `fields:` and `settings:`", name);
    for (const struct ri_yaml *at = root->first; at; at = at->next) {
        if (strcmp(at->key, "kind") == 0) {
            if (!record || !at->text || strcmp(at->text, record->name) == 0) continue;
            return ri_fail(err, RI_EUSAGE, "%s: line %zu: is a mapping of %s, not of %s", name,
                           at->line, at->text, record->name);
        }
        if (strcmp(at->key, "fields") != 0 && strcmp(at->key, "settings") != 0 &&
            strcmp(at->key, "layout") != 0)
            return ri_fail(err, RI_EUSAGE,
                           "%s: line %zu: '%s' is none of kind, layout, fields, settings", name,
                           at->line, at->key);
    }
    RI_TRY(read_group(settings, ri_yaml_member(root, "settings"), name, NULL, mem, err));
    if (!record) return RI_OK;
    return read_group(settings, ri_yaml_member(root, "fields"), name, record, mem, err);
}

ri_status ingest_settings_read(const struct ri_ingest_options *options,
                               const struct ri_record *record, struct ri_arena *mem,
                               struct ingest_settings *ret, struct ri_error *err)
{
    struct ingest_settings settings = {.order = INGEST_ORDER_UNKNOWN, .skip = -1};
    RI_ARENA_NEW(settings.claims, mem, MOST_FIELDS, err);
    if (options->mapping) RI_TRY(read_mapping(&settings, options, record, mem, err));
    for (size_t i = 0; options->sets && options->sets[i]; i++) {
        const char *text = options->sets[i], *sign = strchr(text, '=');
        if (!sign || sign == text)
            return ri_fail(err, RI_EUSAGE, "--set %s: must be field=column or setting=value", text);
        RI_TRY(put(&settings, "--set", (struct ri_view){text, (size_t)(sign - text)},
                   ri_view_of(sign + 1), record, mem, err));
    }
    *ret = settings;
    return RI_OK;
}
