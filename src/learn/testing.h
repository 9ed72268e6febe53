/* The seeded table of tests/data/learn as arrays. */
#ifndef RI_LEARN_TESTING_H
#define RI_LEARN_TESTING_H
#include "base/json.h"
#include "base/test.h"
#include "learner.h"

enum {
    TEST_ROWS = 600,
    TEST_TRAINED = 480,
    TEST_COLUMNS = 8,
    TEST_HELD = TEST_ROWS - TEST_TRAINED
};
struct test_table {
    double                   x[TEST_ROWS * TEST_COLUMNS];
    float                    y[TEST_ROWS];
    struct ri_learn_data     data; /* the first TEST_TRAINED rows */
    struct ri_learn_rows     held; /* the others */
    struct ri_json_document *golden;
};
static const uint8_t test_categorical[TEST_COLUMNS] = {1, 0, 1};

static inline double test_number(const struct ri_json_value *value)
{
    char            room[64];
    double          number;
    struct ri_arena mem;
    ri_arena_init(&mem, SIZE_MAX);
    const char *text = ri_json_scalar(value, &mem);
    snprintf(room, sizeof room, "%s", text ? text : "");
    ri_arena_release(&mem);
    return ri_parse_double(ri_view_of(room), &number) ? number : NAN;
}

static inline void test_table_open(struct test_table *table)
{
    size_t      length;
    const char *text = ri_test_data("learn/golden.json", &length);
    CHECK_STATUS(ri_json_read(text, length, &table->golden, NULL), RI_OK);
    const struct ri_json_value *root = ri_json_root(table->golden);
    for (size_t i = 0; i < TEST_ROWS * TEST_COLUMNS; i++)
        table->x[i] = test_number(ri_json_at(ri_json_member(root, "x"), i, NULL));
    for (size_t i = 0; i < TEST_ROWS; i++)
        table->y[i] = (float)test_number(ri_json_at(ri_json_member(root, "y"), i, NULL));
    table->data = (struct ri_learn_data){
        .in = {.rows = TEST_TRAINED, .columns = TEST_COLUMNS, .x64 = table->x},
        .target = table->y,
        .categorical = test_categorical};
    table->held = (struct ri_learn_rows){
        .rows = TEST_HELD, .columns = TEST_COLUMNS, .x64 = table->x + TEST_TRAINED * TEST_COLUMNS};
}

static inline void test_table_close(struct test_table *table)
{
    ri_json_document_free(table->golden);
}
#endif
