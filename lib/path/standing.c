/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks each mechanism about one certificate, and weighs the answers. */
#include "config.h"

#include "lib/path/standing.h"

#include "lib/path/crlitestatus.h"
#include "lib/path/dated.h"
#include "lib/path/ocspstatus.h"
#include "lib/x509/certurl.h"

/* Reading this many bytes of extensions costs one comparison. */
enum { URL_BYTES = 512 };

/* How near to an answer a source came: the nearest is reported. */
enum {
    RANK_NONE,
    RANK_SILENT,   /* CRLite filters that do not have the certificate */
    RANK_CRL = 10, /* + trouble_rank */
    RANK_UNUSABLE = 20,
    RANK_STALE,
    RANK_UNKNOWN
};

/* The newest thisUpdate of each kind of answer; INT64_MIN: there is none.  RFC 6960 4.2.2.1: it is
 * "the most recent time at which the status being indicated is known by the responder to have been
 * correct". */
struct newest {
    int64_t good_ocsp, good; /* good: of the other mechanisms */
    int64_t unknown;         /* of a responder */
    int64_t hold;            /* revoked, but not for good */
};

/* What the functions of this file work on. */
struct asking {
    struct standing *out;
    struct report *report;
    struct path *path;
    size_t i;
    struct revoker *revoker;
    bool has_ocsp, has_crl; /* a source of this kind has answered, or failed */
    struct newest newest;
    struct finding held; /* for the newest hold */
};

static enum err add_answer(struct asking *a, const struct rev_answer *answer)
{
    a->has_ocsp |= answer->mechanism == REV_OCSP;
    a->has_crl |= answer->mechanism == REV_CRL;
    return report_answer(a->report, a->path, answer);
}

static struct rev_answer answer_of(const struct asking *a, enum rev_mechanism mechanism,
                                   enum evidence_source source)
{
    return (struct rev_answer){.cert = (int)a->i,
                               .mechanism = mechanism,
                               .source = source,
                               .this_update = INT64_MIN,
                               .next_update = INT64_MIN,
                               .revoked_at = INT64_MIN,
                               .reason = CRL_NO_REASON};
}

static void note_trouble(struct asking *a, int rank, struct finding finding)
{
    if (rank <= a->out->rank)
        return;
    a->out->rank = rank;
    a->out->trouble = finding;
}

/* The first source that revokes is reported. */
static void note_revoked(struct asking *a, struct finding finding)
{
    if (!a->out->is_revoked)
        a->out->revoked = finding;
    a->out->is_revoked = true;
}

static void note_newest(int64_t *newest, int64_t this_update)
{
    *newest = this_update > *newest ? this_update : *newest;
}

/* A revocation that is final is one whatever else is answered; a hold can be lifted, by what is
 * newer than its last confirmation. */
static void weigh_revoked(struct asking *a, struct finding finding, const struct rev_answer *answer,
                          int64_t confirmed)
{
    if (revstatus_is_lasting(answer->reason, answer->revoked_at, a->revoker->in->time)) {
        note_revoked(a, finding);
        return;
    }
    if (a->newest.hold == INT64_MIN || confirmed > a->newest.hold)
        a->held = finding;
    note_newest(&a->newest.hold, confirmed);
}

/* What the answers mean together.  A hold counts until a newer answer is good; an answer of a
 * responder that is good counts until a newer one says that the certificate is not known.  Of two
 * that are equally new the worse one counts.  "unknown" says nothing about other mechanisms (RFC
 * 6960 2.2). */
static void settle(struct asking *a)
{
    const struct newest *n = &a->newest;
    int64_t good = n->good_ocsp > n->good ? n->good_ocsp : n->good;

    if (n->hold != INT64_MIN && n->hold >= good)
        note_revoked(a, a->held);
    a->out->is_good |= n->good != INT64_MIN || n->good_ocsp > n->unknown;
}

/* A file or URL, as bytes; empty if there is none. */
static struct span origin_of(const char *origin)
{
    return origin == NULL ? (struct span){0} : span_str(origin);
}

/* What an OCSP answer means for the certificate.  The findings have in `other` where the response
 * came from, and in b the reason or, for OCSP_STALE, thisUpdate. */
