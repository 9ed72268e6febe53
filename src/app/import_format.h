/* What an import takes beside delimited text and workbooks: JSON, Arrow and Parquet, known by their first bytes. Their records become CSV
 * text in a file without a name, so that everything after it (mapping, cleaning, quarantine, keys, ledger) is the same for all.
 *
 *     JSON      an array of objects, or one object a line (NDJSON). Columns are the names in the order they are first seen; null and a name
 *               that is missing are an empty cell; numbers keep their digits; a value within a value is its JSON text
 *     Arrow     an IPC stream, or a file (its stream is read); batches of up to 256 MiB, not compressed, no dictionaries
 *     Parquet   flat columns
 *
 * A line that is no JSON object becomes a record of the wrong width, which goes to quarantine with its text; in an array it ends the import,
 * because what follows it cannot be told apart. Record 1 is the first item. Memory does not grow with the number of records. */
#ifndef RI_APP_IMPORT_FORMAT_H
#define RI_APP_IMPORT_FORMAT_H
#include "app/call.h"
#include "base/hash.h"

struct ri_import_format {
    const char   *name;                   /* "JSON"; NULL: delimited text, read as it is */
    int           fd;                     /* the CSV text, rewound; -1 without a name */
    uint64_t      bytes;                  /* of the input as it came */
    unsigned char sha256[RI_SHA256_SIZE]; /* of the same */
};
/* Looks at fd, which stays open and where it stands when it is delimited text (or a pipe, which cannot be looked at). name: what messages
 * call it. RI_EDATA: broken, empty, or columns that rows do not show; RI_ETOOLARGE: a record or batch too large; RI_EIO, RI_ENOSPACE. */
RI_MUST_CHECK ri_status ri_import_format_open(struct ri_call *call, int fd, const char *name,
                                              struct ri_import_format *ret, struct ri_error *err);
void                    ri_import_format_close(struct ri_import_format *format);
/* What is certain of such a text is not found out again: the sets of the caller (NULL-terminated, or NULL) behind those of the format.
 * NULL: no room. */
const char *const *ri_import_format_sets(struct ri_call *call, const char *const *sets);
#endif
