/* Control groups: exact size, the same for a seed, every place and every pair as likely as any other. */
#include "control_group.h"

#include "base/test.h"

TEST(a_control_group_has_exactly_its_size)
{
    unsigned char drawn[57], again[57];
    for (size_t control = 0; control <= 57; control++) {
        size_t count = 0;
        ri_control_group_draw(57, control, control + 3, drawn);
        ri_control_group_draw(57, control, control + 3, again);
        for (size_t i = 0; i < 57; i++) count += drawn[i];
        CHECK_INT(count, control);
        CHECK(memcmp(drawn, again, sizeof drawn) == 0);
    }
    ri_control_group_draw(57, 20, 1, drawn);
    ri_control_group_draw(57, 20, 2, again);
    CHECK(memcmp(drawn, again, sizeof drawn) != 0);
}

TEST(every_place_and_pair_is_as_likely_as_any_other)
{
    enum { COUNT = 6, CONTROL = 2, DRAWS = 30000 };
    int           place[COUNT] = {0}, pair[COUNT][COUNT] = {{0}};
    unsigned char drawn[COUNT];
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        ri_control_group_draw(COUNT, CONTROL, seed, drawn);
        for (size_t i = 0; i < COUNT; i++) {
            place[i] += drawn[i];
            for (size_t j = 0; j < i; j++) pair[i][j] += drawn[i] && drawn[j];
        }
    }
    for (size_t i = 0; i < COUNT; i++) {
        CHECK(fabs(place[i] / (double)DRAWS - 1.0 / 3) < 0.012); /* 4 standard errors */
        for (size_t j = 0; j < i; j++) CHECK(fabs(pair[i][j] / (double)DRAWS - 1.0 / 15) < 0.006);
    }
}
