/* Taking a person out of control.sqlite, and knowing them by their mark when a file names them again. */
#include "audit.h"
#include "control_internal.h"

static void mark_of(const struct ri_control *control, struct ri_view natural,
                    unsigned char ret[RI_SHA256_SIZE])
{
    ri_hmac_sha256(control->tombstone, sizeof control->tombstone, natural, ret);
}

static ri_status find_mark(struct ri_control *control, const unsigned char mark[RI_SHA256_SIZE],
                           bool *ret, struct ri_error *err)
{
    if (!control->find_erased &&
        sqlite3_prepare_v2(control->db, "SELECT 1 FROM erased WHERE mark = ?", -1,
                           &control->find_erased, NULL) != SQLITE_OK)
        return ri_control_fail(control, err, "looking for a mark");
    sqlite3_bind_blob(control->find_erased, 1, mark, RI_SHA256_SIZE, SQLITE_STATIC);
    const int code = sqlite3_step(control->find_erased);
    *ret = code == SQLITE_ROW;
    const ri_status status = code == SQLITE_ROW || code == SQLITE_DONE
                                 ? RI_OK
                                 : ri_control_fail(control, err, "looking for a mark");
    sqlite3_reset(control->find_erased);
    return status;
}

ri_status ri_identity_is_erased(struct ri_control *control, struct ri_view natural, bool *ret,
                                struct ri_error *err)
{
    unsigned char mark[RI_SHA256_SIZE];
    ri_status     status = RI_OK;
    *ret = false;
    pthread_mutex_lock(&control->changing);
    if (control->any_erased) {
        mark_of(control, natural, mark);
        status = find_mark(control, mark, ret, err);
    }
    pthread_mutex_unlock(&control->changing);
    return status;
}

struct erasing {
    const char       *natural, *who;
    int64_t           now;
    struct ri_erased *ret;
};

static ri_status erase(struct ri_control *control, void *context, struct ri_error *err)
{
    struct erasing *erasing = context;
    char            pseudonym[RI_PSEUDONYM_SIZE];
    unsigned char   mark[RI_SHA256_SIZE];
    const struct {
        const char *name;
        int64_t    *changed;
    } parts[] = {{"erase_consents", &erasing->ret->consents},
                 {"erase_lists", &erasing->ret->lists},
                 {"erase_identity", &erasing->ret->identities}};
    ri_identity_of(control, ri_view_of(erasing->natural), pseudonym);
    mark_of(control, ri_view_of(erasing->natural), mark);
    const struct control_bind binds[] = {control_text("pseudonym", pseudonym),
                                         control_blob("mark", mark, sizeof mark),
                                         control_int("now", erasing->now)};
    for (size_t i = 0; i < RI_COUNT(parts); i++)
        RI_TRY(control_each(control->db, parts[i].name, CONTROL_BINDS(binds), NULL, NULL,
                            parts[i].changed, err));
    RI_TRY(control_run(control->db, "erased_put", CONTROL_BINDS(binds), err));
    control->any_erased = true;
    const struct ri_audit_row row = {.at = erasing->now,
                                     .who = erasing->who,
                                     .action = "customers erase",
                                     .details = "a customer was erased"};
    return ri_audit_add(control, &row, err);
}

/* Deleted bytes are zeros in the file itself (secure_delete); the pages before the change wait in the log. */
static ri_status empty_log(struct ri_control *control, struct ri_error *err)
{
    int left = 0, done = 0;
    if (sqlite3_wal_checkpoint_v2(control->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &left, &done) ==
        SQLITE_OK)
        return RI_OK;
    return ri_control_fail(control, err, "emptying the log (another program reads it)");
}

ri_status ri_identity_erase(struct ri_control *control, const char *natural, const char *who,
                            int64_t now, struct ri_erased *ret, struct ri_error *err)
{
    struct ri_erased erased = {0};
    struct erasing   erasing = {natural, who, now, &erased};
    RI_TRY(control_transaction(control, erase, &erasing, err));
    RI_TRY(empty_log(control, err));
    *ret = erased;
    return RI_OK;
}

/* ---- An older copy ---------------------------------------------------------------------------------------------- */

struct looking {
    struct ri_control *now;
    struct ri_arena   *mem;
    const char       **at;
    size_t             count, room;
};

static ri_status look_at_identity(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct looking *looking = context;
    const char     *natural;
    bool            erased;
    RI_TRY(control_copy(row, 0, looking->mem, &natural, err));
    RI_TRY(ri_identity_is_erased(looking->now, ri_view_of(natural), &erased, err));
    if (!erased) return RI_OK;
    if (looking->count == looking->room) {
        const char **grown;
        looking->room = looking->room * 2 + 16;
        RI_ARENA_NEW(grown, looking->mem, looking->room, err);
        if (looking->count) memcpy(grown, looking->at, looking->count * sizeof *grown);
        looking->at = grown;
    }
    looking->at[looking->count++] = natural;
    return RI_OK;
}

static ri_status take_mark(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct ri_control        *then = context;
    const struct control_bind binds[] = {
        control_blob("mark", sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0)),
        control_int("now", sqlite3_column_int64(row, 1))};
    then->any_erased = true;
    return control_run(then->db, "erased_put", CONTROL_BINDS(binds), err);
}

ri_status ri_erased_since(struct ri_control *now, struct ri_control *then, struct ri_arena *mem,
                          bool *ret_same, const char *const **ret, size_t *ret_count,
                          struct ri_error *err)
{
    static const struct control_binds none = {0};
    struct looking                    looking = {.now = now, .mem = mem};
    *ret_same = memcmp(now->tombstone, then->tombstone, sizeof now->tombstone) == 0;
    *ret = NULL;
    *ret_count = 0;
    if (!*ret_same) return RI_OK;
    RI_TRY(control_each(now->db, "erased_all", none, take_mark, then, NULL, err));
    RI_TRY(control_each(then->db, "identity_all", none, look_at_identity, &looking, NULL, err));
    *ret = (const char *const *)looking.at;
    *ret_count = looking.count;
    return RI_OK;
}
