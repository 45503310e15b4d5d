/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a response (RFC 6960 4.2.1), its extensions (4.4), and its signature's algorithm. */
#include "config.h"

#include "tests/revocation/revcase.h"

static void result(struct revcase *c, unsigned number)
{
    c->ocsp.spec.result = number;
}

void case_malformed_request(struct revcase *c)
{
    result(c, 1);
}

void case_internal_error(struct revcase *c)
{
    result(c, 2);
}

void case_try_later(struct revcase *c)
{
    result(c, 3);
}

/* A refusal that was given is about the leaf, if anything. */
void case_try_later_not_about_ca(struct revcase *c)
{
    result(c, 3);
    c->k->no_ca_crl = false;
}

void case_result_4(struct revcase *c)
{
    result(c, 4);
}

void case_sig_required(struct revcase *c)
{
    result(c, 5);
}

void case_unauthorized(struct revcase *c)
{
    result(c, 6);
}

void case_result_7(struct revcase *c)
{
    result(c, 7);
}

/* The content of an answer: [0], the second element of the response. */
static struct span content_of(struct span response)
{
    struct fail f = {0};
    struct der all = der_open(response, &f), seq = der_enter(&all, DER_SEQUENCE);

    der_get(&seq, DER_ENUMERATED);
    return seq.rest;
}

/* tryLater, with an answer that is good. */
void case_failure_with_answer(struct revcase *c)
{
    c->ocsp.spec.bytes_raw = content_of(revcase_encode(c));
    result(c, 3);
}

void case_success_without_answer(struct revcase *c)
{
    c->bytes = SPAN_LIT("\x30\x03\x0a\x01\x00");
}

void case_other_type(struct revcase *c)
{
    c->ocsp.spec.type = FC_UNKNOWN_OID;
}

void case_not_a_response(struct revcase *c)
{
    c->bytes = SPAN_LIT("<html>");
}

void case_trailing_byte(struct revcase *c)
{
    c->bytes = FD_CAT(c->a, revcase_encode(c), SPAN_LIT("\0"));
}

void case_trailing_in_answer(struct revcase *c)
{
    struct span bytes = content_of(revcase_encode(c));
    struct span more = FD(c->a, DER_SEQUENCE, SPAN_LIT("\x0a\x01\x00"), bytes, fd_null(c->a));

    c->bytes = more;
}

void case_cut_short(struct revcase *c)
{
    c->bytes = revcase_encode(c);
    c->bytes.n--;
}

void case_version_2(struct revcase *c)
{
    c->ocsp.spec.version = 2;
}

/* An encoded default breaks X.690 11.5; it takes nothing from what is signed. */
void case_version_1_encoded(struct revcase *c)
{
    c->ocsp.spec.version_raw = SPAN_LIT("\xa0\x03\x02\x01\x00");
}

/* A UTCTime where a GeneralizedTime is wanted. */
void case_utc_time(struct revcase *c)
{
    c->single->this_raw = fd_time(c->a, FC_NOW - 3600);
}

/* RFC 5280 4.1.2.5.2 knows no fractions of seconds. */
void case_fraction_of_second(struct revcase *c)
{
    c->single->this_raw = fd_str(c->a, DER_GENERALIZED_TIME, "20260531230000.5Z");
}

void case_time_not_utc(struct revcase *c)
{
    c->single->next_raw =
        FD(c->a, DER_CTXC(0), fd_str(c->a, DER_GENERALIZED_TIME, "20260602000000+0200"));
}

void case_time_impossible(struct revcase *c)
{
    c->ocsp.spec.produced_raw = fd_str(c->a, DER_GENERALIZED_TIME, "20260230000000Z");
}

void case_serial_padded(struct revcase *c)
{
    revcase_id(c, c->k->ca.subject, c->k->ca.key, FD_CAT(c->a, SPAN_LIT("\0"), c->k->leaf.serial));
}

static void add(struct revcase *c, const char *oid, bool critical, struct span value)
{
    mint_add(&c->ocsp.spec.exts, oid, critical, value);
}

void case_critical_unknown(struct revcase *c)
{
    add(c, FC_UNKNOWN_OID, true, fd_null(c->a));
}

void case_unknown_extension(struct revcase *c)
{
    add(c, FC_UNKNOWN_OID, false, fd_null(c->a));
}

void case_critical_unknown_revoked(struct revcase *c)
{
    case_critical_unknown(c);
    c->single->status = MINT_REVOKED;
}

void case_critical_unknown_hold(struct revcase *c)
{
    case_critical_unknown_revoked(c);
    c->single->reason = 6;
}

void case_single_critical_unknown(struct revcase *c)
{
    mint_add(&c->single->exts, FC_UNKNOWN_OID, true, fd_null(c->a));
}

void case_single_unknown_extension(struct revcase *c)
{
    mint_add(&c->single->exts, FC_UNKNOWN_OID, false, fd_null(c->a));
}

/* A critical extension of an answer about another certificate is not in the way. */
void case_other_single_critical(struct revcase *c)
{
    c->ocsp.spec.singles[1] = *c->single;
    c->ocsp.spec.num_singles = 2;
    case_single_critical_unknown(c);
    revcase_id(c, c->k->ca.subject, c->k->ca.key, SPAN_LIT("\x01"));
}

/* 4.4.5: an entry of an indirect CRL may say so; no answer of OCSP is of another issuer. */
void case_single_certificate_issuer(struct revcase *c)
{
    mint_add(&c->single->exts, FC_OID_CERT_ISSUER, true,
             FC_NAMES(c->a, fc_dir(c->a, c->k->root.subject)));
}

