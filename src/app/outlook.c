/* sales outlook: what the month will come to, and the chance of its plan.
 *
 * The rest of the month is expected day by day as the mean of that weekday over the eight weeks before; where that was nearer in the earlier
 * months, half way (in logarithms) to how the rest of the same month a year ago differed from such a mean. The same is done at the same day of every earlier month that is over:
 * rest / expected is that month's ratio. The ratios are the distribution: nothing is assumed of its shape. A chance is the share of months
 * whose ratio would have reached the plan, (k + 1/2) / (n + 1), so never 0 or 1. */
#include "app/filters.h"
#include "app/report_draft.h"

#include <math.h>

enum { WEEKS = 8, MONTHS = 36, LEAST_MONTHS = 6 };

static const struct ri_column columns[] = {
    {"version", RI_COLUMN_TEXT, "which plan; missing where there is none"},
    {"first_day", RI_COLUMN_DATE, "first day of the month"},
    {"last_day", RI_COLUMN_DATE, "last day of the month"},
    {"as_of", RI_COLUMN_DATE, "last day that counts as known"},
    {"currency", RI_COLUMN_TEXT, "currency of the amounts"},
    {"net_sales_so_far", RI_COLUMN_NUMBER, "of the month up to as_of, major currency units"},
    {"expected", RI_COLUMN_NUMBER, "of the whole month: so far and the median of what may come"},
    {"low", RI_COLUMN_NUMBER, "with 80 % it is not under this"},
    {"high", RI_COLUMN_NUMBER, "nor over this"},
    {"plan", RI_COLUMN_NUMBER, "planned for the whole month"},
    {"against_plan", RI_COLUMN_NUMBER, "expected less plan"},
    {"chance", RI_COLUMN_SHARE, "chance that the month reaches its plan"},
    {"last_year", RI_COLUMN_NUMBER, "the same month a year before"},
    {"months", RI_COLUMN_INTEGER, "earlier months that the range and the chance come from"},
    {"sentence", RI_COLUMN_TEXT, "the same in words"},
};

struct days { /* net sales by day, from `first` on */
    ri_day  first;
    size_t  count;
    double *sales, *sums; /* sums[i]: of the days before i */
};

static double sum_of(const struct days *days, ri_day from, ri_day to)
{
    const int64_t a = from - days->first, b = to - days->first;
    if (a < 0 || b > (int64_t)days->count || a > b) return NAN;
    return days->sums[b] - days->sums[a];
}

static ri_day month_of(ri_day day, int back) /* first day of the month `back` months earlier */
{
    const struct ri_civil civil = ri_day_civil(day);
    const int             index = civil.year * 12 + civil.month - 1 - back;
    return ri_day_of(index / 12, index % 12 + 1, 1);
}

static ri_day month_end(ri_day first)
{
    const struct ri_civil civil = ri_day_civil(first);
    return first + ri_days_in_month(civil.year, civil.month);
}

/* Weekday means of the weeks before `from`, added up over from <= day < to; NAN: not enough days known. */
static double weekday_rest(const struct days *days, ri_day from, ri_day to)
{
    double rest = 0;
    if (from - 7 * WEEKS < days->first || from > days->first + (ri_day)days->count) return NAN;
    for (ri_day day = from; day < to; day++) {
        double    mean = 0;
        const int ahead = (day - from) / 7 + 1; /* whole weeks back to a day that is known */
        for (int week = 0; week < WEEKS; week++)
            mean += days->sales[day - 7 * (ahead + week) - days->first] / WEEKS;
        rest += mean;
    }
    return rest;
}

/* How the rest of a month that is over came out, against `expected`. */
static double ratio_of(const struct days *days, ri_day from, ri_day to, double expected)
{
    const double actual = sum_of(days, from, to);
    return expected > 0 && actual > 0 ? actual / expected : NAN;
}

