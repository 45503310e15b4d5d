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
    text_cell(out, span_str(lang_text(style->lang, label)), LABEL);
    text_ink(out, style, INK_PLAIN);
    text_fold(out, style, INDENT + LABEL, INDENT + LABEL, buf_span(&safe));
    buf_free(&safe);
    buf_free(&text);
}

/* A row for each side: address, bytes, and whether some are missing. */
static void put_ends(struct buf *out, const struct capture_conn *conn, const struct style *style)
{
    for (int server = 0; server < 2; server++) {
        struct buf end;
        buf_init(&end, CELL_MAX);
        decode_row_end(&end, conn, server != 0);
        buf_str(&end, end.n > 0 ? ", " : "");
        lang_count(&end, style->lang, N_("{n} byte{s}"), (size_t)conn->bytes[server ? 0 : 1]);
        if (conn->missing[server ? 0 : 1] > 0)
            buf_str(&end, lang_text(style->lang, N_(", some are missing in the capture")));
        put_fact(out, style, server ? N_("server") : N_("client"), "%.*s", (int)end.n,
                 (const char *)end.p);
        buf_free(&end);
    }
}

/* When the connection began, how long it lasted, and how it ended. */
static void put_times(struct buf *out, const struct capture_conn *conn, const struct style *style)
{
    static const char *const ends[] = {
        [CAPTURE_FIN] = N_("closed by both sides"),
        [CAPTURE_RESET] = N_("reset"),
        [CAPTURE_REUSED] = N_("replaced by a new connection on the same ports"),
        [CAPTURE_EVICTED] = N_("given up: too many open connections"),
        [CAPTURE_END] = N_("open at the end of the capture"),
    };
    bool half = conn->how == CAPTURE_END && conn->eof[0] != conn->eof[1];
    struct buf text;

    if (conn->began_us == 0)
        return;
    buf_init(&text, CELL_MAX);
    text_time(&text, (int64_t)(conn->began_us / US));
    buf_str(&text, lang_text(style->lang, N_(", for ")));
    text_us(&text, conn->now_us - conn->began_us);
    put_fact(out, style, N_("began"), "%.*s%s%s", (int)text.n, (const char *)text.p,
             lang_text(style->lang, N_("; ")),
             lang_text(style->lang, !half          ? ends[conn->how]
                                    : conn->eof[1] ? N_("closed by the client")
                                                   : N_("closed by the server")));
    buf_free(&text);
}

/* How much could be decrypted, why not more, and how many Finished messages are correct. */
static void put_read(struct buf *out, const struct capture_conn *conn, const struct style *style)
{
    static const char *const texts[] = {
        [PASSIVE_NOTHING] = N_("nothing"),
        [PASSIVE_CLEAR] = N_("the unencrypted part"),
        [PASSIVE_SOME] = N_("part of the encrypted data"),
        [PASSIVE_ALL] = N_("everything"),
    };
    const char *why = passive_block_text(passive_block(conn->passive));
    struct passive_finished finished = passive_finished(conn->passive);

    put_fact(out, style, N_("read"), "%s%s%s%s%s",
             lang_text(style->lang, texts[passive_sight(conn->passive)]), why[0] != 0 ? ": " : "",
             lang_text(style->lang, why),
             conn->chain.used_key ? lang_text(style->lang, N_("; decrypted with the key in ")) : "",
             conn->chain.used_key ? conn->chain.key->path : "");
    if (conn->chain.needs_key && !conn->chain.used_key)
        put_fact(out, style, "", "%s",
                 lang_text(style->lang,
                           N_("none of the given keys belongs to the server's certificate")));
    if (finished.checked > 0)
        put_fact(out, style, "Finished", "%u%s%u%s", finished.checked - finished.wrong,
                 lang_text(style->lang, N_(" of ")), finished.checked,
                 lang_text(style->lang, N_(" recomputed and correct")));
}

