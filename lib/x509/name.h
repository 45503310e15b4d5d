/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name: distinguished names (RFC 5280 4.1.2.4) and their comparison (7.1).
 *
 * A Name travels as the span of its whole TLV.  It is valid only after name_check.
 */
#ifndef TB_LIB_X509_NAME_H
#define TB_LIB_X509_NAME_H

#include "lib/asn1/oid.h"

/* name_check holds a Name against its ASN.1: RDNs not empty, sorted, string alphabets kept. */
void name_check(struct span name, struct fail *fail);

/* name_is_empty: the name without any RDN. */
bool name_is_empty(struct span name);

/* name_eq compares as RFC 5280 7.1: equal bytes, or RDN by RDN with case and inner white space of
 * directory strings folded and string types set aside. */
bool name_eq(struct span a, struct span b);

/*
 * name_eq_within is name_eq that takes from *work what it costs to fold characters beyond ASCII:
 * one for each eight bytes.  Where that is used up *work is 0, and the names count as different.
 * name_eq allows itself NAME_WORK, some four thousand bytes, ten times what the longest honest
 * names take.
 */
enum { NAME_WORK = 512 };
bool name_eq_within(struct span a, struct span b, uint64_t *work);

/* name_hash is equal for names that are equal. */
uint32_t name_hash(struct span name);

/* name_is_within: base's RDNs are the first ones of name (RFC 5280 4.2.1.10 directoryName).  *work
 * as for name_eq_within. */
bool name_is_within(struct span name, struct span base, uint64_t *work);

/* One attribute of a Name. */
struct attribute {
    enum oid type;
    struct span type_content;
    uint32_t tag;      /* of the value */
    struct span value; /* its content */
    bool first_in_rdn;
};

/* name_iter walks the attributes in their order: der.rest as given by name_iter_open. */
struct name_iter {
    struct span rdns, rdn;
};
struct name_iter name_iter_open(struct span name);
bool name_next(struct name_iter *it, struct attribute *out);

/* name_find is the last attribute of this type (the most specific); false where there is none. */
bool name_find(struct span name, enum oid type, struct attribute *out);

/* attribute_text appends the value as UTF-8, unescaped: BMP, Universal, Teletex are converted. */
void attribute_text(struct buf *b, const struct attribute *a);

/* name_print appends the name as RFC 4514 text, most specific last to first as people read it:
 * "CN=example.com, O=Example, C=US", escaped so that it cannot be taken for another name and with
 * control characters written \xx. */
void name_print(struct buf *b, struct span name);

#endif
