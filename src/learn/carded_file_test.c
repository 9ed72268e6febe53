#include "base/test.h"
#include "carded_file.h"

static const struct ri_carded_kind kind = {
    .lead = "retailinsight-thing ", .format = 2, .what = "a thing"};

TEST(a_carded_file_is_read_as_it_was_written)
{
    struct ri_text  out = {0};
    struct ri_view  card, body;
    struct ri_error err;
    CHECK_STATUS(ri_carded_write(&kind, RI_VIEW("{\"a\":1}"), RI_VIEW("body\n\n"), &out, &err),
                 RI_OK);
    CHECK_TEXT(out.at, "retailinsight-thing 2 7\n{\"a\":1}\nbody\n\n");
    CHECK_STATUS(ri_carded_read(&kind, (struct ri_view){out.at, out.length}, &card, &body, &err),
                 RI_OK);
    CHECK(ri_view_is(card, "{\"a\":1}") && ri_view_is(body, "body\n\n"));
    ri_text_release(&out);
}

TEST(a_carded_file_is_read_with_distrust)
{
    static const struct {
        const char *file;
        ri_status   status;
        const char *says;
    } cases[] = {
        {"", RI_EDATA, "this is not a thing"},
        {"retailinsight-other 2 7\n{\"a\":1}\n", RI_EDATA, "this is not a thing"},
        {"retailinsight-thing \n", RI_EDATA, "this is not a thing"},
        {"retailinsight-thing 2\n{}\n", RI_EDATA, "first line cannot be read"},
        {"retailinsight-thing 2 x\n{}\n", RI_EDATA, "first line cannot be read"},
        {"retailinsight-thing 3 2\n{}\n", RI_ENEWER, "has format 3; this program reads 2"},
        {"retailinsight-thing 2 2\n{}", RI_EDATA, "cut short"},
        {"retailinsight-thing 2 3\n{}\n", RI_EDATA, "cut short"},
        {"retailinsight-thing 2 1\n{}\n", RI_EDATA, "another length"},
        {"retailinsight-thing 2 -2\n{}\n", RI_EDATA, "another length"},
        {"retailinsight-thing 2 999999999999\n{}\n", RI_EDATA, "another length"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_view  card, body;
        struct ri_error err = {0};
        CHECK_STATUS(ri_carded_read(&kind, ri_view_of(cases[i].file), &card, &body, &err),
                     cases[i].status);
        CHECK(strstr(err.message, cases[i].says));
    }
}
