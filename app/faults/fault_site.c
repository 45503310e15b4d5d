/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faults of one run.  A fault makes its chain when the first client asks for a host, and keeps
 * it for the next one.  In the numbers of all faults, those of certificates come first. */
#include "config.h"

#include "app/faults/fault_site.h"

#include <stdio.h>
#include <time.h>

#include "lib/asn1/pem.h"

/* Chains are made for this number of host names; further names get the chain that was made last. */
enum { CHAINS_MOST = 8 };

/* A chain that was made for one host. */
struct fault_site_chain {
    const char *host;
    struct chain_fault chain;
    struct tls_identity identity;
    struct fault_site_chain *next;
};

const struct server_fault *fault_site_bad(size_t i)
{
    if (i < chain_fault_count())
        return chain_fault_bad(i);
    i -= chain_fault_count();
    return i < wire_fault_count() ? &wire_fault_at(i)->bad : NULL;
}

/* The fault number i, with the chain that it needs. */
static struct fault_site site_at(size_t i)
{
    if (i < chain_fault_count())
        return (struct fault_site){.bad = chain_fault_bad(i), .chain = chain_fault_at(i)};
    const struct wire_fault_row *w = wire_fault_at(i - chain_fault_count());

    return (struct fault_site){.bad = &w->bad,
                               .chain = wire_fault_needs_rsa(w) ? &chain_fault_good_rsa
                                                                : &chain_fault_good,
                               .wire = w};
}

static bool has(const struct fault_sites *sites, const struct server_fault *bad)
{
    for (size_t i = 0; i < sites->num; i++) {
        if (sites->v[i].bad == bad)
            return true;
    }
    return false;
}

/* Adds a fault by its name, or all of them; false if there is no such fault. */
static bool add(struct fault_sites *sites, const char *name)
{
    bool all = strcmp(name, "all") == 0, found = false;

    for (size_t i = 0; fault_site_bad(i) != NULL; i++) {
        const struct server_fault *bad = fault_site_bad(i);

        if (!all && strcmp(name, bad->name) != 0)
            continue;
        found = true;
        if (!has(sites, bad))
            sites->v[sites->num++] = site_at(i);
    }
    return found;
}

enum err fault_sites_select(struct fault_sites *sites, struct arena *arena,
                            const struct string_list *names, const char **unknown)
{
    *unknown = NULL;
    *sites = (struct fault_sites){.arena = arena};
    sites->v = arena_alloc(arena, chain_fault_count() + wire_fault_count(), sizeof *sites->v);
    if (sites->v == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < names->num && *unknown == NULL; i++)
        *unknown = add(sites, names->v[i]) ? NULL : names->v[i];
    return ERR_OK;
}

void fault_sites_free(struct fault_sites *sites)
{
    for (size_t i = 0; i < sites->num; i++) {
        for (struct fault_site_chain *c = sites->v[i].chains; c != NULL; c = c->next)
            chain_fault_free(&c->chain);
    }
    *sites = (struct fault_sites){0};
}

struct fault_site *fault_sites_find(const struct fault_sites *sites, struct span server_name)
{
    struct span label = span_head(server_name, span_find(server_name, '.'));

    for (size_t i = 0; i < sites->num; i++) {
        if (span_eq(span_str(sites->v[i].bad->name), label))
            return &sites->v[i];
    }
    return NULL;
}

void fault_site_host(char out[FAULT_SITE_HOST_SIZE], const struct server_fault *bad)
{
    snprintf(out, FAULT_SITE_HOST_SIZE, "%s.localhost", bad->name);
}

/* Makes the chain for one host and keeps it. */
static enum err make(struct fault_sites *sites, struct fault_site *site, const char *host,
                     struct fault_site_chain **out)
{
    struct arena *a = sites->arena;
    struct fault_site_chain *c = ARENA_NEW(a, struct fault_site_chain);
    struct span copy = {0};

    *out = NULL;
    if (c == NULL)
        return ERR_MEMORY;
    TRY(arena_copy(a, &copy, span_of((const uint8_t *)host, strlen(host) + 1)));
    TRY(chain_fault_make(&c->chain, a, site->chain, sites->base, host, (int64_t)time(NULL)));
    c->host = (const char *)copy.p;
    c->identity = (struct tls_identity){
        .certs = c->chain.certs, .num_certs = c->chain.num_certs, .key = c->chain.key};
    c->next = site->chains;
    site->chains = c;
    site->num_chains++;
    *out = c;
    return ERR_OK;
}

/* The chain of a site for one host, made on first use. */
static enum err chain_for(struct fault_sites *sites, struct fault_site *site, const char *host,
                          struct fault_site_chain **out)
{
    for (*out = site->chains; *out != NULL; *out = (*out)->next) {
        if (strcmp((*out)->host, host) == 0)
            return ERR_OK;
    }
    if (site->num_chains < CHAINS_MOST)
        return make(sites, site, host, out);
    *out = site->chains;
    return ERR_OK;
}

enum err fault_site_identity(struct fault_sites *sites, struct fault_site *site, const char *host,
                             const struct tls_identity **out)
{
    struct fault_site_chain *c;

    *out = NULL;
    enum err e = chain_for(sites, site, host, &c);

    /* Some clients ask for names that no certificate can have. */
    if (e != ERR_OK && err_reason(e) != REASON_LIMIT && e != ERR_MEMORY)
        e = chain_for(sites, site, "localhost", &c);
    if (e == ERR_OK)
        *out = &c->identity;
    return e;
}

static void put_crls(struct buf *out, const struct chain_fault *fault)
{
    for (size_t i = 0; i < fault->num_crls; i++)
        pem_encode(out, "X509 CRL", fault->crls[i]);
}

/* A CRL names the serial number of a certificate, so the chains of revoked leaves are made here
 * already: for the fault's own name, localhost and the address. */
enum err fault_sites_crls(struct fault_sites *sites, const char *address, struct buf *out)
{
    char name[FAULT_SITE_HOST_SIZE];
    struct chain_fault good;

    /* The CRLs for the CAs of all other chains. */
    TRY(chain_fault_make(&good, sites->arena, &chain_fault_good, sites->base, "localhost",
                         (int64_t)time(NULL)));
    put_crls(out, &good);
    chain_fault_free(&good);

    for (size_t i = 0; i < sites->num; i++) {
        const char *const hosts[] = {name, "localhost", address};

        if (sites->v[i].bad->reason != REASON_REVOKED)
            continue;
        fault_site_host(name, sites->v[i].bad);
        for (size_t h = 0; h < sizeof hosts / sizeof hosts[0]; h++) {
            struct fault_site_chain *c;

            TRY(chain_for(sites, &sites->v[i], hosts[h], &c));
            put_crls(out, &c->chain);
        }
    }
    return out->err;
}
