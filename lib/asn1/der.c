/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads DER element by element: step_tag and step_length check the form of the header, der_any cuts
 * the element off, and the typed readers check its content. */
#include "config.h"

#include "lib/asn1/der.h"

#include <assert.h>
#include <limits.h>

#include <libtasn1.h>

struct der der_open(struct span bytes, struct fail *fail)
{
    return (struct der){bytes, fail};
}

/* The first error of the decoding counts; fail_set keeps it. */
static void der_fail(struct der *d, enum err err, struct span at)
{
    fail_set(d->fail, err, at);
}

/* Steps over the identifier octets.  libtasn1 decodes the high-tag-number form but accepts any
 * length of it; that it is the shortest (X.690 8.1.2.4.2) is checked here. */
static bool step_tag(struct der *d, uint32_t *tag, size_t *used)
{
    struct span s = d->rest;
    unsigned char cls;
    int len;
    unsigned long number;

    *tag = s.p[0];
    *used = 1;
    if ((s.p[0] & 0x1f) != 0x1f)
        return true;
    if (s.n < 2 ||
        asn1_get_tag_der(s.p, s.n > 16 ? 16 : (int)s.n, &cls, &len, &number) != ASN1_SUCCESS) {
        der_fail(d, ERR_DER_TRUNCATED, s);
        return false;
    }
    if (number < 31 || s.p[1] == 0x80 || number > UINT32_MAX >> 8) {
        der_fail(d, ERR_DER_TAG_FORM, span_head(s, (size_t)len));
        return false;
    }
    *tag = (uint32_t)number << 8 | s.p[0];
    *used = (size_t)len;
    return true;
}

/* The size of the shortest length field for n, in octets (X.690 10.1). */
static size_t length_size(size_t n)
{
    size_t size = 1;

    for (size_t left = n < 128 ? 0 : n; left > 0; left >>= 8)
        size++;
    return size;
}

/* Steps over the length octets in `bytes`.  libtasn1 reads those of the long form; checked here are
 * the form, and that the content is complete. */
static bool step_length(struct der *d, struct span bytes, size_t *length, size_t *used)
{
    int len;

    if (bytes.n == 0) {
        der_fail(d, ERR_DER_TRUNCATED, d->rest);
        return false;
    }
    if (bytes.p[0] == 0x80 || bytes.p[0] == 0xff) {
        der_fail(d, bytes.p[0] == 0x80 ? ERR_DER_INDEFINITE : ERR_DER_LENGTH_FORM,
                 span_head(bytes, 1));
        return false;
    }
    if (bytes.p[0] < 0x80 && bytes.p[0] < bytes.n) {
        *length = bytes.p[0];
        *used = 1;
        return true;
    }
    /* libtasn1 does not notice missing length octets: it reads "04 81" as an empty string. */
    if (bytes.p[0] > 0x80 && (bytes.p[0] & 0x7fu) >= bytes.n) {
        der_fail(d, ERR_DER_TRUNCATED, d->rest);
        return false;
    }
    long n = asn1_get_length_der(bytes.p, bytes.n > INT_MAX ? INT_MAX : (int)bytes.n, &len);
    if (n < 0 || (size_t)n > bytes.n - (size_t)len) {
        der_fail(d, ERR_DER_TRUNCATED, d->rest);
        return false;
    }
    if ((size_t)len != length_size((size_t)n)) {
        der_fail(d, ERR_DER_LENGTH_FORM, span_head(bytes, (size_t)len));
        return false;
    }
    *length = (size_t)n;
    *used = (size_t)len;
    return true;
}

struct tlv der_any(struct der *d)
{
    struct tlv t = {0};
    size_t tag_n, len_n, n;

    assert(d->rest.p != NULL || d->rest.n == 0);
    if (d->fail->err != ERR_OK)
        return t;
    if (d->rest.n == 0) {
        der_fail(d, ERR_DER_TRUNCATED, d->rest);
        return t;
    }
    if (!step_tag(d, &t.tag, &tag_n) || !step_length(d, span_tail(d->rest, tag_n), &n, &len_n))
        return (struct tlv){0};
    t.raw = span_head(d->rest, tag_n + len_n + n);
    assert(t.raw.n == tag_n + len_n + n); /* step_length has seen that it is complete */
    /* Not span_tail: empty content must keep its place, which error offsets need. */
    t.val = span_of(d->rest.p + tag_n + len_n, n);
    d->rest = span_of(t.raw.p + t.raw.n, d->rest.n - t.raw.n);
    return t;
}

/* The next element, which must have this tag. */
static struct tlv expect(struct der *d, uint32_t tag)
{
    struct span at = d->rest;
    struct tlv t = der_any(d);

    if (d->fail->err == ERR_OK && t.tag != tag) {
        der_fail(d, ERR_DER_TAG, span_head(at, t.raw.n));
        return (struct tlv){0};
    }
    return t;
}

struct span der_get(struct der *d, uint32_t tag)
{
    return expect(d, tag).val;
}

struct span der_raw(struct der *d, uint32_t tag)
{
    return expect(d, tag).raw;
}

bool der_opt(struct der *d, uint32_t tag, struct span *out)
{
    *out = (struct span){0};
    if (!der_peek(d, tag))
        return false;
    *out = der_get(d, tag);
    return d->fail->err == ERR_OK;
}

struct der der_enter(struct der *d, uint32_t tag)
{
    return der_open(der_get(d, tag), d->fail);
}

bool der_enter_opt(struct der *d, uint32_t tag, struct der *out)
{
    struct span s;
    bool there = der_opt(d, tag, &s);

    *out = der_open(s, d->fail);
    return there;
}

void der_end(struct der *d)
{
    if (d->fail->err == ERR_OK && d->rest.n > 0)
        der_fail(d, ERR_DER_TRAILING, d->rest);
}

