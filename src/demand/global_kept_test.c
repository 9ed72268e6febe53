/* Learners that are kept: the same numbers, later panels, refusals, words, files. */
#include "global_file.h"
#include "global_internal.h"
#include "global_testing.h"

/* The forecast of the panel by learners that are kept, or trained into *kept. */
static ri_status ask(struct ri_global_kept *kept, ri_strategy strategy,
                     const struct ri_demand_options *asked, struct ri_arena *mem,
                     struct ri_demand_result *ret, struct ri_error *err)
{
    struct ri_global_options learner = small;
    struct ri_demand_options own = *asked;
    struct ri_task           task = {.threads = 2};
    learner.strategy = strategy;
    learner.kept = kept;
    own.model = "boost";
    own.covariates = own.covariates ? own.covariates : &shop.covariates;
    own.learner = &learner;
    own.protection_all = 5;
    return ri_demand_forecast(&shop.panel, &own, &task, mem, ret, err);
}

static bool same(const struct ri_demand_result *one, const struct ri_demand_result *two)
{
    bool alike = one->horizon == two->horizon;
    for (size_t i = 0; alike && i < SERIES; i++)
        alike = memcmp(one->series[i].mean, two->series[i].mean, HORIZON * sizeof(double)) == 0 &&
                memcmp(one->series[i].quantiles, two->series[i].quantiles,
                       3 * HORIZON * sizeof(double)) == 0 &&
                memcmp(one->series[i].draws, two->series[i].draws,
                       one->draw_count * sizeof(double)) == 0 &&
                strcmp(one->series[i].params, two->series[i].params) == 0;
    return alike;
}

static void write_kept(const struct ri_global_kept *kept, struct ri_text *file)
{
    CHECK_STATUS(ri_global_file_write(kept, file, NULL), RI_OK);
}

static struct ri_view view_of(const struct ri_text *text)
{
    return (struct ri_view){text->at, text->length};
}

/* Trained on the shop with each strategy; *ret_file is released by the caller. */
static void train(ri_strategy strategy, struct ri_arena *mem, struct ri_text *ret_file)
{
    struct ri_global_kept   kept = {0};
    struct ri_demand_result result;
    CHECK_STATUS(ask(&kept, strategy, &options, mem, &result, NULL), RI_OK);
    write_kept(&kept, ret_file);
    ri_global_kept_release(&kept);
}

TEST(kept_learners_say_what_training_says)
{
    static const ri_strategy strategies[] = {RI_STRATEGY_DIRECT, RI_STRATEGY_RECURSIVE,
                                             RI_STRATEGY_BOTH};
    struct ri_arena          mem;
    make_shop(21);
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t s = 0; s < RI_COUNT(strategies); s++) {
        struct ri_global_kept   kept = {0}, read = {0};
        struct ri_demand_result plain, filling, again, from_file;
        struct ri_text          file = {0}, twice = {0};
        CHECK_STATUS(ask(NULL, strategies[s], &options, &mem, &plain, NULL), RI_OK);
        CHECK_STATUS(ask(&kept, strategies[s], &options, &mem, &filling, NULL), RI_OK);
        CHECK(kept.trained);
        CHECK_INT(kept.past_count,
                  RI_GLOBAL_PAST_MOST); /* a year of weeks has room, few rows are cheap */
        CHECK_STATUS(ask(&kept, strategies[s], &options, &mem, &again, NULL), RI_OK);
        write_kept(&kept, &file);
        CHECK_STATUS(ri_global_file_read(view_of(&file), false, &mem, &read, NULL), RI_OK);
        CHECK_STATUS(ask(&read, RI_STRATEGY_AUTO, &options, &mem, &from_file, NULL), RI_OK);
        CHECK(same(&plain, &filling) && same(&plain, &again) && same(&plain, &from_file));
        write_kept(&read, &twice); /* nothing is lost on the way */
        CHECK(file.length == twice.length && memcmp(file.at, twice.at, file.length) == 0);
        ri_global_kept_release(&kept);
        ri_global_kept_release(&read);
        ri_text_release(&file);
        ri_text_release(&twice);
    }
    ri_arena_release(&mem);
}

