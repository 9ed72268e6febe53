/* Which addresses lie on this machine or in a private network: what a URL that somebody else chose must not reach. */
#ifndef RI_NET_ADDRESS_H
#define RI_NET_ADDRESS_H
#include <stdbool.h>
#include <sys/socket.h>

/* Loopback, private, link-local, shared (carrier NAT), unique local, multicast, unspecified, reserved, and IPv4 addresses of these
 * kinds inside IPv6 (mapped, 6to4, NAT64). Families other than the two count as private. IANA special-purpose registries,
 * RFC 6890. */
bool ri_address_is_private(const struct sockaddr *address);
#endif
