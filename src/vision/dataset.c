/* Pictures into memory, and who is held back. */
#include "dataset.h"

#include "base/random.h"
#include "base/thread.h"

enum { MEMORY_DEFAULT_MB = 4096 };

struct reading {
    const struct ri_listing *listing;
    struct ri_picture_set   *set;
    struct ri_task          *task;
    char                   **reasons; /* [count] NULL: read */
    uint8_t                 *pixels;
    atomic_size_t            done;
};

/* Bits: is each pixel of a 9 x 8 grey miniature darker than its right neighbour (difference hash)? */
static uint64_t look_of(const struct ri_picture *picture)
{
    uint8_t  small[9 * 8 * 3];
    int      grey[8][9];
    uint64_t look = 0;
    if (ri_picture_resize(picture, 9, 8, small, NULL) != RI_OK) return 0;
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 9; x++) {
            const uint8_t *at = small + (y * 9 + x) * 3;
            grey[y][x] = 299 * at[0] + 587 * at[1] + 114 * at[2];
        }
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 8; x++) look = look << 1 | (grey[y][x] < grey[y][x + 1]);
    return look;
}

static ri_status read_one(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    (void)worker;
    struct reading   *at = context;
    const size_t      side = at->set->side;
    struct ri_picture picture = {0};
    struct ri_error   why = {0};
    uint8_t          *pixels = at->pixels + i * side * side * 3;
    ri_status status = ri_picture_read(at->listing->files[i], at->set->side, &picture, &why);
    if (status == RI_OK)
        status = ri_picture_resize(&picture, at->set->side, at->set->side, pixels, &why);
    ri_picture_release(&picture);
    if (status == RI_ENOMEM) {
        if (err) *err = why;
        return status;
    }
    if (status != RI_OK) {
        const size_t lead = strlen(at->listing->files[i]) + 2;
        at->reasons[i] = strdup(strlen(why.message) > lead ? why.message + lead : why.message);
    } else {
        const struct ri_picture square = {at->set->side, at->set->side, pixels};
        at->set->looks[i] = look_of(&square);
    }
    const size_t done = atomic_fetch_add(&at->done, 1) + 1;
    if (done % 64 == 0 || done == at->listing->count)
        ri_task_progress(at->task, "reading", done, at->listing->count, "pictures");
    return RI_OK;
}

/* Closes the gaps that unreadable files left. */
static ri_status settle(struct reading *at, struct ri_arena *mem, struct ri_error *err)
{
    struct ri_picture_set *set = at->set;
    const size_t           size = (size_t)set->side * set->side * 3;
    for (size_t i = 0; i < at->listing->count; i++) {
        if (at->reasons[i]) {
            const char *reason = ri_arena_copy(mem, at->reasons[i], strlen(at->reasons[i]));
            if (!reason) return ri_fail(err, RI_ENOMEM, "no room for reasons");
            set->refused[set->refused_count++] = (struct ri_refused){at->listing->names[i], reason};
            continue;
        }
        if (set->count != i) memmove(set->pixels + set->count * size, set->pixels + i * size, size);
        set->looks[set->count] = set->looks[i];
        set->of[set->count] = i;
        set->labels[set->count++] = at->listing->labels[i];
    }
    return RI_OK;
}

ri_status ri_picture_set_read(const struct ri_listing *listing, unsigned side, size_t memory_limit,
                              struct ri_task *task, struct ri_arena *mem,
                              struct ri_picture_set *ret, struct ri_error *err)
{
    const size_t          count = listing->count, bytes = count * side * side * 3;
    const size_t          limit = memory_limit ? memory_limit : (size_t)MEMORY_DEFAULT_MB << 20;
    struct ri_picture_set set = {.side = side};
    struct reading        at = {.listing = listing, .set = &set, .task = task};
    if (bytes > limit)
        return ri_fail(err, RI_ETOOLARGE,
                       "%zu pictures of %u pixels a side need %zu MB, above the limit of %zu MB; "
                       "--size makes them smaller",
                       count, side, bytes >> 20, limit >> 20);
    RI_ARENA_NEW(set.of, mem, count, err);
    RI_ARENA_NEW(set.labels, mem, count, err);
    RI_ARENA_NEW(set.refused, mem, count, err);
    RI_ARENA_NEW(set.looks, mem, count, err);
    RI_ARENA_NEW(at.reasons, mem, count, err);
    at.pixels = set.pixels = malloc(bytes ? bytes : 1);
    if (!set.pixels) return ri_fail(err, RI_ENOMEM, "no room for %zu MB of pictures", bytes >> 20);
    ri_status status = ri_parallel(task, count, read_one, &at, err);
    if (status == RI_OK) status = settle(&at, mem, err);
    for (size_t i = 0; i < count; i++) free(at.reasons[i]);
    if (status != RI_OK) {
        free(set.pixels);
        return status;
    }
    *ret = set;
    return RI_OK;
}

