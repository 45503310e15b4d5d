/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/chain/chain_file.h"

const char *const chain_form_names[] = {"pem", "der", NULL};

enum err chain_file_put(struct buf *out, const struct chain_offer *offer, enum chain_form form)
{
    for (size_t i = 0; i < offer->num; i++) {
        if (form == CHAIN_FORM_PEM)
            pem_encode(out, "CERTIFICATE", offer->links[i]->cert->der);
        else
            buf_put(out, offer->links[i]->cert->der);
    }
    return out->err;
}

/* What was read back is the list, in its order. */
static bool is_same(const struct cert_input *in, const struct chain_offer *offer)
{
    if (in->num_certs != offer->num || in->num_broken > 0)
        return false;
    for (size_t i = 0; i < offer->num; i++) {
        if (!span_eq(in->certs[i].cert->der, offer->links[i]->cert->der))
            return false;
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
    if (!is_same(&in, offer))
        return ERR_NO_CERTIFICATE;
    for (size_t i = 0; i < offer->num; i++)
        links[i] = &in.certs[i];
    return chain_study_judge(study, study->verifier, links, offer->num, out);
}
