/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/asn1/derput.h"

#include <libtasn1.h>

#include "lib/asn1/der.h"

_Static_assert(DERPUT_HEAD_SIZE >= 1 + ASN1_MAX_LENGTH_SIZE, "room for a tag and any length");

size_t derput_head(uint8_t out[DERPUT_HEAD_SIZE], uint8_t tag, size_t n)
{
    int length_n = 0;

    out[0] = tag;
    asn1_length_der(n, out + 1, &length_n);
    return 1 + (size_t)length_n;
}

static void put_header(struct buf *out, uint8_t tag, size_t n)
{
    uint8_t head[DERPUT_HEAD_SIZE];

    buf_put(out, span_of(head, derput_head(head, tag, n)));
}

void derput_tlv(struct buf *out, uint8_t tag, struct span content)
{
    put_header(out, tag, content.n);
    buf_put(out, content);
}

void derput_unsigned(struct buf *out, struct span number)
{
    while (number.n > 0 && number.p[0] == 0)
        number = span_tail(number, 1);
    /* X.690 8.3: a zero octet in front keeps the number positive; the number zero is one octet. */
    bool zero = number.n == 0 || (number.p[0] & 0x80) != 0;
    put_header(out, DER_INTEGER, number.n + zero);
    if (zero)
        buf_u8(out, 0);
    buf_put(out, number);
}

void derput_number(struct buf *out, uint64_t number)
{
    uint8_t b[8];

    for (unsigned i = 0; i < sizeof b; i++)
        b[i] = (uint8_t)(number >> (56 - 8 * i));
    derput_unsigned(out, span_of(b, sizeof b));
}

void derput_bits(struct buf *out, struct span octets)
{
    put_header(out, DER_BIT_STRING, octets.n + 1);
    buf_u8(out, 0);
    buf_put(out, octets);
}
