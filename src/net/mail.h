/* E-mail: one plain text to one address over SMTP, with a document or without. */
#ifndef RI_NET_MAIL_H
#define RI_NET_MAIL_H
#include "delivery.h"

extern const char *const ri_mail_securities[]; /* starttls, tls, none; NULL-terminated */
struct ri_mail_server {
    const char *host,
        *security;    /* starttls: refuses to go on without it; tls: from the first byte */
    int         port; /* 0: 587, 465 or 25, by security */
    const char *user, *password; /* NULL: no login */
    const char *ca_file;         /* certificates to trust instead of the system's, or NULL */
};
struct ri_mail {
    const char *from, *to;      /* addresses */
    const char *subject, *text; /* UTF-8; text: lines end in \n */
    const char *id;             /* unique: the Message-ID is ID@domain of from */
    int64_t     now_us;
    const char *file_name, *content_type; /* of a document that goes with it; NULL: none. ASCII */
    const void *bytes;
    size_t      length;
};
/* One address "local@domain" without blanks, control characters or lists? */
bool ri_mail_address_good(const char *address);
/* The message as it goes over the wire (RFC 5322, MIME, quoted-printable). RI_EUSAGE: an address that is none. */
RI_MUST_CHECK ri_status ri_mail_compose(const struct ri_mail *mail, struct ri_text *out,
                                        struct ri_error *err);
/* Sends it. Failures: RI_EUPSTREAM, RI_ETIMEOUT, RI_ECANCELLED; ret says what they mean. The password is never in a message. */
RI_MUST_CHECK ri_status ri_mail_send(const struct ri_mail_server *server,
                                     const struct ri_mail *mail, const struct ri_task *task,
                                     struct ri_delivery *ret, struct ri_error *err);
#endif
