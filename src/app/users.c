/* users add, list, remove, role, stores, link, password, disable, enable, sessions, sign-out, matrix. */
#include "app/gate_call.h"
#include "app/operation.h"
#include "app/people.h"

#include <unistd.h>

#define NAME_PARAM                                                                   \
    {"name", RI_PARAM_TEXT,     RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, \
     NULL,   "name of the user"}
#define ROLE_PARAM                      \
    {"role",                            \
     RI_PARAM_ENUM,                     \
     RI_PARAM_LIST | RI_PARAM_REQUIRED, \
     NULL,                              \
     NULL,                              \
     ri_role_words,                     \
     "what they may do; several are possible: 'users matrix' lists it"}

static const struct ri_column user_columns[] = {
    {"user", RI_COLUMN_TEXT, "name they sign in with"},
    {"roles", RI_COLUMN_TEXT, "what they may do"},
    {"stores", RI_COLUMN_TEXT, "codes of the stores they see; missing: all"},
    {"state", RI_COLUMN_TEXT, "ok; waits: no password chosen yet; off: may not come in"},
    {"sessions", RI_COLUMN_INTEGER, "browsers signed in"},
    {"signed_in_at", RI_COLUMN_TIME, "last time they gave their password"},
    {"created_at", RI_COLUMN_TIME, "when the account was made"},
    {"created_by", RI_COLUMN_TEXT, "who made it"},
};

struct listing {
    struct ri_table_builder *table;
    size_t                   count;
};

static ri_status user_row(void *context, const struct ri_user *user, RI_UNUSED struct ri_error *err)
{
    struct listing          *listing = context;
    struct ri_table_builder *table = listing->table;
    ri_put_string(table, user->name);
    ri_put_roles(table, user->roles);
    ri_put_string(table, user->stores);
    ri_put_string(table, !user->on ? "off" : user->has_password ? "ok" : "waits");
    ri_put_int(table, user->sessions);
    ri_put_seconds(table, user->signed_in_at);
    ri_put_seconds(table, user->created_at);
    ri_put_string(table, user->created_by);
    listing->count++;
    return RI_OK;
}

static ri_status list(struct ri_call *call, struct ri_gate *gate, const char *name,
                      struct ri_error *err)
{
    struct listing listing = {0};
    RI_TRY(ri_call_builder(call, &listing.table, err));
    ri_status status = ri_users_each(gate, name, ri_people_now(call), user_row, &listing, err);
    if (status == RI_OK && name && !listing.count)
        status = ri_fail(err, RI_ENOTFOUND, "there is no user '%.60s'", name);
    return ri_call_answer(call, listing.table, status, err);
}

static ri_status list_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate *gate;
    RI_TRY(ri_call_gate(call, &gate, err));
    return list(call, gate, NULL, err);
}

/* ---- users add, users link ------------------------------------------------------------------------------------------ */

static const struct ri_param  add_params[] = {NAME_PARAM, ROLE_PARAM, RI_STORES_PARAM};
static const struct ri_param  name_params[] = {NAME_PARAM};
static const struct ri_column link_columns[] = {
    {"user", RI_COLUMN_TEXT, "name of the user"},
    {"link", RI_COLUMN_TEXT,
     "where they choose their password, once, within three days; missing: no server runs"},
    {"expires_at", RI_COLUMN_TIME, "when the link stops working"},
};

