/* Files of kept learners: written whole, read with distrust. */
#include "global_file.h"

#include "base/hash.h"
#include "base/json.h"
#include "global_frame.h"
#include "learn/carded_file.h"

#include <math.h>

const char                         ri_global_file_lead[] = "retailinsight-series ";
static const struct ri_carded_kind kind = {
    .lead = ri_global_file_lead, .format = 2, .what = "a file of a learner over series"};
enum { NAMES_MOST = 64, LISTS_MOST = 256, WORDS_MOST = 4096 };
static const int64_t LAST_MOST = (int64_t)1 << 40; /* periods from 1970, minutes included */

/* The whole numbers and the fractions of a card: one table for writing and reading. */
#define COUNT(name, field, least, most) {name, offsetof(struct ri_global_kept, field), least, most}
static const struct count {
    const char *name;
    size_t      at;
    int64_t     least, most;
} counts[] = {
    COUNT("season", season, 1, 10000),
    COUNT("horizon", horizon, 1, RI_DEMAND_HORIZON_MOST),
    COUNT("held_back_origins", past_count, 1, RI_GLOBAL_PAST_MOST),
    COUNT("series", series_count, 1, UINT32_MAX),
    COUNT("rows", rows, 0, UINT32_MAX),
    COUNT("values_held_back", values, 0, INT64_MAX),
    COUNT("rows_wanted", settings.rows, 1, UINT32_MAX),
    COUNT("trees", settings.trees, 1, 1000000),
    COUNT("leaves", settings.leaves, 2, 1000000),
    COUNT("carried", settings.carried, 0, 1),
};
#undef COUNT
#define FRACTION(name, field) {name, offsetof(struct ri_global_kept, field)}
static const struct fraction {
    const char *name;
    size_t      at;
} fractions[] = {
    FRACTION("rate", settings.rate), FRACTION("wape", wape),
    FRACTION("bias", bias),          FRACTION("mae", mae),
    FRACTION("rmse", rmse),
};
#undef FRACTION

static size_t *count_at(const struct ri_global_kept *kept, const struct count *count)
{
    return (size_t *)((uintptr_t)kept + count->at);
}

static double *fraction_at(const struct ri_global_kept *kept, const struct fraction *fraction)
{
    return (double *)((uintptr_t)kept + fraction->at);
}

static const char *strategy_text(ri_strategy strategy)
{
#define TEXT_OF_(code, text) text,
    static const char *const texts[] = {RI_STRATEGY_MAP(TEXT_OF_)};
#undef TEXT_OF_
    return texts[strategy];
}

/* ---- Writing --------------------------------------------------------------------------------------------------------- */

static void put_texts(struct ri_json *json, const char *key, const char *const *texts, size_t count)
{
    ri_json_key(json, key);
    ri_json_array(json);
    for (size_t i = 0; i < count; i++) ri_json_text(json, texts[i]);
    ri_json_end(json);
}

static void put_shape(const struct ri_global_kept *kept, struct ri_json *json)
{
    ri_json_key(json, "frequency");
    ri_json_text(json, ri_frequency_text(kept->frequency));
    ri_json_key(json, "week_start");
    ri_json_int(json, kept->week_start);
    ri_json_key(json, "last");
    ri_json_int(json, kept->last);
    ri_json_key(json, "value");
    ri_json_text(json, kept->value_name);
    put_texts(json, "keys", kept->key_names, kept->key_count);
    put_texts(json, "features", kept->features, kept->feature_count);
    ri_json_key(json, "words");
    ri_json_array(json);
    for (size_t l = 0; l < kept->list_count; l++) {
        ri_json_object(json);
        ri_json_key(json, "name");
        ri_json_text(json, kept->lists[l].name);
        ri_json_key(json, "by_period");
        ri_json_bool(json, kept->lists[l].by_period);
        put_texts(json, "words", kept->lists[l].words, kept->lists[l].count);
        ri_json_end(json);
    }
    ri_json_end(json);
}

