/* Looking for names, byte by byte. */
#include "mention.h"

#include <ctype.h>

static bool is_word(unsigned char c)
{
    return isalnum(c) || c >= 0x80;
}

static size_t skip_zeros(struct ri_view bytes, size_t at)
{
    while (at < bytes.length && !bytes.at[at]) at++;
    return at;
}

/* Where the name ends when it begins at `at`; SIZE_MAX: it does not stand there. */
static size_t match(struct ri_view bytes, size_t at, const char *name)
{
    for (; *name; name++) {
        at = skip_zeros(bytes, at);
        if (at == bytes.length ||
            tolower((unsigned char)bytes.at[at]) != tolower((unsigned char)*name))
            return SIZE_MAX;
        at++;
    }
    return at;
}

static bool mentions(struct ri_view bytes, const char *name)
{
    const size_t  length = strlen(name);
    unsigned char before = 0; /* the letter before, zero bytes passed over */
    for (size_t at = 0; length && at < bytes.length; at++) {
        const unsigned char c = (unsigned char)bytes.at[at];
        if (!c) continue;
        const size_t end =
            is_word(before) && is_word((unsigned char)name[0]) ? SIZE_MAX : match(bytes, at, name);
        before = c;
        if (end == SIZE_MAX) continue;
        const size_t after = skip_zeros(bytes, end);
        if (after == bytes.length || !is_word((unsigned char)bytes.at[after]) ||
            !is_word((unsigned char)name[length - 1]))
            return true;
    }
    return false;
}

bool ri_mentions(struct ri_view bytes, const char *const *names)
{
    for (; *names; names++)
        if (mentions(bytes, *names)) return true;
    return false;
}
