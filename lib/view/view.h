/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * view: shows findings and certificates as text and JSON.  All functions append to a buf; none of
 * them prints.  Bytes from certificates are escaped, so that no control character reaches the
 * terminal.
 */
#ifndef TB_LIB_VIEW_VIEW_H
#define TB_LIB_VIEW_VIEW_H

#include "lib/path/judge.h"
#include "lib/view/text/lang.h"
#include "lib/x509/csr.h"
#include "lib/x509/ocsp.h"

/* How text looks. */
struct style {
    bool color;
    bool utf8;      /* the terminal shows UTF-8: check marks and tree lines instead of ASCII */
    int columns;    /* of the terminal, where sentences are wrapped; 0: 80 */
    size_t entries; /* the most entries of a CRL to show; 0: 20 */
    enum lang lang; /* of findings, hints and summaries */
};

/* What was judged, in addition to the report. */
struct view_input {
    const char *input; /* the operand */
    const struct judge_input *judge;
    const char *store; /* the trust anchors used, for hints */
    int64_t now;       /* the real time, to tell a wrong --at or clock */
    enum lang lang;    /* of the sentences; JSON is always English */
    bool adds_roots;   /* --add-root was given */
    bool no_sni;       /* --no-sni: the client did not send the name of the host */
    bool unproved;     /* the peer has not proved that it has the certificate's key */
    bool is_request;   /* the chain is one of many in the input: no command can read it there */
    bool can_fetch;    /* the command has the options of `verify` that bring evidence */
    bool only_stores;  /* the command takes whole stores, and not --add-root */
};

/* finding_message appends one sentence: what is wrong with which certificate, with its values. */
void finding_message(struct buf *out, const struct finding *finding, const struct path *path,
                     const struct view_input *in);
/* finding_hint appends how to fix it, or nothing if there is no advice. */
void finding_hint(struct buf *out, const struct finding *finding, const struct path *path,
                  const struct view_input *in);
/* finding_ref is the section that states the rule.  If the finding has a more specific error, it is
 * that of the error. */
const char *finding_ref(const struct finding *finding);

/* report_text appends the verdict line, the headline with its advice, and the path with its
 * checks.  With explain, it also draws all candidate paths as a tree.  report_quiet appends only
 * the verdict line. */
void report_text(struct buf *out, const struct report *report, const struct view_input *in,
                 const struct style *style, bool explain);
void report_quiet(struct buf *out, const struct report *report, const struct view_input *in,
                  const struct style *style);

/* report_details is report_text without the verdict line. */
void report_details(struct buf *out, const struct report *report, const struct view_input *in,
                    const struct style *style, bool explain);

/* verdict_none appends "INPUT: not verified (why)". */
void verdict_none(struct buf *out, const char *input, const char *why, const struct style *style);

/* verdict_line appends "INPUT: OK" or "INPUT: FAIL (reason)". */
void verdict_line(struct buf *out, const char *input, enum reason reason,
                  const struct style *style);

/* report_json appends one line of NDJSON (tlsbox-json(5)). */
enum err report_json(struct buf *out, const struct report *report,
                     const struct view_input *in) MUST_CHECK;

/* error_json appends the line of an operand that could not be judged at all. */
enum err error_json(struct buf *out, const char *command, const char *input, enum reason reason,
                    const char *message) MUST_CHECK;

/* For each kind of object: X_text is the full text, X_short one line, X_json one line of JSON. */
void cert_text(struct buf *out, const struct cert *cert, const struct style *style);
void cert_short(struct buf *out, const struct cert *cert);
enum err cert_json(struct buf *out, const char *input, const struct cert *cert) MUST_CHECK;

/* What the timestamps of a certificate are looked up in, and checked with. */
struct cert_logs {
    const struct log_list *list;
    const struct cert *cert;
    const struct cert *next; /* the one after it, which may be its issuer; NULL: none */
};

/* cert_logs_text and cert_logs_json are cert_text and cert_json of logs->cert, and say of each
 * timestamp in it whose it is, and whether its signature is good. */
void cert_logs_text(struct buf *out, const struct cert_logs *logs, const struct style *style);
enum err cert_logs_json(struct buf *out, const char *input,
                        const struct cert_logs *logs) MUST_CHECK;

void crl_text(struct buf *out, const struct crl *crl, const struct style *style);
void crl_short(struct buf *out, const struct crl *crl);
enum err crl_json(struct buf *out, const char *input, const struct crl *crl) MUST_CHECK;

void ocsp_text(struct buf *out, const struct ocsp_response *response, const struct style *style);
void ocsp_short(struct buf *out, const struct ocsp_response *response);
enum err ocsp_json(struct buf *out, const char *input,
                   const struct ocsp_response *response) MUST_CHECK;

void csr_text(struct buf *out, const struct csr *csr, const struct style *style);
void csr_short(struct buf *out, const struct csr *csr);
enum err csr_json(struct buf *out, const char *input, const struct csr *csr) MUST_CHECK;

/* A public key: key is parsed from spki, which is the whole SubjectPublicKeyInfo. */
void key_text(struct buf *out, const struct keyinfo *key, struct span spki,
              const struct style *style);
void key_short(struct buf *out, const struct keyinfo *key, struct span spki);
enum err key_json(struct buf *out, const char *input, const struct keyinfo *key,
                  struct span spki) MUST_CHECK;

/* asn1tree_text shows any DER as a tree of its elements with their offsets.  An error is shown
 * where it occurs, and the rest of that element follows as hex. */
void asn1tree_text(struct buf *out, struct span der, const struct style *style);

/* safe_put appends text from outside.  It keeps valid UTF-8, and escapes control characters and
 * invalid bytes as \xx. */
void safe_put(struct buf *out, struct span text);

#endif
