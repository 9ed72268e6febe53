/* The periods of all calendars (retail/calendar.h) as spans of days, and the currencies; filled when the schema is
 * made or extended. Views make a row a day of them. */
#include "warehouse_internal.h"

#include "retail/calendar.h"
#include "retail/money.h"

enum { FIRST_YEAR = 1993, LAST_YEAR = 2041 };

struct filler {
    struct ri_appender *appender;
    size_t              row;
};

static ri_status next_row(struct filler *filler, struct ri_error *err)
{
    if (++filler->row < RI_APPEND_ROWS) return RI_OK;
    filler->row = 0;
    return ri_appender_flush(filler->appender, RI_APPEND_ROWS, err);
}

static void put_text(const struct filler *filler, size_t column, const char *text)
{
    ri_appender_set_text(filler->appender, column, filler->row, ri_view_of(text));
}

static void put_int32(const struct filler *filler, size_t column, int32_t value)
{
    ((int32_t *)ri_appender_column(filler->appender, column).data)[filler->row] = value;
}

static ri_status finish(struct filler *filler, ri_status status, struct ri_error *err)
{
    if (status == RI_OK) status = ri_appender_flush(filler->appender, filler->row, err);
    if (status == RI_OK) return ri_appender_finish(&filler->appender, err);
    ri_appender_abandon(filler->appender);
    return status;
}

static ri_status put_spans(struct filler *filler, ri_calendar calendar, ri_grain grain,
                           struct ri_error *err)
{
    const ri_day              end = ri_day_of(LAST_YEAR, 12, 31);
    struct ri_calendar_period period;
    for (ri_day day = ri_day_of(FIRST_YEAR, 1, 1); day <= end; day = period.last + 1) {
        period = ri_calendar_period_of(calendar, grain, day);
        put_text(filler, 0, ri_calendar_text(calendar));
        put_text(filler, 1, ri_grain_text(grain));
        put_int32(filler, 2, period.year * 1000 + period.number);
        put_int32(filler, 3, period.first);
        put_int32(filler, 4, period.last);
        put_text(filler, 5, period.label);
        ((uint8_t *)ri_appender_column(filler->appender, 6).data)[filler->row] = period.week53;
        RI_TRY(next_row(filler, err));
    }
    return RI_OK;
}

static ri_status fill_spans(struct ri_connection *connection, struct ri_error *err)
{
    struct filler filler = {0};
    ri_status     status = RI_OK;
    RI_TRY(ri_appender_open(connection, NULL, "calendar_span", &filler.appender, err));
    for (int calendar = 0; status == RI_OK && calendar < RI_CALENDAR_COUNT; calendar++) {
        for (int grain = RI_GRAIN_WEEK; status == RI_OK && grain < RI_GRAIN_COUNT; grain++)
            status = put_spans(&filler, (ri_calendar)calendar, (ri_grain)grain, err);
    }
    return finish(&filler, status, err);
}

static ri_status fill_currencies(struct ri_connection *connection, struct ri_error *err)
{
    struct filler filler = {0};
    ri_status     status = RI_OK;
    RI_TRY(ri_appender_open(connection, NULL, "currency", &filler.appender, err));
    for (size_t i = 0; status == RI_OK && i < ri_currency_count(); i++) {
        const struct ri_currency *currency = ri_currency_at(i);
        put_text(&filler, 0, currency->code);
        put_text(&filler, 1, currency->name);
        put_int32(&filler, 2, currency->digits);
        status = next_row(&filler, err);
    }
    return finish(&filler, status, err);
}

ri_status warehouse_fill_calendar(struct ri_connection *connection, struct ri_error *err)
{
    RI_TRY(ri_connection_script(
        connection, "BEGIN TRANSACTION; DELETE FROM calendar_span; DELETE FROM currency", err));
    ri_status status = fill_spans(connection, err);
    if (status == RI_OK) status = fill_currencies(connection, err);
    if (status == RI_OK)
        status = ri_connection_script(connection, "COMMIT", err);
    else
        warehouse_rollback(connection);
    return status;
}
