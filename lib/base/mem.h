/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mem: memory that a loop passes to libuv and gets back in a callback: connections, sockets,
 * lookups.  Each lives until its handles are closed, so no arena can hold it. */
#ifndef TB_LIB_NET_MEM_H
#define TB_LIB_NET_MEM_H

#include <stddef.h>

/* mem_new returns n zeroed bytes, or NULL.  mem_free wipes them, because a connection holds the
 * password of its proxy; it accepts NULL. */
void *mem_new(size_t n);
void mem_free(void *data, size_t n);

#define MEM_NEW(type) ((type *)mem_new(sizeof(type)))

#endif
