/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a PFX (RFC 7292 4): the MAC, then the parts of the authenticated safe, each decrypted if it
 * is encrypted, then the bags in them.
 *
 * Plaintext and strings in parts go into one buffer, whose bytes must not move: it gets all of its
 * room at the beginning.  A byte of the file is copied there at most three times: as a part of a
 * string, decrypted, and decrypted again as a key.
 */
#include "config.h"

#include "lib/asn1/ber.h"
#include "lib/asn1/oid.h"
#include "lib/base/utf8.h"
#include "lib/base/wipe.h"
#include "lib/pkcs12/pkcs12.h"
#include "lib/x509/bundle.h"

/* Safe contents in safe contents (RFC 7292 4.2.6). */
enum { NESTING_MAX = 4, COPIES = 4, NAME_MAX_BYTES = 1024 };

struct reader {
    struct pkcs12 *out;
    struct pbe_terms pass;
    struct arena *arena;
    struct fail *fail;
};

bool is_pkcs12(struct span bytes)
{
    return item_guess(bytes) == ITEM_PKCS12;
}

static struct ber_reader open_in(const struct reader *r, struct span bytes)
{
    return ber_open(bytes, r->fail, ERR_PKCS12_FORM);
}

/* The content of a ContentInfo, whose type is already read (RFC 5652 3). */
static struct ber_reader enter_content(struct ber_reader *info)
{
    return ber_enter(info, DER_CTXC(0));
}

/* Decrypts with the passphrase as it is, in one of its forms. */
static enum err decrypt_form(const struct reader *r, const struct pbe *pbe, struct span cipher,
                             struct span *plain, bool bare)
{
    struct buf *secrets = &r->out->secrets;
    struct pbe_terms pass = r->pass;
    size_t start = secrets->n;

    pass.bare = bare;
    TRY(pbe_open(pbe, secrets, cipher, &pass));
    *plain = span_of(secrets->p + start, secrets->n - start);
    return ERR_OK;
}

/* Programs differ in what the empty passphrase is in PKCS#12: two zero octets, or none.  Where no
 * MAC has shown which, both are tried. */
static enum err decrypt(const struct reader *r, const struct pbe *pbe, struct span cipher,
                        struct span *plain)
{
    enum err err = decrypt_form(r, pbe, cipher, plain, r->pass.bare);

    if (err == ERR_PASSPHRASE_WRONG && r->pass.passphrase.n == 0 && pbe->kdf == PBE_PKCS12)
        err = decrypt_form(r, pbe, cipher, plain, !r->pass.bare);
    if (err == ERR_PASSPHRASE_WRONG && r->out->integrity == PKCS12_CHECKED)
        err = ERR_PKCS12_PRIVACY;
    return err;
}

/* Reads an AlgorithmIdentifier and decrypts; false, with or without a failure, if there is no
 * plaintext. */
static bool unlock(struct reader *r, struct pbe *pbe, struct span algorithm, struct span cipher,
                   struct span *plain)
{
    if (r->fail->err != ERR_OK || pbe_read(pbe, algorithm, r->fail) != ERR_OK)
        return false;
    enum err err =
        r->pass.passphrase.p == NULL ? ERR_PASSPHRASE_MISSING : decrypt(r, pbe, cipher, plain);
    if (err == ERR_PASSPHRASE_MISSING) {
        if (r->out->num_locked++ == 0)
            r->out->locked = *pbe;
    } else if (err != ERR_OK) {
        fail_set(r->fail, err, algorithm);
    }
    return err == ERR_OK;
}

/* BMPString to UTF-8 (RFC 7292 4.2); surrogates are joined, and what does not decode becomes
 * U+FFFD. */
static void put_name(struct buf *out, struct span bmp)
{
    for (size_t i = 0; i + 1 < bmp.n && out->err == ERR_OK; i += 2) {
        uint32_t c = (uint32_t)(bmp.p[i] << 8 | bmp.p[i + 1]);
        uint32_t low = i + 3 < bmp.n ? (uint32_t)(bmp.p[i + 2] << 8 | bmp.p[i + 3]) : 0;
        bool is_pair = c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000;
        if (is_pair) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i += 2;
        } else if (c >= 0xd800 && c < 0xe000) {
            c = 0xfffd;
        }
        utf8_put(out, c);
    }
}

static void read_name(const struct reader *r, struct pkcs12_item *item, struct span bmp)
{
    struct buf name;

    buf_init(&name, NAME_MAX_BYTES);
    put_name(&name, span_head(bmp, NAME_MAX_BYTES / 3));
    enum err err =
        name.err == ERR_OK ? arena_copy(r->arena, &item->name, buf_span(&name)) : name.err;
    buf_free(&name);
    if (err != ERR_OK)
        fail_set(r->fail, err, bmp);
}

