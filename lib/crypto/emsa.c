/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/emsa.h"

/* The DER of DigestInfo up to the digest (RFC 8017 9.2, note 1), with its NULL parameters. */
static const struct span prefixes[] = {
    [DIGEST_NONE] = {NULL, 0},
    [DIGEST_SHA1] = SPAN_INIT("\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"),
    [DIGEST_SHA224] = SPAN_INIT("\x30\x2d\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x04"
                                "\x05\x00\x04\x1c"),
    [DIGEST_SHA256] = SPAN_INIT("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"
                                "\x05\x00\x04\x20"),
    [DIGEST_SHA384] = SPAN_INIT("\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02"
                                "\x05\x00\x04\x30"),
    [DIGEST_SHA512] = SPAN_INIT("\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03"
                                "\x05\x00\x04\x40"),
};

enum { PKCS1_MIN_PADDING = 11 }; /* 00 01, eight octets FF, 00 */

enum err emsa_pkcs1_encode(uint8_t *em, size_t n, enum digest digest, struct span msg)
{
    struct span prefix = prefixes[digest];
    size_t hash_n = digest_size(digest), info_n = prefix.n + hash_n;
    uint8_t hash[DIGEST_MAX_SIZE];

    if (digest == DIGEST_NONE || n > EMSA_MAX_BYTES || n < info_n + PKCS1_MIN_PADDING)
        return ERR_ALG_KEY_MISMATCH;
    digest_of(digest, hash, msg);
    em[0] = 0x00;
    em[1] = 0x01;
    memset(em + 2, 0xff, n - info_n - 3);
    em[n - info_n - 1] = 0x00;
    memcpy(em + n - info_n, prefix.p, prefix.n);
    memcpy(em + n - hash_n, hash, hash_n);
    return ERR_OK;
}

enum err emsa_pkcs1(struct span opened, enum digest digest, struct span msg)
{
    uint8_t em[EMSA_MAX_BYTES];

    TRY(emsa_pkcs1_encode(em, opened.n, digest, msg));
    return span_eq(opened, span_of(em, opened.n)) ? ERR_OK : ERR_SIG_MISMATCH;
}

/* XORs the mask that MGF1 (RFC 8017 B.2.1) generates from seed, a digest, over n bytes: once
 * puts the mask on, twice takes it off.  The mask is the digests of seed | counter, one after
 * the other. */
static void mask_over(uint8_t *masked, size_t n, enum digest digest, struct span seed)
{
    uint8_t block[DIGEST_MAX_SIZE + 4], mask[DIGEST_MAX_SIZE];
    size_t step = digest_size(digest);

    memcpy(block, seed.p, seed.n);
    for (size_t at = 0, counter = 0; at < n; at += step, counter++) {
        for (unsigned i = 0; i < 4; i++)
            block[seed.n + i] = (uint8_t)(counter >> (24 - 8 * i));
        digest_of(digest, mask, span_of(block, seed.n + 4));
        for (size_t i = 0; i < step && at + i < n; i++)
            masked[at + i] ^= mask[i];
    }
}

/* H' of RFC 8017 9.1.2, steps 12 and 13: the digest of eight zeros, the message's digest, salt. */
static void salted_digest(uint8_t out[DIGEST_MAX_SIZE], enum digest digest, struct span msg,
                          struct span salt)
{
    uint8_t m[8 + DIGEST_MAX_SIZE + EMSA_MAX_BYTES] = {0};
    size_t hash_n = digest_size(digest);

    digest_of(digest, m + 8, msg);
    memcpy(m + 8 + hash_n, salt.p, salt.n);
    digest_of(digest, out, span_of(m, 8 + hash_n + salt.n));
}

/* EMSA-PSS-VERIFY (RFC 8017 9.1.2).  The encoding is maskedDB | H | bc, and DB is zeros | 01 |
 * salt.  The salt is read out of DB; with it, H must be the digest of the message. */
enum err emsa_pss(struct span opened, unsigned bits, const struct sigalg *alg, struct span msg)
{
    uint8_t db[EMSA_MAX_BYTES], expected[DIGEST_MAX_SIZE];
    size_t hash_n = digest_size(alg->digest), salt_n = alg->salt_n;
    struct span em = opened;

    if (alg->digest == DIGEST_NONE || alg->mgf_digest == DIGEST_NONE || opened.n > sizeof db ||
        opened.n != (bits + 7) / 8)
        return ERR_ALG_KEY_MISMATCH;
    /* emBits is bits - 1: if that is a multiple of 8, the encoding is one octet shorter. */
    if ((bits - 1) % 8 == 0) {
        if (em.p[0] != 0)
            return ERR_SIG_MISMATCH;
        em = span_tail(em, 1);
    }
    if (em.n < hash_n + salt_n + 2)
        return ERR_ALG_KEY_MISMATCH;
    size_t db_n = em.n - hash_n - 1, pad_n = db_n - salt_n - 1;
    struct span hash = span_of(em.p + db_n, hash_n);
    /* The bits above emBits in the first octet are zero before and after the mask. */
    uint8_t top = (uint8_t)(0xff >> (8 * em.n - (bits - 1)));
    if (em.p[em.n - 1] != 0xbc || (em.p[0] & ~top) != 0)
        return ERR_SIG_MISMATCH;
    memcpy(db, em.p, db_n);
    mask_over(db, db_n, alg->mgf_digest, hash);
    db[0] &= top;
    for (size_t i = 0; i < pad_n; i++) {
        if (db[i] != 0)
            return ERR_SIG_MISMATCH;
    }
    if (db[pad_n] != 0x01)
        return ERR_SIG_MISMATCH;
    salted_digest(expected, alg->digest, msg, span_of(db + pad_n + 1, salt_n));
    return span_eq(hash, span_of(expected, hash_n)) ? ERR_OK : ERR_SIG_MISMATCH;
}

/* The same way forward: H from message and salt, then DB, masked with what MGF1 makes of H. */
enum err emsa_pss_encode(uint8_t *em, unsigned bits, const struct sigalg *alg, struct span msg,
                         struct span salt)
{
    size_t hash_n = digest_size(alg->digest), n = (bits - 1 + 7) / 8;

    if (alg->digest == DIGEST_NONE || alg->mgf_digest == DIGEST_NONE || n > EMSA_MAX_BYTES ||
        n < hash_n + salt.n + 2)
        return ERR_ALG_KEY_MISMATCH;
    if ((bits - 1) % 8 == 0)
        *em++ = 0;
    size_t db_n = n - hash_n - 1;
    uint8_t hash[DIGEST_MAX_SIZE];
    salted_digest(hash, alg->digest, msg, salt);
    memset(em, 0, db_n - salt.n - 1);
    em[db_n - salt.n - 1] = 0x01;
    memcpy(em + db_n - salt.n, salt.p, salt.n);
    mask_over(em, db_n, alg->mgf_digest, span_of(hash, hash_n));
    em[0] &= (uint8_t)(0xff >> (8 * n - (bits - 1)));
    memcpy(em + db_n, hash, hash_n);
    em[n - 1] = 0xbc;
    return ERR_OK;
}
