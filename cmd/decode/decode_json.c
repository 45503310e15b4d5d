/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/decode/decode.h"

#include "cmd/decode/decode_passed.h"

enum { CELL_MAX = 512, US = 1000000 };

static void put_ends_json(struct json_writer *json, const struct capture_conn *conn)
{
    static const char *const keys[] = {"client", "server"};

    for (int server = 0; server < 2; server++) {
        struct buf end;
        buf_init(&end, CELL_MAX);
        decode_row_end(&end, conn, server != 0);
        jw_open(json, keys[server]);
        if (end.n > 0)
            jw_text(json, "address", buf_span(&end));
        else
            jw_null(json, "address");
        jw_int(json, "bytes", (int64_t)conn->bytes[server ? 0 : 1]);
        jw_int(json, "missing", (int64_t)conn->missing[server ? 0 : 1]);
        jw_int(json, "skipped", (int64_t)passive_skipped(conn->passive, server == 0));
        jw_close(json);
        buf_free(&end);
    }
}

static void put_lines_json(struct json_writer *json, const struct capture_conn *conn)
{
    jw_list(json, "http");
    for (size_t i = 0; i < conn->num_lines; i++) {
        jw_open(json, NULL);
        jw_str(json, "side", conn->lines[i].from_client ? "client" : "server");
        jw_text(json, "line", span_of(conn->lines[i].text, conn->lines[i].n));
        jw_close(json);
    }
    jw_list_end(json);
}

/* What only captures have. */
static void put_more(void *ctx, struct json_writer *json)
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

    jw_int(json, "flow", (int64_t)c->number);
    put_ends_json(json, c);
    if (c->began_us > 0)
        jw_time(json, "began", (int64_t)(c->began_us / US));
    else
        jw_null(json, "began");
    if (name.n > 0)
        jw_text(json, "server_name", name);
    else
        jw_null(json, "server_name");
    jw_str(json, "ended", ended[capture_end_how(c)]);
    jw_str(json, "handshake", handshake[capture_end_handshake(c)]);
    jw_str(json, "read", decode_row_sight(passive_sight(c->passive)));
    jw_str(json, "unread", why[0] == 0 ? NULL : why);
    jw_int(json, "finished_checked", finished.checked);
    jw_int(json, "finished_wrong", finished.wrong);
    jw_int(json, "not_listed", (int64_t)c->unlisted);
    put_lines_json(json, c);
    decode_passed_json(json, c->reader->capture);
}

enum err decode_json(struct decode_job *job, struct capture_conn *conn, struct hs_view *view)
{
    view->more = put_more;
    view->more_ctx = conn;
    return hs_json(&job->run->out.data, view, job->opts->view.secrets);
}
