/* Base64 (RFC 4648) with padding. */
#ifndef RI_NET_BASE64_H
#define RI_NET_BASE64_H
#include <stddef.h>

#define RI_BASE64_SIZE(length) (4 * (((length) + 2) / 3) + 1)
/* ret: RI_BASE64_SIZE(length) characters, NUL included. */
void ri_base64(const void *bytes, size_t length, char *ret);
#endif
