/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/pbe.h"

#include <assert.h>

#include "lib/asn1/ber.h"
#include "lib/base/wipe.h"
#include "lib/crypto/pbkdf.h"

/* What scrypt may take: the parameters that programs write by default take 16 MiB. */
enum { SCRYPT_MEMORY_MAX = 64 << 20 };

/* Pays for n bytes of key. */
static enum err pay(const struct pbe *pbe, size_t n, const struct pbe_terms *terms)
{
    size_t size = pbe->kdf == PBE_PBKDF2 || pbe->kdf == PBE_PKCS12 ? digest_size(pbe->digest) : n;
    uint64_t units = pbe->iterations;

    if (pbe->kdf == PBE_SCRYPT &&
        __builtin_mul_overflow(units, (uint64_t)pbe->block_size * pbe->parallel, &units))
        return ERR_PASSPHRASE_LIMIT;
    if (__builtin_mul_overflow(units, (n + size - 1) / size, &units) || units > *terms->iterations)
        return ERR_PASSPHRASE_LIMIT;
    *terms->iterations -= units;
    return ERR_OK;
}

static enum err derive_pkcs12(const struct pbe *pbe, enum pbkdf_use use, uint8_t *out, size_t n,
                              const struct pbe_terms *terms)
{
    struct pbkdf_pkcs12 in = {
        .digest = pbe->digest, .use = use, .salt = pbe->salt, .iterations = pbe->iterations};
    struct buf bmp;

    if (terms->passphrase.n > PBKDF_INPUT_MAX)
        return ERR_LIMIT;
    buf_init(&bmp, 2 * PBKDF_INPUT_MAX + 2);
    (void)buf_room(&bmp, bmp.cap);
    buf_truncate(&bmp, 0);
    if (!terms->bare)
        pbkdf_bmp(&bmp, terms->passphrase);
    in.passphrase = buf_span(&bmp);
    enum err err = bmp.err == ERR_OK ? pbkdf_pkcs12(out, n, &in) : bmp.err;
    buf_wipe(&bmp);
    return err;
}

static enum err derive_scrypt(const struct pbe *pbe, uint8_t *out, size_t n,
                              const struct pbe_terms *terms)
{
    const struct pbkdf_scrypt in = {pbe->iterations, pbe->block_size, pbe->parallel};
    uint64_t memory = pbkdf_scrypt_memory(&in);

    if (memory == 0)
        return ERR_PBE_FORM;
    return memory > SCRYPT_MEMORY_MAX ? ERR_PASSPHRASE_LIMIT
                                      : pbkdf_scrypt(out, n, terms->passphrase, pbe->salt, &in);
}

/* Derives n bytes of key. */
static enum err derive(const struct pbe *pbe, uint8_t *out, size_t n, enum pbkdf_use use,
                       const struct pbe_terms *terms)
{
    struct span pass = terms->passphrase;

    if (pass.p == NULL)
        return ERR_PASSPHRASE_MISSING;
    TRY(pay(pbe, n, terms));
    switch (pbe->kdf) {
    case PBE_PBKDF2: pbkdf2(pbe->digest, out, n, pass, pbe->salt, pbe->iterations); break;
    case PBE_SCRYPT: return derive_scrypt(pbe, out, n, terms);
    case PBE_PKCS12: return derive_pkcs12(pbe, use, out, n, terms);
    case PBE_PBKDF1_MD5: pbkdf1(true, out, n, pass, pbe->salt, pbe->iterations); break;
    case PBE_PBKDF1_SHA1: pbkdf1(false, out, n, pass, pbe->salt, pbe->iterations); break;
    case PBE_PEM: pbkdf_pem(out, n, pass, pbe->salt); break;
    case PBE_NONE: return ERR_PBE_UNKNOWN;
    }
    return ERR_OK;
}

/* The key of a cipher and its vector, which is derived too unless it is a parameter: in PKCS#12
 * with a call of its own, in PBES1 from what follows the key (RFC 8018 6.1.1). */
static enum err derive_key(const struct pbe *pbe, uint8_t key[PBE_KEY_MAX],
                           uint8_t iv[PBE_BLOCK_MAX], const struct pbe_terms *terms)
{
    size_t key_n = pbe_cipher_key_size(pbe->cipher), iv_n = pbe_cipher_block_size(pbe->cipher);
    bool is_pbes1 = pbe->kdf == PBE_PBKDF1_MD5 || pbe->kdf == PBE_PBKDF1_SHA1;

    memcpy(iv, pbe->iv, PBE_BLOCK_MAX);
    if (is_pbes1) {
        uint8_t both[PBE_KEY_MAX];
        TRY(derive(pbe, both, key_n + iv_n, PBKDF_ENCRYPTION, terms));
        memcpy(key, both, key_n);
        memcpy(iv, both + key_n, iv_n);
        wipe(both, sizeof both);
        return ERR_OK;
    }
    if (pbe->kdf == PBE_PKCS12)
        TRY(derive(pbe, iv, iv_n, PBKDF_IV, terms));
    return derive(pbe, key, key_n, PBKDF_ENCRYPTION, terms);
}

/* Is the plaintext one SEQUENCE, as all that is encrypted here?  A wrong key leaves padding that
 * looks right in one of some hundred cases. */
