/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode: what `tlsbox decode` is made of, and `derive --capture` as well:
 *
 *   decode.c         options, what is written when
 *   capture_read.c      files to bytes: captures, records without one; key logs and keys
 *   capture_conn.c    one connection: its watch, its event log, its chain
 *   capture_end.c     what came of it
 *   decode_passed.c  what was passed over
 *   decode_show.c    a connection as text and as JSON, the table of many
 */
#ifndef TB_APP_CAPTURE_CAPTURE_CONN_H
#define TB_APP_CAPTURE_CAPTURE_CONN_H

#include "app/verify/peer_chain.h"
#include "cmd/options/lesson_options.h"
#include "lib/pcap/capture.h"
#include "lib/tls/keys/readkeys.h"
#include "lib/tls/keys/secret_index.h"
#include "lib/tls/passive/passive.h"

struct decode_opts {
    struct verify_options judging;
    struct result_opts result;
    struct lesson_opts lesson;
    struct opt_list keylogs, keys;
    uint64_t timeout_us; /* 0: the default */
    int flow;            /* 0: all */
    bool all, no_verify, follow, packets, secrets, timing;
    int trace;   /* enum decode_trace */
    int diagram; /* enum hs_diagram, or DECODE_NO_DIAGRAM */
    const char *save_chain;
};

enum decode_trace { DECODE_TRACE_OFF, DECODE_TRACE_FIELDS, DECODE_TRACE_HEX };

/* Bytes, for all connections that are open at a time, with the sessions and the files that are kept
 * until the end. */
enum { DECODE_MEMORY = 512 << 20, DECODE_PEM = 64 << 20, DECODE_PAGE = 192 << 20 };
enum { DECODE_NO_DIAGRAM = -1, DECODE_LINES = 16, DECODE_LINE = 160 };

struct decode_job;

/* A line of HTTP/1: the first of a request or an answer. */
struct decode_line {
    bool from_client;
    size_t n;
    uint8_t text[DECODE_LINE];
};

/* How the chain was judged. */
struct decode_judged {
    struct verification_request ask;
    struct verification judgement;
    struct view_input view;
};

/* One connection.  What the line of a table does not show is freed as soon as there are several. */
struct decode_flow {
    size_t weight;   /* the memory that it takes, as the job has counted it */
    struct buf self; /* the memory that this struct stands in */
    struct decode_job *job;
    uint64_t number;
    bool has_ends; /* it comes from a capture */
    bool a_is_client;
    struct pcapng_end client, server;
    uint64_t began_us, now_us; /* since 1970; 0: not known */
    uint64_t bytes[2];         /* of the server, of the client */
    uint64_t missing[2];
    enum capture_close how;
    bool eof[2], reset_by_client; /* a FIN of the server, of the client; who reset it */
    int last_message;             /* the type of the one that came last; -1: none */

    struct passive *w;
    bool is_tls;
    struct event_log events;
    bool keeps;                    /* the event log is kept */
    unsigned listed;               /* records of data in it */
    uint64_t unlisted, unlisted_n; /* that it has not: records, bytes */

    struct arena arena; /* of what only details show: certificates, verdict, lines */
    struct chain_certs certs, client_certs;
    struct reference_id *host;    /* the one that the client asked for; or NULL */
    struct decode_judged *judged; /* or NULL */
    bool forgot;                  /* the watch keeps nothing for details */
    bool has_chain, has_certs;    /* it was seen; and decoded */
    bool has_judgement;
    size_t fits;         /* the key of the certificate, from 1; 0: none that was given */
    enum reason verdict; /* on the chain */
    enum err chain_err;  /* why there is none, though there is a chain; or OK */
    struct buf why;

    bool one_sided;          /* nothing of the other side was captured */
    bool client_showed;      /* its Certificate, an empty one too */
    bool client_showed_late; /* behind both Finished */
    bool server_spoke;       /* behind both Finished, and a late one: it took what was shown */
    bool client_left;        /* it said so, closed or reset */
    bool turned_away;        /* the server left, when it had seen what the client showed */
    bool has_alert, alert_by_client,
        alert_early; /* the first fatal one; before the handshake's end */
    uint8_t alert;
    struct tls_failure failure; /* for the views: the watch's, or the server's alert */
    bool finished[2];
    struct decode_line *lines;
    size_t num_lines, cap_lines, more_lines;
    bool key_asked;  /* a premaster secret was encrypted to the certificate */
    const char *key; /* the file of the server's key, where it fits the certificate */
    char address[192];
};

