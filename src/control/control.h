/* control.sqlite: what is about people, small and transactional, and never attached to the warehouse.
 *
 * Now: the identities of customers. The warehouse knows a shopper only by a pseudonym, the keyed hash
 * (HMAC-SHA-256) of the natural number; number, name and contacts stand here, so that no query reaches
 * them and erasing really erases (secure_delete). Any thread may ask (SQLite is built serialised and each asks with a
 * statement of its own); changes of one process wait for one another; what waits for a flush belongs to the one import
 * that runs. Beside them: consent.h, campaign.h, audit.h. */
#ifndef RI_CONTROL_CONTROL_H
#define RI_CONTROL_CONTROL_H
#include "base/text.h"

struct ri_control;
/* directory NULL: in memory. create false and no file: RI_ENOTFOUND. RI_ENEWER, RI_EIO, RI_ELOCKED. */
RI_MUST_CHECK ri_status ri_control_open(const char *directory, bool create, struct ri_control **ret,
                                        struct ri_error *err);
void                    ri_control_close(struct ri_control *control);
/* The database as of one moment, as a new file while others read and write; for the owner's eyes. RI_EIO, RI_ENOSPACE. */
RI_MUST_CHECK ri_status ri_control_copy(struct ri_control *control, const char *path,
                                        struct ri_error *err);
/* Does SQLite find the file of such a copy sound? Nothing is written. RI_EDATA. */
RI_MUST_CHECK ri_status ri_control_check(const char *path, struct ri_error *err);

/* The pseudonym of a natural customer number: "c" and 24 hexadecimal digits, the same for ever in this
 * workspace. Remembers the pair (written by the next flush). *ret lives until the next call. */
RI_MUST_CHECK ri_status ri_identity_pseudonym(struct ri_control *control, struct ri_view natural,
                                              struct ri_view *ret, struct ri_error *err);
/* The pseudonym without remembering anything, into a buffer of RI_PSEUDONYM_SIZE. */
enum { RI_PSEUDONYM_SIZE = 26 };
void ri_identity_of(const struct ri_control *control, struct ri_view natural,
                    char ret[RI_PSEUDONYM_SIZE]);

#define RI_CHANNEL_MAP(X)                               \
    X(RI_CHANNEL_EMAIL, "email", "e-mail")              \
    X(RI_CHANNEL_SMS, "sms", "text messages and calls") \
    X(RI_CHANNEL_POST, "post", "letters")
#define RI_CHANNEL_ENUM_(code, text, help) code,
typedef enum ri_channel { RI_CHANNEL_MAP(RI_CHANNEL_ENUM_) RI_CHANNELS } ri_channel;
#undef RI_CHANNEL_ENUM_
extern const char *const ri_channel_names[RI_CHANNELS + 1]; /* NULL-terminated */
bool                     ri_channel_parse(const char *text, ri_channel *ret);

/* Name and contacts of a customer; missing ones are NULL and leave what is there. */
struct ri_contact {
    const char *natural, *name, *email, *phone;
    signed char consent[RI_CHANNELS]; /* 1, 0; -1: not said */
    int64_t     consent_at;           /* when that was said, seconds since 1970 UTC; 0: not known */
};
RI_MUST_CHECK ri_status ri_identity_contact(struct ri_control       *control,
                                            const struct ri_contact *contact, struct ri_error *err);
/* Writes what was remembered, in one transaction; before the warehouse commits, so that no pseudonym is
 * ever without its identity. `source` is where consent was said, `now` in seconds since 1970 UTC. */
struct ri_flushed {
    uint64_t consents; /* statements that changed what is known */
    uint64_t
        passed_over; /* that said yes where the customer had said no, or that were older than what is known */
};
RI_MUST_CHECK ri_status ri_identity_flush(struct ri_control *control, const char *source,
                                          int64_t now, struct ri_flushed *ret,
                                          struct ri_error *err);
/* Forgets what was remembered since the last flush. */
void ri_identity_forget(struct ri_control *control);
/* The natural number behind a pseudonym, in mem; RI_ENOTFOUND (erased or never known). */
RI_MUST_CHECK ri_status ri_identity_natural(struct ri_control *control, struct ri_view pseudonym,
                                            struct ri_arena *mem, const char **ret,
                                            struct ri_error *err);
RI_MUST_CHECK ri_status ri_identity_count(struct ri_control *control, int64_t *ret,
                                          struct ri_error *err);
/* Number, name and contacts of a pseudonym, texts in mem; missing ones are NULL. RI_ENOTFOUND. */
struct ri_person {
    const char *natural, *name, *email, *phone;
};
RI_MUST_CHECK ri_status ri_identity_person(struct ri_control *control, struct ri_view pseudonym,
                                           struct ri_arena *mem, struct ri_person *ret,
                                           struct ri_error *err);

/* ---- Erasing ------------------------------------------------------------------------------------------- */

/* Was a person with this number erased here? Erased people leave a mark, a keyed hash of another secret, so that a file
 * that names them again does not bring them back. */
RI_MUST_CHECK ri_status ri_identity_is_erased(struct ri_control *control, struct ri_view natural,
                                              bool *ret, struct ri_error *err);
/* Takes a person out: identity, consent, lists of campaigns, pseudonym in the audit; leaves the mark and an audit row. The
 * log of SQLite is emptied, so that no byte of theirs is left in its files. What was there is counted. */
struct ri_erased {
    int64_t identities, consents, lists;
};
RI_MUST_CHECK ri_status ri_identity_erase(struct ri_control *control, const char *natural,
                                          const char *who, int64_t now, struct ri_erased *ret,
                                          struct ri_error *err);
/* `then` is an older copy of `now`: marks of who was erased in the meantime are taken over into it, so that no file brings them back, and
 * natural numbers of those whom it still knows come in mem, to be erased there too. *ret_same false, nothing done: the two do not share
 * the secret of marks, they are of different workspaces. */
RI_MUST_CHECK ri_status ri_erased_since(struct ri_control *now, struct ri_control *then,
                                        struct ri_arena *mem, bool *ret_same,
                                        const char *const **ret, size_t *ret_count,
                                        struct ri_error *err);
#endif
