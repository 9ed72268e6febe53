/* Contents column by column, two sorts by digits. */
#include "row_draw.h"

#include "base/hash.h"
#include "base/random.h"

#include <math.h>

struct keyed {
    uint64_t key;
    size_t   row;
};
struct drawing {
    const struct ri_coded_table *table;
    const struct ri_coding      *coding;
    const float                 *targets;
    size_t                       rows;
    struct keyed                *at, *spare; /* [rows] */
};

/* A step of SplitMix64, so that 0 is stirred too. */
static uint64_t stir(uint64_t bits)
{
    return ri_mix64(bits + UINT64_C(0x9E3779B97F4A7C15));
}

static uint64_t number_bits(double number)
{
    uint64_t     bits;
    const double plain = number + 0.0;    /* -0 is 0 */
    if (isnan(number)) return UINT64_MAX; /* missing: a NAN of which no arithmetic makes one */
    memcpy(&bits, &plain, sizeof bits);
    return bits;
}

/* ---- Contents ------------------------------------------------------------------------------------------------------- */

static uint64_t salt_of(const char *name, const char *type)
{
    return stir(ri_hash64(name, strlen(name)) ^ stir(ri_hash64(type, strlen(type))));
}

static ri_status add_words(struct drawing *d, size_t c, uint64_t salt, struct ri_error *err)
{
    const struct ri_coded_column *column = &d->coding->columns[c];
    const double                 *cells = ri_coded_table_cells(d->table, c);
    uint64_t                     *of_word = malloc((column->word_count + 1) * sizeof *of_word);
    if (!of_word) return ri_fail(err, RI_ENOMEM, "no room for %zu words", column->word_count);
    for (size_t w = 0; w < column->word_count; w++)
        of_word[w] = stir(ri_hash64(column->words[w], strlen(column->words[w])) ^ salt);
    of_word[column->word_count] = stir(number_bits(NAN) ^ salt);
    for (size_t r = 0; r < d->rows; r++)
        d->at[r].key += of_word[isnan(cells[r]) ? column->word_count : (size_t)cells[r]];
    free(of_word);
    return RI_OK;
}

static ri_status add_contents(struct drawing *d, struct ri_error *err)
{
    const uint64_t target = salt_of("", "target"); /* its name says nothing of a row */
    for (size_t r = 0; r < d->rows; r++)
        d->at[r] = (struct keyed){stir(number_bits((double)d->targets[r]) ^ target), r};
    for (size_t c = 0; c < d->coding->column_count; c++) {
        const struct ri_coded_column *column = &d->coding->columns[c];
        const double                 *cells = ri_coded_table_cells(d->table, c);
        const uint64_t                salt = salt_of(column->name, ri_coded_text(column->type));
        if (column->type == RI_CODED_CATEGORY)
            RI_TRY(add_words(d, c, salt, err));
        else
            for (size_t r = 0; r < d->rows; r++) d->at[r].key += stir(number_bits(cells[r]) ^ salt);
    }
    return RI_OK;
}

/* ---- Order ------------------------------------------------------------------------------------------------------------ */

/* By the key, a byte a pass from the lowest; rows of one key stay as they stand. */
static void sort(struct drawing *d)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t        begin[257] = {0};
        struct keyed *swap = d->at;
        for (size_t i = 0; i < d->rows; i++) begin[(d->at[i].key >> shift & 0xFF) + 1]++;
        for (size_t b = 1; b < 256; b++) begin[b] += begin[b - 1];
        for (size_t i = 0; i < d->rows; i++)
            d->spare[begin[d->at[i].key >> shift & 0xFF]++] = d->at[i];
        d->at = d->spare;
        d->spare = swap;
    }
}

static int by_bits(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_cells(const void *a, const void *b, void *context)
{
    const struct drawing *d = context;
    const size_t          x = ((const struct keyed *)a)->row, y = ((const struct keyed *)b)->row;
    int order = by_bits(number_bits((double)d->targets[x]), number_bits((double)d->targets[y]));
    for (size_t c = 0; !order && c < d->coding->column_count; c++) {
        const double *cells = ri_coded_table_cells(d->table, c);
        order = by_bits(number_bits(cells[x]), number_bits(cells[y]));
    }
    return order;
}

/* Rows of one content, [from, to): nearly always equal, which one look at each tells. */
static void settle_run(struct drawing *d, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++) {
        if (by_cells(&d->at[from], &d->at[i], d) == 0) continue;
        qsort_r(d->at + from, to - from, sizeof *d->at, by_cells, d);
        return;
    }
}

