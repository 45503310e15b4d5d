/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/subject_hash.h"

#include "lib/asn1/der.h"
#include "lib/crypto/digest.h"

/* Attributes of one RDN (real names have one, rarely two or three), and octets of a name. */
enum { RDN_MAX = 16, NAME_MAX_SIZE = 64 * 1024 };

/* The attributes of the RDN that is being read, encoded one after the other in *bytes. */
struct rdn {
    struct buf bytes;
    size_t end[RDN_MAX], num;
};

/* The octets of a DER length. */
static size_t length_size(size_t n)
{
    return n < 0x80 ? 1 : n < 0x100 ? 2 : 3;
}

static void put_header(struct buf *b, uint8_t tag, size_t n)
{
    buf_u8(b, tag);
    if (n >= 0x80)
        buf_u8(b, (uint8_t)(0x80 + length_size(n) - 1));
    if (n >= 0x100)
        buf_u8(b, (uint8_t)(n >> 8));
    buf_u8(b, (uint8_t)n);
}

static void put_tlv(struct buf *b, uint8_t tag, struct span val)
{
    put_header(b, tag, val.n);
    buf_put(b, val);
}

static bool is_plain(const struct attribute *a)
{
    if (a->tag != DER_PRINTABLE_STRING && a->tag != DER_UTF8_STRING && a->tag != DER_IA5_STRING &&
        a->tag != DER_VISIBLE_STRING)
        return false;
    for (size_t i = 0; i < a->value.n; i++) {
        if (a->value.p[i] < 0x20 || a->value.p[i] > 0x7e)
            return false;
    }
    return true;
}

/* Appends the value trimmed, with runs of blanks collapsed, in lower case. */
static void put_folded(struct buf *b, struct span s)
{
    while (s.n > 0 && s.p[s.n - 1] == ' ')
        s.n--;
    for (size_t i = 0; i < s.n; i++) {
        bool skip = s.p[i] == ' ' && (i == 0 || s.p[i - 1] == ' ');
        if (!skip)
            buf_u8(b, span_lower(s.p[i]));
    }
}

/* Appends SEQUENCE { type, value } to the RDN; *text is scratch. */
static void add_attribute(struct rdn *r, const struct attribute *a, struct buf *text)
{
    buf_truncate(text, 0);
    put_folded(text, a->value);
    size_t type_n = 1 + length_size(a->type_content.n) + a->type_content.n;
    size_t value_n = 1 + length_size(text->n) + text->n;
    put_header(&r->bytes, DER_SEQUENCE, type_n + value_n);
    put_tlv(&r->bytes, DER_OID, a->type_content);
    put_tlv(&r->bytes, DER_UTF8_STRING, buf_span(text));
    r->end[r->num++] = r->bytes.n;
}

static struct span attribute_at(const struct rdn *r, size_t i)
{
    size_t start = i == 0 ? 0 : r->end[i - 1];

    return span_of(r->bytes.p + start, r->end[i] - start);
}

/* Appends the SET of the RDN's attributes in X.690 11.6 order, and empties the RDN. */
static void put_rdn(struct buf *b, struct rdn *r)
{
    bool done[RDN_MAX] = {false};

    if (r->num > 0 && r->bytes.err == ERR_OK)
        put_header(b, DER_SET, r->bytes.n);
    for (size_t n = 0; n < r->num && r->bytes.err == ERR_OK; n++) {
        size_t least = RDN_MAX;
        for (size_t i = 0; i < r->num; i++) {
            if (!done[i] && (least == RDN_MAX ||
                             span_cmp(attribute_at(r, i), attribute_at(r, least)) < 0))
                least = i;
        }
        done[least] = true;
        buf_put(b, attribute_at(r, least));
    }
    buf_truncate(&r->bytes, 0);
    r->num = 0;
}

/* Writes the canonical form; false where the name has none. */
static bool canonical(struct buf *out, struct span name, struct rdn *r, struct buf *text)
{
    struct name_iter it = name_iter_open(name);
    struct attribute a;

    while (name_next(&it, &a)) {
        if (a.first_in_rdn)
            put_rdn(out, r);
        if (!is_plain(&a) || r->num == RDN_MAX)
            return false;
        add_attribute(r, &a, text);
    }
    put_rdn(out, r);
    return out->err == ERR_OK && r->bytes.err == ERR_OK && text->err == ERR_OK;
}

bool subject_hash(uint32_t *out, struct span name)
{
    struct buf form, text;
    struct rdn r = {.num = 0};
    uint8_t digest[DIGEST_MAX_SIZE];

    /* So small that all lengths within take two octets at most. */
    if (name.n >= NAME_MAX_SIZE)
        return false;
    buf_init(&form, 2 * NAME_MAX_SIZE);
    buf_init(&text, NAME_MAX_SIZE);
    buf_init(&r.bytes, NAME_MAX_SIZE);
    bool good = canonical(&form, name, &r, &text);
    if (good) {
        digest_of(DIGEST_SHA1, digest, buf_span(&form));
        *out = (uint32_t)digest[3] << 24 | (uint32_t)digest[2] << 16 | (uint32_t)digest[1] << 8 |
               digest[0];
    }
    buf_free(&form);
    buf_free(&text);
    buf_free(&r.bytes);
    return good;
}