TEST(kept_learners_know_how_good_they_were)
{
    struct ri_arena         mem;
    struct ri_global_kept   kept = {0}, card = {0};
    struct ri_demand_result result;
    struct ri_text          file = {0};
    double                  share = 0, promotion = 0;
    make_shop(21);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ask(&kept, RI_STRATEGY_DIRECT, &options, &mem, &result, NULL), RI_OK);
    write_kept(&kept, &file);
    CHECK_STATUS(ri_global_file_read(view_of(&file), true, &mem, &card, NULL), RI_OK);
    CHECK_INT(card.values, 24 * (RI_GLOBAL_PAST_MOST * HORIZON - 2)); /* closed: days 231 and 281 */
    CHECK(card.wape > 0.15 && card.wape < 0.4 && fabs(card.bias) < 0.1); /* Poisson of about 8 */
    CHECK(card.mae > 0 && card.rmse > card.mae && card.rows > 1000 && card.rows <= 6000);
    CHECK_TEXT(card.value_name, "units");
    CHECK_INT(strlen(card.fingerprint), 64);
    for (size_t s = 0; s < kept.share_count; s++) {
        share += kept.shares[s].share;
        if (strcmp(kept.shares[s].subject, "promotion") == 0) promotion = kept.shares[s].share;
    }
    CHECK_NEAR(share, 1, 1e-9);
    CHECK(promotion > 0.5); /* it triples demand */
    shop.y[3][100] += 1;    /* other data, another fingerprint */
    struct ri_global_kept other = {0};
    CHECK_STATUS(ask(&other, RI_STRATEGY_DIRECT, &options, &mem, &result, NULL), RI_OK);
    CHECK(strcmp(other.fingerprint, kept.fingerprint) != 0);
    ri_global_kept_release(&kept);
    ri_global_kept_release(&other);
    ri_text_release(&file);
    ri_arena_release(&mem);
}

/* The fingerprint of the shop by a learner of one tree; *ret_rows: how many rows it learnt from. */
static void fingerprint(char ret[65], size_t *ret_rows)
{
    const struct ri_global_options one = {.rows = 2400, .trees = 1, .leaves = 4, .seed = 7};
    struct ri_global_options       learner = one;
    struct ri_global_kept          kept = {0};
    struct ri_demand_options       asked = options;
    struct ri_demand_result        result;
    struct ri_arena                mem;
    ri_arena_init(&mem, SIZE_MAX);
    learner.kept = &kept;
    asked.model = "boost";
    asked.learner = &learner;
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &asked, NULL, &mem, &result, NULL), RI_OK);
    memcpy(ret, kept.fingerprint, 65);
    *ret_rows = kept.rows;
    ri_global_kept_release(&kept);
    ri_arena_release(&mem);
}

/* All that a learner may learn from is in it: keys, where a series lies, how long it is, values, and on which days the shelf was empty. */
TEST(other_data_have_another_fingerprint)
{
    enum { SAME, VALUE, MISSING, KEY, START, LENGTH_, SHELF, OTHER_SHELF, CASES };
    static uint8_t cut[DAYS];
    char           seen[CASES][65], first[65];
    size_t         rows, first_rows;
    make_shop(21);
    fingerprint(first, &first_rows);
    for (size_t c = 0; c < CASES; c++) {
        const struct ri_series whole = shop.series[3];
        const char *const      name = shop.keys[3][0];
        const double           y = shop.y[3][100];
        memset(cut, 0, sizeof cut);
        if (c == VALUE) shop.y[3][100] += 1;
        if (c == MISSING) shop.y[3][100] = (double)NAN;
        if (c == KEY) shop.keys[3][0] = "i77";
        if (c == START) shop.series[3].start++;
        if (c == LENGTH_) shop.series[3].n--;
        if (c >= SHELF) shop.series[3].censored = cut, cut[c == SHELF ? 100 : 101] = 1;
        fingerprint(seen[c], &rows);
        shop.series[3] = whole;
        shop.keys[3][0] = name;
        shop.y[3][100] = y;
    }
    CHECK_TEXT(seen[SAME], first);
    for (size_t c = 0; c < CASES; c++)
        for (size_t d = 0; d < c; d++) CHECK(strcmp(seen[c], seen[d]) != 0);
}

