/* Columns to features and back again. */
#include "base/test.h"
#include "coding.h"

static struct ri_coded_column raw[] = {{"store", RI_CODED_CATEGORY, 0, NULL},
                                       {"price", RI_CODED_NUMBER, 0, NULL},
                                       {"day", RI_CODED_DATE, 0, NULL},
                                       {"open", RI_CODED_FLAG, 0, NULL}};
static const struct ri_coding raw_coding = {RI_COUNT(raw), raw};

static void add(struct ri_coded_table *table, const char *store, double price, double day,
                double open)
{
    const struct ri_cell cells[] = {{store != NULL, 0, ri_view_of(store)},
                                    {!isnan(price), price, {NULL, 0}},
                                    {!isnan(day), day, {NULL, 0}},
                                    {!isnan(open), open, {NULL, 0}}};
    CHECK_STATUS(ri_coded_table_add(table, cells, NULL), RI_OK);
}

TEST(coding_makes_features_of_cells)
{
    struct ri_coded_table *table;
    struct ri_arena        mem;
    struct ri_coding       coding;
    const bool             keep[] = {true, true, true, true};
    double                 x[3 * 7];
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_coded_table_new(&raw_coding, false, &table, NULL), RI_OK);
    add(table, "south", 2.385, 19783, 1); /* 2024-03-01, a Friday */
    add(table, "north", NAN, NAN, 0);
    add(table, NULL, -7.125, 0, NAN); /* 1970-01-01, a Thursday */
    CHECK_INT(ri_coded_table_words(table, 0), 2);
    CHECK_STATUS(ri_coded_table_settle(table, keep, &mem, &coding, NULL), RI_OK);
    CHECK_INT(ri_coding_features(&coding), 7);
    CHECK_TEXT(ri_coding_feature_name(&coding, 5, &mem), "day.weekday");
    CHECK_TEXT(ri_coding_feature_name(&coding, 6, &mem), "open");
    ri_coded_table_features(table, NULL, 3, x);
    const double want[3][7] = {{1, 2.385, 19783, 3, 1, 4, 1},
                               {0, NAN, NAN, NAN, NAN, NAN, 0},
                               {NAN, -7.125, 0, 1, 1, 3, NAN}};
    for (size_t i = 0; i < 21; i++)
        CHECK(isnan(want[i / 7][i % 7]) ? isnan(x[i]) : x[i] == want[i / 7][i % 7]);
    const size_t back[] = {2, 0};
    ri_coded_table_features(table, back, 2, x);
    CHECK(x[1] == -7.125 && x[8] == 2.385);
    ri_coded_table_free(table);
    ri_arena_release(&mem);
}

TEST(coding_is_the_same_for_any_order_of_rows_and_drops_columns)
{
    static const char *const words[] = {"b", "", "ab", "a", "\xc3\xa9"};
    struct ri_arena          mem;
    struct ri_coding         coding[2];
    const bool               keep[] = {true, false, false, true};
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t order = 0; order < 2; order++) {
        struct ri_coded_table *table;
        CHECK_STATUS(ri_coded_table_new(&raw_coding, false, &table, NULL), RI_OK);
        for (size_t i = 0; i < 5; i++)
            add(table, words[order ? 4 - i : i], 1.5, 2, (double)(i == 1));
        CHECK_STATUS(ri_coded_table_settle(table, keep, &mem, &coding[order], NULL), RI_OK);
        double x[2];
        ri_coded_table_features(table, (const size_t[]){1}, 1, x);
        CHECK_INT(x[0], order ? 1 : 0); /* "a", "" */
        CHECK_INT(x[1], 1);
        ri_coded_table_free(table);
    }
    CHECK_INT(coding[0].column_count, 2);
    for (size_t w = 0; w < 5; w++) {
        CHECK_TEXT(coding[0].columns[0].words[w], coding[1].columns[0].words[w]);
        CHECK_INT(ri_coding_code(&coding[0].columns[0], ri_view_of(coding[0].columns[0].words[w])),
                  w);
    }
    CHECK(ri_coding_code(&coding[0].columns[0], RI_VIEW("abc")) == SIZE_MAX);
    ri_arena_release(&mem);
}

