/* Interfaces and ports. */
#include "lan.h"

#include "address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

enum { ADDRESSES_MOST = 32, PATIENCE_MS = 500 };

struct found {
    const char *text;
    int         rank; /* smaller comes first */
};

static bool is_wanted(const struct ifaddrs *at)
{
    if (!at->ifa_addr || !(at->ifa_flags & IFF_UP) || at->ifa_flags & IFF_LOOPBACK) return false;
    if (at->ifa_addr->sa_family == AF_INET) return true;
    if (at->ifa_addr->sa_family != AF_INET6) return false;
    struct sockaddr_in6 six;
    memcpy(&six, at->ifa_addr, sizeof six);
    return !IN6_IS_ADDR_LINKLOCAL(&six.sin6_addr);
}

static const char *text_of(const struct sockaddr *address, struct ri_arena *mem)
{
    char                text[INET6_ADDRSTRLEN];
    struct sockaddr_in  four;
    struct sockaddr_in6 six;
    if (address->sa_family == AF_INET) {
        memcpy(&four, address, sizeof four);
        inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
    } else {
        memcpy(&six, address, sizeof six);
        inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
    }
    return ri_arena_copy(mem, text, strlen(text));
}

static int rank_of(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET6) return 2;
    return ri_address_is_private(address) ? 0 : 1;
}

ri_status ri_lan_addresses(struct ri_arena *mem, const char *const **ret, struct ri_error *err)
{
    struct ifaddrs *all;
    const char    **texts = ri_arena_new(mem, const char *, ADDRESSES_MOST + 1);
    size_t          count = 0;
    if (!texts) return ri_fail(err, RI_ENOMEM, "no room for the addresses of this machine");
    if (getifaddrs(&all) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "the addresses of this machine: %s",
                       strerror(errno));
    for (int rank = 0; rank <= 2; rank++) {
        for (const struct ifaddrs *at = all; at && count < ADDRESSES_MOST; at = at->ifa_next) {
            if (!is_wanted(at) || rank_of(at->ifa_addr) != rank) continue;
            if ((texts[count] = text_of(at->ifa_addr, mem))) count++;
        }
    }
    freeifaddrs(all);
    texts[count] = NULL;
    *ret = texts;
    return RI_OK;
}

/* ---- Ports ------------------------------------------------------------------------------------------------------------ */

static socklen_t place(const char *address, int port, struct sockaddr_storage *ret)
{
    struct sockaddr_in  four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    *ret = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, address, &four.sin_addr) == 1) {
        memcpy(ret, &four, sizeof four);
        return sizeof four;
    }
    if (inet_pton(AF_INET6, address, &six.sin6_addr) != 1) return 0;
    memcpy(ret, &six, sizeof six);
    return sizeof six;
}

static bool is_free(const char *address, int port)
{
    struct sockaddr_storage at;
    const int               one = 1;
    const socklen_t         size = place(address, port, &at);
    const int               fd = size ? socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    if (fd < 0) return false;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    const bool free_now = bind(fd, (const struct sockaddr *)&at, size) == 0 && listen(fd, 1) == 0;
    close(fd);
    return free_now;
}

int ri_lan_free_port(const char *address, int first, int tries)
{
    for (int port = first; port < first + tries && port < 65536; port++) {
        if (is_free(address, port)) return port;
    }
    return 0;
}

bool ri_lan_answers(const char *address, int port)
{
    struct sockaddr_storage at;
    const socklen_t         size = place(address, port, &at);
    const int fd = size ? socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) : -1;
    if (fd < 0) return false;
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    int           number = 0;
    socklen_t     length = sizeof number;
    const int     begun = connect(fd, (const struct sockaddr *)&at, size);
    const bool    answers =
        begun == 0 || (errno == EINPROGRESS && poll(&ready, 1, PATIENCE_MS) > 0 &&
                       getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &length) == 0 && number == 0);
    close(fd);
    return answers;
}
