/* See import_text.h. */
#include "app/import_text.h"

#include "app/nested.h"
#include "app/workspace.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

void ri_import_text_field(struct ri_text *csv, const char *value)
{
    ri_text_putc(csv, '"');
    for (const char *at = value ? value : ""; *at; at++) {
        if (*at == '"') ri_text_putc(csv, '"');
        ri_text_putc(csv, *at);
    }
    ri_text_puts(csv, "\",");
}

static ri_status fill(int fd, const struct ri_text *csv, struct ri_error *err)
{
    for (size_t at = 0; at < csv->length;) {
        const ssize_t wrote = write(fd, csv->at + at, csv->length - at);
        if (wrote <= 0) return ri_fail(err, RI_ENOMEM, "no room for %zu bytes", csv->length);
        at += (size_t)wrote;
    }
    return lseek(fd, 0, SEEK_SET) == 0 ? RI_OK
                                       : ri_fail(err, RI_EIO, "a memory file is not read again");
}

static ri_status as_file(const struct ri_text *csv, int *ret_fd, struct ri_error *err)
{
    RI_TRY(ri_text_check(csv, err));
    const int fd = memfd_create("import", MFD_CLOEXEC);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "no memory file: %s", strerror(errno));
    const ri_status status = fill(fd, csv, err);
    if (status == RI_OK)
        *ret_fd = fd;
    else
        close(fd);
    return status;
}

static ri_status take(void *context, const struct ri_table_view *table, size_t row,
                      RI_UNUSED struct ri_error *err)
{
    struct ri_imported *ret = context;
    const struct {
        const char *column;
        int64_t    *to;
    } fields[] = {{"import_id", &ret->import_id},
                  {"accepted", &ret->accepted},
                  {"duplicates", &ret->duplicates},
                  {"quarantined", &ret->quarantined}};
    for (size_t i = 0; i < RI_COUNT(fields); i++) {
        const struct ri_column_view *column =
            &table->columns[ri_table_view_find(table, fields[i].column)];
        *fields[i].to = ri_cell_valid(column, row) ? ri_cell_int(column, row) : 0;
    }
    return RI_OK;
}

ri_status ri_import_text(struct ri_call *call, const struct ri_import_text *how,
                         const struct ri_text *csv, struct ri_imported *ret, struct ri_error *err)
{
    struct ri_nested nested;
    int              fd = -1;
    *ret = (struct ri_imported){0};
    RI_TRY(as_file(csv, &fd, err));
    ri_status status =
        ri_nested_begin(call, ri_call_workspace(call), how->principal, "import", &nested, err);
    if (status != RI_OK) {
        close(fd);
        return status;
    }
    status = ri_call_attach(nested.call, "file", how->name, fd, err); /* takes fd */
    if (status == RI_OK) status = ri_call_set(nested.call, "as", how->kind, err);
    if (status == RI_OK) status = ri_call_set(nested.call, "source", how->source, err);
    RI_TRY(ri_nested_rows(&nested, status, NULL, take, ret, err));
    if (how->whole && ret->quarantined)
        return ri_fail(err, RI_EDATA, "%lld records were not taken in: see 'imports rejects %lld'",
                       (long long)ret->quarantined, (long long)ret->import_id);
    return RI_OK;
}

void ri_put_import(struct ri_table_builder *table, const struct ri_call *call, int64_t import_id)
{
    const struct ri_principal *principal = ri_call_principal(call);
    if (import_id && !(principal && principal->stores))
        ri_put_int(table, import_id);
    else
        ri_put_null(table);
}
