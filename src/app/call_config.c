/* YAML into parameters: the same checks as on the command line, because it is the same function. */
#include "app/call_config.h"

#include "app/files.h"
#include "app/operation.h"
#include "base/yaml.h"

enum { CONFIG_MOST = 1 << 20 };

static const struct ri_param *param_of(struct ri_call *call, const char *name)
{
    const struct ri_operation_info *info = &ri_call_operation(call)->info;
    for (size_t i = 0; i < info->param_count; i++)
        if (strcmp(info->params[i].name, name) == 0) return &info->params[i];
    return NULL;
}

/* A file of the config is where the caller would find it. */
static ri_status set_value(struct ri_call *call, const char *key, const char *text, bool outside,
                           struct ri_error *err)
{
    if (!text) text = "";
    if (outside && *text && strcmp(text, "-") != 0) RI_TRY(ri_call_path(call, text, &text, err));
    return ri_call_set(call, key, text, err);
}

/* A caller in another process has not read the file: what it gives is told with the answer. */
static void tell(struct ri_call *call, const struct ri_yaml *member)
{
    struct ri_text text = {0};
    ri_text_puts(&text, member->text ? member->text : "");
    for (const struct ri_yaml *item = member->first; item; item = item->next)
        ri_text_printf(&text, "%s%s", item == member->first ? "" : ",",
                       item->text ? item->text : "");
    ri_call_used(call, member->key, text.at ? text.at : "");
    ri_text_release(&text);
}

static ri_status set_member(struct ri_call *call, const char *file, const struct ri_yaml *member,
                            struct ri_error *err)
{
    const struct ri_param *param = param_of(call, member->key);
    const bool outside = param && (param->type == RI_PARAM_FILE || param->type == RI_PARAM_PATH);
    if (outside && ri_call_principal(call))
        return ri_fail(err, RI_EFORBIDDEN, "%s line %zu: '%s' names a file, which a config may not",
                       file, member->line, member->key);
    if (param && ri_call_given(call, member->key)) return RI_OK; /* the caller's word counts */
    if (member->type == RI_YAML_MAP)
        return ri_fail(err, RI_EUSAGE, "%s line %zu: '%s' wants a value or a list", file,
                       member->line, member->key);
    ri_status status = RI_OK;
    if (member->type == RI_YAML_SCALAR)
        status = set_value(call, member->key, member->text, outside, err);
    for (const struct ri_yaml *item = member->type == RI_YAML_LIST ? member->first : NULL;
         item && status == RI_OK; item = item->next)
        status = set_value(call, member->key, item->text, outside, err);
    if (status != RI_OK) return ri_error_prefix(err, "%s line %zu", file, member->line);
    tell(call, member);
    return RI_OK;
}

ri_status ri_call_config(struct ri_call *call, const char *parameter, struct ri_error *err)
{
    int                   fd;
    const char           *name;
    struct ri_text        text = {.most = CONFIG_MOST};
    const struct ri_yaml *root;
    if (!ri_call_file(call, parameter, 0, &fd, &name)) return RI_OK;
    ri_status status = ri_read_file(fd, name, &text, err);
    if (status == RI_OK)
        status =
            ri_yaml_read(text.at ? text.at : "", text.length, name, ri_call_mem(call), &root, err);
    if (status == RI_OK && root->type != RI_YAML_MAP)
        status = ri_fail(err, RI_EDATA, "%s is no map of parameters", name);
    for (const struct ri_yaml *member = status == RI_OK ? root->first : NULL;
         member && status == RI_OK; member = member->next)
        status = set_member(call, name, member, err);
    ri_text_release(&text);
    return status;
}
