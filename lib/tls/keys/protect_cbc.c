/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A CBC record is the IV and the encrypted bytes.  Without encrypt_then_mac, these are content,
 * MAC, padding and the padding's length.  So a receiver needs the length of the padding before it
 * can check the MAC.  If the sender of a forged record can see whether the padding was correct, by
 * the alert or by the time that it takes, the receiver decrypts for the attacker (RFC 5246
 * 6.2.3.2).  Therefore open_then_mac does the same work for every record:
 *
 *   - it examines all bytes that may be padding, 255 of them or as many as there are;
 *   - if the padding is wrong, it assumes the longest possible content;
 *   - it computes the MAC over every block of the longest content (lib/crypto/macblind.h);
 *   - it copies the MAC out of the record by reading all places where it may be;
 *   - it makes one comparison and has one error.
 */
#include "config.h"

#include "lib/tls/keys/protect_cbc.h"

#include "lib/base/ct.h"
#include "lib/base/wipe.h"
#include "lib/crypto/macblind.h"

enum { PADDING_MAX = 255 };

/* The MAC over sequence number, type, version, length and body (RFC 5246 6.2.3.1). */
static void mac_record(struct protect *protect, uint8_t mac[DIGEST_MAX_SIZE], uint8_t type,
                       uint16_t version, struct span body)
{
    uint8_t ad[RECORD_AD];

    record_ad(ad, protect->seq, type, version, body.n);
    mac_update(&protect->mac, span_of(ad, sizeof ad));
    mac_update(&protect->mac, body);
    mac_final(&protect->mac, mac);
}

/* Writes the padding at `at`: each of its bytes, the last one too, is its length without that
 * one. */
static size_t pad(uint8_t *at, size_t filled)
{
    size_t n = CBC_BLOCK - filled % CBC_BLOCK;

    memset(at, (int)(n - 1), n);
    return n;
}

/* MAC, then padding, then encryption; or with encrypt_then_mac (RFC 7366) the MAC last. */
enum err protect_cbc_seal(struct protect *protect, struct buf *out, uint8_t type, struct span plain,
                          const struct rng *rng)
{
    size_t mac_n = digest_size(protect->suite->mac), before = out->n;
    size_t most = RECORD_HEADER + CBC_BLOCK + plain.n + mac_n + CBC_BLOCK, n = plain.n;
    uint8_t *at = buf_room(out, most), *iv, *content, mac[DIGEST_MAX_SIZE];

    if (at == NULL)
        return out->err;
    iv = at + RECORD_HEADER;
    content = iv + CBC_BLOCK;
    rng_fill(rng, iv, CBC_BLOCK);
    if (n > 0)
        memcpy(content, plain.p, n);
    if (!protect->etm) {
        mac_record(protect, mac, type, TLS_1_2, plain);
        memcpy(content + n, mac, mac_n);
        n += mac_n;
    }
    n += pad(content + n, n);
    cbc_run(&protect->cbc, content, iv, span_of(content, n));
    n += CBC_BLOCK;
    if (protect->etm) { /* RFC 7366 3: over the IV as well */
        mac_record(protect, mac, type, TLS_1_2, span_of(iv, n));
        memcpy(iv + n, mac, mac_n);
        n += mac_n;
    }
    record_header(at, type, TLS_1_2, n);
    buf_truncate(out, before + RECORD_HEADER + n);
    return ERR_OK;
}

/* Returns a mask: all ones if the padding is good. *n is its length with the length byte, or 1 if
 * it is bad. text is decrypted and has at least mac_n + 1 bytes. */
static uint32_t padding_of(struct span text, size_t mac_n, uint32_t *n)
{
    uint32_t total = (uint32_t)text.n, last = text.p[total - 1];
    uint32_t good = ct_ge(total, last + 1 + (uint32_t)mac_n);
    uint32_t most = total < PADDING_MAX + 1 ? total : PADDING_MAX + 1;

    for (uint32_t i = 0; i < most; i++)
        good &= ct_ge(i, last + 1) | ct_eq(text.p[total - 1 - i], last);
    *n = 1 + (good & last);
    return good;
}

