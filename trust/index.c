/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index reads only the front of a certificate: size, serial number and subject.  A hash table
 * finds entries by the hash of their subject, another one what may be a copy.  A certificate is
 * decoded and parsed when it is returned for the first time.
 */
#include "config.h"

#include "trust/index.h"

#include <stdlib.h>

#include "lib/asn1/pem.h"
#include "lib/crypto/digest.h"

/* The most bytes of one certificate, and of all parsed certificates and kept files. */
enum { CERT_MAX = 16 * 1024 * 1024 };
#define INDEX_MAX ((size_t)1 << 30)

/* The most entries with the same subject, size and serial number: each is compared with the
 * others. */
enum { ALIKE_MAX = 1 << 14 };

/* The subject of most roots ends within this many bytes; if not, more is decoded. */
enum { FRONT = 320 };

void index_init(struct index *index)
{
    *index = (struct index){0};
    arena_init(&index->arena, INDEX_MAX);
    buf_init(&index->front, CERT_MAX);
    buf_init(&index->text, 2 * CERT_MAX);
    buf_init(&index->other, CERT_MAX);
}

void index_free(struct index *index)
{
    for (struct source_bytes *s = index->sources; s != NULL; s = s->next) {
        file_close(&s->file);
        file_parts_close(&s->parts);
    }
    free(index->entries);
    free(index->slots);
    buf_free(&index->front);
    buf_free(&index->text);
    buf_free(&index->other);
    arena_free(&index->arena);
}

enum err index_source(struct index *index, struct source_bytes **out, const char *path)
{
    struct span copy;
    struct source_bytes *s = ARENA_NEW(&index->arena, struct source_bytes);

    if (s == NULL)
        return ERR_LIMIT;
    TRY(arena_copy(&index->arena, &copy, span_of(path, strlen(path) + 1)));
    s->path = (const char *)copy.p;
    s->next = index->sources;
    index->sources = s;
    *out = s;
    return ERR_OK;
}

enum err index_source_again(struct index *index, struct source_bytes **out,
                            const struct source_bytes *same, struct span mem)
{
    struct source_bytes *s = ARENA_NEW(&index->arena, struct source_bytes);

    if (s == NULL)
        return ERR_LIMIT;
    *s = (struct source_bytes){
        .next = index->sources, .path = same->path, .format = same->format, .mem = mem};
    index->sources = s;
    *out = s;
    return ERR_OK;
}

/* The fields that index_add needs, all near the front of a certificate. */
struct front {
    uint32_t der_size, serial;
    struct span subject;
};

/* Enters a SEQUENCE that may be cut off; *size is the length that its header claims. */
static struct span enter_cut(struct span bytes, size_t *size, struct fail *fail)
{
    size_t n = 0, octets = bytes.n > 1 && bytes.p[1] > 0x80 ? bytes.p[1] & 0x7fu : 0;

    if (bytes.n < 2 + octets || bytes.p[0] != DER_SEQUENCE || bytes.p[1] == 0x80 || octets > 4) {
        fail_set(fail, ERR_DER_TAG, bytes);
        return (struct span){0};
    }
    for (size_t i = 0; i < octets; i++)
        n = n << 8 | bytes.p[2 + i];
    n = octets == 0 ? bytes.p[1] : n;
    *size = 2 + octets + n;
    return span_head(span_tail(bytes, 2 + octets), n);
}

/* Reads the fields of RFC 5280 4.1 up to the subject. */
static bool read_front(struct front *out, struct span der)
{
    struct fail fail = {0};
    struct span version;
    size_t whole = 0, tbs_size = 0;

    struct span cert = enter_cut(der, &whole, &fail);
    struct der tbs = der_open(enter_cut(cert, &tbs_size, &fail), &fail);
    der_opt(&tbs, DER_CTXC(0), &version);
    struct span serial = der_get(&tbs, DER_INTEGER);
    der_get(&tbs, DER_SEQUENCE); /* signature */
    der_get(&tbs, DER_SEQUENCE); /* issuer */
    der_get(&tbs, DER_SEQUENCE); /* validity */
    out->subject = der_raw(&tbs, DER_SEQUENCE);
    if (fail.err != ERR_OK || whole > CERT_MAX)
        return false;
    out->der_size = (uint32_t)whole;
    out->serial = 0;
    for (size_t i = 0; i < serial.n; i++)
        out->serial = (out->serial ^ serial.p[i]) * 16777619u;
    return true;
}

