/* Model files: written whole, read with distrust. */
#include "model.h"

#include "base/hash.h"
#include "base/json.h"
#include "learn/carded_file.h"

#include <math.h>

static const struct ri_carded_kind picture_kind = {
    .lead = "retailinsight-pictures ", .format = 1, .what = "a model of pictures"};

/* ---- The card as a table: numbers of the model by name ------------------------------------------------------ */

typedef enum kind { COUNT, UNSIGNED, FLOAT, NUMBER, SEED } kind;
static const struct {
    const char *name;
    kind        kind;
    size_t      offset;
} fields[] = {
#define FIELD(name, kind, member) {name, kind, offsetof(struct ri_picture_model, member)}
    FIELD("side", UNSIGNED, input.side),
    FIELD("centre", FLOAT, input.centre),
    FIELD("spread", FLOAT, input.spread),
    FIELD("views", UNSIGNED, views),
    FIELD("seed", SEED, seed),
    FIELD("learnt_from", COUNT, learn_count),
    FIELD("held_back", COUNT, held_count),
    FIELD("temperature", NUMBER, temperature),
    FIELD("threshold", NUMBER, threshold),
    FIELD("coverage", NUMBER, coverage),
    FIELD("precision", NUMBER, precision),
    FIELD("accuracy", NUMBER, accuracy),
    FIELD("top5", NUMBER, top5),
    FIELD("weights", COUNT, total),
    FIELD("look_size", UNSIGNED, look_size),
    FIELD("extra_bytes", COUNT, extra_size),
    FIELD("features", COUNT, feature_count),
#undef FIELD
};

static const char *const eyes[RI_EYES] = {"network", "trees", "backbone"};

static void put_fields(const struct ri_picture_model *model, struct ri_json *json)
{
    for (size_t i = 0; i < RI_COUNT(fields); i++) {
        const char *at = (const char *)model + fields[i].offset;
        ri_json_key(json, fields[i].name);
        switch (fields[i].kind) {
        case COUNT:
            ri_json_int(json, (int64_t)*(const size_t *)(const void *)at);
            break;
        case UNSIGNED:
            ri_json_int(json, *(const unsigned *)(const void *)at);
            break;
        case FLOAT:
            ri_json_number(json, (double)*(const float *)(const void *)at);
            break;
        case NUMBER:
            ri_json_number(json, *(const double *)(const void *)at);
            break;
        case SEED:
            ri_json_int(json, (int64_t)*(const uint64_t *)(const void *)at);
            break;
        }
    }
}

/* Layers as rows of numbers, in the order of struct ri_layer. */
enum { LAYER_NUMBERS = 10 };

static void put_layers(const struct ri_network_shape *shape, struct ri_json *json)
{
    ri_json_array(json);
    for (size_t i = 0; i < shape->layer_count; i++) {
        const struct ri_layer *layer = &shape->layers[i];
        const double           row[LAYER_NUMBERS] = {
            layer->kind, layer->width, layer->kernel, layer->stride,  layer->pad,
            layer->back, layer->also,  layer->relu,   layer->no_bias, (double)layer->rate};
        ri_json_array(json);
        for (int k = 0; k < LAYER_NUMBERS; k++) ri_json_number(json, row[k]);
        ri_json_end(json);
    }
    ri_json_end(json);
}

/* Without the speed: the same training gives the same bytes. */
static void put_curve(const struct ri_picture_model *model, struct ri_json *json)
{
    ri_json_array(json);
    for (size_t i = 0; i < model->epoch_count; i++) {
        const struct ri_epoch *at = &model->curve[i];
        const double row[] = {at->loss, at->accuracy, at->held_loss, at->held_accuracy, at->rate};
        ri_json_array(json);
        for (size_t k = 0; k < RI_COUNT(row); k++) ri_json_number(json, row[k]);
        ri_json_end(json);
    }
    ri_json_end(json);
}

