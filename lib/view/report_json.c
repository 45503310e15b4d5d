/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

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

static void put_name(struct json *j, const char *key, struct span name)
{
    struct buf text;

    if (name_is_empty(name)) {
        json_str(j, key, "");
        return;
    }
    buf_init(&text, TEXT_CAP);
    safe_name(&text, name);
    json_buf(j, key, &text);
}

static void put_place(struct json *j, const struct finding *f, const struct cert *c)
{
    bool inside = c != NULL && span_contains(c->der, f->at);

    if (!inside) {
        json_null(j, "offset");
        json_null(j, "length");
        return;
    }
    json_int(j, "offset", f->at.p - c->der.p);
    json_int(j, "length", (int64_t)f->at.n);
}

static void put_finding(struct json *j, const struct finding *f, const struct path *p,
                        const struct view_input *in)
{
    bool one = f->cert >= 0 && (size_t)f->cert < p->num;
    struct buf text;

    json_open(j, NULL);
    json_str(j, "code", reason_code(rule_reason(f->rule)));
    json_str(j, "severity", f->severity == SEVERITY_ERROR ? "error" : "warning");
    if (one)
        json_int(j, "cert", f->cert);
    else
        json_null(j, "cert");
    buf_init(&text, TEXT_CAP);
    finding_message(&text, f, p, in);
    json_buf(j, "message", &text);
    json_str(j, "ref", finding_ref(f));
    buf_init(&text, TEXT_CAP);
    finding_hint(&text, f, p, in);
    if (text.n > 0)
        json_buf(j, "hint", &text);
    else
        json_null(j, "hint");
    json_str(j, "rule", rule_id(f->rule));
    json_str(j, "error", f->err == ERR_OK ? NULL : err_id(f->err));
    buf_init(&text, TEXT_CAP);
    if (f->name.val.p != NULL) {
        safe_gname(&text, &f->name);
        json_buf(j, "name", &text);
    } else {
        json_null(j, "name");
    }
    put_place(j, f, one ? p->links[f->cert].cert : NULL);
    json_close(j);
}

static void put_findings(struct json *j, const struct path *p, const struct view_input *in,
                         bool reminders)
{
    struct finding soon;

    json_list(j, "findings");
    for (size_t i = 0; i < p->num_findings; i++) {
        if (p->findings[i].severity != SEVERITY_NONE)
            put_finding(j, &p->findings[i], p, in);
    }
    for (size_t i = 0; reminders && i < p->num; i++) {
        if (remind(&soon, p, i, in))
            put_finding(j, &soon, p, in);
    }
    json_list_end(j);
}

static void put_link(struct json *j, const struct link *l, bool anchor)
{
    const struct cert *c = l->cert;
    uint8_t digest[DIGEST_MAX_SIZE];
    struct buf text;

    json_open(j, NULL);
    put_name(j, "subject", c->subject);
    put_name(j, "issuer", c->issuer);
    json_hex(j, "serial", label_serial(c->serial));
    digest_of(DIGEST_SHA256, digest, c->der);
    json_hex(j, "sha256", span_of(digest, digest_size(DIGEST_SHA256)));
    json_time(j, "not_before", c->not_before);
    json_time(j, "not_after", c->not_after);
    buf_init(&text, TEXT_CAP);
    keyinfo_print(&text, &c->key);
    json_buf(j, "key", &text);
    buf_init(&text, TEXT_CAP);
    label_sigalg(&text, &c->sigalg);
    json_buf(j, "signature", &text);
    json_str(j, "source", label_source(l->source));
    json_str(j, "origin", l->origin);
    json_bool(j, "anchor", anchor);
    json_close(j);
}

static void put_chain(struct json *j, const struct path *p)
{
    json_list(j, "chain");
    for (size_t i = 0; i < p->num; i++)
        put_link(j, &p->links[i], p->anchored && i + 1 == p->num);
    json_list_end(j);
}

static void put_rejected(struct json *j, const struct report *r, const struct view_input *in)
{
    json_list(j, "rejected");
    for (size_t i = 0; i < r->num_rejected; i++) {
        const struct path *p = &r->rejected[i];
        const struct finding *f = path_headline(p);
        json_open(j, NULL);
        json_str(j, "reason", f == NULL ? NULL : reason_code(rule_reason(f->rule)));
        put_chain(j, p);
        put_findings(j, p, in, false);
        json_close(j);
    }
    json_list_end(j);
}

static void put_request(struct json *j, const struct report *r, const struct view_input *in)
{
    const struct judge_input *judge = in->judge;
    struct buf text;

    json_str(j, "host", judge->num_hosts == 0 ? NULL : judge->hosts[0].text);
    buf_init(&text, TEXT_CAP);
    if (r->host.matched) {
        safe_gname(&text, &r->host.name);
        json_buf(j, "matched", &text);
    } else {
        json_null(j, "matched");
    }
    json_str(j, "purpose", label_purpose(judge->purpose));
    json_str(j, "profile", label_profile(judge->profile));
    json_time(j, "time", judge->time);
}

static void put_policies(struct json *j, const struct report *r)
{
    json_list(j, "policies");
    for (size_t i = 0; r->reason == REASON_OK && i < r->policy.num_user_policies; i++) {
        struct buf text;
        buf_init(&text, TEXT_CAP);
        oid_print(&text, r->policy.user_policies[i]);
        json_buf(j, NULL, &text);
    }
    json_list_end(j);
}

enum err report_json(struct buf *out, const struct report *r, const struct view_input *in)
{
    struct json j = {.out = out};

    envelope_open(&j, "verify", in->input, r->reason);
    put_findings(&j, &r->chosen, in, r->reason == REASON_OK);
    put_chain(&j, &r->chosen);
    put_request(&j, r, in);
    json_int(&j, "paths_tried", (int64_t)r->paths_tried);
    json_int(&j, "signatures_checked", (int64_t)r->signatures_checked);
    json_str(&j, "store", in->store);
    put_policies(&j, r);
    put_rejected(&j, r, in);
    return envelope_close(&j);
}
