#include "certificate.h"

#include "base/test.h"

#include <sys/stat.h>
#include <unistd.h>

TEST(certificate_is_made_and_fits_what_it_was_made_for)
{
    char                             folder[] = "/tmp/ri-certificate-XXXXXX", cert[64], key[64];
    char                             first[RI_FINGERPRINT_SIZE], second[RI_FINGERPRINT_SIZE];
    struct stat                      file;
    const char *const                hosts[] = {"shop.local", "192.168.7.20", "fd00::7", NULL};
    const char *const                more[] = {"192.168.7.20", "192.168.7.21", NULL};
    const char *const                other[] = {"another.local", NULL};
    const struct ri_certificate_wish wish = {"shop.local", hosts, 100};
    CHECK(mkdtemp(folder));
    snprintf(cert, sizeof cert, "%s/a.pem", folder);
    snprintf(key, sizeof key, "%s/a.key", folder);
    CHECK(!ri_certificate_fits(cert, hosts, 1));
    CHECK_STATUS(ri_certificate_fingerprint(cert, first, NULL), RI_EDATA);
    CHECK_STATUS(ri_certificate_make(&wish, cert, key, NULL), RI_OK);
    CHECK(stat(key, &file) == 0 && (file.st_mode & 0777) == 0600);
    CHECK(ri_certificate_fits(cert, hosts, 99));
    CHECK(!ri_certificate_fits(cert, hosts, 101));
    CHECK(!ri_certificate_fits(cert, more, 1));
    CHECK(!ri_certificate_fits(cert, other, 1));
    CHECK_STATUS(ri_certificate_fingerprint(cert, first, NULL), RI_OK);
    CHECK_INT(strlen(first), RI_FINGERPRINT_SIZE - 1);
    CHECK_STATUS(ri_certificate_make(&wish, cert, key, NULL), RI_OK); /* another one */
    CHECK_STATUS(ri_certificate_fingerprint(cert, second, NULL), RI_OK);
    CHECK(strcmp(first, second) != 0);
    CHECK_STATUS(ri_certificate_make(&wish, "/nowhere/a.pem", key, NULL), RI_ENOTFOUND);
    unlink(cert);
    unlink(key);
    rmdir(folder);
}
