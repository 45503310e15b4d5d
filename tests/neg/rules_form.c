/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a certificate: RFC 5280 4.1. */
#include "config.h"

#include "tests/neg/rules.h"

/* A change of one field of one certificate. */
#define CHANGE(name, statement)     \
    static void name(struct set *s) \
    {                               \
        statement;                  \
    }

/* Times (4.1.2.5): both ends are inclusive. */
CHANGE(leaf_expired, s->leaf.not_after = FC_NOW - 1)
CHANGE(leaf_last_second, s->leaf.not_after = FC_NOW)
CHANGE(ca_expired, s->ca.not_after = FC_NOW - 1)
CHANGE(ca_last_second, s->ca.not_after = FC_NOW)
CHANGE(root_expired, s->root.not_after = FC_NOW - 1)
CHANGE(root_last_second, s->root.not_after = FC_NOW)
/* --warn and --fail-within: the leaf has 30 of its 60 days left. */
CHANGE(leaf_warned, s->t->in.warn.seconds = 30 * FC_DAY)
CHANGE(leaf_not_warned, s->t->in.warn.seconds = 30 * FC_DAY - 1)
CHANGE(leaf_share_warned, s->t->in.warn.percent = 51)
CHANGE(leaf_share_not_warned, s->t->in.warn.percent = 50)
/* The default warns if less than 20% are left of a lifetime of at most 100 days. */
CHANGE(leaf_default_warned, s->t->in.warn = (struct lead)LEAD_DEFAULT;
       s->leaf.not_after = FC_NOW + 20 * FC_DAY - 1; s->leaf.not_before = FC_NOW - 80 * FC_DAY)
CHANGE(leaf_default_share, s->t->in.warn = (struct lead)LEAD_DEFAULT;
       s->leaf.not_after = FC_NOW + 20 * FC_DAY; s->leaf.not_before = FC_NOW - 80 * FC_DAY + 1)
CHANGE(leaf_default_long, s->t->in.warn = (struct lead)LEAD_DEFAULT;
       s->leaf.not_after = FC_NOW + 20 * FC_DAY - 1; s->leaf.not_before = FC_NOW - 80 * FC_DAY - 1)
CHANGE(leaf_too_soon, s->t->in.fail_within.seconds = 30 * FC_DAY)
CHANGE(leaf_soon_enough, s->t->in.fail_within.seconds = 30 * FC_DAY - 1)
CHANGE(leaf_share_too_soon, s->t->in.fail_within.percent = 51)
CHANGE(leaf_share_soon_enough, s->t->in.fail_within.percent = 50)
CHANGE(leaf_early, s->leaf.not_before = FC_NOW + 1)
CHANGE(leaf_first_second, s->leaf.not_before = FC_NOW)
CHANGE(ca_early, s->ca.not_before = FC_NOW + 1)
CHANGE(ca_first_second, s->ca.not_before = FC_NOW)
CHANGE(root_early, s->root.not_before = FC_NOW + 1)

#define TIME(name, field, tag, text) CHANGE(name, s->leaf.field = fd_str(s->a, tag, text))
/* An end that is far away: when this leaf was issued, in 2012, CAs had no limit (CA/B BR 6.3.2). */
#define LAST(name, tag, text)                              \
    CHANGE(name, s->leaf.not_before = INT64_C(1325376000); \
           s->leaf.not_after_raw = fd_str(s->a, tag, text))
