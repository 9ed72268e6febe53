/* A list in pages: so many rows, and a cursor from which the next page goes on.
 *
 * Each page is the list as it is when it is asked for, behind the row that the page before ended with, found again by its words and
 * dates (not by its figures, which may have changed). While the data are the same, the pages together are the whole list, each row
 * once; otherwise what moved past that row meanwhile may be missed or come again. When that row is gone, RI_ECONFLICT. */
#ifndef RI_FACE_PAGE_H
#define RI_FACE_PAGE_H
#include "table/reader.h"

enum { FACE_CURSOR_SIZE = 65 };
struct face_cursor {
    uint64_t asked; /* hash of the question */
    uint64_t row;   /* hash of the last row's words and dates */
    uint64_t nth;   /* which one of those with this hash, from 1 */
};
/* False: it is no cursor of ours. */
bool face_cursor_read(const char *text, struct face_cursor *ret);
void face_cursor_text(const struct face_cursor *cursor, char ret[FACE_CURSOR_SIZE]);

struct
    face_page { /* set limit, asked; from when has_from. Then all by face_page_rows and face_page_end */
    uint64_t           limit, asked;
    bool               has_from;
    struct face_cursor from;
    char               limit_text[24];
    /* what came of it */
    uint64_t  seen, given, met; /* met: rows like the one it goes on behind */
    bool      begun, more;
    uint64_t *hashes; /* of the rows up to the end of the page */
    size_t    room;
    char      next[FACE_CURSOR_SIZE]; /* empty: this was the last page */
};
void face_page_release(struct face_page *page);
/* Which rows of the batch are on the page: *ret_count from *ret_first on. RI_ENOMEM. */
RI_MUST_CHECK ri_status face_page_rows(struct face_page *page, const struct ri_table_view *view,
                                       size_t *ret_first, size_t *ret_count, struct ri_error *err);
/* All rows were seen: page->next. RI_ECONFLICT: the row to go on behind is gone. */
RI_MUST_CHECK ri_status face_page_end(struct face_page *page, struct ri_error *err);
#endif
