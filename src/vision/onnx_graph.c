/* Protocol buffers read with distrust: every length is checked against what is left; nothing is followed but what is named here. */
#include "onnx_graph.h"

enum { NODES_MOST = 20000, SIDE_LEAST = 8, SIDE_MOST = 512, DIMS = 4 };

struct field {                          /* one field of a message */
    uint64_t       number, kind, value; /* value: of kinds 0 and 5 */
    struct ri_view bytes;               /* of kind 2 */
};

static bool varint(struct ri_view *at, uint64_t *ret)
{
    *ret = 0;
    for (unsigned shift = 0; shift < 64 && at->length; shift += 7) {
        const unsigned char byte = (unsigned char)*at->at;
        at->at++, at->length--;
        *ret |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) return true;
    }
    return false;
}

/* 1: a field; 0: the end; -1: damaged. */
static int next(struct ri_view *at, struct field *ret)
{
    uint64_t tag, length;
    if (!at->length) return 0;
    if (!varint(at, &tag)) return -1;
    *ret = (struct field){.number = tag >> 3, .kind = tag & 7};
    switch (ret->kind) {
    case 0:
        return varint(at, &ret->value) ? 1 : -1;
    case 1:
    case 5:
        length = ret->kind == 1 ? 8 : 4;
        break;
    case 2:
        if (!varint(at, &length)) return -1;
        break;
    default:
        return -1;
    }
    if (length > at->length) return -1;
    ret->bytes = (struct ri_view){at->at, (size_t)length};
    at->at += length;
    at->length -= (size_t)length;
    return 1;
}

static ri_status bad(struct ri_error *err, const char *what)
{
    return ri_fail(err, RI_EDATA, "the ONNX file cannot be used: %s", what);
}

/* Walks a message; `each` sees every field. */
typedef ri_status field_fn(void *context, const struct field *field, struct ri_error *err);
static ri_status  walk(struct ri_view message, field_fn *each, void *context, struct ri_error *err)
{
    struct field field;
    int          more;
    while ((more = next(&message, &field)) > 0) RI_TRY(each(context, &field, err));
    return more < 0 ? bad(err, "it is damaged or no ONNX") : RI_OK;
}

static bool is_message(const struct field *field, uint64_t number)
{
    return field->number == number && field->kind == 2;
}

/* ---- Tensors, attributes, nodes ------------------------------------------------------------------------------------ */

/* TensorProto: external_data 13, data_location 14. */
static ri_status tensor_field(void *context, const struct field *field, struct ri_error *err)
{
    (void)context;
    if (field->number == 13 || (field->number == 14 && field->value != 0))
        return bad(err, "weights lie in other files, which are not opened");
    return RI_OK;
}

/* AttributeProto: t 5, g 6, tensors 10, graphs 11, sparse_tensor 22, sparse_tensors 23. */
static ri_status attribute_field(void *context, const struct field *field, struct ri_error *err)
{
    if (is_message(field, 5) || is_message(field, 10))
        return walk(field->bytes, tensor_field, context, err);
    if (field->number == 6 || field->number == 11) return bad(err, "a graph within a node");
    if (field->number == 22 || field->number == 23) return bad(err, "sparse weights");
    return RI_OK;
}

static const char *const operators[] = {"Add",
                                        "AveragePool",
                                        "BatchNormalization",
                                        "Cast",
                                        "Clip",
                                        "Concat",
                                        "Constant",
                                        "Conv",
                                        "Div",
                                        "Dropout",
                                        "Elu",
                                        "Erf",
                                        "Exp",
                                        "Flatten",
                                        "Gather",
                                        "Gelu",
                                        "Gemm",
                                        "GlobalAveragePool",
                                        "GlobalMaxPool",
                                        "HardSigmoid",
                                        "HardSwish",
                                        "Identity",
                                        "InstanceNormalization",
                                        "LayerNormalization",
                                        "LeakyRelu",
                                        "MatMul",
                                        "MaxPool",
                                        "Mul",
                                        "PRelu",
                                        "Pow",
                                        "ReduceMean",
                                        "Relu",
                                        "Reshape",
                                        "Selu",
                                        "Shape",
                                        "Sigmoid",
                                        "Slice",
                                        "Softmax",
                                        "Split",
                                        "Sqrt",
                                        "Squeeze",
                                        "Sub",
                                        "Tanh",
                                        "Transpose",
                                        "Unsqueeze"};

/* NodeProto: op_type 4, attribute 5, domain 7. */
static ri_status node_field(void *context, const struct field *field, struct ri_error *err)
{
    if (is_message(field, 7) && field->bytes.length && !ri_view_is(field->bytes, "ai.onnx"))
        return bad(err, "an operator of another domain");
    if (is_message(field, 5)) return walk(field->bytes, attribute_field, context, err);
    if (!is_message(field, 4)) return RI_OK;
    for (size_t i = 0; i < RI_COUNT(operators); i++)
        if (ri_view_is(field->bytes, operators[i])) return RI_OK;
    return ri_fail(err, RI_EDATA,
                   "the ONNX file cannot be used: the operator '%.*s' is none that is taken",
                   (int)(field->bytes.length < 40 ? field->bytes.length : 40), field->bytes.at);
}

/* ---- Inputs and outputs --------------------------------------------------------------------------------------------- */

