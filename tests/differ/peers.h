/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peers: the same question put to other validators. */
#ifndef TB_TESTS_DIFFER_PEERS_H
#define TB_TESTS_DIFFER_PEERS_H

#include "lib/path/report.h"
#include "tests/differ/breed.h"

/* An answer, and in a few words why not; the words name a kind of fault, not a case. */
struct answer {
    bool ok;
    char why[96];
};

struct peer {
    const char *name;
    bool revocation; /* looks at CRLs */
    bool searches;   /* tries every path, so that its no is one */
    void (*open)(void);
    void (*judge)(struct answer *out, const struct brood *b);
    void (*close)(void);
};

extern const struct peer peer_openssl, peer_gnutls, peer_go;

/* ours_judge asks lib/path, as `verify` does. */
void ours_judge(struct answer *out, const struct brood *b, enum profile profile);

/* Ends the run: the harness itself is broken. */
void peer_die(const char *who, const char *what) __attribute__((noreturn));

#endif
