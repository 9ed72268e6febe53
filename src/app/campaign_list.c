/* customers campaigns, campaign, cancel: what was stored, who is on a list, and giving one up. */
#include "app/customer_name.h"
#include "app/operation.h"
#include "app/people.h"
#include "app/small_groups.h"
#include "control/campaign.h"

enum { ROWS_A_BATCH = 2048 };

/* ---- customers campaigns ------------------------------------------------------------------------------------------- */

static const struct ri_column campaigns_columns[] = {
    {"campaign_id", RI_COLUMN_INTEGER, "rising from 1, never used again"},
    {"name", RI_COLUMN_TEXT, "as it was stored"},
    {"channel", RI_COLUMN_TEXT, "email, sms or post"},
    {"starts_on", RI_COLUMN_DATE, "first day it is measured"},
    {"ends_on", RI_COLUMN_DATE, "last day it is measured"},
    {"rest_days", RI_COLUMN_INTEGER, "days until its customers may be on another list"},
    {"contacted", RI_COLUMN_INTEGER, "customers to contact, when it was made"},
    {"control", RI_COLUMN_INTEGER, "customers in the control group, when it was made"},
    {"control_share", RI_COLUMN_SHARE, "part of the list that was to be left alone"},
    {"erased", RI_COLUMN_INTEGER, "customers who were erased since"},
    {"score", RI_COLUMN_TEXT, "what ranked them"},
    {"seed", RI_COLUMN_INTEGER, "of the draw of the control group"},
    {"created_at", RI_COLUMN_TIME, "when it was stored, UTC"},
    {"cancelled_at", RI_COLUMN_TIME, "when it was given up, UTC"},
};

struct listing {
    struct ri_table_builder *table;
    struct ri_small_groups   small;
};

static void put_people(struct listing *l, int64_t people)
{
    if (ri_people_or_nulls(&l->small, (size_t)people, 1, l->table)) ri_put_int(l->table, people);
}

static ri_status put_campaign(void *context, const struct ri_campaign *c, struct ri_error *err)
{
    struct listing          *l = context;
    struct ri_table_builder *table = l->table;
    (void)err;
    ri_put_int(table, c->campaign_id);
    ri_put_string(table, c->name);
    ri_put_string(table, ri_channel_names[c->channel]);
    ri_put_day(table, c->starts_on);
    ri_put_day(table, c->ends_on);
    ri_put_int(table, c->rest_days);
    put_people(l, c->contacted);
    put_people(l, c->control);
    ri_put_number(table, c->control_share);
    ri_put_int(table, c->contacted + c->control - c->left);
    ri_put_string(table, c->score);
    ri_put_int(table, (int64_t)c->seed);
    ri_put_instant(table, c->created_at * 1000000);
    if (c->cancelled_at)
        ri_put_instant(table, c->cancelled_at * 1000000);
    else
        ri_put_null(table);
    return RI_OK;
}

static ri_status campaigns_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_control *control;
    struct listing     l = {.small = {.call = call}};
    RI_TRY(ri_people_control(call, &control, err));
    RI_TRY(ri_call_builder(call, &l.table, err));
    const ri_status status = ri_campaign_each(control, put_campaign, &l, err);
    ri_small_groups_say(&l.small);
    return ri_call_answer(call, l.table, status, err);
}

/* ---- customers campaign -------------------------------------------------------------------------------------------- */

static const struct ri_param name_param[] = {
    {"campaign", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "its name, as customers campaigns lists it"},
};
static const struct ri_column campaign_columns[] = {
    {"customer", RI_COLUMN_CUSTOMER, "customer number"},
    {"group", RI_COLUMN_TEXT, "contact, or control: not to be contacted"},
    {"score", RI_COLUMN_NUMBER, "what the customer was ranked by"},
};

struct members {
    struct ri_call          *call;
    struct ri_table_builder *table;
    struct ri_customer_names names;
};

