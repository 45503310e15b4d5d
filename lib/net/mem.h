/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mem: what a loop hands to libuv and gets back in a callback: connections, sockets, lookups.  Each
 * lives until its handles are closed, which no arena can tell.
 */
#ifndef TB_LIB_NET_MEM_H
#define TB_LIB_NET_MEM_H

#include <stddef.h>

/* mem_new is n zeroed bytes, or NULL; mem_free wipes them, since a connection holds the password
 * of its proxy. */
void *mem_new(size_t n);
void mem_free(void *data, size_t n);

#define MEM_NEW(type) ((type *)mem_new(sizeof(type)))

#endif
