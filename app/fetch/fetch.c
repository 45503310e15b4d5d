/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A job fetches for all who ask for the same at the same time.  It begins in the next turn of the
 * loop, follows redirects one connection after the other, and calls each of its waiters once.
 */
#include "config.h"

#include "app/fetch/fetch.h"

#include "app/fetch/fetch_ask.h"
#include "app/fetch/fetch_cache.h"
#include "app/fetch/fetch_link.h"
#include "lib/base/mem.h"
#include "lib/net/watch.h"

/* A fetch without a deadline takes at most TIME_US; a request holds an OCSP request of at most
 * CONTENT_MAX bytes. */
enum { REDIRECTS_MAX = 5, TIME_US = 30 * 1000000, CONTENT_MAX = 64 << 10, TEXT_MAX = 1024 };

struct job {
    struct fetcher *fetcher;
    struct job *next, **at; /* at NULL: not in the fetcher's list any more */
    struct fetch *waiters;
    struct net_alarm *begin;
    struct fetch_link *link; /* NULL: none is open */
    struct fetch_request request;
    struct buf own; /* the bytes of the request: URL, content */
    struct buf url; /* of the current connection */
    bool is_get;
    int redirects;
};

struct fetch {
    struct job *job;
    struct fetch *next, **at;
    void (*done)(void *ctx, const struct fetch_result *result);
    void *ctx;
};

struct fetcher {
    struct net_loop *loop;
    const struct fetch_settings *settings;
    struct job *jobs;
    struct fetch_cache cache;
    struct fetch_trust *trust; /* NULL: no server of https was reached yet */
};

/* Jobs and their waiters. */

static void drop_waiter(struct fetch *fetch)
{
    *fetch->at = fetch->next;
    if (fetch->next != NULL)
        fetch->next->at = fetch->at;
    mem_free(fetch, sizeof *fetch);
}

static void unlink_job(struct job *job)
{
    if (job->at == NULL)
        return;
    *job->at = job->next;
    if (job->next != NULL)
        job->next->at = job->at;
    job->at = NULL;
}

static void free_job(struct job *job)
{
    unlink_job(job);
    while (job->waiters != NULL)
        drop_waiter(job->waiters);
    net_alarm_end(job->begin);
    fetch_link_end(job->link);
    buf_free(&job->own);
    buf_free(&job->url);
    mem_free(job, sizeof *job);
}

/* Calls the waiters.  They may start and drop fetches: the job is in no list of the fetcher
 * then. */
static void finish(struct job *job, const struct fetch_result *result)
{
    unlink_job(job);
    while (job->waiters != NULL) {
        struct fetch waiter = *job->waiters;

        drop_waiter(job->waiters);
        waiter.done(waiter.ctx, result);
    }
    free_job(job);
}

/* A failure, in one line.  The URL is a stranger's: a line about it shows it escaped. */
static void fail(struct job *job, enum err err, struct span why)
{
    struct fetch_result result = {.err = err, .text = why};

    finish(job, &result);
}

static void fail_as(struct job *job, enum err err)
{
    fail(job, err, span_str(err_text(err)));
}

/* Connections. */

static void on_over(void *ctx, enum err err, struct span why);

/* Where a fetch may go: the addresses are left to the network. */
static enum err check_url(const struct job *job, struct http_url *url)
{
    TRY(http_url_parse(url, buf_span(&job->url)));
    if (!job->fetcher->settings->allow_private && url->port != HTTP_PORT && url->port != HTTPS_PORT)
        return ERR_FETCH_PORT;
    return url->is_https && job->fetcher->trust == NULL ? fetch_trust_new(&job->fetcher->trust)
                                                        : ERR_OK;
}

/* The time that is left; 0: none. */
static uint64_t time_left(const struct job *job)
{
    uint64_t now = net_now_us(), end = job->request.end_us;

    if (end == 0)
        return TIME_US;
    return end > now ? end - now : 0;
}

