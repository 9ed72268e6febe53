/* Rows drawn by what they hold: any order in, the same order out. */
#include "base/random.h"
#include "base/test.h"
#include "row_draw.h"

enum { ROWS = 500, COLUMNS = 4 };

static struct ri_coded_column raw[COLUMNS] = {{"store", RI_CODED_CATEGORY, 0, NULL},
                                              {"price", RI_CODED_NUMBER, 0, NULL},
                                              {"day", RI_CODED_DATE, 0, NULL},
                                              {"open", RI_CODED_FLAG, 0, NULL}};

struct line {
    const char *store; /* NULL: missing */
    double      price, day, open;
    float       target;
};
struct answer {
    struct line   lines[ROWS]; /* in the order of the draw */
    size_t        rows[ROWS];
    unsigned char fingerprint[32];
};

/* Lines through a table and the draw. turned: the columns stand the other way round. */
static void draw(const struct line *lines, size_t count, uint64_t seed, bool turned,
                 struct answer *ret)
{
    struct ri_coded_table *table;
    struct ri_coded_column columns[COLUMNS];
    struct ri_coding       coding = {COLUMNS, columns}, settled;
    struct ri_arena        mem;
    const bool             keep[COLUMNS] = {true, true, true, true};
    float                  targets[ROWS];
    for (size_t c = 0; c < COLUMNS; c++) columns[c] = raw[turned ? COLUMNS - 1 - c : c];
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_coded_table_new(&coding, false, &table, NULL), RI_OK);
    for (size_t i = 0; i < count; i++) {
        const struct line   *line = &lines[i];
        const struct ri_cell cells[COLUMNS] = {{line->store != NULL, 0, ri_view_of(line->store)},
                                               {!isnan(line->price), line->price, {NULL, 0}},
                                               {!isnan(line->day), line->day, {NULL, 0}},
                                               {!isnan(line->open), line->open, {NULL, 0}}};
        struct ri_cell       back[COLUMNS];
        for (size_t c = 0; c < COLUMNS; c++) back[c] = cells[COLUMNS - 1 - c];
        CHECK_STATUS(ri_coded_table_add(table, turned ? back : cells, NULL), RI_OK);
        targets[i] = line->target;
    }
    CHECK_STATUS(ri_coded_table_settle(table, keep, &mem, &settled, NULL), RI_OK);
    CHECK_STATUS(ri_rows_draw(table, targets, seed, ret->rows, ret->fingerprint, NULL), RI_OK);
    for (size_t i = 0; i < count; i++) ret->lines[i] = lines[ret->rows[i]];
    ri_coded_table_free(table);
    ri_arena_release(&mem);
}

static bool same_number(double a, double b)
{
    return isnan(a) ? isnan(b) : a == b;
}

static bool same_line(const struct line *a, const struct line *b)
{
    const bool store =
        a->store && b->store ? strcmp(a->store, b->store) == 0 : a->store == b->store;
    return store && same_number(a->price, b->price) && same_number(a->day, b->day) &&
           same_number(a->open, b->open) && a->target == b->target;
}

static size_t same_lines(const struct answer *a, const struct answer *b, size_t count)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++) same += same_line(&a->lines[i], &b->lines[i]);
    return same;
}

/* Words, gaps, and lines that come many times: prices of eight kinds, seven stores and none. */
static void some_lines(struct line *ret, uint64_t seed)
{
    static const char *const stores[] = {"north", "south",    "",     "east",
                                         "n",     "\xc3\xa9", "west", NULL};
    struct ri_random         random;
    ri_random_init(&random, seed, 0);
    for (size_t i = 0; i < ROWS; i++) {
        const double price = 2.385 + (double)ri_random_below(&random, 8);
        ret[i] = (struct line){stores[ri_random_below(&random, RI_COUNT(stores))],
                               ri_random_below(&random, 9) ? price : NAN,
                               (double)(19783 + ri_random_below(&random, 2)),
                               (double)ri_random_below(&random, 2),
                               1.5F + (float)ri_random_below(&random, 2)};
    }
}

static void shuffle(struct line *lines, size_t count, uint64_t seed)
{
    struct ri_random random;
    ri_random_init(&random, seed, 1);
    for (size_t i = count; i > 1; i--) {
        const size_t      other = ri_random_below(&random, i);
        const struct line line = lines[i - 1];
        lines[i - 1] = lines[other];
        lines[other] = line;
    }
}

TEST(any_order_of_rows_and_columns_is_drawn_alike)
{
    static struct line   lines[ROWS];
    static struct answer first, again;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        bool seen[ROWS] = {false};
        some_lines(lines, seed);
        draw(lines, ROWS, 42, false, &first);
        for (size_t i = 0; i < ROWS; i++) {
            CHECK(!seen[first.rows[i]]);
            seen[first.rows[i]] = true;
        }
        for (uint64_t other = 0; other < 5; other++) {
            shuffle(lines, ROWS, other);
            draw(lines, ROWS, 42, other % 2, &again);
            CHECK_INT(same_lines(&first, &again, ROWS), ROWS);
            if (other % 2 == 0) CHECK(memcmp(first.fingerprint, again.fingerprint, 32) == 0);
        }
    }
}

