/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jks: the key stores of Java in its own format.
 *
 * Numbers are big-endian and texts have their length in front, as in Java's DataOutputStream:
 *
 *     u4 FEEDFEED, u4 version (1 or 2), u4 number of entries
 *     entry: u4 kind (1: private key, 2: trusted certificate), text alias, u8 date, …
 *     20 bytes: SHA-1 over the passphrase in UTF-16, "Mighty Aphrodite", and all of the above
 *
 * Only the trusted certificates are anchors; those that belong to a private key are skipped.  The
 * certificates are not encrypted: without the passphrase they can be read, but not whether somebody
 * has changed them.
 */
#include "config.h"

#include "lib/base/rd.h"
#include "lib/base/wipe.h"
#include "lib/crypto/hasher.h"
#include "trust/import.h"

enum {
    ENTRY_KEY = 1,
    ENTRY_CERT = 2,
    VERSION_TYPES = 2, /* from here on certificates have a type in front */
    DIGEST_SIZE = 20,
};

static const uint32_t magic = 0xfeedfeed;

bool jks_is(struct span front)
{
    struct fail fail = {0};
    struct rd r = rd_init(front, &fail);

    return rd_u32(&r) == magic;
}

/* Whether the digest at the end is that of this passphrase, in ASCII. */
static bool digest_fits(struct span content, struct span digest, struct span passphrase)
{
    struct hasher h;
    uint8_t is[DIGEST_MAX_SIZE], utf16[2] = {0};

    hasher_init(&h, DIGEST_SHA1);
    for (size_t i = 0; i < passphrase.n; i++) {
        utf16[1] = passphrase.p[i];
        hasher_update(&h, span_of(utf16, sizeof utf16));
    }
    hasher_update(&h, SPAN_LIT("Mighty Aphrodite"));
    hasher_update(&h, content);
    hasher_peek(&h, is);
    wipe(&h, sizeof h);
    wipe(utf16, sizeof utf16);
    return span_eq(digest, span_of(is, DIGEST_SIZE));
}

/* A certificate: its type, from version 2 on, and its bytes. */
static struct span read_cert(struct rd *r, uint32_t version)
{
    if (version >= VERSION_TYPES)
        (void)rd_vec16(r, 0, UINT16_MAX);
    return rd_bytes(r, rd_u32(r));
}

/* A private key and its chain. */
static void skip_key(struct rd *r, uint32_t version)
{
    (void)rd_bytes(r, rd_u32(r));
    for (uint32_t num = rd_u32(r); num > 0 && r->fail->err == ERR_OK; num--)
        (void)read_cert(r, version);
}

/* Walks over the entries; without an import it only looks whether they are well-formed. */
static enum err walk(struct rd r, struct import *import)
{
    uint32_t version = rd_u32(&r), num = rd_u32(&r);

    if (version < 1 || version > VERSION_TYPES)
        return ERR_STORE_FORM;
    for (; num > 0 && r.fail->err == ERR_OK; num--) {
        uint32_t kind = rd_u32(&r);
        struct span alias = rd_vec16(&r, 0, UINT16_MAX);
        struct anchor_terms *terms;
        (void)rd_u64(&r); /* when it was added */
        if (kind != ENTRY_KEY && kind != ENTRY_CERT)
            return r.fail->err == ERR_OK ? ERR_STORE_FORM : ERR_STORE_CUT;
        if (kind == ENTRY_KEY) {
            skip_key(&r, version);
            continue;
        }
        struct span der = read_cert(&r, version);
        if (import == NULL || r.fail->err != ERR_OK)
            continue;
        TRY(import_terms(import, &terms, alias));
        TRY(import_der(import, der, (struct trust){.named = UINT32_MAX, .terms = terms}));
    }
    return rd_end(&r) == ERR_OK              ? ERR_OK
           : r.fail->err == ERR_TLS_TRAILING ? ERR_STORE_FORM
                                             : ERR_STORE_CUT;
}

enum err jks_read(struct import *import)
{
    struct fail fail = {0};
    struct span file = import->file;

    if (file.n < sizeof(uint32_t) + DIGEST_SIZE)
        return ERR_STORE_CUT;
    struct span content = span_head(file, file.n - DIGEST_SIZE);
    struct rd r = rd_init(span_tail(content, sizeof(uint32_t)), &fail);

    TRY(walk(r, NULL));
    struct span digest = span_tail(file, content.n), given = import->index->passphrase;
    bool fits = digest_fits(content, digest, import_passphrase) ||
                (given.p != NULL && digest_fits(content, digest, given));
    /* A passphrase is given so that the digest is checked. */
    if (!fits && given.p != NULL)
        return ERR_PASSPHRASE_WRONG;
    import->index->num_unproven += !fits;
    return walk(r, import);
}