/* Of 24 series, 100 places each: all but those that lie in the first weeks, or on days that are not known. */
TEST(a_card_counts_the_rows_that_were_learnt_from)
{
    char   none[65];
    size_t rows, fewer;
    make_shop(21);
    fingerprint(none, &rows);
    CHECK(rows <= 2400 && rows > 2200);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 100; t < 200; t++) shop.y[i][t] = (double)NAN;
    fingerprint(none, &fewer);
    CHECK(fewer > rows / 2 && fewer < rows * 3 / 4); /* a third of what could be drawn */
}

static void cut_history(size_t days)
{
    for (size_t i = 0; i < SERIES; i++) shop.series[i].n = days;
    shop.panel.last = 10000 + (int64_t)days - 1;
}

TEST(later_days_are_asked_about_earlier_ones_refused)
{
    struct ri_arena         mem;
    struct ri_global_kept   kept = {0};
    struct ri_demand_result result, shorter;
    struct ri_text          file = {0};
    struct ri_error         err;
    double                  errors = 0, sum = 0;
    make_shop(22);
    cut_history(DAYS - 9);
    ri_arena_init(&mem, SIZE_MAX);
    train(RI_STRATEGY_DIRECT, &mem, &file);
    CHECK_STATUS(ri_global_file_read(view_of(&file), false, &mem, &kept, NULL), RI_OK);
    cut_history(DAYS); /* nine days later it knows them, untaught */
    CHECK_STATUS(ask(&kept, RI_STRATEGY_AUTO, &options, &mem, &result, NULL), RI_OK);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t h = 0; h < HORIZON; h++) {
            errors += fabs(result.series[i].mean[h] - shop.truth[i][DAYS + h]);
            sum += shop.truth[i][DAYS + h];
        }
    CHECK(errors / sum < 0.2);
    struct ri_demand_options near = options; /* and fewer steps ahead */
    near.horizon = 5;
    CHECK_STATUS(ask(&kept, RI_STRATEGY_AUTO, &near, &mem, &shorter, NULL), RI_OK);
    CHECK_INT(shorter.horizon, 5);
    cut_history(DAYS - 10);
    CHECK_STATUS(ask(&kept, RI_STRATEGY_AUTO, &options, &mem, &result, &err), RI_EDATA);
    CHECK_TEXT(err.message, "the kept learner has seen 1 periods after the end of this history: it "
                            "would know what it is asked about");
    ri_global_kept_release(&kept);
    ri_text_release(&file);
    ri_arena_release(&mem);
}

