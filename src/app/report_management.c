/* The management summary: the month against plan and last year, what changed and why, stock and advice in money. */
#include "app/report_kinds.h"

#include <math.h>

ri_status ri_report_management(struct ri_draft *draft, struct ri_error *err)
{
    const struct ri_civil civil = ri_day_civil(draft->as_of);
    draft->from = ri_day_of(civil.year, civil.month, 1);
    draft->to = draft->as_of + 1;
    ri_draft_compare(draft, "weekday");
    draft->report.period =
        ri_draft_text(draft, "Month to date: %s", ri_draft_span(draft, draft->from, draft->as_of));
    RI_TRY(ri_draft_key_figures(draft, err));
    RI_TRY(ri_draft_causes(draft, err));
    RI_TRY(ri_draft_plan(draft, err));
    const struct ri_draft_span spans[] = {
        {"Month to date", draft->from, draft->to, true},
        {"Year to date", ri_day_of(civil.year, 1, 1), draft->to, true}};
    RI_TRY(ri_draft_comparison(draft, spans, RI_COUNT(spans), err));
    RI_TRY(ri_draft_trend(draft, "week", draft->to - 26 * 7, err));
    RI_TRY(ri_draft_ranking(draft, "sales.stores", "store", "Stores", true, 12, err));
    RI_TRY(ri_draft_ranking(draft, "sales.categories", "category", "Categories", true, 12, err));
    return RI_OK;
}
