/* Series for models: from a file (--input) or from the warehouse, through one panel builder. */
#ifndef RI_APP_PANEL_LOAD_H
#define RI_APP_PANEL_LOAD_H
#include "app/call.h"
#include "table/panel.h"

/* The parameters that say where the series come from; an operation puts them first among its own. */
#define RI_PANEL_PARAMS                                                                             \
    {"input",                                                                                       \
     RI_PARAM_FILE,                                                                                 \
     0,                                                                                             \
     NULL,                                                                                          \
     NULL,                                                                                          \
     NULL,                                                                                          \
     "a file to work on instead of the workspace: CSV, TSV, Parquet; - reads standard input"},      \
        {"series",                                                                                  \
         RI_PARAM_COLUMN,                                                                           \
         RI_PARAM_LIST,                                                                             \
         NULL,                                                                                      \
         NULL,                                                                                      \
         NULL,                                                                                      \
         "with --input: columns that name a series"},                                               \
        {"time", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the date or time"}, \
        {"value", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "with --input: column of the units"},       \
        {"censored",                                                                                \
         RI_PARAM_COLUMN,                                                                           \
         0,                                                                                         \
         NULL,                                                                                      \
         NULL,                                                                                      \
         NULL,                                                                                      \
         "with --input: column that marks periods cut short by an empty shelf"},                    \
        {"frequency",                                                                               \
         RI_PARAM_ENUM,                                                                             \
         0,                                                                                         \
         NULL,                                                                                      \
         NULL,                                                                                      \
         ri_frequency_words,                                                                        \
         "length of a period; found from the times when not given"},                                \
        {"gaps",                                                                                    \
         RI_PARAM_ENUM,                                                                             \
         0,                                                                                         \
         NULL,                                                                                      \
         "zero",                                                                                    \
         ri_gap_words,                                                                              \
         "periods without a row: nothing sold, or not known"},                                      \
        {"data",                                                                                    \
         RI_PARAM_ENUM,                                                                             \
         0,                                                                                         \
         NULL,                                                                                      \
         "auto",                                                                                    \
         ri_data_words,                                                                             \
         "what of the workspace: sales by product and store, or the imported demand history"},      \
        {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},            \
        {"region", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only stores of these regions"}, \
        {"category",                                                                                \
         RI_PARAM_TEXT,                                                                             \
         RI_PARAM_LIST,                                                                             \
         NULL,                                                                                      \
         NULL,                                                                                      \
         NULL,                                                                                      \
         "only products of these categories"},                                                      \
        {"product", RI_PARAM_PRODUCT, RI_PARAM_LIST, NULL, NULL, NULL, "only these products"},      \
        {"as-of",                                                                                   \
         RI_PARAM_DATE,                                                                             \
         0,                                                                                         \
         NULL,                                                                                      \
         NULL,                                                                                      \
         NULL,                                                                                      \
         "what 'today' is; the data's last day when not given"}
extern const char *const ri_frequency_words[], *const ri_gap_words[], *const ri_data_words[];

struct ri_loaded_panel {
    struct ri_panel panel;
    bool            month_end; /* months were named by their last day: so are those of the result */
    bool            from_file;
};
/* RI_EUSAGE: a column is missing; RI_EDATA: no observation; RI_ENOTFOUND: no workspace. Lives in the call's memory. */
RI_MUST_CHECK ri_status ri_panel_load(struct ri_call *call, struct ri_loaded_panel *ret,
                                      struct ri_error *err);
/* How results name a period: a date, or a local time for hours. */
ri_column_type ri_panel_time_type(const struct ri_loaded_panel *loaded);
void ri_panel_put_time(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                       int64_t period);
#endif
