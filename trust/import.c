/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/import.h"

#include "lib/asn1/derput.h"
#include "lib/asn1/oid.h"
#include "lib/base/lookup.h"

const struct span import_passphrase = SPAN_INIT("changeit");

enum err import_terms(struct import *import, struct anchor_terms **out, struct span label)
{
    struct anchor_terms *t = ARENA_NEW(import->arena, struct anchor_terms);

    if (t == NULL)
        return ERR_LIMIT;
    *t = ANCHOR_TERMS_NONE;
    t->source = import->source->path;
    t->label = label;
    *out = t;
    return ERR_OK;
}

/* What a reader has found: an anchor, or what is distrusted. */
struct import_entry {
    struct import_entry *next;
    struct span bytes; /* an anchor: DER or base64 */
    bool is_block, is_pem;
    struct trust trust;
    struct anchor_block block;
};

static enum err keep(struct import *import, const struct import_entry *entry)
{
    struct import_entry *copy = ARENA_NEW(import->arena, struct import_entry);

    if (copy == NULL)
        return ERR_LIMIT;
    *copy = *entry;
    *(import->last == NULL ? &import->first : &import->last->next) = copy;
    import->last = copy;
    return ERR_OK;
}

enum err import_der(struct import *import, struct span der, struct trust trust)
{
    return keep(import, &(struct import_entry){.bytes = der, .trust = trust});
}

enum err import_pem(struct import *import, struct span body, struct trust trust)
{
    return keep(import, &(struct import_entry){.bytes = body, .is_pem = true, .trust = trust});
}

enum err import_block(struct import *import, struct anchor_block block)
{
    block.source = import->source->path;
    return keep(import, &(struct import_entry){.is_block = true, .block = block});
}

/* Adds an anchor.  What is no certificate is counted, and the others are used. */
static enum err add_anchor(struct import *import, const struct import_entry *entry)
{
    struct source_bytes *source = import->source;

    if (!span_contains(import->file, entry->bytes))
        TRY(index_source_again(import->index, &source, import->source, entry->bytes));
    enum err e = index_add(import->index, source, (uint64_t)(entry->bytes.p - source->mem.p),
                           entry->bytes, entry->is_pem, entry->trust);

    import->index->num_broken += e == ERR_NO_CERTIFICATE;
    return e == ERR_NO_CERTIFICATE ? ERR_OK : e;
}

enum err import_commit(struct import *import)
{
    const struct import_entry *entry;

    for (entry = import->first; entry != NULL; entry = entry->next) {
        if (entry->is_block)
            TRY(blocklist_add(&import->index->blocked, &entry->block, import->arena));
    }
    for (entry = import->first; entry != NULL; entry = entry->next) {
        if (!entry->is_block)
            TRY(add_anchor(import, entry));
    }
    return ERR_OK;
}

enum err import_constraints(struct import *import, struct span *out, const struct span *names,
                            size_t num)
{
    struct buf name, tree, list, value;
    enum { MOST = 1 << 20 };

    buf_init(&name, MOST);
    buf_init(&tree, MOST);
    buf_init(&list, MOST);
    buf_init(&value, MOST);
    for (size_t i = 0; i < num; i++) {
        buf_truncate(&name, 0);
        derput_tlv(&name, DER_CTX(2), names[i]); /* dNSName */
        derput_tlv(&tree, DER_SEQUENCE, buf_span(&name));
    }
    derput_tlv(&list, DER_CTXC(0), buf_span(&tree)); /* permittedSubtrees */
    derput_tlv(&value, DER_SEQUENCE, buf_span(&list));
    enum err e = name.err != ERR_OK   ? name.err
                 : tree.err != ERR_OK ? tree.err
                 : list.err != ERR_OK ? list.err
                                      : value.err;
    if (e == ERR_OK)
        e = arena_copy(import->arena, out, buf_span(&value));
    buf_free(&name);
    buf_free(&tree);
    buf_free(&list);
    buf_free(&value);
    return e;
}

uint32_t import_purposes(struct span oids, struct fail *fail)
{
    static const struct {
        enum oid oid;
        uint32_t purposes;
    } known[] = {{OID_EKU_SERVER, EKU_SERVER},
                 {OID_EKU_CLIENT, EKU_CLIENT},
                 {OID_EKU_EMAIL, EKU_EMAIL},
                 {OID_EKU_CODE, EKU_CODE},
                 {OID_EKU_ANY, UINT32_MAX}};
    struct der d = der_open(oids, fail);
    uint32_t purposes = 0;

    while (der_more(&d)) {
        size_t i = LOOKUP(known, oid, oid_find(der_oid(&d)));
        purposes |= i < LOOKUP_COUNT(known) ? known[i].purposes : 0;
    }
    return purposes;
}

enum err import_time(int64_t *out, struct span text)
{
    enum { UTC_SIZE = 13, GENERALIZED_SIZE = 15, HEAD = 2 };
    uint8_t tlv[HEAD + GENERALIZED_SIZE] = {
        text.n == UTC_SIZE ? DER_UTC_TIME : DER_GENERALIZED_TIME, (uint8_t)text.n};
    struct fail fail = {0};
    bool early = false;

    if (text.n != UTC_SIZE && text.n != GENERALIZED_SIZE)
        return ERR_STORE_DATE;
    memcpy(&tlv[HEAD], text.p, text.n);
    struct der d = der_open(span_of(tlv, HEAD + text.n), &fail);
    *out = der_time_any(&d, &early);
    return fail.err == ERR_OK ? ERR_OK : ERR_STORE_DATE;
}

static bool is_white(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span import_trim(struct span text)
{
    while (text.n > 0 && is_white(text.p[0]))
        text = span_tail(text, 1);
    while (text.n > 0 && is_white(text.p[text.n - 1]))
        text.n--;
    return text;
}

bool import_line(struct span *rest, struct span *line)
{
    if (rest->n == 0)
        return false;
    size_t n = span_find(*rest, '\n');

    *line = import_trim(span_head(*rest, n));
    *rest = span_tail(*rest, n + 1);
    return true;
}

struct span import_word(struct span *line)
{
    size_t n = 0;

    *line = import_trim(*line);
    while (n < line->n && !is_white(line->p[n]))
        n++;
    struct span word = span_head(*line, n);
    *line = import_trim(span_tail(*line, n));
    return word;
}
