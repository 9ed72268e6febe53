/* Protocol buffers by hand: a message is fields, a field is (number, kind) and its bytes. */
#include "onnx.h"

enum { OPSET = 13, IR_VERSION = 8, FLOAT32 = 1, INT64 = 7 };
enum { MODEL_IR = 1, MODEL_PRODUCER = 2, MODEL_GRAPH = 7, MODEL_OPSET = 8, MODEL_METADATA = 14 };
enum { GRAPH_NODE = 1, GRAPH_NAME = 2, GRAPH_INITIALIZER = 5, GRAPH_INPUT = 11, GRAPH_OUTPUT = 12 };
enum { NODE_INPUT = 1, NODE_OUTPUT = 2, NODE_KIND = 4, NODE_ATTRIBUTE = 5 };
enum {
    ATTRIBUTE_NAME = 1,
    ATTRIBUTE_F = 2,
    ATTRIBUTE_I = 3,
    ATTRIBUTE_INTS = 8,
    ATTRIBUTE_TYPE = 20
};
enum { TYPE_FLOAT = 1, TYPE_INT = 2, TYPE_INTS = 7 };
enum { TENSOR_DIMS = 1, TENSOR_TYPE = 2, TENSOR_NAME = 8, TENSOR_RAW = 9 };

struct writer {
    const struct ri_picture_model *model;
    unsigned                       views;
    struct ri_text                 graph;
    struct ri_weight_info          weights[RI_WEIGHTS_MOST];
    const float                   *values[RI_WEIGHTS_MOST];
    size_t                         weight_count;
    struct ri_text                 node; /* the one being written */
};

/* ---- Fields -------------------------------------------------------------------------------------------- */

static void put_varint(struct ri_text *out, uint64_t n)
{
    for (; n >= 128; n >>= 7) ri_text_putc(out, (char)(n | 128));
    ri_text_putc(out, (char)n);
}

static void put_int(struct ri_text *out, unsigned field, int64_t n)
{
    put_varint(out, field << 3);
    put_varint(out, (uint64_t)n);
}

static void put_bytes(struct ri_text *out, unsigned field, const void *bytes, size_t length)
{
    put_varint(out, field << 3 | 2);
    put_varint(out, length);
    ri_text_add(out, bytes, length);
}

static void put_string(struct ri_text *out, unsigned field, const char *string)
{
    put_bytes(out, field, string, strlen(string));
}

static void put_message(struct ri_text *out, unsigned field, struct ri_text *message)
{
    put_bytes(out, field, message->at ? message->at : "", message->length);
    out->failed = out->failed || message->failed;
    ri_text_release(message);
    *message = (struct ri_text){0};
}

/* ---- Tensors and nodes ----------------------------------------------------------------------------------- */

static void put_tensor(struct writer *w, const char *name, int type, const size_t *dims,
                       size_t count, const void *values, size_t bytes)
{
    struct ri_text tensor = {0};
    for (size_t i = 0; i < count; i++) put_int(&tensor, TENSOR_DIMS, (int64_t)dims[i]);
    put_int(&tensor, TENSOR_TYPE, type);
    put_string(&tensor, TENSOR_NAME, name);
    put_bytes(&tensor, TENSOR_RAW, values, bytes);
    put_message(&w->graph, GRAPH_INITIALIZER, &tensor);
}

static void put_scalar(struct writer *w, const char *name, float value)
{
    put_tensor(w, name, FLOAT32, NULL, 0, &value, sizeof value);
}

static void put_attribute(struct writer *w, const char *name, int type, const int64_t *ints,
                          size_t count, float f)
{
    struct ri_text attribute = {0};
    put_string(&attribute, ATTRIBUTE_NAME, name);
    if (type == TYPE_FLOAT) {
        put_varint(&attribute, ATTRIBUTE_F << 3 | 5);
        ri_text_add(&attribute, (const char *)&f, sizeof f);
    }
    for (size_t i = 0; i < count; i++)
        put_int(&attribute, type == TYPE_INT ? ATTRIBUTE_I : ATTRIBUTE_INTS, ints[i]);
    put_int(&attribute, ATTRIBUTE_TYPE, type);
    put_message(&w->node, NODE_ATTRIBUTE, &attribute);
}

static void put_number(struct writer *w, const char *name, int64_t n)
{
    put_attribute(w, name, TYPE_INT, &n, 1, 0);
}

static void put_pair(struct writer *w, const char *name, int64_t n)
{
    const int64_t both[] = {n, n};
    put_attribute(w, name, TYPE_INTS, both, 2, 0);
}

