/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/report_json.h"

#include "lib/base/hex.h"
#include "lib/path/dane.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/tree_writer.h"
#include "lib/view/verdict/answers.h"

/* Limits on the output.  The name in a finding is cut after NAME_CHARS characters, since the chain
 * has it in full.  No more rejected paths are listed after REJECTED_BYTES, since each contains its
 * certificates. */
enum { TEXT_CAP = 1 << 20, NAME_CHARS = 1 << 12, REJECTED_BYTES = 8 << 20 };

/*
 * The keys of a verdict, in their order (doc/tlsbox.schema.json, tlsbox-json(5)):
 *
 *   command, input     what was asked
 *   ok, reason, exit   the verdict; reason is null when ok
 *   findings           of the chosen path: code, severity ("error", "warning"), cert (index into
 *                      chain, null: the chain as a whole), message, ref, hint (or null), rule (the
 *                      rule's id), error (the finer rule broken, or null), name (the name
 *                      concerned, or null), offset and length (the place in the certificate's
 *                      DER, or null)
 *   chain              the chosen path, leaf first: subject, issuer (RFC 4514 text), serial,
 *                      sha256, spki_sha256 (hex), san (as in show; null: not readable),
 *                      not_before, not_after (RFC 3339; null: not readable), key, signature, source
 *                      ("leaf", "input", "intermediates", "anchor", "fetched"), origin (a file, or
 *                      null), anchor (boolean)
 *   host, matched      the name asked for and the certificate's name that it matched, or null
 *   purpose, profile, time
 *   valid_until        when the first of the path's certificates ends, and days_left, the whole
 *                      days until then; null if the path leads to no anchor
 *   paths_tried, signatures_checked
 *   store              where the trust anchors come from, or null
 *   policies           the user-constrained policies (OIDs) of an accepted path
 *   dane               what TLSA records said, or null: status, records (how many), base (the
 *                      name they are of, if the host is an alias of it, or null), fulfilled (one of
 *                      them, or null)
 *   revocation         what each source says about each certificate, and scts, what each timestamp
 *                      is worth: see answers_json.c
 *   rejected           the other paths: reason, chain, findings
 */

/* The name that was written last: an issuer is mostly the subject of the next certificate. */
struct last_name {
    struct span name;
    bool is_readable;
    struct buf text;
};

/* A distinguished name as text; null if a part of it cannot be read. */
static void put_name(struct json_writer *json, const char *key, struct span name,
                     struct last_name *last)
{
    if (name_is_empty(name)) {
        jw_str(json, key, "");
        return;
    }
    if (!span_eq(name, last->name)) {
        last->name = name;
        last->is_readable = name_is_readable(name);
        buf_truncate(&last->text, 0);
        safe_name(&last->text, name);
    }
    if (last->is_readable)
        jw_text(json, key, buf_span(&last->text));
    else
        jw_null(json, key);
    if (last->text.err != ERR_OK && json->out->err == ERR_OK)
        json->out->err = last->text.err;
}

/* The position of the finding within the DER of cert; null if it lies outside. */
static void put_place(struct json_writer *json, const struct finding *finding,
                      const struct cert *cert)
{
    bool inside = cert != NULL && span_contains(cert->der, finding->at);

    if (!inside) {
        jw_null(json, "offset");
        jw_null(json, "length");
        return;
    }
    jw_int(json, "offset", finding->at.p - cert->der.p);
    jw_int(json, "length", (int64_t)finding->at.n);
}

/* The keys are described above. */
static void put_finding(struct json_writer *json, const struct finding *finding,
                        const struct path *path, const struct view_input *in)
{
    bool one = finding->cert >= 0 && (size_t)finding->cert < path->num;
    struct buf text;

    jw_open(json, NULL);
    jw_str(json, "code", reason_code(rule_reason(finding->rule)));
    jw_str(json, "severity", finding->severity == SEVERITY_ERROR ? "error" : "warning");
    if (one)
        jw_int(json, "cert", finding->cert);
    else
        jw_null(json, "cert");
    buf_init(&text, TEXT_CAP);
    finding_message(&text, finding, path, in);
    jw_buf(json, "message", &text);
    jw_str(json, "ref", finding_ref(finding));
    buf_init(&text, TEXT_CAP);
    finding_hint(&text, finding, path, in);
    if (text.n > 0)
        jw_buf(json, "hint", &text);
    else
        jw_null(json, "hint");
    jw_str(json, "rule", rule_id(finding->rule));
    jw_str(json, "error", finding->err == ERR_OK ? NULL : err_id(finding->err));
    buf_init(&text, TEXT_CAP);
    if (finding->name.val.p != NULL) {
        safe_gname_cut(&text, &finding->name, NAME_CHARS);
        jw_buf(json, "name", &text);
    } else {
        jw_null(json, "name");
    }
    put_place(json, finding, one ? path->links[finding->cert].cert : NULL);
    jw_close(json);
}

