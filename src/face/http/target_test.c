/* Targets: what is understood, what is refused. */
#include "target.h"

#include "base/test.h"

static struct ri_arena mem;

TEST(target_is_decoded)
{
    struct http_target target;
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(
        target_parse("/api/v1/sales/stores?from=2022-01-01&store=S%C3%BCd+1&store=%26&comp&a=b=c&",
                     &mem, &target, NULL),
        RI_OK);
    CHECK_TEXT(target.path, "/api/v1/sales/stores");
    CHECK_INT(target.count, 5);
    CHECK_TEXT(target.pairs[1].value, "S\xC3\xBC"
                                      "d 1");
    CHECK_TEXT(target.pairs[2].value, "&");
    CHECK_TEXT(target_value(&target, "comp"), "");
    CHECK_TEXT(target_value(&target, "a"), "b=c");
    CHECK(target_value(&target, "b") == NULL);
    CHECK_STATUS(target_parse("/", &mem, &target, NULL), RI_OK);
    CHECK_INT(target.count, 0);
    CHECK_STATUS(target_parse("/caf%C3%A9?", &mem, &target, NULL), RI_OK);
    ri_arena_release(&mem);
}

TEST(target_tricks_are_refused)
{
    static const char *const bad[] = {
        "",       "*",        "http://evil/", "api",       "//etc/passwd", "/a//b",    "/a/",
        "/../x",  "/a/..",    "/a/./b",       "/%2e%2e/x", "/a%2fb",       "/a%5cb",   "/a\\b",
        "/a%00b", "/a%",      "/a%4",         "/a%zz",     "/a%ff",        "/a b",     "/a#b",
        "/a?x=%", "/a?x=%ff", "/a?x=%00",     "/a?=1",     "/a?x=\x01",    "/a%0d%0a", "/a?x=%1b"};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        struct http_target target;
        ri_arena_init(&mem, SIZE_MAX);
        if (target_parse(bad[i], &mem, &target, NULL) != RI_EUSAGE)
            ri_test_fail(__FILE__, __LINE__, "accepted: %s", bad[i]);
        ri_arena_release(&mem);
    }
}

TEST(target_has_a_largest_number_of_parameters)
{
    struct http_target target;
    char               text[2 * TARGET_PAIRS + 8] = "/a?";
    for (size_t i = 0; i < TARGET_PAIRS; i++) memcpy(text + 3 + 2 * i, i ? "&a" : "aa", 3);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(target_parse(text, &mem, &target, NULL), RI_OK);
    CHECK_INT(target.count, TARGET_PAIRS);
    memcpy(text + 3 + 2 * TARGET_PAIRS, "&a", 3);
    CHECK_STATUS(target_parse(text, &mem, &target, NULL), RI_ETOOLARGE);
    ri_arena_release(&mem);
    for (size_t limit = 0; limit < 400; limit += 7) {
        ri_arena_init(&mem, limit);
        const ri_status status = target_parse("/a?x=1&y=2", &mem, &target, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM || status == RI_EUSAGE);
        ri_arena_release(&mem);
    }
}
