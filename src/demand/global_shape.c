/* Shapes compared, words translated, a training described. */
#include "global_shape.h"

#include "base/hash.h"
#include "math/metrics.h"

#include <math.h>

/* ---- Words ----------------------------------------------------------------------------------------------------------- */

static const struct ri_kept_words *find_list(const struct ri_global_kept *kept, const char *name,
                                             bool by_period)
{
    for (size_t l = 0; l < kept->list_count; l++)
        if (kept->lists[l].by_period == by_period && strcmp(kept->lists[l].name, name) == 0)
            return &kept->lists[l];
    return NULL;
}

/* What each code of `words` is in the list: NAN where the list does not have it. Returns how many it does not have. */
static size_t translate(const struct ri_kept_words *list, const char *const *words, size_t count,
                        float *ret)
{
    size_t strangers = 0;
    for (size_t w = 0; w < count; w++) {
        ret[w] = NAN;
        for (size_t k = 0; k < list->count && isnan(ret[w]); k++)
            if (strcmp(list->words[k], words[w]) == 0) ret[w] = (float)k;
        strangers += isnan(ret[w]) ? 1 : 0;
    }
    return strangers;
}

static ri_status recode(const struct ri_kept_words *list, const char *const *words,
                        size_t word_count, const float *codes, size_t count, struct ri_arena *mem,
                        const float **ret, struct ri_error *err)
{
    float *places, *recoded;
    RI_ARENA_NEW(places, mem, word_count, err);
    RI_ARENA_NEW(recoded, mem, count, err);
    (void)translate(list, words, word_count, places);
    for (size_t i = 0; i < count; i++)
        recoded[i] = isnan(codes[i]) ? NAN : places[(size_t)codes[i]];
    *ret = recoded;
    return RI_OK;
}

ri_status global_shape_words(const struct ri_global_kept *kept,
                             const struct ri_covariates *covariates, size_t series_count,
                             struct ri_arena *mem, struct ri_covariates *ret, struct ri_error *err)
{
    struct ri_covariates translated = *covariates;
    struct ri_attribute *attributes;
    struct ri_known     *known;
    RI_ARENA_NEW(attributes, mem, covariates->attribute_count, err);
    RI_ARENA_NEW(known, mem, covariates->known_count, err);
    for (size_t a = 0; a < covariates->attribute_count; a++) {
        const struct ri_kept_words *list = find_list(kept, covariates->attributes[a].name, false);
        attributes[a] = covariates->attributes[a];
        if (!list || !attributes[a].words) continue; /* the features will say what is missing */
        RI_TRY(recode(list, attributes[a].words, attributes[a].word_count, attributes[a].code,
                      series_count, mem, &attributes[a].code, err));
        attributes[a].word_count = list->count;
        attributes[a].words = list->words;
    }
    for (size_t k = 0; k < covariates->known_count; k++) {
        const struct ri_kept_words *list = find_list(kept, covariates->known[k].name, true);
        known[k] = covariates->known[k];
        if (covariates->open == &covariates->known[k]) translated.open = &known[k];
        if (!list || !known[k].words) continue;
        RI_TRY(recode(list, known[k].words, known[k].word_count, known[k].at,
                      known[k].group_count * covariates->periods, mem, &known[k].at, err));
    }
    translated.attributes = attributes;
    translated.known = known;
    *ret = translated;
    return RI_OK;
}

static size_t count_strangers(const struct ri_kept_words *list, const char *const *words,
                              size_t count)
{
    size_t strangers = 0;
    for (size_t w = 0; list && words && w < count; w++) {
        float code;
        strangers += translate(list, &words[w], 1, &code);
    }
    return strangers;
}

