/* The transform: by hand (the figures of scikit-learn's scalers and encoders for the same columns), leaks, text, refusals. */
#include "transform.h"

#include "base/test.h"

static const char *const names[] = {"price", "store"};
static const ri_coded    types[] = {RI_CODED_NUMBER, RI_CODED_CATEGORY};

static struct ri_cell number(double value)
{
    return (struct ri_cell){.known = !isnan(value), .number = value};
}

static struct ri_cell word(const char *text)
{
    return (struct ri_cell){.known = text != NULL, .text = ri_view_of(text)};
}

/* price 2.5 4 - 9.5 6, store b a b c a; the last two rows are later */
static struct ri_transform_data *five_rows(void)
{
    static const double       prices[] = {2.5, 4, NAN, 9.5, 6};
    static const char *const  stores[] = {"b", "a", "b", "c", "a"};
    struct ri_transform_data *data = NULL;
    CHECK_STATUS(ri_transform_data_new(names, types, 2, &data, NULL), RI_OK);
    for (size_t i = 0; i < 5; i++)
        CHECK_STATUS(ri_transform_data_add(
                         data, (struct ri_cell[]){number(prices[i]), word(stores[i])}, NULL),
                     RI_OK);
    return data;
}

static void fit(const struct ri_transform_data *data, const bool *rows,
                struct ri_transform_options options, struct ri_arena *mem, struct ri_transform *ret)
{
    CHECK_STATUS(ri_transform_fit(data, rows, &options, mem, ret, NULL), RI_OK);
}

TEST(transform_scales_and_one_hot_by_hand)
{
    struct ri_transform_data *data = five_rows();
    struct ri_transform       transform;
    struct ri_arena           mem;
    double                    x[8];
    const char               *features[8];
    ri_arena_init(&mem, 1 << 20);
    fit(data, NULL, (struct ri_transform_options){.scale = RI_SCALE_STANDARD}, &mem, &transform);
    CHECK_INT(ri_transform_features(&transform), 5);
    CHECK_STATUS(ri_transform_names(&transform, &mem, features, NULL), RI_OK);
    CHECK_TEXT(features[1], "price.missing");
    CHECK_TEXT(features[2], "store=a");
    CHECK_NEAR(transform.columns[0].centre, 5.5, 1e-15);
    CHECK_NEAR(transform.columns[0].spread, sqrt(27.5 / 4),
               1e-15); /* 9 + 2.25 + 16 + 0.25 over 4 */
    ri_transform_apply(&transform, ri_transform_data_row(data, 2), x);
    CHECK(x[0] == 0 && x[1] == 1 && x[2] == 0 && x[3] == 1 &&
          x[4] == 0); /* missing price, store b */
    fit(data, NULL, (struct ri_transform_options){.scale = RI_SCALE_MINMAX}, &mem, &transform);
    ri_transform_apply(&transform, ri_transform_data_row(data, 4), x);
    CHECK_NEAR(x[0], 0.5, 1e-15);
    fit(data, NULL, (struct ri_transform_options){.scale = RI_SCALE_ROBUST}, &mem, &transform);
    CHECK_NEAR(transform.columns[0].centre, 5, 1e-15);
    CHECK_NEAR(transform.columns[0].spread, 6.875 - 3.625, 1e-15);
    fit(data, NULL, (struct ri_transform_options){.scale = RI_SCALE_NONE}, &mem, &transform);
    ri_transform_apply(&transform, ri_transform_data_row(data, 3), x);
    CHECK(x[0] == 9.5);
    ri_arena_release(&mem);
    ri_transform_data_free(data);
}

TEST(transform_knows_nothing_of_later_rows)
{
    static const bool         early[] = {true, true, true, false, false};
    struct ri_transform_data *data = five_rows();
    struct ri_transform       transform;
    struct ri_arena           mem;
    double                    x[8];
    ri_arena_init(&mem, 1 << 20);
    fit(data, early, (struct ri_transform_options){.scale = RI_SCALE_MINMAX}, &mem, &transform);
    CHECK_NEAR(transform.columns[0].spread, 1.5, 1e-15); /* 2.5 .. 4, not .. 9.5 */
    CHECK_INT(transform.columns[1].word_count, 2);       /* c came later */
    ri_transform_apply(&transform, ri_transform_data_row(data, 3), x);
    CHECK(x[2] == 0 && x[3] == 0);
    fit(data, early, (struct ri_transform_options){.ordinal = true}, &mem, &transform);
    ri_transform_apply(&transform, ri_transform_data_row(data, 3), x);
    CHECK(isnan(x[2]));
    ri_transform_apply(&transform, ri_transform_data_row(data, 0), x);
    CHECK(x[2] == 1);
    ri_arena_release(&mem);
    ri_transform_data_free(data);
}

