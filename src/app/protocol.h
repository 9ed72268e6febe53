/* What two processes say to each other when one passes its calls to the other, which holds the warehouse.
 *
 *     holder  HELLO                                       who it is, and the settings that its answers depend on
 *     caller  FILES* CALL | VERSION                       descriptors first, then the call that uses them
 *     holder  (PROGRESS | ALIVE)* USED (ROWS* | DOCUMENT BYTES*) NOTE* END
 *     caller  CANCEL                                      at any time
 *
 * A payload is a JSON document, but ROWS are bytes as table/wire.h has them and BYTES those of a document, cut anywhere,
 * and NOTE is plain text. ALIVE comes every PASS_ALIVE_MS; a holder that says nothing for PASS_SILENCE_MS counts as dead. */
#ifndef RI_APP_PROTOCOL_H
#define RI_APP_PROTOCOL_H
#include "app/workspace.h"
#include "base/json.h"
#include "net/frame.h"

enum {
    PASS_FILES = 'F',
    PASS_CALL = 'C',
    PASS_VERSION = 'V',
    PASS_CANCEL = 'X',
    PASS_HELLO = 'H',
    PASS_ALIVE = 'A',
    PASS_PROGRESS = 'P',
    PASS_USED = 'U',
    PASS_ROWS = 'R',
    PASS_DOCUMENT = 'D',
    PASS_BYTES = 'B',
    PASS_NOTE = 'N',
    PASS_END = 'E'
};
enum {
    PASS_PROTOCOL = 2,       /* raised when the frames change their meaning */
    PASS_ALIVE_MS = 2000,    /* between two signs of life of a holder */
    PASS_SILENCE_MS = 30000, /* after which the other side counts as dead */
    PASS_CHUNK = 256 << 10,  /* bytes of a ROWS or BYTES frame, at most */
    PASS_FILES_MOST = 4096,  /* descriptors of one call */
    PASS_GUESTS_MOST = 64,   /* calls at once */
    PASS_DOCUMENT_MOST = 1 << 30
};
/* Bytes of one batch of at most RI_WRITE_BATCH_ROWS rows, at most. */
#define PASS_BATCH_MOST ((size_t)2 << 30)

/* The folder of the socket of a workspace, into a buffer of `room`. */
RI_MUST_CHECK ri_status pass_folder(const struct ri_workspace *workspace, char *buffer, size_t room,
                                    struct ri_error *err);
/* The HELLO of this program, with the settings of its workspace, into `out`. */
void pass_write_hello(const struct ri_workspace *workspace, struct ri_text *out);
/* May this program pass a call of its workspace to who said that HELLO? RI_ECONFLICT, with words: not the same program,
 * or a setting that answers depend on is another. `process` is for the words. */
RI_MUST_CHECK ri_status pass_check_hello(const struct ri_workspace *workspace, struct ri_view hello,
                                         long process, struct ri_error *err);

/* Members of a document. Text is copied into mem; NULL or `otherwise` when it is not there. */
const char *pass_text(const struct ri_json_value *object, const char *key, struct ri_arena *mem);
int64_t     pass_integer(const struct ri_json_value *object, const char *key, int64_t otherwise,
                         struct ri_arena *mem);
#endif
