/* The control database from inside. */
#ifndef RI_CONTROL_CONTROL_INTERNAL_H
#define RI_CONTROL_CONTROL_INTERNAL_H
#include "control.h"

#include "base/hash.h"
#include "base/intern.h"
#include "database.h"

#include <pthread.h>
#include <unistd.h>

enum { CONTROL_SECRET_SIZE = 32 };
struct ri_control {
    sqlite3        *db;
    pthread_mutex_t changing; /* held by the one change that runs, and over what follows */
    unsigned char   secret[CONTROL_SECRET_SIZE],
        tombstone[CONTROL_SECRET_SIZE]; /* of pseudonyms; of the marks of erased people */
    sqlite3_stmt   *find_erased;        /* kept ready: imports ask once a customer */
    bool            any_erased;
    pthread_mutex_t asking;       /* held over find_natural */
    sqlite3_stmt   *find_natural; /* kept ready: exports ask once a customer */
    struct ri_intern
        *seen; /* natural numbers since the last flush: each is hashed and written once */
    char (*pseudonyms)[RI_PSEUDONYM_SIZE]; /* by number in `seen` */
    size_t                     room;
    struct ri_arena            mem; /* contacts waiting for the flush */
    struct ri_waiting_contact *contacts, **last_contact;
};
struct ri_waiting_contact {
    struct ri_contact          contact; /* but for the number */
    size_t                     person;  /* number in `seen` */
    struct ri_waiting_contact *next, *next_of_person;
};

/* Runs `change` inside a transaction; other changes of this process wait. What it wrote stays when it ends well. */
typedef ri_status       control_change_fn(struct ri_control *control, void *context,
                                          struct ri_error *err);
RI_MUST_CHECK ri_status control_transaction(struct ri_control *control, control_change_fn *change,
                                            void *context, struct ri_error *err);
/* A text of the row in mem; NULL where it is missing. */
RI_MUST_CHECK ri_status control_copy(sqlite3_stmt *row, int column, struct ri_arena *mem,
                                     const char **ret, struct ri_error *err);
ri_status ri_control_fail(struct ri_control *control, struct ri_error *err, const char *doing);
RI_MUST_CHECK ri_status ri_control_script(struct ri_control *control, const char *sql,
                                          struct ri_error *err);
#endif