/* Reads the front of base64 text: decodes a growing part of it until the subject is included. */
static bool read_front_pem(struct front *out, struct span text, struct buf *scratch)
{
    for (size_t n = FRONT; n < CERT_MAX; n += n / 2) {
        buf_truncate(scratch, 0);
        if (pem_decode_head(scratch, text, n) != ERR_OK)
            return false;
        if (read_front(out, buf_span(scratch)))
            return true;
        if (scratch->n < n)
            return false;
    }
    return false;
}

/* The bytes of an entry as its source has them; those in a file are read into index->text. */
static enum err entry_bytes(struct index *index, const struct index_entry *entry, struct span *out)
{
    size_t got;

    if (entry->source->mem.p != NULL) {
        *out = span_head(span_tail(entry->source->mem, (size_t)entry->at), entry->n);
        return ERR_OK;
    }
    buf_truncate(&index->text, 0);
    uint8_t *p = buf_room(&index->text, entry->n);
    if (p == NULL)
        return index->text.err;
    TRY(file_parts_read(&entry->source->parts, entry->at, p, entry->n, &got));
    *out = span_head(buf_span(&index->text), got);
    return ERR_OK;
}

/* Puts the DER of an entry into a scratch buffer. */
static enum err put_der(struct buf *out, struct span bytes, bool is_pem)
{
    struct fail fail = {0};

    buf_truncate(out, 0);
    if (is_pem)
        return pem_decode(out, bytes, &fail);
    buf_put(out, bytes);
    return out->err;
}

/* Special values of a fingerprint: not computed yet, and bytes that do not decode.  PRINT_MADE is a
 * bit that every computed one has. */
enum { PRINT_NONE, PRINT_BROKEN, PRINT_MADE };

/* The fingerprint of an entry: the first bytes of the digest of its DER. */
static uint64_t print_of(struct index *index, struct span bytes, bool is_pem)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    uint64_t print;

    if (put_der(&index->front, bytes, is_pem) != ERR_OK)
        return PRINT_BROKEN;
    digest_of(DIGEST_SHA256, digest, buf_span(&index->front));
    memcpy(&print, digest, sizeof print);
    return print | PRINT_MADE;
}

/*
 * Whether an entry has the same DER as the bytes to be added; *print is the fingerprint of the
 * latter.  Thousands of certificates may share subject, size and serial number: each is decoded
 * once for its fingerprint, and again only if the fingerprints agree.
 */
static bool same_der(struct index *index, struct index_entry *entry, struct span bytes, bool is_pem,
                     uint64_t *print)
{
    struct span there;

    if (entry->print != PRINT_NONE && *print == PRINT_NONE)
        *print = print_of(index, bytes, is_pem);
    if (entry->print == PRINT_BROKEN || (entry->print != PRINT_NONE && entry->print != *print) ||
        entry_bytes(index, entry, &there) != ERR_OK)
        return false;
    if (is_pem == entry->is_pem && span_eq(there, bytes))
        return true;
    if (entry->print == PRINT_NONE)
        entry->print = print_of(index, there, entry->is_pem);
    if (*print == PRINT_NONE)
        *print = print_of(index, bytes, is_pem);
    return entry->print == *print && put_der(&index->other, there, entry->is_pem) == ERR_OK &&
           put_der(&index->front, bytes, is_pem) == ERR_OK &&
           span_eq(buf_span(&index->other), buf_span(&index->front));
}

/* What an entry is found by in a list. */
static uint32_t list_hash(const struct index_entry *entry, enum index_list list)
{
    uint32_t mixed = (entry->subject_hash ^ entry->serial) * 16777619u;

    return list == LIST_SUBJECT ? entry->subject_hash : (mixed ^ entry->der_size) * 16777619u;
}

/* The slot of a hash, whose upper bits count too. */
static struct index_slot *slot_of(const struct index *index, enum index_list list, uint32_t hash)
{
    return &index->slots[index->cap * list + ((hash ^ hash >> 16) & (index->cap - 1))];
}

