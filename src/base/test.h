/* The whole test framework: TEST registers itself, CHECK counts, test_main.c runs and reports. */
#ifndef RI_BASE_TEST_H
#define RI_BASE_TEST_H
#include "error.h"

#include <math.h>

struct ri_test {
    const char *name;
    void (*run)(void);
    struct ri_test *next;
};
extern struct ri_test *ri_tests;
extern int             ri_test_failures; /* of the test that runs */
extern bool            ri_test_skipped;
void                   ri_test_fail(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The text of a file named relative to tests/data (or NULL); freed at the end of the run. */
const char *ri_test_data(const char *name, size_t *ret_length);
/* Path of a folder of real data beside the checkout ("../shared/data/NAME"), or NULL: then TEST_SKIP. */
const char *ri_test_shared(const char *name);

#define TEST(id)                                                                  \
    static void                              test_##id(void);                     \
    static struct ri_test                    entry_##id = {#id, test_##id, NULL}; \
    __attribute__((constructor)) static void add_##id(void)                       \
    {                                                                             \
        entry_##id.next = ri_tests;                                               \
        ri_tests = &entry_##id;                                                   \
    }                                                                             \
    static void test_##id(void)
#define CHECK(cond)                                                 \
    do {                                                            \
        if (!(cond)) ri_test_fail(__FILE__, __LINE__, "%s", #cond); \
    } while (0)
#define CHECK_INT(got, want)                                                              \
    do {                                                                                  \
        const long long got_ = (long long)(got), want_ = (long long)(want);               \
        if (got_ != want_)                                                                \
            ri_test_fail(__FILE__, __LINE__, "%s is %lld, want %lld", #got, got_, want_); \
    } while (0)
#define CHECK_TEXT(got, want)                                                   \
    do {                                                                        \
        const char *got_ = (got), *want_ = (want);                              \
        if (!got_ || strcmp(got_, want_) != 0)                                  \
            ri_test_fail(__FILE__, __LINE__, "%s is \"%s\", want \"%s\"", #got, \
                         got_ ? got_ : "(null)", want_);                        \
    } while (0)
/* Relative to the larger of 1 and |want|. */
#define CHECK_NEAR(got, want, tolerance)                                                    \
    do {                                                                                    \
        const double got_ = (got), want_ = (want);                                          \
        if (!(fabs(got_ - want_) <= (tolerance) * fmax(1.0, fabs(want_))))                  \
            ri_test_fail(__FILE__, __LINE__, "%s is %.12g, want %.12g", #got, got_, want_); \
    } while (0)
#define CHECK_STATUS(expr, want)                                                                  \
    do {                                                                                          \
        const ri_status got_ = (expr), want_ = (want);                                            \
        if (got_ != want_)                                                                        \
            ri_test_fail(__FILE__, __LINE__, "%s gives %s, want %s", #expr, ri_status_name(got_), \
                         ri_status_name(want_));                                                  \
    } while (0)
#define TEST_SKIP(why)                \
    do {                              \
        printf("skipped: %s\n", why); \
        ri_test_skipped = true;       \
        return;                       \
    } while (0)
#endif
