/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/cert_unlock.h"

#include "lib/crypto/privkey.h"
#include "lib/crypto/privkey_file.h"
#include "lib/crypto/privkey_pkcs8.h"

/* What is around a key that is taken out of PKCS#12. */
enum { AROUND_MEMORY = 4 << 20 };

/* Reads a PKCS#12 file, and asks for the passphrase if it needs one; path: its name. */
static enum err open_pkcs12(struct pkcs12 *out, struct span bytes, struct passphrase *pass,
                            const char *path, struct pkcs12_terms terms, struct fail *fail)
{
    /* A known passphrase is used at once; before one is asked for, the file shows whether
     * it needs one. */
    if (pass->is_known)
        (void)passphrase_get(pass, &terms.passphrase, path);
    enum err e = pkcs12_read(out, bytes, &terms, fail);
    if (e != ERR_PASSPHRASE_MISSING || pass->is_known ||
        !passphrase_get(pass, &terms.passphrase, path))
        return e;
    pkcs12_free(out);
    *fail = (struct fail){0};
    return pkcs12_read(out, bytes, &terms, fail);
}

static const enum item_kind kinds[] = {
    [PKCS12_CERT] = ITEM_CERT,
    [PKCS12_KEY] = ITEM_PRIVATE_KEY,
    [PKCS12_CRL] = ITEM_CRL,
};

/* Adds the contents of one file after what there is. */
static enum err add_contents(struct cert_input *in, const struct pkcs12 *file,
                             const struct item *outer, struct arena *arena)
{
    for (size_t i = 0; i < file->num; i++) {
        struct item item = {.kind = kinds[file->items[i].kind],
                            .index = in->num_items,
                            .der = file->items[i].der,
                            .where = outer->where,
                            .in_pkcs7 = true};
        TRY(cert_input_add(in, item, arena));
    }
    return ERR_OK;
}

/* Opens items[i]; a failure is that of the item. */
static enum err unlock_item(struct cert_input *in, size_t i, struct passphrase *pass,
                            struct arena *arena)
{
    const struct item outer = in->items[i].item;
    uint64_t left = PBE_ITERATIONS_MAX - in->paid;
    const struct pkcs12_terms terms = {.iterations = &left, .arena = arena};
    struct fail fail = {0};
    struct pkcs12 *file;

    TRY(ARENA_GROW(arena, in->opened, in->num_opened, in->cap_opened));
    file = &in->opened[in->num_opened++];
    enum err e = open_pkcs12(file, outer.der, pass, in->path, terms, &fail);
    in->paid = PBE_ITERATIONS_MAX - left;
    in->items[i].opened = in->num_opened;
    in->items[i].fail = fail;
    /* What is not encrypted can be used even if the rest is locked. */
    if (e == ERR_OK || e == ERR_PASSPHRASE_MISSING)
        TRY(add_contents(in, file, &outer, arena));
    return ERR_OK;
}

enum err cert_unlock(struct cert_input *in, enum cert_input_want want, struct passphrase *pass,
                     struct arena *arena)
{
    size_t num = in->num_items, failed = num;
    enum err e = ERR_OK;

    for (size_t i = 0; i < num && e == ERR_OK; i++) {
        if (in->items[i].item.kind != ITEM_PKCS12 || in->items[i].item.fail.err != ERR_OK)
            continue;
        e = unlock_item(in, i, pass, arena);
        if (failed == num && in->items[i].fail.err != ERR_OK)
            failed = i;
    }
    if (e == ERR_OK && in->num_opened == 0)
        return in->fail.err;
    in->fail = (struct fail){0};
    if (e == ERR_OK)
        e = cert_input_end(in, want, arena);
    /* Why a file was not opened says more than that it holds no certificate. */
    if (e != ERR_OK && failed < num) {
        in->culprit = failed;
        in->fail = in->items[failed].fail;
    }
    fail_set(&in->fail, e, (struct span){0});
    return in->fail.err;
}

/* Copies the first private key in a PKCS#12 file, which the caller wipes in any case. */
static enum err der_of_pkcs12(struct buf *out, struct span bytes, struct passphrase *pass,
                              const char *path)
{
    uint64_t iterations = PBE_ITERATIONS_MAX;
    struct arena arena;
    const struct pkcs12_terms terms = {.iterations = &iterations, .arena = &arena};
    struct fail fail = {0};
    struct pkcs12 file;
    size_t i = 0;

    arena_init(&arena, AROUND_MEMORY);
    enum err e = open_pkcs12(&file, bytes, pass, path, terms, &fail);
    while (i < file.num && file.items[i].kind != PKCS12_KEY)
        i++;
    buf_init(out, i < file.num ? file.items[i].der.n : 0);
    if (i < file.num) {
        buf_put(out, file.items[i].der);
        e = out->err;
    } else if (e == ERR_OK) {
        e = ERR_PKCS12_NO_KEY;
    }
    pkcs12_free(&file);
    arena_free(&arena);
    return e;
}

enum err cert_unlock_key(struct privkey **out, struct span bytes, struct passphrase *pass,
                         const char *path)
{
    uint64_t iterations = PBE_ITERATIONS_MAX;
    struct pbe_terms terms = {.iterations = &iterations};

    *out = NULL;
    if (is_pkcs12(bytes)) {
        struct buf der;
        enum err err = der_of_pkcs12(&der, bytes, pass, path);

        if (err == ERR_OK)
            err = privkey_new(out, buf_span(&der));
        buf_wipe(&der);
        return err;
    }
    enum err e = privkey_new(out, bytes);
    if (e != ERR_KEY_ENCRYPTED)
        return e;
    if (!passphrase_get(pass, &terms.passphrase, path))
        return ERR_PASSPHRASE_MISSING;
    return privkey_new_locked(out, bytes, &terms);
}

enum err cert_unlock_pkcs8(struct buf *out, struct span bytes, struct passphrase *pass,
                           const char *path)
{
    uint64_t iterations = PBE_ITERATIONS_MAX;
    struct pbe_terms terms = {.iterations = &iterations};
    struct buf der = {0};
    enum err e = ERR_OK;

    *out = (struct buf){0};
    if (is_pkcs12(bytes))
        e = der_of_pkcs12(&der, bytes, pass, path);
    else if (pass->is_known)
        (void)passphrase_get(pass, &terms.passphrase, path);
    if (e == ERR_OK)
        e = privkey_pkcs8(out, is_pkcs12(bytes) ? buf_span(&der) : bytes, &terms);
    buf_wipe(&der);
    return e;
}

enum err cert_unlock_public(struct public_part *out, struct buf *unlocked, struct cert_input *in,
                            struct span bytes, struct passphrase *pass, struct arena *arena)
{
    uint64_t left = PBE_ITERATIONS_MAX - in->paid;
    struct pbe_terms terms = {.iterations = &left};
    struct fail fail = {0};

    buf_wipe(unlocked);
    if (!passphrase_get(pass, &terms.passphrase, in->path))
        return ERR_PASSPHRASE_MISSING;
    enum err e = privkey_file_der(unlocked, bytes, &terms);

    in->paid = PBE_ITERATIONS_MAX - left;
    return e == ERR_OK ? public_part_of(out, buf_span(unlocked), arena, &fail) : e;
}
