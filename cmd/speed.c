/* SPDX-License-Identifier: GPL-3.0-or-later */
/* speed: how fast this build computes on this machine, and what the figures mean. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "app/file_error.h"
#include "app/side_file.h"
#include "app/speed/speed_bare.h"
#include "app/speed/speed_run.h"
#include "cmd/cli/cmd.h"
#include "cmd/options/connect_options.h"

struct speed {
    uint64_t row_us;
    bool json;
    const char *svg;
    int samples; /* a row whose rates are printed for speed_bare, or NO_ROW */
    int color;
};

enum { NO_ROW = -1, ROW_MOST = 999, US_PER_ROW = 150 * 1000, SVG_MAX = 1 << 22, NOTE_MAX = 512 };

static const struct speed speed_defaults = {.row_us = US_PER_ROW, .samples = NO_ROW};

#define AT(member) .offset = offsetof(struct speed, member)

static const struct opt speed_opts[] = {
    {.kind = OPT_GROUP, .help = "What to measure"},
    {.kind = OPT_PARSE,
     .name = "seconds",
     .arg = "N",
     AT(row_us),
     .parse = connect_options_timeout,
     .help = "How long each row is measured, in seconds (default 0.15)."},
    {.kind = OPT_INT, .name = "samples", .arg = "ROW", AT(samples), .number = ROW_MOST},
    {.kind = OPT_GROUP, .help = "What to show"},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Write one JSON object (see tlsbox-json(5)) instead of the table."},
    {.kind = OPT_STRING,
     .name = "svg",
     .arg = "FILE",
     AT(svg),
     .complete = COMPLETE_FILE,
     .help = "Also draw a bar chart as SVG."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example speed_examples[] = {
    {"tlsbox speed", "Measure everything: some 20 seconds of processor time."},
    {"tlsbox speed textbook", "AES against RSA, as in textbooks."},
    {"tlsbox speed aead --seconds 2 --svg aead.svg",
     "The ciphers of TLS, measured for longer, with a picture."},
    {"tlsbox speed --json signatures | jq '.rows[] | {name, operation, per_second}'",
     "Signatures for a script."},
    {NULL, NULL},
};

/* The signal that asked for an end, or 0. */
static volatile sig_atomic_t asked;

static void on_signal(int number)
{
    asked = number;
}

/* SIGINT and SIGTERM end the measurement; what was measured is still shown. */
static void catch_signals(void (*handler)(int number))
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static bool is_stopped(void *ctx)
{
    (void)ctx;
    return asked != 0;
}

/* The processor time of this thread: what others do on the machine matters less then. */
static uint64_t now_ns(void *ctx)
{
    struct timespec t = {0};

    (void)ctx;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000 * 1000 * 1000 + (uint64_t)t.tv_nsec;
}

static bool bare(void *ctx, size_t row, struct measure *out)
{
    const struct speed_how *how = ctx;

    return speed_bare(row, how->row_ns, out);
}

/* One run of the command. */
struct speed_job {
    struct run *run;
    const struct speed *opts;
    struct speed_lab lab;
    struct speed_how how;
    struct speed_line *lines;
    bool *wanted;
    size_t num, num_wanted, num_done;
    bool has_terminal; /* for progress */
};

/* Finds the rows that the operands name: all if there are none. */
static int choose(struct speed_job *job)
{
    struct run *run = job->run;

    for (size_t k = 0; k < run->num_operands; k++) {
        struct suggest near = {.to = span_str(run->operands[k])};
        bool is_known = false;

        for (size_t i = 0; i < job->num; i++) {
            bool is_meant = speed_matches(i, run->operands[k]);
            job->wanted[i] = job->wanted[i] || is_meant;
            is_known = is_known || is_meant;
        }
        if (is_known)
            continue;
        for (size_t i = 0; speed_name(i) != NULL; i++)
            suggest_try(&near, speed_name(i));
        return cmd_unknown(run, "algorithm", run->operands[k], &near);
    }
    for (size_t i = 0; i < job->num; i++) {
        job->wanted[i] = job->wanted[i] || run->num_operands == 0;
        job->num_wanted += job->wanted[i];
    }
    return EXIT_OK;
}

/* A line that is written over; an empty one at the end. */
static void progress(struct speed_job *job, const struct speed_line *line)
{
    struct buf text;

    if (!job->has_terminal)
        return;
    buf_init(&text, NOTE_MAX);
    buf_str(&text, "\r\x1b[K");
    if (line != NULL)
        buf_printf(&text, "%zu/%zu %s %s", job->num_done + 1, job->num_wanted, line->name,
                   line->operation);
    output_aside(&job->run->out, buf_span(&text));
    buf_free(&text);
}

/* A failure, a wrong result above all, is no figure. */
static int failed(struct speed_job *job, const struct speed_line *line, enum err e)
{
    enum reason reason = err_reason(e);
    char text[NOTE_MAX];

    progress(job, NULL);
    snprintf(text, sizeof text, "%s%s%s: %s", line->name, *line->operation == '\0' ? "" : " ",
             line->operation, err_text(e));
    output_say(&job->run->out, "%s [%s]", text, reason_code(reason));
    if (job->opts->json && error_json(&job->run->out.data, "speed", "", reason, text) != ERR_OK)
        return EXIT_FAULT;
    return reason_exit(reason);
}

static int measure_all(struct speed_job *job)
{
    for (size_t i = 0; i < job->num && asked == 0; i++) {
        if (!job->wanted[i])
            continue;
        progress(job, &job->lines[i]);
        enum err e = speed_run(&job->lines[i], &job->how, i);
        if (e != ERR_OK)
            return failed(job, &job->lines[i], e);
        job->num_done++;
    }
    progress(job, NULL);
    return EXIT_OK;
}

static int show(struct speed_job *job, struct side_file *file)
{
    const struct style style = output_style((enum color)job->opts->color);
    const struct speed_view view = {
        speed_groups,   speed_num_groups, job->lines, job->num, (double)job->opts->row_us / 1e6,
        MEASURE_ROUNDS, asked != 0};
    struct buf page;
    int code = EXIT_OK;

    speed_compare(job->lines, job->num);
    if (!job->opts->json)
        speed_text(&job->run->out.data, &view, &style);
    else if (speed_json(&job->run->out.data, &view) != ERR_OK)
        code = EXIT_FAULT;
    buf_init(&page, SVG_MAX);
    if (job->opts->svg != NULL)
        speed_svg(&page, &view, style.lang);
    code = exit_worse(code, side_file_write(file, &page, NULL, &job->run->out));
    buf_free(&page);
    return code;
}

/* For speed_bare: the rates of one row, whatever the row says of instructions. */
static int print_samples(struct speed_job *job)
{
    size_t row = (size_t)job->opts->samples;
    struct measure measure;

    if (row >= job->num)
        return cmd_wrong(job->run, "no such row");
    enum err e = speed_measure(&measure, &job->lines[row], &job->how, row);
    if (e != ERR_OK)
        return failed(job, &job->lines[row], e);
    speed_samples_put(&job->run->out.data, &measure);
    return EXIT_OK;
}

static int measure_and_show(struct speed_job *job)
{
    struct side_file file;
    int sys_errno = 0;

    if (job->opts->samples != NO_ROW)
        return print_samples(job);
    if (side_file_open(&file, job->opts->svg, false, &sys_errno) != ERR_OK)
        return file_error_say(&job->run->out, job->opts->svg, ERR_WRITE, sys_errno);
    catch_signals(on_signal);
    int code = measure_all(job);
    if (code == EXIT_OK)
        code = show(job, &file);
    side_file_close(&file);
    catch_signals(SIG_DFL);
    return code;
}

static int speed_run_command(struct run *run)
{
    struct rng_system random = {0};
    const struct rng rng = rng_system(&random);
    struct speed_job job = {.run = run, .opts = run->opts, .num = speed_rows()};

    job.lines = arena_alloc(run->arena, job.num, sizeof *job.lines);
    job.wanted = arena_alloc(run->arena, job.num, sizeof *job.wanted);
    if (job.lines == NULL || job.wanted == NULL)
        return EXIT_FAULT;
    for (size_t i = 0; i < job.num; i++)
        job.lines[i] = speed_line(i);
    int code = choose(&job);
    if (code != EXIT_OK)
        return code;
    job.has_terminal = output_rewrites();
    speed_lab_init(&job.lab, &rng, (int64_t)time(NULL));
    job.how = (struct speed_how){
        .lab = &job.lab, .clock = {NULL, now_ns, is_stopped}, .row_ns = job.opts->row_us * 1000};
    job.how.bare = bare;
    job.how.ctx = &job.how;
    code = measure_and_show(&job);
    speed_lab_free(&job.lab);
    /* Whoever started this learns that a signal ended it, after everything was written. */
    if (asked != 0 && output_flush(&run->out))
        raise(asked);
    return code;
}

const struct cmd cmd_speed = {
    .name = "speed",
    .summary = "measure how fast this build computes",
    .usage = "[OPTION]... [ALGORITHM]...",
    .about =
        "Measures, on this machine and in this build: digests, ciphers, signatures, key exchange, "
        "the verification of chains, whole handshakes, and AES against RSA as textbooks show it. "
        "Each figure is the median of several rounds, with its spread and a sentence on what it "
        "means.\n"
        "ALGORITHM is the name of a row, such as SHA-256, or its beginning up to a hyphen, such as "
        "RSA "
        "or AES-128, or the name of a group: digests, aead, modes, textbook, signatures, "
        "agreement, encapsulation, chains, handshakes. Without one, everything is measured. A "
        "result that is wrong is an error, not a figure.\n"
        "Ctrl-C ends the measurement; what was measured until then is shown.",
    .opts = speed_opts,
    .opts_size = sizeof(struct speed),
    .defaults = &speed_defaults,
    .examples = speed_examples,
    .operand = OPERAND_WORD,
    .word = speed_name,
    .run = speed_run_command,
};
