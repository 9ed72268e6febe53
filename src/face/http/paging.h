/* What a request for a page of a list says: limit and cursor. */
#ifndef RI_FACE_HTTP_PAGING_H
#define RI_FACE_HTTP_PAGING_H
#include "face/page.h"
#include "server.h"

enum { PAGE_ROWS = 100, PAGE_ROWS_MOST = 100000 };
struct paging {
    bool             wanted; /* there is a `cursor`, also an empty one: the first page */
    struct face_page page;
    char            *link; /* path and parameters without the cursor, from malloc */
    const char      *cursor;
};
/* Has the operation pages: a count of rows that may be 0, for all? */
bool paging_offers(const struct ri_operation_info *info);
/* Takes `limit` and `cursor` out of the target and puts the call's own limit in. RI_EUSAGE: the cursor is none, or belongs to
 * another question; *ret_wrong: the parameter. */
RI_MUST_CHECK ri_status paging_read(struct http_request *state, struct paging *ret,
                                    const char **ret_wrong, struct ri_error *err);
#endif
