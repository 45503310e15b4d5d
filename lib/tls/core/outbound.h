/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outbound: messages to records, alerts, ChangeCipherSpec, application data. */
#ifndef TB_LIB_TLS_CORE_OUTBOUND_H
#define TB_LIB_TLS_CORE_OUTBOUND_H

#include "lib/tls/core/conn.h"

/* A message, header included, goes into the transcript and out (coalesced into one
 * flight; split where it is longer than a record). */
enum err outbound_message(struct tls *t, struct span message) MUST_CHECK;
enum err outbound_ccs(struct tls *t) MUST_CHECK;
enum err outbound_alert(struct tls *t, uint8_t level, enum alert alert) MUST_CHECK;
enum err outbound_data(struct tls *t, struct span data) MUST_CHECK;
enum err outbound_flush(struct tls *t) MUST_CHECK;
/* Has the sending key hardly any records left beside those of n more bytes?  TLS 1.3 renews it. */
bool outbound_is_worn(const struct tls *t, size_t n);
/* A record of fault.h: of any length, whatever it holds. */
enum err outbound_own(struct tls *t, uint8_t type, struct span plain, bool in_clear) MUST_CHECK;
/* New keys of t->suite for what follows (after what was collected under the old ones); those before
 * are wiped.  NULL: none (after a HelloRetryRequest that follows early data). */
enum err outbound_keys(struct tls *t, enum epoch epoch, const struct traffic_keys *k) MUST_CHECK;

#endif
