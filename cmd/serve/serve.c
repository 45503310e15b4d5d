/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve: a TLS server to learn from and to test clients with. */
#include "config.h"

#include <stdlib.h>

#include "app/connect/conn_keylog.h"
#include "app/file_error.h"
#include "app/serve/server_conn.h"
#include "app/serve/static_file.h"
#include "cmd/serve/banner.h"
#include "cmd/serve/check_report.h"
#include "cmd/serve/fault_list.h"
#include "cmd/serve/listeners.h"
#include "cmd/serve/serve_options.h"
#include "lib/crypto/gmpwipe.h"
#include "lib/tls/session/session_cache.h"

enum {
    TIMEOUT_US = 30000000,
    HANDSHAKE_US = 10000000,
    SESSIONS = 10000,
    EVENT_LOG_BYTES = 1 << 20,
    WHY_MAX = 1 << 18,
    CHECK_US = 10000000,
};

/* The requested suites need an RSA key: one uses the RSA key exchange, or none accepts another
 * key. */
static bool wants_rsa(const struct serve *serve, const struct serve_opts *opts)
{
    bool rsa = false, ecdsa = false;

    for (size_t i = 0; opts->tls.suites != NULL && i < serve->how.suites.num; i++) {
        const struct suite *suite = suite_find(serve->how.suites.v[i]);

        if (suite != NULL && suite->kx == SUITE_KX_RSA)
            return true;
        rsa = rsa || (suite != NULL && suite->auth == SUITE_AUTH_RSA);
        ecdsa = ecdsa || (suite != NULL && suite->auth == SUITE_AUTH_ECDSA);
    }
    return rsa && !ecdsa;
}

/* The certificates: from files, or made for this run. */
static enum err make_sites(struct serve *serve, const struct serve_opts *opts, struct buf *why)
{
    if (opts->certs.num > 0)
        TRY(cert_select_read(&serve->sites, serve->arena, &opts->certs, &opts->keys,
                             &serve->passphrase, why));
    else
        TRY(cert_select_mint(&serve->sites, serve->arena, &opts->names, wants_rsa(serve, opts),
                             why));
    if (opts->staples.num > 0)
        TRY(cert_select_staple(&serve->sites, serve->arena, &opts->staples, why));
    serve->tls.identities = serve->sites.v;
    serve->tls.num_identities = serve->sites.num;
    return ERR_OK;
}

/* Opens everything that can fail before the first client comes. */
static enum err open_files(struct serve *serve, const struct serve_opts *opts, struct buf *why)
{
    const char *log = opts->keylog != NULL ? opts->keylog : getenv("SSLKEYLOGFILE");
    int sys_errno = 0;

    if (opts->keylog == NULL && log != NULL && *log == '\0')
        log = NULL;
    if (opts->www != NULL && static_file_root(&serve->web.root, opts->www, &sys_errno) != ERR_OK)
        return file_error_put(why, opts->www, ERR_OPEN, sys_errno);
    TRY(make_sites(serve, opts, why));
    enum err e = log == NULL ? ERR_OK : outfile_log_open(&serve->keylog, log, KEYLOG_WAIT_MS);
    if (e != ERR_OK)
        return file_error_put(why, log, e, serve->keylog.sys_errno);
    if (serve->plan.verifier != NULL && opts->judging.roots.num > 0)
        TRY(banner_authorities(&serve->tls.authorities, serve));
    return session_cache_new(&serve->tls.memory, &serve->rng, SESSIONS);
}

/* Fills the server from the options.  Without --timeout, and with --check, whose timeout is for the
 * client programs, idle clients get TIMEOUT_US. */
static void serve_init(struct serve *serve, struct run *run)
{
    static const struct reference_id anybody;
    const struct serve_opts *o = run->opts;
    bool is_set = o->timeout_us != 0 && o->check == NULL;
    uint64_t idle = is_set ? o->timeout_us : TIMEOUT_US;

    *serve = (struct serve){
        .out = &run->out,
        .arena = run->arena,
        .tls = tls_server_default(),
        .web = {.root = -1,
                .echo = o->echo,
                .early_max = (size_t)o->early_data,
                .timeout_us = idle},
        .handshake_us = idle < HANDSHAKE_US ? idle : HANDSHAKE_US,
        .most = o->once ? 1 : (unsigned)o->connections,
        .name = o->names.num > 0 ? o->names.v[0] : "localhost",
        .json = o->json,
        .quiet = o->quiet,
        .trace = (enum serve_trace)o->trace,
        .style = output_style((enum color)o->color),
    };
    verifier_init(&serve->verifier, &o->judging, &o->result, &run->out, run->arena);
    serve->verifier.is_guest = true;
    serve->verifier.keeps_leaf_key = true;
    serve->keylog_listener = conn_keylog_listener(&serve->keylog);
    serve->rng = rng_system(&serve->random);
    serve->tls.client_auth = (enum tls_client_auth)o->client_auth;
    serve->tls.tickets = (unsigned)o->tickets;
    serve->tls.max_early_data = (uint32_t)o->early_data;
    serve->tls.retries = o->retry;
    serve->plan = (struct endpoint_plan){
        .out = &run->out,
        .how = &serve->how,
        .verifier = o->client_auth == CLIENT_AUTH_NONE ? NULL : &serve->verifier,
        .host = &anybody,
        .insecure = o->client_auth == CLIENT_AUTH_ASK,
        .brief = !o->json && o->trace == SERVE_NO_TRACE,
        .event_log_max = EVENT_LOG_BYTES,
    };
}

