/* What is kept, what goes first, who holds what. */
#include "cache.h"

#include "base/test.h"

static struct wire_answer *of_bytes(size_t length)
{
    static const struct wire_header none[] = {{NULL, NULL}};
    char                           *bytes = malloc(length ? length : 1);
    memset(bytes, 'x', length);
    return wire_answer_new(200, none, bytes, length);
}

static void put(struct http_cache *cache, const char *key, size_t length)
{
    struct wire_answer *answer = of_bytes(length);
    cache_put(cache, ri_view_of(key), answer);
    wire_answer_free(answer);
}

static bool has(struct http_cache *cache, const char *key)
{
    struct wire_answer *answer = cache_get(cache, ri_view_of(key));
    wire_answer_free(answer);
    return answer;
}

TEST(an_answer_is_found_by_its_whole_key)
{
    struct http_cache  *cache;
    struct wire_answer *answer = of_bytes(385);
    CHECK_STATUS(cache_new(1 << 20, &cache, NULL), RI_OK);
    CHECK(!has(cache, "a"));
    cache_put(cache, ri_view_of("a"), answer);
    struct wire_answer *got = cache_get(cache, ri_view_of("a"));
    CHECK(got == answer);
    CHECK(!has(cache, "ab"));
    CHECK(!has(cache, ""));
    CHECK(cache_bytes(cache) > 385);
    cache_clear(cache);
    CHECK_INT(cache_bytes(cache), 0);
    CHECK(!has(cache, "a"));
    CHECK_INT(wire_answer_length(got), 385); /* who has it, has it on */
    wire_answer_free(got);
    wire_answer_free(answer);
    cache_free(cache);
}

TEST(a_later_answer_takes_the_place_of_an_earlier_one)
{
    struct http_cache *cache;
    CHECK_STATUS(cache_new(1 << 20, &cache, NULL), RI_OK);
    put(cache, "a", 100);
    const size_t one = cache_bytes(cache);
    put(cache, "a", 100);
    CHECK_INT(cache_bytes(cache), one);
    put(cache, "b", 100);
    CHECK_INT(cache_bytes(cache), 2 * one);
    cache_free(cache);
}

TEST(the_least_lately_used_goes_first_and_room_is_bounded)
{
    enum { MOST = 100000, LENGTH = 9000 };
    struct http_cache *cache;
    char               key[16];
    CHECK_STATUS(cache_new(MOST, &cache, NULL), RI_OK);
    for (int i = 0; i < 9; i++) {
        snprintf(key, sizeof key, "k%d", i);
        put(cache, key, LENGTH);
    }
    CHECK(has(cache, "k0")); /* used just now: k1 is the oldest */
    put(cache, "k9", LENGTH);
    put(cache, "k10", LENGTH);
    CHECK(cache_bytes(cache) <= MOST);
    CHECK(has(cache, "k0"));
    CHECK(!has(cache, "k1"));
    CHECK(has(cache, "k10"));
    put(cache, "large", MOST / 8); /* with its overhead more than an eighth of the room */
    CHECK(!has(cache, "large"));
    CHECK(has(cache, "k0"));
    cache_free(cache);
}

TEST(a_cache_without_room_keeps_nothing)
{
    struct http_cache *cache;
    CHECK_STATUS(cache_new(0, &cache, NULL), RI_OK);
    put(cache, "a", 1);
    CHECK(!has(cache, "a"));
    CHECK_INT(cache_bytes(cache), 0);
    cache_free(cache);
}
