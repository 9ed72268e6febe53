/* The dashboard's files, which travel in the program. */
#include "server.h"

#include "base/embedded.h"

static const struct ri_asset *find(const char *path)
{
    for (size_t i = 0; i < ri_embedded_web_count; i++) {
        if (strcmp(ri_embedded_web[i].path, path) == 0) return &ri_embedded_web[i];
    }
    return NULL;
}

/* "/", and the address of a page ("/orders"), which the dashboard itself understands. */
static bool is_page(const char *path)
{
    return !strchr(path, '.');
}

struct form { /* of a file, as it is sent */
    const unsigned char *bytes;
    size_t               length;
    const char          *coding; /* NULL: plain */
};

static struct form form_of(const struct ri_asset *asset, const char *accept)
{
    if (asset->brotli && negotiate_brotli(accept))
        return (struct form){asset->brotli, asset->brotli_length, "br"};
    if (asset->gzip && negotiate_gzip(accept))
        return (struct form){asset->gzip, asset->gzip_length, "gzip"};
    return (struct form){asset->raw, asset->raw_length, NULL};
}

/* A strong ETag is of the bytes sent: each coding has its own. */
static void etag_of(const struct ri_asset *asset, const struct form *form, char *ret, size_t size)
{
    const size_t length = strlen(asset->etag);
    snprintf(ret, size, "%.*s%s%s\"", (int)(length ? length - 1 : 0), asset->etag,
             form->coding ? "-" : "", form->coding ? form->coding : "");
}

void asset_answer(struct http_server *server, struct wire_request *request)
{
    const char            *path = http_state(request)->target.path;
    const struct ri_asset *asset = find(path);
    if (!asset && is_page(path)) asset = find("/index.html");
    if (!asset) {
        http_refuse(server, request, RI_ENOTFOUND, "there is nothing at this path");
        return;
    }
    char              etag[160];
    const struct form form = form_of(asset, wire_header(request, "Accept-Encoding"));
    etag_of(asset, &form, etag, sizeof etag);
    const struct wire_header headers[] = {
        {"Content-Type", asset->content_type},
        {"ETag", etag},
        {"Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache"},
        {"Vary", "Accept-Encoding"},
        {form.coding ? "Content-Encoding" : NULL, form.coding},
        {NULL, NULL}};
    if (negotiate_matches(wire_header(request, "If-None-Match"), etag)) {
        http_count(server, not_modified);
        wire_send(request, wire_answer_view(304, headers + 1, "", 0));
    } else {
        wire_send(request, wire_answer_view(200, headers, form.bytes, form.length));
    }
}
