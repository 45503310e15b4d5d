/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault_site: the faults of one run of `serve --bad`, with the certificates for them, which are
 * made when the first client needs them. */
#ifndef TB_APP_FAULTS_FAULT_SITE_H
#define TB_APP_FAULTS_FAULT_SITE_H

#include "app/faults/chain_fault.h"
#include "app/faults/wire_fault.h"
#include "lib/base/string_list.h"

struct fault_site_chain;

/* One fault of this run. */
struct fault_site {
    const struct server_fault *bad;
    const struct chain_fault_row *chain; /* the chain that is sent */
    const struct wire_fault_row *wire;   /* a protocol fault; or NULL */
    struct fault_site_chain *chains;     /* made so far, one for each host */
    size_t num_chains;
};

struct fault_sites {
    struct fault_site *v;
    size_t num; /* 0: no faults */
    struct arena *arena;
    const struct test_pki *base;
};

/* fault_site_bad lists all faults that exist, those of certificates first; NULL after the last. */
const struct server_fault *fault_site_bad(size_t i);

/* fault_sites_select selects faults by their names, or `all`; each once.  *unknown: a name that
 * does not exist, or NULL. */
enum err fault_sites_select(struct fault_sites *sites, struct arena *arena,
                            const struct string_list *names, const char **unknown) MUST_CHECK;
void fault_sites_free(struct fault_sites *sites); /* wipes the keys; accepts a zero struct */

/* fault_sites_find finds the fault whose name is the first label of a server name; or NULL. */
struct fault_site *fault_sites_find(const struct fault_sites *sites, struct span server_name);

/* fault_site_host writes the host name of a fault, NAME.localhost. */
enum { FAULT_SITE_HOST_SIZE = 64 };
void fault_site_host(char out[FAULT_SITE_HOST_SIZE], const struct server_fault *bad);

/* fault_site_identity is the certificate chain of a site for clients that ask for this host, a DNS
 * name or an address. */
enum err fault_site_identity(struct fault_sites *sites, struct fault_site *site, const char *host,
                             const struct tls_identity **out) MUST_CHECK;

/* fault_sites_crls appends, as PEM, the CRLs that clients need to notice `revoked`, also at the
 * address, and empty ones for the other chains. */
enum err fault_sites_crls(struct fault_sites *sites, const char *address,
                          struct buf *out) MUST_CHECK;

#endif
