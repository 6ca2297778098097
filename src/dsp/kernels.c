#include "dsp/kernels.h"

#include <stddef.h>

extern const rf_kernels rf_kernels_built_plain;
#ifdef RF_HAVE_AVX2
extern const rf_kernels rf_kernels_built_avx2;
#endif

const rf_kernels *rf_kernels_plain(void)
{
    return &rf_kernels_built_plain;
}

const rf_kernels *rf_kernels_avx2(void)
{
#ifdef RF_HAVE_AVX2
    if (__builtin_cpu_supports("avx2"))
        return &rf_kernels_built_avx2;
#endif
    return NULL;
}

const rf_kernels *rf_kernels_here(void)
{
    const rf_kernels *wide = rf_kernels_avx2();

    return wide ? wide : rf_kernels_plain();
}
