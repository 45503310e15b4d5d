/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/serve/serve_options.h"

#include "app/serve/server_conn.h"
#include "cmd/cli/values.h"
#include "cmd/options/listen_option.h"

enum {
    TICKETS_MOST = 16,
    EARLY_MOST = 1 << 24,
    CONNECTIONS_MOST = 1000000000,
    CLIENTS_MOST = 100000,
    CLIENTS_DEFAULT = 1000,
    JOBS_MOST = 64,
    JOBS_DEFAULT = 4,
};

const struct serve_opts serve_options_defaults = {
    .judging = {.purpose = PURPOSE_CLIENT,
                .at = AT_NOW,
                .revocation = REVOCATION_UNSET,
                .max_depth = -1},
    .result = RESULT_SETTINGS_DEFAULTS,
    .jobs = JOBS_DEFAULT,
    .tickets = 2,
    .max_clients = CLIENTS_DEFAULT,
};

static const char *const client_auths[] = {"off", "request", "require", NULL};
static const char *const traces[] = {"hex", NULL};

_Static_assert(CLIENT_AUTH_NONE == 0 && CLIENT_AUTH_REQUIRE == 2 && SERVE_HEX == 2,
               "names stand in the order of their enums");

#define AT(member) .offset = offsetof(struct serve_opts, member)

const struct opt serve_options_table[] = {
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
    {.kind = OPT_INCLUDE, .group = passphrase_group, AT(passphrase)},
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
                "Groups for the key exchange, in the server's order of preference and the same "
                "form. If a hybrid with ML-KEM is the first that the client supports, it is used "
                "even if the client has to be asked for a key share (HelloRetryRequest).",
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
    {.kind = OPT_INCLUDE, .group = verify_records_group, AT(judging)},

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

const struct example serve_options_examples[] = {
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

/* The certificates are read (--cert) or made: options about one kind exclude the other, and --bad
 * always makes its own.  --check decides itself when the server ends, so --once and --connections
 * exclude it. */
int serve_options_wrong(struct run *run, const struct serve_opts *opts, struct target *at)
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
        return cmd_wrong(run, "give one --key per --cert (--key: %zu, --cert: %zu)", opts->keys.num,
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
                  opts->judging.crls.num > 0 || opts->judging.intermediates.num > 0 ||
                  opts->judging.dane.num > 0))
        return cmd_wrong(run, "options for checking client certificates require --client-auth");
    return verify_options_offline(run, &opts->judging);
}
