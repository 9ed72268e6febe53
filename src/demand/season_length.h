/* After how many periods what sells comes again, as a panel itself shows it: for a calendar that is not the usual one.
 *
 * Taken is the mean of all series at each period, each series above a straight line of its own, less the moving average of that mean over one
 * season. Its newer half is foretold by the older one's means by position; what that explains (1 - squared errors / squares) is a season's
 * worth. Judged outside the half it is learnt from, a multiple of the true season is worth less than that season, and a walk at random next
 * to nothing. */
#ifndef RI_DEMAND_SEASON_LENGTH_H
#define RI_DEMAND_SEASON_LENGTH_H
#include "table/panel.h"

enum { RI_SEASON_LENGTH_MOST = 200 };

struct ri_season_length {
    size_t periods;         /* 0: none that is clearly another than the usual one */
    double explains, usual; /* by that season and by the usual one, at most 1 */
};
/* usual: the season that is taken without this, 2 or more periods; its multiples are not looked for, as the usual one is in them. Clear is what
 * explains 30 % or more, 10 points more than the usual season, and comes at least eight times in the newest 4,096 periods. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_season_length_find(const struct ri_panel *panel, size_t usual,
                                              struct ri_arena         *scratch,
                                              struct ri_season_length *ret, struct ri_error *err);
#endif
