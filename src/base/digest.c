/* SHA-256 and HMAC by libcrypto (hardware instructions where there are any). */
#include <openssl/evp.h> /* before banned.h: it declares members with names that are banned as calls */
#include <openssl/hmac.h>

#include "hash.h"

#include <errno.h>
#include <sys/random.h>

struct ri_sha256 {
    EVP_MD_CTX *context;
};

ri_status ri_sha256_new(struct ri_sha256 **ret, struct ri_error *err)
{
    struct ri_sha256 *digest = calloc(1, sizeof *digest);
    if (digest) digest->context = EVP_MD_CTX_new();
    if (!digest || !digest->context ||
        EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1) {
        ri_sha256_free(digest);
        return ri_fail(err, RI_ENOMEM, "no room for a digest");
    }
    *ret = digest;
    return RI_OK;
}

void ri_sha256_add(struct ri_sha256 *digest, const void *bytes, size_t length)
{
    EVP_DigestUpdate(digest->context, bytes, length);
}

void ri_sha256_finish(struct ri_sha256 *digest, unsigned char ret[RI_SHA256_SIZE])
{
    EVP_DigestFinal_ex(digest->context, ret, NULL);
}

void ri_sha256_free(struct ri_sha256 *digest)
{
    if (!digest) return;
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

void ri_hmac_sha256(const void *secret, size_t secret_length, struct ri_view text,
                    unsigned char ret[RI_SHA256_SIZE])
{
    HMAC(EVP_sha256(), secret, (int)secret_length, (const unsigned char *)text.at, text.length, ret,
         NULL);
}

void ri_hex(const unsigned char *bytes, size_t length, char *ret)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        ret[2 * i] = digits[bytes[i] >> 4];
        ret[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret[2 * length] = '\0';
}

ri_status ri_secret_bytes(unsigned char *ret, size_t length, struct ri_error *err)
{
    for (size_t have = 0; have < length;) { /* a signal may cut a long read short */
        const ssize_t n = getrandom(ret + have, length - have, 0);
        if (n < 0 && errno != EINTR)
            return ri_fail(err, RI_EIO, "no random bytes from the kernel: %s", strerror(errno));
        if (n > 0) have += (size_t)n;
    }
    return RI_OK;
}

ri_status ri_sha256_text(struct ri_view bytes, char ret[RI_SHA256_TEXT], struct ri_error *err)
{
    unsigned char     digest[RI_SHA256_SIZE];
    struct ri_sha256 *running = NULL;
    RI_TRY(ri_sha256_new(&running, err));
    ri_sha256_add(running, bytes.at, bytes.length);
    ri_sha256_finish(running, digest);
    ri_sha256_free(running);
    ri_hex(digest, sizeof digest, ret);
    return RI_OK;
}