/* Appends an entry to its lists, so that they are in the order in which entries were added. */
static void lists_put(struct index *index, size_t number)
{
    struct index_entry *e = &index->entries[number];

    for (enum index_list i = 0; i < INDEX_LISTS; i++) {
        struct index_slot *slot = slot_of(index, i, list_hash(e, i));
        uint32_t *last = slot->last == 0 ? &slot->first : &index->entries[slot->last - 1].next[i];

        e->next[i] = 0;
        *last = slot->last = (uint32_t)number + 1;
    }
}

/* The entry of a hash that comes next in its list after one, or first if that is NULL. */
static struct index_entry *list_next(const struct index *index, enum index_list list, uint32_t hash,
                                     const struct index_entry *after)
{
    uint32_t at = index->cap == 0 ? 0
                  : after == NULL ? slot_of(index, list, hash)->first
                                  : after->next[list];

    for (; at != 0; at = index->entries[at - 1].next[list]) {
        struct index_entry *e = &index->entries[at - 1];
        if (list_hash(e, list) == hash)
            return e;
    }
    return NULL;
}

/* Makes room for one more entry. */
static enum err widen(struct index *index)
{
    size_t cap = index->cap == 0 ? 256 : index->cap * 2;

    if (index->num < index->cap)
        return ERR_OK;
    if (cap > UINT32_MAX / 4)
        return ERR_LIMIT;
    struct index_entry *entries = realloc(index->entries, cap * sizeof *entries);
    if (entries == NULL)
        return ERR_MEMORY;
    index->entries = entries;
    struct index_slot *slots = calloc(cap * INDEX_LISTS, sizeof *slots);
    if (slots == NULL)
        return ERR_MEMORY;
    free(index->slots);
    index->slots = slots;
    index->cap = cap;
    for (size_t i = 0; i < index->num; i++)
        lists_put(index, i);
    return ERR_OK;
}

/* Adds the trust of a copy to an entry.  A link that was returned earlier stays unchanged, because
 * threads may use it; the next lookup makes a new one. */
static enum err merge(struct index *index, struct index_entry *entry, struct trust trust)
{
    struct trust both = {.named = entry->trust.named | trust.named,
                         .rejected = entry->trust.rejected | trust.rejected};

    TRY(terms_join(&both.terms, entry->trust.terms, trust.terms, &index->arena));
    bool is_system = entry->is_system || index->adds_system;

    index->num_copies += !entry->is_broken;
    entry->num_copies++;
    if (both.named != entry->trust.named || both.rejected != entry->trust.rejected ||
        both.terms != entry->trust.terms || is_system != entry->is_system)
        atomic_store_explicit(&entry->link, NULL, memory_order_relaxed);
    entry->trust = both;
    entry->is_system = is_system;
    return ERR_OK;
}

/* Distrusts a certificate by the digest of its DER. */
static enum err block(struct index *index, const struct source_bytes *source, struct span bytes,
                      bool is_pem)
{
    struct anchor_block block = {.source = source->path, .purposes = UINT32_MAX, .has_cert = true};
    uint8_t digest[DIGEST_MAX_SIZE];

    if (put_der(&index->front, bytes, is_pem) != ERR_OK)
        return ERR_NO_CERTIFICATE;
    digest_of(DIGEST_SHA256, digest, buf_span(&index->front));
    TRY(arena_copy(&index->arena, &block.sha256, span_of(digest, digest_size(DIGEST_SHA256))));
    return blocklist_add(&index->blocked, &block, &index->arena);
}

enum err index_add(struct index *index, struct source_bytes *source, uint64_t at, struct span bytes,
                   bool is_pem, struct trust trust)
{
    struct front f;
    struct index_entry *old = NULL;
    uint64_t print = PRINT_NONE;

    if (!(is_pem ? read_front_pem(&f, bytes, &index->front) : read_front(&f, bytes)))
        return ERR_NO_CERTIFICATE;
    if (index->folder == FOLDER_P11KIT && trust.is_implied) {
        index->why = ERR_NO_MARKED;
        return ERR_OK;
    }
    uint32_t hash = name_hash(f.subject); /* the buffer of the front is used again below */
    if (index->folder == FOLDER_BLOCKED) {
        TRY(block(index, source, bytes, is_pem));
        trust = (struct trust){.rejected = UINT32_MAX, .terms = trust.terms};
    }
    const struct index_entry key = {
        .subject_hash = hash, .der_size = f.der_size, .serial = f.serial};
    uint32_t copies = list_hash(&key, LIST_COPIES);
    for (size_t i = 0; (old = list_next(index, LIST_COPIES, copies, old)) != NULL; i++) {
        if (old->subject_hash == hash && old->der_size == f.der_size && old->serial == f.serial &&
            same_der(index, old, bytes, is_pem, &print))
            return merge(index, old, trust);
        if (i == ALIKE_MAX)
            return ERR_LIMIT;
    }
    TRY(widen(index));
    index->entries[index->num] = (struct index_entry){.source = source,
                                                      .at = at,
                                                      .n = bytes.n,
                                                      .subject_hash = hash,
                                                      .der_size = f.der_size,
                                                      .serial = f.serial,
                                                      .print = print,
                                                      .is_pem = is_pem,
                                                      .is_system = index->adds_system,
                                                      .trust = trust};
    lists_put(index, index->num);
    index->num++;
    index->num_good++;
    return ERR_OK;
}

