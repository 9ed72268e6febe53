/* See records.h. */
#include "records.h"

#include "call.h"

#include "base/text.h"

enum { ITEMS_MOST = 1 << 20 };

const struct wire_header records_accepted = {
    "Accept-Post", "application/json, application/x-ndjson, text/csv, "
                   "application/vnd.apache.arrow.stream, application/vnd.apache.parquet"};

/* What records may come as; what it is, their first bytes say. */
bool records_are_offered(const struct wire_request *request)
{
    static const char *const types[] = {
        "application/json",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "text/csv",
        "text/tab-separated-values",
        "text/plain",
        "application/vnd.apache.arrow.stream",
        "application/vnd.apache.arrow.file",
        "application/vnd.apache.parquet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/gzip",
        "application/zstd",
        "application/octet-stream",
        "multipart/form-data"};
    for (size_t i = 0; i < RI_COUNT(types); i++) {
        if (call_content_is(request, types[i])) return true;
    }
    return !wire_header(request, "Content-Type");
}

/* Unless the caller said so already. */
ri_status records_ask(const struct http_request *state, struct ri_call *call, struct ri_error *err)
{
    return target_value(&state->target, "items") ? RI_OK : ri_call_set(call, "items", "true", err);
}

/* Many records that are few bytes are taken in at once, and the answer says what became of each; more of them are a job. */
bool records_at_once(const struct wire_request *request)
{
    int64_t     length = 0;
    const char *said = wire_header(request, "Content-Length");
    return http_state((struct wire_request *)(uintptr_t)request)->itemized && said &&
           ri_parse_int(ri_view_of(said), &length) && length <= ITEMS_MOST;
}
