/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection: what is known of it beside its handshake. */
#include "config.h"

#include "cmd/decode/decode.h"

#include <inttypes.h>

#include "cmd/decode/decode_passed.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/text.h"

enum { INDENT = 2, LABEL = 12, CELL_MAX = 512, US = 1000000 };

static void put_fact(struct buf *out, const struct style *style, const char *label,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

static void put_fact(struct buf *out, const struct style *style, const char *label,
                     const char *format, ...)
{
    struct buf text, safe;
    va_list ap;

    buf_init(&text, 1 << 14);
    buf_init(&safe, 1 << 16);
    va_start(ap, format);
    buf_vprintf(&text, format, ap);
    va_end(ap);
    safe_put(&safe, buf_span(&text));
    text_pad(out, INDENT);
    text_ink(out, style, INK_DIM);
    text_cell(out, span_str(label), LABEL);
    text_ink(out, style, INK_PLAIN);
    text_fold(out, style, INDENT + LABEL, INDENT + LABEL, buf_span(&safe));
    buf_free(&safe);
    buf_free(&text);
}

static void put_ends(struct buf *out, const struct capture_conn *c, const struct style *style)
{
    for (int server = 0; server < 2; server++) {
        struct buf end;
        buf_init(&end, CELL_MAX);
        decode_row_end(&end, c, server != 0);
        put_fact(out, style, server ? "server" : "client", "%.*s%s%" PRIu64 " byte%s%s", (int)end.n,
                 (const char *)end.p, end.n > 0 ? ", " : "", c->bytes[server ? 0 : 1],
                 buf_plural(c->bytes[server ? 0 : 1]),
                 c->missing[server ? 0 : 1] > 0 ? ", some are missing in the capture" : "");
        buf_free(&end);
    }
}

static void put_times(struct buf *out, const struct capture_conn *c, const struct style *style)
{
    static const char *const ends[] = {
        [CAPTURE_FIN] = "closed by both sides",
        [CAPTURE_RESET] = "reset",
        [CAPTURE_REUSED] = "replaced by a new connection on the same ports",
        [CAPTURE_EVICTED] = "given up: too many open connections",
        [CAPTURE_END] = "open at the end of the capture",
    };
    bool half = c->how == CAPTURE_END && c->eof[0] != c->eof[1];
    struct buf text;

    if (c->began_us == 0)
        return;
    buf_init(&text, CELL_MAX);
    text_time(&text, (int64_t)(c->began_us / US));
    buf_str(&text, ", for ");
    text_us(&text, c->now_us - c->began_us);
    put_fact(out, style, "began", "%.*s; %s", (int)text.n, (const char *)text.p,
             !half       ? ends[c->how]
             : c->eof[1] ? "closed by the client"
                         : "closed by the server");
    buf_free(&text);
}

static void put_read(struct buf *out, const struct capture_conn *c, const struct style *style)
{
    static const char *const texts[] = {
        [PASSIVE_NOTHING] = "nothing",
        [PASSIVE_CLEAR] = "the unencrypted part",
        [PASSIVE_SOME] = "part of the encrypted data",
        [PASSIVE_ALL] = "everything",
    };
    const char *why = passive_block_text(passive_block(c->passive));
    struct passive_finished finished = passive_finished(c->passive);

    put_fact(out, style, "read", "%s%s%s%s%s", texts[passive_sight(c->passive)],
             why[0] != 0 ? ": " : "", why, c->chain.used_key ? "; decrypted with the key in " : "",
             c->chain.used_key ? c->chain.key->path : "");
    if (c->chain.needs_key && !c->chain.used_key)
        put_fact(out, style, "", "none of the given keys belongs to the server's certificate");
    if (finished.checked > 0)
        put_fact(out, style, "Finished", "%u of %u recomputed and correct",
                 finished.checked - finished.wrong, finished.checked);
}

static void put_skipped(struct buf *out, const struct capture_conn *c, const struct style *style)
{
    uint64_t client = passive_skipped(c->passive, true),
             server = passive_skipped(c->passive, false);
    const char *as = passive_skipped_as(c->passive);

    if (client + server > 0 && !passive_is_midway(c->passive))
        put_fact(out, style, "in front",
                 "%" PRIu64 " byte%s of the client and %" PRIu64
                 " of the server that are not TLS%s%s",
                 client, buf_plural(client), server, as != NULL ? ": " : "", as != NULL ? as : "");
}

static void put_lines(struct buf *out, const struct capture_conn *c, const struct style *style)
{
    for (size_t i = 0; i < c->num_lines; i++)
        put_fact(out, style, i == 0 ? "HTTP" : "", "%s %.*s", c->lines[i].from_client ? ">" : "<",
                 (int)c->lines[i].n, (const char *)c->lines[i].text);
    if (c->more_lines > 0)
        put_fact(out, style, "", "and %zu more", c->more_lines);
}

/* Who the client said it was. */
static void put_client(struct buf *out, const struct capture_conn *c, const struct style *style)
{
    struct buf text;

    if (c->chain.client.num == 0)
        return;
    buf_init(&text, CELL_MAX);
    label_cert(&text, c->chain.client.v[0].cert);
    put_fact(out, style, "identity", "the client sent a certificate: %.*s", (int)text.n,
             (const char *)text.p);
    buf_free(&text);
}

/* What else is in the capture, so far. */
static void put_passed(struct buf *out, const struct decode_job *j, const struct style *style)
{
    struct buf text;

    buf_init(&text, 1 << 12);
    decode_passed_text(&text, j->source.reader.capture);
    if (text.n > 0)
        put_fact(out, style, "ignored", "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

void decode_facts(struct buf *out, const struct decode_job *j, const struct capture_conn *c,
                  const struct style *style)
{
    const struct tls_info *info = passive_info(c->passive);

    text_ink(out, style, INK_BOLD);
    buf_printf(out, "Connection %" PRIu64 " of ", c->number);
    safe_put(out, span_str(label_input(j->source.reader.path)));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    put_ends(out, c, style);
    put_times(out, c, style);
    put_skipped(out, c, style);
    put_read(out, c, style);
    if (!c->chain.has_certs)
        put_fact(out, style, "chain", "%s",
                 info->resumed              ? "none: an earlier session is resumed"
                 : c->chain.was_seen        ? "does not decode"
                 : info->version == TLS_1_3 ? "encrypted"
                                            : "not visible");
    put_client(out, c, style);
    put_lines(out, c, style);
    if (c->unlisted > 0)
        put_fact(out, style, "not listed", "%" PRIu64 " more data record%s with %" PRIu64 " byte%s",
                 c->unlisted, buf_plural(c->unlisted), c->unlisted_n, buf_plural(c->unlisted_n));
    put_passed(out, j, style);
    buf_u8(out, '\n');
}
