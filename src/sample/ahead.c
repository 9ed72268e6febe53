/* What such a chain knows ahead: the days that are not like others, and what each shop should sell. */
#include "sample_internal.h"

enum {
    HOLIDAYS_AHEAD = 400,
    MONTHS_MOST = 32,
    PLAN_STEP = 10000 /* cents: plans are in hundreds */
};

/* ---- Holidays of Ireland ---------------------------------------------------------------------------------------- */

static ri_day first_monday(int year, int month)
{
    const ri_day first = ri_day_of(year, month, 1);
    return first + (7 - ri_day_weekday(first)) % 7;
}

/* St Brigid's Day is the first Monday of February, but 1 February where that is a Friday. */
static ri_day brigid(int year)
{
    const ri_day first = ri_day_of(year, 2, 1);
    return ri_day_weekday(first) == 4 ? first : first_monday(year, 2);
}

static ri_day last_monday_of_october(int year)
{
    const ri_day last = ri_day_of(year, 10, 31);
    return last - ri_day_weekday(last);
}

static void holiday_row(struct ri_text *out, ri_day day, const char *name, const char *kind,
                        bool moved)
{
    ri_text_putc(out, ',');
    put_day(out, day);
    ri_text_printf(out, ",%s,%s,%s\n", name, kind, moved ? "yes" : "no");
}

static void holidays_of(int year, ri_day from, ri_day to, struct ri_text *out)
{
    const ri_day feast = ri_day_of(year, 2, 1), easter = easter_sunday(year);
    const struct {
        ri_day      day;
        const char *name, *kind;
        bool        moved;
    } days[] = {{ri_day_of(year, 1, 1), "New Year's Day", "public", false},
                {brigid(year), "St Brigid's Day", "public", brigid(year) != feast},
                {ri_day_of(year, 3, 17), "St Patrick's Day", "public", false},
                {easter, "Easter Sunday", "closed", false},
                {easter + 1, "Easter Monday", "public", false},
                {first_monday(year, 5), "May Day", "public", false},
                {first_monday(year, 6), "June Holiday", "public", false},
                {first_monday(year, 8), "August Holiday", "public", false},
                {last_monday_of_october(year), "October Holiday", "public", false},
                {black_friday(year), "Black Friday", "event", false},
                {ri_day_of(year, 12, 25), "Christmas Day", "closed", false},
                {ri_day_of(year, 12, 26), "St Stephen's Day", "public", false}};
    for (size_t i = 0; i < RI_COUNT(days); i++) {
        if (days[i].day >= from && days[i].day <= to)
            holiday_row(out, days[i].day, days[i].name, days[i].kind, days[i].moved);
    }
}

void ahead_holidays(const struct chain *chain, struct ri_text *out)
{
    const ri_day from = chain->first, to = chain->first + SAMPLE_DAYS - 1 + HOLIDAYS_AHEAD;
    ri_text_puts(out, "region,day,name,kind,moved\n");
    for (int year = ri_day_civil(from).year; year <= ri_day_civil(to).year; year++)
        holidays_of(year, from, to, out);
}

/* ---- The budget ------------------------------------------------------------------------------------------------- */

struct month {
    ri_day  first;
    int     days, known;   /* of the month; of these within the sample */
    int64_t cents, pieces; /* without tax; thousandths of a unit */
};

/* What the product should sell on the day in a shop of size 1, thousandths of a unit; promotions are known ahead. */
static int64_t planned_units(const struct chain *chain, size_t p, int day)
{
    const uint16_t factor = chain->factor[p * SAMPLE_DAYS + (size_t)day];
    return (int64_t)(chain->products[p].rate * factor * 1000 / FACTOR_ONE + 0.5);
}

static void add_day(const struct chain *chain, const char *category, int day, struct month *month)
{
    month->known++;
    for (size_t p = 0; p < chain->product_count; p++) {
        const struct product *product = &chain->products[p];
        if (strcmp(product->sub->category, category) != 0) continue;
        const int64_t units = planned_units(chain, p, day);
        const int     off = chain->discount[p * SAMPLE_DAYS + (size_t)day];
        const int64_t price = (int64_t)price_on(product, day) * (100 - off) / 100;
        month->pieces += units;
        month->cents += units * price / (1000 + product->sub->tax_thousandths);
    }
}

static size_t plan_months(const struct chain *chain, const char *category, struct month *ret)
{
    size_t n = 0;
    for (int day = 0; day < SAMPLE_DAYS; day++) {
        const struct ri_civil c = ri_day_civil(chain->first + day);
        const ri_day          first = ri_day_of(c.year, c.month, 1);
        const ri_day          next = ri_day_of(c.year + c.month / 12, c.month % 12 + 1, 1);
        if (n == 0 || ret[n - 1].first != first)
            ret[n++] = (struct month){.first = first, .days = (int)(next - first)};
        add_day(chain, category, day, &ret[n - 1]);
    }
    return n;
}

/* A shop is asked for a little more than what is likely, in round numbers; a month that the sample knows in part counts
 * as if the rest were like it. */
static void plan_row(struct ri_text *out, const struct store *store, const char *category,
                     const struct month *month)
{
    const struct ri_civil c = ri_day_civil(month->first);
    const double          share = store->size * 1.02 * month->days / month->known;
    const int64_t         steps = (int64_t)((double)month->cents * share / PLAN_STEP + 0.5);
    ri_text_printf(out, "budget,%s,%s,%04d-%02d,", store->code, category, c.year, c.month);
    put_cents(out, steps * PLAN_STEP);
    ri_text_printf(out, ",%lld,EUR\n",
                   (long long)((double)month->pieces * share / 10000 + 0.5) * 10);
}

void ahead_plan(const struct chain *chain, struct ri_text *out)
{
    ri_text_puts(out, "version,store,category,period,revenue,units,currency\n");
    for (size_t i = 0; i < subcategory_count; i++) {
        struct month months[MONTHS_MOST];
        const char  *category = subcategories[i].category;
        bool         seen = false;
        for (size_t j = 0; j < i; j++)
            seen = seen || strcmp(subcategories[j].category, category) == 0;
        if (seen) continue;
        const size_t count = plan_months(chain, category, months);
        for (size_t s = 0; s < chain->store_count; s++) {
            for (size_t m = 0; m < count; m++) {
                if (months[m].pieces) plan_row(out, &chain->stores[s], category, &months[m]);
            }
        }
    }
}
