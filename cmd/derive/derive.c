/* SPDX-License-Identifier: GPL-3.0-or-later */
/* derive: every secret of a handshake, from what both sides agreed on to the keys of records. */
#include "config.h"

#include "cmd/derive/derive.h"

#include "lib/base/hex.h"
#include "lib/base/wipe.h"
#include "lib/view/handshake/hs.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/text.h"

#define FIELD(name) offsetof(struct derive_opts, name)
#define ROW(ID, option, length, what) \
    {.kind = OPT_STRING,              \
     .name = (option),                \
     .arg = "HEX",                    \
     .help = (what),                  \
     .offset = FIELD(text) + DERIVE_##ID * sizeof(const char *)},

static const struct opt derive_opts[] = {
    {.kind = OPT_GROUP, .help = "Input"},
    {.kind = OPT_STRING,
     .name = "suite",
     .arg = "NAME",
     .offset = FIELD(suite),
     .help = "The cipher suite: its IANA name, its OpenSSL name or its number (0x1301). Not needed "
             "with --messages or --capture, which name it."},
    {.kind = OPT_STRING,
     .name = "messages",
     .arg = "FILE",
     .offset = FIELD(messages),
     .complete = COMPLETE_FILE,
     .help = "The handshake messages in the order in which they were sent, headers included, "
             "concatenated: binary or hexadecimal. Randoms, hashes and the suite are taken from "
             "them, and Finished messages among them are checked."},
    {.kind = OPT_STRING,
     .name = "keylog",
     .arg = "FILE",
     .offset = FIELD(keylog),
     .complete = COMPLETE_FILE,
     .help = "A key log (SSLKEYLOGFILE): its secrets are the starting point. It names no suite. "
             "With --capture, the secrets that decrypt the capture."},
    {.kind = OPT_GROUP, .help = "From a capture"},
    {.kind = OPT_STRING,
     .name = "capture",
     .arg = "FILE",
     .offset = FIELD(capture),
     .complete = COMPLETE_FILE,
     .help = "A capture (pcap, pcapng, or bare TLS records). Its secrets are inside it, in "
             "--keylog, or decrypted with --key. Messages, randoms and the suite are taken from "
             "it, and its Finished messages are checked."},
    {.kind = OPT_STRING,
     .name = "key",
     .arg = "FILE",
     .offset = FIELD(key),
     .complete = COMPLETE_FILE,
     .help = "The server's RSA private key, to decrypt the premaster secret (RSA key exchange)."},
    {.kind = OPT_INCLUDE, .group = passphrase_group, .offset = FIELD(passphrase)},
    {.kind = OPT_INT,
     .name = "flow",
     .arg = "N",
     .offset = FIELD(flow),
     .least = 1,
     .number = 999999999,
     .help = "The connection of the capture to derive from, as decode numbers them; by default the "
             "first one whose secrets are known."},
    {.kind = OPT_GROUP, .help = "TLS 1.2"},
#define VALUE12 ROW
#define VALUE13(ID, option, length, help)
#define VALUE13_TWICE(ID, option, length, help)
#define VALUE(ID, option, length, help)
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
#undef VALUE13_TWICE
    {.kind = OPT_GROUP, .help = "TLS 1.3"},
#define VALUE12(ID, option, length, help)
#define VALUE13 ROW
#define VALUE13_TWICE(ID, option, length, what) \
    {.kind = OPT_LIST, .name = (option), .arg = "HEX", .help = (what), .offset = FIELD(shared)},
#define VALUE(ID, option, length, help)
#include "cmd/derive/derive.def"
    {.kind = OPT_FLAG,
     .name = "external-psk",
     .offset = FIELD(external),
     .help = "The pre-shared key is not from a ticket: its binder has another label."},
#undef VALUE
#undef VALUE12
#undef VALUE13
#undef VALUE13_TWICE
    {.kind = OPT_GROUP, .help = "Finished values"},
#define VALUE12(ID, option, length, help)
#define VALUE13(ID, option, length, help)
#define VALUE13_TWICE(ID, option, length, help)
#define VALUE ROW
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
#undef VALUE13_TWICE
    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_FLAG,
     .name = "json",
     .offset = FIELD(json),
     .help = "Print one JSON object per connection and line, as described in tlsbox-json(5)."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, .offset = FIELD(color)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example derive_examples[] = {
    {"tlsbox derive --messages handshake.bin --shared-secret 8bd4...492d",
     "All secrets of a TLS 1.3 handshake, and whether its Finished messages match."},
    {"tlsbox derive --suite ECDHE-RSA-AES128-GCM-SHA256 --premaster df4a...7b2d --client-random "
     "cb34...dece --server-random a6af...6928",
     "Master secret, key block and keys of TLS 1.2."},
    {"tlsbox derive --suite TLS_AES_128_GCM_SHA256 --keylog keys.log --json",
     "The keys and IVs of every connection in a key log."},
    {"tlsbox derive --capture trace.pcapng --key server.key",
     "Every secret of a captured handshake, starting from the premaster secret that the key "
     "decrypts."},
    {NULL, NULL},
};

/* The output about one connection. */
struct derive_output {
    const struct derive *d;
    const struct derive_result *result;
    struct style style;
    struct json_writer j;
    unsigned num_steps;
};

static void step_text(void *ctx, const struct step *step)
{
    struct derive_output *o = ctx;
    struct buf *out = &o->d->run->out.data;
    struct step shown = *step;

    derive_shared_split(o->d, &shown);
    hs_step(out, ++o->num_steps, &shown, &o->style);
    buf_u8(out, '\n');
}

static void step_json(void *ctx, const struct step *step)
{
    struct derive_output *o = ctx;
    struct step shown = *step;

    derive_shared_split(o->d, &shown);
    hs_step_json(&o->j, &shown);
}

static const char *const end_names[DERIVE_ENDS] = {
    [DERIVE_SERVER] = "server", [DERIVE_CLIENT] = "client"};

/* The Finished value that was computed for an end; empty if it cannot be. */
static struct span expected(const struct derive_output *output, enum derive_end end)
{
    return span_of(output->result->expected[end].v, output->result->expected[end].n);
}

/* The messages have a Finished for this end that differs from the computed one. */
static bool misfits(const struct derive_output *output, enum derive_end end)
{
    struct span found = output->d->found[end], value = expected(output, end);

    return found.n > 0 && value.n > 0 && !span_eq(found, value);
}

/* The value of --check is the Finished value of this end. */
static bool check_fits(const struct derive_output *output, enum derive_end end)
{
    return derive_has(output->d, DERIVE_CHECK) &&
           span_eq(derive_get(output->d, DERIVE_CHECK), expected(output, end));
}

/* No Finished is wrong, and the value of --check, if given, belongs to one of the ends. */
static bool fits(const struct derive_output *output)
{
    return !misfits(output, DERIVE_SERVER) && !misfits(output, DERIVE_CLIENT) &&
           (!derive_has(output->d, DERIVE_CHECK) || check_fits(output, DERIVE_SERVER) ||
            check_fits(output, DERIVE_CLIENT));
}

/* Prints a verdict on a Finished value; whose: the end, or NULL if the value of --check is
 * neither's. */
static void line(const struct derive_output *output, bool good, const char *what, const char *whose)
{
    struct buf *out = &output->d->run->out.data;

    text_ink(out, &output->style, good ? INK_GOOD : INK_BAD);
    buf_printf(out, "%s: %s", good ? "matches" : "does not match", what);
    if (whose != NULL)
        buf_printf(out, "the %s's Finished", whose);
    text_ink(out, &output->style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* A line for each Finished that was found, and one for the value of --check. */
static void finished_text(const struct derive_output *output)
{
    for (enum derive_end end = 0; end < DERIVE_ENDS; end++) {
        if (output->d->found[end].n > 0 && expected(output, end).n > 0)
            line(output, !misfits(output, end), "", end_names[end]);
    }
    if (!derive_has(output->d, DERIVE_CHECK))
        return;
    if (check_fits(output, DERIVE_CLIENT))
        line(output, true, "the given value is ", end_names[DERIVE_CLIENT]);
    else if (check_fits(output, DERIVE_SERVER))
        line(output, true, "the given value is ", end_names[DERIVE_SERVER]);
    else
        line(output, false, "the given value is neither side's Finished", NULL);
}

static void put_hex_or_null(struct json_writer *json, const char *key, struct span bytes)
{
    if (bytes.n > 0)
        jw_hex(json, key, bytes);
    else
        jw_null(json, key);
}

static void bool_or_null(struct json_writer *json, const char *key, bool known, bool value)
{
    if (known)
        jw_bool(json, key, value);
    else
        jw_null(json, key);
}

/* The computed Finished of each side, next to the one found in the messages. */
static void finished_json(struct derive_output *output)
{
    struct json_writer *j = &output->j;

    jw_list(j, "finished");
    for (enum derive_end end = 0; end < DERIVE_ENDS; end++) {
        struct span found = output->d->found[end], value = expected(output, end);

        if (value.n == 0)
            continue;
        jw_open(j, NULL);
        jw_str(j, "side", end_names[end]);
        jw_hex(j, "transcript_hash", derive_finished_hash(output->d, end));
        jw_hex(j, "computed", value);
        put_hex_or_null(j, "found", found);
        bool_or_null(j, "ok", found.n > 0, !misfits(output, end));
        jw_close(j);
    }
    jw_list_end(j);
}

/* Which side the value of --check fits, if any. */
static void check_json(struct derive_output *output)
{
    struct json_writer *j = &output->j;
    const char *side = check_fits(output, DERIVE_CLIENT)   ? end_names[DERIVE_CLIENT]
                       : check_fits(output, DERIVE_SERVER) ? end_names[DERIVE_SERVER]
                                                           : NULL;

    if (!derive_has(output->d, DERIVE_CHECK)) {
        jw_null(j, "check");
        return;
    }
    jw_open(j, "check");
    jw_hex(j, "value", derive_get(output->d, DERIVE_CHECK));
    jw_str(j, "side", side);
    jw_bool(j, "ok", side != NULL);
    jw_close(j);
}

/* The file that the input of JSON names; "" if all values come from options. */
static const char *cert_input_of(const struct derive *derive)
{
    if (derive->opts->messages != NULL)
        return derive->opts->messages;
    return derive->opts->keylog != NULL ? derive->opts->keylog : "";
}

/* A key log has one for each connection. */
static struct span client_random(const struct derive *derive)
{
    return derive->opts->keylog != NULL ? span_of(derive->random, KEYLOG_RANDOM)
                                        : derive_get(derive, DERIVE_CLIENT_RANDOM);
}

/* Runs the schedule again, now with a listener that writes the steps. */
static enum err put_json(struct derive_output *output)
{
    const struct derive *d = output->d;
    struct step_listener listener = {output, step_json};
    struct derive_result again;
    enum reason reason = fits(output) ? REASON_OK : REASON_BAD_FINISHED;
    struct json_writer *j = &output->j;

    output->j = (struct json_writer){.out = &d->run->out.data};
    envelope_open(j, "derive", cert_input_of(d), reason);
    jw_list(j, "findings");
    if (reason != REASON_OK)
        envelope_finding(j, reason, reason_meaning(reason), err_ref(ERR_TLS_FINISHED), NULL, NULL);
    jw_list_end(j);
    jw_str(j, "version", suite_is_13(d->suite) ? version_name(TLS_1_3) : version_name(TLS_1_2));
    jw_str(j, "suite", d->suite->name);
    put_hex_or_null(j, "client_random", client_random(d));
    jw_list(j, "steps");
    derive_schedule(d, &listener, &again);
    jw_list_end(j);
    wipe(&again, sizeof again);
    finished_json(output);
    check_json(output);
    return envelope_close(j);
}

/* Runs the schedule again, now with a listener that prints the steps. */
static enum err put_text(struct derive_output *output, bool titled)
{
    const struct derive *d = output->d;
    struct buf *out = &d->run->out.data;
    struct step_listener listener = {output, step_text};
    struct derive_result again;

    text_ink(out, &output->style, INK_BOLD);
    buf_printf(out, "%s, %s\n",
               suite_is_13(d->suite) ? version_name(TLS_1_3) : version_name(TLS_1_2),
               d->suite->name);
    text_ink(out, &output->style, INK_PLAIN);
    if (titled) {
        buf_str(out, "client random ");
        hex_encode(out, client_random(d), 0);
        buf_u8(out, '\n');
    }
    buf_u8(out, '\n');
    derive_schedule(d, &listener, &again);
    wipe(&again, sizeof again);
    finished_text(output);
    return out->err;
}

/* Derives one connection, twice: first without output, so that the verdict is known before the
 * first line is printed. */
static int one(const struct derive *derive)
{
    struct derive_result result;
    struct derive_output o = {
        .d = derive, .result = &result, .style = output_style((enum color)derive->opts->color)};
    enum err e;
    int code;

    derive_schedule(derive, NULL, &result);
    if (derive_has(derive, DERIVE_CHECK) && result.expected[DERIVE_SERVER].n == 0 &&
        result.expected[DERIVE_CLIENT].n == 0)
        return cmd_wrong(derive->run,
                         "--check needs the hash that a Finished is computed from: --messages, "
                         "--server-finished-hash or --client-finished-hash");
    e = derive->opts->json ? put_json(&o) : put_text(&o, derive->opts->keylog != NULL);
    code = e != ERR_OK ? reason_exit(err_reason(e)) : fits(&o) ? EXIT_OK : EXIT_VERDICT;
    wipe(&result, sizeof result);
    return code;
}

/* Every connection of the key log, or the only one. */
static int all(struct derive *derive)
{
    struct span text = derive->keylog.bytes;
    int code = EXIT_OK;

    if (derive->opts->keylog == NULL)
        return one(derive);
    while (code != EXIT_USAGE && derive_keylog_next(derive, &text))
        code = exit_worse(code, one(derive));
    return code;
}

static int derive_run(struct run *run)
{
    struct derive d;
    int code;

    if (run->num_operands > 0)
        return cmd_wrong(run, "'%s': derive takes only options", run->operands[0]);
    const struct derive_opts *o = run->opts;
    if (o->capture != NULL)
        return derive_capture(run, o);
    if (o->key != NULL || o->flow > 0)
        return cmd_wrong(run, "--%s needs --capture", o->key != NULL ? "key" : "flow");
    if (o->passphrase.file != NULL || o->passphrase.env != NULL)
        return cmd_wrong(run, "--passphrase-file and --passphrase-env go with --key");
    /* Options and files first, then messages, then the check that all fits together. */
    code = derive_open(&d, run);
    if (code == EXIT_OK && o->messages != NULL)
        code = derive_read_messages(&d);
    if (code == EXIT_OK)
        code = derive_fit(&d);
    if (code == EXIT_OK)
        code = all(&d);
    derive_wipe(&d);
    return code;
}

const struct cmd cmd_derive = {
    .name = "derive",
    .summary = "recompute every secret of a handshake step by step",
    .usage = "{--suite NAME|--capture FILE} [OPTION]...",
    .about =
        "Computes what both sides of a TLS connection derive from the secret that they agreed on. "
        "Each step is shown with its formula, its inputs and its output, down to the keys and IVs "
        "of records and the Finished values. The starting values are given in hexadecimal, or "
        "taken from the messages of a handshake, a key log, or a capture.",
    .opts = derive_opts,
    .opts_size = sizeof(struct derive_opts),
    .examples = derive_examples,
    .operand = OPERAND_NONE,
    .run = derive_run,
};
