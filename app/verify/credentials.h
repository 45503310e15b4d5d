/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity: the client's own certificate and key, read from files. */
#ifndef TB_APP_VERIFY_CREDENTIALS_H
#define TB_APP_VERIFY_CREDENTIALS_H

#include "app/passphrase.h"
#include "app/verify/cert_input.h"
#include "lib/tls/tls.h"

struct credentials {
    struct tls_identity tls; /* num_certs 0: there is none */
    struct cert_input input;
    struct privkey *key;
};

/* credentials_read reads both and compares them; *why: which file is wrong, and how.  Both may be
 * in one PKCS#12 file, and encrypted: pass.  credentials_free wipes; it accepts a zero struct. */
enum err credentials_read(struct credentials *id, struct arena *arena, const char *certs,
                          const char *key, struct passphrase *pass, struct buf *why) MUST_CHECK;
void credentials_free(struct credentials *id);

/* credentials_issuer_note says so where no certificate of ours has an issuer among the CAs that a
 * server named (`authorities`: the list of a CertificateRequest). */
void credentials_issuer_note(struct buf *out, const struct credentials *id,
                             struct span authorities);

/* credentials_own_note says what keeps servers from taking the certificate, whoever they trust:
 * times and usage. */
void credentials_own_note(struct buf *out, const struct credentials *id, int64_t now);

/* credentials_key reads a private key alone; privkey_free is the caller's. */
enum err credentials_key(struct privkey **out, const char *path, struct passphrase *pass,
                         struct buf *why) MUST_CHECK;

#endif
