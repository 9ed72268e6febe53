/* Links and sessions: made, used once, too old, forged. */
#include "access.h"

#include "base/test.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void begin(void)
{
    snprintf(folder, sizeof folder, "/tmp/ri-access-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *at)
{
    (void)info, (void)type, (void)at;
    return remove(path);
}

static void end(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

TEST(access_a_link_opens_one_session)
{
    char link[RI_SECRET_SIZE], session[RI_SECRET_SIZE], other[RI_SECRET_SIZE];
    begin();
    CHECK_STATUS(ri_access_link(folder, 1000, link, NULL), RI_OK);
    CHECK_INT(strlen(link), 64);
    CHECK_STATUS(ri_access_check(folder, link, 1000, NULL), RI_EAUTHENTICATE); /* no session */
    CHECK_STATUS(ri_access_enter(folder, link, 1000 + 1799, session, NULL), RI_OK);
    CHECK_STATUS(ri_access_enter(folder, link, 1000 + 1799, other, NULL), RI_EAUTHENTICATE);
    CHECK_STATUS(ri_access_check(folder, session, 5000, NULL), RI_OK);
    CHECK_STATUS(ri_access_enter(folder, session, 5000, other, NULL), RI_EAUTHENTICATE);
    CHECK_STATUS(ri_access_check(folder, session, 1000 + 1799 + RI_SESSION_SECONDS + 1, NULL),
                 RI_EAUTHENTICATE);
    CHECK_STATUS(ri_access_end(folder, session, NULL), RI_OK);
    CHECK_STATUS(ri_access_end(folder, session, NULL), RI_OK);
    CHECK_STATUS(ri_access_check(folder, session, 5000, NULL), RI_EAUTHENTICATE);
    end();
}

TEST(access_secrets_are_old_forged_or_no_secrets)
{
    char link[RI_SECRET_SIZE], session[RI_SECRET_SIZE];
    begin();
    CHECK_STATUS(ri_access_link(folder, 1000, link, NULL), RI_OK);
    CHECK_STATUS(ri_access_enter(folder, link, 1000 + RI_LINK_SECONDS + 1, session, NULL),
                 RI_EAUTHENTICATE);
    static const char *const bad[] = {
        "",
        "../../../etc/passwd",
        "0",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000/",
        "ABCDEF0000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        CHECK_STATUS(ri_access_check(folder, bad[i], 1000, NULL), RI_EAUTHENTICATE);
        CHECK_STATUS(ri_access_enter(folder, bad[i], 1000, session, NULL), RI_EAUTHENTICATE);
    }
    CHECK_STATUS(ri_access_check(folder, NULL, 1000, NULL), RI_EAUTHENTICATE);
    end();
}

TEST(access_folder_is_the_owners_and_holds_no_secret)
{
    char        link[RI_SECRET_SIZE], path[256];
    struct stat info;
    begin();
    CHECK_STATUS(ri_access_link(folder, 1000, link, NULL), RI_OK);
    snprintf(path, sizeof path, "%s/access", folder);
    CHECK(stat(path, &info) == 0 && (info.st_mode & 0777) == 0700);
    snprintf(path, sizeof path, "%s/access/link.%s", folder, link);
    CHECK(access(path, F_OK) != 0); /* its hash is, not itself */
    CHECK_STATUS(ri_access_link("/nowhere/at/all", 1000, link, NULL), RI_ENOTFOUND);
    end();
}

TEST(access_address_is_of_a_living_process)
{
    char            address[RI_ACCESS_ADDRESS_SIZE], path[256];
    struct ri_error err = {0};
    begin();
    CHECK_STATUS(ri_access_address(folder, address, &err), RI_ENOTFOUND);
    CHECK_STATUS(ri_access_announce(folder, "http://127.0.0.1:8787", NULL), RI_OK);
    CHECK_STATUS(ri_access_address(folder, address, NULL), RI_OK);
    CHECK_TEXT(address, "http://127.0.0.1:8787");
    CHECK_STATUS(ri_access_announce(folder, NULL, NULL), RI_OK);
    CHECK_STATUS(ri_access_announce(folder, NULL, NULL), RI_OK);
    CHECK_STATUS(ri_access_address(folder, address, NULL), RI_ENOTFOUND);
    snprintf(path, sizeof path, "%s/access/address", folder);
    FILE *file = fopen(path, "w");
    fputs("4194304 http://127.0.0.1:1\n", file); /* above the largest pid */
    fclose(file);
    CHECK_STATUS(ri_access_address(folder, address, NULL), RI_ENOTFOUND);
    end();
}
