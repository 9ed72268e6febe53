/* From a request to a call. */
#ifndef RI_FACE_HTTP_CALL_H
#define RI_FACE_HTTP_CALL_H
#include "server.h"

struct json_pairs { /* parameters of a JSON object, as text */
    struct http_pair *at;
    size_t            count;
};
/* {"from": "2022-01-01", "store": ["S01", "S02"], "limit": 5}; null is as if not given. RI_EUSAGE: not an object of values;
 * the broken text names its byte. */
RI_MUST_CHECK ri_status call_read_json(struct ri_view text, struct ri_arena *mem,
                                       struct json_pairs *ret, struct ri_error *err);
struct ri_json_value;
RI_MUST_CHECK ri_status call_read_object(const struct ri_json_value *root, struct ri_arena *mem,
                                         struct json_pairs *ret, struct ri_error *err);
/* One more value of a parameter, by its name or with '_' for '-'. RI_EUSAGE also for what this face does not offer: paths,
 * and files by name. */
RI_MUST_CHECK ri_status call_set(struct ri_call *call, const struct ri_operation_info *info,
                                 const struct http_pair *pair, struct ri_error *err);
/* The first file parameter, or NULL. */
const struct ri_param *call_file_param(const struct ri_operation_info *info);
/* What makes an answer the same: operation, parameters in the table's order, the rights of who asks, format, compression, data
 * version. False: a parameter is unknown, or no room. */
struct call_asked {
    const struct ri_operation_info *info;
    const struct http_target       *target;
    const struct ri_principal      *principal;
    const char                     *format;
    bool                            gzip;
    uint64_t                        version;
};
bool call_key(const struct call_asked *asked, struct ri_text *ret);
/* A file without a name, for what comes in; -1: none could be made. */
int call_temporary_file(const struct http_server *server);
/* The media type of the body, whatever its parameters. */
bool call_content_is(const struct wire_request *request, const char *type);
#endif
