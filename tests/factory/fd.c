/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/fd.h"

#include <stdlib.h>

void *fd_alloc(struct arena *a, size_t n)
{
    void *p = arena_alloc(a, 1, n == 0 ? 1 : n);

    if (p == NULL)
        abort();
    return p;
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

struct span fd_hex(struct arena *a, const char *hex)
{
    size_t n = strlen(hex) / 2;
    uint8_t *p = fd_alloc(a, n);

    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    return span_of(p, n);
}
