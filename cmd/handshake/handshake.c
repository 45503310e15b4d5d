/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handshake: performs one, judges the server's chain, and shows what happened. */
#include "config.h"

#include "cmd/handshake/handshake.h"

#include <string.h>

#include "app/connect/conn_keylog.h"
#include "cmd/options/verify_options.h"
#include "lib/crypto/gmpwipe.h"

enum {
    PATH_MOST = 1 << 15,
    WHY_MAX = 1 << 16,
    FILES_MAX = 1 << 30,
    /* More than our longest chain.  After a flood, showing this much needs a tenth of a second. */
    EVENT_LOG_BYTES = 24 << 20,
};

static const struct handshake handshake_defaults = {.judging = VERIFY_SETTINGS_DEFAULTS,
                                                    .result = RESULT_SETTINGS_DEFAULTS,
                                                    .view = VIEW_OPTIONS_DEFAULTS};

#define AT(member) .offset = offsetof(struct handshake, member)

static const struct opt handshake_opts[] = {
    {.kind = OPT_INCLUDE, .group = connect_group, AT(connecting)},
    {.kind = OPT_STRING,
     .name = "cert",
     .arg = "FILE",
     AT(cert),
     .complete = COMPLETE_FILE,
     .help = "A client certificate, followed by its chain, for servers that ask for one."},
    {.kind = OPT_STRING,
     .name = "key",
     .arg = "FILE",
     AT(key),
     .complete = COMPLETE_FILE,
     .help = "Its private key, if it is not in the same file."},
    {.kind = OPT_INCLUDE, .group = passphrase_group, AT(passphrase)},

    {.kind = OPT_GROUP, .help = "What to do"},
    {.kind = OPT_FLAG,
     .name = "all-addresses",
     AT(all_addresses),
     .help = "Perform the handshake with each address of HOST, all at the same time, and compare "
             "them. The exit code is the worst one. Not with --resume, --early-data, --get and "
             "--send."},
    {.kind = OPT_FLAG,
     .name = "diagnose",
     AT(diagnose),
     .help = "If the server refuses the handshake, find out what it wants: at most 15 further "
             "connections, each of at most 3 seconds, that change one thing each. The exit code "
             "stays that of the first."},
    {.kind = OPT_FLAG,
     .name = "insecure",
     AT(insecure),
     .help = "Finish the handshake even if the verdict is negative. The exit code is still 1."},
    {.kind = OPT_FLAG,
     .name = "resume",
     AT(resume),
     .help = "Connect a second time and resume the session of the first: by its ID, ticket or "
             "pre-shared key. --get and --send then use the second connection."},
    {.kind = OPT_STRING,
     .name = "early-data",
     .arg = "FILE",
     AT(early_data),
     .complete = COMPLETE_FILE,
     .help = "Send this file in the first flight of the second connection (0-RTT), and write the "
             "answer to standard output. Anyone can replay such data. Implies --resume. Offers "
             "only http/1.1 unless --alpn is given."},
    {.kind = OPT_FLAG,
     .name = "false-start",
     AT(false_start),
     .help = "In TLS 1.2, send data before the server's Finished has arrived (RFC 7918)."},
    {.kind = OPT_FLAG,
     .name = "key-update",
     AT(key_update),
     .help = "In TLS 1.3, update the keys of both directions after the handshake."},
    {.kind = OPT_STRING,
     .name = "get",
     .arg = "PATH",
     AT(get),
     .help = "Request this path with HTTP/1.1, and write the body of the answer to standard "
             "output; everything else goes to standard error. Offers only http/1.1 unless --alpn "
             "is given. With --json the body is left out; on a terminal, control characters are "
             "escaped."},
    {.kind = OPT_STRING,
     .name = "send",
     .arg = "FILE|-",
     AT(send),
     .complete = COMPLETE_FILE,
     .help = "Send this file, or standard input up to its end, and write the answer to standard "
             "output, until the server closes or is silent for a second. The answer must begin "
             "within five seconds, or within half of the time that --timeout leaves. Offers only "
             "http/1.1 unless --alpn is given. On a terminal, control characters are escaped."},

    {.kind = OPT_GROUP, .help = "Files"},
    {.kind = OPT_STRING,
     .name = "save-chain",
     .arg = "FILE",
     AT(save_chain),
     .complete = COMPLETE_FILE,
     .help = "Write the certificates that the server sent as PEM, whatever the verdict."},
    {.kind = OPT_STRING,
     .name = "keylog",
     .arg = "FILE",
     AT(keylog),
     .complete = COMPLETE_FILE,
     .help = "Append the secrets of the connection in the format that other programs read (RFC "
             "9850), to this file instead of the one that SSLKEYLOGFILE names."},
    {.kind = OPT_STRING,
     .name = "pcap",
     .arg = "FILE",
     AT(pcap),
     .complete = COMPLETE_FILE,
     .help = "Write a capture (pcapng) of everything sent and received from the ClientHello on, "
             "with the secrets inside: whoever reads the file can decrypt it."},

    {.kind = OPT_GROUP, .help = "What to show"},
    VIEW_OPTIONS(struct handshake, view,
                 "Show every derived secret and its inputs, and the derive command that recomputes "
                 "them. Whoever knows them can decrypt the connection."),
    {.kind = OPT_INCLUDE, .group = result_opts, AT(result)},
    {.kind = OPT_INCLUDE, .group = monitor_group, AT(monitoring)},
    {.kind = OPT_INCLUDE, .group = verify_peer_group, AT(judging)},
    {.kind = OPT_INCLUDE, .group = gather_group, AT(fetching)},
    {.kind = OPT_INCLUDE, .group = verify_dns_group, AT(judging)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example handshake_examples[] = {
    {"tlsbox handshake example.org", "Does TLS work there, how, and who answered?"},
    {"tlsbox handshake --trace example.org | less", "Every field of every message."},
    {"tlsbox handshake --connect 192.0.2.7 --roots ca.pem www.example.org:8443",
     "A server that is not yet in the DNS, verified with a company's own CA."},
    {"tlsbox handshake --starttls smtp --timeout 5 mail.example.org",
     "TLS within SMTP, on port 25."},
    {"tlsbox handshake --tls 1.2 --suites compatible old.example.org",
     "Does it work if old cipher suites are offered, too?"},
    {"tlsbox handshake --get / example.org >page.html", "Fetch a page."},
    {"tlsbox handshake --secrets --diagram text example.org", "Learn how the keys are made."},
    {"tlsbox handshake --html lesson.html example.org",
     "How the keys are made, explained on a page for the browser."},
    {"tlsbox handshake --pcap trace.pcapng example.org", "A capture that Wireshark can decrypt."},
    {NULL, NULL},
};

/* What a lesson's commands leave out: they have views of their own, and send nothing twice. */
static const char *const not_again[] = {
    "all-addresses", "color",   "diagnose", "diagram", "early-data", "get",   "html",
    "json",          "keylog",  "lang",     "lesson",  "pcap",       "proxy", "quiet",
    "save-chain",    "secrets", "send",     "timing",  "trace",      NULL};

/* What its command for `decode` leaves out if the DNS has the records: `decode` asks nobody. */
static const char *const not_offline[] = {"dane", NULL};

/* path_of is what a URL asks its host for; NULL: text is no URL. */
static const char *path_of(const char *text)
{
    const char *host = strstr(text, "://");

    if (host == NULL || strcspn(text, "/?") < (size_t)(host - text))
        return NULL;
    host += strlen("://");
    host += strcspn(host, "/");
    return *host == '\0' ? "/" : host;
}

/* An answer and a drawing cannot both have standard output. */
static int wrong_options(struct run *run, const struct handshake *opts)
{
    if (opts->get != NULL && path_of(opts->get) != NULL)
        return cmd_wrong(run, "--get takes only the path, and HOST is an operand: --get %s",
                         path_of(opts->get));
    if (run->num_operands == 0)
        return cmd_wrong(run, "no HOST to connect to%s", connect_options_lone(&opts->connecting));
    if (verify_options_wrong(run, &opts->judging) != EXIT_OK ||
        fetch_options_wrong(run, &opts->fetching, &opts->judging) != EXIT_OK)
        return EXIT_USAGE;
    if (opts->all_addresses &&
        (opts->resume || opts->early_data != NULL || opts->get != NULL || opts->send != NULL))
        return cmd_wrong(run, "--all-addresses performs handshakes only: it excludes --resume, "
                              "--early-data, --get and --send");
    if (opts->get != NULL && opts->send != NULL)
        return cmd_wrong(run, "--get and --send exclude each other");
    if (opts->get != NULL && strlen(opts->get) > PATH_MOST)
        return cmd_wrong(run, "--get: a path can have at most %d bytes", PATH_MOST);
    /* A blank or line end would make another request of it (RFC 9112 3). */
    for (const char *c = opts->get; c != NULL && *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return cmd_wrong(run, "--get: a path cannot contain spaces or control characters");
    }
    if (opts->key != NULL && opts->cert == NULL)
        return cmd_wrong(run, "--key goes with --cert");
    if (view_options_draws(&opts->view) &&
        (opts->get != NULL || opts->send != NULL || opts->early_data != NULL))
        return cmd_wrong(run, "--diagram %s and an answer both go to standard output",
                         view_options_diagrams[opts->view.diagram]);
    if (opts->monitoring.nagios && (opts->get != NULL || opts->send != NULL ||
                                    opts->early_data != NULL || view_options_draws(&opts->view)))
        return cmd_wrong(run, "--nagios prints the line of a plugin: it excludes --get, --send, "
                              "--early-data and drawings");
    return view_options_wrong(run, &opts->view, opts->result.json);
}

/* An address has no records. */
static int wrong_names(struct run *run, const struct handshake *opts, const struct server *servers)
{
    for (size_t i = 0; i < run->num_operands && dane_lookup_is_asked(&opts->judging); i++) {
        if (servers[i].host.kind != HOST_DNS)
            return cmd_wrong(run, "--dane dns needs the name of the server: HOST with --connect %s",
                             run->operands[i]);
    }
    return EXIT_OK;
}

/* If an answer or a drawing has standard output, the text goes to standard error. */
static void job_init(struct handshake_job *job, struct run *run)
{
    const struct handshake *o = run->opts;
    bool answers = o->get != NULL || o->send != NULL || o->early_data != NULL;

    *job = (struct handshake_job){.run = run, .opts = o};
    job->data_on_stdout = !o->result.json && (answers || view_options_draws(&o->view));
    job->style = job->data_on_stdout ? output_aside_style((enum color)o->result.color)
                                     : output_style((enum color)o->result.color);
    job->style.lang = lesson_lang(&o->view.lesson, job->style.utf8);
    verifier_init(&job->verifier, &o->judging, &o->result, &run->out, run->arena);
    job->verifier.keeps_leaf_key = true;
    job->plan = (struct endpoint_plan){
        .out = &run->out,
        .how = &job->how,
        .verifier = &job->verifier,
        .fetching = gather_is_wanted(&o->fetching, &o->judging) ? &o->fetching : NULL,
        .host = o->judging.host.kind != HOST_NONE ? &o->judging.host : NULL,
        .identity = &job->identity,
        .insecure = o->insecure,
        .keep_steps = view_options_keeps_steps(&o->view),
        .event_log_max = EVENT_LOG_BYTES,
        .want_progress = output_rewrites(),
    };
    job->keylog_listener = conn_keylog_listener(&job->keylog);
    if (lesson_wants(&o->view.lesson)) {
        job->again =
            opt_again(handshake_opts, run->arena, run->argc, run->argv, not_again, &job->num_again);
        job->judging = opt_again(judging_again, run->arena, run->argc, run->argv,
                                 dane_lookup_is_asked(&o->judging) ? not_offline : not_again,
                                 &job->num_judging);
    }
    buf_init(&job->why, WHY_MAX);
    buf_init(&job->chain, FILES_MAX);
    buf_init(&job->page, FILES_MAX);
    buf_init(&job->secrets, FILES_MAX);
}

static void job_free(struct handshake_job *job)
{
    verifier_close(&job->verifier);
    handshake_files_close(job);
    buf_free(&job->why);
    buf_free(&job->chain);
    buf_wipe(&job->page);
    buf_wipe(&job->secrets);
}

/* All operands and files are checked before the first connection. */
static int handshake_run(struct run *run)
{
    const struct handshake *o = run->opts;
    struct server *servers = arena_alloc(run->arena, run->num_operands + 1, sizeof *servers);
    /* What the user sends is HTTP/1.1 at most: we do not speak HTTP/2. */
    bool sends = o->get != NULL || o->send != NULL || o->early_data != NULL;
    struct handshake_job j;
    int code = wrong_options(run, o);

    if (servers == NULL)
        return EXIT_FAULT;
    gmpwipe_install();
    job_init(&j, run);
    if (code == EXIT_OK)
        code = connect_options_make(&j.how, run, &o->connecting, OFFER_IMPLEMENTED,
                                    sends ? "http/1.1" : "h2,http/1.1");
    for (size_t i = 0; i < run->num_operands && code == EXIT_OK; i++)
        code = connect_options_server(&j.how, &servers[i], run, run->operands[i]);
    if (code == EXIT_OK)
        code = wrong_names(run, o, servers);
    if (code == EXIT_OK)
        code = monitor_options_open(&j.monitor, run, &o->monitoring, &o->result);
    if (code == EXIT_OK)
        code = passphrase_options_open(&j.passphrase, run, &o->passphrase);
    trust_inputs_passphrase(&j.verifier.inputs, passphrase_given(&j.passphrase));
    enum err e = code == EXIT_OK ? handshake_files_open(&j) : ERR_OK;
    passphrase_close(&j.passphrase);

    if (e != ERR_OK)
        code = handshake_without_files(&j, servers, e);
    if (code == EXIT_OK) {
        for (size_t i = 0; i < run->num_operands && output_tick(&run->out); i++)
            code = exit_worse(code, handshake_operand(&j, &servers[i], run->operands[i]));
        code = exit_worse(code, handshake_files_write(&j));
        code = monitor_options_close(&j.monitor, run, code);
    }
    job_free(&j);
    return code;
}

const struct cmd cmd_handshake = {
    .name = "handshake",
    .summary = "perform a TLS handshake and explain what happened",
    .usage = "[OPTION]... HOST[:PORT]...",
    .about =
        "Connects to each HOST, performs a TLS 1.3 or 1.2 handshake, checks the server's chain as "
        "verify does, and shows what happened: as a summary, field by field, as a picture, with "
        "every secret.\n"
        "HOST is a name or an address, also as [IPV6]:PORT or https://HOST[:PORT][/PATH]. The "
        "default port is 443.",
    .opts = handshake_opts,
    .opts_size = sizeof(struct handshake),
    .defaults = &handshake_defaults,
    .examples = handshake_examples,
    .operand = OPERAND_NONE,
    .run = handshake_run,
};
