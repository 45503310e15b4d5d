/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a response says: its statuses (RFC 6960 2.2), which certificate it is about (4.1.1, 3.2),
 * and when (2.4, 4.2.2.1). */
#include "config.h"

#include "tests/revocation/revcase.h"

void case_good(struct revcase *c)
{
    c->single->status = MINT_GOOD;
}

void case_revoked(struct revcase *c)
{
    c->single->status = MINT_REVOKED;
}

void case_revoked_with_reason(struct revcase *c)
{
    c->single->status = MINT_REVOKED;
    c->single->reason = 1;
}

void case_unknown(struct revcase *c)
{
    c->single->status = MINT_UNKNOWN;
}

void case_hold(struct revcase *c)
{
    c->single->status = MINT_REVOKED;
    c->single->reason = 6;
}

/* A reason for delta CRLs alone (RFC 5280 5.3.1): the status is still revoked. */
void case_remove_from_crl(struct revcase *c)
{
    c->single->status = MINT_REVOKED;
    c->single->reason = 8;
}

void case_reason_unassigned(struct revcase *c)
{
    c->single->status = MINT_REVOKED;
    c->single->reason = 7;
}

void case_revoked_from_tomorrow(struct revcase *c)
{
    c->single->status = MINT_REVOKED;
    c->single->revoked_at = FC_NOW + FC_DAY;
}

/* The certificate that was never issued: on hold since 1970. */
void case_never_issued(struct revcase *c)
{
    c->single->status = MINT_REVOKED;
    c->single->reason = 6;
    c->single->revoked_at = 0;
    mint_add(&c->ocsp.spec.exts, "1.3.6.1.5.5.7.48.1.9", false, fd_null(c->a));
}

static void about_ca(struct revcase *c, enum mint_status status)
{
    c->k->no_root_crl = true;
    revcase_more(c, fc_ocsp_of(c->a, &c->k->root, &c->k->ca))->spec.singles[0].status = status;
}

void case_ca_good(struct revcase *c)
{
    about_ca(c, MINT_GOOD);
}

void case_ca_revoked(struct revcase *c)
{
    about_ca(c, MINT_REVOKED);
}

void case_ca_unknown(struct revcase *c)
{
    about_ca(c, MINT_UNKNOWN);
}

/* Nobody below an anchor can speak about the anchor (RFC 5280 6.1.1 (d)). */
void case_root_asked(struct revcase *c)
{
    revcase_more(c, fc_ocsp_of(c->a, &c->k->root, &c->k->root))->spec.singles[0].status =
        MINT_REVOKED;
}

/* The leaf's issuer does not speak about its own certificate. */
void case_ca_about_itself(struct revcase *c)
{
    struct fc_ocsp *own = revcase_more(c, fc_ocsp_of(c->a, &c->k->root, &c->k->ca));

    c->k->no_root_crl = true;
    own->key = c->k->ca.key;
    own->spec.key_hash = fkey_id(c->a, c->k->ca.key);
}

static void hashed(struct revcase *c, enum digest digest)
{
    *c->single = fc_single(c->a, &c->k->ca, &c->k->leaf, digest);
}

void case_id_sha256(struct revcase *c)
{
    hashed(c, DIGEST_SHA256);
}

void case_id_sha384(struct revcase *c)
{
    hashed(c, DIGEST_SHA384);
}

void case_id_sha512(struct revcase *c)
{
    hashed(c, DIGEST_SHA512);
}

void case_id_sha256_revoked(struct revcase *c)
{
    hashed(c, DIGEST_SHA256);
    c->single->status = MINT_REVOKED;
}

void case_id_other_serial(struct revcase *c)
{
    revcase_id(c, c->k->ca.subject, c->k->ca.key, SPAN_LIT("\x01"));
}

/* The hash of the key alone, or of the name alone, names another issuer. */
void case_id_other_name(struct revcase *c)
{
    revcase_id(c, c->k->root.subject, c->k->ca.key, c->k->leaf.serial);
}

void case_id_other_key(struct revcase *c)
{
    revcase_id(c, c->k->ca.subject, c->k->root.key, c->k->leaf.serial);
}

/* A certificate of the root with the leaf's serial number. */
void case_id_same_serial_of_root(struct revcase *c)
{
    revcase_id(c, c->k->root.subject, c->k->root.key, c->k->leaf.serial);
}

/* … which is revoked: that is not the leaf's. */
void case_id_other_issuer_revoked(struct revcase *c)
{
    struct fc_ocsp *other = revcase_more(c, c->ocsp);

    other->spec.singles[0].status = MINT_REVOKED;
    other->spec.singles[0].id = mint_cert_id(c->a, DIGEST_SHA1, c->k->root.subject,
                                             fkey_spki(c->a, c->k->root.key), c->k->leaf.serial);
}

