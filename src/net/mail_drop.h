/* The other end of mail.h on loopback: a server that takes one message after the other and keeps the newest, for showing and for
 * tests. It speaks as much of SMTP (RFC 5321) as a sender needs, to this machine only, without encryption. */
#ifndef RI_NET_MAIL_DROP_H
#define RI_NET_MAIL_DROP_H
#include "base/task.h"
#include "base/text.h"

struct ri_mail_drop;
/* Listens on a port of its own. */
RI_MUST_CHECK ri_status ri_mail_drop_open(struct ri_mail_drop **ret, int *ret_port,
                                          struct ri_error *err);
/* Waits until a message is there that was not waited for yet: as it came over the wire, and when (ri_monotonic_us).
 * RI_ETIMEOUT, RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_mail_drop_wait(struct ri_mail_drop *drop, const struct ri_task *task,
                                          int64_t patience_us, struct ri_text *ret,
                                          int64_t *ret_at_us, struct ri_error *err);
void                    ri_mail_drop_close(struct ri_mail_drop *drop);
#endif
