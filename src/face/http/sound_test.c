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
