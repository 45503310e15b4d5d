/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offer_order: which suites, groups and schemes a hello of a scan offers, and in which order.
 *
 * The usual ones come first, in an order that servers with a preference of their own do not have:
 * the sequence of their choices then shows whose order counts, mostly without a further hello.
 */
#ifndef TB_APP_SCAN_OFFER_ORDER_H
#define TB_APP_SCAN_OFFER_ORDER_H

#include "lib/scan/facts.h"
#include "lib/tls/wire/tables.h"

#define SUITE(wire, name, openssl, kx, auth, aead, cbc, mac, hash, status, ref) +1
#define SUITE_NAME(wire, name, openssl, status, ref)                            +1
#define GROUP(wire, ID, name, kx, key, bits, status, ref)                       +1
#define SCHEME(wire, ID, name, sig, digest, key, in13, status, ref)             +1
enum {
    OFFER_SUITES_MAX = 0
#include "lib/tls/wire/suites.def"
    ,
    OFFER_GROUPS_MAX = 0
#include "lib/tls/wire/groups.def"
    ,
    OFFER_SCHEMES_MAX = 0
#include "lib/tls/wire/schemes.def"
};
#undef SUITE
#undef SUITE_NAME
#undef GROUP
#undef SCHEME

/* A part of the list of suites, since some servers take only few. */
struct offer_part {
    unsigned from; /* place of the first one in the whole list */
    unsigned most; /* suites */
    unsigned next; /* set: the place after the last one that was looked at; no suite … */
    bool is_last;  /* … comes after it */
};

/* Each function writes what can be offered in a version and is not in `without`, and returns how
 * many these are.  No list begins with a suite of ChaCha20 if another one can: some servers take
 * that for a sign of a client without AES instructions, and change their order. */
size_t offer_suites(uint16_t *out, uint16_t version, const struct scan_ids *without,
                    struct offer_part *part);
size_t offer_groups(uint16_t *out, uint16_t version, const struct scan_ids *without);
size_t offer_schemes(uint16_t *out, const struct scan_ids *without); /* of TLS 1.2 */

/* offer_ahead moves to the front what a server cannot take for such a sign, from the first `num`;
 * false: there is none. */
bool offer_ahead(uint16_t *suites, size_t num);

/* offer_group_fits and offer_suite_fits: it can be offered in this version. */
bool offer_group_fits(uint16_t group, uint16_t version);
bool offer_suite_fits(const struct suite *suite, uint16_t version);

/* What the name of a suite says about it. */
bool offer_suite_has(uint16_t suite, const char *part);

#endif
