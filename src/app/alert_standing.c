/* First the pairs with their last counts; then, for those that were counted, what became of them. Stock is added up in thousandths
 * of a unit, as it is kept, so that nothing is crossed or not for the sake of a rounded sum. */
#include "app/alert_standing.h"

#include "app/operation.h"

#include <math.h>

enum { MILLI = 1000 };
enum counted_column {
    C_STORE,
    C_PRODUCT,
    C_STORE_ID,
    C_PRODUCT_ID,
    C_COUNTED_AT,
    C_ON_HAND,
    C_ON_ORDER,
    C_RESERVED,
    C_FIRST_ON,
    C_TODAY
};
enum standing_column {
    S_AT,
    S_NAME,
    S_CATEGORY,
    S_ENDED,
    S_SOLD,
    S_EVER_SOLD,
    S_CAME,
    S_COMING,
    S_DAYS_TO_NEXT,
    S_REORDER_POINT,
    S_ORDER_UP_TO,
    S_DAILY,
    S_DAILY_BEFORE,
    S_LEAD_DAYS,
    S_SPAN_DAYS,
    S_PHANTOM,
    S_STAKE
};

struct count { /* the last one of a pair; quantities in thousandths */
    const char *store, *product;
    int64_t     on_hand, on_order, reserved;
    int64_t     first_on; /* day; INT64_MIN: there never was any */
};
struct standings {
    struct ri_warehouse *warehouse;
    struct ri_task      *task;
    struct ri_arena     *mem;
    ri_standing_fn      *each;
    void                *context;
    bool                 of_sales;
    struct count        *counts; /* [count], and the lists that belong to them */
    int64_t             *stores, *products, *counted_us;
    size_t               count, room[4];
    int64_t              today, since_us; /* since: the earliest count */
    struct ri_text       name, category;
};

/* ---- Counts ------------------------------------------------------------------------------------------------------ */

static const char *kept_text(struct ri_arena *mem, const struct ri_row *row, size_t column)
{
    const struct ri_view view = ri_row_text(row, column);
    return ri_arena_copy(mem, view.at, view.length);
}

static ri_status more_room(struct standings *s, struct ri_error *err)
{
    RI_TRY(ri_arena_grow(s->mem, &s->counts, &s->room[0], s->count, sizeof *s->counts, err));
    RI_TRY(ri_arena_grow(s->mem, &s->stores, &s->room[1], s->count, sizeof *s->stores, err));
    RI_TRY(ri_arena_grow(s->mem, &s->products, &s->room[2], s->count, sizeof *s->products, err));
    return ri_arena_grow(s->mem, &s->counted_us, &s->room[3], s->count, sizeof *s->counted_us, err);
}

static ri_status take_count(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct standings *s = context;
    const char       *store = kept_text(s->mem, row, C_STORE),
               *product = kept_text(s->mem, row, C_PRODUCT);
    if (!store || !product) return ri_fail(err, RI_ENOMEM, "alerts: no room for what was touched");
    if (ri_row_missing(row, C_COUNTED_AT)) {
        const struct ri_standing_row bare = {
            .store = store, .product = product, .stake_minor = INT64_MIN};
        return s->each(s->context, &bare, err);
    }
    RI_TRY(more_room(s, err));
    s->counts[s->count] = (struct count){
        .store = store,
        .product = product,
        .on_hand = ri_row_int64(row, C_ON_HAND),
        .on_order = ri_row_int64(row, C_ON_ORDER),
        .reserved = ri_row_int64(row, C_RESERVED),
        .first_on = ri_row_missing(row, C_FIRST_ON) ? INT64_MIN : ri_row_int64(row, C_FIRST_ON),
    };
    s->stores[s->count] = ri_row_int64(row, C_STORE_ID);
    s->products[s->count] = ri_row_int64(row, C_PRODUCT_ID);
    s->counted_us[s->count] = ri_row_int64(row, C_COUNTED_AT);
    if (s->counted_us[s->count] < s->since_us) s->since_us = s->counted_us[s->count];
    s->today = ri_row_int64(row, C_TODAY);
    s->count++;
    return RI_OK;
}

/* ---- Standings --------------------------------------------------------------------------------------------------- */

static double number(const struct ri_row *row, size_t column)
{
    return ri_row_missing(row, column) ? (double)NAN : ri_row_double(row, column);
}

static double units(int64_t milli)
{
    return (double)milli / MILLI;
}

