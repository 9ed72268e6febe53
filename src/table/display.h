/* Text for people: nothing raw reaches a terminal, and it is cut to the columns there are. */
#ifndef RI_TABLE_DISPLAY_H
#define RI_TABLE_DISPLAY_H
#include "base/text.h"

/* Adds text with what could steer a terminal or turn text around shown as an escape: control characters
 * (\n \t \r \x1b), C1 controls and bidirectional marks (\u202e), bytes that are not UTF-8 (\xff). */
void ri_display_text(struct ri_text *out, struct ri_view text);
/* Bytes of the longest beginning that needs at most `width` columns; whole characters with their marks. */
size_t ri_display_fit(struct ri_view text, size_t width);
/* Adds text cut to `width` columns, an ellipsis in the last one when something was cut. */
void ri_display_cut(struct ri_text *out, struct ri_view text, size_t width);
/* Adds a plain decimal "-1234567.89" as "-1,234,567.89"; what does not begin as a number stays as it is. */
void ri_display_thousands(struct ri_text *out, struct ri_view number);
/* Adds n blanks. */
void ri_display_pad(struct ri_text *out, size_t n);
#endif