static void weigh_ocsp(struct asking *a, const struct rev_answer *answer)
{
    struct finding f = {.other = origin_of(answer->origin), .err = answer->err};

    switch (answer->status) {
    case REV_STATUS_REVOKED:
        f.rule = RULE_REVOKED_OCSP;
        f.a = answer->revoked_at;
        f.b = answer->reason;
        weigh_revoked(a, f, answer, answer->this_update);
        break;
    case REV_STATUS_GOOD:
        note_newest(&a->newest.good_ocsp, answer->this_update);
        a->out->has_good_response = true;
        a->out->has_good_staple |= answer->source == EVIDENCE_STAPLE;
        break;
    case REV_STATUS_UNKNOWN:
        f.rule = RULE_OCSP_UNKNOWN;
        note_newest(&a->newest.unknown, answer->this_update);
        note_trouble(a, RANK_UNKNOWN, f);
        break;
    case REV_STATUS_STALE:
        f.rule = RULE_OCSP_STALE;
        f.a = answer->next_update;
        f.b = answer->this_update;
        note_trouble(a, RANK_STALE, f);
        break;
    default:
        f.rule = RULE_BAD_OCSP;
        note_trouble(a, RANK_UNUSABLE, f);
        break;
    }
}

static enum err ask_response(struct asking *a, const struct ocsp_evidence *evidence)
{
    struct rev_answer answer = answer_of(a, REV_OCSP, evidence->source);
    const struct revstatus_query query = {.path = a->path, .i = a->i};
    bool is_about;

    answer.origin = evidence->origin;
    answer.age = evidence->age;
    TRY(ocspstatus_of(&answer, &is_about, a->revoker, &query, evidence));
    if (!is_about)
        return ERR_OK;
    a->out->has_staple |= evidence->source == EVIDENCE_STAPLE;
    weigh_ocsp(a, &answer);
    return add_answer(a, &answer);
}

/* Every response; with revocation off those of the handshake. */
static enum err ask_ocsp(struct asking *a)
{
    const struct judge_input *in = a->revoker->in;
    const struct evidence *e = in->evidence;

    for (size_t i = 0; e != NULL && i < e->num_ocsp; i++) {
        if (in->revocation != REVOCATION_OFF || e->ocsp[i].source == EVIDENCE_STAPLE)
            TRY(ask_response(a, &e->ocsp[i]));
    }
    for (size_t i = 0; in->revocation != REVOCATION_OFF && i < in->num_ocsp; i++)
        TRY(ask_response(a, &in->ocsp[i]));
    return ERR_OK;
}

/* What an answer of CRLite filters means.  The findings have the filter, or the directory, in
 * `other`, the status in a, and in b the latest time that is covered. */
static void weigh_crlite(struct asking *a, const struct rev_answer *answer)
{
    static const struct {
        enum rule rule;
        int rank;
    } troubles[REV_STATUS_COUNT] = {
        [REV_STATUS_STALE] = {RULE_CRLITE_STALE, RANK_STALE},
        [REV_STATUS_UNUSABLE] = {RULE_BAD_CRLITE, RANK_UNUSABLE},
        [REV_STATUS_NOT_COVERED] = {RULE_CRLITE_SILENT, RANK_SILENT},
        [REV_STATUS_NOT_ENROLLED] = {RULE_CRLITE_SILENT, RANK_SILENT},
    };
    struct finding f = {.rule = RULE_REVOKED_CRLITE,
                        .other = origin_of(answer->origin),
                        .err = answer->err,
                        .a = answer->status,
                        .b = answer->this_update};

    if (answer->status == REV_STATUS_REVOKED) {
        note_revoked(a, f);
    } else if (answer->status == REV_STATUS_GOOD) {
        note_newest(&a->newest.good, answer->this_update);
    } else {
        f.rule = troubles[answer->status].rule;
        note_trouble(a, troubles[answer->status].rank, f);
    }
}

/* CRLite filters have leafs only. */
static enum err ask_crlite(struct asking *a)
{
    struct rev_answer answer = answer_of(a, REV_CRLITE, EVIDENCE_FILE);

