/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/mem.h"

#include <stdlib.h>

#include "lib/base/wipe.h"

void *mem_new(size_t n)
{
    return calloc(1, n);
}

void mem_free(void *data, size_t n)
{
    if (data == NULL)
        return;
    wipe(data, n);
    free(data);
}
