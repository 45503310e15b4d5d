/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena_kit: an arena for each test of a file, or for all, by these fixtures. */
#ifndef TB_TESTS_UNIT_PATH_ARENA_KIT_H
#define TB_TESTS_UNIT_PATH_ARENA_KIT_H

#include "lib/base/arena.h"

static struct arena arena;

static inline int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 28);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

#endif