void case_archive_cutoff(struct revcase *c)
{
    mint_add(&c->single->exts, "1.3.6.1.5.5.7.48.1.6", true,
             fd_generalized(c->a, FC_NOW - 3650 * FC_DAY));
}

void case_crl_reference(struct revcase *c)
{
    mint_add(&c->single->exts, "1.3.6.1.5.5.7.48.1.3", true,
             FD(c->a, DER_SEQUENCE, FD(c->a, DER_CTXC(1), fd_int(c->a, 7))));
}

void case_extension_twice(struct revcase *c)
{
    add(c, FC_UNKNOWN_OID, false, fd_null(c->a));
    add(c, FC_UNKNOWN_OID, false, fd_null(c->a));
}

static void nonce(struct revcase *c, struct span value)
{
    add(c, FC_OID_OCSP_NONCE, false, mint_nonce(c->a, value));
}

#define NONCE "0123456789abcdef0123456789abcdef"

void case_nonce_of_request(struct revcase *c)
{
    c->nonce = SPAN_LIT(NONCE);
    nonce(c, SPAN_LIT(NONCE));
}

void case_nonce_of_other_request(struct revcase *c)
{
    c->nonce = SPAN_LIT(NONCE);
    nonce(c, SPAN_LIT("0123456789abcdef0123456789abcdeg"));
}

void case_nonce_cut(struct revcase *c)
{
    c->nonce = SPAN_LIT(NONCE);
    nonce(c, SPAN_LIT("0123456789abcdef"));
}

/* A replay of a hold from another answer is refused as well. */
void case_nonce_other_hold(struct revcase *c)
{
    case_nonce_of_other_request(c);
    c->single->status = MINT_REVOKED;
    c->single->reason = 6;
}

void case_nonce_other_revoked(struct revcase *c)
{
    case_nonce_of_other_request(c);
    c->single->status = MINT_REVOKED;
}

/* RFC 9919 4: prepared answers have none. */
void case_nonce_left_out(struct revcase *c)
{
    c->nonce = SPAN_LIT(NONCE);
}

void case_nonce_unasked(struct revcase *c)
{
    nonce(c, SPAN_LIT(NONCE));
}

void case_nonce_empty(struct revcase *c)
{
    nonce(c, SPAN_LIT(""));
}

#define NONCE_128 NONCE NONCE NONCE NONCE

void case_nonce_longest(struct revcase *c)
{
    nonce(c, SPAN_LIT(NONCE_128));
}

void case_nonce_too_long(struct revcase *c)
{
    nonce(c, SPAN_LIT(NONCE_128 "0"));
}

/* Bare bytes in place of an OCTET STRING, as before RFC 6960: the nonce cannot be compared. */
void case_nonce_bare(struct revcase *c)
{
    c->nonce = SPAN_LIT(NONCE);
    add(c, FC_OID_OCSP_NONCE, false, SPAN_LIT(NONCE));
}

void case_nonce_twice(struct revcase *c)
{
    c->nonce = SPAN_LIT(NONCE);
    nonce(c, SPAN_LIT("0123456789abcdef"));
    nonce(c, SPAN_LIT(NONCE));
}

void case_ecdsa_sha1(struct revcase *c)
{
    c->ocsp.sig = FSIG_ECDSA_SHA1;
}

void case_ecdsa_sha1_revoked(struct revcase *c)
{
    c->ocsp.sig = FSIG_ECDSA_SHA1;
    c->single->status = MINT_REVOKED;
}

/* The chain with an RSA intermediate. */
static void rsa(struct revcase *c, enum fsig sig)
{
    fc_rekey(c->a, &c->k->ca, FKEY_RSA2048_A);
    fc_reissue(c->a, &c->k->leaf, &c->k->ca);
    c->k->leaf.sig = FSIG_RSA_SHA256;
    c->ocsp = fc_ocsp_of(c->a, &c->k->ca, &c->k->leaf);
    c->ocsp.sig = sig;
}

void case_rsa_sha256(struct revcase *c)
{
    rsa(c, FSIG_RSA_SHA256);
}

void case_rsa_pss(struct revcase *c)
{
    rsa(c, FSIG_PSS_SHA256);
}

void case_rsa_sha1(struct revcase *c)
{
    rsa(c, FSIG_RSA_SHA1);
}

void case_rsa_md5(struct revcase *c)
{
    rsa(c, FSIG_RSA_MD5);
}

/* What the signature's algorithm is called must be what it is. */
void case_algorithm_of_other_kind(struct revcase *c)
{
    c->ocsp.spec.alg = fkey_alg(c->a, FSIG_RSA_SHA256);
}

void case_algorithm_unknown(struct revcase *c)
{
    c->ocsp.spec.alg = FD(c->a, DER_SEQUENCE, fd_oid(c->a, FC_UNKNOWN_OID));
}

void case_signature_empty(struct revcase *c)
{
    c->ocsp.spec.signature = SPAN_LIT("\x03\x01\x00");
}

/* A revocation without a readable time is one for good: it counts from a response that is out of
 * date. */
void case_expired_revoked_at_impossible(struct revcase *c)
{
    case_expired_revoked(c);
    c->single->status_raw =
        FD(c->a, DER_CTXC(1), fd_str(c->a, DER_GENERALIZED_TIME, "20251332000000Z"));
}