/* The node's attributes were put before; inputs and outputs are words apart by blanks. */
static void put_names(struct writer *w, unsigned field, const char *names)
{
    while (*names) {
        const size_t length = strcspn(names, " ");
        put_bytes(&w->node, field, names, length);
        names += length + (names[length] == ' ');
    }
}

static void put_node(struct writer *w, const char *kind, const char *inputs, const char *outputs)
{
    put_names(w, NODE_INPUT, inputs);
    put_names(w, NODE_OUTPUT, outputs);
    put_string(&w->node, NODE_KIND, kind);
    put_message(&w->graph, GRAPH_NODE, &w->node);
}

/* ---- Layers ------------------------------------------------------------------------------------------------ */

/* Puts the layer's weights; their names, joined by blanks, follow in `names`. */
static void put_weights(struct writer *w, size_t layer, char *names, size_t size)
{
    size_t at = 0;
    names[0] = '\0';
    for (size_t k = 0; k < w->weight_count; k++) {
        const struct ri_weight_info *info = &w->weights[k];
        char                         name[32];
        if (info->layer != layer) continue;
        snprintf(name, sizeof name, "w%zu", k);
        put_tensor(w, name, FLOAT32, info->dims, info->dim_count, w->values[k],
                   info->count * sizeof(float));
        at += (size_t)snprintf(names + at, size - at, " %s", name);
    }
}

static void put_window(struct writer *w, const struct ri_layer *layer)
{
    put_pair(w, "kernel_shape", layer->kernel);
    put_pair(w, "strides", layer->stride ? layer->stride : 1);
    const int64_t pads[] = {layer->pad, layer->pad, layer->pad, layer->pad};
    put_attribute(w, "pads", TYPE_INTS, pads, 4, 0);
}

static void put_kind(struct writer *w, const struct ri_layer *layer, size_t i, const char *from,
                     const char *also, const char *to)
{
    char weights[256], inputs[320], flat[32];
    put_weights(w, i, weights, sizeof weights);
    snprintf(inputs, sizeof inputs, "%s%s", from, weights);
    switch (layer->kind) {
    case RI_LAYER_CONVOLUTION:
        put_window(w, layer);
        put_node(w, "Conv", inputs, to);
        break;
    case RI_LAYER_NORM:
        put_attribute(w, "epsilon", TYPE_FLOAT, NULL, 0, 1e-5f);
        put_node(w, "BatchNormalization", inputs, to);
        break;
    case RI_LAYER_ADD:
        snprintf(inputs, sizeof inputs, "%s %s", from, also);
        put_node(w, "Add", inputs, to);
        break;
    case RI_LAYER_DENSE:
        snprintf(flat, sizeof flat, "flat%zu", i);
        put_node(w, "Flatten", from, flat);
        snprintf(inputs, sizeof inputs, "%s%s", flat, weights);
        put_number(w, "transB", 1);
        put_node(w, "Gemm", inputs, to);
        break;
    case RI_LAYER_MAX_POOL:
    case RI_LAYER_MEAN_POOL:
        if (layer->kernel) put_window(w, layer);
        put_node(w,
                 !layer->kernel                     ? "GlobalAveragePool"
                 : layer->kind == RI_LAYER_MAX_POOL ? "MaxPool"
                                                    : "AveragePool",
                 from, to);
        break;
    default:
        put_node(w, "Identity", from, to); /* dropout */
    }
}

static void put_layer(struct writer *w, size_t i)
{
    const struct ri_layer *layer = &w->model->shape.layers[i];
    char                   from[32], also[32], to[32], raw[32];
    snprintf(from, sizeof from, "t%zu", i + 1 - (layer->back ? layer->back : 1));
    snprintf(also, sizeof also, "t%zu", i + 1 - (layer->also ? layer->also : 1));
    snprintf(to, sizeof to, "t%zu", i + 1);
    snprintf(raw, sizeof raw, "raw%zu", i + 1);
    put_kind(w, layer, i, from, also, layer->relu ? raw : to);
    if (layer->relu) put_node(w, "Relu", raw, to);
}

/* ---- Around ---------------------------------------------------------------------------------------------------- */

