/* Fields of a staged record into the cells of a row. */
#include "internal.h"

#include <stdarg.h>

#include "base/json.h"
#include "period_text.h"

void ingest_fault(struct ingest_fault *fault, const char *rule, const char *format, ...)
{
    va_list args;
    fault->rule = rule;
    va_start(args, format);
    vsnprintf(fault->message, sizeof fault->message, format, args);
    va_end(args);
}

static int shown(struct ri_view value)
{
    return (int)(value.length < 60 ? value.length : 60);
}

static bool bad(struct ri_ingest *ingest, const struct ingest_input *input, struct ri_view value,
                const char *rule, const char *what, struct ingest_fault *fault)
{
    ingest_fault(fault, rule, "column '%s': '%.*s' %s", ingest->columns[input->column],
                 shown(value), value.at, what);
    return false;
}

/* Words that programs write where nothing is known. Only where a number or a date is wanted. */
static bool means_missing(struct ri_view value)
{
    static const char *const words[] = {"NULL", "null", "NaN",  "nan", "NA",
                                        "N/A",  "n/a",  "None", "-",   "#N/A"};
    if (ri_view_is(value, "not stocked")) return true; /* of Shopify */
    if (value.length > 4 || (value.at[0] >= '0' && value.at[0] <= '9')) return false;
    for (size_t i = 0; i < RI_COUNT(words); i++) {
        if (ri_view_is(value, words[i])) return true;
    }
    return false;
}

static bool read_number(struct ri_ingest *ingest, const struct ingest_input *input,
                        struct ri_view value, int scale, int64_t *ret, struct ingest_fault *fault)
{
    const enum ingest_mark mark =
        ingest_column_bare(ingest, input->column) ? INGEST_MARK_POINT : input->mark;
    switch (ingest_number_parse(value, mark, scale, ret, &ingest->row_currency)) {
    case INGEST_NUMBER_OK:
        return true;
    case INGEST_NUMBER_ROUNDED:
        if (input->type == RI_FIELD_INTEGER)
            return bad(ingest, input, value, "number", "is not a whole number", fault);
        ingest->findings.rounded++;
        return true;
    case INGEST_NUMBER_UNCLEAR:
        return bad(ingest, input, value, "number",
                   "may have a decimal mark or group thousands: --set decimal=point|comma", fault);
    case INGEST_NUMBER_RANGE:
        return bad(ingest, input, value, "range", "is too large", fault);
    default:
        return bad(ingest, input, value, "number", "is not a number", fault);
    }
}

static bool read_time(struct ri_ingest *ingest, struct ingest_input *input, struct ri_view value,
                      struct ingest_time *ret, struct ingest_fault *fault)
{
    if (value.length == input->last_length &&
        memcmp(value.at, input->last, value.length) == 0) { /* runs are common */
        *ret = input->last_time;
        return true;
    }
    if (!ingest_time_parse(value, input->order, ret))
        return bad(ingest, input, value, "date",
                   input->order == INGEST_DMY   ? "is not a date (day first)"
                   : input->order == INGEST_MDY ? "is not a date (month first)"
                                                : "is not a date",
                   fault);
    if (value.length <= sizeof input->last) {
        memcpy(input->last, value.at, value.length);
        input->last_length = value.length;
        input->last_time = *ret;
    }
    return true;
}

static bool read_flag(struct ri_ingest *ingest, const struct ingest_input *input,
                      struct ri_view value, int64_t *ret, struct ingest_fault *fault)
{
    const struct ri_record  *record = ingest->mapping.record;
    static const char *const yes[] = {"1",   "yes", "y",  "true",      "t",   "x",    "ja", "j",
                                      "oui", "o",   "si", "s\xc3\xad", "sim", "evet", "tak"};
    static const char *const no[] = {"0",   "no",         "n",   "false", "f",  "nein",
                                     "non", "n\xc3\xa3o", "nee", "hayir", "nie"};
    char                     lower[8];
    if (value.length < sizeof lower) {
        for (size_t i = 0; i < value.length; i++)
            lower[i] =
                (char)(value.at[i] >= 'A' && value.at[i] <= 'Z' ? value.at[i] | 0x20 : value.at[i]);
        const struct ri_view word = {lower, value.length};
        for (size_t i = 0; i < RI_COUNT(yes); i++) {
            if (ri_view_is(word, yes[i])) return *ret = 1, true;
        }
        for (size_t i = 0; i < RI_COUNT(no); i++) {
            if (ri_view_is(word, no[i])) return *ret = 0, true;
        }
    }
    const char *meaning = record ? ingest_word(record, input->field, value) : NULL;
    if (meaning) return *ret = strcmp(meaning, "yes") == 0, true;
    return bad(ingest, input, value, "flag", "is neither yes nor no", fault);
}