/* Gets the DER of an entry in memory that lives as long as the index. */
static enum err keep_der(struct index *index, const struct index_entry *entry, struct span *der)
{
    struct span bytes;
    struct fail fail = {0};

    TRY(entry_bytes(index, entry, &bytes));
    if (!entry->is_pem && entry->source->mem.p != NULL) {
        *der = bytes;
        return ERR_OK;
    }
    if (!entry->is_pem)
        return arena_copy(&index->arena, der, bytes);
    size_t room = bytes.n / 4 * 3 + 3;
    uint8_t *p = arena_alloc(&index->arena, room, 1);
    if (p == NULL)
        return ERR_LIMIT;
    struct buf fixed = {.p = p, .room = room, .cap = room};
    TRY(pem_decode(&fixed, bytes, &fail));
    *der = buf_span(&fixed);
    return ERR_OK;
}

/* Parses an entry in the arena; NULL if it is broken.  Many results may show its digest. */
static const struct link *parse(struct index *index, const struct index_entry *entry)
{
    struct span der;
    struct fail fail = {0};

    if (keep_der(index, entry, &der) != ERR_OK)
        return NULL;
    struct cert *cert = ARENA_NEW(&index->arena, struct cert);
    struct link *link = ARENA_NEW(&index->arena, struct link);
    if (cert == NULL || link == NULL || cert_parse(cert, der, &fail) != ERR_OK)
        return NULL;
    cert_fingerprint(cert, cert->fingerprint);
    cert->has_fingerprint = true;
    *link = (struct link){.cert = cert,
                          .source = SOURCE_ANCHOR,
                          .origin = entry->source->path,
                          .unfit = ~entry->trust.named | entry->trust.rejected,
                          .is_system = entry->is_system,
                          .terms = entry->trust.terms};
    return link;
}

const struct link *index_link(struct index *index, size_t i)
{
    struct index_entry *e = &index->entries[i];

    const struct link *link = atomic_load_explicit(&e->link, memory_order_relaxed);

    if (link == NULL && !e->is_broken) {
        link = parse(index, e);
        e->is_broken = link == NULL;
        index->num_good -= e->is_broken;
        /* Threads without a lock see the link after all that it points to. */
        atomic_store_explicit(&e->link, link, memory_order_release);
    }
    return link;
}

/* Finds certificate number i with this subject.  False if one must be parsed first and `may_parse`
 * is not set. */
static bool find(struct index *index, const struct link **out, const struct anchor_name *subject,
                 size_t i, bool may_parse)
{
    const struct index_entry *e = NULL;

    *out = NULL;
    while (*out == NULL && (e = list_next(index, LIST_SUBJECT, subject->hash, e)) != NULL) {
        const struct link *link = may_parse ? index_link(index, (size_t)(e - index->entries))
                                            : atomic_load_explicit(&e->link, memory_order_acquire);
        if (link == NULL && !may_parse)
            return false;
        if (link != NULL && name_id_eq(&link->cert->subject_id, subject->id) && i-- == 0)
            *out = link;
    }
    return true;
}

const struct link *index_find(struct index *index, const struct anchor_name *subject, size_t i)
{
    const struct link *found;

    return find(index, &found, subject, i, true) ? found : NULL;
}

bool index_find_parsed(struct index *index, const struct link **out,
                       const struct anchor_name *subject, size_t i)
{
    return find(index, out, subject, i, false);
}
