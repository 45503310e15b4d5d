/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handshake: performs one, judges the server's chain, and shows what happened. */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "app/connect/conn_capture.h"
#include "app/connect/conn_keylog.h"
#include "app/connect/exchange.h"
#include "app/file_error.h"
#include "app/verify/credentials.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/lesson_options.h"
#include "cmd/options/verify_options.h"
#include "lib/asn1/pem.h"
#include "lib/crypto/gmpwipe.h"

struct handshake {
    struct verify_settings judging;
    struct result_settings result;
    struct connect_options connecting;
    struct lesson_opts lesson;
    const char *cert, *key;
    bool insecure, resume, false_start, key_update, secrets, timing;
    const char *early_data, *get, *send;
    const char *save_chain, *keylog, *pcap;
    int trace;   /* enum trace */
    int diagram; /* enum hs_diagram, or NO_DIAGRAM */
};

enum trace { TRACE_OFF, TRACE_FIELDS, TRACE_HEX };
enum {
    NO_DIAGRAM = -1,
    SEND_MAX = 64 << 20,
    PATH_MOST = 1 << 15,
    HTTP_REQUEST_MAX = 1 << 16,
    FILES_MAX = 1 << 30,
    /* More than our longest chain: what a flood leaves to be shown takes a tenth of a second. */
    EVENT_LOG_BYTES = 24 << 20,
};

static const struct handshake handshake_defaults = {
    .judging = VERIFY_SETTINGS_DEFAULTS, .lesson = LESSON_DEFAULTS, .diagram = NO_DIAGRAM};

static const char *const traces[] = {"hex", NULL};
static const char *const diagrams[] = {"text", "mermaid", "svg", NULL};

_Static_assert(TRACE_HEX == 2 && HS_DIAGRAM_TEXT == 0 && HS_DIAGRAM_SVG == 2,
               "names stand in the order of their enums");

#define AT(member) .offset = offsetof(struct handshake, member)

