/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * der: a strict reader of DER (X.690) over a span.
 *
 * Errors stick: all readers of one decoding share a `struct fail`.  After the first error every
 * read returns an empty result, so a parser reads like its ASN.1 module and checks the error once,
 * at the end.  Returned spans point into the input; nothing is allocated.
 *
 *     struct fail f = {0};
 *     struct der all = der_open(input, &f);
 *     struct der seq = der_enter(&all, DER_SEQUENCE);
 *     struct span serial = der_integer(&seq);
 *     ...
 *     der_end(&seq);
 *     der_end(&all);
 *     return f.err;
 */
#ifndef TB_LIB_ASN1_DER_H
#define TB_LIB_ASN1_DER_H

#include "lib/base/err.h"

/* A tag is its identifier octet; in the high-tag-number form it is number << 8 | octet. */
enum {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_RELATIVE_OID = 0x0d,
    DER_NUMERIC_STRING = 0x12,
    DER_PRINTABLE_STRING = 0x13,
    DER_TELETEX_STRING = 0x14,
    DER_IA5_STRING = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_VISIBLE_STRING = 0x1a,
    DER_UNIVERSAL_STRING = 0x1c,
    DER_BMP_STRING = 0x1e,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONSTRUCTED = 0x20,
};

/* Context-specific tags, primitive and constructed. */
#define DER_CTX(n)  (0x80u | (n))
#define DER_CTXC(n) (0xa0u | (n))

struct der {
    struct span rest;
    struct fail *fail;
};

struct tlv {
    uint32_t tag;
    struct span val; /* the content */
    struct span raw; /* tag, length and content */
};

/* der_open starts a reader of `bytes`; all readers entered from it share *fail. */
struct der der_open(struct span bytes, struct fail *fail);

/* der_more is true while elements are left and nothing has failed. */
static inline bool der_more(const struct der *d)
{
    return d->fail->err == ERR_OK && d->rest.n > 0;
}

/* der_peek is true if the next element has this tag, of one byte. */
static inline bool der_peek(const struct der *d, uint32_t tag)
{
    return der_more(d) && d->rest.p[0] == tag;
}

struct tlv der_any(struct der *d);                           /* the next element, whatever it is */
struct span der_get(struct der *d, uint32_t tag);            /* its content */
struct span der_raw(struct der *d, uint32_t tag);            /* all of it */
bool der_opt(struct der *d, uint32_t tag, struct span *out); /* content, if it is next */
struct der der_enter(struct der *d, uint32_t tag);           /* a reader of its content */
bool der_enter_opt(struct der *d, uint32_t tag, struct der *out);

/* der_end fails with DER_TRAILING if bytes are left. */
void der_end(struct der *d);

/* der_nonempty fails with DER_EMPTY, at `whole`, if the reader has nothing (SIZE (1..MAX)). */
void der_nonempty(struct der *d, struct span whole);

/* Values.  Each reads one element with the universal tag. */
bool der_boolean(struct der *d);
struct span der_integer(struct der *d); /* content, shortest form, of any sign */
struct span der_oid(struct der *d);     /* content, well-formed */
void der_null(struct der *d);
struct span der_octets(struct der *d);

/* der_bits reads a BIT STRING: returns the content without the leading octet, and sets *unused to
 * the number of unused bits. */
struct span der_bits(struct der *d, unsigned *unused);

/* der_bytes is der_bits for strings of whole octets. */
struct span der_bytes(struct der *d);

/* der_bool_default_false reads `BOOLEAN DEFAULT FALSE`: an encoded FALSE is an error. */
bool der_bool_default_false(struct der *d);

/*
 * der_time reads a Time in the form of RFC 5280 4.1.2.5 (UTCTime to 2049, GeneralizedTime from
 * 2050, Zulu, with seconds, without fractions).  Returns seconds since 1970-01-01T00:00:00Z,
 * proleptic.  A date in the wrong type fails with DER_TIME_FORM but is returned.
 */
int64_t der_time(struct der *d);

/* der_time_any is der_time for readers that must accept both types for any year (RFC 5280 4.1.2.5):
 * it sets *early if a year before 2050 is in a GeneralizedTime. */
int64_t der_time_any(struct der *d, bool *early);

/* der_generalized_time reads a GeneralizedTime of any year in the same form. */
int64_t der_generalized_time(struct der *d);

/* The same rules for content whose tag was read elsewhere (IMPLICIT tags). */
bool der_boolean_content(struct span content, struct fail *fail);
void der_integer_content(struct span content, struct fail *fail);
void der_oid_content(struct span content, struct fail *fail);
struct span der_bits_content(struct span content, unsigned *unused, struct fail *fail);
int64_t der_generalized_time_content(struct span content, struct fail *fail);

/*
 * der_named_bits returns the content of a BIT STRING of named bits as flags: bit n is 1u << n.
 * Trailing zero bits are an error (X.690 11.2.2) but the flags are returned; bits above 31 are
 * ignored.
 */
uint32_t der_named_bits(struct span content, struct fail *fail);

/* der_small returns the value of INTEGER content from 0 to max; others fail with
 * DER_INTEGER_RANGE. */
uint32_t der_small(struct span content, uint32_t max, struct fail *fail);

/* der_string_check applies the alphabet of a string type (X.680 41) to content. */
void der_string_check(uint32_t tag, struct span bytes, struct fail *fail);

/* der_set_order fails unless the elements of a SET OF are in the order of X.690 11.6. */
void der_set_order(struct span content, struct fail *fail);

#endif
