/* Certificates that were read, the latest shown; the others stay until the end, since a handshake may still hold them. */
#include "tls.h"

#include "base/text.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { CHAIN_MOST = 16, ID_SIZE = 64 };

struct shown {
    struct shown    *before;
    gnutls_pcert_st  chain[CHAIN_MOST];
    unsigned         count;
    gnutls_privkey_t key;
    int64_t          ends_s;
};
static struct shown *_Atomic shown; /* the latest */

static void free_one(struct shown *one)
{
    for (unsigned i = 0; i < one->count; i++) gnutls_pcert_deinit(&one->chain[i]);
    if (one->key) gnutls_privkey_deinit(one->key);
    free(one);
}

/* ---- Reading ------------------------------------------------------------------------------------------------------ */

static ri_status read_chain(const char *path, struct shown *one, struct ri_error *err)
{
    unsigned  count = CHAIN_MOST;
    const int code = gnutls_pcert_list_import_x509_file(one->chain, &count, path,
                                                        GNUTLS_X509_FMT_PEM, NULL, NULL, 0);
    if (code == 0 && count) {
        one->count = count;
        return RI_OK;
    }
    return ri_fail(err, RI_EUSAGE, "the certificate '%.200s' cannot be used: %s", path,
                   code ? gnutls_strerror(code) : "there is none in it");
}

static ri_status read_key(const char *path, struct shown *one, struct ri_error *err)
{
    gnutls_datum_t bytes;
    struct stat    info;
    if (stat(path, &info) == 0 && info.st_mode & S_IROTH)
        return ri_fail(err, RI_EUSAGE,
                       "everybody on this machine may read the key '%.200s': chmod o-r", path);
    int code = gnutls_load_file(path, &bytes);
    if (code == 0) {
        code = gnutls_privkey_init(&one->key);
        if (code == 0)
            code = gnutls_privkey_import_x509_raw(one->key, &bytes, GNUTLS_X509_FMT_PEM, NULL, 0);
        explicit_bzero(bytes.data, bytes.size);
        gnutls_free(bytes.data);
    }
    return code == 0 ? RI_OK
                     : ri_fail(err, RI_EUSAGE, "the key '%.200s' cannot be used: %s", path,
                               gnutls_strerror(code));
}

/* The certificate's public key is that of the private one? */
static bool belong_together(const struct shown *one)
{
    gnutls_pubkey_t mine;
    unsigned char   of_key[ID_SIZE], of_certificate[ID_SIZE];
    size_t          length = ID_SIZE, other = ID_SIZE;
    if (gnutls_pubkey_init(&mine) != 0) return false;
    const bool same =
        gnutls_pubkey_import_privkey(mine, one->key, 0, 0) == 0 &&
        gnutls_pubkey_get_key_id(mine, GNUTLS_KEYID_USE_SHA256, of_key, &length) == 0 &&
        gnutls_pubkey_get_key_id(one->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, of_certificate,
                                 &other) == 0 &&
        length == other && memcmp(of_key, of_certificate, length) == 0;
    gnutls_pubkey_deinit(mine);
    return same;
}

static ri_status check_time(struct shown *one, const char *path, struct ri_error *err)
{
    gnutls_x509_crt_t certificate;
    const time_t      now = time(NULL);
    if (gnutls_pcert_export_x509(&one->chain[0], &certificate) != 0)
        return ri_fail(err, RI_EUSAGE, "the certificate '%.200s' is not understood", path);
    const time_t begins = gnutls_x509_crt_get_activation_time(certificate);
    one->ends_s = gnutls_x509_crt_get_expiration_time(certificate);
    gnutls_x509_crt_deinit(certificate);
    if (begins > now)
        return ri_fail(err, RI_EUSAGE, "the certificate '%.200s' does not hold yet", path);
    if (one->ends_s < now)
        return ri_fail(err, RI_EUSAGE, "the certificate '%.200s' has ended", path);
    return RI_OK;
}

static ri_status read_both(const char *certificate, const char *key, struct shown *one,
                           struct ri_error *err)
{
    RI_TRY(read_chain(certificate, one, err));
    RI_TRY(read_key(key, one, err));
    RI_TRY(check_time(one, certificate, err));
    if (belong_together(one)) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "the key '%.200s' is not that of the certificate '%.200s'", key,
                   certificate);
}

ri_status tls_load(const char *certificate, const char *key, struct ri_error *err)
{
    struct shown *one = calloc(1, sizeof *one);
    if (!one) return ri_fail(err, RI_ENOMEM, "no room for a certificate");
    const ri_status status = read_both(certificate, key, one, err);
    if (status != RI_OK) {
        free_one(one);
        return status;
    }
    one->before = atomic_load(&shown);
    atomic_store(&shown, one);
    return RI_OK;
}

void tls_unload(void)
{
    for (struct shown *one = atomic_exchange(&shown, NULL), *before; one; one = before) {
        before = one->before;
        free_one(one);
    }
}

int64_t tls_ends_s(void)
{
    const struct shown *one = atomic_load(&shown);
    return one ? one->ends_s : 0;
}

/* ---- For the library ------------------------------------------------------------------------------------------------ */

static int retrieve(gnutls_session_t session, const gnutls_datum_t *authorities,
                    int authority_count, const gnutls_pk_algorithm_t *algorithms,
                    int algorithm_count, gnutls_pcert_st **ret_chain, unsigned int *ret_count,
                    gnutls_privkey_t *ret_key)
{
    struct shown *one = atomic_load(&shown);
    (void)session, (void)authorities, (void)authority_count, (void)algorithms,
        (void)algorithm_count;
    if (!one) return -1;
    *ret_chain = one->chain;
    *ret_count = one->count;
    *ret_key = one->key;
    return 0;
}

wire_certificate_fn *tls_certificate(void)
{
    return (wire_certificate_fn *)retrieve;
}
