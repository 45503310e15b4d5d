/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/serve/listeners.h"

#include "app/file_error.h"
#include "app/serve/client_limit.h"
#include "cmd/serve/fault_list.h"
#include "lib/asn1/pem.h"
#include "lib/base/outfile.h"

enum { FILES_MAX = 1 << 18, PAGE_MAX = 1 << 20 };

int listeners_select(struct serve *s, struct run *r, const struct string_list *names)
{
    const char *unknown;

    if (names->num == 0)
        return EXIT_OK;
    if (badsites_select(&s->faults, s->arena, names, &unknown) != ERR_OK)
        return EXIT_LIMIT;
    s->faults.base = &s->sites.test_pki;
    if (unknown == NULL)
        return EXIT_OK;
    struct suggest near = {.to = span_str(unknown)};
    suggest_try(&near, "all");
    suggest_try(&near, "list");
    for (size_t i = 0; fault_site_bad(i) != NULL; i++)
        suggest_try(&near, fault_site_bad(i)->name);
    return cmd_unknown(r, "fault", unknown, &near);
}

static enum err write_pem(const char *path, const struct buf *pem, struct buf *why)
{
    int sys_errno = 0;
    enum err e =
        pem->err != ERR_OK ? pem->err : outfile_file(path, buf_span(pem), false, &sys_errno);

    return e == ERR_OK ? ERR_OK : file_error_put(why, path, e, sys_errno);
}

/* write_files: what clients need in order to judge. */
static enum err write_files(struct serve *s, const struct client_check_opts *o, struct buf *why)
{
    enum err e = ERR_OK;
    struct buf pem;

    buf_init(&pem, FILES_MAX);
    pem_encode(&pem, "CERTIFICATE", s->sites.test_pki.root);
    if (o->root != NULL)
        e = write_pem(o->root, &pem, why);
    buf_truncate(&pem, 0);
    if (e == ERR_OK && o->crl != NULL)
        e = badsites_crls(&s->faults, s->address, &pem);
    if (e == ERR_OK && o->crl != NULL)
        e = write_pem(o->crl, &pem, why);
    buf_free(&pem);
    return e;
}

/* hold_clients is how many each of the ports can have; that they are fewer than wanted is said. */
static size_t hold_clients(struct serve *s, const struct listener_options *o, size_t listeners)
{
    bool checks = o->check.command != NULL;
    const struct client_limit l = {.wanted = o->max_clients,
                                   .listeners = listeners,
                                   .files = s->web.root >= 0,
                                   .inherits = checks};
    size_t limit, most = client_limit_clients(&l, &limit);

    if (most < o->max_clients && !checks)
        output_say(s->out,
                   "the limit is %zu clients at a time: ulimit -n allows %zu open files",
                   most * listeners, limit);
    return most;
}

/* open_door listens at one more port. */
static enum err open_door(struct serve *s, const struct listener_options *o, uint16_t port,
                          struct fault_site *site, size_t most, struct buf *why)
{
    struct listener *d = &s->listeners[s->num_listeners];
    const struct net_serve_hooks hooks = {.ctx = d, .accepted = server_conn_accepted};

    *d = (struct listener){.serve = s, .site = site};
    TRY(net_serve(&d->net, s->loop, o->address, port, 0, &hooks, why));
    d->port = net_serve_port(d->net);
    s->num_listeners++;
    net_serve_most(d->net, most);
    return ERR_OK;
}

enum err listeners_open(struct serve *s, const struct listener_options *o, uint16_t port,
                        struct buf *why)
{
    size_t num = s->faults.num;
    bool alone = num == 1 && o->check.command == NULL;

    s->listeners = arena_alloc(s->arena, num + 1, sizeof *s->listeners);
    if (s->listeners == NULL)
        return ERR_MEMORY;
    if (port > UINT16_MAX - num) {
        buf_printf(why, "port %u leaves no room for %zu more ports", port, num);
        return ERR_NET_LISTEN;
    }
    size_t most = hold_clients(s, o, alone ? 1 : num + 1);
    TRY(open_door(s, o, port, alone ? s->faults.v : NULL, most, why));
    for (size_t i = 0; i < num && !alone; i++)
        TRY(open_door(s, o, port == 0 ? 0 : (uint16_t)(port + i + 1), &s->faults.v[i], most, why));
    return ERR_OK;
}

/* prepare makes what is shown of faults, and the check. */
static enum err prepare(struct serve *s, const struct client_check_opts *check, struct buf *why)
{
    struct buf page;

    if (s->faults.num == 0)
        return ERR_OK;
    buf_init(&page, PAGE_MAX);
    fault_list_page(&page, s);
    s->index = s->web;
    enum err e =
        page.err != ERR_OK ? page.err : arena_copy(s->arena, &s->index.index, buf_span(&page));
    buf_free(&page);
    if (e == ERR_OK && check->command != NULL)
        e = client_check_new(&s->check, s, check, why);
    return e;
}

enum err listeners_prepare(struct serve *s, const struct listener_options *o, struct buf *why)
{
    TRY(write_files(s, &o->check, why));
    return prepare(s, &o->check, why);
}
