/* How files call things: names of columns in several languages, and the layouts of well-known files. Data only. */
#ifndef RI_INGEST_NAMES_H
#define RI_INGEST_NAMES_H
#include "retail/record.h"

enum { INGEST_NAME_ROOM = 64 }; /* of a normalised name */

struct ingest_names { /* of one field */
    ri_record_kind kind;
    const char    *field;
    const char
        *names; /* normalised (see ingest_normalise), separated by blanks, the surest first */
};
extern const struct ingest_names ingest_names[];
extern const size_t              ingest_names_count;

struct ingest_layout {
    const char    *name;
    ri_record_kind kind;
    const char    *columns; /* normalised names that must all be there */
    const char *
        shape; /* or, without a header: one letter a column, n whole number, d date yyyymmdd, m number */
    const char *
        claims; /* "field=column ..." (normalised, or #3); a+b: joined, a|b: the first that is there */
    const char *
        settings; /* "setting=value ..." of those in shape.h, columns normalised, lists with commas; or NULL */
    const char *currency, *say;
    bool        prefix_c; /* a transaction "C..." cancels */
};
extern const struct ingest_layout ingest_layouts[];
extern const size_t               ingest_layouts_count;

/* Does a column of sales or customers, by its normalised name, say who somebody is or how to reach them? */
bool ingest_is_personal(const char *normal);

/* Lower case, accents off, letters and digits only: "Ürün Adı" -> "urunadi". NUL-terminated, cut to room. */
void ingest_normalise(struct ri_view name, char *to, size_t room);
#endif