/* A CertID of pieces: the hash algorithm's OID and two digests. */
static void id_of(struct revcase *c, const char *oid, struct span name, struct span key)
{
    struct arena *a = c->a;

    c->single->id =
        FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, oid), fd_null(a)), fd_octets(a, name),
           fd_octets(a, key), fd_tlv(a, DER_INTEGER, c->k->leaf.serial));
}

#define OID_OF_SHA1   "1.3.14.3.2.26"
#define OID_OF_SHA256 "2.16.840.1.101.3.4.2.1"
#define OID_OF_MD5    "1.2.840.113549.2.5"

static struct span sha1_of(struct revcase *c, struct span bytes)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA1, hash, bytes);
    return fd_copy(c->a, span_of(hash, digest_size(DIGEST_SHA1)));
}

void case_id_unknown_hash(struct revcase *c)
{
    id_of(c, FC_UNKNOWN_OID, sha1_of(c, c->k->ca.subject), fkey_id(c->a, c->k->ca.key));
}

/* Digests of no bytes are those of a hash that is unknown. */
void case_id_unknown_hash_empty(struct revcase *c)
{
    id_of(c, FC_UNKNOWN_OID, (struct span){0}, (struct span){0});
}

void case_id_unknown_hash_other_serial(struct revcase *c)
{
    struct arena *a = c->a;

    c->single->id = FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, FC_UNKNOWN_OID)),
                       fd_octets(a, SPAN_LIT("x")), fd_octets(a, SPAN_LIT("y")), fd_int(a, 1));
}

void case_id_md5(struct revcase *c)
{
    id_of(c, OID_OF_MD5, SPAN_LIT("0123456789abcdef"), SPAN_LIT("0123456789abcdef"));
}

/* Digests of 20 bytes under the name of SHA-256. */
void case_id_hash_mislabelled(struct revcase *c)
{
    id_of(c, OID_OF_SHA256, sha1_of(c, c->k->ca.subject), fkey_id(c->a, c->k->ca.key));
}

void case_id_hashes_empty(struct revcase *c)
{
    id_of(c, OID_OF_SHA1, (struct span){0}, (struct span){0});
}

void case_id_hashes_cut(struct revcase *c)
{
    struct span name = sha1_of(c, c->k->ca.subject), key = fkey_id(c->a, c->k->ca.key);

    id_of(c, OID_OF_SHA1, span_of(name.p, 19), span_of(key.p, 19));
}

void case_id_hashes_swapped(struct revcase *c)
{
    id_of(c, OID_OF_SHA1, fkey_id(c->a, c->k->ca.key), sha1_of(c, c->k->ca.subject));
}

/* "excluding the tag and length of the subject public key field": not of the whole structure. */
void case_id_key_info_hashed(struct revcase *c)
{
    id_of(c, OID_OF_SHA1, sha1_of(c, c->k->ca.subject), sha1_of(c, fkey_spki(c->a, c->k->ca.key)));
}

void case_id_subject_hashed(struct revcase *c)
{
    id_of(c, OID_OF_SHA1, sha1_of(c, c->k->leaf.subject), fkey_id(c->a, c->k->ca.key));
}

/* The same name in another encoding: the leaf's own is hashed. */
static struct span printable_name(struct revcase *c)
{
    struct arena *a = c->a;
    struct span o =
        FD(a, DER_SEQUENCE, fd_oid(a, "2.5.4.10"), fd_str(a, DER_UTF8_STRING, "Example Trust"));
    struct span cn = FD(a, DER_SEQUENCE, fd_oid(a, "2.5.4.3"),
                        fd_str(a, DER_PRINTABLE_STRING, "Example Intermediate"));
    struct span country =
        FD(a, DER_SEQUENCE, fd_oid(a, "2.5.4.6"), fd_str(a, DER_PRINTABLE_STRING, "US"));

    return FD(a, DER_SEQUENCE, fd_tlv(a, DER_SET, country), fd_tlv(a, DER_SET, o),
              fd_tlv(a, DER_SET, cn));
}

void case_id_by_encoding_of_cert(struct revcase *c)
{
    c->k->leaf.issuer = printable_name(c);
    revcase_id(c, c->k->leaf.issuer, c->k->ca.key, c->k->leaf.serial);
}

void case_id_by_encoding_of_issuer(struct revcase *c)
{
    c->k->leaf.issuer = printable_name(c);
    revcase_id(c, c->k->ca.subject, c->k->ca.key, c->k->leaf.serial);
}

void case_no_singles(struct revcase *c)
{
    c->ocsp.spec.num_singles = 0;
}

