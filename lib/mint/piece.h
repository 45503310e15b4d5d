/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * piece: writes DER from the inside out.
 *
 * Every function returns a finished piece that lives in the arena, so that code nests like the
 * ASN.1 module of a certificate, and any piece can be replaced by bytes that are wrong on purpose.
 * A piece that cannot be made is empty, and arena->err has the reason: the caller that joins all
 * pieces checks it once (mint_cert does).  Do not write secrets this way: the arena is not wiped.
 */
#ifndef TB_LIB_MINT_PIECE_H
#define TB_LIB_MINT_PIECE_H

#include "lib/asn1/der.h"
#include "lib/base/arena.h"

/* piece_copy copies bytes that do not live as long as the arena. */
struct span piece_copy(struct arena *arena, struct span bytes);

/* piece_tlv encodes a tag (low form), the shortest length, and the content. */
struct span piece_tlv(struct arena *arena, unsigned tag, struct span content);

/* piece_content is the content of a TLV. */
struct span piece_content(struct span tlv);

/* piece_join concatenates parts; empty ones vanish. */
struct span piece_join(struct arena *arena, const struct span *parts, size_t num);

/* PIECES joins its arguments; PIECE wraps them: PIECE(a, DER_SEQUENCE, x, y). */
#define PIECES(a, ...)                            \
    piece_join((a), (struct span[]){__VA_ARGS__}, \
               sizeof((struct span[]){__VA_ARGS__}) / sizeof(struct span))
#define PIECE(a, tag, ...) piece_tlv((a), (tag), PIECES((a), __VA_ARGS__))

/* piece_optional is piece_tlv, or empty if the content is. */
struct span piece_optional(struct arena *arena, unsigned tag, struct span content);

struct span piece_int(struct arena *arena, int64_t value);
struct span piece_unsigned(struct arena *arena,
                           struct span big_endian); /* INTEGER, shortest form */
struct span piece_bool(struct arena *arena, bool value);
struct span piece_null(struct arena *arena);
struct span piece_oid(struct arena *arena, const char *dotted);      /* OID_TEXT */
struct span piece_oid_text(struct arena *arena, struct span dotted); /* the same */
struct span piece_octets(struct arena *arena, struct span bytes);
struct span piece_bits(struct arena *arena, struct span bytes); /* BIT STRING of whole octets */
struct span piece_str(struct arena *arena, unsigned tag, const char *text);

/* piece_flags is the content of a BIT STRING of named bits: bit n is 1u << n. */
struct span piece_flags(struct arena *arena, uint32_t flags);

/* piece_time is a Time in the form of RFC 5280 4.1.2.5: UTCTime for the years 1950 to 2049.
 * piece_generalized is a GeneralizedTime for any year. */
struct span piece_time(struct arena *arena, int64_t time);
struct span piece_generalized(struct arena *arena, int64_t time);

#endif
