/* customers target: chooses customers for a campaign, draws a control group, says what it can find out, and stores the list. */
#include "app/campaign_choice.h"
#include "app/operation.h"
#include "app/people.h"
#include "base/hash.h"
#include "customers/uplift.h"

#include <math.h>

enum { REST_MOST = 3660, NAME_MOST = 80 };

static const struct ri_param params[] = {
    {"campaign", RI_PARAM_TEXT, RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "name to store the list under; without it the list is shown and forgotten"},
    {"channel", RI_PARAM_ENUM, 0, NULL, "email", ri_channel_names,
     "by which customers are to be contacted: only those who consent to it are chosen"},
    {"score", RI_PARAM_ENUM, 0, NULL, "value", ri_campaign_scores,
     "what ranks customers: value (margin to come), risk (value lost if gone), rfm (3 to 15), "
     "monetary, frequency, uplift (gain a contact, learnt from --after)"},
    {"after", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "with --score uplift: the campaign that was measured"},
    {"horizon", RI_PARAM_COUNT, 0, "weeks", "26", NULL, "of value and risk: how far ahead"},
    {"margin", RI_PARAM_NUMBER, 0, NULL, "1", NULL,
     "part of net sales that is margin, 0 to 1; 1 counts net sales"},
    {"least", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "lowest score to choose"},
    {"segment", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "only these groups of customers segments, by number or name"},
    {"clusters", RI_PARAM_TEXT, 0, NULL, "3", NULL,
     "with --segment: groups, 2 to 20, or auto, as in customers segments"},
    {"r", RI_PARAM_COUNT, RI_PARAM_LIST, NULL, NULL, NULL,
     "only these scores of recency, 1 to 5, 5 the most recent fifth"},
    {"f", RI_PARAM_COUNT, RI_PARAM_LIST, NULL, NULL, NULL, "only these scores of frequency"},
    {"m", RI_PARAM_COUNT, RI_PARAM_LIST, NULL, NULL, NULL, "only these scores of money"},
    {"prefers", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "only customers who have these categories on more receipts than the average"},
    {"size", RI_PARAM_COUNT, 0, "customers", "0", NULL,
     "most customers, control group included; 0: any number"},
    {"budget", RI_PARAM_MONEY, 0, NULL, NULL, NULL, "most that contacting may cost, with --cost"},
    {"cost", RI_PARAM_MONEY, 0, NULL, NULL, NULL, "of one contact"},
    {"response", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "part of the score that a contact is thought to bring, 0.02: who brings less than --cost is "
     "left out"},
    {"control-share", RI_PARAM_NUMBER, 0, NULL, "0.1", NULL,
     "part of the list that is drawn at random to be left alone, 0 to 0.9"},
    {"seed", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "of the draw; a new one each time when not given, and told"},
    {"starts", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "first day of the campaign; the day after the last one of the data when not given"},
    {"days", RI_PARAM_COUNT, 0, "days", "28", NULL, "how long it is measured"},
    {"rest", RI_PARAM_COUNT, 0, "days", "28", NULL,
     "until its customers may be on another list; the longer rest of two lists counts"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows shown, best first; 0: all"},
};
static const struct ri_column columns[] = {
    {"place", RI_COLUMN_INTEGER, "1 the best score"},
    {"customer", RI_COLUMN_CUSTOMER, "customer number; a pseudonym for those who may not see it"},
    {"group", RI_COLUMN_TEXT, "contact, or control: not to be contacted"},
    {"score", RI_COLUMN_NUMBER, "by --score; value, risk, monetary and uplift are money"},
    {"expected_gain", RI_COLUMN_MONEY,
     "what a contact is expected to bring, its cost taken off; missing without --response"},
    {"segment", RI_COLUMN_INTEGER, "group, with --segment"},
    {"profile", RI_COLUMN_TEXT, "name of the group"},
    {"recency_days", RI_COLUMN_INTEGER, "days since the last purchase, 1: bought on the last day"},
    {"frequency", RI_COLUMN_INTEGER, "receipts with a purchase"},
    {"monetary", RI_COLUMN_MONEY, "net amount of all purchases, returns taken off"},
};

/* ---- Options ------------------------------------------------------------------------------------------------------ */

/* Millionths of a unit as minor units; below 0: not given. */
static ri_status read_money(const struct ri_campaign_choice *c, const char *parameter, int64_t *ret,
                            struct ri_error *err)
{
    const int64_t millionths = ri_call_integer(c->call, parameter, -1);
    int64_t       scale = 1000000;
    for (int d = 0; d < c->loaded->digits; d++) scale /= 10;
    *ret = -1;
    if (!ri_call_given(c->call, parameter)) return RI_OK;
    if (millionths < 0)
        return ri_fail(err, RI_EUSAGE, "--%s wants an amount of 0 or more; got '%s'", parameter,
                       ri_call_text(c->call, parameter));
    *ret = millionths / scale;
    return RI_OK;
}

static ri_status read_seed(struct ri_campaign_choice *c, struct ri_error *err)
{
    unsigned char bytes[4];
    char          text[24];
    c->seed = (uint64_t)ri_call_integer(c->call, "seed", 0);
    if (ri_call_given(c->call, "seed")) return RI_OK;
    RI_TRY(ri_secret_bytes(bytes, sizeof bytes, err));
    for (size_t i = 0; i < sizeof bytes; i++) c->seed = c->seed << 8 | bytes[i];
    snprintf(text, sizeof text, "%llu", (unsigned long long)c->seed);
    ri_call_used(c->call, "seed", text);
    return RI_OK;
}

static ri_status read_days(struct ri_campaign_choice *c, struct ri_error *err)
{
    static const char *const names[] = {"days", "rest"};
    int *const               days[] = {&c->days, &c->rest_days};
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        const int64_t value = ri_call_integer(c->call, names[i], 28);
        if (value > REST_MOST || (i == 0 && value < 1))
            return ri_fail(err, RI_EUSAGE, "--%s wants up to %d days; got %lld", names[i],
                           REST_MOST, (long long)value);
        *days[i] = (int)value;
    }
    c->starts_on = ri_call_day(c->call, "starts", c->loaded->until + 1);
    if (c->starts_on > c->loaded->until) return RI_OK;
    return ri_fail(err, RI_EUSAGE,
                   "--starts is not after the last day that counts: customers would be chosen by "
                   "what they did afterwards; --until moves that day back");
}

