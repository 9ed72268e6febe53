/* See carded_file.h. */
#include "carded_file.h"

enum { LEAD_MOST = 64, CARD_MOST = 1 << 28 };

ri_status ri_carded_write(const struct ri_carded_kind *kind, struct ri_view card,
                          struct ri_view body, struct ri_text *out, struct ri_error *err)
{
    ri_text_printf(out, "%s%d %zu\n", kind->lead, kind->format, card.length);
    ri_text_add(out, card.at, card.length);
    ri_text_putc(out, '\n');
    ri_text_add(out, body.at, body.length);
    return ri_text_check(out, err);
}

ri_status ri_carded_read(const struct ri_carded_kind *kind, struct ri_view file,
                         struct ri_view *ret_card, struct ri_view *ret_body, struct ri_error *err)
{
    const size_t lead = strlen(kind->lead),
                 head = file.length < LEAD_MOST ? file.length : LEAD_MOST;
    const char *end = head ? memchr(file.at, '\n', head) : NULL;
    int64_t     format, bytes;
    if (!end || (size_t)(end - file.at) <= lead || memcmp(file.at, kind->lead, lead) != 0)
        return ri_fail(err, RI_EDATA, "this is not %s", kind->what);
    const char *from = file.at + lead, *blank = memchr(from, ' ', (size_t)(end - from));
    if (!blank || !ri_parse_int((struct ri_view){from, (size_t)(blank - from)}, &format) ||
        !ri_parse_int((struct ri_view){blank + 1, (size_t)(end - blank - 1)}, &bytes))
        return ri_fail(err, RI_EDATA, "the model file's first line cannot be read");
    if (format != kind->format)
        return ri_fail(err, RI_ENEWER, "the model file has format %lld; this program reads %d",
                       (long long)format, kind->format);
    const size_t left = file.length - (size_t)(end + 1 - file.at);
    if (bytes < 2 || bytes > CARD_MOST || (size_t)bytes + 1 > left || end[1 + bytes] != '\n')
        return ri_fail(err, RI_EDATA, "the model file is cut short or its card has another length");
    *ret_card = (struct ri_view){end + 1, (size_t)bytes};
    *ret_body = (struct ri_view){end + 2 + bytes, left - (size_t)bytes - 1};
    return RI_OK;
}
