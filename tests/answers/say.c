/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/x509/certext.h"
#include "tests/answers/answers.h"

void say(struct listing *l, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (int i = 0; i < n && i < (int)sizeof text - 1; i++)
        l->digest = (l->digest ^ (uint8_t)text[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
    if (l->shown)
        fputs(text, stdout);
}

void say_bytes(struct listing *l, struct span bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        say(l, "%02x", bytes.p[i]);
}

void say_place(struct listing *l, struct span part, struct span whole)
{
    if (part.p == NULL) {
        say(l, " -");
    } else if (span_contains(whole, part)) {
        say(l, " %zu+%zu", (size_t)(part.p - whole.p), part.n);
    } else {
        say(l, " ");
        say_bytes(l, span_head(part, 16));
    }
}

void say_fail(struct listing *l, const struct fail *f, struct span whole)
{
    if (f->err == ERR_OK)
        return;
    say(l, " %s", err_id(f->err));
    say_place(l, f->at, whole);
}

void say_name(struct listing *l, struct span name)
{
    struct name_iter it = name_iter_open(name);
    struct attribute a;
    struct buf b;

    buf_init(&b, 1 << 20);
    while (name_next(&it, &a)) {
        say(l, " %s%x=", a.first_in_rdn ? "" : "+", (unsigned)a.tag);
        attribute_text(&b, &a);
        say_bytes(l, buf_span(&b));
        buf_truncate(&b, 0);
    }
    name_print(&b, name);
    say(l, " '%.*s'%s", (int)b.n, (const char *)b.p, name_is_readable(name) ? "" : " unreadable");
    buf_free(&b);
}

void say_gname(struct listing *l, const struct gname *n, struct span whole)
{
    say(l, " name %d %s", (int)n->kind, err_id(gname_syntax(n)));
    say_place(l, n->val, whole);
}

void say_key(struct listing *l, const struct keyinfo *key, struct span whole)
{
    say(l, " key %d %u bits %s ", (int)key->kind, key->bits, err_id(key->err));
    say_bytes(l, key->curve == OID_UNKNOWN ? (struct span){0} : oid_bytes(key->curve));
    const struct span parts[] = {key->algorithm_content, key->params, key->key, key->modulus,
                                 key->exponent};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        say_place(l, parts[i], whole);
}

void say_sigalg(struct listing *l, const struct sigalg *a)
{
    say(l, " sigalg %d %d %d %u %s%s", (int)a->kind, (int)a->digest, (int)a->mgf_digest,
        (unsigned)a->salt_n, a->no_null ? "no-null " : "", sigalg_is_weak(a) ? "weak" : "");
}

static void say_names(struct listing *l, const char *what, struct gnames names, struct span whole)
{
    struct gname n;

    say(l, " %s:", what);
    while (gnames_next(&names, &n))
        say_gname(l, &n, whole);
}

static void say_points(struct listing *l, struct span value, struct span whole)
{
    struct crl_dp dp;

    while (crl_dp_next(&value, &dp)) {
        say(l, " point %d %x", dp.some_reasons, (unsigned)dp.reasons);
        say_place(l, dp.name, whole);
        say_place(l, dp.issuer, whole);
    }
}

static void say_extensions(struct listing *l, const struct cert *c)
{
    struct access access;

    for (enum ext_id id = 0; id < EXT_COUNT; id++) {
        const struct cert_ext *x = &c->ext[id];
        if (!x->present)
            continue;
        say(l, " ext %d%s%s%s", (int)id, x->critical ? " critical" : "",
            x->critical_unread ? " critical?" : "", x->is_read ? "" : " unread");
        say_fail(l, &(struct fail){x->err, x->at}, c->der);
        say_place(l, x->val, c->der);
    }
    if (c->ext[EXT_SAN].present)
        say_names(l, "SAN", gnames_open_value(c->ext[EXT_SAN].val), c->der);
    if (c->ext[EXT_CRLDP].present)
        say_points(l, c->ext[EXT_CRLDP].val, c->der);
    for (struct span it = c->ext[EXT_AIA].val; access_next(&it, &access);) {
        say(l, " access ");
        say_bytes(l, access.method_content);
        say_gname(l, &access.location, c->der);
    }
}

void say_cert(struct listing *l, const struct cert *c)
{
    const struct span parts[] = {c->tbs,
                                 c->serial,
                                 c->issuer,
                                 c->subject,
                                 c->spki,
                                 c->inner_alg,
                                 c->outer_alg,
                                 c->issuer_uid,
                                 c->subject_uid,
                                 c->extensions,
                                 c->key_id,
                                 c->aki.key_id,
                                 c->aki.issuer,
                                 c->aki.serial,
                                 c->odd_qualifier,
                                 c->odd_any_qualifier,
                                 c->unknown_critical};

    say(l, "  v%u", c->version);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        say_place(l, parts[i], c->der);
    say(l, " from %d %lld to %d %lld%s%s", c->has_not_before, (long long)c->not_before,
        c->has_not_after, (long long)c->not_after, c->early_generalized ? " early" : "",
        c->self_issued ? " self-issued" : "");
    say_fail(l, &c->loose_name, c->der);
    say_name(l, c->issuer);
    say_name(l, c->subject);
    say(l, " same %d", name_id_eq(&c->issuer_id, &c->subject_id));
    say_sigalg(l, &c->sigalg);
    say_key(l, &c->key, c->der);
    say(l, " unknown %u%s ca %d len %lld ku %x eku %x limits %lld %lld %lld", c->num_unknown,
        c->exts_unread ? " unread" : "", c->is_ca, (long long)c->path_len, (unsigned)c->key_usage,
        (unsigned)c->eku, (long long)c->limits.require_explicit,
        (long long)c->limits.inhibit_mapping, (long long)c->limits.inhibit_any);
    say_extensions(l, c);
    say(l, " defects %u", c->num_defects);
    for (unsigned i = 0; i < c->num_defects && i < CERT_DEFECTS; i++)
        say_fail(l, &c->defects[i], c->der);
    say(l, "\n");
}

void say_crl(struct listing *l, const struct crl *c)
{
    const struct span parts[] = {c->tbs,       c->issuer,     c->inner_alg,  c->outer_alg,
                                 c->entries,   c->extensions, c->number,     c->base_number,
                                 c->idp.name,  c->freshest,   c->aki.key_id, c->aki.issuer,
                                 c->aki.serial};
    struct crl_iter it = {0};
    struct crl_entry e;

    say(l, "  v%u", c->version);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        say_place(l, parts[i], c->der);
    say(l, " this %d %lld next %d %lld", c->has_this_update, (long long)c->this_update,
        c->next_unread, (long long)c->next_update);
    say_name(l, c->issuer);
    say_sigalg(l, &c->sigalg);
    say(l, " idp %d %d%d%d%d %x%s", c->idp.present, c->idp.only_user, c->idp.only_ca,
        c->idp.only_attribute, c->idp.indirect, (unsigned)c->idp.only_reasons,
        c->unknown_critical ? " critical" : "");
    say_points(l, c->freshest, c->der);
    while (crl_next(&it, c, &e)) {
        say(l, " entry");
        say_place(l, e.serial, c->der);
        say(l, " %d %lld %d %s", e.has_date, (long long)e.date, e.issuer_unread,
            crl_reason_name(e.reason) == NULL ? "-" : crl_reason_name(e.reason));
        say_place(l, e.issuer, c->der);
    }
    say_fail(l, &c->loose, c->der);
    say(l, " defects %u", c->num_defects);
    for (unsigned i = 0; i < c->num_defects && i < CERT_DEFECTS; i++)
        say_fail(l, &c->defects[i], c->der);
    say(l, "\n");
}

/* Bytes of one of a path's certificates. */
static void say_part(struct listing *l, struct span part, const struct path *p)
{
    for (size_t i = 0; i < p->num; i++) {
        if (span_contains(p->links[i].cert->der, part)) {
            say(l, " in %zu:", i);
            say_place(l, part, p->links[i].cert->der);
            return;
        }
    }
    say_place(l, part, (struct span){0});
}

static void say_path(struct listing *l, const struct path *p)
{
    static const char *const severities[] = {"none", "warning", "error"};
    const struct cert *ends = path_first_to_end(p);

    say(l, "  path %zu%s", p->num, p->anchored ? " anchored" : "");
    for (size_t i = 0; i < p->num; i++) {
        say(l, " ");
        say_bytes(l, p->links[i].cert->serial);
        say(l, "%s", p->links[i].cert == ends ? " ends first" : "");
    }
    for (size_t i = 0; i < p->num_findings; i++) {
        const struct finding *f = &p->findings[i];
        say(l, "\n    %s %s %d %s %lld %lld", rule_id(f->rule), severities[f->severity], f->cert,
            err_id(f->err), (long long)f->a, (long long)f->b);
        say_part(l, f->at, p);
        say_part(l, f->other, p);
        say(l, " %d", (int)f->name.kind);
        say_part(l, f->name.val, p);
        say(l, "%s", f->rival != NULL ? " rival" : "");
    }
    say(l, "\n");
}

void say_report(struct listing *l, const struct report *r)
{
    const struct host_match *h = &r->host;

    say(l, "  %s: %llu tried, %llu verified\n", reason_code(r->reason),
        (unsigned long long)r->paths_tried, (unsigned long long)r->signatures_checked);
    say_path(l, &r->chosen);
    for (size_t i = 0; i < r->num_rejected; i++)
        say_path(l, &r->rejected[i]);
    say(l, "  host %d%d%d%d %zu", h->matched, h->wildcard, h->has_san, h->has_unread, h->num_names);
    say_part(l, h->name.val, &r->chosen);
    say(l, " policy %d %d %d", r->policy.ok, r->policy.explicit_required, r->policy.cert);
    for (size_t i = 0; i < r->policy.num_user_policies; i++) {
        say(l, " ");
        say_bytes(l, r->policy.user_policies[i]);
    }
    say(l, " left %llu %llu %llu %llu\n", (unsigned long long)r->left.signatures,
        (unsigned long long)r->left.candidates, (unsigned long long)r->left.names,
        (unsigned long long)r->left.comparisons);
}
