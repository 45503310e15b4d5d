/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All forms of file lead to the same parts (privkey_parts), from which the key is made.  Its public
 * half passes the same checks as the key of a certificate.
 */
#include "config.h"

#include "lib/crypto/privkey.h"

#include <stdlib.h>

#include <nettle/eddsa.h>

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"
#include "lib/base/wipe.h"
#include "lib/crypto/number.h"
#include "lib/crypto/privkey_file.h"
#include "lib/crypto/privkey_inside.h"
#include "lib/crypto/privkey_parts.h"
#include "lib/crypto/sig_ec.h"

/* The longest point, of P-521, takes 133 bytes. */
enum { SPKI_CAP = 1 << 13, POINT_MAX = 133 };

/* Is a b = 1 mod (m - 1)? */
static bool are_inverse_below(const mpz_t a, const mpz_t b, const mpz_t m)
{
    mpz_t product, order;

    mpz_inits(product, order, NULL);
    mpz_sub_ui(order, m, 1);
    mpz_mul(product, a, b);
    mpz_mod(product, product, order);
    bool ok = mpz_cmp_ui(product, 1) == 0;
    mpz_clears(product, order, NULL);
    return ok;
}

/* True if the numbers of an RSA key belong together (RFC 8017 3.2): n = p q; e d = e dP = 1 mod
 * (p - 1); e d = e dQ = 1 mod (q - 1); q qInv = 1 mod p.  A key with one wrong number makes wrong
 * signatures, and a wrong CRT signature reveals the factors. */
static bool is_sound(const struct rsa_public_key *pub, const struct rsa_private_key *key)
{
    mpz_t v;

    if (mpz_even_p(key->p) || mpz_even_p(key->q) || mpz_cmp_ui(key->p, 1) <= 0 ||
        mpz_cmp_ui(key->q, 1) <= 0)
        return false;
    mpz_init(v);
    mpz_mul(v, key->p, key->q);
    bool ok = mpz_cmp(v, pub->n) == 0;
    mpz_mul(v, key->q, key->c);
    mpz_mod(v, v, key->p);
    ok = ok && mpz_cmp_ui(v, 1) == 0;
    mpz_clear(v);
    return ok && are_inverse_below(pub->e, key->d, key->p) &&
           are_inverse_below(pub->e, key->d, key->q) && are_inverse_below(pub->e, key->a, key->p) &&
           are_inverse_below(pub->e, key->b, key->q);
}

/* Fills in the RSA key; bits gets its RSAPublicKey, the content of the public key's BIT STRING. */
static enum err make_rsa(struct privkey *key, const struct privkey_parts *parts, struct buf *bits)
{
    mpz_ptr numbers[PRIVKEY_NUMBERS] = {
        [PRIVKEY_N] = key->rsa_public.n, [PRIVKEY_E] = key->rsa_public.e, [PRIVKEY_D] = key->rsa.d,
        [PRIVKEY_P] = key->rsa.p,        [PRIVKEY_Q] = key->rsa.q,        [PRIVKEY_DP] = key->rsa.a,
        [PRIVKEY_DQ] = key->rsa.b,       [PRIVKEY_QINV] = key->rsa.c,
    };
    struct buf pair;

    for (size_t i = 0; i < PRIVKEY_NUMBERS; i++) {
        if (parts->numbers[i].n == 0 || (parts->numbers[i].p[0] & 0x80) != 0)
            return ERR_KEY_FORM;
        number_read(numbers[i], parts->numbers[i]);
    }
    if (!is_sound(&key->rsa_public, &key->rsa) || rsa_public_key_prepare(&key->rsa_public) != 1 ||
        rsa_private_key_prepare(&key->rsa) != 1)
        return ERR_KEY_FORM;
    buf_init(&pair, SPKI_CAP);
    derput_tlv(&pair, DER_INTEGER, parts->numbers[PRIVKEY_N]);
    derput_tlv(&pair, DER_INTEGER, parts->numbers[PRIVKEY_E]);
    derput_tlv(bits, DER_SEQUENCE, buf_span(&pair));
    enum err err = pair.err;
    buf_free(&pair);
    return err;
}

/* Fills in the scalar; bits gets the public point, uncompressed.  RFC 5915 3 wants as many octets
 * as the order has; files in use lack leading zeros or have one too many, and both are accepted. */
static enum err make_ec(struct privkey *key, const struct privkey_parts *parts, struct buf *bits)
{
    size_t size = (ecc_bit_size(key->scalar.ecc) + 7) / 8;
    uint8_t point[POINT_MAX];
    struct ecc_point product;
    mpz_t x, y;

    mpz_inits(x, y, NULL);
    number_read(x, parts->secret);
    bool ok = ecc_scalar_set(&key->scalar, x) == 1;
    if (ok) {
        ecc_point_init(&product, key->scalar.ecc);
        ecc_point_mul_g(&product, &key->scalar);
        ecc_point_get(&product, x, y);
        point[0] = 0x04;
        number_write(point + 1, size, x);
        number_write(point + 1 + size, size, y);
        buf_put(bits, span_of(point, 1 + 2 * size));
        ecc_point_clear(&product);
    }
    mpz_clears(x, y, NULL);
    return ok ? ERR_OK : ERR_KEY_FORM;
}

