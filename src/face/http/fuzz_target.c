/* libFuzzer: any bytes as the target of a request, and as Accept and cookie headers. */
#include "negotiate.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length)
{
    struct ri_arena    mem;
    struct http_target target;
    ri_arena_init(&mem, 1 << 20);
    char *text = ri_arena_copy(&mem, (const char *)bytes, length);
    if (!text) return 0;
    if (target_parse(text, &mem, &target, NULL) == RI_OK) {
        if (target.path[0] != '/' || strstr(target.path, "..") == target.path + 1) abort();
        for (size_t i = 0; i < target.count; i++) {
            if (ri_utf8_valid(target.pairs[i].value, strlen(target.pairs[i].value)) !=
                strlen(target.pairs[i].value))
                abort();
        }
    }
    const struct ri_writer *writer;
    char                    secret[RI_SECRET_SIZE];
    if (negotiate_format(text, &writer) && !writer) abort();
    negotiate_gzip(text);
    if (cookie_value(text, "retailinsight_8787", secret, sizeof secret) &&
        strlen(secret) >= sizeof secret)
        abort();
    ri_arena_release(&mem);
    return 0;
}
