/* What Swift cannot say without a newer operating system or a run-time library: processor features
   and modes, atomic integers, a pause in a spinning loop, a thread-local buffer. */
#ifndef SNN_SHIMS_H
#define SNN_SHIMS_H

#include <stdint.h>

/* The best x86-64 level of this processor: 1, 3 or 4; 0 on other processors. */
static inline int shim_x86_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return 4;
  if (__builtin_cpu_supports("x86-64-v3")) return 3;
  return 1;
#else
  return 0;
#endif
}

/* From now on this thread takes numbers too small for full precision as 0; returns what to hand to
   shim_set_rounding to go back. */
static inline uint64_t shim_flush_denormals(void) {
#if defined(__x86_64__)
  unsigned before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(before | 0x8040);
  return before;
#elif defined(__aarch64__)
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | 1 << 24) : "memory");
  return before;
#else
  return 0;
#endif
}

static inline void shim_set_rounding(uint64_t mode) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr((unsigned)mode);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(mode) : "memory");
#else
  (void)mode;
#endif
}

static inline int64_t shim_load_acquire(const int64_t *p) {
  return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static inline void shim_store_release(int64_t *p, int64_t value) {
  __atomic_store_n(p, value, __ATOMIC_RELEASE);
}

/* Returns the new value. */
static inline int64_t shim_add(int64_t *p, int64_t value) {
  return __atomic_add_fetch(p, value, __ATOMIC_ACQ_REL);
}

static inline void shim_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Correctly rounded and without errno, so that loops over it are vectorised. */
static inline float shim_sqrt(float x) { return __builtin_elementwise_sqrt(x); }

/* Asks for a cache line that will be read. */
static inline void shim_prefetch(const void *p) { __builtin_prefetch(p, 0, 3); }

#define SHIM_MESSAGE_BYTES 2048

/* This thread's buffer for the text of its last error; starts as the empty string. */
char *shim_message(void);

#endif
