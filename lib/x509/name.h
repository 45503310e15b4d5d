/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name: distinguished names (RFC 5280 4.1.2.4) and their comparison (7.1).
 *
 * A Name travels as the span of its whole TLV.  It is valid only after name_check.
 */
#ifndef TB_LIB_X509_NAME_H
#define TB_LIB_X509_NAME_H

#include "lib/asn1/oid.h"

/* name_check holds a Name against its ASN.1: RDNs not empty, sorted, values of a string type that
 * their attribute has, alphabets kept. */
void name_check(struct span name, struct fail *fail);

/* name_check_loosely: what is of form alone and cannot change what the name says goes to *loose: an
 * asterisk or ampersand in a PrintableString, attributes of an RDN in another order. */
void name_check_loosely(struct span name, struct fail *fail, struct fail *loose);

/* name_check_rdn is name_check for the content of one RelativeDistinguishedName. */
void name_check_rdn(struct span content, struct fail *fail);

/* name_is_empty: the name without any RDN. */
bool name_is_empty(struct span name);

/*
 * name_id: what equal names have in common, and no others.
 *
 * RFC 5280 7.1: names are equal RDN by RDN, and RDNs where each attribute of one has a partner of
 * its own in the other (an RDN is a SET), strings after the preparation of RFC 4518 and whatever
 * their type.  An id is a digest (SHA-256) of the name in that form: made once, in a time that
 * its bytes pay for, and compared in no time.  It fails when out of memory, or with LIMIT for a
 * value beyond a MiB.
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
 * name_prefix_ids writes name_depth(name) + 1 ids: of the name without RDNs, with its first one,
 * and so on to all of it.  A name lies within a base (RFC 5280 4.2.1.10 directoryName) where the
 * id at the base's depth is that of the base.
 */
size_t name_depth(struct span name);
enum err name_prefix_ids(struct name_id *out, struct span name) MUST_CHECK;

/* name_is_within: base's RDNs are the first ones of name. */
bool name_is_within(struct span name, struct span base);

/* name_eq: equal bytes, or else equal ids.  Both are made: whoever asks often keeps them. */
bool name_eq(struct span a, struct span b);

/* name_hash is cheap, and equal for names that are equal. */
uint32_t name_hash(struct span name);

/* One attribute of a Name. */
struct attribute {
    enum oid type;
    struct span type_content;
    uint32_t tag;      /* of the value */
    struct span value; /* its content */
    bool first_in_rdn;
};

/* name_iter walks the attributes in their order, as given by name_iter_open.  An RDN that breaks
 * hides none of those behind it: broken is then set. */
struct name_iter {
    struct span rdns, rdn;
    bool broken;
};
struct name_iter name_iter_open(struct span name);
bool name_next(struct name_iter *it, struct attribute *out);

/* name_is_readable: all of the name can be read, down to the values of its attributes. */
bool name_is_readable(struct span name);

/* name_find is the last attribute of this type (the most specific); false where there is none. */
bool name_find(struct span name, enum oid type, struct attribute *out);

/* attribute_text appends the value as UTF-8, unescaped: BMP, Universal, Teletex are converted. */
void attribute_text(struct buf *buf, const struct attribute *attr);

/* name_print appends the name as RFC 4514 text, most specific last to first as people read it:
 * "CN=example.com, O=Example, C=US", escaped so that it cannot be taken for another name and with
 * control characters written \xx.  What cannot be read of it stands as "(not readable)". */
void name_print(struct buf *buf, struct span name);

#endif
