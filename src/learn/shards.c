/* Parts of a batch side by side. */
#include "shards.h"

#include "base/thread.h"
#include "library.h"

/* As many parts as there are threads, but of equal size and not too small; of networks that answer too: what runs on one thread within a
 * part (splitting numbers) then runs on all. */
static unsigned parts_of(const struct ri_network_options *options)
{
    unsigned parts = library_threads(options->threads);
    if (parts > SHARDS_MOST) parts = SHARDS_MOST;
    while (parts > 1 && (options->batch % parts || options->batch / parts < SHARD_LEAST)) parts--;
    return parts ? parts : 1;
}

static ri_status take_room(struct shards *s, size_t picture, size_t classes, struct ri_error *err)
{
    enum { ALIGN = 64 };
    const size_t batch = s->pictures * s->count;
    s->bytes = batch * (picture + 2 * classes) * sizeof(float);
    if (posix_memalign((void **)&s->input, ALIGN, s->bytes) != 0) {
        s->input = NULL;
        return ri_fail(err, RI_ENOMEM, "no room for a batch of %zu pictures", batch);
    }
    memset(s->input, 0, s->bytes);
    s->output = s->input + batch * picture;
    s->gradient = s->output + batch * classes;
    for (unsigned i = 0; i < s->count; i++)
        RI_TRY(compiled_attach(s->at[i], s->input + i * s->pictures * picture,
                               s->output + i * s->pictures * classes,
                               s->gradient + i * s->pictures * classes, err));
    return RI_OK;
}

ri_status shards_new(const struct ri_network_shape *shape, const struct ri_network_options *options,
                     struct shards *ret, struct ri_error *err)
{
    struct shards             s = {.count = parts_of(options)};
    struct ri_network_options part = *options;
    ri_status                 status = RI_OK;
    s.pictures = part.batch = options->batch / s.count;
    part.threads = options->threads / s.count;
    for (unsigned i = 0; status == RI_OK && i < s.count; i++)
        status = compiled_new(shape, &part, s.count, &s.at[i], err);
    if (status == RI_OK && s.count > 1)
        status = take_room(&s, (size_t)shape->channels * shape->height * shape->width,
                           shape->layers[shape->layer_count - 1].width, err);
    if (status != RI_OK) {
        shards_release(&s);
        return status;
    }
    if (s.count == 1) {
        s.input = compiled_input(s.at[0]);
        s.output = compiled_output(s.at[0]);
        s.gradient = compiled_output_gradient(s.at[0]);
    }
    *ret = s;
    return RI_OK;
}

void shards_release(struct shards *s)
{
    for (unsigned i = 0; i < s->count; i++) compiled_free(s->at[i]);
    if (s->count > 1) free(s->input);
    *s = (struct shards){0};
}

size_t shards_memory(const struct shards *s)
{
    return s->count * compiled_memory(s->at[0]) + s->bytes;
}

struct going {
    struct shards *shards;
    uint64_t       seed;
};

static ri_status forward_one(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    (void)worker;
    const struct going *at = context;
    return compiled_forward(at->shards->at[i], at->seed + i, err); /* each part drops others */
}

static ri_status backward_one(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    (void)worker;
    const struct going *at = context;
    return compiled_backward(at->shards->at[i], err);
}

ri_status shards_forward(struct shards *s, uint64_t seed, struct ri_error *err)
{
    const struct ri_task task = {.threads = s->count};
    struct going         going = {s, seed};
    return ri_parallel(&task, s->count, forward_one, &going, err);
}

ri_status shards_backward(struct shards *s, struct ri_error *err)
{
    const struct ri_task task = {.threads = s->count};
    struct going         going = {s, 0};
    return ri_parallel(&task, s->count, backward_one, &going, err);
}

ri_status shards_layer_output(struct shards *s, size_t layer, size_t count, float *ret,
                              struct ri_error *err)
{
    for (unsigned i = 0; i < s->count; i++)
        RI_TRY(compiled_layer_output(s->at[i], layer, ret + i * s->pictures * count, err));
    return RI_OK;
}

/* The optimiser's state and, after a backward, the sums of gradients are the first part's. */
ri_status shards_copy(struct shards *s, size_t weight, ri_weight_part part, bool to, float *plain,
                      struct ri_error *err)
{
    for (unsigned i = 0; i < (to ? s->count : 1); i++)
        RI_TRY(compiled_copy(s->at[i], weight, part, to, plain, err));
    return RI_OK;
}