static void serve_free(struct serve *serve)
{
    client_check_free(serve->check);
    fault_sites_free(&serve->faults);
    verifier_close(&serve->verifier);
    session_cache_free(serve->tls.memory);
    cert_select_free(&serve->sites);
    static_file_root_close(serve->web.root);
    outfile_log_close(&serve->keylog);
}

/* Loads the trust anchors for client certificates before the first client comes. */
static int open_verifier(struct serve *serve)
{
    const struct trust_inputs *l = NULL;

    if (serve->plan.verifier != NULL) {
        trust_inputs_passphrase(&serve->verifier.inputs, passphrase_given(&serve->passphrase));
        l = verifier_open(&serve->verifier);
    }
    if (l == NULL || l->reason == REASON_OK)
        return EXIT_OK;
    output_say(serve->out, "%.*s [%s]", (int)l->message.n, (const char *)l->message.p,
               reason_code(l->reason));
    return reason_exit(l->reason);
}

/* SIGINT or SIGTERM: the server stops, with the programs that --check runs. */
static void on_asked(void *ctx)
{
    struct serve *s = ctx;

    client_check_stop(s->check);
    server_conn_stop(s);
}

/* Listens and turns the loop until the server stops. */
static enum err listen_and_serve(struct serve *serve, const struct serve_opts *opts,
                                 const struct target *at, struct buf *why)
{
    const struct listener_options bad = {
        .address = at->host[0] != '\0' ? at->host : "127.0.0.1",
        .max_clients = (size_t)opts->max_clients,
        .check = {.command = opts->check,
                  .jobs = (unsigned)opts->jobs,
                  .timeout_us = opts->timeout_us != 0 ? opts->timeout_us : CHECK_US,
                  .root = opts->write_root,
                  .crl = opts->write_crl,
                  .report = check_report},
    };

    serve->address = banner_reach(bad.address);
    TRY(net_loop_new(&serve->loop));
    TRY(listeners_open(serve, &bad, at->port, why));
    TRY(net_on_stop(serve->loop, on_asked, serve));
    TRY(listeners_prepare(serve, &bad, why));
    banner_put(serve, bad.address, serve->listeners[0].port, opts->write_root);
    if (!output_flush(serve->out))
        return ERR_OK;
    if (serve->check != NULL)
        TRY(client_check_run(serve->check));
    return net_run(serve->loop);
}

/* Reads all options and files before it listens, so a client never meets a server that is only half
 * configured. */
static int serve_run(struct run *run)
{
    const struct serve_opts *o = run->opts;
    struct target at;
    struct serve s;
    struct buf why;

    if (o->faults.num == 1 && strcmp(o->faults.v[0], "list") == 0) {
        fault_list_all(&run->out.data, o->json);
        return EXIT_OK;
    }
    int code = serve_options_wrong(run, o, &at);
    gmpwipe_install();
    serve_init(&s, run);
    buf_init(&why, WHY_MAX);
    if (code == EXIT_OK)
        code = tls_options_read(&s.how, run, &o->tls, OFFER_IMPLEMENTED, o->echo ? "" : "http/1.1");
    if (code == EXIT_OK)
        code = listeners_select(&s, run, &o->faults);
    if (code == EXIT_OK)
        code = passphrase_options_open(&s.passphrase, run, &o->passphrase);
    if (code == EXIT_OK)
        code = open_verifier(&s);
    enum err e = code == EXIT_OK ? open_files(&s, o, &why) : ERR_OK;
    passphrase_close(&s.passphrase);
    if (code == EXIT_OK) {
        if (e == ERR_OK)
            e = listen_and_serve(&s, o, &at, &why);
        code = s.most > 0 && !s.stopped ? s.code : EXIT_OK;
        if (e == ERR_OK && s.check != NULL)
            code = client_check_code(s.check);
        if (e != ERR_OK && why.n == 0)
            buf_str(&why, err_text(e));
        if (e != ERR_OK && err_reason(e) == REASON_USAGE) {
            code = cmd_wrong(run, "%.*s", (int)why.n, (const char *)why.p);
        } else if (e != ERR_OK) {
            output_say(&run->out, "%.*s [%s]", (int)why.n, (const char *)why.p,
                       reason_code(err_reason(e)));
            code = reason_exit(err_reason(e));
        }
    }
    net_loop_free(s.loop);
    serve_free(&s);
    if (s.keylog.failed)
        code = exit_worse(code,
                          file_error_say(&run->out, "the key log", ERR_WRITE, s.keylog.sys_errno));
    buf_free(&why);
    return code;
}

const struct cmd cmd_serve = {
    .name = "serve",
    .summary = "run a TLS server for learning and for testing clients",
    .usage = "[OPTION]... [ADDR:]PORT",
    .about =
        "Listens on PORT, speaks TLS 1.3 and 1.2, and logs each connection in one line; the client "
        "gets a page that shows everything it sent.\n"
        "Without ADDR it listens on 127.0.0.1, only for this machine; port 0 means any free port. "
        "The first line of output says where it listens. SIGINT or SIGTERM ends it.\n"
        "This server is for learning and testing, not for production.",
    .opts = serve_options_table,
    .opts_size = sizeof(struct serve_opts),
    .defaults = &serve_options_defaults,
    .examples = serve_options_examples,
    .operand = OPERAND_NONE,
    .run = serve_run,
};