static ri_status read_options(struct ri_campaign_choice *c, struct ri_error *err)
{
    struct ri_call *call = c->call;
    const char     *name = ri_call_text(call, "campaign");
    if (!ri_channel_parse(ri_call_text(call, "channel"), &c->channel))
        return ri_fail(err, RI_EINTERNAL, "no channel '%s'", ri_call_text(call, "channel"));
    c->control_share = ri_call_number(call, "control-share", 0.1);
    c->least = ri_call_given(call, "least") ? ri_call_number(call, "least", 0) : (double)NAN;
    c->response =
        ri_call_given(call, "response") ? ri_call_number(call, "response", 0) : (double)NAN;
    c->size = (size_t)ri_call_integer(call, "size", 0);
    if (!(c->control_share >= 0 && c->control_share <= 0.9))
        return ri_fail(err, RI_EUSAGE, "--control-share wants 0 to 0.9; got %g", c->control_share);
    if (!isnan(c->response) && !(c->response > 0 && c->response <= 1))
        return ri_fail(err, RI_EUSAGE, "--response wants more than 0 to 1; got %g", c->response);
    RI_TRY(read_money(c, "budget", &c->budget_minor, err));
    RI_TRY(read_money(c, "cost", &c->cost_minor, err));
    if (c->budget_minor >= 0 && c->cost_minor <= 0)
        return ri_fail(err, RI_EUSAGE, "--budget needs the --cost of a contact, above 0");
    if (name && (!*name || strlen(name) > NAME_MOST))
        return ri_fail(err, RI_EUSAGE, "a campaign's name has 1 to %d bytes", NAME_MOST);
    if (name && c->loaded->from_file)
        return ri_fail(err, RI_EUSAGE,
                       "a list is stored from the workspace, not from --input: leave the name out");
    RI_TRY(read_days(c, err));
    return read_seed(c, err);
}

/* ---- What is said ------------------------------------------------------------------------------------------------- */

static void say_choice(const struct ri_campaign_choice *c)
{
    static const char *const reasons[] = {
#define REASON(code, text) text,
        RI_LEFT_OUT_MAP(REASON)
#undef REASON
    };
    const size_t contacts = c->count - c->control_count;
    ri_call_note(c->call,
                 "%zu of %zu customers: %zu to contact, %zu (%.1f %%) in the control group, drawn "
                 "at random with seed %llu",
                 c->count, c->crowd.count, contacts, c->control_count,
                 100.0 * (double)c->control_count / (double)c->count, (unsigned long long)c->seed);
    for (size_t r = 0; r < RI_LEFT_OUT; r++)
        if (c->left_out[r]) ri_call_note(c->call, "left out, %s: %zu", reasons[r], c->left_out[r]);
    if (!c->control)
        ri_call_note(c->call,
                     "a file says nothing of consent and rest: neither was looked at, and nothing "
                     "is stored");
    if (c->cost_minor > 0)
        ri_call_note(c->call, "contacting them costs %.*f", c->loaded->digits,
                     (double)c->cost_minor * (double)contacts / pow(10, c->loaded->digits));
    if (c->rest_days < c->days)
        ri_call_note(c->call, "the rest is shorter than the campaign is measured: another one may "
                              "blur what this one brought");
}

