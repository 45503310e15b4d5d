/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peer_chain: the chain in a Certificate message, decoded, and what a verdict on it is to TLS. */
#ifndef TB_APP_VERIFY_PEER_CHAIN_H
#define TB_APP_VERIFY_PEER_CHAIN_H

#include "app/verify/verifier.h"
#include "lib/tls/tls.h"

/* peer_chain_certs decodes a list that outlives out, but for helpers that are broken: those are
 * counted and left out.  TLS_LEAF_DECODE where it is the leaf. */
enum err peer_chain_certs(struct chain_certs *out, struct arena *arena, struct span list,
                          bool is_13) MUST_CHECK;

/* peer_chain_staples adds the OCSP responses that came with the chain to its evidence: in TLS 1.3
 * one for each certificate (RFC 9846 4.5.1.1), before that the leaf's.  The list of the chain is
 * that which out was made of.  Errors: LIMIT. */
enum err peer_chain_staples(struct chain_certs *out, struct arena *arena,
                            const struct tls_chain *chain) MUST_CHECK;

/* peer_chain_key fills in the key of the leaf, and what it may be used for. */
void peer_chain_key(struct tls_verdict *out, const struct cert *leaf);

/* peer_chain_alert is the alert that fits a verdict. */
enum alert peer_chain_alert(enum reason reason);

#endif
