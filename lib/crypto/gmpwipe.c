/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/gmpwipe.h"

#include <stdlib.h>
#include <string.h>

#include <gmp.h>

#include "lib/base/wipe.h"

/* Secrets pass through GMP's numbers: what it frees or moves is wiped first.  (Allocation stays as
 * it is: GMP's own function never returns NULL.) */
static void free_wiped(void *p, size_t n)
{
    wipe(p, n);
    free(p);
}

/* realloc() would leave a copy of the old bytes behind: allocate, copy, wipe. */
static void *move_wiped(void *p, size_t n, size_t new_n)
{
    void *(*allocate)(size_t);

    mp_get_memory_functions(&allocate, NULL, NULL);
    void *moved = allocate(new_n);
    memcpy(moved, p, n < new_n ? n : new_n);
    free_wiped(p, n);
    return moved;
}

void gmpwipe_install(void)
{
    mp_set_memory_functions(NULL, move_wiped, free_wiped);
}
