/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kit_arena: an arena for all tests of a file, `a`, which setup makes and teardown frees. */
#ifndef TB_TESTS_UNIT_CRYPTO_KIT_ARENA_H
#define TB_TESTS_UNIT_CRYPTO_KIT_ARENA_H

#include "tests/unit/crypto/kit.h"

static struct arena arena;
static struct arena *const a = &arena;

static int setup(void **state)
{
    (void)state;
    arena_init(a, 16 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

#endif
