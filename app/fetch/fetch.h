/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch: small files by http and https, for what certificates name: issuers, CRLs, OCSP responses;
 * and tiles of CT logs.
 *
 * The URLs come from strangers.  So a fetch reaches no private, loopback or link-local address
 * unless the settings allow it (each address is checked after the lookup, and the connection goes
 * to the address that was checked), follows few redirects, each checked alike, sends no
 * credentials and no proxy secrets, takes a bounded number of bytes, and ends at its deadline.
 */
#ifndef TB_APP_FETCH_FETCH_H
#define TB_APP_FETCH_FETCH_H

#include "app/output.h"
#include "lib/net/net.h"

/* What is fetched decides on the bound of bytes, on the Accept field, and on how long a cache may
 * keep it. */
enum fetch_kind {
    FETCH_ISSUER, /* a certificate or a PKCS#7 (RFC 5280 4.2.2.1) */
    FETCH_CRL,    /* RFC 5280 4.2.1.13 */
    FETCH_OCSP,   /* RFC 6960 A: GET where the request is short (RFC 9919), else POST */
    FETCH_TILE,   /* static-ct-api */
    FETCH_KIND_COUNT
};

struct fetch_settings {
    bool allow_private;    /* --fetch-private */
    bool no_cache;         /* --no-cache: neither read nor written */
    const char *cache_dir; /* NULL: tlsbox under XDG_CACHE_HOME, or under .cache of HOME */
};

struct fetcher; /* opaque: a loop's fetches, with their cache */
struct fetch;   /* opaque: one that runs */

struct fetch_request {
    enum fetch_kind kind;
    struct span url;     /* http:// or https://, as it is in the certificate */
    struct span content; /* FETCH_OCSP: the request's DER; else empty */
    uint64_t end_us;     /* deadline on the clock of net_now_us */
    int64_t now;         /* seconds since 1970, for the cache */
    bool fresh;          /* not from the cache: what it has did not help */
};

/* Valid during the call of `done`. */
struct fetch_result {
    enum err err;     /* OK, FETCH_*, NET_*, MEMORY */
    struct span body; /* OK: the content */
    struct span text; /* else one line for people: host, address and why */
    bool from_cache;
    int64_t age; /* from_cache: seconds since it was fetched */
};

/* fetcher_new borrows loop and settings.  Errors: MEMORY. */
enum err fetcher_new(struct fetcher **out, struct net_loop *loop,
                     const struct fetch_settings *settings) MUST_CHECK;
void fetcher_free(struct fetcher *fetcher); /* drops what still runs; accepts NULL */
struct net_loop *fetcher_loop(const struct fetcher *fetcher);

/* fetch_start begins one; `done` is called once, never before fetch_start returns, unless
 * fetch_drop comes first.  Equal requests that run at the same time share one connection.  The
 * request's spans are copied.  Errors: MEMORY; all else is a result. */
enum err fetch_start(struct fetch **out, struct fetcher *fetcher,
                     const struct fetch_request *request,
                     void (*done)(void *ctx, const struct fetch_result *result),
                     void *ctx) MUST_CHECK;
void fetch_drop(struct fetch *fetch);

/* fetch_keep tells the cache how long a result that proved good may be used: until nextUpdate of a
 * response or list.  What is not kept is fetched again next time. */
void fetch_keep(struct fetcher *fetcher, const struct fetch_request *request, struct span body,
                int64_t until);

/* fetch_say reports on standard error, in one line, why a URL was not fetched, and the option that
 * allows what was refused. */
void fetch_say(struct output *out, const char *url, enum err err, struct span text);

#endif
