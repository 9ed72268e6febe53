/* What is kept, and when it no longer counts. */
#include "app/kept.h"
#include "base/test.h"

TEST(kept_is_what_was_put_while_the_data_stay)
{
    struct ri_kept *kept = ri_kept_new();
    int             value = 0;
    CHECK(!ri_kept_get(kept, "a", 3, &value, sizeof value));
    ri_kept_put(kept, "a", 3, &(int){2385}, sizeof value);
    CHECK(ri_kept_get(kept, "a", 3, &value, sizeof value) && value == 2385);
    CHECK(!ri_kept_get(kept, "a", 4, &value, sizeof value)); /* the data changed */
    CHECK(!ri_kept_get(kept, "a", 3, &value, 1));
    ri_kept_put(kept, "a", 4, &(int){17}, sizeof value);
    CHECK(ri_kept_get(kept, "a", 4, &value, sizeof value) && value == 17);
    for (int i = 0; i < 40; i++) { /* never more than a handful */
        char name[16];
        snprintf(name, sizeof name, "b%d", i);
        ri_kept_put(kept, name, 4, &i, sizeof i);
        CHECK(ri_kept_get(kept, name, 4, &value, sizeof value) && value == i);
    }
    CHECK(!ri_kept_get(kept, "a", 4, &value, sizeof value));
    ri_kept_free(kept);
    CHECK(!ri_kept_get(NULL, "a", 4, &value, sizeof value));
}
