/* Many records as a body, each with an outcome of its own: POST /api/v1/import/KIND (an operation with RI_ITEMS whose word ends the path). */
#ifndef RI_FACE_HTTP_RECORDS_H
#define RI_FACE_HTTP_RECORDS_H
#include "server.h"

extern const struct wire_header records_accepted; /* Accept-Post */
/* Is the body of a type that records come as? None said: yes. What they are, their first bytes say. */
bool records_are_offered(const struct wire_request *request);
/* The answer is to say what became of each, unless the caller said so already. */
RI_MUST_CHECK ri_status records_ask(const struct http_request *state, struct ri_call *call,
                                    struct ri_error *err);
/* Few enough to be taken in at once (207); more of them are a job. */
bool records_at_once(const struct wire_request *request);
#endif
