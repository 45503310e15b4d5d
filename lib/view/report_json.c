/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/report_json.h"

#include "lib/view/envelope.h"
#include "lib/view/label.h"
#include "lib/view/remind.h"
#include "lib/view/safe.h"

enum { TEXT_CAP = 1 << 20 };

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
 *                      sha256 (hex), not_before, not_after (RFC 3339), key, signature, source
 *                      ("leaf", "input", "intermediates", "anchor", "fetched"), origin (a file, or
 *                      null), anchor (boolean)
 *   host, matched      the name asked for and the certificate's name that it matched, or null
 *   purpose, profile, time
 *   paths_tried, signatures_checked
 *   store              where the trust anchors come from, or null
 *   policies           the user-constrained policies (OIDs) of an accepted path
 *   rejected           the other paths: reason, chain, findings
 */

static void put_name(struct jw *j, const char *key, struct span name)
{
    struct buf text;

    if (name_is_empty(name)) {
        jw_str(j, key, "");
        return;
    }
    buf_init(&text, TEXT_CAP);
    safe_name(&text, name);
    jw_buf(j, key, &text);
}

static void put_place(struct jw *j, const struct finding *f, const struct cert *c)
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

static void put_finding(struct jw *j, const struct finding *f, const struct path *p,
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
        safe_gname(&text, &f->name);
        jw_buf(j, "name", &text);
    } else {
        jw_null(j, "name");
    }
    put_place(j, f, one ? p->links[f->cert].cert : NULL);
    jw_close(j);
}

static void put_items(struct jw *j, const struct path *p, const struct view_input *in,
                      bool reminders)
{
    struct finding soon;

    for (size_t i = 0; i < p->num_findings; i++) {
        if (p->findings[i].severity != SEVERITY_NONE)
            put_finding(j, &p->findings[i], p, in);
    }
    for (size_t i = 0; reminders && i < p->num; i++) {
        if (remind(&soon, p, i, in))
            put_finding(j, &soon, p, in);
    }
}

static void put_link(struct jw *j, const struct link *l, bool anchor)
{
    const struct cert *c = l->cert;
    uint8_t digest[DIGEST_MAX_SIZE];
    struct buf text;

    jw_open(j, NULL);
    put_name(j, "subject", c->subject);
    put_name(j, "issuer", c->issuer);
    jw_hex(j, "serial", label_serial(c->serial));
    digest_of(DIGEST_SHA256, digest, c->der);
    jw_hex(j, "sha256", span_of(digest, digest_size(DIGEST_SHA256)));
    jw_time_read(j, "not_before", c->has_not_before, c->not_before);
    jw_time_read(j, "not_after", c->has_not_after, c->not_after);
    buf_init(&text, TEXT_CAP);
    keyinfo_print(&text, &c->key);
    jw_buf(j, "key", &text);
    buf_init(&text, TEXT_CAP);
    label_sigalg(&text, &c->sigalg);
    jw_buf(j, "signature", &text);
    jw_str(j, "source", label_source(l->source));
    jw_str(j, "origin", l->origin);
    jw_bool(j, "anchor", anchor);
    jw_close(j);
}

static void put_chain(struct jw *j, const struct path *p)
{
    jw_list(j, "chain");
    for (size_t i = 0; i < p->num; i++)
        put_link(j, &p->links[i], p->anchored && i + 1 == p->num);
    jw_list_end(j);
}

static void put_rejected(struct jw *j, const struct report *r, const struct view_input *in)
{
    jw_list(j, "rejected");
    for (size_t i = 0; i < r->num_rejected; i++) {
        const struct path *p = &r->rejected[i];
        const struct finding *f = path_headline(p);
        jw_open(j, NULL);
        jw_str(j, "reason", f == NULL ? NULL : reason_code(rule_reason(f->rule)));
        put_chain(j, p);
        jw_list(j, "findings");
        put_items(j, p, in, false);
        jw_list_end(j);
        jw_close(j);
    }
    jw_list_end(j);
}

static void put_request(struct jw *j, const struct report *r, const struct view_input *in)
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

static void put_policies(struct jw *j, const struct report *r)
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

void report_json_findings(struct jw *j, const struct report *r, const struct view_input *in)
{
    put_items(j, &r->chosen, in, r->reason == REASON_OK);
}

void report_json_keys(struct jw *j, const struct report *r, const struct view_input *in)
{
    put_chain(j, &r->chosen);
    put_request(j, r, in);
    jw_int(j, "paths_tried", (int64_t)r->paths_tried);
    jw_int(j, "signatures_checked", (int64_t)r->signatures_checked);
    jw_str(j, "store", in->store);
    put_policies(j, r);
    put_rejected(j, r, in);
}

enum err report_json(struct buf *out, const struct report *r, const struct view_input *in)
{
    struct jw j = {.out = out};

    envelope_open(&j, "verify", in->input, r->reason);
    jw_list(&j, "findings");
    report_json_findings(&j, r, in);
    jw_list_end(&j);
    report_json_keys(&j, r, in);
    return envelope_close(&j);
}
