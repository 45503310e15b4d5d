/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hello: sends a ClientHello and shows the answer, or shows any hello that is given. */
#include "config.h"

#include "cmd/hello/hello.h"

#include <string.h>

#include "cmd/options/connect_options.h"
#include "lib/base/file.h"
#include "lib/crypto/gmpwipe.h"

#define AT(member) .offset = offsetof(struct hello, member)

static const struct opt hello_opts[] = {
    {.kind = OPT_GROUP, .help = "Input"},
    {.kind = OPT_LIST,
     .name = "file",
     .arg = "FILE",
     AT(files),
     .complete = COMPLETE_FILE,
     .help = "Decode the hello in this file ('-' is standard input), of either side: records or "
             "messages, binary or hexadecimal; anything after it is ignored. Can be given several "
             "times."},
    {.kind = OPT_LIST,
     .name = "hex",
     .arg = "HEX",
     AT(hex),
     .help = "Decode these bytes in the same way: digits, also separated by blanks, colons or "
             "commas, a C array, or a dump from xxd, hexdump or Wireshark."},
    {.kind = OPT_STRING,
     .name = "listen",
     .arg = "[ADDR:]PORT",
     AT(listen),
     .help = "Dissect the ClientHello of every client that connects to this port, and answer with "
             "the alert handshake_failure, until interrupted. Without ADDR, listen on all "
             "addresses; port 0 means any free port. --timeout is per client."},
    {.kind = OPT_INCLUDE, .group = connect_group, AT(connecting)},
    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Print one JSON object per hello and line, as described in tlsbox-json(5)."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example hello_examples[] = {
    {"tlsbox hello example.org", "What a server chooses, and the fingerprint of its answer."},
    {"tlsbox hello --tls 1.2 --suites all example.org", "What it chooses if everything is "
                                                        "offered."},
    {"tlsbox hello --listen 8443", "What a browser offers: open https://localhost:8443/ in it."},
    {"tlsbox hello --hex '16 03 01 00 c2 ...'", "Decode the output of another tool."},
    {NULL, NULL},
};

/* --file and --hex. */

/* Decodes a hello that is given as text or binary. */
static int hello_bytes(struct run *run, const char *input, struct span text)
{
    struct hello_view t;
    struct buf bytes;

    hello_view_init(&t);
    t.input = t.label = input;
    t.is_file = true;
    buf_init(&bytes, HELLO_BYTES_MAX);
    enum err e = first_flight_text(&bytes, text);

    if (e == ERR_OK && bytes.n == 0)
        e = ERR_EMPTY_INPUT;
    if (e == ERR_OK)
        first_flight_take(&t.flight, buf_span(&bytes));
    else
        hello_view_fail(&t, err_reason(e), "%s", err_text(e));
    int code = hello_show(run, &t);

    hello_view_free(&t);
    buf_free(&bytes);
    return code;
}

/* Shows the hello in a file; an unreadable file is shown as a result with an error. */
static int hello_file(struct run *run, const char *path)
{
    struct file file = {0};
    struct hello_view t;
    enum err e = file_read(&file, path, HELLO_BYTES_MAX);
    int code = EXIT_OK;

    if (e == ERR_OK) {
        code = hello_bytes(run, path, file.bytes);
        file_close(&file);
        return code;
    }
    hello_view_init(&t);
    t.input = t.label = path;
    hello_view_fail(&t, err_reason(e), "%s%s%s", err_text(e), file.sys_errno != 0 ? ": " : "",
                    file.sys_errno != 0 ? strerror(file.sys_errno) : "");
    code = hello_show(run, &t);
    hello_view_free(&t);
    return code;
}

/* The sources exclude each other: servers to ask, a port for clients, or files and hex text to
 * decode. */
static int hello_run(struct run *run)
{
    const struct hello *o = run->opts;
    bool decodes = o->files.num + o->hex.num > 0;
    struct server *servers = arena_alloc(run->arena, run->num_operands + 1, sizeof *servers);
    struct connect_setup how;
    int code = EXIT_OK;

    if (servers == NULL)
        return EXIT_FAULT;
    if ((run->num_operands > 0) + decodes + (o->listen != NULL) != 1)
        return cmd_wrong(run, "give one of HOST, --file or --hex, and --listen%s",
                         run->num_operands == 0 ? connect_options_lone(&o->connecting) : "");
    gmpwipe_install();
    code = connect_options_make(&how, run, &o->connecting, OFFER_ANYTHING, "h2,http/1.1");
    for (size_t i = 0; i < run->num_operands && code == EXIT_OK; i++)
        code = connect_options_server(&how, &servers[i], run, run->operands[i]);
    if (code != EXIT_OK)
        return code;
    if (o->listen != NULL)
        return hello_listen(run, &how, o->listen);
    for (size_t i = 0; i < o->files.num && output_tick(&run->out); i++)
        code = exit_worse(code, hello_file(run, o->files.v[i]));
    for (size_t i = 0; i < o->hex.num && output_tick(&run->out); i++)
        code = exit_worse(code, hello_bytes(run, "--hex", span_str(o->hex.v[i])));
    for (size_t i = 0; i < run->num_operands && output_tick(&run->out); i++)
        code = exit_worse(code, hello_server(run, &how, run->operands[i], &servers[i]));
    return code;
}

const struct cmd cmd_hello = {
    .name = "hello",
    .summary = "dissect the hello messages of servers and clients",
    .usage = "[OPTION]... HOST[:PORT]... | --file FILE | --hex HEX | --listen [ADDR:]PORT",
    .about =
        "Sends one ClientHello to each HOST and shows every field of the ServerHello, "
        "HelloRetryRequest or alert that comes back, and the fingerprints of both sides: JA3 and "
        "JA4 of clients, JA3S of servers.\n"
        "With --file or --hex it decodes a captured hello; with --listen it waits for clients.",
    .opts = hello_opts,
    .opts_size = sizeof(struct hello),
    .examples = hello_examples,
    .operand = OPERAND_NONE,
    .run = hello_run,
};
