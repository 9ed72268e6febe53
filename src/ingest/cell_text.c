/* Cells as text. */
#include "cell_text.h"

#include <math.h>

#include "base/date.h"

enum { SURE_DIGITS = 15, PLAIN_EXPONENT = 40 };

ingest_cell_format ingest_cell_format_builtin(long id)
{
    static const struct {
        short              from, to;
        ingest_cell_format format;
    } ranges[] = {{14, 17, INGEST_CELL_DATE}, {18, 21, INGEST_CELL_TIME},
                  {22, 22, INGEST_CELL_DATE}, {27, 31, INGEST_CELL_DATE},
                  {32, 33, INGEST_CELL_TIME}, {34, 36, INGEST_CELL_DATE},
                  {45, 45, INGEST_CELL_TIME}, {46, 46, INGEST_CELL_ELAPSED},
                  {47, 47, INGEST_CELL_TIME}, {50, 58, INGEST_CELL_DATE}};
    for (size_t i = 0; i < RI_COUNT(ranges); i++) {
        if (id >= ranges[i].from && id <= ranges[i].to) return ranges[i].format;
    }
    return INGEST_CELL_NUMBER;
}

/* Behind what is quoted, escaped or padded at `at`; `at` itself when nothing is. */
static const char *skip_literal(const char *at)
{
    if (*at == '"') {
        const char *close = strchr(at + 1, '"');
        return close ? close + 1 : at + strlen(at);
    }
    if (*at == '\\' || *at == '_' || *at == '*') return at[1] ? at + 2 : at + 1;
    return at;
}

ingest_cell_format ingest_cell_format_of(const char *code)
{
    bool day = false, clock = false;
    if (strncasecmp(code, "general", 7) == 0) return INGEST_CELL_NUMBER;
    for (const char *at = code; *at && *at != ';';) { /* the first section: positive numbers */
        const char *behind = skip_literal(at);
        if (behind != at) {
            at = behind;
            continue;
        }
        const char c = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
        if (c == '[') { /* [h] elapsed; [$-409], [Red], [>100] say nothing about time */
            const char  next = (char)(at[1] | 0x20);
            const char *close = strchr(at, ']');
            if (!close) break;
            if ((next == 'h' || next == 'm' || next == 's') &&
                strspn(at + 1, "hHmMsS") == (size_t)(close - at - 1))
                return INGEST_CELL_ELAPSED;
            at = close + 1;
            continue;
        }
        if (c == 'e' && (at[1] == '+' || at[1] == '-')) return INGEST_CELL_NUMBER;
        day = day || c == 'y' || c == 'd' || c == 'e';
        clock = clock || c == 'h' || c == 's';
        if (c == 'm' && !clock && !strpbrk(at, "sS")) day = true; /* minutes stand by h or s */
        if (strncasecmp(at, "am/pm", 5) == 0) at += 4;
        at++;
    }
    return day ? INGEST_CELL_DATE : clock ? INGEST_CELL_TIME : INGEST_CELL_NUMBER;
}

struct digits { /* +-0.d1 d2 d3 ... x 10^point */
    char at[64];
    int  count, point;
    bool negative;
};

static bool read_digits(struct ri_view value, struct digits *ret)
{
    struct digits d = {.count = 0};
    size_t        i = 0;
    bool          any = false, behind = false;
    int64_t       exponent = 0;
    if (i < value.length && (value.at[i] == '-' || value.at[i] == '+'))
        d.negative = value.at[i++] == '-';
    for (; i < value.length; i++) {
        const char c = value.at[i];
        if (c == '.' && !behind) {
            behind = true;
            continue;
        }
        if (c < '0' || c > '9') break;
        any = true;
        if (c == '0' && !d.count) { /* leading zeros */
            d.point -= behind;
            continue;
        }
        if (d.count == (int)sizeof d.at) return false;
        d.at[d.count++] = c;
        d.point += !behind;
    }
    if (!any) return false;
    if (i < value.length) {
        if ((value.at[i] | 0x20) != 'e') return false;
        if (i + 1 < value.length && value.at[i + 1] == '+') i++;
        if (!ri_parse_int((struct ri_view){value.at + i + 1, value.length - i - 1}, &exponent) ||
            exponent > 400 || exponent < -400)
            return false;
    }
    d.point += (int)exponent;
    *ret = d;
    return true;
}

