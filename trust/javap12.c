/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * javap12: Java's key stores in PKCS#12 (RFC 7292).
 *
 * Java marks a certificate that it trusts with an attribute of its own; where none is marked, all
 * certificates without a private key count, as other tools make such stores without the mark.
 */
#include "config.h"

#include <stdlib.h>

#include "lib/pkcs12/pkcs12.h"
#include "trust/import.h"

bool javap12_is(struct span front)
{
    return is_pkcs12(front);
}

/* Reads the file with the passphrase that was given, the usual one, or the empty one.  Only if none
 * was given is it read without one: who gives one wants the MAC to be checked. */
static enum err read_file(struct import *import, struct pkcs12 *out)
{
    const struct span given = import->index->passphrase;
    const struct span tries[] = {given, import_passphrase,
                                 given.p == NULL ? (struct span){0} : SPAN_LIT("")};
    uint64_t iterations = PBE_ITERATIONS_MAX;
    enum err e = ERR_PASSPHRASE_WRONG;

    for (size_t i = given.p == NULL; i < 3 && e == ERR_PASSPHRASE_WRONG; i++) {
        const struct pkcs12_terms terms = {
            .passphrase = tries[i], .iterations = &iterations, .arena = import->arena};
        struct fail fail = {0};

        pkcs12_free(out);
        e = pkcs12_read(out, import->file, &terms, &fail);
    }
    return e;
}

/* The identifiers of the private keys, sorted: a file may have very many. */
struct key_ids {
    struct span *v;
    size_t num;
};

static int by_bytes(const void *a, const void *b)
{
    return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static enum err collect_key_ids(struct key_ids *out, const struct pkcs12 *file, struct arena *arena)
{
    *out = (struct key_ids){.v = arena_alloc(arena, file->num + 1, sizeof *out->v)};
    if (out->v == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < file->num; i++) {
        if (file->items[i].kind == PKCS12_KEY && file->items[i].key_id.n > 0)
            out->v[out->num++] = file->items[i].key_id;
    }
    qsort(out->v, out->num, sizeof *out->v, by_bytes);
    return ERR_OK;
}

/* A certificate of a private key: both have the same localKeyID. */
static bool has_key(const struct key_ids *keys, const struct pkcs12_item *cert)
{
    return cert->key_id.n > 0 &&
           bsearch(&cert->key_id, keys->v, keys->num, sizeof *keys->v, by_bytes) != NULL;
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
    struct key_ids keys = {0};
    enum err e = read_file(import, &file);
    bool marked = has_mark(&file);

    if (e == ERR_OK)
        e = collect_key_ids(&keys, &file, import->arena);
    import->index->num_unproven += e == ERR_OK && file.integrity != PKCS12_CHECKED;
    for (size_t i = 0; e == ERR_OK && i < file.num; i++) {
        const struct pkcs12_item *item = &file.items[i];
        if (item->kind == PKCS12_CERT && (marked ? item->is_java_trusted : !has_key(&keys, item)))
            e = add_item(import, item);
    }
    pkcs12_free(&file);
    return e;
}