/* The findings of a path that count as errors or warnings. */
static void put_items(struct json_writer *json, const struct path *path,
                      const struct view_input *in)
{
    for (size_t i = 0; i < path->num_findings; i++) {
        if (path->findings[i].severity != SEVERITY_NONE)
            put_finding(json, &path->findings[i], path, in);
    }
}

/* The names as `show` has them.  Null if a name, or the whole extension, cannot be read. */
static void put_san(struct json_writer *json, const struct cert *cert)
{
    struct gnames names = gnames_open_value(cert->ext[EXT_SAN].val);
    struct gname n;

    if (cert_ext_state(cert, EXT_SAN) == EXT_UNREADABLE && names.rest.n == 0) {
        jw_null(json, "san");
        return;
    }
    jw_list(json, "san");
    while (gnames_next(&names, &n))
        tw_gname_json(json, NULL, &n);
    jw_list_end(json);
}

static void put_digest(struct json_writer *json, const char *key, struct span bytes)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, bytes);
    jw_hex(json, key, span_of(digest, digest_size(DIGEST_SHA256)));
}

static void put_fingerprint(struct json_writer *json, const struct cert *cert)
{
    if (cert->has_fingerprint)
        jw_hex(json, "sha256", span_of(cert->fingerprint, sizeof cert->fingerprint));
    else
        put_digest(json, "sha256", cert->der);
}

/* The keys from subject to signature.  A value that could not be read is null. */
static void put_cert(struct json_writer *json, const struct cert *c, struct last_name *last)
{
    struct buf text;

    put_name(json, "subject", c->subject, last);
    put_name(json, "issuer", c->issuer, last);
    jw_hex_read(json, "serial", c->serial.n > 0, label_serial(c->serial));
    put_fingerprint(json, c);
    put_digest(json, "spki_sha256", c->spki);
    put_san(json, c);
    jw_time_read(json, "not_before", c->has_not_before, c->not_before);
    jw_time_read(json, "not_after", c->has_not_after, c->not_after);
    buf_init(&text, TEXT_CAP);
    keyinfo_print(&text, &c->key);
    jw_buf_read(json, "key", c->key.algorithm_content.n > 0, &text);
    buf_init(&text, TEXT_CAP);
    label_sigalg(&text, &c->sigalg);
    jw_buf_read(json, "signature", c->sigalg.oid_content.n > 0, &text);
}

void report_json_cert(struct json_writer *json, const struct cert *cert)
{
    struct last_name last = {0};

    buf_init(&last.text, TEXT_CAP);
    put_cert(json, cert, &last);
    buf_free(&last.text);
}

/* One certificate of the chain. */
static void put_link(struct json_writer *json, const struct link *link, bool anchor,
                     struct last_name *last)
{
    jw_open(json, NULL);
    put_cert(json, link->cert, last);
    jw_str(json, "source", label_source(link->source));
    jw_str(json, "origin", link->origin);
    jw_bool(json, "anchor", anchor);
    jw_close(json);
}

/* From the leaf up; only the last certificate can be the trust anchor. */
static void put_chain(struct json_writer *json, const struct path *path)
{
    struct last_name last = {0};

    buf_init(&last.text, TEXT_CAP);
    jw_list(json, "chain");
    for (size_t i = 0; i < path->num; i++)
        put_link(json, &path->links[i], path->anchored && i + 1 == path->num, &last);
    jw_list_end(json);
    buf_free(&last.text);
}

