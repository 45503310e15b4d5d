/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/chain/chain_source.h"

#include <stdlib.h>

#include "app/verify/cert_unlock.h"

/* The members of a set, which have its bytes in common, share the place of the first. */
static enum err take_link(struct chain_source *out, const struct cert_input *in,
                          const struct cert_input_item *it, const uint8_t **set,
                          struct arena *arena)
{
    size_t i = out->num_links;

    TRY(ARENA_GROW(arena, out->links, i, out->cap_links));
    TRY(ARENA_GROW(arena, out->places, i, out->cap_places));
    out->links[i] = (struct link){.cert = it->cert, .source = SOURCE_INPUT, .origin = in->path};
    out->places[i] =
        it->item.in_pkcs7 && *set == it->item.where.p && i > 0 ? out->places[i - 1] : i;
    *set = it->item.in_pkcs7 ? it->item.where.p : NULL;
    out->num_links++;
    return ERR_OK;
}

static enum err take_links(struct chain_source *out, const struct cert_input *in,
                           struct arena *arena)
{
    const uint8_t *set = NULL;

    for (size_t i = 0; i < in->num_items; i++) {
        const struct cert_input_item *it = &in->items[i];

        out->num_unreadable += it->item.kind == ITEM_CERT && it->cert == NULL;
        if (it->cert != NULL)
            TRY(take_link(out, in, it, &set, arena));
    }
    out->num_unreadable += in->num_dropped;
    return ERR_OK;
}

/* The first certificate for which a question has the answer yes; num_links if there is none. */
static size_t first_fit(const struct chain_source *source, const struct privkey *key)
{
    size_t i = 0;

    while (i < source->num_links && !privkey_fits(key, &source->links[i].cert->key))
        i++;
    return i;
}

static size_t first_end(const struct chain_source *source)
{
    size_t i = 0;

    while (i < source->num_links &&
           (source->links[i].cert->is_ca || source->links[i].cert->self_issued))
        i++;
    return i;
}

static int by_issuer(const void *a, const void *b)
{
    const struct link *const *x = a, *const *y = b;

    return memcmp(&(*x)->cert->issuer_id, &(*y)->cert->issuer_id, sizeof(struct name_id));
}

/* Has the certificate issued another one of those in v, which are sorted by issuer? */
static bool issued_another(const struct link *const *v, size_t num, const struct link *link)
{
    size_t low = 0, high = num;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(&v[middle]->cert->issuer_id, &link->cert->subject_id, sizeof(struct name_id)) <
            0)
            low = middle + 1;
        else
            high = middle;
    }
    /* One of two is another one. */
    for (size_t i = low; i < num && i < low + 2; i++) {
        if (v[i] != link && name_id_eq(&v[i]->cert->issuer_id, &link->cert->subject_id))
            return true;
    }
    return false;
}

static enum err first_childless(const struct chain_source *source, struct arena *arena, size_t *out)
{
    const struct link **v = arena_alloc(arena, source->num_links, sizeof *v);

    *out = 0;
    if (v == NULL)
        return arena->err;
    for (size_t i = 0; i < source->num_links; i++)
        v[i] = &source->links[i];
    qsort(v, source->num_links, sizeof *v, by_issuer);
    while (*out < source->num_links && issued_another(v, source->num_links, &source->links[*out]))
        ++*out;
    return ERR_OK;
}

/* Only a CA is left although something does not decode: that may have been the leaf. */
static enum err find_leaf(struct chain_source *source, const struct privkey *key,
                          struct arena *arena)
{
    source->leaf = key == NULL ? source->num_links : first_fit(source, key);
    if (source->leaf == source->num_links)
        source->leaf = first_end(source);
    if (source->leaf < source->num_links)
        return ERR_OK;
    if (source->num_unreadable > 0)
        return ERR_NO_CERTIFICATE;
    TRY(first_childless(source, arena, &source->leaf));
    if (source->leaf == source->num_links)
        source->leaf = 0;
    return ERR_OK;
}