    if (a->revoker->in->crlite == NULL || a->i != 0)
        return ERR_OK;
    TRY(crlitestatus_of(&answer, a->revoker, a->path));
    weigh_crlite(a, &answer);
    return add_answer(a, &answer);
}

/* Where a CRL came from. */
static void name_crl(struct rev_answer *answer, const struct judge_input *in, const struct crl *crl)
{
    const struct evidence *e = in->evidence;

    for (size_t i = 0; e != NULL && i < e->num_crls; i++) {
        if (e->crls[i].crl != crl)
            continue;
        answer->source = e->crls[i].source;
        answer->origin = e->crls[i].origin;
        answer->age = e->crls[i].age;
    }
}

/* … and the other one of a complete CRL and its delta. */
static void name_also(struct rev_answer *answer, const struct judge_input *in,
                      const struct crl *also)
{
    struct rev_answer other = {.origin = NULL};

    if (also == NULL)
        return;
    name_crl(&other, in, also);
    answer->also = other.origin;
    answer->also_until = also->next_update;
}

/* The finding REVOKED: a is the revocation date, b the CRLReason or -1, `at` the entry's serial
 * number, `other` the CRL's issuer. */
static struct finding revoked_by_crl(const struct revstatus *status)
{
    return (struct finding){
        .rule = RULE_REVOKED,
        .at = status->entry.serial,
        .other = status->crl->issuer,
        .a = status->entry.date,
        .b = status->entry.reason,
    };
}

/* The finding for an unknown status.  STALE_CRL: a is nextUpdate (INT64_MIN: absent), b thisUpdate.
 * If a CRL is at fault, `other` is its issuer. */
static struct finding unknown_by_crl(const struct trouble *t)
{
    struct finding f = {.rule = RULE_REVOCATION_UNKNOWN, .err = t->err, .at = t->at};

    if (t->rank == TROUBLE_STALE) {
        f.rule = RULE_STALE_CRL;
        f.a = t->crl->next_update;
        f.b = t->crl->this_update;
    } else if (t->rank > TROUBLE_REASONS) {
        f.rule = RULE_BAD_CRL;
    }
    if (t->crl != NULL)
        f.other = t->crl->issuer;
    return f;
}

/* The newest CRL that shows the certificate as revoked: a delta CRL that does not remove what the
 * complete one lists confirms it (RFC 5280 5.2.4). */
static int64_t confirmed_at(const struct revstatus *status)
{
    int64_t at = status->crl->this_update;

    return status->also != NULL && status->also->this_update > at ? status->also->this_update : at;
}

/* The answer of the CRLs together (RFC 5280 6.3.3).  None if no CRL is for the certificate. */
static enum err answer_by_crls(struct asking *a, const struct revstatus *status)
{
    static const enum rev_status statuses[] = {[REV_UNKNOWN] = REV_STATUS_UNUSABLE,
                                               [REV_GOOD] = REV_STATUS_GOOD,
                                               [REV_REVOKED] = REV_STATUS_REVOKED};
    struct rev_answer answer = answer_of(a, REV_CRL, EVIDENCE_FILE);
    const struct trouble *t = &status->trouble;
    const struct crl *crl = status->verdict == REV_REVOKED ? status->crl
                            : status->verdict == REV_GOOD  ? status->good_by
                                                           : t->crl;

    if (status->verdict == REV_UNKNOWN && t->rank <= TROUBLE_SCOPE)
        return ERR_OK;
    answer.status = statuses[status->verdict];
    if (status->verdict == REV_UNKNOWN && t->rank == TROUBLE_STALE)
        answer.status = REV_STATUS_STALE;
    if (status->verdict == REV_UNKNOWN)
        answer.err = t->err;
    if (status->verdict == REV_REVOKED) {
        if (status->entry.has_date)
            answer.revoked_at = status->entry.date;
        answer.reason = status->entry.reason;
    }
    if (crl != NULL) {
        answer.this_update = crl->has_this_update ? crl->this_update : INT64_MIN;
        answer.next_update = crl->next_update;
        name_crl(&answer, a->revoker->in, crl);
        name_also(&answer, a->revoker->in, status->also);
    }
    if (status->verdict == REV_REVOKED)
        weigh_revoked(a, revoked_by_crl(status), &answer, confirmed_at(status));
    else if (status->verdict == REV_GOOD)
        note_newest(&a->newest.good, status->good_since);
    a->out->is_good |= status->verdict == REV_GOOD;
    return add_answer(a, &answer);
}

