/* SPDX-License-Identifier: GPL-3.0-or-later */
/* auth: the peer's chain and signatures, our certificate and signature. */
#ifndef TB_LIB_TLS_CORE_AUTH_H
#define TB_LIB_TLS_CORE_AUTH_H

#include "lib/tls/core/conn.h"

/* Keeps a Certificate's entries, has them judged, and prepares the key. */
enum err auth_chain(struct tls *t, struct span list, bool is_13) MUST_CHECK;
/* The judge's turn (TLS 1.2: once CertificateStatus has come or cannot any more). */
enum err auth_judge(struct tls *t, bool is_13) MUST_CHECK;
/* A signature of the other end over `content`, under the scheme id: one that we offered and that
 * fits its key. */
enum err auth_verify(struct tls *t, uint16_t id, struct span content,
                     struct span signature) MUST_CHECK;
/* Appends our signature over the content: of CertificateVerify or ServerKeyExchange (message). */
enum err auth_sign(struct tls *t, const struct privkey *key, uint16_t scheme, uint8_t message,
                   struct span content, struct buf *out) MUST_CHECK;
/* What CertificateVerify of TLS 1.3 signs (RFC 9846 4.5.2): at most AUTH_CONTENT_MAX bytes. */
enum { AUTH_CONTENT_MAX = 64 + 34 + SECRET_MAX };
struct span auth_content13(const struct tls *t, bool of_server, uint8_t out[AUTH_CONTENT_MAX]);
/* Our Certificate, empty where nothing fits (*scheme 0 then), and CertificateVerify.  A server has
 * its identity and scheme from server_cert_choose: auth_choose is a client's. */
enum err auth_choose(struct tls *t, uint16_t *scheme) MUST_CHECK;
enum err auth_send_certificate(struct tls *t, bool is_13, uint16_t scheme) MUST_CHECK;
enum err auth_send_verify(struct tls *t, bool is_13, uint16_t scheme) MUST_CHECK;
/* May the identity's key make this, and does the other end take it (t->request_schemes)? */
bool auth_scheme_works(const struct tls *t, const struct tls_identity *id, const struct scheme *s);
/* Has a server something to staple that the client asked for: TLSX_STATUS_REQUEST or TLSX_SCT?
 * auth_put_scts writes the extension of the latter. */
bool auth_staples(const struct tls *t, uint16_t ext_type);
void auth_put_scts(const struct tls *t, struct buf *b);

#endif
