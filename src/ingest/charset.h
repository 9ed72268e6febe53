/* Encodings of text files. UTF-8 and Windows-1252 (of which ISO-8859-1 is the lower part) are split into records as
 * they are and converted record by record; UTF-16 is converted on the way in, without losing anything: lone
 * surrogates become their three-byte form (WTF-8) and an odd last byte an 0xFF sequence, so every record can be
 * turned back into the bytes it came from. */
#ifndef RI_INGEST_CHARSET_H
#define RI_INGEST_CHARSET_H
#include "base/text.h"

typedef enum ingest_charset {
    INGEST_UTF8,
    INGEST_WINDOWS_1252,
    INGEST_UTF16LE,
    INGEST_UTF16BE,
    INGEST_CHARSETS
} ingest_charset;
const char *ingest_charset_text(ingest_charset charset); /* "UTF-8" */
/* Names as people write them: utf8, UTF-16LE, latin1, iso-8859-1, cp1252 ... */
bool ingest_charset_parse(struct ri_view name, ingest_charset *ret);

struct ingest_charset_guess {
    ingest_charset charset;
    size_t         bom; /* bytes of the byte order mark */
    bool ascii; /* nothing in the head but ASCII: an 8-bit encoding may still show up later */
    const char *evidence;
};
/* RI_EDATA: the head is that of something that is no text (a workbook, Parquet, a picture, UTF-32 ...). */
RI_MUST_CHECK ri_status ingest_charset_detect(struct ri_view head, const char *name,
                                              struct ingest_charset_guess *ret,
                                              struct ri_error             *err);

struct ingest_utf16 { /* what is left between two calls */
    bool          big;
    unsigned char bytes[4];
    size_t        count;
};
/* Converts; to has room for 3 bytes for every 2 of `from` and 9 more. `last`: nothing follows. Returns the length. */
size_t ingest_utf16_decode(struct ingest_utf16 *state, const char *from, size_t length, bool last,
                           char *to);
/* Bytes the text took as UTF-16, and the bytes themselves. */
size_t ingest_utf16_size(struct ri_view text);
void   ingest_utf16_encode(struct ri_view text, bool big, struct ri_text *out);
/* Windows-1252 to UTF-8; to has room for 3 * length. Returns the length. The five bytes that mean nothing become the
 * control characters ISO-8859-1 gives them. */
size_t ingest_windows_1252(const char *from, size_t length, char *to);
bool   ingest_is_ascii(const char *text, size_t length);
#endif
