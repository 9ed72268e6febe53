#include "test.h"

#include "text.h"

TEST(text_grows_up_to_its_maximum)
{
    struct ri_text text = {.most = 10};
    ri_text_puts(&text, "12345");
    ri_text_printf(&text, "%d", 67890);
    CHECK_TEXT(text.at, "1234567890");
    CHECK_STATUS(ri_text_check(&text, NULL), RI_OK);
    ri_text_putc(&text, '!');
    CHECK_TEXT(text.at, "1234567890");
    CHECK_STATUS(ri_text_check(&text, NULL), RI_ENOMEM);
    ri_text_clear(&text);
    CHECK_STATUS(ri_text_check(&text, NULL), RI_OK);
    CHECK_INT(text.length, 0);
    ri_text_release(&text);
    CHECK(!text.at && text.most == 10);
    for (int i = 0; i < 1000; i++) ri_text_printf(&text, "%d", i % 10);
    CHECK(text.failed);
    ri_text_release(&text);
}

TEST(text_views)
{
    CHECK(ri_view_is(RI_VIEW("abc"), "abc"));
    CHECK(!ri_view_is(RI_VIEW("abc"), "ab"));
    CHECK(ri_view_is(ri_view_of(NULL), ""));
    CHECK(ri_view_equal(ri_view_of(NULL), RI_VIEW("")));
    CHECK(ri_view_is(ri_view_trim(RI_VIEW(" \t\r\n a b \v\f ")), "a b"));
    CHECK(ri_view_is(ri_view_trim(RI_VIEW("  \n")), ""));
    CHECK(ri_view_is(ri_view_trim(RI_VIEW("")), ""));
}

TEST(text_integers)
{
    static const struct {
        const char *text;
        bool        ok;
        int64_t     value;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"+17", true, 17},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"1.0", false, 0},
        {"1 ", false, 0},
        {" 1", false, 0},
        {"0x10", false, 0},
        {"+-1", false, 0},
        {"1e3", false, 0},
        {"007", true, 7},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        int64_t got = 4711;
        if (ri_parse_int(ri_view_of(rows[i].text), &got) != rows[i].ok)
            ri_test_fail(__FILE__, __LINE__, "%s", rows[i].text);
        CHECK_INT(got, rows[i].ok ? rows[i].value : 4711);
    }
}

TEST(text_decimals)
{
    static const struct {
        const char *text;
        int         scale;
        bool        ok;
        int64_t     value;
    } rows[] = {
        {"12.34", 2, true, 1234},
        {"-12.34", 2, true, -1234},
        {"12.3", 2, true, 1230},
        {"12", 2, true, 1200},
        {".5", 2, true, 50},
        {"5.", 2, true, 500},
        {"12.345", 2, false, 0},
        {"12.340", 2, true, 1234},
        {"12.34000000000000000000000", 2, true, 1234},
        {"1.5", 0, false, 0},
        {"1.0", 0, true, 1},
        {".", 2, false, 0},
        {"", 2, false, 0},
        {"-", 2, false, 0},
        {"1..2", 2, false, 0},
        {"1.2.3", 2, false, 0},
        {"1,2", 2, false, 0},
        {"92233720368547758.07", 2, true, INT64_MAX},
        {"-92233720368547758.08", 2, true, INT64_MIN},
        {"92233720368547758.08", 2, false, 0},
        {"999999999999999999", 6, false, 0},
        {"0.000001", 6, true, 1},
        {"00012.50", 2, true, 1250},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        int64_t got = 4711;
        if (ri_parse_decimal(ri_view_of(rows[i].text), rows[i].scale, &got) != rows[i].ok)
            ri_test_fail(__FILE__, __LINE__, "%s at scale %d", rows[i].text, rows[i].scale);
        CHECK_INT(got, rows[i].ok ? rows[i].value : 4711);
    }
}

TEST(text_decimals_are_written_exactly)
{
    static const struct {
        int64_t     value;
        int         scale;
        const char *text;
    } rows[] = {
        {0, 0, "0"},
        {0, 2, "0.00"},
        {5, 2, "0.05"},
        {-5, 2, "-0.05"},
        {123456, 3, "123.456"},
        {-100, 2, "-1.00"},
        {INT64_MAX, 2, "92233720368547758.07"},
        {INT64_MIN, 0, "-9223372036854775808"},
        {7, 6, "0.000007"},
    };
    struct ri_text text = {0};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        int64_t back;
        ri_text_clear(&text);
        ri_text_decimal(&text, rows[i].value, rows[i].scale);
        CHECK_TEXT(text.at, rows[i].text);
        CHECK(ri_parse_decimal(ri_view_of(text.at), rows[i].scale, &back) && back == rows[i].value);
    }
    ri_text_clear(&text);
    ri_text_decimal(&text, (ri_int128)1 << 126, 2);
    CHECK_TEXT(text.at, "850705917302346158658436518579420528.64");
    ri_text_release(&text);
}

