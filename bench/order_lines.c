/* Order lines alone: 100,000 product-stores from draws that a peer made, so that both work on the same numbers.
 *
 *     order_lines FILE    as little-endian 16 bit numbers: lines, draws; then a line: on hand, pack, lead-time draws, draws over lead time
 *                         and review. Prints one line of JSON: processor seconds and sums, by kind of line. */
#include "inventory/order.h"

#include <math.h>

enum { LEAD = 2, REVIEW = 1, KINDS = 3 };

struct lines {
    size_t    count, draws;
    uint16_t *numbers; /* of a line: 2 + 2 draws */
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int read_lines(const char *path, struct lines *ret)
{
    uint32_t head[2];
    FILE    *file = fopen(path, "rb");
    if (!file || fread(head, sizeof head, 1, file) != 1) return 0;
    *ret = (struct lines){.count = head[0], .draws = head[1]};
    const size_t room = ret->count * (2 + 2 * ret->draws);
    ret->numbers = malloc(room * sizeof *ret->numbers);
    const int whole = ret->numbers && fread(ret->numbers, sizeof *ret->numbers, room, file) == room;
    fclose(file);
    return whole;
}

struct sums {
    double seconds, quantity, fill, cycle;
};

static int order_all(const struct lines *lines, int kind, struct sums *ret)
{
    static const double law[] = {0, 0.1, 0.6, 0.2, 0.1};
    struct ri_arena     mem;
    double             *room = malloc(2 * lines->draws * sizeof *room);
    *ret = (struct sums){0};
    if (!room) return 0;
    ri_arena_init(&mem, (size_t)1 << 24);
    const double start = seconds();
    for (size_t i = 0; i < lines->count; i++) {
        const uint16_t *line = lines->numbers + i * (2 + 2 * lines->draws);
        for (size_t k = 0; k < 2 * lines->draws; k++) room[k] = line[2 + k];
        struct ri_order_input input = {.on_hand = line[0],
                                       .lead_time = LEAD,
                                       .review = REVIEW,
                                       .period = "week",
                                       .protection = room + lines->draws,
                                       .lead = room,
                                       .draw_count = lines->draws,
                                       .pack = line[1],
                                       .unit_cost = 2,
                                       .unit_price = 5,
                                       .service = 0.97,
                                       .shortage_cost = NAN,
                                       .holding_cost = NAN,
                                       .lost_sales = kind == 1};
        if (kind == 2) { /* a random lead time and a shelf life */
            input.lead_chance = law;
            input.lead_count = sizeof law / sizeof *law;
            input.span = 5;
            input.shelf_life = 4;
        }
        struct ri_order_line       made;
        const struct ri_arena_mark mark = ri_arena_mark(&mem);
        if (ri_inventory_order(&input, &mem, &made, NULL) != RI_OK) return 0;
        ri_arena_rewind(&mem, mark);
        ret->quantity += made.order_quantity;
        ret->fill += made.expected_fill_rate;
        ret->cycle += made.cycle_service;
    }
    ret->seconds = seconds() - start;
    ri_arena_release(&mem);
    free(room);
    return 1;
}

int main(int argc, char **argv)
{
    static const char *const kinds[KINDS] = {"backorders", "lost sales",
                                             "random lead time, shelf life"};
    struct lines             lines = {0};
    if (argc != 2 || !read_lines(argv[1], &lines)) return 2;
    printf("{");
    for (int kind = 0; kind < KINDS; kind++) {
        struct sums sums;
        if (!order_all(&lines, kind, &sums)) return 1;
        printf("%s\"%s\":{\"cpu_s\":%.4f,\"quantity\":%.0f,\"fill\":%.6f,\"cycle\":%.6f}",
               kind ? "," : "", kinds[kind], sums.seconds, sums.quantity, sums.fill, sums.cycle);
    }
    printf("}\n");
    free(lines.numbers);
    return 0;
}
