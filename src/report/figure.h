/* Figures as people read them: 7,538,257 · 3.3 % · ▲ +4.9 % · Wed 8 Mar 2023. Minus is a true minus, the blank before % does not break. */
#ifndef RI_REPORT_FIGURE_H
#define RI_REPORT_FIGURE_H
#include "base/date.h"

/* With `digits` after the point and thousands set apart; "–" for what is not known (NAN). */
void ri_figure(struct ri_text *out, double value, int digits);
void ri_figure_signed(struct ri_text *out, double value, int digits); /* zero has no sign */
/* Money: two digits under 1,000, none above. */
void ri_figure_money(struct ri_text *out, double value);
void ri_figure_percent(struct ri_text *out, double share); /* 0.0331: "3.3 %" */
/* "▲ +4.9 %", "▼ −2.5 %", "■ unchanged" under 0.05 %, "new" from nothing, "3.0 times" from twice on. */
void ri_figure_change(struct ri_text *out, double now, double before);
void ri_figure_day(struct ri_text *out, ri_day day);                 /* 8 Mar 2023 */
void ri_figure_weekday(struct ri_text *out, ri_day day);             /* Wed 8 Mar 2023 */
void ri_figure_day_short(struct ri_text *out, ri_day day);           /* 8 Mar */
void ri_figure_month(struct ri_text *out, ri_day day);               /* Mar 2023 */
void ri_figure_span(struct ri_text *out, ri_day first, ri_day last); /* 28 Feb to 6 Mar 2022 */
#endif
