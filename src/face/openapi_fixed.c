/* The parts of the OpenAPI document that no operation decides: the server's own paths, schemas, security. */
#include "openapi_fixed.h"

#include <stddef.h>

#define EVENTS(id, summary)                                                                    \
    "{\"parameters\":[{\"name\":\"topics\",\"in\":\"query\",\"description\":\"Only events of " \
    "these names, with commas "                                                                \
    "between: data_version, job, alert, "                                                      \
    "report.\",\"schema\":{\"type\":\"string\"}},{\"name\":\"Last-Event-ID\",\"in\":"          \
    "\"header\",\"description\":\"The last one that was seen: those since then come "          \
    "first.\",\"schema\":{\"type\":"                                                           \
    "\"string\"}}],\"get\":{\"operationId\":\"" id "\",\"summary\":\"" summary                 \
    "\",\"tags\":[\"server\"],\"responses\":{"                                                 \
    "\"200\":{\"description\":\"ok\",\"content\":{\"text/"                                     \
    "event-stream\":{\"schema\":{\"type\":\"string\"}}}},\"4XX\":{"                            \
    "\"$ref\":\"#/components/responses/Problem\"},\"5XX\":{\"$ref\":\"#/components/responses/" \
    "Problem\"}}}}"

const struct openapi_part openapi_paths[] = {
    {"/api/v1/operations", "{\"get\":{\"operationId\":\"server.operations\",\"summary\":\"The "
                           "table of operations\",\"tags\":[\"serve"
                           "r\"],\"responses\":{\"200\":{\"description\":\"ok\",\"content\":{"
                           "\"application/json\":{\"schema\":{\"type\":\""
                           "object\",\"required\":[\"operations\"],\"properties\":{\"operations\":{"
                           "\"type\":\"array\",\"items\":{\"type\""
                           ":\"object\"}}}}}}},\"4XX\":{\"$ref\":\"#/components/responses/"
                           "Problem\"},\"5XX\":{\"$ref\":\"#/components"
                           "/responses/Problem\"}}}}"},
    {"/api/v1/session", "{\"get\":{\"operationId\":\"server.session\",\"summary\":\"Who asks, of "
                        "which workspace\",\"tags\":[\"ser"
                        "ver\"],\"responses\":{\"200\":{\"description\":\"ok\",\"content\":{"
                        "\"application/json\":{\"schema\":{\"type\""
                        ":\"object\",\"required\":[\"name\",\"roles\",\"stores\",\"workspace\","
                        "\"version\",\"data_version\",\"as_of\"],"
                        "\"properties\":{\"name\":{\"type\":\"string\"},\"roles\":{\"type\":"
                        "\"array\",\"items\":{\"type\":\"string\"}},\"s"
                        "tores\":{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}},"
                        "\"workspace\":{\"type\":\"string\"},\"ve"
                        "rsion\":{\"type\":\"string\"},\"data_version\":{\"type\":\"integer\"},"
                        "\"as_of\":{\"type\":[\"string\",\"null\"]"
                        ",\"format\":\"date\"}}}}}},\"4XX\":{\"$ref\":\"#/components/responses/"
                        "Problem\"},\"5XX\":{\"$ref\":\"#/comp"
                        "onents/responses/Problem\"}}}}"},
    {"/api/v1/events", EVENTS("server.events", "Server-sent events, replayed by Last-Event-ID")},
    {"/api/v1/stream",
     EVENTS("server.stream", "Server-sent events: another name of /api/v1/events")},
    {"/api/v1/jobs", "{\"get\":{\"operationId\":\"jobs.list\",\"summary\":\"Jobs, the latest "
                     "first\",\"tags\":[\"server\"],\"resp"
                     "onses\":{\"200\":{\"description\":\"ok\",\"content\":{\"application/"
                     "json\":{\"schema\":{\"type\":\"object\",\""
                     "required\":[\"jobs\"],\"properties\":{\"jobs\":{\"type\":\"array\",\"items\":"
                     "{\"$ref\":\"#/components/schema"
                     "s/Job\"}}}}}}},\"4XX\":{\"$ref\":\"#/components/responses/"
                     "Problem\"},\"5XX\":{\"$ref\":\"#/components/re"
                     "sponses/Problem\"}}}}"},
    {"/api/v1/jobs/{id}",
     "{\"parameters\":[{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":"
     "\"string\",\"pattern\":"
     "\"^[0-9]{1,20}$\"}}],\"get\":{\"operationId\":\"jobs.get\",\"summary\":\"One "
     "job\",\"tags\":[\"server\"],\"re"
     "sponses\":{\"200\":{\"description\":\"ok\",\"content\":{\"application/"
     "json\":{\"schema\":{\"$ref\":\"#/compo"
     "nents/schemas/Job\"}}}},\"4XX\":{\"$ref\":\"#/components/responses/"
     "Problem\"},\"5XX\":{\"$ref\":\"#/comp"
     "onents/responses/"
     "Problem\"}}},\"delete\":{\"operationId\":\"jobs.cancel\",\"summary\":\"Cancel a job\","
     "\"tags\":[\"server\"],\"responses\":{\"200\":{\"description\":\"ok\",\"content\":{"
     "\"application/json\":{\"sch"
     "ema\":{\"$ref\":\"#/components/schemas/Job\"}}}},\"4XX\":{\"$ref\":\"#/components/responses/"
     "Problem\"},"
     "\"5XX\":{\"$ref\":\"#/components/responses/Problem\"}}}}"},
    {"/api/v1/jobs/{id}/result",
     "{\"parameters\":[{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":"
     "\"string\",\"pattern\":"
     "\"^[0-9]{1,20}$\"}}],\"get\":{\"operationId\":\"jobs.result\",\"summary\":\"The result of a "
     "job\",\"tags\""
     ":[\"server\"],\"responses\":{\"200\":{\"description\":\"The rows, or the "
     "document.\",\"content\":{\"appli"
     "cation/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Result\"}},\"application/"
     "x-ndjson\":{},\"te"
     "xt/csv\":{},\"application/vnd.apache.arrow.stream\":{},"
     "\"application/pdf\":{},\"text/html\":{},\"image/png\":{},\"text/plain\":{},"
     "\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\":{},"
     "\"application/octet-stream\":{}}},\"4XX\":{\"$ref\":\"#/components/"
     "responses/"
     "Problem\"},\"5XX\":{\"$ref\":\"#/components/responses/Problem\"}}}}"},
    {"/mcp",
     "{\"post\":{\"operationId\":\"server.mcp\",\"summary\":\"The operations as tools of an assist"
     "ant: Model Context Protocol, JSON-RPC 2.0, one message a request\",\"tags\":[\"server\"],\"r"
     "equestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":\"ob"
     "ject\",\"required\":[\"jsonrpc\",\"method\"],\"properties\":{\"jsonrpc\":{\"type\":\"string"
     "\",\"enum\":[\"2.0\"]},\"id\":{\"type\":[\"string\",\"integer\"]},\"method\":{\"type\":\"str"
     "ing\",\"examples\":[\"initialize\",\"ping\",\"tools/list\",\"tools/call\"]},\"params\":{\"ty"
     "pe\":\"object\"}}}}}},\"responses\":{\"200\":{\"description\":\"The answer, or an error of J"
     "SON-RPC.\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Rp"
     "c\"}}}},\"202\":{\"description\":\"A notification, which is not answered.\"},\"400\":{\"desc"
     "ription\":\"It is no message of JSON-RPC, or of another version of the protocol.\",\"content"
     "\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Rpc\"}},\"application/"
     "problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}},\"4XX\":{\"$ref\":"
     "\"#/components/responses/Problem\"},\"5XX\":{\"$ref\":\"#/components/responses/"
     "Problem\"}}}}"},
    {"/livez", "{\"get\":{\"operationId\":\"server.live\",\"summary\":\"The process is "
               "alive\",\"tags\":[\"server\"],\"resp"
               "onses\":{\"200\":{\"description\":\"ok\",\"content\":{\"application/"
               "json\":{\"schema\":{\"type\":\"object\"}}"
               "}},\"4XX\":{\"$ref\":\"#/components/responses/Problem\"},\"5XX\":{\"$ref\":\"#/"
               "components/responses/Pro"
               "blem\"}},\"security\":[]}}"},
    {"/readyz", "{\"get\":{\"operationId\":\"server.ready\",\"summary\":\"The workspace can be "
                "asked\",\"tags\":[\"server\""
                "],\"responses\":{\"200\":{\"description\":\"ok\",\"content\":{\"application/"
                "json\":{\"schema\":{\"type\":\"ob"
                "ject\"}}}},\"4XX\":{\"$ref\":\"#/components/responses/"
                "Problem\"},\"5XX\":{\"$ref\":\"#/components/respon"
                "ses/Problem\"}},\"security\":[]}}"},
    {"/metrics", "{\"get\":{\"operationId\":\"server.metrics\",\"summary\":\"Counters, Prometheus "
                 "text 0.0.4\",\"tags\":[\""
                 "server\"],\"responses\":{\"200\":{\"description\":\"ok\",\"content\":{\"text/"
                 "plain\":{\"schema\":{\"type\":\"s"
                 "tring\"}}}},\"4XX\":{\"$ref\":\"#/components/responses/"
                 "Problem\"},\"5XX\":{\"$ref\":\"#/components/respo"
                 "nses/Problem\"}},\"security\":[]}}"},
    {"/openapi.json", "{\"get\":{\"operationId\":\"server.openapi\",\"summary\":\"This "
                      "document\",\"tags\":[\"server\"],\"response"
                      "s\":{\"200\":{\"description\":\"ok\",\"content\":{\"application/"
                      "json\":{\"schema\":{\"type\":\"object\"}}}},\""
                      "4XX\":{\"$ref\":\"#/components/responses/Problem\"},\"5XX\":{\"$ref\":\"#/"
                      "components/responses/Problem"
                      "\"}},\"security\":[]}}"},
    {NULL, NULL}};