static const struct opt handshake_opts[] = {
    {.kind = OPT_INCLUDE, .group = connect_group, AT(connecting)},
    {.kind = OPT_STRING, .name = "cert", .arg = "FILE", AT(cert), .complete = COMPLETE_FILE,
     .help = "A client certificate, followed by its chain, for servers that ask for one."},
    {.kind = OPT_STRING, .name = "key", .arg = "FILE", AT(key), .complete = COMPLETE_FILE,
     .help = "Its private key, if it is not in the same file."},

    {.kind = OPT_GROUP, .help = "What to do"},
    {.kind = OPT_FLAG, .name = "insecure", AT(insecure),
     .help = "Finish the handshake even if the verdict is negative. The exit code is still 1."},
    {.kind = OPT_FLAG, .name = "resume", AT(resume),
     .help = "Connect a second time and resume the session of the first: by its ID, ticket or "
             "pre-shared key. --get and --send then use the second connection."},
    {.kind = OPT_STRING, .name = "early-data", .arg = "FILE", AT(early_data),
     .complete = COMPLETE_FILE,
     .help = "Send this file in the first flight of the second connection (0-RTT), and write the "
             "answer to standard output. Anyone can replay such data. Implies --resume. Offers "
             "only http/1.1 unless --alpn is given."},
    {.kind = OPT_FLAG, .name = "false-start", AT(false_start),
     .help = "In TLS 1.2, send data before the server's Finished has arrived (RFC 7918)."},
    {.kind = OPT_FLAG, .name = "key-update", AT(key_update),
     .help = "In TLS 1.3, update the keys of both directions after the handshake."},
    {.kind = OPT_STRING, .name = "get", .arg = "PATH", AT(get),
     .help = "Request this path with HTTP/1.1, and write the body of the answer to standard "
             "output; everything else goes to standard error. Offers only http/1.1 unless --alpn "
             "is given. With --json the body is left out; on a terminal, control characters are "
             "escaped."},
    {.kind = OPT_STRING, .name = "send", .arg = "FILE|-", AT(send), .complete = COMPLETE_FILE,
     .help = "Send this file, or standard input up to its end, and write the answer to standard "
             "output, until the server closes or is silent for a second. The answer must begin "
             "within five seconds, or within half of the time that --timeout leaves. Offers only "
             "http/1.1 unless --alpn is given. On a terminal, control characters are escaped."},

    {.kind = OPT_GROUP, .help = "Files"},
    {.kind = OPT_STRING, .name = "save-chain", .arg = "FILE", AT(save_chain),
     .complete = COMPLETE_FILE,
     .help = "Write the certificates that the server sent as PEM, whatever the verdict."},
    {.kind = OPT_STRING, .name = "keylog", .arg = "FILE", AT(keylog), .complete = COMPLETE_FILE,
     .help = "Append the secrets of the connection in the format that other programs read (RFC "
             "9850), to this file instead of the one that SSLKEYLOGFILE names."},
    {.kind = OPT_STRING, .name = "pcap", .arg = "FILE", AT(pcap), .complete = COMPLETE_FILE,
     .help = "Write a capture (pcapng) of everything sent and received, with the secrets inside: "
             "whoever reads the file can decrypt it."},

    {.kind = OPT_GROUP, .help = "What to show"},
    {.kind = OPT_MAYBE, .name = "trace", .arg = "hex", AT(trace), .names = traces,
     .help = "Show every record, and every message field by field; with hex, its bytes too."},
    {.kind = OPT_FLAG, .name = "secrets", AT(secrets),
     .help = "Show every derived secret and its inputs, and the derive command that recomputes "
             "them. Whoever knows them can decrypt the connection."},
    {.kind = OPT_FLAG, .name = "timing", AT(timing), .help = "Show how long each step took."},
    {.kind = OPT_ENUM, .name = "diagram", .arg = "KIND", AT(diagram), .names = diagrams,
     .help = "Draw the messages between client and server, as text, mermaid or svg. With mermaid "
             "and svg only the drawing goes to standard output, and everything else to standard "
             "error."},
    {.kind = OPT_INCLUDE, .group = lesson_opts, AT(lesson)},
    {.kind = OPT_INCLUDE, .group = result_opts, AT(result)},
    {.kind = OPT_INCLUDE, .group = verify_peer_group, AT(judging)},
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

/* A connection, and its part of the capture. */
struct connection {
    struct endpoint endpoint;
    struct conn_capture capture;
};

/* One run over all operands. */
struct job {
    struct run *run;
    const struct handshake *opts;
    struct connect_setup how;
    struct verifier verifier;
    struct endpoint_plan plan;
    struct credentials identity;
    struct outfile_log keylog;
    struct endpoint_listener keylog_listener;
    struct file early, send;
    struct buf chain;            /* PEM of all operands */
    struct buf page;             /* the lessons of all operands */
    struct spool packets;        /* the capture of all operands … */
    struct buf secrets;          /* … and its key log */
    struct buf why;              /* what is wrong with a file, before anybody is connected to */
    bool data_on_stdout;         /* so the rest goes to standard error */
    struct style style;
    struct span *again; /* the options for doing it once more */
    size_t num_again;
    struct span *judging; /* those by which decode judges likewise */
    size_t num_judging;
};

/* What a lesson's commands leave out: they have views of their own, and send nothing twice. */
static const char *const not_again[] = {
    "color", "diagram",    "early-data", "get",        "html",  "json", "keylog", "lang", "lesson",
    "pcap",  "proxy",   "quiet",      "save-chain", "secrets", "send", "timing", "trace", NULL};

/* Each view that was asked for, with a blank line between them.  Each may be long: what is written
 * is not kept while the next is made. */
static void put_views(struct buf *out, const struct job *j, const struct hs_view *view)
{
    const struct handshake *o = j->opts;
    struct output *to = &j->run->out;
    /* Before the server has said hello, the line on standard error says it all. */
    bool shown = view->info != NULL && view->info->version != 0;

    if (o->result.quiet)
        verdict_line(out, view->input, view->reason, &j->style);
    else if (shown)
        hs_text(out, view, &j->style);
    if (output_tick(to) && o->trace != TRACE_OFF)
        hs_packets(out, view, &j->style);
    if (output_tick(to) && o->trace != TRACE_OFF)
        hs_trace(out, view, &j->style, o->trace == TRACE_HEX);
    if (output_tick(to) && o->diagram == HS_DIAGRAM_TEXT)
        hs_diagram(out, view, HS_DIAGRAM_TEXT, &j->style);
    if (o->secrets)
        hs_secrets(out, view, &j->style);
    if (o->timing)
        hs_timing(out, view, &j->style);
    lesson_text(out, &o->lesson, view, &j->style);
}

static enum err show(struct job *j, const struct hs_view *view)
{
    const struct handshake *o = j->opts;
    struct output *out = &j->run->out;
    struct buf text;

    if (o->result.json)
        return hs_json(&out->data, view, o->secrets);
    if (o->diagram > HS_DIAGRAM_TEXT)
        hs_diagram(&out->data, view, (enum hs_diagram)o->diagram, &j->style);
    if (!j->data_on_stdout) {
        put_views(&out->data, j, view);
        return out->data.err;
    }
    buf_init(&text, FILES_MAX);
    put_views(&text, j, view);
    output_aside(out, buf_span(&text));
    enum err e = text.err;

    buf_wipe(&text);
    return e;
}

static void save_chain(struct job *j, const struct endpoint *v)
{
    struct fail fail = {0};
    struct rd r = rd_init(v->chain.list, &fail);
    struct cert_entry entry;

    while (j->opts->save_chain != NULL && cert_entry_next(&r, v->chain.is_13, &entry))
        pem_encode(&j->chain, "CERTIFICATE", entry.cert);
}

/* finish shows a connection that is over and keeps what it has to write; its exit code. */
static int finish(struct job *j, struct connection *c, const struct exchange *x, unsigned number,
                  unsigned of)
{
    struct endpoint *v = &c->endpoint;

    exchange_notes(x, v);
    struct hs_view view = endpoint_view(v);

    view.connection = number;
    view.num_connections = of;
    view.explain = j->opts->result.explain;
    view.said = true; /* by endpoint_say */
    view.http_status = x->http.status;
    view.options = j->again;
    view.num_options = j->num_again;
    view.judging = j->judging;
    view.num_judging = j->num_judging;
    enum err e = show(j, &view);

    lesson_page(&j->page, &j->opts->lesson, &view);
    int code = reason_exit(endpoint_reason(v));

    endpoint_say(v);
    if (e != ERR_OK)
        code = exit_worse(code, reason_exit(err_reason(e)));
    if (number == 1)
        save_chain(j, v);
    buf_put(&j->secrets, buf_span(&c->capture.secrets));
    return code;
}

static void connection_init(struct connection *c, struct job *j, const struct server *server,
                            const char *operand, struct exchange *x)
{
    struct endpoint *v = &c->endpoint;

    *c = (struct connection){0};
    endpoint_init(v, &j->plan, server, operand);
    v->hooks = &exchange_hooks;
    v->ctx = x;
    if (j->keylog.path != NULL)
        endpoint_listen(v, &j->keylog_listener);
    if (j->opts->pcap != NULL)
        conn_capture_listen(&c->capture, &j->packets, v);
    v->config.false_start = j->opts->false_start;
    v->config.false_start_without_alpn = j->opts->false_start;
    if (j->identity.tls.num_certs > 0)
        v->config.identity = &j->identity.tls;
    v->config.post_handshake_auth = true;
}

static void connection_free(struct connection *c)
{
    endpoint_free(&c->endpoint);
    conn_capture_free(&c->capture);
}

static void fault(struct endpoint *v, enum err e)
{
    if (e != ERR_OK)
        endpoint_fail(v, err_reason(e), "%s", err_text(e));
}

/* second connects again with the session of the first. */
static int second(struct job *j, struct endpoint *first, struct exchange *x, uint64_t timeout_us)
{
    struct output *out = &j->run->out;
    struct connection c;
    struct endpoint *v = &c.endpoint;

    connection_init(&c, j, first->peer, first->input, x);
    if (first->client.session.version != 0)
        v->config.session = &first->client.session;
    else
        output_say(out, "%s: the server sent no session to resume", first->peer->label);
    v->config.rejudge = true;
    v->config.early_data = x->want.early.n > 0;
    fault(v, endpoint_run(v, timeout_us));
    if (endpoint_is_open(v) && v->config.session != NULL && !tls_info(v->tls)->resumed)
        output_say(out, "%s: the server did not resume the session: a full handshake was made",
                   first->peer->label);
    int code = finish(j, &c, x, 2, 2);

    connection_free(&c);
    return code;
}

static int connect_operand(struct job *j, const struct server *server, const char *operand,
                           struct exchange *x)
{
    bool twice = j->opts->resume || j->opts->early_data != NULL;
    struct exchange alone = {.want = {.ticket = true, .key_update = j->opts->key_update}};
    struct exchange *firsts = twice ? &alone : x;
    struct connection c;
    struct endpoint *v = &c.endpoint;
    uint64_t began = net_now_us();

    connection_init(&c, j, server, operand, firsts);
    fault(v, endpoint_run(v, 0));
    int code = finish(j, &c, firsts, 1, twice ? 2 : 1);
    uint64_t spent = net_now_us() - began;

    if (twice && endpoint_is_open(v) && v->reason == REASON_OK && !j->run->out.failed) {
        /* At least a moment is left, so that what happens is a timeout and nothing else. */
        uint64_t left = spent < j->how.timeout_us ? j->how.timeout_us - spent : 1;

        code = exit_worse(code, second(j, v, x, left));
    }
    connection_free(&c);
    return code;
}

static int handshake_operand(struct job *j, const struct server *server, const char *operand)
{
    const struct handshake *o = j->opts;
    struct exchange x = {.want = {.early = j->early.bytes,
                                  .request = j->send.bytes,
                                  .is_http = o->get != NULL,
                                  .false_start = o->false_start,
                                  .key_update = o->key_update,
                                  .shows_answer = !o->result.json,
                                  .to_terminal = isatty(STDOUT_FILENO) == 1}};
    struct buf request;

    buf_init(&request, HTTP_REQUEST_MAX);
    exchange_init(&x);
    if (o->get != NULL) {
        exchange_request(&request, server, o->get);
        x.want.request = buf_span(&request);
    }
    int code = request.err == ERR_OK ? connect_operand(j, server, operand, &x) : EXIT_LIMIT;

    exchange_free(&x);
    buf_free(&request);
    return code;
}

static enum err read_data(struct job *j, struct file *out, const char *path)
{
    enum err e = path == NULL ? ERR_OK : file_read(out, path, SEND_MAX);

    return e == ERR_OK ? ERR_OK : file_error_put(&j->why, path, e, out->sys_errno);
}

/* Whatever can be known to fail does so before anybody is connected to. */
static enum err open_files(struct job *j)
{
    const struct handshake *o = j->opts;
    const char *const outputs[] = {o->save_chain, o->pcap, o->lesson.html};
    const char *log = o->keylog != NULL ? o->keylog : getenv("SSLKEYLOGFILE");
    int sys_errno = 0;

    /* An empty variable is none. */
    if (o->keylog == NULL && log != NULL && *log == '\0')
        log = NULL;
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        if (outputs[i] != NULL && outfile_check(outputs[i], &sys_errno) != ERR_OK)
            return file_error_put(&j->why, outputs[i], ERR_WRITE, sys_errno);
    }
    if (o->pcap != NULL && spool_open(&j->packets, o->pcap) != ERR_OK)
        return file_error_put(&j->why, o->pcap, ERR_WRITE, j->packets.sys_errno);
    TRY(read_data(j, &j->early, o->early_data));
    TRY(read_data(j, &j->send, o->send));
    enum err e = log == NULL ? ERR_OK
                             : outfile_log_open(&j->keylog, log, (int)(j->how.timeout_us / 1000));
    if (e != ERR_OK)
        return file_error_put(&j->why, log, e, j->keylog.sys_errno);
    if (o->cert == NULL)
        return ERR_OK;
    return credentials_read(&j->identity, j->run->arena, o->cert, o->key != NULL ? o->key : o->cert,
                            &j->why);
}