static bool read_minutes(struct ri_ingest *ingest, const struct ingest_input *input,
                         struct ri_view value, int64_t *ret, struct ingest_fault *fault)
{
    int64_t      hours, minutes = 0;
    const char  *colon = memchr(value.at, ':', value.length);
    const size_t before = colon ? (size_t)(colon - value.at) : value.length;
    bool         good = ri_parse_int((struct ri_view){value.at, before}, &hours);
    if (colon)
        good =
            good && ri_parse_int((struct ri_view){colon + 1, value.length - before - 1}, &minutes);
    if (!good || hours < 0 || minutes < 0 || minutes > 59 || hours > (colon ? 23 : 1439))
        return bad(ingest, input, value, "time", "is not a time of day such as 04:00", fault);
    *ret = colon ? hours * 60 + minutes : hours;
    return true;
}

/* Times that carry an offset go to a field of their own, where the kind has one. */
static void put_time(struct ri_ingest *ingest, struct ingest_batch *batch,
                     const struct ingest_input *input, const struct ingest_time *time, size_t r)
{
    size_t field = input->field;
    if (input->utc != INGEST_NONE) {
        batch->cells[field].valid[r] = batch->cells[input->utc].valid[r] = 0;
        if (time->has_offset) field = input->utc;
    }
    batch->cells[field].number[r] =
        input->type == RI_FIELD_DAY ? ri_floor_div(time->us, RI_US_PER_DAY) : time->us;
    batch->cells[field].valid[r] = 1;
    ingest->row_us = time->us;
}

static bool read_period(struct ri_ingest *ingest, struct ingest_input *input, struct ri_view value,
                        int64_t *ret, struct ingest_fault *fault)
{
    struct ingest_time time;
    ri_day             first, last;
    if (!ingest_period_parse(value, &first, &last)) {
        if (!read_time(ingest, input, value, &time, fault)) return false;
        first = last = (ri_day)ri_floor_div(time.us, RI_US_PER_DAY);
    }
    *ret = ri_period_pack(first, last);
    ingest->row_us = (int64_t)first * RI_US_PER_DAY;
    return true;
}

static bool within(struct ri_ingest *ingest, const struct ingest_input *input, struct ri_view value,
                   int64_t number, struct ingest_fault *fault)
{
    const struct ri_limit *limit = input->limit;
    if (!limit || (number >= limit->least && number <= limit->most)) return true;
    ingest_fault(fault, "value", "column '%s': '%.*s' is not %s", ingest->columns[input->column],
                 shown(value), value.at, limit->wants);
    return false;
}

static bool read_value(struct ri_ingest *ingest, struct ingest_batch *batch,
                       struct ingest_input *input, struct ri_view value, size_t r,
                       struct ingest_fault *fault)
{
    int64_t           *number = batch->cells[input->field].number + r;
    struct ingest_time time;
    switch (input->type) {
    case RI_FIELD_QUANTITY:
    case RI_FIELD_NUMBER:
        return read_number(ingest, input, value, 3, number, fault);
    case RI_FIELD_PRICE:
    case RI_FIELD_MONEY:
        return read_number(ingest, input, value, 6, number, fault); /* money: minor units later */
    case RI_FIELD_INTEGER:
        return read_number(ingest, input, value, 0, number, fault);
    case RI_FIELD_RATE:
        return read_number(ingest, input, value, 9, number, fault);
    case RI_FIELD_PERIOD:
        return read_period(ingest, input, value, number, fault);
    case RI_FIELD_FLAG:
        return read_flag(ingest, input, value, number, fault);
    case RI_FIELD_MINUTES:
        return read_minutes(ingest, input, value, number, fault);
    default:
        if (!read_time(ingest, input, value, &time, fault)) return false;
        put_time(ingest, batch, input, &time, r);
        return true;
    }
}

