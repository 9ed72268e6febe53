/* Users, passes, passwords, tries. */
#include "gate.h"

#include "base/test.h"
#include "password.h"

static const char        good[] = "a long horse 2385", other[] = "an even longer one 91";
static struct ri_gate   *gate;
static struct ri_arena   mem;
static const char *const two_stores[] = {"S1", "S,2", NULL};

static void begin(void)
{
    CHECK_STATUS(ri_gate_open(NULL, true, &gate, NULL), RI_OK);
    ri_arena_init(&mem, 1 << 20);
}

static void end(void)
{
    ri_gate_close(gate);
    ri_arena_release(&mem);
}

static void welcome(const char *name, char secret[RI_PASS_SIZE])
{
    const struct ri_pass_row row = {.kind = RI_PASS_WELCOME,
                                    .name = name,
                                    .of_user = true,
                                    .uses = 1,
                                    .made_at = 1000,
                                    .made_by = "owner",
                                    .expires_at = 2000};
    CHECK_STATUS(ri_pass_new(gate, &row, secret, NULL), RI_OK);
}

static ri_status who(const char *secret, unsigned kinds, int64_t now, struct ri_pass_found *ret)
{
    return ri_pass_look(gate, secret, kinds, "192.0.2.7", now, &mem, ret, NULL);
}

static ri_status write_user(void *context, const struct ri_user *user, struct ri_error *err)
{
    (void)err;
    ri_text_printf(context, "%s %u %s %d %d %lld %lld;", user->name, user->roles,
                   user->stores ? user->stores : "all", user->has_password, user->on,
                   (long long)user->signed_in_at, (long long)user->sessions);
    return RI_OK;
}

