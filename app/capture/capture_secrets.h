/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capture_secrets: what decrypts the connections of captures: key logs, RSA keys of servers, and
 * the sessions of connections that were read before. */
#ifndef TB_APP_CAPTURE_CAPTURE_SECRETS_H
#define TB_APP_CAPTURE_CAPTURE_SECRETS_H

#include "app/passphrase.h"
#include "lib/base/rng.h"
#include "lib/crypto/privkey.h"
#include "lib/tls/keys/readkeys.h"
#include "lib/tls/keys/secret_index.h"

/* A server's key, and the file that it was read from. */
struct capture_key {
    struct privkey *key;
    const char *path;
};

/* Secret: capture_secrets_free. */
struct capture_secrets {
    struct secret_index index;
    struct sessions sessions;
    struct readkeys_cache contexts;
    uint8_t hash_key[SIPHASH_KEY];
    struct rng_system random;
    struct arena *arena; /* of the row of keys */
    struct capture_key *keys;
    size_t num_keys, cap_keys;
};

/* The arena outlives the secrets. */
void capture_secrets_init(struct capture_secrets *secrets, struct arena *arena);
/* Also for secrets that are all zeroes. */
void capture_secrets_free(struct capture_secrets *secrets);

/* capture_secrets_keylog adds the lines of a key log; a FIFO is waited for as long as wait_ms says.
 * *bad is the number of lines that it skipped. TLS_KEYLOG_LINE where none was good. */
enum err capture_secrets_keylog(struct capture_secrets *secrets, const char *path, int wait_ms,
                                uint64_t *bad, int *sys_errno) MUST_CHECK;

/* capture_secrets_key adds the key in a file, of which *kind it is.  Errors: those of
 * cert_unlock_key. */
enum err capture_secrets_key(struct capture_secrets *secrets, const char *path, enum key_kind *kind,
                             struct passphrase *pass, int *sys_errno) MUST_CHECK;

/* capture_secrets_fits is the key that belongs to a public key, or NULL. */
const struct capture_key *capture_secrets_fits(const struct capture_secrets *secrets,
                                               const struct keyinfo *of);

/* capture_secrets_size is the memory of what grows from connection to connection. */
uint64_t capture_secrets_size(const struct capture_secrets *secrets);

#endif
