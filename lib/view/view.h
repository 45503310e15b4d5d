/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * view: findings and certificates as text and JSON.  Everything is appended to a buf; nothing
 * is printed.  Bytes that come from certificates are escaped: no control character reaches the
 * terminal.
 */
#ifndef TB_LIB_VIEW_VIEW_H
#define TB_LIB_VIEW_VIEW_H

#include "lib/path/judge.h"

/* How text is to look. */
struct style {
    bool color;
    int columns; /* of the terminal; lines that hold prose are folded there */
};

/* What a judgement was about, beside the report. */
struct view_input {
    const char *input;      /* the operand */
    const struct judge_input *judge;
    const char *store;      /* the trust anchors used, for hints */
    int64_t now;            /* the real time, to tell a wrong --at or clock */
    int64_t warn_seconds;   /* --warn DAYS: remind this long before notAfter; 0: not */
    int warn_percent;       /* --warn PERCENT%: when less than that of the lifetime is left */
};

/* finding_message is one sentence: what is wrong with which certificate, with its values. */
void finding_message(struct buf *out, const struct finding *f, const struct path *p,
                     const struct view_input *in);
/* finding_hint is how to mend it, or nothing. */
void finding_hint(struct buf *out, const struct finding *f, const struct path *p,
                  const struct view_input *in);

/* report_text: the verdict line, the path with its checks, the headline with its mend; with
 * explain, all candidate paths as a tree.  report_quiet: nothing but the verdict line. */
void report_text(struct buf *out, const struct report *r, const struct view_input *in,
                 const struct style *style, bool explain);

/* report_json: one NDJSON line as tlsbox-json(5) has it. */
enum err report_json(struct buf *out, const struct report *r, const struct view_input *in) MUST_CHECK;

/* error_json: the line for an operand that could not be judged at all. */
enum err error_json(struct buf *out, const char *command, const char *input, enum reason reason,
                    const char *message) MUST_CHECK;

/* cert_text: show.  cert_short: one line.  cert_json: an object for show --json. */
void cert_text(struct buf *out, const struct cert *c, const struct style *style);
void cert_short(struct buf *out, const struct cert *c);
enum err cert_json(struct buf *out, const char *input, const struct cert *c) MUST_CHECK;

/* safe_put appends text from outside: UTF-8 kept, control characters and broken bytes as \xx. */
void safe_put(struct buf *out, struct span text);

#endif
