/* Civil dates by the algorithms of Howard Hinnant, "chrono-compatible low-level date algorithms" (2013). */
#include "date.h"

int64_t ri_floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int ri_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

ri_day ri_day_of(int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > ri_days_in_month(year, month))
        return RI_DAY_NONE;
    const int y = year - (month <= 2);
    const int era = (y >= 0 ? y : y - 399) / 400;
    const int of_era = y - era * 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct ri_civil ri_day_civil(ri_day day)
{
    const int64_t z = (int64_t)day + 719468; /* a column may hold any day, up to "infinity" */
    const int     era = (int)((z >= 0 ? z : z - 146096) / 146097);
    const int     doe = (int)(z - (int64_t)era * 146097);
    const int     yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int     doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int     mp = (5 * doy + 2) / 153;
    const int     month = mp < 10 ? mp + 3 : mp - 9;
    return (struct ri_civil){yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

int ri_day_weekday(ri_day day)
{
    return (int)(((int64_t)day % 7 + 10) % 7); /* 1970-01-01 was a Thursday */
}

bool ri_day_parse(struct ri_view text, ri_day *ret)
{
    int part[3] = {0};
    if (text.length != 10 || text.at[4] != '-' || text.at[7] != '-') return false;
    for (size_t i = 0, p = 0; i < 10; i++) {
        if (i == 4 || i == 7) {
            p++;
            continue;
        }
        if (text.at[i] < '0' || text.at[i] > '9') return false;
        part[p] = part[p] * 10 + (text.at[i] - '0');
    }
    const ri_day day = ri_day_of(part[0], part[1], part[2]);
    if (day == RI_DAY_NONE) return false;
    *ret = day;
    return true;
}

void ri_text_day(struct ri_text *text, ri_day day)
{
    const struct ri_civil c = ri_day_civil(day);
    ri_text_printf(text, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void ri_text_instant(struct ri_text *text, int64_t us)
{
    const int64_t day = ri_floor_div(us, RI_US_PER_DAY), left = us % RI_US_PER_DAY,
                  rest = left < 0 ? left + RI_US_PER_DAY : left;
    const int second = (int)(rest / RI_US_PER_SECOND), fraction = (int)(rest % RI_US_PER_SECOND);
    ri_text_day(text, (ri_day)day);
    ri_text_printf(text, "T%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    if (fraction) ri_text_printf(text, ".%06d", fraction);
    ri_text_putc(text, 'Z');
}