/* Keeps the seed of an Edwards key; bits gets the public key computed from it (RFC 8032 5.1.5). */
static enum err make_ed(struct privkey *key, const struct privkey_parts *parts, struct buf *bits)
{
    size_t size = privkey_ed_size(parts->kind);
    uint8_t *room = buf_room(bits, size);

    if (room == NULL)
        return bits->err;
    memcpy(key->ed, parts->secret.p, size);
    if (parts->kind == KEY_ED25519)
        ed25519_sha512_public_key(room, key->ed);
    else
        ed448_shake256_public_key(room, key->ed);
    return ERR_OK;
}

/* Expands an ML-DSA key; bits gets its public key. */
static enum err make_mldsa(struct privkey *key, const struct privkey_parts *parts, struct buf *bits)
{
    TRY(mldsa_private_new(&key->mldsa, keyinfo_mldsa(parts->kind), parts->secret, parts->expanded));
    buf_put(bits, mldsa_private_public(key->mldsa));
    return ERR_OK;
}

/* Builds the SubjectPublicKeyInfo and checks it as strictly as a certificate's key. */
static enum err make_public(struct privkey *key, const struct privkey_parts *parts,
                            struct span bits)
{
    struct fail fail = {0};
    struct buf seq;

    buf_init(&seq, SPKI_CAP);
    buf_put(&seq, buf_span(&parts->algorithm));
    derput_bits(&seq, bits);
    derput_tlv(&key->spki, DER_SEQUENCE, buf_span(&seq));
    enum err err = seq.err != ERR_OK ? seq.err : key->spki.err;
    buf_free(&seq);
    TRY(err);
    TRY(keyinfo_parse(&key->info, buf_span(&key->spki), &fail));
    TRY(pubkey_new(&key->public, &key->info));
    /* If the file contains the public key, it must be this one. */
    return parts->public.n == 0 || span_eq(parts->public, key->info.key) ? ERR_OK : ERR_KEY_FORM;
}

/* Initialises what the kind of key needs, so that privkey_free can clear it even after a
 * failure. */
static enum err make(struct privkey *key, const struct privkey_parts *parts)
{
    struct buf bits;
    enum err err = ERR_KEY_UNKNOWN;

    buf_init(&key->spki, SPKI_CAP);
    buf_init(&bits, SPKI_CAP);
    key->info.kind = parts->kind;
    if (privkey_is_rsa(parts->kind)) {
        rsa_public_key_init(&key->rsa_public);
        rsa_private_key_init(&key->rsa);
        err = make_rsa(key, parts, &bits);
    } else if (privkey_is_ec(parts->kind)) {
        ecc_scalar_init(&key->scalar, sig_ec_curve(parts->kind)->curve());
        err = make_ec(key, parts, &bits);
    } else if (parts->kind == KEY_ED25519 || parts->kind == KEY_ED448) {
        err = make_ed(key, parts, &bits);
    } else if (keyinfo_mldsa(parts->kind) != NULL) {
        err = make_mldsa(key, parts, &bits);
    }
    if (err == ERR_OK)
        err = bits.err != ERR_OK ? bits.err : make_public(key, parts, buf_span(&bits));
    buf_free(&bits);
    return err;
}

enum err privkey_from_parts(struct privkey **out, const struct privkey_parts *parts)
{
    *out = calloc(1, sizeof **out);
    enum err err = *out == NULL ? ERR_MEMORY : make(*out, parts);
    if (err != ERR_OK) {
        privkey_free(*out);
        *out = NULL;
    }
    return err;
}

/* Makes a key of DER in any of its forms. */
static enum err new_from_der(struct privkey **out, struct span der)
{
    struct privkey_parts parts;
    enum err err = privkey_parts_read(&parts, der);

    if (err == ERR_OK)
        err = privkey_from_parts(out, &parts);
    buf_free(&parts.algorithm);
    return err;
}

enum err privkey_new_locked(struct privkey **out, struct span bytes, const struct pbe_terms *terms)
{
    struct buf der;
    enum err err = privkey_file_der(&der, bytes, terms);

    *out = NULL;
    if (err == ERR_OK)
        err = new_from_der(out, buf_span(&der));
    buf_wipe(&der);
    return err;
}

enum err privkey_new(struct privkey **out, struct span bytes)
{
    return privkey_new_locked(out, bytes, NULL);
}

/* GMP and Nettle free their numbers through gmpwipe.c, which wipes them. */
void privkey_free(struct privkey *key)
{
    if (key == NULL)
        return;
    if (privkey_is_rsa(key->info.kind)) {
        rsa_public_key_clear(&key->rsa_public);
        rsa_private_key_clear(&key->rsa);
    }
    if (privkey_is_ec(key->info.kind))
        ecc_scalar_clear(&key->scalar);
    mldsa_private_free(key->mldsa);
    pubkey_free(key->public);
    buf_free(&key->spki);
    wipe(key, sizeof *key);
    free(key);
}

enum key_kind privkey_kind(const struct privkey *key)
{
    return key->info.kind;
}

unsigned privkey_bits(const struct privkey *key)
{
    return key->info.bits;
}

struct span privkey_spki(const struct privkey *key)
{
    return buf_span(&key->spki);
}

bool privkey_fits(const struct privkey *key, const struct keyinfo *cert)
{
    return cert->err == ERR_OK && cert->kind == key->info.kind && span_eq(cert->key, key->info.key);
}