static ri_status put_member(void *context, const struct ri_campaign_member *member,
                            struct ri_error *err)
{
    struct members *m = context;
    ri_put_customer(&m->names, m->table, member->pseudonym);
    ri_put_string(m->table, member->is_control ? "control" : "contact");
    ri_put_number(m->table, member->score);
    if (ri_table_builder_rows(m->table) < ROWS_A_BATCH) return RI_OK;
    return ri_call_emit_builder(m->call, m->table, err);
}

static ri_status campaign_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_control     *control;
    struct ri_campaign     campaign;
    struct members         m = {.call = call, .names = {.call = call}};
    struct ri_table_column shown[RI_COUNT(campaign_columns)];
    RI_TRY(ri_people_control(call, &control, err));
    RI_TRY(ri_campaign_find(control, ri_call_text(call, "campaign"), ri_call_mem(call), &campaign,
                            err));
    for (size_t c = 0; c < RI_COUNT(shown); c++)
        shown[c] = (struct ri_table_column){.name = campaign_columns[c].name,
                                            .type = campaign_columns[c].type,
                                            .help = campaign_columns[c].help};
    RI_TRY(ri_call_columns(call, shown, RI_COUNT(shown), err));
    RI_TRY(ri_table_builder_new(shown, RI_COUNT(shown), &m.table, err));
    ri_status status = ri_campaign_members(control, campaign.campaign_id, put_member, &m, err);
    if (status == RI_OK) status = ri_call_emit_builder(call, m.table, err);
    ri_table_builder_free(m.table);
    if (campaign.cancelled_at) ri_call_note(call, "this campaign was given up");
    return status;
}

/* ---- customers cancel ---------------------------------------------------------------------------------------------- */

static const struct ri_column cancel_columns[] = {
    {"campaign", RI_COLUMN_TEXT, "name of the campaign that was given up"},
    {"free", RI_COLUMN_INTEGER, "customers who no longer rest for it"},
};

static ri_status cancel_run(struct ri_call *call, struct ri_error *err)
{
    const char              *name = ri_call_text(call, "campaign");
    struct ri_control       *control;
    struct ri_campaign       campaign;
    struct ri_table_builder *table;
    RI_TRY(ri_people_control(call, &control, err));
    RI_TRY(ri_campaign_cancel(control, name, ri_people_who(call), ri_people_now(call), err));
    RI_TRY(ri_campaign_find(control, name, ri_call_mem(call), &campaign, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, name);
    ri_put_int(table, campaign.left);
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.campaigns",
              .summary = "The campaigns that were stored, newest first",
              .roles = RI_ROLE_MARKETING | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                       RI_ROLE_ADMIN,
              .flags = RI_VOLATILE,
              RI_COLUMNS(campaigns_columns),
              RI_EXAMPLES("retailinsight customers campaigns")},
     .run = campaigns_run},
    {.info = {.name = "customers.campaign",
              .summary = "Who is on the list of a campaign, to contact or in the control group",
              .roles = RI_ROLE_MARKETING | RI_ROLE_ADMIN,
              .flags = RI_VOLATILE,
              RI_PARAMS(name_param),
              RI_COLUMNS(campaign_columns),
              RI_EXAMPLES("retailinsight customers campaign spring",
                          "retailinsight customers campaign spring --format csv -o spring.csv")},
     .run = campaign_run},
    {.info = {.name = "customers.cancel",
              .summary = "Gives a campaign up: its customers may be on other lists again",
              .details = "For a list that was never used. It stays on record, and is not measured.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_MARKETING | RI_ROLE_ADMIN,
              RI_PARAMS(name_param),
              RI_COLUMNS(cancel_columns),
              RI_EXAMPLES("retailinsight customers cancel spring")},
     .run = cancel_run},
};
const struct ri_operation_table ri_campaign_list_operations = RI_OPERATION_TABLE(operations);
