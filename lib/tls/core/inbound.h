/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inbound: records to messages: reassembly, alerts, ChangeCipherSpec, floods. */
#ifndef TB_LIB_TLS_CORE_INBOUND_H
#define TB_LIB_TLS_CORE_INBOUND_H

#include "lib/tls/core/conn.h"

/* inbound_feed takes all of in. */
enum err inbound_feed(struct tls *tls, struct span in) MUST_CHECK;

/* inbound_go_on takes what inbound_feed has kept while a verdict was pending. */
enum err inbound_go_on(struct tls *tls) MUST_CHECK;

/* Installs new keys of t->suite for the records that follow, and wipes the previous ones. */
enum err inbound_keys(struct tls *tls, enum epoch epoch,
                      const struct traffic_keys *keys) MUST_CHECK;

#endif
