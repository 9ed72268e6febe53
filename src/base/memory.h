/* Memory that the machine can have back. Linux, glibc. */
#ifndef RI_BASE_MEMORY_H
#define RI_BASE_MEMORY_H

/* Free blocks of the allocator, of all threads. Takes milliseconds: when there is nothing to do. */
void ri_memory_trim(void);
/* Pages of program and libraries that nothing wrote to: they come back from the file where they are run or read again. After a start, which runs
 * through much that is never needed again. */
void ri_memory_forget_start(void);
#endif
