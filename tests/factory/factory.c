/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/factory.h"

#include <stdlib.h>

#include "lib/x509/cert.h"

#define SERIAL_ROOT "\x21\x43\x65\x87\xa9\xcb\xed\x0f\x01"
#define SERIAL_CA "\x22\x43\x65\x87\xa9\xcb\xed\x0f\x02"
#define SERIAL_LEAF "\x23\x43\x65\x87\xa9\xcb\xed\x0f\x03"

struct fc_ext *fc_get(struct fc_exts *e, const char *oid)
{
    for (size_t i = 0; i < e->num; i++) {
        if (strcmp(e->list[i].oid, oid) == 0)
            return &e->list[i];
    }
    return NULL;
}

void fc_add(struct fc_exts *e, const char *oid, bool critical, struct span value)
{
    if (e->num == FC_EXTS)
        abort();
    e->list[e->num++] = (struct fc_ext){.oid = oid, .critical = critical, .value = value};
}

void fc_set(struct fc_exts *e, const char *oid, bool critical, struct span value)
{
    struct fc_ext *x = fc_get(e, oid);

    if (x == NULL)
        fc_add(e, oid, critical, value);
    else
        *x = (struct fc_ext){.oid = oid, .critical = critical, .value = value};
}

void fc_drop(struct fc_exts *e, const char *oid)
{
    struct fc_ext *x = fc_get(e, oid);

    if (x == NULL)
        abort();
    e->num--;
    memmove(x, x + 1, (size_t)(&e->list[e->num] - x) * sizeof *x);
}

static struct span either(struct span raw, struct span made)
{
    return raw.n > 0 ? raw : made;
}

/* Extensions, the SEQUENCE; empty where there are none. */
static struct span sequence_of(struct arena *a, const struct fc_exts *e)
{
    struct span out = {0}, none = {0};

    for (size_t i = 0; i < e->num; i++) {
        const struct fc_ext *x = &e->list[i];
        struct span made = FD(a, DER_SEQUENCE, fd_oid(a, x->oid),
                              x->critical ? fd_bool(a, true) : none, fd_octets(a, x->value));

        out = FD_CAT(a, out, either(x->raw, made));
    }
    return e->num == 0 ? none : fd_tlv(a, DER_SEQUENCE, out);
}

static struct span field_of(struct arena *a, unsigned tag, const struct fc_exts *e)
{
    struct span s = sequence_of(a, e);

    return e->raw.n > 0 || s.n == 0 ? e->raw : fd_tlv(a, tag, s);
}

/* SEQUENCE { tbs, alg, BIT STRING }: the frame of all that is signed. */
static struct span sign(struct arena *a, struct span tbs, struct span alg, struct span bits,
                        enum fkey key, enum fsig sig, bool corrupt)
{
    if (bits.n == 0) {
        struct span s = fd_copy(a, fkey_sign(a, key, sig, tbs));

        if (corrupt) {
            uint8_t *p = fd_alloc(a, s.n);

            memcpy(p, s.p, s.n);
            p[s.n - 1] ^= 1;
            s.p = p;
        }
        bits = fd_bits(a, s);
    }
    return FD(a, DER_SEQUENCE, tbs, alg, bits);
}

struct fc_spec fc_root(struct arena *a)
{
    struct fc_spec s = {
        .version = 3,
        .serial = SPAN_LIT(SERIAL_ROOT),
        .issuer = fc_name(a, FC_ROOT_NAME),
        .subject = fc_name(a, FC_ROOT_NAME),
        .not_before = FC_NOW - 3000 * FC_DAY,
        .not_after = FC_NOW + 5000 * FC_DAY,
        .key = FKEY_P256_A,
        .issuer_key = FKEY_P256_A,
    };

    fc_add(&s.exts, FC_OID_BC, true, fc_bc(a, true, -1));
    fc_add(&s.exts, FC_OID_KU, true, fc_ku(a, KU_KEY_CERT_SIGN | KU_CRL_SIGN));
    fc_add(&s.exts, FC_OID_SKI, false, fc_ski(a, fkey_id(a, s.key)));
    return s;
}

void fc_rekey(struct arena *a, struct fc_spec *s, enum fkey key)
{
    s->key = key;
    if (fc_get(&s->exts, FC_OID_SKI) != NULL)
        fc_set(&s->exts, FC_OID_SKI, false, fc_ski(a, fkey_id(a, key)));
}

