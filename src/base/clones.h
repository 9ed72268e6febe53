/* Kernels compiled once for every machine and once more for those with wide registers; the program picks when it starts.
 * Digits are the same: nothing is reordered, and -ffp-contract=off. Sanitizers do not go with it.
 *
 * RI_CLONES_FUSED is for files that CMakeLists.txt compiles with -ffp-contract=fast: machines with fused multiply-add (all since about
 * 2015) have the same digits, others may differ in the last. */
#ifndef RI_BASE_CLONES_H
#define RI_BASE_CLONES_H
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define RI_CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#define RI_CLONES_FUSED \
    __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define RI_CLONES
#define RI_CLONES_FUSED
#endif
#define RI_INLINE static inline __attribute__((always_inline))
#endif
