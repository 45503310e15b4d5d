/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/decode/decode.h"

#include "cmd/decode/decode_passed.h"

enum { CELL_MAX = 512, US = 1000000 };

static void put_ends_json(struct json_writer *w, const struct capture_conn *c)
{
    static const char *const keys[] = {"client", "server"};

    for (int server = 0; server < 2; server++) {
        struct buf end;
        buf_init(&end, CELL_MAX);
        decode_row_end(&end, c, server != 0);
        jw_open(w, keys[server]);
        if (end.n > 0)
            jw_text(w, "address", buf_span(&end));
        else
            jw_null(w, "address");
        jw_int(w, "bytes", (int64_t)c->bytes[server ? 0 : 1]);
        jw_int(w, "missing", (int64_t)c->missing[server ? 0 : 1]);
        jw_int(w, "skipped", (int64_t)passive_skipped(c->passive, server == 0));
        jw_close(w);
        buf_free(&end);
    }
}

static void put_lines_json(struct json_writer *w, const struct capture_conn *c)
{
    jw_list(w, "http");
    for (size_t i = 0; i < c->num_lines; i++) {
        jw_open(w, NULL);
        jw_str(w, "side", c->lines[i].from_client ? "client" : "server");
        jw_text(w, "line", span_of(c->lines[i].text, c->lines[i].n));
        jw_close(w);
    }
    jw_list_end(w);
}

/* What only captures have. */
static void put_more(void *ctx, struct json_writer *w)
{
    static const char *const ended[] = {[CAPTURE_END_CLOSED] = "closed",
                                        [CAPTURE_END_RESET] = "reset",
                                        [CAPTURE_END_OPEN] = "open"};
    static const char *const handshake[] = {[CAPTURE_COMPLETE] = "complete",
                                            [CAPTURE_INCOMPLETE] = "incomplete",
                                            [CAPTURE_UNKNOWN] = NULL};
    const struct capture_conn *c = ctx;
    const char *why = passive_block_text(passive_block(c->passive));
    struct span name = passive_server_name(c->passive);
    struct passive_finished finished = passive_finished(c->passive);

    jw_int(w, "flow", (int64_t)c->number);
    put_ends_json(w, c);
    if (c->began_us > 0)
        jw_time(w, "began", (int64_t)(c->began_us / US));
    else
        jw_null(w, "began");
    if (name.n > 0)
        jw_text(w, "server_name", name);
    else
        jw_null(w, "server_name");
    jw_str(w, "ended", ended[capture_end_how(c)]);
    jw_str(w, "handshake", handshake[capture_end_handshake(c)]);
    jw_str(w, "read", decode_row_sight(passive_sight(c->passive)));
    jw_str(w, "unread", why[0] == 0 ? NULL : why);
    jw_int(w, "finished_checked", finished.checked);
    jw_int(w, "finished_wrong", finished.wrong);
    jw_int(w, "not_listed", (int64_t)c->unlisted);
    put_lines_json(w, c);
    decode_passed_json(w, c->reader->capture);
}

enum err decode_json(struct decode_job *j, struct capture_conn *c, struct hs_view *view)
{
    view->more = put_more;
    view->more_ctx = c;
    return hs_json(&j->run->out.data, view, j->opts->view.secrets);
}
