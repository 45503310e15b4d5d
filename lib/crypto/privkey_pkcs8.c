/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/privkey_pkcs8.h"

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"
#include "lib/crypto/privkey.h"
#include "lib/crypto/privkey_file.h"

/* Is this the PrivateKeyInfo of PKCS#8?  The older forms have no AlgorithmIdentifier in second
 * place. */
static bool is_pkcs8(struct span der)
{
    struct fail fail = {0};
    struct der all = der_open(der, &fail);
    struct der info = der_enter(&all, DER_SEQUENCE);

    der_integer(&info);
    return der_peek(&info, DER_SEQUENCE);
}

/* Appends PrivateKeyInfo ::= SEQUENCE { version 0, AlgorithmIdentifier, OCTET STRING }: the
 * algorithm is that of the public key (RFC 5958 2, RFC 5480 2.1). */
static void wrap(struct buf *out, struct span der, struct span spki)
{
    static const uint8_t version[] = {DER_INTEGER, 1, 0};
    struct fail fail = {0};
    struct der all = der_open(spki, &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct buf content;

    buf_init(&content, out->cap);
    buf_put(&content, span_of(version, sizeof version));
    buf_put(&content, der_raw(&seq, DER_SEQUENCE));
    derput_tlv(&content, DER_OCTET_STRING, der);
    derput_tlv(out, DER_SEQUENCE, buf_span(&content));
    if (content.err != ERR_OK)
        out->err = content.err;
    buf_wipe(&content);
}

enum err privkey_pkcs8(struct buf *out, struct span bytes, const struct pbe_terms *terms)
{
    struct privkey *key = NULL;
    struct buf der;
    enum err err = privkey_file_der(&der, bytes, terms);

    buf_init(out, 2 * der.cap);
    if (err == ERR_OK)
        err = privkey_new(&key, buf_span(&der));
    if (err == ERR_OK && is_pkcs8(buf_span(&der)))
        buf_put(out, buf_span(&der));
    else if (err == ERR_OK)
        wrap(out, buf_span(&der), privkey_spki(key));
    privkey_free(key);
    buf_wipe(&der);
    return err == ERR_OK ? out->err : err;
}

enum err privkey_pkcs8_seal(struct buf *out, struct span info, struct span passphrase,
                            const struct rng *rng)
{
    enum { PARAMS = 256 };
    uint8_t salt[PBE_SALT_SIZE];
    const struct pbe pbe = pbe_new(salt, rng);
    uint64_t iterations = pbe.iterations;
    const struct pbe_terms terms = {.passphrase = passphrase, .iterations = &iterations};
    struct buf content, cipher;

    buf_init(&content, info.n + PARAMS);
    buf_init(&cipher, info.n + PBE_BLOCK_MAX);
    pbe_put(&content, &pbe);
    enum err err = pbe_seal(&pbe, &cipher, info, &terms);
    derput_tlv(&content, DER_OCTET_STRING, buf_span(&cipher));
    derput_tlv(out, DER_SEQUENCE, buf_span(&content));
    if (err == ERR_OK)
        err = content.err != ERR_OK ? content.err : out->err;
    buf_free(&content);
    buf_wipe(&cipher);
    return err;
}
