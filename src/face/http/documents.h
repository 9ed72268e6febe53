/* Documents that are the same for the life of the server. */
#ifndef RI_FACE_HTTP_DOCUMENTS_H
#define RI_FACE_HTTP_DOCUMENTS_H
#include "server.h"

/* Makes server->operations and server->openapi, or makes them anew when operations came or went; the wire must be there. */
RI_MUST_CHECK ri_status documents_make(struct http_server *server, struct ri_error *err);
#endif
