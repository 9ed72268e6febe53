/* Events by series: few against the days, so kept as a list and laid out over days when asked. */
#include "app/stock_record.h"

#include "app/operation.h"
#include "app/workspace.h"

#include <math.h>

struct event {
    int64_t day;
    double  received, ordered, counted;
};
struct ri_stock_records {
    const struct ri_panel *panel;
    struct event          *event; /* by series, then day */
    size_t                 count, room;
    size_t                *from, *to; /* [series] */
    bool                  *counted;   /* [series] */
};

static int compare(struct ri_view text, const char *key)
{
    const size_t length = strlen(key), least = text.length < length ? text.length : length;
    const int    order = memcmp(text.at, key, least);
    return order ? order : text.length < length ? -1 : text.length > length;
}

/* The panel's series are ordered by their keys. */
bool ri_stock_series(const struct ri_panel *panel, struct ri_view product, struct ri_view store,
                     size_t *ret)
{
    size_t low = 0, high = panel->series_count;
    while (low < high) {
        const size_t at = low + (high - low) / 2;
        int          order = compare(product, panel->series[at].keys[0]);
        if (!order) order = compare(store, panel->series[at].keys[1]);
        if (!order) {
            *ret = at;
            return true;
        }
        if (order < 0)
            high = at;
        else
            low = at + 1;
    }
    return false;
}

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct ri_stock_records *r = context;
    size_t                   series;
    if (!ri_stock_series(r->panel, ri_row_text(row, 0), ri_row_text(row, 1), &series)) return RI_OK;
    if (r->count == r->room) {
        const size_t  room = r->room ? 2 * r->room : 4096;
        struct event *event = realloc(r->event, room * sizeof *event);
        if (!event) return ri_fail(err, RI_ENOMEM, "no room for %zu stock movements", room);
        r->event = event;
        r->room = room;
    }
    if (r->to[series] == 0) r->from[series] = r->count; /* rows come series by series */
    r->event[r->count++] = (struct event){
        .day = ri_row_int64(row, 2),
        .received = fmax(ri_row_double(row, 3) + ri_row_double(row, 4), 0),
        .ordered = fmax(ri_row_double(row, 5), 0),
        .counted = ri_row_missing(row, 6) ? (double)NAN : ri_row_double(row, 6),
    };
    r->to[series] = r->count;
    if (!ri_row_missing(row, 6)) r->counted[series] = true;
    return RI_OK;
}

static ri_status read(struct ri_stock_records *records, struct ri_call *call, ri_day from,
                      struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    const char          *sql;
    RI_ARENA_NEW(records->from, ri_call_mem(call), records->panel->series_count, err);
    RI_ARENA_NEW(records->to, ri_call_mem(call), records->panel->series_count, err);
    RI_ARENA_NEW(records->counted, ri_call_mem(call), records->panel->series_count, err);
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find("sql/inventory/stock_record.sql", &sql, err));
    const struct ri_bind binds[] = {ri_bind_date("from", from)};
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), take_row, records,
                             err);
}

ri_status ri_stock_records_load(struct ri_call *call, const struct ri_panel *panel, ri_day from,
                                struct ri_stock_records **ret, struct ri_error *err)
{
    if (panel->key_count < 2 || strcmp(panel->key_names[0], "product") != 0 ||
        strcmp(panel->key_names[1], "store") != 0 || panel->frequency != RI_DAILY)
        return ri_fail(err, RI_EUSAGE,
                       "the record of stock is by product, store and day: --frequency day, and "
                       "sales, not imported demand");
    struct ri_stock_records *records = calloc(1, sizeof *records);
    if (!records) return ri_fail(err, RI_ENOMEM, "no room for stock movements");
    records->panel = panel;
    const ri_status status = read(records, call, from, err);
    if (status == RI_OK)
        *ret = records;
    else
        ri_stock_records_free(records);
    return status;
}

bool ri_stock_record_of(const struct ri_stock_records *r, size_t series, int64_t first, size_t n,
                        double *received, double *ordered, double *counted)
{
    for (size_t t = 0; t < n; t++) {
        if (received) received[t] = 0;
        if (ordered) ordered[t] = 0;
        if (counted) counted[t] = NAN;
    }
    for (size_t e = r->from[series]; e < r->to[series]; e++) {
        const int64_t t = r->event[e].day - first;
        if (t < 0 || t >= (int64_t)n) continue;
        if (received) received[t] = r->event[e].received;
        if (ordered) ordered[t] = r->event[e].ordered;
        if (counted) counted[t] = r->event[e].counted;
    }
    return r->counted[series];
}

void ri_stock_records_free(struct ri_stock_records *records)
{
    if (!records) return;
    free(records->event);
    free(records);
}
