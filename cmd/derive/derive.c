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
#define VALUE(ID, option, length, help)
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
    {.kind = OPT_GROUP, .help = "TLS 1.3"},
#define VALUE12(ID, option, length, help)
#define VALUE13 ROW
#define VALUE(ID, option, length, help)
#include "cmd/derive/derive.def"
    {.kind = OPT_FLAG,
     .name = "external-psk",
     .offset = FIELD(external),
     .help = "The pre-shared key is not from a ticket: its binder has another label."},
#undef VALUE
#undef VALUE12
#undef VALUE13
    {.kind = OPT_GROUP, .help = "Finished values"},
#define VALUE12(ID, option, length, help)
#define VALUE13(ID, option, length, help)
#define VALUE ROW
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
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

/* What is written about one connection. */
struct derive_output {
    const struct derive *d;
    const struct derive_result *result;
    struct style style;
    struct json_writer j;
    unsigned num_steps;
};

static void step_text(void *ctx, const struct step *s)
{
    struct derive_output *o = ctx;
    struct buf *out = &o->d->run->out.data;

    hs_step(out, ++o->num_steps, s, &o->style);
    buf_u8(out, '\n');
}

static void step_json(void *ctx, const struct step *s)
{
    struct derive_output *o = ctx;

    hs_step_json(&o->j, s);
}

static const char *const end_names[DERIVE_ENDS] = {
    [DERIVE_SERVER] = "server", [DERIVE_CLIENT] = "client"};

static struct span expected(const struct derive_output *o, enum derive_end end)
{
    return span_of(o->result->expected[end].v, o->result->expected[end].n);
}

/* misfits: the messages hold a Finished that is not what it must be. */
static bool misfits(const struct derive_output *o, enum derive_end end)
{
    struct span found = o->d->found[end], value = expected(o, end);

    return found.n > 0 && value.n > 0 && !span_eq(found, value);
}

/* check_fits: the value given is that of this end. */
static bool check_fits(const struct derive_output *o, enum derive_end end)
{
    return derive_has(o->d, DERIVE_CHECK) &&
           span_eq(derive_get(o->d, DERIVE_CHECK), expected(o, end));
}

static bool fits(const struct derive_output *o)
{
    return !misfits(o, DERIVE_SERVER) && !misfits(o, DERIVE_CLIENT) &&
           (!derive_has(o->d, DERIVE_CHECK) || check_fits(o, DERIVE_SERVER) ||
            check_fits(o, DERIVE_CLIENT));
}

/* A verdict on a Finished value: which one it is, or NULL for that of --check where it is none. */
static void line(const struct derive_output *o, bool good, const char *what, const char *whose)
{
    struct buf *out = &o->d->run->out.data;

    text_ink(out, &o->style, good ? INK_GOOD : INK_BAD);
    buf_printf(out, "%s: %s", good ? "matches" : "does not match", what);
    if (whose != NULL)
        buf_printf(out, "the %s's Finished", whose);
    text_ink(out, &o->style, INK_PLAIN);
    buf_u8(out, '\n');
}

static void finished_text(const struct derive_output *o)
{
    for (enum derive_end end = 0; end < DERIVE_ENDS; end++) {
        if (o->d->found[end].n > 0 && expected(o, end).n > 0)
            line(o, !misfits(o, end), "", end_names[end]);
    }
    if (!derive_has(o->d, DERIVE_CHECK))
        return;
    if (check_fits(o, DERIVE_CLIENT))
        line(o, true, "the given value is ", end_names[DERIVE_CLIENT]);
    else if (check_fits(o, DERIVE_SERVER))
        line(o, true, "the given value is ", end_names[DERIVE_SERVER]);
    else
        line(o, false, "the given value is neither side's Finished", NULL);
}

static void put_hex_or_null(struct json_writer *j, const char *key, struct span s)
{
    if (s.n > 0)
        jw_hex(j, key, s);
    else
        jw_null(j, key);
}

static void bool_or_null(struct json_writer *j, const char *key, bool known, bool v)
{
    if (known)
        jw_bool(j, key, v);
    else
        jw_null(j, key);
}

