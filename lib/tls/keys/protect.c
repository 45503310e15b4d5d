/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/protect.h"

#include <assert.h>

#include "lib/base/mem.h"
#include "lib/base/wipe.h"
#include "lib/tls/keys/protect_cbc.h"

enum { SALT_SIZE = 4, EXPLICIT_SIZE = 8 };

static const uint64_t limit_gcm = 23726566;             /* 2^24.5 full records: RFC 9846 5.5 */
static const uint64_t limit_ccm = (uint64_t)1 << 23;    /* RFC 9147 4.5.3 */
static const uint64_t limit_chacha = (uint64_t)1 << 48; /* RFC 9846 5.5: beyond what can be sent */
/* CBC leaks once two blocks of ciphertext are equal; after 2^24 records of 2^10 blocks the chance
 * of that is one in 2^61. */
static const uint64_t limit_cbc = (uint64_t)1 << 24;

/* How many records a key may protect. */
static uint64_t limit_of(const struct suite *suite)
{
    switch (suite->aead) {
    case AEAD_NONE: return limit_cbc;
    case AEAD_AES_128_GCM:
    case AEAD_AES_256_GCM: return limit_gcm;
    case AEAD_CHACHA20_POLY1305: return limit_chacha;
    default: return limit_ccm;
    }
}

/* AES-GCM and AES-CCM in TLS 1.2 send half of the nonce in each record (RFC 5288 3, RFC 6655 3).
 * ChaCha20-Poly1305 (RFC 7905 2) and TLS 1.3 (RFC 9846 5.3) derive it from the sequence number. */
static bool has_explicit(const struct suite *suite, uint16_t version)
{
    return version != TLS_1_3 && suite->aead != AEAD_NONE && suite->aead != AEAD_CHACHA20_POLY1305;
}

void traffic_keys_sizes(struct traffic_keys *keys, const struct suite *suite, uint16_t version)
{
    *keys = (struct traffic_keys){0};
    if (suite->aead == AEAD_NONE) {
        keys->key_n = suite->cbc_key;
        keys->mac_n = digest_size(suite->mac);
        return;
    }
    keys->key_n = aead_key_size(suite->aead);
    keys->iv_n = has_explicit(suite, version) ? SALT_SIZE : AEAD_NONCE_SIZE;
}

/* RFC 9846 5.3, 5.5: a sequence number never wraps, and a sending key reaches its limit long
 * before. */
static bool is_exhausted(const struct protect *protect)
{
    assert(protect->suite != NULL);
    return protect->seq >= protect->limit;
}

void protect_wipe(struct protect *protect)
{
    wipe(protect, sizeof *protect);
}

enum err protect_new(struct protect **out)
{
    *out = MEM_NEW(struct protect);
    return *out == NULL ? ERR_MEMORY : ERR_OK;
}

void protect_free(struct protect *protect)
{
    mem_free(protect, sizeof *protect);
}

void protect_init(struct protect *protect, const struct suite *suite, uint16_t version, bool writes,
                  bool etm, const struct traffic_keys *keys)
{
    assert(suite != NULL && suite->kx != SUITE_KX_NONE);
    assert(keys->iv_n <= sizeof protect->iv && keys->mac_n <= sizeof protect->mac_key);
    protect_wipe(protect);
    protect->suite = suite;
    protect->version = version;
    protect->etm = etm;
    /* RFC 9846 5.5: the limits bind the sender only. */
    protect->limit = writes ? limit_of(suite) : UINT64_MAX;
    memcpy(protect->iv, keys->iv, keys->iv_n);
    if (suite->aead != AEAD_NONE) {
        aead_init(&protect->aead, suite->aead, span_of(keys->key, keys->key_n));
        return;
    }
    cbc_init(&protect->cbc, writes, span_of(keys->key, keys->key_n));
    mac_init(&protect->mac, suite->mac, span_of(keys->mac, keys->mac_n));
    memcpy(protect->mac_key, keys->mac, keys->mac_n);
}

