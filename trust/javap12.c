/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * javap12: Java's key stores in PKCS#12 (RFC 7292).
 *
 * Java marks a certificate that it trusts with an attribute of its own; where none is marked, all
 * certificates without a private key count, as other tools make such stores without the mark.
 */
#include "config.h"

#include "lib/pkcs12/pkcs12.h"
#include "trust/import.h"

/* What Java's own tools take for its store of anchors. */
static const struct span default_passphrase = SPAN_INIT("changeit");

bool javap12_is(struct span front)
{
    return is_pkcs12(front);
}

/* Reads the file with the usual passphrase, or without one. */
static enum err read_file(struct import *import, struct pkcs12 *out)
{
    uint64_t iterations = PBE_ITERATIONS_MAX;
    struct pkcs12_terms terms = {
        .passphrase = default_passphrase, .iterations = &iterations, .arena = import->arena};
    struct fail fail = {0};
    enum err e = pkcs12_read(out, import->file, &terms, &fail);

    if (e != ERR_PASSPHRASE_WRONG)
        return e;
    pkcs12_free(out);
    terms.passphrase = (struct span){0};
    e = pkcs12_read(out, import->file, &terms, &fail);
    return e == ERR_PASSPHRASE_MISSING ? ERR_PASSPHRASE_WRONG : e;
}

/* A certificate of a private key: both have the same localKeyID. */
static bool has_key(const struct pkcs12 *file, const struct pkcs12_item *cert)
{
    for (size_t i = 0; i < file->num && cert->key_id.n > 0; i++) {
        if (file->items[i].kind == PKCS12_KEY && span_eq(file->items[i].key_id, cert->key_id))
            return true;
    }
    return false;
}

static bool has_mark(const struct pkcs12 *file)
{
    for (size_t i = 0; i < file->num; i++) {
        if (file->items[i].is_java_trusted)
            return true;
    }
    return false;
}

/* Adds one certificate; its bytes outlive what was decrypted. */
static enum err add_item(struct import *import, const struct pkcs12_item *item)
{
    struct anchor_terms *terms;
    struct span der, label;

    TRY(arena_copy(import->arena, &der, item->der));
    TRY(arena_copy(import->arena, &label, item->name));
    TRY(import_terms(import, &terms, label));
    return import_der(import, der, (struct trust){.named = UINT32_MAX, .terms = terms});
}

enum err javap12_read(struct import *import)
{
    struct pkcs12 file = {0};
    enum err e = read_file(import, &file);
    bool marked = has_mark(&file);

    import->index->num_unproven += e == ERR_OK && file.integrity != PKCS12_CHECKED;
    for (size_t i = 0; e == ERR_OK && i < file.num; i++) {
        const struct pkcs12_item *item = &file.items[i];
        if (item->kind == PKCS12_CERT && (marked ? item->is_java_trusted : !has_key(&file, item)))
            e = add_item(import, item);
    }
    pkcs12_free(&file);
    return e;
}
