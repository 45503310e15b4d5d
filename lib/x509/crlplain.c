/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/crlplain.h"

#include "lib/asn1/der.h"
#include "lib/x509/crl.h"

enum {
    HEADER = 2, /* of an element: tag, and a length in short form */
    SHORT_FORM = 0x80,
    TIME_SIZE = HEADER + 13,   /* UTCTime, YYMMDDHHMMSSZ */
    REASON_SIZE = HEADER + 12, /* extensions: the reason code, not critical, and nothing else */
};

/* What comes before the reason (RFC 5280 5.3.1). */
static const uint8_t reason_head[REASON_SIZE - 1] = {0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55,
                                                     0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01};

/* All eight bytes are digits: 30 to 39. */
static bool are_digits(const uint8_t *p)
{
    const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0), zeros = UINT64_C(0x3030303030303030);
    uint64_t v;

    memcpy(&v, p, sizeof v);
    /* Adding 6 carries digits above 9 into the upper half of their byte, and no further. */
    return (v & high) == zeros && ((v + UINT64_C(0x0606060606060606)) & high) == zeros;
}

static unsigned pair(const uint8_t *p)
{
    return (p[0] - '0') * 10u + (p[1] - '0');
}

/* A UTCTime of RFC 5280 4.1.2.5.1, but for 29 February, of which not each year has one. */
static bool is_time(const uint8_t *p)
{
    static const uint8_t days[16] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const uint8_t *text = p + HEADER;

    if (p[0] != DER_UTC_TIME || p[1] != TIME_SIZE - HEADER || text[12] != 'Z' ||
        !are_digits(text) || !are_digits(text + 4))
        return false;
    unsigned month = pair(text + 2), day = pair(text + 4);
    return month <= 12 && day >= 1 && day <= days[month] && pair(text + 6) < 24 && text[8] < '6' &&
           text[10] < '6';
}

/* A reason code that every CRL may have: removeFromCRL is for delta CRLs, and 7 is not assigned. */
static bool is_reason(const uint8_t *p)
{
    uint8_t reason = p[REASON_SIZE - 1];

    return memcmp(p, reason_head, sizeof reason_head) == 0 && reason <= 10 && reason != 7 &&
           reason != CRL_REMOVE;
}

/* X.690 8.3.2: neither empty, nor longer than it must be. */
static bool is_serial(const uint8_t *p, size_t n)
{
    return n == 1 || (n > 1 && !(p[0] == 0x00 && p[1] < 0x80) && !(p[0] == 0xff && p[1] >= 0x80));
}

/* The size of a sound plain entry at p, which has room for n bytes; 0: it is another one. */
static size_t plain_size(const uint8_t *p, size_t n, bool has_reasons)
{
    if (n < HEADER + HEADER + 1 + TIME_SIZE || p[0] != DER_SEQUENCE || p[HEADER] != DER_INTEGER)
        return 0;
    size_t whole = HEADER + p[1], serial = p[HEADER + 1];
    size_t before = HEADER + HEADER + serial, plain = before + TIME_SIZE;
    bool has_reason = whole == plain + REASON_SIZE;
    if (p[1] >= SHORT_FORM || serial >= SHORT_FORM || whole > n ||
        !(whole == plain || (has_reason && has_reasons)))
        return 0;
    if (!is_serial(p + HEADER + HEADER, serial) || !is_time(p + before) ||
        (has_reason && !is_reason(p + plain)))
        return 0;
    return whole;
}

struct span crlplain_sound(struct span entries, bool has_reasons)
{
    const uint8_t *p = entries.p;
    size_t left = entries.n, size;

    while ((size = plain_size(p, left, has_reasons)) > 0) {
        p += size;
        left -= size;
    }
    return span_of(p, left);
}

struct span crlplain_other(struct span entries, struct span serial)
{
    const uint8_t *p = entries.p;
    size_t left = entries.n;

    if (serial.n == 0 || serial.n >= SHORT_FORM)
        return entries;
    uint8_t last = serial.p[serial.n - 1];
    while (left > HEADER + HEADER && p[1] < SHORT_FORM && p[HEADER] == DER_INTEGER &&
           p[HEADER + 1] < SHORT_FORM) {
        size_t size = HEADER + p[1], end = HEADER + HEADER + serial.n;
        /* The last byte first: it differs nearly always. */
        if (size > left || (p[HEADER + 1] == serial.n && size >= end && p[end - 1] == last &&
                            memcmp(p + HEADER + HEADER, serial.p, serial.n) == 0))
            break;
        p += size;
        left -= size;
    }
    return span_of(p, left);
}
