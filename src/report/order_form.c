/* The layout of a purchase order. */
#include "order_form.h"

enum { MICRO = 6, MILLI = 3, FIRST_ROWS = 31, NEXT_ROWS = 38 };
static const double left = 48, width = RI_PAGE_WIDTH - 96, top = 52, row_height = 18,
                    bottom = RI_PAGE_HEIGHT - 44;

static const struct ri_page_style title = {.size = 20, .bold = true},
                                  label = {.size = 7.5, .grey = 0.45},
                                  fact = {.size = 10, .lines = 2}, head = {.size = 8, .bold = true},
                                  head_right = {.size = 8, .bold = true, .align = RI_ALIGN_RIGHT},
                                  cell = {.size = 9},
                                  cell_right = {.size = 9, .align = RI_ALIGN_RIGHT},
                                  small_right = {.size = 8, .grey = 0.45, .align = RI_ALIGN_RIGHT},
                                  small = {.size = 8, .grey = 0.45},
                                  total = {.size = 11, .bold = true, .align = RI_ALIGN_RIGHT};

/* ---- Columns of the table ------------------------------------------------------------------------------------------ */

enum column { NUMBER, ARTICLE, DESCRIPTION, PACKS, UNITS, PRICE, AMOUNT, COLUMNS };
static const struct {
    const char *name;
    double      x, width;
    bool        right;
} columns[COLUMNS] = {
    [NUMBER] = {"#", 0, 22, false},
    [ARTICLE] = {"Article", 24, 84, false},
    [DESCRIPTION] = {"Description", 110, 180, false},
    [PACKS] = {"Packs", 292, 52, true},
    [UNITS] = {"Units", 346, 44, true},
    [PRICE] = {"Price", 392, 50, true},
    [AMOUNT] = {"Amount", 444, 55.28, true},
};

static void put_cell(struct ri_pages *pages, enum column column, double y, const char *text)
{
    ri_pages_text(pages, left + columns[column].x, y, columns[column].width,
                  columns[column].right ? &cell_right : &cell, text);
}

static double put_head(struct ri_pages *pages, double y)
{
    for (size_t i = 0; i < COLUMNS; i++)
        ri_pages_text(pages, left + columns[i].x, y, columns[i].width,
                      columns[i].right ? &head_right : &head, columns[i].name);
    ri_pages_rule(pages, left, y + 14, width, 0.8, 0);
    return y + 19;
}

/* ---- Numbers --------------------------------------------------------------------------------------------------------- */

/* Exact, without zeros at the end beyond `least` digits. */
static const char *decimal(struct ri_text *text, int64_t value, int scale, int least)
{
    ri_text_clear(text);
    ri_text_decimal(text, value, scale);
    if (text->failed) return "";
    const char *point = strchr(text->at, '.');
    size_t      keep = point ? (size_t)(point - text->at) + 1 + (size_t)least : text->length;
    if (point && least == 0) keep--;
    size_t length = text->length;
    while (length > keep && text->at[length - 1] == '0') length--;
    if (length && text->at[length - 1] == '.') length--;
    text->at[length] = '\0';
    return text->at;
}

static void put_packs(struct ri_pages *pages, double y, const struct ri_order_form_line *line,
                      struct ri_text *text)
{
    char packs[64];
    if (line->pack_milli <= 1000 || line->quantity_milli % line->pack_milli != 0) return;
    snprintf(packs, sizeof packs, "%lld × %s", (long long)(line->quantity_milli / line->pack_milli),
             decimal(text, line->pack_milli, MILLI, 0));
    put_cell(pages, PACKS, y, packs);
}

static void put_line(struct ri_pages *pages, double y, size_t number,
                     const struct ri_order_form *form, const struct ri_order_form_line *line)
{
    struct ri_text text = {0};
    char           place[24];
    snprintf(place, sizeof place, "%zu", number);
    put_cell(pages, NUMBER, y, place);
    put_cell(pages, ARTICLE, y, line->product);
    put_cell(pages, DESCRIPTION, y, line->name ? line->name : line->gtin ? line->gtin : "");
    put_packs(pages, y, line, &text);
    put_cell(pages, UNITS, y, decimal(&text, line->quantity_milli, MILLI, 0));
    if (line->unit_cost_micro != INT64_MIN)
        put_cell(pages, PRICE, y, decimal(&text, line->unit_cost_micro, MICRO, form->digits));
    if (line->amount_minor != INT64_MIN)
        put_cell(pages, AMOUNT, y, decimal(&text, line->amount_minor, form->digits, form->digits));
    ri_pages_rule(pages, left, y + row_height - 4, width, 0.3, 0.8);
    ri_text_release(&text);
}

/* ---- Head and foot ----------------------------------------------------------------------------------------------------- */

