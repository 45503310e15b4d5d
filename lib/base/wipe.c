/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/wipe.h"

#include <stdint.h>
#include <string.h>

void wipe(void *data, size_t n)
{
    if (n > 0)
        explicit_bzero(data, n);
}

/* Reads through volatile, so that no compiler makes it stop at the first difference. */
bool equal_ct(const void *a, const void *b, size_t n)
{
    const volatile uint8_t *x = a, *y = b;
    uint8_t diff = 0;

    for (size_t i = 0; i < n; i++)
        diff |= (uint8_t)(x[i] ^ y[i]);
    return diff == 0;
}