TIME(utc_no_seconds, not_after_raw, DER_UTC_TIME, "2612310000Z")
TIME(utc_no_zulu, not_after_raw, DER_UTC_TIME, "261231000000")
TIME(utc_offset, not_after_raw, DER_UTC_TIME, "261231000000+0000")
TIME(utc_fraction, not_after_raw, DER_UTC_TIME, "261231000000.0Z")
TIME(utc_leap_second, not_after_raw, DER_UTC_TIME, "261231235960Z")
TIME(utc_february, not_after_raw, DER_UTC_TIME, "270229000000Z")
TIME(utc_month_13, not_after_raw, DER_UTC_TIME, "261301000000Z")
LAST(utc_49, DER_UTC_TIME, "491231235959Z")
TIME(utc_50_is_1950, not_before_raw, DER_UTC_TIME, "500101000000Z")
TIME(generalized_early, not_after_raw, DER_GENERALIZED_TIME, "20260831000000Z")
LAST(generalized_2050, DER_GENERALIZED_TIME, "20500101000000Z")
TIME(generalized_fraction, not_after_raw, DER_GENERALIZED_TIME, "20500101000000.5Z")
TIME(generalized_no_zulu, not_after_raw, DER_GENERALIZED_TIME, "20500101000000")
LAST(generalized_9999, DER_GENERALIZED_TIME, "99991231235959Z")
TIME(time_as_text, not_after_raw, DER_UTF8_STRING, "261231000000Z")
CHANGE(time_backwards, s->leaf.not_before = FC_NOW; s->leaf.not_after = FC_NOW - 1)

/* Versions (4.1.2.1, 4.1.2.8, 4.1.2.9). */
CHANGE(version_4, s->leaf.version = 4)
CHANGE(version_0, s->leaf.version_raw = FD(s->a, DER_CTXC(0), fd_int(s->a, -1)))
CHANGE(version_1_written, s->leaf.version_raw = FD(s->a, DER_CTXC(0), fd_int(s->a, 0)))
CHANGE(version_1_extensions, s->leaf.version = 1)
CHANGE(version_2_extensions, s->leaf.version = 2)
CHANGE(unique_ids_v1, s->root.version = 1; s->root.exts.num = 0;
       s->root.subject_uid = SPAN_LIT("id"))
CHANGE(root_v1, s->root.version = 1; s->root.exts.num = 0)
CHANGE(leaf_subject_uid, s->leaf.subject_uid = SPAN_LIT("id"))
CHANGE(leaf_issuer_uid, s->leaf.issuer_uid = SPAN_LIT("id"))
CHANGE(ca_subject_uid, s->ca.subject_uid = SPAN_LIT("id"))

/* Serial numbers (4.1.2.2). */
CHANGE(serial_0, s->leaf.serial = SPAN_LIT("\0"))
CHANGE(serial_1, s->leaf.serial = SPAN_LIT("\1"))
CHANGE(serial_minus_1, s->leaf.serial = SPAN_LIT("\xff"))
CHANGE(serial_255, s->leaf.serial = SPAN_LIT("\0\xff"))
#define TEN "\x11\x22\x33\x44\x55\x66\x77\x11\x22\x33"
CHANGE(serial_20, s->leaf.serial = SPAN_LIT(TEN TEN))
CHANGE(serial_21, s->leaf.serial = SPAN_LIT(TEN TEN "\x01"))
CHANGE(serial_21_sign, s->leaf.serial = SPAN_LIT("\0\x81" TEN TEN))
CHANGE(serial_padded, s->leaf.serial = SPAN_LIT("\0\1"))
CHANGE(serial_empty, s->leaf.serial_raw = SPAN_LIT("\x02\x00"))
CHANGE(ca_serial_0, s->ca.serial = SPAN_LIT("\0"))

/* Algorithms (4.1.1.2): inner and outer are the same, byte for byte. */
CHANGE(inner_other, s->leaf.inner_alg = fkey_alg(s->a, FSIG_ECDSA_SHA384))
CHANGE(outer_other, s->leaf.outer_alg = fkey_alg(s->a, FSIG_ECDSA_SHA384))
CHANGE(ca_inner_other, s->ca.inner_alg = fkey_alg(s->a, FSIG_RSA_SHA256))
CHANGE(both_with_null, s->leaf.inner_alg = FD(s->a, DER_SEQUENCE,
                                              fd_oid(s->a, "1.2.840.10045.4.3.2"), fd_null(s->a));
       s->leaf.outer_alg = s->leaf.inner_alg)
CHANGE(outer_with_null, s->leaf.outer_alg = FD(s->a, DER_SEQUENCE,
                                               fd_oid(s->a, "1.2.840.10045.4.3.2"), fd_null(s->a)))
