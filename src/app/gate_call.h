/* What the operations around users, keys and links share: the gate, roles and stores as they are given, links as they are shown. */
#ifndef RI_APP_GATE_CALL_H
#define RI_APP_GATE_CALL_H
#include "app/call.h"
#include "control/gate.h"

extern const char *const ri_role_words[]; /* NULL-terminated, for RI_PARAM_ENUM */
#define RI_STORES_PARAM \
    {"store",           \
     RI_PARAM_STORE,    \
     RI_PARAM_LIST,     \
     NULL,              \
     NULL,              \
     NULL,              \
     "only these stores; all when not given"}
/* The gate of the call's workspace; RI_ENOTFOUND with the words that help when there is none. */
RI_MUST_CHECK ri_status ri_call_gate(struct ri_call *call, struct ri_gate **ret,
                                     struct ri_error *err);
/* The set that the list parameter `role` names. */
unsigned ri_call_roles(struct ri_call *call);
/* The stores of the list parameter `store`, which are checked to be there; NULL: none given. */
RI_MUST_CHECK ri_status ri_call_stores(struct ri_call *call, const char *const **ret,
                                       struct ri_error *err);
/* "analyst, science" */
void ri_put_roles(struct ri_table_builder *table, unsigned roles);
/* What opens the secret at the server that runs; missing, with a note, when none does. */
void ri_put_link(struct ri_call *call, struct ri_table_builder *table, const char *secret);
void ri_put_seconds(struct ri_table_builder *table, int64_t at); /* 0: missing */
#endif
