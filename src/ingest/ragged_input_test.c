/* Lists of any length. */
#include "ragged_input.h"

#include "testing.h"

#include <unistd.h>

TEST(ragged_lines_keep_their_length)
{
    static const char text[] =
        "milk, bread ,\"beer, dark\"\n\nbeer\r\nwine;red\n\"say \"\"yes\"\"\",x";
    const int               fd = fd_of(text, sizeof text - 1);
    struct ri_ragged_input *input;
    const struct ri_view   *field;
    size_t                  count;
    CHECK_STATUS(ri_ragged_input_open(fd, "b.csv", NULL, &input, NULL), RI_OK);
    CHECK_STATUS(ri_ragged_input_next(input, &field, &count, NULL), RI_OK);
    CHECK_INT(count, 3);
    CHECK(ri_view_is(field[1], "bread") && ri_view_is(field[2], "beer, dark"));
    CHECK_STATUS(ri_ragged_input_next(input, &field, &count, NULL), RI_OK);
    CHECK(count == 1 && ri_view_is(field[0], "beer"));
    CHECK_STATUS(ri_ragged_input_next(input, &field, &count, NULL), RI_OK);
    CHECK(count == 1 && ri_view_is(field[0], "wine;red"));
    CHECK_STATUS(ri_ragged_input_next(input, &field, &count, NULL), RI_OK);
    CHECK(count == 2 && ri_view_is(field[0], "say \"yes\""));
    CHECK_STATUS(ri_ragged_input_next(input, &field, &count, NULL), RI_OK);
    CHECK(field == NULL);
    ri_ragged_input_close(input);
    close(fd);
}

TEST(ragged_input_refuses_what_is_no_text)
{
    struct ri_ragged_input *input;
    struct ri_error         err = {0};
    int                     fd = fd_of("", 0);
    CHECK_STATUS(ri_ragged_input_open(fd, "b.csv", NULL, &input, &err), RI_EDATA);
    CHECK_TEXT(err.message, "b.csv: is empty");
    close(fd);
    const struct ri_view *field;
    size_t                count;
    fd = fd_of("a,b\nc\0d\n", 8);
    CHECK_STATUS(ri_ragged_input_open(fd, "b.csv", NULL, &input, NULL), RI_OK);
    CHECK_STATUS(ri_ragged_input_next(input, &field, &count, NULL), RI_OK);
    CHECK_STATUS(ri_ragged_input_next(input, &field, &count, &err), RI_EDATA);
    CHECK(strstr(err.message, "b.csv: line 2:"));
    ri_ragged_input_close(input);
    close(fd);
}