/* Bytes in front of TLS, such as STARTTLS; not for a capture that begins in the middle of TLS. */
static void put_skipped(struct buf *out, const struct capture_conn *conn, const struct style *style)
{
    uint64_t client = passive_skipped(conn->passive, true),
             server = passive_skipped(conn->passive, false);
    const char *as = passive_skipped_as(conn->passive);

    if (client + server > 0 && !passive_is_midway(conn->passive))
        put_fact(out, style, N_("in front"), "%s%" PRIu64 "%s%" PRIu64 "%s%s",
                 lang_text(style->lang, N_("bytes that are not TLS: client ")), client,
                 lang_text(style->lang, N_(", server ")), server, as != NULL ? ": " : "",
                 as != NULL ? as : "");
}

static void put_more_lines(struct buf *out, size_t n, const struct style *style)
{
    struct buf text;

    buf_init(&text, CELL_MAX);
    lang_count(&text, style->lang, N_("and {n} more"), n);
    put_fact(out, style, "", "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

static void put_lines(struct buf *out, const struct capture_conn *conn, const struct style *style)
{
    for (size_t i = 0; i < conn->num_lines; i++)
        put_fact(out, style, i == 0 ? "HTTP" : "", "%s %.*s",
                 conn->lines[i].from_client ? ">" : "<", (int)conn->lines[i].n,
                 (const char *)conn->lines[i].text);
    if (conn->more_lines > 0)
        put_more_lines(out, conn->more_lines, style);
}

/* The client's certificate, if it sent one. */
static void put_client(struct buf *out, const struct capture_conn *conn, const struct style *style)
{
    struct buf text;

    if (conn->chain.client.num == 0)
        return;
    buf_init(&text, CELL_MAX);
    label_cert(&text, conn->chain.client.v[0].cert);
    put_fact(out, style, N_("identity"), "%s%.*s",
             lang_text(style->lang, N_("the client sent a certificate: ")), (int)text.n,
             (const char *)text.p);
    buf_free(&text);
}

/* What else is in the capture, so far. */
static void put_passed(struct buf *out, const struct decode_job *job, const struct style *style)
{
    struct buf text;

    buf_init(&text, 1 << 12);
    decode_passed_text(&text, job->source.reader.capture);
    if (text.n > 0)
        put_fact(out, style, N_("ignored"), "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

/* The event log of a long connection does not list all records. */
static void put_unlisted(struct buf *out, const struct capture_conn *conn,
                         const struct style *style)
{
    struct buf text;

    buf_init(&text, CELL_MAX);
    lang_count(&text, style->lang, N_("{n} more data record{s}"), (size_t)conn->unlisted);
    lang_count(&text, style->lang, N_(" with {n} byte{s}"), (size_t)conn->unlisted_n);
    put_fact(out, style, N_("not listed"), "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

void decode_facts(struct buf *out, const struct decode_job *job, const struct capture_conn *conn,
                  const struct style *style)
{
    const struct tls_info *info = passive_info(conn->passive);

    text_ink(out, style, INK_BOLD);
    lang_count(out, style->lang, N_("Connection {n} of "), (size_t)conn->number);
    safe_put(out, span_str(label_input(job->source.reader.path)));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    put_ends(out, conn, style);
    put_times(out, conn, style);
    put_skipped(out, conn, style);
    put_read(out, conn, style);
    if (!conn->chain.has_certs)
        put_fact(out, style, N_("chain"), "%s",
                 lang_text(style->lang, info->resumed ? N_("none: an earlier session is resumed")
                                        : conn->chain.was_seen     ? N_("cannot be decoded")
                                        : info->version == TLS_1_3 ? N_("encrypted")
                                                                   : N_("not captured")));
    put_client(out, conn, style);
    put_lines(out, conn, style);
    if (conn->unlisted > 0)
        put_unlisted(out, conn, style);
    put_passed(out, job, style);
    buf_u8(out, '\n');
}
