#include "test.h"

#include "json.h"

static void write_sample(struct ri_json *w)
{
    ri_json_object(w);
    ri_json_key(w, "a\"b");
    ri_json_array(w);
    ri_json_int(w, INT64_MIN);
    ri_json_number(w, 0.1);
    ri_json_number(w, NAN);
    ri_json_bool(w, true);
    ri_json_null(w);
    ri_json_text(w, "tab\tline\nbell\a\x7f\xC3\xA4");
    ri_json_end(w);
    ri_json_key(w, "empty");
    ri_json_object(w);
    ri_json_end(w);
    ri_json_key(w, "raw");
    ri_json_raw(w, "12.50", 5);
    ri_json_key(w, "none");
    ri_json_text(w, NULL);
    ri_json_end(w);
}

TEST(json_writer)
{
    struct ri_text out = {0};
    struct ri_json w = {.out = &out};
    write_sample(&w);
    CHECK_TEXT(
        out.at,
        "{\"a\\\"b\":[-9223372036854775808,0.1,null,true,null,"
        "\"tab\\tline\\nbell\\u0007\x7f\xC3\xA4\"],\"empty\":{},\"raw\":12.50,\"none\":null}");
    CHECK_INT(w.depth, 0);
    ri_text_release(&out);
}

TEST(json_writer_mends_bad_utf8)
{
    struct ri_text out = {0};
    struct ri_json w = {.out = &out};
    ri_json_view(&w, (struct ri_view){"a\xFF"
                                      "b\xC3",
                                      4});
    CHECK_TEXT(out.at, "\"a\xEF\xBF\xBD"
                       "b\xEF\xBF\xBD\"");
    ri_text_clear(&out);
    w = (struct ri_json){.out = &out};
    ri_json_view(&w, (struct ri_view){"\0\x01\"\\", 4});
    CHECK_TEXT(out.at, "\"\\u0000\\u0001\\\"\\\\\"");
    ri_text_release(&out);
}

TEST(json_round_trip)
{
    struct ri_text out = {0};
    struct ri_json w = {.out = &out};
    write_sample(&w);
    struct ri_json_document *document = NULL;
    CHECK_STATUS(ri_json_read(out.at, out.length, &document, NULL), RI_OK);
    const struct ri_json_value *root = ri_json_root(document);
    CHECK(ri_json_is_object(root) && ri_json_count(root) == 4);
    const struct ri_json_value *list = ri_json_member(root, "a\"b");
    CHECK(ri_json_is_array(list) && ri_json_count(list) == 6);
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_TEXT(ri_json_scalar(ri_json_at(list, 0, NULL), &mem), "-9223372036854775808");
    CHECK_TEXT(ri_json_scalar(ri_json_at(list, 1, NULL), &mem), "0.1");
    CHECK(!ri_json_scalar(ri_json_at(list, 2, NULL), &mem));
    CHECK_TEXT(ri_json_scalar(ri_json_at(list, 3, NULL), &mem), "true");
    CHECK_TEXT(ri_json_string(ri_json_at(list, 5, NULL)), "tab\tline\nbell\a\x7f\xC3\xA4");
    const char *key = NULL;
    CHECK_TEXT(ri_json_scalar(ri_json_at(root, 2, &key), &mem), "12.5");
    CHECK_TEXT(key, "raw");
    CHECK(!ri_json_at(root, 4, NULL) && !ri_json_at(list, 6, NULL));
    CHECK(!ri_json_member(NULL, "x") && !ri_json_count(NULL) && !ri_json_string(NULL) &&
          !ri_json_at(NULL, 0, NULL));
    CHECK(!ri_json_member(list, "x") && !ri_json_scalar(root, &mem));
    ri_arena_release(&mem);
    ri_json_document_free(document);
    ri_text_release(&out);
}

TEST(json_reader_refuses)
{
    static const char *const bad[] = {"",
                                      "{",
                                      "[1,]",
                                      "{\"a\":1,\"a\":2}",
                                      "{\"a\":{\"b\":1,\"c\":2,\"b\":3}}",
                                      "nul",
                                      "[1] 2",
                                      "{'a':1}",
                                      "[01]",
                                      "\"\xFF\"",
                                      "[1e999]"};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        struct ri_json_document *document = NULL;
        struct ri_error          err = {0};
        if (ri_json_read(bad[i], strlen(bad[i]), &document, &err) != RI_EDATA || document)
            ri_test_fail(__FILE__, __LINE__, "\"%s\" was read", bad[i]);
        CHECK(strstr(err.message, "json: "));
    }
    struct ri_text deep = {0};
    for (int depth = 128; depth <= 129; depth++) {
        struct ri_json_document *document = NULL;
        ri_text_clear(&deep);
        for (int i = 0; i <= depth; i++) ri_text_putc(&deep, '[');
        for (int i = 0; i <= depth; i++) ri_text_putc(&deep, ']');
        CHECK_STATUS(ri_json_read(deep.at, deep.length, &document, NULL),
                     depth == 128 ? RI_OK : RI_EDATA);
        ri_json_document_free(document);
    }
    ri_text_release(&deep);
}

TEST(json_wide_object_is_read_in_linear_time)
{
    struct ri_text           out = {0};
    struct ri_json           w = {.out = &out};
    struct ri_json_document *document = NULL;
    char                     key[16];
    ri_json_object(&w);
    for (int i = 0; i < 50000; i++) {
        snprintf(key, sizeof key, "k%d", i);
        ri_json_key(&w, key);
        ri_json_int(&w, i);
    }
    ri_json_end(&w);
    CHECK_STATUS(ri_json_read(out.at, out.length, &document, NULL), RI_OK);
    CHECK_INT(ri_json_count(ri_json_root(document)), 50000);
    ri_json_document_free(document);
    ri_text_release(&out);
}

TEST(json_numbers_read_back)
{
    static const double values[] = {0,
                                    -0.0,
                                    1,
                                    -17,
                                    0.1,
                                    1.0 / 3,
                                    123456789.123456789,
                                    1e15,
                                    1e300,
                                    5e-324,
                                    2.5e-7,
                                    9007199254740993.0,
                                    -1.7976931348623157e308};
    char                buffer[32];
    for (size_t i = 0; i < RI_COUNT(values); i++) {
        CHECK_INT(ri_double_text(values[i], buffer), strlen(buffer));
        double back = 0;
        CHECK(ri_parse_double(ri_view_of(buffer), &back) && back == values[i]);
    }
    ri_double_text(-0.0, buffer);
    CHECK_TEXT(buffer, "0");
    ri_double_text(0.3, buffer);
    CHECK_TEXT(buffer, "0.3");
}
