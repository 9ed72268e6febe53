/* Members of a campaign beside their purchases: two lists in one order, gone through side by side. */
#include "app/campaign_outcome.h"

#include "app/filters.h"
#include "app/operation.h"
#include "app/workspace.h"
#include "retail/money.h"

#include <math.h>

enum { USUAL_DIGITS = 2 };

static ri_status make_rooms(struct ri_call *call, struct ri_campaign_outcome *o,
                            struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    const size_t     n = (size_t)o->campaign.left;
    RI_ARENA_NEW(o->pseudonym, mem, n + 1, err);
    RI_ARENA_NEW(o->treated, mem, n + 1, err);
    RI_ARENA_NEW(o->score, mem, n + 1, err);
    RI_ARENA_NEW(o->bought, mem, n + 1, err);
    RI_ARENA_NEW(o->net, mem, n + 1, err);
    RI_ARENA_NEW(o->receipts, mem, n + 1, err);
    o->scored = n > 0;
    return RI_OK;
}

static ri_status take_member(void *context, const struct ri_campaign_member *member,
                             struct ri_error *err)
{
    struct ri_campaign_outcome *o = context;
    if (o->count == (size_t)o->campaign.left)
        return ri_fail(err, RI_ECONFLICT, "the list of '%s' grew while it was read",
                       o->campaign.name);
    const size_t i = o->count++;
    if (member->pseudonym.length >= RI_PSEUDONYM_SIZE)
        return ri_fail(err, RI_EDATA, "the list of '%s' holds no pseudonym", o->campaign.name);
    memcpy(o->pseudonym[i], member->pseudonym.at, member->pseudonym.length);
    o->treated[i] = !member->is_control;
    o->score[i] = member->score;
    o->scored = o->scored && isfinite(member->score);
    return RI_OK;
}

/* ---- Purchases ---------------------------------------------------------------------------------------------------- */

struct merging {
    struct ri_campaign_outcome *o;
    size_t                      at; /* the first member that is not behind the last row */
    double                      unit;
};

static ri_status check_currency(struct ri_campaign_outcome *o, struct ri_view currency,
                                struct ri_error *err)
{
    if (!o->currency[0])
        snprintf(o->currency, sizeof o->currency, "%.*s", (int)currency.length, currency.at);
    else if (!ri_view_is(currency, o->currency))
        return ri_fail(err, RI_EDATA, "amounts are in %s and in %.*s: choose one with --currency",
                       o->currency, (int)currency.length, currency.at);
    return RI_OK;
}

static int order_of(const char *pseudonym, struct ri_view row)
{
    const size_t length = strlen(pseudonym);
    const int    order = memcmp(pseudonym, row.at, length < row.length ? length : row.length);
    return order ? order : (length > row.length) - (length < row.length);
}

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct merging             *merging = context;
    struct ri_campaign_outcome *o = merging->o;
    const struct ri_view        customer = ri_row_text(row, 0);
    while (merging->at < o->count && order_of(o->pseudonym[merging->at], customer) < 0)
        merging->at++;
    if (merging->at == o->count || order_of(o->pseudonym[merging->at], customer) != 0)
        return RI_OK; /* not on the list */
    RI_TRY(check_currency(o, ri_row_text(row, 1), err));
    if (!(merging->unit > 0)) {
        const struct ri_currency *known = ri_currency_find(ri_view_of(o->currency));
        o->digits = known ? known->digits : USUAL_DIGITS;
        merging->unit = pow(10, o->digits);
    }
    o->net[merging->at] = (double)ri_row_int64(row, 2) / merging->unit;
    o->receipts[merging->at] = (double)ri_row_int64(row, 3);
    o->bought[merging->at] = o->receipts[merging->at] > 0;
    return RI_OK;
}

static ri_status day_text(struct ri_call *call, ri_day day, const char **ret, struct ri_error *err)
{
    struct ri_text text = {0};
    ri_text_day(&text, day);
    *ret = ri_arena_printf(ri_call_mem(call), "%s", text.at ? text.at : "");
    ri_text_release(&text);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a date");
}

static ri_status say_span(struct ri_call *call, const struct ri_campaign_outcome *o,
                          struct ri_error *err)
{
    const char *first, *last, *end;
    RI_TRY(day_text(call, o->campaign.starts_on, &first, err));
    RI_TRY(day_text(call, o->last, &last, err));
    RI_TRY(day_text(call, o->campaign.ends_on, &end, err));
    ri_call_note(call, "measured from %s to %s", first, last);
    if (o->last < o->campaign.ends_on)
        ri_call_note(call, "the campaign is to be measured to %s: this is not the end of it", end);
    if (o->currency[0]) ri_call_note(call, "amounts are in %s", o->currency);
    const int64_t erased = o->campaign.contacted + o->campaign.control - (int64_t)o->count;
    if (erased > 0)
        ri_call_note(call, "customers who were erased since and are in no figure: %lld",
                     (long long)erased);
    return RI_OK;
}

static ri_status purchases(struct ri_call *call, struct ri_campaign_outcome *o,
                           struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const char          *sql, *currency = ri_call_text(call, "currency");
    struct merging       merging = {.o = o};
    ri_day               newest = RI_DAY_NONE;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_newest_day(call, warehouse, ri_newest_business_day, &newest, err));
    if (newest == RI_DAY_NONE || newest < o->campaign.starts_on)
        return ri_fail(err, RI_EDATA,
                       "there are no sales since the start of '%s' yet: nothing to measure",
                       o->campaign.name);
    o->last = newest < o->campaign.ends_on ? newest : o->campaign.ends_on;
    RI_TRY(ri_embedded_sql_find("sql/app/campaign_outcome.sql", &sql, err));
    const struct ri_bind binds[] = {
        ri_bind_date("first", o->campaign.starts_on), ri_bind_date("last", o->last),
        currency ? ri_bind_string("currency", currency) : ri_bind_null("currency")};
    RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), take_row,
                             &merging, err));
    return say_span(call, o, err);
}

ri_status ri_campaign_measure(struct ri_call *call, struct ri_control *control, const char *name,
                              struct ri_campaign_outcome *ret, struct ri_error *err)
{
    *ret = (struct ri_campaign_outcome){.digits = USUAL_DIGITS};
    RI_TRY(ri_campaign_find(control, name, ri_call_mem(call), &ret->campaign, err));
    if (ret->campaign.cancelled_at)
        return ri_fail(err, RI_ECONFLICT, "campaign '%s' was given up: nobody was contacted", name);
    RI_TRY(make_rooms(call, ret, err));
    RI_TRY(ri_campaign_members(control, ret->campaign.campaign_id, take_member, ret, err));
    return purchases(call, ret, err);
}
