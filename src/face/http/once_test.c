#include "once.h"

#include "base/task.h"
#include "base/test.h"
#include "once_file.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

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
    CHECK_STATUS(once_new(NULL, 0, &once, NULL), RI_OK);
    CHECK(once_begin(once, &(struct once_asked){"anna k1", 385, false}, 1, &ticket, &got) == ONCE_NEW);
    CHECK(once_begin(once, &(struct once_asked){"anna k1", 385, false}, 2, &other, &got) == ONCE_UNDER_WAY);
    CHECK(once_begin(once, &(struct once_asked){"anna k1", 386, false}, 2, &other, &got) ==
          ONCE_OTHER); /* also while it is done */
    CHECK(once_begin(once, &(struct once_asked){"berta k1", 385, false}, 2, &other, &got) == ONCE_NEW); /* her own */
    once_end(once, ticket, answer);
    CHECK(once_begin(once, &(struct once_asked){"anna k1", 385, false}, hour_us, &ticket, &got) == ONCE_AGAIN && got == answer);
    wire_answer_free(got);
    CHECK(once_begin(once, &(struct once_asked){"anna k1", 386, false}, hour_us, &ticket, &got) == ONCE_OTHER);
    CHECK(once_begin(once, &(struct once_asked){"anna k1", 385, false}, 23 * hour_us, &ticket, &got) == ONCE_AGAIN);
    wire_answer_free(got);
    CHECK(once_begin(once, &(struct once_asked){"anna k1", 386, false}, 25 * hour_us, &ticket, &got) ==
          ONCE_NEW);              /* a day is over */
    once_end(once, ticket, NULL); /* it failed: it may be tried again */
    CHECK(once_begin(once, &(struct once_asked){"anna k1", 385, false}, 25 * hour_us, &ticket, &got) == ONCE_NEW);
    wire_answer_free(answer);
    once_free(once);
}

