/* TZif files (RFC 8536). All changes of offset become one sorted table: those of the file, then 400 years of the
 * footer's rule, after which the Gregorian calendar repeats. A look-up is one binary search. */
#include "zone.h"

#include <errno.h>
#include <unistd.h>

enum { CYCLE_YEARS = 400, FILE_MOST = 1 << 20 };
#define CYCLE_SECONDS (INT64_C(146097) * 86400) /* 400 years */

struct change {
    int64_t utc; /* seconds: from here on ... */
    int64_t
        local; /* ... and from this wall-clock second on: the later of the two readings of utc */
    int32_t offset; /* ... this many seconds are added to UTC */
};
struct ri_zone {
    int32_t       first; /* offset before the first change */
    bool          cycles;
    size_t        count;
    struct change changes[]; /* sorted */
};

/* ---- the file ------------------------------------------------------------------------------------------ */

struct reader {
    const unsigned char *at, *end;
    bool                 failed;
};
struct header {
    unsigned version;
    size_t   utc_count, standard_count, leap_count, time_count, type_count, text_count;
};
struct source { /* the 64-bit part of a file, undecoded */
    struct header        header;
    const unsigned char *times, *indices, *types;
    struct ri_view       footer;
};

static const unsigned char *take(struct reader *in, size_t n)
{
    if (in->failed || (size_t)(in->end - in->at) < n) {
        in->failed = true;
        return NULL;
    }
    in->at += n;
    return in->at - n;
}

static int64_t big_endian(const unsigned char *at, size_t n)
{
    uint64_t value = at[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++) value = value << 8 | at[i];
    return (int64_t)value;
}

static size_t take_count(struct reader *in)
{
    const unsigned char *at = take(in, 4);
    const int64_t        count = at ? big_endian(at, 4) : 0;
    if (count < 0 || count > FILE_MOST) in->failed = true;
    return in->failed ? 0 : (size_t)count;
}

static struct header take_header(struct reader *in)
{
    struct header        header = {0};
    const unsigned char *magic = take(in, 20);
    if (!magic || memcmp(magic, "TZif", 4) != 0)
        in->failed = true;
    else
        header.version = magic[4];
    header.utc_count = take_count(in);
    header.standard_count = take_count(in);
    header.leap_count = take_count(in);
    header.time_count = take_count(in);
    header.type_count = take_count(in);
    header.text_count = take_count(in);
    return header;
}

static struct source take_body(struct reader *in, const struct header *header, size_t time_size)
{
    struct source source = {.header = *header};
    source.times = take(in, header->time_count * time_size);
    source.indices = take(in, header->time_count);
    source.types = take(in, header->type_count * 6);
    take(in, header->text_count + header->leap_count * (time_size + 4) + header->standard_count +
                 header->utc_count);
    return source;
}

/* Version 1 has 32-bit times only and is followed by the same again in 64 bits since version 2 (2006). */
static bool read_source(const char *bytes, size_t length, struct source *ret)
{
    struct reader in = {(const unsigned char *)bytes, (const unsigned char *)bytes + length, false};
    struct header header = take_header(&in);
    take_body(&in, &header, 4);
    if (in.failed || header.version < '2') return false;
    header = take_header(&in);
    struct source source = take_body(&in, &header, 8);
    if (in.failed || !header.type_count || header.leap_count)
        return false; /* leap seconds: "right/" zones */
    for (size_t i = 0; i < header.time_count; i++) {
        if (source.indices[i] >= header.type_count) return false;
    }
    const char *line = (const char *)in.at, *end = (const char *)in.end;
    if (line < end && *line == '\n') {
        const char *stop = memchr(line + 1, '\n', (size_t)(end - line - 1));
        if (stop) source.footer = (struct ri_view){line + 1, (size_t)(stop - line - 1)};
    }
    *ret = source;
    return true;
}

static int32_t type_offset(const struct source *source, size_t type)
{
    return (int32_t)big_endian(source->types + type * 6, 4);
}

/* ---- the footer: a POSIX TZ rule, "CET-1CEST,M3.5.0,M10.5.0/3" ------------------------------------------- */

struct turn {     /* when a year's clock changes */
    char    kind; /* 'M' month.week.weekday, 'J' day without 29 February, '0' day from 0 */
    int     month, week, day;
    int32_t second; /* of the local day, may be negative or over a day */
};
struct rule {
    int32_t     standard, summer; /* offsets, seconds east */
    bool        has_summer;
    struct turn start, end;
};

static bool eat(struct ri_view *in, char c)
{
    if (!in->length || in->at[0] != c) return false;
    in->at++, in->length--;
    return true;
}

static bool eat_number(struct ri_view *in, int most, int *ret)
{
    int    value = 0;
    size_t n = 0;
    for (; n < 3 && n < in->length && in->at[n] >= '0' && in->at[n] <= '9'; n++)
        value = value * 10 + in->at[n] - '0';
    in->at += n, in->length -= n;
    *ret = value;
    return n && value <= most;
}

