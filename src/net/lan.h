/* This machine in its network: the addresses that others reach it by, and its ports. */
#ifndef RI_NET_LAN_H
#define RI_NET_LAN_H
#include "base/arena.h"

/* Addresses of interfaces that are up, as text, NULL-terminated, in the arena: IPv4 of private networks first, other IPv4, IPv6
 * that is not link-local. None: *ret holds only NULL. */
RI_MUST_CHECK ri_status ri_lan_addresses(struct ri_arena *mem, const char *const **ret,
                                         struct ri_error *err);
/* The first port of `tries` from `first` on that nobody listens on at the address ("0.0.0.0": any); 0: none. Another may take it a
 * moment later. */
int ri_lan_free_port(const char *address, int first, int tries);
/* Does somebody take connections there? */
bool ri_lan_answers(const char *address, int port);
#endif
