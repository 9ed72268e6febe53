/* Shared by panel.c and period.c. */
#ifndef RI_TABLE_PANEL_INTERNAL_H
#define RI_TABLE_PANEL_INTERNAL_H
#include "panel.h"

struct panel_stamp { /* when a series was observed */
    uint64_t series;
    int64_t  local_us;
};
/* The smallest step between neighbouring times of one series that is usual (one step in twenty or more);
 * RI_DAILY when no series has two times. Sorts the stamps. */
ri_frequency panel_detect(struct panel_stamp *stamps, size_t n);
#endif
