/* Passes: made, shown, used up, ended. */
#include "gate_internal.h"

#include "base/hash.h"
#include "base/json.h"
#include "password.h"

enum { DIGITS = RI_SECRET_SIZE - 1, LABEL_DIGITS = 8, SEEN_EVERY_S = 60 };
static const char key_prefix[] = "rik_";

#define NAME(code, name, seconds) name,
static const char *const kind_names[] = {RI_PASS_MAP(NAME)};
#undef NAME
#define SECONDS(code, name, seconds) seconds,
static const int64_t kind_seconds[] = {RI_PASS_MAP(SECONDS)};
#undef SECONDS

int64_t ri_pass_seconds(ri_pass_kind kind)
{
    return kind_seconds[kind];
}

/* ---- Secrets -------------------------------------------------------------------------------------------------------- */

static ri_status hash_of(const char *secret, unsigned char ret[RI_SHA256_SIZE],
                         struct ri_error *err)
{
    struct ri_sha256 *sha;
    const char       *digits = secret;
    if (strncmp(digits, key_prefix, sizeof key_prefix - 1) == 0) digits += sizeof key_prefix - 1;
    if (strlen(digits) != DIGITS || strspn(digits, "0123456789abcdef") != DIGITS)
        return ri_fail(err, RI_EAUTHENTICATE, "that is no secret of ours");
    RI_TRY(ri_sha256_new(&sha, err));
    ri_sha256_add(sha, secret, strlen(secret));
    ri_sha256_finish(sha, ret);
    ri_sha256_free(sha);
    return RI_OK;
}

static ri_status make_secret(ri_pass_kind kind, char ret[RI_PASS_SIZE],
                             unsigned char hash[RI_SHA256_SIZE], struct ri_error *err)
{
    unsigned char bytes[DIGITS / 2];
    char          hex[RI_SECRET_SIZE];
    RI_TRY(ri_secret_bytes(bytes, sizeof bytes, err));
    ri_hex(bytes, sizeof bytes, hex);
    snprintf(ret, RI_PASS_SIZE, "%s%s", kind == RI_PASS_KEY ? key_prefix : "", hex);
    explicit_bzero(bytes, sizeof bytes);
    explicit_bzero(hex, sizeof hex);
    return hash_of(ret, hash, err);
}

/* A key is called by what its secret begins with, everything else by its hash. */
static void label_of(ri_pass_kind kind, const char *secret, const unsigned char *hash, char *ret)
{
    if (kind == RI_PASS_KEY)
        snprintf(ret, RI_PASS_SIZE, "%.*s", (int)sizeof key_prefix - 1 + LABEL_DIGITS, secret);
    else
        ri_hex(hash, LABEL_DIGITS / 2, ret);
}

static struct control_bind kinds_bind(unsigned kinds, struct ri_text *keep)
{
    const char *names[RI_PASS_KINDS + 1] = {0};
    size_t      count = 0;
    for (size_t i = 0; i < RI_PASS_KINDS; i++)
        if (kinds & 1u << i) names[count++] = kind_names[i];
    return control_list("kinds", names, keep);
}

/* ---- Made ----------------------------------------------------------------------------------------------------------- */

static ri_status id_row(void *context, sqlite3_stmt *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return RI_OK;
}

static ri_status user_id(struct ri_gate *gate, const char *name, int64_t *ret, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("name", name)};
    *ret = 0;
    RI_TRY(gate_read(gate, "pass_user", CONTROL_BINDS(binds), id_row, ret, err));
    return *ret ? RI_OK
                : ri_fail(err, RI_ENOTFOUND, "there is no user '%.60s' who may come in", name);
}

static ri_status put(struct ri_gate *gate, const struct ri_pass_row *row, int64_t user,
                     char ret[RI_PASS_SIZE], struct ri_error *err)
{
    unsigned char  hash[RI_SHA256_SIZE];
    char           label[RI_PASS_SIZE];
    struct ri_text keep = {0};
    RI_TRY(make_secret(row->kind, ret, hash, err));
    label_of(row->kind, ret, hash, label);
    const struct control_bind binds[] = {
        control_blob("hash", hash, sizeof hash),
        control_text("kind", kind_names[row->kind]),
        control_text("label", label),
        control_text("name", row->name),
        user ? control_int("user", user) : control_null("user"),
        control_int("roles", row->roles),
        control_list("stores", row->stores, &keep),
        row->uses ? control_int("uses", row->uses) : control_null("uses"),
        control_int("now", row->made_at),
        control_text("who", row->made_by),
        control_int("expires", row->expires_at),
        control_text("from", row->seen_from),
    };
    const ri_status status = gate_write(gate, "pass_put", CONTROL_BINDS(binds), NULL, err);
    ri_text_release(&keep);
    return status;
}

