/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name: distinguished names (RFC 5280 4.1.2.4) and their comparison (7.1).
 *
 * A Name is passed as the span of its whole TLV.  Comparing and printing also work for malformed
 * ones.
 */
#ifndef TB_LIB_X509_NAME_H
#define TB_LIB_X509_NAME_H

#include "lib/asn1/oid.h"

/* name_check checks a Name against its ASN.1: RDNs are not empty and are sorted, each value has a
 * string type that its attribute allows, and keeps to its alphabet. */
void name_check(struct span name, struct fail *fail);

/* name_check_loosely separates errors of form that cannot change the meaning: an asterisk or
 * ampersand in a PrintableString, and attributes of an RDN in another order, go to *loose. */
void name_check_loosely(struct span name, struct fail *fail, struct fail *loose);

/* name_check_rdn is name_check for the content of one RelativeDistinguishedName. */
void name_check_rdn(struct span content, struct fail *fail);

/* name_is_empty: the name without any RDN. */
bool name_is_empty(struct span name);

/*
 * name_id: a digest that is the same for equal names, and only for them.
 *
 * RFC 5280 7.1: names are compared RDN by RDN.  Two RDNs are equal if each attribute of one has a
 * partner of its own in the other (an RDN is a SET); strings are compared after the preparation of
 * RFC 4518, whatever their type.  The id is a SHA-256 digest of the name in that form.  Making it
 * takes time linear in the name; comparing two is one memcmp.  Errors: MEMORY, or LIMIT for a value
 * beyond a MiB.
 */
struct name_id {
    uint8_t bytes[32];
};
enum err name_id_of(struct name_id *out, struct span name) MUST_CHECK;

static inline bool name_id_eq(const struct name_id *a, const struct name_id *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/*
 * name_prefix_ids writes name_depth(name) + 1 ids: the id of the empty name, of the first RDN, of
 * the first two, and so on to the whole name.  A name is within a base (RFC 5280 4.2.1.10
 * directoryName) if the id at the base's depth equals that of the base.
 */
size_t name_depth(struct span name);
enum err name_prefix_ids(struct name_id *out, struct span name) MUST_CHECK;

/* name_is_within: the base's RDNs are the first ones of the name. */
bool name_is_within(struct span name, struct span base);

/* name_eq: the names have equal bytes or equal ids.  It computes both ids: for many comparisons
 * keep the ids. */
bool name_eq(struct span a, struct span b);

/* name_hash is a cheap hash that is the same for equal names. */
uint32_t name_hash(struct span name);

/* One attribute of a Name. */
struct attribute {
    enum oid type;
    struct span type_content;
    uint32_t tag;      /* of the value */
    struct span value; /* its content */
    bool first_in_rdn;
};

/* name_iter walks the attributes of a name in order.  A broken RDN sets `broken` but does not hide
 * those after it.  name_next is false at the end. */
struct name_iter {
    struct span rdns, rdn;
    bool broken;
};
struct name_iter name_iter_open(struct span name);
bool name_next(struct name_iter *it, struct attribute *out);

/* name_is_readable: every attribute of the name can be read. */
bool name_is_readable(struct span name);

/* name_find finds the last attribute of this type (the most specific); false if there is none. */
bool name_find(struct span name, enum oid type, struct attribute *out);

/* attribute_text appends the value as UTF-8, unescaped.  BMPString, UniversalString and
 * TeletexString are converted; a value of no string type appends nothing. */
void attribute_text(struct buf *buf, const struct attribute *attr);

/*
 * name_print appends the name as RFC 4514 text, the most specific RDN first: "CN=example.com,
 * O=Example, C=US".  It is escaped so that it cannot look like another name; control characters
 * become \xx.  An unreadable part is printed as "(not readable)".
 */
void name_print(struct buf *buf, struct span name);

#endif