void der_nonempty(struct der *d, struct span whole)
{
    if (d->fail->err == ERR_OK && d->rest.n == 0)
        der_fail(d, ERR_DER_EMPTY, whole);
}

bool der_boolean_content(struct span content, struct fail *fail)
{
    /* X.690 11.1: TRUE is FF and nothing else. */
    if (content.n != 1 || (content.p[0] != 0x00 && content.p[0] != 0xff)) {
        fail_set(fail, ERR_DER_BOOLEAN, content);
        return false;
    }
    return content.p[0] == 0xff;
}

bool der_boolean(struct der *d)
{
    struct span c = der_get(d, DER_BOOLEAN);

    return d->fail->err == ERR_OK && der_boolean_content(c, d->fail);
}

bool der_bool_default_false(struct der *d)
{
    if (!der_peek(d, DER_BOOLEAN))
        return false;
    struct span at = d->rest;
    bool v = der_boolean(d);
    if (!v)
        der_fail(d, ERR_DER_DEFAULT, span_head(at, 3));
    return v;
}

void der_integer_content(struct span content, struct fail *fail)
{
    /* X.690 8.3.2: the first nine bits are neither all zero nor all one. */
    bool padded = content.n > 1 && ((content.p[0] == 0x00 && content.p[1] < 0x80) ||
                                    (content.p[0] == 0xff && content.p[1] >= 0x80));

    if (content.n == 0 || padded)
        fail_set(fail, ERR_DER_INTEGER, content);
}

struct span der_integer(struct der *d)
{
    struct span c = der_get(d, DER_INTEGER);

    if (d->fail->err == ERR_OK)
        der_integer_content(c, d->fail);
    return c;
}

uint32_t der_small(struct span content, uint32_t max, struct fail *fail)
{
    uint32_t v = 0;

    if (fail->err != ERR_OK)
        return 0;
    der_integer_content(content, fail);
    /* At most four octets and a leading zero: the value fits. */
    if (content.n == 0 || (content.p[0] & 0x80) != 0 || content.n > 5 ||
        (content.n == 5 && content.p[0] != 0)) {
        fail_set(fail, ERR_DER_INTEGER_RANGE, content);
        return 0;
    }
    for (size_t i = 0; i < content.n; i++)
        v = v << 8 | content.p[i];
    if (v > max) {
        fail_set(fail, ERR_DER_INTEGER_RANGE, content);
        return 0;
    }
    return v;
}

void der_oid_content(struct span content, struct fail *fail)
{
    bool start = true;

    for (size_t i = 0; i < content.n; i++) {
        /* X.690 8.19.2: no subidentifier begins with a padding octet 80. */
        if (start && content.p[i] == 0x80)
            fail_set(fail, ERR_DER_OID, content);
        start = (content.p[i] & 0x80) == 0;
    }
    if (content.n == 0 || !start)
        fail_set(fail, ERR_DER_OID, content);
}

struct span der_oid(struct der *d)
{
    struct span c = der_get(d, DER_OID);

    if (d->fail->err == ERR_OK)
        der_oid_content(c, d->fail);
    return c;
}

void der_null(struct der *d)
{
    struct tlv t = expect(d, DER_NULL);

    if (t.val.n != 0)
        der_fail(d, ERR_DER_NULL, t.raw);
}

struct span der_octets(struct der *d)
{
    return der_get(d, DER_OCTET_STRING);
}

struct span der_bits_content(struct span content, unsigned *unused, struct fail *fail)
{
    *unused = 0;
    if (content.n == 0 || content.p[0] > 7 || (content.n == 1 && content.p[0] != 0)) {
        fail_set(fail, ERR_DER_BIT_STRING, content);
        return (struct span){0};
    }
    /* X.690 11.2.1: the unused bits are zero. */
    if ((content.p[content.n - 1] & ((1u << content.p[0]) - 1)) != 0 && content.n > 1) {
        fail_set(fail, ERR_DER_UNUSED_BITS, content);
        return (struct span){0};
    }
    *unused = content.p[0];
    return span_of(content.p + 1, content.n - 1);
}

struct span der_bits(struct der *d, unsigned *unused)
{
    struct span c = der_get(d, DER_BIT_STRING);

    *unused = 0;
    return d->fail->err == ERR_OK ? der_bits_content(c, unused, d->fail) : c;
}

struct span der_bytes(struct der *d)
{
    struct span at = d->rest;
    unsigned unused;
    struct span s = der_bits(d, &unused);

    if (unused != 0)
        der_fail(d, ERR_DER_BIT_STRING, span_head(at, 3));
    return s;
}

uint32_t der_named_bits(struct span content, struct fail *fail)
{
    unsigned unused;
    uint32_t flags = 0;
    struct span s = der_bits_content(content, &unused, fail);

    if (fail->err != ERR_OK || s.n == 0)
        return 0;
    /* X.690 11.2.2: the last bit that is there is a one. */
    if ((s.p[s.n - 1] & (1u << unused)) == 0)
        fail_set(fail, ERR_DER_NAMED_BITS, content);
    for (size_t bit = 0; bit < s.n * 8 && bit < 32; bit++) {
        if ((s.p[bit / 8] & (0x80u >> (bit % 8))) != 0)
            flags |= (uint32_t)1 << bit;
    }
    return flags;
}

void der_set_order(struct span content, struct fail *fail)
{
    struct der d = der_open(content, fail);
    struct span last = {0};

    while (der_more(&d)) {
        struct tlv t = der_any(&d);
        if (last.p != NULL && span_cmp(last, t.raw) > 0)
            fail_set(fail, ERR_DER_SET_ORDER, t.raw);
        last = t.raw;
    }
}
