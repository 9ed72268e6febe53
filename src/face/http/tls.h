/* The certificate that the server shows: out of two files in PEM, read again when asked, so that a renewed one counts without
 * a restart; connections that stand keep theirs. All that is known of GnuTLS is in tls.c and certificate.c.
 *
 * The library asks for the certificate without saying on whose behalf: there is one for the process. */
#ifndef RI_FACE_HTTP_TLS_H
#define RI_FACE_HTTP_TLS_H
#include "wire.h"

/* certificate: the server's own first, then those that lead to the root. RI_EUSAGE: a file is unreadable, they do not belong
 * together, the certificate has ended or does not hold yet, or others may read the key; then what was shown before stays. */
RI_MUST_CHECK ri_status tls_load(const char *certificate, const char *key, struct ri_error *err);
void                    tls_unload(void);      /* when no connection is left */
wire_certificate_fn    *tls_certificate(void); /* for the wire */
int64_t                 tls_ends_s(void); /* when the one that is shown ends, seconds since 1970 */
#endif