struct decode_job {
    struct run *run;
    const struct decode_opts *opts;
    struct span *judging; /* the options of a lesson's commands */
    size_t num_judging;
    struct style style, aside;
    struct verifier verifier;
    struct secret_index secrets;
    struct sessions sessions;
    struct readkeys_cache contexts;
    uint8_t hash_key[SIPHASH_KEY];
    struct privkey **keys;
    size_t num_keys;
    struct rng_system random;
    bool keep_steps;
    bool details;   /* of each connection, asked for */
    bool to_stdout; /* data or drawings go there, text to standard error */

    const char *path; /* of the file at hand */
    struct capture *capture;
    uint64_t weight;  /* of all connections: bytes */
    uint64_t evicted; /* connections given up because memory ran short */
    uint64_t num_tls, num_other, num_seen;
    bool has_number;        /* --flow's is there */
    const char *looks_like; /* one of those that are no TLS */
    bool is_table;          /* more than one: a line for each */
    bool has_heading;
    struct decode_flow *first;                      /* kept back until there is a second one */
    const char *command;       /* as JSON names it */
    const char *const *inputs; /* each has its object where what all need cannot be opened */
    size_t num_inputs;
    void (*show)(void *ctx, struct decode_flow *f); /* instead of all of it, or NULL */
    void *show_ctx;
    struct buf pem, page;
    uint8_t last_chain[DIGEST_MAX_SIZE]; /* of the chain that was kept last */
    bool lacks_chain;                    /* there was a connection whose chain cannot be seen */
    int code;
};

/* capture_read.c: secrets and keys that the options name; EXIT_OK, or it has been said what is
 * wrong. decode_file reads one operand, decode_flow_* being called for what is in it; why it could
 * not be read to its end is said, and is the exit code. */
int decode_open(struct decode_job *j);
/* A file of the options cannot be read or written: said, in JSON for each input. */
int decode_file_failed(struct decode_job *j, const char *path, enum err e, int sys_errno);
int decode_file(struct decode_job *j, const char *path);
/* decode_close frees what decode_open took; also fit for a job that was never opened. */
void decode_close(struct decode_job *j);

/* capture_conn.c */
struct capture_hooks decode_flow_hooks(struct decode_job *j);
/* A connection without a capture; NULL where there is no memory. */
struct decode_flow *decode_flow_new(struct decode_job *j, uint64_t number);
void decode_flow_feed(struct decode_flow *f, bool from_client, struct span bytes);
void decode_flow_end(struct decode_flow *f, enum capture_close how);
void decode_flow_free(struct decode_flow *f);
/* The name to judge for. */
const struct reference_id *decode_flow_host(struct decode_flow *f);
/* The memory that the bound is for. */
uint64_t decode_flow_weight(const struct decode_job *j);

/* capture_end.c: how the connection ended, and whether its handshake was completed. */
enum decode_ended { DECODE_CLOSED, DECODE_RESET, DECODE_OPEN };
enum decode_handshake { DECODE_COMPLETE, DECODE_INCOMPLETE, DECODE_UNKNOWN };
enum decode_ended decode_flow_ended(const struct decode_flow *f);
enum decode_handshake decode_flow_handshake(const struct decode_flow *f);
/* Why there is no verdict, where nothing is wrong and the handshake cannot be judged; else NULL. */
const char *decode_flow_unjudged(const struct decode_flow *f);
/* What to say of the whole, and what the views need; points into f. */
enum reason decode_flow_reason(const struct decode_flow *f);
struct hs_view decode_flow_view(struct decode_flow *f);

/* decode_passed.c: what was passed over so far, by cause; c may be NULL. */
void decode_passed_text(struct buf *out, const struct capture *c);
void decode_passed_json(struct json_writer *w, const struct capture *c);

/* decode_show.c: a connection that is over; what is left at the end of a file. */
void decode_show(struct decode_job *j, struct decode_flow *f);
void decode_show_end(struct decode_job *j);
/* A chain as it is seen, for --save-chain. */
void decode_show_chain(struct decode_job *j, struct span list, bool is_13);
/* Application data as it comes, for --follow. */
void decode_show_data(struct decode_job *j, const struct decode_flow *f, const struct event *e);

#endif
