/* Names of groups, by where they stand against the average customer. */
#include "segment_internal.h"

#include <math.h>

/* recent, frequent, much money -> name */
static const char *const usual[2][2][2] = {
    {{"Hibernating", "Lapsed big spenders"}, {"At risk", "Cannot lose them"}},
    {{"New or one-time", "Promising big spenders"}, {"Loyal, small baskets", "Champions"}},
};

/* recent, much money -> name, where frequency is the same for all: nothing then speaks of loyalty */
static const char *const once[2][2] = {{"Long ago, little money", "Long ago, much money"},
                                       {"Recent, little money", "Recent, much money"}};

/* Three groups carry the names that were asked for: the most money a customer, then the more frequent. */
static void name_three(struct ri_segment_model *model)
{
    const size_t active =
        model->at[1].centre[RI_FREQUENCY] >= model->at[2].centre[RI_FREQUENCY] ? 1 : 2;
    snprintf(model->at[0].name, sizeof model->at[0].name, "High-Value/Loyal");
    snprintf(model->at[active].name, sizeof model->at[0].name, "Recent/Frequent");
    snprintf(model->at[3 - active].name, sizeof model->at[0].name, "New/One-Time");
}

static size_t same_before(const struct ri_segment_model *model, size_t c)
{
    size_t       count = 0;
    const size_t length = strlen(model->at[c].name);
    for (size_t i = 0; i < c; i++)
        count += strncmp(model->at[i].name, model->at[c].name, length) == 0;
    return count;
}

static void name_usual(struct ri_segment_model *model, const struct ri_rfm *rfm, size_t count)
{
    double average[RI_RFM] = {0};
    for (size_t i = 0; i < count; i++)
        for (size_t f = 0; f < RI_RFM; f++) average[f] += rfm[i].value[f] / (double)count;
    for (size_t c = 0; c < model->count; c++) {
        struct ri_segment *segment = &model->at[c];
        const bool         recent = segment->centre[RI_RECENCY] <= average[RI_RECENCY],
                   frequent = segment->centre[RI_FREQUENCY] > average[RI_FREQUENCY],
                   much = segment->centre[RI_MONETARY] > average[RI_MONETARY];
        const char *name =
            model->used[RI_FREQUENCY] ? usual[recent][frequent][much] : once[recent][much];
        snprintf(segment->name, sizeof segment->name, "%s", name);
        const size_t before = same_before(model, c);
        if (before) snprintf(segment->name, sizeof segment->name, "%s %zu", name, before + 1);
    }
}

void segment_names(struct ri_segment_model *model, const struct ri_rfm *rfm, size_t count)
{
    if (model->count == 3 && model->used[RI_FREQUENCY])
        name_three(model);
    else
        name_usual(model, rfm, count);
}