static bool eat_name(struct ri_view *in)
{
    const bool quoted = eat(in, '<');
    size_t     n = 0;
    while (n < in->length) {
        const char c = in->at[n];
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(quoted && c != '>')) break;
        n++;
    }
    in->at += n, in->length -= n;
    return n >= 3 && (!quoted || eat(in, '>'));
}

static bool eat_time(struct ri_view *in, int32_t *ret) /* [+-]hh[:mm[:ss]] */
{
    const bool negative = eat(in, '-');
    int        part[3] = {0};
    if (!negative) eat(in, '+');
    if (!eat_number(in, 167, &part[0])) return false;
    for (int i = 1; i < 3 && eat(in, ':'); i++) {
        if (!eat_number(in, 59, &part[i])) return false;
    }
    const int32_t seconds = part[0] * 3600 + part[1] * 60 + part[2];
    *ret = negative ? -seconds : seconds;
    return true;
}

static bool eat_turn(struct ri_view *in, struct turn *ret)
{
    struct turn turn = {.kind = '0', .second = 7200};
    if (!eat(in, ',')) return false;
    if (eat(in, 'M')) {
        turn.kind = 'M';
        if (!eat_number(in, 12, &turn.month) || !eat(in, '.') || !eat_number(in, 5, &turn.week) ||
            !eat(in, '.') || !eat_number(in, 6, &turn.day) || !turn.month || !turn.week)
            return false;
    } else {
        if (eat(in, 'J')) turn.kind = 'J';
        if (!eat_number(in, 365, &turn.day)) return false;
    }
    if (eat(in, '/') && !eat_time(in, &turn.second)) return false;
    *ret = turn;
    return true;
}

static bool read_rule(struct ri_view in, struct rule *ret)
{
    struct rule rule = {0};
    int32_t     west;
    if (!eat_name(&in) || !eat_time(&in, &west)) return false;
    rule.standard = -west;
    if (in.length) {
        rule.has_summer = true;
        if (!eat_name(&in)) return false;
        west -= 3600;
        if (in.length && in.at[0] != ',' && !eat_time(&in, &west)) return false;
        rule.summer = -west;
        if (!eat_turn(&in, &rule.start) || !eat_turn(&in, &rule.end)) return false;
    }
    *ret = rule;
    return in.length == 0;
}

static int64_t turn_local(const struct turn *turn, int year) /* seconds of the local clock */
{
    int64_t day = ri_day_of(year, 1, 1);
    if (turn->kind == 'J') {
        day += turn->day - 1 + (turn->day > 59 && ri_days_in_month(year, 2) == 29);
    } else if (turn->kind == '0') {
        day += turn->day;
    } else {
        const ri_day first = ri_day_of(year, turn->month, 1);
        const int    monday_based = (turn->day + 6) % 7; /* the rule counts from Sunday */
        day = first + (monday_based - ri_day_weekday(first) + 7) % 7 + (turn->week - 1) * 7;
        if (day >= first + ri_days_in_month(year, turn->month))
            day -= 7; /* week 5 means the last */
    }
    return day * 86400 + turn->second;
}

/* ---- the table ------------------------------------------------------------------------------------------- */

static void add_change(struct ri_zone *zone, int64_t utc, int32_t offset)
{
    if (zone->count && zone->changes[zone->count - 1].utc == utc)
        zone->count--; /* summer all year round */
    const struct change *last = zone->count ? &zone->changes[zone->count - 1] : NULL;
    const int32_t        before = last ? last->offset : zone->first;
    if (offset == before || (last && utc <= last->utc)) return;
    int64_t local = utc + (offset > before ? offset : before);
    if (last && local < last->local)
        local = last->local; /* two changes within hours: keep them sorted */
    zone->changes[zone->count++] = (struct change){utc, local, offset};
}

static void add_rule(struct ri_zone *zone, const struct rule *rule)
{
    const int64_t last = zone->count ? zone->changes[zone->count - 1].utc : 0;
    const int     year = ri_day_civil((ri_day)ri_floor_div(last, 86400)).year;
    if (!rule->has_summer) {
        add_change(zone, last + 1, rule->standard);
        return;
    }
    for (int y = year; y <= year + CYCLE_YEARS + 1; y++) {
        const int64_t on = turn_local(&rule->start, y) - rule->standard;
        const int64_t off = turn_local(&rule->end, y) - rule->summer;
        if (on < off) add_change(zone, on, rule->summer);
        add_change(zone, off, rule->standard);
        if (on > off) add_change(zone, on, rule->summer);
    }
    zone->cycles = true;
}

