/* What is held about a customer as rows: section, entry, field, value. */
#ifndef RI_APP_PRIVACY_ROWS_H
#define RI_APP_PRIVACY_ROWS_H
#include "app/people.h"

struct ri_privacy_rows { /* zeroed but for call and table is ready */
    struct ri_call          *call;
    struct ri_table_builder *table;
    const char              *section;
    int64_t                  entry;
};
void ri_privacy_entry(struct ri_privacy_rows *rows, const char *section); /* begins one */
void ri_privacy_field(struct ri_privacy_rows *rows, const char *field,
                      const char *value); /* NULL: no row */
void ri_privacy_time(struct ri_privacy_rows *rows, const char *field, int64_t seconds);
void ri_privacy_day(struct ri_privacy_rows *rows, const char *field, ri_day day);
/* Facts of the warehouse: descriptions, lines of receipts, figures, rejected records. */
RI_MUST_CHECK ri_status ri_privacy_facts(struct ri_privacy_rows       *rows,
                                         const struct ri_person_meant *meant, struct ri_error *err);
#endif