const struct openapi_part openapi_components[] = {
    {"securitySchemes",
     "{\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"retailinsight_8787\","
     "\"description\":\"Set by t"
     "he one-time link; the number is the server's "
     "port.\"},\"bearer\":{\"type\":\"http\",\"scheme\":\"beare"
     "r\",\"description\":\"The same secret as in the cookie, for programs.\"}}"},
    {"responses", "{\"Problem\":{\"description\":\"What went wrong (RFC "
                  "9457).\",\"content\":{\"application/problem+json"
                  "\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}"},
    {"schemas",
     "{\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\","
     "\"detail\",\"errors\"],\"properti"
     "es\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{"
     "\"type\":\"integer\",\"minimum\""
     ":400,\"maximum\":599},\"detail\":{\"type\":[\"string\",\"null\"]},\"instance\":{"
     "\"type\":[\"string\",\"null\"]"
     "},\"request_id\":{\"type\":\"integer\",\"description\":\"The number under which "
     "the server's log says"
     " more.\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
     "\"properties\":{\"parameter\":{\"type\""
     ":\"string\"},\"detail\":{\"type\":[\"string\",\"null\"]}}}}}},\"Result\":{"
     "\"type\":\"object\",\"required\":[\"o"
     "peration\",\"parameters\",\"columns\",\"rows\",\"notes\"],\"properties\":{"
     "\"operation\":{\"type\":\"string\"}"
     ",\"parameters\":{\"type\":\"object\",\"description\":\"As used: defaults made "
     "concrete.\",\"additionalP"
     "roperties\":{\"type\":\"string\"}},\"columns\":{\"type\":\"array\",\"items\":{"
     "\"type\":\"object\",\"required\":"
     "[\"name\",\"type\"],\"properties\":{\"name\":{\"type\":\"string\"},\"type\":{"
     "\"type\":\"string\"},\"unit\":{\"typ"
     "e\":[\"string\",\"null\"]}}}},\"rows\":{\"type\":\"array\",\"items\":{\"type\":"
     "\"object\"}},\"notes\":{\"type\":\""
     "array\",\"items\":{\"type\":\"string\"}}}},\"Job\":{\"type\":\"object\","
     "\"required\":[\"id\",\"operation\",\"sta"
     "te\",\"progress\",\"error\",\"created_at\",\"started_at\",\"finished_at\","
     "\"result\"],\"properties\":{\"id\":"
     "{\"type\":\"string\"},\"operation\":{\"type\":\"string\"},\"state\":{\"type\":"
     "\"string\",\"enum\":[\"queued\",\"r"
     "unning\",\"done\",\"failed\",\"cancelled\"]},\"progress\":{\"type\":[\"object\","
     "\"null\"],\"properties\":{\"st"
     "age\":{\"type\":\"string\"},\"done\":{\"type\":\"integer\"},\"total\":{\"type\":"
     "\"integer\",\"description\":\"0:"
     " not "
     "known\"},\"unit\":{\"type\":[\"string\",\"null\"]}}},\"error\":{\"anyOf\":[{\"$"
     "ref\":\"#/components/sch"
     "emas/"
     "Problem\"},{\"type\":\"null\"}]},\"created_at\":{\"type\":\"string\",\"format\":"
     "\"date-time\"},\"starte"
     "d_at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},\"finished_at\":{"
     "\"type\":[\"string\",\"null\""
     "],\"format\":\"date-time\"},\"result\":{\"type\":[\"string\",\"null\"],"
     "\"description\":\"Its address while "
     "it is kept.\"}}}"
     ",\"Rpc\":{\"type\":\"object\",\"required\":[\"jsonrpc\",\"id\"],\"properties\":{\"jsonrpc\":"
     "{\"type\":\"string\",\"enum\":[\"2.0\"]},\"id\":{\"type\":[\"string\",\"integer\",\"null\"]}"
     ",\"result\":{\"type\":\"object\"},\"error\":{\"type\":\"object\",\"required\":[\"code\",\"me"
     "ssage\"],\"properties\":{\"code\":{\"type\":\"integer\"},\"message\":{\"type\":\"string\"}}}"
     "}}}"},
    {NULL, NULL}};
