/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates of a CBOM, and their keys. */
#include "config.h"

#include <stdio.h>

#include "lib/base/hex.h"
#include "lib/view/cert/label.h"
#include "lib/view/scan/cbom_rows.h"
#include "lib/view/text/safe.h"

enum { CERT_CAP = 1 << 16, NAME_CAP = 1 << 16, SHA256_SIZE = 32, TEXT_SIZE = 64 };

/* "certificate/" and the SHA-256 digest of the bytes. */
static void make_ref(char out[CBOM_REF_SIZE], const char *kind, struct span bytes)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    int n = snprintf(out, CBOM_REF_SIZE, "%s/", kind);

    digest_of(DIGEST_SHA256, digest, bytes);
    for (size_t i = 0; i < SHA256_SIZE; i++)
        n += snprintf(out + n, CBOM_REF_SIZE - (size_t)n, "%02x", digest[i]);
}

/* A short text of ours, with its terminator. */
static void take(char out[TEXT_SIZE], struct buf *text)
{
    snprintf(out, TEXT_SIZE, "%.*s", (int)text->n, text->p == NULL ? "" : (const char *)text->p);
    buf_truncate(text, 0);
}

/* The algorithm of a key: "RSA-2048" with the primitive that certificates use it for. */
static void put_key_algorithm(struct scan_cbom *cbom, struct cbom_refs *refs,
                              const struct keyinfo *key)
{
    char name[TEXT_SIZE], bits[TEXT_SIZE], oid[TEXT_SIZE];
    struct buf text;

    buf_init(&text, NAME_CAP);
    keyinfo_print(&text, key);
    take(name, &text);
    oid_print(&text, key->algorithm_content);
    take(oid, &text);
    buf_free(&text);
    snprintf(bits, sizeof bits, "%u", key->bits);
    bool is_curve = key->curve != OID_UNKNOWN;
    for (char *c = name; *c != 0; c++) {
        if (*c == ' ')
            *c = '-';
    }
    cbom_algorithm(cbom, refs,
                   &(struct cbom_algorithm){.name = name,
                                            .primitive = "signature",
                                            .functions = {"sign", "verify"},
                                            .classical = CBOM_NO_LEVEL,
                                            .quantum = cbom_signature_category(name),
                                            .parameter = key->bits > 0 ? bits : NULL,
                                            .curve = is_curve ? name : NULL,
                                            .oid = oid[0] == 0 ? NULL : oid});
}

static void put_key(struct scan_cbom *cbom, const char *ref, const struct cert *cert)
{
    struct cbom_refs algorithm = {.num = 0};
    char name[TEXT_SIZE];
    struct buf text;

    buf_init(&text, NAME_CAP);
    keyinfo_print(&text, &cert->key);
    take(name, &text);
    buf_free(&text);
    put_key_algorithm(cbom, &algorithm, &cert->key);
    struct json_writer json = cbom_asset(cbom, ref, name, "related-crypto-material");
    jw_open(&json, "relatedCryptoMaterialProperties");
    jw_str(&json, "type", "public-key");
    jw_str(&json, "id", strchr(ref, '/') + 1);
    jw_str(&json, "algorithmRef", algorithm.v[0]);
    if (cert->key.bits > 0)
        jw_int(&json, "size", cert->key.bits);
    jw_str(&json, "format", "SubjectPublicKeyInfo");
    jw_close(&json);
    cbom_asset_end(&json, NULL);
    cbom_depends(cbom, ref, &algorithm);
}

static void put_name(struct json_writer *json, const char *key, struct span name)
{
    struct buf text;

    buf_init(&text, NAME_CAP);
    safe_name(&text, name);
    jw_buf(json, key, &text);
}

/* The algorithm that a certificate is signed with. */
static void put_signature(struct scan_cbom *cbom, struct cbom_refs *refs, const struct cert *cert)
{
    char name[TEXT_SIZE], oid[TEXT_SIZE];
    struct buf text;

    buf_init(&text, NAME_CAP);
    label_sigalg(&text, &cert->sigalg);
    take(name, &text);
    oid_print(&text, cert->sigalg.oid_content);
    take(oid, &text);
    buf_free(&text);
    cbom_signature(cbom, refs, name, oid[0] == 0 ? NULL : oid);
}

static void put_cert(struct scan_cbom *cbom, const char *ref, const struct cert *cert)
{
    struct cbom_refs on = {.num = 0};
    char key[CBOM_REF_SIZE];
    struct buf name;

    make_ref(key, "key", cert->spki);
    if (cbom_is_new(cbom, key))
        put_key(cbom, key, cert);
    cbom_refs_add(&on, key);
    put_signature(cbom, &on, cert);
    buf_init(&name, NAME_CAP);
    label_cert(&name, cert);
    buf_u8(&name, 0);
    struct json_writer json =
        cbom_asset(cbom, ref, name.p == NULL ? "" : (const char *)name.p, "certificate");
    buf_free(&name);
    jw_open(&json, "certificateProperties");
    put_name(&json, "subjectName", cert->subject);
    put_name(&json, "issuerName", cert->issuer);
    if (cert->has_not_before)
        jw_time(&json, "notValidBefore", cert->not_before);
    if (cert->has_not_after)
        jw_time(&json, "notValidAfter", cert->not_after);
    jw_str(&json, "signatureAlgorithmRef", on.v[1]);
    jw_str(&json, "subjectPublicKeyRef", key);
    jw_str(&json, "certificateFormat", "X.509");
    jw_close(&json);
    cbom_asset_end(&json, NULL);
    cbom_depends(cbom, ref, &on);
}

/* What cannot be read as a certificate is none. */
void cbom_chain(struct scan_cbom *cbom, struct cbom_refs *refs, const struct scan_chain *chain)
{
    struct arena arena;

    arena_init(&arena, CERT_CAP);
    for (size_t i = 0; i < chain->num; i++) {
        struct cert *cert = ARENA_NEW(&arena, struct cert);
        struct fail fail = {0};
        char ref[CBOM_REF_SIZE];
        if (cert != NULL && cert_parse(cert, chain->certs[i], &fail) == ERR_OK) {
            make_ref(ref, "certificate", cert->der);
            cbom_refs_add(refs, ref);
            if (cbom_is_new(cbom, ref))
                put_cert(cbom, ref, cert);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
}
