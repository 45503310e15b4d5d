/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signer of a response (RFC 6960 4.2.2.2, 4.2.2.3): the issuer, or a responder that it has
 * authorized. */
#include "config.h"

#include "tests/revocation/revcase.h"

#define RESPONDER_NAME "C=US,O=Example Trust,CN=Example OCSP Responder"

static void by_name(struct revcase *c, struct span name)
{
    c->ocsp.spec.name = name;
    c->ocsp.spec.key_hash = (struct span){0};
}

static void by_key(struct revcase *c, struct span hash)
{
    c->ocsp.spec.name = (struct span){0};
    c->ocsp.spec.key_hash = hash;
}

void case_issuer_by_key(struct revcase *c)
{
    by_key(c, fkey_id(c->a, c->k->ca.key));
}

void case_issuer_by_name(struct revcase *c)
{
    by_name(c, c->k->ca.subject);
}

/* RFC 5280 7.1: names are compared without regard to case. */
void case_issuer_by_name_in_capitals(struct revcase *c)
{
    by_name(c, fc_name(c->a, "C=US,O=EXAMPLE TRUST,CN=EXAMPLE INTERMEDIATE"));
}

void case_wrong_key(struct revcase *c)
{
    c->ocsp.key = FKEY_P256_D;
}

void case_wrong_key_revoked(struct revcase *c)
{
    c->ocsp.key = FKEY_P256_D;
    c->single->status = MINT_REVOKED;
}

void case_bad_signature(struct revcase *c)
{
    c->ocsp.spec.corrupt = true;
}

void case_name_of_issuer_other_key(struct revcase *c)
{
    by_name(c, c->k->ca.subject);
    c->ocsp.key = FKEY_P256_D;
}

void case_key_hash_of_other_key(struct revcase *c)
{
    by_key(c, fkey_id(c->a, FKEY_P256_D));
}

void case_key_hash_empty(struct revcase *c)
{
    c->ocsp.spec.responder_raw = FD(c->a, DER_CTXC(2), fd_octets(c->a, (struct span){0}));
}

/* "SHA-1 hash of the responder's public key (excluding the tag and length fields)" */
void case_key_hash_of_key_info(struct revcase *c)
{
    struct span info = fkey_spki(c->a, c->k->ca.key);
    uint8_t hash[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA1, hash, info);
    by_key(c, fd_copy(c->a, span_of(hash, digest_size(DIGEST_SHA1))));
}

void case_key_hash_sha256(struct revcase *c)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, hash, fkey_bits(c->a, c->k->ca.key));
    by_key(c, fd_copy(c->a, span_of(hash, digest_size(DIGEST_SHA256))));
}

/* The hash of no key at all, and a certificate that does not decode. */
void case_key_hash_of_nothing(struct revcase *c)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA1, hash, (struct span){0});
    by_key(c, fd_copy(c->a, span_of(hash, digest_size(DIGEST_SHA1))));
    c->ocsp.spec.certs[0] = SPAN_LIT("\x30\x03\x02\x01\x05");
    c->ocsp.spec.num_certs = 1;
}

void case_name_empty(struct revcase *c)
{
    by_name(c, FD(c->a, DER_SEQUENCE, (struct span){0}));
}

/* The root is no issuer of the leaf, though all trust comes from it. */
void case_root_signs(struct revcase *c)
{
    c->ocsp.key = c->k->root.key;
    by_key(c, fkey_id(c->a, c->k->root.key));
}

void case_root_signs_with_its_certificate(struct revcase *c)
{
    fc_ocsp_by(c->a, &c->ocsp, &c->k->root);
}

void case_delegated_by_name(struct revcase *c)
{
    revcase_delegate(c);
}

/* What the Baseline Requirements ask of servers is not asked of responders (BR 7.1.2.8). */
void case_delegated_under_cabf(struct revcase *c)
{
    c->k->trial.in.profile = PROFILE_CABF;
    revcase_delegate(c);
}

