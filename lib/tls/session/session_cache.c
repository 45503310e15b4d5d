/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/session/session_cache.h"

#include "lib/base/mem.h"
#include "lib/base/wipe.h"
#include "lib/crypto/aead.h"
#include "lib/tls/session/ticket.h"

enum {
    KEY_NAME_SIZE = 16,
    KEY_SIZE = 32,
    KEY_LIFE_MS = 3600 * 1000,
    SEALED_MIN = KEY_NAME_SIZE + AEAD_NONCE_SIZE + AEAD_TAG_MAX,
    TICKET_MAX = 0xffff, /* RFC 5077 3.3, RFC 9846 4.7.1 */
    SLOT_MAX = 1 << 13,  /* bytes of a session here: a client could make us keep a long chain */
    BINDER_KEPT = 32,
    /* A ClientHello that is accepted now at its earliest could be replayed until this much
     * later. */
    ONCE_MS = 2 * SESSION_CACHE_FRESH_MS,
};

/* What tickets are encrypted with, since made_ms. */
struct ticket_key {
    bool is_made;
    uint8_t name[KEY_NAME_SIZE], key[KEY_SIZE];
    int64_t made_ms;
};

/* A session under its id; id_n is 0 if the slot is free. */
struct session_slot {
    uint8_t id[SESSION_ID_MAX];
    size_t id_n;
    struct buf bytes; /* secret */
};

/* A ClientHello with early data, recognised by the front of its binder. */
struct opening {
    uint8_t binder[BINDER_KEPT];
    int64_t at_ms;
};

struct session_cache {
    struct buf slot_row, opening_row; /* the memory of both rows */
    struct rng rng;
    struct ticket_key present, before;
    size_t most;
    struct session_slot *slots;
    size_t next_slot; /* the one that has been in use longest */
    struct opening *openings;
    size_t first_opening, num_openings; /* a ring, oldest first */
};

/* Allocates an array of zeroed elements. */
static enum err make_row(struct buf *buf, size_t num, size_t size, void **out)
{
    *out = NULL;
    if (num == 0)
        return ERR_OK;
    if (num > SIZE_MAX / size)
        return ERR_LIMIT;
    buf_init(buf, num * size);
    *out = buf_room(buf, num * size);
    if (*out != NULL)
        memset(*out, 0, num * size);
    return buf->err;
}

enum err session_cache_new(struct session_cache **out, const struct rng *rng, size_t sessions)
{
    struct session_cache *m = MEM_NEW(struct session_cache);
    void *slots, *openings;

    *out = NULL;
    if (m == NULL)
        return ERR_MEMORY;
    *m = (struct session_cache){.rng = *rng, .most = sessions};
    enum err e = make_row(&m->slot_row, sessions, sizeof *m->slots, &slots);
    m->slots = slots;
    if (e == ERR_OK)
        e = make_row(&m->opening_row, sessions, sizeof *m->openings, &openings);
    if (e != ERR_OK) {
        m->most = 0;
        session_cache_free(m);
        return e;
    }
    m->openings = openings;
    *out = m;
    return ERR_OK;
}

void session_cache_free(struct session_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < cache->most; i++)
        buf_wipe(&cache->slots[i].bytes);
    buf_wipe(&cache->slot_row);
    buf_wipe(&cache->opening_row);
    mem_free(cache, sizeof *cache);
}

/* --- tickets ------------------------------------------------------------------------------ */

static bool is_zero(const uint8_t *p, size_t n)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum |= p[i];
    return sum == 0;
}

/* RFC 5077 5.5: keys change every hour.  The one before can still decrypt for another hour; then it
 * is wiped, and its tickets are unreadable for good. */
static void age_keys(struct session_cache *cache, int64_t now_ms)
{
    if (!cache->present.is_made || now_ms - cache->present.made_ms < KEY_LIFE_MS)
        return;
    if (now_ms - cache->present.made_ms < 2 * KEY_LIFE_MS)
        cache->before = cache->present;
    else
        wipe(&cache->before, sizeof cache->before);
    wipe(&cache->present, sizeof cache->present);
}

