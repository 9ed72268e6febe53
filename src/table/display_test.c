#include "display.h"

#include "base/test.h"

TEST(display_of_text)
{
    static const struct {
        const char *text, *shown, *cut;
    } rows[] = {
        {"plain", "plain", "plain"},
        {"a\tb\x7f", "a\\tb\\x7f", "a\\tb…"},
        {"\xC2\x9Bq", "\\u009bq", "\\u00…"}, /* C1 CSI */
        {"\xE2\x80\xAE"
         "evil",
         "\\u202eevil", "\\u20…"}, /* right-to-left override */
        {"bad\xFF!", "bad\\xff!", "bad\\…"},
        {"東京都", "東京都", "東京…"},
    };
    struct ri_text out = {0};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        ri_text_clear(&out);
        ri_display_text(&out, ri_view_of(rows[i].text));
        CHECK_TEXT(out.at, rows[i].shown);
        struct ri_text cut = {0};
        ri_display_cut(&cut, (struct ri_view){out.at, out.length}, 5);
        CHECK_TEXT(cut.at, rows[i].cut);
        ri_text_release(&cut);
    }
    ri_text_clear(&out);
    ri_display_thousands(&out, RI_VIEW("-1234567.8901"));
    ri_display_thousands(&out, RI_VIEW(" 123 999"));
    ri_display_thousands(&out, RI_VIEW("1000"));
    CHECK_TEXT(out.at, "-1,234,567.8901 123 9991,000");
    ri_text_release(&out);
}
