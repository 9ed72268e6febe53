/* Series for models: from a file (--input) or from the warehouse, through one panel builder. */
#ifndef RI_APP_PANEL_LOAD_H
#define RI_APP_PANEL_LOAD_H
#include "app/call.h"
#include "table/panel.h"

/* The allowed words of the parameters in group `panel`, which every operation on series uses. */
extern const char *const ri_frequency_words[], *const ri_gap_words[], *const ri_data_words[];
extern const char *const ri_stockout_words[], *const ri_weekday_words[];

struct ri_openings;
struct ri_handover;
struct ri_loaded_panel {
    struct ri_panel panel;
    bool            month_end; /* months were named by their last day: so are those of the result */
    bool            from_file;
    ri_day          as_of; /* of the workspace: the last day that is known */
    /* Sales of the workspace by day: when their stores trade; NULL: nothing is known. */
    const struct ri_openings *openings;
    const struct ri_handover *handover; /* products that replaced others; NULL: none */
    size_t stockouts, closed;           /* series-periods marked as censored, and as closed */
};
/* RI_EUSAGE: a column is missing; RI_EDATA: no observation; RI_ENOTFOUND: no workspace. Lives in the call's memory. */
RI_MUST_CHECK ri_status ri_panel_load(struct ri_call *call, struct ri_loaded_panel *ret,
                                      struct ri_error *err);
/* The same with further columns that name a series, for hierarchies: of the file beside --series; of the workspace department,
 * category, subcategory, brand, region, city. Columns that are there already are not added twice. */
RI_MUST_CHECK ri_status ri_panel_load_with(struct ri_call *call, const char *const *columns,
                                           size_t count, struct ri_loaded_panel *ret,
                                           struct ri_error *err);
/* People who came into each store of the workspace by day: visitors where they are counted, else receipts, as parameter `measure` (auto, visitors,
 * receipts) says; the panel's value_name tells which. Days without a count are not known. Files as ri_panel_load. */
RI_MUST_CHECK ri_status ri_panel_load_people(struct ri_call *call, struct ri_loaded_panel *ret,
                                             struct ri_error *err);
/* How results name a period: a date, or a local time for hours. */
ri_column_type ri_panel_time_type(const struct ri_loaded_panel *loaded);
void ri_panel_put_time(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                       int64_t period);
#endif