static void connect_job(struct job *job)
{
    struct http_url url;
    struct buf request;
    enum err e = check_url(job, &url);

    if (e == ERR_OK && time_left(job) == 0)
        e = ERR_NET_TIMEOUT;
    if (e != ERR_OK) {
        fail_as(job, e);
        return;
    }
    buf_init(&request, (size_t)CONTENT_MAX + 2 * HTTP_URL_MAX);
    fetch_ask_put(&request, &url, job->request.kind, job->is_get, job->request.content);
    const struct fetch_link_terms terms = {.loop = job->fetcher->loop,
                                           .url = &url,
                                           .request = buf_span(&request),
                                           .body_max = fetch_ask_max(job->request.kind),
                                           .timeout_us = time_left(job),
                                           .trust = job->fetcher->trust,
                                           .allow_private = job->fetcher->settings->allow_private};
    e = request.err != ERR_OK ? request.err : fetch_link_open(&job->link, &terms, on_over, job);
    buf_free(&request);
    if (e != ERR_OK)
        fail_as(job, e);
}

/* RFC 9110 15.4.2 to 15.4.9: the redirects that name another place of the same thing.  303 names
 * something else than what a POST asks for. */
static bool is_redirect(const struct job *job, int status)
{
    return status == 301 || status == 302 || status == 307 || status == 308 ||
           (status == 303 && job->is_get);
}

/* Continues at the place that a response names. */
static void follow(struct job *job)
{
    struct span place = buf_span(&fetch_link_response(job->link)->location);
    struct http_url from, to;
    struct buf next;

    /* Without a place it would be the same one again. */
    if (place.n == 0 || job->redirects++ >= REDIRECTS_MAX) {
        fail_as(job, place.n == 0 ? ERR_FETCH_REDIRECT : ERR_FETCH_REDIRECTS);
        return;
    }
    buf_init(&next, HTTP_URL_MAX);
    enum err e = http_url_parse(&from, buf_span(&job->url));
    if (e == ERR_OK)
        http_url_join(&next, &from, place);
    /* What was to be private does not become public on the way. */
    if (e != ERR_OK || next.err != ERR_OK || http_url_parse(&to, buf_span(&next)) != ERR_OK ||
        (from.is_https && !to.is_https))
        e = ERR_FETCH_REDIRECT;
    buf_free(&job->url);
    job->url = next;
    fetch_link_end(job->link);
    job->link = NULL;
    if (e != ERR_OK)
        fail_as(job, e);
    else
        connect_job(job);
}

static void refuse_status(struct job *job, int status)
{
    struct buf text;

    buf_init(&text, TEXT_MAX);
    buf_printf(&text, "%s: %d", err_text(ERR_FETCH_STATUS), status);
    fail(job, ERR_FETCH_STATUS, buf_span(&text));
    buf_free(&text);
}

/* RFC 9919 5: a responder need not know GET; RFC 6960 A.1 has POST for all. */
static void ask_again(struct job *job)
{
    job->is_get = false;
    job->redirects++;
    buf_truncate(&job->url, 0);
    buf_put(&job->url, job->request.url);
    fetch_link_end(job->link);
    job->link = NULL;
    connect_job(job);
}

/* The current connection has come to its end. */
static void on_over(void *ctx, enum err err, struct span why)
{
    struct job *job = ctx;
    int status = fetch_link_response(job->link)->status;

    if (err != ERR_OK) {
        fail(job, err, why);
    } else if (is_redirect(job, status)) {
        follow(job);
    } else if (status == 405 && job->request.kind == FETCH_OCSP && job->is_get) {
        ask_again(job);
    } else if (status != 200) {
        refuse_status(job, status);
    } else {
        const struct fetch_result result = {.body = fetch_link_body(job->link)};

        finish(job, &result);
    }
}

static void on_begin(void *ctx)
{
    struct job *job = ctx;
    struct fetch_result result = {.from_cache = true};
    struct buf body;

    buf_init(&body, fetch_ask_max(job->request.kind));
    if (!job->request.fresh &&
        fetch_cache_get(&job->fetcher->cache, &job->request, &body, &result.age)) {
        result.body = buf_span(&body);
        finish(job, &result);
    } else {
        connect_job(job);
    }
    buf_free(&body);
}

/* The interface. */

enum err fetcher_new(struct fetcher **out, struct net_loop *loop,
                     const struct fetch_settings *settings)
{
    *out = MEM_NEW(struct fetcher);
    if (*out == NULL)
        return ERR_MEMORY;
    (*out)->loop = loop;
    (*out)->settings = settings;
    (*out)->cache = (struct fetch_cache){.directory = -1};
    if (!settings->no_cache)
        fetch_cache_open(&(*out)->cache, settings->cache_dir);
    return ERR_OK;
}

