/* Who may come in over the network: people with passwords, and the secrets that let somebody in.
 *
 *     welcome   chooses a password, once                      session   what a browser keeps
 *     link      opens a session, as often as it says          key       what a program sends
 *
 * A secret is 256 random bits; only its SHA-256 is kept, so that nothing in the database lets anyone in who reads it. A pass
 * of a user has that user's rights as they are now; others carry their own. Passwords are kept as argon2id. Wrong ones make the next
 * try wait, by account and by address, also after a restart. Tables of control.sqlite over a connection of their own; safe
 * for many threads. Times are seconds since 1970 UTC. */
#ifndef RI_CONTROL_GATE_H
#define RI_CONTROL_GATE_H
#include "base/text.h"

struct ri_gate;
/* directory NULL: in memory. create false and no file: RI_ENOTFOUND. Errors as ri_control_open. */
RI_MUST_CHECK ri_status ri_gate_open(const char *directory, bool create, struct ri_gate **ret,
                                     struct ri_error *err);
void                    ri_gate_close(struct ri_gate *gate);

/* ---- Users --------------------------------------------------------------------------------------------------------- */

struct ri_user {
    const char *name;
    unsigned    roles;
    const char *stores; /* codes, comma-separated; NULL: all */
    bool        has_password, on;
    int64_t     created_at, signed_in_at; /* 0: never */
    const char *created_by;
    int64_t     sessions;
};
typedef ri_status ri_user_fn(void *context, const struct ri_user *user, struct ri_error *err);
/* By name; name NULL: all. */
RI_MUST_CHECK ri_status ri_users_each(struct ri_gate *gate, const char *name, int64_t now,
                                      ri_user_fn *each, void *context, struct ri_error *err);
/* stores: NULL-terminated, NULL: all. RI_ECONFLICT: the name is taken (capital letters do not tell names apart); RI_EUSAGE: no name. */
RI_MUST_CHECK ri_status ri_users_add(struct ri_gate *gate, const char *name, unsigned roles,
                                     const char *const *stores, const char *who, int64_t now,
                                     struct ri_error *err);
struct ri_user_change {       /* what is to be another */
    unsigned           roles; /* 0: as it is */
    bool               set_stores;
    const char *const *stores;
    int                on;       /* 1, 0; -1: as it is */
    const char        *password; /* NULL: as it is; checked as ri_password_fits does */
};
/* A new password, and on 0, end the user's sessions. RI_ENOTFOUND. */
RI_MUST_CHECK ri_status ri_users_set(struct ri_gate *gate, const char *name,
                                     const struct ri_user_change *change, struct ri_error *err);
RI_MUST_CHECK ri_status ri_users_remove(struct ri_gate *gate, const char *name,
                                        struct ri_error *err);

/* ---- Passes -------------------------------------------------------------------------------------------------------- */

#define RI_PASS_MAP(X)                                        \
    /* kind           name       seconds it works */          \
    X(RI_PASS_WELCOME, "welcome", (int64_t)3 * 24 * 60 * 60)  \
    X(RI_PASS_LINK, "link", (int64_t)30 * 60)                 \
    X(RI_PASS_SESSION, "session", (int64_t)30 * 24 * 60 * 60) \
    X(RI_PASS_KEY, "key", (int64_t)365 * 24 * 60 * 60)
#define RI_PASS_ENUM_(code, name, seconds) code,
typedef enum ri_pass_kind { RI_PASS_MAP(RI_PASS_ENUM_) RI_PASS_KINDS } ri_pass_kind;
#undef RI_PASS_ENUM_
int64_t ri_pass_seconds(ri_pass_kind kind);

struct ri_pass_row { /* what a new pass is, and what a list says of one */
    ri_pass_kind       kind;
    const char        *label; /* listed ones only */
    const char        *name;  /* of_user: the user's; otherwise whose it is said to be */
    bool               of_user;
    unsigned           roles;
    const char *const *stores;      /* a new one: codes, NULL: all */
    const char        *store_codes; /* a listed one: comma-separated, NULL: all */
    int64_t            uses;        /* 0: always */
    int64_t            made_at, expires_at, seen_at;
    const char        *made_by, *seen_from;
};
/* Makes one: reads kind, name, of_user, roles, stores, uses, made_at (now), expires_at, made_by, seen_from. RI_ENOTFOUND: of_user, and there
 * is no such user who may come in. */
