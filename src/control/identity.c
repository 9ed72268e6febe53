/* Identities of customers: pseudonyms, what stands behind them, and what waits to be written (identity_write.c). */
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

static ri_status keep(struct ri_control *control, const char *text, const char **ret,
                      struct ri_error *err)
{
    *ret = text ? ri_arena_copy(&control->mem, text, strlen(text)) : NULL;
    return *ret || !text ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a contact");
}

ri_status ri_identity_contact(struct ri_control *control, const struct ri_contact *contact,
                              struct ri_error *err)
{
    struct ri_view             pseudonym;
    struct ri_waiting_contact *waiting;
    RI_TRY(ri_identity_pseudonym(control, ri_view_of(contact->natural), &pseudonym, err));
    RI_ARENA_NEW(waiting, &control->mem, 1, err);
    waiting->contact = *contact;
    waiting->contact.natural = NULL;
    ri_intern_find(control->seen, ri_view_of(contact->natural), &waiting->person);
    RI_TRY(keep(control, contact->name, &waiting->contact.name, err));
    RI_TRY(keep(control, contact->email, &waiting->contact.email, err));
    RI_TRY(keep(control, contact->phone, &waiting->contact.phone, err));
    *control->last_contact = waiting; /* in the order they came: the last one counts */
    control->last_contact = &waiting->next;
    return RI_OK;
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
    sqlite3_bind_text(control->find_natural, 1, pseudonym.at, (int)pseudonym.length,
                      SQLITE_TRANSIENT);
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
