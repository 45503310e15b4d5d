/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mem: memory of single objects: opaque ones, and those that a loop passes to libuv and gets back
 * in a callback. */
#ifndef TB_LIB_BASE_MEM_H
#define TB_LIB_BASE_MEM_H

#include <stddef.h>

/* mem_new returns n zeroed bytes, or NULL.  mem_free wipes them, because there are secrets in many;
 * it accepts NULL. */
void *mem_new(size_t n);
void mem_free(void *data, size_t n);

#define MEM_NEW(type) ((type *)mem_new(sizeof(type)))

#endif
