/* Signed posts over libcurl. */
#include "webhook.h"

#include "base/hash.h"
#include "base64.h"
#include "transfer.h"

void ri_webhook_secret_text(const unsigned char *secret, size_t length,
                            char ret[RI_WEBHOOK_SECRET_TEXT])
{
    char encoded[RI_BASE64_SIZE(32)];
    ri_base64(secret, length < 32 ? length : 32, encoded);
    snprintf(ret, RI_WEBHOOK_SECRET_TEXT, "whsec_%s", encoded);
}

ri_status ri_webhook_sign(const unsigned char *secret, size_t length, const char *id,
                          int64_t timestamp, struct ri_view body, char ret[RI_WEBHOOK_SIGNATURE],
                          struct ri_error *err)
{
    struct ri_text text = {0};
    unsigned char  digest[RI_SHA256_SIZE];
    char           encoded[RI_BASE64_SIZE(RI_SHA256_SIZE)];
    ri_text_printf(&text, "%s.%lld.", id, (long long)timestamp);
    ri_text_add(&text, body.at, body.length);
    const ri_status status = ri_text_check(&text, err);
    if (status == RI_OK) {
        ri_hmac_sha256(secret, length, (struct ri_view){text.at, text.length}, digest);
        ri_base64(digest, sizeof digest, encoded);
        snprintf(ret, RI_WEBHOOK_SIGNATURE, "v1,%s", encoded);
    }
    ri_text_release(&text);
    return status;
}

ri_status ri_webhook_url_check(const char *url, bool allow_private, struct ri_error *err)
{
    char      *scheme = NULL, *host = NULL, *user = NULL;
    CURLU     *parsed = curl_url();
    const bool good = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
                      curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                      curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK && *host;
    const bool named = good && curl_url_get(parsed, CURLUPART_USER, &user, 0) == CURLUE_OK;
    ri_status  status = RI_OK;
    if (!good)
        status = ri_fail(err, RI_EUSAGE, "'%.200s' is no URL", url);
    else if (named)
        status = ri_fail(err, RI_EUSAGE, "a webhook's URL holds no user and password");
    else if (strcmp(scheme, "https") != 0 && !(allow_private && strcmp(scheme, "http") == 0))
        status = ri_fail(err, RI_EUSAGE,
                         "a webhook is called over https (http only with --allow-private); got %s",
                         scheme);
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(parsed);
    return status;
}

static bool add_header(struct transfer *transfer, const char *name, const char *value)
{
    char line[300];
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *more = curl_slist_append(transfer->headers, line);
    if (more) transfer->headers = more;
    return more != NULL;
}

static ri_status set_up(struct transfer *transfer, const struct ri_webhook *webhook,
                        struct ri_error *err)
{
    char          stamp[32], signature[RI_WEBHOOK_SIGNATURE];
    const int64_t timestamp = webhook->now_us / 1000000;
    CURL         *curl = transfer->curl;
    RI_TRY(ri_webhook_sign(webhook->secret, webhook->secret_length, webhook->id, timestamp,
                           webhook->body, signature, err));
    snprintf(stamp, sizeof stamp, "%lld", (long long)timestamp);
    if (!add_header(transfer, "Content-Type", "application/json") ||
        !add_header(transfer, "webhook-id", webhook->id) ||
        !add_header(transfer, "webhook-timestamp", stamp) ||
        !add_header(transfer, "webhook-signature", signature))
        return ri_fail(err, RI_ENOMEM, "no room for a request");
    curl_easy_setopt(curl, CURLOPT_URL, webhook->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, webhook->allow_private ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "RetailInsight/" RI_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, webhook->body.at);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)webhook->body.length);
    if (webhook->ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, webhook->ca_file);
    return RI_OK;
}

/* The first line of what the receiver said, printable. */
static void first_line(char *text)
{
    for (; *text && *text != '\n' && *text != '\r'; text++) {
        if ((unsigned char)*text < ' ' || (unsigned char)*text >= 127) *text = '?';
    }
    *text = '\0';
}

static ri_status run(struct transfer *transfer, struct ri_delivery *ret, struct ri_error *err)
{
    const ri_status status = transfer_run(transfer, ret, err);
    ret->permanent = status == RI_EFORBIDDEN;
    if (status != RI_OK) return status;
    if (ret->code >= 200 && ret->code < 300) return RI_OK;
    ret->gone = ret->permanent = ret->code == 410;
    first_line(transfer->answer);
    return ri_fail(err, RI_EUPSTREAM, "the receiver answered %ld%s%.200s", ret->code,
                   *transfer->answer ? ": " : "", transfer->answer);
}

ri_status ri_webhook_send(const struct ri_webhook *webhook, const struct ri_task *task,
                          struct ri_delivery *ret, struct ri_error *err)
{
    struct transfer transfer;
    *ret = (struct ri_delivery){0};
    RI_TRY(ri_webhook_url_check(webhook->url, webhook->allow_private, err));
    RI_TRY(transfer_open(&transfer, task, webhook->allow_private, err));
    ri_status status = set_up(&transfer, webhook, err);
    if (status == RI_OK) status = run(&transfer, ret, err);
    transfer_close(&transfer);
    return status;
}
