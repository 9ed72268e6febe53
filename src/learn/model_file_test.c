/* Model files: what is written is read; what is damaged is refused. */
#include "lightgbm.h"
#include "model_file.h"
#include "testing.h"

static struct test_table table;

static void write_model(struct ri_text *file)
{
    static const char     *words[] = {"no", "yes"};
    struct ri_coded_column columns[] = {{"store", RI_CODED_NUMBER, 0, NULL},
                                        {"price", RI_CODED_NUMBER, 0, NULL},
                                        {"promo", RI_CODED_CATEGORY, 2, words},
                                        {"day", RI_CODED_DATE, 0, NULL},
                                        {"warm", RI_CODED_NUMBER, 0, NULL}};
    struct ri_model_card   card = {.learner = &ri_learner_boost,
                                   .target = "demand",
                                   .coding = {RI_COUNT(columns), columns},
                                   .trained_rows = 480,
                                   .held_rows = 120,
                                   .fingerprint = "ab12",
                                   .metric_count = 2,
                                   .metrics = {{"mse", 2.385}, {"r2", 0.875}}};
    struct ri_learned     *learned = NULL;
    test_table_open(&table);
    ri_learn_defaults(card.learner, &card.settings);
    card.settings.trees = 3;
    card.settings.leaves = 8;
    CHECK_STATUS(ri_learn_train(card.learner, &table.data, &card.settings, NULL, &learned, NULL),
                 RI_OK);
    CHECK_STATUS(ri_model_write(&card, learned, file, NULL), RI_OK);
    ri_learned_free(learned);
}

TEST(model_files_are_read_back)
{
    struct ri_text       file = {0}, again = {0};
    struct ri_arena      mem;
    struct ri_model_card card;
    struct ri_learned   *learned = NULL;
    double               f[TEST_HELD];
    ri_arena_init(&mem, SIZE_MAX);
    write_model(&file);
    const struct ri_view view = {file.at, file.length};
    CHECK_STATUS(ri_model_read(view, &mem, &card, &learned, NULL), RI_OK);
    CHECK_TEXT(card.target, "demand");
    CHECK_TEXT(card.learner->name, "boost");
    CHECK_TEXT(card.fingerprint, "ab12");
    CHECK_INT(card.settings.trees, 3);
    CHECK_INT(card.trained_rows, 480);
    CHECK_TEXT(card.metrics[1].name, "r2");
    CHECK_NEAR(card.metrics[0].value, 2.385, 0);
    CHECK_STATUS(ri_learned_predict(learned, &table.held, 1, f, NULL), RI_OK);
    CHECK_STATUS(ri_model_write(&card, learned, &again, NULL), RI_OK);
    CHECK(again.length == file.length && memcmp(again.at, file.at, file.length) == 0);
    ri_learned_free(learned);
    ri_text_release(&file);
    ri_text_release(&again);
    ri_arena_release(&mem);
    test_table_close(&table);
}

/* Every cut and every flipped byte is found: by the lead, the JSON, or the digest. */
TEST(damaged_model_files_are_refused)
{
    struct ri_text       file = {0};
    struct ri_model_card card;
    struct ri_view       text;
    struct ri_error      err;
    write_model(&file);
    size_t refused = 0, tried = 0;
    for (size_t at = 0; at < file.length; at += 7, tried++) {
        struct ri_arena mem;
        ri_arena_init(&mem, SIZE_MAX);
        file.at[at] ^= 4;
        refused += ri_model_card_read((struct ri_view){file.at, file.length}, &mem, &card, &text,
                                      &err) != RI_OK;
        file.at[at] ^= 4;
        if (ri_model_card_read((struct ri_view){file.at, at}, &mem, &card, &text, &err) == RI_OK)
            ri_test_fail(__FILE__, __LINE__, "cut at %zu is accepted", at);
        ri_arena_release(&mem);
    }
    /* names and figures of the card are not covered by the digest of the trees: a flipped letter of a name is another name */
    CHECK(refused > tried / 2);
    ri_text_release(&file);
    test_table_close(&table);
}

