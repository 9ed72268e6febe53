/* Counters of people that fail, and what they would have counted. Kernel on hours of one store.
 *
 *     dead       hours of zeros or nothing, in which together a dozen people and more usually come
 *     stuck      the same number hour after hour, longer than chance repeats it (once in a million)
 *     shifted    a day whose course is the usual one an hour to three earlier or later
 *     imbalance  a day on which a quarter more came in than went out, or the other way
 *
 * The usual of an hour is the median of the same hour of the week in the eight weeks before and after. Dead, stuck and shifted hours are filled with
 * it; an imbalance is told and changes nothing: nobody knows which side is wrong. */
#ifndef RI_ANOMALY_COUNTER_H
#define RI_ANOMALY_COUNTER_H
#include "base/error.h"

#define RI_COUNTER_MAP(X)          \
    X(RI_COUNTER_GOOD, "")         \
    X(RI_COUNTER_DEAD, "dead")     \
    X(RI_COUNTER_STUCK, "stuck")   \
    X(RI_COUNTER_SHIFT, "shifted") \
    X(RI_COUNTER_IMBALANCE, "imbalance")
#define RI_COUNTER_ENUM_(code, text) code,
typedef enum ri_counter_fault {
    RI_COUNTER_MAP(RI_COUNTER_ENUM_) RI_COUNTER_FAULTS
} ri_counter_fault;
#undef RI_COUNTER_ENUM_
extern const char *const ri_counter_fault_names[];

/* in[days * 24], out[days * 24]: people by hour; NAN: not counted. closed[days] (may be NULL): the store did not open. ret_usual, ret_fault
 * [days * 24]. Returns hours with a fault. */
size_t ri_counter_check(const double *in, const double *out, const bool *closed, size_t days,
                        double *ret_usual, uint8_t *ret_fault);
#endif
