/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_client: what a server asks of its clients (CertificateRequest), and what it was shown. */
#ifndef TB_LIB_VIEW_HS_CLIENT_H
#define TB_LIB_VIEW_HS_CLIENT_H

#include "lib/tls/client.h"
#include "lib/view/jw.h"

/* hs_client_wants: "types rsa_sign, ecdsa_sign; signatures …; issued by …"; nothing where nothing
 * was asked for. */
void hs_client_wants(struct buf *out, const struct tls_info *info);

/* hs_client_unfit adds why the certificate that was given was not shown, where one was given. */
void hs_client_unfit(struct buf *out, const struct tls_info *info);

/* The member client_certificate of tlsbox-json(5). */
void hs_client_json(struct jw *j, const char *key, const struct tls_info *info);

#endif
