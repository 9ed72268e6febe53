/* The year before: which days a span is compared with, which stores are comparable, and what must be said of both. */
#include "app/query_internal.h"

#include "app/config.h"
#include "app/workspace.h"

struct compared { /* what compare_day says of the span */
    ri_day  first, last;
    int64_t days, paired;
};

static ri_status take_compared(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    struct compared *compared = context;
    if (!ri_row_missing(row, 0))
        *compared = (struct compared){(ri_day)ri_row_int64(row, 0), (ri_day)ri_row_int64(row, 1),
                                      ri_row_int64(row, 2), ri_row_int64(row, 3)};
    return RI_OK;
}

static const char *day_text(struct ri_call *call, ri_day day)
{
    struct ri_text text = {0};
    ri_text_day(&text, day);
    const char *copy = text.at ? ri_arena_copy(ri_call_mem(call), text.at, text.length) : NULL;
    ri_text_release(&text);
    return copy ? copy : "";
}

static void say_compared(struct ri_call *call, const struct compared *compared,
                         const struct ri_span_used *span)
{
    if (compared->first == RI_DAY_NONE) {
        ri_call_note(call, "no day of the span has a day to be compared with");
        return;
    }
    ri_call_note(call, "compared with %s to %s%s", day_text(call, compared->first),
                 day_text(call, compared->last),
                 span->to > span->as_of + 1 ? ", the days that stand against those so far" : "");
    if (span->data_from != RI_DAY_NONE && compared->first < span->data_from)
        ri_call_note(call, "the data begin on %s: the comparison does not cover all of its days",
                     day_text(call, span->data_from));
    if (compared->paired < compared->days)
        ri_call_note(call, "%lld days have no counterpart: the year before was a week shorter",
                     (long long)(compared->days - compared->paired));
}

static ri_status take_count(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    *(int64_t *)context = ri_row_int64(row, 0);
    return RI_OK;
}

/* Without any holidays their comparison is the one of weekdays: nobody should take it for more. */
static ri_status say_holidays(struct ri_call *call, struct ri_warehouse *warehouse,
                              struct ri_error *err)
{
    int64_t known = 0;
    RI_TRY(ri_warehouse_rows(warehouse, "SELECT count(*) FROM holiday_match", (struct ri_binds){0},
                             ri_call_task(call), take_count, &known, err));
    if (known == 0)
        ri_call_note(call, "no holiday is known in two years: all days are compared by weekday; "
                           "'retailinsight import FILE --as holidays' adds holidays");
    return RI_OK;
}

/* How long a store must have been open, and by which day, to be comparable. */
static ri_status bind_comp(struct ri_call *call, const struct ri_span_used *span,
                           struct ri_query_binds *binds, struct ri_error *err)
{
    const int64_t days =
        ri_config_integer(ri_workspace_config(ri_call_workspace(call)), RI_CONFIG_COMP_DAYS);
    if (ri_call_flag(call, "comp"))
        ri_call_note(call,
                     "comp: open for %lld days (sales.comp_excluded_days) before the first day "
                     "compared with and not "
                     "closed before %s; comp + new + closed = all",
                     (long long)days,
                     day_text(call, span->to <= span->as_of ? span->to - 1 : span->as_of));
    return ri_query_bind(binds, ri_bind_int64("comp_days", days), err);
}

ri_status ri_query_compare(struct ri_call *call, struct ri_warehouse *warehouse,
                           const struct ri_span_used *span, struct ri_query_binds *binds,
                           struct ri_error *err)
{
    const char *mode = ri_call_text(call, "compare");
    const bool  comp = ri_call_has(call, "comp");
    if (comp && ri_call_flag(call, "comp") && strcmp(mode, "none") == 0) mode = "weekday";
    const char *calendar =
        ri_call_has(call, "calendar") ? ri_call_text(call, "calendar") : "gregorian";
    if (strcmp(mode, "none") != 0) {
        struct compared      compared = {.first = RI_DAY_NONE};
        const char          *sql;
        const struct ri_bind asked[] = {
            ri_bind_string("compare", mode), ri_bind_string("calendar", calendar),
            ri_bind_date("from", span->from), ri_bind_date("to", span->to),
            ri_bind_date("as_of", span->as_of)};
        RI_TRY(ri_embedded_sql_find("sql/app/compared_span.sql", &sql, err));
        RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(asked), ri_call_task(call), take_compared,
                                 &compared, err));
        say_compared(call, &compared, span);
        if (strcmp(mode, "holiday") == 0) RI_TRY(say_holidays(call, warehouse, err));
    }
    if (comp) RI_TRY(bind_comp(call, span, binds, err));
    return ri_query_bind(binds, ri_bind_string("compare", mode), err);
}
