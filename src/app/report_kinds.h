/* What fills each report. */
#ifndef RI_APP_REPORT_KINDS_H
#define RI_APP_REPORT_KINDS_H
#include "app/report_draft.h"

typedef ri_status ri_report_fill(struct ri_draft *draft, struct ri_error *err);
ri_report_fill    ri_report_daily, ri_report_weekly, ri_report_kpi, ri_report_store,
    ri_report_category, ri_report_inventory, ri_report_customers, ri_report_management;
#endif