CHANGE(signature_unused_bits,
       s->leaf.signature_raw = FD(s->a, DER_BIT_STRING, SPAN_LIT("\1"), SPAN_LIT("\x30\x00")))

static void rsa_ca(struct set *s)
{
    fc_rekey(s->a, &s->ca, FKEY_RSA2048_A);
    fc_reissue(s->a, &s->leaf, &s->ca);
}

static void rsa_without_null(struct set *s)
{
    rsa_ca(s);
    s->leaf.inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, "1.2.840.113549.1.1.11"));
    s->leaf.outer_alg = s->leaf.inner_alg;
}

static void rsa_inner_without_null(struct set *s)
{
    rsa_ca(s);
    s->leaf.inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, "1.2.840.113549.1.1.11"));
}

static void rsa_sha1_without_null(struct set *s)
{
    rsa_ca(s);
    s->leaf.sig = FSIG_RSA_SHA1;
    s->leaf.inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, "1.2.840.113549.1.1.5"));
    s->leaf.outer_alg = s->leaf.inner_alg;
}

/* Nothing rests on an anchor's own signature. */
static void root_without_null(struct set *s)
{
    fc_rekey(s->a, &s->root, FKEY_RSA2048_B);
    s->root.issuer_key = s->root.key;
    s->root.inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, "1.2.840.113549.1.1.12"));
    s->root.outer_alg = s->root.inner_alg;
    fc_reissue(s->a, &s->ca, &s->root);
}

static void ca_signs_with(struct set *s, enum fkey key, enum fsig sig)
{
    fc_rekey(s->a, &s->ca, key);
    fc_reissue(s->a, &s->leaf, &s->ca);
    s->leaf.sig = sig;
}

CHANGE(signed_pss, ca_signs_with(s, FKEY_RSA2048_A, FSIG_PSS_SHA256))
CHANGE(signed_rsa_sha1, ca_signs_with(s, FKEY_RSA2048_A, FSIG_RSA_SHA1))
CHANGE(signed_rsa_md5, ca_signs_with(s, FKEY_RSA2048_A, FSIG_RSA_MD5))
CHANGE(signed_ecdsa_sha1, s->leaf.sig = FSIG_ECDSA_SHA1)
CHANGE(weak_allowed, s->t->in.allow_weak = true)
CHANGE(ca_signed_sha1, s->ca.sig = FSIG_ECDSA_SHA1)
CHANGE(root_signed_sha1, s->root.sig = FSIG_ECDSA_SHA1)
CHANGE(md5_though_allowed, s->t->in.allow_weak = true; signed_rsa_md5(s))

static void unknown_sigalg(struct set *s)
{
    s->leaf.inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, FC_UNKNOWN_OID));
    s->leaf.outer_alg = s->leaf.inner_alg;
}

static void unknown_sigalg_alone(struct set *s)
{
    unknown_sigalg(s);
    s->no_ca = true;
}

static void inner_other_alone(struct set *s)
{
    inner_other(s);
    s->no_ca = true;
}

/* PSS parameters (RFC 4055 3.1): salt, MGF and trailer field as the signature has them. */
static struct span pss(struct arena *a, const char *mgf_hash, int64_t salt, int64_t trailer)
{
    struct span sha256 = FD(a, DER_SEQUENCE, fd_oid(a, "2.16.840.1.101.3.4.2.1"), fd_null(a));
    struct span other = FD(a, DER_SEQUENCE, fd_oid(a, mgf_hash), fd_null(a));
    struct span mgf = FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.8"), other), last = {0};

    if (trailer != 1)
        last = FD(a, DER_CTXC(3), fd_int(a, trailer));
    return FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.10"),
              FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), sha256), FD(a, DER_CTXC(1), mgf),
                 FD(a, DER_CTXC(2), fd_int(a, salt)), last));
}