ri_status ri_pass_new(struct ri_gate *gate, const struct ri_pass_row *row, char ret[RI_PASS_SIZE],
                      struct ri_error *err)
{
    int64_t user = 0;
    if (row->of_user) RI_TRY(user_id(gate, row->name, &user, err));
    return put(gate, row, user, ret, err);
}

/* ---- Shown ---------------------------------------------------------------------------------------------------------- */

struct found {
    struct ri_arena      *mem;
    struct ri_pass_found *ret;
    int64_t               user, seen_at;
    bool                  any;
};

static ri_status read_stores(sqlite3_stmt *row, struct ri_arena *mem, const char *const **ret,
                             struct ri_error *err)
{
    const char              *text = control_cell(row, 5);
    struct ri_json_document *document;
    const char             **codes;
    *ret = NULL;
    if (!text) return RI_OK;
    RI_TRY(ri_json_read(text, strlen(text), &document, err));
    const struct ri_json_value *root = ri_json_root(document);
    const size_t                count = ri_json_count(root);
    codes = ri_arena_new(mem, const char *, count + 1);
    bool room = codes != NULL;
    for (size_t i = 0; room && i < count; i++) {
        const char *code = ri_json_string(ri_json_at(root, i, NULL));
        codes[i] = code ? ri_arena_copy(mem, code, strlen(code)) : NULL;
        room = codes[i] != NULL;
    }
    ri_json_document_free(document);
    *ret = codes;
    return room ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for the stores of a pass");
}

static ri_status found_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct found *found = context;
    const char   *kind = control_cell(row, 0);
    for (size_t i = 0; i < RI_PASS_KINDS; i++)
        if (strcmp(kind, kind_names[i]) == 0) found->ret->kind = (ri_pass_kind)i;
    found->ret->label = ri_arena_printf(found->mem, "%s", control_cell(row, 1));
    found->ret->name = ri_arena_printf(found->mem, "%s", control_cell(row, 2));
    if (!found->ret->label || !found->ret->name)
        return ri_fail(err, RI_ENOMEM, "no room for the name of a pass");
    found->user = sqlite3_column_int64(row, 3);
    found->ret->of_user = found->user != 0;
    found->ret->roles = (unsigned)sqlite3_column_int64(row, 4);
    found->seen_at = sqlite3_column_int64(row, 7);
    found->any = true;
    return read_stores(row, found->mem, &found->ret->stores, err);
}

static ri_status look(struct ri_gate *gate, const unsigned char *hash, unsigned kinds, int64_t now,
                      struct found *found, struct ri_error *err)
{
    struct ri_text            keep = {0};
    const struct control_bind binds[] = {control_blob("hash", hash, RI_SHA256_SIZE),
                                         control_int("now", now), kinds_bind(kinds, &keep)};
    const ri_status           status =
        gate_read(gate, "pass_find", CONTROL_BINDS(binds), found_row, found, err);
    ri_text_release(&keep);
    RI_TRY(status);
    return found->any ? RI_OK : ri_fail(err, RI_EAUTHENTICATE, "unknown, used, ended or too old");
}

ri_status ri_pass_look(struct ri_gate *gate, const char *secret, unsigned kinds, const char *from,
                       int64_t now, struct ri_arena *mem, struct ri_pass_found *ret,
                       struct ri_error *err)
{
    unsigned char hash[RI_SHA256_SIZE];
    struct found  found = {.mem = mem, .ret = ret};
    RI_TRY(hash_of(secret, hash, err));
    RI_TRY(look(gate, hash, kinds, now, &found, err));
    const struct control_bind binds[] = {control_blob("hash", hash, sizeof hash),
                                         control_int("now", now), control_text("from", from)};
    if (now - found.seen_at < SEEN_EVERY_S) return RI_OK;
    (void)!gate_write(gate, "pass_seen", CONTROL_BINDS(binds), NULL, NULL); /* for lists only */
    return RI_OK;
}

/* ---- Used ----------------------------------------------------------------------------------------------------------- */

static ri_status use(struct ri_gate *gate, const unsigned char *hash, int64_t now,
                     struct ri_error *err)
{
    const struct control_bind binds[] = {control_blob("hash", hash, RI_SHA256_SIZE),
                                         control_int("now", now)};
    int64_t                   changed = 0;
    RI_TRY(gate_write(gate, "pass_use", CONTROL_BINDS(binds), &changed, err));
    return changed ? RI_OK : ri_fail(err, RI_EAUTHENTICATE, "this link was used");
}

/* A session with the rights of what was found. */
static ri_status open_session(struct ri_gate *gate, const struct found *found, const char *from,
                              int64_t now, int64_t seconds, char ret[RI_PASS_SIZE],
                              struct ri_error *err)
{
    const struct ri_pass_row session = {.kind = RI_PASS_SESSION,
                                        .name = found->ret->name,
                                        .roles = found->ret->roles,
                                        .stores = found->ret->stores,
                                        .made_at = now,
                                        .made_by = found->ret->name,
                                        .expires_at = now + seconds,
                                        .seen_from = from};
    return put(gate, &session, found->user, ret, err);
}

