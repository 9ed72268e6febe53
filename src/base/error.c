/* Statuses and the error record. */
#include "error.h"

#include <errno.h>
#include <stdarg.h>

static const struct {
    const char *name, *text;
    int         http, exit_code;
} statuses[] = {
#define ROW(code, text, http, exit_code) [code] = {#code, text, http, exit_code},
    RI_STATUS_MAP(ROW)
#undef ROW
};

static bool known(ri_status status)
{
    return (unsigned)status < RI_STATUS_COUNT;
}

const char *ri_status_name(ri_status status)
{
    return known(status) ? statuses[status].name : "RI_E?";
}

const char *ri_status_text(ri_status status)
{
    return known(status) ? statuses[status].text : "unknown status";
}

int ri_status_http(ri_status status)
{
    return known(status) ? statuses[status].http : 500;
}

int ri_status_exit(ri_status status)
{
    return known(status) ? statuses[status].exit_code : 1;
}

ri_status ri_fail_at(struct ri_error *err, ri_status code, const char *file, int line,
                     const char *fmt, ...)
{
    if (!err) return code;
    char    text[sizeof err->message]; /* the arguments may be the old message */
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    *err = (struct ri_error){.code = code, .file = file, .line = line};
    snprintf(err->message, sizeof err->message, "%s", text);
    return code;
}

ri_status ri_error_prefix(struct ri_error *err, const char *fmt, ...)
{
    if (!err) return RI_EINTERNAL;
    const size_t size = sizeof err->message, length = strlen(err->message);
    char         prefix[sizeof err->message];
    va_list      args;
    va_start(args, fmt);
    vsnprintf(prefix, size - 2, fmt, args);
    va_end(args);
    const size_t head = strlen(prefix) + 2,
                 kept = length < size - 1 - head ? length : size - 1 - head;
    memmove(err->message + head, err->message, kept);
    memcpy(err->message, prefix, head - 2);
    memcpy(err->message + head - 2, ": ", 2);
    err->message[head + kept] = '\0';
    return err->code;
}

ri_status ri_status_of_errno(int number)
{
    static const struct {
        int       number;
        ri_status status;
    } rows[] = {
        {ENOENT, RI_ENOTFOUND}, {ENOTDIR, RI_ENOTFOUND},  {EACCES, RI_EFORBIDDEN},
        {EPERM, RI_EFORBIDDEN}, {EROFS, RI_EFORBIDDEN},   {ENOSPC, RI_ENOSPACE},
        {EDQUOT, RI_ENOSPACE},  {EFBIG, RI_ENOSPACE},     {ENOMEM, RI_ENOMEM},
        {EEXIST, RI_ECONFLICT}, {ETIMEDOUT, RI_ETIMEOUT}, {EISDIR, RI_EUSAGE},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (rows[i].number == number) return rows[i].status;
    }
    return RI_EIO;
}
