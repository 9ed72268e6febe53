#include "base/test.h"
#include "figure.h"

#define SAYS(call, want)                          \
    do {                                          \
        struct ri_text text = {0};                \
        call;                                     \
        CHECK_TEXT(text.at ? text.at : "", want); \
        ri_text_release(&text);                   \
    } while (0)

TEST(figures_read_as_people_write_them)
{
    SAYS(ri_figure(&text, 7538257.4, 0), "7,538,257");
    SAYS(ri_figure(&text, -12300.385, 2), "−12,300.39");
    SAYS(ri_figure(&text, -0.0004, 2), "0.00");
    SAYS(ri_figure(&text, NAN, 0), "–");
    SAYS(ri_figure_signed(&text, 237688, 0), "+237,688");
    SAYS(ri_figure_signed(&text, 0, 0), "0");
    SAYS(ri_figure_money(&text, 690.7), "690.70");
    SAYS(ri_figure_money(&text, 999.996), "1,000");
    SAYS(ri_figure_percent(&text, 0.0331), "3.3\u00a0%");
}

TEST(changes_have_an_arrow_and_a_sign)
{
    SAYS(ri_figure_change(&text, 603140, 574852), "▲ +4.9\u00a0%");
    SAYS(ri_figure_change(&text, 603140, 700112), "▼ −13.9\u00a0%");
    SAYS(ri_figure_change(&text, 1000.4, 1000), "■ unchanged");
    SAYS(ri_figure_change(&text, 12.5, 0), "new");
    SAYS(ri_figure_change(&text, 0, 0), "■ unchanged");
    SAYS(ri_figure_change(&text, 23.85, 8.1), "▲ 2.9\u00a0times");
    SAYS(ri_figure_change(&text, -3, -4), "▲ +25.0\u00a0%"); /* a smaller loss is better */
    SAYS(ri_figure_change(&text, NAN, 4), "–");
}

TEST(days_are_said_with_their_month)
{
    const ri_day day = ri_day_of(2023, 3, 8);
    SAYS(ri_figure_weekday(&text, day), "Wed 8 Mar 2023");
    SAYS(ri_figure_day_short(&text, day), "8 Mar");
    SAYS(ri_figure_month(&text, day), "Mar 2023");
    SAYS(ri_figure_span(&text, ri_day_of(2022, 2, 28), ri_day_of(2022, 3, 6)),
         "28 Feb to 6 Mar 2022");
    SAYS(ri_figure_span(&text, ri_day_of(2022, 12, 28), day), "28 Dec 2022 to 8 Mar 2023");
    SAYS(ri_figure_span(&text, day, day), "8 Mar 2023");
}
