/* A GET over libcurl. */
#include "fetch.h"

#include "transfer.h"

struct taking {
    const struct ri_fetch *fetch;
    bool                   enough;
};

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    struct taking *taking = context;
    taking->enough = !taking->fetch->each(taking->fetch->context, bytes, size * count);
    return taking->enough ? 0 : size * count; /* 0: curl gives up */
}

static ri_status run(struct transfer *transfer, const struct ri_fetch *fetch,
                     struct ri_delivery *ret, struct ri_error *err)
{
    struct taking taking = {.fetch = fetch};
    char          line[256];
    snprintf(line, sizeof line, "Authorization: Bearer %s", fetch->bearer ? fetch->bearer : "");
    if (fetch->bearer) transfer->headers = curl_slist_append(NULL, line);
    explicit_bzero(line, sizeof line);
    if (fetch->bearer && !transfer->headers) return ri_fail(err, RI_ENOMEM, "no room for a head");
    curl_easy_setopt(transfer->curl, CURLOPT_URL, fetch->url);
    curl_easy_setopt(transfer->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, transfer->headers);
    curl_easy_setopt(transfer->curl, CURLOPT_TIMEOUT_MS, (long)fetch->seconds * 1000);
    curl_easy_setopt(transfer->curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(transfer->curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(transfer->curl, CURLOPT_WRITEDATA, &taking);
    const ri_status status = transfer_run(transfer, ret, taking.enough ? NULL : err);
    return taking.enough ? RI_OK : status;
}

ri_status ri_fetch(const struct ri_fetch *fetch, const struct ri_task *task,
                   struct ri_delivery *ret, struct ri_error *err)
{
    struct transfer transfer;
    *ret = (struct ri_delivery){0};
    RI_TRY(transfer_open(&transfer, task, true, err));
    const ri_status status = run(&transfer, fetch, ret, err);
    transfer_close(&transfer);
    return status;
}
