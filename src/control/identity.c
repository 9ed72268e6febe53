/* Identities of customers: pseudonyms, and what stands behind them. */
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
    waiting->contact = (struct ri_contact){.natural = kept(control, contact->natural),
                                           .name = kept(control, contact->name),
                                           .email = kept(control, contact->email),
                                           .phone = kept(control, contact->phone),
                                           .consent_email = contact->consent_email};
    if (!waiting->contact.natural) return ri_fail(err, RI_ENOMEM, "no room for a contact");
    waiting->next = control->contacts;
    control->contacts = waiting;
    return RI_OK;
}

static void bind_text(sqlite3_stmt *statement, int at, struct ri_view text)
{
    if (text.at)
        sqlite3_bind_text(statement, at, text.at, (int)text.length, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, at);
}

static ri_status write_identities(struct ri_control *control, struct ri_error *err)
{
    sqlite3_stmt *insert = NULL;
    int           code = sqlite3_prepare_v2(
        control->db, "INSERT OR IGNORE INTO identity (pseudonym, natural_id) VALUES (?, ?)", -1,
        &insert, NULL);
    for (size_t i = 0;
         i < ri_intern_count(control->seen) && (code == SQLITE_OK || code == SQLITE_DONE); i++) {
        bind_text(insert, 1, (struct ri_view){control->pseudonyms[i], RI_PSEUDONYM_SIZE - 1});
        bind_text(insert, 2, ri_intern_at(control->seen, i));
        code = sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    const bool      good = code == SQLITE_OK || code == SQLITE_DONE;
    const ri_status status = good ? RI_OK : ri_control_fail(control, err, "writing identities");
    sqlite3_finalize(insert);
    return status;
}

static ri_status write_contacts(struct ri_control *control, struct ri_error *err)
{
    sqlite3_stmt *update = NULL;
    int           code = sqlite3_prepare_v2(
        control->db,
        "UPDATE identity SET name = coalesce(?2, name), email = coalesce(?3, email),"
                  " phone = coalesce(?4, phone), consent_email = coalesce(?5, consent_email)"
                  " WHERE pseudonym = ?1",
        -1, &update, NULL);
    for (const struct ri_waiting_contact *at = control->contacts;
         at && (code == SQLITE_OK || code == SQLITE_DONE); at = at->next) {
        char pseudonym[RI_PSEUDONYM_SIZE];
        ri_identity_of(control, ri_view_of(at->contact.natural), pseudonym);
        bind_text(update, 1, ri_view_of(pseudonym));
        bind_text(update, 2, ri_view_of(at->contact.name));
        bind_text(update, 3, ri_view_of(at->contact.email));
        bind_text(update, 4, ri_view_of(at->contact.phone));
        if (at->contact.consent_email < 0)
            sqlite3_bind_null(update, 5);
        else
            sqlite3_bind_int(update, 5, at->contact.consent_email);
        code = sqlite3_step(update);
        sqlite3_reset(update);
    }
    const bool      good = code == SQLITE_OK || code == SQLITE_DONE;
    const ri_status status = good ? RI_OK : ri_control_fail(control, err, "writing contacts");
    sqlite3_finalize(update);
    return status;
}

void ri_identity_forget(struct ri_control *control)
{
    struct ri_intern *empty;
    control->contacts = NULL;
    ri_arena_release(&control->mem);
    if (ri_intern_new(&empty, NULL) != RI_OK) return; /* then it only remembers longer */
    ri_intern_free(control->seen);
    control->seen = empty;
}

ri_status ri_identity_flush(struct ri_control *control, struct ri_error *err)
{
    if (!ri_intern_count(control->seen)) return RI_OK;
    RI_TRY(ri_control_script(control, "BEGIN IMMEDIATE", err));
    ri_status status = write_identities(control, err);
    if (status == RI_OK) status = write_contacts(control, err);
    if (status == RI_OK) status = ri_control_script(control, "COMMIT", err);
    if (status != RI_OK)
        sqlite3_exec(control->db, "ROLLBACK", NULL, NULL, NULL);
    else
        ri_identity_forget(control);
    return status;
}

ri_status ri_identity_natural(struct ri_control *control, struct ri_view pseudonym,
                              struct ri_arena *mem, const char **ret, struct ri_error *err)
{
    sqlite3_stmt *select = NULL;
    if (sqlite3_prepare_v2(control->db, "SELECT natural_id FROM identity WHERE pseudonym = ?", -1,
                           &select, NULL) != SQLITE_OK)
        return ri_control_fail(control, err, "reading identities");
    bind_text(select, 1, pseudonym);
    ri_status status = RI_OK;
    if (sqlite3_step(select) == SQLITE_ROW) {
        const char *copy = ri_arena_copy(mem, (const char *)sqlite3_column_text(select, 0),
                                         (size_t)sqlite3_column_bytes(select, 0));
        if (copy)
            *ret = copy;
        else
            status = ri_fail(err, RI_ENOMEM, "no room for a customer number");
    } else {
        status = ri_fail(err, RI_ENOTFOUND, "no customer is known as '%.*s'", (int)pseudonym.length,
                         pseudonym.at);
    }
    sqlite3_finalize(select);
    return status;
}
