/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * speed_work: what the rows of speed_rows.def measure.
 *
 * A kind of work prepares everything, checks once that the result is the right one, and is then run
 * many times.  Keys are made for the measurement and protect nothing.
 */
#ifndef TB_APP_SPEED_SPEED_WORK_H
#define TB_APP_SPEED_SPEED_WORK_H

#include "lib/base/arena.h"
#include "lib/base/rng.h"
#include "lib/crypto/privkey.h"

/* Keys that several rows use: RSA keys take a while to make.  `number` tells keys of one kind
 * apart. */
enum { SPEED_KEYS = 32 };
struct speed_keys {
    struct {
        struct privkey *key;
        enum key_kind kind;
        unsigned bits, number;
    } v[SPEED_KEYS];
    size_t num;
};

/* What all rows share. */
struct speed_lab {
    struct arena arena;
    struct rng rng;
    int64_t now; /* seconds since 1970: what certificates are made and judged for */
    struct speed_keys keys;
    struct sig_tables *tables; /* made when they are first needed */
};

void speed_lab_init(struct speed_lab *lab, const struct rng *rng, int64_t now);
void speed_lab_free(struct speed_lab *lab); /* wipes the keys */

/* speed_lab_key makes a key, or hands out the one that was made before; the lab owns it. */
enum err speed_lab_key(struct speed_lab *lab, const struct privkey **out, enum key_kind kind,
                       unsigned bits, unsigned number) MUST_CHECK;

/* The data of one run: 16 KiB, the most in a record of TLS (RFC 9846 5.1). */
enum { SPEED_DATA = 16384 };

/* One row at work.  `state` belongs to the kind. */
struct speed_work {
    struct speed_lab *lab;
    int algorithm; /* the arguments of the row */
    unsigned number;
    void *state;
    size_t bytes;        /* that one run processes; 0: runs are counted */
    size_t digest_bytes; /* the length of a digest; 0: none, or any */
};

/* open fails with SPEED_ANSWER if the result is wrong.  close is called after it in every case. */
struct speed_kind {
    enum err (*open)(struct speed_work *work);
    enum err (*run)(void *state);
    void (*close)(void *state);
};

extern const struct speed_kind speed_md5, speed_digest, speed_keccak;
extern const struct speed_kind speed_aead, speed_cbc, speed_unsafe;
extern const struct speed_kind speed_book_aes, speed_book_rsa;
extern const struct speed_kind speed_sign, speed_verify, speed_verify_many;
extern const struct speed_kind speed_agree, speed_respond, speed_mlkem_client, speed_mlkem_server;
extern const struct speed_kind speed_chain, speed_known_chain;
extern const struct speed_kind speed_handshake, speed_resume;

/* speed_answer compares a result with a known one in hexadecimal. */
enum err speed_answer(struct span result, const char *known) MUST_CHECK;

#endif
