/* Campaigns and their members as rows. */
#include "campaign.h"

#include "audit.h"
#include "control_internal.h"

#include <math.h>

enum { /* of campaign_list and campaign_of_person */
       ID,
       NAME,
       CHANNEL,
       CREATED,
       STARTS,
       ENDS,
       REST,
       SHARE,
       SEED,
       CONTACTED,
       CONTROL,
       SCORE,
       CHOSEN,
       CANCELLED,
       LEFT,
       IS_CONTROL,
       MEMBER_SCORE
};

static ri_status read_campaign(sqlite3_stmt *row, struct ri_campaign *ret, struct ri_error *err)
{
    *ret = (struct ri_campaign){.campaign_id = sqlite3_column_int64(row, ID),
                                .name = control_cell(row, NAME),
                                .created_at = sqlite3_column_int64(row, CREATED),
                                .starts_on = (ri_day)sqlite3_column_int64(row, STARTS),
                                .ends_on = (ri_day)sqlite3_column_int64(row, ENDS),
                                .rest_days = sqlite3_column_int(row, REST),
                                .control_share = sqlite3_column_double(row, SHARE),
                                .seed = (uint64_t)sqlite3_column_int64(row, SEED),
                                .contacted = sqlite3_column_int64(row, CONTACTED),
                                .control = sqlite3_column_int64(row, CONTROL),
                                .score = control_cell(row, SCORE),
                                .chosen = control_cell(row, CHOSEN),
                                .cancelled_at = sqlite3_column_int64(row, CANCELLED),
                                .left = sqlite3_column_int64(row, LEFT)};
    if (ri_channel_parse(control_cell(row, CHANNEL), &ret->channel)) return RI_OK;
    return ri_fail(err, RI_EDATA, "campaign '%s' has the channel '%s', which nobody knows",
                   ret->name, control_cell(row, CHANNEL));
}

static double score_of(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN
                                                           : sqlite3_column_double(row, column);
}

/* ---- Making ------------------------------------------------------------------------------------------------------- */

struct making {
    const struct ri_campaign        *campaign;
    const struct ri_campaign_member *members;
    size_t                           count;
    const char                      *who;
    int64_t                          id;
};

static ri_status take_integer(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    (void)err;
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return RI_OK;
}

