/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hs: the views of a handshake, all drawn from its event log, of a failed one too.  Each appends to
 * out; nothing is printed.
 */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_H
#define TB_LIB_VIEW_HANDSHAKE_HS_H

#include "lib/path/judge.h"
#include "lib/tls/event/event_log.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* Everything to show of one connection.  NULL or empty: not known, or did not happen. */
struct hs_view {
    const char *input;   /* the operand */
    const char *host;    /* the name asked for */
    const char *address; /* "192.0.2.1:443" */
    int port;            /* of the connection; 0: not known */
    int http_status;     /* of an answer; 0: none */
    const struct event_log *events;
    const struct tls_info *info;
    const struct tls_failure *failure; /* err OK: none */
    const struct tls_config *config;   /* what was offered */
    enum reason reason;   /* the overall verdict: of the chain, the handshake or the network */
    const char *unjudged; /* why there is no verdict although nothing failed, or NULL */
    const char *message;  /* one sentence if the network or the handshake failed, or NULL */
    enum reason failed;   /* the reason behind that sentence; OK: see `failure` */
    bool said;            /* the sentence is printed elsewhere: hs_text omits it */
    bool heard;           /* the other end sent something, even a single byte */
    bool in_starttls;     /* TLS was started from another protocol */
    bool by_proxy;        /* the connection goes through a proxy … */
    bool proxy_of_env;    /* … which an environment variable names */
    bool no_sni;          /* the host name was left out on purpose */
    const struct report *report;          /* of the chain, or NULL */
    const struct view_input *judged;      /* what belongs to the report */
    bool explain;                         /* show all paths that were tried */
    unsigned connection, num_connections; /* 1 of 1; 2 of 2 with --resume */
    const char *const *keylogs;           /* of a capture, as they were given */
    size_t num_keylogs;
    const struct span *options; /* of a live connection: the options to repeat it … */
    size_t num_options;         /* … as words of a command line */
    const struct span *judging; /* the options with which decode judges likewise … */
    size_t num_judging;         /* … as such words */
    int flow;                   /* of a capture: the connection asked for, or 0 */
    const char *command;        /* of hs_json; NULL: "handshake" */
    void (*more)(void *ctx, struct json_writer *json); /* hs_json: members after its own, or NULL */
    void (*more_findings)(void *ctx, struct json_writer *json); /* … and findings; or NULL */
    void *more_ctx;
    enum lang lang; /* of causes, offers and advice; hs_text sets it, JSON is always English */
};

/* The default screen: steps with times, what was negotiated and how good it is, the chain with its
 * verdict, what to do. */
void hs_text(struct buf *out, const struct hs_view *view, const struct style *style);

/* --trace: every message as a tree of fields, in protocol order, with names and numbers and a
 * sentence for each; hex: with offsets and bytes. */
void hs_trace(struct buf *out, const struct hs_view *view, const struct style *style, bool hex);

/* The packet table: number, time, from, to, record, message and handshake type, length. */
void hs_packets(struct buf *out, const struct hs_view *view, const struct style *style);

enum hs_diagram { HS_DIAGRAM_TEXT, HS_DIAGRAM_MERMAID, HS_DIAGRAM_SVG };
void hs_diagram(struct buf *out, const struct hs_view *view, enum hs_diagram kind,
                const struct style *style);

void hs_timing(struct buf *out, const struct hs_view *view, const struct style *style);

/* --secrets and derive: each step with its formula, inputs and output; Finished values recomputed
 * from the logged steps and compared with those sent and received; the command line of derive
 * that does the same. */
void hs_secrets(struct buf *out, const struct hs_view *view, const struct style *style);
/* hs_step_get is step i of the log.  The shared secret of a hybrid group (0: not known) has its two
 * parts as inputs.  hs_step_split gives it these: first_n bytes, and the rest. */
struct step hs_step_get(const struct event_log *log, size_t i, uint16_t group);
void hs_step_split(struct step *step, size_t first_n, const char *first, const char *second);
/* One step, as `derive` shows it too: number counts from 1. */
void hs_step(struct buf *out, unsigned number, const struct step *step, const struct style *style);
void hs_step_json(struct json_writer *json, const struct step *step);

/* One NDJSON object (tlsbox-json(5)), with `secrets` only if asked for. */
enum err hs_json(struct buf *out, const struct hs_view *view, bool secrets) MUST_CHECK;

/* One message as a tree of fields: for the trace, and for `hello`, which has a single one. */
void hs_message(struct buf *out, struct span message, uint16_t version, bool sent,
                const struct style *style, bool hex);
void hs_message_json(struct json_writer *json, const char *key, struct span message,
                     uint16_t version);

/* What came instead of an answer: "the server answered handshake_failure (40): …"; nothing if no
 * alert came. */
void hs_alert_cause(struct buf *out, const struct hs_view *view);

/* Possible causes, and what to try: "; it was offered …; try …".  Nothing is advised that was
 * done already, and nothing at all to a server. */
void hs_alert_advice(struct buf *out, const struct hs_view *view);

#endif
