/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ber: a reader of BER (X.690 8) for envelopes: PKCS#7 and PKCS#12 are often written with
 * indefinite lengths and with strings in parts.
 *
 * As with `struct der`, all readers of one decoding share a `struct fail`, and errors stick.
 * Returned spans point into the input.  Each element is read to find its end, so entering the
 * elements of a fixed structure reads the input once for each level.
 */
#ifndef TB_LIB_ASN1_BER_H
#define TB_LIB_ASN1_BER_H

#include "lib/asn1/der.h"
#include "lib/base/buf.h"

/* ber_next takes one element off *rest by the rules of BER: any form of length is accepted, and the
 * content is read only to find its end.  False at the end and at an error: DER_TRUNCATED,
 * DER_INDEFINITE, DER_DEPTH. */
bool ber_next(struct span *rest, struct tlv *out, struct fail *fail);

struct ber_reader {
    struct span rest;
    struct fail *fail;
    enum err form; /* the error for an element that is missing or has another tag */
};

static inline struct ber_reader ber_open(struct span bytes, struct fail *fail, enum err form)
{
    return (struct ber_reader){bytes, fail, form};
}

static inline bool ber_more(const struct ber_reader *b)
{
    return b->fail->err == ERR_OK && b->rest.n > 0;
}

static inline bool ber_peek(const struct ber_reader *b, uint32_t tag)
{
    return ber_more(b) && b->rest.p[0] == tag;
}

struct tlv ber_any(struct ber_reader *b);                /* the next element, whatever it is */
struct span ber_get(struct ber_reader *b, uint32_t tag); /* its content */
struct span ber_raw(struct ber_reader *b, uint32_t tag); /* all of it */
bool ber_opt(struct ber_reader *b, uint32_t tag, struct span *out); /* content, if it is next */
struct ber_reader ber_enter(struct ber_reader *b, uint32_t tag);    /* a reader of its content */

/* ber_number reads an INTEGER that is not negative; UINT64_MAX for all that do not fit. */
uint64_t ber_number(struct ber_reader *b);

/* ber_string reads a string with this primitive tag, or the same string in parts (X.690 8.7.3),
 * which are joined at the end of `parts`; parts within parts are refused.  `parts` must have room
 * enough, because its bytes must not move. */
struct span ber_string(struct ber_reader *b, uint32_t tag, struct buf *parts);

#endif
