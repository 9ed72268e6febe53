/* What is known of customers beside their purchases: consent, rest, preference. */
#include "app/campaign_choice.h"
#include "app/operation.h"
#include "app/workspace.h"
#include "control/consent.h"
#include "customers/affinity.h"

struct marking {
    struct ri_campaign_choice *choice;
    uint32_t                  *number; /* by place in names: the customer */
    unsigned char              mark;
};

static ri_status mark_one(void *context, struct ri_view pseudonym, struct ri_error *err)
{
    const struct marking *marking = context;
    size_t                place;
    (void)err;
    if (ri_intern_find(marking->choice->loaded->names, pseudonym, &place))
        marking->choice->mark[marking->number[place]] |= marking->mark;
    return RI_OK;
}

static ri_status mark_people(struct marking *marking, struct ri_error *err)
{
    struct ri_campaign_choice *c = marking->choice;
    marking->mark = RI_MARK_CONSENTS;
    RI_TRY(ri_consent_each(c->control, c->channel, mark_one, marking, err));
    marking->mark = RI_MARK_RESTS;
    return ri_campaign_resting(c->control, c->starts_on, c->rest_days, mark_one, marking, err);
}

/* ---- Preference --------------------------------------------------------------------------------------------------- */

struct preferring {
    struct marking      marking;
    struct ri_count_of *counts; /* by customer */
    double              receipts, chosen;
};

static ri_status take_counts(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct preferring *p = context;
    size_t             place;
    (void)err;
    p->receipts += (double)ri_row_int64(row, 1);
    p->chosen += (double)ri_row_int64(row, 2);
    if (ri_intern_find(p->marking.choice->loaded->names, ri_row_text(row, 0), &place))
        p->counts[p->marking.number[place]] = (struct ri_count_of){
            .observed = (double)ri_row_int64(row, 2), .trials = (double)ri_row_int64(row, 1)};
    return RI_OK;
}

static ri_status ask(struct preferring *p, const char *const *categories, struct ri_error *err)
{
    struct ri_call        *call = p->marking.choice->call;
    const struct ri_filter filter = {.categories = categories};
    struct ri_filter_ids   ids;
    struct ri_warehouse   *warehouse;
    const char            *sql;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_warehouse_filter(warehouse, &filter, ri_call_mem(call), &ids, err));
    RI_TRY(ri_embedded_sql_find("sql/app/campaign_preference.sql", &sql, err));
    const struct ri_bind binds[] = {ri_bind_ids("products", &ids.products),
                                    ri_bind_date("until", p->marking.choice->loaded->until)};
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), take_counts, p,
                             err);
}

/* Who has the categories on more receipts than the average customer, small counts drawn towards the average. */
static ri_status mark_preference(struct ri_campaign_choice *c, uint32_t *number,
                                 struct ri_error *err)
{
    const char *const *categories = ri_call_list(c->call, "prefers", NULL);
    struct preferring  p = {.marking = {c, number, RI_MARK_PREFERS}};
    if (!categories[0]) return RI_OK;
    if (c->loaded->from_file)
        return ri_fail(err, RI_EUSAGE, "--prefers goes with the workspace, not with --input");
    RI_ARENA_NEW(p.counts, ri_call_mem(c->call), c->loaded->customers + 1, err);
    RI_TRY(ask(&p, categories, err));
    if (!(p.chosen > 0))
        return ri_fail(err, RI_EDATA, "no known customer ever bought in '%s'", categories[0]);
    const double share = p.chosen / p.receipts;
    for (size_t i = 0; i < c->loaded->customers; i++) p.counts[i].share = share;
    const double strength = ri_affinity_strength(p.counts, c->loaded->customers);
    for (size_t i = 0; i < c->loaded->customers; i++)
        if (p.counts[i].trials > 0 && ri_affinity_ratio(&p.counts[i], strength) > 1)
            c->mark[i] |= RI_MARK_PREFERS;
    ri_call_note(c->call,
                 "%.1f %% of the receipts have it; chosen are those with more, by counts "
                 "drawn towards the average",
                 100 * share);
    return RI_OK;
}

ri_status ri_campaign_mark(struct ri_campaign_choice *c, struct ri_error *err)
{
    struct marking marking = {.choice = c};
    RI_ARENA_NEW(c->mark, ri_call_mem(c->call), c->loaded->customers + 1, err);
    RI_ARENA_NEW(marking.number, ri_call_mem(c->call), c->loaded->customers + 1, err);
    for (size_t i = 0; i < c->loaded->customers; i++)
        marking.number[c->loaded->place[i]] = (uint32_t)i;
    if (c->control) RI_TRY(mark_people(&marking, err));
    return mark_preference(c, marking.number, err);
}
