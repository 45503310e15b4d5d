/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_tls: our client of TLS for a fetch by https, with the verdict on the server's chain by the
 * system's trust anchors.  It has no socket: bytes in, bytes out. */
#ifndef TB_APP_FETCH_FETCH_TLS_H
#define TB_APP_FETCH_FETCH_TLS_H

#include "app/verify/verifier.h"
#include "lib/http/http_url.h"

/* What judges the servers of a fetcher: made for the first of them. */
struct fetch_trust; /* opaque */
enum err fetch_trust_new(struct fetch_trust **out) MUST_CHECK;
void fetch_trust_free(struct fetch_trust *trust); /* accepts NULL */

struct fetch_tls; /* opaque */

/* fetch_tls_new begins: the ClientHello is pending.  end_us: the deadline of the verdict.  Errors:
 * FETCH_TLS, NET_HOST, HOST_*, MEMORY. */
enum err fetch_tls_new(struct fetch_tls **out, struct fetch_trust *trust,
                       const struct http_url *url, uint64_t end_us) MUST_CHECK;
void fetch_tls_free(struct fetch_tls *tls); /* accepts NULL */

/* fetch_tls_pending is what has to be sent, also after an error; fetch_tls_sent: it was. */
struct span fetch_tls_pending(const struct fetch_tls *tls);
void fetch_tls_sent(struct fetch_tls *tls);

/* fetch_tls_feed takes what has come and returns the data in it, valid until the next call.
 * fetch_tls_eof: no more comes.  FETCH_TLS, with the reason in fetch_tls_why. */
enum err fetch_tls_feed(struct fetch_tls *tls, struct span in, struct span *out) MUST_CHECK;
enum err fetch_tls_eof(struct fetch_tls *tls) MUST_CHECK;
struct span fetch_tls_why(const struct fetch_tls *tls);

/* fetch_tls_is_open: the handshake is done, and fetch_tls_write may be called. */
bool fetch_tls_is_open(const struct fetch_tls *tls);
bool fetch_tls_is_over(const struct fetch_tls *tls); /* the server has sent close_notify */
enum err fetch_tls_write(struct fetch_tls *tls, struct span bytes) MUST_CHECK;

/* fetch_tls_close makes a close_notify pending. */
void fetch_tls_close(struct fetch_tls *tls);

#endif
