/* Binding, with words for what usually goes wrong. */
#include "listen.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 512 };

static int port_of(int fd)
{
    struct sockaddr_storage address;
    socklen_t               length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return 0;
    return address.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&address)->sin6_port)
                                         : ntohs(((struct sockaddr_in *)&address)->sin_port);
}

/* -1 and errno. */
static int try_one(const struct addrinfo *address)
{
    const int one = 1;
    const int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) return fd;
    const int number = errno;
    close(fd);
    errno = number;
    return -1;
}

static ri_status resolve(const char *host, int port, struct addrinfo **ret, struct ri_error *err)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    char                  service[16];
    snprintf(service, sizeof service, "%d", port);
    const int code = getaddrinfo(host, service, &hints, ret);
    if (code == 0) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "cannot listen on '%.100s': %s", host, gai_strerror(code));
}

static ri_status bind_to(const char *host, int port, int *ret_fd, struct ri_error *err)
{
    struct addrinfo *address;
    RI_TRY(resolve(host, port, &address, err));
    const int fd = try_one(address), number = errno;
    freeaddrinfo(address);
    if (fd < 0 && number == EADDRINUSE)
        return ri_fail(err, RI_ECONFLICT, "port %d is taken by another program", port);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(number), "cannot listen on %.100s port %d: %s", host,
                       port, strerror(number));
    *ret_fd = fd;
    return RI_OK;
}

ri_status listen_on(const char *host, const char *port, int *ret_fd, int *ret_port,
                    struct ri_error *err)
{
    int64_t number = LISTEN_FIRST_PORT;
    int     fd = -1;
    if (port && (!ri_parse_int(ri_view_of(port), &number) || number < 0 || number > 65535))
        return ri_fail(err, RI_EUSAGE, "'%.40s' is no port", port);
    ri_status status = bind_to(host, (int)number, &fd, err);
    for (int i = 1; !port && status == RI_ECONFLICT && i < LISTEN_TRIES; i++)
        status = bind_to(host, (int)number + i, &fd, err);
    if (!port && status == RI_ECONFLICT) status = bind_to(host, 0, &fd, err);
    RI_TRY(status);
    *ret_fd = fd;
    *ret_port = port_of(fd);
    return RI_OK;
}

bool listen_is_loopback(int fd)
{
    struct sockaddr_storage    address = {0};
    socklen_t                  length = sizeof address;
    const struct sockaddr_in  *four = (const struct sockaddr_in *)&address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return false;
    if (address.ss_family == AF_INET6) return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
    return ntohl(four->sin_addr.s_addr) >> 24 == 127;
}