static const char *text(struct ri_text *room, const struct ri_row *row, size_t column)
{
    if (ri_row_missing(row, column)) return NULL;
    const struct ri_view view = ri_row_text(row, column);
    ri_text_clear(room);
    ri_text_add(room, view.at, view.length);
    return room->at ? room->at : "";
}

static double days_to_delivery(const struct ri_row *row)
{
    const double next = number(row, S_DAYS_TO_NEXT);
    return fmax(isnan(next) ? number(row, S_LEAD_DAYS) : next, 1); /* fmax passes over NAN */
}

static ri_status take_standing(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct standings   *s = context;
    const struct count *count = &s->counts[(size_t)ri_row_int64(row, S_AT) - 1];
    const int64_t       sold = ri_row_int64(row, S_SOLD),
                  on_hand = count->on_hand - sold + ri_row_int64(row, S_CAME),
                  on_order =
                      ri_row_missing(row, S_COMING) ? count->on_order : ri_row_int64(row, S_COMING);
    const int64_t                available = on_hand - count->reserved;
    const bool                   ever_there = count->first_on != INT64_MIN;
    const struct ri_standing_row found = {
        .store = count->store,
        .product = count->product,
        .name = text(&s->name, row, S_NAME),
        .category = text(&s->category, row, S_CATEGORY),
        .counted = true,
        .ended = ri_row_int64(row, S_ENDED) != 0,
        .stake_minor = ri_row_missing(row, S_STAKE) ? INT64_MIN : ri_row_int64(row, S_STAKE),
        .standing = {.on_hand = units(on_hand),
                     .available = units(available),
                     .on_order = units(on_order),
                     .position = units(available + on_order),
                     .days_on_shelf =
                         ever_there ? (double)(s->today - count->first_on) : (double)NAN,
                     .days_to_delivery = days_to_delivery(row),
                     .reorder_point = number(row, S_REORDER_POINT),
                     .order_up_to = number(row, S_ORDER_UP_TO),
                     .daily = number(row, S_DAILY),
                     .daily_before = number(row, S_DAILY_BEFORE),
                     .span_days = number(row, S_SPAN_DAYS),
                     .phantom = number(row, S_PHANTOM),
                     .sells = sold > 0,
                     .ever_sold = s->of_sales || ri_row_int64(row, S_EVER_SOLD) != 0},
    };
    if (s->name.failed || s->category.failed)
        return ri_fail(err, RI_ENOMEM, "alerts: no room for a name");
    return s->each(s->context, &found, err);
}

static ri_status ask(struct standings *s, const char *path, struct ri_binds binds, ri_row_fn *each,
                     struct ri_error *err)
{
    const char *sql;
    RI_TRY(ri_embedded_sql_find(path, &sql, err));
    return ri_warehouse_rows(s->warehouse, sql, binds, s->task, each, s, err);
}

static ri_status ask_both(struct standings *s, int64_t import_id, struct ri_error *err)
{
    static const int64_t BEGINNING_US = -(int64_t)50000 * 365 * 86400 * 1000000;
    const struct ri_bind of[] = {import_id ? ri_bind_int64("import", import_id)
                                           : ri_bind_null("import")};
    RI_TRY(ask(s, "sql/alerts/counted.sql", RI_BINDS(of), take_count, err));
    if (!s->count) return RI_OK;
    const struct ri_bind binds[] = {
        ri_bind_int64_list("stores", s->stores, s->count),
        ri_bind_int64_list("products", s->products, s->count),
        ri_bind_int64_list("counted", s->counted_us, s->count),
        ri_bind_timestamp("since", s->of_sales ? s->since_us : BEGINNING_US),
        ri_bind_date("today", (ri_day)s->today),
    };
    return ask(s, "sql/alerts/standing.sql", RI_BINDS(binds), take_standing, err);
}

ri_status ri_standings(struct ri_warehouse *warehouse, int64_t import_id, bool of_sales,
                       struct ri_task *task, struct ri_arena *mem, ri_standing_fn *each,
                       void *context, struct ri_error *err)
{
    struct standings s = {.warehouse = warehouse,
                          .task = task,
                          .mem = mem,
                          .each = each,
                          .context = context,
                          .of_sales = of_sales,
                          .since_us = INT64_MAX};
    const ri_status  status = ask_both(&s, import_id, err);
    ri_text_release(&s.name);
    ri_text_release(&s.category);
    return status;
}
