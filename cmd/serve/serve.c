/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve: a TLS server to learn from and to test clients with. */
#include "config.h"

#include <stdlib.h>

#include "app/connect/conn_keylog.h"
#include "app/file_error.h"
#include "app/serve/server_conn.h"
#include "app/serve/static_file.h"
#include "cmd/cli/values.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/listen_option.h"
#include "cmd/options/verify_options.h"
#include "cmd/serve/banner.h"
#include "cmd/serve/check_report.h"
#include "cmd/serve/fault_list.h"
#include "cmd/serve/listeners.h"
#include "lib/crypto/gmpwipe.h"
#include "lib/tls/session/session_cache.h"

struct serve_opts {
    struct string_list certs, keys, names, staples;
    const char *write_root, *write_crl;
    struct string_list faults;
    const char *check;
    int jobs;
    struct tls_options tls;
    uint64_t timeout_us; /* 0: the default */ /* --timeout */
    int client_auth;            /* enum tls_client_auth */
    struct verify_settings judging;
    struct result_settings result;
    int tickets, early_data;
    bool retry, echo, once;
    const char *www;
    int connections, max_clients;
    int trace; /* enum serve_trace */
    bool json, quiet;
    int color;
    const char *keylog;
};

enum {
    TICKETS_MOST = 16,
    EARLY_MOST = 1 << 24,
    CONNECTIONS_MOST = 1000000000,
    CLIENTS_MOST = 100000,
    CLIENTS_DEFAULT = 1000,
    TIMEOUT_US = 30000000,
    HANDSHAKE_US = 10000000,
    SESSIONS = 10000,
    EVENT_LOG_BYTES = 1 << 20,
    WHY_MAX = 1 << 18,
    JOBS_MOST = 64,
    JOBS_DEFAULT = 4,
    CHECK_US = 10000000,
};

static const struct serve_opts serve_defaults = {
    .judging = {.purpose = PURPOSE_CLIENT,
                .at = AT_NOW,
                .revocation = REVOCATION_UNSET,
                .max_depth = -1},
    .jobs = JOBS_DEFAULT,
    .tickets = 2,
    .max_clients = CLIENTS_DEFAULT,
};

static const char *const client_auths[] = {"off", "request", "require", NULL};
static const char *const traces[] = {"hex", NULL};

_Static_assert(CLIENT_AUTH_NONE == 0 && CLIENT_AUTH_REQUIRE == 2 && SERVE_HEX == 2,
               "names stand in the order of their enums");

#define AT(member) .offset = offsetof(struct serve_opts, member)

