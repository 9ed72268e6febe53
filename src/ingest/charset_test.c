/* Encodings: found, converted, and turned back into the same bytes. */
#include "charset.h"

#include "base/random.h"
#include "base/test.h"

TEST(charset_is_found)
{
    static const struct {
        const char    *bytes;
        size_t         length;
        ingest_charset charset;
        size_t         bom;
    } cases[] = {
        {"a,b\n1,2\n", 8, INGEST_UTF8, 0},
        {"\xef\xbb\xbf"
         "a,b\n",
         7, INGEST_UTF8, 3},
        {"\xff\xfe"
         "a\0,\0b\0\n\0",
         10, INGEST_UTF16LE, 2},
        {"\xfe\xff\0a\0,\0b\0\n", 10, INGEST_UTF16BE, 2},
        {"a\0,\0b\0\n\0", 8, INGEST_UTF16LE, 0},
        {"\0a\0,\0b\0\n", 8, INGEST_UTF16BE, 0},
        {"caf\xe9,b\n1,2\n", 11, INGEST_WINDOWS_1252, 0},
        {"caf\xc3\xa9,b\n1,2\n", 12, INGEST_UTF8, 0},
        {"caf\xc3", 4, INGEST_UTF8, 0}, /* a character cut by the end of the head */
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ingest_charset_guess guess = {0};
        CHECK_STATUS(ingest_charset_detect((struct ri_view){cases[i].bytes, cases[i].length}, "t",
                                           &guess, NULL),
                     RI_OK);
        CHECK_INT(guess.charset, cases[i].charset);
        CHECK_INT(guess.bom, cases[i].bom);
    }
}

TEST(charset_refuses_what_is_no_text)
{
    static const char *const heads[] = {"PK\x03\x04zip", "PAR1....", "%PDF-1.7", "\x89PNG\r\n",
                                        "SQLite format 3"};
    for (size_t i = 0; i < RI_COUNT(heads); i++) {
        struct ingest_charset_guess guess;
        struct ri_error             err = {0};
        CHECK_STATUS(ingest_charset_detect(ri_view_of(heads[i]), "t.xlsx", &guess, &err), RI_EDATA);
        CHECK(strstr(err.message, "not a text table") != NULL);
    }
}

TEST(windows_1252_becomes_utf8)
{
    char         to[64];
    const size_t n = ingest_windows_1252("\x80 caf\xe9 \x81", 8, to);
    CHECK_INT(n, 12);
    CHECK(memcmp(to, "\xe2\x82\xac caf\xc3\xa9 \xc2\x81", 12) == 0);
}

/* Any bytes: decoded piece by piece and encoded again they are the same, and the sizes agree. */
TEST(utf16_loses_nothing)
{
    struct ri_random random;
    ri_random_init(&random, 2385, 1);
    for (int round = 0; round < 2000; round++) {
        char                bytes[64], text[256];
        const size_t        length = ri_random_below(&random, sizeof bytes);
        struct ingest_utf16 state = {.big = round & 1};
        struct ri_text      back = {0};
        size_t              n = 0;
        for (size_t i = 0; i < length; i++) { /* many surrogates */
            bytes[i] = (char)ri_random_below(&random, 256);
            if (ri_random_below(&random, 3) == 0)
                bytes[i] = (char)(0xd8 + ri_random_below(&random, 8));
        }
        for (size_t at = 0; at < length;) {
            size_t step = 1 + ri_random_below(&random, 5);
            if (step > length - at) step = length - at;
            n += ingest_utf16_decode(&state, bytes + at, step, false, text + n);
            at += step;
        }
        n += ingest_utf16_decode(&state, NULL, 0, true, text + n);
        ingest_utf16_encode((struct ri_view){text, n}, state.big, &back);
        CHECK_INT(ingest_utf16_size((struct ri_view){text, n}), length);
        CHECK_INT(back.length, length);
        CHECK(length == 0 || memcmp(back.at, bytes, length) == 0);
        ri_text_release(&back);
    }
}

TEST(charset_names)
{
    ingest_charset charset;
    CHECK(ingest_charset_parse(RI_VIEW("ISO-8859-1"), &charset) && charset == INGEST_WINDOWS_1252);
    CHECK(ingest_charset_parse(RI_VIEW("Latin1"), &charset) && charset == INGEST_WINDOWS_1252);
    CHECK(ingest_charset_parse(RI_VIEW("utf8"), &charset) && charset == INGEST_UTF8);
    CHECK(ingest_charset_parse(RI_VIEW("UTF-16BE"), &charset) && charset == INGEST_UTF16BE);
    CHECK(!ingest_charset_parse(RI_VIEW("koi8-r"), &charset));
    CHECK(ingest_is_ascii("0123456789abcdef~", 17));
    CHECK(!ingest_is_ascii("0123456789\xc3", 11));
    CHECK(!ingest_is_ascii("01\xc3"
                           "3456789",
                           10));
}