/* The nonce: salt and explicit part; or the static IV XOR the sequence number. */
static void make_nonce(const struct protect *protect, uint8_t nonce[AEAD_NONCE_SIZE],
                       const uint8_t explicit_part[EXPLICIT_SIZE])
{
    memcpy(nonce, protect->iv, AEAD_NONCE_SIZE);
    for (unsigned i = 0; i < EXPLICIT_SIZE; i++) {
        uint8_t *b = &nonce[SALT_SIZE + i];

        *b = has_explicit(protect->suite, protect->version) ? explicit_part[i]
                                                            : *b ^ explicit_part[i];
    }
}

/* The additional data: in TLS 1.3 the header of the record (RFC 9846 5.2), in TLS 1.2 the sequence
 * number and a header with the length n of the content (RFC 5246 6.2.3.3). */
static struct span make_ad(const struct protect *protect, uint8_t ad[RECORD_AD], struct span header,
                           size_t n)
{
    const uint8_t *h = header.p;

    assert(header.n >= RECORD_HEADER);
    if (protect->version == TLS_1_3)
        return span_head(header, RECORD_HEADER);
    record_ad(ad, protect->seq, h[0], (uint16_t)(h[1] << 8 | h[2]), n);
    return span_of(ad, RECORD_AD);
}

static enum err seal_clear(struct buf *out, uint8_t type, uint16_t version, struct span plain)
{
    uint8_t header[RECORD_HEADER];

    record_header(header, type, version, plain.n);
    buf_put(out, span_of(header, sizeof header));
    buf_put(out, plain);
    return out->err;
}

/* How many zeros of padding a record of TLS 1.3 can take (RFC 9846 5.4): at most 2^14 bytes in
 * all. */
static size_t padding_fits(size_t plain_n, size_t pad)
{
    size_t room = plain_n < RECORD_PLAIN_MAX ? RECORD_PLAIN_MAX - plain_n : 0;

    return pad < room ? pad : room;
}

/* Lays the record out in place (header, explicit nonce, content, in TLS 1.3 the real type and
 * padding), then encrypts the content where it is. */
static enum err seal_aead(struct protect *protect, struct buf *out, uint8_t type, struct span plain,
                          size_t pad)
{
    bool is_13 = protect->version == TLS_1_3;
    size_t explicit_n = has_explicit(protect->suite, protect->version) ? EXPLICIT_SIZE : 0;
    size_t inner_n = plain.n + (is_13 ? 1 + padding_fits(plain.n, pad) : 0);
    size_t n = explicit_n + inner_n + aead_tag_size(protect->suite->aead);
    uint8_t *at = buf_room(out, RECORD_HEADER + n), *content;
    uint8_t nonce[AEAD_NONCE_SIZE], ad[RECORD_AD], seq[RECORD_SEQ];

    if (at == NULL)
        return out->err;
    record_header(at, is_13 ? CONTENT_APPLICATION_DATA : type, TLS_1_2, n);
    record_seq(seq, protect->seq);
    memcpy(at + RECORD_HEADER, seq, explicit_n);
    content = at + RECORD_HEADER + explicit_n;
    if (plain.n > 0)
        memcpy(content, plain.p, plain.n);
    if (is_13) {
        content[plain.n] = type;
        memset(content + plain.n + 1, 0, inner_n - plain.n - 1);
    }
    make_nonce(protect, nonce, seq);
    aead_seal(&protect->aead, content, nonce,
              make_ad(protect, ad, span_of(at, RECORD_HEADER), plain.n), span_of(content, inner_n));
    return ERR_OK;
}

/* Appends one record to out; before the handshake has keys, suite is NULL and it is sent as it
 * is. */
enum err protect_seal(struct protect *protect, struct buf *out,
                      const struct protect_content *content, const struct rng *rng)
{
    if (content->plain.n > RECORD_PLAIN_MAX && !protect->is_boundless)
        return ERR_TLS_RECORD_OVERFLOW;
    if (protect->suite == NULL)
        return seal_clear(out, content->type, content->version, content->plain);
    if (is_exhausted(protect))
        return ERR_TLS_KEY_EXHAUSTED;
    if (protect->suite->aead == AEAD_NONE)
        TRY(protect_cbc_seal(protect, out, content->type, content->plain, rng));
    else
        TRY(seal_aead(protect, out, content->type, content->plain, content->pad));
    protect->seq++;
    return ERR_OK;
}

