/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ct: comparisons in a time that does not depend on what they are about: masks of all ones (true)
 * or zeros (false) instead of branches.  Numbers are below 2^31.
 */
#ifndef TB_LIB_BASE_CT_H
#define TB_LIB_BASE_CT_H

#include <stdint.h>

/* ct_hide keeps a compiler from concluding what v can be, and from making a branch of it. */
static inline uint32_t ct_hide(uint32_t value)
{
    __asm__("" : "+r"(value));
    return value;
}

static inline uint32_t ct_lt(uint32_t a, uint32_t b)
{
    return 0 - (ct_hide(a - b) >> 31);
}

static inline uint32_t ct_ge(uint32_t a, uint32_t b)
{
    return ~ct_lt(a, b);
}

static inline uint32_t ct_eq(uint32_t a, uint32_t b)
{
    uint32_t x = ct_hide(a ^ b);

    return ((x | (0 - x)) >> 31) - 1;
}

#endif
