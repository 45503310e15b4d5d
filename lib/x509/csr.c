/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses certificate requests (RFC 2986). */
#include "config.h"

#include "lib/x509/csr.h"

#include "lib/x509/certext.h"
#include "lib/x509/extlist.h"
#include "lib/x509/signing.h"

/* Notes a broken rule; OK is none.  Counts all, keeps the first CERT_DEFECTS. */
static void defect(struct csr *csr, struct fail fail)
{
    if (fail.err == ERR_OK)
        return;
    if (csr->num_defects < CERT_DEFECTS)
        csr->defects[csr->num_defects] = fail;
    csr->num_defects++;
}

/* Decodes each extension with the decoder of certificates; each error is a defect of its own. */
static void check_extensions(struct csr *csr)
{
    struct fail f = {0};
    struct extlist list;
    struct extension x;

    extlist_open(&list, csr->extensions, &f);
    while (extlist_next(&list, &x)) {
        struct cert scratch = {0};
        enum ext_id id;
        if (x.val.p == NULL || !certext_of_oid(x.oid, &id))
            continue;
        scratch.ext[id] = (struct cert_ext){.present = true, .val = x.val};
        certext_decode(&scratch, id);
        defect(csr, (struct fail){scratch.ext[id].err, scratch.ext[id].at});
    }
    defect(csr, f);
}

/* RFC 2985 5.4.2: the attribute has one value, an Extensions.  The attribute occurs once. */
static void extension_request(struct csr *csr, struct span values, struct span at)
{
    struct fail f = {0};
    struct der set = der_open(values, &f);

    if (csr->extensions.p != NULL) {
        defect(csr, (struct fail){ERR_CSR_EXTENSIONS_TWICE, at});
        return;
    }
    csr->extensions = der_get(&set, DER_SEQUENCE);
    der_end(&set);
    defect(csr, f);
    if (csr->extensions.p != NULL)
        check_extensions(csr);
    else
        csr->exts_unread = true;
}

/* One Attribute, a type and a SET of at least one value.  If the type is unreadable the attribute
 * may be an extensionRequest. */
static void parse_attribute(struct csr *csr, struct span at)
{
    struct fail f = {0};
    struct der d = der_open(at, &f);
    struct der attribute = der_enter(&d, DER_SEQUENCE);
    enum oid type = oid_find(der_oid(&attribute));
    bool asks = f.err != ERR_OK || type == OID_PKCS9_EXTENSION_REQUEST;
    struct span values = der_get(&attribute, DER_SET);
    struct der set = der_open(values, &f);

    der_nonempty(&set, at);
    der_set_order(values, &f);
    der_end(&attribute);
    defect(csr, f);
    if (asks && values.p != NULL)
        extension_request(csr, values, at);
    else
        csr->exts_unread |= asks;
}

/* RFC 2986 4.1: a SET OF Attribute. */
static void parse_attributes(struct csr *csr, struct der *info)
{
    struct fail order = {0}, f = {0};

    csr->attributes = der_get(info, DER_CTXC(0));
    if (info->fail->err != ERR_OK)
        return;
    struct der list = der_open(csr->attributes, &f);
    while (der_more(&list)) {
        struct span at = der_any(&list).raw;
        if (f.err == ERR_OK)
            parse_attribute(csr, at);
    }
    if (f.err == ERR_OK)
        der_set_order(csr->attributes, &order);
    csr->exts_unread |= f.err != ERR_OK;
    defect(csr, f);
    defect(csr, order);
}

/* The requested key; an unusable one is a defect. */
static void parse_key(struct csr *csr, struct der *info)
{
    struct fail f = {0};

    csr->spki = der_raw(info, DER_SEQUENCE);
    if (info->fail->err != ERR_OK)
        return;
    enum err e = keyinfo_parse(&csr->key, csr->spki, &f);
    if (e != ERR_OK) {
        fail_set(&f, e, csr->spki);
        csr->key.err = e;
    }
    defect(csr, f);
}

/* CertificationRequestInfo (RFC 2986 4.1). */
static void parse_info(struct csr *csr, struct der *info)
{
    /* loose is dropped: the CA encodes the name again in the certificate. */
    struct fail version = {0}, name = {0}, loose = {0};
    struct span number = der_get(info, DER_INTEGER);

    csr->subject = der_raw(info, DER_SEQUENCE);
    if (info->fail->err != ERR_OK)
        return;
    if (der_small(number, INT32_MAX, &version) != 0)
        fail_set(&version, ERR_CSR_VERSION, number);
    name_check_loosely(csr->subject, &name, &loose);
    defect(csr, version);
    defect(csr, name);
    parse_key(csr, info);
    parse_attributes(csr, info);
    der_end(info);
}

static void parse_signature(struct csr *csr, struct der *seq)
{
    struct signing s;

    /* The signed part does not repeat the algorithm (RFC 2986 4.2). */
    signing_read(&s, seq, (struct span){0});
    csr->alg = s.alg;
    csr->signature = s.signature;
    csr->sigalg = s.sigalg;
    defect(csr, s.bits);
    defect(csr, s.form);
}

enum err csr_parse(struct csr *out, struct span der, struct fail *fail)
{
    *out = (struct csr){.der = der};
    struct der seq, info = signing_open(&out->info, &seq, der, fail);

    if (fail->err == ERR_OK)
        parse_info(out, &info);
    if (fail->err == ERR_OK)
        parse_signature(out, &seq);
    der_end(&seq);
    return fail->err;
}

/* RFC 2986 4.2: the key in the request has signed the request. */
enum err csr_verify(const struct csr *csr)
{
    struct pubkey *key = NULL;

    if (csr->key.err != ERR_OK)
        return csr->key.err;
    TRY(pubkey_new(&key, &csr->key));
    enum err e = pubkey_verify(key, &csr->sigalg, csr->info, csr->signature);
    pubkey_free(key);
    return e;
}
