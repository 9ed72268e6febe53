/* A message as text. RFC 5322 (format), RFC 2045 (quoted-printable), RFC 2047 (words in headers). */
#include "base64.h"
#include "mail.h"

#include <time.h>

enum { LINE = 76, WORD_BYTES = 39 }; /* bytes of UTF-8 in one encoded word */

bool ri_mail_address_good(const char *address)
{
    const char *at = address ? strchr(address, '@') : NULL;
    if (!at || at == address || !at[1] || strchr(at + 1, '@') || strlen(address) > 254)
        return false;
    for (const char *c = address; *c; c++) {
        const unsigned char byte = (unsigned char)*c;
        if (byte <= ' ' || byte >= 127 || strchr("<>()[]\\,;:\"", *c)) return false;
    }
    return at[1] != '.' && at[1] != '-';
}

static bool is_plain(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || (unsigned char)*text >= 127) return false;
    }
    return true;
}

/* Up to WORD_BYTES that end with a whole character. */
static size_t word_length(const char *text, size_t length)
{
    if (length <= WORD_BYTES) return length;
    size_t cut = WORD_BYTES;
    while (cut > 1 && ((unsigned char)text[cut] & 0xC0) == 0x80) cut--;
    return cut;
}

static void put_header_text(struct ri_text *out, const char *text)
{
    size_t length = strlen(text);
    if (is_plain(text) && length < 66) {
        ri_text_puts(out, text);
        return;
    }
    for (bool first = true; length; first = false) {
        char         encoded[RI_BASE64_SIZE(WORD_BYTES)];
        const size_t part = word_length(text, length);
        ri_base64(text, part, encoded);
        ri_text_printf(out, "%s=?UTF-8?B?%s?=", first ? "" : "\r\n ", encoded);
        text += part;
        length -= part;
    }
}

static void put_date(struct ri_text *out, int64_t now_us)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const time_t             seconds = (time_t)(now_us / 1000000);
    struct tm                utc;
    gmtime_r(&seconds, &utc);
    ri_text_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[utc.tm_wday],
                   utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                   utc.tm_sec);
}

/* A blank at the end of a line must not be there as itself; neither may '=' and what is not printable ASCII. */
static bool goes_as_itself(const char *at)
{
    const unsigned char byte = (unsigned char)*at;
    if (byte == ' ' || byte == '\t') return at[1] && at[1] != '\n' && at[1] != '\r';
    return byte > ' ' && byte < 127 && byte != '=';
}

static void put_quoted(struct ri_text *out, const char *text)
{
    size_t column = 0;
    for (const char *at = text; *at; at++) {
        if (*at == '\r') continue;
        if (*at == '\n') {
            ri_text_puts(out, "\r\n");
            column = 0;
            continue;
        }
        const size_t wide = goes_as_itself(at) ? 1 : 3;
        if (column + wide > LINE - 1) {
            ri_text_puts(out, "=\r\n");
            column = 0;
        }
        if (wide == 1)
            ri_text_putc(out, *at);
        else
            ri_text_printf(out, "=%02X", (unsigned char)*at);
        column += wide;
    }
    if (column) ri_text_puts(out, "\r\n");
}

static void put_text_part(struct ri_text *out, const char *text)
{
    ri_text_puts(out, "Content-Type: text/plain; charset=utf-8\r\n"
                      "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    put_quoted(out, text);
}

/* Bytes in lines of 76 letters. */
static void put_base64(struct ri_text *out, const unsigned char *bytes, size_t length)
{
    enum { LINE_BYTES = LINE / 4 * 3 };
    char line[RI_BASE64_SIZE(LINE_BYTES)];
    for (size_t at = 0; at < length; at += LINE_BYTES) {
        ri_base64(bytes + at, length - at < LINE_BYTES ? length - at : LINE_BYTES, line);
        ri_text_printf(out, "%s\r\n", line);
    }
}

/* RFC 2046: the text, then the document. No line of base64 or quoted-printable begins as the boundary does. */
static void put_parts(struct ri_text *out, const struct ri_mail *mail)
{
    static const char boundary[] = "=_retailinsight_part";
    ri_text_printf(out, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", boundary,
                   boundary);
    put_text_part(out, mail->text);
    ri_text_printf(out,
                   "--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\n"
                   "Content-Disposition: attachment; filename=\"%s\"\r\n\r\n",
                   boundary, mail->content_type, mail->file_name);
    put_base64(out, mail->bytes, mail->length);
    ri_text_printf(out, "--%s--\r\n", boundary);
}

ri_status ri_mail_compose(const struct ri_mail *mail, struct ri_text *out, struct ri_error *err)
{
    const char *addresses[] = {mail->from, mail->to};
    for (size_t i = 0; i < RI_COUNT(addresses); i++) {
        if (!ri_mail_address_good(addresses[i]))
            return ri_fail(err, RI_EUSAGE, "'%.80s' is no e-mail address",
                           addresses[i] ? addresses[i] : "");
    }
    put_date(out, mail->now_us);
    ri_text_printf(out, "From: RetailInsight <%s>\r\nTo: <%s>\r\n", mail->from, mail->to);
    ri_text_printf(out, "Message-ID: <%s%s>\r\nSubject: ", mail->id, strchr(mail->from, '@'));
    put_header_text(out, mail->subject);
    ri_text_puts(out, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    if (mail->file_name)
        put_parts(out, mail);
    else
        put_text_part(out, mail->text);
    return ri_text_check(out, err);
}
