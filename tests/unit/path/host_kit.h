/* SPDX-License-Identifier: GPL-3.0-or-later */
/* host_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_PATH_HOST_KIT_H
#define TB_TESTS_UNIT_PATH_HOST_KIT_H

#include "lib/path/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/factory/fext.h"

static struct arena arena;

static inline int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 26);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

#endif