void case_delegated_by_key(struct revcase *c)
{
    revcase_delegate(c);
    by_key(c, fkey_id(c->a, c->responder.key));
}

void case_delegated_revoked(struct revcase *c)
{
    revcase_delegate(c);
    c->single->status = MINT_REVOKED;
}

void case_delegated_key_hash_of_issuer(struct revcase *c)
{
    revcase_delegate(c);
    by_key(c, fkey_id(c->a, c->k->ca.key));
}

void case_delegated_certificate_absent(struct revcase *c)
{
    revcase_delegate(c);
    c->ocsp.spec.num_certs = 0;
}

/* A certificate that was given is not looked up: a responder sends its own. */
void case_delegated_certificate_elsewhere(struct revcase *c)
{
    revcase_delegate(c);
    c->ocsp.spec.num_certs = 0;
    revkit_helper(c->k, c->responder);
}

void case_delegated_after_strays(struct revcase *c)
{
    revcase_delegate(c);
    c->ocsp.spec.certs[0] = fc_cert(c->a, &c->k->root);
    c->ocsp.spec.certs[1] = SPAN_LIT("\x30\x03\x02\x01\x05");
    c->ocsp.spec.certs[2] = fc_cert(c->a, &c->responder);
    c->ocsp.spec.num_certs = 3;
}

/* Two certificates of the same name: the one whose key signed counts. */
void case_delegated_name_twice(struct revcase *c)
{
    struct fc_spec other = c->responder;

    fc_rekey(c->a, &other, FKEY_P256_D);
    revcase_delegate(c);
    c->ocsp.spec.certs[0] = fc_cert(c->a, &other);
    c->ocsp.spec.certs[1] = fc_cert(c->a, &c->responder);
    c->ocsp.spec.num_certs = 2;
}

/* Two certificates of the same key, one of which is authorized. */
void case_delegated_key_twice(struct revcase *c)
{
    struct fc_spec other = c->responder;

    fc_drop(&other.exts, FC_OID_EKU);
    revcase_delegate(c);
    c->ocsp.spec.certs[0] = fc_cert(c->a, &other);
    c->ocsp.spec.certs[1] = fc_cert(c->a, &c->responder);
    c->ocsp.spec.num_certs = 2;
}

void case_delegated_wrong_key(struct revcase *c)
{
    revcase_delegate(c);
    c->ocsp.key = FKEY_P256_D;
}

void case_delegated_bad_signature(struct revcase *c)
{
    revcase_delegate(c);
    c->ocsp.spec.corrupt = true;
}

void case_delegated_weak_signature(struct revcase *c)
{
    revcase_delegate(c);
    c->ocsp.sig = FSIG_ECDSA_SHA1;
}

static void with_eku(struct revcase *c, bool critical, struct span value)
{
    fc_set(&c->responder.exts, FC_OID_EKU, critical, value);
    revcase_delegate(c);
}

void case_delegated_without_eku(struct revcase *c)
{
    fc_drop(&c->responder.exts, FC_OID_EKU);
    revcase_delegate(c);
}

void case_delegated_any_eku(struct revcase *c)
{
    with_eku(c, false, fc_eku(c->a, FC_EKU_ANY));
}

void case_delegated_server_eku(struct revcase *c)
{
    with_eku(c, false, fc_eku(c->a, FC_EKU_SERVER));
}

void case_delegated_eku_among_others(struct revcase *c)
{
    with_eku(c, false, fc_eku(c->a, FC_EKU_SERVER " " FC_EKU_OCSP));
}

void case_delegated_eku_critical(struct revcase *c)
{
    with_eku(c, true, fc_eku(c->a, FC_EKU_OCSP));
}

void case_delegated_eku_unreadable(struct revcase *c)
{
    with_eku(c, false, SPAN_LIT("\x30\x00"));
}

static void with_usage(struct revcase *c, struct span value)
{
    fc_set(&c->responder.exts, FC_OID_KU, true, value);
    revcase_delegate(c);
}

