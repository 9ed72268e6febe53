/* Results as Parquet files: the one format that needs the engine. */
#include "app/call_internal.h"
#include "engine/engine.h"
#include "retailinsight_server.h"

#include <errno.h>

struct counted { /* a stream that ends when it has given too much */
    struct ArrowArrayStream inner;
    uint64_t                most, rows;
    char                    message[80];
};

static int counted_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct counted *counted = stream->private_data;
    return counted->inner.get_schema(&counted->inner, out);
}

static int counted_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct counted *counted = stream->private_data;
    const int       number = counted->inner.get_next(&counted->inner, out);
    if (number || !out->release) return number;
    counted->rows += (uint64_t)out->length;
    if (counted->rows <= counted->most) return 0;
    out->release(out);
    snprintf(counted->message, sizeof counted->message,
             "more than %llu rows: ask for less at a time", (unsigned long long)counted->most);
    return E2BIG;
}

static const char *counted_error(struct ArrowArrayStream *stream)
{
    struct counted *counted = stream->private_data;
    return counted->message[0] ? counted->message : counted->inner.get_last_error(&counted->inner);
}

static void counted_release(struct ArrowArrayStream *stream)
{
    struct counted *counted = stream->private_data;
    counted->inner.release(&counted->inner);
    stream->release = NULL;
}

ri_status ri_stream_parquet(struct ArrowArrayStream *stream, const char *path, uint64_t most_rows,
                            struct ri_error *err)
{
    struct counted          counted = {.inner = *stream, .most = most_rows ? most_rows : UINT64_MAX};
    struct ArrowArrayStream outer = {counted_schema, counted_next, counted_error, counted_release,
                                     &counted};
    stream->release = NULL;
    const ri_status status = ri_parquet_write(&outer, path, NULL, err);
    if (outer.release) outer.release(&outer);
    return status;
}

ri_status ri_result_parquet(struct ri_result *result, const char *path, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    RI_TRY(ri_result_stream(result, &stream, err));
    return ri_stream_parquet(&stream, path, 0, err);
}
