/* Rows of an export, and those that come from the warehouse. */
#include "app/privacy_rows.h"

#include "app/operation.h"
#include "app/workspace.h"

#include <ctype.h>

void ri_privacy_entry(struct ri_privacy_rows *rows, const char *section)
{
    const bool same = rows->section && strcmp(rows->section, section) == 0;
    rows->entry = same ? rows->entry + 1 : 1;
    rows->section = section;
}

static void put(struct ri_privacy_rows *rows, struct ri_view field, struct ri_view value)
{
    ri_put_string(rows->table, rows->section);
    ri_put_int(rows->table, rows->entry);
    ri_put_text(rows->table, field);
    ri_put_text(rows->table, value);
}

void ri_privacy_field(struct ri_privacy_rows *rows, const char *field, const char *value)
{
    if (value) put(rows, ri_view_of(field), ri_view_of(value));
}

void ri_privacy_day(struct ri_privacy_rows *rows, const char *field, ri_day day)
{
    struct ri_text text = {0};
    ri_text_day(&text, day);
    ri_privacy_field(rows, field, text.at);
    ri_text_release(&text);
}

void ri_privacy_time(struct ri_privacy_rows *rows, const char *field, int64_t seconds)
{
    struct ri_text text = {0};
    const int64_t  day = seconds / 86400 - (seconds % 86400 < 0), rest = seconds - day * 86400;
    ri_text_day(&text, (ri_day)day);
    ri_text_printf(&text, " %02d:%02d:%02d", (int)(rest / 3600), (int)(rest / 60 % 60),
                   (int)(rest % 60));
    ri_privacy_field(rows, field, text.at);
    ri_text_release(&text);
}

/* section, entry, field, value */
static ri_status take_fact(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ri_privacy_rows *rows = context;
    const struct ri_view    section = ri_row_text(row, 0);
    (void)err;
    if (ri_row_missing(row, 3)) return RI_OK;
    if (!rows->section || !ri_view_is(section, rows->section))
        rows->section =
            ri_arena_printf(ri_call_mem(rows->call), "%.*s", (int)section.length, section.at);
    rows->entry = ri_row_int64(row, 1);
    put(rows, ri_row_text(row, 2), ri_row_text(row, 3));
    return RI_OK;
}

ri_status ri_privacy_facts(struct ri_privacy_rows *rows, const struct ri_person_meant *meant,
                           struct ri_error *err)
{
    struct ri_warehouse    *warehouse;
    const char             *sql;
    const struct ri_person *p = &meant->person;
    const char             *names[4];
    size_t                  count = 0;
    const char *const       known[] = {p->natural, p->name, p->email, p->phone};
    for (size_t i = 0; i < RI_COUNT(known); i++)
        if (known[i] && *known[i]) names[count++] = known[i];
    RI_TRY(ri_call_warehouse(rows->call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find("sql/app/customer_export.sql", &sql, err));
    const struct ri_bind binds[] = {ri_bind_string("pseudonym", meant->pseudonym),
                                    ri_bind_text_list("names", names, count)};
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(rows->call), take_fact,
                             rows, err);
}
