/* The only file that knows onnxruntime. */
#include "backbone.h"

#include "learn/library.h"
#include "onnx_graph.h"

#if __has_include(<onnxruntime_c_api.h>)
#include <math.h>
#include <onnxruntime_c_api.h>
#include <pthread.h>

#define LIBRARY "libonnxruntime.so.1"
enum { AT_ONCE = 8, LOG_FATAL = 4 };

struct ri_backbone {
    struct ri_onnx_graph graph;
    OrtSession          *session;
    OrtMemoryInfo       *memory;
    float               *pictures; /* [AT_ONCE][3][side][side] */
    size_t               count;
};

static struct {
    pthread_once_t once;
    const OrtApi  *api;
    OrtEnv        *env;
    char           reason[256];
} opened = {.once = PTHREAD_ONCE_INIT};

struct symbols {
    const OrtApiBase *(*base)(void);
};

static void open_once(void)
{
    static const struct library_symbol wanted[] = {
        {"OrtGetApiBase", offsetof(struct symbols, base)}};
    struct symbols symbols;
    if (library_open(LIBRARY, wanted, 1, &symbols, NULL, opened.reason, sizeof opened.reason) !=
        RI_OK)
        return;
    const OrtApi *api = symbols.base()->GetApi(ORT_API_VERSION);
    OrtStatus    *status =
        api ? api->CreateEnv((OrtLoggingLevel)LOG_FATAL, "retailinsight", &opened.env) : NULL;
    if (!api || status)
        snprintf(opened.reason, sizeof opened.reason, "it is too old");
    else
        opened.api = api;
    if (status) api->ReleaseStatus(status);
}

bool ri_backbone_available(struct ri_error *err)
{
    pthread_once(&opened.once, open_once);
    if (opened.api) return true;
    return ri_fail(err, RI_EUPSTREAM, "ONNX backbones need onnxruntime, which cannot be opened: %s",
                   opened.reason) == RI_OK;
}

/* Frees the status. */
static ri_status check(OrtStatus *status, const char *doing, struct ri_error *err)
{
    if (!status) return RI_OK;
    const ri_status failed = ri_fail(err, RI_EUPSTREAM, "onnxruntime, %s: %.300s", doing,
                                     opened.api->GetErrorMessage(status));
    opened.api->ReleaseStatus(status);
    return failed;
}

static ri_status make_session(struct ri_backbone *at, struct ri_view file, unsigned threads,
                              struct ri_error *err)
{
    const OrtApi      *api = opened.api;
    OrtSessionOptions *options;
    RI_TRY(check(api->CreateSessionOptions(&options), "options", err));
    ri_status status =
        check(api->SetIntraOpNumThreads(options, (int)(threads ? threads : 1)), "threads", err);
    if (status == RI_OK) status = check(api->SetInterOpNumThreads(options, 1), "threads", err);
    if (status == RI_OK) status = check(api->DisableCpuMemArena(options), "options", err);
    if (status == RI_OK)
        status = check(api->SetSessionLogSeverityLevel(options, LOG_FATAL), "options", err);
    if (status == RI_OK)
        status = check(
            api->CreateSessionFromArray(opened.env, file.at, file.length, options, &at->session),
            "reading the file", err);
    api->ReleaseSessionOptions(options);
    if (status == RI_OK)
        status = check(api->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &at->memory),
                       "memory", err);
    return status;
}

/* *ret_features: malloc'ed, [n][*ret_count]; the answer is [n][count] or [n][count][1][1]. */
static ri_status read_answer(const OrtValue *answer, size_t n, float *ret, size_t *ret_count,
                             struct ri_error *err)
{
    const OrtApi              *api = opened.api;
    OrtTensorTypeAndShapeInfo *info;
    int64_t                    dims[8];
    size_t                     count = 0, length = 1;
    ONNXTensorElementDataType  kind;
    void                      *data;
    RI_TRY(check(api->GetTensorTypeAndShape(answer, &info), "the answer", err));
    ri_status status = check(api->GetDimensionsCount(info, &count), "the answer", err);
    if (status == RI_OK && (count < 2 || count > 8))
        status = ri_fail(err, RI_EDATA, "the backbone's output has %zu dimensions", count);
    if (status == RI_OK) status = check(api->GetDimensions(info, dims, count), "the answer", err);
    if (status == RI_OK) status = check(api->GetTensorElementType(info, &kind), "the answer", err);
    api->ReleaseTensorTypeAndShapeInfo(info);
    RI_TRY(status);
    for (size_t i = 1; i < count; i++)
        length *= dims[i] > 0 && dims[i] <= RI_BACKBONE_FEATURES_MOST
                      ? (size_t)dims[i]
                      : RI_BACKBONE_FEATURES_MOST + 1;
    if (kind != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || dims[0] != (int64_t)n ||
        length > RI_BACKBONE_FEATURES_MOST)
        return ri_fail(err, RI_EDATA,
                       "the backbone's output is not [N][features] of at most %d floats",
                       RI_BACKBONE_FEATURES_MOST);
    if (ret && length != *ret_count)
        return ri_fail(err, RI_EDATA, "the backbone's output changes its size");
    *ret_count = length;
    if (!ret) return RI_OK;
    RI_TRY(
        check(api->GetTensorMutableData((OrtValue *)(uintptr_t)answer, &data), "the answer", err));
    memcpy(ret, data, n * length * sizeof *ret);
    for (size_t i = 0; i < n * length; i++)
        if (!isfinite(ret[i]))
            return ri_fail(err, RI_EDATA, "the backbone answers with what is no number");
    return RI_OK;
}

