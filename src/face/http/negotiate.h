/* What a client asks for in its headers: the format of an answer, compression, whether it has it already; and the
 * cookie it shows. Pure functions of the header's text, which may be NULL. */
#ifndef RI_FACE_HTTP_NEGOTIATE_H
#define RI_FACE_HTTP_NEGOTIATE_H
#include "table/write.h"

/* The writer that Accept prefers; JSON when there is no header or any will do. False: none that we have (406). */
bool        negotiate_format(const char *accept, const struct ri_writer **ret);
const char *negotiate_types(void); /* "application/json, text/csv ...", for the answer 406 */
/* The content type of a writer's answer over HTTP. */
const char *negotiate_content_type(const struct ri_writer *writer);
bool        negotiate_html(const char *accept); /* a person's browser asks for a page */
bool        negotiate_gzip(const char *accept_encoding);
bool        negotiate_brotli(const char *accept_encoding);
/* If-None-Match against a strong ETag in its quotes. */
bool negotiate_matches(const char *if_none_match, const char *etag);
/* A cookie's value; false: not there, or longer than size - 1. */
bool cookie_value(const char *cookies, const char *name, char *ret, size_t size);
#endif
