/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peer_chain_judge: what the client asks about a server's chain, answered by lib/path. */
#ifndef TB_APP_VERIFY_PEER_CHAIN_H
#define TB_APP_VERIFY_PEER_CHAIN_H

#include "app/connect/endpoint.h"

/* The certificates of a Certificate message, leaf first, in an arena. */
struct chain_certs {
    struct link *v;
    size_t num;
    struct fail broken;           /* the first helper that does not decode, or OK … */
    size_t broken_at, num_broken; /* … its number from 1; how many there are */
};

/* peer_chain_certs decodes a list that outlives out, but for helpers that are broken: those are
 * counted and left out.  TLS_LEAF_DECODE where it is the leaf. */
enum err peer_chain_certs(struct chain_certs *out, struct arena *arena, struct span list,
                          bool is_13) MUST_CHECK;

/*
 * peer_chain_judge keeps the chain, judges it if the plan has a verifier, and fills in the key of
 * the leaf.  The result and out->alert end the handshake: TLS_LEAF_DECODE; TLS_VERDICT where the
 * verdict is negative and the plan does not go on in spite of it.  The verdict is in v->verdict
 * and v->judgement, a failure to judge in v->reason and v->message.
 */
enum err peer_chain_judge(struct endpoint *v, const struct tls_chain *chain,
                          struct tls_verdict *out) MUST_CHECK;

#endif