TEST(text_doubles)
{
    double got = 0;
    CHECK(ri_parse_double(RI_VIEW("-1.25e2"), &got) && got == -125);
    CHECK(ri_parse_double(RI_VIEW(".5"), &got) && got == 0.5);
    static const char *const bad[] = {"",   "1,5", "nan", "inf", "0x1p3", "1e999",
                                      "1 ", "--1", "1e",  "e5",  "."};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        if (ri_parse_double(ri_view_of(bad[i]), &got))
            ri_test_fail(__FILE__, __LINE__, "\"%s\" was read", bad[i]);
    }
}

TEST(text_edit_distance)
{
    static const struct {
        const char *a, *b;
        size_t      distance;
    } rows[] = {
        {"", "", 0},
        {"abc", "abc", 0},
        {"abc", "abd", 1},
        {"abc", "ab", 1},
        {"ab", "abc", 1},
        {"abcd", "acbd", 1},
        {"kitten", "sitting", 3},
        {"", "abc", 3},
        {"forcast", "forecast", 1},
        {"stroe", "store", 1},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_view a = ri_view_of(rows[i].a), b = ri_view_of(rows[i].b);
        CHECK_INT(ri_edit_distance(a, b, 10), rows[i].distance);
        CHECK_INT(ri_edit_distance(b, a, 10), rows[i].distance);
    }
    CHECK_INT(ri_edit_distance(RI_VIEW("abcdefgh"), RI_VIEW("zzzzzzzz"), 3), 4); /* capped */
    char longer[200] = {0};
    memset(longer, 'a', 150);
    CHECK_INT(ri_edit_distance(ri_view_of(longer), RI_VIEW("a"), 5), 6);
    static const char *const names[] = {"store", "product", "customer", NULL};
    CHECK_TEXT(ri_nearest("stor", names), "store");
    CHECK_TEXT(ri_nearest("custoemr", names), "customer");
    CHECK(!ri_nearest("weather", names));
}

TEST(text_utf8_table) /* Unicode 15, table 3-7, each edge from both sides */
{
    static const struct {
        const char *bytes;
        size_t      length, valid, width;
    } rows[] = {
        {"plain", 5, 5, 5},
        {"\xC3\xA4", 2, 2, 1},
        {"\xC2\x80", 2, 2, 0},
        {"\xC1\xBF", 2, 0, 0}, /* overlong */
        {"\xC0\x80", 2, 0, 0},
        {"\xE0\xA0\x80", 3, 3, 1},
        {"\xE0\x9F\xBF", 3, 0, 0}, /* overlong */
        {"\xED\x9F\xBF", 3, 3, 0},
        {"\xED\xA0\x80", 3, 0, 0}, /* surrogate */
        {"\xEF\xBF\xBD", 3, 3, 1},
        {"\xF0\x90\x80\x80", 4, 4, 1},
        {"\xF0\x8F\xBF\xBF", 4, 0, 0}, /* overlong */
        {"\xF4\x8F\xBF\xBF", 4, 4, 0},
        {"\xF4\x90\x80\x80", 4, 0, 0}, /* past U+10FFFF */
        {"\xF5\x80\x80\x80", 4, 0, 0},
        {"\x80", 1, 0, 0},       /* continuation alone */
        {"ab\xE2\x82", 4, 2, 0}, /* cut short */
        {"ab\xE2\x82g", 5, 2, 0},
        {"\xFF", 1, 0, 0},
        {"12345678\xC3", 9, 8, 0},
        {"1234567\xC3\xA4", 9, 9, 8}, /* across the eight-byte step */
        {"a\0b", 3, 3, 2},
        {"\xE6\xBC\xA2\xE5\xAD\x97", 6, 6, 4}, /* wide */
        {"e\xCC\x81", 3, 3, 1},                /* combining */
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const size_t valid = ri_utf8_valid(rows[i].bytes, rows[i].length);
        if (valid != rows[i].valid)
            ri_test_fail(__FILE__, __LINE__, "row %zu: %zu bytes valid", i, valid);
        if (valid != rows[i].length || !rows[i].width) continue;
        const size_t width = ri_utf8_width((struct ri_view){rows[i].bytes, rows[i].length});
        if (width != rows[i].width)
            ri_test_fail(__FILE__, __LINE__, "row %zu: width %zu", i, width);
    }
    CHECK_INT(ri_utf8_valid(NULL, 0), 0);
}