void fc_reissue(struct arena *a, struct fc_spec *s, const struct fc_spec *issuer)
{
    struct span none = {0};

    s->issuer = issuer->subject;
    s->issuer_key = issuer->key;
    fc_set(&s->exts, FC_OID_AKI, false, fc_aki(a, fkey_id(a, issuer->key), none, none));
}

struct fc_spec fc_ca_under(struct arena *a, const char *subject, enum fkey key,
                           const struct fc_spec *issuer)
{
    struct fc_spec s = fc_root(a);

    s.serial = fd_copy(a, SPAN_LIT(SERIAL_CA));
    s.subject = fc_name(a, subject);
    s.not_before = FC_NOW - 1000 * FC_DAY;
    s.not_after = FC_NOW + 2000 * FC_DAY;
    fc_rekey(a, &s, key);
    fc_reissue(a, &s, issuer);
    fc_add(&s.exts, FC_OID_EKU, false, fc_eku(a, FC_EKU_SERVER " " FC_EKU_CLIENT));
    fc_add(&s.exts, FC_OID_CP, false, fc_cp(a, "2.23.140.1.2.1"));
    fc_add(&s.exts, FC_OID_AIA, false, fc_aia(a, NULL, "http://example.com/root.cer"));
    return s;
}

struct fc_spec fc_intermediate(struct arena *a)
{
    struct fc_spec root = fc_root(a);

    return fc_ca_under(a, FC_CA_NAME, FKEY_P256_B, &root);
}

struct fc_spec fc_leaf_under(struct arena *a, const struct fc_spec *issuer)
{
    struct fc_spec s = {
        .version = 3,
        .serial = SPAN_LIT(SERIAL_LEAF),
        .subject = fc_name(a, FC_LEAF_NAME),
        .not_before = FC_NOW - 30 * FC_DAY,
        .not_after = FC_NOW + 30 * FC_DAY,
        .key = FKEY_P256_C,
    };

    fc_add(&s.exts, FC_OID_KU, true, fc_ku(a, KU_DIGITAL_SIGNATURE));
    fc_add(&s.exts, FC_OID_EKU, false, fc_eku(a, FC_EKU_SERVER));
    fc_add(&s.exts, FC_OID_SAN, false, FC_NAMES(a, fc_dns(a, FC_HOST)));
    fc_add(&s.exts, FC_OID_SKI, false, fc_ski(a, fkey_id(a, s.key)));
    fc_reissue(a, &s, issuer);
    fc_add(&s.exts, FC_OID_CP, false, fc_cp(a, "2.23.140.1.2.1"));
    fc_add(&s.exts, FC_OID_AIA, false,
           fc_aia(a, "http://ocsp.example.com", "http://example.com/ca.cer"));
    return s;
}

struct fc_spec fc_leaf(struct arena *a)
{
    struct fc_spec ca = fc_intermediate(a);

    return fc_leaf_under(a, &ca);
}

static struct span version_of(struct arena *a, const struct fc_spec *s)
{
    struct span none = {0};

    if (s->version_raw.n > 0)
        return s->version_raw;
    return s->version == 1 ? none : FD(a, DER_CTXC(0), fd_int(a, s->version - 1));
}

static struct span uid_of(struct arena *a, unsigned tag, struct span bytes)
{
    return bytes.n == 0 ? bytes : FD(a, tag, SPAN_LIT("\0"), bytes);
}

struct span fc_cert(struct arena *a, const struct fc_spec *s)
{
    enum fsig sig = s->sig == FSIG_AUTO ? fkey_sig(s->issuer_key) : s->sig;
    struct span alg = fkey_alg(a, sig);
    struct span validity = FD(a, DER_SEQUENCE, either(s->not_before_raw, fd_time(a, s->not_before)),
                              either(s->not_after_raw, fd_time(a, s->not_after)));
    struct span made =
        FD(a, DER_SEQUENCE, version_of(a, s),
           either(s->serial_raw, fd_tlv(a, DER_INTEGER, s->serial)), either(s->inner_alg, alg),
           s->issuer, either(s->validity, validity), s->subject,
           either(s->spki, fkey_spki(a, s->key)), uid_of(a, DER_CTX(1), s->issuer_uid),
           uid_of(a, DER_CTX(2), s->subject_uid), field_of(a, DER_CTXC(3), &s->exts),
           s->trailing);

