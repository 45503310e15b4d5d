/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many connections: a row for each. */
#include "config.h"

#include "cmd/decode/decode.h"

#include <inttypes.h>

#include "lib/view/text/text.h"

enum { CELL_MAX = 512, US = 1000000, US_DAY = 86400 };

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
    [AT_NO] = {N_("NO"), 5},          [AT_TIME] = {N_("TIME"), 13},
    [AT_CLIENT] = {N_("CLIENT"), 22}, [AT_SERVER] = {N_("SERVER"), 22},
    [AT_NAME] = {N_("NAME"), 25},     [AT_VERSION] = {N_("VERSION"), 8},
    [AT_SUITE] = {N_("SUITE"), 30},   [AT_BYTES] = {N_("BYTES"), 11},
    [AT_READ] = {N_("READ"), 6},      [AT_VERDICT] = {N_("VERDICT"), 0},
};

const char *decode_row_sight(enum passive_sight s)
{
    static const char *const names[] = {
        [PASSIVE_NOTHING] = N_("nothing"),
        [PASSIVE_CLEAR] = N_("clear"),
        [PASSIVE_SOME] = N_("some"),
        [PASSIVE_ALL] = N_("all"),
    };

    return names[s];
}

/* The result of the connection in a few words. */
static void put_verdict(struct buf *cell, const struct capture_conn *conn, enum lang lang)
{
    enum reason reason = capture_end_reason(conn);
    const struct alert_row *alert = alert_find(conn->alert.code);

    if (reason == REASON_ALERT)
        buf_printf(cell, "%s%s%s%s", lang_text(lang, N_("alert: ")),
                   alert == NULL ? "?" : alert->name, lang_text(lang, N_(", by the ")),
                   lang_text(lang, conn->alert.by_client ? N_("client") : N_("server")));
    else if (reason != REASON_OK)
        buf_str(cell, reason_code(reason));
    else if (capture_end_unjudged(conn) != NULL)
        buf_str(cell, lang_text(lang, capture_end_how(conn) == CAPTURE_END_OPEN
                                          ? N_("not verified: unfinished")
                                          : N_("not verified")));
    else if (conn->chain.is_judged)
        buf_str(cell, "OK");
    else if (passive_info(conn->passive)->resumed)
        buf_str(cell, lang_text(lang, N_("resumed")));
    else
        buf_str(cell, lang_text(lang, conn->chain.has_certs ? N_("not verified")
                                                            : N_("chain not captured")));
}

/* The time of day in UTC, with milliseconds. */
static void put_clock(struct buf *cell, uint64_t us)
{
    uint64_t s = us / US % US_DAY;

    if (us > 0)
        buf_printf(cell, "%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%03" PRIu64, s / 3600,
                   s / 60 % 60, s % 60, us / 1000 % 1000);
}

/* The text of both ends is "CLIENT > SERVER". */
void decode_row_end(struct buf *cell, const struct capture_conn *conn, bool server)
{
    struct span whole = span_str(conn->ends.text);
    size_t middle = span_find(whole, '>');

    if (!conn->ends.known || middle == 0 || middle == whole.n)
        return;
    buf_put(cell, server ? span_tail(whole, middle + 2) : span_head(whole, middle - 1));
}

/* The text of one column; an unknown value leaves the cell empty. */
static void put_cell(struct buf *cell, const struct capture_conn *conn, int column, enum lang lang)
{
    const struct tls_info *info = passive_info(conn->passive);
    const char *version = version_name(info->version);

    switch (column) {
    case AT_NO: buf_printf(cell, "%" PRIu64, conn->number); break;
    case AT_TIME: put_clock(cell, conn->began_us); break;
    case AT_CLIENT: decode_row_end(cell, conn, false); break;
    case AT_SERVER: decode_row_end(cell, conn, true); break;
    case AT_NAME: safe_put(cell, passive_server_name(conn->passive)); break;
    case AT_VERSION: buf_str(cell, version == NULL ? "" : version); break;
    case AT_SUITE:
        if (info->suite != NULL)
            buf_str(cell, info->suite->openssl[0] != 0 ? info->suite->openssl : info->suite->name);
        break;
    case AT_BYTES: buf_printf(cell, "%" PRIu64, conn->bytes[0] + conn->bytes[1]); break;
    case AT_READ:
        buf_str(cell, lang_text(lang, decode_row_sight(passive_sight(conn->passive))));
        break;
    default: put_verdict(cell, conn, lang); break;
    }
}

void decode_row_heading(struct buf *out, const struct style *style)
{
    text_ink(out, style, INK_DIM);
    for (int i = 0; i < COLUMNS; i++) {
        text_cell(out, span_str(lang_text(style->lang, columns[i].name)), columns[i].width);
        buf_str(out, i + 1 < COLUMNS ? " " : "");
    }
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* The last column is coloured: bad, good, or dim if there is no verdict. */
void decode_row(struct buf *out, const struct capture_conn *conn, const struct style *style)
{
    bool is_well = capture_end_reason(conn) == REASON_OK;

    for (int i = 0; i < COLUMNS; i++) {
        struct buf cell;
        buf_init(&cell, CELL_MAX);
        put_cell(&cell, conn, i, style->lang);
        if (cell.n == 0)
            buf_u8(&cell, '-');
        if (i == AT_VERDICT)
            text_ink(out, style,
                     !is_well                                                       ? INK_BAD
                     : capture_end_unjudged(conn) != NULL || !conn->chain.is_judged ? INK_DIM
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
