/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify: would a client trust this certificate for this host, now? */
#include "config.h"

#include <stdio.h>
#include <time.h>

#include "app/file_error.h"
#include "app/side_file.h"
#include "app/verify/cert_unlock.h"
#include "app/verify/credentials.h"
#include "app/verify/dane_lookup.h"
#include "app/verify/verifier.h"
#include "cmd/cli/cmd.h"
#include "cmd/cli/habit.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/fetch_options.h"
#include "cmd/options/lesson_options.h"
#include "cmd/options/monitor_options.h"
#include "cmd/options/passphrase_options.h"
#include "cmd/options/verify_options.h"
#include "cmd/verify/verify_batch.h"
#include "lib/view/view.h"

struct verify {
    const char *key;
    struct batch_opts many;
    uint64_t timeout_us;
    struct verify_settings judging;
    struct gather_settings fetching;
    struct result_settings result;
    struct lesson_opts lesson;
    struct monitor_opts monitoring;
    struct passphrase_opts passphrase;
};

#define VERIFY_TIMEOUT_US 10000000

static const struct verify verify_defaults = {.judging = VERIFY_SETTINGS_DEFAULTS,
                                              .lesson = LESSON_DEFAULTS,
                                              .result = RESULT_SETTINGS_DEFAULTS,
                                              .timeout_us = VERIFY_TIMEOUT_US};