const char *ingest_word(const struct ri_record *record, size_t field, struct ri_view text)
{
    char plain[32];
    ingest_normalise(text, plain, sizeof plain);
    const size_t length = strlen(plain);
    for (const struct ri_word *word = record->words; length && word && word->field; word++) {
        if (strcmp(word->field, record->fields[field].name) != 0) continue;
        for (const char *at = word->words; (at = strstr(at, plain)); at += length) {
            const bool begins = at == word->words || at[-1] == ' ';
            if (begins && (at[length] == ' ' || !at[length])) return word->meaning;
        }
    }
    return NULL;
}

/* Texts that must be something: the trade knows which. A word becomes what it means. */
static bool fits_field(const struct ri_ingest *ingest, const struct ingest_input *input,
                       struct ri_view *value, struct ingest_fault *fault)
{
    const struct ri_record *record = ingest->mapping.record;
    const struct ri_field  *field = record ? &record->fields[input->field] : NULL;
    if (input->words) {
        const char *meaning = ingest_word(record, input->field, *value);
        if (!meaning)
            ingest_fault(fault, "value", "column '%s': '%.*s' is none of: %s",
                         ingest->columns[input->column],
                         (int)(value->length < 40 ? value->length : 40), value->at, field->help);
        else
            *value = ri_view_of(meaning);
        return meaning != NULL;
    }
    const char *wants = record && record->fault ? record->fault(field, *value) : NULL;
    if (!wants) return true;
    ingest_fault(fault, "value", "column '%s': '%.*s' is not %s", ingest->columns[input->column],
                 (int)(value->length < 40 ? value->length : 40), value->at, wants);
    return false;
}

/* What a spreadsheet writes where it could not work out a value. "#N/A" says that there is none. */
static bool is_sheet_error(struct ri_ingest *ingest, const struct ingest_input *input,
                           struct ri_view value, struct ingest_fault *fault)
{
    static const char *const words[] = {
        "#DIV/0!", "#REF!",   "#NAME?", "#VALUE!",   "#NUM!",     "#NULL!",    "#SPILL!",
        "#CALC!",  "#FIELD!", "#BUSY!", "#CONNECT!", "#BLOCKED!", "#UNKNOWN!", "#GETTING_DATA"};
    static const char open[] = "#UNCALCULATED!";
    const size_t      n = sizeof open - 1;
    if (value.length >= n && memcmp(value.at, open, n) == 0) {
        ingest_fault(fault, "formula",
                     "column '%s': the formula%.*s has no stored value; open the workbook in a "
                     "spreadsheet program and save it again",
                     ingest->columns[input->column], shown(value) - (int)n, value.at + n);
        return true;
    }
    for (size_t i = 0; i < RI_COUNT(words); i++) {
        if (ri_view_is(value, words[i]))
            return !bad(ingest, input, value, "formula", "is an error of the spreadsheet", fault);
    }
    return false;
}

bool ingest_row_parse(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                      struct ingest_fault *fault)
{
    ingest->row_currency = 0;
    ingest->row_us = INT64_MIN;
    for (size_t i = 0; i < ingest->input_count; i++) {
        struct ingest_input *input = &ingest->inputs[i];
        const struct ri_view value = ingest_plain(ingest->stage.fields[input->column]);
        struct ri_cells     *cells = &batch->cells[input->field];
        bool                 present = value.length != 0;
        if (present && value.at[0] == '#' && is_sheet_error(ingest, input, value, fault))
            return false;
        if (input->type == RI_FIELD_TEXT) {
            present = present && !ri_view_is(value, "#N/A");
            cells->text[r] = value;
            cells->valid[r] = present;
            if (present && !fits_field(ingest, input, &cells->text[r], fault)) return false;
        } else {
            if (present && means_missing(value)) {
                ingest->findings.missing_words++;
                present = false;
            }
            cells->valid[r] = present;
            if (present && (!read_value(ingest, batch, input, value, r, fault) ||
                            !within(ingest, input, value, cells->number[r], fault)))
                return false;
        }
        if (!present && input->required) {
            ingest_fault(fault, "required", "column '%s' is empty, and every record needs its %s",
                         ingest->columns[input->column],
                         ingest->mapping.record->fields[input->field].name);
            return false;
        }
    }
    return true;
}

