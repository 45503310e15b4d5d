/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names: turns lists of suites, groups, schemes and compressions, as people write them,
 * into numbers.
 *
 * Items are separated by commas, colons or blanks: IANA names, OpenSSL names, ids (0x1301), and
 * sets.  Of suites: "default" (the recommended ones), "modern" (TLS 1.3 and ECDHE with AEAD),
 * "compatible" ("default", and CBC, DHE and RSA key exchange), "all" (whatever can be negotiated);
 * of groups: "modern" (hybrids with ML-KEM, elliptic curves), "compatible" and "all" (also RFC
 * 7919), "default" (hybrids, X25519, P-256, P-384); of schemes: "modern" (those of TLS 1.3),
 * "default" (no SHA-1), "compatible" and "all"; of compressions every set is all of them.  A
 * leading "-" removes an item or set; if the first item has one, it is removed from "default".
 * Case does not matter.  A value that occurs twice is taken once, at its first place.
 */
#ifndef TB_LIB_TLS_WIRE_NAMES_H
#define TB_LIB_TLS_WIRE_NAMES_H

#include "lib/tls/wire/tables.h"

enum { NAMES_MAX = 128 };

struct numbers {
    uint16_t v[NAMES_MAX];
    size_t num;
};

/* Errors: TLS_SUITE_NAME, TLS_GROUP_NAME, TLS_SCHEME_NAME, TLS_COMPRESSION_NAME (unknown),
 * TLS_NOT_SUPPORTED (known by name only), TLS_OFFER_EMPTY, SIZE_LIMIT (more than NAMES_MAX); *at is
 * the item.  What is listed must be implemented, by name or by id: a server may choose it.  The
 * signalling values among the suites may be listed, which no server may choose. */
enum err names_suites(struct numbers *out, struct span text, struct span *at) MUST_CHECK;
enum err names_groups(struct numbers *out, struct span text, struct span *at) MUST_CHECK;
enum err names_schemes(struct numbers *out, struct span text, struct span *at) MUST_CHECK;
enum err names_compressions(struct numbers *out, struct span text, struct span *at) MUST_CHECK;

/* The same for an offer whose answer is decoded and goes no further: names of what is not
 * implemented are taken as well, and all ids. */
enum err names_any_suites(struct numbers *out, struct span text, struct span *at) MUST_CHECK;
enum err names_any_groups(struct numbers *out, struct span text, struct span *at) MUST_CHECK;
enum err names_any_schemes(struct numbers *out, struct span text, struct span *at) MUST_CHECK;

/* The defaults if nothing is specified. */
void names_default_suites(struct numbers *out);
void names_default_groups(struct numbers *out);
void names_default_schemes(struct numbers *out);      /* no SHA-1 */
void names_default_compressions(struct numbers *out); /* in the order of their numbers */

#endif
