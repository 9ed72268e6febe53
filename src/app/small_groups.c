/* Groups of fewer than ten people: their figures are withheld, and that is said. */
#include "app/small_groups.h"

bool ri_people_enough(struct ri_small_groups *groups, size_t people)
{
    const bool enough = people == 0 || people >= RI_PEOPLE_LEAST;
    groups->groups += !enough;
    return enough;
}

bool ri_people_or_nulls(struct ri_small_groups *groups, size_t people, size_t count,
                        struct ri_table_builder *table)
{
    if (ri_people_enough(groups, people)) return true;
    for (size_t i = 0; i < count; i++) ri_put_null(table);
    return false;
}

void ri_small_groups_hide(struct ri_small_groups *groups, const size_t *people, size_t count,
                          bool *hidden)
{
    size_t alone = 0, next = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        hidden[i] = !ri_people_enough(groups, people[i]);
        alone += hidden[i];
        if (!hidden[i] && people[i] && (next == SIZE_MAX || people[i] < people[next])) next = i;
    }
    if (alone != 1 || next == SIZE_MAX) return;
    hidden[next] = true;
    groups->groups++;
    groups->beside = true;
}

void ri_small_groups_say(const struct ri_small_groups *groups)
{
    if (groups->groups)
        ri_call_note(groups->call, "figures of groups of fewer than %d people are withheld: %zu",
                     RI_PEOPLE_LEAST, groups->groups);
    if (groups->beside)
        ri_call_note(groups->call, "so is the next smallest one where a single one could be told "
                                   "from the rest");
}