/* What those on the list did in as many days before: what a test of this size can find. */
static ri_status say_power(const struct ri_campaign_choice *c, struct ri_error *err)
{
    const double                unit = pow(10, c->loaded->digits);
    double                     *net, buyers = 0, sum = 0, squares = 0;
    unsigned char              *bought;
    struct ri_loaded_purchases *loaded = c->loaded;
    RI_ARENA_NEW(net, ri_call_mem(c->call), loaded->customers + 1, err);
    RI_ARENA_NEW(bought, ri_call_mem(c->call), loaded->customers + 1, err);
    for (size_t i = 0; i < loaded->count; i++) {
        const struct ri_purchase *p = &loaded->at[i];
        if (p->day > loaded->until || p->day <= loaded->until - c->days) continue;
        net[p->customer] += (double)p->minor / unit;
        bought[p->customer] |= p->minor > 0;
    }
    const double n = (double)c->count;
    for (size_t i = 0; i < c->count; i++) {
        const size_t customer = c->crowd.customer[c->list[i]];
        buyers += bought[customer];
        sum += net[customer];
        squares += net[customer] * net[customer];
    }
    const double            sd = sqrt(fmax(0, squares / n - sum / n * (sum / n)));
    struct ri_uplift_design d = {.treated = n - (double)c->control_count,
                                 .control = (double)c->control_count,
                                 .sd_treated = sd,
                                 .sd_control = sd,
                                 .confidence = 0.95,
                                 .power = 0.8};
    if (!c->control_count) {
        ri_call_note(c->call, "without a control group nobody will know what the campaign brought");
        return RI_OK;
    }
    const double rate = ri_uplift_detectable_rate(&d, fmin(buyers / n, 1 - 1e-9));
    char         points[64] = "no rise of the share that buys";
    if (isfinite(rate))
        snprintf(points, sizeof points, "a rise of %.1f percentage points or more", 100 * rate);
    ri_call_note(c->call,
                 "in the last %d days %.1f %% of them bought, for %.2f each on average: over as "
                 "many days this test finds (8 times in 10) %s, and of %.2f each or more",
                 c->days, 100 * buyers / n, sum / n, points, ri_uplift_detectable(&d));
    return RI_OK;
}

/* ---- Storing ------------------------------------------------------------------------------------------------------ */

static ri_status list_members(const struct ri_campaign_choice *c, struct ri_campaign_member **ret,
                              struct ri_error *err)
{
    struct ri_campaign_member *members;
    uint32_t *
        at; /* place on the list by point: members go in by rising pseudonym, which writes fastest */
    size_t n = 0;
    RI_ARENA_NEW(members, ri_call_mem(c->call), c->count, err);
    RI_ARENA_NEW(at, ri_call_mem(c->call), c->crowd.count, err);
    for (size_t i = 0; i < c->count; i++) at[c->list[i]] = (uint32_t)i + 1;
    for (size_t p = 0; p < c->crowd.count; p++) {
        if (!at[p]) continue;
        const size_t place = c->loaded->place[c->crowd.customer[p]];
        members[n++] =
            (struct ri_campaign_member){.pseudonym = ri_intern_at(c->loaded->names, place),
                                        .is_control = c->is_control[at[p] - 1],
                                        .score = c->score[p]};
    }
    *ret = members;
    return RI_OK;
}

static ri_status store(const struct ri_campaign_choice *c, struct ri_error *err)
{
    struct ri_campaign         campaign = {.name = ri_call_text(c->call, "campaign"),
                                           .channel = c->channel,
                                           .created_at = ri_people_now(c->call),
                                           .starts_on = c->starts_on,
                                           .ends_on = c->starts_on + c->days - 1,
                                           .rest_days = c->rest_days,
                                           .control_share = c->control_share,
                                           .seed = c->seed,
                                           .contacted = (int64_t)(c->count - c->control_count),
                                           .control = (int64_t)c->control_count,
                                           .score = ri_call_text(c->call, "score")};
    struct ri_campaign_member *members = NULL;
    int64_t                    id;
    if (!campaign.name) return RI_OK;
    RI_TRY(ri_call_json(c->call, &campaign.chosen, err));
    RI_TRY(list_members(c, &members, err));
    RI_TRY(ri_campaign_make(c->control, &campaign, members, c->count, ri_people_who(c->call), &id,
                            err));
    ri_call_note(c->call,
                 "stored as campaign %lld: 'customers mailing %s' exports whom to contact, "
                 "'customers uplift %s' tells afterwards what it brought",
                 (long long)id, campaign.name, campaign.name);
    return RI_OK;
}

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