static void put_numbers(const struct ri_global_kept *kept, struct ri_json *json)
{
    for (size_t i = 0; i < RI_COUNT(counts); i++) {
        ri_json_key(json, counts[i].name);
        ri_json_int(json, (int64_t)*count_at(kept, &counts[i]));
    }
    for (size_t i = 0; i < RI_COUNT(fractions); i++) {
        ri_json_key(json, fractions[i].name);
        ri_json_number(json, *fraction_at(kept, &fractions[i]));
    }
    ri_json_key(json, "seed");
    ri_json_int(json, (int64_t)kept->settings.seed);
    ri_json_key(json, "strategy");
    ri_json_text(json, strategy_text(kept->settings.strategy));
    ri_json_key(json, "without_total");
    ri_json_bool(json, kept->settings.without_total);
    ri_json_key(json, "data_sha256");
    ri_json_text(json, kept->fingerprint);
}

/* The learners' texts one after another, their lengths as a list. */
static ri_status put_learners(const struct ri_global_kept *kept, struct ri_json *json,
                              struct ri_text *body, struct ri_error *err)
{
    ri_json_key(json, "learners");
    ri_json_array(json);
    for (size_t s = 0; s <= kept->past_count; s++)
        for (size_t w = 0; w < RI_KEPT_WAYS; w++) {
            const size_t before = body->length;
            if (kept->learned[s][w]) RI_TRY(ri_learned_save(kept->learned[s][w], body, err));
            ri_json_int(json, (int64_t)(body->length - before)); /* 0: none */
        }
    ri_json_end(json);
    return ri_text_check(body, err);
}

static ri_status write_parts(const struct ri_global_kept *kept, struct ri_text *card,
                             struct ri_text *body, struct ri_error *err)
{
    struct ri_json json = {.out = card};
    char           digest[RI_SHA256_TEXT];
    ri_json_object(&json);
    put_shape(kept, &json);
    put_numbers(kept, &json);
    RI_TRY(put_learners(kept, &json, body, err));
    RI_TRY(ri_sha256_text((struct ri_view){body->at, body->length}, digest, err));
    ri_json_key(&json, "model_sha256");
    ri_json_text(&json, digest);
    ri_json_end(&json);
    return ri_text_check(card, err);
}

ri_status ri_global_file_write(const struct ri_global_kept *kept, struct ri_text *out,
                               struct ri_error *err)
{
    struct ri_text card = {0}, body = {0};
    ri_status      status = write_parts(kept, &card, &body, err);
    if (status == RI_OK)
        status = ri_carded_write(&kind, (struct ri_view){card.at, card.length},
                                 (struct ri_view){body.at, body.length}, out, err);
    ri_text_release(&card);
    ri_text_release(&body);
    return status;
}

/* ---- Reading --------------------------------------------------------------------------------------------------------- */

static ri_status wrong(const char *what, struct ri_error *err)
{
    return ri_fail(err, RI_EDATA, "the model's card has no usable '%s'", what);
}

/* The text of a number, a string or a bool; NULL: it is something else, or not there. */
static ri_status read_scalar(const struct ri_json_value *value, struct ri_arena *mem,
                             const char **ret, struct ri_error *err)
{
    const bool has_text =
        value && !ri_json_is_null(value) && !ri_json_is_object(value) && !ri_json_is_array(value);
    *ret = has_text ? ri_json_scalar(value, mem) : NULL;
    return *ret || !has_text ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for the card");
}

static ri_status read_whole(const struct ri_json_value *object, const char *key,
                            struct ri_arena *mem, int64_t least, int64_t most, int64_t *ret,
                            struct ri_error *err)
{
    const char *text;
    RI_TRY(read_scalar(ri_json_member(object, key), mem, &text, err));
    if (!text || !ri_parse_int(ri_view_of(text), ret) || *ret < least || *ret > most)
        return wrong(key, err);
    return RI_OK;
}

