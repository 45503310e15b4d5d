/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/factory.h"

#include <stdlib.h>

#include "lib/x509/cert.h"

#define SERIAL_ROOT "\x21\x43\x65\x87\xa9\xcb\xed\x0f\x01"
#define SERIAL_CA   "\x22\x43\x65\x87\xa9\xcb\xed\x0f\x02"
#define SERIAL_LEAF "\x23\x43\x65\x87\xa9\xcb\xed\x0f\x03"

struct fc_ext *fc_get(struct fc_exts *e, const char *oid)
{
    return mint_get(e, oid);
}

static void must(bool ok)
{
    if (!ok)
        abort();
}

void fc_add(struct fc_exts *e, const char *oid, bool critical, struct span value)
{
    mint_add(e, oid, critical, value);
    must(!e->full);
}

void fc_set(struct fc_exts *e, const char *oid, bool critical, struct span value)
{
    mint_set(e, oid, critical, value);
    must(!e->full);
}

void fc_drop(struct fc_exts *e, const char *oid)
{
    must(mint_drop(e, oid));
}

/* A key of the factory as a signer. */
struct fixed {
    enum fkey key;
    enum fsig sig;
};

static enum err sign(const void *ctx, struct arena *a, struct span *out, struct span msg)
{
    const struct fixed *f = ctx;

    *out = fkey_sign(a, f->key, f->sig, msg);
    return ERR_OK;
}

struct signer fc_signer(struct arena *a, enum fkey key, enum fsig sig)
{
    struct fixed *f = fd_alloc(a, sizeof *f);

    *f = (struct fixed){key, sig == FSIG_AUTO ? fkey_sig(key) : sig};
    return (struct signer){fkey_alg(a, f->sig), sign, f};
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

struct span fc_cert(struct arena *a, const struct fc_spec *s)
{
    struct mint_spec spec = {
        .version = s->version,
        .serial = s->serial,
        .issuer = s->issuer,
        .subject = s->subject,
        .not_before = s->not_before,
        .not_after = s->not_after,
        .spki = s->spki.n > 0 ? s->spki : fkey_spki(a, s->key),
        .signer = fc_signer(a, s->issuer_key, s->sig),
        .issuer_uid = s->issuer_uid,
        .subject_uid = s->subject_uid,
        .exts = s->exts,
        .version_raw = s->version_raw,
        .serial_raw = s->serial_raw,
        .inner_alg = s->inner_alg,
        .outer_alg = s->outer_alg,
        .validity = s->validity,
        .not_before_raw = s->not_before_raw,
        .not_after_raw = s->not_after_raw,
        .tbs = s->tbs,
        .signature_raw = s->signature_raw,
        .corrupt = s->corrupt,
        .trailing = s->trailing,
    };
    struct span out;

    must(mint_cert(a, &out, &spec) == ERR_OK);
    return out;
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
    must(crl->num_entries < MINT_ENTRIES);
    struct fc_entry *e = &crl->entries[crl->num_entries++];

    *e = mint_entry(a, serial, FC_NOW - 2 * FC_DAY, reason);
    return e;
}

struct span fc_crl(struct arena *a, const struct fc_crl *c)
{
    struct mint_crl crl = {
        .version = c->version,
        .issuer = c->issuer,
        .this_update = c->this_update,
        .next_update = c->next_update,
        .num_entries = c->num_entries,
        .exts = c->exts,
        .signer = fc_signer(a, c->key, c->sig),
        .inner_alg = c->inner_alg,
        .outer_alg = c->outer_alg,
        .this_raw = c->this_raw,
        .next_raw = c->next_raw,
        .entries_raw = c->entries_raw,
        .tbs = c->tbs,
        .corrupt = c->corrupt,
    };
    struct span out;

    memcpy(crl.entries, c->entries, sizeof crl.entries);
    must(mint_crl(a, &out, &crl) == ERR_OK);
    return out;
}

struct fc_csr fc_csr_default(struct arena *a)
{
    struct fc_csr r = {.subject = fc_name(a, FC_LEAF_NAME), .key = FKEY_P256_C};

    fc_add(&r.exts, FC_OID_SAN, false, FC_NAMES(a, fc_dns(a, FC_HOST)));
    return r;
}

static struct span attributes_of(struct arena *a, const struct fc_csr *r)
{
    struct span exts = mint_exts(a, &r->exts), none = {0};

    if (exts.n == 0)
        return fd_tlv(a, DER_CTXC(0), none);
    return FD(a, DER_CTXC(0),
              FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.9.14"), fd_tlv(a, DER_SET, exts)));
}

struct span fc_csr(struct arena *a, const struct fc_csr *r)
{
    struct signer signer = fc_signer(a, r->key, r->sig);
    struct span info = FD(a, DER_SEQUENCE, fd_int(a, r->version), r->subject,
                          r->spki.n > 0 ? r->spki : fkey_spki(a, r->key),
                          r->attributes_raw.n > 0 ? r->attributes_raw : attributes_of(a, r));
    struct mint_frame frame = {
        .body = r->info.n > 0 ? r->info : info,
        .alg = r->alg,
        .corrupt = r->corrupt,
    };
    struct span out;

    must(mint_signed(a, &out, &frame, &signer) == ERR_OK);
    return out;
}