size_t ri_global_kept_strangers(const struct ri_global_kept *kept,
                                const struct ri_covariates  *covariates,
                                struct ri_kept_strangers    *ret)
{
    size_t found = 0;
    for (size_t a = 0; a < covariates->attribute_count; a++) {
        const struct ri_attribute *one = &covariates->attributes[a];
        const size_t               words =
            count_strangers(find_list(kept, one->name, false), one->words, one->word_count);
        if (words) ret[found++] = (struct ri_kept_strangers){one->name, words};
    }
    for (size_t k = 0; k < covariates->known_count; k++) {
        const struct ri_known *one = &covariates->known[k];
        const size_t           words =
            count_strangers(find_list(kept, one->name, true), one->words, one->word_count);
        if (words) ret[found++] = (struct ri_kept_strangers){one->name, words};
    }
    return found;
}

/* ---- Does it fit? ---------------------------------------------------------------------------------------------------- */

static bool has_name(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static ri_status check_keys(const struct ri_global_kept *kept, const struct ri_panel *panel,
                            struct ri_error *err)
{
    bool same = kept->key_count == panel->key_count;
    for (size_t k = 0; same && k < kept->key_count; k++)
        same = strcmp(kept->key_names[k], panel->key_names[k]) == 0;
    if (same) return RI_OK;
    struct ri_text had = {.most = 60}, has = {.most = 60};
    for (size_t k = 0; k < kept->key_count; k++)
        ri_text_printf(&had, "%s%s", k ? ", " : "", kept->key_names[k]);
    for (size_t k = 0; k < panel->key_count; k++)
        ri_text_printf(&has, "%s%s", k ? ", " : "", panel->key_names[k]);
    const ri_status status = ri_fail(
        err, RI_EUSAGE, "the kept learner knows series named by %.60s; these are named by %.60s",
        had.length ? had.at : "nothing", has.length ? has.at : "nothing");
    ri_text_release(&had);
    ri_text_release(&has);
    return status;
}

ri_status global_shape_features(const struct ri_global_kept *kept, const struct global_frame *frame,
                                struct ri_error *err)
{
    for (size_t f = 0; f < kept->feature_count; f++)
        if (!has_name(frame->names, frame->feature_count, kept->features[f]))
            return ri_fail(err, RI_EUSAGE,
                           "the kept learner learnt from '%s', which these series do not have; "
                           "train it anew",
                           kept->features[f]);
    for (size_t f = 0; f < frame->feature_count; f++)
        if (!has_name(kept->features, kept->feature_count, frame->names[f]))
            return ri_fail(err, RI_EUSAGE,
                           "these series have '%s', of which the kept learner knows nothing; train "
                           "it anew",
                           frame->names[f]);
    for (size_t f = 0; f < frame->feature_count; f++)
        if (strcmp(kept->features[f], frame->names[f]) != 0)
            return ri_fail(err, RI_EUSAGE,
                           "the kept learner has '%s' where these series have '%s': columns and "
                           "files come in the order of the training",
                           kept->features[f], frame->names[f]);
    return RI_OK;
}

ri_status global_shape_check(const struct ri_global_kept *kept, const struct ri_panel *panel,
                             const struct ri_demand_plan *plan, struct ri_error *err)
{
    RI_TRY(check_keys(kept, panel, err));
    if (kept->frequency != panel->frequency || kept->week_start != panel->week_start)
        return ri_fail(err, RI_EUSAGE,
                       "the kept learner learnt periods of a %s; these are of a %s%s",
                       ri_frequency_text(kept->frequency), ri_frequency_text(panel->frequency),
                       kept->frequency == panel->frequency ? " that begins on another day" : "");
    if (kept->season != plan->season)
        return ri_fail(err, RI_EUSAGE,
                       "the kept learner learnt a season of %zu; asked is one of %zu", kept->season,
                       plan->season);
    if (plan->horizon > kept->horizon)
        return ri_fail(err, RI_EUSAGE, "the kept learner looks %zu periods ahead; asked are %zu",
                       kept->horizon, plan->horizon);
    if (panel->last < kept->last)
        return ri_fail(err, RI_EDATA,
                       "the kept learner has seen %lld periods after the end of this history: it "
                       "would know what it is asked about",
                       (long long)(kept->last - panel->last));
    return RI_OK;
}

/* ---- What a training was ----------------------------------------------------------------------------------------------- */

static ri_status copy_texts(const char *const *texts, size_t count, struct ri_arena *mem,
                            const char *const **ret, struct ri_error *err)
{
    const char **copies;
    RI_ARENA_NEW(copies, mem, count, err);
    for (size_t i = 0; i < count; i++) {
        copies[i] = ri_arena_copy(mem, texts[i], strlen(texts[i]));
        if (!copies[i]) return ri_fail(err, RI_ENOMEM, "no room for names");
    }
    *ret = copies;
    return RI_OK;
}

static ri_status note_list(const char *name, bool by_period, const char *const *words, size_t count,
                           struct ri_arena *mem, struct ri_kept_words *ret, struct ri_error *err)
{
    const char *const *names;
    *ret = (struct ri_kept_words){.by_period = by_period, .count = count};
    RI_TRY(copy_texts(&name, 1, mem, &names, err));
    ret->name = names[0];
    return copy_texts(words, count, mem, &ret->words, err);
}

static ri_status note_words(const struct ri_covariates *covariates, struct ri_arena *mem,
                            struct ri_global_kept *kept, struct ri_error *err)
{
    struct ri_kept_words *lists;
    RI_ARENA_NEW(lists, mem, covariates->attribute_count + covariates->known_count, err);
    for (size_t a = 0; a < covariates->attribute_count; a++)
        if (covariates->attributes[a].words)
            RI_TRY(note_list(covariates->attributes[a].name, false, covariates->attributes[a].words,
                             covariates->attributes[a].word_count, mem, &lists[kept->list_count++],
                             err));
    for (size_t k = 0; k < covariates->known_count; k++)
        if (covariates->known[k].categorical && covariates->known[k].words)
            RI_TRY(note_list(covariates->known[k].name, true, covariates->known[k].words,
                             covariates->known[k].word_count, mem, &lists[kept->list_count++],
                             err));
    kept->lists = lists;
    return RI_OK;
}

/* Keys, places and values of all series: the same data, the same digits, whatever the order of the rows. */
static ri_status note_fingerprint(const struct ri_panel *panel, struct ri_global_kept *kept,
                                  struct ri_error *err)
{
    struct ri_sha256 *digest;
    unsigned char     bytes[RI_SHA256_SIZE];
    RI_TRY(ri_sha256_new(&digest, err));
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct ri_series *series = &panel->series[i];
        const int64_t           place[] = {series->start, (int64_t)series->n};
        for (size_t k = 0; k < panel->key_count; k++)
            ri_sha256_add(digest, series->keys[k], strlen(series->keys[k]) + 1);
        ri_sha256_add(digest, place, sizeof place);
        ri_sha256_add(digest, series->y, series->n * sizeof *series->y);
        if (series->censored) ri_sha256_add(digest, series->censored, series->n);
    }
    ri_sha256_finish(digest, bytes);
    ri_sha256_free(digest);
    ri_hex(bytes, sizeof bytes, kept->fingerprint);
    return RI_OK;
}