static ri_status give_link(struct ri_call *call, struct ri_gate *gate, const char *name,
                           struct ri_error *err)
{
    const int64_t            now = ri_people_now(call);
    const struct ri_pass_row row = {.kind = RI_PASS_WELCOME,
                                    .name = name,
                                    .of_user = true,
                                    .uses = 1,
                                    .made_at = now,
                                    .made_by = ri_people_who(call),
                                    .expires_at = now + ri_pass_seconds(RI_PASS_WELCOME)};
    char                     secret[RI_PASS_SIZE];
    struct ri_table_builder *table;
    RI_TRY(ri_pass_new(gate, &row, secret, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, name);
    ri_put_link(call, table, secret);
    ri_put_seconds(table, row.expires_at);
    explicit_bzero(secret, sizeof secret);
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status add_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate    *gate;
    const char        *name = ri_call_text(call, "name");
    const char *const *stores;
    RI_TRY(ri_call_gate(call, &gate, err));
    RI_TRY(ri_call_stores(call, &stores, err));
    RI_TRY(ri_users_add(gate, name, ri_call_roles(call), stores, ri_people_who(call),
                        ri_people_now(call), err));
    return give_link(call, gate, name, err);
}

static ri_status link_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate *gate;
    RI_TRY(ri_call_gate(call, &gate, err));
    return give_link(call, gate, ri_call_text(call, "name"), err);
}

/* ---- Changes -------------------------------------------------------------------------------------------------------- */

static ri_status change(struct ri_call *call, const struct ri_user_change *to, struct ri_error *err)
{
    struct ri_gate *gate;
    const char     *name = ri_call_text(call, "name");
    RI_TRY(ri_call_gate(call, &gate, err));
    RI_TRY(ri_users_set(gate, name, to, err));
    return list(call, gate, name, err);
}

static const struct ri_param role_params[] = {NAME_PARAM, ROLE_PARAM};

static ri_status role_run(struct ri_call *call, struct ri_error *err)
{
    return change(call, &(struct ri_user_change){.roles = ri_call_roles(call), .on = -1}, err);
}

static const struct ri_param stores_params[] = {
    NAME_PARAM,
    RI_STORES_PARAM,
    {"all", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "every store, also those that will come"},
};

static ri_status stores_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_user_change to = {.set_stores = true, .on = -1};
    if (ri_call_given(call, "store") == ri_call_flag(call, "all"))
        return ri_fail(err, RI_EUSAGE, "users stores needs --store or --all, one of them");
    RI_TRY(ri_call_stores(call, &to.stores, err));
    return change(call, &to, err);
}

static ri_status disable_run(struct ri_call *call, struct ri_error *err)
{
    return change(call, &(struct ri_user_change){.on = 0}, err);
}

static ri_status enable_run(struct ri_call *call, struct ri_error *err)
{
    return change(call, &(struct ri_user_change){.on = 1}, err);
}

static ri_status remove_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate *gate;
    RI_TRY(ri_call_gate(call, &gate, err));
    RI_TRY(ri_users_remove(gate, ri_call_text(call, "name"), err));
    return list(call, gate, NULL, err);
}

/* ---- users password ------------------------------------------------------------------------------------------------- */

static const struct ri_param password_params[] = {
    NAME_PARAM,
    {"file", RI_PARAM_FILE, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "the password is this file's first line; - is standard input"},
};

static ri_status read_line(struct ri_call *call, char *ret, size_t size, struct ri_error *err)
{
    int         fd;
    const char *name;
    size_t      at = 0;
    (void)ri_call_file(call, "file", 0, &fd, &name);
    while (at < size - 1) {
        const ssize_t n = fd < 0 ? -1 : read(fd, ret + at, size - 1 - at);
        if (n < 0) return ri_fail(err, RI_EIO, "'%s' cannot be read", name);
        if (n == 0) break;
        at += (size_t)n;
    }
    ret[at] = '\0';
    ret[strcspn(ret, "\r\n")] = '\0';
    return RI_OK;
}

static ri_status password_run(struct ri_call *call, struct ri_error *err)
{
    char      text[2000];
    ri_status status = read_line(call, text, sizeof text, err);
    if (status == RI_OK)
        status = change(call, &(struct ri_user_change){.on = -1, .password = text}, err);
    explicit_bzero(text, sizeof text);
    return status;
}

/* ---- Sessions ------------------------------------------------------------------------------------------------------- */

