/* SPDX-License-Identifier: GPL-3.0-or-later */
/* auth: the peer's chain and signatures, our certificate and signature. */
#ifndef TB_LIB_TLS_CORE_AUTH_H
#define TB_LIB_TLS_CORE_AUTH_H

#include "lib/tls/core/conn.h"

/* Keeps the entries of a Certificate. */
enum err auth_chain(struct tls *tls, struct span list, bool is_13) MUST_CHECK;
/* Calls the judge.  In TLS 1.2, that is after CertificateStatus, or when it cannot come any more.
 * The handshake continues in the handler of `wait`: at once, or if the verdict is pending, in that
 * state with auth_verdict. */
enum err auth_judge(struct tls *tls, enum hs_state wait) MUST_CHECK;
enum err auth_verdict(struct tls *tls, const struct tls_verdict *verdict) MUST_CHECK;
/* Verifies a signature of the peer over `content`.  The scheme must be one that we offered and must
 * fit the peer's key. */
enum err auth_verify(struct tls *tls, uint16_t id, struct span content,
                     struct span signature) MUST_CHECK;
/* Appends our signature over the content.  message is the type it is for: CertificateVerify or
 * ServerKeyExchange. */
enum err auth_sign(struct tls *tls, const struct privkey *key, uint16_t scheme, uint8_t message,
                   struct span content, struct buf *out) MUST_CHECK;
/* The bytes that a CertificateVerify of TLS 1.3 signs (RFC 9846 4.5.2), written to out. */
enum { AUTH_CONTENT_MAX = 64 + 34 + SECRET_MAX };
struct span auth_content13(const struct tls *tls, bool of_server, uint8_t out[AUTH_CONTENT_MAX]);
/* auth_choose decides whether a client can sign: *scheme is 0 if nothing fits.  The others send our
 * Certificate, which is empty if nothing fits, and our CertificateVerify.  A server has its
 * identity and scheme from server_cert_choose. */
enum err auth_choose(struct tls *tls, uint16_t *scheme) MUST_CHECK;
enum err auth_send_certificate(struct tls *tls, bool is_13, uint16_t scheme) MUST_CHECK;
enum err auth_send_verify(struct tls *tls, bool is_13, uint16_t scheme) MUST_CHECK;
/* True if the identity's key can sign with the scheme and the peer accepts it
 * (t->request_schemes). */
bool auth_scheme_works(const struct tls *tls, const struct tls_identity *id,
                       const struct scheme *scheme);
/* True if the server has something to staple that the client asked for.  ext_type is
 * TLSX_STATUS_REQUEST or TLSX_SCT.  auth_put_scts writes the extension for the latter. */
bool auth_staples(const struct tls *tls, uint16_t ext_type);
void auth_put_scts(const struct tls *tls, struct buf *out);

#endif
