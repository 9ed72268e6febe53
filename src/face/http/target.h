/* The target of a request, "/api/v1/sales/stores?from=2022-01-01&store=S01": path and parameters, decoded and checked.
 *
 * Strict, because what two readers understand differently is an attack: only the origin form; percent-encoding must be
 * whole and valid UTF-8 without control characters; a path has no empty part, no "." or "..", no backslash and no
 * encoded slash. In the query '+' is a blank. */
#ifndef RI_FACE_HTTP_TARGET_H
#define RI_FACE_HTTP_TARGET_H
#include "base/arena.h"

enum { TARGET_PAIRS = 256 }; /* most parameters */

struct http_pair {
    const char *name, *value; /* value "": also when there is no '=' */
};
struct http_target {
    const char       *path; /* begins with '/' */
    struct http_pair *pairs;
    size_t            count;
};
/* Texts live in mem. RI_EUSAGE: malformed; RI_ETOOLARGE: too many parameters; RI_ENOMEM. */
RI_MUST_CHECK ri_status target_parse(const char *text, struct ri_arena *mem,
                                     struct http_target *ret, struct ri_error *err);
/* The value of the first pair of that name, or NULL. */
const char *target_value(const struct http_target *target, const char *name);
#endif
