/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan: finds out what servers can do, by many connections to each of them. */
#include "config.h"

#include "cmd/scan/scan.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "app/batch/stop.h"
#include "app/scan/pace.h"
#include "app/serve/client_limit.h"
#include "cmd/options/verify_options.h"
#include "lib/crypto/gmpwipe.h"

enum { JOBS_MAX = 100000, RATE_MAX = 1000000, RETRIES_MAX = 100, PER_ADDRESS = 20 };

/* Time limits: of a scan, of one that asks once, and of one connection. */
#define WHOLE_US      UINT64_C(120000000)
#define QUICK_US      UINT64_C(10000000)
#define CONNECTION_US UINT64_C(5000000)

static const struct scan_opts scan_defaults = {
    .jobs = 100, .rate = 200, .retries = 1, .judging = VERIFY_SETTINGS_DEFAULTS};

static enum err parse_shard(void *field, struct arena *arena, const char *text)
{
    (void)arena;
    return line_id_shard_parse(field, text);
}

#define AT(member) .offset = offsetof(struct scan_opts, member)

static const struct opt scan_table[] = {
    {.kind = OPT_GROUP, .help = "Targets"},
    {.kind = OPT_LIST,
     .name = "targets",
     .arg = "FILE",
     AT(files),
     .complete = COMPLETE_FILE,
     .help =
         "Scan the targets in FILE too, one on each line; what follows a # is a comment. Can be "
         "given several times."},
    {.kind = OPT_FLAG,
     .name = "cidr",
     AT(cidr),
     .help = "Allow blocks of addresses as targets, 192.0.2.0/24 or [2001:db8::/120]:8443: every "
             "address of the block is scanned."},
    {.kind = OPT_FLAG,
     .name = "all-addresses",
     AT(all_addresses),
     .help = "Scan each address of a name, one after the other. Differences between them are a "
             "finding."},
    {.kind = OPT_STRING,
     .name = "resume",
     .arg = "FILE",
     AT(resume),
     .complete = COMPLETE_FILE,
     .help = "Continue an earlier run: targets whose id has a result in FILE, the output of scan "
             "--json, are left out. Append to the same file with '>>'; if its last line is not "
             "complete, that part is cut off. If FILE does not exist, no target is left out."},
    {.kind = OPT_PARSE,
     .name = "shard",
     .arg = "K/N",
     AT(shard),
     .parse = parse_shard,
     .help = "Scan only the K-th of N parts of the targets, which are chosen by their ids. N runs "
             "with K from 1 to N scan each target once."},

    {.kind = OPT_GROUP, .help = "Connecting"},
    {.kind = OPT_INCLUDE, .group = connect_reach_opts, AT(connecting)},
    {.kind = OPT_PARSE,
     .name = "timeout",
     .arg = "SECONDS",
     AT(connecting.timeout_us),
     .parse = connect_options_timeout,
     .help = "Time limit per target in seconds (default 120, or 10 with --quick). Each connection "
             "has at most 5 of them."},
    {.kind = OPT_INT,
     .name = "retries",
     .arg = "N",
     AT(retries),
     .number = RETRIES_MAX,
     .help = "Repeat a connection that failed at most N times (default 1). With 0, one is still "
             "repeated if the server was reached before."},

    {.kind = OPT_GROUP, .help = "Limits"},
    {.kind = OPT_FLAG,
     .name = "quick",
     AT(quick),
     .help = "Send only one ClientHello to each target: does it answer, and with which version, "
             "suite and group?"},
    {.kind = OPT_INT,
     .name = "jobs",
     .arg = "N",
     AT(jobs),
     .least = 1,
     .number = JOBS_MAX,
     .help = "Scan N targets at a time (default 100)."},
    {.kind = OPT_INT,
     .name = "per-host",
     .arg = "N",
     AT(per_host),
     .least = 1,
     .number = HOST_ATTEMPTS_MAX,
     .help = "Have at most N connections to a target at a time (default 4, or 1 while more than "
             "64 targets are scanned)."},
    {.kind = OPT_INT,
     .name = "rate",
     .arg = "N",
     AT(rate),
     .number = RATE_MAX,
     .help = "Open at most N connections a second (default 200), and at most 20 to one address. 0 "
             "lifts both limits: only for servers of your own."},

    {.kind = OPT_GROUP, .help = "Judging of certificates"},
    {.kind = OPT_INCLUDE, .group = verify_rest_group, AT(judging)},

    {.kind = OPT_STRING,
     .name = "require",
     .arg = "NAME|FILE",
     AT(require),
     .value = requirement_name,
     .complete = COMPLETE_FILE,
     .help = "Refuse servers that do not meet a requirement: Mozilla's guidelines modern, "
             "intermediate or old, or a file of your own. The reason is then below-requirement, "
             "or requirement-unknown if not everything was found out."},
    {.kind = OPT_INCLUDE, .group = verify_records_group, AT(judging)},
    {.kind = OPT_GROUP, .help = "Java key stores"},
    {.kind = OPT_INCLUDE, .group = passphrase_group, AT(passphrase)},

    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_STRING,
     .name = "html",
     .arg = "FILE",
     AT(html),
     .complete = COMPLETE_FILE,
     .help = "Write a report with charts about all targets to FILE, as one page of HTML."},
    {.kind = OPT_STRING,
     .name = "cbom",
     .arg = "FILE",
     AT(cbom),
     .complete = COMPLETE_FILE,
     .help = "Write a list of the protocols, algorithms and certificates of all targets to FILE, "
             "as JSON of CycloneDX 1.6."},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Print one JSON object per target and line, as described in tlsbox-json(5)."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example scan_examples[] = {
    {"tlsbox scan example.org", "Everything about one server."},
    {"tlsbox scan --starttls smtp mail.example.org", "The same within SMTP, on port 25."},
    {"tlsbox scan --require intermediate example.org",
     "For a monitor: the exit code is 0 only if the server meets the requirement."},
    {"tlsbox scan --all-addresses example.org", "Compare all addresses of a name."},
    {"tlsbox scan --html report.html --cbom cbom.json --targets hosts",
     "Reports about many servers, for people and for an inventory."},
    {"tlsbox scan --quick --json --targets hosts >results", "What many servers choose, quickly."},
    {"tlsbox scan --json --resume results --targets hosts >>results",
     "Continue such a run, after it was stopped."},
    {"tlsbox scan --cidr --quick 192.0.2.0/24", "Which addresses of a block have a server."},
    {NULL, NULL},
};