void case_delegated_without_usage(struct revcase *c)
{
    fc_drop(&c->responder.exts, FC_OID_KU);
    revcase_delegate(c);
}

void case_delegated_encipherment_only(struct revcase *c)
{
    with_usage(c, fc_ku(c->a, KU_KEY_ENCIPHERMENT));
}

void case_delegated_cert_sign_only(struct revcase *c)
{
    with_usage(c, fc_ku(c->a, KU_CRL_SIGN));
}

void case_delegated_non_repudiation(struct revcase *c)
{
    with_usage(c, fc_ku(c->a, KU_NON_REPUDIATION));
}

void case_delegated_usage_unreadable(struct revcase *c)
{
    with_usage(c, SPAN_LIT("\x05\x00"));
}

void case_responder_not_yet_valid(struct revcase *c)
{
    c->responder.not_before = FC_NOW + 1;
    revcase_delegate(c);
}

void case_responder_last_second(struct revcase *c)
{
    c->responder.not_after = FC_NOW;
    revcase_delegate(c);
}

void case_responder_bad_signature(struct revcase *c)
{
    c->responder.corrupt = true;
    revcase_delegate(c);
}

/* Another CA of the same name has signed it. */
void case_responder_of_namesake(struct revcase *c)
{
    c->responder.issuer_key = FKEY_P256_D;
    revcase_delegate(c);
}

/* … whose certificate is given, and valid: it is still not the leaf's issuer. */
void case_responder_of_valid_namesake(struct revcase *c)
{
    struct fc_spec namesake = fc_ca_under(c->a, FC_CA_NAME, FKEY_P256_D, &c->k->root);

    namesake.serial = SPAN_LIT("\x55");
    fc_reissue(c->a, &c->responder, revkit_helper(c->k, namesake));
    revcase_delegate(c);
}

/* The issuer has a new key, in a certificate by its old one: "issued directly" is what the new one
 * does not do. */
void case_responder_through_new_key(struct revcase *c)
{
    struct fc_spec rolled = fc_ca_under(c->a, FC_CA_NAME, FKEY_P256_D, &c->k->ca);

    rolled.serial = SPAN_LIT("\x56");
    fc_reissue(c->a, &c->responder, revkit_helper(c->k, rolled));
    revcase_delegate(c);
}

void case_responder_of_root(struct revcase *c)
{
    fc_reissue(c->a, &c->responder, &c->k->root);
    revcase_delegate(c);
}

void case_responder_through_intermediate(struct revcase *c)
{
    struct fc_spec sub = fc_ca_under(c->a, "CN=Sub", FKEY_P256_D, &c->k->ca);

    sub.serial = SPAN_LIT("\x57");
    fc_reissue(c->a, &c->responder, revkit_helper(c->k, sub));
    revcase_delegate(c);
}

/* It signs itself, under the issuer's name. */
void case_responder_self_signed(struct revcase *c)
{
    c->responder.subject = c->k->ca.subject;
    c->responder.issuer_key = c->responder.key;
    revcase_delegate(c);
}

void case_responder_critical_unknown(struct revcase *c)
{
    fc_add(&c->responder.exts, FC_UNKNOWN_OID, true, fd_null(c->a));
    revcase_delegate(c);
}

void case_responder_small_key(struct revcase *c)
{
    fc_rekey(c->a, &c->responder, FKEY_RSA1024_A);
    revcase_delegate(c);
}

void case_responder_signed_by_sha1(struct revcase *c)
{
    c->responder.sig = FSIG_ECDSA_SHA1;
    revcase_delegate(c);
}

/* A CA may be a responder, if its key may sign something besides certificates. */
void case_responder_is_ca(struct revcase *c)
{
    fc_set(&c->responder.exts, FC_OID_KU, true,
           fc_ku(c->a, KU_KEY_CERT_SIGN | KU_DIGITAL_SIGNATURE));
    fc_add(&c->responder.exts, FC_OID_BC, true, fc_bc(c->a, true, -1));
    revcase_delegate(c);
}

