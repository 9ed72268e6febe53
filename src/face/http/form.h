/* A form with files, multipart/form-data (RFC 7578), in one piece of memory: its parts as views into it.
 *
 * Strict: the boundary once and well-formed, nothing before the first part or after the last, every part with one name of its
 * own, nothing encoded for transfer. What two readers might read differently is RI_EUSAGE; too much of it is RI_ETOOLARGE. */
#ifndef RI_FACE_HTTP_FORM_H
#define RI_FACE_HTTP_FORM_H
#include "base/arena.h"
#include "base/text.h"

enum { FORM_PARTS = 256, FORM_BYTES = 64 << 20 };
struct form_part {
    const char    *name, *file_name; /* in mem; file_name NULL: a value, not a file */
    struct ri_view bytes;            /* into the body */
};
struct form {
    struct form_part *parts; /* in mem */
    size_t            count;
};
/* content_type: the whole header. */
RI_MUST_CHECK ri_status form_parse(const char *content_type, struct ri_view body,
                                   struct ri_arena *mem, struct form *ret, struct ri_error *err);
#endif
