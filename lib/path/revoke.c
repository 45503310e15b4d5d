/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation for a whole path: each certificate below the anchor has a standing, and the path a
 * finding for each that is not good. */
#include "config.h"

#include "lib/path/revoke.h"

#include <stdlib.h>

#include "lib/x509/certext.h"

static int newest_first(const void *a, const void *b)
{
    const struct crl_known *x = a, *y = b;

    return crlscope_order(x->crl, y->crl);
}

/* Sorts the CRLs that were given and fetched, the newest first, once for all paths: a newer CRL
 * supersedes an older one of the same scope. */
static enum err sort_crls(struct revoker *revoker)
{
    const struct judge_input *in = revoker->in;
    size_t fetched = in->evidence == NULL ? 0 : in->evidence->num_crls, n = in->num_crls + fetched;

    if (revoker->crls != NULL)
        return ERR_OK;
    revoker->crls = arena_alloc(revoker->arena, n, sizeof *revoker->crls);
    if (revoker->crls == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < n; i++)
        revoker->crls[i] = (struct crl_known){
            .crl = i < in->num_crls ? in->crls[i] : in->evidence->crls[i - in->num_crls].crl};
    revoker->num_crls = n;
    if (n > 1)
        qsort(revoker->crls, n, sizeof revoker->crls[0], newest_first);
    return ERR_OK;
}

/* What is an error under `hard` is a warning else; a revocation is always an error. */
static enum err add(struct report *report, struct path *path, const struct judge_input *in,
                    struct finding finding, size_t i)
{
    bool revoked = rule_reason(finding.rule) == REASON_REVOKED;

    finding.cert = (int)i;
    finding.severity = rule_severity(finding.rule, in->profile);
    if (finding.severity == SEVERITY_NONE)
        return ERR_OK;
    if (!revoked)
        finding.severity = in->revocation == REVOCATION_HARD ? SEVERITY_ERROR : SEVERITY_WARNING;
    return report_add(report, path, finding);
}

/* A finding for each source that could not be had: `other` is its URL, `at` the text about the
 * error. */
static enum err add_outages(struct report *report, struct path *path, const struct judge_input *in,
                            size_t i)
{
    for (size_t k = 0; k < path->num_answers; k++) {
        const struct rev_answer answer = path->answers[k];
        if (answer.cert != (int)i || answer.status != REV_STATUS_UNREACHABLE)
            continue;
        struct finding f = {.rule = RULE_REVOCATION_OUTAGE,
                            .err = answer.err,
                            .other = span_str(answer.origin),
                            .at = answer.detail,
                            .a = answer.mechanism};
        TRY(add(report, path, in, f, i));
    }
    return ERR_OK;
}

/* CRLite filters have leafs only: if nothing else was given, `soft` does not ask about CAs. */
static bool asks_leaf_alone(const struct judge_input *in)
{
    return in->crlite != NULL && in->revocation == REVOCATION_SOFT && in->num_crls == 0 &&
           in->num_ocsp == 0;
}

/* A short-lived certificate needs no status.  But a CA that does not know its own certificate has
 * not issued it, or has lost it (RFC 6960 2.2): that is a warning, also under `hard`. */
static enum err conclude_short_lived(const struct standing *s, struct report *report,
                                     struct path *path, size_t i)
{
    struct finding f = s->trouble;

    if (f.rule != RULE_OCSP_UNKNOWN)
        return ERR_OK;
    f.cert = (int)i;
    f.severity = SEVERITY_WARNING;
    return report_add(report, path, f);
}

/* What the standing of a certificate means for the path. */
static enum err conclude(const struct standing *s, struct report *report, struct path *path,
                         const struct judge_input *in, size_t i)
{
    if (s->is_revoked)
        return add(report, path, in, s->revoked, i);
    if (s->is_good)
        return ERR_OK;
    if (s->is_short_lived)
        return conclude_short_lived(s, report, path, i);
    if (s->has_outage)
        TRY(add_outages(report, path, in, i));
    /* Nobody asked, or the outage is why there is no answer. */
    if (s->rank == 0 &&
        (s->has_outage || in->revocation == REVOCATION_OFF || (i > 0 && asks_leaf_alone(in))))
        return ERR_OK;
    return add(report, path, in, s->trouble, i);
}

/* RFC 7633 4.2.3: it lists the feature status_request (RFC 6066 8) or its second version (RFC 6961
 * 2.2). */
bool revoke_demands_staple(const struct cert *cert)
{
    static const struct span staples[] = {SPAN_INIT("\x30\x03\x02\x01\x05"),
                                          SPAN_INIT("\x30\x03\x02\x01\x11")};
    const struct cert_ext *x = &cert->ext[EXT_TLS_FEATURE];

    return x->present && x->err == ERR_OK &&
           (tls_feature_missing(staples[0], x->val) < 0 ||
            tls_feature_missing(staples[1], x->val) < 0);
}

enum err revoke_staple(struct report *report, struct path *path, const struct judge_input *in,
                       const struct standing *leaf)
{
    const struct cert *c = path->links[0].cert;
    bool asked = in->evidence != NULL && in->evidence->asked_staple;
    /* A response that is given as a file stands for the staple that a file cannot show. */
    bool has_good = leaf != NULL && (asked ? leaf->has_good_staple : leaf->has_good_response);
    struct finding f = {.rule = RULE_MUST_STAPLE,
                        .at = c->ext[EXT_TLS_FEATURE].val,
                        .a = !asked             ? STAPLE_UNSEEN
                             : leaf == NULL     ? STAPLE_NOT_JUDGED
                             : leaf->has_staple ? STAPLE_NOT_GOOD
                                                : STAPLE_MISSING};

    if (in->purpose != PURPOSE_SERVER || !revoke_demands_staple(c) || has_good)
        return ERR_OK;
    return add(report, path, in, f, 0);
}

/* The status of every certificate below the anchor. */
static enum err check_all(struct report *report, struct path *path, struct revoker *revoker)
{
    struct standing leaf = {0};

    TRY(sort_crls(revoker));
    path->num_answers = 0;
    for (size_t i = 0; i + 1 < path->num; i++) {
        struct standing s;
        TRY(standing_of(&s, report, path, i, revoker));
        TRY(conclude(&s, report, path, revoker->in, i));
        if (i == 0)
            leaf = s;
    }
    return revoke_staple(report, path, revoker->in, path->num > 1 ? &leaf : NULL);
}

enum err revoke_path(struct report *report, struct path *path, struct revoker *revoker)
{
    revoker->anchor = path->links[path->num - 1];
    revoker->anchor.unfit = 0;
    revoker->signers = NULL;
    enum err e = check_all(report, path, revoker);
    if (e != ERR_LIMIT)
        return e;
    /* If the arena is full this fails as well, and the caller learns of it. */
    return report_add(report, path,
                      (struct finding){.rule = RULE_BUDGET,
                                       .severity = rule_severity(RULE_BUDGET, revoker->in->profile),
                                       .cert = -1});
}
