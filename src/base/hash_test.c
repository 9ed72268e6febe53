#include "test.h"

#include "hash.h"

TEST(hash_xxh3_known_values)
{
    CHECK(ri_hash64("", 0) == UINT64_C(0x2D06800538D394C2));
    CHECK(ri_hash64("a", 1) == UINT64_C(0xE6C632B61E964E1F));
    CHECK(ri_hash64("abc", 3) == UINT64_C(0x78AF5F94892F3950));
}

static int64_t key_of(const char *a, const char *b)
{
    struct ri_key key = {0};
    for (int i = 0; i < 2; i++) {
        const char *part = i ? b : a;
        if (part)
            ri_key_text(&key, ri_view_of(part));
        else
            ri_key_null(&key);
    }
    const int64_t hash = ri_key_hash(&key);
    ri_key_release(&key);
    return hash;
}

TEST(hash_keys_do_not_run_together)
{
    CHECK(key_of("ab", "c") != key_of("a", "bc"));
    CHECK(key_of("ab", "") != key_of("ab", NULL));
    CHECK(key_of("", "ab") != key_of("ab", ""));
    CHECK_INT(key_of("S01", "R-1001"), key_of("S01", "R-1001"));
    struct ri_key key = {0};
    ri_key_text(&key, RI_VIEW("x"));
    const int64_t text_only = ri_key_hash(&key);
    ri_key_int(&key, 7);
    CHECK(ri_key_hash(&key) != text_only);
    ri_key_reset(&key);
    ri_key_text(&key, RI_VIEW("x"));
    CHECK_INT(ri_key_hash(&key), text_only);
    ri_key_release(&key);
}

TEST(hash_keys_are_stable) /* stored in warehouses: must never change */
{
    CHECK_INT(key_of("S01", "R-1001"), INT64_C(3996767612853729302));
}

TEST(hash_sha256_known_values) /* FIPS 180-2, appendix B */
{
    unsigned char     bytes[RI_SHA256_SIZE];
    char              hex[2 * RI_SHA256_SIZE + 1];
    struct ri_sha256 *digest = NULL;
    CHECK_STATUS(ri_sha256_new(&digest, NULL), RI_OK);
    ri_sha256_add(digest, "a", 1);
    ri_sha256_add(digest, "bc", 2);
    ri_sha256_finish(digest, bytes);
    ri_sha256_free(digest);
    ri_hex(bytes, sizeof bytes, hex);
    CHECK_TEXT(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ri_sha256_free(NULL);
}

TEST(hash_hmac_known_values) /* RFC 4231, cases 1 and 2 */
{
    unsigned char bytes[RI_SHA256_SIZE], secret[20];
    char          hex[2 * RI_SHA256_SIZE + 1];
    memset(secret, 0x0b, sizeof secret);
    ri_hmac_sha256(secret, sizeof secret, RI_VIEW("Hi There"), bytes);
    ri_hex(bytes, sizeof bytes, hex);
    CHECK_TEXT(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    ri_hmac_sha256("Jefe", 4, RI_VIEW("what do ya want for nothing?"), bytes);
    ri_hex(bytes, sizeof bytes, hex);
    CHECK_TEXT(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(hash_secrets_differ)
{
    unsigned char a[1000] = {0}, b[1000] = {0};
    CHECK_STATUS(ri_secret_bytes(a, sizeof a, NULL), RI_OK);
    CHECK_STATUS(ri_secret_bytes(b, sizeof b, NULL), RI_OK);
    CHECK(memcmp(a, b, sizeof a) != 0);
    CHECK(memcmp(a + 900, a, 100) != 0);
}
