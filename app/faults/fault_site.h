/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault_site: the faults that a run of `serve --bad` shows, with the certificates for them, each
 * made when the first client asks for it. */
#ifndef TB_APP_FAULTS_FAULT_SITE_H
#define TB_APP_FAULTS_FAULT_SITE_H

#include "app/faults/chain_fault.h"
#include "app/faults/wire_fault.h"
#include "lib/base/string_list.h"

struct fault_site_chain;

/* One of them. */
struct fault_site {
    const struct server_fault *bad;
    const struct chain_fault_row *chain; /* what is shown */
    const struct wire_fault_row *wire;   /* of a fault of the protocol; or NULL */
    struct fault_site_chain *chains;     /* made so far, one for each host */
    size_t num_chains;
};

struct fault_sites {
    struct fault_site *v;
    size_t num; /* 0: this run has none */
    struct arena *arena;
    const struct test_pki *base;
};

/* fault_site_bad: all there are, those of certificates first; NULL behind the last. */
const struct server_fault *fault_site_bad(size_t i);

/* fault_sites_select: by their names, or `all`; each once.  *unknown: what is no name, or NULL. */
enum err fault_sites_select(struct fault_sites *sites, struct arena *arena,
                            const struct string_list *names, const char **unknown) MUST_CHECK;
void fault_sites_free(struct fault_sites *sites); /* wipes, and is fit for a zero struct too */

/* fault_sites_find: the one whose name is the first label of a server name; or NULL. */
struct fault_site *fault_sites_find(const struct fault_sites *sites, struct span server_name);

/* fault_site_host writes its name, NAME.localhost. */
enum { FAULT_SITE_HOST_SIZE = 64 };
void fault_site_host(char out[FAULT_SITE_HOST_SIZE], const struct server_fault *bad);

/* fault_site_identity is what the site shows to those who ask for a host, a DNS name or an
 * address. */
enum err fault_site_identity(struct fault_sites *sites, struct fault_site *site, const char *host,
                             const struct tls_identity **out) MUST_CHECK;

/* fault_sites_crls appends as PEM the CRLs that clients need in order to notice, and those that
 * name nobody for the other chains; for the address too. */
enum err fault_sites_crls(struct fault_sites *sites, const char *address,
                          struct buf *out) MUST_CHECK;

#endif
