/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve: a TLS server to learn from and to test clients with. */
#include "config.h"

#include <stdlib.h>

#include "cmd/serve/fault_list.h"
#include "cmd/options/listen_option.h"
#include "cmd/serve/listeners.h"
#include "cmd/serve/banner.h"
#include "app/serve/server_conn.h"
#include "cmd/cli/values.h"
#include "app/serve/static_file.h"
#include "lib/crypto/gmpwipe.h"

struct serve_opts {
    struct opt_list certs, keys, names, staples;
    const char *write_root, *write_crl;
    struct opt_list faults;
    const char *check;
    int jobs;
    struct connect_options tls; /* of it --tls, the lists, --alpn and --timeout */
    int client_auth;            /* enum tls_client_auth */
    struct verify_options judging;
    struct result_opts result;
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
     .help = "A certificate, with the chain behind it. May be given several times: a client gets "
             "the one for the name that it asks for (as it stands, or else by a wildcard), or the "
             "first. Without it, a root, an intermediate and a leaf are made for this run."},
    {.kind = OPT_LIST,
     .name = "key",
     .arg = "FILE",
     AT(keys),
     .complete = COMPLETE_FILE,
     .help = "Its private key; as many as --cert, in the same order, or none where each key stands "
             "in the file of its certificate."},
    {.kind = OPT_LIST,
     .name = "name",
     .arg = "NAME",
     AT(names),
     .help = "A DNS name, also with a wildcard, or an address for the certificate that is made, "
             "instead of localhost, 127.0.0.1 and ::1. May be given several times."},
    {.kind = OPT_STRING,
     .name = "write-root",
     .arg = "FILE",
     AT(write_root),
     .complete = COMPLETE_FILE,
     .help = "Write the root that is made as PEM, for clients to trust, and say how they do. Its "
             "key leaves with the program."},
    {.kind = OPT_LIST,
     .name = "ocsp",
     .arg = "FILE",
     AT(staples),
     .complete = COMPLETE_FILE,
     .help = "An OCSP response (DER) to be stapled, for the first certificate; given several "
             "times, for those that follow."},

    {.kind = OPT_GROUP, .help = "What is spoken"},
    {.kind = OPT_STRING,
     .name = "tls",
     .arg = "VERSIONS",
     AT(tls.tls),
     .value = values_tls,
     .has_commas = true,
     .help = "Versions of TLS: 1.2, 1.3, or 1.2,1.3 (the default)."},
    {.kind = OPT_STRING,
     .name = "suites",
     .arg = "LIST",
     AT(tls.suites),
     .value = values_suites,
     .has_commas = true,
     .help = "Cipher suites that are taken, in the server's order of preference, parted by commas: "
             "IANA's or OpenSSL's names, numbers (0x1301), or the sets modern, compatible, all and "
             "default; a dash in front takes an item away."},
    {.kind = OPT_STRING,
     .name = "groups",
     .arg = "LIST",
     AT(tls.groups),
     .value = values_groups,
     .has_commas = true,
     .help = "Groups for the key exchange, likewise."},
    {.kind = OPT_STRING,
     .name = "sigalgs",
     .arg = "LIST",
     AT(tls.sigalgs),
     .value = values_sigalgs,
     .has_commas = true,
     .help = "Signature schemes, likewise."},
    {.kind = OPT_STRING,
     .name = "alpn",
     .arg = "LIST",
     AT(tls.alpn),
     .help = "Application protocols, in the order of preference, parted by commas (http/1.1). An "
             "empty LIST speaks of none. What is said stays HTTP/1.1, or the echo."},
    {.kind = OPT_INT,
     .name = "tickets",
     .arg = "N",
     AT(tickets),
     .number = TICKETS_MOST,
     .help = "How many session tickets a client gets in TLS 1.3 (2); in TLS 1.2 one, or with 0 "
             "none."},
    {.kind = OPT_SET,
     .name = "no-tickets",
     AT(tickets),
     .number = 0,
     .help = "As --tickets 0. In TLS 1.2 sessions are then still found by their id."},
    {.kind = OPT_INT,
     .name = "early-data",
     .arg = "BYTES",
     AT(early_data),
     .number = EARLY_MOST,
     .help = "Take so much early data (0-RTT), of each ClientHello once (RFC 9846 8.2). It is kept "
             "until the handshake is done, for each client."},
    {.kind = OPT_FLAG,
     .name = "retry",
     AT(retry),
     .help = "Answer each first ClientHello of TLS 1.3 with a HelloRetryRequest."},

    {.kind = OPT_GROUP, .help = "Client certificates"},
    {.kind = OPT_ENUM,
     .name = "client-auth",
     .arg = "MODE",
     AT(client_auth),
     .names = client_auths,
     .help = "With request, clients are asked for a certificate, and the verdict on it is told "
             "whatever it is; with require, those without a good one are refused; with off (the "
             "default) nobody is asked. It is judged as verify --purpose client does, by the "
             "options that follow."},
    {.kind = OPT_INCLUDE, .group = verify_rest_group, AT(judging)},

    {.kind = OPT_GROUP, .help = "What is answered"},
    {.kind = OPT_STRING,
     .name = "www",
     .arg = "DIR",
     AT(www),
     .complete = COMPLETE_DIR,
     .help = "Serve the files of this folder, and nothing outside of it: links are not followed, "
             "names that begin with a dot are not there. Without it, a page tells each client what "
             "it has sent: as HTML, as text (/text), or as JSON (/json)."},
    {.kind = OPT_FLAG,
     .name = "echo",
     AT(echo),
     .help = "Send back what comes, instead of HTTP. ALPN is then not spoken of by default."},

    {.kind = OPT_GROUP, .help = "Faults on purpose"},
    {.kind = OPT_LIST,
     .name = "bad",
     .arg = "NAME",
     AT(faults),
     .value = values_bad,
     .help =
         "Do something wrong on purpose, to see what clients make of it; --bad list says what "
         "there is. One fault alone is for every client. May be given several times, and all is "
         "all of them: then PORT has a page that lists them, a client that asks for "
         "NAME.localhost meets that fault, and at each of the ports behind PORT everybody "
         "meets one of them."},
    {.kind = OPT_STRING,
     .name = "check",
     .arg = "COMMAND",
     AT(check),
     .help =
         "Run a client against each fault, say which of them it noticed, by its exit code, and "
         "end. The shell gets COMMAND with {host}, {ip} (its address), {port}, {root} and {crl} "
         "(files), and {name} (of the fault) replaced; they are TLSBOX_HOST and so on in its "
         "environment, too. First and last it is run where nothing is wrong. PORT may be "
         "left out then."},
    {.kind = OPT_INT,
     .name = "jobs",
     .arg = "N",
     AT(jobs),
     .number = JOBS_MOST,
     .help = "With --check: so many clients at a time (4)."},
    {.kind = OPT_STRING,
     .name = "write-crl",
     .arg = "FILE",
     AT(write_crl),
     .complete = COMPLETE_FILE,
     .help = "Write CRLs as PEM: clients need them to notice the fault 'revoked'."},

    {.kind = OPT_GROUP, .help = "How long, and for whom"},
    {.kind = OPT_FLAG,
     .name = "once",
     AT(once),
     .help = "End after one connection, with the exit code that fits it."},
    {.kind = OPT_INT,
     .name = "connections",
     .arg = "N",
     AT(connections),
     .least = 1,
     .number = CONNECTIONS_MOST,
     .help = "End after so many connections, with the worst of their exit codes."},
    {.kind = OPT_INT,
     .name = "max-clients",
     .arg = "N",
     AT(max_clients),
     .number = CLIENTS_MOST,
     .help = "How many clients there may be at a time (1000); others wait at the door."},
    {.kind = OPT_PARSE,
     .name = "timeout",
     .arg = "SECONDS",
     AT(tls.timeout_us),
     .parse = connect_options_timeout,
     .help = "How long a client may do nothing (30); for the handshake it has 10 seconds at most. "
             "With --check: how long a client may run at all (10)."},

    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_MAYBE,
     .name = "trace",
     .arg = "hex",
     AT(trace),
     .names = traces,
     .help = "Show every record and message of a connection when it is over; with hex, its bytes "
             "too."},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Write one JSON object per connection and line, as tlsbox-json(5) describes it; where "
             "the server listens goes to standard error then."},
    {.kind = OPT_FLAG, .name = "quiet", AT(quiet), .help = "Write nothing of connections."},
    {.kind = OPT_STRING,
     .name = "keylog",
     .arg = "FILE",
     AT(keylog),
     .complete = COMPLETE_FILE,
     .help = "Append the secrets of all connections, as other programs read them (RFC 9850); "
             "instead of the file that SSLKEYLOGFILE names."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example serve_examples[] = {
    {"tlsbox serve 4433", "A server for this machine; its page tells each client what it sent."},
    {"tlsbox serve --write-root root.pem 4433", "The same, with a root for clients to trust."},
    {"tlsbox serve --cert chain.pem --key key.pem --www public [::]:4433",
     "A folder for everybody, with a certificate of one's own."},
    {"tlsbox serve --once --trace 0", "What does that client say? At any free port."},
    {"tlsbox serve --client-auth require --roots clients.pem 4433",
     "Only clients with a certificate of that CA."},
    {"tlsbox serve --tls 1.2 --suites compatible 4433", "An old one."},
    {"tlsbox serve --bad expired 4433", "A server whose certificate has expired."},
    {"tlsbox serve --bad all --check 'curl -sS -m 5 --cacert {root} https://{host}:{port}/'",
     "What does curl notice?"},
    {NULL, NULL},
};

static int wrong_options(struct run *r, const struct serve_opts *o, struct target *at)
{
    bool asks = o->client_auth != CLIENT_AUTH_NONE;

    bool is_free = o->check != NULL && r->num_operands == 0; /* a check brings its own clients */
    const char *where = is_free ? "0" : r->num_operands == 1 ? r->operands[0] : NULL;

    if (where == NULL)
        return cmd_wrong(r, r->num_operands == 0 ? "no PORT to listen at" : "only one [ADDR:]PORT");
    if (!listen_parse(at, where))
        return cmd_wrong(r, "'%s' is not [ADDR:]PORT, where ADDR is an IP address", where);
    if (o->keys.num > 0 && o->keys.num != o->certs.num)
        return cmd_wrong(r, "--key goes with --cert: %zu of the one and %zu of the other",
                         o->keys.num, o->certs.num);
    if (o->certs.num > CERT_SELECT_MOST)
        return cmd_wrong(r, "--cert: at most %d of them", CERT_SELECT_MOST);
    if (o->certs.num > 0 && (o->names.num > 0 || o->write_root != NULL))
        return cmd_wrong(r, "%s is for certificates that are made, and --cert gives one",
                         o->names.num > 0 ? "--name" : "--write-root");
    if (o->staples.num > (o->certs.num == 0 ? 1 : o->certs.num))
        return cmd_wrong(r, "--ocsp: more of them than certificates");
    if (o->www != NULL && o->echo)
        return cmd_wrong(r, "--www and --echo exclude each other");
    if (o->faults.num > 0 && o->certs.num > 0)
        return cmd_wrong(r, "--bad makes its certificates, and --cert gives one");
    if (o->faults.num == 0 && (o->check != NULL || o->write_crl != NULL))
        return cmd_wrong(r, "%s goes with --bad", o->check != NULL ? "--check" : "--write-crl");
    if (o->once && o->connections > 0)
        return cmd_wrong(r, "--once and --connections exclude each other");
    if (o->check != NULL && (o->client_auth != CLIENT_AUTH_NONE || o->once || o->connections > 0))
        return cmd_wrong(r, "--check excludes --client-auth, --once and --connections");
    if (o->jobs == 0)
        return cmd_wrong(r, "--jobs: at least one");
    if (o->max_clients == 0)
        return cmd_wrong(r, "--max-clients: at least one");
    if (!asks && (o->judging.roots.num > 0 || o->judging.add_roots.num > 0 ||
                  o->judging.crls.num > 0 || o->judging.intermediates.num > 0))
        return cmd_wrong(r, "how clients are judged goes with --client-auth");
    return EXIT_OK;
}

/* wants_rsa: suites were asked for that need an RSA key: for its key exchange, or because no other
 * key will do. */
static bool wants_rsa(const struct serve *s, const struct serve_opts *o)
{
    bool rsa = false, ecdsa = false;

    for (size_t i = 0; o->tls.suites != NULL && i < s->how.suites.num; i++) {
        const struct suite *suite = suite_find(s->how.suites.v[i]);

        if (suite != NULL && suite->kx == SUITE_KX_RSA)
            return true;
        rsa = rsa || (suite != NULL && suite->auth == SUITE_AUTH_RSA);
        ecdsa = ecdsa || (suite != NULL && suite->auth == SUITE_AUTH_ECDSA);
    }
    return rsa && !ecdsa;
}

static enum err make_sites(struct serve *s, const struct serve_opts *o, struct buf *why)
{
    if (o->certs.num > 0)
        TRY(cert_select_read(&s->sites, s->run, &o->certs, &o->keys, why));
    else
        TRY(cert_select_mint(&s->sites, s->run, &o->names, wants_rsa(s, o), why));
    if (o->staples.num > 0)
        TRY(cert_select_staple(&s->sites, s->run, &o->staples, why));
    s->tls.identities = s->sites.v;
    s->tls.num_identities = s->sites.num;
    return ERR_OK;
}

/* open_files does whatever can be known to fail before anybody comes. */
static enum err open_files(struct serve *s, const struct serve_opts *o, struct buf *why)
{
    const char *log = o->keylog != NULL ? o->keylog : getenv("SSLKEYLOGFILE");
    int sys_errno = 0;

    if (o->keylog == NULL && log != NULL && *log == '\0')
        log = NULL;
    if (o->www != NULL && static_file_root(&s->web.root, o->www, &sys_errno) != ERR_OK)
        return cmd_file_why(why, o->www, ERR_OPEN, sys_errno);
    TRY(make_sites(s, o, why));
    enum err e = log == NULL ? ERR_OK : outfile_log_open(&s->keylog, log, KEYLOG_WAIT_MS);
    if (e != ERR_OK)
        return cmd_file_why(why, log, e, s->keylog.sys_errno);
    if (s->plan.desk != NULL && o->judging.roots.num > 0)
        TRY(banner_authorities(&s->tls.authorities, s));
    return session_cache_new(&s->tls.memory, &s->rng, SESSIONS);
}

static void serve_init(struct serve *s, struct run *r)
{
    static const struct reference_id anybody;
    const struct serve_opts *o = r->opts;
    bool is_set = o->tls.timeout_us != 0 && o->check == NULL;
    uint64_t idle = is_set ? o->tls.timeout_us : TIMEOUT_US;

    *s = (struct serve){
        .run = r,
        .desk = {.run = r, .opts = &o->judging, .result = &o->result},
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
    s->rng = rng_system(&s->random);
    s->tls.client_auth = (enum tls_client_auth)o->client_auth;
    s->tls.tickets = (unsigned)o->tickets;
    s->tls.max_early_data = (uint32_t)o->early_data;
    s->tls.retries = o->retry;
    s->plan = (struct endpoint_plan){
        .run = r,
        .how = &s->how,
        .desk = o->client_auth == CLIENT_AUTH_NONE ? NULL : &s->desk,
        .host = &anybody,
        .is_guest = true,
        .insecure = o->client_auth == CLIENT_AUTH_ASK,
        .keylog = &s->keylog,
        .brief = !o->json && o->trace == SERVE_NO_TRACE,
        .event_log_max = EVENT_LOG_BYTES,
    };
}

static void serve_free(struct serve *s)
{
    client_check_free(s->check);
    badsites_free(&s->faults);
    verifier_close(&s->desk);
    session_cache_free(s->tls.memory);
    cert_select_free(&s->sites);
    static_file_root_close(s->web.root);
    outfile_log_close(&s->keylog);
}

/* open_desk reads what clients are judged by before the first one comes. */
static int open_desk(struct serve *s)
{
    const struct trust_inputs *l = s->plan.desk == NULL ? NULL : verifier_open(&s->desk);

    if (l == NULL || l->reason == REASON_OK)
        return EXIT_OK;
    output_say(&s->run->out, "%.*s [%s]", (int)l->message.n, (const char *)l->message.p,
               reason_code(l->reason));
    return reason_exit(l->reason);
}

static void on_asked(void *ctx)
{
    struct serve *s = ctx;

    client_check_stop(s->check);
    server_conn_stop(s);
}

/* listen_and_serve turns the loop until all is over. */
static enum err listen_and_serve(struct serve *s, const struct target *at, struct buf *why)
{
    const struct serve_opts *o = s->run->opts;
    const struct listener_options bad = {
        .address = at->host[0] != '\0' ? at->host : "127.0.0.1",
        .max_clients = (size_t)o->max_clients,
        .check = {.command = o->check,
                  .jobs = (unsigned)o->jobs,
                  .timeout_us = o->tls.timeout_us != 0 ? o->tls.timeout_us : CHECK_US,
                  .root = o->write_root,
                  .crl = o->write_crl},
    };

    s->address = banner_reach(bad.address);
    TRY(net_loop_new(&s->loop));
    TRY(listeners_open(s, &bad, at->port, why));
    TRY(net_on_stop(s->loop, on_asked, s));
    TRY(listeners_prepare(s, &bad, why));
    banner_put(s, bad.address, s->listeners[0].port, o->write_root);
    if (!output_flush(&s->run->out))
        return ERR_OK;
    if (s->check != NULL)
        TRY(client_check_run(s->check));
    return net_run(s->loop);
}

static int serve_run(struct run *r)
{
    const struct serve_opts *o = r->opts;
    struct target at;
    struct serve s;
    struct buf why;

    if (o->faults.num == 1 && strcmp(o->faults.v[0], "list") == 0) {
        fault_list_all(&r->out.data, o->json);
        return EXIT_OK;
    }
    int code = wrong_options(r, o, &at);
    gmpwipe_install();
    serve_init(&s, r);
    buf_init(&why, WHY_MAX);
    if (code == EXIT_OK)
        code = connect_options_offer(&s.how, r, &o->tls, o->echo ? "" : "http/1.1");
    if (code == EXIT_OK)
        code = listeners_select(&s, &o->faults);
    if (code == EXIT_OK)
        code = open_desk(&s);
    if (code == EXIT_OK) {
        enum err e = open_files(&s, o, &why);

        if (e == ERR_OK)
            e = listen_and_serve(&s, &at, &why);
        code = s.most > 0 && !s.stopped ? s.code : EXIT_OK;
        if (e == ERR_OK && s.check != NULL)
            code = client_check_code(s.check);
        if (e != ERR_OK && why.n == 0)
            buf_str(&why, err_text(e));
        if (e != ERR_OK && err_reason(e) == REASON_USAGE) {
            code = cmd_wrong(r, "%.*s", (int)why.n, (const char *)why.p);
        } else if (e != ERR_OK) {
            output_say(&r->out, "%.*s [%s]", (int)why.n, (const char *)why.p,
                       reason_code(err_reason(e)));
            code = reason_exit(err_reason(e));
        }
    }
    net_loop_free(s.loop);
    serve_free(&s);
    if (s.keylog.failed)
        code = cmd_worse(code, cmd_file_failed(r, "the key log", ERR_WRITE, s.keylog.sys_errno));
    buf_free(&why);
    return code;
}

const struct cmd cmd_serve = {
    .name = "serve",
    .summary = "a TLS server to learn from and to test clients with",
    .usage = "[OPTION]... [ADDR:]PORT",
    .about =
        "Listens at PORT, speaks TLS 1.3 and 1.2, and tells what it met: one line for each "
        "connection, and for the client a page about all that it has sent.\n"
        "Without ADDR it listens at 127.0.0.1, for this machine alone; port 0 is any free one. The "
        "first line of output says where it listens. SIGINT or SIGTERM ends it.\n"
        "It is a server for learning and for tests, and not for production.",
    .opts = serve_opts,
    .opts_size = sizeof(struct serve_opts),
    .defaults = &serve_defaults,
    .examples = serve_examples,
    .operand = OPERAND_NONE,
    .run = serve_run,
};