TEST(transform_groups_rare_words)
{
    struct ri_transform_data *data = five_rows();
    struct ri_transform       transform;
    struct ri_arena           mem;
    double                    x[8];
    ri_arena_init(&mem, 1 << 20);
    fit(data, NULL, (struct ri_transform_options){.least = 2}, &mem, &transform);
    CHECK(transform.columns[1].word_count == 2 && transform.columns[1].has_other);
    ri_transform_apply(&transform, ri_transform_data_row(data, 3), x);
    CHECK(x[2] == 0 && x[3] == 0 && x[4] == 1);
    fit(data, NULL, (struct ri_transform_options){.most = 1}, &mem, &transform);
    CHECK(transform.columns[1].word_count == 1 && strcmp(transform.columns[1].words[0], "a") == 0);
    ri_arena_release(&mem);
    ri_transform_data_free(data);
}

/* Of sixty words the fifty that come most often have a column each, unless told otherwise; the rest share one. */
TEST(transform_keeps_fifty_words)
{
    enum { WORDS = 60 };
    struct ri_transform_data *data = NULL;
    struct ri_transform       transform;
    struct ri_arena           mem;
    char                      text[8];
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_transform_data_new(names, types, 2, &data, NULL), RI_OK);
    for (size_t w = 0; w < WORDS; w++)
        for (size_t i = 0; i < (w < 10 ? 1 : 2); i++) { /* the first ten come once */
            snprintf(text, sizeof text, "w%02zu", w);
            CHECK_STATUS(
                ri_transform_data_add(data, (struct ri_cell[]){number(2.385), word(text)}, NULL),
                RI_OK);
        }
    fit(data, NULL, (struct ri_transform_options){.most = 0}, &mem, &transform);
    CHECK_INT(transform.columns[1].word_count, 50);
    CHECK(transform.columns[1].has_other);
    for (size_t w = 0; w < 50; w++) CHECK(strcmp(transform.columns[1].words[w], "w10") >= 0);
    ri_arena_release(&mem);
    ri_transform_data_free(data);
}

TEST(transform_survives_its_text)
{
    struct ri_transform_data *data = five_rows();
    struct ri_transform       transform, back;
    struct ri_text            text = {0};
    struct ri_arena           mem;
    double                    one[8], other[8];
    ri_arena_init(&mem, 1 << 20);
    fit(data, NULL, (struct ri_transform_options){.least = 2}, &mem, &transform);
    ri_transform_write(&transform, &text);
    CHECK_STATUS(ri_transform_read(text.at, text.length, &mem, &back, NULL), RI_OK);
    for (size_t row = 0; row < 5; row++) {
        ri_transform_apply(&transform, ri_transform_data_row(data, row), one);
        ri_transform_apply(&back, ri_transform_data_row(data, row), other);
        CHECK(memcmp(one, other, ri_transform_features(&back) * sizeof *one) == 0);
    }
    for (size_t cut = 0; cut < text.length; cut++)
        CHECK_STATUS(ri_transform_read(text.at, cut, &mem, &back, NULL), RI_EDATA);
    static const char *const broken[] = {
        "{}",
        "{\"feature_transform\":1,\"columns\":[]}",
        "{\"feature_transform\":1,\"columns\":[{\"name\":\"x\",\"type\":\"number\",\"centre\":1,"
        "\"spread\":0,\"missing\":true}]}",
        "{\"feature_transform\":1,\"columns\":[{\"name\":\"x\",\"type\":\"category\",\"encode\":"
        "\"onehot\",\"other\":true,\"words\":[\"b\",\"a\"]}]}",
    };
    for (size_t i = 0; i < RI_COUNT(broken); i++)
        CHECK_STATUS(ri_transform_read(broken[i], strlen(broken[i]), &mem, &back, NULL), RI_EDATA);
    ri_text_release(&text);
    ri_arena_release(&mem);
    ri_transform_data_free(data);
}

TEST(transform_refuses_what_cannot_be)
{
    struct ri_transform_data *data = NULL;
    struct ri_transform       transform;
    struct ri_error           err = {0};
    struct ri_arena           mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_transform_data_new(names, types, 2, &data, NULL), RI_OK);
    CHECK_STATUS(
        ri_transform_fit(data, NULL, &(struct ri_transform_options){0}, &mem, &transform, &err),
        RI_EDATA);
    CHECK_TEXT(err.message, "there is no row to fit on (0 rows in all)");
    CHECK_STATUS(
        ri_transform_data_add(
            data, (struct ri_cell[]){{.known = true, .number = INFINITY}, word("a")}, &err),
        RI_EDATA);
    CHECK_TEXT(err.message, "column 'price' holds a number that is not finite");
    ri_transform_data_free(data);
    ri_arena_release(&mem);
}