TEST(a_settled_coding_counts_strangers_and_survives_json)
{
    const char              *words[] = {"north", "south"};
    struct ri_coded_column   columns[] = {{"store", RI_CODED_CATEGORY, 2, words},
                                          {"price", RI_CODED_NUMBER, 0, NULL}};
    const struct ri_coding   coding = {2, columns};
    struct ri_text           text = {0};
    struct ri_json           json = {.out = &text};
    struct ri_json_document *document;
    struct ri_coding         again;
    struct ri_arena          mem;
    struct ri_coded_table   *table;
    double                   x[2];
    ri_arena_init(&mem, SIZE_MAX);
    ri_coding_write(&coding, &json);
    CHECK_STATUS(ri_json_read(text.at, text.length, &document, NULL), RI_OK);
    CHECK_STATUS(ri_coding_read(ri_json_root(document), &mem, &again, NULL), RI_OK);
    ri_json_document_free(document);
    CHECK_TEXT(again.columns[0].words[1], "south");
    CHECK_STATUS(ri_coded_table_new(&again, true, &table, NULL), RI_OK);
    const struct ri_cell row[] = {{true, 0, RI_VIEW("east")}, {true, 3.5, {NULL, 0}}};
    CHECK_STATUS(ri_coded_table_add(table, row, NULL), RI_OK);
    ri_coded_table_features(table, NULL, 1, x);
    CHECK(isnan(x[0]) && x[1] == 3.5);
    CHECK_INT(ri_coded_table_strangers(table, 0), 1);
    ri_coded_table_clear(table);
    CHECK_INT(ri_coded_table_rows(table), 0);
    ri_coded_table_free(table);
    ri_text_release(&text);
    ri_arena_release(&mem);
}

TEST(coding_refuses_broken_json)
{
    static const char *const bad[] = {
        "{}",
        "[]",
        "[1]",
        "[{\"name\":\"a\"}]",
        "[{\"name\":\"a\",\"type\":\"word\"}]",
        "[{\"name\":\"a\",\"type\":\"category\"}]",
        "[{\"name\":\"a\",\"type\":\"category\",\"words\":[\"b\",\"a\"]}]",
        "[{\"name\":\"a\",\"type\":\"category\",\"words\":[\"a\",7]}]"};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        struct ri_json_document *document;
        struct ri_coding         coding;
        struct ri_arena          mem;
        ri_arena_init(&mem, SIZE_MAX);
        CHECK_STATUS(ri_json_read(bad[i], strlen(bad[i]), &document, NULL), RI_OK);
        CHECK_STATUS(ri_coding_read(ri_json_root(document), &mem, &coding, NULL), RI_EDATA);
        ri_json_document_free(document);
        ri_arena_release(&mem);
    }
}

/* A name of each row is of no use and dropped: the words of the columns after it are theirs all the same. */
TEST(columns_keep_their_words_where_one_before_is_dropped)
{
    static struct ri_coded_column columns[] = {{"name", RI_CODED_CATEGORY, 0, NULL},
                                               {"size", RI_CODED_CATEGORY, 0, NULL},
                                               {"colour", RI_CODED_CATEGORY, 0, NULL}};
    static const struct ri_coding three = {RI_COUNT(columns), columns};
    static const char *const      rows[][3] = {{"n1", "small", "red"},
                                               {"n2", "large", "blue"},
                                               {"n3", "medium", "red"},
                                               {"n4", "large", "green"}};
    static const double           want[][2] = {{2, 2}, {0, 0}, {1, 2}, {0, 1}};
    struct ri_coded_table        *table;
    struct ri_arena               mem;
    struct ri_coding              coding;
    const bool                    keep[] = {false, true, true};
    double                        x[4 * 2];
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_coded_table_new(&three, false, &table, NULL), RI_OK);
    for (size_t r = 0; r < RI_COUNT(rows); r++) {
        struct ri_cell cells[3];
        for (size_t c = 0; c < 3; c++) cells[c] = (struct ri_cell){true, 0, ri_view_of(rows[r][c])};
        CHECK_STATUS(ri_coded_table_add(table, cells, NULL), RI_OK);
    }
    CHECK_STATUS(ri_coded_table_settle(table, keep, &mem, &coding, NULL), RI_OK);
    CHECK_INT(coding.column_count, 2);
    CHECK_TEXT(coding.columns[0].name, "size");
    CHECK(coding.columns[0].word_count == 3 && coding.columns[1].word_count == 3);
    CHECK_TEXT(coding.columns[0].words[2], "small");
    CHECK_TEXT(coding.columns[1].words[1], "green");
    ri_coded_table_features(table, NULL, 4, x);
    for (size_t r = 0; r < 4; r++)
        for (size_t c = 0; c < 2; c++) CHECK_NEAR(x[2 * r + c], want[r][c], 0);
    ri_coded_table_free(table);
    ri_arena_release(&mem);
}
