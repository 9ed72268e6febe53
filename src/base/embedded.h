/* Files of the repository that travel inside the program. Generated at build time by tools/embed.py and web/build.mjs. */
#ifndef RI_BASE_EMBEDDED_H
#define RI_BASE_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>

struct ri_embedded {
    const char *path;   /* relative to the repository, "sql/kpi/sales/stores.sql" */
    const char *text;   /* ends in NUL, which length does not count */
    size_t      length; /* bytes */
};

/* Every sql/.../x.sql, ordered by path. */
extern const struct ri_embedded ri_embedded_sql[];
extern const size_t             ri_embedded_sql_count;
/* The profiles: config/NAME.yaml. */
extern const struct ri_embedded ri_embedded_config[];
extern const size_t             ri_embedded_config_count;

/* One file of the dashboard, ready to be sent. A compressed form that would save little is NULL. */
struct ri_asset {
    const char          *path;         /* of the address: "/index.html", "/assets/main-7QX2.js" */
    const char          *content_type; /* with its charset */
    const char          *etag;         /* in its quotes, of the plain bytes */
    bool                 immutable;    /* the name changes with the content: may be kept for ever */
    const unsigned char *raw;
    size_t               raw_length;
    const unsigned char *brotli;
    size_t               brotli_length;
    const unsigned char *gzip;
    size_t               gzip_length;
};

/* The dashboard (web/), ordered by path. A page address without a dot that is none of these is answered with /index.html. */
extern const struct ri_asset ri_embedded_web[];
extern const size_t          ri_embedded_web_count;

#endif
