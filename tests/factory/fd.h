/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fd: writing DER for tests, inside out.
 *
 * Every function returns a finished piece that lives in the factory's arena, so that a
 * certificate is written as its ASN.1 module nests, and any piece can be replaced by bytes that
 * are wrong on purpose.  A test that runs out of memory is aborted.
 */
#ifndef TB_TESTS_FACTORY_FD_H
#define TB_TESTS_FACTORY_FD_H

#include "lib/asn1/der.h"
#include "lib/base/arena.h"

/* fd_alloc is arena_alloc that never gives NULL. */
void *fd_alloc(struct arena *a, size_t n);

struct span fd_copy(struct arena *a, struct span s);
struct span fd_hex(struct arena *a, const char *hex);

/* fd_tlv puts tag (low form) and the shortest length before content. */
struct span fd_tlv(struct arena *a, unsigned tag, struct span content);

/* fd_join puts parts behind each other; empty ones vanish. */
struct span fd_join(struct arena *a, const struct span *parts, size_t num);

/* FD_CAT joins its arguments; FD wraps them: FD(a, DER_SEQUENCE, x, y). */
#define FD_CAT(a, ...)                                                                   \
    fd_join((a), (struct span[]){__VA_ARGS__},                                           \
            sizeof((struct span[]){__VA_ARGS__}) / sizeof(struct span))
#define FD(a, tag, ...) fd_tlv((a), (tag), FD_CAT((a), __VA_ARGS__))

struct span fd_int(struct arena *a, int64_t v);
struct span fd_unsigned(struct arena *a, struct span big_endian); /* INTEGER, shortest form */
struct span fd_bool(struct arena *a, bool v);
struct span fd_null(struct arena *a);
struct span fd_oid(struct arena *a, const char *dotted);
struct span fd_octets(struct arena *a, struct span s);
struct span fd_bits(struct arena *a, struct span s); /* BIT STRING of whole octets */
struct span fd_str(struct arena *a, unsigned tag, const char *text);

/* fd_flags is the content of a BIT STRING of named bits, bit n being 1u << n. */
struct span fd_flags(struct arena *a, uint32_t flags);

/* fd_time is a Time as RFC 5280 4.1.2.5 wants it; fd_generalized takes that form for any year. */
struct span fd_time(struct arena *a, int64_t t);
struct span fd_generalized(struct arena *a, int64_t t);

#endif