/* A million rows: prepared once. */
static ri_status put_members(struct ri_control *control, const struct making *making,
                             struct ri_error *err)
{
    sqlite3_stmt *insert = NULL;
    int           code = sqlite3_prepare_v2(control->db,
                                            "INSERT INTO campaign_member (campaign_id, pseudonym, "
                                                      "is_control, score) VALUES (?, ?, ?, ?)",
                                            -1, &insert, NULL);
    for (size_t i = 0; i < making->count && (code == SQLITE_OK || code == SQLITE_DONE); i++) {
        const struct ri_campaign_member *member = &making->members[i];
        sqlite3_bind_int64(insert, 1, making->id);
        sqlite3_bind_text(insert, 2, member->pseudonym.at, (int)member->pseudonym.length,
                          SQLITE_STATIC);
        sqlite3_bind_int(insert, 3, member->is_control);
        if (isfinite(member->score))
            sqlite3_bind_double(insert, 4, member->score);
        else
            sqlite3_bind_null(insert, 4);
        code = sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    const bool      good = code == SQLITE_OK || code == SQLITE_DONE;
    const ri_status status = good ? RI_OK : ri_control_fail(control, err, "writing a list");
    sqlite3_finalize(insert);
    return status;
}

static ri_status no_such_name(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    (void)context;
    return ri_fail(err, RI_ECONFLICT, "there is a campaign '%s' already", control_cell(row, NAME));
}

static ri_status check_rest(struct ri_control *control, const struct making *making,
                            struct ri_error *err)
{
    int64_t                   resting = 0;
    const struct control_bind binds[] = {control_int("campaign", making->id),
                                         control_int("starts_on", making->campaign->starts_on),
                                         control_int("rest_days", making->campaign->rest_days)};
    RI_TRY(control_each(control->db, "campaign_clash", CONTROL_BINDS(binds), take_integer, &resting,
                        NULL, err));
    if (!resting) return RI_OK;
    return ri_fail(err, RI_ECONFLICT,
                   "%lld of these customers rest: another list took them within %d days",
                   (long long)resting, making->campaign->rest_days);
}

static ri_status make(struct ri_control *control, void *context, struct ri_error *err)
{
    struct making             *making = context;
    const struct ri_campaign  *c = making->campaign;
    const struct control_bind  binds[] = {control_text("name", c->name),
                                          control_text("channel", ri_channel_names[c->channel]),
                                          control_int("now", c->created_at),
                                          control_int("starts_on", c->starts_on),
                                          control_int("ends_on", c->ends_on),
                                          control_int("rest_days", c->rest_days),
                                          control_real("control_share", c->control_share),
                                          control_int("seed", (int64_t)c->seed),
                                          control_int("contacted", c->contacted),
                                          control_int("control", c->control),
                                          control_text("score", c->score),
                                          control_text("chosen", c->chosen)};
    const struct control_binds all = CONTROL_BINDS(binds);
    char                       details[128];
    RI_TRY(control_each(control->db, "campaign_list", all, no_such_name, NULL, NULL, err));
    RI_TRY(control_each(control->db, "campaign_put", all, take_integer, &making->id, NULL, err));
    RI_TRY(put_members(control, making, err));
    RI_TRY(check_rest(control, making, err));
    snprintf(details, sizeof details, "campaign %lld: %lld to contact by %s, %lld in control",
             (long long)making->id, (long long)c->contacted, ri_channel_names[c->channel],
             (long long)c->control);
    const struct ri_audit_row row = {
        .at = c->created_at, .who = making->who, .action = "customers target", .details = details};
    return ri_audit_add(control, &row, err);
}

ri_status ri_campaign_make(struct ri_control *control, const struct ri_campaign *campaign,
                           const struct ri_campaign_member *members, size_t count, const char *who,
                           int64_t *ret_id, struct ri_error *err)
{
    struct making making = {campaign, members, count, who, 0};
    if (!count) return ri_fail(err, RI_EUSAGE, "nobody is on the list");
    RI_TRY(control_transaction(control, make, &making, err));
    *ret_id = making.id;
    return RI_OK;
}

/* ---- Asking ------------------------------------------------------------------------------------------------------- */

struct campaign_rows {
    ri_campaign_fn *each;
    void           *context;
};

static ri_status campaign_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct campaign_rows *rows = context;
    struct ri_campaign          campaign;
    RI_TRY(read_campaign(row, &campaign, err));
    return rows->each(rows->context, &campaign, err);
}

ri_status ri_campaign_each(struct ri_control *control, ri_campaign_fn *each, void *context,
                           struct ri_error *err)
{
    struct campaign_rows      rows = {each, context};
    const struct control_bind binds[] = {control_null("name")};
    return control_each(control->db, "campaign_list", CONTROL_BINDS(binds), campaign_row, &rows,
                        NULL, err);
}

enum { NAMES_MOST = 200 }; /* that a misspelt one is compared with */
struct finding {
    struct ri_arena    *mem;
    const char         *name;
    struct ri_campaign *ret;
    bool                found;
    const char         *names[NAMES_MOST + 1];
    size_t              count;
};

static ri_status match(void *context, const struct ri_campaign *campaign, struct ri_error *err)
{
    struct finding *finding = context;
    const char    **texts[] = {&finding->ret->name, &finding->ret->score, &finding->ret->chosen};
    if (strcmp(campaign->name, finding->name) != 0) {
        if (finding->count < NAMES_MOST)
            finding->names[finding->count++] =
                ri_arena_copy(finding->mem, campaign->name, strlen(campaign->name));
        return RI_OK;
    }
    *finding->ret = *campaign;
    finding->found = true;
    for (size_t i = 0; i < RI_COUNT(texts); i++) {
        *texts[i] = ri_arena_copy(finding->mem, *texts[i], strlen(*texts[i]));
        if (!*texts[i]) return ri_fail(err, RI_ENOMEM, "no room for a campaign");
    }
    return RI_OK;
}

