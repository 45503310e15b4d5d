/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is changed in a good chain: fields of the frame, keys and signatures. */
#include "config.h"

#include "tests/differ/changes.h"

static void validity(struct kin *k, size_t i)
{
    static const int64_t offsets[] = {-1, 0, 1, -FC_DAY, FC_DAY, -400 * FC_DAY, 400 * FC_DAY};
    int64_t *which = dice_roll(&k->dice, 2) == 0 ? &k->certs[i].not_before : &k->certs[i].not_after;

    *which = FC_NOW + DICE_PICK(&k->dice, offsets);
}

static void time_form(struct kin *k, size_t i)
{
    static const struct {
        unsigned tag;
        const char *text;
    } times[] = {
        {DER_UTC_TIME, "300101000000Z"},
        {DER_UTC_TIME, "3001010000Z"},
        {DER_UTC_TIME, "300101000000+0000"},
        {DER_UTC_TIME, "300101000000"},
        {DER_UTC_TIME, "300101240000Z"},
        {DER_UTC_TIME, "301301000000Z"},
        {DER_UTC_TIME, "300230000000Z"},
        {DER_UTC_TIME, "300101000060Z"},
        {DER_GENERALIZED_TIME, "20300101000000Z"},
        {DER_GENERALIZED_TIME, "20500101000000Z"},
        {DER_GENERALIZED_TIME, "20500101000000.5Z"},
        {DER_GENERALIZED_TIME, "99991231235959Z"},
        {DER_GENERALIZED_TIME, "205001010000Z"},
        {DER_GENERALIZED_TIME, "20500101000000+0100"},
        {DER_UTF8_STRING, "300101000000Z"},
    };
    unsigned n = dice_roll(&k->dice, sizeof times / sizeof times[0]);

    k->certs[i].not_after_raw = fd_str(k->a, times[n].tag, times[n].text);
}

static void serial(struct kin *k, size_t i)
{
    static const char *const serials[] = {
        "00",
        "01",
        "7f",
        "80",
        "ff",
        "0080",
        "0001",
        "ff80",
        "",
        "7fffffffffffffffffffffffffffffffffffffff",
        "00ffffffffffffffffffffffffffffffffffffffff",
        "7fffffffffffffffffffffffffffffffffffffffff",
    };

    k->certs[i].serial_raw = fd_tlv(k->a, DER_INTEGER, fd_hex(k->a, DICE_PICK(&k->dice, serials)));
}

static void version(struct kin *k, size_t i)
{
    static const int versions[] = {1, 2, 4, 0, 257};

    k->certs[i].version = DICE_PICK(&k->dice, versions);
}

static void unique_id(struct kin *k, size_t i)
{
    struct span *id =
        dice_roll(&k->dice, 2) == 0 ? &k->certs[i].issuer_uid : &k->certs[i].subject_uid;

    *id = SPAN_LIT("\x01\x02\x03");
}

static void trailing(struct kin *k, size_t i)
{
    k->certs[i].trailing =
        dice_roll(&k->dice, 2) == 0 ? fd_null(k->a) : fd_tlv(k->a, DER_CTXC(4), fd_null(k->a));
}

static void bad_signature(struct kin *k, size_t i)
{
    k->certs[i].corrupt = true;
}

static void other_signer(struct kin *k, size_t i)
{
    k->certs[i].issuer_key = FKEY_P256_G;
}

static void hash(struct kin *k, size_t i)
{
    static const enum fsig ec[] = {FSIG_ECDSA_SHA1, FSIG_ECDSA_SHA384, FSIG_ECDSA_SHA512};
    static const enum fsig rsa[] = {FSIG_RSA_SHA1, FSIG_RSA_SHA384, FSIG_RSA_MD5, FSIG_PSS_SHA256};
    struct fc_spec *c = &k->certs[i];

    if (c->issuer_key <= FKEY_P384_B)
        c->sig = DICE_PICK(&k->dice, ec);
    else if (c->issuer_key == FKEY_RSA2048_A || c->issuer_key == FKEY_RSA2048_B)
        c->sig = DICE_PICK(&k->dice, rsa);
}

