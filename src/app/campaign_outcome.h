/* What the customers on the list of a campaign did while it was measured. */
#ifndef RI_APP_CAMPAIGN_OUTCOME_H
#define RI_APP_CAMPAIGN_OUTCOME_H
#include "app/call.h"
#include "control/campaign.h"

struct ri_campaign_outcome { /* arrays by member, rising by pseudonym, in the call's memory */
    struct ri_campaign campaign;
    size_t             count;
    char (*pseudonym)[RI_PSEUDONYM_SIZE];
    unsigned char *treated;
    double        *score;    /* as ranked; NAN: none */
    bool           scored;   /* every member has one */
    double        *bought;   /* 1: at least one receipt with a sale */
    double        *net;      /* net sales, major units, returns taken off */
    double        *receipts; /* with a sale */
    char           currency[8];
    int            digits;
    ri_day         last; /* last day measured: of the campaign, or of the data */
};
/* Notes say span and currency. RI_ENOTFOUND: no such campaign; RI_ECONFLICT: it was given up; RI_EDATA: it has not begun, or amounts are
 * in several currencies; the call's --currency chooses. */
RI_MUST_CHECK ri_status ri_campaign_measure(struct ri_call *call, struct ri_control *control,
                                            const char *name, struct ri_campaign_outcome *ret,
                                            struct ri_error *err);
#endif
