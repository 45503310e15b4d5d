/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oid: object identifiers, compared as DER content octets and never as numbers or text.
 */
#ifndef TB_LIB_ASN1_OID_H
#define TB_LIB_ASN1_OID_H

#include "lib/base/buf.h"

enum oid {
    OID_UNKNOWN,
#define OID(id, bytes, dotted, name) OID_##id,
#include "lib/asn1/oids.def"
#undef OID
    OID_COUNT
};

/* oid_find is the identifier with these content octets, OID_UNKNOWN where we have no name. */
enum oid oid_find(struct span content);

struct span oid_bytes(enum oid id);
const char *oid_name(enum oid id);   /* "commonName" */
const char *oid_dotted(enum oid id); /* "2.5.4.3" */

/* What string types the values of an attribute may have (RFC 5280 A.1). */
enum syntax {
    SYNTAX_OTHER, /* none that we know: values are taken as they are */
    SYNTAX_DIRECTORY,
    SYNTAX_PRINTABLE,
    SYNTAX_IA5,
};
enum syntax oid_syntax(enum oid id);

/* oid_print appends any identifier in dotted form; content is well-formed (der_oid).  False where
 * it is not the whole of it: numbers beyond those of a UUID, or more than 128 of them. */
bool oid_print(struct buf *buf, struct span content);

/* oid_label appends the name if we have one, else the dotted form. */
void oid_label(struct buf *out, struct span content);

/* oid_parse appends the content octets of dotted text; false where it is not an identifier. */
bool oid_parse(struct buf *buf, const char *dotted);

#endif
