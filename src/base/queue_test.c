#include "test.h"

#include "queue.h"

#include <pthread.h>

enum { ITEMS = 20000 };

static void *write_all(void *argument)
{
    struct ri_queue *queue = argument;
    size_t           sent = 0;
    for (int i = 0; i < ITEMS; i++) sent += ri_queue_push(queue, &i);
    ri_queue_close_writer(queue);
    return (void *)(uintptr_t)sent;
}

TEST(queue_hands_everything_over_in_order)
{
    for (size_t capacity = 1; capacity <= 64; capacity *= 4) {
        struct ri_queue *queue = NULL;
        pthread_t        writer;
        CHECK_STATUS(ri_queue_new(capacity, sizeof(int), &queue, NULL), RI_OK);
        pthread_create(&writer, NULL, write_all, queue);
        int item = -1, wrong = 0, count = 0;
        while (ri_queue_pop(queue, &item)) wrong += item != count++;
        void *sent = NULL;
        pthread_join(writer, &sent);
        CHECK_INT(count, ITEMS);
        CHECK_INT(wrong, 0);
        CHECK_INT((uintptr_t)sent, ITEMS);
        CHECK(!ri_queue_pop(queue, &item));
        ri_queue_free(queue);
    }
}

TEST(queue_reader_may_leave)
{
    struct ri_queue *queue = NULL;
    pthread_t        writer;
    int              item = 0;
    CHECK_STATUS(ri_queue_new(4, sizeof(int), &queue, NULL), RI_OK);
    pthread_create(&writer, NULL, write_all, queue);
    for (int i = 0; i < 100; i++) CHECK(ri_queue_pop(queue, &item) && item == i);
    ri_queue_close_reader(queue); /* the waiting writer wakes up and gives up */
    void *sent = NULL;
    pthread_join(writer, &sent);
    CHECK((uintptr_t)sent >= 100 && (uintptr_t)sent <= 104);
    CHECK(!ri_queue_push(queue, &item));
    while (ri_queue_pop(queue, &item)) continue;
    CHECK_INT(item + 1, (uintptr_t)sent);
    ri_queue_free(queue);
}

TEST(queue_statuses)
{
    struct ri_queue *queue = NULL;
    CHECK_STATUS(ri_queue_new(0, 8, &queue, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_queue_new(8, 0, &queue, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_queue_new(SIZE_MAX / 2, 8, &queue, NULL), RI_ENOMEM);
    CHECK(!queue);
    ri_queue_free(NULL);
}
