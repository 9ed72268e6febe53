/* Which format it is, and the text that it becomes. */
#include "app/import_format_internal.h"

#include "app/files.h"

#include <errno.h>
#include <unistd.h>

enum { HEAD = 4096, BLOCK = 1 << 16 };

/* ---- Text out -------------------------------------------------------------------------------------------------- */

void format_empty(struct format_csv *csv)
{
    if (csv->at++) ri_text_putc(&csv->text, ',');
}

void format_cell(struct format_csv *csv, struct ri_view text)
{
    format_empty(csv);
    ri_text_putc(&csv->text, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"') ri_text_putc(&csv->text, '"');
        ri_text_putc(&csv->text, text.at[i]);
    }
    ri_text_putc(&csv->text, '"');
}

ri_status format_flush(struct format_csv *csv, struct ri_error *err)
{
    RI_TRY(ri_text_check(&csv->text, err));
    for (size_t done = 0; done < csv->text.length;) {
        const ssize_t n = write(csv->fd, csv->text.at + done, csv->text.length - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0)
            return ri_fail(err, ri_status_of_errno(errno), "a temporary file: %s", strerror(errno));
        done += (size_t)n;
    }
    ri_text_clear(&csv->text);
    return RI_OK;
}

ri_status format_record(struct format_csv *csv, struct ri_error *err)
{
    ri_text_putc(&csv->text, '\n');
    csv->at = 0;
    if (csv->text.length < BLOCK) return RI_OK;
    RI_TRY(ri_task_check(csv->task, err));
    return format_flush(csv, err);
}

ri_status format_broken(struct format_csv *csv, struct ri_view text, struct ri_error *err)
{
    format_cell(csv, text);
    if (csv->columns == 1) format_empty(csv);
    return format_record(csv, err);
}

/* ---- Which it is ----------------------------------------------------------------------------------------------- */

/* The first byte behind blanks and a mark of the encoding; *ret_next: the one after it. */
static char first_of(const char *head, size_t length, char *ret_next)
{
    static const char blanks[] = " \t\r\n";
    size_t            at = length >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < length && memchr(blanks, head[at], sizeof blanks - 1)) at++;
    const char first = at < length ? head[at++] : '\0';
    while (at < length && memchr(blanks, head[at], sizeof blanks - 1)) at++;
    *ret_next = at < length ? head[at] : '\0';
    return first;
}

static bool is_array(const char *head, size_t length)
{
    char       next;
    const char first = first_of(head, length, &next);
    return first == '[' && (next == '{' || next == ']');
}

static bool is_object(const char *head, size_t length)
{
    char       next;
    const char first = first_of(head, length, &next);
    return first == '{' && (next == '"' || next == '}');
}

static bool begins(const char *head, size_t length, const char *mark)
{
    return length >= strlen(mark) && memcmp(head, mark, strlen(mark)) == 0;
}

static bool is_stream(const char *head, size_t length)
{
    return begins(head, length, "\xFF\xFF\xFF\xFF");
}

static bool is_file(const char *head, size_t length)
{
    return begins(head, length, "ARROW1");
}

static bool is_parquet(const char *head, size_t length)
{
    return begins(head, length, "PAR1");
}

static const struct {
    const char *name;
    bool (*is)(const char *head, size_t length);
    format_fn *read;
} formats[] = {
    {"JSON", is_array, format_json_array},     {"JSON", is_object, format_json_lines},
    {"Arrow", is_stream, format_arrow_stream}, {"Arrow", is_file, format_arrow_file},
    {"Parquet", is_parquet, format_parquet},
};

/* ---- Open ------------------------------------------------------------------------------------------------------ */

static ri_status digest(int fd, const char *name, struct ri_import_format *ret,
                        struct ri_error *err)
{
    struct ri_sha256 *sha256;
    char              bytes[BLOCK];
    ssize_t           n;
    RI_TRY(ri_sha256_new(&sha256, err));
    while ((n = read(fd, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR)) {
        if (n < 0) continue;
        ri_sha256_add(sha256, bytes, (size_t)n);
        ret->bytes += (uint64_t)n;
    }
    const int number = errno;
    if (n == 0) ri_sha256_finish(sha256, ret->sha256);
    ri_sha256_free(sha256);
    return n == 0 ? RI_OK
                  : ri_fail(err, ri_status_of_errno(number), "%s: %s", name, strerror(number));
}

static ri_status convert(int fd, const char *name, off_t from, format_fn *read,
                         struct format_csv *csv, struct ri_import_format *ret, struct ri_error *err)
{
    RI_TRY(digest(fd, name, ret, err));
    if (lseek(fd, from, SEEK_SET) < 0)
        return ri_fail(err, ri_status_of_errno(errno), "%s: %s", name, strerror(errno));
    RI_TRY(read(fd, csv, err));
    RI_TRY(format_flush(csv, err));
    return lseek(csv->fd, 0, SEEK_SET) == 0
               ? RI_OK
               : ri_fail(err, RI_EIO, "a temporary file: %s", strerror(errno));
}

ri_status ri_import_format_open(struct ri_call *call, int fd, const char *name,
                                struct ri_import_format *ret, struct ri_error *err)
{
    char          head[HEAD];
    const off_t   from = lseek(fd, 0, SEEK_CUR);
    const ssize_t length = from < 0 ? -1 : pread(fd, head, sizeof head, from);
    size_t        which = 0;
    *ret = (struct ri_import_format){.fd = -1};
    while (which < RI_COUNT(formats) && !(length > 0 && formats[which].is(head, (size_t)length)))
        which++;
    if (which == RI_COUNT(formats)) return RI_OK;
    struct format_csv csv = {.task = ri_call_task(call)};
    RI_TRY(ri_temporary_file(&csv.fd, err));
    ri_status status = convert(fd, name, from, formats[which].read, &csv, ret, err);
    ri_text_release(&csv.text);
    if (status != RI_OK) {
        close(csv.fd);
        return status;
    }
    ret->name = formats[which].name;
    ret->fd = csv.fd;
    return RI_OK;
}

void ri_import_format_close(struct ri_import_format *format)
{
    if (format->fd >= 0) close(format->fd);
    format->fd = -1;
}

/* ---- What is certain of it ------------------------------------------------------------------------------------- */

static bool says(const char *const *sets, const char *set)
{
    const size_t key = strcspn(set, "=") + 1;
    for (; sets && *sets; sets++) {
        if (strncmp(*sets, set, key) == 0) return true;
    }
    return false;
}

const char *const *ri_import_format_sets(struct ri_call *call, const char *const *sets)
{
    static const char *const certain[] = {"delimiter=comma", "quote=double", "header=yes",
                                          "encoding=utf-8", "decimal=point"};
    size_t                   count = 0, given = 0;
    while (sets && sets[given]) given++;
    const char **all = ri_arena_new(ri_call_mem(call), const char *, RI_COUNT(certain) + given + 1);
    if (!all) return NULL;
    for (size_t i = 0; i < RI_COUNT(certain); i++) {
        if (!says(sets, certain[i])) all[count++] = certain[i];
    }
    for (size_t i = 0; i < given; i++) all[count++] = sets[i];
    return all;
}
