/* From draws of a sum to futures: each draw is spread over blocks of periods (up to the next arrival, the periods that the
 * order serves, the rest of a shelf life) by shares that are exact where periods are independent and gamma distributed:
 * Dirichlet, with the draws' own mean and variance (Lukacs 1955). The gamma numbers behind the shares are evenly spread instead
 * of random: a lattice, normal scores, Wilson & Hilferty (1931). There are 64 scores, so a block's gamma numbers are a table. Whole
 * units stay whole: the running sum is rounded by an offset that is spread likewise, so that a single unit falls into a block
 * as often as its share says. A random lead time is dealt to the draws by one more dimension of the lattice. */
#include "draws.h"
#include "order_internal.h"

#include "math/stats.h"

#include <float.h>
#include <math.h>

enum { BEFORE_MOST = 12, BLOCKS_MOST = BEFORE_MOST + 3, SCORES = 64 };

struct block {             /* periods in a row */
    double arrival, share; /* share: of expected demand over the span */
    double own, centre,
        spread; /* gamma law of this block: shape, and Wilson & Hilferty's terms of it */
    double *gamma; /* the law by normal score; NULL: too few draws to be worth a table */
};
struct blocks { /* for one lead time */
    size_t       lead;
    double       upto;          /* chance of this or a shorter lead time */
    double       late;          /* arrivals while the order serves */
    size_t       before, count; /* blocks before the goods come; then served, and beyond or not */
    size_t       served;        /* blocks after `before` that make up the periods served */
    size_t       living;        /* the same of shelf life */
    double       beyond;        /* expected demand of the shelf life past the span */
    double       total_share;   /* of expected demand, up to the end of the periods served */
    struct block at[BLOCKS_MOST];
};
struct spreading {
    const struct ri_order_input *in;
    size_t                       span, lead_count;
    double                       even; /* share of a period, or of a unit of in->mean */
    double                       mean, shape, mean_sum; /* of the draws; of in->mean */
    bool                         whole;
    struct blocks               *leads; /* [lead_count] */
};

size_t order_lead_most(const struct ri_order_input *in)
{
    return in->lead_chance ? in->lead_count - 1 : in->lead_time;
}

size_t order_span(const struct ri_order_input *in)
{
    return in->span ? in->span : order_lead_most(in) + in->review;
}

static double arrival_at(const struct ri_order_input *in, size_t period) /* from 0 */
{
    return period < in->arrival_count ? in->arrivals[period] : 0;
}

static double mean_share(const struct spreading *s, size_t period)
{
    return s->mean_sum > 0 ? s->in->mean[period] * s->even : s->even;
}

/* Means of the 64 equal parts of a standard normal law. */
static const double scores[SCORES] = {
    -2.417559, -1.987428, -1.761670, -1.601009, -1.473468, -1.366204, -1.272699, -1.189164,
    -1.113194, -1.043158, -0.977898, -0.916557, -0.858484, -0.803173, -0.750215, -0.699283,
    -0.650104, -0.602449, -0.556126, -0.510966, -0.466825, -0.423576, -0.381105, -0.339312,
    -0.298102, -0.257394, -0.217107, -0.177170, -0.137513, -0.098072, -0.058783, -0.019584,
    0.019584,  0.058783,  0.098072,  0.137513,  0.177170,  0.217107,  0.257394,  0.298102,
    0.339312,  0.381105,  0.423576,  0.466825,  0.510966,  0.556126,  0.602449,  0.650104,
    0.699283,  0.750215,  0.803173,  0.858484,  0.916557,  0.977898,  1.043158,  1.113194,
    1.189164,  1.272699,  1.366204,  1.473468,  1.601009,  1.761670,  1.987428,  2.417559};

static double gamma_at(const struct block *block, size_t score)
{
    const double root = block->centre + scores[score] * block->spread, at = root > 0 ? root : 0;
    return block->own * at * at * at;
}

static void add_block(const struct spreading *s, struct blocks *blocks, size_t from, size_t to)
{
    struct block *block = &blocks->at[blocks->count++];
    for (size_t period = from; period < to; period++) block->share += mean_share(s, period);
    block->own = s->shape * block->share;
    if (!(block->own > 0)) return;
    block->centre = 1 - 1 / (9 * block->own);
    block->spread = 1 / (3 * sqrt(block->own));
}

/* Blocks up to the goods begin at arrivals; what finds no block of its own is there a little early. */
static void add_before(const struct spreading *s, struct blocks *blocks)
{
    size_t from = 0;
    for (size_t period = 0; period <= blocks->lead && blocks->lead; period++) {
        const bool end = period == blocks->lead;
        if (!end &&
            (period == 0 || blocks->count + 1 >= BEFORE_MOST || !(arrival_at(s->in, period) > 0))) {
            blocks->at[blocks->count].arrival += arrival_at(s->in, period);
            continue;
        }
        add_block(s, blocks, from, period);
        from = period;
        if (!end) blocks->at[blocks->count].arrival += arrival_at(s->in, period);
    }
    blocks->before = blocks->count;
}

