#include "base/test.h"

#include "gtin.h"

TEST(gtin_check_digits)
{
    CHECK_INT(ri_gtin_check_digit(RI_VIEW("629104150021")), 3);
    CHECK_INT(ri_gtin_check_digit(RI_VIEW("400638133393")), 1);
    CHECK_INT(ri_gtin_check_digit(RI_VIEW("0")), 0);
    CHECK_INT(ri_gtin_check_digit(RI_VIEW("")), -1);
    CHECK_INT(ri_gtin_check_digit(RI_VIEW("40063813339x")), -1);
    CHECK_INT(ri_gtin_check_digit(RI_VIEW("123456789012345678")), -1);
}

TEST(gtin_compares_as_14_digits)
{
    static const struct {
        const char *text, *gtin14;
    } rows[] = {
        {"4006381333931", "04006381333931"},
        {"04006381333931", "04006381333931"},
        {"96385074", "00000096385074"},
        {"036000291452", "00036000291452"},
        {"4006381333932", NULL},
        {"400638133393", NULL},
        {"", NULL},
        {"40063813339 1", NULL},
        {"x006381333931", NULL},
        {"0036000291452", "00036000291452"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        char got[15] = "unset";
        CHECK_INT(ri_gtin_normalise(ri_view_of(rows[i].text), got), rows[i].gtin14 != NULL);
        CHECK_TEXT(got, rows[i].gtin14 ? rows[i].gtin14 : "unset");
    }
}

TEST(gtin_any_single_wrong_digit_is_seen)
{
    const char right[] = "4006381333931";
    char       got[15];
    for (size_t i = 0; i < 13; i++) {
        for (char c = '0'; c <= '9'; c++) {
            char text[14];
            memcpy(text, right, sizeof text);
            text[i] = c;
            CHECK_INT(ri_gtin_normalise(ri_view_of(text), got), c == right[i]);
        }
    }
}

TEST(gtin_restricted_numbers)
{
    static const struct {
        const char *gtin14;
        bool        restricted;
    } rows[] = {{"00200000000000", true},  {"00290000000000", true},  {"00300000000000", false},
                {"00400000000000", true},  {"00490000000000", true},  {"00500000000000", false},
                {"02000000000000", true},  {"02999999999999", true},  {"03000000000000", false},
                {"04006381333931", false}, {"14006381333938", false}, {"00000020000004", true},
                {"00000096385074", false}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (ri_gtin_is_restricted(rows[i].gtin14) != rows[i].restricted)
            ri_test_fail(__FILE__, __LINE__, "%s", rows[i].gtin14);
    }
}
