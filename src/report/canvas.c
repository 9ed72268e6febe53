/* What all canvases share: colours, and shapes made of paths. */
#include "canvas.h"

static const struct ri_ink_colour colours[] = {
#define COLOUR(code, name, light, dark) [code] = {name, light, dark},
    RI_INK_MAP(COLOUR)
#undef COLOUR
};

const struct ri_ink_colour *ri_ink_colour(ri_ink ink)
{
    return &colours[ink];
}

void ri_draw_line(struct ri_canvas *canvas, double x1, double y1, double x2, double y2,
                  const struct ri_paint *paint)
{
    const struct ri_point points[] = {{x1, y1}, {x2, y2}};
    canvas->driver->path(canvas, points, 2, false, paint);
}

void ri_draw_box(struct ri_canvas *canvas, double x, double y, double width, double height,
                 const struct ri_paint *paint)
{
    const struct ri_point points[] = {
        {x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
    canvas->driver->path(canvas, points, 4, true, paint);
}

/* Bytes of the longest beginning of whole characters that fits with an ellipsis. */
static size_t fitting(struct ri_canvas *canvas, double width, const struct ri_letters *letters,
                      const char *text, char *cut, size_t room)
{
    size_t low = 0, high = strlen(text) < room - 4 ? strlen(text) : room - 4;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        while (middle > low && ((unsigned char)text[middle] & 0xc0) == 0x80) middle--;
        if (middle == low) break;
        snprintf(cut, room, "%.*s…", (int)middle, text);
        if (canvas->driver->width(canvas, letters, cut) <= width)
            low = middle;
        else
            high = middle - 1;
    }
    while (low && ((unsigned char)text[low] & 0xc0) == 0x80) low--;
    return low;
}

void ri_draw_text(struct ri_canvas *canvas, double x, double y, double width,
                  const struct ri_letters *letters, const char *text)
{
    char cut[512];
    if (!*text) return;
    if (canvas->driver->width(canvas, letters, text) > width) {
        const size_t length = fitting(canvas, width, letters, text, cut, sizeof cut);
        snprintf(cut, sizeof cut, "%.*s…", (int)length, text);
        text = cut;
    }
    canvas->driver->text(canvas, x, y, letters, text);
}
