/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode: what `tlsbox decode` is made of:
 *
 *   decode.c         options, which file is written when
 *   decode_source.c  files to connections; messages about files
 *   decode_passed.c  what was skipped
 *   decode_show.c    when a connection is drawn, and where to
 *   decode_row.c     a connection as the row of a table
 *   decode_facts.c   a connection as text
 *   decode_json.c    a connection as JSON
 */
#ifndef TB_CMD_DECODE_DECODE_H
#define TB_CMD_DECODE_DECODE_H

#include "app/side_file.h"
#include "cmd/decode/decode_source.h"
#include "cmd/options/view_options.h"

struct decode_opts {
    struct verify_settings judging;
    struct result_settings result;
    struct view_options view;
    struct string_list keylogs, keys;
    struct passphrase_opts passphrase;
    uint64_t timeout_us; /* 0: the default */
    int flow;            /* 0: all */
    bool all, no_verify, follow;
    const char *save_chain;
};

struct decode_job {
    struct run *run;
    const struct decode_opts *opts;
    struct decode_source source;
    struct verifier verifier;
    struct span *judging; /* the options of a lesson's commands */
    size_t num_judging;
    struct style style, aside;
    bool to_stdout;   /* data or drawings go there, text to standard error */
    bool has_heading; /* something of this file was written */
    struct side_file chain_file, page_file;
    struct buf pem, page;
    uint8_t last_chain[DIGEST_MAX_SIZE]; /* of the chain that was kept last */
    bool lacks_chain;                    /* there was a connection whose chain cannot be seen */
    int code;
};

/* The listener's: a connection that is over; application data, for --follow. */
void decode_show_finished(void *ctx, struct capture_conn *conn, bool is_row);
void decode_show_data(void *ctx, const struct capture_conn *conn, const struct event *event);

void decode_row_heading(struct buf *out, const struct style *style);
void decode_row(struct buf *out, const struct capture_conn *conn, const struct style *style);
/* The address and port of one end; nothing for records without a capture. */
void decode_row_end(struct buf *cell, const struct capture_conn *conn, bool server);
/* How much of it could be read, in a word. */
const char *decode_row_sight(enum passive_sight s);

void decode_facts(struct buf *out, const struct decode_job *job, const struct capture_conn *conn,
                  const struct style *style);

/* view: of the connection; gets the members that only captures have. */
enum err decode_json(struct decode_job *job, struct capture_conn *conn,
                     struct hs_view *view) MUST_CHECK;

#endif
