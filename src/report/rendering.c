/* The table of renderings. */
#include "rendering.h"

#include <math.h>

static const struct ri_rendering *const renderings[] = {
    &ri_report_pdf, &ri_report_html, &ri_report_xlsx, &ri_report_png, &ri_report_text,
};

const struct ri_rendering *ri_rendering_at(size_t i)
{
    return i < RI_COUNT(renderings) ? renderings[i] : NULL;
}

const struct ri_rendering *ri_rendering_find(const char *name)
{
    for (size_t i = 0; i < RI_COUNT(renderings); i++)
        if (strcmp(renderings[i]->name, name) == 0) return renderings[i];
    return NULL;
}

double ri_report_widest(const struct ri_report_table *table, size_t column)
{
    double most = 0;
    for (size_t r = 0; r < table->row_count - table->total; r++) {
        const struct ri_report_cell *cell = &table->cells[r * table->column_count + column];
        if (isfinite(cell->number)) most = fmax(most, cell->number);
        if (isfinite(cell->against)) most = fmax(most, cell->against);
    }
    return most > 0 ? most : 1;
}