static struct mint_single *second(struct revcase *c)
{
    struct mint_ocsp *spec = &c->ocsp.spec;

    spec->singles[1] = spec->singles[0];
    spec->num_singles = 2;
    return &spec->singles[1];
}

void case_other_single_first(struct revcase *c)
{
    second(c);
    revcase_id(c, c->k->ca.subject, c->k->ca.key, SPAN_LIT("\x01"));
    c->single->status = MINT_REVOKED;
}

/* Of two hash algorithms each has its own digests. */
void case_singles_of_two_hashes(struct revcase *c)
{
    struct mint_single *other = second(c);

    other->id = mint_cert_id(c->a, DIGEST_SHA256, c->k->root.subject,
                             fkey_spki(c->a, c->k->root.key), c->k->leaf.serial);
    other->status = MINT_REVOKED;
    c->ocsp.spec.singles[2] = *c->single;
    c->ocsp.spec.num_singles = 3;
    *c->single = *other;
}

void case_singles_contradict(struct revcase *c)
{
    second(c)->status = MINT_REVOKED;
}

void case_singles_contradict_older(struct revcase *c)
{
    struct mint_single *s = second(c);

    s->status = MINT_REVOKED;
    s->this_update -= FC_DAY;
}

void case_singles_hold_released(struct revcase *c)
{
    case_singles_contradict_older(c);
    c->ocsp.spec.singles[1].reason = 6;
}

void case_singles_hold_newer(struct revcase *c)
{
    struct mint_single *s = second(c);

    s->status = MINT_REVOKED;
    s->reason = 6;
    c->single->this_update -= FC_DAY;
}

void case_singles_good_and_unknown(struct revcase *c)
{
    second(c)->status = MINT_UNKNOWN;
}

/* A fresh answer does not make the older one beside it fresh. */
void case_singles_newest_is_future(struct revcase *c)
{
    struct mint_single *s = second(c);

    s->this_update = FC_NOW + FC_DAY;
    s->next_update = FC_NOW + 2 * FC_DAY;
}

static void valid(struct revcase *c, int64_t from, int64_t to)
{
    c->single->this_update = from;
    c->single->next_update = to;
}

void case_fresh_at_its_first_second(struct revcase *c)
{
    valid(c, FC_NOW, FC_NOW);
    c->ocsp.spec.produced_at = FC_NOW;
}

void case_future(struct revcase *c)
{
    valid(c, FC_NOW + 301, FC_NOW + FC_DAY);
}

void case_future_within_skew(struct revcase *c)
{
    valid(c, FC_NOW + 300, FC_NOW + FC_DAY);
}

void case_expired(struct revcase *c)
{
    valid(c, FC_NOW - FC_DAY, FC_NOW - 301);
}

void case_expired_within_skew(struct revcase *c)
{
    valid(c, FC_NOW - FC_DAY, FC_NOW - 300);
}

void case_expired_unknown(struct revcase *c)
{
    case_expired(c);
    c->single->status = MINT_UNKNOWN;
}

void case_expired_revoked(struct revcase *c)
{
    case_expired(c);
    c->single->status = MINT_REVOKED;
}

void case_expired_revoked_this_second(struct revcase *c)
{
    case_expired_revoked(c);
    c->single->revoked_at = FC_NOW;
}

void case_expired_hold(struct revcase *c)
{
    case_expired(c);
    case_hold(c);
}

void case_expired_revoked_from_tomorrow(struct revcase *c)
{
    case_expired(c);
    case_revoked_from_tomorrow(c);
}

void case_future_revoked(struct revcase *c)
{
    case_future(c);
    c->single->status = MINT_REVOKED;
}

void case_no_next_update(struct revcase *c)
{
    valid(c, FC_NOW - 300 - FC_DAY, INT64_MIN);
}

void case_no_next_update_old(struct revcase *c)
{
    valid(c, FC_NOW - 301 - FC_DAY, INT64_MIN);
}

void case_next_before_this(struct revcase *c)
{
    valid(c, FC_NOW + 100, FC_NOW + 99);
}

void case_next_before_this_revoked(struct revcase *c)
{
    case_next_before_this(c);
    c->single->status = MINT_REVOKED;
}

/* Signed before what it reports on was known: odd, and no rule forbids it. */
void case_produced_before_this_update(struct revcase *c)
{
    c->ocsp.spec.produced_at = c->single->this_update - FC_DAY;
}

void case_produced_in_future(struct revcase *c)
{
    c->ocsp.spec.produced_at = FC_NOW + 301;
}

void case_produced_within_skew(struct revcase *c)
{
    c->ocsp.spec.produced_at = FC_NOW + 300;
}
