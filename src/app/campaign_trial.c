/* Reading trials. */
#include "app/campaign_trial.h"

#include "app/campaign_outcome.h"
#include "app/operation.h"
#include "app/people.h"
#include "app/small_groups.h"
#include "app/table_file.h"

#include <errno.h>
#include <math.h>
#include <strings.h>

/* ---- From a file -------------------------------------------------------------------------------------------------- */

struct reading {
    struct ri_call         *call;
    struct ri_loaded_trial *trial;
    size_t                  treated, outcome, score; /* columns; score SIZE_MAX: none */
    struct ri_text          groups;                  /* bytes, one a row */
    double                 *values[2];               /* outcome, score */
    size_t                  room;
    const char             *name;
};

/* Words that mark who was contacted. */
static bool group_of(struct ri_view text, unsigned char *ret)
{
    static const struct {
        const char   *word;
        unsigned char treated;
    } words[] = {{"1", 1},       {"0", 0},         {"1.0", 1},   {"0.0", 0},     {"yes", 1},
                 {"no", 0},      {"true", 1},      {"false", 0}, {"treated", 1}, {"treatment", 1},
                 {"contact", 1}, {"contacted", 1}, {"test", 1},  {"target", 1},  {"control", 0},
                 {"holdout", 0}, {"hold-out", 0}};
    for (size_t i = 0; i < RI_COUNT(words); i++) {
        if (text.length != strlen(words[i].word) ||
            strncasecmp(text.at, words[i].word, text.length) != 0)
            continue;
        *ret = words[i].treated;
        return true;
    }
    return false;
}

static ri_status grow(struct reading *reading, struct ri_error *err)
{
    const size_t room = reading->room ? reading->room * 2 : 4096;
    for (size_t v = 0; v < 2; v++) {
        double *grown = realloc(reading->values[v], room * sizeof *grown);
        if (!grown) return ri_fail(err, RI_ENOMEM, "no room for %zu customers", room);
        reading->values[v] = grown;
    }
    reading->room = room;
    return RI_OK;
}

static ri_status take_row(void *context, uint64_t record, const struct ri_cell *cells,
                          struct ri_error *err)
{
    struct reading       *reading = context;
    const struct ri_cell *treated = &cells[reading->treated], *outcome = &cells[reading->outcome],
                         *score = reading->score != SIZE_MAX ? &cells[reading->score] : NULL;
    unsigned char group = 0;
    if (!treated->known || !group_of(treated->text, &group))
        return ri_fail(err, RI_EDATA,
                       "%s: record %llu: '%.*s' does not say who was contacted: 1 or 0, yes or no, "
                       "treatment or control",
                       reading->name, (unsigned long long)record,
                       treated->known ? (int)treated->text.length : 0,
                       treated->known ? treated->text.at : "");
    if (!outcome->known || (score && !score->known))
        return ri_fail(err, RI_EDATA, "%s: record %llu has no %s", reading->name,
                       (unsigned long long)record, outcome->known ? "score" : "outcome");
    if (reading->trial->count == reading->room) RI_TRY(grow(reading, err));
    reading->values[0][reading->trial->count] = outcome->number;
    reading->values[1][reading->trial->count++] = score ? score->number : 0;
    ri_text_printf(&reading->groups, "%c", group);
    return RI_OK;
}

static ri_status choose(struct reading *reading, struct ri_table_file *file, ri_coded **ret_types,
                        struct ri_error *err)
{
    struct ri_call *call = reading->call;
    const size_t    count = ri_table_file_count(file);
    ri_coded       *types;
    RI_ARENA_NEW(types, ri_call_mem(call), count + 1, err);
    for (size_t c = 0; c < count; c++) types[c] = RI_CODED_CATEGORY;
    RI_TRY(ri_table_file_find(file, ri_call_text(call, "treated"), &reading->treated, err));
    RI_TRY(ri_table_file_find(file, ri_call_text(call, "outcome"), &reading->outcome, err));
    reading->score = SIZE_MAX;
    if (ri_call_given(call, "score"))
        RI_TRY(ri_table_file_find(file, ri_call_text(call, "score"), &reading->score, err));
    const size_t numbers[] = {reading->outcome, reading->score};
    for (size_t i = 0; i < RI_COUNT(numbers); i++) {
        if (numbers[i] == SIZE_MAX) continue;
        const ri_coded guess = ri_table_file_guess(file, numbers[i]);
        types[numbers[i]] = guess == RI_CODED_FLAG ? guess : RI_CODED_NUMBER;
    }
    *ret_types = types;
    return RI_OK;
}

