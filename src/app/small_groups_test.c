/* Figures of few people are withheld. */
#include "app/small_groups.h"
#include "base/test.h"

TEST(figures_of_fewer_than_ten_people_are_withheld)
{
    struct ri_small_groups groups = {0};
    CHECK(ri_people_enough(&groups, 0));
    CHECK(ri_people_enough(&groups, 10));
    CHECK(ri_people_enough(&groups, 2385));
    CHECK_INT(groups.groups, 0);
    CHECK(!ri_people_enough(&groups, 1));
    CHECK(!ri_people_enough(&groups, 9));
    CHECK_INT(groups.groups, 2);
}

TEST(withheld_figures_are_missing_values)
{
    const struct ri_table_column columns[] = {{.name = "a", .type = RI_COLUMN_NUMBER},
                                              {.name = "b", .type = RI_COLUMN_INTEGER}};
    struct ri_small_groups       groups = {0};
    struct ri_table_builder     *table;
    struct ri_error              err = {0};
    CHECK_STATUS(ri_table_builder_new(columns, 2, &table, &err), RI_OK);
    CHECK(!ri_people_or_nulls(&groups, 9, 2, table));
    CHECK_INT(ri_table_builder_rows(table), 1);
    CHECK(ri_people_or_nulls(&groups, 10, 2, table));
    CHECK_INT(ri_table_builder_rows(table), 1); /* the caller puts the figures */
    ri_table_builder_free(table);
}

TEST(a_small_group_is_not_told_from_the_rest)
{
    const size_t           people[] = {2385, 9, 31, 17, 0}, two[] = {9, 7, 31}, one[] = {4, 0};
    struct ri_small_groups groups = {0};
    bool                   hidden[5];
    ri_small_groups_hide(&groups, people, 5, hidden);
    CHECK(hidden[1] && hidden[3] && !hidden[0] && !hidden[2] && !hidden[4]);
    CHECK(groups.groups == 2 && groups.beside);
    groups = (struct ri_small_groups){0};
    ri_small_groups_hide(&groups, two, 3, hidden);
    CHECK(hidden[0] && hidden[1] && !hidden[2] && !groups.beside);
    ri_small_groups_hide(&groups, one, 2, hidden);
    CHECK(hidden[0] && !hidden[1] && groups.groups == 3);
}
