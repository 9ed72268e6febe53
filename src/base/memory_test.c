/* Memory given back, priority given up: what can be seen of it from outside. */
#include "memory.h"

#include "error.h"
#include "priority.h"
#include "test.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Kilobytes of files in memory: text and constants, as the kernel counts them. */
static long file_kb(void)
{
    char  line[200];
    long  kb = -1;
    FILE *file = fopen("/proc/self/status", "re");
    while (file && fgets(line, sizeof line, file)) (void)sscanf(line, "RssFile: %ld kB", &kb);
    if (file) fclose(file);
    return kb;
}

TEST(memory_what_the_start_ran_through_goes_back)
{
    const long before = file_kb();
    ri_memory_forget_start();
    const long after = file_kb();
    CHECK(before > 0 && after < before);
    ri_memory_forget_start(); /* and all of it still runs */
    ri_memory_trim();
    char *text = malloc(1 << 20);
    CHECK(text);
    free(text);
}

static int priority(void)
{
    return getpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid));
}

static void *child(void *context)
{
    *(int *)context = priority();
    return NULL;
}

static void *nice_one(void *context)
{
    pthread_t thread;
    int      *levels = context;
    ri_priority_give_way();
    levels[0] = priority();
    if (pthread_create(&thread, NULL, child, &levels[1]) == 0) pthread_join(thread, NULL);
    return NULL;
}

TEST(priority_is_given_up_by_a_thread_and_those_it_begins_alone)
{
    const int before = priority();
    int       levels[2] = {0};
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, nice_one, levels), 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    const int want = before + 10 < 19 ? before + 10 : 19;
    CHECK_INT(levels[0], want);
    CHECK_INT(levels[1], want);
    CHECK_INT(priority(), before);
}
