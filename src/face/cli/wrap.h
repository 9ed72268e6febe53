/* Text laid out for a terminal. */
#ifndef RI_FACE_CLI_WRAP_H
#define RI_FACE_CLI_WRAP_H
#include "base/text.h"

/* Adds text word by word in lines of at most `width` columns, ends the last line. The first line is already at
 * column `at`; the others begin with `indent` blanks. A newline in the text is a paragraph. Escapes what could
 * steer a terminal. */
void cli_wrap(struct ri_text *out, struct ri_view text, size_t at, size_t indent, size_t width);
/* A row of a two-column list: "  name       text wrapped". Names longer than `column` have their own line. */
void cli_item(struct ri_text *out, const char *name, const char *text, size_t column, size_t width);
#endif
