/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/report_json.h"

#include "lib/view/text/tree_writer.h"
#include "lib/view/text/envelope.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/safe.h"

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
 *                      days until then; null where the path leads to no anchor
 *   paths_tried, signatures_checked
 *   store              where the trust anchors come from, or null
 *   policies           the user-constrained policies (OIDs) of an accepted path
 *   rejected           the other paths: reason, chain, findings
 */

/* A distinguished name as text; null if a part of it cannot be read. */
static void put_name(struct json_writer *j, const char *key, struct span name)
{
    struct buf text;

    if (name_is_empty(name)) {
        jw_str(j, key, "");
        return;
    }
    if (!name_is_readable(name)) {
        jw_null(j, key);
        return;
    }
    buf_init(&text, TEXT_CAP);
    safe_name(&text, name);
    jw_buf(j, key, &text);
}

/* The position of the finding within the DER of certificate c; null if it lies outside. */
static void put_place(struct json_writer *j, const struct finding *f, const struct cert *c)
{
    bool inside = c != NULL && span_contains(c->der, f->at);

    if (!inside) {
        jw_null(j, "offset");
        jw_null(j, "length");
        return;
    }
    jw_int(j, "offset", f->at.p - c->der.p);
    jw_int(j, "length", (int64_t)f->at.n);
}

static void put_finding(struct json_writer *j, const struct finding *f, const struct path *p,
                        const struct view_input *in)
{
    bool one = f->cert >= 0 && (size_t)f->cert < p->num;
    struct buf text;

    jw_open(j, NULL);
    jw_str(j, "code", reason_code(rule_reason(f->rule)));
    jw_str(j, "severity", f->severity == SEVERITY_ERROR ? "error" : "warning");
    if (one)
        jw_int(j, "cert", f->cert);
    else
        jw_null(j, "cert");
    buf_init(&text, TEXT_CAP);
    finding_message(&text, f, p, in);
    jw_buf(j, "message", &text);
    jw_str(j, "ref", finding_ref(f));
    buf_init(&text, TEXT_CAP);
    finding_hint(&text, f, p, in);
    if (text.n > 0)
        jw_buf(j, "hint", &text);
    else
        jw_null(j, "hint");
    jw_str(j, "rule", rule_id(f->rule));
    jw_str(j, "error", f->err == ERR_OK ? NULL : err_id(f->err));
    buf_init(&text, TEXT_CAP);
    if (f->name.val.p != NULL) {
        safe_gname_cut(&text, &f->name, NAME_CHARS);
        jw_buf(j, "name", &text);
    } else {
        jw_null(j, "name");
    }
    put_place(j, f, one ? p->links[f->cert].cert : NULL);
    jw_close(j);
}

static void put_items(struct json_writer *j, const struct path *p, const struct view_input *in)
{
    for (size_t i = 0; i < p->num_findings; i++) {
        if (p->findings[i].severity != SEVERITY_NONE)
            put_finding(j, &p->findings[i], p, in);
    }
}

/* The names as `show` has them.  Null if a name, or the whole extension, cannot be read. */
static void put_san(struct json_writer *j, const struct cert *c)
{
    struct gnames names = gnames_open_value(c->ext[EXT_SAN].val);
    struct gname n;

    if (cert_ext_state(c, EXT_SAN) == EXT_UNREADABLE && names.rest.n == 0) {
        jw_null(j, "san");
        return;
    }
    jw_list(j, "san");
    while (gnames_next(&names, &n))
        tw_gname_json(j, NULL, &n);
    jw_list_end(j);
}

static void put_digest(struct json_writer *j, const char *key, struct span bytes)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, bytes);
    jw_hex(j, key, span_of(digest, digest_size(DIGEST_SHA256)));
}

