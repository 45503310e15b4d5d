/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/fetch/fetch_plan.h"

#include "lib/http/http_url.h"
#include "lib/x509/certurl.h"

/* How many URLs and distribution points of one certificate are looked at. */
enum { LOOKS_MAX = 32 };

struct planning {
    struct fetch_plan *out;
    const struct plan_input *in;
};

static bool is_cert(const struct cert *a, const struct cert *b)
{
    return a == b || span_eq(a->der, b->der);
}

/* An issuer is wanted once for each URL, all else once for each certificate and URL. */
static bool is_same(const struct plan_item *a, const struct plan_item *b)
{
    return a->kind == b->kind && a->fresh == b->fresh && span_eq(a->url, b->url) &&
           (a->kind == FETCH_ISSUER || is_cert(a->cert, b->cert));
}

/* The things of all plans, one after the other; NULL after the last. */
static const struct plan_item *item_at(const struct planning *p, size_t i)
{
    if (i < p->in->num_tried)
        return &p->in->tried[i].item;
    i -= p->in->num_tried;
    return i < p->out->num ? &p->out->items[i] : NULL;
}

/* How many things of this kind the plans have for the certificate. */
static size_t count_of(const struct planning *p, enum fetch_kind kind, const struct cert *cert)
{
    const struct plan_item *item;
    size_t n = 0;

    for (size_t i = 0; (item = item_at(p, i)) != NULL; i++)
        n += item->kind == kind && is_cert(item->cert, cert);
    return n;
}

/* A thing that can be fetched, and is in no plan.  URLs of ldap are left out. */
static bool is_open(const struct planning *p, const struct plan_item *wanted)
{
    const struct plan_item *item;
    struct http_url url;

    for (size_t i = 0; (item = item_at(p, i)) != NULL; i++) {
        if (is_same(item, wanted))
            return false;
    }
    return http_url_parse(&url, wanted->url) == ERR_OK;
}

/* Adds a thing, unless there are too many. */
static bool add(struct planning *p, struct plan_item item)
{
    if (p->out->num == PLAN_ITEMS || !is_open(p, &item) ||
        count_of(p, item.kind, item.cert) >= PLAN_PER_CERT)
        return false;
    p->out->items[p->out->num++] = item;
    return true;
}

/* What the cache had of this kind for the certificate, without its help. */
static void add_fresh(struct planning *p, enum fetch_kind kind, const struct cert *cert)
{
    for (size_t i = 0; i < p->in->num_tried; i++) {
        const struct plan_tried *t = &p->in->tried[i];
        struct plan_item item = t->item;

        item.fresh = true;
        if (t->from_cache && item.kind == kind && is_cert(item.cert, cert))
            add(p, item);
    }
}

/* All URLs at which the issuer of a certificate may be. */
static void add_issuers(struct planning *p, const struct cert *cert)
{
    struct span it = certurl_value(cert, EXT_AIA), uri;

    for (int i = 0; i < LOOKS_MAX && certurl_next_access(&it, OID_AD_CA_ISSUERS, &uri); i++)
        add(p, (struct plan_item){.kind = FETCH_ISSUER, .url = uri, .cert = cert});
    add_fresh(p, FETCH_ISSUER, cert);
}

/* A certificate at fault may have a better one in its place: another that its issuer name and key
 * belong to. */
static void plan_issuers(struct planning *p)
{
    const struct path *path = &p->in->report->chosen;

    for (size_t i = 0; i < path->num_findings; i++) {
        const struct finding *f = &path->findings[i];
        int below =
            f->rule == RULE_UNKNOWN_ISSUER || f->rule == RULE_OTHER_KEY ? f->cert : f->cert - 1;

        if (f->severity == SEVERITY_ERROR && below >= 0 && (size_t)below < path->num)
            add_issuers(p, path->links[below].cert);
    }
}

/* The next responder that was not asked about the certificate. */
static bool add_ocsp(struct planning *p, const struct cert *cert, const struct cert *issuer)
{
    struct span it = certurl_value(cert, EXT_AIA), uri;

    for (int i = 0; i < LOOKS_MAX && certurl_next_access(&it, OID_AD_OCSP, &uri); i++) {
        if (add(p,
                (struct plan_item){.kind = FETCH_OCSP, .url = uri, .cert = cert, .issuer = issuer}))
            return true;
    }
    return false;
}

