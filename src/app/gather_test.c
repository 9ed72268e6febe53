#include "app/gather.h"
#include "base/test.h"

#include <math.h>

/* Amounts whose sum as doubles is another one: ten of 0.10, and 90 billion beside a cent. */
TEST(sums_of_what_was_gathered_are_exact)
{
    enum { ROWS = 14 };
    struct ri_gathered_column columns[] = {{.name = "fate"}, {.name = "money"}};
    struct ri_gathered_cell   cells[ROWS][2];
    for (size_t r = 0; r < ROWS; r++) {
        cells[r][0] = (struct ri_gathered_cell){r < 10 ? "followed" : "ignored", NAN};
        cells[r][1] = (struct ri_gathered_cell){"0.10", 0.1};
    }
    cells[10][1] = (struct ri_gathered_cell){"90000000000.00", 9e10};
    cells[11][1] = (struct ri_gathered_cell){"-0.01", -0.01};
    cells[12][1] = (struct ri_gathered_cell){NULL, NAN};               /* missing */
    cells[13][1] = (struct ri_gathered_cell){"0.3333333333", 1 / 3.0}; /* no money */
    const struct ri_gathered rows = {
        .columns = columns, .column_count = 2, .rows = ROWS, .cells = cells[0]};
    CHECK(ri_gathered_sum(&rows, "money", "fate", "followed") == 1.0);
    CHECK(ri_gathered_sum(&rows, "money", "fate", "ignored") == 89999999999.99 + 1 / 3.0);
    CHECK(ri_gathered_sum(&rows, "money", NULL, NULL) == 90000000000.99 + 1 / 3.0);
    CHECK(ri_gathered_sum(&rows, "money", "fate", "late") == 0);
    CHECK(ri_gathered_sum(&rows, "units", NULL, NULL) == 0);
}
