/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cert_select: the certificates of a server, from files or made for this run, and which of them a
 * client gets. */
#ifndef TB_APP_SERVE_CERT_SELECT_H
#define TB_APP_SERVE_CERT_SELECT_H

#include "app/verify/credentials.h"
#include "lib/base/string_list.h"
#include "lib/mint/test_pki.h"

/* The first one is the default. */
enum { CERT_SELECT_MOST = 64 };
struct cert_select {
    struct tls_identity *v;
    const struct cert **leaves; /* of each identity */
    size_t num;
    struct credentials *files;         /* if they come from files */
    struct tls_compressed *compressed; /* of each identity */
    struct file *staples;
    size_t num_staples;
    bool has_test_pki;
    struct test_pki test_pki;
    struct privkey *rsa; /* the key of a second leaf that was made */
    struct rng_system random;
};

/*
 * cert_select_read reads pairs of files.  cert_select_mint makes certificates for names (none:
 * localhost and its addresses), with `rsa` also one with an RSA key.  cert_select_staple reads OCSP
 * responses, one for each certificate in the same order.  *why gets the wrong file or name and the
 * reason.
 *
 * cert_select_free wipes the keys; it accepts a zero struct.
 */
enum err cert_select_read(struct cert_select *selection, struct arena *arena,
                          const struct string_list *certs, const struct string_list *keys,
                          struct passphrase *pass, struct buf *why) MUST_CHECK;
enum err cert_select_mint(struct cert_select *selection, struct arena *arena,
                          const struct string_list *names, bool rsa, struct buf *why) MUST_CHECK;
enum err cert_select_staple(struct cert_select *selection, struct arena *arena,
                            const struct string_list *files, struct buf *why) MUST_CHECK;
void cert_select_free(struct cert_select *selection);

/*
 * cert_select_choose selects the certificates for a server name: those with exactly this name, then
 * those with a matching wildcard, or all if none matches.  Writes them to out, which has room for
 * selection->num, and returns how many.
 */
size_t cert_select_choose(const struct cert_select *selection, struct span name,
                          struct tls_identity *out);

#endif
