/* What goes on in a workspace while a server has it: events told as they happen, alerts caught up and delivered.
 *
 *     planner    data that were changed and not checked -> a check; snoozes that are over; the outbox bundled into messages
 *     keeper     once a day what stock is held against is computed anew; beside the planner, as it takes its time
 *     reporter   scheduled reports that are due, made and mailed one after the other
 *     senders    messages that are due, one each at a time: a slow recipient keeps nobody else waiting */
#ifndef RI_APP_ATTEND_H
#define RI_APP_ATTEND_H
#include "app/workspace.h"

struct ri_attendant;
/* Starts it; `each` may be called from any thread until ri_attendant_stop has returned. The workspace must outlive it. */
RI_MUST_CHECK ri_status ri_attendant_new(struct ri_workspace *workspace, ri_event_fn *each,
                                         void *context, struct ri_attendant **ret,
                                         struct ri_error *err);
/* What is being sent is given up (it waits again); no event is told from here on. */
void ri_attendant_stop(struct ri_attendant *attendant);
void ri_attendant_free(struct ri_attendant *attendant);
/* The two below accept NULL: nobody attends. */
void ri_attendant_stir(struct ri_attendant *attendant); /* something waits: look now */
void ri_attendant_tell(struct ri_attendant *attendant, const char *name, const char *json);
#endif