void fetcher_free(struct fetcher *fetcher)
{
    if (fetcher == NULL)
        return;
    while (fetcher->jobs != NULL)
        free_job(fetcher->jobs);
    fetch_trust_free(fetcher->trust);
    fetch_cache_close(&fetcher->cache);
    mem_free(fetcher, sizeof *fetcher);
}

struct net_loop *fetcher_loop(const struct fetcher *fetcher)
{
    return fetcher->loop;
}

void fetch_keep(struct fetcher *fetcher, const struct fetch_request *request, struct span body,
                int64_t until)
{
    fetch_cache_put(&fetcher->cache, request, body, until);
}

/* A job that runs for the same, and no longer or shorter. */
static struct job *find_job(const struct fetcher *fetcher, const struct fetch_request *request)
{
    struct job *job = fetcher->jobs;

    while (job != NULL &&
           !(job->request.kind == request->kind && job->request.end_us == request->end_us &&
             job->request.fresh == request->fresh && span_eq(job->request.url, request->url) &&
             span_eq(job->request.content, request->content)))
        job = job->next;
    return job;
}

/* Copies the request, so that its spans point into `own`. */
static enum err copy_request(struct job *job, const struct fetch_request *request)
{
    job->request = *request;
    buf_put(&job->own, request->url);
    buf_put(&job->own, request->content);
    if (job->own.err != ERR_OK)
        return job->own.err;
    job->request.url = span_head(buf_span(&job->own), request->url.n);
    job->request.content = span_tail(buf_span(&job->own), request->url.n);
    fetch_ask_url(&job->url, &job->request, &job->is_get);
    return job->url.err;
}

static enum err add_job(struct job **out, struct fetcher *fetcher,
                        const struct fetch_request *request)
{
    struct job *job = MEM_NEW(struct job);

    if (job == NULL)
        return ERR_MEMORY;
    job->fetcher = fetcher;
    buf_init(&job->own, request->url.n + request->content.n);
    buf_init(&job->url, (size_t)2 * HTTP_URL_MAX + request->url.n);
    enum err e = copy_request(job, request);
    if (e == ERR_OK)
        e = net_alarm_new(&job->begin, fetcher->loop, on_begin, job);
    if (e != ERR_OK) {
        free_job(job);
        return e;
    }
    net_alarm_set(job->begin, 0);
    job->next = fetcher->jobs;
    job->at = &fetcher->jobs;
    if (job->next != NULL)
        job->next->at = &job->next;
    fetcher->jobs = job;
    *out = job;
    return ERR_OK;
}

enum err fetch_start(struct fetch **out, struct fetcher *fetcher,
                     const struct fetch_request *request,
                     void (*done)(void *ctx, const struct fetch_result *result), void *ctx)
{
    struct job *job = find_job(fetcher, request);
    struct fetch *fetch = MEM_NEW(struct fetch);

    *out = NULL;
    enum err e = fetch == NULL ? ERR_MEMORY : ERR_OK;
    if (e == ERR_OK && job == NULL)
        e = add_job(&job, fetcher, request);
    if (e != ERR_OK) {
        mem_free(fetch, sizeof *fetch);
        return e;
    }
    *fetch = (struct fetch){
        .job = job, .next = job->waiters, .at = &job->waiters, .done = done, .ctx = ctx};
    if (fetch->next != NULL)
        fetch->next->at = &fetch->next;
    job->waiters = fetch;
    *out = fetch;
    return ERR_OK;
}

/* The last waiter takes the job with it, unless the others are being called. */
void fetch_drop(struct fetch *fetch)
{
    struct job *job = fetch->job;

    drop_waiter(fetch);
    if (job->waiters == NULL && job->at != NULL)
        free_job(job);
}

void fetch_say(struct output *out, const char *url, enum err err, struct span text)
{
    output_say(out, "%s: not fetched: %.*s%s", url, (int)text.n, (const char *)text.p,
               err_is_own_refusal(err) ? " (--fetch-private allows it)" : "");
}
