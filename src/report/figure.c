/* Figures for people. */
#include "figure.h"

#include "table/display.h"

#include <math.h>

static void put(struct ri_text *out, double value, int digits, bool sign)
{
    char text[400];
    if (!isfinite(value)) {
        ri_text_puts(out, "–");
        return;
    }
    snprintf(text, sizeof text, "%.*f", digits, fabs(value));
    const bool zero = strspn(text, "0.") == strlen(text);
    if (!zero && value < 0)
        ri_text_puts(out, "−");
    else if (!zero && sign)
        ri_text_putc(out, '+');
    ri_display_thousands(out, ri_view_of(text));
}

void ri_figure(struct ri_text *out, double value, int digits)
{
    put(out, value, digits, false);
}

void ri_figure_signed(struct ri_text *out, double value, int digits)
{
    put(out, value, digits, true);
}

void ri_figure_money(struct ri_text *out, double value)
{
    put(out, value, fabs(value) < 999.995 ? 2 : 0, false);
}

void ri_figure_percent(struct ri_text *out, double share)
{
    put(out, share * 100, 1, false);
    if (isfinite(share)) ri_text_puts(out, "\u00a0%");
}

void ri_figure_change(struct ri_text *out, double now, double before)
{
    const double change = (now - before) / fabs(before);
    if (!isfinite(now) || !isfinite(before)) {
        ri_text_puts(out, "–");
    } else if (before == 0) {
        ri_text_puts(out, now == 0 ? "■ unchanged" : "new");
    } else if (fabs(change) < 0.0005) {
        ri_text_puts(out, "■ unchanged");
    } else if (change >= 1) {
        ri_text_puts(out, "▲ ");
        put(out, now / before, 1, false);
        ri_text_puts(out, "\u00a0times");
    } else {
        ri_text_puts(out, change > 0 ? "▲ " : "▼ ");
        put(out, change * 100, 1, true);
        ri_text_puts(out, "\u00a0%");
    }
}

/* ---- Days -------------------------------------------------------------------------------------------------------------- */

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void ri_figure_day_short(struct ri_text *out, ri_day day)
{
    const struct ri_civil civil = ri_day_civil(day);
    ri_text_printf(out, "%d %s", civil.day, months[civil.month - 1]);
}

void ri_figure_day(struct ri_text *out, ri_day day)
{
    ri_figure_day_short(out, day);
    ri_text_printf(out, " %d", ri_day_civil(day).year);
}

void ri_figure_weekday(struct ri_text *out, ri_day day)
{
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    ri_text_printf(out, "%s ", weekdays[ri_day_weekday(day)]);
    ri_figure_day(out, day);
}

void ri_figure_month(struct ri_text *out, ri_day day)
{
    const struct ri_civil civil = ri_day_civil(day);
    ri_text_printf(out, "%s %d", months[civil.month - 1], civil.year);
}

void ri_figure_span(struct ri_text *out, ri_day first, ri_day last)
{
    if (first != last) {
        if (ri_day_civil(first).year == ri_day_civil(last).year)
            ri_figure_day_short(out, first);
        else
            ri_figure_day(out, first);
        ri_text_puts(out, " to ");
    }
    ri_figure_day(out, last);
}