TEST(another_shape_is_refused_by_what_differs)
{
    static const char *const other_keys[] = {"sku"};
    struct ri_arena          mem;
    struct ri_global_kept    kept = {0};
    struct ri_demand_result  result;
    struct ri_text           file = {0};
    struct ri_error          err;
    struct ri_demand_options asked;
    struct ri_covariates     few;
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(23);
    train(RI_STRATEGY_DIRECT, &mem, &file);
    CHECK_STATUS(ri_global_file_read(view_of(&file), false, &mem, &kept, NULL), RI_OK);
    enum { KEYS, WEEK, SEASON, HORIZON_, LESS, MORE, CASES };
    static const char *const said[CASES] = {
        [KEYS] = "the kept learner knows series named by item; these are named by sku",
        [WEEK] = "the kept learner learnt periods of a day; these are of a day that begins on "
                 "another day",
        [SEASON] = "the kept learner learnt a season of 7; asked is one of 14",
        [HORIZON_] = "the kept learner looks 14 periods ahead; asked are 15",
        [LESS] = "the kept learner learnt from 'promotion', which these series do not have; train "
                 "it anew",
        [MORE] = "these series have 'rain', of which the kept learner knows nothing; train it "
                 "anew"};
    for (size_t c = 0; c < CASES; c++) {
        struct ri_known three[3];
        make_shop(23);
        asked = options;
        few = shop.covariates;
        if (c == KEYS) shop.panel.key_names = other_keys;
        if (c == WEEK) shop.panel.week_start = 3;
        if (c == SEASON) asked.season = 14;
        if (c == HORIZON_) asked.horizon = 15;
        if (c == LESS) few.known = &shop.known[1], few.known_count = 1;
        memcpy(three, shop.known, sizeof shop.known);
        three[2] = shop.past;
        three[2].name = "rain";
        if (c == MORE) few.known = three, few.known_count = 3;
        few.open = &few.known[few.known_count - (c == MORE ? 2 : 1)];
        asked.covariates = &few;
        err.message[0] = '\0';
        CHECK_STATUS(ask(&kept, RI_STRATEGY_AUTO, &asked, &mem, &result, &err), RI_EUSAGE);
        CHECK_TEXT(err.message, said[c]);
    }
    ri_global_kept_release(&kept);
    ri_text_release(&file);
    ri_arena_release(&mem);
}

/* ---- Words ----------------------------------------------------------------------------------------------------------- */

static struct ri_known feast; /* a category by day: every eleventh day is one of two feasts */
static float           feast_at[PERIODS];
static size_t          feast_group[SERIES];

static void add_feasts(struct ri_known known[3], struct ri_covariates *covariates,
                       const char *const words[2])
{
    const bool turned = strcmp(words[0], "fair") != 0;
    for (size_t t = 0; t < PERIODS; t++)
        feast_at[t] = t % 11 != 4 ? NAN : (float)((t / 11 % 2 != 0) != turned);
    feast = (struct ri_known){.name = "feast",
                              .categorical = true,
                              .word_count = 2,
                              .words = words,
                              .group_count = 1,
                              .group = feast_group,
                              .at = feast_at};
    memcpy(known, shop.known, sizeof shop.known);
    known[2] = feast;
    *covariates = shop.covariates;
    covariates->known = known;
    covariates->known_count = 3;
    covariates->open = &known[1];
}

TEST(codes_follow_the_words_not_their_order)
{
    static const char *const words[] = {"fair", "market"}, *const turned[] = {"market", "fair"};
    static const char *const kinds[] = {"c", "a", "b"}, *const new_kinds[] = {"c", "a", "new"};
    struct ri_arena          mem;
    struct ri_global_kept    kept = {0};
    struct ri_demand_result  first, second;
    struct ri_demand_options asked = options;
    struct ri_known          known[3];
    struct ri_covariates     covariates;
    struct ri_kept_strangers strangers[4];
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(24);
    for (size_t i = 0; i < SERIES; i++) /* so that codes matter */
        for (size_t t = 0; t < DAYS; t++) {
            if (t % 11 == 4) shop.y[i][t] *= t / 11 % 2 ? 3 : 1;
            if (i % 3 == 1) shop.y[i][t] = floor(shop.y[i][t] * (t % 7 == 2 ? 4 : 1));
        }
    add_feasts(known, &covariates, words);
    asked.covariates = &covariates;
    CHECK_STATUS(ask(&kept, RI_STRATEGY_DIRECT, &asked, &mem, &first, NULL), RI_OK);
    for (size_t i = 0; i < SERIES; i++) shop.kind[i] = (float)((i % 3 + 1) % 3);
    shop.attribute.words = kinds;
    add_feasts(known, &covariates, turned);
    CHECK_STATUS(ask(&kept, RI_STRATEGY_DIRECT, &asked, &mem, &second, NULL), RI_OK);
    CHECK(same(&first, &second));
    CHECK_INT(ri_global_kept_strangers(&kept, &covariates, strangers), 0);
    shop.attribute.words = new_kinds;
    CHECK_INT(ri_global_kept_strangers(&kept, &covariates, strangers), 1);
    CHECK_TEXT(strangers[0].name, "kind");
    CHECK_INT(strangers[0].words, 1);
    CHECK_STATUS(ask(&kept, RI_STRATEGY_DIRECT, &asked, &mem, &second, NULL), RI_OK);
    CHECK(!same(&first, &second));
    ri_global_kept_release(&kept);
    ri_arena_release(&mem);
}