TEST(model_cards_are_checked)
{
    static const struct {
        const char *file;
        ri_status   status;
    } cases[] = {
        {"", RI_EDATA},
        {"retailinsight-model", RI_EDATA},
        {"retailinsight-model 1\n{}\n", RI_EDATA},
        {"retailinsight-model 2 2\n{}\n", RI_ENEWER},
        {"retailinsight-model 1 9\n{}\n", RI_EDATA},
        {"retailinsight-model 1 -2\n{}\n", RI_EDATA},
        {"retailinsight-model 1 2\n{}\n", RI_EDATA},
        {"retailinsight-model 1 2\n[}\n", RI_EDATA},
        {"retailinsight-model 1 36\n{\"learner\":\"wishing\",\"target\":\"yes\"}\n", RI_EDATA}};
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_arena      mem;
        struct ri_model_card card;
        struct ri_view       text;
        ri_arena_init(&mem, SIZE_MAX);
        CHECK_STATUS(ri_model_card_read(ri_view_of(cases[i].file), &mem, &card, &text, NULL),
                     cases[i].status);
        ri_arena_release(&mem);
    }
}

/* A split below the first that leads back to the first; false: the list has none to bend. */
static bool bend(char *list)
{
    for (size_t node = 0; *list != '\n'; node++) {
        const size_t length = strcspn(list, " \n");
        if (node > 0 && length == 1) return *list = '0', true;
        list += length + (list[length] == ' ');
    }
    return false;
}

TEST(trees_that_lead_back_to_where_they_began_are_refused)
{
    static const char *const lists[] = {"left_child=", "right_child="};
    struct ri_text           file = {0};
    struct ri_arena          mem;
    struct ri_model_card     card;
    struct ri_view           text;
    struct ri_learned       *learned = NULL;
    size_t                   bent = 0;
    ri_arena_init(&mem, SIZE_MAX);
    write_model(&file);
    CHECK_STATUS(
        ri_model_card_read((struct ri_view){file.at, file.length}, &mem, &card, &text, NULL),
        RI_OK);
    for (size_t i = 0; i < RI_COUNT(lists); i++) {
        char *copy = ri_arena_copy(&mem, text.at, text.length);
        for (char *at = copy; (at = strstr(at, lists[i])) != NULL; at++)
            if (bend(at + strlen(lists[i]))) {
                bent++;
                CHECK_STATUS(ri_learned_load(&ri_learner_boost, (struct ri_view){copy, text.length},
                                             TEST_COLUMNS, &learned, NULL),
                             RI_EDATA);
                break;
            }
    }
    CHECK(bent > 0);
    ri_arena_release(&mem);
    ri_text_release(&file);
    test_table_close(&table);
}

/* Indices and sizes in the trees themselves, as somebody could forge them with a fitting digest. */
TEST(forged_trees_are_refused_before_the_library_sees_them)
{
    static const struct {
        const char *from, *to;
    } forged[] = {{"num_leaves=8", "num_leaves=9"},
                  {"split_feature=", "split_feature=8"},
                  {"left_child=", "left_child=9"},
                  {"num_cat=", "num_cat=7"},
                  {"Tree=1", "Tree=2"},
                  {"max_feature_idx=7", "max_feature_idx=6"},
                  {"num_class=1", "num_class=2"},
                  {"tree_sizes=", "tree_sizes=9"},
                  {"threshold=", "threshold=x"},
                  {"leaf_value=", "leaf_valve="},
                  {"end of trees", "end of treez"},
                  {"is_linear=0", "is_linear=1"}};
    struct ri_text       file = {0};
    struct ri_arena      mem;
    struct ri_model_card card;
    struct ri_view       text;
    ri_arena_init(&mem, SIZE_MAX);
    write_model(&file);
    CHECK_STATUS(
        ri_model_card_read((struct ri_view){file.at, file.length}, &mem, &card, &text, NULL),
        RI_OK);
    CHECK_STATUS(lightgbm_read_text(text, TEST_COLUMNS, NULL, NULL), RI_OK);
    for (size_t i = 0; i < RI_COUNT(forged); i++) {
        char *copy = ri_arena_copy(&mem, text.at, text.length);
        char *at = strstr(copy, forged[i].from);
        CHECK(at != NULL);
        if (!at) continue;
        memcpy(at, forged[i].to, strlen(forged[i].to));
        if (lightgbm_read_text((struct ri_view){copy, text.length}, TEST_COLUMNS, NULL, NULL) !=
            RI_EDATA)
            ri_test_fail(__FILE__, __LINE__, "'%s' is accepted", forged[i].to);
    }
    ri_arena_release(&mem);
    ri_text_release(&file);
    test_table_close(&table);
}
