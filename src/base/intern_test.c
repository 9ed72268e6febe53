#include "test.h"

#include "intern.h"

TEST(intern_numbers_in_order_of_first_sight)
{
    struct ri_intern *names = NULL;
    size_t            index = 99;
    bool              fresh = false;
    CHECK_STATUS(ri_intern_new(&names, NULL), RI_OK);
    CHECK(!ri_intern_find(names, RI_VIEW("x"), &index) && index == 99);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 20000; i++) {
            char name[16];
            snprintf(name, sizeof name, "n%zu", i);
            CHECK_STATUS(ri_intern_put(names, ri_view_of(name), &index, &fresh, NULL), RI_OK);
            if (index != i || fresh != (round == 0))
                ri_test_fail(__FILE__, __LINE__, "%s is %zu", name, index);
        }
    }
    CHECK_INT(ri_intern_count(names), 20000);
    CHECK(ri_view_is(ri_intern_at(names, 12345), "n12345"));
    CHECK(ri_intern_find(names, RI_VIEW("n777"), &index) && index == 777);
    CHECK_STATUS(ri_intern_put(names, ri_view_of(NULL), &index, NULL, NULL),
                 RI_OK); /* the empty text is one too */
    CHECK_INT(index, 20000);
    CHECK_STATUS(ri_intern_put(names, (struct ri_view){"a\0b", 3}, &index, NULL, NULL), RI_OK);
    CHECK(!ri_intern_find(names, RI_VIEW("a"), &index));
    ri_intern_free(names);
    ri_intern_free(NULL);
}
