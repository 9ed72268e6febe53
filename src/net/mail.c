/* SMTP over libcurl. */
#include "mail.h"

#include "transfer.h"

const char *const ri_mail_securities[] = {"starttls", "tls", "none", NULL};
static const struct {
    const char *scheme;
    int         port;
    long        use_ssl;
} ways[] = {
    {"smtp", 587, CURLUSESSL_ALL}, {"smtps", 465, CURLUSESSL_ALL}, {"smtp", 25, CURLUSESSL_NONE}};

struct reading {
    const char *at;
    size_t      left;
};

static size_t give(char *buffer, size_t size, size_t count, void *context)
{
    struct reading *reading = context;
    const size_t    room = size * count, part = reading->left < room ? reading->left : room;
    memcpy(buffer, reading->at, part);
    reading->at += part;
    reading->left -= part;
    return part;
}

static ri_status way_of(const char *security, size_t *ret, struct ri_error *err)
{
    for (size_t i = 0; i < RI_COUNT(ways); i++) {
        if (strcmp(ri_mail_securities[i], security) != 0) continue;
        *ret = i;
        return RI_OK;
    }
    return ri_fail(err, RI_EUSAGE, "smtp.security is starttls, tls or none; got '%.40s'", security);
}

static ri_status set_up(struct transfer *transfer, const struct ri_mail_server *server,
                        const char *url, size_t way, struct ri_error *err)
{
    CURL *curl = transfer->curl;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, ways[way].use_ssl);
    if (server->ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file);
    if (server->user && server->password) {
        if (ways[way].use_ssl == CURLUSESSL_NONE)
            return ri_fail(
                err, RI_EUSAGE,
                "a password is not sent unencrypted: set smtp.security to starttls or tls");
        curl_easy_setopt(curl, CURLOPT_USERNAME, server->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, server->password);
    }
    return RI_OK;
}

/* 5xx says that this message will never be taken; a login that fails is no fault of the message. */
static bool is_permanent(long code)
{
    return code >= 500 && code != 530 && code != 534 && code != 535 && code != 538;
}

static ri_status run(struct transfer *transfer, const struct ri_mail *mail, struct ri_text *text,
                     struct ri_delivery *ret, struct ri_error *err)
{
    char              from[300], to[300];
    struct reading    reading = {text->at, text->length};
    struct curl_slist recipient = {.data = to};
    snprintf(from, sizeof from, "<%s>", mail->from);
    snprintf(to, sizeof to, "<%s>", mail->to);
    curl_easy_setopt(transfer->curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(transfer->curl, CURLOPT_MAIL_RCPT, &recipient);
    curl_easy_setopt(transfer->curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(transfer->curl, CURLOPT_READDATA, &reading);
    curl_easy_setopt(transfer->curl, CURLOPT_UPLOAD, 1L);
    const ri_status status = transfer_run(transfer, ret, err);
    ret->permanent = status != RI_OK && is_permanent(ret->code);
    if (status == RI_EUPSTREAM && ret->code >= 400)
        return ri_error_prefix(err, "the mail server answered %ld", ret->code);
    return status;
}

ri_status ri_mail_send(const struct ri_mail_server *server, const struct ri_mail *mail,
                       const struct ri_task *task, struct ri_delivery *ret, struct ri_error *err)
{
    struct ri_text  text = {0};
    struct transfer transfer;
    char            url[400];
    size_t          way = 0;
    *ret = (struct ri_delivery){0};
    RI_TRY(way_of(server->security, &way, err));
    if (strpbrk(server->host, "/@?#\\ ") || !*server->host)
        return ri_fail(err, RI_EUSAGE, "smtp.host is the name of a machine; got '%.80s'",
                       server->host);
    snprintf(url, sizeof url, "%s://%s:%d", ways[way].scheme, server->host,
             server->port ? server->port : ways[way].port);
    ri_status status = ri_mail_compose(mail, &text, err);
    if (status != RI_OK) ret->permanent = true;
    /* The mail server is the operator's own setting, so it may be in a private network. */
    if (status == RI_OK) {
        status = transfer_open(&transfer, task, true, err);
        if (status == RI_OK) status = set_up(&transfer, server, url, way, err);
        if (status == RI_OK) status = run(&transfer, mail, &text, ret, err);
        transfer_close(&transfer);
    }
    ri_text_release(&text);
    return status;
}
