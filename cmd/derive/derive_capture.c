/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets of a connection in a capture.  The reader of decode decrypts it, and its event log
 * has the steps. */
#include "config.h"

#include <inttypes.h>

#include "cmd/decode/decode_source.h"
#include "cmd/derive/derive.h"
#include "lib/base/hex.h"
#include "lib/base/wipe.h"
#include "lib/crypto/gmpwipe.h"
#include "lib/view/handshake/hs_finished.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/text.h"

enum { WHY_MAX = 1 << 10 };

/* The connection to be shown: the requested one, or the first whose secrets are known. */
struct choice {
    const struct derive_opts *opts;
    struct decode_source *source;
    bool done, wrong;         /* it was shown; a Finished does not match */
    bool misfits;             /* --key does not belong to its certificate */
    uint64_t number;          /* of the first without secrets; 0: none so far */
    enum passive_block block; /* why */
    enum err err;             /* of the output */
};

/* The steps that passive decryption recorded, in the same form as those from --messages. */
static void put_json(struct choice *choice, const struct capture_conn *conn)
{
    const struct tls_info *info = passive_info(conn->passive);
    enum reason reason =
        passive_finished(conn->passive).wrong > 0 ? REASON_BAD_FINISHED : REASON_OK;
    struct json_writer j = {.out = &choice->source->run->out.data};

    envelope_open(&j, "derive", choice->opts->capture, reason);
    jw_list(&j, "findings");
    if (reason != REASON_OK)
        envelope_finding(&j, reason, reason_meaning(reason), err_ref(ERR_TLS_FINISHED), NULL, NULL);
    jw_list_end(&j);
    jw_str(&j, "version", version_name(info->version));
    jw_str(&j, "suite", info->suite->name);
    jw_hex(&j, "client_random", info->client_random);
    jw_list(&j, "steps");
    for (size_t i = 0; i < conn->events.num_steps; i++) {
        struct step s = hs_step_get(&conn->events, i, info->group);
        hs_step_json(&j, &s);
    }
    jw_list_end(&j);
    hs_finished_json(&j, "finished", &conn->events);
    jw_null(&j, "check");
    jw_int(&j, "flow", (int64_t)conn->number);
    choice->err = envelope_close(&j);
}

/* The recorded steps in the form that the other inputs have. */
static void put_text(struct choice *choice, const struct capture_conn *conn)
{
    const struct tls_info *info = passive_info(conn->passive);
    struct style style = output_style((enum color)choice->opts->color);
    struct buf *out = &choice->source->run->out.data;

    text_ink(out, &style, INK_BOLD);
    buf_printf(out, "%s, %s\n", version_name(info->version), info->suite->name);
    text_ink(out, &style, INK_PLAIN);
    buf_printf(out, "connection %" PRIu64 "%s%s\nclient random ", conn->number,
               conn->ends.known ? ", " : "", conn->ends.known ? conn->ends.text : "");
    hex_encode(out, info->client_random, 0);
    buf_str(out, "\n\n");
    for (size_t i = 0; i < conn->events.num_steps; i++) {
        struct step s = hs_step_get(&conn->events, i, info->group);
        hs_step(out, (unsigned)(i + 1), &s, &style);
        buf_u8(out, '\n');
    }
    hs_finished(out, &conn->events, &style);
    choice->err = out->err;
}

/* A finished connection of the capture: shows the first one that has steps. */
static void show(void *ctx, struct capture_conn *conn, bool is_row)
{
    const struct decode_source *s = ctx;
    struct choice *c = s->owner;

    (void)is_row;
    if (c->done)
        return;
    if (conn->events.num_steps == 0) {
        if (c->number == 0) {
            c->block = passive_block(conn->passive);
            c->misfits = conn->chain.needs_key && !conn->chain.used_key;
            c->number = conn->number;
        }
        return;
    }
    c->done = true;
    c->wrong = passive_finished(conn->passive).wrong > 0;
    if (c->opts->json)
        put_json(c, conn);
    else
        put_text(c, conn);
}

/* Reports that no connection of the capture could be decrypted, and why not the first one. */
static int say_none(struct choice *choice)
{
    const char *why = passive_block_text(choice->block);
    struct output *out = &choice->source->run->out;
    struct buf text;

    buf_init(&text, WHY_MAX);
    buf_printf(&text, "connection %" PRIu64 ": nothing can be derived%s%s%s", choice->number,
               why[0] != 0 ? ": " : "", why,
               choice->misfits ? "; --key does not match the server's certificate" : "");
    buf_u8(&text, '\0');
    output_say(out, "%s: %s [%s]", choice->opts->capture, (const char *)text.p,
               reason_code(REASON_UNDECODABLE));
    if (choice->opts->json)
        choice->err = error_json(&out->data, "derive", choice->opts->capture, REASON_UNDECODABLE,
                                 (const char *)text.p);
    buf_free(&text);
    return reason_exit(REASON_UNDECODABLE);
}

/* A capture has its own messages and secrets: options that give values are refused. */
static int wrong_options(struct run *run, const struct derive_opts *opts)
{
    if (opts->suite != NULL || opts->messages != NULL || opts->external)
        return cmd_wrong(run, "--capture takes only --key, --keylog and --flow");
    for (enum derive_id id = 0; id < DERIVE_COUNT; id++) {
        if (derive_is_given(opts, id))
            return cmd_wrong(run, "--capture and --%s exclude each other", derive_option(id));
    }
    return EXIT_OK;
}

/* Needs neither schedule nor values: the reader records the steps while it decrypts. */
int derive_capture(struct run *run, const struct derive_opts *opts)
{
    const struct string_list keylogs = {.v = (const char *[]){opts->keylog},
                                        .num = opts->keylog != NULL};
    const struct string_list keys = {.v = (const char *[]){opts->key}, .num = opts->key != NULL};
    struct choice choice = {.opts = opts};
    struct decode_source s = {
        .run = run,
        .inputs = &opts->capture,
        .num_inputs = 1,
        .command = "derive",
        .json = opts->json,
        .reader = {.listener.finished = show,
                   .flow = opts->flow,
                   .details = true,
                   .keep_steps = true},
        .owner = &choice,
    };
    int code = wrong_options(run, opts);

    if (code != EXIT_OK)
        return code;
    gmpwipe_install();
    choice.source = &s;
    code = passphrase_options_open(&s.passphrase, run, &opts->passphrase);
    if (code == EXIT_OK)
        code = decode_source_open(&s, &keylogs, &keys, 0);
    if (code == EXIT_OK)
        code = decode_source_read(&s, opts->capture);
    if (code == EXIT_OK && !choice.done)
        code = say_none(&choice);
    else if (choice.done)
        code = exit_worse(code, choice.wrong ? EXIT_VERDICT : EXIT_OK);
    if (choice.err != ERR_OK)
        code = exit_worse(code, reason_exit(err_reason(choice.err)));
    decode_source_close(&s);
    return code;
}
