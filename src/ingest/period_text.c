/* Reading periods: at most one word and two numbers, one of them a year of four digits. */
#include "period_text.h"

#include "date_text.h"

enum { YEAR_LEAST = 1900, YEAR_MOST = 2199 };

struct parts {
    int            number[2], digits[2], count;
    struct ri_view word; /* empty: none */
};

static bool is_digit(char c)
{
    return (unsigned)(c - '0') <= 9;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static size_t take_number(struct ri_view text, size_t at, struct parts *parts)
{
    int value = 0, digits = 0;
    for (; at < text.length && is_digit(text.at[at]) && digits < 7; at++, digits++)
        value = value * 10 + (text.at[at] - '0');
    parts->number[parts->count] = value;
    parts->digits[parts->count++] = digits;
    return at;
}

static bool take_parts(struct ri_view text, struct parts *ret)
{
    struct parts parts = {.count = 0};
    for (size_t at = 0; at < text.length;) {
        const char c = text.at[at];
        if (is_digit(c)) {
            if (parts.count == 2) return false;
            at = take_number(text, at, &parts);
        } else if (is_letter(c)) {
            const size_t from = at;
            if (parts.word.length) return false;
            while (at < text.length && is_letter(text.at[at])) at++;
            parts.word = (struct ri_view){text.at + from, at - from};
        } else if (memchr("-/. ,", c, 5)) {
            at++;
        } else {
            return false;
        }
    }
    *ret = parts;
    return parts.count > 0;
}

static bool is_year(int number, int digits)
{
    return digits == 4 && number >= YEAR_LEAST && number <= YEAR_MOST;
}

static bool months(int year, int first, int count, ri_day *ret_first, ri_day *ret_last)
{
    const int after = first + count;
    if (first < 1 || after > 13) return false;
    *ret_first = ri_day_of(year, first, 1);
    *ret_last = ri_day_of(after == 13 ? year + 1 : year, after == 13 ? 1 : after, 1) - 1;
    return true;
}

/* The week of a year that has its Thursday in that year. 1970-01-01 was a Thursday. */
static bool week(int year, int number, ri_day *ret_first, ri_day *ret_last)
{
    const ri_day fourth = ri_day_of(year, 1, 4); /* lies in week 1 */
    const ri_day first = fourth - (ri_day)((fourth + 3) % 7 + 7) % 7 + 7 * (number - 1);
    if (number < 1 || number > 53 || first + 3 >= ri_day_of(year + 1, 1, 1)) return false;
    *ret_first = first;
    *ret_last = first + 6;
    return true;
}

static bool word_is(struct ri_view word, const char *const *names)
{
    char   lower[12];
    size_t n = 0;
    for (; n < word.length && n + 1 < sizeof lower; n++)
        lower[n] = (char)(word.at[n] >= 'A' && word.at[n] <= 'Z' ? word.at[n] | 0x20 : word.at[n]);
    lower[n] = '\0';
    for (size_t i = 0; n == word.length && names[i]; i++) {
        if (strcmp(lower, names[i]) == 0) return true;
    }
    return false;
}

bool ingest_period_parse(struct ri_view text, ri_day *ret_first, ri_day *ret_last)
{
    static const char *const quarters[] = {"q",        "quarter", "quartal", "trim", "trimestre",
                                           "kwartaal", "ceyrek",  "kwartal", NULL};
    static const char *const weeks[] = {"w",       "wk",     "week",      "kw",    "woche", "sem",
                                        "semaine", "semana", "settimana", "hafta", NULL};
    struct parts             p;
    if (text.length > 24 || !take_parts(text, &p)) return false;
    if (p.count == 1 && p.digits[0] == 6 && !p.word.length) { /* 202601 */
        p = (struct parts){{p.number[0] / 100, p.number[0] % 100}, {4, 2}, 2, {NULL, 0}};
    }
    const int year_at = is_year(p.number[0], p.digits[0]) ? 0 : 1;
    if (year_at == 1 && (p.count < 2 || !is_year(p.number[1], p.digits[1]))) return false;
    const int year = p.number[year_at], number = p.count == 2 ? p.number[1 - year_at] : 0;
    if (p.count == 2 && p.digits[1 - year_at] > 2) return false;
    if (!p.word.length)
        return p.count == 1 ? months(year, 1, 12, ret_first, ret_last)
                            : months(year, number, 1, ret_first, ret_last);
    if (word_is(p.word, quarters))
        return number >= 1 && number <= 4 && months(year, number * 3 - 2, 3, ret_first, ret_last);
    if (word_is(p.word, weeks)) return week(year, number, ret_first, ret_last);
    return p.count == 1 && months(year, ingest_month_parse(p.word), 1, ret_first, ret_last);
}
