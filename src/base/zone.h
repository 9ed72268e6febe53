/* Time zones: local wall-clock time to UTC and back, from the system's TZif files (RFC 8536).
 * Needs the tzdata package at run time; reads $RETAILINSIGHT_ZONEINFO or /usr/share/zoneinfo. No use of the
 * process's TZ, no global state. */
#ifndef RI_BASE_ZONE_H
#define RI_BASE_ZONE_H
#include "date.h"

struct ri_zone; /* immutable once loaded: share it between threads */
/* "Europe/Istanbul", "UTC". RI_ENOTFOUND for an unknown name (also one with "..", a leading '/'). */
RI_MUST_CHECK ri_status ri_zone_load(const char *name, struct ri_zone **ret, struct ri_error *err);
void                    ri_zone_free(struct ri_zone *zone);
/* Offset from UTC in seconds at a UTC instant (us); past the table by its POSIX footer rule. */
int32_t ri_zone_offset(const struct ri_zone *zone, int64_t utc_us);
/* UTC instant of a wall-clock time (us since 1970-01-01 of the local clock). A time that occurs twice
 * (clocks go back) means the first; one that does not occur (clocks go forward) is read with the offset
 * before the jump, as a till that was not yet set would have. */
int64_t ri_zone_to_utc(const struct ri_zone *zone, int64_t local_us);
#endif
