/* Hashes: XXH3-64 for keys (stable over machines and versions), SHA-256 and HMAC for bytes and names. */
#ifndef RI_BASE_HASH_H
#define RI_BASE_HASH_H
#include "text.h"

uint64_t ri_hash64(const void *bytes, size_t length); /* XXH3-64, seed 0 */

/* The hash of a composite key: each part is preceded by its length, so ("ab","c") and ("a","bc") differ;
 * a missing part differs from an empty one. */
struct ri_key { /* zeroed is empty; reuse with ri_key_reset */
    struct ri_text bytes;
};
void    ri_key_reset(struct ri_key *key);
void    ri_key_text(struct ri_key *key, struct ri_view part);
void    ri_key_int(struct ri_key *key, int64_t part);
void    ri_key_null(struct ri_key *key);
int64_t ri_key_hash(const struct ri_key *key);
void    ri_key_release(struct ri_key *key);

enum { RI_SHA256_SIZE = 32 };
struct ri_sha256; /* running digest */
RI_MUST_CHECK ri_status ri_sha256_new(struct ri_sha256 **ret, struct ri_error *err);
void                    ri_sha256_add(struct ri_sha256 *digest, const void *bytes, size_t length);
void ri_sha256_finish(struct ri_sha256 *digest, unsigned char ret[RI_SHA256_SIZE]); /* once */
void ri_sha256_free(struct ri_sha256 *digest);
enum { RI_SHA256_TEXT = 2 * RI_SHA256_SIZE + 1 };
/* Of bytes at hand, as 64 hexadecimal digits. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_sha256_text(struct ri_view bytes, char ret[RI_SHA256_TEXT],
                                       struct ri_error *err);
void ri_hmac_sha256(const void *secret, size_t secret_length, struct ri_view text,
                    unsigned char ret[RI_SHA256_SIZE]);
void ri_hex(const unsigned char *bytes, size_t length, char *ret); /* 2 * length + 1 characters */
/* Bytes no one can guess, from the kernel. */
RI_MUST_CHECK ri_status ri_secret_bytes(unsigned char *ret, size_t length, struct ri_error *err);
#endif
