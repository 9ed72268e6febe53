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
        status = ri_call_set(call, member->key, member->text ? member->text : "", err);
    for (const struct ri_yaml *item = member->type == RI_YAML_LIST ? member->first : NULL;
         item && status == RI_OK; item = item->next)
        status = ri_call_set(call, member->key, item->text ? item->text : "", err);
    return status == RI_OK ? RI_OK : ri_error_prefix(err, "%s line %zu", file, member->line);
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