TEST(the_oldest_answer_gives_way_but_nothing_under_way)
{
    struct http_once   *once;
    struct wire_answer *answer = some(200), *got = NULL;
    uint64_t            ticket = 0, first = 0;
    char                name[32];
    CHECK_STATUS(once_new(NULL, 0, &once, NULL), RI_OK);
    CHECK(once_begin(once, &(struct once_asked){"under way", 1, false}, 1, &first, &got) == ONCE_NEW);
    for (int i = 0; i < 2 * ONCE_KEPT; i++) {
        snprintf(name, sizeof name, "key %d", i);
        CHECK(once_begin(once, &(struct once_asked){name, 1, false}, 10 + i, &ticket, &got) == ONCE_NEW);
        once_end(once, ticket, answer);
    }
    CHECK(once_begin(once, &(struct once_asked){"under way", 1, false}, 99, &ticket, &got) == ONCE_UNDER_WAY);
    CHECK(once_begin(once, &(struct once_asked){"key 2047", 1, false}, 99, &ticket, &got) == ONCE_AGAIN);
    wire_answer_free(got);
    CHECK(once_begin(once, &(struct once_asked){"key 0", 1, false}, 99, &ticket, &got) == ONCE_NEW);
    once_free(once);
    CHECK_STATUS(once_new(NULL, 0, &once, NULL), RI_OK);
    for (int i = 0; i < ONCE_KEPT; i++) {
        snprintf(name, sizeof name, "key %d", i);
        CHECK(once_begin(once, &(struct once_asked){name, 1, false}, i, &ticket, &got) == ONCE_NEW);
    }
    CHECK(once_begin(once, &(struct once_asked){"one more", 1, false}, 99, &ticket, &got) == ONCE_FULL);
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

/* ---- Over the end of the process ------------------------------------------------------------------------------------ */

static struct wire_answer *rich(void)
{
    static const struct wire_header headers[] = {
        {"Content-Type", "application/json"}, {"X-Odd", "a: b"}, {NULL, NULL}};
    return wire_answer_view(207, headers, "{\"a\":\0\n1}", 9);
}

static once_state ask(struct http_once *once, const char *name, uint64_t digest, bool harmless,
                      int64_t now_us, uint64_t *ret_ticket, struct wire_answer **ret)
{
    return once_begin(once, &(struct once_asked){name, digest, harmless}, now_us, ret_ticket, ret);
}

TEST(answers_are_told_again_by_another_process)
{
    char                folder[] = "/tmp/ri-once-XXXXXX";
    struct http_once   *once;
    struct wire_answer *answer = rich(), *job = some(202), *got = NULL;
    uint64_t            ticket = 0;
    const int64_t       now = ri_task_now_us(NULL);
    CHECK(mkdtemp(folder) != NULL);
    CHECK_STATUS(once_new(folder, now, &once, NULL), RI_OK);
    CHECK(ask(once, "anna done", 1, false, now, &ticket, &got) == ONCE_NEW);
    once_end(once, ticket, answer);
    CHECK(ask(once, "anna old", 1, false, now, &ticket, &got) == ONCE_NEW);
    once_end(once, ticket, answer);
    CHECK(ask(once, "anna failed", 1, false, now, &ticket, &got) == ONCE_NEW);
    once_end(once, ticket, NULL);
    CHECK(ask(once, "anna job", 1, false, now, &ticket, &got) == ONCE_NEW);
    once_end(once, ticket, job);
    CHECK(ask(once, "anna begun", 1, false, now, &ticket, &got) == ONCE_NEW);
    once_free(once);
    CHECK_STATUS(once_new(folder, now, &once, NULL), RI_OK);
    CHECK(ask(once, "anna old", 2, false, now + 25 * hour_us, &ticket, &got) == ONCE_NEW);
    CHECK(ask(once, "anna done", 2, false, now, &ticket, &got) == ONCE_OTHER);
    CHECK(ask(once, "anna done", 1, false, now, &ticket, &got) == ONCE_AGAIN);
    CHECK_INT(wire_answer_status(got), 207);
    CHECK_INT(wire_answer_length(got), 9);
    CHECK(memcmp(wire_answer_bytes(got), wire_answer_bytes(answer), 9) == 0);
    CHECK(strcmp(wire_answer_headers(got)[1].value, "a: b") == 0);
    CHECK(wire_answer_headers(got)[2].name == NULL);
    wire_answer_free(got);
    CHECK(ask(once, "berta done", 1, false, now, &ticket, &got) == ONCE_NEW);
    CHECK(ask(once, "anna failed", 2, false, now, &ticket, &got) == ONCE_NEW);
    CHECK(ask(once, "anna begun", 1, false, now, &ticket, &got) == ONCE_UNKNOWN);
    CHECK(ask(once, "anna begun", 1, true, now, &ticket, &got) == ONCE_NEW); /* twice is as once */
    CHECK(ask(once, "anna job", 1, false, now, &ticket, &got) == ONCE_UNKNOWN);
    once_forget(once);
    CHECK(ask(once, "anna done", 2, false, now, &ticket, &got) == ONCE_NEW); /* somebody was erased */
    once_free(once);
    CHECK_STATUS(once_new(folder, now + 25 * hour_us, &once, NULL), RI_OK); /* a day later none is left */
    CHECK(ask(once, "anna done", 1, false, now, &ticket, &got) == ONCE_NEW);
    once_forget(once);
    once_free(once);
    CHECK_INT(rmdir(folder), 0);
    wire_answer_free(answer);
    wire_answer_free(job);
}

TEST(a_reply_that_is_not_whole_is_none)
{
    char                folder[] = "/tmp/ri-once-XXXXXX", path[200] = "";
    struct wire_answer *answer = rich();
    struct once_reply   reply = {385, 42, answer}, got;
    CHECK(mkdtemp(folder) != NULL);
    CHECK_STATUS(once_file_write(folder, "k", &reply, NULL), RI_OK);
    DIR *dir = opendir(folder);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        if (strstr(entry->d_name, ".reply")) snprintf(path, sizeof path, "%s/%.100s", folder, entry->d_name);
    closedir(dir);
    struct stat info;
    CHECK_INT(stat(path, &info), 0);
    for (off_t length = info.st_size - 1; length >= 0; length--) {
        CHECK_INT(truncate(path, length), 0);
        CHECK(!once_file_read(folder, "k", &got) || !got.answer);
    }
    once_file_remove(folder, "k");
    CHECK_INT(rmdir(folder), 0);
    wire_answer_free(answer);
}