/* The attributes of a bag: a SET of SEQUENCE { type, SET of values }; the first value counts. */
static void read_attributes(const struct reader *r, struct pkcs12_item *item, struct span set)
{
    struct ber_reader attributes = open_in(r, set);

    while (ber_more(&attributes)) {
        struct ber_reader a = ber_enter(&attributes, DER_SEQUENCE);
        enum oid type = oid_find(ber_get(&a, DER_OID));
        struct ber_reader values = ber_enter(&a, DER_SET);
        if (!ber_more(&values))
            continue;
        struct tlv value = ber_any(&values);
        if (type == OID_FRIENDLY_NAME && value.tag == DER_BMP_STRING)
            read_name(r, item, value.val);
        else if (type == OID_LOCAL_KEY_ID && value.tag == DER_OCTET_STRING)
            item->key_id = value.val;
        else if (type == OID_JAVA_TRUSTED)
            item->is_java_trusted = true;
    }
}

/* CertBag and CRLBag (RFC 7292 4.2.3, 4.2.4): a type, and an OCTET STRING for X.509. */
static bool read_octets(struct reader *r, struct pkcs12_item *item, struct ber_reader *value,
                        enum oid type)
{
    struct ber_reader bag = ber_enter(value, DER_SEQUENCE);
    struct span id = ber_get(&bag, DER_OID);

    if (r->fail->err != ERR_OK || oid_find(id) != type)
        return false;
    struct ber_reader content = enter_content(&bag);
    item->der = ber_string(&content, DER_OCTET_STRING, &r->out->secrets);
    return r->fail->err == ERR_OK;
}

/* EncryptedPrivateKeyInfo (RFC 5958 3). */
static bool read_shrouded(struct reader *r, struct pkcs12_item *item, struct ber_reader *value)
{
    struct ber_reader info = ber_enter(value, DER_SEQUENCE);
    struct span algorithm = ber_raw(&info, DER_SEQUENCE);
    struct span cipher = ber_string(&info, DER_OCTET_STRING, &r->out->secrets);

    return unlock(r, &item->privacy, algorithm, cipher, &item->der);
}

/* Reads what is in a bag; false if it is no item, with or without a failure. */
static bool read_value(struct reader *r, struct pkcs12_item *item, struct ber_reader *value,
                       enum oid id)
{
    switch (id) {
    case OID_BAG_CERT:
        item->kind = PKCS12_CERT;
        return read_octets(r, item, value, OID_CERT_TYPE_X509);
    case OID_BAG_CRL:
        item->kind = PKCS12_CRL;
        return read_octets(r, item, value, OID_CRL_TYPE_X509);
    case OID_BAG_SHROUDED_KEY: item->kind = PKCS12_KEY; return read_shrouded(r, item, value);
    case OID_BAG_KEY:
        item->kind = PKCS12_KEY;
        item->der = ber_raw(value, DER_SEQUENCE);
        return r->fail->err == ERR_OK;
    default: return false;
    }
}

/* One SafeBag (RFC 7292 4.2); *nested gets the bags in it. */
static void read_bag(struct reader *r, struct ber_reader *bags, const struct pbe *privacy,
                     struct span *nested)
{
    struct pkcs12 *out = r->out;
    struct pkcs12_item item = {.privacy = *privacy};
    size_t locked = out->num_locked;
    struct span attributes;

    struct ber_reader bag = ber_enter(bags, DER_SEQUENCE);
    enum oid id = oid_find(ber_get(&bag, DER_OID));
    struct ber_reader value = ber_enter(&bag, DER_CTXC(0));
    *nested = (struct span){0};
    if (id == OID_BAG_SAFE_CONTENTS) {
        *nested = ber_get(&value, DER_SEQUENCE);
        return;
    }
    if (!read_value(r, &item, &value, id)) {
        out->num_skipped += out->num_locked == locked;
        return;
    }
    if (ber_opt(&bag, DER_SET, &attributes))
        read_attributes(r, &item, attributes);
    enum err err = ARENA_GROW(r->arena, out->items, out->num, out->cap);
    if (err != ERR_OK)
        fail_set(r->fail, err, bag.rest);
    else if (r->fail->err == ERR_OK)
        out->items[out->num++] = item;
}

