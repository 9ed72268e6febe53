/* Bounded queue: a ring, one lock, two conditions. */
#include "queue.h"

#include <pthread.h>

struct ri_queue {
    pthread_mutex_t lock;
    pthread_cond_t  readable, writable;
    size_t          capacity, item_size, first, count;
    bool            writer_closed, reader_closed;
    unsigned char   items[];
};

ri_status ri_queue_new(size_t capacity, size_t item_size, struct ri_queue **ret,
                       struct ri_error *err)
{
    if (!capacity || !item_size)
        return ri_fail(err, RI_EUSAGE, "a queue of %zu items of %zu bytes", capacity, item_size);
    const bool       fits = capacity <= (SIZE_MAX / 2) / item_size;
    struct ri_queue *queue = fits ? calloc(1, sizeof *queue + capacity * item_size) : NULL;
    if (!queue) return ri_fail(err, RI_ENOMEM, "no room for a queue of %zu items", capacity);
    queue->capacity = capacity;
    queue->item_size = item_size;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->readable, NULL);
    pthread_cond_init(&queue->writable, NULL);
    *ret = queue;
    return RI_OK;
}

static void *slot(struct ri_queue *queue, size_t i)
{
    return queue->items + (i % queue->capacity) * queue->item_size;
}

bool ri_queue_push(struct ri_queue *queue, const void *item)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->count == queue->capacity && !queue->reader_closed)
        pthread_cond_wait(&queue->writable, &queue->lock);
    const bool open = !queue->reader_closed;
    if (open) memcpy(slot(queue, queue->first + queue->count++), item, queue->item_size);
    pthread_cond_signal(&queue->readable);
    pthread_mutex_unlock(&queue->lock);
    return open;
}

bool ri_queue_pop(struct ri_queue *queue, void *ret_item)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->count && !queue->writer_closed && !queue->reader_closed)
        pthread_cond_wait(&queue->readable, &queue->lock);
    const bool some = queue->count > 0;
    if (some) {
        memcpy(ret_item, slot(queue, queue->first++), queue->item_size);
        queue->count--;
    }
    pthread_cond_signal(&queue->writable);
    pthread_mutex_unlock(&queue->lock);
    return some;
}

static void close_side(struct ri_queue *queue, bool *side)
{
    pthread_mutex_lock(&queue->lock);
    *side = true;
    pthread_cond_broadcast(&queue->readable);
    pthread_cond_broadcast(&queue->writable);
    pthread_mutex_unlock(&queue->lock);
}

void ri_queue_close_writer(struct ri_queue *queue)
{
    close_side(queue, &queue->writer_closed);
}

void ri_queue_close_reader(struct ri_queue *queue)
{
    close_side(queue, &queue->reader_closed);
}

void ri_queue_free(struct ri_queue *queue)
{
    if (!queue) return;
    pthread_mutex_destroy(&queue->lock);
    pthread_cond_destroy(&queue->readable);
    pthread_cond_destroy(&queue->writable);
    free(queue);
}
