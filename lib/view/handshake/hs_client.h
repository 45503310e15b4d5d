/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_client: what a server requests from its clients (CertificateRequest), and what it received. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_CLIENT_H
#define TB_LIB_VIEW_HANDSHAKE_HS_CLIENT_H

#include "lib/tls/tls.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/text/lang.h"

/* hs_client_wants appends "types rsa_sign, ecdsa_sign; signatures …; issued by …", or nothing if
 * nothing was requested. */
void hs_client_wants(struct buf *out, const struct tls_info *info, enum lang lang);

/* hs_client_unfit adds why the given certificate was not sent, if there is one. */
void hs_client_unfit(struct buf *out, const struct tls_info *info, enum lang lang);

/* hs_client_alert is true for an alert that servers send about a client's certificate or a missing
 * one (RFC 9846 6.2, RFC 5246 7.2.2; handshake_failure: RFC 5246 7.4.6). */
bool hs_client_alert(uint8_t alert);

/* hs_client_refused appends what was requested and what was sent.  had_one: the client has a
 * certificate. */
void hs_client_refused(struct buf *out, const struct tls_info *info, bool had_one);

/* The member certificate_compression, an object or null. */
void hs_client_compression(struct json_writer *json, const char *key,
                           const struct tls_compression *sizes);

/* The member client_certificate of tlsbox-json(5). */
void hs_client_json(struct json_writer *json, const char *key, const struct tls_info *info);

#endif
