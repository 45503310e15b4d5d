/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/capture/capture_conn.h"

#include <inttypes.h>
#include <string.h>

#include "lib/asn1/pem.h"
#include "lib/base/wipe.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/text.h"

enum { INDENT = 2, LABEL = 12, CELL_MAX = 512, VIEWS_MAX = 1 << 30, US = 1000000, US_DAY = 86400 };

/* --- many connections: a line for each ---------------------------------------------------- */

enum {
    AT_NO,
    AT_TIME,
    AT_CLIENT,
    AT_SERVER,
    AT_NAME,
    AT_VERSION,
    AT_SUITE,
    AT_BYTES,
    AT_READ,
    AT_VERDICT,
    COLUMNS
};
static const struct {
    const char *name;
    int width;
} columns[COLUMNS] = {
    [AT_NO] = {"NO", 5},           [AT_TIME] = {"TIME", 13},   [AT_CLIENT] = {"CLIENT", 22},
    [AT_SERVER] = {"SERVER", 22},  [AT_NAME] = {"NAME", 25},   [AT_VERSION] = {"VERSION", 8},
    [AT_SUITE] = {"SUITE", 30},    [AT_BYTES] = {"BYTES", 11}, [AT_READ] = {"READ", 6},
    [AT_VERDICT] = {"VERDICT", 0},
};

static const char *sight_name(enum passive_sight s)
{
    static const char *const names[] = {
        [PASSIVE_NOTHING] = "nothing",
        [PASSIVE_CLEAR] = "clear",
        [PASSIVE_SOME] = "some",
        [PASSIVE_ALL] = "all",
    };

    return names[s];
}

/* What it all comes to, in a word or two. */
static void put_verdict(struct buf *cell, const struct decode_flow *f)
{
    enum reason reason = decode_flow_reason(f);
    const struct alert_row *alert = alert_find(f->alert);

    if (reason == REASON_ALERT)
        buf_printf(cell, "alert: %s, by the %s", alert == NULL ? "unknown" : alert->name,
                   f->alert_by_client ? "client" : "server");
    else if (reason != REASON_OK)
        buf_str(cell, reason_code(reason));
    else if (decode_flow_unjudged(f) != NULL)
        buf_str(cell,
                decode_flow_ended(f) == DECODE_OPEN ? "not verified: unfinished" : "not verified");
    else if (f->has_judgement)
        buf_str(cell, "OK");
    else if (passive_info(f->w)->resumed)
        buf_str(cell, "resumed");
    else
        buf_str(cell, f->has_certs ? "not verified" : "chain not captured");
}

static void put_clock(struct buf *cell, uint64_t us)
{
    uint64_t s = us / US % US_DAY;

    if (us > 0)
        buf_printf(cell, "%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%03" PRIu64, s / 3600,
                   s / 60 % 60, s % 60, us / 1000 % 1000);
}

static void put_end(struct buf *cell, const struct decode_flow *f, bool server)
{
    struct span whole = span_str(f->address);
    size_t middle = span_find(whole, '>');

    if (!f->has_ends || middle == 0 || middle == whole.n)
        return;
    buf_put(cell, server ? span_tail(whole, middle + 2) : span_head(whole, middle - 1));
}

static void put_cell(struct buf *cell, const struct decode_flow *f, int column)
{
    const struct tls_info *info = passive_info(f->w);
    const char *version = version_name(info->version);

    switch (column) {
    case AT_NO: buf_printf(cell, "%" PRIu64, f->number); break;
    case AT_TIME: put_clock(cell, f->began_us); break;
    case AT_CLIENT: put_end(cell, f, false); break;
    case AT_SERVER: put_end(cell, f, true); break;
    case AT_NAME: safe_put(cell, passive_server_name(f->w)); break;
    case AT_VERSION: buf_str(cell, version == NULL ? "" : version); break;
    case AT_SUITE:
        if (info->suite != NULL)
            buf_str(cell, info->suite->openssl[0] != 0 ? info->suite->openssl : info->suite->name);
        break;
    case AT_BYTES: buf_printf(cell, "%" PRIu64, f->bytes[0] + f->bytes[1]); break;
    case AT_READ: buf_str(cell, sight_name(passive_sight(f->w))); break;
    default: put_verdict(cell, f); break;
    }
}

