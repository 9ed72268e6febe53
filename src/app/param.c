/* One reader a type, in a table. */
#include "app/param.h"

#include <math.h>

struct reader {
    const char *wants; /* "an integer" */
    bool (*read)(const struct ri_param *param, struct ri_value *value);
};

static bool read_text(const struct ri_param *param, struct ri_value *value)
{
    (void)param;
    return ri_utf8_valid(value->text, strlen(value->text)) == strlen(value->text);
}

static bool read_name(const struct ri_param *param, struct ri_value *value)
{
    return value->text[0] && read_text(param, value);
}

static bool read_flag(const struct ri_param *param, struct ri_value *value)
{
    (void)param;
    static const char *const yes[] = {"true", "yes", "1", "on"}, *const no[] = {"false", "no", "0",
                                                                                "off"};
    for (size_t i = 0; i < RI_COUNT(yes); i++) {
        if (strcmp(value->text, yes[i]) == 0) return (value->as.integer = 1) != 0;
        if (strcmp(value->text, no[i]) == 0) return !(value->as.integer = 0);
    }
    return false;
}

static bool read_integer(const struct ri_param *param, struct ri_value *value)
{
    (void)param;
    return ri_parse_int(ri_view_of(value->text), &value->as.integer);
}

static bool read_count(const struct ri_param *param, struct ri_value *value)
{
    return read_integer(param, value) && value->as.integer >= 0;
}

static bool read_number(const struct ri_param *param, struct ri_value *value)
{
    (void)param;
    return ri_parse_double(ri_view_of(value->text), &value->as.number);
}

static bool read_money(const struct ri_param *param, struct ri_value *value)
{
    (void)param;
    return ri_parse_decimal(ri_view_of(value->text), 6, &value->as.integer);
}

static bool read_date(const struct ri_param *param, struct ri_value *value)
{
    (void)param;
    return ri_day_parse(ri_view_of(value->text), &value->as.day);
}

static bool read_period(const struct ri_param *param, struct ri_value *value)
{
    (void)param;
    struct ri_span span = {0, 0};
    return ri_span_of_period(value->text, ri_day_of(2026, 1, 1), &span, NULL) == RI_OK;
}

static bool read_duration(const struct ri_param *param, struct ri_value *value)
{
    (void)param;
    static const struct {
        char    unit;
        int64_t minutes;
    } units[] = {{'m', 1}, {'h', 60}, {'d', 1440}, {'w', 10080}};
    const size_t length = strlen(value->text);
    for (size_t i = 0; i < RI_COUNT(units) && length > 1; i++) {
        if (value->text[length - 1] != units[i].unit) continue;
        int64_t count;
        if (!ri_parse_int((struct ri_view){value->text, length - 1}, &count) || count < 0 ||
            count > 1000000)
            return false;
        value->as.integer = count * units[i].minutes;
        return true;
    }
    return false;
}

static bool read_enum(const struct ri_param *param, struct ri_value *value)
{
    for (size_t i = 0; param->values && param->values[i]; i++) {
        if (strcmp(param->values[i], value->text) == 0) return true;
    }
    return false;
}

static bool read_quantile(const struct ri_param *param, struct ri_value *value)
{
    return read_number(param, value) && value->as.number > 0 && value->as.number < 1;
}

static bool read_pair(const struct ri_param *param, struct ri_value *value)
{
    const char *equals = strchr(value->text, '=');
    return equals && equals != value->text && read_text(param, value);
}

static const struct reader readers[RI_PARAM_TYPE_COUNT] = {
    [RI_PARAM_TEXT] = {"text in UTF-8", read_text},
    [RI_PARAM_FLAG] = {"true or false", read_flag},
    [RI_PARAM_INTEGER] = {"a whole number", read_integer},
    [RI_PARAM_COUNT] = {"a whole number, 0 or more", read_count},
    [RI_PARAM_NUMBER] = {"a number", read_number},
    [RI_PARAM_MONEY] = {"an amount such as 12.50", read_money},
    [RI_PARAM_DATE] = {"a date such as 2026-11-20", read_date},
    [RI_PARAM_PERIOD] = {"a period such as 2026, 2026-Q1, 2026-11, last_12_months or all",
                         read_period},
    [RI_PARAM_DURATION] = {"a duration such as 14d, 2w or 90m", read_duration},
    [RI_PARAM_ENUM] = {"one of", read_enum},
    [RI_PARAM_STORE] = {"the code of a store", read_name},
    [RI_PARAM_PRODUCT] = {"the code of a product", read_name},
    [RI_PARAM_CUSTOMER] = {"a customer number", read_name},
    [RI_PARAM_COLUMN] = {"the name of a column", read_name},
    [RI_PARAM_QUANTILES] = {"quantiles between 0 and 1, such as 0.1,0.5,0.9", read_quantile},
    [RI_PARAM_PAIR] = {"name=value", read_pair},
    [RI_PARAM_PATH] = {"a path", read_name},
    [RI_PARAM_FILE] = {"a file", read_name},
};

static ri_status refuse(const struct ri_param *param, const char *text, struct ri_error *err)
{
    struct ri_text wants = {0};
    ri_text_puts(&wants, readers[param->type].wants);
    for (size_t i = 0; param->values && param->values[i]; i++)
        ri_text_printf(&wants, "%s %s", i ? "," : "", param->values[i]);
    const char     *nearest = param->values ? ri_nearest(text, param->values) : NULL;
    const ri_status status = ri_fail(
        err, RI_EUSAGE, "--%s wants %s; got '%.80s'%s%s%s", param->name, wants.at ? wants.at : "",
        text, nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
    ri_text_release(&wants);
    return status;
}

ri_status ri_param_view(const struct ri_param *param, const char *text, struct ri_value *ret,
                        struct ri_error *err)
{
    struct ri_value value = {.text = text};
    if (!readers[param->type].read(param, &value)) return refuse(param, text, err);
    *ret = value;
    return RI_OK;
}

ri_status ri_param_read(const struct ri_param *param, const char *text, struct ri_arena *mem,
                        struct ri_value *ret, struct ri_error *err)
{
    const char *copy = ri_arena_copy(mem, text, strlen(text));
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room for the value of --%s", param->name);
    return ri_param_view(param, copy, ret, err);
}

ri_status ri_param_find(const struct ri_operation_info *info, const char *name, size_t *ret_index,
                        struct ri_error *err)
{
    enum { MOST = 64 };
    const char *names[MOST + 1] = {0};
    for (size_t i = 0; i < info->param_count; i++) {
        if (strcmp(info->params[i].name, name) == 0) {
            *ret_index = i;
            return RI_OK;
        }
        if (i < MOST) names[i] = info->params[i].name;
    }
    const char *nearest = ri_nearest(name, names);
    return ri_fail(err, RI_EUSAGE, "%s has no parameter '%.60s'%s%s%s", info->name, name,
                   nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
}
