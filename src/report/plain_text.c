/* A report as plain text: for the body of a mail and for a terminal. Pictures are told by their sentence. */
#include "rendering.h"

#include "table/display.h"

enum { WIDTH = 96, NAME = 30 };

static void line(struct ri_text *out, const char *text)
{
    if (text && *text) ri_text_printf(out, "%s\n", text);
}

static void pad(struct ri_text *out, const char *text, size_t width, bool right)
{
    struct ri_text cut = {0};
    ri_display_cut(&cut, ri_view_of(text ? text : ""), width);
    const char  *at = cut.at ? cut.at : "";
    const size_t wide = ri_utf8_width(ri_view_of(at));
    if (right && wide < width) ri_display_pad(out, width - wide);
    ri_text_puts(out, at);
    if (!right && wide < width) ri_display_pad(out, width - wide);
    ri_text_release(&cut);
}

/* Ends a line, without blanks before its end. */
static void end_line(struct ri_text *out)
{
    while (out->length && !out->failed && out->at[out->length - 1] == ' ')
        out->at[--out->length] = '\0';
    ri_text_putc(out, '\n');
}

static void put_tiles(struct ri_text *out, const struct ri_block *block)
{
    for (size_t i = 0; i < block->tile_count; i++) {
        const struct ri_tile *tile = &block->tiles[i];
        pad(out, tile->label, NAME, false);
        pad(out, tile->value, 14, true);
        ri_text_puts(out, "  ");
        pad(out, tile->change, 20, false);
        ri_text_puts(out, tile->against ? tile->against : "");
        end_line(out);
    }
}

static size_t column_width(const struct ri_report_table *table, size_t c)
{
    size_t widest = ri_utf8_width(ri_view_of(table->columns[c].name));
    for (size_t r = 0; r < table->row_count; r++) {
        const char *text = table->cells[r * table->column_count + c].text;
        if (text && ri_utf8_width(ri_view_of(text)) > widest)
            widest = ri_utf8_width(ri_view_of(text));
    }
    return table->columns[c].look == RI_LOOK_TEXT && widest > NAME && c == 0 ? NAME : widest;
}

static void put_cells(struct ri_text *out, const struct ri_report_table *table, size_t r)
{
    for (size_t c = 0; c < table->column_count; c++) {
        const bool  last = c + 1 == table->column_count;
        const char *text =
            r == SIZE_MAX ? table->columns[c].name : table->cells[r * table->column_count + c].text;
        if (table->columns[c].look == RI_LOOK_BAR) continue;
        if (last && table->columns[c].look == RI_LOOK_TEXT)
            ri_text_puts(out, text ? text : "");
        else
            pad(out, text, column_width(table, c), table->columns[c].look == RI_LOOK_FIGURE);
        ri_text_puts(out, last ? "" : "  ");
    }
    end_line(out);
}

static void put_block(struct ri_text *out, const struct ri_block *block)
{
    const char *title = block->title                    ? block->title
                        : block->kind == RI_BLOCK_CHART ? block->chart.title
                                                        : NULL;
    if (block->kind == RI_BLOCK_CHART && !block->chart.alt) return;
    ri_text_putc(out, '\n');
    if (title)
        ri_text_printf(out, "%s%s%s\n", title, block->note ? ": " : "",
                       block->note ? block->note : "");
    if (block->kind == RI_BLOCK_TILES) put_tiles(out, block);
    if (block->kind == RI_BLOCK_TEXT) line(out, block->text);
    if (block->kind == RI_BLOCK_CHART) line(out, block->chart.alt);
    if (block->kind != RI_BLOCK_TABLE) return;
    put_cells(out, &block->table, SIZE_MAX);
    for (size_t r = 0; r < block->table.row_count; r++) put_cells(out, &block->table, r);
    if (block->table.more) ri_text_printf(out, "and %zu more\n", block->table.more);
}

static ri_status text_write(const struct ri_report *report, struct ri_text *out,
                            struct ri_error *err)
{
    ri_text_printf(out, "%s: %s", report->firm, report->title);
    if (report->scope) ri_text_printf(out, " (%s)", report->scope);
    ri_text_putc(out, '\n');
    line(out, report->period);
    ri_text_putc(out, '\n');
    line(out, report->sentence);
    line(out, report->lead);
    for (size_t i = 0; i < report->block_count; i++) put_block(out, &report->blocks[i]);
    if (report->note_count) ri_text_puts(out, "\nHow to read this\n");
    for (size_t i = 0; i < report->note_count; i++) ri_text_printf(out, "- %s\n", report->notes[i]);
    ri_text_putc(out, '\n');
    line(out, report->data_to);
    if (report->command) ri_text_printf(out, "The same again: %s\n", report->command);
    return ri_text_check(out, err);
}

const struct ri_rendering ri_report_text = {"txt", "text/plain; charset=utf-8", text_write};
