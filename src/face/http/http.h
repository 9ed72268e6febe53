/* The HTTP face: serves a workspace until a signal comes. */
#ifndef RI_FACE_HTTP_HTTP_H
#define RI_FACE_HTTP_HTTP_H
#include "face/serve.h"

face_serve_fn http_serve;
#endif