static void put_fact(struct ri_pages *pages, double x, double y, double wide, const char *name,
                     const char *text)
{
    ri_pages_text(pages, left + x, y, wide, &label, name);
    ri_pages_text(pages, left + x, y + 11, wide, &fact, text);
}

static void put_place(struct ri_text *text, const char *name, const char *code, const char *more)
{
    ri_text_clear(text);
    ri_text_puts(text, name ? name : code ? code : "-");
    if (name && code) ri_text_printf(text, " (%s)", code);
    if (more) ri_text_printf(text, "\n%s", more);
}

static void put_day(struct ri_text *text, ri_day day)
{
    ri_text_clear(text);
    if (day == RI_DAY_NONE)
        ri_text_puts(text, "-");
    else
        ri_text_day(text, day);
}

static double put_facts(struct ri_pages *pages, double y, const struct ri_order_form *form)
{
    struct ri_text text = {0};
    put_place(&text, form->supplier_name, form->supplier, NULL);
    put_fact(pages, 0, y, 150, "SUPPLIER", text.failed ? "" : text.at);
    put_place(&text, form->store_name, form->store, form->city);
    put_fact(pages, 160, y, 150, "DELIVER TO", text.failed ? "" : text.at);
    put_day(&text, form->ordered_on);
    put_fact(pages, 320, y, 80, "ORDERED ON", text.failed ? "" : text.at);
    put_day(&text, form->expected_on);
    put_fact(pages, 410, y, 89, "EXPECTED ON", text.failed ? "" : text.at);
    ri_text_release(&text);
    return y + 58;
}

static double put_top(struct ri_pages *pages, const struct ri_order_form *form)
{
    char text[256];
    snprintf(text, sizeof text, "Purchase order %s", form->order);
    ri_pages_text(pages, left, top, width - 140, &title, text);
    ri_pages_text(pages, left + width - 200, top + 8, 200, &small_right,
                  form->buyer ? form->buyer : "");
    if (strcmp(form->state, "draft") == 0)
        ri_pages_text(pages, left + width - 200, top + 20, 200, &small_right,
                      "DRAFT, not an order yet");
    ri_pages_rule(pages, left, top + 36, width, 1.2, 0);
    return put_facts(pages, top + 46, form);
}

static void put_foot(struct ri_pages *pages, const struct ri_order_form *form, size_t page,
                     size_t of)
{
    char text[160];
    snprintf(text, sizeof text, "%s, page %zu of %zu", form->order, page, of);
    ri_pages_text(pages, left, bottom, width / 2, &small,
                  "Please quote the order number on delivery note and invoice.");
    ri_pages_text(pages, left + width / 2, bottom, width / 2, &small_right, text);
}

static void put_total(struct ri_pages *pages, double y, const struct ri_order_form *form)
{
    struct ri_text text = {0}, sum = {0};
    ri_int128      amount = 0;
    size_t         unknown = 0;
    for (size_t i = 0; i < form->count; i++) {
        unknown += form->lines[i].amount_minor == INT64_MIN;
        if (form->lines[i].amount_minor != INT64_MIN) amount += form->lines[i].amount_minor;
    }
    ri_pages_rule(pages, left, y - 2, width, 0.8, 0);
    ri_text_decimal(&sum, amount, form->digits);
    if (unknown)
        ri_text_printf(&text, "Total of the lines with a price (%zu without): %s %s", unknown,
                       sum.at ? sum.at : "", form->currency);
    else
        ri_text_printf(&text, "Total %s %s", sum.at ? sum.at : "", form->currency);
    ri_pages_text(pages, left, y + 4, width, &total, text.at ? text.at : "");
    ri_pages_text(pages, left, y + 22, width, &small_right, "Net of tax, by the prices agreed.");
    ri_text_release(&text);
    ri_text_release(&sum);
}

/* ---- The form ---------------------------------------------------------------------------------------------------------- */

size_t ri_order_form_pages(size_t lines)
{
    return lines <= FIRST_ROWS ? 1 : 1 + (lines - FIRST_ROWS + NEXT_ROWS - 1) / NEXT_ROWS;
}

void ri_order_form_draw(struct ri_pages *pages, const struct ri_order_form *form)
{
    const size_t of = ri_order_form_pages(form->count);
    size_t       page = 1, room = FIRST_ROWS;
    double       y = put_head(pages, put_top(pages, form));
    for (size_t i = 0; i < form->count; i++, room--) {
        if (room == 0) {
            put_foot(pages, form, page++, of);
            ri_pages_next(pages);
            y = put_head(pages, top);
            room = NEXT_ROWS;
        }
        put_line(pages, y, i + 1, form, &form->lines[i]);
        y += row_height;
    }
    put_total(pages, y, form);
    put_foot(pages, form, page, of);
}