/* Checks the operands, before anything is connected to: a wrong one is a wrong command line. */
static int wrong_operands(struct run *run, const struct scan_opts *opts,
                          const struct connect_setup *how)
{
    if (run->num_operands + opts->files.num == 0)
        return cmd_wrong(run, "no TARGET to scan ('-' is standard input)");
    if (verify_options_offline(run, &opts->judging) != EXIT_OK)
        return EXIT_USAGE;
    for (size_t i = 0; i < run->num_operands; i++) {
        struct span text = span_str(run->operands[i]);
        struct net_block block;
        struct server server;
        enum err e = ERR_OK;

        if (net_block_is(text))
            e = opts->cidr ? net_block_parse(&block, text) : ERR_TARGET_BLOCK;
        else if (!span_eq(text, SPAN_LIT("-")))
            e = connect_setup_server(&server, how, text);
        if (e != ERR_OK)
            return cmd_wrong(run, "'%s': %s", run->operands[i], err_text(e));
    }
    return EXIT_OK;
}

/* Results would be read as targets, each with a result, without end. */
static int wrong_files(struct run *run, const struct scan_opts *opts)
{
    if (opts->resume != NULL && !opts->json)
        return cmd_wrong(run, "--resume goes with --json");
    for (size_t i = 0; i < run->num_operands; i++) {
        if (strcmp(run->operands[i], "-") != 0)
            continue;
        if (file_is_open_as("-", STDOUT_FILENO))
            return cmd_wrong(run, "standard input is also standard output");
        if (isatty(STDIN_FILENO) == 1)
            output_say(&run->out,
                       "reading targets from the terminal, one on each line, until Ctrl-D");
    }
    for (size_t i = 0; i < opts->files.num; i++) {
        if (file_is_open_as(opts->files.v[i], STDOUT_FILENO))
            return cmd_wrong(run, "'%s' is also standard output", opts->files.v[i]);
    }
    return EXIT_OK;
}

