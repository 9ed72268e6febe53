/* Reports while they are made. */
#include "app/report_draft.h"
#include "app/filters.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>

ri_status ri_draft_begin(struct ri_draft *draft, struct ri_call *call, struct ri_error *err)
{
    const struct ri_principal *caller = ri_call_principal(call);
    struct ri_warehouse       *warehouse;
    ri_day                     newest;
    *draft = (struct ri_draft){.call = call, .mem = ri_call_mem(call), .compare = "none"};
    if (caller) draft->who = (struct ri_principal){caller->name, RI_ROLE_ALL, caller->stores};
    if (ri_call_given(call, "currency")) draft->currency = ri_call_text(call, "currency");
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_newest_day(call, warehouse, "SELECT min(business_date) FROM sale_line",
                         &draft->data_from, err));
    RI_TRY(ri_newest_day(call, warehouse, ri_newest_business_day, &newest, err));
    draft->as_of = ri_call_day(call, "as-of", newest);
    if (draft->as_of == RI_DAY_NONE || draft->data_from == RI_DAY_NONE)
        return ri_fail(err, RI_ENOTFOUND,
                       "there are no sales in this workspace yet: there is nothing to report");
    ri_call_used(call, "as-of", ri_draft_iso(draft, draft->as_of));
    return RI_OK;
}

/* ---- Asking ---------------------------------------------------------------------------------------------------------------------- */

static bool said(const char *const *pairs, const char *name)
{
    for (; pairs && pairs[0]; pairs += 2)
        if (strcmp(pairs[0], name) == 0) return true;
    return false;
}

static ri_status set(struct ri_call *call, const char *name, const char *value,
                     const char *const *pairs, struct ri_error *err)
{
    if (!value || !ri_call_has(call, name) || said(pairs, name)) return RI_OK;
    return ri_call_set(call, name, value, err);
}

/* What the caller asked for goes with every question. */
static ri_status set_filters(struct ri_draft *draft, struct ri_call *call, const char *const *pairs,
                             struct ri_error *err)
{
    static const char *const filters[] = {"store", "region", "category", "product", "where"};
    for (size_t i = 0; i < RI_COUNT(filters); i++) {
        if (!ri_call_has(draft->call, filters[i]) || !ri_call_given(draft->call, filters[i]))
            continue;
        const char *const *values = ri_call_list(draft->call, filters[i], NULL);
        for (; values && *values; values++) RI_TRY(set(call, filters[i], *values, pairs, err));
    }
    return RI_OK;
}

static ri_status set_all(struct ri_draft *draft, struct ri_call *call, const char *const *pairs,
                         struct ri_error *err)
{
    RI_TRY(set_filters(draft, call, pairs, err));
    RI_TRY(set(call, "currency", draft->currency, pairs, err));
    RI_TRY(set(call, "as-of",
               draft->as_of == RI_DAY_NONE ? NULL : ri_draft_iso(draft, draft->as_of), pairs, err));
    if (draft->from < draft->to) {
        RI_TRY(set(call, "from", ri_draft_iso(draft, draft->from), pairs, err));
        RI_TRY(set(call, "to", ri_draft_iso(draft, draft->to), pairs, err));
    }
    for (; pairs && pairs[0]; pairs += 2)
        if (pairs[1]) RI_TRY(ri_call_set(call, pairs[0], pairs[1], err));
    return RI_OK;
}

struct taking {
    struct ri_gathered *rows;
    struct ri_arena    *mem;
};

static ri_status take(void *context, const struct ri_table_view *table, size_t row,
                      struct ri_error *err)
{
    const struct taking *taking = context;
    return ri_gather_row(taking->rows, taking->mem, table, row, err);
}

ri_status ri_draft_ask(struct ri_draft *draft, const char *operation, const char *const *pairs,
                       struct ri_gathered *ret, struct ri_error *err)
{
    struct ri_nested nested;
    struct taking    taking = {ret, draft->mem};
    *ret = (struct ri_gathered){0};
    RI_TRY(ri_nested_begin(draft->call, ri_call_workspace(draft->call),
                           draft->who.stores ? &draft->who : NULL, operation, &nested, err));
    return ri_nested_rows(&nested, set_all(draft, nested.call, pairs, err), NULL, take, &taking,
                          err);
}

ri_status ri_draft_ask_if(struct ri_draft *draft, const char *what, const char *operation,
                          const char *const *pairs, struct ri_gathered *ret, struct ri_error *err)
{
    struct ri_error own = {0};
    const ri_status status = ri_draft_ask(draft, operation, pairs, ret, &own);
    if (status == RI_ENOTFOUND || status == RI_EDATA || status == RI_ENOCONV ||
        status == RI_EUSAGE) {
        ri_draft_note(draft, "%s: left out: %s", what, own.message);
        *ret = (struct ri_gathered){0};
        return RI_OK;
    }
    if (status != RI_OK && err) *err = own;
    return status;
}

