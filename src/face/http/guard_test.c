/* Which names and origins are this server's. */
#include "guard.h"

#include "base/test.h"

TEST(a_host_is_a_name_of_ours_or_an_address)
{
    static const struct {
        const char *host;
        bool        ours;
    } rows[] = {
        {"localhost", true},
        {"LOCALHOST:8787", true},
        {"127.0.0.1", true},
        {"127.0.0.1:1", true},
        {"[::1]", true},
        {"[::1]:8787", true},
        {"192.168.3.85:8787", true}, /* an address cannot be bound to another name */
        {"till-7", true},
        {"shop.example", true},
        {"Shop.Example:443", true},
        {"evil.example", false},
        {"shop.example.evil.example", false},
        {"evil.example:8787", false},
        {"127.0.0.1.evil.example", false},
        {"localhost.", false},
        {"localhost:", true},
        {"localhost:87x", false},
        {"localhost: 87", false},
        {"localhost:8787:1", false},
        {"[::1", false},
        {"[::1]x", false},
        {"::1", false}, /* without brackets its port could be anything */
        {"", false},
        {":8787", false},
        {NULL, false},
    };
    char long_name[400];
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (guard_host_is_ours(rows[i].host, "shop.example", "till-7") != rows[i].ours)
            ri_test_fail(__FILE__, __LINE__, "host %s: want %d", rows[i].host ? rows[i].host : "-",
                         rows[i].ours);
    }
    memset(long_name, 'a', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    CHECK(!guard_host_is_ours(long_name, long_name, "till-7"));
    CHECK(!guard_host_is_ours("", "", ""));
    CHECK(!guard_host_is_ours("till-8", NULL, NULL));
}

TEST(an_origin_is_scheme_and_host_word_for_word)
{
    static const struct {
        const char *origin, *host;
        bool        tls, ours;
    } rows[] = {
        {"http://127.0.0.1:8787", "127.0.0.1:8787", false, true},
        {"HTTP://LocalHost:8787", "localhost:8787", false, true},
        {"https://shop.example", "shop.example", true, true},
        {"https://127.0.0.1:8787", "127.0.0.1:8787", false, false},
        {"http://127.0.0.1:8787", "127.0.0.1:8787", true, false},
        {"http://127.0.0.1:8788", "127.0.0.1:8787", false, false},
        {"http://127.0.0.1:8787/", "127.0.0.1:8787", false, false},
        {"http://127.0.0.1:8787.evil.example", "127.0.0.1:8787", false, false},
        {"http://evil.example", "127.0.0.1:8787", false, false},
        {"null", "127.0.0.1:8787", false, false},
        {"", "127.0.0.1:8787", false, false},
        {NULL, "127.0.0.1:8787", false, false},
        {"http://127.0.0.1:8787", NULL, false, false},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (guard_origin_is_ours(rows[i].origin, rows[i].host, rows[i].tls) != rows[i].ours)
            ri_test_fail(__FILE__, __LINE__, "row %zu: want %d", i, rows[i].ours);
    }
}
