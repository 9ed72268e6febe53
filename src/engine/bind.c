/* Values of named parameters, and literals where SQL takes none. */
#include "engine.h"

struct ri_bind ri_bind_null(const char *name)
{
    return (struct ri_bind){.name = name, .type = RI_BIND_NULL};
}

struct ri_bind ri_bind_int64(const char *name, int64_t value)
{
    return (struct ri_bind){.name = name, .type = RI_BIND_INT64, .integer = value};
}

struct ri_bind ri_bind_double(const char *name, double value)
{
    return (struct ri_bind){.name = name, .type = RI_BIND_DOUBLE, .number = value};
}

struct ri_bind ri_bind_text(const char *name, struct ri_view value)
{
    return (struct ri_bind){.name = name, .type = RI_BIND_TEXT, .text = value};
}

struct ri_bind ri_bind_string(const char *name, const char *value)
{
    return value ? ri_bind_text(name, ri_view_of(value)) : ri_bind_null(name);
}

struct ri_bind ri_bind_bool(const char *name, bool value)
{
    return (struct ri_bind){.name = name, .type = RI_BIND_BOOL, .integer = value};
}

struct ri_bind ri_bind_date(const char *name, ri_day value)
{
    return (struct ri_bind){.name = name, .type = RI_BIND_DATE, .integer = value};
}

struct ri_bind ri_bind_timestamp(const char *name, int64_t us)
{
    return (struct ri_bind){.name = name, .type = RI_BIND_TIMESTAMP, .integer = us};
}

struct ri_bind ri_bind_blob(const char *name, struct ri_view value)
{
    return (struct ri_bind){.name = name, .type = RI_BIND_BLOB, .text = value};
}

struct ri_bind ri_bind_int64_list(const char *name, const int64_t *values, size_t count)
{
    return (struct ri_bind){
        .name = name, .type = RI_BIND_INT64_LIST, .integers = values, .count = count};
}

struct ri_bind ri_bind_text_list(const char *name, const char *const *values, size_t count)
{
    return (struct ri_bind){
        .name = name, .type = RI_BIND_TEXT_LIST, .texts = values, .count = count};
}

void ri_sql_quote(struct ri_text *sql, const char *text)
{
    ri_text_putc(sql, '\'');
    for (; *text; text++) {
        if (*text == '\'') ri_text_putc(sql, '\'');
        ri_text_putc(sql, *text);
    }
    ri_text_putc(sql, '\'');
}
