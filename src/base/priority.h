/* Who goes first where processors are short. Linux: a thread has a niceness of its own, and those that it begins take it over. */
#ifndef RI_BASE_PRIORITY_H
#define RI_BASE_PRIORITY_H

/* This thread gives way to the others of the process: long work beside questions that somebody waits for. Cannot be taken back. */
void ri_priority_give_way(void);
#endif
