/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A large PEM bundle is read through a small window, which stays in the processor's cache.  Each
 * page is touched once, and memory keeps only the position of each certificate. */
#include "config.h"

#include "trust/load.h"

#include <stdlib.h>

#include "lib/x509/bundle.h"
#include "trust/import.h"

enum {
    WINDOW = 32 * 1024,
    FILE_MAX = 256 * 1024 * 1024,
    LINE_MAX_SIZE = 128, /* an END line, and more */
    FEW = 4,             /* up to this number are parsed at once, to find broken ones */
};

/* A file being loaded into an index. */
struct load {
    struct index *x;
    struct source_bytes *source;
};

/* Skips the rest of the settings: a name for people, a key identifier, algorithms. */
static void skip_rest(struct der *settings)
{
    struct span skipped;

    der_opt(settings, DER_UTF8_STRING, &skipped);
    der_opt(settings, DER_OCTET_STRING, &skipped);
    der_opt(settings, DER_CTXC(1), &skipped);
    der_end(settings);
}

/*
 * The trust settings after a TRUSTED CERTIFICATE:
 *
 *     SEQUENCE { trust SEQUENCE OF OID OPTIONAL, reject [0] SEQUENCE OF OID OPTIONAL, … }
 *
 * Without the first list all purposes are trusted that the second does not reject.  A certificate
 * that is rejected for one purpose, or trusted only for some, is no anchor for PURPOSE_ANY
 * (EKU_ANY).
 */
static struct trust trust_of(struct span aux)
{
    struct fail fail = {0};
    struct der d = der_open(aux, &fail);
    struct trust t = trust_all;
    struct span oids;

    if (aux.n == 0)
        return t;
    t.is_implied = false;
    struct der settings = der_enter(&d, DER_SEQUENCE);
    der_end(&d);
    if (der_opt(&settings, DER_SEQUENCE, &oids))
        t.named = import_purposes(oids, &fail);
    if (der_opt(&settings, DER_CTXC(0), &oids) && oids.n > 0)
        t.rejected = import_purposes(oids, &fail) | EKU_ANY;
    skip_rest(&settings);
    /* Settings that cannot be read to their end, or are in another order, might reject. */
    if (fail.err != ERR_OK)
        t.rejected = UINT32_MAX;
    return t;
}

/* Adds all certificates of a bundle: DER, PKCS#7, or PEM of an unusual form.  The bytes must live
 * as long as the index. */
static enum err add_bundle(struct load *load, struct span file)
{
    struct bundle b;
    struct item it;
    struct source_bytes *s = NULL;

    enum err e = bundle_open(&b, file, &load->x->arena);

    load->x->why = e;
    if (e != ERR_OK)
        return e == ERR_LIMIT ? e : ERR_OK;
    while (bundle_next(&b, &it)) {
        if (it.fail.err == ERR_LIMIT)
            return ERR_LIMIT;
        load->x->num_broken += err_reason(it.fail.err) != REASON_OK;
        if (it.fail.err != ERR_OK || it.kind != ITEM_CERT)
            continue;
        /* One source for all items in the same bytes, those of the file or those of a decoded
         * text. */
        struct span home = it.decoded.n > 0 ? it.decoded : file;
        if (s == NULL || s->mem.p != home.p)
            TRY(index_source_again(load->x, &s, load->source, home));
        e = index_add(load->x, s, (uint64_t)(it.der.p - home.p), it.der, false, trust_of(it.aux));
        load->x->num_broken += e == ERR_NO_CERTIFICATE;
        if (e != ERR_NO_CERTIFICATE)
            TRY(e);
    }
    return ERR_OK;
}

/* Adds one PEM block, whose text is at an offset of the source. */
static enum err add_block(struct load *load, const struct pem_block *block, uint64_t at)
{
    struct span copy;
    enum err e;

    switch (block->label) {
    case PEM_CERTIFICATE:
    case PEM_X509_CERTIFICATE:
        e = index_add(load->x, load->source, at + (uint64_t)(block->body.p - block->whole.p),
                      block->body, true, trust_all);
        if (e != ERR_NO_CERTIFICATE)
            return e;
        break; /* perhaps a PKCS#7 with a wrong label */
    case PEM_TRUSTED_CERTIFICATE:
    case PEM_PKCS7:
    case PEM_CMS: break;
    default: return ERR_OK;
    }
    TRY(arena_copy(&load->x->arena, &copy, block->whole));
    return add_bundle(load, copy);
}

/* Adds the blocks in the window, which begins at offset `base` of the file.  *used is the part that
 * is finished: all of it at the end of the file, else everything before a block that is cut off. */
