/* Equal lines, numbered; customers that come again. */
#include "internal.h"

enum { VISITS_ROOM = 1 << 18, VISITS_MOST = 180000 };
static const size_t OCCURRENCE_MOST = 160u << 20;

/* The fields that make lines equal, each preceded by its length, hashed at once. */
static uint64_t line_hash(struct ri_ingest *ingest, const struct ingest_batch *batch, size_t r)
{
    struct ri_text *key = &ingest->sale.key;
    key->length = 0;
    for (size_t i = 0; i < ingest->sale.hashed_count; i++) {
        const struct ri_cells *cells = &batch->cells[ingest->sale.hashed[i]];
        const bool             valid = cells->valid[r];
        const uint32_t         length = !valid        ? UINT32_MAX
                                        : cells->text ? (uint32_t)cells->text[r].length
                                                      : 8;
        const char *bytes = cells->text ? cells->text[r].at : (const char *)&cells->number[r];
        if (key->room < key->length + 4 + (valid ? length : 0) + 1) {
            ri_text_add(key, (const char *)&length, 4);
            if (valid) ri_text_add(key, bytes, length);
            continue;
        }
        memcpy(key->at + key->length, &length, 4);
        key->length += 4;
        if (!valid) continue;
        memcpy(key->at + key->length, bytes, length);
        key->length += length;
    }
    return key->failed ? 0 : ri_hash64(key->at, key->length);
}

static void watch_customers(struct ri_ingest *ingest, const struct ingest_batch *batch, size_t r)
{
    struct ingest_visits  *visits = &ingest->sale.visits;
    const struct ri_cells *customer = &batch->cells[RI_SALE_CUSTOMER],
                          *transaction = &batch->cells[RI_SALE_TRANSACTION];
    if (visits->repeats || visits->given_up || !customer->valid[r]) return;
    if (!visits->customers) {
        visits->customers = calloc(VISITS_ROOM, sizeof *visits->customers);
        visits->visits = calloc(VISITS_ROOM, sizeof *visits->visits);
        if (!visits->customers || !visits->visits) visits->given_up = true;
        if (visits->given_up) return;
    }
    const uint64_t who = ri_hash64(customer->text[r].at, customer->text[r].length) | 1;
    const uint64_t visit = transaction->valid[r]
                               ? ri_hash64(transaction->text[r].at, transaction->text[r].length)
                               : (uint64_t)ingest->row_us;
    size_t         at = (size_t)(who >> 40) & (VISITS_ROOM - 1);
    while (visits->customers[at] && visits->customers[at] != who) at = (at + 1) & (VISITS_ROOM - 1);
    if (visits->customers[at]) {
        visits->repeats = visits->visits[at] != visit;
    } else {
        visits->customers[at] = who;
        visits->visits[at] = visit;
        if (++visits->count == VISITS_MOST) visits->given_up = true;
    }
}

/* Numbers row r, whose line has this hash; false: it is a repeat to drop. */
static bool number_row(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                       uint64_t hash)
{
    struct ri_ingest_summary *summary = &ingest->summary;
    const uint32_t            count =
        ingest->sale.key.failed ? 0 : ingest_occurrence(&ingest->occurrences, hash);
    batch->cells[RI_SALE_LINE].number[r] = count;
    batch->cells[RI_SALE_LINE].valid[r] = count != 0;
    if (!count) {
        if (!summary->occurrences_unknown) ingest_occurrences_release(&ingest->occurrences);
        summary->occurrences_unknown = ingest->occurrences.full = true;
        return true;
    }
    if (count == 1) return true;
    summary->repeats++;
    (void)!__builtin_add_overflow(summary->repeats_minor, batch->cells[RI_SALE_NET].number[r],
                                  &summary->repeats_minor);
    return !ingest->plan.drop_repeats;
}

bool ingest_repeat_check(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r)
{
    watch_customers(ingest, batch, r);
    if (ingest->plan.key_mode == RI_KEY_LINE) return true;
    if (!ingest->occurrences.most)
        ingest->occurrences.most =
            ingest->options->occurrence_most ? ingest->options->occurrence_most : OCCURRENCE_MOST;
    const uint64_t hash = line_hash(ingest, batch, r);
    if (ingest->plan.drop_repeats) return number_row(ingest, batch, r, hash);
    ingest->sale.hashes[r] = hash;
    return true;
}

void ingest_repeat_finish(struct ri_ingest *ingest, struct ingest_batch *batch)
{
    enum { AHEAD = 16 };
    if (ingest->mapping.kind != RI_SALES || ingest->plan.key_mode == RI_KEY_LINE ||
        ingest->plan.drop_repeats)
        return;
    for (size_t r = 0; r < batch->rows; r++) {
        if (r + AHEAD < batch->rows)
            ingest_occurrence_expect(&ingest->occurrences, ingest->sale.hashes[r + AHEAD]);
        (void)number_row(ingest, batch, r, ingest->sale.hashes[r]);
    }
}

void ingest_repeat_release(struct ri_ingest *ingest)
{
    ingest_occurrences_release(&ingest->occurrences);
    ri_text_release(&ingest->sale.key);
    free(ingest->sale.visits.customers);
    free(ingest->sale.visits.visits);
}
