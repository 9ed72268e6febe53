/* Passwords: argon2id with a salt of their own (libsodium), two passes over 64 MiB. */
#ifndef RI_CONTROL_PASSWORD_H
#define RI_CONTROL_PASSWORD_H
#include "base/error.h"

enum { RI_PASSWORD_LEAST = 12, RI_PASSWORD_MOST = 1024, RI_PASSWORD_SIZE = 128 };
/* RI_EUSAGE: shorter than 12 characters, longer than 1,024 bytes, the user's name or one character over and over, among those everybody tries. */
RI_MUST_CHECK ri_status ri_password_fits(const char *password, const char *user,
                                         struct ri_error *err);
RI_MUST_CHECK ri_status ri_password_keep(const char *password, char ret[RI_PASSWORD_SIZE],
                                         struct ri_error *err);
/* kept NULL: false, after the same time. */
bool ri_password_is(const char *kept, const char *password);
#endif
