/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cert_compress: CompressedCertificate of TLS 1.3 (RFC 8879), at either end. */
#ifndef TB_LIB_TLS_CORE_CERT_COMPRESS_H
#define TB_LIB_TLS_CORE_CERT_COMPRESS_H

#include "lib/tls/core/conn.h"

/* cert_compress_open decompresses the peer's message.  *out is the Certificate that it stands
 * for, valid until the next one; its `bytes`, which the transcript hashes, are those that were sent
 * (RFC 8879 4). */
enum err cert_compress_open(struct tls *tls, const struct msg *msg, struct msg *out) MUST_CHECK;

/* cert_compress_note chooses how certificates of ours are compressed, if at all: exts are those of
 * the peer's ClientHello or CertificateRequest. */
enum err cert_compress_note(struct tls *tls, struct span exts) MUST_CHECK;

/* cert_compress_send sends our Certificate: compressed if the peer accepts that and it is shorter
 * then, else as it is.  cache keeps the compressed message for the next time; it may be NULL. */
enum err cert_compress_send(struct tls *tls, struct span message, struct buf *cache) MUST_CHECK;

#endif
