/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alphabets of the string types (X.680 41). */
#include "config.h"

#include "lib/asn1/der.h"
#include "lib/base/utf8.h"

/* PrintableString: letters, digits, space and ' ( ) + , - . / : = ? */
static bool is_printable(uint8_t c)
{
    return (c >= '0' && c <= '9') || (span_lower(c) >= 'a' && span_lower(c) <= 'z') ||
           (c != 0 && strchr(" '()+,-./:=?", c) != NULL);
}

/* The two characters that are not in the alphabet but in use: in company names and old
 * wildcards. */
static bool is_printable_in_use(uint8_t c)
{
    return is_printable(c) || c == '*' || c == '&';
}

static bool is_ia5(uint8_t c)
{
    return c < 0x80;
}

static bool is_visible(uint8_t c)
{
    return c >= 0x20 && c < 0x7f;
}

static bool is_numeric(uint8_t c)
{
    return c == ' ' || (c >= '0' && c <= '9');
}

/* All bytes are in the alphabet. */
static bool all(struct span bytes, bool (*in_alphabet)(uint8_t))
{
    for (size_t i = 0; i < bytes.n; i++) {
        if (!in_alphabet(bytes.p[i]))
            return false;
    }
    return true;
}

static bool is_utf8(struct span bytes)
{
    while (bytes.n > 0) {
        uint32_t c;
        if (!utf8_next(&c, &bytes))
            return false;
    }
    return true;
}

/* BMPString: pairs of bytes, without surrogates, which are no characters. */
static bool is_bmp(struct span bytes)
{
    for (size_t i = 0; i + 1 < bytes.n; i += 2) {
        if (bytes.p[i] >= 0xd8 && bytes.p[i] <= 0xdf)
            return false;
    }
    return bytes.n % 2 == 0;
}

/* UniversalString: code points in four bytes, up to U+10FFFF, without surrogates. */
static bool is_universal(struct span bytes)
{
    for (size_t i = 0; i + 3 < bytes.n; i += 4) {
        bool surrogate = bytes.p[i + 1] == 0 && bytes.p[i + 2] >= 0xd8 && bytes.p[i + 2] <= 0xdf;
        if (bytes.p[i] != 0 || bytes.p[i + 1] > 0x10 || surrogate)
            return false;
    }
    return bytes.n % 4 == 0;
}

void der_string_check(uint32_t tag, struct span bytes, struct fail *fail)
{
    bool good = true;

    switch (tag) {
    case DER_PRINTABLE_STRING:
        good = all(bytes, is_printable_in_use);
        /* Outside the set of X.680, but CAs use it: an error of its own, so that callers can
         * tolerate it. */
        if (good && !all(bytes, is_printable))
            fail_set(fail, ERR_DER_PRINTABLE, bytes);
        break;
    case DER_IA5_STRING: good = all(bytes, is_ia5); break;
    case DER_VISIBLE_STRING: good = all(bytes, is_visible); break;
    case DER_NUMERIC_STRING: good = all(bytes, is_numeric); break;
    case DER_UTF8_STRING: good = is_utf8(bytes); break;
    case DER_BMP_STRING: good = is_bmp(bytes); break;
    case DER_UNIVERSAL_STRING: good = is_universal(bytes); break;
    default: break;
    }
    if (!good)
        fail_set(fail, ERR_DER_STRING, bytes);
}