static enum err ask_crls(struct asking *a)
{
    const struct revstatus_query query = {.path = a->path, .i = a->i};
    struct revstatus status;

    TRY(revstatus_of(&status, a->revoker, &query));
    if (status.verdict == REV_UNKNOWN)
        note_trouble(a,
                     status.trouble.rank == TROUBLE_NONE ? RANK_NONE
                                                         : RANK_CRL + (int)status.trouble.rank,
                     unknown_by_crl(&status.trouble));
    return answer_by_crls(a, &status);
}

/* Sources that could not be had. */
static enum err note_outages(struct asking *a)
{
    const struct evidence *e = a->revoker->in->evidence;
    const struct cert *cert = a->path->links[a->i].cert;

    for (size_t i = 0; e != NULL && i < e->num_outages; i++) {
        const struct evidence_outage *outage = &e->outages[i];
        if (outage->target != NULL && !span_eq(outage->target->der, cert->der))
            continue;
        struct rev_answer answer =
            answer_of(a, outage->is_ocsp ? REV_OCSP : REV_CRL, EVIDENCE_FETCHED);
        answer.status = REV_STATUS_UNREACHABLE;
        answer.origin = outage->url;
        answer.err = outage->err;
        answer.detail = outage->text;
        a->out->has_outage = true;
        TRY(add_answer(a, &answer));
    }
    return ERR_OK;
}

/* A source that the certificate names and nobody asked. */
static enum err note_unasked(struct asking *a, enum rev_mechanism mechanism, struct span url)
{
    struct rev_answer answer = answer_of(a, mechanism, EVIDENCE_CERT);

    if (url.n == 0)
        return ERR_OK;
    char *text = arena_alloc(a->revoker->arena, url.n + 1, 1);
    if (text == NULL)
        return ERR_LIMIT;
    memcpy(text, url.p, url.n);
    text[url.n] = '\0';
    answer.origin = text;
    answer.status = REV_STATUS_NOT_ASKED;
    return report_answer(a->report, a->path, &answer);
}

static enum err note_sources(struct asking *a)
{
    const struct cert *cert = a->path->links[a->i].cert;
    size_t n = cert->ext[EXT_AIA].val.n + cert->ext[EXT_CRLDP].val.n;

    if (!budget_take(&a->revoker->keys->budget->comparisons, n / URL_BYTES))
        return ERR_LIMIT;
    if (!a->has_ocsp)
        TRY(note_unasked(a, REV_OCSP, certurl_ocsp(cert)));
    return a->has_crl ? ERR_OK : note_unasked(a, REV_CRL, certurl_crl(cert));
}

bool standing_is_short_lived(const struct cert *cert)
{
    return !cert->is_ca && cert->has_not_before && cert->has_not_after &&
           dated_is_short_lived(cert);
}

static enum err note_short_life(struct asking *a)
{
    struct rev_answer answer = answer_of(a, REV_SHORT_LIVED, EVIDENCE_CERT);

    a->out->is_short_lived = standing_is_short_lived(a->path->links[a->i].cert);
    if (!a->out->is_short_lived)
        return ERR_OK;
    answer.status = REV_STATUS_NOT_NEEDED;
    return report_answer(a->report, a->path, &answer);
}

enum err standing_of(struct standing *out, struct report *report, struct path *path, size_t i,
                     struct revoker *revoker)
{
    struct asking a = {.out = out,
                       .report = report,
                       .path = path,
                       .i = i,
                       .revoker = revoker,
                       .newest = {INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN}};

    *out = (struct standing){.trouble = {.rule = RULE_REVOCATION_UNKNOWN}};
    TRY(note_short_life(&a));
    TRY(ask_ocsp(&a));
    if (revoker->in->revocation != REVOCATION_OFF) {
        TRY(ask_crlite(&a));
        TRY(ask_crls(&a));
    }
    settle(&a);
    TRY(note_outages(&a));
    return note_sources(&a);
}
