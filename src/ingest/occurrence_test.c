/* Occurrence numbers: right, and unknown rather than wrong when there is no room. */
#include "occurrence.h"

#include "base/hash.h"
#include "base/test.h"

TEST(occurrences_count)
{
    struct ingest_occurrences set = {.most = 1 << 20};
    for (uint32_t round = 1; round <= 3; round++) {
        for (uint64_t i = 0; i < 20000; i++) {
            const uint32_t got = ingest_occurrence(&set, ri_hash64(&i, sizeof i));
            if (got != round)
                ri_test_fail(__FILE__, __LINE__, "line %llu is %u, want %u", (unsigned long long)i,
                             got, round);
        }
    }
    CHECK_INT(ingest_occurrence(&set, 0), 1); /* a hash of 0 is a hash */
    CHECK_INT(ingest_occurrence(&set, 0), 2);
    ingest_occurrences_release(&set);
}

TEST(occurrences_say_when_full)
{
    struct ingest_occurrences set = {.most = 64 << 10};
    uint64_t                  i = 0;
    while (i < 100000 && ingest_occurrence(&set, ri_hash64(&i, sizeof i)) == 1) i++;
    CHECK(set.full);
    CHECK(i > 3000 && i < 8192);
    CHECK_INT(ingest_occurrence(&set, 1), 0);
    ingest_occurrences_release(&set);
}

TEST(a_line_costs_about_a_dozen_bytes)
{
    enum { LINES = 300000 };
    struct ingest_occurrences set = {.most = 1 << 24};
    for (uint64_t i = 0; i < LINES; i++)
        if (ingest_occurrence(&set, ri_hash64(&i, sizeof i)) != 1)
            ri_test_fail(__FILE__, __LINE__, "line %d", (int)i);
    CHECK(set.bytes < 13 * LINES && set.bytes > 8 * LINES);
    for (uint64_t i = 0; i < 1000; i++) {
        CHECK_INT(ingest_occurrence(&set, ri_hash64(&i, sizeof i)), 2);
        CHECK_INT(ingest_occurrence(&set, ri_hash64(&i, sizeof i)), 3);
    }
    ingest_occurrences_release(&set);
    CHECK_INT(set.bytes, 0);
}
