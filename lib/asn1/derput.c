/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/asn1/derput.h"

#include <libtasn1.h>

#include "lib/asn1/der.h"

static void put_header(struct buf *out, uint8_t tag, size_t n)
{
    unsigned char length[ASN1_MAX_LENGTH_SIZE];
    int length_n = 0;

    asn1_length_der(n, length, &length_n);
    buf_u8(out, tag);
    buf_put(out, span_of(length, (size_t)length_n));
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
    /* X.690 8.3: an octet in front keeps it positive, and zero is one octet. */
    bool zero = number.n == 0 || (number.p[0] & 0x80) != 0;
    put_header(out, DER_INTEGER, number.n + zero);
    if (zero)
        buf_u8(out, 0);
    buf_put(out, number);
}

void derput_bits(struct buf *out, struct span octets)
{
    put_header(out, DER_BIT_STRING, octets.n + 1);
    buf_u8(out, 0);
    buf_put(out, octets);
}