static bool ends_after_it_starts(const struct ri_ingest *ingest, const struct ingest_batch *batch,
                                 size_t r, struct ingest_fault *fault)
{
    const struct ri_record *record = ingest->mapping.record;
    if (!record->starts) return true;
    const struct ri_cells *from =
                              &batch->cells[ri_record_field(record, ri_view_of(record->starts))],
                          *to = &batch->cells[ri_record_field(record, ri_view_of(record->ends))];
    if (!from->valid[r] || !to->valid[r] || from->number[r] <= to->number[r]) return true;
    ingest_fault(fault, "span", "'%s' is before '%s'", record->ends, record->starts);
    return false;
}

/* The row's currency: its column, else a sign beside an amount, else the file's. Said in the field, where there is one. */
static unsigned row_currency(const struct ri_ingest *ingest, struct ingest_batch *batch, size_t r)
{
    const size_t   field = ri_record_field(ingest->mapping.record, RI_VIEW("currency"));
    const unsigned found = ingest->row_currency ? ingest->row_currency : ingest->sale.currency;
    if (field == SIZE_MAX || ingest->mapping.kind == RI_STORES) return found;
    struct ri_cells *cells = &batch->cells[field];
    const bool       column = ingest->mapping.column[field] != INGEST_NONE;
    if ((column || ingest->mapping.constant[field]) && cells->valid[r])
        return ingest_currency_find(cells->text[r]);
    cells->valid[r] = found != 0;
    cells->text[r] = ri_view_of(ingest_currency_code(found));
    return found;
}

bool ingest_row_finish(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                       struct ingest_fault *fault)
{
    if (!ends_after_it_starts(ingest, batch, r, fault)) return false;
    const int digits = ingest_currency_digits(row_currency(ingest, batch, r));
    for (size_t i = 0; i < ingest->input_count; i++) { /* money arrives in millionths */
        const struct ingest_input *input = &ingest->inputs[i];
        int64_t                   *value = batch->cells[input->field].number;
        if (input->type != RI_FIELD_MONEY || !batch->cells[input->field].valid[r]) continue;
        (void)ingest_multiply(value[r], 1, 6 - digits, &value[r]);
    }
    return true;
}

static bool same_attributes(struct ri_ingest *ingest, size_t r)
{
    if (r == 0) return false;
    for (size_t i = 0; i < ingest->attribute_count; i++) {
        if (!ri_view_equal(ingest->stage.fields[ingest->attribute_columns[i]],
                           ingest->last_attributes[i]))
            return false;
    }
    return true;
}

void ingest_row_attributes(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r)
{
    if (!ingest->attribute_count) return;
    const bool same = same_attributes(ingest, r);
    if (same) {
        batch->attribute[r] = batch->attribute[r - 1];
        return;
    }
    const size_t   from = batch->attributes.length;
    struct ri_json json = {.out = &batch->attributes};
    bool           any = false;
    for (size_t i = 0; i < ingest->attribute_count; i++) {
        const struct ri_view value = ingest->stage.fields[ingest->attribute_columns[i]];
        ingest->last_attributes[i] = value;
        if (!value.length) continue;
        if (!any) ri_json_object(&json);
        any = true;
        ri_json_key(&json, ingest->columns[ingest->attribute_columns[i]]);
        ri_json_view(&json, value);
    }
    if (any) ri_json_end(&json);
    batch->attribute[r].at = from;
    batch->attribute[r].length = batch->attributes.length - from;
}
