/* How fast are pictures: the reference network trains and answers (100 x 100, ten classes, batches of 32), files are decoded and
 * squeezed on one thread, and one picture is recognised on one thread from its bytes to its answer by the default network, with the
 * nearest of 2,640 examples. Training in bfloat16 where the processor multiplies it, as `vision train` does, and in single numbers.
 * Weights and inputs are made up. JSON on standard output.
 * usage: pictures THREADS FOLDER_OF_JPEGS */
#include "vision/recognise.h"

#include "base/json.h"
#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CLASSES = 10, BATCH = 32, STEPS = 60, WARM = 5, DECODED = 500, TO = 100, ASKED = 300 };
enum { EXAMPLES = 2640, GROCERIES = 81 };

struct lap {
    double wall, cpu;
};

static double clock_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static struct lap now(void)
{
    return (struct lap){clock_s(CLOCK_MONOTONIC), clock_s(CLOCK_PROCESS_CPUTIME_ID)};
}

static void must(ri_status status, const struct ri_error *err)
{
    if (status == RI_OK) return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static void put(struct ri_json *json, const char *name, struct lap since, double count)
{
    const struct lap at = now();
    char             key[64];
    snprintf(key, sizeof key, "%s_per_s", name);
    ri_json_key(json, key);
    ri_json_number(json, count / (at.wall - since.wall));
    snprintf(key, sizeof key, "%s_per_cpu_s", name);
    ri_json_key(json, key);
    ri_json_number(json, count / (at.cpu - since.cpu));
}

/* ---- The reference network ------------------------------------------------------------------------------------------ */

static void step(struct ri_network *network, const struct ri_optimiser *adam, const float *targets,
                 uint64_t number)
{
    struct ri_error err = {0};
    must(ri_network_forward(network, number, &err), &err);
    ri_softmax_loss(ri_network_output(network), targets, BATCH, CLASSES, NULL,
                    ri_network_output_gradient(network));
    must(ri_network_backward(network, &err), &err);
    must(ri_network_update(network, adam, adam->rate, number, &err), &err);
}

static void fill(float *at, size_t n)
{
    struct ri_random random;
    ri_random_init(&random, 1, 1);
    for (size_t i = 0; i < n; i++) at[i] = (float)ri_random_uniform(&random);
}

static void training(struct ri_json *json, const char *name, const struct ri_recipe *recipe,
                     const struct ri_network_shape *shape, bool brief, unsigned threads)
{
    static float                    targets[BATCH * CLASSES];
    struct ri_error                 err = {0};
    struct ri_network              *network;
    const struct ri_network_options options = {
        .batch = BATCH, .training = true, .brief = brief, .threads = threads};
    must(ri_network_new(shape, &options, &network, &err), &err);
    must(ri_network_initialise(network, 1, false, &err), &err);
    fill(ri_network_input(network), (size_t)BATCH * 3 * recipe->side * recipe->side);
    for (size_t i = 0; i < BATCH; i++) targets[i * CLASSES + i % CLASSES] = 1;
    struct lap start = now();
    for (uint64_t i = 1; i <= WARM + STEPS; i++) {
        if (i == WARM + 1) start = now();
        step(network, &recipe->optimiser, targets, i);
    }
    put(json, name, start, BATCH * STEPS);
    ri_network_free(network);
}

static void answering(struct ri_json *json, const struct ri_recipe *recipe,
                      const struct ri_network_shape *shape, unsigned threads)
{
    struct ri_error                 err = {0};
    struct ri_network              *network;
    const struct ri_network_options options = {.batch = BATCH, .threads = threads};
    must(ri_network_new(shape, &options, &network, &err), &err);
    must(ri_network_initialise(network, 1, false, &err), &err);
    fill(ri_network_input(network), (size_t)BATCH * 3 * recipe->side * recipe->side);
    struct lap start = now();
    for (int i = 0; i < WARM + 3 * STEPS; i++) {
        if (i == WARM) start = now();
        must(ri_network_forward(network, 0, &err), &err);
    }
    put(json, "infer", start, BATCH * STEPS * 3);
    ri_network_free(network);
}

static void reference(struct ri_json *json, unsigned threads)
{
    struct ri_error         err = {0};
    struct ri_recipe        recipe;
    struct ri_network_shape shape;
    must(ri_recipe_find("reference", &recipe, &err), &err);
    must(ri_recipe_shape(&recipe, 0, CLASSES, &shape, &err), &err);
    training(json, "train", &recipe, &shape, true, threads);
    training(json, "train_single", &recipe, &shape, false, threads);
    answering(json, &recipe, &shape, threads);
}

/* ---- Files ------------------------------------------------------------------------------------------------------------ */

struct files {
    struct ri_text *bytes;
    size_t          count;
};

static void read_files(const struct ri_listing *list, struct files *ret)
{
    ret->count = list->count < DECODED ? list->count : DECODED;
    ret->bytes = calloc(ret->count, sizeof *ret->bytes);
    for (size_t i = 0; i < ret->count; i++) {
        static char room[1 << 20];
        FILE       *file = fopen(list->files[i], "rb");
        if (!file) exit(1);
        ri_text_add(&ret->bytes[i], room, fread(room, 1, sizeof room, file));
        fclose(file);
    }
}

static void decode(const struct ri_text *bytes, unsigned side, uint8_t *rgb)
{
    struct ri_error   err = {0};
    struct ri_picture picture = {0};
    must(ri_picture_decode((struct ri_view){bytes->at, bytes->length}, side, &picture, &err), &err);
    must(ri_picture_resize(&picture, side, side, rgb, &err), &err);
    ri_picture_release(&picture);
}

static void decoding(struct ri_json *json, const struct files *files)
{
    uint8_t   *rgb = malloc((size_t)TO * TO * 3);
    struct lap start = now();
    for (int round = 0; round < 4; round++) {
        if (round == 1) start = now();
        for (size_t i = 0; i < files->count; i++) decode(&files->bytes[i], TO, rgb);
    }
    put(json, "decode", start, 3 * (double)files->count);
    free(rgb);
}

/* ---- One picture at a time ---------------------------------------------------------------------------------------------- */

static void make_model(struct ri_arena *mem, struct ri_picture_model *model)
{
    static const char    *classes[GROCERIES], *examples[EXAMPLES];
    static uint32_t       labels[EXAMPLES];
    struct ri_error       err = {0};
    struct ri_recipe      recipe;
    struct ri_weight_info weights[RI_WEIGHTS_MOST];
    size_t                count;
    struct ri_random      random;
    must(ri_recipe_find("default", &recipe, &err), &err);
    *model = (struct ri_picture_model){.network = "default",
                                       .views = recipe.views,
                                       .class_count = GROCERIES,
                                       .classes = classes,
                                       .temperature = 1,
                                       .examples = examples,
                                       .example_labels = labels,
                                       .example_count = EXAMPLES};
    must(ri_recipe_shape(&recipe, 0, GROCERIES, &model->shape, &err), &err);
    model->input = recipe.input;
    must(ri_network_weights(&model->shape, weights, &count, &err), &err);
    for (size_t w = 0; w < count; w++) model->total += weights[w].count;
    model->weights = ri_arena_new(mem, float, model->total);
    model->look_size = ri_look_size(model);
    model->looks = ri_arena_new(mem, int8_t, (size_t)EXAMPLES * model->look_size);
    ri_random_init(&random, 2, 2);
    float *at = model->weights;
    for (size_t w = 0; w < count; w++)
        for (size_t i = 0; i < weights[w].count; i++)
            *at++ = weights[w].role == RI_WEIGHT_VARIANCE || weights[w].role == RI_WEIGHT_SCALE
                        ? 1
                        : 0.05f * ((float)ri_random_uniform(&random) - 0.5f);
    for (size_t i = 0; i < (size_t)EXAMPLES * model->look_size; i++)
        model->looks[i] = (int8_t)ri_random_below(&random, 127);
}

static void recognising(struct ri_json *json, const struct files *files)
{
    struct ri_arena         mem;
    struct ri_error         err = {0};
    struct ri_picture_model model;
    struct ri_recogniser   *recogniser;
    struct ri_answer        answer;
    const size_t            order[] = {0};
    ri_arena_init(&mem, SIZE_MAX);
    make_model(&mem, &model);
    must(ri_recogniser_new(&model, 1, 1, &recogniser, &err), &err);
    uint8_t                    *rgb = malloc((size_t)model.input.side * model.input.side * 3);
    const struct ri_picture_set set = {.side = model.input.side, .count = 1, .pixels = rgb};
    struct lap                  start = now();
    for (int i = 0; i < WARM + ASKED; i++) {
        if (i == WARM) start = now();
        decode(&files->bytes[(size_t)i % files->count], model.input.side, rgb);
        must(ri_recognise(recogniser, &set, order, 1, &answer, NULL, &err), &err);
    }
    put(json, "recognise", start, ASKED);
    ri_recogniser_free(recogniser);
    free(rgb);
    ri_arena_release(&mem);
}

int main(int argc, char **argv)
{
    struct ri_arena   mem;
    struct ri_listing list;
    struct files      files;
    struct ri_error   err = {0};
    struct ri_text    out = {0};
    struct ri_json    json = {.out = &out};
    if (argc != 3) return 2;
    ri_arena_init(&mem, SIZE_MAX);
    must(ri_listing_plain(argv[2], &mem, &list, &err), &err);
    read_files(&list, &files);
    ri_json_object(&json);
    reference(&json, (unsigned)strtoul(argv[1], NULL, 10));
    decoding(&json, &files);
    recognising(&json, &files);
    ri_json_end(&json);
    puts(out.at);
    for (size_t i = 0; i < files.count; i++) ri_text_release(&files.bytes[i]);
    free(files.bytes);
    ri_text_release(&out);
    ri_arena_release(&mem);
    return 0;
}
