#include "address.h"
#include "base/test.h"

#include <arpa/inet.h>

static bool is_private(const char *text)
{
    struct sockaddr_in  four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return ri_address_is_private((const struct sockaddr *)&four);
    CHECK_INT(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return ri_address_is_private((const struct sockaddr *)&six);
}

TEST(addresses_of_this_machine_and_of_private_networks)
{
    static const char *const inner[] = {"127.0.0.1",
                                        "127.255.255.254",
                                        "10.0.0.1",
                                        "172.16.0.1",
                                        "172.31.255.255",
                                        "192.168.1.1",
                                        "169.254.169.254",
                                        "100.64.0.1",
                                        "100.127.255.255",
                                        "0.0.0.0",
                                        "255.255.255.255",
                                        "224.0.0.251",
                                        "198.18.0.1",
                                        "203.0.113.7",
                                        "::1",
                                        "::",
                                        "fe80::1",
                                        "fc00::1",
                                        "fdff::1",
                                        "ff02::1",
                                        "::ffff:127.0.0.1",
                                        "::ffff:192.168.0.1",
                                        "2002:7f00:1::",
                                        "64:ff9b::a00:1",
                                        "2001:db8::1",
                                        "::127.0.0.1",
                                        "fec0::1"};
    static const char *const outer[] = {
        "8.8.8.8",         "172.15.255.255", "172.32.0.1",       "192.167.255.255",
        "192.169.0.1",     "11.0.0.1",       "100.63.255.255",   "100.128.0.1",
        "223.255.255.255", "198.20.0.1",     "1.1.1.1",          "2606:4700:4700::1111",
        "::ffff:8.8.8.8",  "2002:808:808::", "64:ff9b::808:808", "2a00::1"};
    for (size_t i = 0; i < RI_COUNT(inner); i++) {
        if (!is_private(inner[i])) ri_test_fail(__FILE__, __LINE__, "%s passes", inner[i]);
    }
    for (size_t i = 0; i < RI_COUNT(outer); i++) {
        if (is_private(outer[i])) ri_test_fail(__FILE__, __LINE__, "%s is refused", outer[i]);
    }
    CHECK(ri_address_is_private(&(struct sockaddr){.sa_family = AF_UNIX}));
}
