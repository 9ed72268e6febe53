/* Identities of customers: pseudonyms, and what stands behind them. */
#include "audit.h"
#include "consent.h"
#include "control_internal.h"

void ri_identity_of(const struct ri_control *control, struct ri_view natural,
                    char ret[RI_PSEUDONYM_SIZE])
{
    unsigned char digest[RI_SHA256_SIZE];
    ri_hmac_sha256(control->secret, sizeof control->secret, natural, digest);
    ret[0] = 'c';
    ri_hex(digest, (RI_PSEUDONYM_SIZE - 2) / 2, ret + 1);
}

static bool make_room(struct ri_control *control, size_t need)
{
    if (need <= control->room) return true;
    const size_t room = need < 512 ? 1024 : need * 2;
    void        *grown = realloc(control->pseudonyms, room * sizeof *control->pseudonyms);
    if (!grown) return false;
    control->pseudonyms = grown;
    control->room = room;
    return true;
}

ri_status ri_identity_pseudonym(struct ri_control *control, struct ri_view natural,
                                struct ri_view *ret, struct ri_error *err)
{
    size_t number;
    bool   is_new;
    RI_TRY(ri_intern_put(control->seen, natural, &number, &is_new, err));
    if (is_new && !make_room(control, number + 1))
        return ri_fail(err, RI_ENOMEM, "no room for %zu customers", number + 1);
    if (is_new) ri_identity_of(control, natural, control->pseudonyms[number]);
    *ret = (struct ri_view){control->pseudonyms[number], RI_PSEUDONYM_SIZE - 1};
    return RI_OK;
}

static const char *kept(struct ri_control *control, const char *text)
{
    return text ? ri_arena_copy(&control->mem, text, strlen(text)) : NULL;
}

