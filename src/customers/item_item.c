/* Items that the same customers have: cosine of their columns of buyers, the nearest of each item. */
#include "base/thread.h"
#include "recommend_internal.h"

#include <math.h>

enum { NEIGHBOURS = 50, ITEMS_A_TASK = 64 };

struct neighbour {
    uint32_t item;
    float    likeness;
};
struct item_item {
    size_t            items, most; /* neighbours of an item at most */
    struct neighbour *at;          /* [items][most], nearest first */
    uint32_t         *count;       /* [items] */
};

struct meeting { /* finding the neighbours */
    const struct ri_interactions *by_user, *by_item;
    struct item_item             *model;
    double                       *norm; /* [items] */
    double                        shrink;
    struct room {
        double           *together;  /* [items], 0 between items */
        uint32_t         *met;       /* items with something together */
        struct neighbour *candidate; /* [items] */
    } *rooms;                        /* by worker */
};

static int nearest_first(const void *left, const void *right)
{
    const struct neighbour *a = left, *b = right;
    if (a->likeness != b->likeness) return a->likeness > b->likeness ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

static void meet(const struct meeting *meeting, size_t item, struct room *room)
{
    const struct ri_interactions *by_item = meeting->by_item, *by_user = meeting->by_user;
    struct item_item             *model = meeting->model;
    size_t                        met = 0, n = 0;
    for (size_t a = by_item->begin[item]; a < by_item->begin[item + 1]; a++) {
        const uint32_t user = by_item->item[a];
        const double   weight = (double)by_item->weight[a];
        for (size_t b = by_user->begin[user]; b < by_user->begin[user + 1]; b++) {
            const uint32_t other = by_user->item[b];
            if (room->together[other] == 0) room->met[met++] = other;
            room->together[other] += weight * (double)by_user->weight[b];
        }
    }
    for (size_t i = 0; i < met; i++) {
        const uint32_t other = room->met[i];
        const double   divisor = meeting->norm[item] * meeting->norm[other] + meeting->shrink;
        if (other != item)
            room->candidate[n++] =
                (struct neighbour){other, (float)(room->together[other] / divisor)};
        room->together[other] = 0;
    }
    qsort(room->candidate, n, sizeof *room->candidate, nearest_first);
    model->count[item] = (uint32_t)(n < model->most ? n : model->most);
    memcpy(model->at + item * model->most, room->candidate,
           model->count[item] * sizeof *room->candidate);
}

static ri_status meet_some(void *context, size_t block, unsigned worker, struct ri_error *err)
{
    (void)err;
    const struct meeting *meeting = context;
    const size_t          first = block * ITEMS_A_TASK, items = meeting->model->items;
    for (size_t i = first; i < items && i < first + ITEMS_A_TASK; i++)
        meet(meeting, i, &meeting->rooms[worker]);
    return RI_OK;
}

static ri_status find(struct meeting *meeting, struct ri_task *task, struct ri_arena *scratch,
                      struct ri_error *err)
{
    const size_t           items = meeting->model->items;
    struct ri_interactions by_item;
    RI_TRY(ri_interactions_turn(meeting->by_user, scratch, &by_item, err));
    meeting->by_item = &by_item;
    RI_ARENA_NEW(meeting->norm, scratch, items, err);
    RI_ARENA_NEW(meeting->rooms, scratch, ri_task_threads(task), err);
    for (unsigned w = 0; w < ri_task_threads(task); w++) {
        RI_ARENA_NEW(meeting->rooms[w].together, scratch, items, err);
        RI_ARENA_NEW(meeting->rooms[w].met, scratch, items, err);
        RI_ARENA_NEW(meeting->rooms[w].candidate, scratch, items, err);
    }
    for (size_t i = 0; i < items; i++) {
        for (size_t a = by_item.begin[i]; a < by_item.begin[i + 1]; a++)
            meeting->norm[i] += (double)by_item.weight[a] * (double)by_item.weight[a];
        meeting->norm[i] = sqrt(meeting->norm[i]);
    }
    return ri_parallel(task, (items + ITEMS_A_TASK - 1) / ITEMS_A_TASK, meet_some, meeting, err);
}

static ri_status learn(const struct ri_interactions      *interactions,
                       const struct ri_recommend_options *options, struct ri_task *task,
                       struct ri_arena *mem, void **ret_model, struct ri_error *err)
{
    struct item_item *model;
    if (options->neighbours > RI_NEIGHBOURS_MOST || !(options->shrink >= 0))
        return ri_fail(err, RI_EUSAGE,
                       "neighbours want 1 to %d and shrink 0 or more; got %zu and %g",
                       RI_NEIGHBOURS_MOST, options->neighbours, options->shrink);
    RI_TRY(recommend_check(interactions, err));
    RI_ARENA_NEW(model, mem, 1, err);
    model->items = interactions->items;
    model->most = options->neighbours ? options->neighbours : NEIGHBOURS;
    RI_ARENA_NEW(model->at, mem, model->items * model->most, err);
    RI_ARENA_NEW(model->count, mem, model->items, err);
    struct meeting meeting = {.by_user = interactions, .model = model, .shrink = options->shrink};
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    const ri_status            status = find(&meeting, task, mem, err);
    ri_arena_rewind(mem, mark);
    if (status == RI_OK) *ret_model = model;
    return status;
}

static void score(const void *model_of, const struct ri_interactions *interactions, size_t user,
                  float *scores)
{
    const struct item_item *model = model_of;
    memset(scores, 0, model->items * sizeof *scores);
    for (size_t i = interactions->begin[user]; i < interactions->begin[user + 1]; i++) {
        const uint32_t own = interactions->item[i];
        for (size_t n = 0; n < model->count[own]; n++) {
            const struct neighbour *at = &model->at[own * model->most + n];
            scores[at->item] += interactions->weight[i] * at->likeness;
        }
    }
}

static size_t reason(const void *model_of, const struct ri_interactions *interactions, size_t user,
                     size_t item)
{
    const struct item_item *model = model_of;
    size_t                  best = SIZE_MAX;
    float                   most = 0;
    for (size_t i = interactions->begin[user]; i < interactions->begin[user + 1]; i++) {
        const uint32_t own = interactions->item[i];
        for (size_t n = 0; n < model->count[own]; n++) {
            const struct neighbour *at = &model->at[own * model->most + n];
            const float             part = interactions->weight[i] * at->likeness;
            if (at->item != item || part <= most) continue;
            most = part;
            best = own;
        }
    }
    return best;
}

const struct ri_recommender recommender_item_item = {
    .name = "item_item",
    .summary = "items that the same customers bought, by cosine",
    .learn = learn,
    .score = score,
    .reason = reason,
};