/* The first object of all files that does not decode makes its file fail. */
static enum err blame_broken(struct chain_source *source, struct buf *why)
{
    for (size_t i = 0; i < source->num_inputs; i++) {
        struct cert_input *in = &source->inputs[i];
        for (size_t k = 0; k < in->num_items; k++) {
            if (in->items[k].item.kind != ITEM_CERT || in->items[k].cert != NULL)
                continue;
            in->culprit = k;
            in->fail = in->items[k].fail;
            cert_input_error(why, in);
            return in->fail.err;
        }
    }
    return ERR_NO_CERTIFICATE;
}

enum err chain_source_read(struct chain_source *out, const char *const *paths, size_t num,
                           const struct chain_reading *reading, struct buf *why)
{
    struct arena *arena = reading->arena;
    struct fail ignored = {0};

    *out = (struct chain_source){.inputs = arena_alloc(arena, num, sizeof *out->inputs)};
    if (out->inputs == NULL)
        return arena->err;
    for (size_t i = 0; i < num; i++) {
        struct cert_input *in = &out->inputs[out->num_inputs++];
        enum err e = trust_inputs_read(reading->out, in, paths[i], CERT_INPUT_CERTS, NULL, arena);

        if (e == ERR_OK || e == ERR_IS_PKCS12)
            e = cert_unlock(in, CERT_INPUT_CERTS, reading->passphrase, arena);
        if (e != ERR_OK) {
            cert_input_error(why, in);
            return e;
        }
        trust_inputs_notes(reading->out, in, &ignored);
        TRY(take_links(out, in, arena));
    }
    return ERR_OK;
}

enum err chain_source_leaf(struct chain_source *source, const struct privkey *key,
                           struct arena *arena, struct buf *why)
{
    enum err e = find_leaf(source, key, arena);

    return e == ERR_NO_CERTIFICATE ? blame_broken(source, why) : e;
}

/* Whether a file that has certificates alone would lack what the input has. */
static bool has_more(const struct cert_input *in, bool keeps_key)
{
    for (size_t i = 0; i < in->num_items; i++) {
        switch (in->items[i].item.kind) {
        case ITEM_PRIVATE_KEY:
        case ITEM_ENCRYPTED_KEY:
            if (!keeps_key)
                return true;
            break;
        case ITEM_CRL:
        case ITEM_CSR:
        case ITEM_OCSP:
        case ITEM_PUBLIC_KEY:
        case ITEM_PARAMETERS: return true;
        default: break;
        }
    }
    return false;
}

bool chain_source_loses(const struct chain_source *source, const char *path, bool keeps_key)
{
    for (size_t i = 0; i < source->num_inputs; i++) {
        const struct cert_input *input = &source->inputs[i];
        if (file_is_same(input->path, path) && has_more(input, keeps_key))
            return true;
    }
    return false;
}

enum err chain_source_serve(struct chain_source *out, const struct endpoint *endpoint,
                            struct arena *arena, struct buf *why)
{
    struct fail list_fail = {0};
    struct rd r = rd_init(endpoint->chain.list, &list_fail);
    struct cert_entry entry;
    struct cert_input *in = ARENA_NEW(arena, struct cert_input);

    *out = (struct chain_source){.inputs = in};
    if (in == NULL)
        return arena->err;
    out->num_inputs = 1;
    in->path = endpoint->input;
    in->culprit = SIZE_MAX;
    while (cert_entry_next(&r, endpoint->chain.is_13, &entry))
        TRY(cert_input_add(in, (struct item){.kind = ITEM_CERT, .der = entry.cert}, arena));
    if (in->num_items == 0 || in->items[0].cert == NULL) {
        buf_str(why, err_text(ERR_TLS_LEAF_DECODE));
        return ERR_TLS_LEAF_DECODE;
    }
    return take_links(out, in, arena);
}

void chain_source_close(struct chain_source *source)
{
    for (size_t i = 0; i < source->num_inputs; i++)
        cert_input_close(&source->inputs[i]);
    *source = (struct chain_source){0};
}
