/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes a PFX (RFC 7292 4) as other programs do: certificates and CRLs in one encrypted part,
 * private keys each encrypted in another, and a MAC over both.
 *
 * The plaintext of the first part is not secret; that of keys is only in the caller's memory.
 */
#include "config.h"

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"
#include "lib/asn1/oid.h"
#include "lib/crypto/pbkdf.h"
#include "lib/crypto/privkey_pkcs8.h"
#include "lib/pkcs12/pkcs12.h"

enum { WRITE_MAX = 4 * PKCS12_SIZE_MAX, ATTRIBUTES_MAX = 3 };

static void put_oid(struct buf *out, enum oid oid)
{
    derput_tlv(out, DER_OID, oid_bytes(oid));
}

/* Moves what was collected into one element. */
static void put_wrapped(struct buf *out, uint8_t tag, struct buf *content)
{
    derput_tlv(out, tag, buf_span(content));
    if (content->err != ERR_OK && out->err == ERR_OK)
        out->err = content->err;
    buf_free(content);
    buf_init(content, WRITE_MAX);
}

/* An attribute: SEQUENCE { type, SET { value } }; value: a whole TLV. */
static void put_attribute(struct buf *out, enum oid type, struct span value)
{
    struct buf seq;

    buf_init(&seq, WRITE_MAX);
    put_oid(&seq, type);
    derput_tlv(&seq, DER_SET, value);
    put_wrapped(out, DER_SEQUENCE, &seq);
    buf_free(&seq);
}

/* friendlyName, without the two zero octets that end a passphrase. */
static void put_name(struct buf *out, struct span name)
{
    struct buf bmp, value;

    buf_init(&bmp, WRITE_MAX);
    buf_init(&value, WRITE_MAX);
    pbkdf_bmp(&bmp, name);
    derput_tlv(&value, DER_BMP_STRING, span_head(buf_span(&bmp), bmp.n < 2 ? 0 : bmp.n - 2));
    put_attribute(out, OID_FRIENDLY_NAME, buf_span(&value));
    buf_free(&bmp);
    buf_free(&value);
}

static void put_key_id(struct buf *out, struct span key_id)
{
    struct buf value;

    buf_init(&value, WRITE_MAX);
    derput_tlv(&value, DER_OCTET_STRING, key_id);
    put_attribute(out, OID_LOCAL_KEY_ID, buf_span(&value));
    buf_free(&value);
}

/* Java takes a certificate for an anchor if it has this attribute; the value says for what. */
static void put_java_trusted(struct buf *out)
{
    struct buf value;

    buf_init(&value, WRITE_MAX);
    put_oid(&value, OID_EKU_ANY);
    put_attribute(out, OID_JAVA_TRUSTED, buf_span(&value));
    buf_free(&value);
}

/* Appends the attributes in the order of DER (X.690 11.6). */
static void put_sorted(struct buf *out, const struct buf attributes[ATTRIBUTES_MAX])
{
    const struct buf *rest[ATTRIBUTES_MAX];

    for (size_t i = 0; i < ATTRIBUTES_MAX; i++)
        rest[i] = &attributes[i];
    for (size_t i = 0; i < ATTRIBUTES_MAX; i++) {
        for (size_t k = i + 1; k < ATTRIBUTES_MAX; k++) {
            if (span_cmp(buf_span(rest[k]), buf_span(rest[i])) < 0) {
                const struct buf *swap = rest[i];
                rest[i] = rest[k];
                rest[k] = swap;
            }
        }
        buf_put(out, buf_span(rest[i]));
    }
}

static void put_attributes(struct buf *out, const struct pkcs12_item *item)
{
    struct buf attributes[ATTRIBUTES_MAX], set;

    buf_init(&set, WRITE_MAX);
    for (size_t i = 0; i < ATTRIBUTES_MAX; i++)
        buf_init(&attributes[i], WRITE_MAX);
    if (item->name.n > 0)
        put_name(&attributes[0], item->name);
    if (item->key_id.n > 0)
        put_key_id(&attributes[1], item->key_id);
    if (item->is_java_trusted)
        put_java_trusted(&attributes[2]);
    put_sorted(&set, attributes);
    if (set.n > 0)
        put_wrapped(out, DER_SET, &set);
    buf_free(&set);
    for (size_t i = 0; i < ATTRIBUTES_MAX; i++)
        buf_free(&attributes[i]);
}