ri_status ri_identity_contact(struct ri_control *control, const struct ri_contact *contact,
                              struct ri_error *err)
{
    struct ri_view             pseudonym;
    struct ri_waiting_contact *waiting;
    RI_TRY(ri_identity_pseudonym(control, ri_view_of(contact->natural), &pseudonym, err));
    RI_ARENA_NEW(waiting, &control->mem, 1, err);
    waiting->contact = *contact;
    waiting->contact.natural = kept(control, contact->natural);
    waiting->contact.name = kept(control, contact->name);
    waiting->contact.email = kept(control, contact->email);
    waiting->contact.phone = kept(control, contact->phone);
    if (!waiting->contact.natural) return ri_fail(err, RI_ENOMEM, "no room for a contact");
    *control->last_contact = waiting; /* in the order they came: the last one counts */
    control->last_contact = &waiting->next;
    return RI_OK;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

/* Statements that run once a customer of a large file: prepared once. */
enum { PUT_IDENTITY, PUT_CONTACT, FIND_CONSENT, PUT_CONSENT, FLUSH_STATEMENTS };
static const char *const flush_sql[FLUSH_STATEMENTS] = {
    [PUT_IDENTITY] = "INSERT OR IGNORE INTO identity (pseudonym, natural_id) VALUES (?, ?)",
    [PUT_CONTACT] = "UPDATE identity SET name = coalesce(?2, name), email = coalesce(?3, email),"
                    " phone = coalesce(?4, phone) WHERE pseudonym = ?1",
    [FIND_CONSENT] = "SELECT granted, set_at FROM consent WHERE pseudonym = ? AND channel = ?"
                     " ORDER BY set_at DESC LIMIT 1",
    [PUT_CONSENT] = "INSERT INTO consent (pseudonym, channel, set_at, granted, source)"
                    " VALUES (?, ?, ?, ?, ?)",
};
struct flush {
    const char        *source;
    int64_t            now;
    struct ri_flushed *ret;
    sqlite3_stmt      *at[FLUSH_STATEMENTS];
};

static void bind_text(sqlite3_stmt *statement, int at, struct ri_view text)
{
    if (text.at)
        sqlite3_bind_text(statement, at, text.at, (int)text.length, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, at);
}

static ri_status run(struct ri_control *control, sqlite3_stmt *statement, struct ri_error *err)
{
    const ri_status status = sqlite3_step(statement) == SQLITE_DONE
                                 ? RI_OK
                                 : ri_control_fail(control, err, "writing people");
    sqlite3_reset(statement);
    return status;
}

static ri_status write_identities(struct ri_control *control, const struct flush *flush,
                                  struct ri_error *err)
{
    for (size_t i = 0; i < ri_intern_count(control->seen); i++) {
        bind_text(flush->at[PUT_IDENTITY], 1,
                  (struct ri_view){control->pseudonyms[i], RI_PSEUDONYM_SIZE - 1});
        bind_text(flush->at[PUT_IDENTITY], 2, ri_intern_at(control->seen, i));
        RI_TRY(run(control, flush->at[PUT_IDENTITY], err));
    }
    return RI_OK;
}

/* What is known of a channel: -1 nothing, else the latest statement and its time. */
static ri_status known_consent(struct ri_control *control, const struct flush *flush,
                               struct ri_view pseudonym, size_t channel, int *ret_granted,
                               int64_t *ret_at, struct ri_error *err)
{
    sqlite3_stmt *find = flush->at[FIND_CONSENT];
    *ret_granted = -1;
    *ret_at = INT64_MIN;
    bind_text(find, 1, pseudonym);
    bind_text(find, 2, ri_view_of(ri_channel_names[channel]));
    const int code = sqlite3_step(find);
    if (code == SQLITE_ROW) {
        *ret_granted = sqlite3_column_int(find, 0) != 0;
        *ret_at = sqlite3_column_int64(find, 1);
    }
    const ri_status status = code == SQLITE_ROW || code == SQLITE_DONE
                                 ? RI_OK
                                 : ri_control_fail(control, err, "reading consent");
    sqlite3_reset(find);
    return status;
}

static ri_status write_consent(struct ri_control *control, struct flush *flush,
                               struct ri_view pseudonym, const struct ri_contact *contact,
                               size_t channel, struct ri_error *err)
{
    const int     said = contact->consent[channel];
    const bool    dated = contact->consent_at != 0;
    const int64_t at = dated ? contact->consent_at : flush->now;
    int           granted;
    int64_t       since;
    RI_TRY(known_consent(control, flush, pseudonym, channel, &granted, &since, err));
    if (granted == said) return RI_OK;
    if (granted >= 0 && ((dated && at <= since) || (!dated && said == 1))) {
        flush->ret->passed_over++; /* a no stands until the customer speaks again */
        return RI_OK;
    }
    flush->ret->consents++;
    sqlite3_stmt *put = flush->at[PUT_CONSENT];
    bind_text(put, 1, pseudonym);
    bind_text(put, 2, ri_view_of(ri_channel_names[channel]));
    sqlite3_bind_int64(put, 3, at > since ? at : since + 1);
    sqlite3_bind_int(put, 4, said);
    bind_text(put, 5, ri_view_of(flush->source));
    return run(control, put, err);
}

static ri_status write_contact(struct ri_control *control, struct flush *flush,
                               const struct ri_contact *contact, struct ri_error *err)
{
    char          pseudonym[RI_PSEUDONYM_SIZE];
    sqlite3_stmt *put = flush->at[PUT_CONTACT];
    ri_identity_of(control, ri_view_of(contact->natural), pseudonym);
    bind_text(put, 1, ri_view_of(pseudonym));
    bind_text(put, 2, ri_view_of(contact->name));
    bind_text(put, 3, ri_view_of(contact->email));
    bind_text(put, 4, ri_view_of(contact->phone));
    RI_TRY(run(control, put, err));
    for (size_t channel = 0; channel < RI_CHANNELS; channel++)
        if (contact->consent[channel] >= 0)
            RI_TRY(write_consent(control, flush, ri_view_of(pseudonym), contact, channel, err));
    return RI_OK;
}

static ri_status write_all(struct ri_control *control, void *context, struct ri_error *err)
{
    struct flush *flush = context;
    char          details[128];
    RI_TRY(write_identities(control, flush, err));
    for (const struct ri_waiting_contact *at = control->contacts; at; at = at->next)
        RI_TRY(write_contact(control, flush, &at->contact, err));
    if (!flush->ret->consents && !flush->ret->passed_over) return RI_OK;
    snprintf(details, sizeof details, "consent: %llu statements taken, %llu passed over",
             (unsigned long long)flush->ret->consents, (unsigned long long)flush->ret->passed_over);
    const struct ri_audit_row row = {
        .at = flush->now, .who = flush->source, .action = "import", .details = details};
    return ri_audit_add(control, &row, err);
}

void ri_identity_forget(struct ri_control *control)
{
    struct ri_intern *empty;
    control->contacts = NULL;
    control->last_contact = &control->contacts;
    ri_arena_release(&control->mem);
    if (ri_intern_new(&empty, NULL) != RI_OK) return; /* then it only remembers longer */
    ri_intern_free(control->seen);
    control->seen = empty;
}

ri_status ri_identity_flush(struct ri_control *control, const char *source, int64_t now,
                            struct ri_flushed *ret, struct ri_error *err)
{
    struct ri_flushed flushed = {0};
    struct flush      flush = {.source = source, .now = now, .ret = &flushed};
    if (ri_intern_count(control->seen)) {
        ri_status status = RI_OK;
        for (size_t i = 0; i < FLUSH_STATEMENTS && status == RI_OK; i++)
            if (sqlite3_prepare_v2(control->db, flush_sql[i], -1, &flush.at[i], NULL) != SQLITE_OK)
                status = ri_control_fail(control, err, "preparing");
        if (status == RI_OK) status = control_transaction(control, write_all, &flush, err);
        for (size_t i = 0; i < FLUSH_STATEMENTS; i++) sqlite3_finalize(flush.at[i]);
        if (status != RI_OK) return status;
        ri_identity_forget(control);
    }
    if (ret) *ret = flushed;
    return RI_OK;
}

/* ---- Asking ----------------------------------------------------------------------------------------------------- */

struct person_row {
    struct ri_arena  *mem;
    struct ri_person *ret;
    bool              found;
};

static ri_status read_person(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    struct person_row *at = context;
    const char **texts[] = {&at->ret->natural, &at->ret->name, &at->ret->email, &at->ret->phone};
    at->found = true;
    for (size_t i = 0; i < RI_COUNT(texts); i++)
        RI_TRY(control_copy(row, (int)i, at->mem, texts[i], err));
    return RI_OK;
}

ri_status ri_identity_person(struct ri_control *control, struct ri_view pseudonym,
                             struct ri_arena *mem, struct ri_person *ret, struct ri_error *err)
{
    struct person_row row = {.mem = mem, .ret = ret};
    const char       *text = ri_arena_copy(mem, pseudonym.at, pseudonym.length);
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for a pseudonym");
    const struct control_bind binds[] = {control_text("pseudonym", text)};
    RI_TRY(control_each(control->db, "identity_find", CONTROL_BINDS(binds), read_person, &row, NULL,
                        err));
    if (row.found) return RI_OK;
    return ri_fail(err, RI_ENOTFOUND, "no customer is known as '%s'", text);
}

static ri_status find_natural(struct ri_control *control, struct ri_view pseudonym,
                              struct ri_arena *mem, const char **ret, struct ri_error *err)
{
    if (!control->find_natural &&
        sqlite3_prepare_v2(control->db, "SELECT natural_id FROM identity WHERE pseudonym = ?", -1,
                           &control->find_natural, NULL) != SQLITE_OK)
        return ri_control_fail(control, err, "looking for a customer");
    bind_text(control->find_natural, 1, pseudonym);
    const int code = sqlite3_step(control->find_natural);
    ri_status status = RI_OK;
    if (code == SQLITE_ROW)
        status = control_copy(control->find_natural, 0, mem, ret, err);
    else if (code == SQLITE_DONE)
        status = ri_fail(err, RI_ENOTFOUND, "no customer is known as '%.*s'", (int)pseudonym.length,
                         pseudonym.at);
    else
        status = ri_control_fail(control, err, "looking for a customer");
    sqlite3_reset(control->find_natural);
    return status;
}

ri_status ri_identity_natural(struct ri_control *control, struct ri_view pseudonym,
                              struct ri_arena *mem, const char **ret, struct ri_error *err)
{
    pthread_mutex_lock(&control->asking);
    const ri_status status = find_natural(control, pseudonym, mem, ret, err);
    pthread_mutex_unlock(&control->asking);
    return status;
}
