/* Names of a person in bytes of any kind: files, records that could not be read. */
#ifndef RI_BASE_MENTION_H
#define RI_BASE_MENTION_H
#include "text.h"

/* Does one of the names (NULL-terminated) stand in the bytes as a word of its own: not inside a longer word or number? Letters of ASCII
 * count in any case; zero bytes are passed over, so that UTF-16 reads as its letters. */
bool ri_mentions(struct ri_view bytes, const char *const *names);
#endif
