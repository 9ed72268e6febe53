/* keys create, list, rotate, revoke: what programs show instead of a password. */
#include "app/gate_call.h"
#include "app/operation.h"
#include "app/people.h"

enum { DAY_S = 24 * 60 * 60, DAYS_MOST = 3650 };

static const struct ri_param create_params[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "what the key is for, e.g. till"},
    {"role", RI_PARAM_ENUM, RI_PARAM_LIST | RI_PARAM_REQUIRED, NULL, NULL, ri_role_words,
     "what it may do; several are possible"},
    RI_STORES_PARAM,
    {"days", RI_PARAM_COUNT, 0, "days", "365", NULL, "how long it works"},
};
static const struct ri_column created_columns[] = {
    {"key", RI_COLUMN_TEXT, "what it is called in lists"},
    {"name", RI_COLUMN_TEXT, "what it is for"},
    {"secret", RI_COLUMN_TEXT,
     "what the program sends, as 'Authorization: Bearer ...'; shown this once"},
    {"expires_at", RI_COLUMN_TIME, "when it stops working"},
};

static ri_status check_name(const char *name, struct ri_error *err)
{
    const size_t length = strlen(name);
    bool         good = length > 0 && length <= 60 && ri_utf8_valid(name, length) == length;
    for (size_t i = 0; i < length; i++) good = good && (unsigned char)name[i] >= 32;
    return good ? RI_OK
                : ri_fail(err, RI_EUSAGE, "a key wants a name of 1 to 60 characters, got '%.80s'",
                          name);
}

static ri_status make(struct ri_call *call, struct ri_gate *gate, struct ri_pass_row *row,
                      struct ri_error *err)
{
    const int64_t            days = ri_call_integer(call, "days", 365);
    char                     secret[RI_PASS_SIZE], label[16];
    struct ri_table_builder *table;
    if (days < 1 || days > DAYS_MOST)
        return ri_fail(err, RI_EUSAGE, "days wants a number from 1 to %d; got %lld", DAYS_MOST,
                       (long long)days);
    RI_TRY(check_name(row->name, err));
    row->kind = RI_PASS_KEY;
    row->made_at = ri_people_now(call);
    row->made_by = ri_people_who(call);
    row->expires_at = row->made_at + days * DAY_S;
    RI_TRY(ri_pass_new(gate, row, secret, err));
    RI_TRY(ri_call_builder(call, &table, err));
    snprintf(label, sizeof label, "%.12s", secret);
    ri_put_string(table, label);
    ri_put_string(table, row->name);
    ri_put_string(table, secret);
    ri_put_seconds(table, row->expires_at);
    explicit_bzero(secret, sizeof secret);
    ri_call_note(call, "keep the secret now: it is not shown again");
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status create_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate    *gate;
    struct ri_pass_row row = {.name = ri_call_text(call, "name"), .roles = ri_call_roles(call)};
    RI_TRY(ri_call_gate(call, &gate, err));
    RI_TRY(ri_call_stores(call, &row.stores, err));
    return make(call, gate, &row, err);
}

/* ---- keys rotate ---------------------------------------------------------------------------------------------------- */

static const struct ri_param rotate_params[] = {
    {"key", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "the key, as 'keys list' calls it"},
    {"days", RI_PARAM_COUNT, 0, "days", "365", NULL, "how long the new one works"},
    {"overlap", RI_PARAM_COUNT, 0, "hours", "24", NULL,
     "how long the old one still works, so that the program can be changed"},
};

/* A copy of what the old key may do. */
struct old_key {
    struct ri_arena   *mem;
    struct ri_pass_row row;
    bool               found;
};

static ri_status split(const char *codes, struct ri_arena *mem, const char *const **ret,
                       struct ri_error *err)
{
    size_t       count = 1, at = 0;
    const char **list;
    char        *copy;
    *ret = NULL;
    if (!codes) return RI_OK;
    for (const char *c = codes; *c; c++) count += *c == ',';
    RI_ARENA_NEW(list, mem, count + 1, err);
    copy = ri_arena_copy(mem, codes, strlen(codes));
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room for the stores of a key");
    for (char *rest = NULL, *code = strtok_r(copy, ",", &rest); code;
         code = strtok_r(NULL, ",", &rest))
        list[at++] = code;
    *ret = list;
    return RI_OK;
}

static ri_status take_old(void *context, const struct ri_pass_row *row, struct ri_error *err)
{
    struct old_key *old = context;
    old->row = (struct ri_pass_row){.roles = row->roles,
                                    .name = ri_arena_printf(old->mem, "%s", row->name)};
    old->found = old->row.name != NULL;
    return split(row->store_codes, old->mem, &old->row.stores, err);
}