static void lay_blocks(const struct spreading *s, size_t lead, struct blocks *blocks)
{
    const struct ri_order_input *in = s->in;
    const size_t                 end = lead + in->review, rest = s->span - lead;
    const size_t life = in->shelf_life < rest ? in->shelf_life : rest; /* within the draws */
    blocks->lead = lead;
    add_before(s, blocks);
    const size_t shorter = life && life < in->review ? life : in->review;
    add_block(s, blocks, lead, lead + shorter);
    if (shorter < in->review) add_block(s, blocks, lead + shorter, end);
    blocks->served = blocks->count - blocks->before;
    blocks->living = 1;
    if (life > in->review) {
        add_block(s, blocks, end, lead + life);
        blocks->living = blocks->served + 1;
    }
    const size_t last = life > in->review ? lead + life : end;
    if (last < s->span) add_block(s, blocks, last, s->span);
    for (size_t period = lead; period < end; period++) blocks->late += arrival_at(in, period);
    for (size_t b = 0; b < blocks->before + blocks->served; b++)
        blocks->total_share += blocks->at[b].share;
    if (in->shelf_life > life)
        blocks->beyond = s->mean / (double)s->span * (double)(in->shelf_life - life);
}

/* Where draws are many, each of the numbers of a block is wanted more than once. */
static ri_status lay_tables(struct spreading *s, struct ri_arena *scratch, struct ri_error *err)
{
    size_t  count = 0;
    double *room;
    for (size_t k = 0; k < s->lead_count; k++) count += s->leads[k].count;
    RI_ARENA_NEW(room, scratch, count * SCORES, err);
    for (size_t k = 0; k < s->lead_count; k++) {
        for (size_t b = 0; b < s->leads[k].count; b++, room += SCORES) {
            struct block *block = &s->leads[k].at[b];
            for (size_t i = 0; i < SCORES; i++) room[i] = gamma_at(block, i);
            block->gamma = room;
        }
    }
    return RI_OK;
}

static ri_status prepare(const struct ri_order_input *in, struct ri_arena *scratch,
                         struct spreading *s, struct ri_error *err)
{
    const size_t n = in->draw_count;
    double       sum = 0;
    *s = (struct spreading){.in = in, .span = order_span(in)};
    s->mean = draws_mean(in->protection, n);
    const double variance = n > 1 ? draws_variance(in->protection, n) : 0;
    s->shape = variance > 0 ? s->mean * s->mean / variance : 1e12; /* of the sum's gamma law */
    s->mean_sum = in->mean ? ri_sum(in->mean, s->span) : 0;
    if (s->mean_sum < DBL_MIN) s->mean_sum = 0; /* died away: too little to divide by */
    s->even = 1 / (s->mean_sum > 0 ? s->mean_sum : (double)s->span);
    s->whole = s->mean * (double)n < 1e15 && draws_whole(in->protection, n);
    for (size_t l = 0; in->lead_chance && l < in->lead_count; l++)
        s->lead_count += in->lead_chance[l] > 0;
    if (!in->lead_chance) s->lead_count = 1;
    RI_ARENA_NEW(s->leads, scratch, s->lead_count, err);
    if (!in->lead_chance) lay_blocks(s, in->lead_time, &s->leads[0]);
    for (size_t l = 0, k = 0; in->lead_chance && l < in->lead_count; l++) {
        if (!(in->lead_chance[l] > 0)) continue;
        sum += in->lead_chance[l];
        lay_blocks(s, l, &s->leads[k]);
        s->leads[k++].upto = sum;
    }
    s->leads[s->lead_count - 1].upto = 2; /* whatever the rounding of chances */
    return n / (SCORES / 2) >= s->lead_count ? lay_tables(s, scratch, err) : RI_OK;
}

/* The i-th point of a dimension of the lattice as a fraction of 2^64: sums that wrap around. */
#define LATTICE_STEP(fraction) ((uint64_t)((fraction) * 0x1p64L))
static const uint64_t lead_step = LATTICE_STEP(0.754878L), rounding_step = LATTICE_STEP(0.569840L);
static const uint64_t block_steps[BLOCKS_MOST] = {
    LATTICE_STEP(0.618034L), LATTICE_STEP(0.414214L), LATTICE_STEP(0.732051L),
    LATTICE_STEP(0.236068L), LATTICE_STEP(0.645751L), LATTICE_STEP(0.316625L),
    LATTICE_STEP(0.605551L), LATTICE_STEP(0.123106L), LATTICE_STEP(0.358899L),
    LATTICE_STEP(0.795832L), LATTICE_STEP(0.385165L), LATTICE_STEP(0.567764L),
    LATTICE_STEP(0.082763L), LATTICE_STEP(0.557439L), LATTICE_STEP(0.280110L)};

static size_t score_of(size_t i, size_t block) /* below SCORES */
{
    return (size_t)((i + 1) * block_steps[block] >> 58);
}

static double lattice(size_t i, uint64_t step) /* [0, 1) */
{
    return (double)((i + 1) * step >> 11) * 0x1p-53;
}

