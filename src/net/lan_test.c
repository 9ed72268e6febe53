#include "lan.h"

#include "base/test.h"

#include <arpa/inet.h>
#include <unistd.h>

TEST(lan_addresses_are_addresses_and_never_of_this_machine_alone)
{
    struct ri_arena    mem;
    const char *const *addresses;
    unsigned char      bytes[16];
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_lan_addresses(&mem, &addresses, NULL), RI_OK);
    for (; *addresses; addresses++) {
        const bool four = inet_pton(AF_INET, *addresses, bytes) == 1;
        CHECK(four || inet_pton(AF_INET6, *addresses, bytes) == 1);
        CHECK(!four || bytes[0] != 127);
    }
    ri_arena_release(&mem);
}

TEST(lan_a_port_that_is_taken_is_passed_over)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t          size = sizeof address;
    const int          fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(fd, (struct sockaddr *)&address, size) == 0 && listen(fd, 1) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&address, &size) == 0);
    const int port = ntohs(address.sin_port);
    CHECK(ri_lan_answers("127.0.0.1", port));
    CHECK_INT(ri_lan_free_port("127.0.0.1", port, 1), 0);
    CHECK(ri_lan_free_port("127.0.0.1", port, 20) > port);
    close(fd);
    CHECK(!ri_lan_answers("127.0.0.1", port));
    CHECK(!ri_lan_answers("nowhere", port));
    CHECK_INT(ri_lan_free_port("nowhere", port, 20), 0);
}
