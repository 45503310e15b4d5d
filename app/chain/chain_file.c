/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/chain/chain_file.h"

#include "lib/x509/pkcs7_write.h"

const char *const chain_form_names[] = {"pem", "der", "pkcs7", NULL};

static enum err put_pkcs7(struct buf *out, const struct chain_offer *offer, struct arena *arena)
{
    struct span *certs = arena_alloc(arena, offer->num, sizeof *certs);
    struct buf der;

    if (certs == NULL)
        return arena->err;
    for (size_t i = 0; i < offer->num; i++)
        certs[i] = offer->links[i]->cert->der;
    buf_init(&der, out->cap);
    enum err e = pkcs7_write(&der, certs, offer->num, NULL, 0);

    if (e == ERR_OK)
        pem_encode(out, "PKCS7", buf_span(&der));
    buf_free(&der);
    return e == ERR_OK ? out->err : e;
}

enum err chain_file_put(struct buf *out, const struct chain_offer *offer, enum chain_form form,
                        struct arena *arena)
{
    if (form == CHAIN_FORM_PKCS7)
        return put_pkcs7(out, offer, arena);
    for (size_t i = 0; i < offer->num; i++) {
        if (form == CHAIN_FORM_PEM)
            pem_encode(out, "CERTIFICATE", offer->links[i]->cert->der);
        else
            buf_put(out, offer->links[i]->cert->der);
    }
    return out->err;
}

/* What was read back is the list, in its order if the file has one.  *links: it. */
static bool is_same(const struct cert_input *in, const struct chain_offer *offer,
                    const struct link **links)
{
    bool is_set = in->num_items > 0 && in->items[0].item.in_pkcs7;

    if (in->num_certs != offer->num || in->num_broken > 0)
        return false;
    for (size_t i = 0; i < offer->num; i++) {
        size_t at = chain_offer_has(offer, in->certs[i].cert);

        if (at == offer->num || (!is_set && at != i) || links[at] != NULL)
            return false;
        links[at] = &in->certs[i];
    }
    return true;
}

enum err chain_file_judge(const struct chain_study *study, const struct chain_offer *offer,
                          struct span bytes, struct verdict *out)
{
    struct cert_input in = {.path = ""};
    const struct link **links = arena_alloc(study->arena, offer->num, sizeof *links);
    struct item item;

    if (links == NULL)
        return study->arena->err;
    TRY(bundle_open(&in.bundle, bytes, study->arena));
    while (bundle_next(&in.bundle, &item))
        TRY(cert_input_add(&in, item, study->arena));
    TRY(cert_input_end(&in, CERT_INPUT_CERTS, study->arena));
    if (!is_same(&in, offer, links))
        return ERR_NO_CERTIFICATE;
    return chain_study_judge(study, study->verifier, links, offer->num, out);
}
