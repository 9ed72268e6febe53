/* Letters and lines by the report's canvas; pictures are laid into its PNG afterwards. */
#include "app/vision_draw.h"

#include "report/chart.h"
#include "report/page.h"

#include <math.h>

enum { CLASSES_MOST = 400, COLUMNS = 8 };

static ri_status finish(struct ri_pages *pages, struct ri_text *png, struct ri_error *err)
{
    const ri_status status = ri_pages_finish(pages, png, err);
    ri_pages_free(pages);
    return status;
}

/* ---- Who is taken for whom ---------------------------------------------------------------------------------------- */

struct grid {
    double x, y, cell, names; /* of the first cell; its size; room for names */
};

static void draw_row(struct ri_canvas *canvas, const struct grid *grid,
                     const struct ri_evaluation *e, size_t row, const char *name)
{
    const size_t *counts = e->confusion + row * e->classes;
    const double  y = grid->y + grid->cell * (double)row, size = fmin(8, grid->cell * 0.8);
    char          text[300];
    size_t        total = 0;
    for (size_t k = 0; k < e->classes; k++) total += counts[k];
    snprintf(text, sizeof text, "%zu  %s", row + 1, name);
    ri_draw_text(canvas, grid->x - grid->names, y + grid->cell / 2 + size / 3, grid->names - 6,
                 &(struct ri_letters){.size = size, .ink = RI_INK_TEXT}, text);
    for (size_t k = 0; k < e->classes; k++) {
        const double x = grid->x + grid->cell * (double)k;
        const double share = total ? (double)counts[k] / (double)total : 0;
        ri_draw_box(canvas, x, y, grid->cell - 0.5, grid->cell - 0.5,
                    &(struct ri_paint){.fill = RI_INK_SUNKEN});
        if (counts[k])
            ri_draw_box(canvas, x, y, grid->cell - 0.5, grid->cell - 0.5,
                        &(struct ri_paint){.fill = k == row ? RI_INK_S1 : RI_INK_BAD,
                                           .opacity = 0.25 + 0.75 * share});
        if (!counts[k] || grid->cell < 14) continue;
        snprintf(text, sizeof text, "%zu", counts[k]);
        ri_draw_text(canvas, x + grid->cell / 2, y + grid->cell / 2 + 3, grid->cell,
                     &(struct ri_letters){.size = 8,
                                          .ink = share > 0.5 ? RI_INK_SURFACE : RI_INK_TEXT,
                                          .align = RI_ALIGN_CENTRE},
                     text);
    }
}

static void draw_columns(struct ri_canvas *canvas, const struct grid *grid, size_t classes)
{
    const size_t every = grid->cell < 7 ? 5 : 1;
    char         text[32];
    for (size_t k = 0; k < classes; k += every) {
        snprintf(text, sizeof text, "%zu", k + 1);
        ri_draw_text(canvas, grid->x + grid->cell * ((double)k + 0.5), grid->y - 4,
                     grid->cell * (double)every + 4,
                     &(struct ri_letters){.size = fmin(8, grid->cell * 0.62),
                                          .ink = RI_INK_TEXT3,
                                          .align = RI_ALIGN_CENTRE},
                     text);
    }
}

ri_status ri_vision_draw_confusion(const struct ri_evaluation *e, const char *const *names,
                                   struct ri_text *png, struct ri_error *err)
{
    const double     n = (double)e->classes;
    struct grid      grid = {.x = 190, .y = 48, .cell = fmax(5, fmin(40, 640 / n)), .names = 178};
    struct ri_pages *pages;
    if (e->classes > CLASSES_MOST)
        return ri_fail(err, RI_ETOOLARGE, "%zu classes are too many for a picture; at most %d",
                       e->classes, CLASSES_MOST);
    RI_TRY(ri_pages_picture(fmax(420, grid.x + grid.cell * n + 12), 12, &pages, err));
    struct ri_canvas canvas = ri_pages_canvas(pages);
    ri_pages_text(pages, 12, 8, 400, &(struct ri_page_style){.size = 11, .bold = true},
                  "Who is taken for whom");
    ri_pages_text(pages, 12, 24, 400, &(struct ri_page_style){.size = 7.5, .ink = RI_INK_TEXT3},
                  "rows: what it is; columns: what was answered; blue right, red wrong");
    draw_columns(&canvas, &grid, e->classes);
    for (size_t row = 0; row < e->classes; row++) draw_row(&canvas, &grid, e, row, names[row]);
    ri_pages_fill(pages, grid.x, grid.y + grid.cell * n, 0.1, 0.1, 1); /* the page reaches here */
    return finish(pages, png, err);
}