/* The URL of this certificate's list was fetched. */
static bool has_come(const struct planning *p, const struct plan_item *item)
{
    for (size_t i = 0; i < p->in->num_tried; i++) {
        if (p->in->tried[i].has_come && is_same(&p->in->tried[i].item, item))
            return true;
    }
    return false;
}

/* The names of a distribution point are places of one list (RFC 5280 4.2.1.13): the next one is
 * wanted if none has given it. */
static void add_point(struct planning *p, const struct crl_dp *point, const struct cert *cert)
{
    struct plan_item item = {.kind = FETCH_CRL, .cert = cert}, next = {0};
    struct gnames names = certurl_point(point);

    for (int i = 0; i < LOOKS_MAX && certurl_next_name(&names, &item.url); i++) {
        if (has_come(p, &item))
            return;
        if (next.cert == NULL && is_open(p, &item))
            next = item;
    }
    if (next.cert != NULL)
        add(p, next);
}

/* The lists of a value of cRLDistributionPoints or freshestCRL. */
static void add_points(struct planning *p, struct span value, const struct cert *cert)
{
    struct crl_dp point;

    for (int i = 0; i < LOOKS_MAX && value.n > 0 && crl_dp_next(&value, &point); i++)
        add_point(p, &point, cert);
}

/* Delta CRLs go with the complete ones that were fetched for a certificate: RFC 5280 4.2.1.15 has
 * them in the certificate, 5.2.6 in the list. */
static void plan_deltas(struct planning *p)
{
    for (size_t i = 0; i < p->in->num_tried; i++) {
        const struct plan_tried *t = &p->in->tried[i];

        if (t->item.kind != FETCH_CRL || !t->has_come)
            continue;
        add_points(p, certurl_value(t->item.cert, EXT_FRESHEST_CRL), t->item.cert);
        add_points(p, t->freshest, t->item.cert);
    }
}

/* The newest response of a responder says that it does not know the certificate: an older one that
 * is good does not count. */
static bool is_unknown(const struct path *path, size_t cert)
{
    for (size_t i = 0; i < path->num_findings; i++) {
        if (path->findings[i].rule == RULE_OCSP_UNKNOWN && path->findings[i].cert == (int)cert)
            return true;
    }
    return false;
}

/* A source has said what the status of the certificate is, or that it needs none. */
static bool is_answered(const struct report *report, size_t cert)
{
    bool unknown = is_unknown(&report->chosen, cert);

    for (size_t i = 0; i < report->num_answers; i++) {
        const struct rev_answer *a = &report->answers[i];

        if (a->cert == (int)cert &&
            ((a->status == REV_STATUS_GOOD && !unknown) || a->status == REV_STATUS_REVOKED ||
             a->status == REV_STATUS_NOT_NEEDED))
            return true;
    }
    return false;
}

/* The path lacks at most the status of its certificates. */
static bool is_else_good(const struct path *path)
{
    for (size_t i = 0; i < path->num_findings; i++) {
        enum reason reason = rule_reason(path->findings[i].rule);

        if (path->findings[i].severity == SEVERITY_ERROR && reason != REASON_REVOCATION_UNKNOWN &&
            reason != REASON_STALE_CRL && reason != REASON_MUST_STAPLE)
            return false;
    }
    return path->anchored;
}

static void plan_status(struct planning *p)
{
    const struct plan_input *in = p->in;
    const struct path *path = &in->report->chosen;

    if (in->revocation == REVOCATION_OFF || !is_else_good(path))
        return;
    for (size_t i = 0; i + 1 < path->num; i++) {
        const struct cert *cert = path->links[i].cert, *issuer = path->links[i + 1].cert;
        bool has_asked = count_of(p, FETCH_OCSP, cert) > 0;

        if (is_answered(in->report, i))
            continue;
        bool asks = in->wants.ocsp && add_ocsp(p, cert, issuer);

        if (in->wants.crls && (has_asked || !asks))
            add_points(p, certurl_value(cert, EXT_CRLDP), cert);
        add_fresh(p, FETCH_OCSP, cert);
        add_fresh(p, FETCH_CRL, cert);
    }
    if (in->wants.crls)
        plan_deltas(p);
}

void fetch_plan_make(struct fetch_plan *out, const struct plan_input *in)
{
    struct planning p = {.out = out, .in = in};

    out->num = 0;
    if (in->wants.issuers && in->report->reason != REASON_OK)
        plan_issuers(&p);
    plan_status(&p);
}
