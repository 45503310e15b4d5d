/* SPDX-License-Identifier: GPL-3.0-or-later */
/* protect: the protection of records (RFC 5246 6.2.3, RFC 9846 5.2): sealing and opening. */
#ifndef TB_LIB_TLS_KEYS_PROTECT_H
#define TB_LIB_TLS_KEYS_PROTECT_H

#include "lib/base/rng.h"
#include "lib/crypto/cbc.h"
#include "lib/crypto/mac.h"
#include "lib/tls/wire/record.h"

enum { RECORD_KEY_MAX = 32, RECORD_IV_MAX = 16, RECORD_MAC_MAX = 48 };

/*
 * protect: the keys of one direction, and how many records they have protected.  All zero means no
 * protection yet.  Contains secrets; protect_wipe clears them.
 */
struct protect {
    const struct suite *suite; /* NULL: none yet */
    uint16_t version;          /* TLS_1_2 or TLS_1_3 */
    bool etm;                  /* encrypt_then_mac (RFC 7366) */
    bool is_boundless;         /* a fault (fault.h): records may exceed the maximum */
    uint64_t seq, limit;       /* records so far, and at most (RFC 9846 5.5, when sealing) */
    uint8_t iv[RECORD_IV_MAX]; /* the static IV, or the implicit part of the nonce */
    struct aead aead;
    struct cbc cbc;
    struct mac mac;
    uint8_t mac_key[RECORD_MAC_MAX]; /* CBC without etm, reading: see lib/crypto/macblind.h */
};

/* The keys of one direction, from TLS 1.2's key block or a traffic secret of TLS 1.3. */
struct traffic_keys {
    size_t key_n, iv_n, mac_n;
    uint8_t key[RECORD_KEY_MAX], iv[RECORD_IV_MAX], mac[RECORD_MAC_MAX];
};

/* traffic_keys_sizes sets the lengths for a suite and version.  CBC in TLS 1.2 has no iv, because
 * each record carries its own. */
void traffic_keys_sizes(struct traffic_keys *keys, const struct suite *suite, uint16_t version);

void protect_init(struct protect *protect, const struct suite *suite, uint16_t version, bool writes,
                  bool etm, const struct traffic_keys *keys);
void protect_wipe(struct protect *protect); /* also fit for a zero struct */

/* protect_new makes one in memory of its own, and protect_free wipes it; it accepts NULL. */
enum err protect_new(struct protect **out) MUST_CHECK;
void protect_free(struct protect *protect);

/* One record before its protection. */
struct protect_content {
    uint8_t type;
    uint16_t version;  /* of the header, while there are no keys */
    struct span plain; /* at most RECORD_PLAIN_MAX (TLS_RECORD_OVERFLOW) */
    size_t pad;        /* TLS 1.3: zero bytes to add, as far as the record has room for them */
};

/* protect_seal appends the record, header included, to out.  The plaintext must not lie in out.
 * rng makes the explicit IVs of CBC.  Fails with TLS_KEY_EXHAUSTED at the limit. */
enum err protect_seal(struct protect *protect, struct buf *out,
                      const struct protect_content *content, const struct rng *rng) MUST_CHECK;

/* protect_open appends the plaintext to out and returns the content type, in TLS 1.3 the inner one.
 * *padding is the amount of padding that was removed.  Without keys, or NULL, it copies.  Errors:
 * TLS_BAD_RECORD_MAC (everything that can be wrong with CBC, in constant time),
 * TLS_RECORD_OVERFLOW, TLS_RECORD_OUTER_TYPE, TLS_RECORD_NO_TYPE, TLS_KEY_EXHAUSTED. */
enum err protect_open(struct protect *protect, struct buf *out, uint8_t *type, size_t *padding,
                      const struct record *record) MUST_CHECK;

/* protect_overhead is the most that sealing adds to a plaintext, header included. */
size_t protect_overhead(const struct protect *protect);

#endif
