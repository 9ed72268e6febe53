/* Settings of learners as a table of names and ranges. */
#include "learner.h"

#include "base/json.h"

static const char *const objective_words[] = {
#define WORD(code, text, native) text,
    RI_OBJECTIVE_MAP(WORD)
#undef WORD
        NULL};

typedef enum { WHOLE, REAL, WORD_OF_OBJECTIVE } setting_type;
struct setting {
    const char  *name;
    setting_type type;
    size_t       offset;
    double       least, most;
};
#define AT(member) offsetof(struct ri_learn_settings, member)
static const struct setting settings_table[] = {
    {"objective", WORD_OF_OBJECTIVE, AT(objective), 0, 0},
    {"trees", WHOLE, AT(trees), 1, 100000},
    {"leaves", WHOLE, AT(leaves), 2, 131072},
    {"depth", WHOLE, AT(depth), 0, 1000},
    {"min-leaf", WHOLE, AT(min_leaf), 1, 1e9},
    {"bins", WHOLE, AT(bins), 2, 65535},
    {"rate", REAL, AT(rate), 1e-6, 1},
    {"column-share", REAL, AT(column_share), 1e-6, 1},
    {"row-share", REAL, AT(row_share), 1e-6, 1},
    {"l2", REAL, AT(l2), 0, 1e9},
    {"quantile", REAL, AT(quantile), 1e-6, 1 - 1e-6},
    {"tweedie-power", REAL, AT(tweedie_power), 1, 1.999},
    {"seed", WHOLE, AT(seed), 0, 2147483647},
};
#undef AT

void ri_learn_defaults(const struct ri_learner *learner, struct ri_learn_settings *ret)
{
    *ret = (struct ri_learn_settings){.quantile = 0.5, .tweedie_power = 1.1};
    learner->defaults(ret);
}

static const struct setting *find(const char *name)
{
    for (size_t i = 0; i < RI_COUNT(settings_table); i++)
        if (strcmp(settings_table[i].name, name) == 0) return &settings_table[i];
    return NULL;
}

static ri_status set_objective(ri_objective *objective, const char *text, struct ri_error *err)
{
    for (size_t i = 0; objective_words[i]; i++)
        if (strcmp(objective_words[i], text) == 0) return *objective = (ri_objective)i, RI_OK;
    return ri_fail(err, RI_EUSAGE,
                   "objective wants squares, absolute, poisson, tweedie or quantile; got '%s'",
                   text);
}

ri_status ri_learn_set(struct ri_learn_settings *settings, const char *name, const char *text,
                       struct ri_error *err)
{
    const struct setting *setting = find(name);
    if (!setting) {
        const char *names[RI_COUNT(settings_table) + 1] = {NULL};
        for (size_t i = 0; i < RI_COUNT(settings_table); i++) names[i] = settings_table[i].name;
        const char *nearest = ri_nearest(name, names);
        return ri_fail(err, RI_EUSAGE, "there is no setting '%s'%s%s%s", name,
                       nearest ? " (did you mean '" : "", nearest ? nearest : "",
                       nearest ? "'?)" : "");
    }
    unsigned char *at = (unsigned char *)settings + setting->offset;
    if (setting->type == WORD_OF_OBJECTIVE) return set_objective((ri_objective *)at, text, err);
    int64_t whole = 0;
    double  value = 0;
    bool    good = setting->type == WHOLE ? ri_parse_int(ri_view_of(text), &whole)
                                          : ri_parse_double(ri_view_of(text), &value);
    if (setting->type == WHOLE) value = (double)whole;
    good = good && value >= setting->least && value <= setting->most;
    if (!good)
        return ri_fail(err, RI_EUSAGE, "%s wants %s from %g to %g; got '%s'", name,
                       setting->type == WHOLE ? "a whole number" : "a number", setting->least,
                       setting->most, text);
    if (setting->type == WHOLE)
        memcpy(at, &whole, sizeof whole);
    else
        memcpy(at, &value, sizeof value);
    return RI_OK;
}

size_t ri_learn_setting_count(void)
{
    return RI_COUNT(settings_table);
}

const char *ri_learn_setting_name(size_t i)
{
    return settings_table[i].name;
}

void ri_learn_setting_text(const struct ri_learn_settings *settings, size_t i, char *ret)
{
    const struct setting *setting = &settings_table[i];
    const unsigned char  *at = (const unsigned char *)settings + setting->offset;
    if (setting->type == WORD_OF_OBJECTIVE) {
        snprintf(ret, 32, "%s", objective_words[*(const ri_objective *)at]);
    } else if (setting->type == WHOLE) {
        int64_t whole;
        memcpy(&whole, at, sizeof whole);
        snprintf(ret, 32, "%lld", (long long)whole);
    } else {
        double value;
        memcpy(&value, at, sizeof value);
        ret[ri_double_text(value, ret)] = '\0';
    }
}
