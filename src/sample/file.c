/* Output files and the numbers in them. Text grows in memory and is written in large pieces. */
#include "sample_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

ri_status file_open(const char *directory, const char *name, int *ret_fd, struct ri_error *err)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
        return ri_fail(err, RI_EUSAGE, "sample: the name of folder %.100s is too long", directory);
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "sample: %s: %s", path, strerror(errno));
    *ret_fd = fd;
    return RI_OK;
}

ri_status file_add(int fd, const char *name, struct ri_text *text, struct ri_error *err)
{
    RI_TRY(ri_text_check(text, err));
    for (size_t done = 0; done < text->length;) {
        const ssize_t n = write(fd, text->at + done, text->length - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            return ri_fail(err, ri_status_of_errno(errno), "sample: writing %s: %s", name,
                           strerror(errno));
        done += (size_t)n;
    }
    ri_text_clear(text);
    return RI_OK;
}

ri_status file_close(int fd, const char *name, struct ri_error *err)
{
    if (close(fd) == 0) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "sample: closing %s: %s", name, strerror(errno));
}

void put_int(struct ri_text *out, int64_t value)
{
    char     digits[24];
    size_t   at = sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0) digits[--at] = '-';
    ri_text_add(out, digits + at, sizeof digits - at);
}

static void put_two(char *at, int value)
{
    at[0] = (char)('0' + value / 10 % 10);
    at[1] = (char)('0' + value % 10);
}

void put_cents(struct ri_text *out, int64_t minor)
{
    const int64_t size = minor < 0 ? -minor : minor;
    char          cents[3] = {'.'};
    put_two(cents + 1, (int)(size % 100));
    if (minor < 0) ri_text_putc(out, '-');
    put_int(out, size / 100);
    ri_text_add(out, cents, 3);
}

static void fill_day(char text[10], ri_day day)
{
    const struct ri_civil c = ri_day_civil(day);
    put_two(text, c.year / 100);
    put_two(text + 2, c.year);
    text[4] = text[7] = '-';
    put_two(text + 5, c.month);
    put_two(text + 8, c.day);
}

void put_day(struct ri_text *out, ri_day day)
{
    char text[10];
    fill_day(text, day);
    ri_text_add(out, text, sizeof text);
}

void put_time(struct ri_text *out, ri_day day, int minute)
{
    char text[16];
    fill_day(text, day + minute / 1440);
    text[10] = ' ';
    put_two(text + 11, minute / 60 % 24);
    text[13] = ':';
    put_two(text + 14, minute % 60);
    ri_text_add(out, text, sizeof text);
}
