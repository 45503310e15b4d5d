/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ct: comparisons in constant time.  They return masks of all ones (true) or zeros (false), so that
 * no branch depends on secrets.  Numbers must be below 2^31. */
#ifndef TB_LIB_BASE_CT_H
#define TB_LIB_BASE_CT_H

#include <stddef.h>
#include <stdint.h>

/* ct_hide hides a value from the compiler, which may make a branch, or a choice between two
 * addresses, of a mask if it can deduce that it is one of two values. */
static inline uint32_t ct_hide(uint32_t value)
{
    __asm__("" : "+r"(value));
    return value;
}

/* a < b: the difference wraps and its top bit is set. */
static inline uint32_t ct_lt(uint32_t a, uint32_t b)
{
    return ct_hide(0 - (ct_hide(a - b) >> 31));
}

static inline uint32_t ct_ge(uint32_t a, uint32_t b)
{
    return ~ct_lt(a, b);
}

/* a == b: x | -x has its top bit set for every x but 0. */
static inline uint32_t ct_eq(uint32_t a, uint32_t b)
{
    uint32_t x = ct_hide(a ^ b);

    return ct_hide(((x | (0 - x)) >> 31) - 1);
}

/* ct_public states that bytes which were computed from secrets are public, because they are sent:
 * branches may depend on them.  It does nothing; a test of constant time puts its own function in
 * its place. */
void ct_public(const void *data, size_t n);

#endif
