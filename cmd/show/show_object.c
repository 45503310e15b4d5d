/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/show/show_object.h"

#include "app/verify/cert_unlock.h"
#include "lib/view/cert/show_pkcs12.h"

/* A file with a chain has the issuer after the certificate. */
static struct cert_logs logs_of(const struct object_source *source, size_t i)
{
    const struct cert_input *in = source->input;

    return (struct cert_logs){.list = source->logs,
                              .cert = in->items[i].cert,
                              .next = i + 1 < in->num_items ? in->items[i + 1].cert : NULL};
}

enum err object_decode(struct object *out, const struct object_source *source, size_t i,
                       struct fail *fail)
{
    const struct cert_input_item *item = &source->input->items[i];

    *out = (struct object){
        .kind = item->item.kind, .der = item->item.der, .cert = item->cert, .crl = item->crl};
    if (item->opened > 0)
        out->pkcs12 = &source->input->opened[item->opened - 1];
    *fail = item->fail;
    if (fail->err != ERR_OK)
        return fail->err;
    switch (out->kind) {
    case ITEM_CERT:
        out->label = "CERTIFICATE";
        out->logs = logs_of(source, i);
        return ERR_OK;
    case ITEM_CRL: out->label = "X509 CRL"; return ERR_OK;
    case ITEM_CSR: out->label = "CERTIFICATE REQUEST"; return csr_parse(&out->csr, out->der, fail);
    case ITEM_OCSP: out->label = "OCSP RESPONSE"; return ocsp_parse(&out->ocsp, out->der, fail);
    case ITEM_PUBLIC_KEY:
    case ITEM_PRIVATE_KEY:
        out->label = "PUBLIC KEY";
        TRY(public_part_of(&out->key, item->item.der, source->arena, fail));
        out->der = out->key.spki;
        return ERR_OK;
    case ITEM_ENCRYPTED_KEY:
        out->label = "PUBLIC KEY";
        TRY(cert_unlock_public(&out->key, source->unlocked, source->input, item->item.where,
                               source->passphrase, source->arena));
        out->der = out->key.spki;
        return ERR_OK;
    case ITEM_PKCS12: return item->opened > 0 ? ERR_OK : ERR_IS_PKCS12;
    case ITEM_PKCS7: return ERR_PKCS7_FORM;
    case ITEM_PARAMETERS: return ERR_IS_PARAMETERS;
    case ITEM_UNKNOWN: break;
    }
    return ERR_NO_OBJECT;
}

void object_text(struct buf *out, const struct object *object, const struct style *style)
{
    switch (object->kind) {
    case ITEM_CERT: cert_logs_text(out, &object->logs, style); break;
    case ITEM_CRL: crl_text(out, object->crl, style); break;
    case ITEM_OCSP: ocsp_text(out, &object->ocsp, style); break;
    case ITEM_CSR: csr_text(out, &object->csr, style); break;
    case ITEM_PKCS12: pkcs12_text(out, object->pkcs12, style); break;
    default: key_text(out, &object->key.info, object->key.spki, style); break;
    }
}

void object_short(struct buf *out, const struct object *object)
{
    switch (object->kind) {
    case ITEM_CERT: cert_short(out, object->cert); break;
    case ITEM_CRL: crl_short(out, object->crl); break;
    case ITEM_OCSP: ocsp_short(out, &object->ocsp); break;
    case ITEM_CSR: csr_short(out, &object->csr); break;
    case ITEM_PKCS12: pkcs12_short(out, object->pkcs12); break;
    default: key_short(out, &object->key.info, object->key.spki); break;
    }
}

enum err object_json(struct buf *out, const char *input, const struct object *object)
{
    switch (object->kind) {
    case ITEM_CERT: return cert_logs_json(out, input, &object->logs);
    case ITEM_CRL: return crl_json(out, input, object->crl);
    case ITEM_OCSP: return ocsp_json(out, input, &object->ocsp);
    case ITEM_CSR: return csr_json(out, input, &object->csr);
    case ITEM_PKCS12: return pkcs12_json(out, input, object->pkcs12);
    default: return key_json(out, input, &object->key.info, object->key.spki);
    }
}