/* The i-th draw's demand by block, adding up to `total`; whole units stay whole. */
static void spread(const struct spreading *s, const struct blocks *blocks, size_t i, double total,
                   double *ret_demand)
{
    const size_t last = blocks->count - 1;
    double       sum = 0;
    for (size_t b = 0; b <= last; b++)
        sum += ret_demand[b] = blocks->at[b].gamma ? blocks->at[b].gamma[score_of(i, b)]
                                                   : gamma_at(&blocks->at[b], score_of(i, b));
    const double offset = s->whole ? lattice(i, rounding_step) : 0, scale = sum > 0 ? total / sum : 0;
    double       exact = 0, given = 0; /* up to and with this block */
    for (size_t b = 0; b < last; b++) {
        exact += sum > 0 ? ret_demand[b] * scale : total * blocks->at[b].share;
        double upto = s->whole ? (double)(int64_t)(exact + offset) : exact;
        if (upto > total) upto = total;
        ret_demand[b] = upto - given;
        given = upto;
    }
    ret_demand[last] = total - given;
}

/* As spread, but the part before the order comes is known to be `lead`. */
static void spread_paired(const struct spreading *s, const struct blocks *blocks, size_t i,
                          double lead, double total, double *ret_demand)
{
    const size_t last = blocks->before;
    double       before = 0;
    spread(s, blocks, i, total, ret_demand);
    for (size_t b = 0; b < last; b++) before += ret_demand[b];
    for (size_t b = 0; b < last; b++)
        ret_demand[b] = before > 0 ? ret_demand[b] * lead / before : lead / (double)last;
    ret_demand[last] = total - lead;
}

static const struct blocks *lead_of(const struct spreading *s, size_t i)
{
    const double u = lattice(i, lead_step);
    size_t       k = 0;
    while (s->lead_count > 1 && s->leads[k].upto <= u) k++;
    return &s->leads[k];
}

/* Plays the i-th future up to the goods and sums what comes after. */
static void play(const struct spreading *s, const struct blocks *blocks, size_t i,
                 const double *demand, struct order_paths *paths)
{
    const bool   lost_sales = s->in->lost_sales;
    double       left = fmax(s->in->on_hand, 0) - s->in->reserved, before = 0, lost = 0;
    const double start = fmax(left, 0);
    double       there = start;
    for (size_t b = 0; b < blocks->before; b++) {
        left += blocks->at[b].arrival;
        there += blocks->at[b].arrival;
        before += demand[b];
        const double shelf = left > 0 ? left : 0, sold = shelf < demand[b] ? shelf : demand[b];
        left -= lost_sales ? sold : demand[b];
        if (lost_sales) lost += demand[b] - sold;
    }
    if (!lost_sales) lost = before > there ? before - there : 0;
    paths->lost += lost;
    paths->out += blocks->lead && (lost_sales ? left <= 0 : left < 0);
    paths->before[i] = before;
    paths->net[i] = left;
    paths->late[i] = blocks->late;
    double after = 0, life = blocks->beyond;
    for (size_t b = 0; b < blocks->served; b++) after += demand[blocks->before + b];
    for (size_t b = 0; b < blocks->living; b++) life += demand[blocks->before + b];
    paths->after[i] = after;
    if (paths->life) paths->life[i] = life;
}

/* Variance, over the law of the lead time, of the demand expected up to the end of the periods served. */
static double lead_variance(const struct spreading *s)
{
    double mean = 0, square = 0, before = 0;
    for (size_t k = 0; k < s->lead_count; k++) {
        const double upto = k + 1 < s->lead_count ? s->leads[k].upto : 1;
        const double demand = s->mean * s->leads[k].total_share;
        mean += (upto - before) * demand;
        square += (upto - before) * demand * demand;
        before = upto;
    }
    return fmax(square - mean * mean, 0);
}

ri_status order_paths_of(const struct ri_order_input *in, struct ri_arena *scratch,
                         struct order_paths *ret, struct ri_error *err)
{
    struct spreading   s;
    struct order_paths paths = {.n = in->draw_count};
    double             demand[BLOCKS_MOST];
    RI_TRY(prepare(in, scratch, &s, err));
    RI_ARENA_NEW(paths.before, scratch, paths.n, err);
    RI_ARENA_NEW(paths.net, scratch, paths.n, err);
    RI_ARENA_NEW(paths.after, scratch, paths.n, err);
    RI_ARENA_NEW(paths.late, scratch, paths.n, err);
    if (in->shelf_life) RI_ARENA_NEW(paths.life, scratch, paths.n, err);
    for (size_t i = 0; i < paths.n; i++) {
        const struct blocks *blocks = lead_of(&s, i);
        if (in->paired && in->lead && in->lead_time && !in->lead_chance && !in->span &&
            !in->shelf_life)
            spread_paired(&s, blocks, i, in->lead[i], in->protection[i], demand);
        else
            spread(&s, blocks, i, in->protection[i], demand);
        play(&s, blocks, i, demand, &paths);
    }
    paths.lost /= (double)paths.n;
    paths.out /= (double)paths.n;
    paths.lead_var = lead_variance(&s);
    *ret = paths;
    return RI_OK;
}