/* without_files says why nobody was connected to: also in an object for each operand. */
static int without_files(struct job *j, const struct server *servers, enum err err)
{
    struct run *r = j->run;
    struct endpoint v;

    for (size_t i = 0; i < r->num_operands && j->opts->result.json; i++) {
        endpoint_init(&v, &j->plan, &servers[i], r->operands[i]);
        endpoint_fail(&v, err_reason(err), "%.*s", (int)j->why.n, (const char *)j->why.p);
        struct hs_view view = endpoint_view(&v);
        enum err e = hs_json(&r->out.data, &view, false);

        err = e != ERR_OK ? e : err;
        endpoint_free(&v);
    }
    output_say(&r->out, "%.*s [%s]", (int)j->why.n, (const char *)j->why.p,
            reason_code(err_reason(err)));
    return reason_exit(err_reason(err));
}

static int write_file(struct job *j, const char *path, const struct buf *content, bool secret)
{
    int sys_errno = 0;
    enum err e = content->err;

    if (path == NULL || (e == ERR_OK && content->n == 0))
        return EXIT_OK;
    if (e == ERR_OK)
        e = outfile_file(path, buf_span(content), secret, &sys_errno);
    return e == ERR_OK ? EXIT_OK : file_error_say(&j->run->out, path, e, sys_errno);
}