/* Decrypts and authenticates in one step; nothing remains in out on failure. */
static enum err open_aead(struct protect *protect, struct buf *out, const struct record *record)
{
    bool is_13 = protect->version == TLS_1_3;
    size_t explicit_n = has_explicit(protect->suite, protect->version) ? EXPLICIT_SIZE : 0;
    size_t least = explicit_n + aead_tag_size(protect->suite->aead), plain_n, before = out->n;
    uint8_t nonce[AEAD_NONCE_SIZE], ad[RECORD_AD], seq[RECORD_SEQ], *at;
    enum err e;

    if (record->fragment.n < least)
        return ERR_TLS_BAD_RECORD_MAC;
    plain_n = record->fragment.n - least;
    /* RFC 9846 5.4, RFC 5246 6.2.1: 2^14, and a byte more for the type within. */
    if (plain_n > RECORD_PLAIN_MAX + (is_13 ? 1 : 0))
        return ERR_TLS_RECORD_OVERFLOW;
    at = buf_room(out, plain_n);
    if (out->err != ERR_OK)
        return out->err;
    record_seq(seq, protect->seq);
    make_nonce(protect, nonce, explicit_n > 0 ? record->fragment.p : seq);
    e = aead_open(&protect->aead, at, nonce, make_ad(protect, ad, record->bytes, plain_n),
                  span_tail(record->fragment, explicit_n));
    if (e != ERR_OK)
        buf_truncate(out, before);
    return e;
}

/* Removes padding and type from the end of what a record of TLS 1.3 held: the last byte that is not
 * zero is the type (RFC 9846 5.4). */
static enum err take_type(struct buf *out, size_t before, uint8_t *type, size_t *padding)
{
    size_t end = out->n;

    while (end > before && out->p[end - 1] == 0)
        end--;
    if (end == before) {
        buf_truncate(out, before);
        return ERR_TLS_RECORD_NO_TYPE;
    }
    *type = out->p[end - 1];
    *padding = out->n - end;
    buf_truncate(out, end - 1);
    return ERR_OK;
}

static enum err open_clear(struct buf *out, const struct record *record)
{
    if (record->fragment.n > RECORD_PLAIN_MAX)
        return ERR_TLS_RECORD_OVERFLOW;
    buf_put(out, record->fragment);
    return out->err;
}

enum err protect_open(struct protect *protect, struct buf *out, uint8_t *type, size_t *padding,
                      const struct record *record)
{
    size_t before = out->n;

    *type = record->type;
    *padding = 0;
    if (protect == NULL || protect->suite == NULL)
        return open_clear(out, record);
    if (protect->version == TLS_1_3 && record->type != CONTENT_APPLICATION_DATA)
        return ERR_TLS_RECORD_OUTER_TYPE;
    if (is_exhausted(protect))
        return ERR_TLS_KEY_EXHAUSTED;
    if (protect->suite->aead == AEAD_NONE)
        TRY(protect_cbc_open(protect, out, record));
    else
        TRY(open_aead(protect, out, record));
    protect->seq++;
    return protect->version == TLS_1_3 ? take_type(out, before, type, padding) : ERR_OK;
}

/* The most that a record adds to its content, in bytes. */
size_t protect_overhead(const struct protect *protect)
{
    const struct suite *s = protect->suite;

    if (s == NULL)
        return RECORD_HEADER;
    if (s->aead == AEAD_NONE)
        return RECORD_HEADER + CBC_BLOCK + digest_size(s->mac) + CBC_BLOCK;
    return RECORD_HEADER + aead_tag_size(s->aead) + (protect->version == TLS_1_3 ? 1 : 0) +
           (has_explicit(s, protect->version) ? EXPLICIT_SIZE : 0);
}
