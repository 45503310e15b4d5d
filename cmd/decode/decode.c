/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decode: TLS connections out of a capture, decrypted where their secrets are known, and judged. */
#include "config.h"

#include "cmd/decode/decode.h"

#include <inttypes.h>

#include "cmd/decode/decode_passed.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/verify_options.h"
#include "lib/asn1/pem.h"
#include "lib/crypto/gmpwipe.h"
#include "lib/view/cert/label.h"

enum { FLOW_MOST = 999999999 };

/* Bytes of the files that are kept until the end. */
enum { PEM_MAX = 64 << 20, PAGE_MAX = 192 << 20, PASSED_MAX = 1 << 12 };

static const struct decode_opts decode_defaults = {.judging = VERIFY_SETTINGS_DEFAULTS,
                                                   .result = RESULT_SETTINGS_DEFAULTS,
                                                   .view = VIEW_OPTIONS_DEFAULTS};

#define AT(member) .offset = offsetof(struct decode_opts, member)

static const struct opt decode_opts[] = {
    {.kind = OPT_GROUP, .help = "Secrets"},
    {.kind = OPT_LIST,
     .name = "keylog",
     .arg = "FILE",
     AT(keylogs),
     .complete = COMPLETE_FILE,
     .help = "A key log (SSLKEYLOGFILE, RFC 9850) with the secrets of the connections. Can be "
             "given several times. Secrets in the capture itself are always used."},
    {.kind = OPT_LIST,
     .name = "key",
     .arg = "FILE",
     AT(keys),
     .complete = COMPLETE_FILE,
     .help = "The RSA key of a server: it decrypts TLS 1.2 connections whose key exchange is RSA, "
             "and those that resume their sessions. Can be given several times."},
    {.kind = OPT_INCLUDE, .group = passphrase_group, AT(passphrase)},
    {.kind = OPT_PARSE,
     .name = "timeout",
     .arg = "SECONDS",
     AT(timeout_us),
     .parse = connect_options_timeout,
     .help = "If a key log is a FIFO: how many seconds to wait until something is written to it "
             "(default 10)."},

    {.kind = OPT_GROUP, .help = "Which connections"},
    {.kind = OPT_INT,
     .name = "flow",
     .arg = "N",
     AT(flow),
     .least = 1,
     .number = FLOW_MOST,
     .help = "Only this connection. TCP connections are counted from 1, in the order of their "
             "first packets."},
    {.kind = OPT_FLAG,
     .name = "all",
     AT(all),
     .help = "If there are several connections, show each in full instead of one per line."},

    {.kind = OPT_GROUP, .help = "Files"},
    {.kind = OPT_STRING,
     .name = "save-chain",
     .arg = "FILE",
     AT(save_chain),
     .complete = COMPLETE_FILE,
     .help = "Write the certificates that the servers sent as PEM, whatever the verdict."},

    {.kind = OPT_GROUP, .help = "What to show"},
    {.kind = OPT_FLAG,
     .name = "follow",
     AT(follow),
     .help = "Write the decrypted application data of both sides to standard output: the client's "
             "lines begin with '>', the server's with '<'. Everything else goes to standard "
             "error."},
    {.kind = OPT_FLAG,
     .name = "packets",
     AT(view.packets),
     .help = "Show the table of messages, with their times, records and lengths."},
    VIEW_OPTIONS(struct decode_opts, view,
                 "Show every derived secret and its inputs, and the recomputed Finished messages."),
    {.kind = OPT_INCLUDE, .group = result_opts, AT(result)},
    {.kind = OPT_FLAG,
     .name = "no-verify",
     AT(no_verify),
     .help = "Do not check the chains. By default each is checked for the name that the client "
             "sent (or that of --host), and for the time of the capture (or that of --at)."},
    {.kind = OPT_INCLUDE, .group = verify_peer_group, AT(judging)},
    {.kind = OPT_INCLUDE, .group = verify_records_group, AT(judging)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example decode_examples[] = {
    {"tlsbox decode capture.pcapng", "Which connections are in a capture, and how did they end?"},
    {"tlsbox decode --keylog keys.log --flow 3 --trace capture.pcap | less",
     "Every message of the third connection, decrypted."},
    {"tlsbox decode --key server.key --follow capture.pcap",
     "The application data, if the premaster secret was encrypted with the server's RSA key."},
    {"tcpdump -i any -w - port 443 | tlsbox decode -", "One line per connection, when it ends."},
    {"tlsbox decode --json capture.pcapng | jq -r .server_name", "The server names that clients "
                                                                 "sent."},
    {NULL, NULL},
};

/* Only one thing can have standard output: JSON, the data of --follow, or a drawing. */
static int wrong_options(struct run *run, const struct decode_opts *opts)
{
    if (run->num_operands == 0)
        return cmd_wrong(run, "no FILE to read");
    if (verify_options_wrong(run, &opts->judging) != EXIT_OK ||
        verify_options_offline(run, &opts->judging) != EXIT_OK)
        return EXIT_USAGE;
    if (opts->result.json && opts->follow)
        return cmd_wrong(run, "--json and --follow exclude each other");
    if (opts->follow && view_options_draws(&opts->view))
        return cmd_wrong(run, "--follow and --diagram %s both go to standard output",
                         view_options_diagrams[opts->view.diagram]);
    if (opts->no_verify && opts->judging.host.kind != HOST_NONE)
        return cmd_wrong(run, "--no-verify and --host exclude each other");
    return view_options_wrong(run, &opts->view, opts->result.json);
}

/* What the commands of a lesson say of judging. */
static const struct opt judged_by[] = {
    {.kind = OPT_INCLUDE, .group = judging_again},
    {.kind = OPT_FLAG, .name = "no-verify"},
    {.kind = OPT_END},
};

/* The chain, unless it is the same as the one before. */
static void on_chain(void *ctx, struct span list, bool is_13)
{
    const struct decode_source *s = ctx;
    struct decode_job *j = s->owner;
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct cert_entry entry;
    uint8_t digest[DIGEST_MAX_SIZE] = {0};

    digest_of(DIGEST_SHA256, digest, list);
    if (memcmp(digest, j->last_chain, sizeof digest) == 0)
        return;
    memcpy(j->last_chain, digest, sizeof digest);
    while (cert_entry_next(&r, is_13, &entry))
        pem_encode(&j->pem, "CERTIFICATE", entry.cert);
    j->source.reader.listener_n = j->pem.room + j->page.room;
}

/* Options that show more than a row make the reader keep the details of each connection. */
static void job_init(struct decode_job *job, struct run *run)
{
    const struct decode_opts *o = run->opts;
    const struct view_options *view = &o->view;
    bool views = view->packets || view->trace != VIEW_TRACE_OFF || view->secrets || view->timing ||
                 view->diagram != VIEW_NO_DIAGRAM || lesson_wants(&view->lesson);
    struct capture_reader *reader = &job->source.reader;

    *job = (struct decode_job){.run = run, .opts = o};
    job->source = (struct decode_source){.run = run,
                                         .owner = job,
                                         .command = "decode",
                                         .inputs = (const char *const *)run->operands,
                                         .num_inputs = run->num_operands,
                                         .json = o->result.json};
    verifier_init(&job->verifier, &o->judging, &o->result, &run->out, run->arena);
    reader->listener.finished = decode_show_finished;
    reader->listener.chain = o->save_chain != NULL ? on_chain : NULL;
    reader->listener.data = o->follow ? decode_show_data : NULL;
    reader->verifier = o->no_verify ? NULL : &job->verifier;
    reader->flow = o->flow;
    reader->details = o->all || views || o->flow > 0 || o->result.json;
    reader->keep_steps = view_options_keeps_steps(&o->view);
    job->to_stdout = o->follow || view_options_draws(&o->view);
    job->style = output_style((enum color)o->result.color);
    job->aside = output_aside_style((enum color)o->result.color);
    job->style.lang = job->aside.lang = lesson_lang(&o->view.lesson, job->style.utf8);
    if (lesson_wants(&o->view.lesson))
        job->judging = opt_again(judged_by, run->arena, run->argc, run->argv,
                                 (const char *const[]){NULL}, &job->num_judging);
    buf_init(&job->pem, PEM_MAX);
    buf_init(&job->page, PAGE_MAX);
}

static void job_free(struct decode_job *job)
{
    verifier_close(&job->verifier);
    decode_source_close(&job->source);
    side_file_close(&job->chain_file);
    side_file_close(&job->page_file);
    buf_free(&job->pem);
    buf_wipe(&job->page);
}

/* A file that cannot be written is an error before anything is read. */
static int open_outputs(struct decode_job *job)
{
    const struct decode_opts *o = job->opts;
    int sys_errno = 0;

    if (side_file_open(&job->chain_file, o->save_chain, false, &sys_errno) != ERR_OK)
        return decode_source_failed(&job->source, o->save_chain, ERR_WRITE, sys_errno);
    if (side_file_open(&job->page_file, o->view.lesson.html, true, &sys_errno) != ERR_OK)
        return decode_source_failed(&job->source, o->view.lesson.html, ERR_WRITE, sys_errno);
    return EXIT_OK;
}

/* The line under a table; other forms have none. */
static void say_sums(const struct decode_job *job)
{
    const struct capture_reader *r = &job->source.reader;
    struct buf *out = &job->run->out.data;

    if (r->capture == NULL || job->opts->result.json || job->opts->result.quiet || !r->is_table ||
        r->details)
        return;
    const struct capture_sums *sums = capture_sums(r->capture);
    buf_printf(out, "\n%" PRIu64 " connection%s with TLS, %" PRIu64 " without", r->num_tls,
               buf_plural(r->num_tls), r->num_other);
    if (sums->gaps > 0)
        buf_printf(out, "; bytes are missing in %" PRIu64 " place%s", sums->gaps,
                   buf_plural(sums->gaps));
    buf_str(out, ".  --flow N shows one of them, --all each.\n");
    struct buf text;
    buf_init(&text, PASSED_MAX);
    decode_passed_text(&text, r->capture);
    if (text.n > 0)
        buf_printf(out, "Ignored: %.*s.\n", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

static void put_name(struct buf *out, const char *path)
{
    safe_put(out, span_str(label_input(path)));
    buf_str(out, ":\n");
}

/* Several files have headings, unless something else goes to standard output. */
static int read_file(struct decode_job *job, const char *path)
{
    const struct result_settings *result = &job->opts->result;

    job->has_heading = false;
    if (job->run->num_operands > 1 && !result->json && !result->quiet && !job->to_stdout)
        put_name(&job->run->out.data, path);
    int code = decode_source_read(&job->source, path);
    if (code == EXIT_OK)
        say_sums(job);
    return code;
}

/* Outputs, secrets and trust files are opened before the first capture.  The exit code is the worst
 * one. */
static int decode_run(struct run *run)
{
    const struct decode_opts *o = run->opts;
    struct decode_job j;
    int code = wrong_options(run, o);

    if (code != EXIT_OK)
        return code;
    gmpwipe_install();
    job_init(&j, run);
    code = open_outputs(&j);
    if (code == EXIT_OK)
        code = passphrase_options_open(&j.source.passphrase, run, &o->passphrase);
    trust_inputs_passphrase(&j.verifier.inputs, passphrase_given(&j.source.passphrase));
    if (code == EXIT_OK && !o->no_verify)
        verifier_prepare(&j.verifier);
    if (code == EXIT_OK)
        code = decode_source_open(&j.source, &o->keylogs, &o->keys, o->timeout_us);
    for (size_t i = 0; i < run->num_operands && code != EXIT_USAGE && !run->out.failed; i++) {
        if (code != EXIT_OK && i == 0)
            break; /* without the secrets, what is shown would mislead */
        code = exit_worse(code, read_file(&j, run->operands[i]));
    }
    code = exit_worse(code, j.code);
    lesson_page_end(&j.page);
    if (o->save_chain != NULL && j.lacks_chain && j.pem.n == 0)
        output_say(&run->out, "%s: not written: the capture shows no chain", o->save_chain);
    code = exit_worse(code, side_file_write(&j.chain_file, &j.pem, NULL, &run->out));
    code = exit_worse(code, side_file_write(&j.page_file, &j.page, NULL, &run->out));
    job_free(&j);
    return code;
}

const struct cmd cmd_decode = {
    .name = "decode",
    .summary = "read TLS connections from a capture",
    .usage = "[OPTION]... FILE...",
    .about =
        "Reads captures (pcap or pcapng; - is standard input), reassembles TCP connections, and "
        "shows the TLS inside them: versions, suites, names, alerts, and the server's chain with "
        "its verdict at the time of the capture. It decrypts connections whose secrets are known.\n"
        "A single connection is shown in full, several one per line. Files of bare TLS records, "
        "binary or hexadecimal, are read as one connection.",
    .opts = decode_opts,
    .opts_size = sizeof(struct decode_opts),
    .defaults = &decode_defaults,
    .examples = decode_examples,
    .operand = OPERAND_FILE,
    .run = decode_run,
};