void ri_draft_compare(struct ri_draft *draft, const char *compare)
{
    draft->versus = "last year";
    draft->compare = compare;
    if (strcmp(compare, "none") == 0) return;
    if (draft->data_from != RI_DAY_NONE && draft->from - 364 < draft->data_from) {
        draft->compare = "none";
        ri_draft_note(draft, "Nothing is compared with last year: the data begin on %s.",
                      ri_draft_day(draft, ri_figure_day, draft->data_from));
    }
}

bool ri_draft_compares(const struct ri_draft *draft)
{
    return strcmp(draft->compare, "none") != 0;
}

/* ---- Words ------------------------------------------------------------------------------------------------------------------------ */

const char *ri_draft_text(struct ri_draft *draft, const char *fmt, ...)
{
    char    line[2048];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    const char *copy = ri_arena_copy(draft->mem, line, strlen(line));
    return copy ? copy : "";
}

/* Moves a text into the report's memory. */
static const char *kept(struct ri_draft *draft, struct ri_text *text)
{
    const char *copy = ri_arena_copy(draft->mem, text->at ? text->at : "", text->length);
    ri_text_release(text);
    return copy ? copy : "";
}

const char *ri_draft_figure(struct ri_draft *draft, void (*put)(struct ri_text *, double),
                            double           value)
{
    struct ri_text text = {0};
    put(&text, value);
    return kept(draft, &text);
}

const char *ri_draft_number(struct ri_draft *draft, double value, int digits)
{
    struct ri_text text = {0};
    ri_figure(&text, value, digits);
    return kept(draft, &text);
}

const char *ri_draft_signed(struct ri_draft *draft, double value, int digits)
{
    struct ri_text text = {0};
    ri_figure_signed(&text, value, digits);
    return kept(draft, &text);
}

const char *ri_draft_change(struct ri_draft *draft, double now, double before)
{
    struct ri_text text = {0};
    ri_figure_change(&text, now, before);
    return kept(draft, &text);
}

const char *ri_draft_day(struct ri_draft *draft, void (*put)(struct ri_text *, ri_day), ri_day day)
{
    struct ri_text text = {0};
    put(&text, day);
    return kept(draft, &text);
}

const char *ri_draft_iso(struct ri_draft *draft, ri_day day)
{
    return ri_draft_day(draft, ri_text_day, day);
}

const char *ri_draft_span(struct ri_draft *draft, ri_day first, ri_day last)
{
    struct ri_text text = {0};
    ri_figure_span(&text, first, last);
    return kept(draft, &text);
}

ri_tone ri_draft_tone(double now, double before, bool good)
{
    const double change = now - before;
    if (!isfinite(change) || fabs(change) <= fabs(before) * 0.0005) return RI_TONE_PLAIN;
    return (change > 0) == good ? RI_TONE_GOOD : RI_TONE_BAD;
}

const char *ri_draft_heading(struct ri_draft *draft, const char *name)
{
    char *heading = ri_arena_copy(draft->mem, name, strlen(name));
    for (char *c = heading; c && *c; c++)
        if (*c == '_') *c = ' ';
    if (heading) *heading = (char)toupper((unsigned char)*heading);
    return heading ? heading : "";
}

/* ---- Blocks ----------------------------------------------------------------------------------------------------------------------- */

struct ri_block *ri_draft_block(struct ri_draft *draft, ri_block_kind kind, const char *title)
{
    if (draft->report.block_count == RI_DRAFT_BLOCKS) return NULL;
    struct ri_block *block = &draft->blocks[draft->report.block_count++];
    *block = (struct ri_block){.kind = kind, .title = title};
    return block;
}