static bool round_digits(struct digits *d)
{
    if (d->count <= SURE_DIGITS) return false;
    const bool up = d->at[SURE_DIGITS] >= '5';
    bool       dropped = false;
    for (int i = SURE_DIGITS; i < d->count; i++) dropped = dropped || d->at[i] != '0';
    d->count = SURE_DIGITS;
    if (!up) return dropped;
    int i = SURE_DIGITS - 1;
    while (i >= 0 && d->at[i] == '9') d->at[i--] = '0';
    if (i >= 0) {
        d->at[i]++;
    } else { /* 999... became 1000... */
        d->at[0] = '1';
        d->point++;
    }
    return dropped;
}

bool ingest_cell_number(struct ri_view value, struct ri_text *out, bool *ret_rounded)
{
    struct digits d;
    *ret_rounded = false;
    if (!read_digits(value, &d)) return false;
    const bool plain = value.length <= SURE_DIGITS && !memchr(value.at, 'e', value.length) &&
                       !memchr(value.at, 'E', value.length) && value.at[0] != '+';
    if (plain) { /* as written */
        ri_text_add(out, value.at, value.length);
        return true;
    }
    *ret_rounded = round_digits(&d);
    while (d.count && d.at[d.count - 1] == '0') d.count--;
    if (!d.count) {
        ri_text_putc(out, '0');
        return true;
    }
    if (d.negative) ri_text_putc(out, '-');
    if (d.point > PLAIN_EXPONENT || d.point < -PLAIN_EXPONENT) {
        ri_text_printf(out, "%c.%.*se%d", d.at[0], d.count > 1 ? d.count - 1 : 1,
                       d.count > 1 ? d.at + 1 : "0", d.point - 1);
        return true;
    }
    if (d.point <= 0) {
        ri_text_puts(out, "0.");
        for (int i = d.point; i < 0; i++) ri_text_putc(out, '0');
        ri_text_add(out, d.at, (size_t)d.count);
        return true;
    }
    for (int i = 0; i < d.point || i < d.count; i++) {
        if (i == d.point) ri_text_putc(out, '.');
        ri_text_putc(out, i < d.count ? d.at[i] : '0');
    }
    return true;
}

static void put_clock(struct ri_text *out, int64_t ms)
{
    const int64_t seconds = ms / 1000;
    ri_text_printf(out, "%02lld:%02d:%02d", (long long)(seconds / 3600), (int)(seconds / 60 % 60),
                   (int)(seconds % 60));
    if (ms % 1000) ri_text_printf(out, ".%03d", (int)(ms % 1000));
}

bool ingest_cell_time(struct ri_view value, ingest_cell_format format, bool since_1904,
                      struct ri_text *out)
{
    enum { DAY_MS = 86400000 };
    double serial;
    if (!ri_parse_double(value, &serial) || serial < 0 || serial >= 2958466) return false;
    const int64_t ms = (int64_t)floor(serial * DAY_MS + 0.5), days = ms / DAY_MS;
    if (format == INGEST_CELL_ELAPSED || (format == INGEST_CELL_TIME && days == 0)) {
        put_clock(out, ms);
        return true;
    }
    /* 1900: serial 1 is 1900-01-01; 60 is a day that never was, so from 61 on one less */
    const ri_day day = since_1904 ? ri_day_of(1904, 1, 1) + (ri_day)days
                                  : ri_day_of(1899, 12, 31) + (ri_day)days - (days >= 60);
    if (!since_1904 && days == 60) return false;
    ri_text_day(out, day);
    if (ms % DAY_MS) {
        ri_text_putc(out, ' ');
        put_clock(out, ms % DAY_MS);
    }
    return true;
}

bool ingest_cell_name(const char *name, size_t *ret_column, uint64_t *ret_row)
{
    size_t   column = 0;
    uint64_t row = 0;
    for (; (*name | 0x20) >= 'a' && (*name | 0x20) <= 'z'; name++) {
        column = column * 26 + (size_t)((*name | 0x20) - 'a') + 1;
        if (column > INGEST_SHEET_COLUMNS) return false;
    }
    for (; *name >= '0' && *name <= '9'; name++) {
        row = row * 10 + (uint64_t)(*name - '0');
        if (row > INGEST_SHEET_ROWS) return false;
    }
    if (!column || *name) return false;
    *ret_column = column - 1;
    *ret_row = row;
    return true;
}