static void put_row(struct ri_campaign_choice *c, struct ri_table_builder *table, size_t i)
{
    const uint32_t       p = c->list[i];
    const struct ri_rfm *rfm = &c->crowd.rfm[p];
    const bool           grouped = ri_call_given(c->call, "segment");
    ri_put_int(table, (int64_t)i + 1);
    ri_purchases_put_name(c->loaded, table, c->crowd.customer[p]);
    ri_put_string(table, c->is_control[i] ? "control" : "contact");
    ri_put_number(table, c->score[p]);
    if (c->gain)
        ri_purchases_put_money(c->loaded, table, c->gain[p]);
    else
        ri_put_null(table);
    if (grouped)
        ri_put_int(table, c->crowd.label[p] + 1);
    else
        ri_put_null(table);
    ri_put_string(table, grouped ? c->crowd.model.at[c->crowd.label[p]].name : NULL);
    ri_put_int(table, (int64_t)rfm->value[RI_RECENCY]);
    ri_put_int(table, (int64_t)rfm->value[RI_FREQUENCY]);
    ri_put_decimal(table, c->crowd.minor[p], c->loaded->digits);
}

static ri_status answer(struct ri_campaign_choice *c, struct ri_error *err)
{
    const int64_t limit = ri_call_integer(c->call, "limit", 0);
    const size_t  rows = limit > 0 && (size_t)limit < c->count ? (size_t)limit : c->count;
    struct ri_table_builder *table;
    ri_status                status = RI_OK;
    RI_TRY(ri_purchases_table(c->loaded, columns, RI_COUNT(columns), &table, err));
    for (size_t i = 0; i < rows && status == RI_OK; i++) {
        put_row(c, table, i);
        status = ri_purchases_flush(c->loaded, table, err);
    }
    return ri_purchases_end_table(c->loaded, table, status, err);
}

static ri_status target(struct ri_campaign_choice *c, struct ri_error *err)
{
    size_t clusters;
    RI_TRY(read_options(c, err));
    RI_TRY(ri_crowd_measure(c->call, c->loaded, &c->crowd, err));
    if (!c->crowd.count) return ri_fail(err, RI_EDATA, "no customer has bought anything");
    if (ri_call_given(c->call, "segment")) {
        RI_TRY(ri_clusters_read(ri_call_text(c->call, "clusters"), &clusters, err));
        RI_TRY(ri_crowd_group(&c->crowd, clusters, err));
    }
    RI_TRY(ri_campaign_mark(c, err));
    RI_TRY(ri_campaign_score(c, err));
    RI_TRY(ri_campaign_choose(c, err));
    say_choice(c);
    RI_TRY(say_power(c, err));
    RI_TRY(store(c, err));
    return answer(c, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    static const struct ri_purchase_wish plain = {.costs = false};
    struct ri_loaded_purchases           loaded = {.count = 0};
    struct ri_campaign_choice            choice = {.call = call, .loaded = &loaded};
    if (!ri_call_given(call, "input")) RI_TRY(ri_people_control(call, &choice.control, err));
    ri_status status = ri_purchases_load(call, &plain, &loaded, err);
    if (status == RI_OK) status = target(&choice, err);
    ri_purchases_release(&loaded);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "customers.target",
          .summary =
              "A list of customers for a campaign, with a control group, stored under a name",
          .details =
              "Chooses by segment, scores of RFM, preference, stores and score; the best come "
              "first within size or budget. Only customers who consent to the channel are chosen, "
              "and nobody who rests from another campaign. Part of the list is drawn at random to "
              "be left alone, so that customers uplift can tell what contact changed; what a test "
              "of this size can find is said beforehand. Preferences, stores and other filters of "
              "purchases limit which purchases count.",
          .flags = RI_CHANGES | RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_MARKETING | RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES(
              "retailinsight customers target spring --segment High-Value/Loyal --budget 500 "
              "--cost 0.45 --control-share 0.2",
              "retailinsight customers target --score risk --channel post --size 1000 --limit 20",
              "retailinsight customers target summer --score uplift --after spring --cost 0.45",
              "retailinsight customers target --input sales.csv --customer client --time day "
              "--value amount --size 100")},
     .run = run,
     .uses = "purchases"},
};
const struct ri_operation_table ri_campaign_target_operations = RI_OPERATION_TABLE(operations);
