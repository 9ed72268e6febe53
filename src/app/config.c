/* The layers of settings. */
#include "app/config.h"

#include "app/param.h"
#include "base/embedded.h"
#include "base/yaml.h"

#include <errno.h>

static const char *const     engines[] = {"duckdb", NULL};
static const char *const     securities[] = {"starttls", "tls", "none", NULL};
static const char *const     log_formats[] = {"text", "json", NULL};
static const char *const     log_requests[] = {"notable", "all", "none", NULL};
static const struct ri_param keys[RI_CONFIG_COUNT] = {
#define WORDS(code)                                     \
    ((code) == RI_CONFIG_ENGINE          ? engines      \
     : (code) == RI_CONFIG_SMTP_SECURITY ? securities   \
     : (code) == RI_CONFIG_LOG_FORMAT    ? log_formats  \
     : (code) == RI_CONFIG_LOG_REQUESTS  ? log_requests \
                                         : NULL)
#define ROW(code, key, param_type, fallback_text, help_text) \
    [code] = {.name = (key),                                 \
              .type = (param_type),                          \
              .fallback = (fallback_text),                   \
              .help = (help_text),                           \
              .values = WORDS(code)},
    RI_CONFIG_MAP(ROW)
#undef ROW
#undef WORDS
};

const char *ri_config_name(ri_config_key key)
{
    return keys[key].name;
}

const char *ri_config_help(ri_config_key key)
{
    return keys[key].help;
}

bool ri_config_find(const char *name, ri_config_key *ret)
{
    for (size_t i = 0; i < RI_CONFIG_COUNT; i++) {
        if (strcmp(keys[i].name, name) != 0) continue;
        *ret = (ri_config_key)i;
        return true;
    }
    return false;
}

const char *ri_config_text(const struct ri_config *config, ri_config_key key)
{
    return config->settings[key].value;
}

int64_t ri_config_integer(const struct ri_config *config, ri_config_key key)
{
    struct ri_arena mem;
    struct ri_value value = {0};
    ri_arena_init(&mem, 1 << 16);
    if (ri_param_read(&keys[key], config->settings[key].value, &mem, &value, NULL) != RI_OK)
        value.as.integer = 0;
    ri_arena_release(&mem);
    return value.as.integer; /* it was checked when it was set */
}

