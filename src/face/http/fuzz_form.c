/* libFuzzer: any bytes as a form; the first line is its media type. What is understood lies within the body. */
#include "form.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length)
{
    struct ri_arena mem;
    struct form     form;
    const void     *end = memchr(bytes, '\n', length);
    if (!end) return 0;
    ri_arena_init(&mem, 1 << 20);
    const size_t         lead = (size_t)((const unsigned char *)end - bytes);
    const struct ri_view body = {(const char *)bytes + lead + 1, length - lead - 1};
    const char          *type = ri_arena_copy(&mem, (const char *)bytes, lead);
    if (type && form_parse(type, body, &mem, &form, NULL) == RI_OK) {
        for (size_t i = 0; i < form.count; i++) {
            const struct form_part *part = &form.parts[i];
            if (!*part->name || part->bytes.at < body.at ||
                part->bytes.at + part->bytes.length > body.at + body.length)
                abort();
        }
    }
    ri_arena_release(&mem);
    return 0;
}
