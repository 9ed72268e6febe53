#include "once.h"

#include "base/test.h"

static const int64_t hour_us = 3600LL * 1000000;

static struct wire_answer *some(unsigned status)
{
    static const struct wire_header none[] = {{NULL, NULL}};
    return wire_answer_view(status, none, "ok", 2);
}

TEST(a_key_does_it_once_and_tells_it_again)
{
    struct http_once   *once;
    struct wire_answer *answer = some(202), *got = NULL;
    uint64_t            ticket = 0, other = 0;
    CHECK_STATUS(once_new(&once, NULL), RI_OK);
    CHECK(once_begin(once, "anna k1", 385, 1, &ticket, &got) == ONCE_NEW);
    CHECK(once_begin(once, "anna k1", 385, 2, &other, &got) == ONCE_UNDER_WAY);
    CHECK(once_begin(once, "anna k1", 386, 2, &other, &got) ==
          ONCE_OTHER); /* also while it is done */
    CHECK(once_begin(once, "berta k1", 385, 2, &other, &got) == ONCE_NEW); /* her own */
    once_end(once, ticket, answer);
    CHECK(once_begin(once, "anna k1", 385, hour_us, &ticket, &got) == ONCE_AGAIN && got == answer);
    wire_answer_free(got);
    CHECK(once_begin(once, "anna k1", 386, hour_us, &ticket, &got) == ONCE_OTHER);
    CHECK(once_begin(once, "anna k1", 385, 23 * hour_us, &ticket, &got) == ONCE_AGAIN);
    wire_answer_free(got);
    CHECK(once_begin(once, "anna k1", 386, 25 * hour_us, &ticket, &got) ==
          ONCE_NEW);              /* a day is over */
    once_end(once, ticket, NULL); /* it failed: it may be tried again */
    CHECK(once_begin(once, "anna k1", 385, 25 * hour_us, &ticket, &got) == ONCE_NEW);
    wire_answer_free(answer);
    once_free(once);
}

TEST(the_oldest_answer_gives_way_but_nothing_under_way)
{
    struct http_once   *once;
    struct wire_answer *answer = some(200), *got = NULL;
    uint64_t            ticket = 0, first = 0;
    char                name[32];
    CHECK_STATUS(once_new(&once, NULL), RI_OK);
    CHECK(once_begin(once, "under way", 1, 1, &first, &got) == ONCE_NEW);
    for (int i = 0; i < 2 * ONCE_KEPT; i++) {
        snprintf(name, sizeof name, "key %d", i);
        CHECK(once_begin(once, name, 1, 10 + i, &ticket, &got) == ONCE_NEW);
        once_end(once, ticket, answer);
    }
    CHECK(once_begin(once, "under way", 1, 99, &ticket, &got) == ONCE_UNDER_WAY);
    CHECK(once_begin(once, "key 2047", 1, 99, &ticket, &got) == ONCE_AGAIN);
    wire_answer_free(got);
    CHECK(once_begin(once, "key 0", 1, 99, &ticket, &got) == ONCE_NEW);
    once_free(once);
    CHECK_STATUS(once_new(&once, NULL), RI_OK);
    for (int i = 0; i < ONCE_KEPT; i++) {
        snprintf(name, sizeof name, "key %d", i);
        CHECK(once_begin(once, name, 1, i, &ticket, &got) == ONCE_NEW);
    }
    CHECK(once_begin(once, "one more", 1, 99, &ticket, &got) == ONCE_FULL);
    once_free(once);
    wire_answer_free(answer);
}

TEST(keys_are_visible_characters)
{
    char long_one[ONCE_KEY_MOST + 2];
    memset(long_one, 'k', sizeof long_one);
    long_one[ONCE_KEY_MOST + 1] = '\0';
    CHECK(once_is_key("8e03978e-40d5-43e8-bc93-6894a57f9324") && once_is_key("\"quoted\"") &&
          once_is_key("k"));
    CHECK(!once_is_key("") && !once_is_key("a b") && !once_is_key("\x7f") &&
          !once_is_key("\xc3\xa9") && !once_is_key(long_one));
    CHECK(once_is_key(long_one + 1));
}