/* ---- Calibration ------------------------------------------------------------------------------------------------------- */

ri_status ri_vision_draw_calibration(const struct ri_evaluation *e, struct ri_text *png,
                                     struct ri_error *err)
{
    static const char *const labels[RI_BINS] = {"0-10 %",  "10-20 %", "20-30 %", "30-40 %",
                                                "40-50 %", "50-60 %", "60-70 %", "70-80 %",
                                                "80-90 %", "90-100 %"};
    double                   right[RI_BINS], confidence[RI_BINS];
    const struct ri_series   series[] = {
        {.name = "right", .values = right},
        {.name = "confidence", .values = confidence, .compared = true}};
    const struct ri_chart chart = {.kind = RI_CHART_LINES,
                                   .title = "Does confidence keep its word?",
                                   .labels = labels,
                                   .count = RI_BINS,
                                   .series = series,
                                   .series_count = 2,
                                   .share = true};
    struct ri_pages      *pages;
    for (size_t b = 0; b < RI_BINS; b++) {
        const double n = (double)e->bins[b].count;
        right[b] = n > 0 ? (double)e->bins[b].right / n : (double)NAN;
        confidence[b] = e->bins[b].confidence;
    }
    RI_TRY(ri_pages_picture(520, 12, &pages, err));
    struct ri_canvas canvas = ri_pages_canvas(pages);
    ri_pages_text(pages, 12, 8, 490, &(struct ri_page_style){.size = 11, .bold = true},
                  chart.title);
    ri_pages_text(pages, 12, 24, 490, &(struct ri_page_style){.size = 7.5, .ink = RI_INK_TEXT3},
                  "share of right answers and mean confidence, by tenths of confidence");
    ri_chart_draw(&chart, &canvas, 12, 44, 496, 220);
    return finish(pages, png, err);
}

/* ---- Mistakes ------------------------------------------------------------------------------------------------------------ */

enum { GAP = 10, WORDS = 26 };

static void paste(const struct ri_vision_sheet *sheet, size_t i, double x, double y, double shown,
                  double scale, struct ri_picture *page)
{
    const uint8_t *from = sheet->pixels + sheet->order[i] * sheet->side * sheet->side * 3;
    const unsigned size = (unsigned)(shown * scale), x0 = (unsigned)(x * scale),
                   y0 = (unsigned)(y * scale);
    for (unsigned v = 0; v < size && y0 + v < page->height; v++)
        for (unsigned u = 0; u < size && x0 + u < page->width; u++)
            memcpy(page->rgb + ((size_t)(y0 + v) * page->width + x0 + u) * 3,
                   from +
                       ((size_t)(v * sheet->side / size) * sheet->side + u * sheet->side / size) *
                           3,
                   3);
}

ri_status ri_vision_draw_sheet(const struct ri_vision_sheet *sheet, struct ri_text *png,
                               struct ri_error *err)
{
    const double      shown = 96, width = GAP + COLUMNS * (shown + GAP);
    const size_t      rows = (sheet->count + COLUMNS - 1) / COLUMNS;
    struct ri_pages  *pages;
    struct ri_text    words = {0};
    struct ri_picture page = {0};
    RI_TRY(ri_pages_picture(width, GAP, &pages, err));
    for (size_t i = 0; i < sheet->count; i++) {
        const double x = GAP + (double)(i % COLUMNS) * (shown + GAP),
                     y = GAP + (double)(i / COLUMNS) * (shown + WORDS) + shown + 2;
        ri_pages_text(pages, x, y, shown, &(struct ri_page_style){.size = 7}, sheet->above[i]);
        ri_pages_text(pages, x, y + 9, shown, &(struct ri_page_style){.size = 7, .ink = RI_INK_BAD},
                      sheet->below[i]);
    }
    ri_pages_fill(pages, GAP, GAP + (double)rows * (shown + WORDS), 0.1, 0.1, 1);
    ri_status status = finish(pages, &words, err);
    if (status == RI_OK)
        status = ri_picture_decode((struct ri_view){words.at, words.length}, 0, &page, err);
    for (size_t i = 0; status == RI_OK && i < sheet->count; i++)
        paste(sheet, i, GAP + (double)(i % COLUMNS) * (shown + GAP),
              GAP + (double)(i / COLUMNS) * (shown + WORDS), shown, page.width / width, &page);
    if (status == RI_OK) status = ri_picture_png(&page, png, err);
    ri_picture_release(&page);
    ri_text_release(&words);
    return status;
}
