/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shim: one run of a conformance test: some connections, one after the other, each resuming the
 * session of the one before. */
#ifndef TB_TESTS_BOGO_SHIM_H
#define TB_TESTS_BOGO_SHIM_H

#include "lib/base/arena.h"
#include "lib/tls/tls.h"
#include "tests/bogo/flags.h"

/* What lives through the whole run. */
struct shim {
    struct flags flags[FLAGS_SETS];
    struct session session;       /* the latest; version 0: none */
    struct session_cache *memory; /* a server's, made for its first connection */
    struct arena arena;
    struct tls_identity identities[CREDENTIALS_MAX]; /* of the flags' credentials */
    struct tls_identity served[CREDENTIALS_MAX];     /* the same; the default one is the last */
    struct privkey *keys[CREDENTIALS_MAX];
    struct rng_system rng;
    int64_t clock_ms; /* it stands still but for -resumption-delay */
};

/* One connection. */
struct link {
    struct shim *shim;
    const struct flags *flags; /* of the set that counts now */
    bool resumes;
    struct tls *tls;
    struct tls_server server;
    bool offers_alpn, offers_early, offers_psk, lacks_curve; /* the client of this server */
    int fd;
    struct buf data;           /* received and not yet read */
    struct buf first;          /* what is written first, once it is made */
    const char *refusal;       /* what a hook has refused it with, or NULL */
    unsigned judged, sessions; /* times that the hooks were called */
    bool usage_was_wrong;
    enum key_kind leaf_kind; /* of the last certificate that was judged */
    size_t early;            /* bytes of "hello" that went out as early data */
    uint8_t message;         /* type of the last handshake message received */
    bool held;               /* the last byte sent is the first of what is held back */
    struct secret client_secret, server_secret; /* of the application traffic */
};

/* config.c: a tls_config after the flags; hooks included. */
void config_fill(struct tls_config *c, struct link *l);
void config_identity(struct shim *s); /* reads the files of the credentials */

/* server.c: what makes of it a server; and what a server says of early data. */
void server_fill(struct tls_config *c, struct link *l);
const char *server_early_reason(const struct link *l);
int server_credential(const struct link *l); /* as -expect-selected-credential counts */

/* codecs.c: the compressions of certificates that the tests bring. */
void codecs_fill(struct tls_config *c, const struct flags *f);

/* expect.c: holds the connection to the -expect-* flags: NULL, or what is wrong. */
const char *expect_after_handshake(const struct link *l);
const char *expect_early_reason(const struct link *l);

/* errors.c: what the runner calls the failure of a connection: ":BAD_SIGNATURE:". */
void errors_print(const struct link *l);

/* shim_read reads a whole file, or ends the process. */
struct span shim_read(struct shim *s, const char *path);

/* shim_wrong ends the process: the library did what the test does not expect. */
_Noreturn void shim_wrong(const char *what);

#endif