/* AlgorithmIdentifiers that do not say how it was signed, or say it in another form. */
static void algorithm(struct kin *k, size_t i)
{
    struct arena *a = k->a;
    struct fc_spec *c = &k->certs[i];
    const char *oid =
        c->issuer_key <= FKEY_P384_B ? "1.2.840.10045.4.3.2" : "1.2.840.113549.1.1.11";
    struct span forms[] = {
        FD(a, DER_SEQUENCE, fd_oid(a, oid)),
        FD(a, DER_SEQUENCE, fd_oid(a, oid), fd_null(a)),
        FD(a, DER_SEQUENCE, fd_oid(a, oid), fd_int(a, 1)),
        FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.10045.4.3.3")),
        FD(a, DER_SEQUENCE, fd_oid(a, "1.3.101.112")),
        FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.4.1.99999.1")),
    };
    unsigned where = dice_roll(&k->dice, 3);
    struct span alg = DICE_PICK(&k->dice, forms);

    if (where != 1)
        c->inner_alg = alg;
    if (where != 0)
        c->outer_alg = alg;
}

/* Public keys that are none, or weak. */
static void public_key(struct kin *k, size_t i)
{
    struct arena *a = k->a;
    struct fc_spec *c = &k->certs[i];
    struct span p256 = fd_oid(a, "1.2.840.10045.3.1.7"), bits = fkey_bits(a, FKEY_P256_C);
    uint8_t off[65], x_large[65], compressed[33];

    memcpy(off, bits.p, sizeof off);
    off[64] ^= 1;
    memset(x_large, 0xff, sizeof x_large);
    x_large[0] = 4;
    memcpy(compressed, bits.p, sizeof compressed);
    compressed[0] = (uint8_t)(2 + (bits.p[64] & 1));
    const char *ec = "1.2.840.10045.2.1", *ed = "1.3.101.112";
    struct span none = {0},
                keys[] = {
                    fkey_spki_with(a, ec, p256, piece_copy(a, span_of(off, sizeof off))),
                    fkey_spki_with(a, ec, p256, piece_copy(a, span_of(x_large, sizeof x_large))),
                    fkey_spki_with(a, ec, p256,
                                   piece_copy(a, span_of(compressed, sizeof compressed))),
                    fkey_spki_with(a, ec, p256, fd_hex(a, "00")),
                    fkey_spki_with(a, ec, p256, span_head(bits, 64)),
                    fkey_spki_with(a, ec, fd_oid(a, "1.3.132.0.10"), bits),
                    fkey_spki_with(a, ec, none, bits),
                    fkey_spki_with(a, ec, fd_null(a), bits),
                    fkey_spki_with(a, ed, fd_null(a), fkey_bits(a, FKEY_ED25519_A)),
                    fkey_spki_with(a, ed, none, span_head(fkey_bits(a, FKEY_ED25519_A), 31)),
                    fkey_spki(a, FKEY_RSA1024_A),
                    fkey_spki(a, FKEY_P224_A),
                    fkey_spki(a, FKEY_ED448_A),
                    fkey_spki(a, FKEY_DSA_A),
                };

    c->spki = DICE_PICK(&k->dice, keys);
}

static void dent(struct kin *k, size_t i)
{
    k->dent = i + 1;
}

static void other_host(struct kin *k, size_t i)
{
    static const char *const hosts[] = {"example.com", "WWW.Example.COM",  "a.www.example.com",
                                        "192.0.2.7",   "www.example.com.", "2001:db8::1"};

    (void)i;
    k->host = DICE_PICK(&k->dice, hosts);
}

#define CHANGE(id) \
    {              \
#id, id    \
    }

const struct change changes[] = {
    CHANGE(validity),
    CHANGE(time_form),
    CHANGE(serial),
    CHANGE(version),
    CHANGE(unique_id),
    CHANGE(trailing),
    CHANGE(bad_signature),
    CHANGE(other_signer),
    CHANGE(hash),
    CHANGE(algorithm),
    CHANGE(public_key),
    CHANGE(other_host),
    CHANGE(dent),
    CHANGE(dent),
    CHANGE(dent),
    CHANGE(dent),
    /* Twice what is worth looking at twice. */
    {"subject", change_subject},
    {"subject", change_subject},
    {"issuer", change_issuer},
    {"constraints", change_constraints},
    {"constraints", change_constraints},
    {"constraints", change_constraints},
    {"constraints", change_constraints},
    {"names", change_names},
    {"names", change_names},
    {"names", change_names},
    {"basic constraints", change_basic},
    {"key usage", change_usage},
    {"extended key usage", change_purposes},
    {"key identifiers", change_identifiers},
    {"policies", change_policies},
    {"policies", change_policies},
    {"extension", change_extension},
    {"order", change_order},
    {"revocation", change_crl},
};
const size_t num_changes = sizeof changes / sizeof changes[0];
