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

/* oid_find finds the identifier with these content octets; OID_UNKNOWN if it is not in oids.def. */
enum oid oid_find(struct span content);

struct span oid_bytes(enum oid id);
const char *oid_name(enum oid id);   /* "commonName" */
const char *oid_dotted(enum oid id); /* "2.5.4.3" */

/* The string types that the values of an attribute may have (RFC 5280 A.1). */
enum syntax {
    SYNTAX_OTHER, /* unknown: values are compared as bytes */
    SYNTAX_DIRECTORY,
    SYNTAX_PRINTABLE,
    SYNTAX_IA5,
};
enum syntax oid_syntax(enum oid id);

/* oid_print appends any identifier in dotted form.  The content must be well-formed (der_oid).
 * False if the text is incomplete: a number beyond that of a UUID, or more than 128 numbers. */
bool oid_print(struct buf *buf, struct span content);

/* oid_print_relative appends the numbers of a RELATIVE-OID (X.690 8.20) in dotted form; false, with
 * nothing appended, if it is not well-formed or oid_print would not print it. */
bool oid_print_relative(struct buf *buf, struct span content);

/* oid_label appends the name if we have one, else the dotted form. */
void oid_label(struct buf *out, struct span content);

/* oid_parse appends the content octets of dotted text; false, with nothing appended, if it is no
 * identifier. */
bool oid_parse(struct buf *buf, const char *dotted);

#endif
