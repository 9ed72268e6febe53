/* Base64 by OpenSSL. */
#include "base64.h"

#include <openssl/evp.h>

void ri_base64(const void *bytes, size_t length, char *ret)
{
    EVP_EncodeBlock((unsigned char *)ret, bytes, (int)length);
}