RI_MUST_CHECK ri_status ri_pass_new(struct ri_gate *gate, const struct ri_pass_row *row,
                                    char ret[RI_PASS_SIZE], struct ri_error *err);
struct ri_pass_found { /* texts in the arena */
    ri_pass_kind       kind;
    const char        *label, *name;
    unsigned           roles;
    const char *const *stores; /* NULL: all */
    bool               of_user;
};
/* Whom a secret of one of the kinds (a set of bits 1 << kind) lets in now. RI_EAUTHENTICATE. from: the address, or NULL. */
RI_MUST_CHECK ri_status ri_pass_look(struct ri_gate *gate, const char *secret, unsigned kinds,
                                     const char *from, int64_t now, struct ri_arena *mem,
                                     struct ri_pass_found *ret, struct ri_error *err);
/* Uses a link: a session. RI_EAUTHENTICATE; RI_EPRECONDITION: a welcome, which wants a password first. */
RI_MUST_CHECK ri_status ri_pass_enter(struct ri_gate *gate, const char *link, const char *from,
                                      int64_t now, char ret[RI_PASS_SIZE], struct ri_error *err);
/* Uses a welcome: its user has that password from now on, and a session. RI_EAUTHENTICATE; RI_EUSAGE: the password does not fit. */
RI_MUST_CHECK ri_status ri_pass_welcome(struct ri_gate *gate, const char *welcome,
                                        const char *password, const char *from, int64_t now,
                                        char ret[RI_PASS_SIZE], struct ri_error *err);
typedef ri_status ri_pass_fn(void *context, const struct ri_pass_row *row, struct ri_error *err);
/* Newest first. label, name: NULL for any. */
RI_MUST_CHECK ri_status ri_pass_each(struct ri_gate *gate, ri_pass_kind kind, const char *label,
                                     const char *name, int64_t now, ri_pass_fn *each, void *context,
                                     struct ri_error *err);
/* Ends the pass with that secret, or those with that label, or all of a user; the others NULL. *ret may be NULL. */
RI_MUST_CHECK ri_status ri_pass_end(struct ri_gate *gate, unsigned kinds, const char *secret,
                                    const char *label, const char *user, int64_t *ret,
                                    struct ri_error *err);
/* A key works until then at most. */
RI_MUST_CHECK ri_status ri_pass_expire(struct ri_gate *gate, const char *label, int64_t at,
                                       struct ri_error *err);

/* ---- Signing in ---------------------------------------------------------------------------------------------------- */

/* RI_EAUTHENTICATE, said and timed alike whether there is no such user or the password is wrong; RI_ERATE, *ret_wait_s: too many tries
 * lately. Takes a tenth of a second and 64 MiB. */
RI_MUST_CHECK ri_status ri_gate_sign_in(struct ri_gate *gate, const char *name,
                                        const char *password, const char *from, int64_t now,
                                        char ret[RI_PASS_SIZE], int64_t *ret_wait_s,
                                        struct ri_error *err);
/* How long to wait after so many wrong ones in a row. */
int64_t ri_gate_pause_s(int64_t failed);

/* ---- The audit of changes ------------------------------------------------------------------------------------------ */

/* Before: the row has no outcome until it has ended; one that never gets one was broken off. */
RI_MUST_CHECK ri_status ri_gate_begins(struct ri_gate *gate, const char *who, const char *action,
                                       const char *details, int64_t now, int64_t *ret_id,
                                       struct ri_error *err);
RI_MUST_CHECK ri_status ri_gate_ended(struct ri_gate *gate, int64_t id, const char *outcome,
                                      struct ri_error *err);
struct ri_change_row {
    int64_t     id, at;
    const char *who, *action, *pseudonym, *details, *outcome;
};
typedef ri_status ri_change_fn(void *context, const struct ri_change_row *row,
                               struct ri_error *err);
/* Newest first, at most `limit` (0: all), those before `before` (0: from the newest); who, action NULL: any. */
RI_MUST_CHECK ri_status ri_gate_changes(struct ri_gate *gate, const char *who, const char *action,
                                        int64_t before, int64_t limit, ri_change_fn *each,
                                        void *context, struct ri_error *err);
#endif