/* The key for new tickets, made if there is none. */
static enum err present_key(struct session_cache *cache, int64_t now_ms)
{
    struct ticket_key *k = &cache->present;

    age_keys(cache, now_ms);
    if (k->is_made)
        return ERR_OK;
    rng_fill(&cache->rng, k->name, sizeof k->name);
    rng_fill(&cache->rng, k->key, sizeof k->key);
    if (is_zero(k->key, sizeof k->key)) /* the system has no random bytes */
        return ERR_TLS_RANDOM;
    k->made_ms = now_ms;
    k->is_made = true;
    return ERR_OK;
}

/* Key name, nonce, ciphertext and tag (RFC 5077 4 has a similar layout); the name is
 * authenticated. */
static enum err seal(struct session_cache *cache, struct span plain, struct buf *out)
{
    size_t n = KEY_NAME_SIZE + AEAD_NONCE_SIZE + plain.n + AEAD_TAG_MAX;
    struct aead a;

    uint8_t *at = n > TICKET_MAX ? NULL : buf_room(out, n);
    if (at == NULL)
        return n > TICKET_MAX ? ERR_LIMIT : out->err;
    memcpy(at, cache->present.name, KEY_NAME_SIZE);
    uint8_t *nonce = at + KEY_NAME_SIZE;
    rng_fill(&cache->rng, nonce, AEAD_NONCE_SIZE);
    if (is_zero(nonce, AEAD_NONCE_SIZE)) { /* a repeated nonce would give the key away */
        buf_truncate(out, out->n - n);
        return ERR_TLS_RANDOM;
    }
    aead_init(&a, AEAD_AES_256_GCM, span_of(cache->present.key, KEY_SIZE));
    aead_seal(&a, nonce + AEAD_NONCE_SIZE, nonce, span_of(at, KEY_NAME_SIZE), plain);
    aead_wipe(&a);
    return ERR_OK;
}

enum err session_cache_seal(struct session_cache *cache, int64_t now_ms,
                            const struct session *session, struct buf *out)
{
    struct buf plain;

    TRY(present_key(cache, now_ms));
    buf_init(&plain, TICKET_MAX);
    ticket_put(&plain, session);
    enum err e = plain.err != ERR_OK ? plain.err : seal(cache, buf_span(&plain), out);
    buf_wipe(&plain);
    return e;
}

/* Decodes a stored session; it is only used while it is fresh. */
static bool revive(int64_t now_ms, struct span plain, struct session *out)
{
    struct fail f = {0};

    if (ticket_parse(out, plain, &f) != ERR_OK)
        return false;
    if (session_is_fresh(out, now_ms))
        return true;
    session_free(out);
    return false;
}

/* Decrypts a ticket with this key. */
static bool open_with(const struct ticket_key *key, int64_t now_ms, struct span ticket,
                      struct session *out)
{
    struct span name = span_head(ticket, KEY_NAME_SIZE);
    struct span sealed = span_tail(ticket, KEY_NAME_SIZE + AEAD_NONCE_SIZE);
    struct buf plain;
    struct aead a;

    buf_init(&plain, TICKET_MAX);
    uint8_t *at = buf_room(&plain, sealed.n - AEAD_TAG_MAX);
    if (at == NULL)
        return false;
    aead_init(&a, AEAD_AES_256_GCM, span_of(key->key, KEY_SIZE));
    enum err e = aead_open(&a, at, ticket.p + KEY_NAME_SIZE, name, sealed);
    aead_wipe(&a);
    bool good = e == ERR_OK && revive(now_ms, buf_span(&plain), out);
    buf_wipe(&plain);
    return good;
}

/* The name at the front says which key a ticket is encrypted with; without it there is no
 * attempt. */
