/* Table input: chosen columns, their types, and that one bad record stops it. */
#include "table_input.h"

#include "testing.h"

static struct ri_table_input *must_open(const char *text)
{
    struct ri_table_input *input = NULL;
    struct ri_error        err = {0};
    const int              fd = fd_of(text, strlen(text));
    if (ri_table_input_open(fd, "t.csv", NULL, NULL, &input, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    close(fd); /* small: all of it was read */
    return input;
}

TEST(table_input_reads_chosen_columns)
{
    struct ri_table_input *input =
        must_open("when;what;how much;promo\n5.8.2024;A;1,5;yes\n25.8.2024;;;no\n");
    const struct ri_columns *columns;
    CHECK_INT(ri_table_input_count(input), 4);
    CHECK_TEXT(ri_table_input_name(input, 2), "how much");
    CHECK(ri_table_input_name(input, 4) == NULL);
    CHECK_INT(ri_table_input_guess(input, 0), RI_INPUT_TIME);
    CHECK_INT(ri_table_input_guess(input, 1), RI_INPUT_TEXT);
    CHECK_INT(ri_table_input_guess(input, 2), RI_INPUT_NUMBER);
    const struct ri_input_column want[] = {{"how much", RI_INPUT_NUMBER},
                                           {"WHEN", RI_INPUT_TIME},
                                           {"#2", RI_INPUT_TEXT},
                                           {"promo", RI_INPUT_FLAG}};
    CHECK_STATUS(ri_table_input_choose(input, want, 4, NULL), RI_OK);
    CHECK_STATUS(ri_table_input_choose(input, want, 4, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_table_input_next(input, &columns, NULL), RI_OK);
    CHECK_INT(columns->rows, 2);
    CHECK_INT(columns->column_count, 4);
    CHECK_INT(columns->cells[0].number[0], 1500000);
    CHECK(!columns->cells[0].valid[1]);
    CHECK_INT(columns->cells[1].number[0], ri_day_of(2024, 8, 5) * RI_US_PER_DAY);
    CHECK(ri_view_is(columns->cells[2].text[0], "A"));
    CHECK(!columns->cells[2].valid[1]);
    CHECK_INT(columns->cells[3].number[0], 1);
    CHECK_INT(columns->cells[3].number[1], 0);
    CHECK_STATUS(ri_table_input_next(input, &columns, NULL), RI_OK);
    CHECK(columns == NULL);
    size_t notes;
    CHECK(ri_table_input_notes(input, &notes) && notes > 2);
    ri_table_input_close(input);
}

TEST(table_input_says_what_is_wrong)
{
    static const struct {
        const char            *text;
        struct ri_input_column want;
        ri_status              status;
        const char            *says;
    } cases[] = {
        {"date,sales\n2024-01-01,1\n",
         {"sale", RI_INPUT_NUMBER},
         RI_EUSAGE,
         "did you mean 'sales'?"},
        {"date,sales\n1/2/2024,1\n", {"date", RI_INPUT_TIME}, RI_EDATA, "--set date="},
        {"date,sales\n2024-01-01,x\n", {"sales", RI_INPUT_NUMBER}, RI_EDATA, "must hold numbers"},
        {"date,sales\n2024-01-01,1\n2024-01-02,x\n",
         {"sales", RI_INPUT_NUMBER},
         RI_EDATA,
         "line 3: column 'sales': 'x'"},
        {"date,sales\n2024-01-01,1\n2024-01-02\n",
         {"sales", RI_INPUT_NUMBER},
         RI_EDATA,
         "line 3: has 1 fields, the header 2"},
        {"date,sales\n2024-01-01,1\n2024-01-02,\"1\n",
         {"sales", RI_INPUT_NUMBER},
         RI_EDATA,
         "line 3: a quoted text"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_error          err = {0};
        const struct ri_columns *columns;
        struct ri_table_input   *input = must_open(cases[i].text);
        ri_status                status = ri_table_input_choose(input, &cases[i].want, 1, &err);
        if (status == RI_OK) status = ri_table_input_next(input, &columns, &err);
        CHECK_STATUS(status, cases[i].status);
        CHECK_SAYS(err.message, cases[i].says);
        ri_table_input_close(input);
    }
    struct ri_table_input   *input = must_open("a,b\n1,2\n");
    const struct ri_columns *columns;
    CHECK_STATUS(ri_table_input_next(input, &columns, NULL), RI_EUSAGE);
    ri_table_input_close(input);
    const int fd = fd_of("", 0);
    CHECK_STATUS(ri_table_input_open(fd, "t", NULL, NULL, &input, NULL), RI_EDATA);
    close(fd);
}

TEST(table_input_anomaly_minutes)
{
    const int fd = fd_of_shared("anomaly", "minutely_counts.csv");
    if (fd < 0) TEST_SKIP("no shared data");
    struct ri_table_input       *input;
    const struct ri_columns     *columns;
    const struct ri_input_column want[] = {{"timestamp", RI_INPUT_TIME},
                                           {"count", RI_INPUT_NUMBER}};
    int64_t                      sum = 0, rows = 0, last = 0;
    CHECK_STATUS(ri_table_input_open(fd, "t", NULL, NULL, &input, NULL), RI_OK);
    CHECK_STATUS(ri_table_input_choose(input, want, 2, NULL), RI_OK);
    for (;;) {
        CHECK_STATUS(ri_table_input_next(input, &columns, NULL), RI_OK);
        if (!columns) break;
        for (size_t r = 0; r < columns->rows; r++, rows++) {
            sum += columns->cells[1].number[r];
            if (rows) CHECK_INT(columns->cells[0].number[r] - last, 60 * RI_US_PER_SECOND);
            last = columns->cells[0].number[r];
        }
    }
    CHECK_INT(rows, 14398);
    CHECK_NEAR((double)sum / (double)RI_INPUT_SCALE, 1620450.5, 1e-6);
    ri_table_input_close(input);
    close(fd);
}

TEST(table_input_says_that_the_encoding_turned)
{
    struct ri_text text = {0}; /* longer than what is looked at before the first record */
    ri_text_puts(&text, "a,n\n");
    while (text.length < 3 << 20) ri_text_puts(&text, "plain,1\n");
    ri_text_puts(&text, "K\xe4se,2\n");
    struct ri_table_input       *input = NULL;
    const int                    fd = fd_of(text.at, text.length);
    const struct ri_columns     *columns;
    const struct ri_input_column want[] = {{"a", RI_INPUT_TEXT}, {"n", RI_INPUT_NUMBER}};
    size_t                       count, before = 0, after = 0;
    CHECK_STATUS(ri_table_input_open(fd, "t.csv", NULL, NULL, &input, NULL), RI_OK);
    CHECK_STATUS(ri_table_input_choose(input, want, 2, NULL), RI_OK);
    const struct ri_ingest_note *notes = ri_table_input_notes(input, &count);
    for (size_t i = 0; i < count; i++) before += notes[i].trap;
    do CHECK_STATUS(ri_table_input_next(input, &columns, NULL), RI_OK);
    while (columns);
    notes = ri_table_input_notes(input, &count);
    for (size_t i = 0; i < count; i++)
        after += notes[i].trap && strcmp(notes[i].topic, "encoding") == 0;
    CHECK_INT(before, 0);
    CHECK_INT(after, 1);
    ri_table_input_close(input);
    close(fd);
    ri_text_release(&text);
}
