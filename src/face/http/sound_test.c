/* Heads that two readers might read differently. */
#include "sound.h"

#include "base/test.h"

struct row {
    const char *version;
    const char *lines[8]; /* name, value ... */
    bool        sound;
};
static const struct row rows[] = {
    {"HTTP/1.1", {"Host", "a"}, true},
    {"HTTP/1.0", {"Host", "a", "Content-Length", "385"}, true},
    {"HTTP/1.1", {"Host", "a", "Transfer-Encoding", "Chunked"}, true},
    {"HTTP/1.1", {"Host", "a", "X-Text", "tab\tand caf\xC3\xA9"}, true},
    {"HTTP/2.0", {"Host", "a"}, false},
    {"HTTP/1.2", {"Host", "a"}, false},
    {"HTTP/1.1", {NULL}, false},
    {"HTTP/1.1", {"Host", "a", "host", "a"}, false},
    {"HTTP/1.1", {"Host", "a", "Content-Length", "3", "Content-Length", "3"}, false},
    {"HTTP/1.1", {"Host", "a", "Content-Length", "3", "Transfer-Encoding", "chunked"}, false},
    {"HTTP/1.1", {"Host", "a", "Transfer-Encoding", "gzip, chunked"}, false},
    {"HTTP/1.1",
     {"Host", "a", "Transfer-Encoding",
      "\x0b"
      "chunked"},
     false},
    {"HTTP/1.0", {"Host", "a", "Transfer-Encoding", "chunked"}, false},
    {"HTTP/1.1", {"Host", "a", "Content-Length", ""}, false},
    {"HTTP/1.1", {"Host", "a", "Content-Length", "+3"}, false},
    {"HTTP/1.1", {"Host", "a", "Content-Length", "3, 3"}, false},
    {"HTTP/1.1", {"Host", "a", "Content-Length", "0x3"}, false},
    {"HTTP/1.1", {"Host", "a", "Content-Length", "9999999999999999999"}, false},
    {"HTTP/1.1", {"Host", "a", "Content-Length ", "3"}, false},
    {"HTTP/1.1", {"Host", "a", " X", "3"}, false},
    {"HTTP/1.1", {"Host", "a", "", "3"}, false},
    {"HTTP/1.1",
     {"Host", "a", "X-Text",
      "a\x01"
      "b"},
     false},
};

TEST(sound_heads)
{
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct sound_head head = {0};
        for (size_t j = 0; rows[i].lines[j]; j += 2)
            sound_look(&head, rows[i].lines[j], rows[i].lines[j + 1]);
        if ((sound_verdict(&head, rows[i].version) == NULL) != rows[i].sound)
            ri_test_fail(__FILE__, __LINE__, "row %zu", i);
    }
    struct sound_head head = {0};
    sound_look(&head, "Content-Length", "385");
    CHECK_INT(sound_length(&head), 385);
}

/* Lines as they lie in a buffer: name, NUL, value, and as many NULs as the line's end had characters; the head is over with the last of them. */
static bool lies_soundly(const char *bytes, size_t length, size_t lines)
{
    char              copy[128];
    struct sound_head head = {0};
    memcpy(copy, bytes, length < sizeof copy ? length : sizeof copy);
    char *at = copy + 7;
    sound_begin(&head, &(struct sound_first){copy, copy + 4, 2, at});
    for (at += strlen(at) + 1; !*at; at++) {} /* the first line's end */
    for (size_t i = 0; i < lines; i++) {
        const char *name = at, *value = at + strlen(at) + 1;
        sound_look(&head, name, value);
        for (at += (size_t)(value - name) + strlen(value); at < copy + length && !*at; at++) {}
    }
    sound_end(&head, copy + length);
    return !head.bad;
}
#define LIES(bytes, lines) lies_soundly("GET\0/a\0" bytes, sizeof "GET\0/a\0" bytes - 1, lines)

TEST(lines_end_in_both_characters)
{
    CHECK(LIES("HTTP/1.1\0\0Host\0a\0\0X\0b\0\0\0\0", 2));
    CHECK(!LIES("HTTP/1.1\0\0Host\0a\0X\0b\0\0\0\0", 2)); /* a bare one between */
    CHECK(!LIES("HTTP/1.1\0Host\0a\0\0X\0b\0\0\0\0", 2)); /* behind the first line */
    CHECK(
        !LIES("HTTP/1.1\0\0Host\0a\0\0X\0b\0\0\0", 2)); /* behind the last line, or the empty one */
    CHECK(!LIES("HTTP/1.1\0\0Host\0a\0\0X\0b\0\0", 2)); /* both */
}

TEST(words_of_the_first_line_lie_one_behind_the_other)
{
    static const char good[] = "GET\0/a\0HTTP/1.1\0\0Host\0a\0\0\0\0",
                      nul[] = "GET\0/a\0b\0HTTP/1.1\0\0Host\0a\0\0\0\0",
                      spaces[] = "GET\0 /a\0HTTP/1.1\0\0Host\0a\0\0\0\0";
    const struct {
        struct sound_first first;
        bool               sound;
    } heads[] = {{{good, good + 4, 2, good + 7}, true},
                 {{nul, nul + 4, 2, nul + 9}, false},
                 {{spaces, spaces + 5, 2, spaces + 8}, false}};
    for (size_t i = 0; i < RI_COUNT(heads); i++) {
        struct sound_head head = {0};
        sound_begin(&head, &heads[i].first);
        if (head.bad == heads[i].sound) ri_test_fail(__FILE__, __LINE__, "head %zu", i);
    }
}