static bool is_sequence(struct span plain)
{
    struct fail fail = {0};
    struct tlv t;

    return ber_next(&plain, &t, &fail) && t.tag == DER_SEQUENCE && plain.n == 0;
}

enum err pbe_open(const struct pbe *pbe, struct buf *out, struct span cipher,
                  const struct pbe_terms *terms)
{
    uint8_t key[PBE_KEY_MAX], iv[PBE_BLOCK_MAX];
    size_t start = out->n;

    if (pbe->cipher == PBE_NO_CIPHER)
        return ERR_PBE_UNKNOWN;
    enum err err = derive_key(pbe, key, iv, terms);
    if (err == ERR_OK)
        err = pbe_cipher_open(pbe->cipher, out, key, iv, cipher);
    wipe(key, sizeof key);
    if (err == ERR_OK && !is_sequence(span_of(out->p + start, out->n - start))) {
        wipe(out->p + start, out->n - start);
        buf_truncate(out, start);
        err = ERR_PASSPHRASE_WRONG;
    }
    return err;
}

enum err pbe_mac(const struct pbe *pbe, uint8_t out[DIGEST_MAX_SIZE], struct span data,
                 const struct pbe_terms *terms)
{
    uint8_t key[2 * DIGEST_MAX_SIZE];

    if (pbe->mac == DIGEST_NONE || pbe->mac_key_n > sizeof key)
        return ERR_PBE_UNKNOWN;
    enum err err = derive(pbe, key, pbe->mac_key_n, PBKDF_MAC, terms);
    if (err == ERR_OK)
        mac_of(pbe->mac, out, span_of(key, pbe->mac_key_n), data);
    wipe(key, sizeof key);
    return err;
}

struct pbe pbe_new(uint8_t salt[PBE_SALT_SIZE], const struct rng *rng)
{
    struct pbe pbe = {.kdf = PBE_PBKDF2,
                      .digest = DIGEST_SHA256,
                      .cipher = PBE_AES256,
                      .salt = {salt, PBE_SALT_SIZE},
                      .iterations = PBE_ITERATIONS};

    rng_fill(rng, salt, PBE_SALT_SIZE);
    rng_fill(rng, pbe.iv, sizeof pbe.iv);
    return pbe;
}

struct pbe pbe_new_mac(bool is_pbmac1, uint8_t salt[PBE_SALT_SIZE], const struct rng *rng)
{
    rng_fill(rng, salt, PBE_SALT_SIZE);
    return (struct pbe){.kdf = is_pbmac1 ? PBE_PBKDF2 : PBE_PKCS12,
                        .digest = DIGEST_SHA256,
                        .mac = DIGEST_SHA256,
                        .mac_key_n = digest_size(DIGEST_SHA256),
                        .salt = {salt, PBE_SALT_SIZE},
                        .iterations = PBE_ITERATIONS};
}

enum err pbe_seal(const struct pbe *pbe, struct buf *out, struct span plain,
                  const struct pbe_terms *terms)
{
    uint8_t key[PBE_KEY_MAX], iv[PBE_BLOCK_MAX];
    enum err err = derive_key(pbe, key, iv, terms);

    assert(!pbe_is_old(pbe));
    if (err == ERR_OK)
        pbe_cipher_seal(pbe->cipher, out, key, iv, plain);
    wipe(key, sizeof key);
    return err != ERR_OK ? err : out->err;
}

/* RFC 8018 6.1 has PBES1 only for compatibility, RFC 9579 1 the function of PKCS#12 for MACs. */
bool pbe_is_old(const struct pbe *pbe)
{
    return pbe->kdf == PBE_PBKDF1_MD5 || pbe->kdf == PBE_PBKDF1_SHA1 || pbe->kdf == PBE_PEM ||
           (pbe->kdf == PBE_PKCS12 && pbe->mac == DIGEST_NONE) || (pbe->mac == DIGEST_SHA1) ||
           pbe_cipher_is_old(pbe->cipher);
}

void pbe_label(struct buf *out, const struct pbe *pbe)
{
    if (pbe->mac != DIGEST_NONE)
        buf_printf(out, "%sHMAC-%s, ", pbe->kdf == PBE_PBKDF2 ? "PBMAC1 with " : "",
                   digest_name(pbe->mac));
    else
        buf_printf(out, "%s, ", pbe_cipher_name(pbe->cipher));
    switch (pbe->kdf) {
    case PBE_PBKDF2: buf_printf(out, "PBKDF2 with HMAC-%s, ", digest_name(pbe->digest)); break;
    case PBE_SCRYPT:
        buf_printf(out, "scrypt with N=%llu, r=%u, p=%u", (unsigned long long)pbe->iterations,
                   pbe->block_size, pbe->parallel);
        return;
    case PBE_PKCS12:
        buf_printf(out, "key derivation of PKCS#12 with %s, ", digest_name(pbe->digest));
        break;
    case PBE_PBKDF1_MD5: buf_str(out, "PBKDF1 with MD5, "); break;
    case PBE_PBKDF1_SHA1: buf_str(out, "PBKDF1 with SHA-1, "); break;
    case PBE_PEM: buf_str(out, "key derivation of PEM with MD5, "); break;
    case PBE_NONE: break;
    }
    buf_count(out, pbe->iterations, "iteration");
}
