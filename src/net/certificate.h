/* Certificates that sign themselves: for a server in a network of one's own, where nobody else would vouch for it. */
#ifndef RI_NET_CERTIFICATE_H
#define RI_NET_CERTIFICATE_H
#include "base/error.h"

enum { RI_FINGERPRINT_SIZE = 32 * 3 };
struct ri_certificate_wish {
    const char        *name;  /* common name */
    const char *const *hosts; /* names and addresses that it stands for, NULL-terminated */
    int                days;
};
/* Makes a key (ECDSA P-256) and a certificate for it, PEM, each readable by the owner alone; replaces both. It may sign, so that
 * phones take it as an authority when somebody installs it; phones want at most 825 days. The status of errno; RI_EINTERNAL. */
RI_MUST_CHECK ri_status ri_certificate_make(const struct ri_certificate_wish *wish,
                                            const char *certificate, const char *key,
                                            struct ri_error *err);
/* Is the file a certificate for all of the hosts, for at least so many days more? False also when there is none. */
bool ri_certificate_fits(const char *certificate, const char *const *hosts, int days);
/* SHA-256 of it as people compare it, "AB:CD:...". RI_EDATA: no certificate. */
RI_MUST_CHECK ri_status ri_certificate_fingerprint(const char      *certificate,
                                                   char             ret[RI_FINGERPRINT_SIZE],
                                                   struct ri_error *err);
#endif