/* SafeContents: a SEQUENCE of bags, some of which may contain others. */
static void read_bags(struct reader *r, struct span contents, const struct pbe *privacy)
{
    struct ber_reader open[NESTING_MAX], all = open_in(r, contents);
    size_t depth = 1;

    open[0] = ber_enter(&all, DER_SEQUENCE);
    while (depth > 0 && r->fail->err == ERR_OK) {
        struct span nested;
        if (!ber_more(&open[depth - 1])) {
            depth--;
            continue;
        }
        read_bag(r, &open[depth - 1], privacy, &nested);
        if (nested.n > 0 && depth == NESTING_MAX)
            fail_set(r->fail, ERR_DER_DEPTH, nested);
        else if (nested.n > 0)
            open[depth++] = open_in(r, nested);
    }
}

/* EncryptedData (RFC 5652 8): version, and EncryptedContentInfo. */
static void read_encrypted(struct reader *r, struct ber_reader *content)
{
    struct ber_reader data = ber_enter(content, DER_SEQUENCE);
    struct pbe privacy;
    struct span plain;

    ber_get(&data, DER_INTEGER);
    struct ber_reader info = ber_enter(&data, DER_SEQUENCE);
    ber_get(&info, DER_OID);
    struct span algorithm = ber_raw(&info, DER_SEQUENCE);
    struct span cipher = ber_string(&info, DER_CTX(0), &r->out->secrets);
    if (unlock(r, &privacy, algorithm, cipher, &plain))
        read_bags(r, plain, &privacy);
}

/* AuthenticatedSafe (RFC 7292 4.1): a SEQUENCE of ContentInfo. */
static void read_safe(struct reader *r, struct span safe)
{
    struct ber_reader all = open_in(r, safe);
    struct ber_reader parts = ber_enter(&all, DER_SEQUENCE);

    while (ber_more(&parts)) {
        struct ber_reader info = ber_enter(&parts, DER_SEQUENCE);
        enum oid type = oid_find(ber_get(&info, DER_OID));
        struct ber_reader content = enter_content(&info);
        if (type == OID_PKCS7_DATA)
            read_bags(r, ber_string(&content, DER_OCTET_STRING, &r->out->secrets),
                      &(struct pbe){0});
        else if (type == OID_PKCS7_ENCRYPTED_DATA)
            read_encrypted(r, &content);
        else if (r->fail->err == ERR_OK)
            fail_set(r->fail,
                     type == OID_PKCS7_ENVELOPED_DATA ? ERR_PKCS12_PUBLIC : ERR_PKCS12_FORM,
                     info.rest);
    }
}

static const struct {
    uint16_t oid;
    uint8_t digest;
} mac_digests[] = {
    {OID_SHA1, DIGEST_SHA1},     {OID_SHA224, DIGEST_SHA224}, {OID_SHA256, DIGEST_SHA256},
    {OID_SHA384, DIGEST_SHA384}, {OID_SHA512, DIGEST_SHA512},
};

/* The MAC of RFC 7292 has the digest in its AlgorithmIdentifier, and salt and iterations beside
 * it; PBMAC1 has all of its own, and what is beside it is ignored (RFC 9579 4). */
static enum err read_mac_scheme(struct pbe *mac, struct span algorithm, struct ber_reader *mac_data)
{
    struct ber_reader all = ber_open(algorithm, mac_data->fail, mac_data->form);
    struct ber_reader seq = ber_enter(&all, DER_SEQUENCE);
    struct span oid = ber_get(&seq, DER_OID);
    enum oid id = oid_find(oid);
    size_t i = 0;

    if (id == OID_PBMAC1)
        return pbe_read(mac, algorithm, mac_data->fail);
    while (i < sizeof mac_digests / sizeof mac_digests[0] && mac_digests[i].oid != id)
        i++;
    if (mac_data->fail->err != ERR_OK)
        return mac_data->fail->err;
    if (i == sizeof mac_digests / sizeof mac_digests[0]) {
        fail_set(mac_data->fail, ERR_PBE_UNKNOWN, oid);
        return ERR_PBE_UNKNOWN;
    }
    *mac = (struct pbe){.kdf = PBE_PKCS12, .iterations = 1};
    mac->digest = mac->mac = (enum digest)mac_digests[i].digest;
    mac->mac_key_n = digest_size(mac->mac);
    mac->salt = ber_get(mac_data, DER_OCTET_STRING);
    if (ber_more(mac_data))
        mac->iterations = ber_number(mac_data);
    if (mac->iterations == 0)
        fail_set(mac_data->fail, mac_data->form, algorithm);
    return mac_data->fail->err;
}

