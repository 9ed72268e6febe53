#include "order_days.h"

enum { WEEKDAYS = 7, EVERY_DAY = 0x7F };

/* A word means a day by its first three letters; words of two letters and digits mean one as a whole. */
static const struct {
    const char *letters;
    int         day; /* 0 = Monday; WEEKDAYS: all of them */
} words[] = {{"mon", 0},
             {"mo", 0},
             {"lun", 0},
             {"lu", 0},
             {"1", 0},
             {"tue", 1},
             {"tu", 1},
             {"die", 1},
             {"di", 1},
             {"mar", 1},
             {"ma", 1},
             {"2", 1},
             {"wed", 2},
             {"we", 2},
             {"mit", 2},
             {"mi", 2},
             {"mer", 2},
             {"me", 2},
             {"mie", 2},
             {"3", 2},
             {"thu", 3},
             {"th", 3},
             {"don", 3},
             {"do", 3},
             {"jeu", 3},
             {"je", 3},
             {"jue", 3},
             {"gio", 3},
             {"gi", 3},
             {"4", 3},
             {"fri", 4},
             {"fre", 4},
             {"fr", 4},
             {"ven", 4},
             {"ve", 4},
             {"vie", 4},
             {"vi", 4},
             {"5", 4},
             {"sat", 5},
             {"sam", 5},
             {"sab", 5},
             {"sa", 5},
             {"6", 5},
             {"sun", 6},
             {"su", 6},
             {"son", 6},
             {"so", 6},
             {"dim", 6},
             {"dom", 6},
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

static int day_of(const char *at, size_t length) /* -1: none */
{
    for (size_t w = 0; w < RI_COUNT(words); w++) {
        const size_t letters = strlen(words[w].letters);
        size_t       same = 0;
        while (same < letters && same < length && small(at[same]) == words[w].letters[same]) same++;
        if (same == letters && (letters > 2 || letters == length)) return words[w].day;
    }
    return -1;
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