/* SafeBag (RFC 7292 4.2); value: what is in its [0]. */
static void put_bag(struct buf *out, enum oid id, struct span value, const struct pkcs12_item *item)
{
    struct buf seq;

    buf_init(&seq, WRITE_MAX);
    put_oid(&seq, id);
    derput_tlv(&seq, DER_CTXC(0), value);
    put_attributes(&seq, item);
    put_wrapped(out, DER_SEQUENCE, &seq);
    buf_free(&seq);
}

/* CertBag or CRLBag: SEQUENCE { type, [0] { OCTET STRING } }. */
static void put_public(struct buf *out, const struct pkcs12_item *item)
{
    bool is_cert = item->kind == PKCS12_CERT;
    struct buf octets, seq, value;

    buf_init(&octets, WRITE_MAX);
    buf_init(&seq, WRITE_MAX);
    buf_init(&value, WRITE_MAX);
    derput_tlv(&octets, DER_OCTET_STRING, item->der);
    put_oid(&seq, is_cert ? OID_CERT_TYPE_X509 : OID_CRL_TYPE_X509);
    put_wrapped(&seq, DER_CTXC(0), &octets);
    put_wrapped(&value, DER_SEQUENCE, &seq);
    put_bag(out, is_cert ? OID_BAG_CERT : OID_BAG_CRL, buf_span(&value), item);
    buf_free(&octets);
    buf_free(&seq);
    buf_free(&value);
}

static enum err put_key(struct buf *out, const struct pkcs12_item *item,
                        const struct pkcs12_seal *seal)
{
    struct buf value;

    buf_init(&value, WRITE_MAX);
    enum err err = privkey_pkcs8_seal(&value, item->der, seal->passphrase, seal->rng);
    if (err == ERR_OK)
        put_bag(out, OID_BAG_SHROUDED_KEY, buf_span(&value), item);
    buf_free(&value);
    return err;
}

/* ContentInfo (RFC 5652 3): SEQUENCE { type, [0] content }. */
static void put_content(struct buf *out, enum oid type, struct span content)
{
    struct buf seq;

    buf_init(&seq, WRITE_MAX);
    put_oid(&seq, type);
    derput_tlv(&seq, DER_CTXC(0), content);
    put_wrapped(out, DER_SEQUENCE, &seq);
    buf_free(&seq);
}

static void put_data(struct buf *out, struct span data)
{
    struct buf octets;

    buf_init(&octets, WRITE_MAX);
    derput_tlv(&octets, DER_OCTET_STRING, data);
    put_content(out, OID_PKCS7_DATA, buf_span(&octets));
    if (octets.err != ERR_OK && out->err == ERR_OK)
        out->err = octets.err;
    buf_free(&octets);
}

/* EncryptedData (RFC 5652 8): version 0, SEQUENCE { data, algorithm, [0] ciphertext }. */
static enum err put_encrypted(struct buf *out, struct span plain, const struct pkcs12_seal *seal)
{
    static const uint8_t version[] = {DER_INTEGER, 1, 0};
    uint8_t salt[PBE_SALT_SIZE];
    const struct pbe pbe = pbe_new(salt, seal->rng);
    uint64_t iterations = pbe.iterations;
    const struct pbe_terms terms = {.passphrase = seal->passphrase, .iterations = &iterations};
    struct buf cipher, info, data;

    buf_init(&cipher, WRITE_MAX);
    buf_init(&info, WRITE_MAX);
    buf_init(&data, WRITE_MAX);
    enum err err = pbe_seal(&pbe, &cipher, plain, &terms);
    put_oid(&info, OID_PKCS7_DATA);
    pbe_put(&info, &pbe);
    put_wrapped(&info, DER_CTX(0), &cipher);
    buf_put(&data, span_of(version, sizeof version));
    put_wrapped(&data, DER_SEQUENCE, &info);
    put_wrapped(&info, DER_SEQUENCE, &data);
    put_content(out, OID_PKCS7_ENCRYPTED_DATA, buf_span(&info));
    if (err == ERR_OK)
        err = info.err;
    buf_free(&cipher);
    buf_free(&info);
    buf_free(&data);
    return err;
}

