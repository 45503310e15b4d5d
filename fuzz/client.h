/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client: a whole client, fed by whatever comes.  Its keys are the same in every run, so that a
 * stream recorded once leads as deep again.
 */
#ifndef TB_FUZZ_CLIENT_H
#define TB_FUZZ_CLIENT_H

#include "lib/tls/tls.h"

/* The first octet of an input. */
enum {
    CLIENT_ONLY_12 = 1,
    CLIENT_ONLY_13 = 2,
    CLIENT_RESUMES = 4, /* offers the session of an earlier connection */
    CLIENT_EARLY = 8,
    CLIENT_IDENTITY = 16,
    CLIENT_EXTRAS = 32,
    CLIENT_FALSE_START = 64,
    CLIENT_PIECES = 128, /* fed in pieces of one octet */
};

enum { CLIENT_NOW_MS = 1500 * 1000 };

struct client {
    uint64_t random;
    struct tls_config config;
    struct session session;
    struct tls_identity identity;
    struct span chain[1];
    struct privkey *key;
};

/* client_hooks gives a configuration its random bytes, clock, listener and judge; client_live lives
 * a connection, of either end, with what comes.  client_compare does so once with a judge that
 * answers at once, and once with one that answers when all has come: both end alike. */
void client_hooks(struct tls_config *config, uint64_t *random, bool deep);
enum err client_live(const struct tls_config *config, struct span in, size_t piece);
void client_compare(enum err (*once)(struct span input, bool deep), struct span input, bool deep);

/* client_make writes a configuration; deep: nothing is encrypted (libnull alone knows how). */
void client_make(struct client *c, uint8_t options, bool deep);
void client_free(struct client *c);

/* client_fuzz lives a connection with the rest of the input. */
int client_fuzz(struct span input, bool deep);

#endif