/* Contents to keys of the draw. */
static void stir_seed(struct drawing *d, uint64_t seed)
{
    const uint64_t salt = stir(seed);
    uint64_t       content = 0;
    for (size_t i = 0, first = 0; i < d->rows; i++) {
        if (i == 0 || d->at[i].key != content) first = i;
        content = d->at[i].key;
        d->at[i].key = stir(stir(content ^ salt) + (i - first));
    }
}

/* ---- The fingerprint ----------------------------------------------------------------------------------------------------- */

/* Each part preceded by its length, so that no two tables write the same bytes. */
static void digest_text(struct ri_sha256 *digest, const char *text)
{
    const uint64_t length = strlen(text);
    ri_sha256_add(digest, &length, sizeof length);
    ri_sha256_add(digest, text, length);
}

static void digest_numbers(struct ri_sha256 *digest, const struct drawing *d, const double *cells)
{
    enum { PIECE = 512 };
    uint64_t piece[PIECE];
    for (size_t from = 0; from < d->rows; from += PIECE) {
        const size_t count = d->rows - from < PIECE ? d->rows - from : PIECE;
        for (size_t i = 0; i < count; i++) {
            const size_t row = d->at[from + i].row;
            piece[i] = number_bits(cells ? cells[row] : (double)d->targets[row]);
        }
        ri_sha256_add(digest, piece, count * sizeof *piece);
    }
}

static ri_status take_fingerprint(const struct drawing *d, unsigned char ret[32],
                                  struct ri_error *err)
{
    struct ri_sha256 *digest;
    const uint64_t    sizes[] = {d->coding->column_count, d->rows};
    RI_TRY(ri_sha256_new(&digest, err));
    ri_sha256_add(digest, sizes, sizeof sizes);
    for (size_t c = 0; c < d->coding->column_count; c++) {
        const struct ri_coded_column *column = &d->coding->columns[c];
        const uint64_t                words = column->word_count;
        digest_text(digest, column->name);
        digest_text(digest, ri_coded_text(column->type));
        ri_sha256_add(digest, &words, sizeof words);
        for (size_t w = 0; w < column->word_count; w++) digest_text(digest, column->words[w]);
        digest_numbers(digest, d, ri_coded_table_cells(d->table, c));
    }
    digest_numbers(digest, d, NULL);
    ri_sha256_finish(digest, ret);
    ri_sha256_free(digest);
    return RI_OK;
}

/* ---- All of it ------------------------------------------------------------------------------------------------------------ */

static ri_status draw(struct drawing *d, uint64_t seed, size_t *ret_rows,
                      unsigned char ret_fingerprint[32], struct ri_error *err)
{
    RI_TRY(add_contents(d, err));
    sort(d);
    for (size_t from = 0, to; from < d->rows; from = to) {
        for (to = from + 1; to < d->rows && d->at[to].key == d->at[from].key;) to++;
        settle_run(d, from, to);
    }
    RI_TRY(take_fingerprint(d, ret_fingerprint, err));
    stir_seed(d, seed);
    sort(d);
    for (size_t i = 0; i < d->rows; i++) ret_rows[i] = d->at[i].row;
    return RI_OK;
}

ri_status ri_rows_draw(const struct ri_coded_table *table, const float *targets, uint64_t seed,
                       size_t *ret_rows, unsigned char ret_fingerprint[32], struct ri_error *err)
{
    const size_t   rows = ri_coded_table_rows(table);
    struct drawing d = {.table = table,
                        .coding = ri_coded_table_coding(table),
                        .targets = targets,
                        .rows = rows,
                        .at = malloc((rows ? rows : 1) * sizeof *d.at),
                        .spare = malloc((rows ? rows : 1) * sizeof *d.spare)};
    ri_status      status =
        d.at && d.spare ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for %zu rows", rows);
    if (status == RI_OK) status = draw(&d, seed, ret_rows, ret_fingerprint, err);
    free(d.at);
    free(d.spare);
    return status;
}