#define SHA256_OID "2.16.840.1.101.3.4.2.1"
#define SHA1_OID   "1.3.14.3.2.26"
#define SHA512_OID "2.16.840.1.101.3.4.2.3"
#define PSS(name, mgf, salt, trailer)                                              \
    CHANGE(name, signed_pss(s); s->leaf.inner_alg = pss(s->a, mgf, salt, trailer); \
           s->leaf.outer_alg = s->leaf.inner_alg)
PSS(pss_salt, SHA256_OID, 20, 1)
PSS(pss_mgf, SHA512_OID, 32, 1)
PSS(pss_mgf_sha1, SHA1_OID, 32, 1)
PSS(pss_trailer, SHA256_OID, 32, 2)
PSS(pss_right, SHA256_OID, 32, 1)

static void pss_mgf_sha1_alone(struct set *s)
{
    pss_mgf_sha1(s);
    s->no_ca = true;
}

/* Keys (4.1.2.7). */
CHANGE(leaf_rsa1024, fc_rekey(s->a, &s->leaf, FKEY_RSA1024_A))
CHANGE(leaf_rsa2048, fc_rekey(s->a, &s->leaf, FKEY_RSA2048_A))
CHANGE(leaf_p224, fc_rekey(s->a, &s->leaf, FKEY_P224_A))
CHANGE(leaf_p384, fc_rekey(s->a, &s->leaf, FKEY_P384_A))
CHANGE(leaf_p521, fc_rekey(s->a, &s->leaf, FKEY_P521_A))
CHANGE(leaf_dsa, fc_rekey(s->a, &s->leaf, FKEY_DSA_A))
CHANGE(leaf_ed25519, fc_rekey(s->a, &s->leaf, FKEY_ED25519_A))
CHANGE(leaf_ed448, fc_rekey(s->a, &s->leaf, FKEY_ED448_A))

static void ca_rsa1024(struct set *s)
{
    ca_signs_with(s, FKEY_RSA1024_A, FSIG_RSA_SHA256);
}

static void root_rsa1024(struct set *s)
{
    fc_rekey(s->a, &s->root, FKEY_RSA1024_A);
    s->root.issuer_key = s->root.key;
    fc_reissue(s->a, &s->ca, &s->root);
}

static void root_rsa2048(struct set *s)
{
    fc_rekey(s->a, &s->root, FKEY_RSA2048_B);
    s->root.issuer_key = s->root.key;
    fc_reissue(s->a, &s->ca, &s->root);
}

