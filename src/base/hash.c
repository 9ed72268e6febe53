/* XXH3 and composite keys. */
#include "hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t ri_hash64(const void *bytes, size_t length)
{
    return XXH3_64bits(bytes, length);
}

void ri_key_reset(struct ri_key *key)
{
    ri_text_clear(&key->bytes);
}

static void part(struct ri_key *key, int64_t length, const char *bytes)
{
    ri_text_add(&key->bytes, (const char *)&length,
                sizeof length); /* little-endian machines only */
    if (length > 0) ri_text_add(&key->bytes, bytes, (size_t)length);
}

void ri_key_text(struct ri_key *key, struct ri_view text)
{
    part(key, (int64_t)text.length, text.at);
}

void ri_key_int(struct ri_key *key, int64_t value)
{
    part(key, sizeof value, (const char *)&value);
}

void ri_key_null(struct ri_key *key)
{
    part(key, -1, NULL);
}

int64_t ri_key_hash(const struct ri_key *key)
{
    return (int64_t)ri_hash64(key->bytes.at, key->bytes.length);
}

void ri_key_release(struct ri_key *key)
{
    ri_text_release(&key->bytes);
}
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "keys are defined on little-endian bytes");