/* The connections of a target: a race of addresses takes two. */
static size_t connections_each(const struct scan_opts *opts)
{
    if (opts->quick || opts->per_host == 1)
        return 2;
    return opts->per_host == 0 ? HOST_ATTEMPTS : (size_t)opts->per_host;
}

/* As many targets at a time as there are descriptors for. */
static unsigned possible_jobs(struct run *run, const struct scan_opts *opts)
{
    size_t each = connections_each(opts), limit;
    const struct client_limit want = {.wanted = (size_t)opts->jobs * each, .listeners = 1};
    size_t jobs = client_limit_clients(&want, &limit) / each;

    if (jobs >= (size_t)opts->jobs)
        return (unsigned)opts->jobs;
    jobs = jobs == 0 ? 1 : jobs;
    output_say(&run->out, "only %zu targets at a time: the limit is %zu open files", jobs, limit);
    return (unsigned)jobs;
}

static struct scan_plan plan_of(const struct scan_opts *opts, struct rng_system *random)
{
    uint64_t whole = opts->connecting.timeout_us, each;

    if (whole == 0)
        whole = opts->quick ? QUICK_US : WHOLE_US;
    each = whole / ((unsigned)opts->retries + 1);
    return (struct scan_plan){.starttls = (enum starttls)opts->connecting.starttls,
                              .quick = opts->quick,
                              .per_host = opts->quick ? 1 : (unsigned)opts->per_host,
                              .retries = (unsigned)opts->retries,
                              .timeout_us = each < CONNECTION_US ? each : CONNECTION_US,
                              .limit_us = whole,
                              .rng = rng_system(random)};
}

/* A reader that has gone away needs no message. */
static enum err say_end(struct scan_output *output, const struct scan_run *scan, enum err e)
{
    struct output *out = &output->run->out;
    const struct line_sink *sink = &output->sink;

    if (scan->repeated > 0)
        output_say(out, "targets given more than once: %llu; each was scanned once",
                   (unsigned long long)scan->repeated);
    if (sink->failed && sink->sys_errno != EPIPE)
        output_say(out, "standard output: %s: %s [%s]", err_text(ERR_WRITE),
                   strerror(sink->sys_errno), reason_code(err_reason(ERR_WRITE)));
    else if (output->err != ERR_OK || (e != ERR_OK && e != ERR_WRITE))
        output_say(out, "%s [%s]", err_text(output->err != ERR_OK ? output->err : e),
                   reason_code(err_reason(output->err != ERR_OK ? output->err : e)));
    if (scan->signal != 0)
        output_say(out, "stopped by %s", stop_name(scan->signal));
    return output->err != ERR_OK ? output->err : e;
}

/* There is one target, and not perhaps more. */
static bool is_only(const struct run *run, const struct scan_opts *opts)
{
    return opts->files.num == 0 && run->num_operands == 1 && strcmp(run->operands[0], "-") != 0 &&
           !net_block_is(span_str(run->operands[0]));
}

static int scan_all(struct run *run, const struct scan_opts *opts, const struct connect_setup *how,
                    struct verifier *verifier)
{
    struct rng_system random = {0};
    uint8_t serial[CBOM_SERIAL];
    struct scan_output output = {.run = run,
                                 .opts = opts,
                                 .style = output_style((enum color)opts->color),
                                 .aside = output_aside_style((enum color)opts->color),
                                 .is_only = is_only(run, opts),
                                 .sink = {.fd = STDOUT_FILENO}};
    struct scan_run scan = {.plan = plan_of(opts, &random),
                            .limits = {(unsigned)opts->rate, opts->rate == 0 ? 0 : PER_ADDRESS},
                            .targets = {.setup = how,
                                        .operands = run->operands,
                                        .num_operands = run->num_operands,
                                        .files = &opts->files,
                                        .cidr = opts->cidr},
                            .out = &run->out,
                            .all_addresses = opts->all_addresses,
                            .resume = opts->resume,
                            .results_fd = STDOUT_FILENO,
                            .shard = opts->shard,
                            .result = scan_output_result,
                            .ctx = &output};
    int code = scan_files_requirement(&output.required, run, opts->require);

