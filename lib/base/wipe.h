/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wipe: overwrites secrets in a way that no compiler optimizes away. */
#ifndef TB_LIB_BASE_WIPE_H
#define TB_LIB_BASE_WIPE_H

#include <stdbool.h>
#include <stddef.h>

void wipe(void *data, size_t n);

/* equal_ct compares n bytes in constant time. */
bool equal_ct(const void *a, const void *b, size_t n);

#endif
