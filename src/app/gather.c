/* Rows by the names of their columns. */
#include "app/gather.h"

#include "base/integer.h"

#include <math.h>

static ri_status say_columns(struct ri_gathered *gathered, struct ri_arena *mem,
                             const struct ri_table_view *table, struct ri_error *err)
{
    RI_ARENA_NEW(gathered->columns, mem, table->column_count, err);
    gathered->column_count = table->column_count;
    for (size_t c = 0; c < table->column_count; c++) {
        const struct ri_column_view *column = &table->columns[c];
        gathered->columns[c] = (struct ri_gathered_column){
            .name = ri_arena_copy(mem, column->name, strlen(column->name)),
            .unit = ri_arena_copy(mem, column->unit.at ? column->unit.at : "", column->unit.length),
            .type = column->type,
            .kind = column->kind};
        if (!gathered->columns[c].name || !gathered->columns[c].unit)
            return ri_fail(err, RI_ENOMEM, "no room for columns");
    }
    return RI_OK;
}

static double number_of(const struct ri_column_view *column, size_t row)
{
    switch (column->kind) {
    case RI_CELL_BOOL:
    case RI_CELL_DAY:
    case RI_CELL_INSTANT:
        return (double)ri_cell_int(column, row);
    case RI_CELL_INT:
    case RI_CELL_NUMBER:
    case RI_CELL_DECIMAL:
        return ri_cell_number(column, row);
    default:
        return NAN;
    }
}

ri_status ri_gather_row(struct ri_gathered *gathered, struct ri_arena *mem,
                        const struct ri_table_view *table, size_t row, struct ri_error *err)
{
    struct ri_text text = {0};
    if (!gathered->columns) RI_TRY(say_columns(gathered, mem, table, err));
    if (gathered->rows == gathered->room) {
        struct ri_gathered_cell *more;
        const size_t             room = gathered->room ? gathered->room * 2 : 32;
        RI_ARENA_NEW(more, mem, room * gathered->column_count, err);
        if (gathered->rows)
            memcpy(more, gathered->cells, gathered->rows * gathered->column_count * sizeof *more);
        gathered->cells = more;
        gathered->room = room;
    }
    struct ri_gathered_cell *cells = &gathered->cells[gathered->rows * gathered->column_count];
    bool                     full = false;
    for (size_t c = 0; c < gathered->column_count; c++) {
        cells[c] = (struct ri_gathered_cell){NULL, NAN};
        if (!ri_cell_valid(&table->columns[c], row)) continue;
        ri_text_clear(&text);
        ri_cell_print(&table->columns[c], row, &text);
        cells[c].text = ri_arena_copy(mem, text.at ? text.at : "", text.length);
        cells[c].number = number_of(&table->columns[c], row);
        full |= text.failed || !cells[c].text;
    }
    ri_text_release(&text);
    if (full) return ri_fail(err, RI_ENOMEM, "no room for rows");
    gathered->rows++;
    return RI_OK;
}

size_t ri_gathered_find(const struct ri_gathered *gathered, const char *column)
{
    for (size_t c = 0; c < gathered->column_count; c++)
        if (strcmp(gathered->columns[c].name, column) == 0) return c;
    return SIZE_MAX;
}

static const struct ri_gathered_cell *cell_at(const struct ri_gathered *gathered, size_t row,
                                              const char *column)
{
    static const struct ri_gathered_cell missing = {NULL, NAN};
    const size_t                         c = ri_gathered_find(gathered, column);
    if (c == SIZE_MAX || row >= gathered->rows) return &missing;
    return &gathered->cells[row * gathered->column_count + c];
}

const char *ri_gathered_text(const struct ri_gathered *gathered, size_t row, const char *column)
{
    const char *text = cell_at(gathered, row, column)->text;
    return text ? text : "";
}

double ri_gathered_number(const struct ri_gathered *gathered, size_t row, const char *column)
{
    return cell_at(gathered, row, column)->number;
}

ri_day ri_gathered_day(const struct ri_gathered *gathered, size_t row, const char *column)
{
    const double day = cell_at(gathered, row, column)->number;
    return isnan(day) ? RI_DAY_NONE : (ri_day)day;
}

double ri_gathered_sum(const struct ri_gathered *gathered, const char *column, const char *where,
                       const char *value)
{
    enum { SCALE = 6, UNIT = 1000000 };
    ri_int128 exact = 0;
    double    rest = 0;
    for (size_t row = 0; row < gathered->rows; row++) {
        const struct ri_gathered_cell *cell = cell_at(gathered, row, column);
        int64_t                        millionths;
        if (!cell->text || (where && strcmp(ri_gathered_text(gathered, row, where), value) != 0))
            continue;
        if (ri_parse_decimal(ri_view_of(cell->text), SCALE, &millionths))
            exact += millionths;
        else if (isfinite(cell->number))
            rest += cell->number;
    }
    return (double)exact / UNIT + rest;
}