static const struct ri_param sessions_params[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_POSITIONAL, NULL, NULL, NULL, "only this user's"},
};
static const struct ri_column session_columns[] = {
    {"session", RI_COLUMN_TEXT, "what 'users sign-out' calls it"},
    {"user", RI_COLUMN_TEXT, "whose it is; a store's name: opened by a link"},
    {"roles", RI_COLUMN_TEXT, "what it may do"},
    {"stores", RI_COLUMN_TEXT, "codes of the stores it sees; missing: all"},
    {"address", RI_COLUMN_TEXT, "where it was last used from"},
    {"seen_at", RI_COLUMN_TIME, "last use, to the minute"},
    {"made_at", RI_COLUMN_TIME, "when it was opened"},
    {"expires_at", RI_COLUMN_TIME, "when it ends by itself"},
};

static ri_status session_row(void *context, const struct ri_pass_row *row,
                             RI_UNUSED struct ri_error *err)
{
    struct ri_table_builder *table = context;
    ri_put_string(table, row->label);
    ri_put_string(table, row->name);
    ri_put_roles(table, row->roles);
    ri_put_string(table, row->store_codes);
    ri_put_string(table, row->seen_from);
    ri_put_seconds(table, row->seen_at);
    ri_put_seconds(table, row->made_at);
    ri_put_seconds(table, row->expires_at);
    return RI_OK;
}

static ri_status list_sessions(struct ri_call *call, struct ri_gate *gate, const char *name,
                               struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table,
                          ri_pass_each(gate, RI_PASS_SESSION, NULL, name, ri_people_now(call),
                                       session_row, table, err),
                          err);
}

static ri_status sessions_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate *gate;
    RI_TRY(ri_call_gate(call, &gate, err));
    return list_sessions(call, gate, ri_call_text(call, "name"), err);
}

static const struct ri_param sign_out_params[] = {
    {"session", RI_PARAM_TEXT, RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "as 'users sessions' calls it"},
    {"user", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "all sessions of this user"},
};

static ri_status sign_out_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate *gate;
    int64_t         ended = 0;
    const char     *session = ri_call_text(call, "session"), *user = ri_call_text(call, "user");
    if (!session == !user)
        return ri_fail(err, RI_EUSAGE, "users sign-out needs a session or --user, one of them");
    RI_TRY(ri_call_gate(call, &gate, err));
    RI_TRY(ri_pass_end(gate, 1u << RI_PASS_SESSION, NULL, session, user, &ended, err));
    if (!ended && session)
        return ri_fail(err, RI_ENOTFOUND, "there is no session '%.60s'", session);
    ri_call_note(call, "ended: %lld", (long long)ended);
    return list_sessions(call, gate, user, err);
}

/* ---- users matrix --------------------------------------------------------------------------------------------------- */

static const struct ri_column matrix_columns[] = {
    {"operation", RI_COLUMN_TEXT, "its name"},
    {"analyst", RI_COLUMN_BOOL, "an analyst may call it"},
    {"inventory", RI_COLUMN_BOOL, "an inventory manager may"},
    {"marketing", RI_COLUMN_BOOL, "a marketing manager may"},
    {"science", RI_COLUMN_BOOL, "a data scientist may"},
    {"management", RI_COLUMN_BOOL, "senior management may"},
    {"staff", RI_COLUMN_BOOL, "shop staff may"},
    {"admin", RI_COLUMN_BOOL, "an administrator may"},
    {"some_stores", RI_COLUMN_BOOL,
     "also who may see some stores only, and then sees nothing of others; false: refused to them"},
    {"changes", RI_COLUMN_BOOL, "it changes something, and is written to the audit"},
    {"machine_only", RI_COLUMN_BOOL, "only at the machine, never over the network"},
};

static ri_status matrix_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_table_builder        *table;
    const struct ri_operation_info *info;
    unsigned                        role;
    RI_TRY(ri_call_builder(call, &table, err));
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        ri_put_string(table, info->name);
        for (size_t j = 0; ri_role_name(j, &role); j++) ri_put_bool(table, info->roles & role);
        ri_put_bool(table, info->flags & RI_SCOPED);
        ri_put_bool(table, info->flags & RI_CHANGES);
        ri_put_bool(table, info->flags & RI_LOCAL);
    }
    return ri_call_answer(call, table, RI_OK, err);
}

