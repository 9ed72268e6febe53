/* Results as Parquet files: the one format that needs the engine. */
#include "app/call_internal.h"
#include "engine/engine.h"

ri_status ri_result_parquet(struct ri_result *result, const char *path, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    RI_TRY(ri_result_stream(result, &stream, err));
    const ri_status status = ri_parquet_write(&stream, path, NULL, err);
    if (stream.release) stream.release(&stream);
    return status;
}