static void finished_json(struct derive_output *o)
{
    struct json_writer *j = &o->j;

    jw_list(j, "finished");
    for (enum derive_end end = 0; end < DERIVE_ENDS; end++) {
        struct span found = o->d->found[end], value = expected(o, end);

        if (value.n == 0)
            continue;
        jw_open(j, NULL);
        jw_str(j, "side", end_names[end]);
        jw_hex(j, "transcript_hash", derive_finished_hash(o->d, end));
        jw_hex(j, "computed", value);
        put_hex_or_null(j, "found", found);
        bool_or_null(j, "ok", found.n > 0, !misfits(o, end));
        jw_close(j);
    }
    jw_list_end(j);
}

static void check_json(struct derive_output *o)
{
    struct json_writer *j = &o->j;
    const char *side = check_fits(o, DERIVE_CLIENT)   ? end_names[DERIVE_CLIENT]
                       : check_fits(o, DERIVE_SERVER) ? end_names[DERIVE_SERVER]
                                                      : NULL;

    if (!derive_has(o->d, DERIVE_CHECK)) {
        jw_null(j, "check");
        return;
    }
    jw_open(j, "check");
    jw_hex(j, "value", derive_get(o->d, DERIVE_CHECK));
    jw_str(j, "side", side);
    jw_bool(j, "ok", side != NULL);
    jw_close(j);
}

static const char *cert_input_of(const struct derive *d)
{
    if (d->opts->messages != NULL)
        return d->opts->messages;
    return d->opts->keylog != NULL ? d->opts->keylog : "";
}

static struct span client_random(const struct derive *d)
{
    return d->opts->keylog != NULL ? span_of(d->random, KEYLOG_RANDOM)
                                   : derive_get(d, DERIVE_CLIENT_RANDOM);
}

static enum err put_json(struct derive_output *o)
{
    const struct derive *d = o->d;
    struct step_listener listener = {o, step_json};
    struct derive_result again;
    enum reason reason = fits(o) ? REASON_OK : REASON_BAD_FINISHED;
    struct json_writer *j = &o->j;

    o->j = (struct json_writer){.out = &d->run->out.data};
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
    finished_json(o);
    check_json(o);
    return envelope_close(j);
}

static enum err put_text(struct derive_output *o, bool titled)
{
    const struct derive *d = o->d;
    struct buf *out = &d->run->out.data;
    struct step_listener listener = {o, step_text};
    struct derive_result again;

    text_ink(out, &o->style, INK_BOLD);
    buf_printf(out, "%s, %s\n",
               suite_is_13(d->suite) ? version_name(TLS_1_3) : version_name(TLS_1_2),
               d->suite->name);
    text_ink(out, &o->style, INK_PLAIN);
    if (titled) {
        buf_str(out, "client random ");
        hex_encode(out, client_random(d), 0);
        buf_u8(out, '\n');
    }
    buf_u8(out, '\n');
    derive_schedule(d, &listener, &again);
    wipe(&again, sizeof again);
    finished_text(o);
    return out->err;
}

/* one connection: what comes out is known before anything is written of it. */
static int one(const struct derive *d)
{
    struct derive_result result;
    struct derive_output o = {
        .d = d, .result = &result, .style = output_style((enum color)d->opts->color)};
    enum err e;
    int code;

    derive_schedule(d, NULL, &result);
    if (derive_has(d, DERIVE_CHECK) && result.expected[DERIVE_SERVER].n == 0 &&
        result.expected[DERIVE_CLIENT].n == 0)
        return cmd_wrong(d->run,
                         "--check needs the hash that a Finished is computed from: --messages, "
                         "--server-finished-hash or --client-finished-hash");
    e = d->opts->json ? put_json(&o) : put_text(&o, d->opts->keylog != NULL);
    code = e != ERR_OK ? reason_exit(err_reason(e)) : fits(&o) ? EXIT_OK : EXIT_VERDICT;
    wipe(&result, sizeof result);
    return code;
}

static int all(struct derive *d)
{
    struct span text = d->keylog.bytes;
    int code = EXIT_OK;

    if (d->opts->keylog == NULL)
        return one(d);
    while (code != EXIT_USAGE && derive_keylog_next(d, &text))
        code = exit_worse(code, one(d));
    return code;
}

static int derive_run(struct run *r)
{
    struct derive d;
    int code;

    if (r->num_operands > 0)
        return cmd_wrong(r, "'%s': derive takes only options", r->operands[0]);
    const struct derive_opts *o = r->opts;
    if (o->capture != NULL)
        return derive_capture(r, o);
    if (o->key != NULL || o->flow > 0)
        return cmd_wrong(r, "--%s needs --capture", o->key != NULL ? "key" : "flow");
    code = derive_open(&d, r);
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