/* The other paths that were tried, up to a limit of bytes. */
static void put_rejected(struct json_writer *json, const struct report *report,
                         const struct view_input *in)
{
    size_t start = json->out->n;

    jw_list(json, "rejected");
    for (size_t i = 0; i < report->num_rejected && json->out->n - start < REJECTED_BYTES; i++) {
        const struct path *p = &report->rejected[i];
        const struct finding *f = path_headline(p);
        jw_open(json, NULL);
        jw_str(json, "reason", f == NULL ? NULL : reason_code(rule_reason(f->rule)));
        put_chain(json, p);
        jw_list(json, "findings");
        put_items(json, p, in);
        jw_list_end(json);
        jw_close(json);
    }
    jw_list_end(json);
}

/* What the chain was judged for: the first host and the name that matched it, purpose, profile and
 * time. */
static void put_request(struct json_writer *json, const struct report *report,
                        const struct view_input *in)
{
    const struct judge_input *judge = in->judge;
    struct buf text;

    jw_str(json, "host", judge->num_hosts == 0 ? NULL : judge->hosts[0].text);
    buf_init(&text, TEXT_CAP);
    if (report->host.matched) {
        safe_gname(&text, &report->host.name);
        jw_buf(json, "matched", &text);
    } else {
        jw_null(json, "matched");
    }
    jw_str(json, "purpose", label_purpose(judge->purpose));
    jw_str(json, "profile", label_profile(judge->profile));
    jw_time(json, "time", judge->time);
}

/* How long the path is valid.  A path that leads to no anchor is never valid. */
static void put_until(struct json_writer *json, const struct report *report, int64_t now)
{
    enum { DAY = 24 * 60 * 60 };
    const struct cert *c = report->chosen.anchored ? path_first_to_end(&report->chosen) : NULL;

    if (c == NULL) {
        jw_null(json, "valid_until");
        jw_null(json, "days_left");
        return;
    }
    /* Whole days, rounded down.  Negative after the end. */
    int64_t left = c->not_after - now;
    jw_time(json, "valid_until", c->not_after);
    jw_int(json, "days_left", left / DAY - (left % DAY < 0));
}

/* The policies that the chain is valid for (RFC 5280 6.1.6); only a chain that was accepted has
 * them. */
static void put_policies(struct json_writer *json, const struct report *report)
{
    jw_list(json, "policies");
    for (size_t i = 0; report->reason == REASON_OK && i < report->policy.num_user_policies; i++) {
        struct buf text;
        buf_init(&text, TEXT_CAP);
        oid_print(&text, report->policy.user_policies[i]);
        jw_buf(json, NULL, &text);
    }
    jw_list_end(json);
}

/* What TLSA records said; null if there were none to judge by. */
static void put_dane(struct json_writer *json, const struct report *report,
                     const struct dane_input *dane)
{
    static const char *const names[] = {"given", "secure", "insecure", "bogus", "unknown"};
    struct buf text;

    if (dane == NULL) {
        jw_null(json, "dane");
        return;
    }
    jw_open(json, "dane");
    jw_str(json, "status", names[dane->status]);
    jw_str(json, "base", dane->base != NULL ? dane->base->text : NULL);
    jw_int(json, "records", (int64_t)dane->num);
    if (report->dane != NULL) {
        buf_init(&text, TEXT_CAP);
        buf_printf(&text, "%u %u %u ", report->dane->usage, report->dane->selector,
                   report->dane->matching);
        hex_encode(&text, report->dane->data, 0);
        jw_buf(json, "fulfilled", &text);
    } else {
        jw_null(json, "fulfilled");
    }
    jw_close(json);
}

void report_json_findings(struct json_writer *json, const struct report *report,
                          const struct view_input *in)
{
    put_items(json, &report->chosen, in);
}

void report_json_keys(struct json_writer *json, const struct report *report,
                      const struct view_input *in)
{
    put_chain(json, &report->chosen);
    put_request(json, report, in);
    put_until(json, report, in->judge->time);
    jw_int(json, "paths_tried", (int64_t)report->paths_tried);
    jw_int(json, "signatures_checked", (int64_t)report->signatures_checked);
    jw_str(json, "store", in->store);
    put_policies(json, report);
    put_dane(json, report, in->judge->dane);
    answers_json(json, report);
    put_rejected(json, report, in);
}

enum err report_json(struct buf *out, const struct report *report, const struct view_input *in)
{
    struct json_writer j = {.out = out};

    envelope_open(&j, "verify", in->input, report->reason);
    jw_list(&j, "findings");
    report_json_findings(&j, report, in);
    jw_list_end(&j);
    report_json_keys(&j, report, in);
    return envelope_close(&j);
}
