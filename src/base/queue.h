/* A bounded queue of fixed-size items between two threads: the writer waits for a slow reader. */
#ifndef RI_BASE_QUEUE_H
#define RI_BASE_QUEUE_H
#include "error.h"

struct ri_queue;
/* Room for `capacity` items of `item_size` bytes, neither 0 (RI_EUSAGE). RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_queue_new(size_t capacity, size_t item_size, struct ri_queue **ret,
                                     struct ri_error *err);
/* Copies *item in; waits while full. False when the reader has closed: the item stays the caller's. */
bool ri_queue_push(struct ri_queue *queue, const void *item);
/* Copies the oldest item out; waits while empty. False at the end: the writer closed and all was read. */
bool ri_queue_pop(struct ri_queue *queue, void *ret_item);
void ri_queue_close_writer(struct ri_queue *queue);
void ri_queue_close_reader(
    struct ri_queue *queue);                /* wakes a waiting writer; what is left can be popped */
void ri_queue_free(struct ri_queue *queue); /* both sides must be done; items left are forgotten */
#endif
