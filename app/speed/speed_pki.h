/* SPDX-License-Identifier: GPL-3.0-or-later */
/* speed_pki: a chain of root, intermediate and leaf that is judged over and over. */
#ifndef TB_APP_SPEED_SPEED_PKI_H
#define TB_APP_SPEED_SPEED_PKI_H

#include "app/speed/speed_work.h"
#include "lib/path/judge.h"
#include "lib/path/known.h"

/* Leaves of one issuer. */
enum { SPEED_SENT = 2, SPEED_LEAVES_MAX = 512 };

struct speed_pki {
    struct span sent[SPEED_SENT]; /* DER of the first leaf, and of the intermediate */
    struct span *leaves;          /* all: they differ in their serial numbers */
    size_t num_leaves;
    struct cert root;
    struct link anchor; /* the root */
    struct reference_id host;
    const struct privkey *leaf_key;
    int64_t now;
};

/* The name in the leaf (RFC 6761 6.5). */
#define SPEED_HOST "speed.example"

/* speed_pki_make makes chains whose keys are of this kind; they live in the lab's arena. */
enum err speed_pki_make(struct speed_lab *lab, struct speed_pki **out, enum key_kind kind,
                        unsigned bits, size_t num_leaves) MUST_CHECK;

/* speed_pki_judge decodes the two certificates and judges the chain, as a client does. */
struct speed_judging {
    struct arena *arena;
    struct known *known;     /* or NULL */
    const struct cert *leaf; /* the decoded leaf */
    struct pubkey **key;     /* receives its prepared key, or NULL */
};

/* Fails with SPEED_ANSWER if the verdict is negative. */
enum err speed_pki_judge(const struct speed_pki *pki, size_t leaf,
                         struct speed_judging *judging) MUST_CHECK;

#endif