/* n <= AT_ONCE pictures that lie in at->pictures. ret NULL: only how many features there are. */
static ri_status run(struct ri_backbone *at, size_t n, float *ret, struct ri_error *err)
{
    const OrtApi     *api = opened.api;
    const size_t      plane = (size_t)at->graph.side * at->graph.side * 3;
    const int64_t     shape[] = {(int64_t)n, 3, at->graph.side, at->graph.side};
    const char *const inputs[] = {at->graph.input}, *const outputs[] = {at->graph.output};
    OrtValue *picture = NULL, *answer = NULL;
    RI_TRY(check(api->CreateTensorWithDataAsOrtValue(at->memory, at->pictures,
                                                     n * plane * sizeof(float), shape, 4,
                                                     ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &picture),
                 "a picture", err));
    ri_status status = check(api->Run(at->session, NULL, inputs, (const OrtValue *const *)&picture,
                                      1, outputs, 1, &answer),
                             "running", err);
    if (status == RI_OK) status = read_answer(answer, n, ret, &at->count, err);
    if (answer) api->ReleaseValue(answer);
    api->ReleaseValue(picture);
    return status;
}

ri_status ri_backbone_open(struct ri_view file, unsigned threads, struct ri_backbone **ret,
                           struct ri_error *err)
{
    struct ri_onnx_graph graph;
    RI_TRY(ri_onnx_graph_check(file, &graph, err));
    if (!ri_backbone_available(err)) return RI_EUPSTREAM;
    struct ri_backbone *at = calloc(1, sizeof *at);
    if (at) at->pictures = calloc((size_t)AT_ONCE * 3 * graph.side * graph.side, sizeof(float));
    ri_status status =
        at && at->pictures ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a backbone");
    if (at) at->graph = graph;
    if (status == RI_OK) status = make_session(at, file, threads, err);
    if (status == RI_OK) status = run(at, 1, NULL, err);
    if (status == RI_OK)
        *ret = at;
    else
        ri_backbone_close(at);
    return status;
}

void ri_backbone_close(struct ri_backbone *at)
{
    if (!at) return;
    if (at->session) opened.api->ReleaseSession(at->session);
    if (at->memory) opened.api->ReleaseMemoryInfo(at->memory);
    free(at->pictures);
    free(at);
}

unsigned ri_backbone_side(const struct ri_backbone *at)
{
    return at->graph.side;
}

size_t ri_backbone_count(const struct ri_backbone *at)
{
    return at->count;
}

ri_status ri_backbone_features(struct ri_backbone *at, const struct ri_picture_set *set,
                               const size_t *order, size_t n, struct ri_task *task, float *ret,
                               struct ri_error *err)
{
    const struct ri_input input = {.side = at->graph.side, .spread = 1};
    const size_t          plane = (size_t)input.side * input.side * 3,
                 size = (size_t)set->side * set->side * 3;
    for (size_t start = 0; start < n; start += AT_ONCE) {
        const size_t here = n - start < AT_ONCE ? n - start : AT_ONCE;
        RI_TRY(ri_task_check(task, err));
        for (size_t i = 0; i < here; i++)
            ri_input_make(&input, set->pixels + order[start + i] * size, set->side, false,
                          at->pictures + i * plane);
        RI_TRY(run(at, here, ret + start * at->count, err));
        if (task) ri_task_progress(task, "features", start + here, n, "pictures");
    }
    return RI_OK;
}
#else
/* A build without its header. */
bool ri_backbone_available(struct ri_error *err)
{
    return ri_fail(err, RI_EUPSTREAM,
                   "ONNX backbones need onnxruntime, which this program was built without") ==
           RI_OK;
}
ri_status ri_backbone_open(struct ri_view file, unsigned threads, struct ri_backbone **ret,
                           struct ri_error *err)
{
    struct ri_onnx_graph graph;
    (void)threads, (void)ret;
    RI_TRY(ri_onnx_graph_check(file, &graph, err));
    (void)ri_backbone_available(err);
    return RI_EUPSTREAM;
}
void ri_backbone_close(struct ri_backbone *at)
{
    (void)at;
}
unsigned ri_backbone_side(const struct ri_backbone *at)
{
    return (void)at, 0;
}
size_t ri_backbone_count(const struct ri_backbone *at)
{
    return (void)at, 0;
}
ri_status ri_backbone_features(struct ri_backbone *at, const struct ri_picture_set *set,
                               const size_t *order, size_t n, struct ri_task *task, float *ret,
                               struct ri_error *err)
{
    (void)at, (void)set, (void)order, (void)n, (void)task, (void)ret;
    (void)ri_backbone_available(err);
    return RI_EUPSTREAM;
}
#endif
