/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chainjudge: what the client asks about a server's chain, answered by lib/path. */
#ifndef TB_CMD_CHAINJUDGE_H
#define TB_CMD_CHAINJUDGE_H

#include "cmd/visit.h"

/*
 * chainjudge keeps the chain, judges it where the plan has a desk, and fills in the key of the
 * leaf.  The result and out->alert end the handshake: TLS_LEAF_DECODE; TLS_VERDICT where the
 * verdict is negative and the plan does not go on in spite of it.  The verdict is in v->verdict
 * and v->judgement, a failure to judge in v->reason and v->message.
 */
enum err chainjudge(struct visit *v, const struct tls_chain *chain,
                    struct tls_verdict *out) MUST_CHECK;

#endif