/* ---- The table ------------------------------------------------------------------------------------------------------ */

/* clang-format off */
#define CHANGE(word, text, parameters, function, more, ...)                                     \
    {.info = {.name = "users." word, .summary = text, .flags = RI_CHANGES, .roles = RI_ROLE_ADMIN,\
              RI_PARAMS(parameters), RI_COLUMNS(user_columns), .details = more,                  \
              RI_EXAMPLES(__VA_ARGS__)}, .run = function}
/* clang-format on */
static const struct ri_operation operations[] = {
    {.info =
         {.name = "users.add",
          .summary = "A new user, and the link where they choose their password",
          .details =
              "The link works once, for three days; 'users link' makes another. Without --store "
              "they see all stores; with it nothing of any other, in no answer at all.",
          .flags = RI_CHANGES,
          .roles = RI_ROLE_ADMIN,
          RI_PARAMS(add_params),
          RI_COLUMNS(link_columns),
          RI_EXAMPLES("retailinsight users add ann --role analyst",
                      "retailinsight users add bo --role staff --store S01")},
     .run = add_run},
    CHANGE("disable", "Keeps a user out, at once", name_params, disable_run,
           "Their sessions end. 'users enable' lets them in again with the password they had.",
           "retailinsight users disable bo"),
    CHANGE("enable", "Lets a user in again", name_params, enable_run, NULL,
           "retailinsight users enable bo"),
    {.info = {.name = "users.link",
              .summary = "A new link where a user chooses a password, also when it was forgotten",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(name_params),
              RI_COLUMNS(link_columns),
              RI_EXAMPLES("retailinsight users link bo")},
     .run = link_run},
    {.info = {.name = "users.list",
              .summary = "Who may sign in, with which rights",
              .flags = RI_VOLATILE,
              .roles = RI_ROLE_ADMIN,
              RI_COLUMNS(user_columns),
              RI_EXAMPLES("retailinsight users list")},
     .run = list_run},
    {.info = {.name = "users.matrix",
              .summary = "Which role may call which operation",
              .details = "Made from the table of operations, which is what the server checks.",
              .flags = RI_STANDALONE,
              .roles = RI_ROLE_ADMIN,
              RI_COLUMNS(matrix_columns),
              RI_EXAMPLES("retailinsight users matrix",
                          "retailinsight users matrix --format csv -o rights.csv")},
     .run = matrix_run},
    CHANGE("password", "Sets a user's password from a file or standard input", password_params,
           password_run,
           "At least 12 characters. Their sessions end. Better is 'users link', so that they alone "
           "know it.",
           "retailinsight users password bo --file -"),
    CHANGE("remove", "Takes a user out for good; what they did stays in the audit", name_params,
           remove_run, NULL, "retailinsight users remove bo"),
    CHANGE("role", "Gives a user other roles, at once", role_params, role_run, NULL,
           "retailinsight users role ann --role analyst,science"),
    {.info = {.name = "users.sessions",
              .summary = "Who is signed in, from where, and until when",
              .details = "Sessions of the machine's owner are not listed.",
              .flags = RI_VOLATILE,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(sessions_params),
              RI_COLUMNS(session_columns),
              RI_EXAMPLES("retailinsight users sessions", "retailinsight users sessions bo")},
     .run = sessions_run},
    {.info = {.name = "users.sign-out",
              .summary = "Ends a session, or all of a user",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(sign_out_params),
              RI_COLUMNS(session_columns),
              RI_EXAMPLES("retailinsight users sign-out 3fa85f64",
                          "retailinsight users sign-out --user bo")},
     .run = sign_out_run},
    CHANGE("stores", "Sets which stores a user sees, at once", stores_params, stores_run, NULL,
           "retailinsight users stores bo --store S01,S02", "retailinsight users stores bo --all"),
};
const struct ri_operation_table ri_user_operations = RI_OPERATION_TABLE(operations);
