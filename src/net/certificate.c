/* Self-signed certificates over OpenSSL. */
#include <openssl/err.h> /* before banned.h */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "certificate.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { DAY_S = 24 * 60 * 60, SERIAL_BYTES = 16 };

static bool is_address(const char *host)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

/* ---- Made -------------------------------------------------------------------------------------------------------------- */

static bool extend(X509 *made, int which, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, made, made, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, which, value);
    const bool      good = extension && X509_add_ext(made, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

static bool name_hosts(X509 *made, const char *const *hosts)
{
    struct ri_text text = {0};
    for (size_t i = 0; hosts[i]; i++)
        ri_text_printf(&text, "%s%s:%s", i ? "," : "", is_address(hosts[i]) ? "IP" : "DNS",
                       hosts[i]);
    const bool good = !text.failed && text.at && extend(made, NID_subject_alt_name, text.at);
    ri_text_release(&text);
    return good;
}

static bool number(X509 *made)
{
    unsigned char bytes[SERIAL_BYTES];
    if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
    bytes[0] = (bytes[0] & 0x7F) | 0x40; /* positive and of full length */
    BIGNUM    *serial = BN_bin2bn(bytes, sizeof bytes, NULL);
    const bool good = serial && BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(made));
    BN_free(serial);
    return good;
}

static bool fill(X509 *made, EVP_PKEY *key, const struct ri_certificate_wish *wish)
{
    X509_NAME *subject = X509_get_subject_name(made);
    return X509_set_version(made, X509_VERSION_3) == 1 && number(made) &&
           X509_gmtime_adj(X509_getm_notBefore(made), -DAY_S) && /* clocks of phones differ */
           X509_time_adj_ex(X509_getm_notAfter(made), wish->days, 0, NULL) &&
           X509_set_pubkey(made, key) == 1 &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      (const unsigned char *)wish->name, -1, -1, 0) == 1 &&
           X509_set_issuer_name(made, subject) == 1 &&
           extend(made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
           extend(made, NID_key_usage, "critical,digitalSignature,keyCertSign") &&
           extend(made, NID_ext_key_usage, "serverAuth") &&
           extend(made, NID_subject_key_identifier, "hash") && name_hosts(made, wish->hosts) &&
           X509_sign(made, key, EVP_sha256()) > 0;
}

/* ---- Written and read --------------------------------------------------------------------------------------------------- */

static FILE *create(const char *path)
{
    (void)unlink(path); /* whoever has the old one open keeps that */
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE     *file = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (!file && fd >= 0) close(fd);
    return file;
}

static ri_status write_both(X509 *made, EVP_PKEY *key, const char *certificate_path,
                            const char *key_path, struct ri_error *err)
{
    FILE *certificate = create(certificate_path);
    FILE *secret = certificate ? create(key_path) : NULL;
    bool  good = secret && PEM_write_X509(certificate, made) == 1 &&
                PEM_write_PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL) == 1;
    const int number_now = errno;
    if (certificate) good = fclose(certificate) == 0 && good;
    if (secret) good = fclose(secret) == 0 && good;
    if (good) return RI_OK;
    return ri_fail(err, ri_status_of_errno(number_now), "cannot write '%s': %s", certificate_path,
                   strerror(number_now));
}

ri_status ri_certificate_make(const struct ri_certificate_wish *wish, const char *certificate,
                              const char *key, struct ri_error *err)
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    X509     *made = X509_new();
    ri_status status = RI_OK;
    if (!pair || !made || !fill(made, pair, wish))
        status = ri_fail(err, RI_EINTERNAL, "a certificate for '%.100s': %s", wish->name,
                         ERR_reason_error_string(ERR_peek_last_error()));
    else
        status = write_both(made, pair, certificate, key, err);
    X509_free(made);
    EVP_PKEY_free(pair);
    ERR_clear_error();
    return status;
}

static X509 *read_certificate(const char *path)
{
    FILE *file = fopen(path, "rbe");
    X509 *ret = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    if (file) fclose(file);
    ERR_clear_error();
    return ret;
}

static bool stands_for(X509 *made, const char *host)
{
    return is_address(host) ? X509_check_ip_asc(made, host, 0) == 1
                            : X509_check_host(made, host, 0, 0, NULL) == 1;
}

bool ri_certificate_fits(const char *certificate, const char *const *hosts, int days)
{
    X509  *made = read_certificate(certificate);
    time_t then = time(NULL) + (time_t)days * DAY_S;
    bool   fits = made && X509_cmp_time(X509_get0_notAfter(made), &then) > 0;
    for (size_t i = 0; fits && hosts[i]; i++) fits = stands_for(made, hosts[i]);
    X509_free(made);
    return fits;
}

ri_status ri_certificate_fingerprint(const char *certificate, char ret[RI_FINGERPRINT_SIZE],
                                     struct ri_error *err)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned      length = 0;
    X509         *made = read_certificate(certificate);
    const bool    good = made && X509_digest(made, EVP_sha256(), bytes, &length) == 1;
    X509_free(made);
    if (!good || length * 3 != RI_FINGERPRINT_SIZE)
        return ri_fail(err, RI_EDATA, "'%s' is no certificate", certificate);
    for (unsigned i = 0; i < length; i++)
        snprintf(ret + (size_t)i * 3, 4, "%02X%s", bytes[i], i + 1 < length ? ":" : "");
    return RI_OK;
}
