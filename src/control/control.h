/* control.sqlite: what is about people, small and transactional, and never attached to the warehouse.
 *
 * Now: the identities of customers. The warehouse knows a shopper only by a pseudonym, the keyed hash
 * (HMAC-SHA-256) of the natural number; number, name and contacts stand here, so that no query reaches
 * them and erasing really erases (secure_delete). Natural numbers may be asked for by any thread (SQLite is built
 * serialised and each asks with a statement of its own); what waits for a flush belongs to the one import that runs. */
#ifndef RI_CONTROL_CONTROL_H
#define RI_CONTROL_CONTROL_H
#include "base/text.h"

struct ri_control;
/* directory NULL: in memory. create false and no file: RI_ENOTFOUND. RI_ENEWER, RI_EIO, RI_ELOCKED. */
RI_MUST_CHECK ri_status ri_control_open(const char *directory, bool create, struct ri_control **ret,
                                        struct ri_error *err);
void                    ri_control_close(struct ri_control *control);

/* The pseudonym of a natural customer number: "c" and 24 hexadecimal digits, the same for ever in this
 * workspace. Remembers the pair (written by the next flush). *ret lives until the next call. */
RI_MUST_CHECK ri_status ri_identity_pseudonym(struct ri_control *control, struct ri_view natural,
                                              struct ri_view *ret, struct ri_error *err);
/* The pseudonym without remembering anything, into a buffer of RI_PSEUDONYM_SIZE. */
enum { RI_PSEUDONYM_SIZE = 26 };
void ri_identity_of(const struct ri_control *control, struct ri_view natural,
                    char ret[RI_PSEUDONYM_SIZE]);
/* Name and contacts of a customer; missing ones are NULL and leave what is there. */
struct ri_contact {
    const char *natural, *name, *email, *phone;
    int         consent_email; /* 1, 0; -1: not said */
};
RI_MUST_CHECK ri_status ri_identity_contact(struct ri_control       *control,
                                            const struct ri_contact *contact, struct ri_error *err);
/* Writes what was remembered, in one transaction; before the warehouse commits, so that no pseudonym is
 * ever without its identity. */
RI_MUST_CHECK ri_status ri_identity_flush(struct ri_control *control, struct ri_error *err);
/* Forgets what was remembered since the last flush. */
void ri_identity_forget(struct ri_control *control);
/* The natural number behind a pseudonym, in mem; RI_ENOTFOUND (erased or never known). */
RI_MUST_CHECK ri_status ri_identity_natural(struct ri_control *control, struct ri_view pseudonym,
                                            struct ri_arena *mem, const char **ret,
                                            struct ri_error *err);
RI_MUST_CHECK ri_status ri_identity_count(struct ri_control *control, int64_t *ret,
                                          struct ri_error *err);
#endif
