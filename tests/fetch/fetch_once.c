/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch_once [OPTION…] KIND URL: one fetch.  The body goes to standard output; standard error gets
 * "fetched N bytes", "cached N bytes", or why there is none, and the exit code is that of the
 * reason.
 *
 *     KIND                 issuer, crl, ocsp or tile
 *     --private            also from private addresses
 *     --cache DIRECTORY    instead of no cache; "": the usual one
 *     --keep SECONDS       keep the result so long
 *     --timeout MS         instead of ten seconds
 *     --resolver LIST      instead of the system's name servers
 *     --content FILE       the OCSP request
 *     --divert PORT        connections to other hosts go to this port of 127.0.0.1
 *
 * Then come the lines of reach.h.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/fetch/fetch.h"
#include "lib/base/file.h"
#include "tests/fetch/reach.h"

struct once {
    struct fetcher *fetcher;
    struct fetch_request request;
    int64_t keep;
    enum err err;
};

static void done(void *ctx, const struct fetch_result *result)
{
    struct once *once = ctx;

    once->err = result->err;
    if (result->err != ERR_OK) {
        fprintf(stderr, "%.*s\n", (int)result->text.n, (const char *)result->text.p);
        return;
    }
    fprintf(stderr, "%s %zu bytes\n", result->from_cache ? "cached" : "fetched", result->body.n);
    fwrite(result->body.p, 1, result->body.n, stdout);
    if (once->keep != 0)
        fetch_keep(once->fetcher, &once->request, result->body, once->request.now + once->keep);
}

static bool find_kind(enum fetch_kind *out, const char *name)
{
    static const char *const names[FETCH_KIND_COUNT] = {"issuer", "crl", "ocsp", "tile"};

    for (int i = 0; i < FETCH_KIND_COUNT; i++) {
        if (strcmp(name, names[i]) == 0) {
            *out = (enum fetch_kind)i;
            return true;
        }
    }
    return false;
}

static int usage(void)
{
    fprintf(stderr, "usage: fetch_once [OPTION…] issuer|crl|ocsp|tile URL\n");
    return 2;
}

int main(int argc, char **argv)
{
    struct fetch_settings settings = {.no_cache = true};
    struct once once = {.request = {.now = (int64_t)time(NULL)}};
    struct net_loop *loop = NULL;
    struct fetch *fetch;
    struct file content = {0};
    const char *resolver = NULL;
    uint64_t timeout_ms = 10000;
    int i = 1;

    for (; i < argc && argv[i][0] == '-'; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--private") == 0) {
            settings.allow_private = true;
            continue;
        }
        if (strcmp(argv[i], "--cache") == 0) {
            settings.cache_dir = value[0] == '\0' ? NULL : value;
            settings.no_cache = false;
        } else if (strcmp(argv[i], "--keep") == 0) {
            once.keep = strtol(value, NULL, 10);
        } else if (strcmp(argv[i], "--timeout") == 0) {
            timeout_ms = strtoul(value, NULL, 10);
        } else if (strcmp(argv[i], "--resolver") == 0) {
            resolver = value;
        } else if (strcmp(argv[i], "--divert") == 0) {
            reach_divert((uint16_t)strtoul(value, NULL, 10));
        } else if (strcmp(argv[i], "--content") != 0 ||
                   file_read(&content, value, 1 << 20) != ERR_OK) {
            return usage();
        }
        i++;
    }
    if (argc - i != 2 || !find_kind(&once.request.kind, argv[i]))
        return usage();
    once.request.url = span_str(argv[i + 1]);
    once.request.content = content.bytes;
    once.request.end_us = net_now_us() + timeout_ms * 1000;
    if (net_loop_new(&loop) != ERR_OK ||
        (resolver != NULL && net_loop_resolvers(loop, resolver) != ERR_OK) ||
        fetcher_new(&once.fetcher, loop, &settings) != ERR_OK ||
        fetch_start(&fetch, once.fetcher, &once.request, done, &once) != ERR_OK ||
        net_run(loop) != ERR_OK)
        return 70;
    fetcher_free(once.fetcher);
    net_loop_free(loop);
    file_close(&content);
    reach_report();
    return reason_exit(err_reason(once.err));
}