    return sign(a, either(s->tbs, made), either(s->outer_alg, alg), s->signature_raw,
                s->issuer_key, sig, s->corrupt);
}

struct fc_crl fc_crl_of(struct arena *a, const struct fc_spec *issuer)
{
    struct span none = {0};
    struct fc_crl c = {
        .version = 2,
        .issuer = issuer->subject,
        .this_update = FC_NOW - FC_DAY,
        .next_update = FC_NOW + 6 * FC_DAY,
        .key = issuer->key,
    };

    fc_add(&c.exts, FC_OID_AKI, false, fc_aki(a, fkey_id(a, issuer->key), none, none));
    fc_add(&c.exts, FC_OID_CRL_NUMBER, false, fd_int(a, 7));
    return c;
}

struct fc_entry *fc_revoke(struct arena *a, struct fc_crl *crl, struct span serial, int reason)
{
    struct fc_entry *e = &crl->entries[crl->num_entries];

    if (crl->num_entries++ == FC_ENTRIES)
        abort();
    *e = (struct fc_entry){.serial = serial, .date = FC_NOW - 2 * FC_DAY};
    if (reason >= 0) {
        uint8_t code = (uint8_t)reason;

        fc_add(&e->exts, FC_OID_REASON, false, fd_tlv(a, DER_ENUMERATED, span_of(&code, 1)));
    }
    return e;
}

static struct span entries_of(struct arena *a, const struct fc_crl *c)
{
    struct span out = {0};

    for (size_t i = 0; i < c->num_entries; i++) {
        const struct fc_entry *e = &c->entries[i];

        out = FD_CAT(a, out,
                     FD(a, DER_SEQUENCE, fd_tlv(a, DER_INTEGER, e->serial), fd_time(a, e->date),
                        either(e->exts.raw, sequence_of(a, &e->exts))));
    }
    return c->num_entries == 0 ? out : fd_tlv(a, DER_SEQUENCE, out);
}

struct span fc_crl(struct arena *a, const struct fc_crl *c)
{
    enum fsig sig = c->sig == FSIG_AUTO ? fkey_sig(c->key) : c->sig;
    struct span alg = fkey_alg(a, sig), none = {0}, made;

    made = FD(a, DER_SEQUENCE, c->version == 1 ? none : fd_int(a, c->version - 1),
              either(c->inner_alg, alg), c->issuer,
              either(c->this_raw, fd_time(a, c->this_update)),
              either(c->next_raw,
                     c->next_update == INT64_MIN ? none : fd_time(a, c->next_update)),
              either(c->entries_raw, entries_of(a, c)), field_of(a, DER_CTXC(0), &c->exts));
    return sign(a, either(c->tbs, made), either(c->outer_alg, alg), none, c->key, sig, c->corrupt);
}

struct fc_csr fc_csr_default(struct arena *a)
{
    struct fc_csr r = {.subject = fc_name(a, FC_LEAF_NAME), .key = FKEY_P256_C};

    fc_add(&r.exts, FC_OID_SAN, false, FC_NAMES(a, fc_dns(a, FC_HOST)));
    return r;
}

static struct span attributes_of(struct arena *a, const struct fc_csr *r)
{
    struct span exts = sequence_of(a, &r->exts), none = {0};

    if (exts.n == 0)
        return fd_tlv(a, DER_CTXC(0), none);
    return FD(a, DER_CTXC(0),
              FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.9.14"), fd_tlv(a, DER_SET, exts)));
}

struct span fc_csr(struct arena *a, const struct fc_csr *r)
{
    enum fsig sig = r->sig == FSIG_AUTO ? fkey_sig(r->key) : r->sig;
    struct span none = {0};
    struct span info = FD(a, DER_SEQUENCE, fd_int(a, r->version), r->subject,
                          either(r->spki, fkey_spki(a, r->key)),
                          either(r->attributes_raw, attributes_of(a, r)));

    return sign(a, either(r->info, info), either(r->alg, fkey_alg(a, sig)), none, r->key, sig,
                r->corrupt);
}
