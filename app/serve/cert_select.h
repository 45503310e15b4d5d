/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sites: the certificates that a server has, from files or made for this run, and which of them a
 * client gets. */
#ifndef TB_APP_SERVE_CERT_SELECT_H
#define TB_APP_SERVE_CERT_SELECT_H

#include "app/verify/credentials.h"
#include "lib/mint/test_pki.h"

/* The first one is the default. */
enum { SITES_MOST = 64 };
struct sites {
    struct tls_identity *v;
    const struct cert **leaves; /* of each */
    size_t num;
    struct credentials *files; /* where they come from files */
    struct file *staples;
    size_t num_staples;
    bool is_minted;
    struct test_pki minted;
    struct privkey *rsa; /* of one more leaf that was made */
    struct rng_system random;
};

/*
 * sites_read reads pairs of files; sites_mint makes certificates for names (none: localhost and its
 * addresses), also one with an RSA key where that is wanted; sites_staple reads responses, one for
 * each in the same order.  *why: which file or name is wrong, and how.  sites_free wipes, and is
 * fit for a zero struct too.
 */
enum err sites_read(struct sites *s, struct run *r, const struct opt_list *certs,
                    const struct opt_list *keys, struct buf *why) MUST_CHECK;
enum err sites_mint(struct sites *s, struct run *r, const struct opt_list *names, bool rsa,
                    struct buf *why) MUST_CHECK;
enum err sites_staple(struct sites *s, struct run *r, const struct opt_list *files,
                      struct buf *why) MUST_CHECK;
void sites_free(struct sites *s);

/* sites_choose gives the certificates for a server name: those that have it as it stands, then
 * those with a fitting wildcard; else all of them.  out has room for s->num. */
size_t sites_choose(const struct sites *s, struct span name, struct tls_identity *out);

#endif
