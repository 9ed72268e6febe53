/* What golden tests share: numbers out of JSON. For tests only. */
#ifndef RI_BASE_GOLDEN_H
#define RI_BASE_GOLDEN_H
#include "json.h"
#include "test.h"

static inline double golden_value(const struct ri_json_value *value)
{
    struct ri_arena mem;
    double          number = (double)NAN;
    ri_arena_init(&mem, 4096);
    const char *text = ri_json_scalar(value, &mem);
    if (text && strcmp(text, "null") != 0 && strcmp(text, "NA") != 0)
        CHECK(ri_parse_double(ri_view_of(text), &number));
    ri_arena_release(&mem);
    return number;
}
static inline double golden_number(const struct ri_json_value *object, const char *key)
{
    return golden_value(ri_json_member(object, key));
}
/* The text of a member; false: there is none. */
static inline bool golden_text(const struct ri_json_value *object, const char *key, char *room,
                               size_t size)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 4096);
    const char *text = ri_json_scalar(ri_json_member(object, key), &mem);
    if (text) snprintf(room, size, "%s", text);
    ri_arena_release(&mem);
    return text != NULL;
}
/* The numbers of an array, at most `most`; how many. */
static inline size_t golden_numbers(const struct ri_json_value *array, double *ret, size_t most)
{
    const size_t n = ri_json_count(array);
    CHECK(n <= most);
    for (size_t i = 0; i < n && i < most; i++) ret[i] = golden_value(ri_json_at(array, i, NULL));
    return n;
}
/* The array "cases" of a file of tests/data, or of the file that the variable names (all that the script made, kept
 * out of the project for its size); *ret_document is the caller's. */
static inline const struct ri_json_value *golden_cases(const char *name, const char *variable,
                                                       struct ri_json_document **ret_document)
{
    size_t      length = 0;
    const char *path = getenv(variable);
    const char *text = ri_test_data(path ? path : name, &length);
    *ret_document = NULL;
    CHECK(text != NULL);
    if (!text) return NULL;
    CHECK_STATUS(ri_json_read(text, length, ret_document, NULL), RI_OK);
    return ri_json_member(ri_json_root(*ret_document), "cases");
}
#endif