static const struct opt serve_opts[] = {
    {.kind = OPT_GROUP, .help = "Certificates of the server"},
    {.kind = OPT_LIST,
     .name = "cert",
     .arg = "FILE",
     AT(certs),
     .complete = COMPLETE_FILE,
     .help = "A certificate, followed by its chain. Can be given several times: a client gets the "
             "one for the name that it asks for (an exact match first, then a wildcard), or else "
             "the first. Without --cert, serve makes a root, an intermediate and a leaf for this "
             "run."},
    {.kind = OPT_LIST,
     .name = "key",
     .arg = "FILE",
     AT(keys),
     .complete = COMPLETE_FILE,
     .help = "Its private key: as many as --cert, in the same order, or none if each key is in the "
             "file of its certificate."},
    {.kind = OPT_LIST,
     .name = "name",
     .arg = "NAME",
     AT(names),
     .help = "A DNS name (also with a wildcard) or an IP address for the certificate that serve "
             "makes, instead of localhost, 127.0.0.1 and ::1. Can be given several times."},
    {.kind = OPT_STRING,
     .name = "write-root",
     .arg = "FILE",
     AT(write_root),
     .complete = COMPLETE_FILE,
     .help = "Write the root that serve makes as PEM, for clients to trust, and print how they do "
             "it. Its private key is discarded on exit."},
    {.kind = OPT_LIST,
     .name = "ocsp",
     .arg = "FILE",
     AT(staples),
     .complete = COMPLETE_FILE,
     .help = "An OCSP response (DER) to staple for the first certificate; if given again, for the "
             "next one."},

    {.kind = OPT_GROUP, .help = "Protocol"},
    TLS_OPTIONS(struct serve_opts, tls,
                "Cipher suites to accept, in the server's order of preference, separated by "
                "commas: IANA or OpenSSL names, numbers (0x1301), or the sets modern, compatible, "
                "all and default; a leading dash removes an item.",
                "Groups for the key exchange, in the same form.",
                "Application protocols in order of preference, separated by commas (default "
                "http/1.1). An empty LIST disables ALPN. The server speaks HTTP/1.1 (or echo) in "
                "any case."),
    {.kind = OPT_INT,
     .name = "tickets",
     .arg = "N",
     AT(tickets),
     .number = TICKETS_MOST,
     .help = "How many session tickets a client gets in TLS 1.3 (default 2). In TLS 1.2 a client "
             "gets one, or none if N is 0."},
    {.kind = OPT_SET,
     .name = "no-tickets",
     AT(tickets),
     .number = 0,
     .help = "The same as --tickets 0. TLS 1.2 sessions can still be resumed by their ID."},
    {.kind = OPT_INT,
     .name = "early-data",
     .arg = "BYTES",
     AT(early_data),
     .number = EARLY_MOST,
     .help = "Accept up to BYTES of 0-RTT data, once per ClientHello (RFC 9846 8.2). The server "
             "keeps it in memory until the handshake is complete, for each client."},
    {.kind = OPT_FLAG,
     .name = "retry",
     AT(retry),
     .help = "Answer the first ClientHello of every TLS 1.3 handshake with a HelloRetryRequest."},

    {.kind = OPT_GROUP, .help = "Client certificates"},
    {.kind = OPT_ENUM,
     .name = "client-auth",
     .arg = "MODE",
     AT(client_auth),
     .names = client_auths,
     .help = "request: ask clients for a certificate and log the verdict on it. require: refuse "
             "clients without a valid one. off (the default): do not ask. It is checked as by "
             "verify --purpose client, with the options that follow."},
    {.kind = OPT_INCLUDE, .group = verify_rest_group, AT(judging)},

    {.kind = OPT_GROUP, .help = "Answers"},
    {.kind = OPT_STRING,
     .name = "www",
     .arg = "DIR",
     AT(www),
     .complete = COMPLETE_DIR,
     .help = "Serve the files of this directory and nothing outside of it: symbolic links and "
             "names that begin with a dot are not served. Without --www, a page shows each client "
             "what it has sent: as HTML, as text (/text), or as JSON (/json)."},
    {.kind = OPT_FLAG,
     .name = "echo",
     AT(echo),
     .help = "Echo received data instead of speaking HTTP. The default is then no ALPN."},

    {.kind = OPT_GROUP, .help = "Faults on purpose"},
    {.kind = OPT_LIST,
     .name = "bad",
     .arg = "NAME",
     AT(faults),
     .value = values_bad,
     .help =
         "Misbehave on purpose, to see how clients react; --bad list shows all faults. A single "
         "fault applies to every client. Can be given several times, and 'all' means all of them: "
         "then PORT has a page that lists them, a client that asks for NAME.localhost gets that "
         "fault, and each of the ports after PORT has one of them for every client."},
    {.kind = OPT_STRING,
     .name = "check",
     .arg = "COMMAND",
     AT(check),
     .help =
         "Run a client against each fault, report by its exit code which faults it noticed, and "
         "exit. The shell runs COMMAND with {host}, {ip} (its address), {port}, {root} and {crl} "
         "(files), and {name} (of the fault) replaced; they are also in its environment as "
         "TLSBOX_HOST and so on. The first and the last run are without a fault. PORT can be left "
         "out."},
    {.kind = OPT_INT,
     .name = "jobs",
     .arg = "N",
     AT(jobs),
     .number = JOBS_MOST,
     .help = "With --check: run N clients at a time (default 4)."},
    {.kind = OPT_STRING,
     .name = "write-crl",
     .arg = "FILE",
     AT(write_crl),
     .complete = COMPLETE_FILE,
     .help = "Write the CRLs as PEM: clients need them to notice the fault 'revoked'."},

    {.kind = OPT_GROUP, .help = "Limits"},
    {.kind = OPT_FLAG,
     .name = "once",
     AT(once),
     .help = "Exit after one connection, with its exit code."},
    {.kind = OPT_INT,
     .name = "connections",
     .arg = "N",
     AT(connections),
     .least = 1,
     .number = CONNECTIONS_MOST,
     .help = "Exit after N connections, with the worst of their exit codes."},
    {.kind = OPT_INT,
     .name = "max-clients",
     .arg = "N",
     AT(max_clients),
     .number = CLIENTS_MOST,
     .help = "Serve up to N clients at a time (default 1000); further clients have to wait."},
    {.kind = OPT_PARSE,
     .name = "timeout",
     .arg = "SECONDS",
     AT(timeout_us),
     .parse = connect_options_timeout,
     .help = "How many seconds a client may be idle (default 30); the handshake must be complete "
             "within 10 seconds. With --check: how many seconds a client may run (default 10)."},

    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_MAYBE,
     .name = "trace",
     .arg = "hex",
     AT(trace),
     .names = traces,
     .help = "Show every record and message of a connection when it has ended; with hex, its bytes "
             "too."},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Print one JSON object per connection and line, as described in tlsbox-json(5). The "
             "lines about the server then go to standard error."},
    {.kind = OPT_FLAG, .name = "quiet", AT(quiet), .help = "Print nothing about connections."},
    {.kind = OPT_STRING,
     .name = "keylog",
     .arg = "FILE",
     AT(keylog),
     .complete = COMPLETE_FILE,
     .help = "Append the secrets of all connections in the format that other programs read (RFC "
             "9850), to this file instead of the one that SSLKEYLOGFILE names."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example serve_examples[] = {
    {"tlsbox serve 4433", "A server for this machine; its page shows each client what it sent."},
    {"tlsbox serve --write-root root.pem 4433", "The same, with a root for clients to trust."},
    {"tlsbox serve --cert chain.pem --key key.pem --www public [::]:4433",
     "Serve a directory to everybody, with your own certificate."},
    {"tlsbox serve --once --trace 0", "What does a client send? Listen on any free port."},
    {"tlsbox serve --client-auth require --roots clients.pem 4433",
     "Only for clients with a certificate from that CA."},
    {"tlsbox serve --tls 1.2 --suites compatible 4433", "An old server."},
    {"tlsbox serve --bad expired 4433", "A server whose certificate has expired."},
    {"tlsbox serve --bad all --check 'curl -sS -m 5 --cacert {root} https://{host}:{port}/'",
     "What does curl notice?"},
    {NULL, NULL},
};

static int wrong_options(struct run *run, const struct serve_opts *opts, struct target *at)
{
    bool asks = opts->client_auth != CLIENT_AUTH_NONE;

    bool is_free =
        opts->check != NULL && run->num_operands == 0; /* a check starts its own clients */
    const char *where = is_free ? "0" : run->num_operands == 1 ? run->operands[0] : NULL;

    if (where == NULL)
        return cmd_wrong(run, run->num_operands == 0 ? "no PORT to listen on"
                                                     : "give only one "
                                                       "[ADDR:]PORT");
    if (!listen_parse(at, where))
        return cmd_wrong(run, "'%s' is not [ADDR:]PORT, where ADDR is an IP address", where);
    if (opts->keys.num > 0 && opts->keys.num != opts->certs.num)
        return cmd_wrong(run, "give as many --key as --cert, not %zu and %zu", opts->keys.num,
                         opts->certs.num);
    if (opts->certs.num > CERT_SELECT_MOST)
        return cmd_wrong(run, "give --cert at most %d times", CERT_SELECT_MOST);
    if (opts->certs.num > 0 && (opts->names.num > 0 || opts->write_root != NULL))
        return cmd_wrong(run,
                         "%s and --cert exclude each other: it is for certificates that serve "
                         "makes",
                         opts->names.num > 0 ? "--name" : "--write-root");
    if (opts->staples.num > (opts->certs.num == 0 ? 1 : opts->certs.num))
        return cmd_wrong(run, "there are more --ocsp than certificates");
    if (opts->www != NULL && opts->echo)
        return cmd_wrong(run, "--www and --echo exclude each other");
    if (opts->faults.num > 0 && opts->certs.num > 0)
        return cmd_wrong(run, "--bad and --cert exclude each other: --bad makes its own "
                              "certificates");
    if (opts->faults.num == 0 && (opts->check != NULL || opts->write_crl != NULL))
        return cmd_wrong(run, "%s requires --bad", opts->check != NULL ? "--check" : "--write-crl");
    if (opts->once && opts->connections > 0)
        return cmd_wrong(run, "--once and --connections exclude each other");
    if (opts->check != NULL &&
        (opts->client_auth != CLIENT_AUTH_NONE || opts->once || opts->connections > 0))
        return cmd_wrong(run, "--check excludes --client-auth, --once and --connections");
    if (opts->jobs == 0)
        return cmd_wrong(run, "--jobs must be at least 1");
    if (opts->max_clients == 0)
        return cmd_wrong(run, "--max-clients must be at least 1");
    if (!asks && (opts->judging.roots.num > 0 || opts->judging.add_roots.num > 0 ||
                  opts->judging.crls.num > 0 || opts->judging.intermediates.num > 0))
        return cmd_wrong(run, "options for checking client certificates require --client-auth");
    return EXIT_OK;
}

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
        TRY(cert_select_read(&serve->sites, serve->arena, &opts->certs, &opts->keys, why));
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
    const struct trust_inputs *l =
        serve->plan.verifier == NULL ? NULL : verifier_open(&serve->verifier);

    if (l == NULL || l->reason == REASON_OK)
        return EXIT_OK;
    output_say(serve->out, "%.*s [%s]", (int)l->message.n, (const char *)l->message.p,
               reason_code(l->reason));
    return reason_exit(l->reason);
}

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
    int code = wrong_options(run, o, &at);
    gmpwipe_install();
    serve_init(&s, run);
    buf_init(&why, WHY_MAX);
    if (code == EXIT_OK)
        code = tls_options_read(&s.how, run, &o->tls, o->echo ? "" : "http/1.1");
    if (code == EXIT_OK)
        code = listeners_select(&s, run, &o->faults);
    if (code == EXIT_OK)
        code = open_verifier(&s);
    if (code == EXIT_OK) {
        enum err e = open_files(&s, o, &why);

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
    .opts = serve_opts,
    .opts_size = sizeof(struct serve_opts),
    .defaults = &serve_defaults,
    .examples = serve_examples,
    .operand = OPERAND_NONE,
    .run = serve_run,
};