ri_status ri_campaign_find(struct ri_control *control, const char *name, struct ri_arena *mem,
                           struct ri_campaign *ret, struct ri_error *err)
{
    struct finding *finding;
    RI_ARENA_NEW(finding, mem, 1, err);
    *finding = (struct finding){.mem = mem, .name = name, .ret = ret};
    RI_TRY(ri_campaign_each(control, match, finding, err));
    if (finding->found) return RI_OK;
    const char *nearest = ri_nearest(name, finding->names);
    return ri_fail(err, RI_ENOTFOUND, "there is no campaign '%.60s'%s%s%s", name,
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

struct member_rows {
    ri_campaign_member_fn *each;
    void                  *context;
};

static ri_status member_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct member_rows       *rows = context;
    const struct ri_campaign_member member = {
        .pseudonym = {control_cell(row, 0), (size_t)sqlite3_column_bytes(row, 0)},
        .is_control = sqlite3_column_int(row, 1) != 0,
        .score = score_of(row, 2)};
    return rows->each(rows->context, &member, err);
}

ri_status ri_campaign_members(struct ri_control *control, int64_t campaign_id,
                              ri_campaign_member_fn *each, void *context, struct ri_error *err)
{
    struct member_rows        rows = {each, context};
    const struct control_bind binds[] = {control_int("campaign", campaign_id)};
    return control_each(control->db, "campaign_members", CONTROL_BINDS(binds), member_row, &rows,
                        NULL, err);
}

struct resting_rows {
    ri_resting_fn *each;
    void          *context;
};

static ri_status resting_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct resting_rows *rows = context;
    const struct ri_view pseudonym = {control_cell(row, 0), (size_t)sqlite3_column_bytes(row, 0)};
    return rows->each(rows->context, pseudonym, err);
}

ri_status ri_campaign_resting(struct ri_control *control, ri_day starts_on, int rest_days,
                              ri_resting_fn *each, void *context, struct ri_error *err)
{
    struct resting_rows       rows = {each, context};
    const struct control_bind binds[] = {control_int("starts_on", starts_on),
                                         control_int("rest_days", rest_days)};
    return control_each(control->db, "campaign_resting", CONTROL_BINDS(binds), resting_row, &rows,
                        NULL, err);
}

struct person_rows {
    ri_campaign_of_fn *each;
    void              *context;
};

static ri_status person_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct person_rows       *rows = context;
    struct ri_campaign              campaign;
    const struct ri_campaign_member member = {.is_control =
                                                  sqlite3_column_int(row, IS_CONTROL) != 0,
                                              .score = score_of(row, MEMBER_SCORE)};
    RI_TRY(read_campaign(row, &campaign, err));
    return rows->each(rows->context, &campaign, &member, err);
}

ri_status ri_campaign_of_person(struct ri_control *control, const char *pseudonym,
                                ri_campaign_of_fn *each, void *context, struct ri_error *err)
{
    struct person_rows        rows = {each, context};
    const struct control_bind binds[] = {control_text("pseudonym", pseudonym)};
    return control_each(control->db, "campaign_of_person", CONTROL_BINDS(binds), person_row, &rows,
                        NULL, err);
}

/* ---- Giving up ---------------------------------------------------------------------------------------------------- */

struct cancelling {
    const char *name, *who;
    int64_t     now;
};

static ri_status cancel(struct ri_control *control, void *context, struct ri_error *err)
{
    const struct cancelling *cancelling = context;
    struct ri_arena          mem;
    struct ri_campaign       campaign;
    int64_t                  changed = 0;
    char                     details[64];
    ri_arena_init(&mem, 1 << 20);
    const ri_status found = ri_campaign_find(control, cancelling->name, &mem, &campaign, err);
    ri_arena_release(&mem);
    RI_TRY(found);
    const struct control_bind binds[] = {control_text("name", cancelling->name),
                                         control_int("now", cancelling->now)};
    RI_TRY(control_each(control->db, "campaign_cancel", CONTROL_BINDS(binds), NULL, NULL, &changed,
                        err));
    if (!changed)
        return ri_fail(err, RI_ECONFLICT, "campaign '%s' was given up before", cancelling->name);
    snprintf(details, sizeof details, "campaign %lld was given up",
             (long long)campaign.campaign_id);
    const struct ri_audit_row row = {.at = cancelling->now,
                                     .who = cancelling->who,
                                     .action = "customers cancel",
                                     .details = details};
    return ri_audit_add(control, &row, err);
}

ri_status ri_campaign_cancel(struct ri_control *control, const char *name, const char *who,
                             int64_t now, struct ri_error *err)
{
    struct cancelling cancelling = {name, who, now};
    return control_transaction(control, cancel, &cancelling, err);
}
