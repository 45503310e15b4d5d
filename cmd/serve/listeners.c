/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/serve/listeners.h"

#include "app/file_error.h"
#include "app/serve/client_limit.h"
#include "cmd/serve/fault_list.h"
#include "lib/asn1/pem.h"
#include "lib/base/outfile.h"

enum { FILES_MAX = 1 << 18, PAGE_MAX = 1 << 20 };

/* An unknown name gets a suggestion from the names of all faults. */
int listeners_select(struct serve *serve, struct run *run, const struct string_list *names)
{
    const char *unknown;

    if (names->num == 0)
        return EXIT_OK;
    if (fault_sites_select(&serve->faults, serve->arena, names, &unknown) != ERR_OK)
        return EXIT_LIMIT;
    serve->faults.base = &serve->sites.test_pki;
    if (unknown == NULL)
        return EXIT_OK;
    struct suggest near = {.to = span_str(unknown)};
    suggest_try(&near, "all");
    suggest_try(&near, "list");
    for (size_t i = 0; fault_site_bad(i) != NULL; i++)
        suggest_try(&near, fault_site_bad(i)->name);
    return cmd_unknown(run, "fault", unknown, &near);
}

static enum err write_pem(const char *path, const struct buf *pem, struct buf *why)
{
    int sys_errno = 0;
    enum err e =
        pem->err != ERR_OK ? pem->err : outfile_file(path, buf_span(pem), false, &sys_errno);

    return e == ERR_OK ? ERR_OK : file_error_put(why, path, e, sys_errno);
}

/* Writes the files that clients need to notice faults: the root and the CRLs. */
static enum err write_files(struct serve *serve, const struct client_check_opts *opts,
                            struct buf *why)
{
    enum err e = ERR_OK;
    struct buf pem;

    buf_init(&pem, FILES_MAX);
    pem_encode(&pem, "CERTIFICATE", serve->sites.test_pki.root);
    if (opts->root != NULL)
        e = write_pem(opts->root, &pem, why);
    buf_truncate(&pem, 0);
    if (e == ERR_OK && opts->crl != NULL)
        e = fault_sites_crls(&serve->faults, serve->address, &pem);
    if (e == ERR_OK && opts->crl != NULL)
        e = write_pem(opts->crl, &pem, why);
    buf_free(&pem);
    return e;
}

/* The number of clients that each port can have at a time; prints a line if that is less than
 * wanted. */
static size_t hold_clients(struct serve *serve, const struct listener_options *options,
                           size_t listeners)
{
    bool checks = options->check.command != NULL;
    const struct client_limit l = {.wanted = options->max_clients,
                                   .listeners = listeners,
                                   .files = serve->web.root >= 0,
                                   .inherits = checks};
    size_t limit, most = client_limit_clients(&l, &limit);

    if (most < options->max_clients && !checks)
        output_say(serve->out,
                   "the limit is %zu client%s at a time: ulimit -n allows %zu open files",
                   most * listeners, buf_plural(most * listeners), limit);
    return most;
}

/* Listens at one more port. */
static enum err open_door(struct serve *serve, const struct listener_options *options,
                          uint16_t port, struct fault_site *site, size_t most, struct buf *why)
{
    struct listener *d = &serve->listeners[serve->num_listeners];
    const struct net_serve_hooks hooks = {.ctx = d, .accepted = server_conn_accepted};

    *d = (struct listener){.serve = serve, .site = site};
    TRY(net_serve(&d->net, serve->loop, &(struct net_listen){options->address, port, 0}, &hooks,
                  why));
    d->port = net_serve_port(d->net);
    serve->num_listeners++;
    net_serve_most(d->net, most);
    return ERR_OK;
}

enum err listeners_open(struct serve *serve, const struct listener_options *options, uint16_t port,
                        struct buf *why)
{
    size_t num = serve->faults.num;
    /* A single fault has the requested port.  Otherwise that port serves without a fault, and the
     * faults have the ports after it; --check tests the client with both kinds. */
    bool alone = num == 1 && options->check.command == NULL;

    serve->listeners = arena_alloc(serve->arena, num + 1, sizeof *serve->listeners);
    if (serve->listeners == NULL)
        return ERR_MEMORY;
    if (port > UINT16_MAX - num) {
        buf_printf(why, "port %u leaves no room for %zu more port%s", port, num, buf_plural(num));
        return ERR_NET_LISTEN;
    }
    size_t most = hold_clients(serve, options, alone ? 1 : num + 1);
    TRY(open_door(serve, options, port, alone ? serve->faults.v : NULL, most, why));
    for (size_t i = 0; i < num && !alone; i++)
        TRY(open_door(serve, options, port == 0 ? 0 : (uint16_t)(port + i + 1), &serve->faults.v[i],
                      most, why));
    return ERR_OK;
}

/* Makes the page that lists the faults, and the check. */
static enum err prepare(struct serve *serve, const struct client_check_opts *check, struct buf *why)
{
    struct buf page;

    if (serve->faults.num == 0)
        return ERR_OK;
    buf_init(&page, PAGE_MAX);
    fault_list_page(&page, serve);
    serve->index = serve->web;
    enum err e = page.err != ERR_OK
                     ? page.err
                     : arena_copy(serve->arena, &serve->index.index, buf_span(&page));
    buf_free(&page);
    if (e == ERR_OK && check->command != NULL)
        e = client_check_new(&serve->check, serve, check, why);
    return e;
}

/* Called after listeners_open: the page names the ports. */
enum err listeners_prepare(struct serve *serve, const struct listener_options *options,
                           struct buf *why)
{
    TRY(write_files(serve, &options->check, why));
    return prepare(serve, &options->check, why);
}
