/* Forms: what is understood, what is refused, limits. */
#include "form.h"

#include "base/test.h"

static struct ri_arena mem;

static ri_status parse(const char *type, const char *body, struct form *ret, struct ri_error *err)
{
    ri_arena_release(&mem);
    ri_arena_init(&mem, SIZE_MAX);
    return form_parse(type, ri_view_of(body), &mem, ret, err);
}

#define FILE_PART(name, bytes)                                                 \
    "--x1\r\nContent-Disposition: form-data; name=\"input\"; filename=\"" name \
    "\"\r\nContent-Type: image/png\r\n\r\n" bytes "\r\n"

TEST(files_and_values_are_told_apart)
{
    static const char body[] =
        FILE_PART("\xc3\x84pfel \\\"a\\\".png", "one\r\n--x two\r\n") FILE_PART(
            "b.png",
            "") "--x1\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nshelf\r\n--x1--\r\n";
    struct form form;
    CHECK_STATUS(parse("multipart/form-data; boundary=x1", body, &form, NULL), RI_OK);
    CHECK_INT(form.count, 3);
    CHECK_TEXT(form.parts[0].name, "input");
    CHECK_TEXT(form.parts[0].file_name, "\xc3\x84pfel \"a\".png");
    CHECK(ri_view_is(form.parts[0].bytes, "one\r\n--x two\r\n"));
    CHECK_INT(form.parts[1].bytes.length, 0);
    CHECK_TEXT(form.parts[1].file_name, "b.png");
    CHECK_TEXT(form.parts[2].name, "model");
    CHECK(!form.parts[2].file_name);
    CHECK(ri_view_is(form.parts[2].bytes, "shelf"));
    CHECK_STATUS(parse("multipart/form-data; BOUNDARY=\"x1\"; charset=utf-8", body, &form, NULL),
                 RI_OK);
    CHECK_STATUS(parse("multipart/form-data; boundary=x1", "--x1--", &form, NULL), RI_OK);
    CHECK_INT(form.count, 0);
}

TEST(what_two_readers_might_read_differently_is_refused)
{
    static const struct {
        const char *type, *body, *says;
    } bad[] = {
        {"multipart/form-data", FILE_PART("a", "b") "--x1--", "one boundary"},
        {"multipart/form-data; boundary=", FILE_PART("a", "b") "--x1--", "its boundary"},
        {"multipart/form-data; boundary=x1; boundary=x2", FILE_PART("a", "b") "--x1--",
         "one boundary"},
        {"multipart/form-data; boundary=\"x1", FILE_PART("a", "b") "--x1--", "its boundary"},
        {"multipart/form-data; boundary=x\"1", FILE_PART("a", "b") "--x1--", "its boundary"},
        {"multipart/form-data; boundary=x1", "", "does not begin"},
        {"multipart/form-data; boundary=x1", "preamble\r\n" FILE_PART("a", "b") "--x1--",
         "does not begin"},
        {"multipart/form-data; boundary=x1", FILE_PART("a", "b"), "no end"},
        {"multipart/form-data; boundary=x1", FILE_PART("a", "b") "--x1", "goes on"},
        {"multipart/form-data; boundary=x1", FILE_PART("a", "b") "--x1--more", "follows its end"},
        {"multipart/form-data; boundary=x1", "--x1\r\n\r\nb\r\n--x1--", "without a name"},
        {"multipart/form-data; boundary=x1",
         "--x1\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x1--", "without a name"},
        {"multipart/form-data; boundary=x1",
         "--x1\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb\r\n--x1--", "no form-data"},
        {"multipart/form-data; boundary=x1",
         "--x1\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x1--", "the name"},
        {"multipart/form-data; boundary=x1",
         "--x1\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nb\r\n--x1--",
         "the name"},
        {"multipart/form-data; boundary=x1",
         "--x1\r\nContent-Disposition: form-data; name=\"a\xff\"\r\n\r\nb\r\n--x1--", "the name"},
        {"multipart/form-data; boundary=x1",
         "--x1\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; "
         "name=\"b\"\r\n\r\nb\r\n--x1--",
         "no form-data"},
        {"multipart/form-data; boundary=x1",
         "--x1\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: "
         "base64\r\n\r\nb\r\n--x1--",
         "encoded"},
        {"multipart/form-data; boundary=x1",
         "--x1\r\nContent-Disposition: form-data; name=\"a\"\n\nb\r\n--x1--", "the head"},
    };
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        struct form     form;
        struct ri_error err = {0};
        if (parse(bad[i].type, bad[i].body, &form, &err) != RI_EUSAGE ||
            !strstr(err.message, bad[i].says))
            ri_test_fail(__FILE__, __LINE__, "case %zu says '%s'", i, err.message);
    }
}

TEST(parts_are_counted_and_room_is_limited)
{
    struct ri_text body = {0};
    struct form    form;
    for (int i = 0; i <= FORM_PARTS; i++)
        ri_text_printf(&body, "--b\r\nContent-Disposition: form-data; name=\"a%d\"\r\n\r\n\r\n", i);
    ri_text_printf(&body, "--b--");
    CHECK_STATUS(parse("multipart/form-data; boundary=b", body.at, &form, NULL), RI_ETOOLARGE);
    ri_text_release(&body);
    for (size_t limit = 0; limit < 20000; limit += 501) {
        ri_arena_release(&mem);
        ri_arena_init(&mem, limit);
        const ri_status status =
            form_parse("multipart/form-data; boundary=x1", ri_view_of(FILE_PART("a", "b") "--x1--"),
                       &mem, &form, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM || status == RI_EUSAGE);
    }
    ri_arena_release(&mem);
}