static ri_status rotate_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate *gate;
    struct old_key  old = {.mem = ri_call_mem(call)};
    const char     *key = ri_call_text(call, "key");
    const int64_t   hours = ri_call_integer(call, "overlap", 0), now = ri_people_now(call);
    RI_TRY(ri_call_gate(call, &gate, err));
    if (hours > 24 * 90) return ri_fail(err, RI_EUSAGE, "overlap wants at most 2160 hours");
    RI_TRY(ri_pass_each(gate, RI_PASS_KEY, key, NULL, now, take_old, &old, err));
    if (!old.found) return ri_fail(err, RI_ENOTFOUND, "there is no key '%.60s'", key);
    RI_TRY(make(call, gate, &old.row, err));
    return ri_pass_expire(gate, key, now + hours * 60 * 60, err);
}

/* ---- keys list, keys revoke ----------------------------------------------------------------------------------------- */

static const struct ri_column key_columns[] = {
    {"key", RI_COLUMN_TEXT, "what it is called; its secret begins so"},
    {"name", RI_COLUMN_TEXT, "what it is for"},
    {"roles", RI_COLUMN_TEXT, "what it may do"},
    {"stores", RI_COLUMN_TEXT, "codes of the stores it sees; missing: all"},
    {"state", RI_COLUMN_TEXT, "ok; ends: within 14 days; over: works no more"},
    {"expires_at", RI_COLUMN_TIME, "when it stops working"},
    {"seen_at", RI_COLUMN_TIME, "last use, to the minute; missing: never"},
    {"address", RI_COLUMN_TEXT, "where it was last used from"},
    {"made_at", RI_COLUMN_TIME, "when it was made"},
    {"made_by", RI_COLUMN_TEXT, "who made it"},
};
struct key_rows {
    struct ri_table_builder *table;
    int64_t                  now;
};

static ri_status key_row(void *context, const struct ri_pass_row *row,
                         RI_UNUSED struct ri_error *err)
{
    const struct key_rows   *rows = context;
    struct ri_table_builder *table = rows->table;
    const int64_t            left = row->expires_at - rows->now;
    ri_put_string(table, row->label);
    ri_put_string(table, row->name);
    ri_put_roles(table, row->roles);
    ri_put_string(table, row->store_codes);
    ri_put_string(table, left <= 0 ? "over" : left < 14 * DAY_S ? "ends" : "ok");
    ri_put_seconds(table, row->expires_at);
    ri_put_seconds(table, row->seen_at);
    ri_put_string(table, row->seen_from);
    ri_put_seconds(table, row->made_at);
    ri_put_string(table, row->made_by);
    return RI_OK;
}

static ri_status list(struct ri_call *call, struct ri_gate *gate, struct ri_error *err)
{
    struct key_rows rows = {.now = ri_people_now(call)};
    RI_TRY(ri_call_builder(call, &rows.table, err));
    return ri_call_answer(
        call, rows.table,
        ri_pass_each(gate, RI_PASS_KEY, NULL, NULL, rows.now, key_row, &rows, err), err);
}

static ri_status list_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate *gate;
    RI_TRY(ri_call_gate(call, &gate, err));
    return list(call, gate, err);
}

static const struct ri_param revoke_params[] = {
    {"key", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "the key, as 'keys list' calls it"},
};

static ri_status revoke_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_gate *gate;
    int64_t         ended = 0;
    const char     *key = ri_call_text(call, "key");
    RI_TRY(ri_call_gate(call, &gate, err));
    RI_TRY(ri_pass_end(gate, 1u << RI_PASS_KEY, NULL, key, NULL, &ended, err));
    if (!ended) return ri_fail(err, RI_ENOTFOUND, "there is no key '%.60s'", key);
    return list(call, gate, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "keys.create",
              .summary = "A new key for a program, with the rights of some roles",
              .details = "The program sends it as 'Authorization: Bearer SECRET'. Only its hash is "
                         "kept. Without "
                         "--store it sees all stores; with it nothing of any other.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(create_params),
              RI_COLUMNS(created_columns),
              RI_EXAMPLES("retailinsight keys create till --role staff --store S01",
                          "retailinsight keys create notebook --role science --days 30")},
     .run = create_run},
    {.info = {.name = "keys.list",
              .summary = "The keys, what they may do, and when each was last used",
              .flags = RI_VOLATILE,
              .roles = RI_ROLE_ADMIN,
              RI_COLUMNS(key_columns),
              RI_EXAMPLES("retailinsight keys list")},
     .run = list_run},
    {.info = {.name = "keys.revoke",
              .summary = "Ends a key, at once",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(revoke_params),
              RI_COLUMNS(key_columns),
              RI_EXAMPLES("retailinsight keys revoke rik_3fa85f64")},
     .run = revoke_run},
    {.info = {.name = "keys.rotate",
              .summary = "A new secret with the rights of an old key, which ends a day later",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(rotate_params),
              RI_COLUMNS(created_columns),
              RI_EXAMPLES("retailinsight keys rotate rik_3fa85f64 --overlap 2")},
     .run = rotate_run},
};
const struct ri_operation_table ri_key_operations = RI_OPERATION_TABLE(operations);
