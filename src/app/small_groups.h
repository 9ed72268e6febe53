/* Statistics about few people say something about each of them: figures of groups under ten are withheld, in one place. */
#ifndef RI_APP_SMALL_GROUPS_H
#define RI_APP_SMALL_GROUPS_H
#include "app/call.h"

enum { RI_PEOPLE_LEAST = 10 };

struct ri_small_groups { /* zeroed but for call is ready */
    struct ri_call *call;
    size_t          groups; /* withheld so far */
    bool            beside; /* one of them to protect another */
};
/* False for a group of 1 to 9 people: show its name, put missing values for its figures (ri_put_null). A group of nobody is no
 * secret. The group counts as withheld. */
bool ri_people_enough(struct ri_small_groups *groups, size_t people);
/* As ri_people_enough, and puts `count` missing values where it says false. */
bool ri_people_or_nulls(struct ri_small_groups *groups, size_t people, size_t count,
                        struct ri_table_builder *table);
/* Groups that together are a whole which is shown, or whose shares are: hidden[i] says which to withhold, the small ones and, where one
 * alone could be told from the rest, the smallest other one too. They count as withheld. */
void ri_small_groups_hide(struct ri_small_groups *groups, const size_t *people, size_t count,
                          bool *hidden);
/* The note of how many were withheld; nothing where none was. */
void ri_small_groups_say(const struct ri_small_groups *groups);
#endif
