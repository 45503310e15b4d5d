/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/differ/bend.h"

/* Whether elements are nested in this one: in constructed ones, and in the OCTET STRING and BIT
 * STRING that hold DER. */
static bool nests(const struct tlv *t, struct span *inside)
{
    struct fail f = {0};
    struct der d;

    *inside = t->val;
    if (t->tag < 0x100 && (t->tag & DER_CONSTRUCTED) != 0)
        return t->val.n > 0;
    if (t->tag != DER_OCTET_STRING || t->val.n < 2)
        return false;
    d = der_open(t->val, &f);
    while (der_more(&d))
        der_any(&d);
    return f.err == ERR_OK;
}

static size_t count(struct span content)
{
    struct fail f = {0};
    struct der d = der_open(content, &f);
    size_t num = 0;

    while (der_more(&d)) {
        struct tlv t = der_any(&d);
        struct span inside;

        num++;
        if (nests(&t, &inside))
            num += count(inside);
    }
    return num;
}

static struct span other_content(struct arena *a, struct dice *d, struct span was)
{
    uint8_t *p = fd_alloc(a, was.n + 2);
    size_t at = was.n == 0 ? 0 : dice_roll(d, was.n);

    if (was.n > 0)
        memcpy(p, was.p, was.n);
    switch (dice_roll(d, 5)) {
    case 0: p[at] ^= (uint8_t)(1u << dice_roll(d, 8)); return span_of(p, was.n > 0 ? was.n : 1);
    case 1: p[at] = (uint8_t)dice_word(d); return span_of(p, was.n > 0 ? was.n : 1);
    case 2: return span_of(p, was.n == 0 ? 0 : was.n - 1);
    case 3: p[was.n] = (uint8_t)dice_word(d); return span_of(p, was.n + 1);
    default: return span_of(p, 0);
    }
}

/* The length in a form that is not the shortest (X.690 10.1). */
static struct span long_length(struct arena *a, const struct tlv *t)
{
    uint8_t head[4] = {(uint8_t)t->tag, 0x82, (uint8_t)(t->val.n >> 8), (uint8_t)t->val.n};

    return FD_CAT(a, piece_copy(a, span_of(head, sizeof head)), t->val);
}

static struct span bent(struct arena *a, struct dice *d, const struct tlv *t)
{
    static const unsigned tags[] = {
        DER_UTF8_STRING,  DER_PRINTABLE_STRING, DER_IA5_STRING, DER_TELETEX_STRING,
        DER_INTEGER,      DER_SEQUENCE,         DER_SET,        DER_BOOLEAN,
        DER_OCTET_STRING, DER_CTX(0),           DER_CTXC(0),    DER_NULL};
    unsigned tag = (unsigned)t->tag & 0xff;

    switch (dice_roll(d, 8)) {
    case 0: return fd_tlv(a, DICE_PICK(d, tags), t->val);
    case 1: return (struct span){0};
    case 2: return FD_CAT(a, t->raw, t->raw);
    case 3: return long_length(a, t);
    case 4: return FD_CAT(a, t->raw, fd_null(a));
    default: return fd_tlv(a, tag, other_content(a, d, t->val));
    }
}

/* Element number *at (counted down) of this content is bent. */
static struct span rebuild(struct arena *a, struct dice *d, struct span content, size_t *at)
{
    struct fail f = {0};
    struct der all = der_open(content, &f);
    struct span out = {0};

    while (der_more(&all)) {
        struct tlv t = der_any(&all);
        struct span inside, piece = t.raw;

        if ((*at)-- == 0)
            piece = bent(a, d, &t);
        else if (*at < SIZE_MAX / 2 && nests(&t, &inside))
            piece = fd_tlv(a, (unsigned)t.tag & 0xff, rebuild(a, d, inside, at));
        out = FD_CAT(a, out, piece);
    }
    return out;
}

struct span bend(struct arena *a, struct dice *d, struct span der, const struct fc_spec *s)
{
    struct fail f = {0};
    struct der all = der_open(der, &f), cert = der_enter(&all, DER_SEQUENCE);
    struct span tbs = der_get(&cert, DER_SEQUENCE);
    struct fc_spec again = *s;
    size_t num = f.err == ERR_OK ? count(tbs) : 0;

    if (num == 0)
        return der;
    size_t at = dice_roll(d, num);
    again.tbs = fd_tlv(a, DER_SEQUENCE, rebuild(a, d, tbs, &at));
    return fc_cert(a, &again);
}

struct span bend_alone(struct arena *a, struct dice *d, struct span der)
{
    size_t at = dice_roll(d, count(der));

    return rebuild(a, d, der, &at);
}
