#include "test.h"

#include "zone.h"

#include <unistd.h>

static int64_t wall(int year, int month, int day, int hour, int minute)
{
    return ri_day_of(year, month, day) * RI_US_PER_DAY +
           (hour * 60 + minute) * 60 * RI_US_PER_SECOND;
}

static struct ri_zone *load(const char *name)
{
    struct ri_zone *zone = NULL;
    struct ri_error err = {0};
    if (ri_zone_load(name, &zone, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s: %s", name, err.message);
    return zone;
}

static bool has_zones(void)
{
    return access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0;
}

TEST(zone_known_offsets) /* local time, the minutes it is ahead of UTC */
{
    static const struct {
        const char *zone;
        int         year, month, day, hour, minute, ahead;
    } rows[] = {
        {"UTC", 2026, 7, 1, 12, 0, 0},
        {"Europe/Berlin", 2026, 1, 15, 12, 0, 60},
        {"Europe/Berlin", 2026, 7, 15, 12, 0, 120},
        {"Europe/Berlin", 2026, 3, 29, 1, 59, 60},
        {"Europe/Berlin", 2026, 3, 29, 2, 30, 60}, /* does not occur: the clock was not set yet */
        {"Europe/Berlin", 2026, 3, 29, 3, 0, 120},
        {"Europe/Berlin", 2026, 10, 25, 2, 30, 120}, /* occurs twice: the first */
        {"Europe/Berlin", 2026, 10, 25, 3, 0, 60},
        {"Europe/Berlin", 2093, 7, 15, 12, 0, 120}, /* by the rule */
        {"Europe/Berlin", 2993, 1, 15, 12, 0, 60},  /* by the rule, 400 years on */
        {"Europe/Berlin", 9998, 7, 15, 12, 0, 120},
        {"Europe/London", 2026, 7, 15, 12, 0, 60},
        {"Europe/Dublin", 2050, 1, 15, 12, 0, 0}, /* winter is the exception in its rule */
        {"Europe/Dublin", 2050, 7, 15, 12, 0, 60},
        {"Europe/Istanbul", 2026, 1, 15, 12, 0, 180},
        {"Europe/Istanbul", 2015, 1, 15, 12, 0, 120},
        {"America/New_York", 2026, 11, 20, 9, 0, -300},
        {"America/New_York", 2060, 7, 4, 9, 0, -240},
        {"America/Sao_Paulo", 2017, 12, 24, 9, 0, -120},
        {"America/Sao_Paulo", 2030, 12, 24, 9, 0, -180},
        {"Australia/Lord_Howe", 2026, 1, 15, 9, 0, 660}, /* half an hour of summer time */
        {"Australia/Lord_Howe", 2045, 7, 15, 9, 0, 630},
        {"Asia/Kolkata", 2026, 5, 5, 9, 0, 330},
        {"Asia/Kathmandu", 2026, 5, 5, 9, 0, 345},
        {"Pacific/Apia", 2011, 12, 29, 12, 0, -600}, /* skipped the 30th */
        {"Pacific/Apia", 2011, 12, 31, 12, 0, 840},
    };
    if (!has_zones()) TEST_SKIP("no time zones installed");
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_zone *zone = load(rows[i].zone);
        if (!zone) continue;
        const int64_t local =
            wall(rows[i].year, rows[i].month, rows[i].day, rows[i].hour, rows[i].minute);
        const int64_t utc = ri_zone_to_utc(zone, local);
        if (local - utc != rows[i].ahead * 60 * RI_US_PER_SECOND)
            ri_test_fail(__FILE__, __LINE__, "%s row %zu: %lld minutes ahead", rows[i].zone, i,
                         (long long)((local - utc) / 60000000));
        ri_zone_free(zone);
    }
}

TEST(zone_days_of_23_and_25_hours)
{
    if (!has_zones()) TEST_SKIP("no time zones installed");
    struct ri_zone *zone = load("Europe/Berlin");
    CHECK_INT((ri_zone_to_utc(zone, wall(2026, 3, 30, 0, 0)) -
               ri_zone_to_utc(zone, wall(2026, 3, 29, 0, 0))) /
                  3600000000,
              23);
    CHECK_INT((ri_zone_to_utc(zone, wall(2026, 10, 26, 0, 0)) -
               ri_zone_to_utc(zone, wall(2026, 10, 25, 0, 0))) /
                  3600000000,
              25);
    ri_zone_free(zone);
}

TEST(zone_there_and_back)
{
    static const char *const names[] = {"Europe/Berlin",
                                        "America/New_York",
                                        "Australia/Lord_Howe",
                                        "Asia/Tehran",
                                        "Africa/Casablanca",
                                        "Pacific/Chatham",
                                        "UTC"};
    if (!has_zones()) TEST_SKIP("no time zones installed");
    for (size_t n = 0; n < RI_COUNT(names); n++) {
        struct ri_zone *zone = load(names[n]);
        int64_t         before = INT64_MIN;
        int             wrong = 0, backwards = 0;
        for (int64_t utc = wall(1900, 1, 1, 0, 7); utc < wall(2150, 1, 1, 0, 0);
             utc += INT64_C(7777) * 60 * RI_US_PER_SECOND) {
            const int64_t local = utc + ri_zone_offset(zone, utc) * RI_US_PER_SECOND;
            const int64_t back = ri_zone_to_utc(zone, local);
            wrong += back != utc && back + ri_zone_offset(zone, back) * RI_US_PER_SECOND !=
                                        local; /* or its first reading */
            backwards += back < before;
            before = back;
        }
        CHECK_INT(wrong, 0);
        CHECK_INT(backwards, 0);
        ri_zone_free(zone);
    }
}

TEST(zone_statuses)
{
    static const char *const unknown[] = {
        "",        "Europe/Atlantis", "../Europe/Berlin", "/etc/passwd", "Europe/../UTC",
        "Europe/", "Europe",          "Europe//Berlin",   "Mars Base",   ".",
        "-x",      "posix\n"};
    for (size_t i = 0; i < RI_COUNT(unknown); i++) {
        struct ri_zone *zone = NULL;
        struct ri_error err = {0};
        if (ri_zone_load(unknown[i], &zone, &err) != RI_ENOTFOUND || zone)
            ri_test_fail(__FILE__, __LINE__, "\"%s\": %s %s", unknown[i], ri_status_name(err.code),
                         err.message);
        CHECK(err.message[0]);
    }
    CHECK_STATUS(ri_zone_load(NULL, &(struct ri_zone *){NULL}, NULL), RI_ENOTFOUND);
    ri_zone_free(NULL);
}

/* A folder of our own: files that are not zones, and rules that no real zone has. */
static ri_status load_written(const char *bytes, size_t length, struct ri_zone **ret)
{
    char folder[] = "/tmp/ri-zone-XXXXXX", path[64];
    if (!mkdtemp(folder)) return RI_EIO;
    snprintf(path, sizeof path, "%s/Test", folder);
    FILE *file = fopen(path, "wb");
    if (!file) return RI_EIO;
    fwrite(bytes, 1, length, file);
    fclose(file);
    setenv("RETAILINSIGHT_ZONEINFO", folder, 1);
    const ri_status status = ri_zone_load("Test", ret, NULL);
    unsetenv("RETAILINSIGHT_ZONEINFO");
    unlink(path);
    rmdir(folder);
    return status;
}

static ri_status load_rule(const char      *rule,
                           struct ri_zone **ret) /* no changes, one type of +1 h, and the rule */
{
    struct ri_text bytes = {0};
    for (int part = 0; part < 2; part++) {
        static const char header[44] =
            "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4";
        ri_text_add(&bytes, header, sizeof header);
        ri_text_add(&bytes, "\0\0\x0e\x10\0\0CET\0", 10);
    }
    ri_text_printf(&bytes, "\n%s\n", rule);
    const ri_status status = load_written(bytes.at, bytes.length, ret);
    ri_text_release(&bytes);
    return status;
}

static int ahead(const struct ri_zone *zone, int year, int month, int day, int hour)
{
    return ri_zone_offset(zone, wall(year, month, day, hour, 0)) / 60;
}

TEST(zone_rules)
{
    struct ri_zone *zone = NULL;
    CHECK_STATUS(load_rule("CET-1CEST,M3.5.0,M10.5.0/3", &zone), RI_OK);
    CHECK_INT(ahead(zone, 2026, 3, 29, 0), 60);
    CHECK_INT(ahead(zone, 2026, 3, 29, 1), 120);
    CHECK_INT(ahead(zone, 2026, 10, 25, 0), 120);
    CHECK_INT(ahead(zone, 2026, 10, 25, 1), 60);
    ri_zone_free(zone);
    CHECK_STATUS(load_rule("<-03>3<-02>,J60/0,J300/-1:30", &zone),
                 RI_OK); /* 1 March, 27 October, leap year or not */
    CHECK_INT(ahead(zone, 2028, 3, 1, 2), -180);
    CHECK_INT(ahead(zone, 2028, 3, 1, 3), -120);
    CHECK_INT(ahead(zone, 2027, 3, 1, 3), -120);
    CHECK_INT(ahead(zone, 2027, 10, 27, 0), -120); /* turns at 00:30 UTC */
    CHECK_INT(ahead(zone, 2027, 10, 27, 1), -180);
    ri_zone_free(zone);
    CHECK_STATUS(load_rule("XXX-3YYY,0/0,J365/25", &zone), RI_OK); /* summer time all year round */
    CHECK_INT(ahead(zone, 2026, 1, 1, 5), 240);
    CHECK_INT(ahead(zone, 2026, 12, 31, 23), 240);
    CHECK_INT(ahead(zone, 2027, 6, 30, 12), 240);
    ri_zone_free(zone);
    CHECK_STATUS(load_rule("JST-9", &zone), RI_OK);
    CHECK_INT(ahead(zone, 2030, 1, 1, 0), 540);
    ri_zone_free(zone);
    static const char *const bad[] = {"CET",
                                      "CE-1",
                                      "CET-1CEST",
                                      "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M13.1.0,M10.5.0",
                                      "CET-1CEST,M3.0.0,M10.5.0",
                                      "CET-200",
                                      "CET-1x",
                                      "<CET-1",
                                      "CET-1CEST,M3.5.7,J1"};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        if (load_rule(bad[i], &zone) != RI_EDATA)
            ri_test_fail(__FILE__, __LINE__, "\"%s\" was read", bad[i]);
    }
}

TEST(zone_files_that_are_none)
{
    struct ri_zone *zone = NULL;
    CHECK_STATUS(load_written("", 0, &zone), RI_EDATA);
    CHECK_STATUS(load_written("TZif", 4, &zone), RI_EDATA);
    CHECK_STATUS(load_written("Europe/Berlin is no zone file but a text", 40, &zone), RI_EDATA);
    if (!has_zones()) return;
    FILE  *file = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
    char   bytes[8192];
    size_t length = fread(bytes, 1, sizeof bytes, file), read = 0;
    fclose(file);
    for (size_t cut = 0; cut < length;
         cut += 1 + length / 97) { /* a cut file is an error or a zone, never a crash */
        zone = NULL;
        const ri_status status = load_written(bytes, cut, &zone);
        CHECK(status == RI_OK || status == RI_EDATA);
        read += status == RI_OK;
        ri_zone_free(zone);
    }
    CHECK(read < 10);
}