/* The rest of the month from its day `passed` on; seasonal: with half of what last year's month had of its own. */
static double expected_rest(const struct days *days, ri_day first, int passed, bool seasonal)
{
    const ri_day from = first + passed, to = month_end(first), before = month_of(first, 12);
    const double rest = weekday_rest(days, from, to);
    if (!seasonal) return rest;
    const ri_day old_from =
        before + passed < month_end(before) ? before + passed : month_end(before);
    const double own = ratio_of(days, old_from, month_end(before),
                                weekday_rest(days, old_from, month_end(before)));
    return rest * sqrt(own); /* NAN where last year is not known */
}

/* Did last year's month help, in the earlier months in which it was known? */
static bool season_helps(const struct days *days, ri_day first, int passed)
{
    double with = 0, without = 0;
    size_t months = 0;
    for (int back = 1; back <= MONTHS; back++) {
        const ri_day month = month_of(first, back), end = month_end(month);
        if (month + passed >= end) continue;
        const double plain = ratio_of(days, month + passed, end,
                                      expected_rest(days, month, passed, false)),
                     own = ratio_of(days, month + passed, end,
                                    expected_rest(days, month, passed, true));
        if (!isfinite(plain) || !isfinite(own)) continue;
        with += fabs(log(own));
        without += fabs(log(plain));
        months++;
    }
    return months >= LEAST_MONTHS && with < without;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of sorted values at rank level x (count + 1), so that the next value lies below it with that chance; not beyond the ends. */
static double quantile(const double *sorted, size_t count, double level)
{
    const double rank = level * (double)(count + 1) - 1,
                 at = rank < 0 ? 0 : fmin(rank, (double)(count - 1));
    const size_t low = (size_t)at, high = low + 1 < count ? low + 1 : low;
    return sorted[low] + (at - (double)low) * (sorted[high] - sorted[low]);
}

struct outlook {
    ri_day first, as_of;
    double so_far, rest, last_year, ratios[MONTHS];
    size_t months;
};

static void look_ahead(const struct days *days, ri_day as_of, struct outlook *ret)
{
    const ri_day first = month_of(as_of, 0);
    const int    passed = as_of + 1 - first;
    const bool   seasonal = season_helps(days, first, passed);
    *ret = (struct outlook){.first = first,
                            .as_of = as_of,
                            .so_far = sum_of(days, first, as_of + 1),
                            .rest = expected_rest(days, first, passed, seasonal),
                            .last_year =
                                sum_of(days, month_of(first, 12), month_end(month_of(first, 12)))};
    for (int back = 1; back <= MONTHS; back++) {
        const ri_day month = month_of(first, back), end = month_end(month);
        if (month + passed >= end) continue;
        const double ratio =
            ratio_of(days, month + passed, end, expected_rest(days, month, passed, seasonal));
        if (isfinite(ratio)) ret->ratios[ret->months++] = ratio;
    }
    qsort(ret->ratios, ret->months, sizeof *ret->ratios, by_size);
}

static double total_at(const struct outlook *outlook, double level)
{
    if (month_end(outlook->first) == outlook->as_of + 1) return outlook->so_far;
    if (outlook->months < LEAST_MONTHS) return level == 0.5 ? outlook->so_far + outlook->rest : NAN;
    return outlook->so_far + outlook->rest * quantile(outlook->ratios, outlook->months, level);
}

static double chance_of(const struct outlook *outlook, double plan)
{
    size_t reached = 0;
    if (!isfinite(plan)) return NAN;
    if (month_end(outlook->first) == outlook->as_of + 1) return outlook->so_far >= plan ? 1 : 0;
    if (outlook->months < LEAST_MONTHS || !(outlook->rest > 0)) return NAN;
    for (size_t i = 0; i < outlook->months; i++)
        reached += outlook->so_far + outlook->rest * outlook->ratios[i] >= plan;
    return ((double)reached + 0.5) / ((double)outlook->months + 1);
}

/* ---- The data ------------------------------------------------------------------------------------------------------------------ */

static ri_status read_days(struct ri_draft *draft, struct days *ret, struct ri_error *err)
{
    struct ri_gathered rows;
    const ri_day       first = month_of(draft->as_of, MONTHS + 12) - 7 * WEEKS;
    ret->first = draft->data_from > first ? draft->data_from : first;
    RI_TRY(ri_draft_ask(draft, "sales.trend",
                        RI_ASK("by", "day", "from", ri_draft_iso(draft, ret->first), "to",
                               ri_draft_iso(draft, draft->as_of + 1)),
                        &rows, err));
    if (!rows.rows)
        return ri_fail(err, RI_ENOTFOUND, "there are no sales up to %s",
                       ri_draft_iso(draft, draft->as_of));
    if (!draft->currency) draft->currency = ri_gathered_text(&rows, rows.rows - 1, "currency");
    ret->count = (size_t)(draft->as_of + 1 - ret->first);
    RI_ARENA_NEW(ret->sales, draft->mem, ret->count, err);
    RI_ARENA_NEW(ret->sums, draft->mem, ret->count + 1, err);
    size_t others = 0;
    for (size_t i = 0; i < rows.rows; i++) {
        const ri_day day = ri_gathered_day(&rows, i, "first_day");
        const double value = ri_gathered_number(&rows, i, "net_sales");
        if (day < ret->first || day > draft->as_of || !isfinite(value)) continue;
        if (strcmp(ri_gathered_text(&rows, i, "currency"), draft->currency) != 0)
            others++;
        else
            ret->sales[day - ret->first] = value;
    }
    if (others)
        ri_call_note(draft->call, "only amounts in %s; --currency names another", draft->currency);
    for (size_t i = 0; i < ret->count; i++) ret->sums[i + 1] = ret->sums[i] + ret->sales[i];
    return RI_OK;
}

struct plans {
    const char *version[8];
    double      amount[8];
    size_t      count;
};

static ri_status read_plans(struct ri_draft *draft, ri_day first, struct plans *ret,
                            struct ri_error *err)
{
    struct ri_gathered rows;
    *ret = (struct plans){.count = 0};
    RI_TRY(ri_draft_ask_if(
        draft, "Plan", "sales.plan",
        RI_ASK("from", ri_draft_iso(draft, first), "to", ri_draft_iso(draft, month_end(first))),
        &rows, err));
    for (size_t i = 0; i < rows.rows; i++) {
        const double amount = ri_gathered_number(&rows, i, "net_sales_plan");
        const char  *version = ri_gathered_text(&rows, i, "version");
        size_t       at = 0;
        if (!isfinite(amount) || ri_gathered_day(&rows, i, "first_day") != first ||
            ri_gathered_day(&rows, i, "last_day") != month_end(first) - 1)
            continue; /* a plan of a quarter says nothing of one month */
        while (at < ret->count && strcmp(ret->version[at], version) != 0) at++;
        if (at == RI_COUNT(ret->version)) continue;
        if (at == ret->count) ret->version[ret->count++] = version;
        ret->amount[at] += amount;
    }
    return RI_OK;
}

/* ---- The answer ---------------------------------------------------------------------------------------------------------------- */

static const char *sentence(struct ri_draft *draft, const struct outlook *outlook, double plan)
{
    const double expected = total_at(outlook, 0.5), low = total_at(outlook, 0.1),
                 high = total_at(outlook, 0.9), chance = chance_of(outlook, plan);
    const char *text = ri_draft_text(
        draft, "%s stands at %s %s", ri_draft_day(draft, ri_figure_month, outlook->first),
        ri_draft_figure(draft, ri_figure_money, outlook->so_far), draft->currency);
    if (isfinite(low) && high > low)
        text = ri_draft_text(draft, "%s and is likely to end at %s (%s to %s with 80 %%)", text,
                             ri_draft_figure(draft, ri_figure_money, expected),
                             ri_draft_figure(draft, ri_figure_money, low),
                             ri_draft_figure(draft, ri_figure_money, high));
    if (!isfinite(plan)) return text;
    text = ri_draft_text(draft, "%s; the plan is %s", text,
                         ri_draft_figure(draft, ri_figure_money, plan));
    if (!isfinite(chance)) return text;
    return ri_draft_text(draft, "%s, reached with %s", text,
                         chance < 0.01   ? "under 1 %"
                         : chance > 0.99 ? "over 99 %"
                                         : ri_draft_text(draft, "%.0f %%", chance * 100));
}

static void put_row(struct ri_draft *draft, struct ri_table_builder *table,
                    const struct outlook *outlook, const char *version, double plan)
{
    ri_put_string(table, version);
    ri_put_day(table, outlook->first);
    ri_put_day(table, month_end(outlook->first) - 1);
    ri_put_day(table, outlook->as_of);
    ri_put_string(table, draft->currency);
    const double expected = total_at(outlook, 0.5), numbers[] = {outlook->so_far,
                                                                 expected,
                                                                 total_at(outlook, 0.1),
                                                                 total_at(outlook, 0.9),
                                                                 plan,
                                                                 expected - plan,
                                                                 chance_of(outlook, plan),
                                                                 outlook->last_year};
    for (size_t i = 0; i < RI_COUNT(numbers); i++)
        ri_put_number(table, i == 6 ? numbers[i] : round(numbers[i] * 100) / 100);
    ri_put_int(table, (int64_t)outlook->months);
    ri_put_string(table, sentence(draft, outlook, plan));
}

static ri_status outlook_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_draft         *draft;
    struct ri_table_builder *table;
    struct days              days = {.count = 0};
    struct outlook           outlook;
    struct plans             plans;
    RI_ARENA_NEW(draft, ri_call_mem(call), 1, err);
    RI_TRY(ri_draft_begin(draft, call, err));
    if (draft->as_of < draft->data_from)
        return ri_fail(err, RI_ENOTFOUND, "there are no sales up to %s: they begin on %s",
                       ri_draft_iso(draft, draft->as_of), ri_draft_iso(draft, draft->data_from));
    RI_TRY(read_days(draft, &days, err));
    look_ahead(&days, draft->as_of, &outlook);
    RI_TRY(read_plans(draft, outlook.first, &plans, err));
    if (outlook.months < LEAST_MONTHS)
        ri_call_note(call,
                     "no range and no chance: %zu earlier months can be looked at, %d are needed",
                     outlook.months, LEAST_MONTHS);
    if (!plans.count)
        ri_call_note(call, "no plan of %s is imported: 'retailinsight import plan.csv --as plan'",
                     ri_draft_day(draft, ri_figure_month, outlook.first));
    RI_TRY(ri_call_builder(call, &table, err));
    for (size_t i = 0; i < plans.count; i++)
        put_row(draft, table, &outlook, plans.version[i], plans.amount[i]);
    if (!plans.count) put_row(draft, table, &outlook, NULL, NAN);
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "sales.outlook",
              .summary =
                  "What the month will come to, against its plan, with the chance of reaching it",
              .details = "The rest of the month is the mean of its weekdays over the eight weeks "
                         "before, and, where that helped before, half way to how the rest of the "
                         "same month a year ago differed from that. Range and chance come from how "
                         "far that was off at the same day of the "
                         "earlier months, up to 36; fewer than 6 give neither. A chance is (k + "
                         "1/2) / (n + 1) of those months.",
              .flags = RI_SCOPED,
              .roles = RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight sales outlook",
                          "retailinsight sales outlook --as-of 2022-11-15 --store S01")},
     .uses = "as_of filters",
     .run = outlook_run},
};
const struct ri_operation_table ri_outlook_operations = RI_OPERATION_TABLE(operations);