    if (code == EXIT_OK)
        code = scan_files_open(&output.files, run, opts);
    if (code != EXIT_OK)
        return code;
    scan.jobs = possible_jobs(run, opts);
    scan.plan.verifier = verifier;
    if (output.is_only && !opts->json && !opts->quick && output_rewrites())
        scan.grown = scan_output_grown;
    enum err e = scan_run_all(&scan);

    scan_output_end(&output);
    e = say_end(&output, &scan, e);
    rng_fill(&scan.plan.rng, serial, sizeof serial);
    code = scan_files_close(&output.files, run, &output.totals, (int64_t)time(NULL),
                            output.style.lang, serial);
    scan_run_free(&scan);
    if (scan.signal != 0)
        stop_raise(scan.signal);
    return exit_worse(code, exit_worse(tally_exit(&scan.tally, false), reason_exit(err_reason(e))));
}

/* What an option names must be readable.  Without the system's store alone no chain is judged, as
 * each result says, but all else is found out. */
static int wrong_trust(struct run *run, struct verifier *verifier)
{
    const struct verify_settings *s = verifier->settings;

    if (s->roots.num + s->add_roots.num + s->intermediates.num + s->crls.num == 0)
        return EXIT_OK;
    const struct trust_inputs *inputs = verifier_open(verifier);
    if (inputs->reason != REASON_OK)
        output_say(&run->out, "%.*s [%s]", (int)inputs->message.n, (const char *)inputs->message.p,
                   reason_code(inputs->reason));
    return reason_exit(inputs->reason);
}

/* The trust anchors are opened before the first byte of a peer is read, but not if no chain will be
 * judged. */
static int scan_run(struct run *run)
{
    const struct scan_opts *o = run->opts;
    const struct result_settings result = RESULT_SETTINGS_DEFAULTS;
    struct verifier verifier = {0};
    struct passphrase passphrase;
    struct connect_setup how;
    int code = connect_options_make(&how, run, &o->connecting, OFFER_ANYTHING, "");

    gmpwipe_install();
    if (code == EXIT_OK)
        code = wrong_operands(run, o, &how);
    if (code == EXIT_OK)
        code = wrong_files(run, o);
    if (code == EXIT_OK)
        code = passphrase_options_open(&passphrase, run, &o->passphrase);
    if (code != EXIT_OK)
        return code;
    if (!o->quick) {
        verifier_init(&verifier, &o->judging, &result, &run->out, run->arena);
        verifier.is_guest = true;
        trust_inputs_passphrase(&verifier.inputs, passphrase_given(&passphrase));
        verifier_remember(&verifier);
        verifier_prepare(&verifier);
        code = wrong_trust(run, &verifier);
    }
    passphrase_close(&passphrase);
    if (code == EXIT_OK)
        code = scan_all(run, o, &how, o->quick ? NULL : &verifier);
    if (!o->quick)
        verifier_close(&verifier);
    return code;
}

const struct cmd cmd_scan = {
    .name = "scan",
    .summary = "find out what servers can do, and whether that is good",
    .usage = "[OPTION]... TARGET...",
    .about =
        "Connects to each TARGET many times, and each time asks one question: which versions of "
        "SSL and TLS, suites, groups and certificates does this server have, and what else?\n"
        "TARGET is HOST[:PORT], ADDRESS[:PORT] or [IPV6]:PORT, or with --cidr a block of "
        "addresses; '-' reads targets from standard input, one on each line. The default port "
        "is 443.",
    .opts = scan_table,
    .opts_size = sizeof(struct scan_opts),
    .defaults = &scan_defaults,
    .examples = scan_examples,
    .operand = OPERAND_NONE,
    .run = scan_run,
};
