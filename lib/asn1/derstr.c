/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alphabets of the string types (X.680 41). */
#include "config.h"

#include "lib/asn1/der.h"
#include "lib/base/utf8.h"

static bool is_printable(uint8_t c)
{
    return (c >= '0' && c <= '9') || (span_lower(c) >= 'a' && span_lower(c) <= 'z') ||
           (c != 0 && strchr(" '()+,-./:=?", c) != NULL);
}

/* Not of the alphabet, and in names of companies and in old wildcards all the same. */
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

static bool all(struct span s, bool (*in_alphabet)(uint8_t))
{
    for (size_t i = 0; i < s.n; i++) {
        if (!in_alphabet(s.p[i]))
            return false;
    }
    return true;
}

static bool is_utf8(struct span s)
{
    while (s.n > 0) {
        uint32_t c;
        if (!utf8_next(&c, &s))
            return false;
    }
    return true;
}

/* BMPString: no surrogates, which name nothing in the Basic Multilingual Plane. */
static bool is_bmp(struct span s)
{
    for (size_t i = 0; i + 1 < s.n; i += 2) {
        if (s.p[i] >= 0xd8 && s.p[i] <= 0xdf)
            return false;
    }
    return s.n % 2 == 0;
}

/* UniversalString: characters of Unicode, of which surrogates are none. */
static bool is_universal(struct span s)
{
    for (size_t i = 0; i + 3 < s.n; i += 4) {
        bool surrogate = s.p[i + 1] == 0 && s.p[i + 2] >= 0xd8 && s.p[i + 2] <= 0xdf;
        if (s.p[i] != 0 || s.p[i + 1] > 0x10 || surrogate)
            return false;
    }
    return s.n % 4 == 0;
}

void der_string_check(uint32_t tag, struct span s, struct fail *fail)
{
    bool good = true;

    switch (tag) {
    case DER_PRINTABLE_STRING:
        good = all(s, is_printable_in_use);
        if (good && !all(s, is_printable))
            fail_set(fail, ERR_DER_PRINTABLE, s);
        break;
    case DER_IA5_STRING: good = all(s, is_ia5); break;
    case DER_VISIBLE_STRING: good = all(s, is_visible); break;
    case DER_NUMERIC_STRING: good = all(s, is_numeric); break;
    case DER_UTF8_STRING: good = is_utf8(s); break;
    case DER_BMP_STRING: good = is_bmp(s); break;
    case DER_UNIVERSAL_STRING: good = is_universal(s); break;
    default: break;
    }
    if (!good)
        fail_set(fail, ERR_DER_STRING, s);
}
