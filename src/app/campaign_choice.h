/* Choosing the customers of a campaign: who may be on the list, in which order, how many, and who is left alone.
 *
 *     purchases -> crowd (a point a customer) -> score -> left out for a reason, or ranked -> the best -> control group drawn */
#ifndef RI_APP_CAMPAIGN_CHOICE_H
#define RI_APP_CAMPAIGN_CHOICE_H
#include "app/customer_crowd.h"
#include "control/campaign.h"

/* Why a customer is not on the list; each is counted under the first that holds. */
#define RI_LEFT_OUT_MAP(X)                                         \
    X(RI_LEFT_SEGMENT, "not in the segments")                      \
    X(RI_LEFT_RFM, "other scores of recency, frequency or money")  \
    X(RI_LEFT_PREFERENCE, "no more interest in them than average") \
    X(RI_LEFT_CONSENT, "no consent to the channel")                \
    X(RI_LEFT_REST, "resting from another campaign")               \
    X(RI_LEFT_SCORE, "no score, or below the least")               \
    X(RI_LEFT_GAIN, "expected to bring less than contact costs")   \
    X(RI_LEFT_ROOM, "beyond size or budget")
#define RI_LEFT_OUT_ENUM_(code, text) code,
enum { RI_LEFT_OUT_MAP(RI_LEFT_OUT_ENUM_) RI_LEFT_OUT };
#undef RI_LEFT_OUT_ENUM_

enum { RI_MARK_CONSENTS = 1, RI_MARK_RESTS = 2, RI_MARK_PREFERS = 4 }; /* of customers */

struct ri_campaign_choice {
    struct ri_call             *call;
    struct ri_loaded_purchases *loaded;
    struct ri_crowd             crowd;
    struct ri_control          *control; /* NULL: from a file, no consent and no rest is known */
    /* options */
    ri_channel channel;
    ri_day     starts_on;
    int        days, rest_days;
    double     control_share, least;     /* least NAN: any score */
    double     response;                 /* part of the score that contact brings; NAN: not said */
    int64_t    cost_minor, budget_minor; /* below 0: not said */
    size_t     size;                     /* 0: any */
    uint64_t   seed;
    /* by customer */
    unsigned char *mark;
    /* by point */
    double *score; /* NAN: none */
    double *gain;  /* expected of contact, major units, its cost taken off; NULL: not said */
    unsigned char (*rfm)[RI_RFM];
    /* the list: points, best first */
    uint32_t      *list;
    size_t         count, control_count;
    unsigned char *is_control;
    size_t         left_out[RI_LEFT_OUT];
};
/* Marks customers who consent to the channel, who rest, who prefer the categories of --prefers. */
RI_MUST_CHECK ri_status ri_campaign_mark(struct ri_campaign_choice *choice, struct ri_error *err);
/* The score of every point by --score. RI_EDATA, RI_ENOCONV: the model behind it cannot be learnt; RI_EUSAGE. */
extern const char *const ri_campaign_scores[]; /* words of --score, NULL-terminated */
RI_MUST_CHECK ri_status  ri_campaign_score(struct ri_campaign_choice *choice, struct ri_error *err);
/* Leaves out, ranks, cuts, draws. RI_EDATA: nobody is left. RI_EUSAGE. */
RI_MUST_CHECK ri_status ri_campaign_choose(struct ri_campaign_choice *choice, struct ri_error *err);
#endif