static void put_card(const struct ri_picture_model *model, const char *digest, struct ri_json *json)
{
    ri_json_object(json);
    ri_json_key(json, "network");
    ri_json_text(json, model->network);
    ri_json_key(json, "eye");
    ri_json_text(json, eyes[model->eye]);
    put_fields(model, json);
    ri_json_key(json, "fingerprint");
    ri_json_text(json, model->fingerprint);
    ri_json_key(json, "layers");
    put_layers(&model->shape, json);
    ri_json_key(json, "classes");
    ri_json_array(json);
    for (size_t i = 0; i < model->class_count; i++) ri_json_text(json, model->classes[i]);
    ri_json_end(json);
    ri_json_key(json, "curve");
    put_curve(model, json);
    ri_json_key(json, "examples");
    ri_json_array(json);
    for (size_t i = 0; i < model->example_count; i++) ri_json_text(json, model->examples[i]);
    ri_json_end(json);
    ri_json_key(json, "example_labels");
    ri_json_array(json);
    for (size_t i = 0; i < model->example_count; i++) ri_json_int(json, model->example_labels[i]);
    ri_json_end(json);
    ri_json_key(json, "sha256");
    ri_json_text(json, digest);
    ri_json_end(json);
}

ri_status ri_picture_model_write(const struct ri_picture_model *model, struct ri_text *out,
                                 struct ri_error *err)
{
    struct ri_text body = {0}, head = {0};
    struct ri_json json = {.out = &head};
    char           digest[RI_SHA256_TEXT];
    ri_text_add(&body, (const char *)model->weights, model->total * sizeof(float));
    ri_text_add(&body, (const char *)model->looks, model->example_count * model->look_size);
    ri_text_add(&body, model->extra, model->extra_size);
    ri_status status = ri_text_check(&body, err);
    if (status == RI_OK)
        status = ri_sha256_text((struct ri_view){body.at, body.length}, digest, err);
    if (status == RI_OK) {
        put_card(model, digest, &json);
        status = ri_text_check(&head, err);
    }
    if (status == RI_OK)
        status = ri_carded_write(&picture_kind, (struct ri_view){head.at, head.length},
                                 (struct ri_view){body.at, body.length}, out, err);
    ri_text_release(&body);
    ri_text_release(&head);
    return status;
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

/* NAN where the card has null or nothing. */
static double number_of(const struct ri_json_value *value, struct ri_arena *mem)
{
    const char *text = ri_json_scalar(value, mem);
    double      number;
    return text && ri_parse_double(ri_view_of(text), &number) ? number : (double)NAN;
}

static ri_status read_fields(const struct ri_json_value *root, struct ri_arena *mem,
                             struct ri_picture_model *model, struct ri_error *err)
{
    for (size_t i = 0; i < RI_COUNT(fields); i++) {
        char        *at = (char *)model + fields[i].offset;
        const double x = number_of(ri_json_member(root, fields[i].name), mem);
        if (fields[i].kind == NUMBER) {
            *(double *)(void *)at = x;
            continue;
        }
        if (isnan(x) && fields[i].offset >= offsetof(struct ri_picture_model, extra_size) &&
            fields[i].offset <= offsetof(struct ri_picture_model, feature_count))
            continue; /* models of before had neither */
        if (!(x >= 0 && x <= 9e15) || (fields[i].kind == UNSIGNED && x > 1e9))
            return ri_fail(err, RI_EDATA, "the model's card has no usable %s", fields[i].name);
        switch (fields[i].kind) {
        case COUNT:
            *(size_t *)(void *)at = (size_t)x;
            break;
        case UNSIGNED:
            *(unsigned *)(void *)at = (unsigned)x;
            break;
        case FLOAT:
            *(float *)(void *)at = (float)x;
            break;
        default:
            *(uint64_t *)(void *)at = (uint64_t)x;
        }
    }
    return RI_OK;
}

static ri_status read_layers(const struct ri_json_value *rows, bool trees, struct ri_arena *mem,
                             struct ri_network_shape *shape, struct ri_error *err)
{
    shape->layer_count = ri_json_count(rows);
    if (trees && !shape->layer_count) return RI_OK;
    if (trees || !shape->layer_count || shape->layer_count > RI_LAYERS_MOST)
        return ri_fail(err, RI_EDATA, "the model's card has %zu layers", shape->layer_count);
    for (size_t i = 0; i < shape->layer_count; i++) {
        const struct ri_json_value *row = ri_json_at(rows, i, NULL);
        unsigned                    n[LAYER_NUMBERS];
        double                      x = 0;
        for (size_t k = 0; k < LAYER_NUMBERS; k++) {
            x = number_of(ri_json_at(row, k, NULL), mem);
            if (!(x >= 0 && x <= 1e6))
                return ri_fail(err, RI_EDATA, "layer %zu of the model cannot be read", i + 1);
            n[k] = (unsigned)x;
        }
        shape->layers[i] =
            (struct ri_layer){(ri_layer_kind)n[0], n[1],      n[2],    n[3], n[4], n[5], n[6],
                              n[7] != 0,           n[8] != 0, (float)x};
    }
    return RI_OK;
}

static ri_status read_names(const struct ri_json_value *list, struct ri_arena *mem,
                            const char ***ret, size_t *ret_count, struct ri_error *err)
{
    *ret_count = ri_json_count(list);
    RI_ARENA_NEW(*ret, mem, *ret_count, err);
    for (size_t i = 0; i < *ret_count; i++) {
        const char *name = ri_json_string(ri_json_at(list, i, NULL));
        if (!name) return ri_fail(err, RI_EDATA, "the model's card has a name that is no text");
        (*ret)[i] = ri_arena_copy(mem, name, strlen(name));
        if (!(*ret)[i]) return ri_fail(err, RI_ENOMEM, "no room for names");
    }
    return RI_OK;
}

static ri_status read_curve(const struct ri_json_value *rows, struct ri_arena *mem,
                            struct ri_picture_model *model, struct ri_error *err)
{
    model->epoch_count = ri_json_count(rows);
    RI_ARENA_NEW(model->curve, mem, model->epoch_count, err);
    for (size_t i = 0; i < model->epoch_count; i++) {
        const struct ri_json_value *row = ri_json_at(rows, i, NULL);
        double                      x[5];
        for (size_t k = 0; k < RI_COUNT(x); k++) x[k] = number_of(ri_json_at(row, k, NULL), mem);
        model->curve[i] = (struct ri_epoch){(unsigned)i + 1, x[0], x[1], x[2], x[3], x[4], 0};
    }
    return RI_OK;
}

static ri_status read_examples(const struct ri_json_value *root, struct ri_arena *mem,
                               struct ri_picture_model *model, struct ri_error *err)
{
    const struct ri_json_value *labels = ri_json_member(root, "example_labels");
    RI_TRY(read_names(ri_json_member(root, "examples"), mem, &model->examples,
                      &model->example_count, err));
    if (ri_json_count(labels) != model->example_count || model->look_size > RI_LOOK_MOST)
        return ri_fail(err, RI_EDATA, "the model's examples and their labels do not match");
    RI_ARENA_NEW(model->example_labels, mem, model->example_count, err);
    for (size_t i = 0; i < model->example_count; i++) {
        const double x = number_of(ri_json_at(labels, i, NULL), mem);
        if (!(x >= 0 && x < (double)model->class_count))
            return ri_fail(err, RI_EDATA, "example %zu of the model has no class", i + 1);
        model->example_labels[i] = (uint32_t)x;
    }
    return RI_OK;
}

/* Sizes that must agree before anything is computed. */
static ri_status check_shape(struct ri_picture_model *model, size_t body, struct ri_error *err)
{
    struct ri_weight_info weights[RI_WEIGHTS_MOST];
    size_t                count = 0, total = 0;
    const bool            head = model->eye == RI_EYE_BACKBONE, trees = model->eye == RI_EYE_TREES;
    model->shape.channels = head ? (unsigned)model->feature_count : 3;
    model->shape.height = model->shape.width = head ? 1 : model->input.side;
    if (model->extra_size > body || model->feature_count > RI_LOOK_MOST ||
        (model->eye == RI_EYE_NETWORK) != !model->extra_size)
        return ri_fail(err, RI_EDATA, "the model's card does not fit together");
    if (!trees && ri_network_weights(&model->shape, weights, &count, err) != RI_OK) {
        if (err) err->code = RI_EDATA;
        return RI_EDATA;
    }
    for (size_t w = 0; w < count; w++) total += weights[w].count;
    if (model->class_count < 2 || model->class_count > RI_CLASSES_MOST ||
        !(model->input.spread > 0) ||
        (!trees && model->shape.layers[model->shape.layer_count - 1].width != model->class_count) ||
        model->views < 1 || model->views > 2 || !(model->temperature > 0))
        return ri_fail(err, RI_EDATA, "the model's card does not fit together");
    if (total != model->total)
        return ri_fail(err, RI_EDATA, "the model has %zu weights, its layers need %zu",
                       model->total, total);
    if (body != total * sizeof(float) + model->example_count * model->look_size + model->extra_size)
        return ri_fail(err, RI_EDATA, "the model file is cut short, or longer than it says");
    return RI_OK;
}

static ri_status read_body(struct ri_view body, const char *expected, struct ri_arena *mem,
                           struct ri_picture_model *model, struct ri_error *err)
{
    const size_t bytes = model->total * sizeof(float),
                 looks = model->example_count * model->look_size;
    char digest[RI_SHA256_TEXT];
    RI_TRY(ri_sha256_text(body, digest, err));
    if (!expected || strcmp(expected, digest) != 0)
        return ri_fail(err, RI_EDATA, "the model file is damaged: its digest is another one");
    RI_ARENA_NEW(model->weights, mem, model->total, err);
    RI_ARENA_NEW(model->looks, mem, model->example_count * model->look_size, err);
    if (bytes) memcpy(model->weights, body.at, bytes);
    if (looks) memcpy(model->looks, body.at + bytes, looks);
    model->extra = ri_arena_copy(mem, body.at + bytes + looks, model->extra_size);
    if (!model->extra) return ri_fail(err, RI_ENOMEM, "no room for the model");
    for (size_t i = 0; i < model->total; i++)
        if (!isfinite(model->weights[i]))
            return ri_fail(err, RI_EDATA, "weight %zu of the model is no number", i);
    return RI_OK;
}

static ri_status read_eye(const char *name, ri_eye *ret, struct ri_error *err)
{
    for (size_t k = 0; k < RI_EYES; k++)
        if (!name || strcmp(name, eyes[k]) == 0) { /* models of before had a network alone */
            *ret = (ri_eye)k;
            return RI_OK;
        }
    return ri_fail(err, RI_EDATA, "the model's card has an unknown kind '%.40s'", name);
}

static ri_status read_all(const struct ri_json_value *root, struct ri_view body,
                          struct ri_arena *mem, struct ri_picture_model *model,
                          struct ri_error *err)
{
    const char *network = ri_json_string(ri_json_member(root, "network"));
    const char *fingerprint = ri_json_string(ri_json_member(root, "fingerprint"));
    if (!network) return ri_fail(err, RI_EDATA, "the model's card names no network");
    model->network = ri_arena_copy(mem, network, strlen(network));
    if (!model->network) return ri_fail(err, RI_ENOMEM, "no room for the card");
    if (fingerprint && strlen(fingerprint) < sizeof model->fingerprint)
        memcpy(model->fingerprint, fingerprint, strlen(fingerprint) + 1);
    RI_TRY(read_eye(ri_json_string(ri_json_member(root, "eye")), &model->eye, err));
    RI_TRY(read_fields(root, mem, model, err));
    RI_TRY(read_layers(ri_json_member(root, "layers"), model->eye == RI_EYE_TREES, mem,
                       &model->shape, err));
    RI_TRY(read_names(ri_json_member(root, "classes"), mem, &model->classes, &model->class_count,
                      err));
    RI_TRY(read_curve(ri_json_member(root, "curve"), mem, model, err));
    RI_TRY(read_examples(root, mem, model, err));
    RI_TRY(check_shape(model, body.length, err));
    return read_body(body, ri_json_string(ri_json_member(root, "sha256")), mem, model, err);
}

ri_status ri_picture_model_read(struct ri_view file, struct ri_arena *mem,
                                struct ri_picture_model *ret, struct ri_error *err)
{
    struct ri_view           card, body;
    struct ri_json_document *document;
    struct ri_picture_model  model = {0};
    RI_TRY(ri_carded_read(&picture_kind, file, &card, &body, err));
    RI_TRY(ri_json_read(card.at, card.length, &document, err));
    const ri_status status = read_all(ri_json_root(document), body, mem, &model, err);
    ri_json_document_free(document);
    if (status == RI_OK) *ret = model;
    return status;
}
