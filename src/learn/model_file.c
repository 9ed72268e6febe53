/* Model files: written whole, read with distrust. */
#include "model_file.h"

#include "base/hash.h"
#include "carded_file.h"

static const struct ri_carded_kind model_kind = {
    .lead = "retailinsight-model ", .format = 1, .what = "a model file"};

/* ---- Writing --------------------------------------------------------------------------------------------------- */

static void put_settings(const struct ri_learn_settings *settings, struct ri_json *json)
{
    char text[32];
    ri_json_object(json);
    for (size_t i = 0; i < ri_learn_setting_count(); i++) {
        ri_learn_setting_text(settings, i, text);
        ri_json_key(json, ri_learn_setting_name(i));
        ri_json_text(json, text);
    }
    ri_json_end(json);
}

static void put_data(const struct ri_model_card *card, struct ri_json *json)
{
    ri_json_object(json);
    ri_json_key(json, "trained_rows");
    ri_json_int(json, (int64_t)card->trained_rows);
    ri_json_key(json, "held_rows");
    ri_json_int(json, (int64_t)card->held_rows);
    ri_json_key(json, "sha256");
    ri_json_text(json, card->fingerprint);
    ri_json_end(json);
}

static void put_card(const struct ri_model_card *card, const char *digest, struct ri_json *json)
{
    ri_json_object(json);
    ri_json_key(json, "learner");
    ri_json_text(json, card->learner->name);
    ri_json_key(json, "target");
    ri_json_text(json, card->target);
    ri_json_key(json, "columns");
    ri_coding_write(&card->coding, json);
    ri_json_key(json, "settings");
    put_settings(&card->settings, json);
    ri_json_key(json, "data");
    put_data(card, json);
    ri_json_key(json, "metrics");
    ri_json_object(json);
    for (size_t i = 0; i < card->metric_count; i++) {
        ri_json_key(json, card->metrics[i].name);
        ri_json_number(json, card->metrics[i].value);
    }
    ri_json_end(json);
    ri_json_key(json, "model_sha256");
    ri_json_text(json, digest);
    ri_json_end(json);
}

