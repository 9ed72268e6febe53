/* Near-duplicates without comparing all with all. Hashes that differ in at most six bits agree wholly in one of seven bands (Norouzi
 * et al. 2012, multi-index hashing), so a picture is compared only with those that share a band with it. */
#include "dataset.h"

#include "base/thread.h"

enum { THUMB = 8, THUMB_SIZE = THUMB * THUMB * 3, BITS_MOST = 6, DIFFERENCE_MOST = 6 };
enum {
    BANDS = BITS_MOST + 1,
    BAND_BITS = 10,
    KEYS = 1 << BAND_BITS
}; /* the last bands have nine bits, 64 in all */

struct alike {
    const struct ri_picture_set *set;
    uint8_t                     *thumbs; /* [count][THUMB_SIZE] */
    size_t                      *first;
    size_t  *members[BANDS]; /* [count] pictures by key of the band, each key's in their order */
    uint32_t starts[BANDS][KEYS + 1]; /* where a key's pictures begin */
};

static unsigned key_of(uint64_t look, unsigned band)
{
    static const unsigned shifts[BANDS] = {0, 10, 19, 28, 37, 46, 55},
                          bits[BANDS] = {10, 9, 9, 9, 9, 9, 9};
    return (unsigned)(look >> shifts[band]) & ((1u << bits[band]) - 1);
}

/* Counting sort by the band's key. */
static void fill_band(struct alike *at, unsigned band)
{
    const uint64_t *looks = at->set->looks;
    uint32_t       *starts = at->starts[band];
    for (size_t i = 0; i < at->set->count; i++) starts[key_of(looks[i], band) + 1]++;
    for (unsigned key = 0; key < KEYS; key++) starts[key + 1] += starts[key];
    for (size_t i = at->set->count; i-- > 0;) {
        const unsigned key = key_of(looks[i], band);
        at->members[band][--starts[key + 1]] = i;
    }
    /* each start moved down to its key's first: shift them back to their places */
    for (unsigned key = 0; key < KEYS; key++) starts[key] = starts[key + 1];
    starts[KEYS] = (uint32_t)at->set->count;
}

static bool look_alike(const struct alike *at, size_t i, size_t j)
{
    const uint8_t *a = at->thumbs + i * THUMB_SIZE, *b = at->thumbs + j * THUMB_SIZE;
    int            sum = 0;
    for (int k = 0; k < THUMB_SIZE; k++) sum += a[k] > b[k] ? a[k] - b[k] : b[k] - a[k];
    return sum <= DIFFERENCE_MOST * THUMB_SIZE;
}

/* The earliest picture that looks like this one; itself when none does. */
static ri_status find_first(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    struct alike   *at = context;
    const uint64_t *looks = at->set->looks, look = looks[i];
    size_t          first = i;
    for (unsigned band = 0; band < BANDS; band++) {
        const unsigned key = key_of(look, band);
        for (uint32_t m = at->starts[band][key]; m < at->starts[band][key + 1]; m++) {
            const size_t j = at->members[band][m];
            if (j >= first) break;
            if (__builtin_popcountll(look ^ looks[j]) <= BITS_MOST && look_alike(at, i, j))
                first = j;
        }
    }
    at->first[i] = first;
    return RI_OK;
}

static ri_status make_thumbs(struct alike *at, struct ri_error *err)
{
    const struct ri_picture_set *set = at->set;
    const size_t                 size = (size_t)set->side * set->side * 3;
    for (size_t i = 0; i < set->count; i++) {
        const struct ri_picture picture = {set->side, set->side, set->pixels + i * size};
        RI_TRY(ri_picture_resize(&picture, THUMB, THUMB, at->thumbs + i * THUMB_SIZE, err));
    }
    return RI_OK;
}

static ri_status search(struct alike *at, struct ri_task *task, struct ri_error *err)
{
    size_t *members = malloc(at->set->count * BANDS * sizeof *members + 1);
    at->thumbs = malloc(at->set->count * THUMB_SIZE + 1);
    ri_status status =
        members && at->thumbs ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for thumbnails");
    if (status == RI_OK) status = make_thumbs(at, err);
    for (unsigned band = 0; status == RI_OK && band < BANDS; band++) {
        at->members[band] = members + band * at->set->count;
        fill_band(at, band);
    }
    if (status == RI_OK) status = ri_parallel(task, at->set->count, find_first, at, err);
    free(members);
    free(at->thumbs);
    return status;
}

ri_status ri_duplicates(const struct ri_picture_set *set, struct ri_task *task, size_t *ret,
                        struct ri_error *err)
{
    struct alike *at = calloc(1, sizeof *at);
    if (!at) return ri_fail(err, RI_ENOMEM, "no room for hashes");
    at->set = set;
    at->first = ret;
    const ri_status status = search(at, task, err);
    free(at);
    for (size_t i = 0; status == RI_OK && i < set->count; i++) ret[i] = ret[ret[i]];
    return status;
}