TEST(a_user_chooses_a_password_once_and_comes_in_with_it)
{
    char                 secret[RI_PASS_SIZE], session[RI_PASS_SIZE], again[RI_PASS_SIZE];
    struct ri_pass_found found = {0};
    struct ri_text       text = {0};
    int64_t              wait = 0;
    begin();
    CHECK_STATUS(ri_users_add(gate, "Ann", RI_ROLE_STAFF, two_stores, "owner", 1000, NULL), RI_OK);
    CHECK_STATUS(ri_users_add(gate, "ann", RI_ROLE_STAFF, NULL, "owner", 1000, NULL), RI_ECONFLICT);
    welcome("Ann", secret);
    CHECK_STATUS(ri_pass_enter(gate, secret, NULL, 1500, session, NULL), RI_EPRECONDITION);
    CHECK_STATUS(ri_pass_welcome(gate, secret, "short", NULL, 1500, session, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_pass_welcome(gate, secret, good, NULL, 2000, session, NULL), RI_EAUTHENTICATE);
    CHECK_STATUS(ri_pass_welcome(gate, secret, good, NULL, 1500, session, NULL), RI_OK);
    CHECK_STATUS(ri_pass_welcome(gate, secret, other, NULL, 1500, again, NULL), RI_EAUTHENTICATE);
    CHECK_STATUS(who(session, 1u << RI_PASS_KEY, 1600, &found), RI_EAUTHENTICATE);
    CHECK_STATUS(who(session, 1u << RI_PASS_SESSION, 1600, &found), RI_OK);
    CHECK_TEXT(found.name, "Ann");
    CHECK(found.stores && !found.stores[2]);
    CHECK_TEXT(found.stores[1], "S,2");
    CHECK_INT(found.roles, RI_ROLE_STAFF);
    CHECK_STATUS(ri_gate_sign_in(gate, "ANN", good, "192.0.2.7", 1700, again, &wait, NULL), RI_OK);
    CHECK_STATUS(ri_users_each(gate, NULL, 1700, write_user, &text, NULL), RI_OK);
    CHECK_TEXT(text.at, "Ann 32 S1,S,2 1 1 1700 2;");
    ri_text_release(&text);
    end();
}

TEST(rights_of_a_user_change_at_once_and_off_ends_them)
{
    char                  secret[RI_PASS_SIZE], session[RI_PASS_SIZE];
    struct ri_pass_found  found = {0};
    struct ri_user_change change = {.roles = RI_ROLE_ADMIN, .set_stores = true, .on = -1};
    begin();
    CHECK_STATUS(ri_users_add(gate, "bo", RI_ROLE_STAFF, two_stores, "owner", 1000, NULL), RI_OK);
    welcome("bo", secret);
    CHECK_STATUS(ri_pass_welcome(gate, secret, good, NULL, 1500, session, NULL), RI_OK);
    CHECK_STATUS(ri_users_set(gate, "bo", &change, NULL), RI_OK);
    CHECK_STATUS(who(session, 1u << RI_PASS_SESSION, 1600, &found), RI_OK);
    CHECK(found.roles == RI_ROLE_ADMIN && !found.stores);
    change = (struct ri_user_change){.on = 0};
    CHECK_STATUS(ri_users_set(gate, "bo", &change, NULL), RI_OK);
    CHECK_STATUS(who(session, 1u << RI_PASS_SESSION, 1600, &found), RI_EAUTHENTICATE);
    CHECK_STATUS(ri_users_set(gate, "nobody", &change, NULL), RI_ENOTFOUND);
    CHECK_STATUS(ri_users_remove(gate, "bo", NULL), RI_OK);
    CHECK_STATUS(ri_users_remove(gate, "bo", NULL), RI_ENOTFOUND);
    end();
}

TEST(wrong_passwords_make_the_next_try_wait)
{
    char    secret[RI_PASS_SIZE], session[RI_PASS_SIZE];
    int64_t wait = 0;
    begin();
    CHECK_STATUS(ri_users_add(gate, "cy", RI_ROLE_STAFF, NULL, "owner", 1000, NULL), RI_OK);
    welcome("cy", secret);
    CHECK_STATUS(ri_pass_welcome(gate, secret, good, NULL, 1500, session, NULL), RI_OK);
    for (int i = 0; i < 5; i++)
        CHECK_STATUS(
            ri_gate_sign_in(gate, i % 2 ? "Cy" : "cy", other, "a", 3000, session, &wait, NULL),
            RI_EAUTHENTICATE);
    CHECK_STATUS(ri_gate_sign_in(gate, "cy", good, "b", 3000, session, &wait, NULL), RI_ERATE);
    CHECK_INT(wait, 1);
    CHECK_STATUS(ri_gate_sign_in(gate, "nobody", other, "a", 3000, session, &wait, NULL), RI_ERATE);
    CHECK_STATUS(ri_gate_sign_in(gate, "nobody", other, "b", 3000, session, &wait, NULL),
                 RI_EAUTHENTICATE);
    CHECK_STATUS(ri_gate_sign_in(gate, "cy", good, "a", 3001, session, &wait, NULL), RI_OK);
    CHECK_STATUS(ri_gate_sign_in(gate, "cy", other, "a", 3001, session, &wait, NULL),
                 RI_EAUTHENTICATE); /* the count began anew */
    static const int64_t pauses[][2] = {{0, 0},  {4, 0},     {5, 1},    {6, 2},
                                        {9, 16}, {15, 1024}, {16, 900}, {99, 900}};
    for (size_t i = 0; i < RI_COUNT(pauses); i++)
        CHECK_INT(ri_gate_pause_s(pauses[i][0]), pauses[i][1]);
    end();
}

static ri_status write_pass(void *context, const struct ri_pass_row *row, struct ri_error *err)
{
    (void)err;
    ri_text_printf(context, "%s %s %s %lld %lld %s;", row->label, row->name,
                   row->store_codes ? row->store_codes : "all", (long long)row->expires_at,
                   (long long)row->seen_at, row->seen_from ? row->seen_from : "-");
    return RI_OK;
}

TEST(a_key_has_its_own_rights_until_it_ends)
{
    char                     secret[RI_PASS_SIZE], label[RI_PASS_SIZE], want[160];
    struct ri_pass_found     found = {0};
    struct ri_text           text = {0};
    int64_t                  ended = 0;
    const struct ri_pass_row row = {.kind = RI_PASS_KEY,
                                    .name = "till",
                                    .roles = RI_ROLE_STAFF,
                                    .stores = two_stores,
                                    .made_at = 1000,
                                    .made_by = "owner",
                                    .expires_at = 5000};
    begin();
    CHECK_STATUS(ri_pass_new(gate, &row, secret, NULL), RI_OK);
    CHECK(strncmp(secret, "rik_", 4) == 0);
    snprintf(label, sizeof label, "%.12s", secret);
    CHECK_STATUS(who(secret + 4, 1u << RI_PASS_KEY, 1600, &found), RI_EAUTHENTICATE);
    CHECK_STATUS(who(secret, 1u << RI_PASS_KEY, 5000, &found), RI_EAUTHENTICATE);
    CHECK_STATUS(who(secret, 1u << RI_PASS_KEY, 1600, &found), RI_OK);
    CHECK_TEXT(found.label, label);
    CHECK_TEXT(found.stores[0], "S1");
    CHECK_STATUS(ri_pass_expire(gate, label, 3000, NULL), RI_OK);
    CHECK_STATUS(ri_pass_each(gate, RI_PASS_KEY, NULL, NULL, 1600, write_pass, &text, NULL), RI_OK);
    snprintf(want, sizeof want, "%s till S1,S,2 3000 1600 192.0.2.7;", label);
    CHECK_TEXT(text.at, want);
    CHECK_STATUS(ri_pass_end(gate, 1u << RI_PASS_SESSION, NULL, label, NULL, &ended, NULL), RI_OK);
    CHECK_INT(ended, 0);
    CHECK_STATUS(ri_pass_end(gate, 1u << RI_PASS_KEY, NULL, label, NULL, &ended, NULL), RI_OK);
    CHECK_INT(ended, 1);
    CHECK_STATUS(who(secret, 1u << RI_PASS_KEY, 1600, &found), RI_EAUTHENTICATE);
    ri_text_release(&text);
    end();
}

TEST(a_link_opens_as_many_sessions_as_it_says)
{
    char                     link[RI_PASS_SIZE], session[RI_PASS_SIZE];
    struct ri_pass_found     found = {0};
    const struct ri_pass_row row = {.kind = RI_PASS_LINK,
                                    .name = "store S1",
                                    .roles = RI_ROLE_STAFF,
                                    .stores = two_stores,
                                    .uses = 2,
                                    .made_at = 1000,
                                    .made_by = "owner",
                                    .expires_at = 2000};
    begin();
    CHECK_STATUS(ri_pass_new(gate, &row, link, NULL), RI_OK);
    CHECK_STATUS(who(link, 1u << RI_PASS_SESSION, 1500, &found), RI_EAUTHENTICATE);
    CHECK_STATUS(ri_pass_enter(gate, link, "x", 1500, session, NULL), RI_OK);
    CHECK_STATUS(ri_pass_enter(gate, link, "x", 1500, session, NULL), RI_OK);
    CHECK_STATUS(ri_pass_enter(gate, link, "x", 1500, session, NULL), RI_EAUTHENTICATE);
    CHECK_STATUS(who(session, 1u << RI_PASS_SESSION, 1500 + 12 * 3600 - 1, &found), RI_OK);
    CHECK_TEXT(found.stores[0], "S1");
    CHECK_STATUS(who(session, 1u << RI_PASS_SESSION, 1500 + 12 * 3600, &found), RI_EAUTHENTICATE);
    CHECK_STATUS(ri_pass_end(gate, 1u << RI_PASS_SESSION, session, NULL, NULL, NULL, NULL), RI_OK);
    CHECK_STATUS(who(session, 1u << RI_PASS_SESSION, 1600, &found), RI_EAUTHENTICATE);
    end();
}

static ri_status write_change(void *context, const struct ri_change_row *row, struct ri_error *err)
{
    (void)err;
    ri_text_printf(context, "%s %s %s %s;", row->who, row->action, row->details,
                   row->outcome ? row->outcome : "-");
    return RI_OK;
}

TEST(changes_are_written_before_and_after)
{
    struct ri_text text = {0};
    int64_t        a = 0, b = 0;
    begin();
    CHECK_STATUS(ri_gate_begins(gate, "ann", "import", "file=a.csv", 1000, &a, NULL), RI_OK);
    CHECK_STATUS(ri_gate_begins(gate, "bo", "stock count", "", 1001, &b, NULL), RI_OK);
    CHECK_STATUS(ri_gate_ended(gate, a, "ok", NULL), RI_OK);
    CHECK_STATUS(ri_gate_changes(gate, NULL, NULL, 0, 0, write_change, &text, NULL), RI_OK);
    CHECK_TEXT(text.at, "bo stock count  -;ann import file=a.csv ok;");
    ri_text_clear(&text);
    CHECK_STATUS(ri_gate_changes(gate, "ann", NULL, b, 5, write_change, &text, NULL), RI_OK);
    CHECK_TEXT(text.at, "ann import file=a.csv ok;");
    ri_text_release(&text);
    end();
}

TEST(passwords_that_do_not_fit)
{
    char long_one[1100];
    memset(long_one, 'x', sizeof long_one);
    long_one[sizeof long_one - 1] = '\0';
    static const struct {
        const char *password;
        ri_status   status;
    } rows[] = {{"", RI_EUSAGE},
                {"elevenchars", RI_EUSAGE},
                {"aaaaaaaaaaaaaa", RI_EUSAGE},
                {"Password1234", RI_EUSAGE},
                {"henrietta-maria", RI_EUSAGE}, /* the name */
                {"\xFFqqqqqqqqqqqqq", RI_EUSAGE},
                {"pärchen 2385", RI_OK},
                {"twelve chars", RI_OK}};
    for (size_t i = 0; i < RI_COUNT(rows); i++)
        CHECK_STATUS(ri_password_fits(rows[i].password, "Henrietta-Maria", NULL), rows[i].status);
    CHECK_STATUS(ri_password_fits(long_one, "x", NULL), RI_EUSAGE);
    char kept[RI_PASSWORD_SIZE];
    CHECK_STATUS(ri_password_keep(good, kept, NULL), RI_OK);
    CHECK(strncmp(kept, "$argon2id$v=19$m=65536,t=2,p=1$", 31) == 0);
    CHECK(ri_password_is(kept, good));
    CHECK(!ri_password_is(kept, other));
    CHECK(!ri_password_is(NULL, good));
}

TEST(names_that_are_none)
{
    static const char *const names[] = {"", " ann", "ann ", "a,b", "a\nb", "owner", "-x", "a'b"};
    begin();
    for (size_t i = 0; i < RI_COUNT(names); i++)
        CHECK_STATUS(ri_users_add(gate, names[i], 1, NULL, "owner", 1, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_users_add(gate, "ann@shop.example", 1, NULL, "owner", 1, NULL), RI_OK);
    end();
}
