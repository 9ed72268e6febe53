#include "order_days.h"

enum { WEEKDAYS = 7, EVERY_DAY = 0x7F };

static const struct {
    const char *letters; /* the first ones of a word, lower case */
    int         day;     /* 0 = Monday; WEEKDAYS: all of them */
} words[] = {{"mon", 0},
             {"mo", 0},
             {"lun", 0},
             {"lu", 0},
             {"tue", 1},
             {"tu", 1},
             {"di", 1},
             {"mar", 1},
             {"ma", 1},
             {"wed", 2},
             {"we", 2},
             {"mi", 2},
             {"mer", 2},
             {"thu", 3},
             {"th", 3},
             {"do", 3},
             {"jeu", 3},
             {"je", 3},
             {"jue", 3},
             {"gio", 3},
             {"fri", 4},
             {"fr", 4},
             {"ven", 4},
             {"ve", 4},
             {"vi", 4},
             {"sat", 5},
             {"sa", 5},
             {"sun", 6},
             {"su", 6},
             {"so", 6},
             {"dim", 6},
             {"dom", 6},
             {"1", 0},
             {"2", 1},
             {"3", 2},
             {"4", 3},
             {"5", 4},
             {"6", 5},
             {"7", 6},
             {"daily", WEEKDAYS},
             {"every", WEEKDAYS},
             {"day", WEEKDAYS},
             {"all", WEEKDAYS}};

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool part_of_word(char c)
{
    return (small(c) >= 'a' && small(c) <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
}

/* The day that the longest of the words above begins; -1: none. "dimanche" is not "di". */
static int day_of(const char *at, size_t length)
{
    size_t best = 0;
    int    day = -1;
    for (size_t w = 0; w < RI_COUNT(words); w++) {
        const size_t letters = strlen(words[w].letters);
        size_t       same = 0;
        while (same < letters && same < length && small(at[same]) == words[w].letters[same]) same++;
        if (same < letters || letters <= best) continue;
        if (letters == 1 && length > 1) continue; /* "12" is no weekday */
        best = letters;
        day = words[w].day;
    }
    return day;
}

static unsigned days_between(int from, int to)
{
    unsigned days = 1u << to;
    for (int day = from; day != to; day = (day + 1) % WEEKDAYS) days |= 1u << day;
    return days;
}

bool ri_order_days_parse(struct ri_view text, unsigned *ret_days)
{
    unsigned days = 0;
    int      before = -1; /* the word before a dash */
    bool     dash = false;
    for (size_t at = 0; at < text.length;) {
        if (!part_of_word(text.at[at])) {
            dash = dash || text.at[at] == '-';
            at++;
            continue;
        }
        size_t end = at;
        while (end < text.length && part_of_word(text.at[end])) end++;
        const int day = day_of(text.at + at, end - at);
        if (day < 0) return false;
        if (day == WEEKDAYS)
            days = EVERY_DAY;
        else
            days |= dash && before >= 0 ? days_between(before, day) : 1u << day;
        before = day < WEEKDAYS ? day : -1;
        dash = false;
        at = end;
    }
    *ret_days = days;
    return true;
}

int ri_order_days_until(unsigned days, ri_day from)
{
    int wait = 0;
    if (!(days & EVERY_DAY)) return 0;
    while (!(days >> ri_day_weekday(from + wait) & 1)) wait++;
    return wait;
}
