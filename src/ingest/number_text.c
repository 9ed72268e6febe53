/* Reading numbers exactly. */
#include "number_text.h"

#include "base/integer.h"
#include "currency.h"

enum { MOST_DIGITS = 36 };

struct parts {           /* a number taken apart */
    struct ri_view body; /* digits, marks and blanks between them */
    bool           negative;
    int            exponent;
    unsigned       currency;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void drop(struct ri_view *text, size_t n)
{
    text->at += n;
    text->length -= n;
}

/* No-break and narrow no-break blanks group digits too, so edges are trimmed of them as well. */
static struct ri_view trim(struct ri_view text)
{
    for (;;) {
        const struct ri_view before = text;
        text = ri_view_trim(text);
        if (text.length >= 2 && memcmp(text.at, "\xc2\xa0", 2) == 0) drop(&text, 2);
        if (text.length >= 3 && memcmp(text.at, "\xe2\x80\xaf", 3) == 0) drop(&text, 3);
        if (text.length >= 2 && memcmp(text.at + text.length - 2, "\xc2\xa0", 2) == 0)
            text.length -= 2;
        if (text.length >= 3 && memcmp(text.at + text.length - 3, "\xe2\x80\xaf", 3) == 0)
            text.length -= 3;
        if (before.length == text.length) return text;
    }
}

/* Sign and currency in any order at either end; false when there are two of a thing. */
static bool take_ends(struct parts *parts)
{
    bool signed_already = false;
    for (bool again = true; again;) {
        struct ri_view *body = &parts->body;
        unsigned        currency;
        size_t          n;
        again = false;
        *body = trim(*body);
        if (!body->length) return false;
        const char first = body->at[0], last = body->at[body->length - 1];
        const bool bracketed = first == '(' && last == ')' && body->length > 2;
        if (bracketed || first == '-' || first == '+' || last == '-' || last == '+') {
            if (signed_already) return false;
            signed_already = again = true;
            parts->negative = bracketed || first == '-' || last == '-';
            if (bracketed || first == '-' || first == '+')
                drop(body, 1);
            else
                body->length--;
            if (bracketed) body->length--;
        } else if (body->length >= 3 &&
                   memcmp(body->at, "\xe2\x88\x92", 3) == 0) { /* U+2212, the true minus */
            if (signed_already) return false;
            signed_already = again = parts->negative = true;
            drop(body, 3);
        } else if (!is_digit(first) && (n = ingest_currency_before(*body, &currency)) != 0) {
            if (parts->currency) return false;
            parts->currency = currency;
            drop(body, n);
            again = true;
        } else if (!is_digit(last) && (n = ingest_currency_after(*body, &currency)) != 0) {
            if (parts->currency) return false;
            parts->currency = currency;
            body->length -= n;
            again = true;
        }
    }
    return true;
}

static bool take_exponent(struct parts *parts)
{
    struct ri_view *body = &parts->body;
    size_t          e = body->length;
    for (size_t i = 1; i + 1 < body->length; i++) {
        if ((body->at[i] | 0x20) == 'e') e = i;
    }
    if (e == body->length) return true;
    int64_t value;
    if (!ri_parse_int((struct ri_view){body->at + e + 1, body->length - e - 1}, &value) ||
        value > 40 || value < -40)
        return false;
    parts->exponent = (int)value;
    body->length = e;
    return true;
}

static bool take_apart(struct ri_view text, struct parts *ret)
{
    struct parts parts = {.body = text};
    if (text.length > 64 || !take_ends(&parts) || !take_exponent(&parts)) return false;
    *ret = parts;
    return true;
}

/* Marks of the body: where the last one stands and whether all of one kind group thousands. */
struct marks {
    size_t points, commas, last_point, last_comma, digits;
    bool   other_groups; /* blanks or apostrophes group digits */
};

static bool read_marks(struct ri_view body, struct marks *ret)
{
    struct marks marks = {.last_point = SIZE_MAX, .last_comma = SIZE_MAX};
    for (size_t i = 0; i < body.length; i++) {
        const char c = body.at[i];
        if (is_digit(c))
            marks.digits++;
        else if (c == '.')
            marks.points++, marks.last_point = i;
        else if (c == ',')
            marks.commas++, marks.last_comma = i;
        else if (c == ' ' || c == '\'')
            marks.other_groups = true;
        else if (i + 1 < body.length && memcmp(body.at + i, "\xc2\xa0", 2) == 0)
            marks.other_groups = true, i++;
        else if (i + 2 < body.length && (memcmp(body.at + i, "\xe2\x80\xaf", 3) == 0 ||
                                         memcmp(body.at + i, "\xe2\x80\x99", 3) == 0))
            marks.other_groups = true, i += 2;
        else
            return false;
    }
    *ret = marks;
    return marks.digits > 0 && marks.digits <= MOST_DIGITS && is_digit(body.at[body.length - 1]);
}

/* What one kind of mark means where it stands alone: 1 decimal, -1 groups, 0 either. */
static int meaning(struct ri_view body, size_t count, size_t last)
{
    if (count > 1) return -1;
    const size_t before = last, after = body.length - last - 1;
    if (after != 3 || before == 0 || before > 3) return 1;
    return body.at[0] == '0' ? 1 : 0; /* 0,125 groups nothing */
}

/* The decimal mark that a number by itself proves, or UNKNOWN with *ret_unclear saying which mark it has. */
static enum ingest_mark proven(struct ri_view body, const struct marks *marks, char *ret_unclear)
{
    *ret_unclear = '\0';
    if (marks->points && marks->commas)
        return marks->last_point > marks->last_comma ? INGEST_MARK_POINT : INGEST_MARK_COMMA;
    if (!marks->points && !marks->commas) return INGEST_MARK_UNKNOWN;
    const bool point = marks->points > 0;
    int        means = meaning(body, point ? marks->points : marks->commas,
                        point ? marks->last_point : marks->last_comma);
    if (marks->other_groups) means = 1; /* something else groups, so this is the decimal mark */
    if (means == 0) *ret_unclear = point ? '.' : ',';
    if (means == 0) return INGEST_MARK_UNKNOWN;
    return (means == 1) == point ? INGEST_MARK_POINT : INGEST_MARK_COMMA;
}

static void keep_sample(char sample[24], struct ri_view text)
{
    if (sample[0]) return;
    const size_t n = text.length < 23 ? text.length : 23;
    memcpy(sample, text.at, n);
    sample[n] = '\0';
}

void ingest_number_vote_add(struct ingest_number_vote *vote, struct ri_view text)
{
    struct parts parts;
    struct marks marks;
    char         unclear;
    if (!text.length) return;
    vote->values++;
    if (!take_apart(text, &parts) || !read_marks(parts.body, &marks)) {
        vote->unreadable++;
        keep_sample(vote->sample_bad, text);
        return;
    }
    if (parts.currency && !vote->currency) vote->currency = parts.currency;
    const enum ingest_mark mark = proven(parts.body, &marks, &unclear);
    if (mark == INGEST_MARK_POINT) vote->point++, keep_sample(vote->sample_point, text);
    if (mark == INGEST_MARK_COMMA) vote->comma++, keep_sample(vote->sample_comma, text);
    vote->unclear_point += unclear == '.';
    vote->unclear_comma += unclear == ',';
    if (unclear) keep_sample(vote->sample_unclear, text);
}

static const uint64_t powers[] = {1,      10,      100,      1000,      10000,
                                  100000, 1000000, 10000000, 100000000, 1000000000};

/* value / 10^digits, half away from zero: the first digit cut off decides alone. */
static ri_int128 shrink(ri_int128 value, int digits)
{
    if (digits < 1) return value;
    while (digits > 1) {
        const int step = digits - 1 < 9 ? digits - 1 : 9;
        value /= (ri_int128)powers[step];
        digits -= step;
    }
    const ri_int128 last = value % 10;
    return value / 10 + (last >= 5) - (last <= -5);
}

static bool fits(ri_int128 value, int64_t *ret)
{
    if (value > INT64_MAX || value < -INT64_MAX) return false;
    *ret = (int64_t)value;
    return true;
}

/* Digits of the body as one integer; *ret_after counts those behind the decimal mark. False: a group of thousands
 * has not three digits, or a mark stands where none may. */
static bool read_digits(struct ri_view body, char decimal, ri_int128 *ret, int *ret_after)
{
    ri_int128 value = 0;
    int       run = -1, after = 0; /* run: digits since a grouping mark; -1: none yet */
    bool      decimals = false;
    for (size_t i = 0; i < body.length; i++) {
        const char c = body.at[i];
        if (is_digit(c)) {
            value = value * 10 + (c - '0');
            after += decimals;
            run += run >= 0 && !decimals;
            continue;
        }
        if (decimals || (run >= 0 && run != 3)) return false;
        if (c == decimal) {
            decimals = true;
            continue;
        }
        if (i == 0) return false;
        run = 0;
        while (i + 1 < body.length && ((unsigned char)body.at[i + 1] & 0xc0) == 0x80)
            i++; /* rest of a long blank */
    }
    if (run >= 0 && run != 3) return false;
    *ret = value;
    *ret_after = after;
    return true;
}

static ingest_number_result read_slow(struct ri_view text, enum ingest_mark mark, int scale,
                                      int64_t *ret, unsigned *ret_currency)
{
    struct parts parts;
    struct marks marks;
    char         unclear;
    ri_int128    value;
    int          after;
    if (!take_apart(text, &parts) || !read_marks(parts.body, &marks)) return INGEST_NUMBER_BAD;
    const enum ingest_mark own = proven(parts.body, &marks, &unclear);
    if (mark == INGEST_MARK_UNKNOWN && unclear) return INGEST_NUMBER_UNCLEAR;
    if (mark == INGEST_MARK_UNKNOWN) mark = own;
    if (!read_digits(parts.body, mark == INGEST_MARK_COMMA ? ',' : '.', &value, &after))
        return INGEST_NUMBER_BAD;
    int  shift = scale + parts.exponent - after;
    bool rounded = false;
    for (; shift > 0; shift--) {
        if (value > (ri_int128)INT64_MAX) return INGEST_NUMBER_RANGE;
        value *= 10;
    }
    if (shift < 0) {
        const ri_int128 whole = shrink(value, -shift);
        ri_int128       back = whole;
        for (int i = shift; i < 0 && back <= (ri_int128)INT64_MAX * 1000; i++) back *= 10;
        rounded = back != value;
        value = whole;
    }
    if (!fits(parts.negative ? -value : value, ret)) return INGEST_NUMBER_RANGE;
    if (ret_currency && parts.currency) *ret_currency = parts.currency;
    return rounded ? INGEST_NUMBER_ROUNDED : INGEST_NUMBER_OK;
}

ingest_number_result ingest_number_parse(struct ri_view text, enum ingest_mark mark, int scale,
                                         int64_t *ret, unsigned *ret_currency)
{
    /* The everyday case: up to 17 digits and at most one decimal point; everything else goes the long way. */
    const char decimal = mark == INGEST_MARK_COMMA ? ',' : '.';
    const bool negative = text.length && text.at[0] == '-';
    size_t     i = negative;
    int        left = -1; /* digits that may still follow the point; -1: before the point */
    int64_t    value = 0;
    if (text.length == i || text.length - i > 17)
        return read_slow(text, mark, scale, ret, ret_currency);
    for (; i < text.length; i++) {
        const unsigned digit = (unsigned char)text.at[i] - (unsigned)'0';
        if (digit <= 9) {
            if (left == 0) return read_slow(text, mark, scale, ret, ret_currency);
            value = value * 10 + digit;
            left -= left > 0;
        } else if (text.at[i] == decimal && left < 0 && i > negative && i + 1 < text.length &&
                   (mark != INGEST_MARK_UNKNOWN || text.length - i != 4)) {
            left = scale;
        } else {
            return read_slow(text, mark, scale, ret, ret_currency);
        }
    }
    if (left < 0) left = scale;
    if (__builtin_mul_overflow(value, (int64_t)powers[left], &value)) return INGEST_NUMBER_RANGE;
    *ret = negative ? -value : value;
    return INGEST_NUMBER_OK;
}

static int64_t rounded_to(int64_t value, int64_t power)
{
    const int64_t whole = value / power, rest = value % power;
    return whole + (2 * rest >= power) - (2 * rest <= -power);
}

bool ingest_multiply(int64_t a, int64_t b, int digits, int64_t *ret)
{
    int64_t product;
    if (digits > 9 || __builtin_mul_overflow(a, b, &product))
        return fits(shrink((ri_int128)a * b, digits), ret);
    if (digits == 7)
        *ret = rounded_to(product, 10000000); /* known powers divide several times faster */
    else if (digits == 4)
        *ret = rounded_to(product, 10000);
    else
        *ret = digits ? rounded_to(product, (int64_t)powers[digits]) : product;
    return true;
}

bool ingest_divide(int64_t a, int64_t b, int digits, int64_t *ret)
{
    ri_int128 value = a;
    for (int i = 0; i < digits; i++) value *= 10; /* at most 2^63 * 10^9 < 2^93 */
    const bool       negative = (value < 0) != (b < 0);
    const ri_uint128 top = value < 0 ? -(ri_uint128)value : (ri_uint128)value;
    const ri_uint128 bottom = b < 0 ? -(ri_uint128)b : (ri_uint128)b;
    const ri_uint128 whole =
        (top + bottom / 2) / bottom; /* bottom odd: its half cut down is right too */
    return fits(negative ? -(ri_int128)whole : (ri_int128)whole, ret);
}