static ri_status set(struct ri_config *config, const char *name, const char *text,
                     const char *origin, struct ri_arena *mem, struct ri_error *err)
{
    const char *names[RI_CONFIG_COUNT + 1] = {0};
    for (size_t i = 0; i < RI_CONFIG_COUNT; i++) {
        names[i] = keys[i].name;
        if (strcmp(keys[i].name, name) != 0) continue;
        struct ri_value value;
        if (ri_param_read(&keys[i], text, mem, &value, err) != RI_OK)
            return ri_error_prefix(err, "%s", origin);
        config->settings[i] = (struct ri_setting){value.text, origin};
        return RI_OK;
    }
    const char *nearest = ri_nearest(name, names);
    return ri_fail(err, RI_EUSAGE, "%s: unknown key '%.60s'%s%s%s", origin, name,
                   nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
}

/* Sets every scalar of a tree; maps join their keys with a dot. */
static ri_status set_tree(struct ri_config *config, const struct ri_yaml *node, const char *prefix,
                          const char *origin, bool lines, struct ri_arena *mem,
                          struct ri_error *err)
{
    if (node->type != RI_YAML_MAP)
        return ri_fail(err, RI_EUSAGE, "%s line %zu: want 'key: value'", origin, node->line);
    for (const struct ri_yaml *at = node->first; at; at = at->next) {
        const char *name = ri_arena_printf(mem, "%s%s%s", prefix, *prefix ? "." : "", at->key);
        const char *place = lines ? ri_arena_printf(mem, "%s line %zu", origin, at->line) : origin;
        if (!name || !place) return ri_fail(err, RI_ENOMEM, "no room for the settings");
        if (at->type == RI_YAML_MAP)
            RI_TRY(set_tree(config, at, name, origin, lines, mem, err));
        else if (at->type == RI_YAML_SCALAR)
            RI_TRY(set(config, name, at->text ? at->text : "", place, mem, err));
        else
            return ri_fail(err, RI_EUSAGE, "%s: '%s' wants one value, not a list", place, name);
    }
    return RI_OK;
}

static ri_status set_profile(struct ri_config *config, const char *profile, struct ri_arena *mem,
                             struct ri_error *err)
{
    const char *names[8] = {0};
    size_t      known = 0;
    for (size_t i = 0; i < ri_embedded_config_count; i++) {
        const char *path = ri_embedded_config[i].path, *slash = strrchr(path, '/'),
                   *name = slash ? slash + 1 : path;
        char *stem = ri_arena_copy(mem, name, strcspn(name, "."));
        if (!stem) return ri_fail(err, RI_ENOMEM, "no room for the settings");
        if (known < RI_COUNT(names) - 1) names[known++] = stem;
        if (strcmp(stem, profile) != 0) continue;
        const struct ri_yaml *root;
        const char           *origin = ri_arena_printf(mem, "profile %s", profile);
        RI_TRY(ri_yaml_read(ri_embedded_config[i].text, ri_embedded_config[i].length, path, mem,
                            &root, err));
        config->profile = stem;
        return set_tree(config, root, "", origin, false, mem, err);
    }
    const char *nearest = ri_nearest(profile, names);
    return ri_fail(err, RI_EUSAGE,
                   "there is no profile '%.40s'%s%s%s; there are dev, prod and test", profile,
                   nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
}

static ri_status set_file(struct ri_config *config, const char *path, struct ri_arena *mem,
                          struct ri_error *err)
{
    enum { MOST = 1 << 20 };
    FILE *file = fopen(path, "rbe");
    if (!file && errno == ENOENT) return RI_OK;
    if (!file) return ri_fail(err, ri_status_of_errno(errno), "%s: %s", path, strerror(errno));
    char        *text = ri_arena_new(mem, char, MOST);
    const size_t length = text ? fread(text, 1, MOST, file) : 0;
    fclose(file);
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for %s", path);
    if (length == MOST) return ri_fail(err, RI_ETOOLARGE, "%s is larger than 1 MiB", path);
    const struct ri_yaml *root;
    RI_TRY(ri_yaml_read(text, length, path, mem, &root, err));
    return set_tree(config, root, "", "retailinsight.yaml", true, mem, err);
}

static ri_status set_environment(struct ri_config *config, struct ri_arena *mem,
                                 struct ri_error *err)
{
    for (size_t i = 0; i < RI_CONFIG_COUNT; i++) {
        char name[64] = "RETAILINSIGHT_";
        for (size_t at = strlen(name), j = 0; keys[i].name[j]; j++)
            name[at + j] =
                keys[i].name[j] == '.' ? '_' : (char)toupper((unsigned char)keys[i].name[j]);
        const char *text = getenv(name), *origin = ri_arena_printf(mem, "environment %s", name);
        if (text) RI_TRY(set(config, keys[i].name, text, origin, mem, err));
    }
    return RI_OK;
}

static ri_status set_override(struct ri_config *config, const char *text, struct ri_arena *mem,
                              struct ri_error *err)
{
    const char *equals = strchr(text, '=');
    if (!equals) return ri_fail(err, RI_EUSAGE, "a setting is key=value; got '%.80s'", text);
    const char *name = ri_arena_copy(mem, text, (size_t)(equals - text));
    if (!name) return ri_fail(err, RI_ENOMEM, "no room for the settings");
    return set(config, name, equals + 1, "option", mem, err);
}

ri_status ri_config_load(const char *profile, const char *file, const char *const *overrides,
                         struct ri_arena *mem, struct ri_config *ret, struct ri_error *err)
{
    struct ri_config config = {0};
    for (size_t i = 0; i < RI_CONFIG_COUNT; i++)
        config.settings[i] = (struct ri_setting){keys[i].fallback, "built in"};
    RI_TRY(set_profile(&config, profile, mem, err));
    if (file) RI_TRY(set_file(&config, file, mem, err));
    RI_TRY(set_environment(&config, mem, err));
    for (size_t i = 0; overrides && overrides[i]; i++)
        RI_TRY(set_override(&config, overrides[i], mem, err));
    *ret = config;
    return RI_OK;
}