static enum err scan(struct load *load, struct span window, uint64_t base, bool is_end,
                     size_t *used)
{
    struct span text = window;

    *used = 0;
    if (p11kit_has(window))
        return ERR_STORE_FORM;
    while (text.n > 0) {
        struct pem_block block;
        struct fail fail = {0};
        if (pem_next(&text, &block, &fail)) {
            TRY(add_block(load, &block, base + (uint64_t)(block.whole.p - window.p)));
        } else if (fail.err == ERR_OK) {
            break;
        } else {
            size_t rest = window.n - (size_t)(block.whole.p + block.whole.n - window.p);
            if (!is_end && rest < LINE_MAX_SIZE)
                break;
            load->x->num_broken++;
        }
        *used = text.p == NULL ? window.n : (size_t)(text.p - window.p);
    }
    return ERR_OK;
}

/* Moves the window over the file and widens it only for a block that does not fit. */
static enum err scan_parts(struct load *load, struct file_parts *parts)
{
    struct buf window;
    uint64_t base = 0;
    size_t room = WINDOW, used;
    bool is_end = false;
    enum err e = ERR_OK;

    buf_init(&window, FILE_MAX);
    while (e == ERR_OK && !is_end) {
        size_t have = window.n, got = 0;
        uint8_t *p = buf_room(&window, room - have);
        if (p == NULL) {
            e = window.err;
            break;
        }
        e = file_parts_read(parts, base + have, p, room - have, &got);
        buf_truncate(&window, have + got);
        is_end = have + got < room;
        if (e == ERR_OK)
            e = scan(load, buf_span(&window), base, is_end, &used);
        if (e == ERR_OK && used == 0)
            room = room > FILE_MAX / 2 ? FILE_MAX : room * 2;
        if (e == ERR_OK && used > 0) {
            memmove(window.p, window.p + used, window.n - used);
            buf_truncate(&window, window.n - used);
            base += used;
        }
        if (room == window.n)
            e = ERR_SIZE_LIMIT;
    }
    buf_free(&window);
    return e;
}

static enum err scan_memory(struct load *load, struct span file)
{
    size_t used;

    load->source->mem = file;
    load->source->format = import_format(file);
    if (load->source->format != STORE_PEM)
        return import_file(load->x, load->source);
    return pem_form(file) == FORM_PEM ? scan(load, file, 0, true, &used) : add_bundle(load, file);
}

/* Reads a file of known size into the arena. */
static enum err read_whole(struct load *load, struct file_parts *parts)
{
    size_t got;

    if (parts->size > FILE_MAX)
        return ERR_SIZE_LIMIT;
    uint8_t *p = arena_alloc(&load->x->arena, (size_t)parts->size, 1);
    if (p == NULL)
        return ERR_LIMIT;
    TRY(file_parts_read(parts, 0, p, (size_t)parts->size, &got));
    return scan_memory(load, span_of(p, got));
}

/* Worth the window: large PEM, and no store of another format. */
static bool is_large_pem(struct file_parts *parts)
{
    uint8_t head[IMPORT_FRONT];
    size_t got;

    return parts->size > 2 * WINDOW &&
           file_parts_read(parts, 0, head, sizeof head, &got) == ERR_OK && got > 0 &&
           head[0] != DER_SEQUENCE && pem_form(span_of(head, got)) != FORM_UTF16 &&
           import_format(span_of(head, got)) == STORE_PEM;
}

/* Chooses the way to read a file: in parts through the window, whole into the arena, or from a
 * stream. */
static enum err load_source(struct load *load, struct opened_file *opened, int *sys_errno)
{
    struct file_parts parts;
    enum err e = file_parts_opened(&parts, opened);

    if (e == ERR_READ) {
        /* A file without offsets is read once and kept. */
        e = file_read_opened(&load->source->file, opened, FILE_MAX);
        *sys_errno = load->source->file.sys_errno;
        return e == ERR_OK ? scan_memory(load, load->source->file.bytes) : e;
    }
    *sys_errno = parts.sys_errno;
    if (e != ERR_OK)
        return e;
    if (is_large_pem(&parts)) {
        load->source->parts = parts;
        e = scan_parts(load, &load->source->parts);
        *sys_errno = load->source->parts.sys_errno;
        return e;
    }
    e = read_whole(load, &parts);
    *sys_errno = parts.sys_errno;
    file_parts_close(&parts);
    return e;
}

enum err load_file(struct index *index, const char *path, struct opened_file *opened, size_t *added,
                   int *sys_errno)
{
    struct load l = {.x = index};
    size_t before = index->num_good + index->num_copies + index->blocked.num, first = index->num;

    *added = 0;
    index->why = ERR_OK;
    TRY(index_source(index, &l.source, path));
    TRY(load_source(&l, opened, sys_errno));
    index->format = l.source->format;
    if (index->num - first <= FEW) {
        for (size_t i = first; i < index->num; i++)
            index->num_broken += index_link(index, i) == NULL;
    }
    *added = index->num_good + index->num_copies + index->blocked.num - before;
    return ERR_OK;
}