static ri_status read_texts(const struct ri_json_value *object, const char *key, size_t most,
                            struct ri_arena *mem, const char *const **ret, size_t *ret_count,
                            struct ri_error *err)
{
    const struct ri_json_value *list = ri_json_member(object, key);
    const size_t                count = ri_json_count(list);
    const char                **texts;
    if (!ri_json_is_array(list) || count > most) return wrong(key, err);
    RI_ARENA_NEW(texts, mem, count, err);
    for (size_t i = 0; i < count; i++) {
        const char *text = ri_json_string(ri_json_at(list, i, NULL));
        if (!text) return wrong(key, err);
        texts[i] = ri_arena_copy(mem, text, strlen(text));
        if (!texts[i]) return ri_fail(err, RI_ENOMEM, "no room for the card");
    }
    *ret = texts;
    *ret_count = count;
    return RI_OK;
}

static ri_status read_text(const struct ri_json_value *object, const char *key,
                           struct ri_arena *mem, const char **ret, struct ri_error *err)
{
    const char *text = ri_json_string(ri_json_member(object, key));
    if (!text) return wrong(key, err);
    *ret = ri_arena_copy(mem, text, strlen(text));
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for the card");
}

static ri_status read_bool(const struct ri_json_value *object, const char *key,
                           struct ri_arena *mem, bool *ret, struct ri_error *err)
{
    const char *text;
    RI_TRY(read_scalar(ri_json_member(object, key), mem, &text, err));
    *ret = text && strcmp(text, "true") == 0;
    return RI_OK;
}

static ri_status read_words(const struct ri_json_value *root, struct ri_arena *mem,
                            struct ri_global_kept *kept, struct ri_error *err)
{
    const struct ri_json_value *list = ri_json_member(root, "words");
    struct ri_kept_words       *lists;
    kept->list_count = ri_json_count(list);
    if (!ri_json_is_array(list) || kept->list_count > LISTS_MOST) return wrong("words", err);
    RI_ARENA_NEW(lists, mem, kept->list_count, err);
    for (size_t l = 0; l < kept->list_count; l++) {
        const struct ri_json_value *one = ri_json_at(list, l, NULL);
        RI_TRY(read_bool(one, "by_period", mem, &lists[l].by_period, err));
        RI_TRY(read_text(one, "name", mem, &lists[l].name, err));
        RI_TRY(read_texts(one, "words", WORDS_MOST, mem, &lists[l].words, &lists[l].count, err));
    }
    kept->lists = lists;
    return RI_OK;
}

static ri_status read_shape(const struct ri_json_value *root, struct ri_arena *mem,
                            struct ri_global_kept *kept, struct ri_error *err)
{
    const char *frequency = ri_json_string(ri_json_member(root, "frequency"));
    int64_t     week_start;
    if (!frequency || !ri_frequency_parse(ri_view_of(frequency), &kept->frequency))
        return wrong("frequency", err);
    RI_TRY(read_whole(root, "week_start", mem, 0, 6, &week_start, err));
    kept->week_start = (int)week_start;
    RI_TRY(read_whole(root, "last", mem, -LAST_MOST, LAST_MOST, &kept->last, err));
    RI_TRY(read_text(root, "value", mem, &kept->value_name, err));
    RI_TRY(read_texts(root, "keys", NAMES_MOST, mem, &kept->key_names, &kept->key_count, err));
    RI_TRY(read_texts(root, "features", GLOBAL_FEATURES_MOST, mem, &kept->features,
                      &kept->feature_count, err));
    return read_words(root, mem, kept, err);
}

