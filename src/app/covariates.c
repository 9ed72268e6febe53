/* Puts covariates together. */
#include "app/covariates.h"

#include "app/covariates_internal.h"

#include <math.h>
#include <strings.h>

ri_status covariate_words(const struct ri_intern *words, struct ri_arena *mem,
                          const char *const **ret, struct ri_error *err)
{
    const size_t count = ri_intern_count(words);
    const char **copies;
    RI_ARENA_NEW(copies, mem, count, err);
    for (size_t w = 0; w < count; w++) {
        copies[w] = ri_arena_copy(mem, ri_intern_at(words, w).at, ri_intern_at(words, w).length);
        if (!copies[w]) return ri_fail(err, RI_ENOMEM, "no room for words");
    }
    *ret = copies;
    return RI_OK;
}

/* Attributes with few words describe; the others name things, and join. A constant tells nothing. */
static ri_status put_attributes(struct gathering *gathering, struct ri_covariates *ret,
                                struct ri_error *err)
{
    struct ri_attribute *list, *names;
    RI_ARENA_NEW(list, ri_call_mem(gathering->call), gathering->attribute_count, err);
    RI_ARENA_NEW(names, ri_call_mem(gathering->call), gathering->attribute_count, err);
    ret->attributes = list;
    ret->names = names;
    for (size_t a = 0; a < gathering->attribute_count; a++) {
        const struct attribute *attribute = &gathering->attributes[a];
        const size_t            words = ri_intern_count(attribute->words);
        const bool              describes = words <= WORDS_MOST;
        if (words < 2) continue;
        struct ri_attribute *into =
            describes ? &list[ret->attribute_count++] : &names[ret->name_count++];
        *into = (struct ri_attribute){
            .name = attribute->name, .word_count = words, .code = attribute->code};
        if (describes)
            RI_TRY(covariate_words(attribute->words, ri_call_mem(gathering->call), &into->words,
                                   err));
    }
    return RI_OK;
}

static ri_status put_known(struct gathering *gathering, struct ri_covariates *ret,
                           struct ri_error *err)
{
    struct ri_known *list;
    RI_ARENA_NEW(list, ri_call_mem(gathering->call), gathering->known_count, err);
    memcpy(list, gathering->known, gathering->known_count * sizeof *list);
    ret->known = list;
    ret->known_count = gathering->known_count;
    for (size_t k = 0; k < ret->known_count; k++)
        if (strcasecmp(list[k].name, "open") == 0 && !list[k].categorical) ret->open = &list[k];
    return RI_OK;
}

/* Numbers of both by series: those of `known` where there are any. */
static ri_status merge(struct gathering *gathering, const struct ri_known *old,
                       const struct ri_known *known, struct ri_known *ret, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(gathering->call);
    const size_t     n = gathering->loaded->panel.series_count, periods = gathering->periods;
    float           *at;
    size_t          *group;
    RI_ARENA_NEW(at, mem, n * periods, err);
    RI_ARENA_NEW(group, mem, n, err);
    for (size_t i = 0; i < n; i++) {
        group[i] = i;
        for (size_t p = 0; p < periods; p++) {
            const float was =
                            old->group[i] == SIZE_MAX ? NAN : old->at[old->group[i] * periods + p],
                        is = known->group[i] == SIZE_MAX ? NAN
                                                         : known->at[known->group[i] * periods + p];
            at[i * periods + p] = isnan(is) ? was : is;
        }
    }
    *ret = (struct ri_known){
        .name = known->name, .subject = old->subject, .group_count = n, .group = group, .at = at};
    return RI_OK;
}

ri_status covariate_known(struct gathering *gathering, const struct ri_known *known,
                          struct ri_error *err)
{
    for (size_t k = 0; k < gathering->known_count; k++) {
        struct ri_known *old = &gathering->known[k];
        if (strcasecmp(old->name, known->name) != 0) continue;
        if (!old->categorical && !known->categorical) return merge(gathering, old, known, old, err);
        *old = *known;
        return RI_OK;
    }
    if (gathering->known_count == KNOWN_MOST)
        return ri_fail(err, RI_ETOOLARGE, "more than %d covariates", KNOWN_MOST);
    gathering->known[gathering->known_count++] = *known;
    return RI_OK;
}

static ri_status gather_files(struct gathering *gathering, const char *parameter, bool is_past,
                              struct ri_error *err)
{
    int         fd;
    const char *name;
    for (size_t f = 0; ri_call_file(gathering->call, parameter, f, &fd, &name); f++)
        RI_TRY(covariate_file(gathering, fd, name, is_past, err));
    return RI_OK;
}