void ri_picture_set_release(struct ri_picture_set *set)
{
    free(set->pixels);
    *set = (struct ri_picture_set){0};
}

/* ---- Split --------------------------------------------------------------------------------------------------- */

struct splitting {
    const struct ri_picture_set *set;
    size_t *group, *size; /* first of the picture's group; pictures in a group, by its first */
    bool   *mixed;        /* by first: the group has several labels, it learns */
    bool   *held;         /* by picture */
};

static void hold_back(struct splitting *at, size_t *firsts, size_t n, size_t want, uint64_t seed,
                      uint32_t label, size_t *ret_held)
{
    struct ri_random random;
    ri_random_init(&random, seed, label);
    ri_random_shuffle(&random, firsts, n);
    *ret_held = 0;
    for (size_t k = 0; k < n && *ret_held < want; k++) {
        const size_t first = firsts[k];
        if (at->mixed[first] || *ret_held + at->size[first] > want + want / 2) continue;
        at->held[first] = true;
        *ret_held += at->size[first];
    }
}

static ri_status split_class(struct splitting *at, const struct ri_listing *listing, uint32_t label,
                             double share, uint64_t seed, size_t *firsts, struct ri_error *err)
{
    const struct ri_picture_set *set = at->set;
    size_t                       n = 0, pictures = 0, held;
    for (size_t i = 0; i < set->count; i++) {
        if (set->labels[i] != label) continue;
        pictures++;
        if (at->group[i] == i) firsts[n++] = i;
    }
    if (pictures < 2)
        return ri_fail(
            err, RI_EDATA, "class '%s' has %s; to learn and to measure takes at least two",
            listing->classes[label], pictures ? "one picture" : "no picture that can be read");
    size_t want = (size_t)(share * (double)pictures + 0.5);
    if (!want) want = 1;
    if (want >= pictures) want = pictures - 1;
    hold_back(at, firsts, n, want, seed, label, &held);
    return RI_OK;
}

static ri_status list_sides(const struct splitting *at, struct ri_arena *mem, struct ri_split *ret,
                            struct ri_error *err)
{
    RI_ARENA_NEW(ret->learn, mem, at->set->count, err);
    RI_ARENA_NEW(ret->held, mem, at->set->count, err);
    for (size_t i = 0; i < at->set->count; i++) {
        if (at->held[at->group[i]])
            ret->held[ret->held_count++] = i;
        else
            ret->learn[ret->learn_count++] = i;
        if (at->group[i] == i) continue;
        ret->duplicates++;
        ret->across += at->set->labels[i] != at->set->labels[at->group[i]];
    }
    return RI_OK;
}

ri_status ri_split_make(const struct ri_picture_set *set, const struct ri_listing *listing,
                        double share, uint64_t seed, struct ri_arena *mem, struct ri_split *ret,
                        struct ri_error *err)
{
    struct splitting at = {.set = set};
    size_t          *firsts;
    struct ri_split  split = {0};
    RI_ARENA_NEW(at.group, mem, set->count, err);
    RI_ARENA_NEW(at.size, mem, set->count, err);
    RI_ARENA_NEW(at.mixed, mem, set->count, err);
    RI_ARENA_NEW(at.held, mem, set->count, err);
    RI_ARENA_NEW(firsts, mem, set->count, err);
    RI_TRY(ri_duplicates(set, NULL, at.group, err));
    for (size_t i = 0; i < set->count; i++) {
        at.size[at.group[i]]++;
        if (set->labels[i] != set->labels[at.group[i]]) at.mixed[at.group[i]] = true;
    }
    for (uint32_t label = 0; share > 0 && label < listing->class_count; label++)
        RI_TRY(split_class(&at, listing, label, share, seed, firsts, err));
    RI_TRY(list_sides(&at, mem, &split, err));
    *ret = split;
    return RI_OK;
}
