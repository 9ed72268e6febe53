/* Campaigns: lists of customers chosen at a time for a channel, some of them drawn at random to be left alone.
 *
 * A list is stored whole with its choice, seed and control group, so that afterwards it can be said what contact changed. A
 * customer on a list rests: no other list may hold them until rest_days lie between the two starts (the longer rest of both
 * counts), control group included, since their quiet is being measured. */
#ifndef RI_CONTROL_CAMPAIGN_H
#define RI_CONTROL_CAMPAIGN_H
#include "control.h"

#include "base/date.h"

struct ri_campaign {
    int64_t     campaign_id; /* from 1 */
    const char *name;
    ri_channel  channel;
    int64_t     created_at;         /* seconds since 1970 UTC */
    ri_day      starts_on, ends_on; /* what is measured, both days included */
    int         rest_days;
    double      control_share;
    uint64_t    seed;               /* of the draw */
    int64_t     contacted, control; /* customers, when it was made */
    const char *score;              /* what they were ranked by: "value" */
    const char *chosen;             /* parameters of the choice, a JSON object */
    int64_t     cancelled_at;       /* seconds since 1970 UTC; 0: it stands */
    int64_t     left;               /* customers still on the list: the rest were erased */
};
struct ri_campaign_member {
    struct ri_view pseudonym;
    bool           is_control;
    double         score; /* NAN: none */
};
/* Stores a campaign and its members in one change, with its audit row. RI_ECONFLICT: the name is taken, or a member rests (another
 * list came in between); RI_EUSAGE: nobody on it. */
RI_MUST_CHECK ri_status ri_campaign_make(struct ri_control               *control,
                                         const struct ri_campaign        *campaign,
                                         const struct ri_campaign_member *members, size_t count,
                                         const char *who, int64_t *ret_id, struct ri_error *err);
/* All campaigns, newest first; texts live during the call. */
typedef ri_status       ri_campaign_fn(void *context, const struct ri_campaign *campaign,
                                       struct ri_error *err);
RI_MUST_CHECK ri_status ri_campaign_each(struct ri_control *control, ri_campaign_fn *each,
                                         void *context, struct ri_error *err);
/* Texts in mem. RI_ENOTFOUND names the nearest. */
RI_MUST_CHECK ri_status ri_campaign_find(struct ri_control *control, const char *name,
                                         struct ri_arena *mem, struct ri_campaign *ret,
                                         struct ri_error *err);
/* Members by rising pseudonym. */
typedef ri_status ri_campaign_member_fn(void *context, const struct ri_campaign_member *member,
                                        struct ri_error *err);
RI_MUST_CHECK ri_status ri_campaign_members(struct ri_control *control, int64_t campaign_id,
                                            ri_campaign_member_fn *each, void *context,
                                            struct ri_error *err);
/* Those who rest when a campaign starts on that day with that rest: rising, each once. */
typedef ri_status ri_resting_fn(void *context, struct ri_view pseudonym, struct ri_error *err);
RI_MUST_CHECK ri_status ri_campaign_resting(struct ri_control *control, ri_day starts_on,
                                            int rest_days, ri_resting_fn *each, void *context,
                                            struct ri_error *err);
/* The lists that hold a customer, oldest first. */
typedef ri_status       ri_campaign_of_fn(void *context, const struct ri_campaign *campaign,
                                          const struct ri_campaign_member *member, struct ri_error *err);
RI_MUST_CHECK ri_status ri_campaign_of_person(struct ri_control *control, const char *pseudonym,
                                              ri_campaign_of_fn *each, void *context,
                                              struct ri_error *err);
/* Gives a campaign up: its customers no longer rest for it. RI_ENOTFOUND; RI_ECONFLICT: it was given up before. */
RI_MUST_CHECK ri_status ri_campaign_cancel(struct ri_control *control, const char *name,
                                           const char *who, int64_t now, struct ri_error *err);
#endif
