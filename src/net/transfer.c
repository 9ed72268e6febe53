/* Transfers over libcurl. */
#include "transfer.h"

#include "address.h"

#include <pthread.h>
#include <unistd.h>

enum { CONNECT_MS = 10000 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode       started;

static void start(void)
{
    started = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* Looked at when the name has been resolved, so that no name can stand for another address a moment later. */
static curl_socket_t open_socket(void *context, RI_UNUSED curlsocktype purpose,
                                 struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    if (!transfer->allow_private && ri_address_is_private(&address->addr)) {
        transfer->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int progress(void *context, RI_UNUSED curl_off_t dltotal, RI_UNUSED curl_off_t dlnow,
                    RI_UNUSED curl_off_t ultotal, RI_UNUSED curl_off_t ulnow)
{
    const struct transfer *transfer = context;
    return ri_task_check(transfer->task, NULL) != RI_OK;
}

/* The beginning of the answer is kept for messages; the rest is read and dropped. */
static size_t take_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    const size_t     room = TRANSFER_ANSWER - transfer->answer_length, all = size * count;
    const size_t     part = all < room ? all : room;
    memcpy(transfer->answer + transfer->answer_length, bytes, part);
    transfer->answer_length += part;
    transfer->answer[transfer->answer_length] = '\0';
    return all;
}

ri_status transfer_open(struct transfer *transfer, const struct ri_task *task, bool allow_private,
                        struct ri_error *err)
{
    *transfer = (struct transfer){.task = task, .allow_private = allow_private};
    pthread_once(&once, start);
    CURL *curl = transfer->curl = started == CURLE_OK ? curl_easy_init() : NULL;
    if (!curl) return ri_fail(err, RI_ENOMEM, "no room for a transfer");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->error);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)RI_DELIVERY_SECONDS * 1000);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    return RI_OK;
}

ri_status transfer_run(struct transfer *transfer, struct ri_delivery *ret, struct ri_error *err)
{
    curl_off_t     retry_after = 0;
    const CURLcode code = curl_easy_perform(transfer->curl);
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &ret->code);
    if (curl_easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &retry_after) == CURLE_OK)
        ret->retry_after_s = (int64_t)retry_after;
    if (code == CURLE_OK) return RI_OK;
    const char *words = transfer->error[0] ? transfer->error : curl_easy_strerror(code);
    if (transfer->refused)
        return ri_fail(err, RI_EFORBIDDEN,
                       "the address lies on this machine or in a private network");
    if (code == CURLE_ABORTED_BY_CALLBACK) return ri_fail(err, RI_ECANCELLED, "given up");
    return ri_fail(err, code == CURLE_OPERATION_TIMEDOUT ? RI_ETIMEOUT : RI_EUPSTREAM, "%s", words);
}

void transfer_close(struct transfer *transfer)
{
    curl_easy_cleanup(transfer->curl);
    curl_slist_free_all(transfer->headers);
    *transfer = (struct transfer){.curl = NULL};
}