TEST(another_seed_draws_other_rows_of_the_same_data)
{
    static struct line   lines[ROWS];
    static struct answer one, two;
    some_lines(lines, 1);
    draw(lines, ROWS, 42, false, &one);
    draw(lines, ROWS, 43, false, &two);
    CHECK(same_lines(&one, &two, ROWS) < ROWS / 10);
    CHECK(memcmp(one.fingerprint, two.fingerprint, 32) == 0);
}

/* Two lines, one of which comes thrice as often: a quarter of the rows, 125, holds 31 of the rarer, give or take four standard
 * deviations of 4.2 (125 drawn of 500 without putting them back). */
TEST(equal_rows_are_drawn_one_by_one)
{
    static struct line   lines[ROWS];
    static struct answer answer;
    for (uint64_t seed = 0; seed < 20; seed++) {
        size_t few = 0;
        for (size_t i = 0; i < ROWS; i++)
            lines[i] = (struct line){i % 4 ? "north" : "south", 2.385, 19783, 1, 1.5F};
        draw(lines, ROWS, seed, false, &answer);
        for (size_t i = 0; i < ROWS / 4; i++) few += strcmp(answer.lines[i].store, "south") == 0;
        CHECK(few >= 15 && few <= 48);
    }
}

/* What was held back stays so: the draw of more lines, without those that came later, is the draw of the old ones. */
TEST(rows_that_come_later_leave_the_others_in_their_order)
{
    static struct line   lines[ROWS];
    static struct answer all, old;
    size_t               at = 0;
    for (size_t i = 0; i < ROWS / 2; i++)
        lines[i] = (struct line){"old", 2.385 + (double)i, NAN, 1, 1.5F};
    for (size_t i = ROWS / 2; i < ROWS;
         i++) /* a word before theirs, or like one of them but for the target */
        lines[i] =
            (struct line){i % 2 ? "old" : "new", 2.385 + (double)(i - ROWS / 2), NAN, 1, 0.5F};
    draw(lines, ROWS, 42, false, &all);
    draw(lines, ROWS / 2, 42, false, &old);
    for (size_t i = 0; i < ROWS; i++)
        if (all.lines[i].target == 1.5F) CHECK(same_line(&all.lines[i], &old.lines[at++]));
    CHECK_INT(at, ROWS / 2);
}

/* Two columns of one name: what one holds here and the other there is the same content, and still one order. */
TEST(rows_of_one_content_are_told_apart_by_their_cells)
{
    static struct line           lines[ROWS];
    static struct answer         first, again;
    const struct ri_coded_column day = raw[2];
    for (size_t i = 0; i < ROWS; i++)
        lines[i] = (struct line){"north", (double)(i % 7), (double)(6 - i % 7), 1, 1.5F};
    raw[2] = raw[1];
    draw(lines, ROWS, 42, false, &first);
    for (uint64_t other = 0; other < 5; other++) {
        shuffle(lines, ROWS, other);
        draw(lines, ROWS, 42, false, &again);
        CHECK_INT(same_lines(&first, &again, ROWS), ROWS);
        CHECK(memcmp(first.fingerprint, again.fingerprint, 32) == 0);
    }
    raw[2] = day;
}

TEST(fingerprints_tell_data_apart)
{
    static struct answer     answers[8];
    static const struct line tables[][2] = {
        {{"north", 2.385, 3, 1, 1.5F}, {"south", 2.385, 3, 1, 1.5F}},
        {{"nort", 2.385, 3, 1, 1.5F}, {"south", 2.385, 3, 1, 1.5F}},
        {{"north", 2.386, 3, 1, 1.5F}, {"south", 2.385, 3, 1, 1.5F}},
        {{"north", 2.385, 3, 1, 2.5F}, {"south", 2.385, 3, 1, 1.5F}},
        {{"north", 2.385, 3, 1, 1.5F}, {"north", 2.385, 3, 1, 1.5F}},
        /* three of one column and nothing of the next is not the other way round */
        {{"north", NAN, 3, 1, 1.5F}, {"south", 2.385, 3, 1, 1.5F}},
        {{"north", 3, NAN, 1, 1.5F}, {"south", 2.385, 3, 1, 1.5F}}};
    for (size_t i = 0; i < RI_COUNT(tables); i++) draw(tables[i], 2, 42, false, &answers[i]);
    draw(tables[0], 1, 42, false, &answers[7]);
    for (size_t i = 0; i < RI_COUNT(answers); i++)
        for (size_t j = 0; j < i; j++)
            CHECK(memcmp(answers[i].fingerprint, answers[j].fingerprint, 32) != 0);
}

TEST(missing_cells_are_no_zeros)
{
    static struct answer     answers[2];
    static const struct line tables[2][1] = {{{"north", 0, 3, 1, 1.5F}},
                                             {{"north", NAN, 3, 1, 1.5F}}};
    for (size_t i = 0; i < 2; i++) draw(tables[i], 1, 42, false, &answers[i]);
    CHECK(memcmp(answers[0].fingerprint, answers[1].fingerprint, 32) != 0);
}

/* A zero with a sign is a zero. */
TEST(zeros_are_equal)
{
    static struct answer     answers[2];
    static const struct line tables[2][1] = {{{"north", 0.0, 3, 1, 0.0F}},
                                             {{"north", -0.0, 3, 1, -0.0F}}};
    for (size_t i = 0; i < 2; i++) draw(tables[i], 1, 42, false, &answers[i]);
    CHECK(memcmp(answers[0].fingerprint, answers[1].fingerprint, 32) == 0);
}