/* A CA below the issuer that was given OCSPSigning by mistake. */
void case_responder_is_ca_only(struct revcase *c)
{
    case_responder_is_ca(c);
    with_usage(c, fc_ku(c->a, KU_KEY_CERT_SIGN));
}

/* RFC 6960 4.2.2.2 asks no keyUsage of the issuer, whose key could authorize any responder. */
void case_issuer_without_digital_signature(struct revcase *c)
{
    fc_set(&c->k->ca.exts, FC_OID_KU, true, fc_ku(c->a, KU_KEY_CERT_SIGN));
}

void case_leaf_signs(struct revcase *c)
{
    fc_ocsp_by(c->a, &c->ocsp, &c->k->leaf);
}

/* The leaf is a responder, and speaks about itself. */
void case_leaf_is_its_responder(struct revcase *c)
{
    fc_set(&c->k->leaf.exts, FC_OID_EKU, false, fc_eku(c->a, FC_EKU_SERVER " " FC_EKU_OCSP));
    fc_add(&c->k->leaf.exts, FC_OID_OCSP_NOCHECK, false, fd_null(c->a));
    fc_ocsp_by(c->a, &c->ocsp, &c->k->leaf);
}

static void check(struct revcase *c)
{
    fc_drop(&c->responder.exts, FC_OID_OCSP_NOCHECK);
    revcase_delegate(c);
}

void case_nocheck_absent(struct revcase *c)
{
    check(c);
    c->soft_is_good = true;
}

/* What cannot be read makes the certificate malformed. */
void case_nocheck_unreadable(struct revcase *c)
{
    fc_set(&c->responder.exts, FC_OID_OCSP_NOCHECK, false, SPAN_LIT("\x05\x01\x00"));
    revcase_delegate(c);
}

void case_nocheck_critical(struct revcase *c)
{
    fc_set(&c->responder.exts, FC_OID_OCSP_NOCHECK, true, fd_null(c->a));
    revcase_delegate(c);
}

/* A CRL for the responder's certificate alone: not for the leaf's distribution point. */
static struct fc_crl *crl_of_responder(struct revcase *c)
{
    struct span uri = fc_uri(c->a, "http://example.com/responders.crl");
    struct fc_crl *crl = revkit_crl(c->k, fc_crl_of(c->a, &c->k->ca));

    fc_set(&crl->exts, FC_OID_IDP, true, fc_idp(c->a, (struct fc_idp){.names = uri}));
    fc_add(&c->responder.exts, FC_OID_CRLDP, false, revkit_point(c->k, uri, 0, (struct span){0}));
    return crl;
}

void case_responder_not_revoked(struct revcase *c)
{
    crl_of_responder(c);
    check(c);
}

void case_responder_revoked(struct revcase *c)
{
    fc_revoke(c->a, crl_of_responder(c), c->responder.serial, 1);
    check(c);
}

void case_responder_on_hold(struct revcase *c)
{
    fc_revoke(c->a, crl_of_responder(c), c->responder.serial, CRL_HOLD);
    check(c);
}

/* What a revoked responder says does not count, even a revocation. */
void case_responder_revoked_says_revoked(struct revcase *c)
{
    case_responder_revoked(c);
    c->single->status = MINT_REVOKED;
}

/* 4.2.2.2.1: the CA has said to trust it for its whole life. */
void case_responder_revoked_with_nocheck(struct revcase *c)
{
    fc_revoke(c->a, crl_of_responder(c), c->responder.serial, 1);
    revcase_delegate(c);
}

void case_responder_crl_stale(struct revcase *c)
{
    struct fc_crl *crl = crl_of_responder(c);

    crl->this_update = FC_NOW - 9 * FC_DAY;
    crl->next_update = FC_NOW - 2 * FC_DAY;
    check(c);
    c->soft_is_good = true;
}
