/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/faults/fault_site.h"

#include <stdio.h>
#include <time.h>

#include "lib/asn1/pem.h"

/* Whoever asks for more names than these gets the first one's certificate. */
enum { CHAINS_MOST = 8 };

struct fault_site_chain {
    const char *host;
    struct chain_fault chain;
    struct tls_identity identity;
    struct fault_site_chain *next;
};

const struct server_fault *fault_site_bad(size_t i)
{
    if (i < chain_fault_count())
        return &chain_fault_at(i)->bad;
    i -= chain_fault_count();
    return i < wire_fault_count() ? &wire_fault_at(i)->bad : NULL;
}

static struct fault_site site_at(size_t i)
{
    if (i < chain_fault_count())
        return (struct fault_site){.bad = &chain_fault_at(i)->bad, .chain = chain_fault_at(i)};
    const struct wire_fault_row *w = wire_fault_at(i - chain_fault_count());

    return (struct fault_site){.bad = &w->bad,
                               .chain = wire_fault_needs_rsa(w) ? &chain_fault_good_rsa
                                                                : &chain_fault_good,
                               .wire = w};
}

static bool has(const struct fault_sites *s, const struct server_fault *bad)
{
    for (size_t i = 0; i < s->num; i++) {
        if (s->v[i].bad == bad)
            return true;
    }
    return false;
}

/* add takes one by its name, or all; false where there is none. */
static bool add(struct fault_sites *s, const char *name)
{
    bool all = strcmp(name, "all") == 0, found = false;

    for (size_t i = 0; fault_site_bad(i) != NULL; i++) {
        const struct server_fault *bad = fault_site_bad(i);

        if (!all && strcmp(name, bad->name) != 0)
            continue;
        found = true;
        if (!has(s, bad))
            s->v[s->num++] = site_at(i);
    }
    return found;
}

enum err badsites_select(struct fault_sites *s, struct arena *arena,
                         const struct string_list *names, const char **unknown)
{
    *unknown = NULL;
    *s = (struct fault_sites){.arena = arena};
    s->v = arena_alloc(arena, chain_fault_count() + wire_fault_count(), sizeof *s->v);
    if (s->v == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < names->num && *unknown == NULL; i++)
        *unknown = add(s, names->v[i]) ? NULL : names->v[i];
    return ERR_OK;
}

void badsites_free(struct fault_sites *s)
{
    for (size_t i = 0; i < s->num; i++) {
        for (struct fault_site_chain *c = s->v[i].chains; c != NULL; c = c->next)
            chain_fault_free(&c->chain);
    }
    *s = (struct fault_sites){0};
}

struct fault_site *badsites_find(const struct fault_sites *s, struct span server_name)
{
    struct span label = span_head(server_name, span_find(server_name, '.'));

    for (size_t i = 0; i < s->num; i++) {
        if (span_eq(span_str(s->v[i].bad->name), label))
            return &s->v[i];
    }
    return NULL;
}

void fault_site_host(char out[FAULT_SITE_HOST_SIZE], const struct server_fault *bad)
{
    snprintf(out, FAULT_SITE_HOST_SIZE, "%s.localhost", bad->name);
}

static enum err make(struct fault_sites *s, struct fault_site *site, const char *host,
                     struct fault_site_chain **out)
{
    struct arena *a = s->arena;
    struct fault_site_chain *c = ARENA_NEW(a, struct fault_site_chain);
    struct span copy = {0};

    *out = NULL;
    if (c == NULL)
        return ERR_MEMORY;
    TRY(arena_copy(a, &copy, span_of((const uint8_t *)host, strlen(host) + 1)));
    TRY(chain_fault_make(&c->chain, a, site->chain, s->base, host, (int64_t)time(NULL)));
    c->host = (const char *)copy.p;
    c->identity = (struct tls_identity){
        .certs = c->chain.certs, .num_certs = c->chain.num_certs, .key = c->chain.key};
    c->next = site->chains;
    site->chains = c;
    site->num_chains++;
    *out = c;
    return ERR_OK;
}

static enum err chain_for(struct fault_sites *s, struct fault_site *site, const char *host,
                          struct fault_site_chain **out)
{
    for (*out = site->chains; *out != NULL; *out = (*out)->next) {
        if (strcmp((*out)->host, host) == 0)
            return ERR_OK;
    }
    if (site->num_chains < CHAINS_MOST)
        return make(s, site, host, out);
    *out = site->chains;
    return ERR_OK;
}

enum err fault_site_identity(struct fault_sites *s, struct fault_site *site, const char *host,
                             const struct tls_identity **out)
{
    struct fault_site_chain *c;

    *out = NULL;
    enum err e = chain_for(s, site, host, &c);

    /* A name that no certificate can be for: some clients ask for anything. */
    if (e != ERR_OK && err_reason(e) != REASON_LIMIT && e != ERR_MEMORY)
        e = chain_for(s, site, "localhost", &c);
    if (e == ERR_OK)
        *out = &c->identity;
    return e;
}

static void put_crls(struct buf *out, const struct chain_fault *c)
{
    for (size_t i = 0; i < c->num_crls; i++)
        pem_encode(out, "X509 CRL", c->crls[i]);
}

enum err badsites_crls(struct fault_sites *s, const char *address, struct buf *out)
{
    char name[FAULT_SITE_HOST_SIZE];
    struct chain_fault good;

    /* Those of the CAs that the other chains have come from. */
    TRY(chain_fault_make(&good, s->arena, &chain_fault_good, s->base, "localhost",
                         (int64_t)time(NULL)));
    put_crls(out, &good);
    chain_fault_free(&good);

    for (size_t i = 0; i < s->num; i++) {
        const char *const hosts[] = {name, "localhost", address};

        if (s->v[i].bad->reason != REASON_REVOKED)
            continue;
        fault_site_host(name, s->v[i].bad);
        for (size_t h = 0; h < sizeof hosts / sizeof hosts[0]; h++) {
            struct fault_site_chain *c;

            TRY(chain_for(s, &s->v[i], hosts[h], &c));
            put_crls(out, &c->chain);
        }
    }
    return out->err;
}
