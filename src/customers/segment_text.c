/* A segment model as JSON, and back with every value checked: the file may come from anywhere. */
#include "segment.h"

#include "base/json.h"

#include <math.h>

enum { FORMAT = 1 };

static void write_numbers(struct ri_json *json, const char *key, const double *values, size_t count)
{
    ri_json_key(json, key);
    ri_json_array(json);
    for (size_t i = 0; i < count; i++) ri_json_number(json, values[i]);
    ri_json_end(json);
}

static void write_flags(struct ri_json *json, const char *key, const bool *values)
{
    ri_json_key(json, key);
    ri_json_array(json);
    for (size_t f = 0; f < RI_RFM; f++) ri_json_bool(json, values[f]);
    ri_json_end(json);
}

void ri_segment_model_write(const struct ri_segment_model *model, struct ri_text *out)
{
    struct ri_json json = {.out = out};
    ri_json_object(&json);
    ri_json_key(&json, "customer_segments");
    ri_json_int(&json, FORMAT);
    write_flags(&json, "used", model->used);
    write_flags(&json, "logged", model->logged);
    write_numbers(&json, "mean", model->mean, RI_RFM);
    write_numbers(&json, "sd", model->sd, RI_RFM);
    ri_json_key(&json, "segments");
    ri_json_array(&json);
    for (size_t c = 0; c < model->count; c++) {
        ri_json_object(&json);
        ri_json_key(&json, "name");
        ri_json_text(&json, model->at[c].name);
        ri_json_key(&json, "customers");
        ri_json_int(&json, (int64_t)model->at[c].customers);
        write_numbers(&json, "centre", model->at[c].centre, RI_RFM);
        write_numbers(&json, "place", model->at[c].place, RI_RFM);
        ri_json_end(&json);
    }
    ri_json_end(&json);
    ri_json_end(&json);
}

/* ---- Reading ------------------------------------------------------------------------------------------------------ */

static ri_status read_numbers(const struct ri_json_value *object, const char *key, double *ret,
                              struct ri_error *err)
{
    const struct ri_json_value *list = ri_json_member(object, key);
    char                        room[256];
    if (!ri_json_is_array(list) || ri_json_count(list) != RI_RFM)
        return ri_fail(err, RI_EDATA, "segment model: '%s' wants %d numbers", key, RI_RFM);
    for (size_t f = 0; f < RI_RFM; f++) {
        struct ri_arena mem;
        ri_arena_init(&mem, 1 << 12);
        const char *text = ri_json_scalar(ri_json_at(list, f, NULL), &mem);
        const bool  good = text && ri_parse_double(ri_view_of(text), &ret[f]);
        snprintf(room, sizeof room, "%s", text ? text : "no number");
        ri_arena_release(&mem);
        if (!good)
            return ri_fail(err, RI_EDATA, "segment model: '%s' wants numbers; got %s", key, room);
    }
    return RI_OK;
}

static ri_status read_flags(const struct ri_json_value *object, const char *key, bool *ret,
                            struct ri_error *err)
{
    const struct ri_json_value *list = ri_json_member(object, key);
    if (!ri_json_is_array(list) || ri_json_count(list) != RI_RFM)
        return ri_fail(err, RI_EDATA, "segment model: '%s' wants %d flags", key, RI_RFM);
    for (size_t f = 0; f < RI_RFM; f++) {
        struct ri_arena mem;
        ri_arena_init(&mem, 1 << 12);
        const char *text = ri_json_scalar(ri_json_at(list, f, NULL), &mem);
        const bool yes = text && strcmp(text, "true") == 0, no = text && strcmp(text, "false") == 0;
        ri_arena_release(&mem);
        if (!yes && !no)
            return ri_fail(err, RI_EDATA, "segment model: '%s' wants true or false", key);
        ret[f] = yes;
    }
    return RI_OK;
}

static ri_status read_segment(const struct ri_json_value *object, struct ri_segment *ret,
                              struct ri_error *err)
{
    const char *name = ri_json_string(ri_json_member(object, "name"));
    if (!name || !*name || strlen(name) >= sizeof ret->name)
        return ri_fail(err, RI_EDATA, "segment model: a segment has no name of at most %zu bytes",
                       sizeof ret->name - 1);
    snprintf(ret->name, sizeof ret->name, "%s", name);
    RI_TRY(read_numbers(object, "centre", ret->centre, err));
    return read_numbers(object, "place", ret->place, err);
}

static ri_status read_model(const struct ri_json_value *root, struct ri_segment_model *model,
                            struct ri_error *err)
{
    const struct ri_json_value *segments = ri_json_member(root, "segments");
    if (!ri_json_member(root, "customer_segments"))
        return ri_fail(err, RI_EDATA, "this is no model of customer segments");
    RI_TRY(read_flags(root, "used", model->used, err));
    RI_TRY(read_flags(root, "logged", model->logged, err));
    RI_TRY(read_numbers(root, "mean", model->mean, err));
    RI_TRY(read_numbers(root, "sd", model->sd, err));
    for (size_t f = 0; f < RI_RFM; f++)
        if (!(model->sd[f] > 0))
            return ri_fail(err, RI_EDATA, "segment model: 'sd' wants more than 0");
    model->count = ri_json_count(segments);
    if (!ri_json_is_array(segments) || model->count < 1 || model->count > RI_KMEANS_CLUSTERS_MOST)
        return ri_fail(err, RI_EDATA, "segment model: wants 1 to %d segments; got %zu",
                       RI_KMEANS_CLUSTERS_MOST, model->count);
    for (size_t c = 0; c < model->count; c++)
        RI_TRY(read_segment(ri_json_at(segments, c, NULL), &model->at[c], err));
    return RI_OK;
}

ri_status ri_segment_model_read(const char *text, size_t length, struct ri_segment_model *ret,
                                struct ri_error *err)
{
    struct ri_json_document *document;
    struct ri_segment_model  model = {.inertia = NAN, .silhouette = NAN, .stability = NAN};
    RI_TRY(ri_json_read(text, length, &document, err));
    const ri_status status = read_model(ri_json_root(document), &model, err);
    ri_json_document_free(document);
    if (status == RI_OK) *ret = model;
    return status;
}
