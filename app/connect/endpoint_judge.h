/* SPDX-License-Identifier: GPL-3.0-or-later */
/* endpoint_judge: the verdict on the peer's chain, for our end of TLS. */
#ifndef TB_APP_CONNECT_ENDPOINT_JUDGE_H
#define TB_APP_CONNECT_ENDPOINT_JUDGE_H

#include "app/connect/endpoint.h"

/*
 * endpoint_judge keeps the chain, judges it if the plan has a verifier, and fills in the key of the
 * leaf.  The result and out->alert end the handshake: TLS_LEAF_DECODE; TLS_VERDICT if the verdict
 * is negative and the plan is not `insecure`.  The verdict is in v->judged, a failure
 * to judge in v->reason and v->message.
 *
 * If the plan has something fetched, out->pending is set, and `judged` is called later in the loop,
 * once, unless endpoint_judge_end comes first.
 */
enum err endpoint_judge(struct endpoint *v, const struct tls_chain *chain, struct tls_verdict *out,
                        void (*judged)(struct endpoint *v,
                                       const struct tls_verdict *verdict)) MUST_CHECK;

/* endpoint_judge_end ends what is fetched: with the connection, and before the loop. */
void endpoint_judge_end(struct endpoint *v);

#endif
