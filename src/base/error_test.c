#include "test.h"

#include <errno.h>

TEST(error_statuses_are_complete)
{
    for (int i = 0; i < RI_STATUS_COUNT; i++) {
        const ri_status status = (ri_status)i;
        CHECK(strncmp(ri_status_name(status), "RI_", 3) == 0);
        CHECK(strlen(ri_status_text(status)) > 1);
        CHECK(status == RI_OK ? ri_status_http(status) == 200 : ri_status_http(status) >= 400);
        CHECK((status == RI_OK) == (ri_status_exit(status) == 0));
    }
    CHECK_INT(ri_status_exit(RI_EDATA), 3);
    CHECK_INT(ri_status_exit(RI_ECANCELLED), 130);
    CHECK_TEXT(ri_status_name((ri_status)999), "RI_E?");
    CHECK_INT(ri_status_http((ri_status)999), 500);
}

static ri_status failing(struct ri_error *err)
{
    return ri_fail(err, RI_EDATA, "row %d has %s", 17, "no store");
}

static ri_status passing_on(struct ri_error *err)
{
    RI_TRY(failing(err));
    return RI_OK;
}

TEST(error_says_what_and_where)
{
    struct ri_error err = {0};
    CHECK_STATUS(passing_on(&err), RI_EDATA);
    CHECK_STATUS(passing_on(NULL), RI_EDATA);
    CHECK_STATUS(err.code, RI_EDATA);
    CHECK_TEXT(err.message, "row 17 has no store");
    CHECK(err.line > 0 && strstr(err.file, "error_test.c"));
    CHECK_STATUS(ri_error_prefix(&err, "file %s", "a.csv"), RI_EDATA);
    CHECK_TEXT(err.message, "file a.csv: row 17 has no store");
    CHECK_STATUS(ri_error_prefix(NULL, "x"), RI_EINTERNAL);
}

TEST(error_may_quote_itself)
{
    struct ri_error err = {0};
    failing(&err);
    CHECK_STATUS(ri_fail(&err, RI_EIO, "import stopped: %s", err.message), RI_EIO);
    CHECK_TEXT(err.message, "import stopped: row 17 has no store");
}

TEST(error_messages_are_cut_not_overrun)
{
    struct ri_error err = {0};
    char            longer[2 * sizeof err.message];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    ri_fail(&err, RI_EIO, "%s", longer);
    CHECK_INT(strlen(err.message), sizeof err.message - 1);
    ri_error_prefix(&err, "%s", "head");
    CHECK_INT(strlen(err.message), sizeof err.message - 1);
    CHECK(strncmp(err.message, "head: xxx", 9) == 0);
    ri_error_prefix(&err, "%s", longer);
    CHECK_INT(strlen(err.message), sizeof err.message - 1);
}

TEST(error_statuses_of_errno)
{
    CHECK_STATUS(ri_status_of_errno(ENOENT), RI_ENOTFOUND);
    CHECK_STATUS(ri_status_of_errno(ENOSPC), RI_ENOSPACE);
    CHECK_STATUS(ri_status_of_errno(EACCES), RI_EFORBIDDEN);
    CHECK_STATUS(ri_status_of_errno(ENOMEM), RI_ENOMEM);
    CHECK_STATUS(ri_status_of_errno(EPIPE), RI_EIO);
}
