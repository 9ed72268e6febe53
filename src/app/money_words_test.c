#include "app/money_words.h"
#include "base/test.h"

TEST(amounts_are_told_as_people_read_them)
{
    static const struct {
        const char *code;
        int64_t     minor;
        const char *wanted;
    } rows[] = {
        {"EUR", 0, "0.00"},
        {"EUR", 7, "0.07"},
        {"EUR", -690, "-6.90"},
        {"EUR", 99999, "999.99"},
        {"EUR", 100000, "1,000"},
        {"EUR", 977050, "9,771"},
        {"EUR", 977049, "9,770"},
        {"EUR", -753825650, "-7,538,257"},
        {"JPY", 999, "999"},
        {"JPY", 1234567, "1,234,567"},
        {"KWD", 999999, "999.999"},
        {"KWD", 1234567, "1,235"},
        {NULL, 2385, "23.85"},
        {"EUR", INT64_MAX, "92,233,720,368,547,758"},
        {"EUR", INT64_MIN, "-92,233,720,368,547,758"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_text text = {0};
        ri_text_money_told(
            &text, rows[i].minor, rows[i].code ? ri_currency_find(ri_view_of(rows[i].code)) : NULL);
        CHECK_TEXT(text.at, rows[i].wanted);
        ri_text_release(&text);
    }
}