/* ---- Files ----------------------------------------------------------------------------------------------------------- */

TEST(broken_files_are_refused)
{
    struct ri_arena       mem;
    struct ri_global_kept read = {0};
    struct ri_text        file = {0};
    struct ri_error       err;
    make_shop(25);
    ri_arena_init(&mem, SIZE_MAX);
    train(RI_STRATEGY_DIRECT, &mem, &file);
    const size_t length = file.length;
    for (size_t cut = 0; cut < length; cut += cut < 3000 ? 17 : length / 40)
        CHECK_STATUS(ri_global_file_read((struct ri_view){file.at, cut}, false, &mem, &read, NULL),
                     RI_EDATA);
    file.at[length / 2] ^= 1;
    CHECK_STATUS(ri_global_file_read(view_of(&file), false, &mem, &read, &err), RI_EDATA);
    CHECK_TEXT(err.message, "the model file is damaged: its digest is another one");
    file.at[length / 2] ^= 1;
    for (size_t at = 0; at < 2500; at += 7) { /* the card: another value or a clear no */
        file.at[at] ^= 4;
        const ri_status status = ri_global_file_read(view_of(&file), true, &mem, &read, NULL);
        CHECK(status == RI_OK || status == RI_EDATA || status == RI_ENEWER);
        file.at[at] ^= 4;
    }
    CHECK_STATUS(ri_global_file_read(view_of(&file), true, &mem, &read, NULL), RI_OK);
    ri_arena_release(&mem);
    for (size_t limit = 0; limit < 1 << 16; limit += 997) { /* room for the card or none */
        ri_arena_init(&mem, limit);
        const ri_status status = ri_global_file_read(view_of(&file), true, &mem, &read, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        CHECK(status == RI_OK || limit < 60000);
        ri_arena_release(&mem);
    }
    ri_text_release(&file);
}

TEST(a_training_that_was_cancelled_leaves_nothing)
{
    struct ri_arena          mem;
    struct ri_global_kept    kept = {0};
    struct ri_global_options learner = small;
    struct ri_demand_options asked = options;
    struct ri_demand_result  result;
    struct ri_task           cancelled = {0};
    make_shop(26);
    ri_arena_init(&mem, SIZE_MAX);
    learner.kept = &kept;
    asked.model = "boost";
    asked.learner = &learner;
    ri_task_cancel(&cancelled);
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &asked, &cancelled, &mem, &result, NULL),
                 RI_ECANCELLED);
    CHECK(!kept.trained && mem.blocks == NULL);
    ri_global_kept_release(&kept);
    ri_arena_release(&mem);
}

/* Less than three years are known, so the base goes on as last year did; of learners that were trained otherwise it does not. */
TEST(a_kept_learner_keeps_what_its_base_does)
{
    struct ri_arena          mem;
    struct ri_global_kept    kept = {0};
    struct ri_demand_result  result;
    struct ri_demand_options asked = options;
    make_shop(21);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ask(&kept, RI_STRATEGY_DIRECT, &options, &mem, &result, NULL), RI_OK);
    CHECK_INT(kept.settings.carried, 1);
    asked.covariates = &shop.covariates;
    for (size_t carried = 0; carried < 2; carried++) {
        struct global_run        run;
        struct ri_global_options learner = kept.settings;
        learner.kept = &kept;
        learner.carried = carried;
        CHECK_STATUS(
            global_run_init(&run, &shop.panel, &shop.covariates, &asked, &learner, NULL, NULL),
            RI_OK);
        CHECK(run.frame.carried == (carried == 1));
        global_run_release(&run);
    }
    ri_global_kept_release(&kept);
    ri_arena_release(&mem);
}
