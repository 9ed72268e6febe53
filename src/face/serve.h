/* What one face asks of another through the program that holds both: go on by serving. */
#ifndef RI_FACE_SERVE_H
#define RI_FACE_SERVE_H
#include "base/error.h"

struct face_serve {
    const char *directory; /* of the workspace, as given; NULL: as ri_workspace_open finds it */
    const char *profile, *engine; /* as in ri_open_options */
    const char *host;             /* NULL: 127.0.0.1 */
    const char *port;             /* NULL: 8787 or the next free one; "0": any */
    const char *tls_cert,
        *tls_key; /* files in PEM; NULL: as the workspace's settings say, else none */
    const char
        *log_format; /* "text", "json"; NULL: as the settings say, and only errors go to `out` */
    bool insecure_network;    /* other machines may reach it without TLS */
    const char *const *start; /* operations to start as jobs, NULL-terminated, or NULL */
    int                out;   /* where the address and messages go */
    bool               quiet; /* only errors */
};
/* Serves until SIGINT or SIGTERM; then everything is put away and it returns RI_OK. RI_ECONFLICT: the port is taken;
 * RI_ELOCKED: another program has the workspace. */
typedef ri_status face_serve_fn(const struct face_serve *serve, struct ri_error *err);
#endif
