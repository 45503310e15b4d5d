/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wipe: overwrites what was secret, in a way that no compiler leaves out; equal_ct compares it. */
#ifndef TB_LIB_BASE_WIPE_H
#define TB_LIB_BASE_WIPE_H

#include <stdbool.h>
#include <stddef.h>

void wipe(void *data, size_t n);

/* equal_ct compares n bytes in a time that does not depend on them. */
bool equal_ct(const void *a, const void *b, size_t n);

#endif