static ri_status read_numbers(const struct ri_json_value *root, struct ri_arena *mem,
                              struct ri_global_kept *kept, struct ri_error *err)
{
    int64_t whole;
    for (size_t i = 0; i < RI_COUNT(counts); i++) {
        RI_TRY(read_whole(root, counts[i].name, mem, counts[i].least, counts[i].most, &whole, err));
        *count_at(kept, &counts[i]) = (size_t)whole;
    }
    for (size_t i = 0; i < RI_COUNT(fractions); i++) {
        const char *text;
        double     *place = fraction_at(kept, &fractions[i]);
        RI_TRY(read_scalar(ri_json_member(root, fractions[i].name), mem, &text, err));
        if (!text || !ri_parse_double(ri_view_of(text), place)) *place = NAN; /* null */
    }
    if (!(kept->settings.rate > 0)) return wrong("rate", err);
    RI_TRY(read_whole(root, "seed", mem, 0, INT64_MAX, &whole, err));
    kept->settings.seed = (uint64_t)whole;
    RI_TRY(read_bool(root, "without_total", mem, &kept->settings.without_total, err));
    const char *strategy = ri_json_string(ri_json_member(root, "strategy"));
    if (!strategy || !ri_strategy_parse(strategy, &kept->settings.strategy) ||
        kept->settings.strategy == RI_STRATEGY_AUTO)
        return wrong("strategy", err);
    const char *digest = ri_json_string(ri_json_member(root, "data_sha256"));
    if (!digest || strlen(digest) + 1 > sizeof kept->fingerprint) return wrong("data_sha256", err);
    memcpy(kept->fingerprint, digest, strlen(digest) + 1);
    return RI_OK;
}

/* One learner of every slot in every way that the strategy goes, and no other; the lengths make up the body. */
static ri_status read_learners(const struct ri_json_value *root, struct ri_view body,
                               bool card_only, struct ri_arena *mem, struct ri_global_kept *kept,
                               struct ri_error *err)
{
    const struct ri_json_value *list = ri_json_member(root, "learners");
    const ri_strategy           strategy = kept->settings.strategy;
    const bool                  wanted[RI_KEPT_WAYS] = {strategy != RI_STRATEGY_RECURSIVE,
                                                        strategy != RI_STRATEGY_DIRECT};
    size_t                      at = 0;
    if (ri_json_count(list) != (kept->past_count + 1) * RI_KEPT_WAYS) return wrong("learners", err);
    for (size_t i = 0; i < ri_json_count(list); i++) {
        const char  *text;
        const size_t way = i % RI_KEPT_WAYS;
        int64_t      length;
        RI_TRY(read_scalar(ri_json_at(list, i, NULL), mem, &text, err));
        if (!text || !ri_parse_int(ri_view_of(text), &length) || length < 0 ||
            (uint64_t)length > body.length - at || (length > 0) != wanted[way])
            return wrong("learners", err);
        if (length && !card_only)
            RI_TRY(
                ri_learned_load(&ri_learner_boost, (struct ri_view){body.at + at, (size_t)length},
                                kept->feature_count, &kept->learned[i / RI_KEPT_WAYS][way], err));
        at += (size_t)length;
    }
    return at == body.length ? RI_OK : wrong("learners", err);
}

static ri_status read_root(const struct ri_json_value *root, struct ri_view body, bool card_only,
                           struct ri_arena *mem, struct ri_global_kept *kept, struct ri_error *err)
{
    const char *expected = ri_json_string(ri_json_member(root, "model_sha256"));
    char        digest[RI_SHA256_TEXT];
    RI_TRY(read_shape(root, mem, kept, err));
    RI_TRY(read_numbers(root, mem, kept, err));
    RI_TRY(ri_sha256_text(body, digest, err));
    if (!expected || strcmp(expected, digest) != 0)
        return ri_fail(err, RI_EDATA, "the model file is damaged: its digest is another one");
    RI_TRY(read_learners(root, body, card_only, mem, kept, err));
    kept->trained = true;
    return RI_OK;
}

ri_status ri_global_file_read(struct ri_view file, bool card_only, struct ri_arena *mem,
                              struct ri_global_kept *ret, struct ri_error *err)
{
    struct ri_view           card, body;
    struct ri_json_document *document;
    struct ri_global_kept    kept = {0};
    RI_TRY(ri_carded_read(&kind, file, &card, &body, err));
    RI_TRY(ri_json_read(card.at, card.length, &document, err));
    const ri_status status = read_root(ri_json_root(document), body, card_only, mem, &kept, err);
    ri_json_document_free(document);
    if (status != RI_OK) {
        ri_global_kept_release(&kept);
        return status;
    }
    *ret = kept;
    return RI_OK;
}