/* The secrets go in front of the packets, since a reader needs them first.  Half a capture would
 * pass for a whole one: there is none then. */
static int write_capture(struct job *j)
{
    int sys_errno = j->packets.sys_errno;
    struct buf head;

    if (j->opts->pcap == NULL || (j->packets.n == 0 && !j->packets.failed))
        return EXIT_OK;
    buf_init(&head, FILES_MAX);
    pcapng_begin(&head, buf_span(&j->secrets));
    enum err e = j->packets.failed ? ERR_WRITE : head.err;

    if (e == ERR_OK)
        e = outfile_spool(j->opts->pcap, buf_span(&head), &j->packets, &sys_errno);
    buf_wipe(&head);
    return e == ERR_OK ? EXIT_OK : file_error_say(&j->run->out, j->opts->pcap, e, sys_errno);
}

static int write_files(struct job *j)
{
    const char *log = j->keylog.path;
    int code = write_file(j, j->opts->save_chain, &j->chain, false);

    code = exit_worse(code, write_capture(j));
    lesson_page_end(&j->page);
    code = exit_worse(code, write_file(j, j->opts->lesson.html, &j->page, true));
    outfile_log_close(&j->keylog);
    if (j->keylog.failed)
        code = exit_worse(code, file_error_say(&j->run->out, log, ERR_WRITE, j->keylog.sys_errno));
    return code;
}

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

