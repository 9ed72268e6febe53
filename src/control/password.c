/* Passwords on libsodium. */
#include "password.h"

#include "base/text.h"

#include <sodium.h>
#include <strings.h>

/* Long ones that everybody tries; those shorter than RI_PASSWORD_LEAST are out already. */
static const char *const common[] = {
    "123456789012",     "1234567890123",  "12345678901234",   "password1234",
    "passwordpassword", "qwertyuiop12",   "qwertyuiopas",     "q1w2e3r4t5y6",
    "1q2w3e4r5t6y",     "administrator",  "iloveyou1234",     "letmeinletmein",
    "welcome12345",     "changemeplease", "retailinsight",    "retailinsight1",
    "unbelievable1",    "abcdefghijkl",   "aaaabbbbcccc",     "correcthorsebatterystaple",
    "password12345",    "password123456", "qwerty123456",     "qwertyuiopasdf",
    "1qaz2wsx3edc",     "admin1234567",   "summer2025summer", "passw0rd1234",
};

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++) count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

ri_status ri_password_fits(const char *password, const char *user, struct ri_error *err)
{
    const size_t length = strlen(password);
    if (length > RI_PASSWORD_MOST)
        return ri_fail(err, RI_EUSAGE, "the password is longer than %d bytes", RI_PASSWORD_MOST);
    if (characters(password) < RI_PASSWORD_LEAST)
        return ri_fail(err, RI_EUSAGE, "the password wants at least %d characters",
                       RI_PASSWORD_LEAST);
    if (ri_utf8_valid(password, length) != length)
        return ri_fail(err, RI_EUSAGE, "the password is not valid UTF-8");
    bool poor =
        strcasecmp(password, user) == 0 || strspn(password, (char[]){password[0], '\0'}) == length;
    for (size_t i = 0; i < RI_COUNT(common); i++)
        poor = poor || strcasecmp(password, common[i]) == 0;
    return poor ? ri_fail(err, RI_EUSAGE, "that password is one of those everybody tries first")
                : RI_OK;
}

ri_status ri_password_keep(const char *password, char ret[RI_PASSWORD_SIZE], struct ri_error *err)
{
    _Static_assert(RI_PASSWORD_SIZE >= crypto_pwhash_STRBYTES, "room for what libsodium writes");
    if (sodium_init() < 0 ||
        crypto_pwhash_str_alg(ret, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return ri_fail(err, RI_ENOMEM, "no room to hash a password");
    return RI_OK;
}

bool ri_password_is(const char *kept, const char *password)
{
    /* of no password: checked for users who are not there */
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$MTIzNDU2Nzg5MDEyMzQ1Ng$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if (sodium_init() < 0) return false;
    const bool right =
        crypto_pwhash_str_verify(kept ? kept : nobody, password, strlen(password)) == 0;
    return kept && right;
}
