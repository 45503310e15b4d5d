/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/faults/fault_site.h"

#include <stdio.h>
#include <time.h>

#include "lib/asn1/pem.h"

/* Whoever asks for more names than these gets the first one's certificate. */
enum { CHAINS_MOST = 8 };

struct badsite_chain {
    const char *host;
    struct badchain chain;
    struct tls_identity identity;
    struct badsite_chain *next;
};

const struct bad *badsite_bad(size_t i)
{
    if (i < badchain_count())
        return &badchain_at(i)->bad;
    i -= badchain_count();
    return i < badwire_count() ? &badwire_at(i)->bad : NULL;
}

static struct badsite site_at(size_t i)
{
    if (i < badchain_count())
        return (struct badsite){.bad = &badchain_at(i)->bad, .chain = badchain_at(i)};
    const struct badwire_row *w = badwire_at(i - badchain_count());

    return (struct badsite){.bad = &w->bad,
                            .chain = badwire_needs_rsa(w) ? &badchain_good_rsa : &badchain_good,
                            .wire = w};
}

static bool has(const struct badsites *s, const struct bad *bad)
{
    for (size_t i = 0; i < s->num; i++) {
        if (s->v[i].bad == bad)
            return true;
    }
    return false;
}

/* add takes one by its name, or all; false where there is none. */
static bool add(struct badsites *s, const char *name)
{
    bool all = strcmp(name, "all") == 0, found = false;

    for (size_t i = 0; badsite_bad(i) != NULL; i++) {
        const struct bad *bad = badsite_bad(i);

        if (!all && strcmp(name, bad->name) != 0)
            continue;
        found = true;
        if (!has(s, bad))
            s->v[s->num++] = site_at(i);
    }
    return found;
}

enum err badsites_select(struct badsites *s, struct run *r, const struct opt_list *names,
                         const char **unknown)
{
    *unknown = NULL;
    *s = (struct badsites){.run = r};
    s->v = arena_alloc(r->arena, badchain_count() + badwire_count(), sizeof *s->v);
    if (s->v == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < names->num && *unknown == NULL; i++)
        *unknown = add(s, names->v[i]) ? NULL : names->v[i];
    return ERR_OK;
}

void badsites_free(struct badsites *s)
{
    for (size_t i = 0; i < s->num; i++) {
        for (struct badsite_chain *c = s->v[i].chains; c != NULL; c = c->next)
            badchain_free(&c->chain);
    }
    *s = (struct badsites){0};
}

struct badsite *badsites_find(const struct badsites *s, struct span server_name)
{
    struct span label = span_head(server_name, span_find(server_name, '.'));

    for (size_t i = 0; i < s->num; i++) {
        if (span_eq(span_str(s->v[i].bad->name), label))
            return &s->v[i];
    }
    return NULL;
}

void badsite_host(char out[BADSITE_HOST_SIZE], const struct bad *bad)
{
    snprintf(out, BADSITE_HOST_SIZE, "%s.localhost", bad->name);
}

static enum err make(struct badsites *s, struct badsite *site, const char *host,
                     struct badsite_chain **out)
{
    struct arena *a = s->run->arena;
    struct badsite_chain *c = ARENA_NEW(a, struct badsite_chain);
    struct span copy = {0};

    *out = NULL;
    if (c == NULL)
        return ERR_MEMORY;
    TRY(arena_copy(a, &copy, span_of((const uint8_t *)host, strlen(host) + 1)));
    TRY(badchain_make(&c->chain, a, site->chain, s->base, host, (int64_t)time(NULL)));
    c->host = (const char *)copy.p;
    c->identity = (struct tls_identity){
        .certs = c->chain.certs, .num_certs = c->chain.num_certs, .key = c->chain.key};
    c->next = site->chains;
    site->chains = c;
    site->num_chains++;
    *out = c;
    return ERR_OK;
}

static enum err chain_for(struct badsites *s, struct badsite *site, const char *host,
                          struct badsite_chain **out)
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

enum err badsite_identity(struct badsites *s, struct badsite *site, const char *host,
                          const struct tls_identity **out)
{
    struct badsite_chain *c;

    *out = NULL;
    enum err e = chain_for(s, site, host, &c);

    /* A name that no certificate can be for: some clients ask for anything. */
    if (e != ERR_OK && err_reason(e) != REASON_LIMIT && e != ERR_MEMORY)
        e = chain_for(s, site, "localhost", &c);
    if (e == ERR_OK)
        *out = &c->identity;
    return e;
}

static void put_crls(struct buf *out, const struct badchain *c)
{
    for (size_t i = 0; i < c->num_crls; i++)
        pem_encode(out, "X509 CRL", c->crls[i]);
}

enum err badsites_crls(struct badsites *s, const char *address, struct buf *out)
{
    char name[BADSITE_HOST_SIZE];
    struct badchain good;

    /* Those of the CAs that the other chains have come from. */
    TRY(badchain_make(&good, s->run->arena, &badchain_good, s->base, "localhost",
                      (int64_t)time(NULL)));
    put_crls(out, &good);
    badchain_free(&good);

    for (size_t i = 0; i < s->num; i++) {
        const char *const hosts[] = {name, "localhost", address};

        if (s->v[i].bad->reason != REASON_REVOKED)
            continue;
        badsite_host(name, s->v[i].bad);
        for (size_t h = 0; h < sizeof hosts / sizeof hosts[0]; h++) {
            struct badsite_chain *c;

            TRY(chain_for(s, &s->v[i], hosts[h], &c));
            put_crls(out, &c->chain);
        }
    }
    return out->err;
}
