/* Who comes in over the network: the owner by links and sessions that are files, users and programs by what control.sqlite knows. */
#include "app/workspace.h"
#include "control/access.h"

#include <stdatomic.h>

static int64_t now_seconds(void)
{
    return ri_task_now_us(NULL) / 1000000;
}

/* ---- The owner ---------------------------------------------------------------------------------------------------- */

ri_status ri_link_new(struct ri_workspace *workspace, char ret[RI_SECRET_SIZE],
                      struct ri_error *err)
{
    return ri_access_link(ri_workspace_directory(workspace), now_seconds(), ret, err);
}

ri_status ri_workspace_announce(struct ri_workspace *workspace, const char *address,
                                struct ri_error *err)
{
    return ri_access_announce(ri_workspace_directory(workspace), address, err);
}

/* ---- Users and programs ------------------------------------------------------------------------------------------- */

/* The gate, if there is one: without a control database there are no users. */
static ri_status gate_of(struct ri_workspace *workspace, struct ri_gate **ret, struct ri_error *err)
{
    const ri_status status = ri_workspace_gate(workspace, false, ret, err);
    return status == RI_ENOTFOUND ? ri_fail(err, RI_EAUTHENTICATE, "there are no users here")
                                  : status;
}

/* Writes that somebody came in or was refused; name: as far as there is such a user. */
static ri_status note_entry(struct ri_gate *gate, const char *name, const char *action,
                            const char *from, ri_status outcome, struct ri_error *err)
{
    char    details[128];
    int64_t id;
    snprintf(details, sizeof details, "from=%.100s", from ? from : "?");
    RI_TRY(ri_gate_begins(gate, name, action, details, now_seconds(), &id, err));
    return ri_gate_ended(gate, id, outcome == RI_OK ? "ok" : ri_status_text(outcome), err);
}

static ri_status take_name(void *context, const struct ri_user *user,
                           RI_UNUSED struct ri_error *err)
{
    snprintf(context, 64, "%.63s", user->name);
    return RI_OK;
}

ri_status ri_session_new(struct ri_workspace *workspace, const char *link, const char *from,
                         char ret[RI_PASS_SIZE], struct ri_error *err)
{
    struct ri_gate *gate;
    const int64_t   now = now_seconds();
    const ri_status status =
        ri_access_enter(ri_workspace_directory(workspace), link, now, ret, err);
    if (status == RI_OK && ri_workspace_gate(workspace, false, &gate, NULL) == RI_OK)
        return note_entry(gate, "owner", "sign in by link", from, RI_OK, err);
    if (status != RI_EAUTHENTICATE || gate_of(workspace, &gate, NULL) != RI_OK) return status;
    RI_TRY(ri_pass_enter(gate, link, from, now, ret, err));
    return note_entry(gate, "guest", "sign in by link", from, RI_OK, err);
}

ri_status ri_session_end(struct ri_workspace *workspace, const char *session, struct ri_error *err)
{
    struct ri_gate *gate;
    if (gate_of(workspace, &gate, NULL) == RI_OK)
        (void)!ri_pass_end(gate, 1u << RI_PASS_SESSION, session, NULL, NULL, NULL, NULL);
    return ri_access_end(ri_workspace_directory(workspace), session, err);
}

ri_status ri_sign_in(struct ri_workspace *workspace, const struct ri_credentials *credentials,
                     char ret[RI_PASS_SIZE], int64_t *ret_wait_s, struct ri_error *err)
{
    struct ri_gate *gate;
    char            name[64] = "somebody";
    const int64_t   now = now_seconds();
    *ret_wait_s = 0;
    RI_TRY(gate_of(workspace, &gate, err));
    const ri_status status = ri_gate_sign_in(gate, credentials->name, credentials->password,
                                             credentials->from, now, ret, ret_wait_s, err);
    if (status == RI_ERATE)
        return status; /* not tried: else the audit would grow with every knock */
    RI_TRY(ri_users_each(gate, credentials->name, now, take_name, name, NULL));
    (void)!note_entry(gate, name, "sign in", credentials->from, status, NULL);
    return status;
}

