/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be wrong with what is sent, or only looks so. */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

enum {
    EXTRAS = 3,
    HUGE_CHAIN = 28,
    HUGE_BYTES = 2500,  /* of each of them */
    KEY_COMPROMISE = 1, /* CRLReason, RFC 5280 5.3.1 */
};

/* Another edition of the test PKI's root, or a certificate by another CA for its name and key. */
static enum err root_spec(struct chain_fault_work *b, struct mint_spec *out,
                          const struct issue_authority *by)
{
    return issue_ca(&b->how, out, &b->root, by, ISSUE_NO_LIMIT);
}

static enum err send_spec(struct chain_fault_work *b, const struct mint_spec *spec)
{
    struct span cert;

    TRY(mint_cert(b->how.arena, &cert, spec));
    return chain_fault_send(b, cert);
}

static void expire(struct chain_fault_work *b, struct mint_spec *spec)
{
    spec->not_before = b->how.now - ISSUE_CA_DAYS * (int64_t)ISSUE_DAY;
    spec->not_after = b->how.now - ISSUE_DAY;
}

enum err chain_fault_leaf_alone(struct chain_fault_work *b)
{
    b->num_certs = 1;
    return ERR_OK;
}

/* The handshake's key is the first of them. */
enum err chain_fault_wrong_key(struct chain_fault_work *b)
{
    struct privkey *right = b->keys[0];
    const struct privkey *wrong;
    size_t at = b->num_keys;

    TRY(chain_fault_key(b, &wrong, KEY_P256, 0));
    b->keys[0] = b->keys[at];
    b->keys[at] = right;
    return ERR_OK;
}

/* RFC 9846 4.5.1: clients SHOULD be prepared for any order, and for what is of no use. */
enum err chain_fault_wrong_order(struct chain_fault_work *b)
{
    b->certs[1] = b->base->root;
    return chain_fault_send(b, b->ca_cert);
}

enum err chain_fault_root_sent(struct chain_fault_work *b)
{
    return chain_fault_send(b, b->base->root);
}

/* Roots that nobody asked for, each with so many bytes in an extension that nobody knows. */
static enum err send_strangers(struct chain_fault_work *b, size_t num, size_t bytes)
{
    uint8_t *zeros = arena_alloc(b->how.arena, bytes, 1);
    struct issue_authority stranger;
    struct mint_spec spec;

    if (zeros == NULL)
        return b->how.arena->err;
    TRY(chain_fault_authority(b, &stranger, "stranger"));
    for (size_t i = 0; i < num; i++) {
        TRY(issue_ca(&b->how, &spec, &stranger, NULL, ISSUE_NO_LIMIT));
        mint_add(&spec.exts, CHAIN_FAULT_NOBODYS_OID, false,
                 piece_octets(b->how.arena, span_of(zeros, bytes)));
        TRY(send_spec(b, &spec));
        stranger.name = issue_dn(&b->how, "stranger");
    }
    return ERR_OK;
}

enum err chain_fault_extra_certificates(struct chain_fault_work *b)
{
    return send_strangers(b, EXTRAS, 1);
}

enum err chain_fault_huge_chain(struct chain_fault_work *b)
{
    return send_strangers(b, HUGE_CHAIN, HUGE_BYTES);
}

enum err chain_fault_leaf_twice(struct chain_fault_work *b)
{
    return chain_fault_send(b, b->leaf_cert);
}

enum err chain_fault_cross_signed_expired(struct chain_fault_work *b)
{
    struct issue_authority old;
    struct mint_spec spec;

    TRY(chain_fault_authority(b, &old, "old root"));
    TRY(root_spec(b, &spec, &old));
    expire(b, &spec);
    return send_spec(b, &spec);
}

enum err chain_fault_expired_root_sent(struct chain_fault_work *b)
{
    struct mint_spec spec;

    TRY(root_spec(b, &spec, NULL));
    expire(b, &spec);
    return send_spec(b, &spec);
}

enum err chain_fault_sha1_root(struct chain_fault_work *b)
{
    struct mint_spec spec;

    TRY(root_spec(b, &spec, NULL));
    TRY(issue_sign(&b->how, &spec, &b->root, OID_SIG_ECDSA_SHA1));
    return send_spec(b, &spec);
}

enum err chain_fault_truncated(struct chain_fault_work *b)
{
    b->certs[0] = span_head(b->leaf_cert, b->leaf_cert.n - 1);
    return ERR_OK;
}

/* A complete CRL (RFC 5280 5.1) that names one serial number, or none. */
static enum err add_crl(struct chain_fault_work *b, const struct issue_authority *by,
                        struct span serial)
{
    struct arena *a = b->how.arena;
    struct span none = {0};
    struct mint_crl crl = {
        .version = 2,
        .issuer = by->name,
        .this_update = b->how.now - ISSUE_HOUR,
        .next_update = b->how.now + ISSUE_LEAF_DAYS * (int64_t)ISSUE_DAY,
    };

    if (serial.n > 0)
        crl.entries[crl.num_entries++] = mint_entry(a, serial, crl.this_update, KEY_COMPROMISE);
    mint_add(&crl.exts, oid_dotted(OID_EXT_AKI), false,
             extval_aki(a, mint_key_id(a, privkey_spki(by->key)), none, none));
    mint_add(&crl.exts, oid_dotted(OID_EXT_CRL_NUMBER), false, piece_int(a, 1));
    TRY(signer_of_key(&crl.signer, a, by->key, OID_UNKNOWN, &b->how.rng));
    return mint_crl(a, &b->crls[b->num_crls++], &crl);
}

enum err chain_fault_crls(struct chain_fault_work *b)
{
    struct span none = {0};

    TRY(add_crl(b, &b->ca, none));
    return add_crl(b, &b->root, none);
}

enum err chain_fault_revoked(struct chain_fault_work *b)
{
    struct span none = {0};

    TRY(add_crl(b, &b->ca, b->leaf_spec.serial));
    return add_crl(b, &b->root, none);
}
