/* Reading dates and times. */
#include "date_text.h"

static const char *const orders[] = {"", "dmy", "mdy", "ymd"};

const char *ingest_order_text(enum ingest_order order)
{
    return orders[order];
}

enum ingest_order ingest_order_parse(struct ri_view text)
{
    for (unsigned i = 1; i < RI_COUNT(orders); i++) {
        if (ri_view_is(text, orders[i])) return (enum ingest_order)i;
    }
    return INGEST_ORDER_UNKNOWN;
}

struct pieces { /* of the date part, in the order written */
    int number[3], digits[3], count;
    int month_at; /* which of them is a month's name; -1: none */
};

static bool digit(struct ri_view text, size_t at)
{
    return at < text.length && (unsigned)(text.at[at] - '0') <= 9;
}

static bool letter(struct ri_view text, size_t at)
{
    if (at >= text.length) return false;
    const unsigned char c = (unsigned char)text.at[at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Months by their beginnings in English, German, French, Spanish, Italian, Portuguese, Dutch, Turkish, Polish. */
static const struct {
    char name[6];
    int  month;
} months[] = {
    {"jan", 1},  {"jän", 1},  {"ene", 1},  {"gen", 1},  {"oca", 1},  {"sty", 1},  {"feb", 2},
    {"fév", 2},  {"fev", 2},  {"şub", 2},  {"sub", 2},  {"lut", 2},  {"mar", 3},  {"mär", 3},
    {"mrt", 3},  {"maa", 3},  {"apr", 4},  {"avr", 4},  {"abr", 4},  {"nis", 4},  {"kwi", 4},
    {"may", 5},  {"mai", 5},  {"mag", 5},  {"mei", 5},  {"maj", 5},  {"juin", 6}, {"jun", 6},
    {"giu", 6},  {"haz", 6},  {"cze", 6},  {"juil", 7}, {"jul", 7},  {"lug", 7},  {"tem", 7},
    {"lip", 7},  {"aug", 8},  {"aoû", 8},  {"aou", 8},  {"ago", 8},  {"ağu", 8},  {"agu", 8},
    {"sie", 8},  {"sep", 9},  {"set", 9},  {"eyl", 9},  {"wrz", 9},  {"oct", 10}, {"okt", 10},
    {"out", 10}, {"ott", 10}, {"eki", 10}, {"paź", 10}, {"paz", 10}, {"nov", 11}, {"kas", 11},
    {"lis", 11}, {"dec", 12}, {"dez", 12}, {"déc", 12}, {"dic", 12}, {"ara", 12}, {"gru", 12}};

int ingest_month_parse(struct ri_view word)
{
    char   lower[12];
    size_t n = 0;
    for (; n < word.length && n < sizeof lower; n++) {
        const char c = word.at[n];
        lower[n] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    for (size_t i = 0; i < RI_COUNT(months); i++) {
        const size_t length = strlen(months[i].name);
        if (n >= length && memcmp(lower, months[i].name, length) == 0) return months[i].month;
    }
    return 0;
}

/* Digits at *at; 0 digits: none. Nine at most. */
static int take_number(struct ri_view text, size_t *at, int *ret_digits)
{
    int value = 0, digits = 0;
    for (; digit(text, *at) && digits < 9; ++*at, digits++)
        value = value * 10 + (text.at[*at] - '0');
    *ret_digits = digits;
    return value;
}

/* 2022-08, 2022/8 and nothing more. */
static bool is_month(struct ri_view text, size_t at, const struct pieces *pieces)
{
    return pieces->count == 2 && at == text.length && pieces->digits[0] == 4 &&
           pieces->month_at < 0 && (text.at[4] == '-' || text.at[4] == '/');
}

/* The date part; *at moves behind it. */
static bool take_pieces(struct ri_view text, size_t *at, struct pieces *ret)
{
    struct pieces pieces = {.month_at = -1};
    while (pieces.count < 3) {
        const int i = pieces.count;
        if (digit(text, *at)) {
            pieces.number[i] = take_number(text, at, &pieces.digits[i]);
        } else if (letter(text, *at) && pieces.month_at < 0) {
            const size_t from = *at;
            while (letter(text, *at)) ++*at;
            pieces.number[i] = ingest_month_parse((struct ri_view){text.at + from, *at - from});
            if (!pieces.number[i]) return false;
            pieces.month_at = i;
        } else {
            return false;
        }
        if (++pieces.count == 1 && pieces.digits[0] == 8) break; /* 20220805 */
        if (pieces.count == 3 || is_month(text, *at, &pieces)) break;
        const size_t from = *at;
        while (*at < text.length && memchr("/-. ,", text.at[*at], 5) && *at - from < 3) ++*at;
        if (*at == from && pieces.month_at < 0 && !letter(text, *at)) return false;
    }
    *ret = pieces;
    return true;
}

static int full_year(int year, int digits)
{
    if (digits > 2) return year;
    return year < 69 ? 2000 + year : 1900 + year;
}

static ri_day day_from(const struct pieces *p, int year_at, int month_at, int day_at)
{
    const int digits = p->digits[year_at];
    if (digits != 4 && digits != 2) return RI_DAY_NONE;
    if (p->month_at >= 0 && p->month_at != month_at) return RI_DAY_NONE;
    if (p->digits[day_at] > 2 || p->digits[month_at] > 2) return RI_DAY_NONE;
    return ri_day_of(full_year(p->number[year_at], digits), p->number[month_at], p->number[day_at]);
}

/* Readings a date part allows. */
struct readings {
    ri_day sure, dmy, mdy, ymd; /* RI_DAY_NONE: not possible; ymd: two-digit years only */
};

static struct readings read_pieces(const struct pieces *p)
{
    struct readings r = {RI_DAY_NONE, RI_DAY_NONE, RI_DAY_NONE, RI_DAY_NONE};
    if (p->count == 1) {
        const int n = p->number[0];
        r.sure = ri_day_of(n / 10000, n / 100 % 100, n % 100);
    } else if (p->count == 2) {
        r.sure = p->digits[1] <= 2 ? ri_day_of(p->number[0], p->number[1], 1) : RI_DAY_NONE;
    } else if (p->digits[0] == 4) {
        r.sure = day_from(p, 0, 1, 2);
    } else if (p->month_at == 0) {
        r.sure = day_from(p, 2, 0, 1);
    } else if (p->month_at == 1) {
        r.sure = day_from(p, 2, 1, 0);
    } else {
        r.dmy = day_from(p, 2, 1, 0);
        r.mdy = day_from(p, 2, 0, 1);
        if (r.dmy == r.mdy) r.sure = r.dmy; /* 5/5/2022 */
        if (p->digits[0] == 2 && p->digits[2] == 2) r.ymd = day_from(p, 0, 1, 2);
    }
    return r;
}

/* "Z", "+03:00", "-0500"; the rest of the text. */
static bool take_offset(struct ri_view text, size_t at, int *ret_minutes)
{
    if (at + 1 == text.length && (text.at[at] == 'Z' || text.at[at] == 'z')) {
        *ret_minutes = 0;
        return true;
    }
    if (text.at[at] != '+' && text.at[at] != '-') return false;
    const int sign = text.at[at++] == '-' ? -1 : 1;
    int       digits, more = 0, hours = take_number(text, &at, &digits), minutes = 0;
    if (digits == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (digits != 2) {
        return false;
    } else if (at < text.length && text.at[at] == ':') {
        at++;
        minutes = take_number(text, &at, &more);
        if (more != 2) return false;
    }
    *ret_minutes = sign * (hours * 60 + minutes);
    return at == text.length && hours <= 18 && minutes < 60;
}

static bool take_half(struct ri_view text, size_t *at, int *hour)
{
    size_t i = *at;
    while (i < text.length && text.at[i] == ' ') i++;
    if (i + 2 > text.length || (text.at[i + 1] | 0x20) != 'm') return true;
    const char half = (char)(text.at[i] | 0x20);
    if (half != 'a' && half != 'p') return true;
    if (*hour < 1 || *hour > 12) return false;
    *hour = *hour % 12 + (half == 'p' ? 12 : 0);
    *at = i + 2;
    return true;
}

/* What follows the date part: nothing, or a time and perhaps an offset. */
static bool take_time(struct ri_view text, size_t at, struct ingest_time *out)
{
    int     digits, hour, minute, second = 0, offset;
    int64_t us = 0;
    if (at == text.length) return true;
    if (text.at[at] != 'T' && text.at[at] != 't' && text.at[at] != ' ' && text.at[at] != ',')
        return false;
    at++;
    while (at < text.length && text.at[at] == ' ') at++;
    hour = take_number(text, &at, &digits);
    if (digits < 1 || digits > 2 || at >= text.length || text.at[at] != ':') return false;
    at++;
    minute = take_number(text, &at, &digits);
    if (digits != 2) return false;
    if (at < text.length && text.at[at] == ':') {
        at++;
        second = take_number(text, &at, &digits);
        if (digits != 2) return false;
        if (at < text.length && (text.at[at] == '.' || text.at[at] == ',')) {
            int64_t unit = RI_US_PER_SECOND / 10;
            at++;
            if (!digit(text, at)) return false;
            for (; digit(text, at); at++, unit /= 10) us += (text.at[at] - '0') * unit;
        }
    }
    if (!take_half(text, &at, &hour)) return false;
    if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute || second))) return false;
    out->has_time = true;
    out->us += (int64_t)(hour * 3600 + minute * 60 + second) * RI_US_PER_SECOND + us;
    while (at < text.length && text.at[at] == ' ') at++;
    if (at == text.length) return true;
    if (!take_offset(text, at, &offset)) return false;
    out->has_offset = true;
    out->us -= (int64_t)offset * 60 * RI_US_PER_SECOND;
    return true;
}

bool ingest_time_parse(struct ri_view text, enum ingest_order order, struct ingest_time *ret)
{
    struct pieces      pieces;
    struct ingest_time time = {.us = 0};
    size_t             at = 0;
    if (!take_pieces(text, &at, &pieces)) return false;
    const struct readings r = read_pieces(&pieces);
    ri_day                day = r.sure;
    if (day == RI_DAY_NONE)
        day = order == INGEST_DMY   ? r.dmy
              : order == INGEST_MDY ? r.mdy
              : order == INGEST_YMD ? r.ymd
                                    : r.sure;
    if (day == RI_DAY_NONE || !take_time(text, at, &time)) return false;
    time.us += (int64_t)day * RI_US_PER_DAY;
    *ret = time;
    return true;
}

static void keep_sample(char sample[32], struct ri_view text)
{
    if (sample[0]) return;
    const size_t n = text.length < 31 ? text.length : 31;
    memcpy(sample, text.at, n);
    sample[n] = '\0';
}

void ingest_date_vote_add(struct ingest_date_vote *vote, struct ri_view text)
{
    struct pieces      pieces;
    struct ingest_time time = {.us = 0};
    size_t             at = 0;
    if (!text.length) return;
    vote->values++;
    struct readings r = {RI_DAY_NONE, RI_DAY_NONE, RI_DAY_NONE, RI_DAY_NONE};
    if (take_pieces(text, &at, &pieces) && take_time(text, at, &time)) r = read_pieces(&pieces);
    const bool sure = r.sure != RI_DAY_NONE, dmy = r.dmy != RI_DAY_NONE, mdy = r.mdy != RI_DAY_NONE;
    if (!sure && !dmy && !mdy && r.ymd == RI_DAY_NONE) {
        vote->unreadable++;
        keep_sample(vote->sample_bad, text);
        return;
    }
    vote->offsets += time.has_offset;
    vote->short_years += pieces.count == 3 && pieces.digits[0] <= 2 && pieces.digits[2] <= 2;
    if (sure)
        vote->sure++;
    else if (dmy && mdy)
        vote->either++, keep_sample(vote->sample_either, text);
    else if (dmy)
        vote->dmy++, keep_sample(vote->sample_dmy, text);
    else if (mdy)
        vote->mdy++, keep_sample(vote->sample_mdy, text);
}
