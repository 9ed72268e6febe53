/* Signing in: each try counts as a wrong one until the password was right, so that many at once gain nothing. */
#include "gate_internal.h"

#include "password.h"

#include <ctype.h>

enum {
    FREE_TRIES = 5,
    ACCOUNT_MOST_S = 60, /* nobody can lock another one out for longer */
    ADDRESS_MOST_S = 15 * 60,
    FORGET_S = 60 * 60,
    SUBJECT_SIZE = 160
};

int64_t ri_gate_pause_s(int64_t failed)
{
    const int64_t over = failed - FREE_TRIES;
    return over < 0 ? 0 : over > 10 ? ADDRESS_MOST_S : (int64_t)1 << over;
}

struct tries {
    const char *account;
    int64_t     now, wait_s;
};

static ri_status tries_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    struct tries *tries = context;
    const bool    account = strcmp(control_cell(row, 0), tries->account) == 0;
    const int64_t most = account ? ACCOUNT_MOST_S : ADDRESS_MOST_S;
    int64_t       pause = ri_gate_pause_s(sqlite3_column_int64(row, 1));
    if (pause > most) pause = most;
    const int64_t wait = sqlite3_column_int64(row, 2) + pause - tries->now;
    if (wait > tries->wait_s) tries->wait_s = wait;
    return RI_OK;
}

struct account {
    int64_t user;
    char    name[SUBJECT_SIZE], kept[RI_PASSWORD_SIZE];
};

static ri_status account_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    struct account *account = context;
    account->user = sqlite3_column_int64(row, 0);
    snprintf(account->kept, sizeof account->kept, "%s", control_cell(row, 1));
    snprintf(account->name, sizeof account->name, "%s", control_cell(row, 2));
    return RI_OK;
}

static void subject(char ret[SUBJECT_SIZE], const char *kind, const char *name)
{
    snprintf(ret, SUBJECT_SIZE, "%s %.120s", kind, name);
    for (char *at = ret; *at; at++) *at = (char)tolower((unsigned char)*at);
}

/* May it be tried now? Then it is counted. */
static ri_status count_try(struct ri_gate *gate, const char *account, const char *address,
                           int64_t now, int64_t *ret_wait_s, struct ri_error *err)
{
    struct tries              tries = {account, now, 0};
    const struct control_bind binds[] = {control_text("account", account),
                                         control_text("address", address), control_int("now", now),
                                         control_int("forget", now - FORGET_S)};
    pthread_mutex_lock(&gate->lock);
    ri_status status =
        control_each(gate->db, "attempt_find", CONTROL_BINDS(binds), tries_row, &tries, NULL, err);
    if (status == RI_OK && tries.wait_s <= 0)
        status =
            control_change(gate->db, "attempt_put", CONTROL_BINDS(binds), NULL, NULL, NULL, err);
    pthread_mutex_unlock(&gate->lock);
    *ret_wait_s = tries.wait_s;
    if (status == RI_OK && tries.wait_s > 0)
        status = ri_fail(err, RI_ERATE, "too many wrong passwords: try again in %lld s",
                         (long long)tries.wait_s);
    return status;
}

ri_status ri_gate_sign_in(struct ri_gate *gate, const char *name, const char *password,
                          const char *from, int64_t now, char ret[RI_PASS_SIZE],
                          int64_t *ret_wait_s, struct ri_error *err)
{
    char           account[SUBJECT_SIZE], address[SUBJECT_SIZE];
    struct account found = {0};
    subject(account, "user", name);
    subject(address, "from", from ? from : "?");
    const struct control_bind find[] = {control_text("name", name)};
    RI_TRY(count_try(gate, account, address, now, ret_wait_s, err));
    RI_TRY(gate_read(gate, "user_sign_in", CONTROL_BINDS(find), account_row, &found, err));
    const bool right = strlen(password) <= RI_PASSWORD_MOST &&
                       ri_password_is(found.user ? found.kept : NULL, password);
    explicit_bzero(found.kept, sizeof found.kept);
    if (!right) return ri_fail(err, RI_EAUTHENTICATE, "no user with that name and password");
    const struct control_bind binds[] = {control_int("user", found.user), control_int("now", now),
                                         control_text("account", account),
                                         control_text("address", address)};
    RI_TRY(gate_write(gate, "user_signed_in", CONTROL_BINDS(binds), NULL, err));
    const struct ri_pass_row session = {.kind = RI_PASS_SESSION,
                                        .name = found.name,
                                        .of_user = true,
                                        .made_at = now,
                                        .made_by = found.name,
                                        .expires_at = now + ri_pass_seconds(RI_PASS_SESSION),
                                        .seen_from = from};
    return ri_pass_new(gate, &session, ret, err);
}