/* What it said at the held-back origins beside what came. */
static ri_status note_accuracy(struct global_run *run, const float *past,
                               struct ri_global_kept *kept, struct ri_error *err)
{
    const struct global_frame *frame = &run->frame;
    const size_t               horizon = run->plan.horizon, count = run->panel->series_count;
    struct ri_accuracy         accuracy = {0};
    struct global_series       series;
    RI_TRY(global_series_new(frame, &run->work, &series, err));
    for (size_t i = 0; i < count; i++) {
        global_series_load(frame, i, &series);
        for (size_t k = 0; k < kept->past_count; k++)
            for (size_t h = 0; h < horizon; h++) {
                const float said = past[(k * count + i) * horizon + h];
                if (!isnan(said))
                    ri_accuracy_add(&accuracy, series.y[frame->n - (k + 1) * horizon + h],
                                    (double)said);
            }
    }
    kept->values = accuracy.n;
    kept->wape = ri_accuracy_wape(&accuracy);
    kept->bias = ri_accuracy_bias(&accuracy);
    kept->mae = ri_accuracy_mae(&accuracy);
    kept->rmse = sqrt(ri_accuracy_mse(&accuracy));
    return RI_OK;
}

static int by_share(const void *a, const void *b)
{
    const struct ri_kept_share *x = a, *y = b;
    return x->share > y->share ? -1 : x->share < y->share ? 1 : strcmp(x->subject, y->subject);
}