static ri_status settle(struct reading *reading, struct ri_error *err)
{
    struct ri_loaded_trial *trial = reading->trial;
    struct ri_arena        *mem = ri_call_mem(reading->call);
    const size_t            n = trial->count;
    if (!n) return ri_fail(err, RI_EDATA, "%s: there are no rows", reading->name);
    RI_TRY(ri_text_check(&reading->groups, err));
    RI_ARENA_NEW(trial->treated, mem, n, err);
    RI_ARENA_NEW(trial->outcome[0].at, mem, n, err);
    memcpy(trial->treated, reading->groups.at, n);
    memcpy(trial->outcome[0].at, reading->values[0], n * sizeof(double));
    trial->outcome_count = 1;
    trial->outcome[0].name = ri_call_text(reading->call, "outcome");
    trial->outcome[0].share = true;
    for (size_t i = 0; i < n; i++)
        trial->outcome[0].share &= trial->outcome[0].at[i] == 0 || trial->outcome[0].at[i] == 1;
    if (reading->score == SIZE_MAX) return RI_OK;
    RI_ARENA_NEW(trial->score, mem, n, err);
    memcpy(trial->score, reading->values[1], n * sizeof(double));
    return RI_OK;
}

static ri_status from_file(struct ri_call *call, struct ri_loaded_trial *ret, struct ri_error *err)
{
    struct reading        reading = {.call = call, .trial = ret};
    struct ri_table_file *file;
    ri_coded             *types = NULL;
    int                   fd;
    if (!ri_call_given(call, "treated") || !ri_call_given(call, "outcome"))
        return ri_fail(err, RI_EUSAGE, "--input needs --treated COLUMN and --outcome COLUMN");
    if (ri_call_given(call, "campaign"))
        return ri_fail(err, RI_EUSAGE, "give the name of a campaign or --input FILE, not both");
    ri_call_file(call, "input", 0, &fd, &reading.name);
    ret->from_file = true;
    ret->name = reading.name;
    RI_TRY(ri_table_file_open(call, fd, reading.name, &file, err));
    ri_status status = choose(&reading, file, &types, err);
    if (status == RI_OK) status = ri_table_file_rows(file, types, take_row, &reading, err);
    ri_table_file_close(file);
    if (status == RI_OK) status = settle(&reading, err);
    ri_text_release(&reading.groups);
    free(reading.values[0]);
    free(reading.values[1]);
    return status;
}

/* ---- Of a campaign ------------------------------------------------------------------------------------------------ */

static ri_status from_campaign(struct ri_call *call, struct ri_loaded_trial *ret,
                               struct ri_error *err)
{
    struct ri_control         *control;
    struct ri_campaign_outcome o;
    struct ri_small_groups     small = {.call = call};
    size_t                     contacted = 0;
    if (ri_call_given(call, "treated") || ri_call_given(call, "outcome") ||
        ri_call_given(call, "score"))
        return ri_fail(err, RI_EUSAGE, "--treated, --outcome and --score go with --input FILE");
    RI_TRY(ri_people_control(call, &control, err));
    RI_TRY(ri_campaign_measure(call, control, ri_call_text(call, "campaign"), &o, err));
    for (size_t i = 0; i < o.count; i++) contacted += o.treated[i];
    if (!ri_people_enough(&small, contacted) || !ri_people_enough(&small, o.count - contacted) ||
        !contacted || contacted == o.count)
        return ri_fail(err, RI_EDATA,
                       "campaign '%s' has %zu customers contacted and %zu in control: figures of "
                       "groups of fewer than %d people are withheld",
                       o.campaign.name, contacted, o.count - contacted, RI_PEOPLE_LEAST);
    *ret = (struct ri_loaded_trial){.count = o.count,
                                    .treated = o.treated,
                                    .score = o.scored ? o.score : NULL,
                                    .outcome_count = 3,
                                    .outcome = {{"conversion", o.bought, true},
                                                {"net_sales", o.net, false},
                                                {"receipts", o.receipts, false}},
                                    .name = o.campaign.name};
    return RI_OK;
}

ri_status ri_trial_load(struct ri_call *call, struct ri_loaded_trial *ret, struct ri_error *err)
{
    *ret = (struct ri_loaded_trial){.count = 0};
    if (!ri_call_given(call, "input") && !ri_call_given(call, "campaign"))
        return ri_fail(err, RI_EUSAGE, "give the name of a campaign, or --input FILE");
    RI_TRY(ri_call_given(call, "input") ? from_file(call, ret, err)
                                        : from_campaign(call, ret, err));
    for (size_t i = 0; i < ret->count; i++) ret->contacted += ret->treated[i];
    return RI_OK;
}
