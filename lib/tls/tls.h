/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls: a TLS 1.2 and 1.3 client or server: bytes in, bytes and events out.
 *
 * It has no socket, clock or random source of its own, and judges no certificates: the
 * configuration brings all that.  One thread at a time may use a connection; any number of
 * connections may run side by side.
 *
 *     tls_new, tls_start
 *     while (tls_phase(t) == PHASE_HANDSHAKE):
 *         send tls_pending(t), report it with tls_sent; give received bytes to tls_feed
 *     tls_write, tls_feed (data comes as EVENT_DATA), tls_close, tls_free
 *
 * After an error the alert is pending: send it, then close.
 *
 * A server has a struct tls_server in its configuration:
 *
 *     struct tls_server s = tls_server_default();
 *     s.identities = …; config.server = &s;
 *     tls_new, tls_start (nothing is sent: it waits for a ClientHello), tls_feed, …
 *
 * config.suites, groups and schemes are what it accepts, in its order; alpn its protocols; judge is
 * asked about the client's chain, if one was requested, and with config.rejudge again when its
 * session is resumed: set that if another connection with the same session_cache might not have
 * accepted the chain.
 */
#ifndef TB_LIB_TLS_TLS_H
#define TB_LIB_TLS_TLS_H

#include "lib/tls/core/tls_config.h"

/* tls_config_default sets the versions, suites, groups, schemes and one share.  The rest is
 * zero. */
struct tls_config tls_config_default(void);

/* tls_server_default: two tickets with a lifetime of two hours, session ids, no client certificate,
 * no 0-RTT. */
struct tls_server tls_server_default(void);

struct tls; /* opaque */

/* The caller owns the connection and calls tls_free, which wipes it.  *config is copied; what it
 * points to must live as long as the connection. */
enum err tls_new(struct tls **out, const struct tls_config *config) MUST_CHECK;
void tls_free(struct tls *tls); /* wipes; NULL does nothing */

/* tls_start makes a client's ClientHello. */
enum err tls_start(struct tls *tls) MUST_CHECK;

/* tls_feed processes all of in.  An error is final: the phase is PHASE_FAILED, and an alert is
 * pending if there is one to send.  tls_eof reports the end of the stream.  It fails with
 * TLS_CLOSED_IN_HANDSHAKE, or with TLS_TRUNCATION if no close_notify was received. */
enum err tls_feed(struct tls *tls, struct span in) MUST_CHECK;
enum err tls_eof(struct tls *tls) MUST_CHECK;

/*
 * tls_verdict gives the answer of a judge whose first one was pending: the handshake continues, or
 * ends with the same errors, alerts and events as if the answer had come at once.  Until then
 * tls_is_waiting is true, and the connection
 *
 *   - reads nothing: tls_feed keeps what comes, up to TLS_HELD_MAX bytes, and fails with LIMIT
 *     beyond that.  The caller should stop reading.
 *   - sends nothing more: tls_pending has what was said before, tls_may_write is false.
 *   - stays in PHASE_HANDSHAKE, and has no timeout of its own: the caller may tls_free it.
 *   - remembers tls_eof, which counts after a positive verdict and what came before it.
 *   - can be ended: after tls_abort, tls_verdict fails with TLS_GIVEN_UP; after tls_close, a
 *     positive verdict does so if the handshake still needs a message of ours.
 *
 * A verdict that nobody waits for fails with TLS_NOT_DONE and changes nothing; one that is still
 * pending does nothing.  v->prepared is the connection's in all cases.
 */
enum err tls_verdict(struct tls *tls, const struct tls_verdict *v) MUST_CHECK;
bool tls_is_waiting(const struct tls *tls);

/* The bytes to send, as one span, so that a flight is one write.  tls_sent removes the first n of
 * them. */
struct span tls_pending(const struct tls *tls);
void tls_sent(struct tls *tls, size_t n);

/* tls_write encrypts application data.  It is allowed after the handshake, earlier with False Start
 * or early data (tls_may_write), and never after tls_close; otherwise it fails with TLS_NOT_DONE.
 * *taken may be less than data.n, because early data is limited. */
enum err tls_write(struct tls *tls, struct span data, size_t *taken) MUST_CHECK;
bool tls_may_write(const struct tls *tls);

/* tls_key_update renews our sending key (RFC 9846 4.7.3), and with `request` asks the peer to renew
 * its key. */
enum err tls_key_update(struct tls *tls, bool request) MUST_CHECK;

/* tls_close sends close_notify.  Data is still received afterwards, but a handshake that needs
 * another message from us ends.  tls_abort sends a fatal alert if one may still be sent; all later
 * calls fail with TLS_GIVEN_UP. */
enum err tls_close(struct tls *tls) MUST_CHECK;
enum err tls_abort(struct tls *tls, enum alert alert) MUST_CHECK;

enum tls_phase tls_phase(const struct tls *tls);

const struct tls_failure *tls_failure(const struct tls *tls);

struct tls_progress tls_progress(const struct tls *tls);

/* What was negotiated so far. */
const struct tls_info *tls_info(const struct tls *tls);

/* tls_export derives keying material for another protocol (RFC 5705, RFC 9846 7.5).  In TLS 1.2,
 * has_context distinguishes no context from an empty one.  Fails with TLS_NOT_DONE before the
 * handshake is complete. */
enum err tls_export(const struct tls *tls, uint8_t *out, size_t n, struct span label,
                    bool has_context, struct span context) MUST_CHECK;

/* tls_unwritten is early data that was written and then rejected.  The caller may send it again. */
struct span tls_unwritten(const struct tls *tls);

#endif