static ri_status gather(struct gathering *gathering, bool with_files, struct ri_covariates *ret,
                        struct ri_error *err)
{
    RI_TRY(covariate_attributes(gathering, err));
    RI_TRY(covariate_warehouse(gathering, err));
    if (with_files) RI_TRY(gather_files(gathering, "future", false, err));
    if (with_files) RI_TRY(gather_files(gathering, "past", true, err));
    struct ri_covariates covariates = {.first = gathering->first,
                                       .periods = gathering->periods,
                                       .past = gathering->past,
                                       .past_count = gathering->past_count};
    RI_TRY(put_attributes(gathering, &covariates, err));
    RI_TRY(put_known(gathering, &covariates, err));
    *ret = covariates;
    return RI_OK;
}

static void say_found(struct ri_call *call, const struct ri_covariates *covariates)
{
    struct ri_text text = {.most = 400};
    for (size_t a = 0; a < covariates->attribute_count; a++)
        ri_text_printf(&text, "%s%s", text.length ? ", " : "", covariates->attributes[a].name);
    for (size_t k = 0; k < covariates->known_count; k++)
        ri_text_printf(&text, "%s%s", text.length ? ", " : "", covariates->known[k].name);
    for (size_t p = 0; p < covariates->past_count; p++)
        ri_text_printf(&text, "%s%s (past)", text.length ? ", " : "", covariates->past[p].name);
    if (text.length)
        ri_call_note(call, "beside their own past the series are known by %s", text.at);
    if (covariates->open)
        ri_call_note(call,
                     "'%s' says when a series is closed: no demand is learnt or expected then",
                     covariates->open->name);
    ri_text_release(&text);
}

static ri_status start(struct ri_call *call, const struct ri_loaded_panel *loaded, size_t horizon,
                       struct gathering **ret, struct ri_error *err)
{
    const struct ri_panel *panel = &loaded->panel;
    struct gathering      *gathering;
    RI_ARENA_NEW(gathering, ri_call_mem(call), 1, err);
    *gathering = (struct gathering){
        .call = call, .loaded = loaded, .horizon = horizon, .first = panel->last};
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].start < gathering->first) gathering->first = panel->series[i].start;
    gathering->periods = (size_t)(panel->last + (int64_t)horizon - gathering->first + 1);
    *ret = gathering;
    return RI_OK;
}

static void forget_words(struct gathering *gathering)
{
    for (size_t a = 0; a < gathering->attribute_count; a++)
        ri_intern_free(gathering->attributes[a].words);
}

ri_status ri_covariates_load(struct ri_call *call, const struct ri_loaded_panel *loaded,
                             size_t horizon, struct ri_covariates *ret, struct ri_error *err)
{
    struct gathering *gathering;
    RI_TRY(start(call, loaded, horizon, &gathering, err));
    const ri_status status = gather(gathering, true, ret, err);
    forget_words(gathering);
    if (status == RI_OK) say_found(call, ret);
    return status;
}

ri_status ri_events_load(struct ri_call *call, const struct ri_loaded_panel *loaded, size_t horizon,
                         bool with_files, struct ri_covariates *ret, struct ri_error *err)
{
    struct gathering *gathering;
    RI_TRY(start(call, loaded, horizon, &gathering, err));
    const ri_status status = gather(gathering, with_files, ret, err);
    forget_words(gathering);
    return status;
}

static ri_status gather_attributes(struct gathering *gathering, struct ri_covariates *ret,
                                   struct ri_error *err)
{
    int         fd;
    const char *name;
    *ret = (struct ri_covariates){.first = gathering->first, .periods = gathering->periods};
    RI_TRY(covariate_attributes(gathering, err));
    for (size_t f = 0;
         gathering->loaded->from_file && ri_call_file(gathering->call, "future", f, &fd, &name);
         f++)
        RI_TRY(covariate_file(gathering, fd, name, false, err));
    return put_attributes(gathering, ret, err);
}

ri_status ri_attributes_load(struct ri_call *call, const struct ri_loaded_panel *loaded,
                             struct ri_covariates *ret, struct ri_error *err)
{
    struct gathering *gathering;
    RI_TRY(start(call, loaded, 0, &gathering, err));
    const ri_status status = gather_attributes(gathering, ret, err);
    forget_words(gathering);
    return status;
}
