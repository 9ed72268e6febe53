/* A trial to be judged: of a campaign in the workspace, or out of a file. */
#ifndef RI_APP_CAMPAIGN_TRIAL_H
#define RI_APP_CAMPAIGN_TRIAL_H
#include "app/call.h"
#include "customers/uplift.h"

enum { RI_TRIAL_OUTCOMES_MOST = 3 };
struct ri_loaded_trial { /* arrays by customer, in the call's memory */
    size_t         count, contacted;
    unsigned char *treated;
    double        *score; /* NULL: none */
    size_t         outcome_count;
    struct {
        const char *name;
        double     *at;
        bool        share; /* values are 0 and 1 */
    } outcome[RI_TRIAL_OUTCOMES_MOST];
    bool        from_file;
    const char *name; /* of the campaign, or the file */
};
/* Parameters: campaign, input, treated, outcome, score, currency. RI_EUSAGE: neither campaign nor file, a column is missing; RI_EDATA: a cell
 * that cannot be read, fewer than ten people in a group of a campaign; RI_ENOTFOUND. */
RI_MUST_CHECK ri_status ri_trial_load(struct ri_call *call, struct ri_loaded_trial *ret,
                                      struct ri_error *err);
#endif