static void put_heading(struct buf *out, const struct style *style)
{
    text_ink(out, style, INK_DIM);
    for (int i = 0; i < COLUMNS; i++) {
        text_cell(out, span_str(columns[i].name), columns[i].width);
        buf_str(out, i + 1 < COLUMNS ? " " : "");
    }
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

static void put_row(struct buf *out, const struct decode_flow *f, const struct style *style)
{
    bool is_well = decode_flow_reason(f) == REASON_OK;

    for (int i = 0; i < COLUMNS; i++) {
        struct buf cell;
        buf_init(&cell, CELL_MAX);
        put_cell(&cell, f, i);
        if (cell.n == 0)
            buf_u8(&cell, '-');
        if (i == AT_VERDICT)
            text_ink(out, style,
                     !is_well                                               ? INK_BAD
                     : decode_flow_unjudged(f) != NULL || !f->has_judgement ? INK_DIM
                                                                            : INK_GOOD);
        text_cell(out, buf_span(&cell), columns[i].width);
        if (i == AT_VERDICT)
            text_ink(out, style, INK_PLAIN);
        else
            buf_u8(out, ' ');
        buf_free(&cell);
    }
    buf_u8(out, '\n');
}

/* --- one connection ------------------------------------------------------------------------ */

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

static void put_ends(struct buf *out, const struct decode_flow *f, const struct style *style)
{
    for (int server = 0; server < 2; server++) {
        struct buf end;
        buf_init(&end, CELL_MAX);
        put_end(&end, f, server != 0);
        put_fact(out, style, server ? "server" : "client", "%.*s%s%" PRIu64 " byte%s%s", (int)end.n,
                 (const char *)end.p, end.n > 0 ? ", " : "", f->bytes[server ? 0 : 1],
                 buf_plural(f->bytes[server ? 0 : 1]),
                 f->missing[server ? 0 : 1] > 0 ? ", some are missing in the capture" : "");
        buf_free(&end);
    }
}

static void put_times(struct buf *out, const struct decode_flow *f, const struct style *style)
{
    static const char *const ends[] = {
        [CAPTURE_FIN] = "closed by both sides",
        [CAPTURE_RESET] = "reset",
        [CAPTURE_REUSED] = "replaced by a new connection on the same ports",
        [CAPTURE_EVICTED] = "given up: too many open connections",
        [CAPTURE_END] = "open at the end of the capture",
    };
    bool half = f->how == CAPTURE_END && f->eof[0] != f->eof[1];
    struct buf text;

    if (f->began_us == 0)
        return;
    buf_init(&text, CELL_MAX);
    text_time(&text, (int64_t)(f->began_us / US));
    buf_str(&text, ", for ");
    text_us(&text, f->now_us - f->began_us);
    put_fact(out, style, "began", "%.*s; %s", (int)text.n, (const char *)text.p,
             !half       ? ends[f->how]
             : f->eof[1] ? "closed by the client"
                         : "closed by the server");
    buf_free(&text);
}

static void put_read(struct buf *out, const struct decode_flow *f, const struct style *style)
{
    static const char *const texts[] = {
        [PASSIVE_NOTHING] = "nothing",
        [PASSIVE_CLEAR] = "the unencrypted part",
        [PASSIVE_SOME] = "part of the encrypted data",
        [PASSIVE_ALL] = "everything",
    };
    const char *why = passive_block_text(passive_block(f->w));
    struct passive_finished finished = passive_finished(f->w);

    put_fact(out, style, "read", "%s%s%s%s%s", texts[passive_sight(f->w)], why[0] != 0 ? ": " : "",
             why, f->key != NULL ? "; decrypted with the key in " : "",
             f->key != NULL ? f->key : "");
    if (f->key_asked && f->key == NULL)
        put_fact(out, style, "", "none of the given keys belongs to the server's certificate");
    if (finished.checked > 0)
        put_fact(out, style, "Finished", "%u of %u recomputed and correct",
                 finished.checked - finished.wrong, finished.checked);
}

static void put_skipped(struct buf *out, const struct decode_flow *f, const struct style *style)
{
    uint64_t client = passive_skipped(f->w, true), server = passive_skipped(f->w, false);
    const char *as = passive_skipped_as(f->w);

    if (client + server > 0 && !passive_is_midway(f->w))
        put_fact(out, style, "in front",
                 "%" PRIu64 " byte%s of the client and %" PRIu64
                 " of the server that are not TLS%s%s",
                 client, buf_plural(client), server, as != NULL ? ": " : "", as != NULL ? as : "");
}

static void put_lines(struct buf *out, const struct decode_flow *f, const struct style *style)
{
    for (size_t i = 0; i < f->num_lines; i++)
        put_fact(out, style, i == 0 ? "HTTP" : "", "%s %.*s", f->lines[i].from_client ? ">" : "<",
                 (int)f->lines[i].n, (const char *)f->lines[i].text);
    if (f->more_lines > 0)
        put_fact(out, style, "", "and %zu more", f->more_lines);
}

/* Who the client said it was. */
static void put_client(struct buf *out, const struct decode_flow *f, const struct style *style)
{
    struct buf text;

    if (f->client_certs.num == 0)
        return;
    buf_init(&text, CELL_MAX);
    label_cert(&text, f->client_certs.v[0].cert);
    put_fact(out, style, "identity", "the client sent a certificate: %.*s", (int)text.n,
             (const char *)text.p);
    buf_free(&text);
}

/* What else is in the capture, so far. */
static void put_passed(struct buf *out, const struct decode_job *j, const struct style *style)
{
    struct buf text;

    buf_init(&text, 1 << 12);
    decode_passed_text(&text, j->capture);
    if (text.n > 0)
        put_fact(out, style, "ignored", "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

static void put_facts(struct buf *out, const struct decode_job *j, const struct decode_flow *f,
                      const struct style *style)
{
    const struct tls_info *info = passive_info(f->w);

    text_ink(out, style, INK_BOLD);
    buf_printf(out, "Connection %" PRIu64 " of ", f->number);
    safe_put(out, span_str(label_input(j->path)));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    put_ends(out, f, style);
    put_times(out, f, style);
    put_skipped(out, f, style);
    put_read(out, f, style);
    if (!f->has_certs)
        put_fact(out, style, "chain", "%s",
                 info->resumed              ? "none: an earlier session is resumed"
                 : f->has_chain             ? "does not decode"
                 : info->version == TLS_1_3 ? "encrypted"
                                            : "not visible");
    put_client(out, f, style);
    put_lines(out, f, style);
    if (f->unlisted > 0)
        put_fact(out, style, "not listed", "%" PRIu64 " more data record%s with %" PRIu64 " byte%s",
                 f->unlisted, buf_plural(f->unlisted), f->unlisted_n, buf_plural(f->unlisted_n));
    put_passed(out, j, style);
    buf_u8(out, '\n');
}

static void put_quiet(struct buf *out, const struct decode_flow *f, const struct style *style)
{
    const char *unjudged = decode_flow_unjudged(f);

    if (unjudged != NULL)
        verdict_none(out, f->job->path, unjudged, style);
    else
        verdict_line(out, f->job->path, decode_flow_reason(f), style);
}

/* Each may be long: what is written is not kept while the next is made. */
static void put_views(struct buf *out, const struct decode_job *j, struct decode_flow *f,
                      const struct style *style)
{
    const struct decode_opts *o = j->opts;
    struct hs_view view = decode_flow_view(f);
    struct output *to = &j->run->out;

    if (o->result.quiet) {
        put_quiet(out, f, style);
    } else {
        put_facts(out, j, f, style);
        hs_text(out, &view, style);
    }
    if (output_tick(to) && (o->packets || o->trace != DECODE_TRACE_OFF))
        hs_packets(out, &view, style);
    if (output_tick(to) && o->trace != DECODE_TRACE_OFF)
        hs_trace(out, &view, style, o->trace == DECODE_TRACE_HEX);
    if (output_tick(to) && o->diagram == HS_DIAGRAM_TEXT)
        hs_diagram(out, &view, HS_DIAGRAM_TEXT, style);
    if (output_tick(to) && o->secrets)
        hs_secrets(out, &view, style);
    if (o->timing)
        hs_timing(out, &view, style);
    lesson_text(out, &o->lesson, &view, style);
}

/* --- JSON --------------------------------------------------------------------------------- */

static void put_ends_json(struct json_writer *w, const struct decode_flow *f)
{
    static const char *const keys[] = {"client", "server"};

    for (int server = 0; server < 2; server++) {
        struct buf end;
        buf_init(&end, CELL_MAX);
        put_end(&end, f, server != 0);
        jw_open(w, keys[server]);
        if (end.n > 0)
            jw_text(w, "address", buf_span(&end));
        else
            jw_null(w, "address");
        jw_int(w, "bytes", (int64_t)f->bytes[server ? 0 : 1]);
        jw_int(w, "missing", (int64_t)f->missing[server ? 0 : 1]);
        jw_int(w, "skipped", (int64_t)passive_skipped(f->w, server == 0));
        jw_close(w);
        buf_free(&end);
    }
}

static void put_lines_json(struct json_writer *w, const struct decode_flow *f)
{
    jw_list(w, "http");
    for (size_t i = 0; i < f->num_lines; i++) {
        jw_open(w, NULL);
        jw_str(w, "side", f->lines[i].from_client ? "client" : "server");
        jw_text(w, "line", span_of(f->lines[i].text, f->lines[i].n));
        jw_close(w);
    }
    jw_list_end(w);
}

/* What only captures have. */
static void put_more(void *ctx, struct json_writer *w)
{
    static const char *const ended[] = {
        [DECODE_CLOSED] = "closed", [DECODE_RESET] = "reset", [DECODE_OPEN] = "open"};
    static const char *const handshake[] = {[DECODE_COMPLETE] = "complete",
                                            [DECODE_INCOMPLETE] = "incomplete",
                                            [DECODE_UNKNOWN] = NULL};
    const struct decode_flow *f = ctx;
    const char *why = passive_block_text(passive_block(f->w));
    struct span name = passive_server_name(f->w);
    struct passive_finished finished = passive_finished(f->w);

    jw_int(w, "flow", (int64_t)f->number);
    put_ends_json(w, f);
    if (f->began_us > 0)
        jw_time(w, "began", (int64_t)(f->began_us / US));
    else
        jw_null(w, "began");
    if (name.n > 0)
        jw_text(w, "server_name", name);
    else
        jw_null(w, "server_name");
    jw_str(w, "ended", ended[decode_flow_ended(f)]);
    jw_str(w, "handshake", handshake[decode_flow_handshake(f)]);
    jw_str(w, "read", sight_name(passive_sight(f->w)));
    jw_str(w, "unread", why[0] == 0 ? NULL : why);
    jw_int(w, "finished_checked", finished.checked);
    jw_int(w, "finished_wrong", finished.wrong);
    jw_int(w, "not_listed", (int64_t)f->unlisted);
    put_lines_json(w, f);
    decode_passed_json(w, f->job->capture);
}

static enum err put_json(struct decode_job *j, struct decode_flow *f)
{
    struct hs_view view = decode_flow_view(f);

    view.more = put_more;
    view.more_ctx = f;
    return hs_json(&j->run->out.data, &view, j->opts->secrets);
}

/* --- files -------------------------------------------------------------------------------- */

/* The chain, unless it is the same as the one before. */
void decode_show_chain(struct decode_job *j, struct span list, bool is_13)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct cert_entry entry;
    uint8_t digest[DIGEST_MAX_SIZE] = {0};

    if (j->opts->save_chain == NULL)
        return;
    digest_of(DIGEST_SHA256, digest, list);
    if (memcmp(digest, j->last_chain, sizeof digest) == 0)
        return;
    memcpy(j->last_chain, digest, sizeof digest);
    while (cert_entry_next(&r, is_13, &entry))
        pem_encode(&j->pem, "CERTIFICATE", entry.cert);
}

/* --- when --------------------------------------------------------------------------------- */

/* Text may be long: it is written where it goes to, and copied only for standard error. */
static struct buf *text_begin(struct decode_job *j, struct buf *aside)
{
    buf_init(aside, VIEWS_MAX);
    return j->to_stdout ? aside : &j->run->out.data;
}

static void text_end(struct decode_job *j, struct buf *aside)
{
    if (aside->err != ERR_OK)
        j->code = cmd_worse(j->code, reason_exit(err_reason(aside->err)));
    if (aside->n > 0)
        output_aside(&j->run->out, buf_span(aside));
    buf_wipe(aside);
    (void)output_tick(&j->run->out);
}

static void details(struct decode_job *j, struct decode_flow *f)
{
    struct hs_view view = decode_flow_view(f);
    struct buf aside;

    lesson_page(&j->page, &j->opts->lesson, &view);
    if (j->opts->diagram > HS_DIAGRAM_TEXT)
        hs_diagram(&j->run->out.data, &view, (enum hs_diagram)j->opts->diagram, &j->style);
    struct buf *text = text_begin(j, &aside);
    if (j->has_heading)
        buf_u8(text, '\n');
    j->has_heading = true;
    put_views(text, j, f, j->to_stdout ? &j->aside : &j->style);
    text_end(j, &aside);
}

static void row(struct decode_job *j, const struct decode_flow *f)
{
    const struct style *style = j->to_stdout ? &j->aside : &j->style;
    struct buf aside, *text = text_begin(j, &aside);

    if (j->opts->result.quiet) {
        put_quiet(text, f, style);
    } else {
        if (!j->has_heading)
            put_heading(text, style);
        j->has_heading = true;
        put_row(text, f, style);
    }
    text_end(j, &aside);
}

/* What is said of a connection, and its end. */
static void conclude(struct decode_job *j, struct decode_flow *f, bool in_row)
{
    enum err e = ERR_OK;

    if (j->show != NULL)
        j->show(j->show_ctx, f);
    else if (j->opts->result.json)
        e = put_json(j, f);
    else if (in_row)
        row(j, f);
    else
        details(j, f);
    j->lacks_chain |= !f->has_chain;
    j->code = cmd_worse(j->code, reason_exit(decode_flow_reason(f)));
    if (e != ERR_OK)
        j->code = cmd_worse(j->code, reason_exit(err_reason(e)));
    decode_flow_free(f);
    (void)output_tick(&j->run->out);
}

void decode_show(struct decode_job *j, struct decode_flow *f)
{
    if (j->show != NULL || j->details) {
        conclude(j, f, false);
        return;
    }
    /* Until there is a second one, it may be the only one. */
    if (!j->is_table && j->first == NULL) {
        j->first = f;
        return;
    }
    if (j->first != NULL)
        conclude(j, j->first, true);
    j->first = NULL;
    conclude(j, f, true);
}

void decode_show_end(struct decode_job *j)
{
    if (j->first != NULL)
        conclude(j, j->first, j->is_table);
    j->first = NULL;
}

void decode_show_data(struct decode_job *j, const struct decode_flow *f, const struct event *e)
{
    struct buf *out = &j->run->out.data;
    struct span left = e->bytes;

    text_ink(out, &j->style, INK_DIM);
    buf_printf(out, "--- connection %" PRIu64 ", %s, %zu byte%s, ", f->number,
               e->sent ? "client" : "server", e->bytes.n, buf_plural(e->bytes.n));
    text_us(out, f->now_us - f->began_us);
    text_ink(out, &j->style, INK_PLAIN);
    buf_u8(out, '\n');
    while (left.n > 0) {
        struct span line = span_head(left, span_find(left, '\n'));
        left = span_tail(left, line.n + 1);
        line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
        buf_str(out, e->sent ? "> " : "< ");
        safe_put(out, line);
        buf_u8(out, '\n');
    }
    (void)output_tick(&j->run->out);
}
