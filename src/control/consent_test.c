#include "audit.h"
#include "base/test.h"
#include "consent.h"
#include "control_internal.h"

#include <sys/stat.h>

static struct ri_control *control;
static char               ada[RI_PSEUDONYM_SIZE], bob[RI_PSEUDONYM_SIZE];

static void begin(void)
{
    control = NULL;
    CHECK_STATUS(ri_control_open(NULL, true, &control, NULL), RI_OK);
    ri_identity_of(control, RI_VIEW("A-1"), ada);
    ri_identity_of(control, RI_VIEW("B-2"), bob);
}

/* A record of a file that says something about one channel. */
static struct ri_flushed file_says(const char *natural, ri_channel channel, signed char said,
                                   int64_t said_at, int64_t now)
{
    struct ri_contact contact = {natural, NULL, NULL, NULL, {-1, -1, -1}, said_at};
    struct ri_flushed flushed = {0};
    contact.consent[channel] = said;
    CHECK_STATUS(ri_identity_contact(control, &contact, NULL), RI_OK);
    CHECK_STATUS(ri_identity_flush(control, "import f.csv", now, &flushed, NULL), RI_OK);
    return flushed;
}

static ri_status count_one(void *context, struct ri_view pseudonym, struct ri_error *err)
{
    struct ri_text *text = context;
    (void)err;
    ri_text_printf(text, "%s ",
                   ri_view_is(pseudonym, ada)   ? "ada"
                   : ri_view_is(pseudonym, bob) ? "bob"
                                                : "?");
    return RI_OK;
}

static bool consents(ri_channel channel, const char *wanted)
{
    struct ri_text text = {0};
    CHECK_STATUS(ri_consent_each(control, channel, count_one, &text, NULL), RI_OK);
    const bool same = strcmp(text.at ? text.at : "", wanted) == 0;
    ri_text_release(&text);
    return same;
}

static ri_status write_statement(void *context, const struct ri_consent *consent,
                                 struct ri_error *err)
{
    (void)err;
    ri_text_printf(context, "%s %s %lld %s;", ri_channel_names[consent->channel],
                   consent->granted ? "yes" : "no", (long long)consent->set_at, consent->source);
    return RI_OK;
}

static ri_status write_audit(void *context, const struct ri_audit_row *row, struct ri_error *err)
{
    (void)err;
    ri_text_printf(context, "%lld %s %s %s %s;", (long long)row->at, row->who, row->action,
                   row->pseudonym ? row->pseudonym : "-", row->details);
    return RI_OK;
}

TEST(who_said_nothing_has_not_consented_and_channels_are_apart)
{
    begin();
    file_says("A-1", RI_CHANNEL_EMAIL, 1, 0, 100);
    file_says("B-2", RI_CHANNEL_EMAIL, -1, 0, 100);
    CHECK(consents(RI_CHANNEL_EMAIL, "ada "));
    CHECK(consents(RI_CHANNEL_SMS, ""));
    CHECK(consents(RI_CHANNEL_POST, ""));
    ri_control_close(control);
}

TEST(a_withdrawal_stands_until_the_customer_speaks_again)
{
    begin();
    file_says("A-1", RI_CHANNEL_SMS, 1, 0, 100);
    const struct ri_consent no = {RI_CHANNEL_SMS, false, 200, "a call"};
    CHECK_STATUS(ri_consent_set(control, ada, &no, "owner", NULL), RI_OK);
    CHECK(consents(RI_CHANNEL_SMS, ""));
    struct ri_flushed flushed =
        file_says("A-1", RI_CHANNEL_SMS, 1, 0, 300); /* the old file again */
    CHECK_INT(flushed.passed_over, 1);
    CHECK_INT(flushed.consents, 0);
    flushed = file_says("A-1", RI_CHANNEL_SMS, 1, 150, 300); /* dated before the withdrawal */
    CHECK_INT(flushed.passed_over, 1);
    CHECK(consents(RI_CHANNEL_SMS, ""));
    flushed = file_says("A-1", RI_CHANNEL_SMS, 1, 250, 300); /* dated after it */
    CHECK_INT(flushed.consents, 1);
    CHECK(consents(RI_CHANNEL_SMS, "ada "));
    flushed = file_says("A-1", RI_CHANNEL_SMS, 0, 0, 400); /* a no is taken from any file */
    CHECK_INT(flushed.consents, 1);
    CHECK(consents(RI_CHANNEL_SMS, ""));
    ri_control_close(control);
}

