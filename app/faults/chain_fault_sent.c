/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of what is sent, and chains that only look wrong, by the names in chain_faults.def. */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

enum {
    EXTRAS = 3,
    HUGE_CHAIN = 28,
    HUGE_BYTES = 2500,  /* of each of them */
    KEY_COMPROMISE = 1, /* CRLReason, RFC 5280 5.3.1 */
};

/* A second certificate for the name and key of the root: self-signed, or signed by another CA. */
static enum err root_spec(struct chain_fault_work *work, struct mint_spec *out,
                          const struct issue_authority *by)
{
    return issue_ca(&work->how, out, &work->root, by, ISSUE_NO_LIMIT);
}

static enum err send_spec(struct chain_fault_work *work, const struct mint_spec *spec)
{
    struct span cert;

    TRY(mint_cert(work->how.arena, &cert, spec));
    return chain_fault_send(work, cert);
}

/* Moves the validity into the past: it ended a day ago. */
static void expire(struct chain_fault_work *work, struct mint_spec *spec)
{
    spec->not_before = work->how.now - ISSUE_CA_DAYS * (int64_t)ISSUE_DAY;
    spec->not_after = work->how.now - ISSUE_DAY;
}

enum err chain_fault_leaf_alone(struct chain_fault_work *work)
{
    work->num_certs = 1;
    return ERR_OK;
}

/* The first key signs the handshake, so the new one takes its place. */
enum err chain_fault_wrong_key(struct chain_fault_work *work)
{
    struct privkey *right = work->keys[0];
    const struct privkey *wrong;
    size_t at = work->num_keys;

    TRY(chain_fault_key(work, &wrong, KEY_P256, 0));
    work->keys[0] = work->keys[at];
    work->keys[at] = right;
    return ERR_OK;
}

/* RFC 9846 4.5.1: clients SHOULD be prepared for any order and for extraneous certificates. */
enum err chain_fault_wrong_order(struct chain_fault_work *work)
{
    work->certs[1] = work->base->root;
    return chain_fault_send(work, work->ca_cert);
}

enum err chain_fault_root_sent(struct chain_fault_work *work)
{
    return chain_fault_send(work, work->base->root);
}

/* Sends unrelated roots, each with many bytes in an unknown extension. */
static enum err send_strangers(struct chain_fault_work *work, size_t num, size_t bytes)
{
    uint8_t *zeros = arena_alloc(work->how.arena, bytes, 1);
    struct issue_authority stranger;
    struct mint_spec spec;

    if (zeros == NULL)
        return work->how.arena->err;
    TRY(chain_fault_authority(work, &stranger, "stranger"));
    for (size_t i = 0; i < num; i++) {
        TRY(issue_ca(&work->how, &spec, &stranger, NULL, ISSUE_NO_LIMIT));
        mint_add(&spec.exts, CHAIN_FAULT_NOBODYS_OID, false,
                 piece_octets(work->how.arena, span_of(zeros, bytes)));
        TRY(send_spec(work, &spec));
        stranger.name = issue_dn(&work->how, "stranger");
    }
    return ERR_OK;
}

enum err chain_fault_extra_certificates(struct chain_fault_work *work)
{
    return send_strangers(work, EXTRAS, 1);
}

enum err chain_fault_huge_chain(struct chain_fault_work *work)
{
    return send_strangers(work, HUGE_CHAIN, HUGE_BYTES);
}

enum err chain_fault_leaf_twice(struct chain_fault_work *work)
{
    return chain_fault_send(work, work->leaf_cert);
}

/* The root also comes as an expired certificate from an older root.  A client must find the path
 * that ends at the root it trusts. */
enum err chain_fault_cross_signed_expired(struct chain_fault_work *work)
{
    struct issue_authority old;
    struct mint_spec spec;

    TRY(chain_fault_authority(work, &old, "old root"));
    TRY(root_spec(work, &spec, &old));
    expire(work, &spec);
    return send_spec(work, &spec);
}

enum err chain_fault_expired_root_sent(struct chain_fault_work *work)
{
    struct mint_spec spec;

    TRY(root_spec(work, &spec, NULL));
    expire(work, &spec);
    return send_spec(work, &spec);
}

enum err chain_fault_sha1_root(struct chain_fault_work *work)
{
    struct mint_spec spec;

    TRY(root_spec(work, &spec, NULL));
    TRY(issue_sign(&work->how, &spec, &work->root, OID_SIG_ECDSA_SHA1));
    return send_spec(work, &spec);
}

enum err chain_fault_truncated(struct chain_fault_work *work)
{
    work->certs[0] = span_head(work->leaf_cert, work->leaf_cert.n - 1);
    return ERR_OK;
}

/* Makes a complete CRL (RFC 5280 5.1) with one serial number, or none. */
static enum err add_crl(struct chain_fault_work *work, const struct issue_authority *by,
                        struct span serial)
{
    struct arena *a = work->how.arena;
    struct span none = {0};
    struct mint_crl crl = {
        .version = 2,
        .issuer = by->name,
        .this_update = work->how.now - ISSUE_HOUR,
        .next_update = work->how.now + ISSUE_LEAF_DAYS * (int64_t)ISSUE_DAY,
    };

    if (serial.n > 0)
        crl.entries[crl.num_entries++] = mint_entry(a, serial, crl.this_update, KEY_COMPROMISE);
    mint_add(&crl.exts, oid_dotted(OID_EXT_AKI), false,
             extval_aki(a, mint_key_id(a, privkey_spki(by->key)), none, none));
    mint_add(&crl.exts, oid_dotted(OID_EXT_CRL_NUMBER), false, piece_int(a, 1));
    TRY(signer_of_key(&crl.signer, a, by->key, OID_UNKNOWN, &work->how.rng));
    return mint_crl(a, &work->crls[work->num_crls++], &crl);
}

enum err chain_fault_crls(struct chain_fault_work *work)
{
    struct span none = {0};

    TRY(add_crl(work, &work->ca, none));
    return add_crl(work, &work->root, none);
}

enum err chain_fault_revoked(struct chain_fault_work *work)
{
    struct span none = {0};

    TRY(add_crl(work, &work->ca, work->leaf_spec.serial));
    return add_crl(work, &work->root, none);
}
