/* What an import learnt about people, written in one transaction: identities, contacts, consents. */
#include "audit.h"
#include "consent.h"
#include "control_internal.h"

/* Statements that run once a customer of a large file: prepared once. */
enum { PUT_IDENTITY, PUT_CONTACT, FIND_CONSENT, PUT_CONSENT, FLUSH_STATEMENTS };
static const char *const flush_sql[FLUSH_STATEMENTS] = {
    [PUT_IDENTITY] = "INSERT OR IGNORE INTO identity (pseudonym, natural_id) VALUES (?, ?)",
    [PUT_CONTACT] =
        "INSERT INTO identity (pseudonym, natural_id, name, email, phone)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (pseudonym) DO UPDATE SET"
        " name = coalesce(excluded.name, name), email = coalesce(excluded.email, email),"
        " phone = coalesce(excluded.phone, phone)",
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

struct person { /* of the file */
    struct ri_view             pseudonym, natural;
    struct ri_waiting_contact *first, **last; /* contacts in the order they came */
};

/* The texts must live until the statement has run. */
static void bind_text(sqlite3_stmt *statement, int at, struct ri_view text)
{
    if (text.at)
        sqlite3_bind_text(statement, at, text.at, (int)text.length, SQLITE_STATIC);
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

static ri_status write_identity(struct ri_control *control, const struct flush *flush,
                                const struct person *person, const struct ri_contact *contact,
                                struct ri_error *err)
{
    sqlite3_stmt *put = flush->at[contact ? PUT_CONTACT : PUT_IDENTITY];
    bind_text(put, 1, person->pseudonym);
    bind_text(put, 2, person->natural);
    if (contact) {
        bind_text(put, 3, ri_view_of(contact->name));
        bind_text(put, 4, ri_view_of(contact->email));
        bind_text(put, 5, ri_view_of(contact->phone));
    }
    return run(control, put, err);
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

static ri_status write_person(struct ri_control *control, struct flush *flush,
                              const struct person *person, struct ri_error *err)
{
    const struct ri_waiting_contact *at = person->first;
    if (!at) return write_identity(control, flush, person, NULL, err);
    for (; at; at = at->next_of_person) {
        RI_TRY(write_identity(control, flush, person, &at->contact, err));
        for (size_t channel = 0; channel < RI_CHANNELS; channel++)
            if (at->contact.consent[channel] >= 0)
                RI_TRY(
                    write_consent(control, flush, person->pseudonym, &at->contact, channel, err));
    }
    return RI_OK;
}

static int by_pseudonym(const void *a, const void *b)
{
    const struct person *left = a, *right = b;
    return memcmp(left->pseudonym.at, right->pseudonym.at, RI_PSEUDONYM_SIZE - 1);
}

/* Everybody who waits with their contacts, in the order of the tables' keys: a page of them is written once, not once a customer. */
static ri_status line_up(struct ri_control *control, struct person **ret, struct ri_error *err)
{
    const size_t   count = ri_intern_count(control->seen);
    struct person *person;
    RI_ARENA_NEW(person, &control->mem, count, err);
    for (size_t i = 0; i < count; i++)
        person[i] = (struct person){{control->pseudonyms[i], RI_PSEUDONYM_SIZE - 1},
                                    ri_intern_at(control->seen, i),
                                    NULL,
                                    &person[i].first};
    for (struct ri_waiting_contact *at = control->contacts; at; at = at->next) {
        at->next_of_person = NULL; /* a flush that failed may come again */
        *person[at->person].last = at;
        person[at->person].last = &at->next_of_person;
    }
    qsort(person, count, sizeof *person, by_pseudonym);
    *ret = person;
    return RI_OK;
}

static ri_status write_all(struct ri_control *control, void *context, struct ri_error *err)
{
    struct flush  *flush = context;
    char           details[128];
    struct person *person = NULL;
    RI_TRY(line_up(control, &person, err));
    for (size_t i = 0; i < ri_intern_count(control->seen); i++)
        RI_TRY(write_person(control, flush, &person[i], err));
    if (!flush->ret->consents && !flush->ret->passed_over) return RI_OK;
    snprintf(details, sizeof details, "consent: %llu statements taken, %llu passed over",
             (unsigned long long)flush->ret->consents, (unsigned long long)flush->ret->passed_over);
    const struct ri_audit_row row = {
        .at = flush->now, .who = flush->source, .action = "import", .details = details};
    return ri_audit_add(control, &row, err);
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