static enum err compare_mac(const struct reader *r, struct span data, struct span want,
                            const struct pbe_terms *pass)
{
    uint8_t mac[DIGEST_MAX_SIZE];
    size_t size = digest_size(r->out->mac.mac);

    TRY(pbe_mac(&r->out->mac, mac, data, pass));
    bool fits = want.n == size && equal_ct(mac, want.p, size);
    wipe(mac, sizeof mac);
    return fits ? ERR_OK : ERR_PASSPHRASE_WRONG;
}

/* Checks the MAC.  An empty passphrase has two forms in PKCS#12, and an absent one may be the empty
 * one: the one that fits is kept for decryption. */
static enum err check_mac(struct reader *r, struct span data, struct span want)
{
    struct pbe_terms pass = r->pass;
    bool absent = pass.passphrase.p == NULL;

    if (absent)
        pass.passphrase = SPAN_LIT("");
    enum err err = compare_mac(r, data, want, &pass);
    if (err == ERR_PASSPHRASE_WRONG && pass.passphrase.n == 0 && r->out->mac.kdf == PBE_PKCS12) {
        pass.bare = true;
        err = compare_mac(r, data, want, &pass);
    }
    if (err == ERR_OK) {
        r->pass = pass;
        r->out->integrity = PKCS12_CHECKED;
    } else if (absent && err == ERR_PASSPHRASE_WRONG) {
        r->out->integrity = PKCS12_NOT_CHECKED;
        err = ERR_OK;
    }
    return err;
}

/* MacData (RFC 7292 4): DigestInfo, macSalt, iterations DEFAULT 1. */
static void read_mac(struct reader *r, struct ber_reader *pfx, struct span data)
{
    struct ber_reader mac_data = ber_enter(pfx, DER_SEQUENCE);
    struct ber_reader info = ber_enter(&mac_data, DER_SEQUENCE);
    struct span algorithm = ber_raw(&info, DER_SEQUENCE);
    struct span want = ber_get(&info, DER_OCTET_STRING);

    if (read_mac_scheme(&r->out->mac, algorithm, &mac_data) != ERR_OK)
        return;
    enum err err = check_mac(r, data, want);
    if (err != ERR_OK)
        fail_set(r->fail, err, want);
}

/* The content of authSafe, which password integrity has as data (RFC 7292 4). */
static struct span read_auth_safe(struct reader *r, struct ber_reader *pfx)
{
    struct ber_reader info = ber_enter(pfx, DER_SEQUENCE);
    struct span type = ber_get(&info, DER_OID);
    struct ber_reader content = enter_content(&info);

    if (r->fail->err == ERR_OK && oid_find(type) == OID_PKCS7_SIGNED_DATA)
        fail_set(r->fail, ERR_PKCS12_PUBLIC, type);
    else if (r->fail->err == ERR_OK && oid_find(type) != OID_PKCS7_DATA)
        fail_set(r->fail, ERR_PKCS12_FORM, type);
    return ber_string(&content, DER_OCTET_STRING, &r->out->secrets);
}

enum err pkcs12_read(struct pkcs12 *out, struct span ber, const struct pkcs12_terms *terms,
                     struct fail *fail)
{
    struct reader r = {.out = out,
                       .pass = {terms->passphrase, terms->iterations, false},
                       .arena = terms->arena,
                       .fail = fail};
    struct ber_reader all = open_in(&r, ber), pfx = ber_enter(&all, DER_SEQUENCE);

    *out = (struct pkcs12){0};
    if (ber.n > PKCS12_SIZE_MAX)
        fail_set(fail, ERR_SIZE_LIMIT, ber);
    if (fail->err != ERR_OK)
        return fail->err;
    buf_init(&out->secrets, COPIES * ber.n);
    if (buf_room(&out->secrets, out->secrets.cap) == NULL)
        return out->secrets.err;
    buf_truncate(&out->secrets, 0);
    uint64_t version = ber_number(&pfx);
    if (version != 3)
        fail_set(fail, ERR_PKCS12_FORM, pfx.rest);
    struct span safe = read_auth_safe(&r, &pfx);
    if (fail->err == ERR_OK && ber_more(&pfx))
        read_mac(&r, &pfx, safe);
    if (fail->err == ERR_OK)
        read_safe(&r, safe);
    if (fail->err == ERR_OK && out->num_locked > 0)
        fail_set(fail, ERR_PASSPHRASE_MISSING, ber);
    return fail->err;
}

void pkcs12_free(struct pkcs12 *file)
{
    buf_wipe(&file->secrets);
}

bool pkcs12_is_old(const struct pkcs12 *file)
{
    bool is_old = pbe_is_old(&file->mac) || pbe_is_old(&file->locked);

    for (size_t i = 0; i < file->num; i++)
        is_old = is_old || pbe_is_old(&file->items[i].privacy);
    return is_old;
}
