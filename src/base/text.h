/* Text: views, a growable buffer with a stated maximum, and small helpers. UTF-8 throughout. */
#ifndef RI_BASE_TEXT_H
#define RI_BASE_TEXT_H
#include "arena.h"
#include "integer.h"

struct ri_view { /* never owns; not NUL-terminated */
    const char *at;
    size_t      length;
};
#define RI_VIEW(literal) ((struct ri_view){(literal), sizeof(literal) - 1})
struct ri_view ri_view_of(const char *text); /* NULL gives an empty view */
bool           ri_view_is(struct ri_view view, const char *text);
bool           ri_view_equal(struct ri_view a, struct ri_view b);
struct ri_view ri_view_trim(struct ri_view view); /* without ASCII blanks at both ends */

struct ri_text {               /* zeroed is valid and empty: no maximum */
    char  *at;                 /* NUL-terminated once something was added; may be NULL before */
    size_t length, room, most; /* most: largest length allowed, 0 = no maximum */
    bool   failed;             /* out of memory or over `most`; later additions do nothing */
};
void ri_text_release(struct ri_text *text);
void ri_text_clear(struct ri_text *text); /* keeps the room */
void ri_text_add(struct ri_text *text, const char *bytes, size_t length);
void ri_text_puts(struct ri_text *text, const char *string);
void ri_text_putc(struct ri_text *text, char c);
void ri_text_printf(struct ri_text *text, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* RI_OK, or RI_ENOMEM when an addition failed. */
RI_MUST_CHECK ri_status ri_text_check(const struct ri_text *text, struct ri_error *err);

/* Whole-text numbers; false when anything is left over or out of range. Locale-independent. */
bool ri_parse_int(struct ri_view text, int64_t *ret);
bool ri_parse_double(struct ri_view text, double *ret); /* finite only */
/* Exact decimal "-12.345" times 10^scale; false if it has more digits after the point than scale (other
 * than zeros) or does not fit. */
bool ri_parse_decimal(struct ri_view text, int scale, int64_t *ret);
/* Writes value / 10^scale exactly, with `scale` digits after the point. */
void ri_text_decimal(struct ri_text *text, ri_int128 value, int scale);

/* Edit distance (insert, delete, change, swap), at most `most`+1: for "did you mean". */
size_t ri_edit_distance(struct ri_view a, struct ri_view b, size_t most);
/* The nearest of the NULL-terminated names within a third of the length, or NULL. */
const char *ri_nearest(const char *name, const char *const *names);
/* Length of the valid UTF-8 prefix; == length when all is valid. Overlong forms and surrogates are not. */
size_t ri_utf8_valid(const char *text, size_t length);
/* Columns a terminal needs for the text (East Asian wide = 2, combining = 0). */
size_t ri_utf8_width(struct ri_view text);
#endif
