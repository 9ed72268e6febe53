/* What operations about people share: who may, whom they mean, and the control database. */
#ifndef RI_APP_PEOPLE_H
#define RI_APP_PEOPLE_H
#include "app/call.h"
#include "control/control.h"

/* The control database of the call's workspace. RI_EFORBIDDEN: the caller may see some stores only, and people shop in all;
 * RI_ENOTFOUND: there is no workspace. */
RI_MUST_CHECK ri_status ri_people_control(struct ri_call *call, struct ri_control **ret,
                                          struct ri_error *err);
const char             *ri_people_who(const struct ri_call *call); /* for the audit */
int64_t                 ri_people_now(struct ri_call *call);       /* seconds since 1970 UTC */
/* The customer that a text names: their own number, or the pseudonym that the warehouse knows them by. */
struct ri_person_meant {
    char             pseudonym[RI_PSEUDONYM_SIZE];
    struct ri_person person; /* natural NULL: nobody stands behind it */
};
RI_MUST_CHECK ri_status ri_people_find(struct ri_call *call, struct ri_control *control,
                                       const char *text, struct ri_person_meant *ret,
                                       struct ri_error *err);
#endif
