/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/csr.h"

#include "lib/x509/extlist.h"

/* RFC 2985 5.4.2: the attribute's one value is an Extensions. */
static void extension_request(struct csr *r, struct span values, struct fail *fail)
{
    struct der set = der_open(values, fail);
    struct extlist list;
    struct extension x;

    r->extensions = der_get(&set, DER_SEQUENCE);
    der_end(&set);
    if (fail->err != ERR_OK)
        return;
    extlist_open(&list, r->extensions, fail);
    while (extlist_next(&list, &x))
        continue;
}

/* RFC 2986 4.1: a SET OF Attribute, of which each has a SET of at least one value. */
static void parse_attributes(struct csr *r, struct der *info)
{
    r->attributes = der_get(info, DER_CTXC(0));
    der_set_order(r->attributes, info->fail);
    struct der list = der_open(r->attributes, info->fail);
    while (der_more(&list)) {
        struct span at = list.rest;
        struct der attribute = der_enter(&list, DER_SEQUENCE);
        enum oid type = oid_find(der_oid(&attribute));
        struct span values = der_get(&attribute, DER_SET);
        struct der set = der_open(values, info->fail);
        der_nonempty(&set, at);
        der_set_order(values, info->fail);
        der_end(&attribute);
        if (info->fail->err != ERR_OK || type != OID_PKCS9_EXTENSION_REQUEST)
            continue;
        if (r->extensions.p != NULL)
            fail_set(info->fail, ERR_CSR_EXTENSIONS_TWICE, at);
        extension_request(r, values, info->fail);
    }
}

static void parse_info(struct csr *r, struct der *info)
{
    struct fail *fail = info->fail;
    struct span version = der_get(info, DER_INTEGER);

    if (der_small(version, INT32_MAX, fail) != 0)
        fail_set(fail, ERR_CSR_VERSION, version);
    r->subject = der_raw(info, DER_SEQUENCE);
    if (fail->err == ERR_OK)
        name_check(r->subject, fail);
    r->spki = der_raw(info, DER_SEQUENCE);
    if (fail->err == ERR_OK) {
        enum err e = keyinfo_parse(&r->key, r->spki, fail);
        if (e != ERR_OK)
            fail_set(fail, e, r->spki);
    }
    parse_attributes(r, info);
    der_end(info);
}

enum err csr_parse(struct csr *out, struct span der, struct fail *fail)
{
    *out = (struct csr){.der = der};
    struct der all = der_open(der, fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    der_end(&all);
    out->info = der_raw(&seq, DER_SEQUENCE);
    struct der outer = der_open(out->info, fail);
    struct der info = der_enter(&outer, DER_SEQUENCE);
    if (fail->err == ERR_OK)
        parse_info(out, &info);
    out->alg = der_raw(&seq, DER_SEQUENCE);
    out->signature = der_bytes(&seq);
    der_end(&seq);
    struct der alg = der_open(out->alg, fail);
    struct span content = der_get(&alg, DER_SEQUENCE);
    if (fail->err == ERR_OK) {
        enum err e = sigalg_parse(&out->sigalg, content, fail);
        if (e != ERR_OK)
            fail_set(fail, e, content);
    }
    return fail->err;
}

enum err csr_verify(const struct csr *r)
{
    struct pubkey *key = NULL;

    if (r->key.err != ERR_OK)
        return r->key.err;
    TRY(pubkey_new(&key, &r->key));
    enum err e = pubkey_verify(key, &r->sigalg, r->info, r->signature);
    pubkey_free(key);
    return e;
}
