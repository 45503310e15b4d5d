/* SPDX-License-Identifier: GPL-3.0-or-later */
/* named: makes Names and GeneralNames (RFC 5280 4.1.2.4, 4.2.1.6) from text.  Errors stick to the
 * arena. */
#ifndef TB_LIB_MINT_NAMED_H
#define TB_LIB_MINT_NAMED_H

#include "lib/mint/piece.h"

/*
 * named_dn makes a Name from "C=US,O=Example,CN=Root", one attribute per RDN; no value may contain
 * a comma.  C and serialNumber are PrintableStrings, DC and emailAddress IA5Strings, all others
 * UTF8Strings; other keys are dotted OIDs.  "" is the empty name.
 */
struct span named_dn(struct arena *arena, const char *text);

/* named_rdn makes an RDN of one attribute with any string type. */
struct span named_rdn(struct arena *arena, const char *oid, unsigned tag, struct span value);

/* GeneralNames (4.2.1.6): each is a whole TLV. */
struct span named_dns(struct arena *arena, const char *text);
struct span named_email(struct arena *arena, const char *text);
struct span named_uri(struct arena *arena, const char *text);
struct span named_ip(struct arena *arena,
                     struct span bytes); /* for constraints: address and mask */
struct span named_dir(struct arena *arena, struct span name);
struct span named_rid(struct arena *arena, const char *oid);
struct span named_other(struct arena *arena, const char *oid, struct span value);
/* named_x400 is a fixed x400Address; named_edi an ediPartyName without nameAssigner. */
struct span named_x400(struct arena *arena);
struct span named_edi(struct arena *arena, const char *party);

/* NAMED_LIST is GeneralNames: NAMED_LIST(a, named_dns(a, "x"), …). */
#define NAMED_LIST(a, ...) PIECE((a), DER_SEQUENCE, __VA_ARGS__)

#endif
