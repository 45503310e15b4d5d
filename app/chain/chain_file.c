/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/chain/chain_file.h"

#include "app/verify/cert_unlock.h"
#include "lib/x509/pkcs7_write.h"

const char *const chain_mac_names[] = {"hmac", "pbmac1", NULL};
const char *const chain_form_names[] = {"pem", "der", "pkcs7", "pkcs12", NULL};

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

/* The key and the certificate that belongs to it have the same identifier (RFC 7292 4.2). */
enum err chain_file_pkcs12(struct buf *out, const struct chain_offer *offer, struct span key_info,
                           struct pkcs12_seal seal, struct arena *arena)
{
    struct pkcs12_item *items = arena_alloc(arena, offer->num + 1, sizeof *items);
    uint8_t id[CERT_FINGERPRINT];
    struct rng_system random = {0};
    struct rng rng = rng_system(&random);
    size_t num = offer->num;

    if (items == NULL)
        return arena->err;
    seal.rng = &rng;
    cert_fingerprint(offer->links[0]->cert, id);
    for (size_t i = 0; i < num; i++)
        items[i] = (struct pkcs12_item){.kind = PKCS12_CERT, .der = offer->links[i]->cert->der};
    if (key_info.n > 0) {
        items[0].key_id = span_of(id, sizeof id);
        items[num++] = (struct pkcs12_item){
            .kind = PKCS12_KEY, .der = key_info, .key_id = span_of(id, sizeof id)};
    }
    TRY(pkcs12_write(out, items, num, &seal));
    return random.failed ? ERR_TLS_RANDOM : ERR_OK;
}

/* What was read back is the list, in its order if the file has one. */
static bool is_same(const struct cert_input *in, const struct chain_offer *offer, bool *seen)
{
    bool is_set = in->num_items > 0 && in->items[0].item.in_pkcs7;

    if (in->num_certs != offer->num || in->num_broken > 0)
        return false;
    for (size_t i = 0; i < offer->num; i++) {
        size_t at = chain_offer_has(offer, in->certs[i].cert);

        if (at == offer->num || (!is_set && at != i) || seen[at])
            return false;
        seen[at] = true;
    }
    return true;
}

/* Reads the certificates of a file. */
static enum err read_back(struct cert_input *in, struct span bytes, struct passphrase *pass,
                          struct arena *arena)
{
    struct item item;

    TRY(bundle_open(&in->bundle, bytes, arena));
    while (bundle_next(&in->bundle, &item))
        TRY(cert_input_add(in, item, arena));
    enum err e = cert_input_end(in, CERT_INPUT_CERTS, arena);

    return e == ERR_IS_PKCS12 ? cert_unlock(in, CERT_INPUT_CERTS, pass, arena) : e;
}

enum err chain_file_judge(const struct chain_study *study, const struct chain_offer *offer,
                          struct span bytes, struct passphrase *pass, struct verdict *out)
{
    struct cert_input in = {.path = ""};
    bool *seen = arena_alloc(study->arena, offer->num, sizeof *seen);

    if (seen == NULL)
        return study->arena->err;
    enum err e = read_back(&in, bytes, pass, study->arena);

    if (e == ERR_OK && !is_same(&in, offer, seen))
        e = ERR_NO_CERTIFICATE;
    cert_input_close(&in);
    TRY(e);
    return chain_study_judge(study, study->verifier, offer->links, offer->num, out);
}
