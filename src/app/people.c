/* People and their control database. */
#include "app/people.h"

#include "app/workspace.h"

ri_status ri_people_control(struct ri_call *call, struct ri_control **ret, struct ri_error *err)
{
    const struct ri_principal *principal = ri_call_principal(call);
    struct ri_warehouse       *warehouse;
    if (principal && principal->stores)
        return ri_fail(err, RI_EFORBIDDEN,
                       "people shop in all stores: this is not for those who may see some only");
    RI_TRY(ri_call_warehouse(call, &warehouse, err)); /* says in words when there is none */
    return ri_workspace_control(ri_call_workspace(call), true, ret, err);
}

const char *ri_people_who(const struct ri_call *call)
{
    const struct ri_principal *principal = ri_call_principal(call);
    return principal && principal->name ? principal->name : "owner";
}

int64_t ri_people_now(struct ri_call *call)
{
    return ri_task_now_us(ri_call_task(call)) / 1000000;
}

static bool is_pseudonym(const char *text)
{
    return strlen(text) == RI_PSEUDONYM_SIZE - 1 && text[0] == 'c' &&
           strspn(text + 1, "0123456789abcdef") == RI_PSEUDONYM_SIZE - 2;
}

ri_status ri_people_find(struct ri_call *call, struct ri_control *control, const char *text,
                         struct ri_person_meant *ret, struct ri_error *err)
{
    *ret = (struct ri_person_meant){.person = {NULL}};
    if (is_pseudonym(text))
        memcpy(ret->pseudonym, text, RI_PSEUDONYM_SIZE);
    else
        ri_identity_of(control, ri_view_of(text), ret->pseudonym);
    const ri_status status = ri_identity_person(control, ri_view_of(ret->pseudonym),
                                                ri_call_mem(call), &ret->person, err);
    if (status != RI_ENOTFOUND) return status;
    if (!is_pseudonym(text)) ret->person.natural = NULL;
    return RI_OK;
}
