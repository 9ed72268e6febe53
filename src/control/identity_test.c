#include "base/test.h"
#include "control_internal.h"

#include <sys/stat.h>

static struct ri_control *opened(const char *directory, bool create)
{
    struct ri_control *control = NULL;
    struct ri_error    err = {0};
    CHECK_STATUS(ri_control_open(directory, create, &control, &err), RI_OK);
    return control;
}

TEST(a_pseudonym_is_stable_opaque_and_resolves_after_the_flush)
{
    struct ri_control *control = opened(NULL, true);
    struct ri_arena    mem;
    struct ri_view     first, again;
    const char        *natural = NULL;
    char               kept[RI_PSEUDONYM_SIZE] = {0};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_identity_pseudonym(control, RI_VIEW("17850"), &first, NULL), RI_OK);
    CHECK_INT(first.length, RI_PSEUDONYM_SIZE - 1);
    CHECK(first.at[0] == 'c' && !strstr(first.at, "17850"));
    memcpy(kept, first.at, first.length);
    CHECK_STATUS(ri_identity_natural(control, ri_view_of(kept), &mem, &natural, NULL),
                 RI_ENOTFOUND);
    CHECK_STATUS(ri_identity_flush(control, "test", 1, NULL, NULL), RI_OK);
    CHECK_STATUS(ri_identity_natural(control, ri_view_of(kept), &mem, &natural, NULL), RI_OK);
    CHECK_TEXT(natural, "17850");
    CHECK_STATUS(ri_identity_pseudonym(control, RI_VIEW("17850"), &again, NULL), RI_OK);
    CHECK(ri_view_is(again, kept));
    ri_arena_release(&mem);
    ri_control_close(control);
}

TEST(what_is_forgotten_is_not_written)
{
    struct ri_control *control = opened(NULL, true);
    struct ri_view     pseudonym;
    int64_t            count = -1;
    CHECK_STATUS(ri_identity_pseudonym(control, RI_VIEW("C-77"), &pseudonym, NULL), RI_OK);
    ri_identity_forget(control);
    CHECK_STATUS(ri_identity_flush(control, "test", 1, NULL, NULL), RI_OK);
    CHECK_STATUS(ri_identity_count(control, &count, NULL), RI_OK);
    CHECK_INT(count, 0);
    ri_control_close(control);
}

TEST(contacts_fill_in_and_never_blank_what_is_known)
{
    struct ri_control      *control = opened(NULL, true);
    struct ri_arena         mem;
    struct ri_person        person;
    char                    pseudonym[RI_PSEUDONYM_SIZE];
    const struct ri_contact full = {"C-77", "Ada Example", "ada@example.com",
                                    NULL,   {-1, -1, -1},  0},
                            part = {"C-77", NULL, NULL, "0123", {-1, -1, -1}, 0};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_identity_contact(control, &full, NULL), RI_OK);
    CHECK_STATUS(ri_identity_flush(control, "a", 1, NULL, NULL), RI_OK);
    CHECK_STATUS(ri_identity_contact(control, &part, NULL), RI_OK);
    CHECK_STATUS(ri_identity_flush(control, "b", 2, NULL, NULL), RI_OK);
    ri_identity_of(control, RI_VIEW("C-77"), pseudonym);
    CHECK_STATUS(ri_identity_person(control, ri_view_of(pseudonym), &mem, &person, NULL), RI_OK);
    CHECK_TEXT(person.natural, "C-77");
    CHECK_TEXT(person.name, "Ada Example");
    CHECK_TEXT(person.email, "ada@example.com");
    CHECK_TEXT(person.phone, "0123");
    CHECK_STATUS(ri_identity_person(control, RI_VIEW("c0"), &mem, &person, NULL), RI_ENOTFOUND);
    ri_arena_release(&mem);
    ri_control_close(control);
}

TEST(every_line_of_a_file_that_names_a_customer_counts_the_last_one_most)
{
    struct ri_control      *control = opened(NULL, true);
    struct ri_arena         mem;
    struct ri_person        person;
    char                    pseudonym[RI_PSEUDONYM_SIZE];
    const struct ri_contact lines[] = {
        {"C-9", "Old Name", "old@example.com", NULL, {-1, -1, -1}, 0},
        {"C-5", "Between", NULL, NULL, {-1, -1, -1}, 0},
        {"C-9", "New Name", NULL, "0123", {-1, -1, -1}, 0}};
    ri_arena_init(&mem, 1 << 20);
    for (size_t i = 0; i < RI_COUNT(lines); i++)
        CHECK_STATUS(ri_identity_contact(control, &lines[i], NULL), RI_OK);
    CHECK_STATUS(ri_identity_flush(control, "a", 1, NULL, NULL), RI_OK);
    ri_identity_of(control, RI_VIEW("C-9"), pseudonym);
    CHECK_STATUS(ri_identity_person(control, ri_view_of(pseudonym), &mem, &person, NULL), RI_OK);
    CHECK_TEXT(person.name, "New Name");
    CHECK_TEXT(person.email, "old@example.com");
    CHECK_TEXT(person.phone, "0123");
    ri_identity_of(control, RI_VIEW("C-5"), pseudonym);
    CHECK_STATUS(ri_identity_person(control, ri_view_of(pseudonym), &mem, &person, NULL), RI_OK);
    CHECK_TEXT(person.name, "Between");
    ri_arena_release(&mem);
    ri_control_close(control);
}

TEST(the_file_keeps_its_secret_is_private_and_refuses_a_newer_schema)
{
    char directory[] = "/tmp/ri-control-XXXXXX", path[64], before[RI_PSEUDONYM_SIZE],
         after[RI_PSEUDONYM_SIZE];
    CHECK(mkdtemp(directory) != NULL);
    snprintf(path, sizeof path, "%s/control.sqlite", directory);
    struct ri_control *control = NULL;
    CHECK_STATUS(ri_control_open(directory, false, &control, NULL), RI_ENOTFOUND);
    control = opened(directory, true);
    ri_identity_of(control, RI_VIEW("x"), before);
    ri_control_close(control);
    struct stat status;
    CHECK_INT(stat(path, &status), 0);
    CHECK_INT(status.st_mode & 077, 0);
    control = opened(directory, false);
    ri_identity_of(control, RI_VIEW("x"), after);
    CHECK_TEXT(after, before);
    CHECK_STATUS(ri_control_script(control, "PRAGMA user_version = 999", NULL), RI_OK);
    ri_control_close(control);
    control = NULL;
    CHECK_STATUS(ri_control_open(directory, false, &control, NULL), RI_ENEWER);
    remove(path);
    rmdir(directory);
}
