/* HELLO: are the two processes the same program with the same settings? */
#include "app/own_operations.h"
#include "app/protocol.h"

#include "base/hash.h"

ri_status pass_folder(const struct ri_workspace *workspace, char *buffer, size_t room,
                      struct ri_error *err)
{
    const int length = snprintf(buffer, room, "%s/run", ri_workspace_directory(workspace));
    if (length < 0 || (size_t)length >= room)
        return ri_fail(err, RI_EUSAGE, "the name of the workspace is too long");
    return RI_OK;
}

const char *pass_text(const struct ri_json_value *object, const char *key, struct ri_arena *mem)
{
    const char *text = ri_json_string(ri_json_member(object, key));
    return text ? ri_arena_copy(mem, text, strlen(text)) : NULL;
}

int64_t pass_integer(const struct ri_json_value *object, const char *key, int64_t otherwise,
                     struct ri_arena *mem)
{
    int64_t     value;
    const char *text = ri_json_scalar(ri_json_member(object, key), mem);
    return text && ri_parse_int(ri_view_of(text), &value) ? value : otherwise;
}

/* ---- The program ---------------------------------------------------------------------------------------- */

static void add_params(struct ri_key *key, const struct ri_operation_info *info)
{
    for (size_t i = 0; i < info->param_count; i++) {
        const struct ri_param *param = &info->params[i];
        ri_key_text(key, ri_view_of(param->name));
        ri_key_int(key, param->type);
        ri_key_int(key, param->flags);
        ri_key_text(key, ri_view_of(param->fallback));
    }
}

/* Two builds of one version may know different operations: a fingerprint of the table tells. A workspace's own are not of the build. */
static void write_fingerprint(char *buffer, size_t room)
{
    struct ri_key key = {0};
    const struct ri_operation_info *info;
    for (size_t i = 0; (info = ri_operation_at(i)); i++) {
        if (!ri_operation_is_builtin(info->name)) continue;
        ri_key_text(&key, ri_view_of(info->name));
        ri_key_int(&key, info->flags);
        add_params(&key, info);
        for (size_t c = 0; c < info->column_count; c++)
            ri_key_text(&key, ri_view_of(info->columns[c].name));
    }
    snprintf(buffer, room, "%016llx", (unsigned long long)ri_key_hash(&key));
    ri_key_release(&key);
}

/* ---- The settings --------------------------------------------------------------------------------------- */

/* How much of the machine a process takes changes no answer: each has its own. */
static bool changes_answers(size_t key)
{
    return key != RI_CONFIG_MEMORY && key != RI_CONFIG_THREADS;
}

static void write_settings(const struct ri_config *config, struct ri_json *json)
{
    ri_json_key(json, "settings");
    ri_json_object(json);
    for (size_t i = 0; i < RI_CONFIG_COUNT; i++) {
        if (!changes_answers(i)) continue;
        ri_json_key(json, ri_config_name((ri_config_key)i));
        ri_json_array(json);
        ri_json_text(json, config->settings[i].value);
        ri_json_text(json, config->settings[i].origin);
        ri_json_end(json);
    }
    ri_json_end(json);
}

static ri_status check_settings(const struct ri_config *config, const struct ri_json_value *theirs,
                                struct ri_error *err)
{
    for (size_t i = 0; i < RI_CONFIG_COUNT; i++) {
        if (!changes_answers(i)) continue;
        const char                 *key = ri_config_name((ri_config_key)i);
        const struct ri_json_value *pair = ri_json_member(theirs, key);
        const char                 *value = ri_json_string(ri_json_at(pair, 0, NULL)),
                   *origin = ri_json_string(ri_json_at(pair, 1, NULL));
        const struct ri_setting *ours = &config->settings[i];
        if (value && strcmp(value, ours->value) == 0) continue;
        return ri_fail(err, RI_ECONFLICT,
                       "%s is '%s' (%s) in the process that serves this workspace and '%s' (%s) "
                       "here: restart it with this setting, or leave it as it is there",
                       key, value ? value : "", origin ? origin : "?", ours->value, ours->origin);
    }
    return RI_OK;
}

/* ---- Both ----------------------------------------------------------------------------------------------- */

void pass_write_hello(const struct ri_workspace *workspace, struct ri_text *out)
{
    struct ri_json json = {.out = out};
    char           fingerprint[32];
    write_fingerprint(fingerprint, sizeof fingerprint);
    ri_json_object(&json);
    ri_json_key(&json, "protocol");
    ri_json_int(&json, PASS_PROTOCOL);
    ri_json_key(&json, "version");
    ri_json_text(&json, ri_version());
    ri_json_key(&json, "operations");
    ri_json_text(&json, fingerprint);
    write_settings(ri_workspace_config(workspace), &json);
    ri_json_end(&json);
}

static ri_status check_program(const struct ri_json_value *root, long process, struct ri_arena *mem,
                               struct ri_error *err)
{
    char        ours[32];
    const char *version = pass_text(root, "version", mem),
               *theirs = pass_text(root, "operations", mem);
    write_fingerprint(ours, sizeof ours);
    if (!version || !theirs)
        return ri_fail(err, RI_ECONFLICT,
                       "process %ld serves this workspace and is no retailinsight this program "
                       "understands: end it first",
                       process);
    if (strcmp(version, ri_version()) != 0)
        return ri_fail(err, RI_ECONFLICT,
                       "process %ld serves this workspace and is retailinsight %.20s, this is %s: "
                       "use the same program for both, or end it first",
                       process, version, ri_version());
    if (pass_integer(root, "protocol", 0, mem) != PASS_PROTOCOL || strcmp(ours, theirs) != 0)
        return ri_fail(err, RI_ECONFLICT,
                       "process %ld serves this workspace and is another build of retailinsight "
                       "%s: use the same program for both, or end it first",
                       process, version);
    return RI_OK;
}

ri_status pass_check_hello(const struct ri_workspace *workspace, struct ri_view hello, long process,
                           struct ri_error *err)
{
    struct ri_json_document *document;
    struct ri_arena          mem;
    ri_status                status;
    RI_TRY(ri_json_read(hello.at, hello.length, &document, err));
    ri_arena_init(&mem, 1 << 20);
    const struct ri_json_value *root = ri_json_root(document);
    status = check_program(root, process, &mem, err);
    if (status == RI_OK)
        status =
            check_settings(ri_workspace_config(workspace), ri_json_member(root, "settings"), err);
    ri_arena_release(&mem);
    ri_json_document_free(document);
    return status;
}