ri_status ri_pass_enter(struct ri_gate *gate, const char *link, const char *from, int64_t now,
                        char ret[RI_PASS_SIZE], struct ri_error *err)
{
    enum { BY_LINK_S = 12 * 60 * 60 }; /* who came by a link alone stays for a shift */
    unsigned char        hash[RI_SHA256_SIZE];
    struct ri_arena      mem;
    struct ri_pass_found at = {0};
    struct found         found = {.mem = &mem, .ret = &at};
    RI_TRY(hash_of(link, hash, err));
    ri_arena_init(&mem, 1 << 20);
    ri_status status =
        look(gate, hash, 1u << RI_PASS_LINK | 1u << RI_PASS_WELCOME, now, &found, err);
    if (status == RI_OK && at.kind == RI_PASS_WELCOME)
        status = ri_fail(err, RI_EPRECONDITION, "choose a password first");
    if (status == RI_OK) status = use(gate, hash, now, err);
    if (status == RI_OK) status = open_session(gate, &found, from, now, BY_LINK_S, ret, err);
    ri_arena_release(&mem);
    return status;
}

ri_status ri_pass_welcome(struct ri_gate *gate, const char *welcome, const char *password,
                          const char *from, int64_t now, char ret[RI_PASS_SIZE],
                          struct ri_error *err)
{
    unsigned char               hash[RI_SHA256_SIZE];
    struct ri_arena             mem;
    struct ri_pass_found        at = {0};
    struct found                found = {.mem = &mem, .ret = &at};
    const struct ri_user_change change = {.on = -1, .password = password};
    RI_TRY(hash_of(welcome, hash, err));
    ri_arena_init(&mem, 1 << 20);
    ri_status status = look(gate, hash, 1u << RI_PASS_WELCOME, now, &found, err);
    if (status == RI_OK) status = ri_password_fits(password, at.name, err);
    if (status == RI_OK) status = use(gate, hash, now, err);
    if (status == RI_OK) status = ri_users_set(gate, at.name, &change, err);
    if (status == RI_OK)
        status = open_session(gate, &found, from, now, kind_seconds[RI_PASS_SESSION], ret, err);
    ri_arena_release(&mem);
    return status;
}

/* ---- Lists and ends ------------------------------------------------------------------------------------------------- */

struct pass_rows {
    ri_pass_kind kind;
    ri_pass_fn  *each;
    void        *context;
};

static ri_status pass_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct pass_rows  *rows = context;
    const struct ri_pass_row at = {.kind = rows->kind,
                                   .label = control_cell(row, 1),
                                   .name = control_cell(row, 2),
                                   .roles = (unsigned)sqlite3_column_int64(row, 3),
                                   .store_codes = control_cell(row, 4),
                                   .uses = sqlite3_column_int64(row, 5),
                                   .made_at = sqlite3_column_int64(row, 6),
                                   .made_by = control_cell(row, 7),
                                   .expires_at = sqlite3_column_int64(row, 8),
                                   .seen_at = sqlite3_column_int64(row, 9),
                                   .seen_from = control_cell(row, 10)};
    return rows->each(rows->context, &at, err);
}

ri_status ri_pass_each(struct ri_gate *gate, ri_pass_kind kind, const char *label, const char *name,
                       int64_t now, ri_pass_fn *each, void *context, struct ri_error *err)
{
    struct pass_rows          rows = {kind, each, context};
    const struct control_bind binds[] = {control_text("kind", kind_names[kind]),
                                         control_text("label", label), control_text("name", name),
                                         control_int("now", now)};
    return gate_read(gate, "pass_list", CONTROL_BINDS(binds), pass_row, &rows, err);
}

ri_status ri_pass_end(struct ri_gate *gate, unsigned kinds, const char *secret, const char *label,
                      const char *user, int64_t *ret, struct ri_error *err)
{
    struct ri_text keep = {0};
    unsigned char  hash[RI_SHA256_SIZE];
    if (secret) RI_TRY(hash_of(secret, hash, err));
    const struct control_bind binds[] = {control_blob("hash", secret ? hash : NULL, sizeof hash),
                                         control_text("label", label), control_text("name", user),
                                         kinds_bind(kinds, &keep)};
    const ri_status           status = gate_write(gate, "pass_end", CONTROL_BINDS(binds), ret, err);
    ri_text_release(&keep);
    return status;
}

ri_status ri_pass_expire(struct ri_gate *gate, const char *label, int64_t at, struct ri_error *err)
{
    const struct control_bind binds[] = {control_text("label", label), control_int("expires", at)};
    int64_t                   changed = 0;
    RI_TRY(gate_write(gate, "pass_expire", CONTROL_BINDS(binds), &changed, err));
    return changed ? RI_OK : ri_fail(err, RI_ENOTFOUND, "there is no key '%.60s'", label);
}