static int wrong_options(struct run *r, const struct handshake *o)
{
    if (o->get != NULL && path_of(o->get) != NULL)
        return cmd_wrong(r, "--get takes only the path, and HOST is an operand: --get %s",
                         path_of(o->get));
    if (r->num_operands == 0)
        return cmd_wrong(r, "no HOST to connect to%s", connect_options_lone(&o->connecting));
    if (verify_options_wrong(r, &o->judging) != EXIT_OK)
        return EXIT_USAGE;
    if (o->get != NULL && o->send != NULL)
        return cmd_wrong(r, "--get and --send exclude each other");
    if (o->get != NULL && strlen(o->get) > PATH_MOST)
        return cmd_wrong(r, "--get: a path can have at most %d bytes", PATH_MOST);
    /* A blank or line end would make another request of it (RFC 9112 3). */
    for (const char *c = o->get; c != NULL && *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return cmd_wrong(r, "--get: a path cannot contain spaces or control characters");
    }
    if (o->key != NULL && o->cert == NULL)
        return cmd_wrong(r, "--key goes with --cert");
    if (o->result.json && o->diagram != NO_DIAGRAM)
        return cmd_wrong(r, "--json and --diagram exclude each other");
    if (o->diagram > HS_DIAGRAM_TEXT &&
        (o->get != NULL || o->send != NULL || o->early_data != NULL))
        return cmd_wrong(r, "--diagram %s and an answer both go to standard output",
                         diagrams[o->diagram]);
    return lesson_wrong(r, &o->lesson, o->result.json);
}

