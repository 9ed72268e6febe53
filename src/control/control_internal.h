/* The control database from inside. */
#ifndef RI_CONTROL_CONTROL_INTERNAL_H
#define RI_CONTROL_CONTROL_INTERNAL_H
#include "control.h"

#include "base/hash.h"
#include "base/intern.h"
#include "database.h"

#include <unistd.h>

struct ri_control {
    sqlite3      *db;
    unsigned char secret[32];
    struct ri_intern
        *seen; /* natural numbers since the last flush: each is hashed and written once */
    char (*pseudonyms)[RI_PSEUDONYM_SIZE]; /* by number in `seen` */
    size_t                     room;
    struct ri_arena            mem; /* contacts waiting for the flush */
    struct ri_waiting_contact *contacts;
};
struct ri_waiting_contact {
    struct ri_contact          contact;
    struct ri_waiting_contact *next;
};

ri_status ri_control_fail(struct ri_control *control, struct ri_error *err, const char *doing);
RI_MUST_CHECK ri_status ri_control_script(struct ri_control *control, const char *sql,
                                          struct ri_error *err);
#endif