bool session_cache_open(struct session_cache *cache, int64_t now_ms, struct span ticket,
                        struct session *out)
{
    const struct ticket_key *const keys[] = {&cache->present, &cache->before};
    struct span name = span_head(ticket, KEY_NAME_SIZE);

    if (ticket.n <= SEALED_MIN || ticket.n > TICKET_MAX)
        return false;
    age_keys(cache, now_ms);
    for (size_t i = 0; i < 2; i++) {
        if (keys[i]->is_made && span_eq(name, span_of(keys[i]->name, KEY_NAME_SIZE)))
            return open_with(keys[i], now_ms, ticket, out);
    }
    return false;
}

/* --- sessions by id ----------------------------------------------------------------------- */

/* A linear search: there are few sessions, and ids are not secret. */
static struct session_slot *find(struct session_cache *cache, struct span id)
{
    for (size_t i = 0; id.n > 0 && i < cache->most; i++) {
        if (span_eq(span_of(cache->slots[i].id, cache->slots[i].id_n), id))
            return &cache->slots[i];
    }
    return NULL;
}

static void clear(struct session_slot *slot)
{
    buf_wipe(&slot->bytes);
    wipe(slot, sizeof *slot);
}

/* Takes the place of the session that was stored longest ago. */
enum err session_cache_store(struct session_cache *cache, int64_t now_ms,
                             const struct session *session)
{
    struct span id = span_of(session->session_id, session->session_id_n);

    session_cache_forget(cache, id);
    if (id.n == 0 || cache->most == 0 || !session_is_fresh(session, now_ms))
        return ERR_OK;
    struct session_slot *slot = &cache->slots[cache->next_slot];
    cache->next_slot = (cache->next_slot + 1) % cache->most;
    clear(slot);
    buf_init(&slot->bytes, SLOT_MAX);
    ticket_put(&slot->bytes, session);
    enum err e = slot->bytes.err;
    if (e != ERR_OK) {
        clear(slot);
        return e;
    }
    memcpy(slot->id, id.p, id.n);
    slot->id_n = id.n;
    return ERR_OK;
}

bool session_cache_find(struct session_cache *cache, int64_t now_ms, struct span id,
                        struct session *out)
{
    struct session_slot *slot = find(cache, id);

    if (slot == NULL)
        return false;
    if (!revive(now_ms, buf_span(&slot->bytes), out)) {
        clear(slot);
        return false;
    }
    memcpy(out->session_id, slot->id, slot->id_n);
    out->session_id_n = slot->id_n;
    return true;
}

void session_cache_forget(struct session_cache *cache, struct span id)
{
    struct session_slot *slot = find(cache, id);

    if (slot != NULL)
        clear(slot);
}

/* --- early data --------------------------------------------------------------------------- */

static bool came_before(const struct session_cache *cache, const uint8_t binder[BINDER_KEPT])
{
    for (size_t i = 0; i < cache->num_openings; i++) {
        size_t at = (cache->first_opening + i) % cache->most;
        if (memcmp(cache->openings[at].binder, binder, BINDER_KEPT) == 0)
            return true;
    }
    return false;
}

/* Remembers a binder; false if it came before, so that early data is accepted only once. */
bool session_cache_once(struct session_cache *cache, int64_t now_ms, struct span binder)
{
    /* Those that are too old to be replayed are forgotten; if the clock was set back, none is. */
    while (cache->num_openings > 0 &&
           now_ms - cache->openings[cache->first_opening].at_ms > ONCE_MS) {
        cache->first_opening = (cache->first_opening + 1) % cache->most;
        cache->num_openings--;
    }
    /* RFC 9846 8.2: if there is no room to remember it, it is not accepted. */
    if (binder.n < BINDER_KEPT || cache->num_openings == cache->most ||
        came_before(cache, binder.p))
        return false;
    struct opening *o =
        &cache->openings[(cache->first_opening + cache->num_openings++) % cache->most];
    memcpy(o->binder, binder.p, BINDER_KEPT);
    o->at_ms = now_ms;
    return true;
}