static void job_init(struct job *j, struct run *r)
{
    const struct handshake *o = r->opts;
    bool answers = o->get != NULL || o->send != NULL || o->early_data != NULL;

    *j = (struct job){.run = r, .opts = o};
    j->data_on_stdout = !o->result.json && (answers || o->diagram > HS_DIAGRAM_TEXT);
    j->style = j->data_on_stdout ? output_aside_style((enum color)o->result.color)
                                 : output_style((enum color)o->result.color);
    verifier_init(&j->verifier, &o->judging, &o->result, &r->out, r->arena);
    j->verifier.keeps_leaf_key = true;
    j->plan = (struct endpoint_plan){
        .out = &r->out,
        .how = &j->how,
        .verifier = &j->verifier,
        .host = o->judging.host.kind != HOST_NONE ? &o->judging.host : NULL,
        .identity = &j->identity,
        .insecure = o->insecure,
        .keep_steps = o->secrets || lesson_wants(&o->lesson),
        .event_log_max = EVENT_LOG_BYTES,
        .want_progress = isatty(STDERR_FILENO) == 1,
    };
    j->keylog_listener = conn_keylog_listener(&j->keylog);
    if (lesson_wants(&o->lesson)) {
        j->again =
            opt_again(handshake_opts, r->arena, r->argc, r->argv, not_again, &j->num_again);
        j->judging =
            opt_again(verify_group, r->arena, r->argc, r->argv, not_again, &j->num_judging);
    }
    buf_init(&j->why, HTTP_REQUEST_MAX);
    buf_init(&j->chain, FILES_MAX);
    buf_init(&j->page, FILES_MAX);
    buf_init(&j->secrets, FILES_MAX);
}

static void job_free(struct job *j)
{
    verifier_close(&j->verifier);
    credentials_free(&j->identity);
    file_wipe(&j->early);
    file_wipe(&j->send);
    buf_free(&j->why);
    buf_free(&j->chain);
    spool_close(&j->packets);
    buf_wipe(&j->page);
    buf_wipe(&j->secrets);
}

static int handshake_run(struct run *r)
{
    const struct handshake *o = r->opts;
    struct server *servers = arena_alloc(r->arena, r->num_operands + 1, sizeof *servers);
    /* What the user sends is HTTP/1.1 at most: we do not speak HTTP/2. */
    bool sends = o->get != NULL || o->send != NULL || o->early_data != NULL;
    struct job j;
    int code = wrong_options(r, o);

    if (servers == NULL)
        return EXIT_FAULT;
    gmpwipe_install();
    job_init(&j, r);
    if (code == EXIT_OK)
        code = connect_options_make(&j.how, r, &o->connecting, sends ? "http/1.1" : "h2,http/1.1");
    for (size_t i = 0; i < r->num_operands && code == EXIT_OK; i++)
        code = connect_options_server(&j.how, &servers[i], r, r->operands[i]);
    enum err e = code == EXIT_OK ? open_files(&j) : ERR_OK;

    if (e != ERR_OK)
        code = without_files(&j, servers, e);
    if (code == EXIT_OK) {
        for (size_t i = 0; i < r->num_operands && output_tick(&r->out); i++)
            code = exit_worse(code, handshake_operand(&j, &servers[i], r->operands[i]));
        code = exit_worse(code, write_files(&j));
    }
    outfile_log_close(&j.keylog);
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
