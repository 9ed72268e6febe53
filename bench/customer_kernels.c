/* Models of customers alone, on numbers that a peer made, so that both work on the same.
 *
 *     customer_kernels kmeans FILE K          points: count, dimensions; then doubles. 10 starts
 *     customer_kernels value FILE             histories: count, 3; then x, last, span as doubles. BG/NBD, then 52 weeks ahead
 *     customer_kernels als FILE ITERATIONS OFFERS
 *                                             users, items, factors, purchases; rows' ends; items; times; item factors to begin with.
 *                                             OFFERS gets the ten items that each 97th user scores highest
 *
 * Files begin with 64 bit numbers, little-endian. Prints one line of JSON: processor seconds and what was found. */
#include "customers/kmeans.h"
#include "customers/purchase_model.h"
#include "customers/recommend.h"

#include "base/text.h"

#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *read_some(FILE *file, size_t count, size_t size)
{
    void *room = malloc(count * size);
    if (!room || fread(room, size, count, file) != count) {
        fprintf(stderr, "the file is too short\n");
        exit(1);
    }
    return room;
}

static void must(ri_status status, const struct ri_error *err)
{
    if (status == RI_OK) return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static void kmeans(FILE *file, size_t k, struct ri_task *task, struct ri_arena *mem)
{
    const uint64_t        *head = read_some(file, 2, sizeof *head);
    const struct ri_points points = {read_some(file, head[0] * head[1], sizeof(double)), head[0],
                                     head[1]};
    const struct ri_kmeans_options options = {.k = k, .seed = 1};
    struct ri_kmeans               found;
    struct ri_error                err = {0};
    const double                   start = seconds();
    must(ri_kmeans_fit(&points, &options, task, mem, &found, &err), &err);
    printf("{\"cpu_s\": %.4f, \"inertia\": %.6f}\n", seconds() - start, found.inertia);
}

static void value(FILE *file, struct ri_arena *mem)
{
    const uint64_t                 *head = read_some(file, 2, sizeof *head);
    const double                   *numbers = read_some(file, head[0] * 3, sizeof(double));
    const struct ri_purchase_model *model = ri_purchase_model_find("bgnbd");
    struct ri_purchase_history     *histories = malloc(head[0] * sizeof *histories);
    struct ri_purchase_params       params;
    struct ri_error                 err = {0};
    double                          expected = 0, alive = 0;
    for (size_t i = 0; histories && i < head[0]; i++)
        histories[i] =
            (struct ri_purchase_history){numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2], 1};
    const double start = seconds();
    must(ri_purchase_fit(model, histories, head[0], mem, &params, &err), &err);
    const double fitted = seconds();
    for (size_t i = 0; i < head[0]; i++) {
        expected += model->expected(&params, &histories[i], 52);
        alive += model->alive(&params, &histories[i]);
    }
    printf("{\"fit_cpu_s\": %.4f, \"score_cpu_s\": %.4f, \"log_likelihood\": %.6f, \"expected\": "
           "%.4f, \"alive\": %.4f}\n",
           fitted - start, seconds() - fitted, params.log_likelihood, expected, alive);
}

static void als(FILE *file, size_t iterations, const char *offers, struct ri_task *task,
                struct ri_arena *mem)
{
    const uint64_t *head = read_some(file, 4, sizeof *head);
    size_t         *begin = calloc(head[0] + 1, sizeof *begin);
    const uint64_t *ends = read_some(file, head[0], sizeof *ends);
    for (size_t u = 0; begin && u < head[0]; u++) begin[u + 1] = ends[u];
    const uint32_t                   *item = read_some(file, head[3], sizeof *item);
    const float                      *times = read_some(file, head[3], sizeof *times);
    const struct ri_interactions      known = {head[0], head[1], begin, item, times};
    const struct ri_recommend_options options = {
        .factors = head[2],
        .iterations = iterations,
        .alpha = 1,
        .lambda = 10,
        .start = read_some(file, head[1] * head[2], sizeof(float))};
    void           *model;
    struct ri_error err = {0};
    const double    start = seconds();
    must(ri_recommender_find("als")->learn(&known, &options, task, mem, &model, &err), &err);
    const double taken = seconds() - start;
    float       *scores = malloc(head[1] * sizeof *scores);
    double       sum = 0; /* of the scores of some users: what a peer can add up too */
    FILE        *to = fopen(offers, "wb");
    for (size_t u = 0; scores && to && u < head[0]; u += 97) {
        uint32_t best[10];
        ri_recommender_find("als")->score(model, &known, u, scores);
        for (size_t i = 0; i < head[1]; i++) sum += (double)(scores[i] * scores[i]);
        ri_recommend_best(&known, u, scores, &(struct ri_offer_rules){.owned = true}, 10, best);
        fwrite(best, sizeof best, 1, to);
    }
    if (!to || fclose(to)) exit(1);
    printf("{\"cpu_s\": %.4f, \"scores\": %.6f}\n", taken, sum);
}

int main(int argc, char **argv)
{
    struct ri_task  task = {.threads = 1, .seed = 1};
    struct ri_arena mem;
    int64_t         number = 0;
    FILE           *file = argc > 2 ? fopen(argv[2], "rb") : NULL;
    if (argc > 3) ri_parse_int(ri_view_of(argv[3]), &number);
    ri_arena_init(&mem, (size_t)1 << 35);
    if (!file) return 2;
    if (strcmp(argv[1], "kmeans") == 0)
        kmeans(file, (size_t)number, &task, &mem);
    else if (strcmp(argv[1], "value") == 0)
        value(file, &mem);
    else
        als(file, (size_t)number, argv[4], &task, &mem);
    return 0;
}