/* Gains of the first learner there is, summed by what features are about, largest first. */
static ri_status note_shares(struct global_run *run, struct ri_arena *mem,
                             struct ri_global_kept *kept, struct ri_error *err)
{
    const struct global_frame *frame = &run->frame;
    const struct ri_learned   *learned =
        kept->learned[0][0] ? kept->learned[0][0] : kept->learned[0][1];
    double *gains, total = 0;
    RI_ARENA_NEW(gains, &run->work, frame->feature_count, err);
    RI_ARENA_NEW(kept->shares, mem, frame->feature_count, err);
    RI_TRY(ri_learned_importance(learned, gains, err));
    for (size_t f = 0; f < frame->feature_count; f++) total += gains[f];
    for (size_t f = 0; f < frame->feature_count; f++) {
        const char *subject = global_feature_subject(frame, f);
        size_t      s = 0;
        while (s < kept->share_count && strcmp(kept->shares[s].subject, subject) != 0) s++;
        if (s == kept->share_count)
            kept->shares[kept->share_count++] = (struct ri_kept_share){subject, 0};
        kept->shares[s].share += total > 0 ? gains[f] / total : 0;
    }
    for (size_t s = 0; s < kept->share_count; s++) {
        const char *const *copy;
        RI_TRY(copy_texts(&kept->shares[s].subject, 1, mem, &copy, err));
        kept->shares[s].subject = copy[0];
    }
    qsort(kept->shares, kept->share_count, sizeof *kept->shares, by_share);
    return RI_OK;
}

ri_status global_shape_note(struct global_run *run, const float *past, struct ri_global_kept *kept,
                            struct ri_error *err)
{
    struct ri_arena                *mem = &kept->own;
    const struct ri_panel          *panel = run->panel;
    const struct ri_learn_settings *settings = &run->global.settings;
    const char *const              *value_name;
    ri_arena_init(mem, SIZE_MAX);
    kept->frequency = panel->frequency;
    kept->week_start = panel->week_start;
    kept->key_count = panel->key_count;
    kept->feature_count = run->frame.feature_count;
    kept->season = run->plan.season;
    kept->horizon = run->plan.horizon;
    kept->last = panel->last;
    kept->series_count = panel->series_count;
    while (kept->past_count + 1 < RI_KEPT_SLOTS &&
           (kept->learned[kept->past_count + 1][0] || kept->learned[kept->past_count + 1][1]))
        kept->past_count++;
    kept->settings = (struct ri_global_options){.rows = run->global.rows,
                                                .trees = (size_t)settings->trees,
                                                .leaves = (size_t)settings->leaves,
                                                .rate = settings->rate,
                                                .seed = run->global.seed,
                                                .strategy = run->global.strategy,
                                                .without_total = run->global.without_total,
                                                .carried = run->frame.carried};
    RI_TRY(copy_texts(panel->key_names, panel->key_count, mem, &kept->key_names, err));
    RI_TRY(copy_texts(&panel->value_name, 1, mem, &value_name, err));
    kept->value_name = value_name[0];
    RI_TRY(copy_texts(run->frame.names, run->frame.feature_count, mem, &kept->features, err));
    RI_TRY(note_words(run->covariates, mem, kept, err));
    RI_TRY(note_fingerprint(panel, kept, err));
    RI_TRY(note_accuracy(run, past, kept, err));
    RI_TRY(note_shares(run, mem, kept, err));
    kept->trained = true;
    return RI_OK;
}

void ri_global_kept_release(struct ri_global_kept *kept)
{
    if (!kept) return;
    ri_arena_release(&kept->own);
    for (size_t s = 0; s < RI_KEPT_SLOTS; s++)
        for (size_t w = 0; w < RI_KEPT_WAYS; w++) {
            ri_learned_free(kept->learned[s][w]);
            kept->learned[s][w] = NULL;
        }
}
