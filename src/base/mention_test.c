/* Names in bytes: whole words, any case, UTF-16, never inside a longer word. */
#include "mention.h"

#include "test.h"

TEST(a_name_is_found_as_a_word_of_its_own)
{
    static const char *const names[] = {"C-77", "ada@example.com", "Ada Example", NULL};
    static const struct {
        const char *bytes;
        size_t      length;
        bool        found;
    } rows[] = {
        {"1;C-77;yes", 10, true},
        {"C-77", 4, true},
        {"1;C-778;yes", 11, false},
        {"1;AC-77;yes", 11, false},
        {"x,ADA@example.COM,", 18, true},
        {"x,bada@example.com", 18, false},
        {"ada example", 11, true},
        {"ada  example", 12, false},
        {"", 0, false},
        {"C\0-\0007\0007\0;\0", 10, true},
        {"\0C\0-\0007\0007\0008", 10, false},
        {"C-7", 3, false},
        {"C-77\xc3\xa4", 6, false},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++)
        if (ri_mentions((struct ri_view){rows[i].bytes, rows[i].length}, names) != rows[i].found)
            ri_test_fail(__FILE__, __LINE__, "row %zu: %s", i, rows[i].bytes);
}
