#include "campaign.h"

#include "base/test.h"
#include "consent.h"

static struct ri_control *control;

static ri_status make(const char *name, ri_day starts_on, int rest_days,
                      const char *const *pseudonyms, struct ri_error *err)
{
    struct ri_campaign_member members[8];
    size_t                    count = 0;
    int64_t                   id = 0;
    for (; pseudonyms[count]; count++)
        members[count] =
            (struct ri_campaign_member){ri_view_of(pseudonyms[count]), count % 3 == 2, 2.5};
    const struct ri_campaign campaign = {.name = name,
                                         .channel = RI_CHANNEL_EMAIL,
                                         .created_at = 1000,
                                         .starts_on = starts_on,
                                         .ends_on = starts_on + 13,
                                         .rest_days = rest_days,
                                         .control_share = 0.25,
                                         .seed = UINT64_MAX - 5,
                                         .contacted = (int64_t)count,
                                         .score = "value",
                                         .chosen = "{}"};
    return ri_campaign_make(control, &campaign, members, count, "owner", &id, err);
}

static ri_status note_resting(void *context, struct ri_view pseudonym, struct ri_error *err)
{
    (void)err;
    ri_text_printf(context, "%.*s ", (int)pseudonym.length, pseudonym.at);
    return RI_OK;
}

static ri_status note_member(void *context, const struct ri_campaign_member *member,
                             struct ri_error *err)
{
    (void)err;
    ri_text_printf(context, "%.*s%s ", (int)member->pseudonym.length, member->pseudonym.at,
                   member->is_control ? "*" : "");
    return RI_OK;
}

static ri_status note_campaign(void *context, const struct ri_campaign *campaign,
                               const struct ri_campaign_member *member, struct ri_error *err)
{
    (void)err;
    ri_text_printf(context, "%s%s ", campaign->name, member->is_control ? "*" : "");
    return RI_OK;
}

static bool resting(ri_day starts_on, int rest_days, const char *wanted)
{
    struct ri_text text = {0};
    CHECK_STATUS(ri_campaign_resting(control, starts_on, rest_days, note_resting, &text, NULL),
                 RI_OK);
    const bool same = strcmp(text.at ? text.at : "", wanted) == 0;
    if (!same) printf("resting: %s\n", text.at ? text.at : "");
    ri_text_release(&text);
    return same;
}

TEST(nobody_is_on_two_lists_within_the_rest)
{
    static const char *const first[] = {"c3", "c1", "c2", NULL}, *const second[] = {"c2", "c4",
                                                                                    NULL};
    struct ri_error err = {0};
    control = NULL;
    CHECK_STATUS(ri_control_open(NULL, true, &control, NULL), RI_OK);
    CHECK_STATUS(make("spring", 20000, 30, first, NULL), RI_OK);
    CHECK(resting(20029, 14, "c1 c2 c3 ")); /* the longer rest of both */
    CHECK(resting(20030, 14, ""));
    CHECK(resting(20044, 45, "c1 c2 c3 "));
    CHECK(resting(19971, 30, "c1 c2 c3 ")); /* and before it, too */
    CHECK(resting(19970, 30, ""));
    CHECK_STATUS(make("early", 20010, 14, second, &err), RI_ECONFLICT);
    CHECK(strstr(err.message, "1 of these customers rest"));
    CHECK_STATUS(make("spring", 21000, 14, second, &err), RI_ECONFLICT);
    CHECK(strstr(err.message, "'spring'"));
    CHECK_STATUS(make("none", 21000, 14, (const char *const[]){NULL}, NULL), RI_EUSAGE);
    CHECK_STATUS(make("summer", 20030, 14, second, NULL), RI_OK);
    CHECK_STATUS(ri_campaign_cancel(control, "spring", "owner", 5, NULL), RI_OK);
    CHECK_STATUS(ri_campaign_cancel(control, "spring", "owner", 6, NULL), RI_ECONFLICT);
    CHECK_STATUS(ri_campaign_cancel(control, "sprin", "owner", 6, &err), RI_ENOTFOUND);
    CHECK(strstr(err.message, "did you mean 'spring'"));
    CHECK(resting(20001, 14, ""));
    ri_control_close(control);
}

TEST(a_list_is_kept_whole_and_erased_people_leave_it)
{
    char               ada[RI_PSEUDONYM_SIZE];
    struct ri_arena    mem;
    struct ri_campaign campaign;
    struct ri_erased   erased;
    struct ri_text     text = {0};
    control = NULL;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_control_open(NULL, true, &control, NULL), RI_OK);
    ri_identity_of(control, RI_VIEW("A-1"), ada);
    const char *const list[] = {"c0", ada, "cz", NULL};
    CHECK_STATUS(make("spring", 20000, 30, list, NULL), RI_OK);
    CHECK_STATUS(ri_campaign_find(control, "spring", &mem, &campaign, NULL), RI_OK);
    CHECK_INT(campaign.starts_on, 20000);
    CHECK_INT(campaign.ends_on, 20013);
    CHECK_INT(campaign.left, 3);
    CHECK(campaign.seed == UINT64_MAX - 5);
    CHECK_TEXT(campaign.chosen, "{}");
    CHECK_STATUS(ri_campaign_of_person(control, ada, note_campaign, &text, NULL), RI_OK);
    CHECK_TEXT(text.at, "spring ");
    CHECK_STATUS(ri_identity_erase(control, "A-1", "owner", 200, &erased, NULL), RI_OK);
    CHECK_INT(erased.lists, 1);
    ri_text_clear(&text);
    CHECK_STATUS(ri_campaign_members(control, campaign.campaign_id, note_member, &text, NULL),
                 RI_OK);
    CHECK_TEXT(text.at, "c0 cz* ");
    CHECK_STATUS(ri_campaign_find(control, "spring", &mem, &campaign, NULL), RI_OK);
    CHECK_INT(campaign.left, 2);
    CHECK_INT(campaign.contacted, 3);
    ri_text_release(&text);
    ri_arena_release(&mem);
    ri_control_close(control);
}