static ri_status build(const char *name, const struct source *source, struct ri_zone **ret,
                       struct ri_error *err)
{
    struct rule rule;
    const bool  ruled = source->footer.length && read_rule(source->footer, &rule);
    if (source->footer.length && !ruled)
        return ri_fail(err, RI_EDATA, "time zone %s: rule \"%.*s\" cannot be read", name,
                       (int)source->footer.length, source->footer.at);
    const size_t    most = source->header.time_count + 2 * (CYCLE_YEARS + 2);
    struct ri_zone *zone = calloc(1, sizeof *zone + most * sizeof zone->changes[0]);
    if (!zone) return ri_fail(err, RI_ENOMEM, "no room for time zone %s", name);
    zone->first = type_offset(source, 0);
    for (size_t i = 0; i < source->header.time_count; i++)
        add_change(zone, big_endian(source->times + i * 8, 8),
                   type_offset(source, source->indices[i]));
    if (ruled) add_rule(zone, &rule);
    *ret = zone;
    return RI_OK;
}

static bool proper_name(
    const char *name) /* letters, digits and _+-/ ; parts begin with none of "/.-" */
{
    static const char others[] = "_+-/";
    const size_t      length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        const char c = name[i];
        if (!isalnum((unsigned char)c) && !strchr(others, c)) return false;
        if ((i == 0 || name[i - 1] == '/') && !isalnum((unsigned char)c)) return false;
    }
    return length > 0 && length < 100;
}

static ri_status read_file(const char *name, struct ri_text *bytes, struct ri_error *err)
{
    char        path[1024], part[4096];
    const char *folder = getenv("RETAILINSIGHT_ZONEINFO");
    if (!folder || !*folder) folder = "/usr/share/zoneinfo";
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return ri_fail(err, RI_EUSAGE, "the folder of time zones has too long a name: %.200s",
                       folder);
    FILE *file = fopen(path, "rb");
    if (!file && access(folder, X_OK) != 0)
        return ri_fail(err, RI_ENOTFOUND,
                       "time zone %s: there is no folder %.200s (package tzdata)", name, folder);
    if (!file && errno == ENOENT)
        return ri_fail(err, RI_ENOTFOUND,
                       "there is no time zone '%s'; want a name such as Europe/Istanbul", name);
    if (!file)
        return ri_fail(err, ri_status_of_errno(errno), "time zone %s: %s", name, strerror(errno));
    size_t n;
    while ((n = fread(part, 1, sizeof part, file)) > 0) ri_text_add(bytes, part, n);
    const bool failed = ferror(file);
    fclose(file);
    if (failed)
        return ri_fail(err, RI_ENOTFOUND, "time zone %s is not a file in %.200s", name, folder);
    return ri_text_check(bytes, err);
}

ri_status ri_zone_load(const char *name, struct ri_zone **ret, struct ri_error *err)
{
    if (!name || !proper_name(name))
        return ri_fail(err, RI_ENOTFOUND, "no time zone has the name \"%.60s\"", name ? name : "");
    struct ri_text bytes = {.most = FILE_MOST};
    struct source  source;
    ri_status      status;
    RI_TRY_GOTO(status, done, read_file(name, &bytes, err));
    if (!read_source(bytes.at ? bytes.at : "", bytes.length, &source))
        status = ri_fail(err, RI_EDATA,
                         "time zone %s: not a TZif file of version 2 or later without leap seconds",
                         name);
    else
        status = build(name, &source, ret, err);
done:
    ri_text_release(&bytes);
    return status;
}

void ri_zone_free(struct ri_zone *zone)
{
    free(zone);
}

/* Past the table the calendar repeats: the same second some times 400 years earlier. */
static int64_t within(const struct ri_zone *zone, int64_t second, int64_t last)
{
    if (!zone->cycles || second <= last) return second;
    return second - ((second - last - 1) / CYCLE_SECONDS + 1) * CYCLE_SECONDS;
}

int32_t ri_zone_offset(const struct ri_zone *zone, int64_t utc_us)
{
    if (!zone->count) return zone->first;
    const int64_t second =
        within(zone, ri_floor_div(utc_us, RI_US_PER_SECOND), zone->changes[zone->count - 1].utc);
    size_t low = 0, high = zone->count; /* changes [0, low) are at or before, [high, ..) after */
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (zone->changes[middle].utc <= second)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? zone->changes[low - 1].offset : zone->first;
}

int64_t ri_zone_to_utc(const struct ri_zone *zone, int64_t local_us)
{
    if (!zone->count) return local_us - zone->first * RI_US_PER_SECOND;
    const int64_t second = within(zone, ri_floor_div(local_us, RI_US_PER_SECOND),
                                  zone->changes[zone->count - 1].local);
    size_t        low = 0, high = zone->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (zone->changes[middle].local <= second)
            low = middle + 1;
        else
            high = middle;
    }
    return local_us - (low ? zone->changes[low - 1].offset : zone->first) * RI_US_PER_SECOND;
}