ri_status ri_model_write(const struct ri_model_card *card, const struct ri_learned *learned,
                         struct ri_text *out, struct ri_error *err)
{
    struct ri_text text = {0}, head = {0};
    struct ri_json json = {.out = &head};
    char           digest[RI_SHA256_TEXT];
    ri_status      status = ri_learned_save(learned, &text, err);
    if (status == RI_OK)
        status = ri_sha256_text((struct ri_view){text.at, text.length}, digest, err);
    if (status == RI_OK) {
        put_card(card, digest, &json);
        status = ri_text_check(&head, err);
    }
    if (status == RI_OK)
        status = ri_carded_write(&model_kind, (struct ri_view){head.at, head.length},
                                 (struct ri_view){text.at, text.length}, out, err);
    ri_text_release(&text);
    ri_text_release(&head);
    return status;
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static ri_status read_settings(const struct ri_json_value *json, struct ri_arena *mem,
                               struct ri_learn_settings *settings, struct ri_error *err)
{
    for (size_t i = 0; i < ri_json_count(json); i++) {
        const char                 *name;
        const struct ri_json_value *value = ri_json_at(json, i, &name);
        const char                 *text = ri_json_scalar(value, mem);
        if (!text) return ri_fail(err, RI_EDATA, "setting '%s' has no value", name);
        if (ri_learn_set(settings, name, text, err) != RI_OK) {
            if (err) err->code = RI_EDATA;
            return RI_EDATA;
        }
    }
    return RI_OK;
}

static ri_status read_count(const struct ri_json_value *object, const char *key,
                            struct ri_arena *mem, size_t *ret, struct ri_error *err)
{
    const char *text = ri_json_scalar(ri_json_member(object, key), mem);
    int64_t     count;
    if (!text || !ri_parse_int(ri_view_of(text), &count) || count < 0)
        return ri_fail(err, RI_EDATA, "the model's card has no %s", key);
    *ret = (size_t)count;
    return RI_OK;
}

static ri_status read_metrics(const struct ri_json_value *json, struct ri_arena *mem,
                              struct ri_model_card *card, struct ri_error *err)
{
    if (ri_json_count(json) > RI_METRICS_MOST)
        return ri_fail(err, RI_EDATA, "more than %d metrics", RI_METRICS_MOST);
    for (size_t i = 0; i < ri_json_count(json); i++) {
        const char                 *name;
        const struct ri_json_value *value = ri_json_at(json, i, &name);
        const char                 *text = ri_json_scalar(value, mem);
        struct ri_model_metric     *metric = &card->metrics[card->metric_count];
        if (!text || !ri_parse_double(ri_view_of(text), &metric->value)) continue; /* null */
        metric->name = ri_arena_copy(mem, name, strlen(name));
        if (!metric->name) return ri_fail(err, RI_ENOMEM, "no room for metrics");
        card->metric_count++;
    }
    return RI_OK;
}

static ri_status read_card(const struct ri_json_value *root, struct ri_arena *mem,
                           struct ri_model_card *ret, struct ri_error *err)
{
    const char *learner = ri_json_string(ri_json_member(root, "learner"));
    const char *target = ri_json_string(ri_json_member(root, "target"));
    if (!learner || !target)
        return ri_fail(err, RI_EDATA, "the model's card names no learner or target");
    if (ri_learner_find(learner, &ret->learner, err) != RI_OK) {
        if (err) err->code = RI_EDATA;
        return RI_EDATA;
    }
    ret->target = ri_arena_copy(mem, target, strlen(target));
    if (!ret->target) return ri_fail(err, RI_ENOMEM, "no room for the card");
    ri_learn_defaults(ret->learner, &ret->settings);
    RI_TRY(ri_coding_read(ri_json_member(root, "columns"), mem, &ret->coding, err));
    RI_TRY(read_settings(ri_json_member(root, "settings"), mem, &ret->settings, err));
    const struct ri_json_value *data = ri_json_member(root, "data");
    RI_TRY(read_count(data, "trained_rows", mem, &ret->trained_rows, err));
    RI_TRY(read_count(data, "held_rows", mem, &ret->held_rows, err));
    const char *fingerprint = ri_json_string(ri_json_member(data, "sha256"));
    if (fingerprint && strlen(fingerprint) < sizeof ret->fingerprint)
        memcpy(ret->fingerprint, fingerprint, strlen(fingerprint) + 1);
    return read_metrics(ri_json_member(root, "metrics"), mem, ret, err);
}

ri_status ri_model_card_read(struct ri_view file, struct ri_arena *mem, struct ri_model_card *ret,
                             struct ri_view *ret_text, struct ri_error *err)
{
    struct ri_view           card_text, body;
    struct ri_json_document *document;
    struct ri_model_card     card = {0};
    char                     digest[RI_SHA256_TEXT];
    RI_TRY(ri_carded_read(&model_kind, file, &card_text, &body, err));
    RI_TRY(ri_json_read(card_text.at, card_text.length, &document, err));
    const struct ri_json_value *root = ri_json_root(document);
    ri_status                   status = read_card(root, mem, &card, err);
    if (status == RI_OK) status = ri_sha256_text(body, digest, err);
    const char *expected = ri_json_string(ri_json_member(root, "model_sha256"));
    if (status == RI_OK && (!expected || strcmp(expected, digest) != 0))
        status = ri_fail(err, RI_EDATA, "the model file is damaged: its digest is another one");
    ri_json_document_free(document);
    if (status != RI_OK) return status;
    *ret = card;
    *ret_text = body;
    return RI_OK;
}

ri_status ri_model_read(struct ri_view file, struct ri_arena *mem, struct ri_model_card *ret_card,
                        struct ri_learned **ret, struct ri_error *err)
{
    struct ri_view text;
    RI_TRY(ri_model_card_read(file, mem, ret_card, &text, err));
    return ri_learned_load(ret_card->learner, text, ri_coding_features(&ret_card->coding), ret,
                           err);
}
