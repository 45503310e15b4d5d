/* SPDX-License-Identifier: GPL-3.0-or-later */
/* badsite: the faults that a run of `serve --bad` shows, with the certificates for them, each made
 * when the first client asks for it. */
#ifndef TB_APP_FAULTS_FAULT_SITE_H
#define TB_APP_FAULTS_FAULT_SITE_H

#include "app/faults/chain_fault.h"
#include "app/faults/wire_fault.h"
#include "cmd/cli/cmd.h"

struct badsite_chain;

/* One of them. */
struct badsite {
    const struct bad *bad;
    const struct badchain_row *chain; /* what is shown */
    const struct badwire_row *wire;   /* of a fault of the protocol; or NULL */
    struct badsite_chain *chains;     /* made so far, one for each host */
    size_t num_chains;
};

struct badsites {
    struct badsite *v;
    size_t num; /* 0: this run has none */
    struct run *run;
    const struct test_pki *base;
};

/* badsite_bad: all there are, those of certificates first; NULL behind the last. */
const struct bad *badsite_bad(size_t i);

/* badsites_select: by their names, or `all`; each once.  *unknown: what is no name, or NULL. */
enum err badsites_select(struct badsites *s, struct run *r, const struct opt_list *names,
                         const char **unknown) MUST_CHECK;
void badsites_free(struct badsites *s); /* wipes, and is fit for a zero struct too */

/* badsites_find: the one whose name is the first label of a server name; or NULL. */
struct badsite *badsites_find(const struct badsites *s, struct span server_name);

/* badsite_host writes its name, NAME.localhost. */
enum { BADSITE_HOST_SIZE = 64 };
void badsite_host(char out[BADSITE_HOST_SIZE], const struct bad *bad);

/* badsite_identity is what the site shows to those who ask for a host, a DNS name or an address. */
enum err badsite_identity(struct badsites *s, struct badsite *site, const char *host,
                          const struct tls_identity **out) MUST_CHECK;

/* badsites_crls appends as PEM the CRLs that clients need in order to notice, and those that name
 * nobody for the other chains; for the address too. */
enum err badsites_crls(struct badsites *s, const char *address, struct buf *out) MUST_CHECK;

#endif