/* Appends the bags of keys, or those of all else, as SafeContents. */
static enum err put_bags(struct buf *out, const struct pkcs12_item *items, size_t num, bool keys,
                         const struct pkcs12_seal *seal)
{
    enum err err = ERR_OK;
    struct buf bags;

    buf_init(&bags, WRITE_MAX);
    for (size_t i = 0; i < num && err == ERR_OK; i++) {
        if ((items[i].kind == PKCS12_KEY) != keys)
            continue;
        if (keys)
            err = put_key(&bags, &items[i], seal);
        else
            put_public(&bags, &items[i]);
    }
    if (bags.n > 0)
        put_wrapped(out, DER_SEQUENCE, &bags);
    buf_free(&bags);
    return err;
}

/* AuthenticatedSafe: SEQUENCE OF ContentInfo. */
static enum err put_safe(struct buf *out, const struct pkcs12_item *items, size_t num,
                         const struct pkcs12_seal *seal)
{
    struct buf public, keys, parts;

    buf_init(&public, WRITE_MAX);
    buf_init(&keys, WRITE_MAX);
    buf_init(&parts, WRITE_MAX);
    enum err err = put_bags(&public, items, num, false, seal);
    if (err == ERR_OK)
        err = put_bags(&keys, items, num, true, seal);
    if (err == ERR_OK && public.n > 0)
        err = put_encrypted(&parts, buf_span(&public), seal);
    if (keys.n > 0)
        put_data(&parts, buf_span(&keys));
    put_wrapped(out, DER_SEQUENCE, &parts);
    buf_free(&public);
    buf_free(&keys);
    buf_free(&parts);
    return err;
}

/* MacData (RFC 7292 4): DigestInfo, macSalt, iterations.  With PBMAC1 the last two mean nothing,
 * and the iterations are one (RFC 9579 4). */
static enum err put_mac(struct buf *out, struct span safe, const struct pkcs12_seal *seal)
{
    static const uint8_t sha256_null[] = {DER_NULL, 0};
    uint8_t salt[PBE_SALT_SIZE], mac[DIGEST_MAX_SIZE];
    const struct pbe pbe = pbe_new_mac(seal->is_pbmac1, salt, seal->rng);
    uint64_t iterations = pbe.iterations;
    const struct pbe_terms terms = {.passphrase = seal->passphrase, .iterations = &iterations};
    struct buf algorithm, info, data;

    buf_init(&algorithm, WRITE_MAX);
    buf_init(&info, WRITE_MAX);
    buf_init(&data, WRITE_MAX);
    enum err err = pbe_mac(&pbe, mac, safe, &terms);
    if (seal->is_pbmac1) {
        pbe_put(&info, &pbe);
    } else {
        put_oid(&algorithm, OID_SHA256);
        buf_put(&algorithm, span_of(sha256_null, sizeof sha256_null));
        put_wrapped(&info, DER_SEQUENCE, &algorithm);
    }
    derput_tlv(&info, DER_OCTET_STRING, span_of(mac, digest_size(pbe.mac)));
    put_wrapped(&data, DER_SEQUENCE, &info);
    derput_tlv(&data, DER_OCTET_STRING, span_of(salt, sizeof salt));
    derput_number(&data, seal->is_pbmac1 ? 1 : pbe.iterations);
    put_wrapped(out, DER_SEQUENCE, &data);
    buf_free(&algorithm);
    buf_free(&info);
    buf_free(&data);
    return err;
}

enum err pkcs12_write(struct buf *out, const struct pkcs12_item *items, size_t num,
                      const struct pkcs12_seal *seal)
{
    static const uint8_t version[] = {DER_INTEGER, 1, 3};
    struct buf safe, pfx;

    buf_init(&safe, WRITE_MAX);
    buf_init(&pfx, WRITE_MAX);
    enum err err = put_safe(&safe, items, num, seal);
    if (err == ERR_OK)
        err = safe.err;
    if (err == ERR_OK) {
        buf_put(&pfx, span_of(version, sizeof version));
        put_data(&pfx, buf_span(&safe));
        err = put_mac(&pfx, buf_span(&safe), seal);
    }
    if (err == ERR_OK)
        put_wrapped(out, DER_SEQUENCE, &pfx);
    buf_free(&safe);
    buf_free(&pfx);
    return err == ERR_OK ? out->err : err;
}