ri_status ri_welcome(struct ri_workspace *workspace, const char *link, const char *password,
                     const char *from, char ret[RI_PASS_SIZE], struct ri_error *err)
{
    struct ri_gate      *gate;
    struct ri_arena      mem;
    struct ri_pass_found found;
    const int64_t        now = now_seconds();
    RI_TRY(gate_of(workspace, &gate, err));
    ri_arena_init(&mem, 1 << 20);
    ri_status status =
        ri_pass_look(gate, link, 1u << RI_PASS_WELCOME, from, now, &mem, &found, err);
    if (status == RI_OK) status = ri_pass_welcome(gate, link, password, from, now, ret, err);
    if (status == RI_OK) status = note_entry(gate, found.name, "password", from, RI_OK, err);
    ri_arena_release(&mem);
    return status;
}

ri_status ri_password_change(struct ri_workspace         *workspace,
                             const struct ri_credentials *credentials, const char *password,
                             int64_t *ret_wait_s, struct ri_error *err)
{
    const struct ri_user_change change = {.on = -1, .password = password};
    struct ri_gate             *gate;
    char                        session[RI_PASS_SIZE];
    RI_TRY(ri_sign_in(workspace, credentials, session, ret_wait_s, err));
    explicit_bzero(session, sizeof session);
    RI_TRY(gate_of(workspace, &gate, err));
    RI_TRY(ri_users_set(gate, credentials->name, &change, err));
    return note_entry(gate, credentials->name, "password", credentials->from, RI_OK, err);
}

/* ---- Passes ------------------------------------------------------------------------------------------------------- */

struct ri_pass {
    atomic_uint         holders;
    struct ri_arena     mem;
    bool                owner;
    struct ri_principal principal;
};

static struct ri_pass *new_pass(void)
{
    struct ri_pass *pass = calloc(1, sizeof *pass);
    if (!pass) return NULL;
    atomic_init(&pass->holders, 1);
    ri_arena_init(&pass->mem, 1 << 20);
    return pass;
}

struct ri_pass *ri_pass_keep(struct ri_pass *pass)
{
    if (pass) atomic_fetch_add(&pass->holders, 1);
    return pass;
}

void ri_pass_free(struct ri_pass *pass)
{
    if (!pass || atomic_fetch_sub(&pass->holders, 1) != 1) return;
    ri_arena_release(&pass->mem);
    free(pass);
}

const struct ri_principal *ri_pass_principal(const struct ri_pass *pass)
{
    return !pass || pass->owner ? NULL : &pass->principal;
}

static ri_status find_pass(struct ri_workspace *workspace, const char *secret, const char *from,
                           struct ri_pass *pass, struct ri_error *err)
{
    struct ri_gate      *gate;
    struct ri_pass_found found;
    const int64_t        now = now_seconds();
    pass->owner = ri_access_check(ri_workspace_directory(workspace), secret, now, NULL) == RI_OK;
    if (pass->owner) return RI_OK;
    RI_TRY(gate_of(workspace, &gate, err));
    RI_TRY(ri_pass_look(gate, secret, 1u << RI_PASS_SESSION | 1u << RI_PASS_KEY, from, now,
                        &pass->mem, &found, err));
    pass->principal = (struct ri_principal){found.name, found.roles, found.stores};
    return RI_OK;
}

ri_status ri_pass_check(struct ri_workspace *workspace, const char *secret, const char *from,
                        struct ri_pass **ret, struct ri_error *err)
{
    struct ri_pass *pass = new_pass();
    if (!pass) return ri_fail(err, RI_ENOMEM, "no room for a pass");
    const ri_status status = find_pass(workspace, secret, from, pass, err);
    if (status == RI_OK)
        *ret = pass;
    else
        ri_pass_free(pass);
    return status;
}