TEST(what_was_said_is_kept_with_time_and_source_and_audited)
{
    struct ri_text text = {0}, audit = {0};
    begin();
    file_says("A-1", RI_CHANNEL_POST, 1, 86400, 100000);
    const struct ri_consent no = {RI_CHANNEL_POST, false, 200000, "a letter"};
    CHECK_STATUS(ri_consent_set(control, ada, &no, "owner", NULL), RI_OK);
    CHECK_STATUS(ri_consent_history(control, ada, write_statement, &text, NULL), RI_OK);
    CHECK_TEXT(text.at, "post yes 86400 import f.csv;post no 200000 a letter;");
    CHECK_STATUS(ri_audit_each(control, ada, 0, write_audit, &audit, NULL), RI_OK);
    CHECK(audit.at && strstr(audit.at, "200000 owner customers consent c"));
    CHECK(audit.at && strstr(audit.at, "post: withdrawn;"));
    ri_text_release(&audit);
    audit = (struct ri_text){0};
    CHECK_STATUS(ri_audit_each(control, NULL, 0, write_audit, &audit, NULL), RI_OK);
    CHECK(audit.at && strstr(audit.at, "100000 import f.csv import - consent: 1 statements taken, "
                                       "0 passed over;"));
    ri_text_release(&text);
    ri_text_release(&audit);
    ri_control_close(control);
}

TEST(nobody_is_asked_for_by_a_stranger)
{
    begin();
    const struct ri_consent yes = {RI_CHANNEL_EMAIL, true, 5, "?"};
    struct ri_error         err = {0};
    ri_channel              channel = RI_CHANNEL_POST;
    CHECK_STATUS(ri_consent_set(control, "c00", &yes, "owner", &err), RI_ENOTFOUND);
    CHECK(strstr(err.message, "c00"));
    CHECK(!ri_channel_parse("fax", &channel));
    CHECK(ri_channel_parse("email", &channel) && channel == RI_CHANNEL_EMAIL);
    ri_control_close(control);
}

/* A file of the first schema, as a released program made it. */
TEST(consent_of_the_first_schema_is_carried_over)
{
    char           directory[] = "/tmp/ri-consent-XXXXXX", path[64];
    sqlite3       *db = NULL;
    struct ri_text text = {0};
    CHECK(mkdtemp(directory) != NULL);
    snprintf(path, sizeof path, "%s/control.sqlite", directory);
    CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
    CHECK_INT(
        sqlite3_exec(
            db,
            "CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;"
            "CREATE TABLE identity (pseudonym TEXT PRIMARY KEY, natural_id TEXT NOT NULL, name "
            "TEXT, email TEXT, phone TEXT, consent_email INTEGER) STRICT, WITHOUT ROWID;"
            "INSERT INTO secret VALUES ('pseudonym', "
            "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');"
            "INSERT INTO identity VALUES ('c123', 'A-1', NULL, 'a@b.c', NULL, 1);"
            "INSERT INTO identity VALUES ('c124', 'A-2', NULL, NULL, NULL, NULL);"
            "PRAGMA user_version = 1;",
            NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    control = NULL;
    CHECK_STATUS(ri_control_open(directory, false, &control, NULL), RI_OK);
    CHECK_STATUS(ri_consent_history(control, "c123", write_statement, &text, NULL), RI_OK);
    CHECK(text.at && strncmp(text.at, "email yes ", 10) == 0);
    CHECK_INT(control->secret[31], 0x1f);
    ri_text_release(&text);
    ri_control_close(control);
    remove(path);
    rmdir(directory);
}

TEST(an_erased_person_leaves_a_mark_and_nothing_else)
{
    struct ri_erased erased = {0};
    struct ri_arena  mem;
    const char      *natural = NULL;
    bool             is = true;
    struct ri_text   audit = {0};
    ri_arena_init(&mem, 1 << 20);
    begin();
    file_says("A-1", RI_CHANNEL_EMAIL, 1, 0, 100);
    file_says("B-2", RI_CHANNEL_EMAIL, 1, 0, 100);
    const struct ri_consent no = {RI_CHANNEL_EMAIL, false, 150, "a call"};
    CHECK_STATUS(ri_consent_set(control, ada, &no, "owner", NULL), RI_OK);
    CHECK_STATUS(ri_identity_is_erased(control, RI_VIEW("A-1"), &is, NULL), RI_OK);
    CHECK(!is);
    CHECK_STATUS(ri_identity_erase(control, "A-1", "owner", 200, &erased, NULL), RI_OK);
    CHECK_INT(erased.identities, 1);
    CHECK_INT(erased.consents, 2);
    CHECK_STATUS(ri_identity_is_erased(control, RI_VIEW("A-1"), &is, NULL), RI_OK);
    CHECK(is);
    CHECK_STATUS(ri_identity_is_erased(control, RI_VIEW("B-2"), &is, NULL), RI_OK);
    CHECK(!is);
    CHECK_STATUS(ri_identity_natural(control, ri_view_of(ada), &mem, &natural, NULL), RI_ENOTFOUND);
    CHECK_STATUS(ri_identity_natural(control, ri_view_of(bob), &mem, &natural, NULL), RI_OK);
    CHECK_STATUS(ri_audit_each(control, ada, 0, write_audit, &audit, NULL), RI_OK);
    CHECK(audit.at == NULL);
    CHECK_STATUS(ri_audit_each(control, NULL, 2, write_audit, &audit, NULL), RI_OK);
    CHECK_TEXT(audit.at, "200 owner customers erase - a customer was erased;150 owner customers "
                         "consent - email: withdrawn;");
    ri_text_release(&audit);
    ri_control_close(control);
    ri_arena_release(&mem);
}
