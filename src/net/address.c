/* Special-purpose address ranges as a table. */
#include "address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const struct {
    uint32_t base;
    int      bits;
} v4[] = {
    {0x00000000, 8},  /* this network */
    {0x0A000000, 8},  /* private */
    {0x64400000, 10}, /* shared address space */
    {0x7F000000, 8},  /* loopback */
    {0xA9FE0000, 16}, /* link-local: metadata of clouds, too */
    {0xAC100000, 12}, /* private */
    {0xC0000000, 24}, /* protocol assignments */
    {0xC0000200, 24}, /* documentation */
    {0xC0A80000, 16}, /* private */
    {0xC6120000, 15}, /* benchmarking */
    {0xC6336400, 24}, /* documentation */
    {0xCB007100, 24}, /* documentation */
    {0xE0000000, 4},  /* multicast */
    {0xF0000000, 4},  /* reserved, broadcast */
};
static const struct {
    unsigned char base[16];
    int           bits;
} v6[] = {
    {{0}, 96},                      /* unspecified, loopback, compatible */
    {{0x01}, 8},                    /* discard-only and its neighbours */
    {{0x20, 0x01, 0x0D, 0xB8}, 32}, /* documentation */
    {{0x20, 0x01, 0x00}, 23},       /* protocol assignments, Teredo */
    {{0xFC}, 7},                    /* unique local */
    {{0xFE, 0x80}, 10},             /* link-local */
    {{0xFE, 0xC0}, 10},             /* site-local */
    {{0xFF}, 8},                    /* multicast */
};
/* IPv6 prefixes behind which an IPv4 address stands, and where it begins. */
static const struct {
    unsigned char base[12];
    int           bits;
    size_t        at;
} inside[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96, 12}, /* mapped */
    {{0x20, 0x02}, 16, 2},                                /* 6to4 */
    {{0x00, 0x64, 0xFF, 0x9B}, 96, 12},                   /* NAT64 */
};

static bool begins(const unsigned char *address, const unsigned char *base, int bits)
{
    const size_t bytes = (size_t)bits / 8;
    const int    rest = bits % 8;
    if (memcmp(address, base, bytes) != 0) return false;
    return rest == 0 || (address[bytes] >> (8 - rest)) == (base[bytes] >> (8 - rest));
}

static bool is_private_v4(uint32_t address)
{
    for (size_t i = 0; i < sizeof v4 / sizeof v4[0]; i++) {
        if ((address ^ v4[i].base) >> (32 - v4[i].bits) == 0) return true;
    }
    return false;
}

static bool is_private_v6(const unsigned char *bytes)
{
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
        const unsigned char *at = bytes + inside[i].at;
        if (begins(bytes, inside[i].base, inside[i].bits))
            return is_private_v4((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
                                 (uint32_t)at[2] << 8 | at[3]);
    }
    for (size_t i = 0; i < sizeof v6 / sizeof v6[0]; i++) {
        if (begins(bytes, v6[i].base, v6[i].bits)) return true;
    }
    return false;
}

bool ri_address_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return is_private_v4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return is_private_v6(in.sin6_addr.s6_addr);
    }
    return true;
}