void ri_draft_note(struct ri_draft *draft, const char *fmt, ...)
{
    char    line[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    for (size_t i = 0; i < draft->report.note_count; i++)
        if (strcmp(draft->notes[i], line) == 0) return;
    const char *copy = ri_arena_copy(draft->mem, line, strlen(line));
    if (copy && draft->report.note_count < RI_DRAFT_NOTES)
        draft->notes[draft->report.note_count++] = copy;
}

double *ri_draft_values(struct ri_draft *draft, const struct ri_gathered *rows, const char *column)
{
    double *values = ri_arena_new(draft->mem, double, rows->rows + 1);
    for (size_t i = 0; values && i < rows->rows; i++)
        values[i] = ri_gathered_number(rows, i, column);
    return values;
}

ri_day *ri_draft_days(struct ri_draft *draft, const struct ri_gathered *rows, const char *column)
{
    ri_day *days = ri_arena_new(draft->mem, ri_day, rows->rows + 1);
    for (size_t i = 0; days && i < rows->rows; i++) days[i] = ri_gathered_day(rows, i, column);
    return days;
}

const char *const *ri_draft_labels(struct ri_draft *draft, const struct ri_gathered *rows,
                                   const char *column)
{
    const char **labels = ri_arena_new(draft->mem, const char *, rows->rows + 1);
    for (size_t i = 0; labels && i < rows->rows; i++) {
        const char *text = ri_gathered_text(rows, i, column);
        labels[i] = *text ? text : "–";
    }
    return labels;
}

/* ---- Tables ----------------------------------------------------------------------------------------------------------------------- */

static const char *const formats[] = {[DRAFT_TEXT] = NULL,
                                      [DRAFT_MONEY] = "#,##0.00",
                                      [DRAFT_COUNT] = "#,##0",
                                      [DRAFT_NUMBER] = "#,##0.00",
                                      [DRAFT_SHARE] = "0.0%",
                                      [DRAFT_CHANGE] = "+0.0%;-0.0%;0.0%",
                                      [DRAFT_AMOUNT] = "+#,##0.00;-#,##0.00;0",
                                      [DRAFT_DAY] = NULL};

static void set_cell(struct ri_draft *draft, const struct ri_draft_column *column, double value,
                     double before, struct ri_report_cell *cell)
{
    cell->number = value;
    switch (column->shown) {
    case DRAFT_MONEY:
        cell->text = ri_draft_figure(draft, ri_figure_money, value);
        break;
    case DRAFT_COUNT:
        cell->text = ri_draft_number(draft, value, 0);
        break;
    case DRAFT_NUMBER:
        cell->text = ri_draft_number(draft, value, 2);
        break;
    case DRAFT_SHARE:
        cell->text = ri_draft_figure(draft, ri_figure_percent, value);
        break;
    case DRAFT_CHANGE:
        cell->text = ri_draft_change(draft, value, before);
        cell->number = before != 0 ? (value - before) / fabs(before) : NAN;
        cell->tone = ri_draft_tone(value, before, !column->less_is_better);
        break;
    case DRAFT_AMOUNT:
        cell->text = ri_draft_signed(draft, value, fabs(value) < 1000 ? 2 : 0);
        cell->tone = ri_draft_tone(value, 0, !column->less_is_better);
        break;
    case DRAFT_DAY: /* set by the row: a day is no number */
    case DRAFT_TEXT:
        break;
    }
}

static const char *text_at(struct ri_draft *draft, const struct ri_draft_column *column,
                           const struct ri_gathered *rows, size_t row)
{
    const ri_day day =
        column->shown == DRAFT_DAY ? ri_gathered_day(rows, row, column->from) : RI_DAY_NONE;
    return day == RI_DAY_NONE ? ri_gathered_text(rows, row, column->from)
                              : ri_draft_day(draft, ri_figure_day, day);
}

static double total_of(const struct ri_gathered *rows, const char *column)
{
    return ri_gathered_sum(rows, column, NULL, NULL);
}

static void set_total(struct ri_draft *draft, const struct ri_gathered *rows,
                      const struct ri_draft_column *column, bool first, struct ri_report_cell *cell)
{
    *cell = (struct ri_report_cell){.number = NAN, .against = NAN};
    if (first) cell->text = "Total";
    if (column->shown == DRAFT_CHANGE)
        set_cell(draft, column, total_of(rows, column->from), total_of(rows, column->before), cell);
    else if (column->shown != DRAFT_TEXT && column->shown != DRAFT_DAY &&
             column->shown != DRAFT_NUMBER)
        set_cell(draft, column, total_of(rows, column->from), NAN, cell);
}

ri_status ri_draft_table(struct ri_draft *draft, struct ri_block *block,
                         const struct ri_gathered *rows, const struct ri_draft_column *columns,
                         size_t column_count, size_t most, bool with_total, struct ri_error *err)
{
    const size_t             shown = most && rows->rows > most ? most : rows->rows;
    struct ri_report_column *heads;
    struct ri_report_cell   *cells;
    RI_ARENA_NEW(heads, draft->mem, column_count, err);
    RI_ARENA_NEW(cells, draft->mem, column_count * (shown + 1), err);
    for (size_t c = 0; c < column_count; c++) {
        heads[c] = (struct ri_report_column){.name = columns[c].name,
                                             .look = columns[c].look,
                                             .weight = columns[c].weight,
                                             .format = formats[columns[c].shown]};
        for (size_t r = 0; r < shown; r++) {
            struct ri_report_cell *cell = &cells[r * column_count + c];
            const double           value = ri_gathered_number(rows, r, columns[c].from),
                         before = columns[c].before ? ri_gathered_number(rows, r, columns[c].before)
                                                    : NAN;
            *cell = (struct ri_report_cell){.number = NAN, .against = before};
            if (columns[c].shown == DRAFT_TEXT || columns[c].shown == DRAFT_DAY)
                cell->text = text_at(draft, &columns[c], rows, r);
            else
                set_cell(draft, &columns[c], value, before, cell);
        }
        if (with_total)
            set_total(draft, rows, &columns[c], c == 0, &cells[shown * column_count + c]);
    }
    block->table = (struct ri_report_table){.columns = heads,
                                            .column_count = column_count,
                                            .cells = cells,
                                            .row_count = shown + with_total,
                                            .total = with_total,
                                            .more = rows->rows - shown};
    return RI_OK;
}