/* CVE-2020-0601: the curve's numbers written out instead of its name. */
static void explicit_curve(struct arena *a, struct fc_spec *who)
{
    struct span prime =
        fd_hex(a, "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    struct span curve_a =
        fd_hex(a, "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
    struct span curve_b =
        fd_hex(a, "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    struct span order =
        fd_hex(a, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    struct span field = FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.10045.1.1"), fd_unsigned(a, prime));
    struct span params =
        FD(a, DER_SEQUENCE, fd_int(a, 1), field,
           FD(a, DER_SEQUENCE, fd_octets(a, curve_a), fd_octets(a, curve_b)),
           fd_octets(a, fkey_bits(a, who->key)), fd_unsigned(a, order), fd_int(a, 1));

    who->spki = fkey_spki_with(a, "1.2.840.10045.2.1", params, fkey_bits(a, who->key));
}

static void ca_explicit_curve(struct set *s)
{
    explicit_curve(s->a, &s->ca);
}

static void leaf_explicit_curve(struct set *s)
{
    explicit_curve(s->a, &s->leaf);
}

static void unknown_key(struct set *s)
{
    s->leaf.spki = fkey_spki_with(s->a, FC_UNKNOWN_OID, (struct span){0}, SPAN_LIT("key"));
}

static void rsa_even_exponent(struct set *s)
{
    struct arena *a = s->a;
    struct fail f = {0};
    struct der d = der_open(fkey_bits(a, FKEY_RSA2048_A), &f);
    struct der numbers = der_enter(&d, DER_SEQUENCE);
    struct span modulus = der_raw(&numbers, DER_INTEGER);

    s->leaf.spki = fkey_spki_with(a, "1.2.840.113549.1.1.1", fd_null(a),
                                  FD(a, DER_SEQUENCE, modulus, fd_int(a, 65536)));
}

/* Signatures. */
CHANGE(leaf_corrupt, s->leaf.corrupt = true)
CHANGE(ca_corrupt, s->ca.corrupt = true)
CHANGE(root_corrupt, s->root.corrupt = true)
CHANGE(leaf_other_key, s->leaf.issuer_key = FKEY_P256_D)
CHANGE(leaf_not_der, s->leaf.signature_raw = fd_bits(s->a, SPAN_LIT("\x30\x06\x02\x01\x01")))
CHANGE(leaf_zero_signature,
       s->leaf.signature_raw = fd_bits(s->a, SPAN_LIT("\x30\x06\x02\x01\x00\x02\x01\x00")))
CHANGE(leaf_rsa_alg, s->leaf.sig = FSIG_RSA_SHA256)

/* Frames that decode and hold too much. */
CHANGE(empty_extensions, s->leaf.exts.raw = FD(s->a, DER_CTXC(3), SPAN_LIT("\x30\x00")))

#define LEAF(rule, reason, levels, text, bad, good)                     \
    {                                                                   \
        text, RULE_##rule, REASON_##reason, levels, 0, bad, good, false \
    }
#define CA(rule, reason, levels, text, bad, good)                       \
    {                                                                   \
        text, RULE_##rule, REASON_##reason, levels, 1, bad, good, false \
    }
#define ROOT(rule, reason, levels, text, bad, good)                     \
    {                                                                   \
        text, RULE_##rule, REASON_##reason, levels, 2, bad, good, false \
    }
#define FORM(text, bad, good)                                          \
    {                                                                  \
        text, RULE_DEFECT, REASON_MALFORMED, EVERY, 0, bad, good, true \
    }

static const struct row rows[] = {
    LEAF(EXPIRED, EXPIRED, EVERY, "leaf expired", leaf_expired, leaf_last_second),
    LEAF(EXPIRES_SOON, EXPIRES_SOON, "WWW", "within --warn", leaf_warned, leaf_not_warned),
    LEAF(EXPIRES_SOON, EXPIRES_SOON, "WWW", "within the share of --warn", leaf_share_warned,
         leaf_share_not_warned),
    LEAF(EXPIRES_SOON, EXPIRES_SOON, "WWW", "within the default share", leaf_default_warned,
         leaf_default_share),
    LEAF(EXPIRES_SOON, EXPIRES_SOON, "WWW", "within the default lifetime", leaf_default_warned,
         leaf_default_long),
    LEAF(EXPIRES_WITHIN, EXPIRES_SOON, EVERY, "within --fail-within", leaf_too_soon,
         leaf_soon_enough),
    LEAF(EXPIRES_WITHIN, EXPIRES_SOON, EVERY, "within the share of --fail-within",
         leaf_share_too_soon, leaf_share_soon_enough),
    CA(EXPIRED, EXPIRED, EVERY, "intermediate expired", ca_expired, ca_last_second),
    ROOT(EXPIRED, EXPIRED, EVERY, "root expired", root_expired, root_last_second),
    LEAF(NOT_YET_VALID, NOT_YET_VALID, EVERY, "leaf not yet valid", leaf_early, leaf_first_second),
    CA(NOT_YET_VALID, NOT_YET_VALID, EVERY, "intermediate not yet valid", ca_early,
       ca_first_second),
    ROOT(NOT_YET_VALID, NOT_YET_VALID, EVERY, "root not yet valid", root_early, NULL),
    LEAF(NOT_YET_VALID, NOT_YET_VALID, "NNN", "UTCTime 50 is 1950", utc_50_is_1950, NULL),
    FORM("UTCTime without seconds", utc_no_seconds, utc_49),
    FORM("UTCTime without Z", utc_no_zulu, NULL),
    FORM("UTCTime with an offset", utc_offset, NULL),
    FORM("UTCTime with a fraction", utc_fraction, NULL),
    FORM("second 60", utc_leap_second, NULL),
    FORM("29 February 2027", utc_february, NULL),
    FORM("month 13", utc_month_13, NULL),
    LEAF(TIME_FORM, MALFORMED, "WEE", "GeneralizedTime before 2050", generalized_early,
         generalized_2050),
    FORM("GeneralizedTime with a fraction", generalized_fraction, generalized_9999),
    FORM("GeneralizedTime without Z", generalized_no_zulu, NULL),
    FORM("a time that is a UTF8String", time_as_text, NULL),
    FORM("notAfter before notBefore", time_backwards, NULL),
    FORM("version 4", version_4, NULL),
    FORM("version 0", version_0, NULL),
    FORM("version 1 written out", version_1_written, NULL),
    FORM("extensions in version 1", version_1_extensions, NULL),
    FORM("extensions in version 2", version_2_extensions, NULL),
    {"unique identifier in version 1", RULE_DEFECT, REASON_MALFORMED, EVERY, 2, unique_ids_v1, NULL,
     true},
    {"a version 1 anchor", RULE_NOT_A_CA_V1, REASON_NOT_A_CA, "NNN", 2, root_v1, NULL, false},
    LEAF(UNIQUE_ID, MALFORMED, "WEE", "subjectUniqueID", leaf_subject_uid, NULL),
    LEAF(UNIQUE_ID, MALFORMED, "WEE", "issuerUniqueID", leaf_issuer_uid, NULL),
    CA(UNIQUE_ID, MALFORMED, "WEE", "subjectUniqueID of a CA", ca_subject_uid, NULL),
    LEAF(SERIAL_ZERO, MALFORMED, "WEE", "serial number 0", serial_0, serial_1),
    CA(SERIAL_ZERO, MALFORMED, "WEE", "serial number 0 of a CA", ca_serial_0, NULL),
    LEAF(SERIAL_NEGATIVE, MALFORMED, "WEE", "serial number -1", serial_minus_1, serial_255),
    LEAF(SERIAL_LONG, MALFORMED, "WEE", "serial number of 21 octets", serial_21, serial_20),
    LEAF(SERIAL_LONG, MALFORMED, "WEE", "serial number of 22 octets with the sign", serial_21_sign,
         serial_20),
    FORM("serial number padded", serial_padded, serial_255),
    FORM("serial number empty", serial_empty, NULL),
    {"inner algorithm differs", RULE_DEFECT, REASON_MALFORMED, EVERY, 0, inner_other, NULL, true},
    {"outer algorithm differs", RULE_DEFECT, REASON_MALFORMED, EVERY, 0, outer_other, NULL, true},
    {"outer algorithm with NULL", RULE_DEFECT, REASON_MALFORMED, EVERY, 0, outer_with_null, NULL,
     true},
    FORM("inner algorithm differs, and no issuer", inner_other_alone, NULL),
    {"inner algorithm of a CA differs", RULE_DEFECT, REASON_MALFORMED, EVERY, 1, ca_inner_other,
     NULL, true},
    FORM("ECDSA with NULL parameters", both_with_null, NULL),
    LEAF(RSA_NO_NULL, MALFORMED, "WNE", "RSA without NULL parameters", rsa_without_null, rsa_ca),
    {"RSA without NULL in an anchor", RULE_RSA_NO_NULL, REASON_MALFORMED, "NNN", 2,
     root_without_null, NULL, false},
    {"RSA without NULL inside, with NULL outside", RULE_DEFECT, REASON_MALFORMED, EVERY, 0,
     rsa_inner_without_null, rsa_ca, true},
    {"RSA with SHA-1 without NULL", RULE_DEFECT, REASON_MALFORMED, EVERY, 0, rsa_sha1_without_null,
     rsa_ca, true},
    LEAF(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "signature with unused bits", signature_unused_bits,
         NULL),
    FORM("PSS trailer field 2", pss_trailer, pss_right),
    FORM("empty list of extensions", empty_extensions, NULL),
    LEAF(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "PSS with another salt length", pss_salt, pss_right),
    LEAF(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "PSS with another MGF", pss_mgf, signed_pss),
    {"PSS with MGF1 of SHA-1, and no issuer", RULE_WEAK_MGF, REASON_WEAK_SIGNATURE, EVERY, 0,
     pss_mgf_sha1_alone, NULL, true},
    LEAF(WEAK_SIGNATURE, WEAK_SIGNATURE, EVERY, "leaf signed with RSA and SHA-1", signed_rsa_sha1,
         rsa_ca),
    LEAF(WEAK_SIGNATURE, WEAK_SIGNATURE, EVERY, "leaf signed with ECDSA and SHA-1",
         signed_ecdsa_sha1, weak_allowed),
    CA(WEAK_SIGNATURE, WEAK_SIGNATURE, EVERY, "intermediate signed with SHA-1", ca_signed_sha1,
       root_signed_sha1),
    LEAF(SIGNATURE_ALGORITHM, WEAK_SIGNATURE, EVERY, "leaf signed with MD5", signed_rsa_md5, NULL),
    LEAF(SIGNATURE_ALGORITHM, WEAK_SIGNATURE, EVERY, "MD5 in spite of --allow-weak",
         md5_though_allowed, NULL),
    LEAF(SIGNATURE_ALGORITHM, WEAK_SIGNATURE, EVERY, "unknown signature algorithm", unknown_sigalg,
         NULL),
    {"unknown signature algorithm, and no issuer", RULE_UNKNOWN_SIGNATURE, REASON_WEAK_SIGNATURE,
     EVERY, 0, unknown_sigalg_alone, NULL, true},
    {"leaf with RSA 1024", RULE_WEAK_KEY, REASON_WEAK_KEY, EVERY, 0, leaf_rsa1024, leaf_rsa2048,
     true},
    {"leaf with P-224", RULE_WEAK_KEY, REASON_WEAK_KEY, EVERY, 0, leaf_p224, leaf_p384, true},
    {"leaf with DSA", RULE_WEAK_KEY, REASON_WEAK_KEY, EVERY, 0, leaf_dsa, leaf_p521, true},
    {"intermediate with RSA 1024", RULE_WEAK_KEY, REASON_WEAK_KEY, EVERY, 1, ca_rsa1024, rsa_ca,
     true},
    {"root with RSA 1024", RULE_WEAK_KEY, REASON_WEAK_KEY, EVERY, 2, root_rsa1024, root_rsa2048,
     true},
    LEAF(KEY_SIZE_CABF, WEAK_KEY, "WNE", "leaf with Ed25519", leaf_ed25519, leaf_p384),
    LEAF(KEY_SIZE_CABF, WEAK_KEY, "WNE", "leaf with Ed448", leaf_ed448, leaf_rsa2048),
    LEAF(ISSUER_KEY, WEAK_KEY, EVERY, "issuer's key with explicit curve parameters",
         ca_explicit_curve, NULL),
    LEAF(UNUSABLE_KEY, WEAK_KEY, EVERY, "key with explicit curve parameters", leaf_explicit_curve,
         NULL),
    {"unknown key algorithm", RULE_UNUSABLE_KEY, REASON_WEAK_KEY, EVERY, 0, unknown_key, NULL,
     true},
    {"RSA with an even exponent", RULE_UNUSABLE_KEY, REASON_WEAK_KEY, EVERY, 0, rsa_even_exponent,
     NULL, true},
    LEAF(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "signature of the leaf changed", leaf_corrupt, NULL),
    CA(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "signature of the intermediate changed", ca_corrupt,
       root_corrupt),
    LEAF(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "leaf signed by another key", leaf_other_key, NULL),
    LEAF(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "ECDSA signature cut off", leaf_not_der, NULL),
    LEAF(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "ECDSA signature of zeros", leaf_zero_signature,
         NULL),
    LEAF(BAD_SIGNATURE, BAD_SIGNATURE, EVERY, "RSA algorithm under an EC key", leaf_rsa_alg, NULL),
};

const struct theme rules_form = THEME(rows);
