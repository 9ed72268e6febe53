/* Is the head of a request such that every reader of the same bytes sees the same request? What it is not is refused, and the
 * connection closed (RFC 9112, 11.2: request smuggling). */
#ifndef RI_FACE_HTTP_SOUND_H
#define RI_FACE_HTTP_SOUND_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sound_head { /* zeroed; then each header line is shown to it */
    unsigned    hosts, lengths, encodings;
    const char *length, *encoding;
    bool        bad;  /* a line that is not well-formed */
    const char *next; /* where the next line lies when this one ended as it must; NULL: not known, and not looked at */
};
struct sound_first { /* the first line's words; target may have been decoded since, its length is what it was */
    const char *method, *target;
    size_t      target_length;
    const char *version;
};
/* The lines lie one behind the other in one buffer, a NUL behind each word and the ends of each overwritten by NULs, as libmicrohttpd 0.9.75 leaves
 * them: a first line with a NUL or with several spaces between its words is not well-formed, nor is from then on a line that ended in a bare CR or
 * LF, or was folded. */
void sound_begin(struct sound_head *head, const struct sound_first *first);
void sound_look(struct sound_head *head, const char *name, const char *value);
/* After the last line, only with sound_begin: end, behind the empty line, where the head is over. A bare CR or LF behind the last line, or as the
 * empty line itself, makes the head end elsewhere. */
void sound_end(struct sound_head *head, const char *end);
/* NULL when it is; otherwise what is wrong. version: "HTTP/1.1". */
const char *sound_verdict(const struct sound_head *head, const char *version);
/* Of the body, once it is sound: 0 also when it comes in chunks. */
uint64_t sound_length(const struct sound_head *head);
#endif