static void put_link(struct json_writer *j, const struct link *l, bool anchor)
{
    const struct cert *c = l->cert;
    struct buf text;

    jw_open(j, NULL);
    put_name(j, "subject", c->subject);
    put_name(j, "issuer", c->issuer);
    jw_hex_read(j, "serial", c->serial.n > 0, label_serial(c->serial));
    put_digest(j, "sha256", c->der);
    put_digest(j, "spki_sha256", c->spki);
    put_san(j, c);
    jw_time_read(j, "not_before", c->has_not_before, c->not_before);
    jw_time_read(j, "not_after", c->has_not_after, c->not_after);
    buf_init(&text, TEXT_CAP);
    keyinfo_print(&text, &c->key);
    jw_buf_read(j, "key", c->key.algorithm_content.n > 0, &text);
    buf_init(&text, TEXT_CAP);
    label_sigalg(&text, &c->sigalg);
    jw_buf_read(j, "signature", c->sigalg.oid_content.n > 0, &text);
    jw_str(j, "source", label_source(l->source));
    jw_str(j, "origin", l->origin);
    jw_bool(j, "anchor", anchor);
    jw_close(j);
}

static void put_chain(struct json_writer *j, const struct path *p)
{
    jw_list(j, "chain");
    for (size_t i = 0; i < p->num; i++)
        put_link(j, &p->links[i], p->anchored && i + 1 == p->num);
    jw_list_end(j);
}

static void put_rejected(struct json_writer *j, const struct report *r, const struct view_input *in)
{
    size_t start = j->out->n;

    jw_list(j, "rejected");
    for (size_t i = 0; i < r->num_rejected && j->out->n - start < REJECTED_BYTES; i++) {
        const struct path *p = &r->rejected[i];
        const struct finding *f = path_headline(p);
        jw_open(j, NULL);
        jw_str(j, "reason", f == NULL ? NULL : reason_code(rule_reason(f->rule)));
        put_chain(j, p);
        jw_list(j, "findings");
        put_items(j, p, in);
        jw_list_end(j);
        jw_close(j);
    }
    jw_list_end(j);
}

static void put_request(struct json_writer *j, const struct report *r, const struct view_input *in)
{
    const struct judge_input *judge = in->judge;
    struct buf text;

    jw_str(j, "host", judge->num_hosts == 0 ? NULL : judge->hosts[0].text);
    buf_init(&text, TEXT_CAP);
    if (r->host.matched) {
        safe_gname(&text, &r->host.name);
        jw_buf(j, "matched", &text);
    } else {
        jw_null(j, "matched");
    }
    jw_str(j, "purpose", label_purpose(judge->purpose));
    jw_str(j, "profile", label_profile(judge->profile));
    jw_time(j, "time", judge->time);
}

/* How long the path is valid.  A path that leads to no anchor is never valid. */
static void put_until(struct json_writer *j, const struct report *r, int64_t now)
{
    enum { DAY = 24 * 60 * 60 };
    const struct cert *c = r->chosen.anchored ? path_first_to_end(&r->chosen) : NULL;

    if (c == NULL) {
        jw_null(j, "valid_until");
        jw_null(j, "days_left");
        return;
    }
    /* Whole days, rounded down.  Negative after the end. */
    int64_t left = c->not_after - now;
    jw_time(j, "valid_until", c->not_after);
    jw_int(j, "days_left", left / DAY - (left % DAY < 0));
}

static void put_policies(struct json_writer *j, const struct report *r)
{
    jw_list(j, "policies");
    for (size_t i = 0; r->reason == REASON_OK && i < r->policy.num_user_policies; i++) {
        struct buf text;
        buf_init(&text, TEXT_CAP);
        oid_print(&text, r->policy.user_policies[i]);
        jw_buf(j, NULL, &text);
    }
    jw_list_end(j);
}

void report_json_findings(struct json_writer *j, const struct report *r,
                          const struct view_input *in)
{
    put_items(j, &r->chosen, in);
}

void report_json_keys(struct json_writer *j, const struct report *r, const struct view_input *in)
{
    put_chain(j, &r->chosen);
    put_request(j, r, in);
    put_until(j, r, in->judge->time);
    jw_int(j, "paths_tried", (int64_t)r->paths_tried);
    jw_int(j, "signatures_checked", (int64_t)r->signatures_checked);
    jw_str(j, "store", in->store);
    put_policies(j, r);
    put_rejected(j, r, in);
}

enum err report_json(struct buf *out, const struct report *r, const struct view_input *in)
{
    struct json_writer j = {.out = out};

    envelope_open(&j, "verify", in->input, r->reason);
    jw_list(&j, "findings");
    report_json_findings(&j, r, in);
    jw_list_end(&j);
    report_json_keys(&j, r, in);
    return envelope_close(&j);
}
