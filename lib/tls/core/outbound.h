/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outbound: messages to records, alerts, ChangeCipherSpec, application data. */
#ifndef TB_LIB_TLS_CORE_OUTBOUND_H
#define TB_LIB_TLS_CORE_OUTBOUND_H

#include "lib/tls/core/conn.h"

/* Adds a message, header included, to the transcript and to the current flight.  A message that is
 * longer than a record is split. */
enum err outbound_message(struct tls *tls, struct span message) MUST_CHECK;
enum err outbound_ccs(struct tls *tls) MUST_CHECK;
enum err outbound_alert(struct tls *tls, uint8_t level, enum alert alert) MUST_CHECK;
enum err outbound_data(struct tls *tls, struct span data) MUST_CHECK;
enum err outbound_flush(struct tls *tls) MUST_CHECK;
/* True if the sending key has hardly any records left after those for n more bytes.  Then TLS 1.3
 * renews it. */
bool outbound_is_worn(const struct tls *tls, size_t n);
/* A record for fault.h: of any length and content. */
enum err outbound_own(struct tls *tls, uint8_t type, struct span plain, bool in_clear) MUST_CHECK;
/* Installs new keys of t->suite for the messages that follow, after sending those collected under
 * the old keys, which it wipes.  NULL means no keys (after a HelloRetryRequest that follows early
 * data). */
enum err outbound_keys(struct tls *tls, enum epoch epoch,
                       const struct traffic_keys *keys) MUST_CHECK;

#endif