struct
    value { /* ValueInfoProto: name 1, type 2 > tensor_type 1 > (elem_type 1, shape 2 > dim 1 > dim_value 1) */
    struct ri_view name;
    uint64_t       kind, dims[DIMS];
    size_t         dim_count;
};

static ri_status dim_field(void *context, const struct field *field, struct ri_error *err)
{
    struct value *value = context;
    (void)err;
    if (field->number == 1 && field->kind == 0 && value->dim_count <= DIMS)
        value->dims[value->dim_count - 1] = field->value;
    return RI_OK;
}

static ri_status shape_field(void *context, const struct field *field, struct ri_error *err)
{
    struct value *value = context;
    if (!is_message(field, 1)) return RI_OK;
    if (++value->dim_count > DIMS) return bad(err, "a value of more than four dimensions");
    return walk(field->bytes, dim_field, context, err);
}

static ri_status tensor_type_field(void *context, const struct field *field, struct ri_error *err)
{
    struct value *value = context;
    if (field->number == 1 && field->kind == 0) value->kind = field->value;
    return is_message(field, 2) ? walk(field->bytes, shape_field, context, err) : RI_OK;
}

static ri_status type_field(void *context, const struct field *field, struct ri_error *err)
{
    return is_message(field, 1) ? walk(field->bytes, tensor_type_field, context, err)
                                : bad(err, "an input that is no tensor");
}

static ri_status value_field(void *context, const struct field *field, struct ri_error *err)
{
    struct value *value = context;
    if (is_message(field, 1)) value->name = field->bytes;
    return is_message(field, 2) ? walk(field->bytes, type_field, context, err) : RI_OK;
}

static ri_status take_name(struct ri_view name, char ret[RI_ONNX_NAME], struct ri_error *err)
{
    if (!name.length || name.length >= RI_ONNX_NAME || memchr(name.at, '\0', name.length))
        return bad(err, "the name of an input or output");
    memcpy(ret, name.at, name.length);
    ret[name.length] = '\0';
    return RI_OK;
}

/* ---- The graph ------------------------------------------------------------------------------------------------------- */

struct reading {
    struct ri_onnx_graph *graph;
    size_t                nodes, graphs;
};

static ri_status take_input(struct ri_onnx_graph *graph, struct ri_view bytes, struct ri_error *err)
{
    struct value value = {.kind = 0};
    if (*graph->input) return bad(err, "it wants more than one input");
    RI_TRY(walk(bytes, value_field, &value, err));
    if (value.kind != 1 || value.dim_count != 4 || value.dims[1] != 3 ||
        value.dims[2] != value.dims[3] || value.dims[2] < SIDE_LEAST || value.dims[2] > SIDE_MOST)
        return bad(err, "its input is not [N][3][side][side] of floats with a side of 8 to 512");
    graph->side = (unsigned)value.dims[2];
    return take_name(value.name, graph->input, err);
}

/* GraphProto: node 1, initializer 5, input 11, output 12, sparse_initializer 15. */
static ri_status graph_field(void *context, const struct field *field, struct ri_error *err)
{
    struct reading *at = context;
    if (is_message(field, 1)) {
        if (++at->nodes > NODES_MOST) return bad(err, "more than 20,000 nodes");
        return walk(field->bytes, node_field, context, err);
    }
    if (is_message(field, 5)) return walk(field->bytes, tensor_field, context, err);
    if (is_message(field, 11)) return take_input(at->graph, field->bytes, err);
    if (field->number == 15) return bad(err, "sparse weights");
    if (!is_message(field, 12) || *at->graph->output) return RI_OK;
    struct value value = {.kind = 0};
    RI_TRY(walk(field->bytes, value_field, &value, err));
    return take_name(value.name, at->graph->output, err);
}

/* OperatorSetIdProto: domain 1. */
static ri_status opset_field(void *context, const struct field *field, struct ri_error *err)
{
    (void)context;
    if (is_message(field, 1) && field->bytes.length && !ri_view_is(field->bytes, "ai.onnx"))
        return bad(err, "operators of another domain");
    return RI_OK;
}

/* ModelProto: graph 7, opset_import 8, training_info 20, functions 25. */
static ri_status model_field(void *context, const struct field *field, struct ri_error *err)
{
    struct reading *at = context;
    if (is_message(field, 7)) {
        if (at->graphs++) return bad(err, "more than one graph");
        return walk(field->bytes, graph_field, context, err);
    }
    if (is_message(field, 8)) return walk(field->bytes, opset_field, context, err);
    if (field->number == 20 || field->number == 25) return bad(err, "functions of its own");
    return RI_OK;
}

ri_status ri_onnx_graph_check(struct ri_view file, struct ri_onnx_graph *ret, struct ri_error *err)
{
    struct ri_onnx_graph graph = {.side = 0};
    struct reading       at = {.graph = &graph};
    if (file.length > RI_ONNX_BYTES_MOST)
        return ri_fail(err, RI_ETOOLARGE, "the ONNX file has %zu MB; at most %d are read",
                       file.length >> 20, RI_ONNX_BYTES_MOST >> 20);
    RI_TRY(walk(file, model_field, &at, err));
    if (!at.nodes || !graph.side || !*graph.output)
        return bad(err, "it has no graph with an input and an output");
    *ret = graph;
    return RI_OK;
}