static const struct opt verify_opts[] = {
    {.kind = OPT_INCLUDE, .group = verify_group, .offset = offsetof(struct verify, judging)},
    {.kind = OPT_INCLUDE, .group = gather_group, .offset = offsetof(struct verify, fetching)},
    {.kind = OPT_INCLUDE, .group = verify_dns_group, .offset = offsetof(struct verify, judging)},
    {.kind = OPT_GROUP, .help = "Private key"},
    {.kind = OPT_STRING,
     .name = "key",
     .arg = "FILE",
     .offset = offsetof(struct verify, key),
     .complete = COMPLETE_FILE,
     .help = "Check whether this private key, PEM or DER, belongs to the certificate; if not, the "
             "verdict is key-mismatch."},
    {.kind = OPT_INCLUDE, .group = passphrase_group, .offset = offsetof(struct verify, passphrase)},
    {.kind = OPT_GROUP, .help = "Limits"},
    {.kind = OPT_PARSE,
     .name = "timeout",
     .arg = "SECONDS",
     .offset = offsetof(struct verify, timeout_us),
     .parse = connect_options_timeout,
     .help = "Time limit per FILE in seconds (default 10). If there is no verdict in time, the "
             "reason is limit and the exit code 6."},
    {.kind = OPT_INCLUDE, .group = verify_batch_group, .offset = offsetof(struct verify, many)},
    {.kind = OPT_INCLUDE, .group = result_opts, .offset = offsetof(struct verify, result)},
    {.kind = OPT_INCLUDE, .group = lesson_chain_opts, .offset = offsetof(struct verify, lesson)},
    {.kind = OPT_INCLUDE, .group = monitor_group, .offset = offsetof(struct verify, monitoring)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

/* What the commands of a lesson say of judging. */
static const struct opt judged_by[] = {
    {.kind = OPT_INCLUDE, .group = judging_again},
    {.kind = OPT_INCLUDE, .group = verify_dns_group},
    {.kind = OPT_INCLUDE, .group = gather_group},
    {.kind = OPT_STRING, .name = "key", .arg = "FILE"},
    {.kind = OPT_END},
};

static const struct example verify_examples[] = {
    {"tlsbox verify --host www.example.org chain.pem",
     "Check the first certificate of chain.pem for a host; the others help to build the chain."},
    {"tlsbox verify --roots ca.pem --intermediates sub.pem *.crt",
     "Check several certificates against only a company's own CA."},
    {"tlsbox verify --at 2027-01-01 --warn 30 chain.pem",
     "Check for another day, and warn about certificates that expire within 30 days of it."},
    {"tlsbox verify --crl ca.crl --revocation hard chain.pem",
     "Refuse certificates that are revoked or that no current CRL covers."},
    {"tlsbox verify --explain chain.pem", "Show all paths that were tried."},
    {"tlsbox verify --lesson --host www.example.org chain.pem",
     "Learn how the certificate was made, and how its chain is checked."},
    {"tlsbox verify --json chain.pem | jq -r .reason", "The reason code for a script."},
    {"tlsbox verify --batch requests >results",
     "Judge many chains: a request in each line, a result in each line."},
    {"tlsbox verify --batch --resume results requests >>results",
     "Continue such a run, after it was stopped."},
    {"tlsbox verify --batch --stats certificates/ >results",
     "Judge the files of a directory, and print a summary."},
    {NULL, NULL},
};

/* What one operand of chains and their decoded certificates may take. */
enum { OPERAND_MEMORY = 512 << 20, MESSAGE_MAX = 1 << 18, PAGE_MAX = 1 << 30 };

/* The lessons of all operands. */
struct lessons {
    struct buf page;            /* of --html */
    struct side_file file;      /* likewise */
    const struct span *judging; /* the options that decided, as words of a command line */
    size_t num_judging;
};

/* One operand. */
struct work {
    struct run *run;
    const struct verify *opts;
    struct verifier *verifier;
    struct lessons *lessons;
    struct monitor *monitor;
    struct passphrase *passphrase;
    const struct dane_input *dane; /* looked up in the DNS; NULL: nothing was */
    uint64_t spent_us;             /* the look-up has taken this of the time */
    const char *path;
    int64_t now;
    struct arena arena;
    struct cert_input input;
    struct verdict verdict;
};

/* cannot_judge says why there is no verdict, on standard error and as JSON. */
static int cannot_judge(struct work *work, enum reason reason, struct span message)
{
    struct monitor_row row = {.input = work->path,
                              .exit = reason_exit(reason),
                              .reason = reason,
                              .message = message,
                              .now = work->now};
    struct buf text;
    enum err e = monitor_add(work->monitor, &row);

    output_say(&work->run->out, "%.*s [%s]", (int)message.n, (const char *)message.p,
               reason_code(reason));
    if (!work->opts->result.json && e == ERR_OK)
        return reason_exit(reason);
    buf_init(&text, MESSAGE_MAX);
    buf_put(&text, message);
    buf_u8(&text, '\0');
    if (text.err == ERR_OK && e == ERR_OK)
        e = error_json(&work->run->out.data, "verify", work->path, reason, (const char *)text.p);
    buf_free(&text);
    return e == ERR_OK ? reason_exit(reason) : exit_worse(reason_exit(reason), EXIT_FAULT);
}

/* A failure of the input has a place in the file; others have only a text. */
static int cannot_judge_err(struct work *work, enum err e)
{
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    if (work->input.fail.err != ERR_OK)
        cert_input_error(&text, &work->input);
    else
        buf_printf(&text, "%s: %s", work->path, err_text(e));
    int code = cannot_judge(work, err_reason(e), buf_span(&text));
    buf_free(&text);
    return code;
}

/* Broken helpers are reported before the verdict. */
static enum err judge(struct work *work)
{
    uint64_t most = work->opts->timeout_us;
    const struct verify_terms terms = {
        .dane = work->dane,
        .now = work->now,
        .end_us = net_now_us() + (work->spent_us < most ? most - work->spent_us : 1)};
    struct chain_certs certs = {.v = work->input.certs, .num = work->input.num_certs};

    trust_inputs_notes(&work->run->out, &work->input, &certs.broken);
    const struct gather_chain chain = {.settings = &work->opts->fetching,
                                       .certs = &certs,
                                       .host = &work->opts->judging.host,
                                       .terms = &terms,
                                       .arena = &work->arena,
                                       .verdict = &work->verdict};

    if (gather_is_wanted(chain.settings, &work->opts->judging))
        TRY(gather_judge(work->verifier, &chain));
    else
        TRY(verifier_judge(work->verifier, &certs, chain.host, &terms, &work->arena,
                           &work->verdict));
    work->verdict.view.input = work->path;
    work->verdict.view.can_fetch = true;
    return ERR_OK;
}

/* The report.  JSON has precedence over --quiet. */
static enum err show(struct work *work, const struct chain_view *view, const struct style *style)
{
    const struct result_settings *o = &work->opts->result;
    struct buf *out = &work->run->out.data;
    struct monitor_row row = {.input = work->path,
                              .exit = reason_exit(work->verdict.reason),
                              .reason = work->verdict.reason,
                              .now = view->in->judge->time};

    TRY(monitor_add_report(work->monitor, &row, view->report, view->in));
    if (work->monitor->nagios)
        return ERR_OK;
    if (o->json)
        return report_json(out, view->report, view->in);
    if (o->quiet)
        report_quiet(out, view->report, view->in, style);
    else
        report_text(out, view->report, view->in, style, o->explain);
    return out->err;
}

/* The report, and the lesson if one is wanted. */
static enum err show_all(struct work *work)
{
    const struct lesson_opts *lesson = &work->opts->lesson;
    const struct chain_view view = {&work->verdict.report, &work->verdict.view,
                                    work->lessons->judging, work->lessons->num_judging};
    struct style style = output_style((enum color)work->opts->result.color);

    if (lesson_wants(lesson))
        style.lang = lesson_lang(lesson, style.utf8);
    TRY(show(work, &view, &style));
    lesson_chain_text(&work->run->out.data, lesson, &view, &style);
    lesson_chain_page(&work->lessons->page, lesson, &view);
    return work->run->out.data.err;
}

/* Without usable trust anchors every operand fails, each with the same reason. */
static int verify_operand(struct work *work)
{
    const struct trust_inputs *inputs = verifier_open(work->verifier);
    enum err e = ERR_OK;

    if (inputs->reason != REASON_OK) {
        struct buf text;

        buf_init(&text, MESSAGE_MAX);
        buf_printf(&text, "%s: not verified: ", work->path);
        buf_put(&text, buf_span(&inputs->message));
        int code = cannot_judge(work, inputs->reason, buf_span(&text));
        buf_free(&text);
        return code;
    }
    arena_init(&work->arena, OPERAND_MEMORY);
    int code = EXIT_OK;
    e = trust_inputs_read(&work->run->out, &work->input, work->path, CERT_INPUT_CHAIN,
                          work->verifier->known, &work->arena);
    if (e == ERR_OK || e == ERR_IS_PKCS12)
        e = cert_unlock(&work->input, CERT_INPUT_CHAIN, work->passphrase, &work->arena);
    if (e == ERR_OK)
        e = judge(work);
    if (e == ERR_OK)
        e = show_all(work);
    code = e == ERR_OK ? reason_exit(work->verdict.reason) : cannot_judge_err(work, e);
    cert_input_close(&work->input);
    arena_free(&work->arena);
    return code;
}

/* read_key reads --key; without it, as without anchors, nothing is judged. */
static void read_key(struct privkey **out, const char *path, struct passphrase *pass,
                     struct trust_inputs *inputs)
{
    if (path == NULL || inputs->reason != REASON_OK)
        return;
    enum err e = credentials_key(out, path, pass, &inputs->message);
    if (e != ERR_OK)
        inputs->reason = err_reason(e);
}

/* look_up finds the records of --dane dns for the host, at the port of https, once for all
 * operands; what is in the way of it is in the way of every verdict.  The time that it took. */
static uint64_t look_up(struct dane_found *out, const struct verify *opts, struct run *run,
                        struct trust_inputs *inputs)
{
    enum { HTTPS_PORT = 443 };
    const struct reference_id *host = &opts->judging.host;
    char name[HOST_DNS_SIZE];
    uint64_t began = net_now_us();
    struct dane_lookup lookup;

    if (!dane_lookup_is_asked(&opts->judging) || inputs->reason != REASON_OK)
        return 0;
    snprintf(name, sizeof name, "%.*s", (int)host->name_n, (const char *)host->name);
    enum err e = dane_lookup_open(&lookup, &opts->judging, run->arena, &inputs->message);

    if (e == ERR_OK) {
        e = dane_lookup_find(out, &lookup, name, HTTPS_PORT, opts->timeout_us, run->arena);
        if (e != ERR_OK)
            buf_printf(&inputs->message, "--dane dns: %s", err_text(e));
    }
    if (e != ERR_OK)
        inputs->reason = file_error_reason(e);
    return net_now_us() - began;
}

/* Opens the page before the first untrusted byte is read; its exit code. */
static int lessons_open(struct lessons *lessons, struct run *run, const struct lesson_opts *opts)
{
    int sys_errno = 0;

    *lessons = (struct lessons){0};
    buf_init(&lessons->page, PAGE_MAX);
    if (lesson_wants(opts))
        lessons->judging = opt_again(judged_by, run->arena, run->argc, run->argv,
                                     (const char *const[]){NULL}, &lessons->num_judging);
    if (side_file_open(&lessons->file, opts->html, false, &sys_errno) != ERR_OK)
        return file_error_say(&run->out, opts->html, ERR_WRITE, sys_errno);
    return EXIT_OK;
}

/* Writes the page; its exit code. */
static int lessons_close(struct lessons *lessons, struct run *run)
{
    lesson_page_end(&lessons->page);
    int code = side_file_write(&lessons->file, &lessons->page, NULL, &run->out);

    side_file_close(&lessons->file);
    buf_free(&lessons->page);
    return code;
}

/* What shows one chain does not go with --batch. */
static int wrong_batch(struct run *run, const struct verify *opts)
{
    const struct {
        const char *name;
        bool is_given;
    } options[] = {{"key", opts->key != NULL},
                   {"quiet", opts->result.quiet},
                   {"aia", opts->fetching.wants.issuers},
                   {"fetch-ocsp", opts->fetching.wants.ocsp},
                   {"fetch-crl", opts->fetching.wants.crls},
                   {"fetch", opts->fetching.wants.all},
                   {"ct-tiles fetch", ct_tiles_are_fetched(&opts->judging)},
                   {"dane dns", dane_lookup_is_asked(&opts->judging)},
                   {"lesson", opts->lesson.lesson},
                   {"html", opts->lesson.html != NULL},
                   {"nagios", opts->monitoring.nagios},
                   {"prometheus", opts->monitoring.prometheus != NULL}};

    for (size_t i = 0; i < sizeof options / sizeof options[0] && opts->many.batch; i++) {
        if (options[i].is_given)
            return cmd_wrong(run, "--%s does not go with --batch", options[i].name);
    }
    return verify_batch_wrong(run, &opts->many);
}

/* Checks what the options and operands say before anything is read: EXIT_OK, or an exit code. */
static int wrong(struct run *run, const struct verify *opts)
{
    int code = verify_options_wrong(run, &opts->judging);

    if (code == EXIT_OK)
        code = fetch_options_wrong(run, &opts->fetching, &opts->judging);
    if (code == EXIT_OK)
        code = wrong_batch(run, opts);
    if (code != EXIT_OK)
        return code;
    if (dane_lookup_is_asked(&opts->judging) && opts->judging.host.kind != HOST_DNS)
        return cmd_wrong(run, "--dane dns needs the name of the service: --host NAME");
    if (run->num_operands == 0 && !opts->many.batch)
        return cmd_wrong(run, "no FILE to check ('-' is standard input)");
    for (size_t i = 0; i < run->num_operands; i++) {
        if (!opts->many.batch && habit_host(run->operands[i]))
            return cmd_wrong(run,
                             "'%s' is not a file: to check a server, use 'tlsbox handshake %s'",
                             run->operands[i], run->operands[i]);
    }
    return lesson_wrong(run, &opts->lesson, opts->result.json);
}

/* Trust anchors and the key are read once, before the first operand. */
static int verify_run(struct run *run)
{
    const struct verify *v = run->opts;
    struct privkey *key = NULL;
    struct verifier verifier;
    struct lessons lessons;
    struct dane_found dane = {0};
    struct monitor monitor;
    struct passphrase pass;
    int code = wrong(run, v);

    if (code == EXIT_OK)
        code = monitor_options_open(&monitor, run, &v->monitoring, &v->result);
    if (code == EXIT_OK)
        code = lessons_open(&lessons, run, &v->lesson);
    if (code == EXIT_OK)
        code = passphrase_options_open(&pass, run, &v->passphrase);
    if (code != EXIT_OK)
        return code;
    verifier_init(&verifier, &v->judging, &v->result, &run->out, run->arena);
    trust_inputs_passphrase(&verifier.inputs, passphrase_given(&pass));
    if (v->many.batch || run->num_operands > 1)
        verifier_remember(&verifier);
    if (v->many.batch) {
        code = verify_batch_run(run, &v->many, &verifier, v->timeout_us);
        passphrase_close(&pass);
        verifier_close(&verifier);
        return code;
    }
    read_key(&key, v->key, &pass, verifier_open(&verifier));
    verifier.key = key;
    uint64_t spent = look_up(&dane, v, run, verifier_open(&verifier));
    for (size_t i = 0; i < run->num_operands && output_tick(&run->out); i++) {
        struct work w = {.run = run,
                         .opts = v,
                         .verifier = &verifier,
                         .lessons = &lessons,
                         .monitor = &monitor,
                         .passphrase = &pass,
                         .dane = dane.base != NULL ? &dane.input : NULL,
                         .spent_us = i == 0 ? spent : 0,
                         .path = run->operands[i],
                         .now = (int64_t)time(NULL)};

        code = exit_worse(code, verify_operand(&w));
    }
    passphrase_close(&pass);
    privkey_free(key);
    verifier_close(&verifier);
    code = exit_worse(code, lessons_close(&lessons, run));
    return monitor_options_close(&monitor, run, code);
}

const struct cmd cmd_verify = {
    .name = "verify",
    .summary = "check a certificate chain as a client would",
    .usage = "[OPTION]... FILE...",
    .about =
        "Would a client trust this certificate for this host, now? If not, why not, and how do you "
        "fix it?\n"
        "Each FILE holds PEM, DER or PKCS#7, or DER as base64 or hexadecimal text. Its first "
        "certificate is the one to check; the others help to build the chain, are not trusted, and "
        "can be in any order. '-' is standard input. Every path to a trust anchor is tried until "
        "one passes.",
    .opts = verify_opts,
    .opts_size = sizeof(struct verify),
    .defaults = &verify_defaults,
    .examples = verify_examples,
    .operand = OPERAND_FILE,
    .run = verify_run,
};