/* Copies the mac_n bytes from `start` on, which is secret and at least min, by looking at every
 * byte after min. */
static void take_mac(uint8_t *out, size_t mac_n, struct span text, size_t min, uint32_t start)
{
    memset(out, 0, mac_n);
    for (uint32_t at = (uint32_t)min; at < text.n; at++) {
        for (uint32_t i = 0; i < mac_n; i++)
            out[i] |= (uint8_t)(ct_eq(at, start + i) & text.p[at]);
    }
}

/* MAC-then-encrypt, in constant time: see the top of this file. */
static enum err open_then_mac(struct protect *protect, struct buf *out, size_t before,
                              const struct record *record)
{
    struct span text = span_tail(buf_span(out), before);
    size_t mac_n = digest_size(protect->suite->mac), max = text.n - mac_n - 1;
    size_t min = max > PADDING_MAX ? max - PADDING_MAX : 0;
    uint8_t ad[RECORD_AD], expected[DIGEST_MAX_SIZE], got[DIGEST_MAX_SIZE];
    uint32_t padding_n, good = padding_of(text, mac_n, &padding_n);
    uint32_t n = (uint32_t)(text.n - mac_n) - padding_n;

    record_ad(ad, protect->seq, record->type, record->version, n);
    const struct macblind_text covered = {span_of(ad, sizeof ad), span_head(text, max), min, n};

    mac_blind(protect->suite->mac, expected, span_of(protect->mac_key, mac_n), &covered);
    take_mac(got, mac_n, text, min, n);
    for (size_t i = 0; i < mac_n; i++)
        good &= ct_eq(expected[i], got[i]);
    wipe(expected, sizeof expected);
    if (good == 0)
        return ERR_TLS_BAD_RECORD_MAC;
    buf_truncate(out, before + n);
    return ERR_OK;
}

/* With encrypt_then_mac the padding is authentic; its form is still checked. */
static enum err open_padding(struct buf *out, size_t before)
{
    struct span text = span_tail(buf_span(out), before);
    uint32_t padding_n;

    if (padding_of(text, 0, &padding_n) == 0)
        return ERR_TLS_BAD_RECORD_MAC;
    buf_truncate(out, out->n - padding_n);
    return ERR_OK;
}

/* With encrypt_then_mac, the MAC is checked before anything is decrypted; without it, see above. */
enum err protect_cbc_open(struct protect *protect, struct buf *out, const struct record *record)
{
    size_t mac_n = digest_size(protect->suite->mac), before = out->n;
    struct span body = record->fragment, mac = {NULL, 0};
    uint8_t expected[DIGEST_MAX_SIZE], *at;
    enum err e;

    if (protect->etm) {
        mac = span_tail(body, body.n < mac_n ? body.n : body.n - mac_n);
        body = span_head(body, body.n - mac.n);
    }
    /* An IV, and whole blocks with room for the least content: these lengths are public. */
    if (body.n % CBC_BLOCK != 0 || body.n < 2 * CBC_BLOCK ||
        (!protect->etm && body.n < CBC_BLOCK + mac_n + 1) || (protect->etm && mac.n != mac_n))
        return ERR_TLS_BAD_RECORD_MAC;
    if (protect->etm) { /* RFC 7366 3: before anything is decrypted */
        mac_record(protect, expected, record->type, record->version, body);
        if (!equal_ct(expected, mac.p, mac_n))
            return ERR_TLS_BAD_RECORD_MAC;
    }
    at = buf_room(out, body.n - CBC_BLOCK);
    if (at == NULL)
        return out->err;
    cbc_run(&protect->cbc, at, body.p, span_tail(body, CBC_BLOCK));
    e = protect->etm ? open_padding(out, before) : open_then_mac(protect, out, before, record);
    if (e == ERR_OK && out->n - before > RECORD_PLAIN_MAX)
        e = ERR_TLS_RECORD_OVERFLOW;
    if (e != ERR_OK) {
        wipe(at, body.n - CBC_BLOCK);
        buf_truncate(out, before);
    }
    return e;
}