static ri_status put_entry(struct writer *w, struct ri_error *err)
{
    const size_t side = w->model->input.side;
    put_scalar(w, "centre", w->model->input.centre);
    put_scalar(w, "spread", w->model->input.spread);
    put_node(w, "Sub", "pictures centre", "centred");
    if (w->views == 1) {
        put_node(w, "Div", "centred spread", "t0");
        return RI_OK;
    }
    int64_t *mirror = calloc(side, sizeof *mirror);
    if (!mirror) return ri_fail(err, RI_ENOMEM, "no room for a row");
    for (size_t x = 0; x < side; x++) mirror[x] = (int64_t)(side - 1 - x);
    put_tensor(w, "mirror", INT64, &side, 1, mirror, side * sizeof *mirror);
    free(mirror);
    put_node(w, "Div", "centred spread", "plain");
    put_number(w, "axis", 3);
    put_node(w, "Gather", "plain mirror", "mirrored");
    put_number(w, "axis", 0);
    put_node(w, "Concat", "plain mirrored", "t0");
    return RI_OK;
}

static void put_exit(struct writer *w)
{
    char last[32];
    snprintf(last, sizeof last, "t%zu", w->model->shape.layer_count);
    if (w->views == 2) {
        put_number(w, "axis", 0);
        put_node(w, "Split", last, "score_a score_b");
        put_node(w, "Add", "score_a score_b", "score");
    } else {
        put_node(w, "Identity", last, "score");
    }
    put_scalar(w, "temperature", (float)(w->model->temperature * w->views));
    put_node(w, "Div", "score temperature", "cool");
    put_number(w, "axis", 1);
    put_node(w, "Softmax", "cool", "probability");
}

static void put_features(struct writer *w, size_t layers)
{
    char last[32];
    snprintf(last, sizeof last, "t%zu", layers);
    put_node(w, "Flatten", last, "features");
}

/* ValueInfoProto: name 1, type 2; TypeProto: tensor_type 1; Tensor: elem_type 1, shape 2; shape: dim 1; dim: value 1, param 2. */
static void put_value(struct writer *w, unsigned field, const char *name, const size_t *dims,
                      size_t count)
{
    struct ri_text value = {0}, type = {0}, tensor = {0}, shape = {0}, dim = {0};
    put_string(&dim, 2, "N");
    put_message(&shape, 1, &dim);
    for (size_t i = 0; i < count; i++) {
        put_int(&dim, 1, (int64_t)dims[i]);
        put_message(&shape, 1, &dim);
    }
    put_int(&tensor, 1, FLOAT32);
    put_message(&tensor, 2, &shape);
    put_message(&type, 1, &tensor);
    put_string(&value, 1, name);
    put_message(&value, 2, &type);
    put_message(&w->graph, field, &value);
}

static void put_classes(const struct ri_picture_model *model, struct ri_text *out)
{
    struct ri_text lines = {0}, entry = {0};
    for (size_t k = 0; k < model->class_count; k++)
        ri_text_printf(&lines, "%s%s", k ? "\n" : "", model->classes[k]);
    put_string(&entry, 1, "classes");
    put_message(&entry, 2, &lines);
    put_message(out, MODEL_METADATA, &entry);
}

ri_status ri_onnx_write(const struct ri_picture_model *model, bool features, struct ri_text *out,
                        struct ri_error *err)
{
    const size_t   layers = features ? model->shape.layer_count - 1 : model->shape.layer_count;
    const size_t   side = model->input.side, picture[] = {3, side, side};
    struct ri_text opset = {0};
    struct writer *w = calloc(1, sizeof *w);
    if (!w) return ri_fail(err, RI_ENOMEM, "no room for a file");
    w->model = model;
    w->views = features ? 1 : model->views;
    ri_status    status = ri_network_weights(&model->shape, w->weights, &w->weight_count, err);
    const float *at = model->weights;
    for (size_t k = 0; k < w->weight_count; at += w->weights[k++].count) w->values[k] = at;
    if (status == RI_OK) status = put_entry(w, err);
    for (size_t i = 0; i < layers; i++) put_layer(w, i);
    if (features)
        put_features(w, layers);
    else
        put_exit(w);
    put_string(&w->graph, GRAPH_NAME, model->network);
    put_value(w, GRAPH_INPUT, "pictures", picture, 3);
    const size_t count = features ? model->look_size : model->class_count;
    put_value(w, GRAPH_OUTPUT, features ? "features" : "probability", &count, 1);
    put_int(out, MODEL_IR, IR_VERSION);
    put_string(out, MODEL_PRODUCER, "retailinsight");
    put_message(out, MODEL_GRAPH, &w->graph);
    put_string(&opset, 1, "");
    put_int(&opset, 2, OPSET);
    put_message(out, MODEL_OPSET, &opset);
    put_classes(model, out);
    ri_text_release(&w->node);
    free(w);
    return status == RI_OK ? ri_text_check(out, err) : status;
}
