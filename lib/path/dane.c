/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/dane.h"

/* The certificates that DANE-TA records name, as a store.  Few: they are searched one by one. */
struct dane_anchors {
    struct link *list;
    size_t num, cap;
};

static const struct link *find(void *store, const struct anchor_name *subject, size_t i)
{
    const struct dane_anchors *anchors = store;

    for (size_t j = 0; j < anchors->num; j++) {
        if (name_id_eq(&anchors->list[j].cert->subject_id, subject->id) && i-- == 0)
            return &anchors->list[j];
    }
    return NULL;
}

/* What judging with anchors of our own has of the caller's terms.  What other chains have shown was
 * shown for other anchors. */
static struct judge_input input_with(const struct judge_input *in, struct dane_anchors *anchors)
{
    struct judge_input own = *in;

    own.anchors = (struct anchors){.store = anchors, .find = find};
    own.known = NULL;
    return own;
}

static enum err add_anchor(struct dane_anchors *anchors, struct arena *arena,
                           const struct cert *cert)
{
    TRY(ARENA_GROW(arena, anchors->list, anchors->num, anchors->cap));
    anchors->list[anchors->num++] = (struct link){.cert = cert, .source = SOURCE_ANCHOR};
    return ERR_OK;
}

/* RFC 7672 3.1.3: for SMTP the usages that need a public CA are not usable. */
static bool is_usable(const struct dane_input *dane, const struct tlsa *record)
{
    return tlsa_is_usable(record) && !(dane->is_smtp && record->usage < TLSA_DANE_TA);
}

/* RFC 7671 9: of the records with one usage and selector only those with the strongest digest
 * count, beside those that have no digest.  SHA-512 is the stronger one of two. */
static bool is_outdone(const struct dane_input *dane, const struct tlsa *record)
{
    for (size_t i = 0; i < dane->num && record->matching != TLSA_FULL; i++) {
        const struct tlsa *r = &dane->records[i];
        if (r->usage == record->usage && r->selector == record->selector &&
            r->matching > record->matching && is_usable(dane, r))
            return true;
    }
    return false;
}

/* The first record of the usage that counts and matches the certificate; NULL if there is none. */
static const struct tlsa *match(const struct dane_input *dane, enum tlsa_usage usage,
                                const struct cert *cert)
{
    struct tlsa_digests digests = {.cert = cert};

    for (size_t i = 0; i < dane->num; i++) {
        const struct tlsa *r = &dane->records[i];
        if (r->usage == usage && is_usable(dane, r) && tlsa_matches(r, &digests) &&
            !is_outdone(dane, r))
            return r;
    }
    return NULL;
}

/* The set of usages that usable records have: 1 << usage. */
static unsigned usages_of(const struct dane_input *dane)
{
    unsigned usages = 0;

    for (size_t i = 0; i < dane->num; i++) {
        if (is_usable(dane, &dane->records[i]))
            usages |= 1u << dane->records[i].usage;
    }
    return usages;
}

static void set_reason(struct report *report)
{
    const struct finding *headline = path_headline(&report->chosen);

    report->reason = headline == NULL ? REASON_OK : rule_reason(headline->rule);
}

static enum err add_error(struct report *report, enum rule rule)
{
    TRY(report_add(report, &report->chosen,
                   (struct finding){.rule = rule, .severity = SEVERITY_ERROR, .cert = 0}));
    set_reason(report);
    return ERR_OK;
}

/* --- DANE-EE (RFC 7671 5.1) --------------------------------------------------------------- */

/* Only what keeps the key from proving anything counts, and what the caller asks about the
 * end: the record vouches for key and name, and it is as old as the DNS says. */
static bool counts_for_key(enum rule rule)
{
    switch (rule) {
    case RULE_EXPIRES_SOON:
    case RULE_EXPIRES_WITHIN:
    case RULE_WEAK_KEY:
    case RULE_UNUSABLE_KEY:
    case RULE_KEY_FORM:
    case RULE_KEY_UNSUPPORTED:
    case RULE_KEY_MISMATCH:
    case RULE_BUDGET:
    case RULE_TIME_UP: return true;
    default: return false;
    }
}

static bool is_set(const struct lead *lead)
{
    return lead->seconds > 0 || lead->percent > 0;
}

/* Silence after the end would not serve a caller who watches it: a certificate that has expired
 * ends within any lead. */
static bool counts_for_caller(struct finding *finding, const struct judge_input *in)
{
    if (finding->rule != RULE_EXPIRED || !(is_set(&in->fail_within) || is_set(&in->warn)))
        return false;
    finding->severity = is_set(&in->fail_within) ? SEVERITY_ERROR : SEVERITY_WARNING;
    return true;
}

/* A path of the leaf alone, with the findings that count.  The default of --warn is about renewal,
 * which nothing depends on here. */
static enum err judge_leaf(struct report *out, const struct judge_input *in, struct arena *arena)
{
    struct dane_anchors anchors = {0};
    struct judge_input own = input_with(in, &anchors);
    size_t kept = 0;

    TRY(add_anchor(&anchors, arena, in->leaf.cert));
    own.num_hosts = 0;
    own.revocation = REVOCATION_OFF;
    own.num_helpers = 0;
    if (own.warn.longest > 0)
        own.warn = (struct lead){0};
    TRY(judge_chain(out, &own, arena));
    struct path *p = &out->chosen;

    for (size_t i = 0; i < p->num_findings; i++) {
        if (counts_for_key(p->findings[i].rule) || counts_for_caller(&p->findings[i], &own))
            p->findings[kept++] = p->findings[i];
    }
    p->num_findings = kept;
    p->by_key = true;
    out->num_rejected = 0;
    set_reason(out);
    return ERR_OK;
}

/* The chain, for the name of the service, or for the one that it is an alias of (RFC 7671 7). */
static enum err judge_named(struct report *out, const struct judge_input *in, struct arena *arena)
{
    struct judge_input own = *in;

    TRY(judge_chain(out, in, arena));
    if (out->reason != REASON_HOST_MISMATCH || in->dane->base == NULL)
        return ERR_OK;
    own.hosts = in->dane->base;
    own.num_hosts = 1;
    struct report other;

    TRY(judge_chain(&other, &own, arena));
    if (other.reason == REASON_OK)
        *out = other;
    return ERR_OK;
}

/* --- DANE-TA (RFC 7671 5.2) --------------------------------------------------------------- */

/* A whole certificate in a record need not be sent (5.2.1). */
static enum err add_of_record(struct dane_anchors *anchors, struct arena *arena,
                              const struct tlsa *record)
{
    struct cert *cert;
    struct fail f = {0};

    if (record->usage != TLSA_DANE_TA || record->selector != TLSA_CERT ||
        record->matching != TLSA_FULL)
        return ERR_OK;
    cert = ARENA_NEW(arena, struct cert);
    if (cert == NULL)
        return ERR_LIMIT;
    enum err e = cert_parse(cert, record->data, &f);
    if (e != ERR_OK)
        return e == ERR_MEMORY ? e : ERR_OK;
    return add_anchor(anchors, arena, cert);
}

/* Each certificate of the chain that a record matches, and those within records. */
static enum err collect(struct dane_anchors *anchors, const struct judge_input *in,
                        struct arena *arena)
{
    const struct dane_input *dane = in->dane;

    for (size_t i = 0; i < in->num_helpers; i++) {
        if (match(dane, TLSA_DANE_TA, in->helpers[i].cert) != NULL)
            TRY(add_anchor(anchors, arena, in->helpers[i].cert));
    }
    if (match(dane, TLSA_DANE_TA, in->leaf.cert) != NULL)
        TRY(add_anchor(anchors, arena, in->leaf.cert));
    for (size_t i = 0; i < dane->num; i++) {
        if (is_usable(dane, &dane->records[i]))
            TRY(add_of_record(anchors, arena, &dane->records[i]));
    }
    return ERR_OK;
}

/* *has_anchor: a record names a certificate that is there, so its report says what is wrong. */
static enum err judge_anchored(struct report *out, bool *has_anchor, const struct judge_input *in,
                               struct arena *arena)
{
    struct dane_anchors *anchors = ARENA_NEW(arena, struct dane_anchors);

    *has_anchor = false;
    if (anchors == NULL)
        return ERR_LIMIT;
    TRY(collect(anchors, in, arena));
    if (anchors->num == 0)
        return ERR_OK;
    struct judge_input own = input_with(in, anchors);
    *has_anchor = true;
    TRY(judge_named(out, &own, arena));
    if (out->reason == REASON_OK)
        out->dane = match(in->dane, TLSA_DANE_TA, out->chosen.links[out->chosen.num - 1].cert);
    return ERR_OK;
}

/* --- PKIX-EE and PKIX-TA (RFC 7671 5.3, 5.4) ---------------------------------------------- */

static const struct tlsa *match_path(const struct dane_input *dane, const struct path *path)
{
    const struct tlsa *found = match(dane, TLSA_PKIX_EE, path->links[0].cert);

    for (size_t i = 1; i < path->num && found == NULL; i++)
        found = match(dane, TLSA_PKIX_TA, path->links[i].cert);
    return found;
}

static bool takes(const struct judge_input *in, const struct path *path)
{
    return match_path(in->dane, path) != NULL;
}

/* Another path than the one that was found may have the CA of a record: it is enough that there is
 * one (RFC 6698 2.1.1). */
static enum err judge_other_paths(struct report *out, const struct judge_input *in,
                                  struct arena *arena)
{
    struct judge_input own = *in;
    struct report other;

    own.takes = takes;
    TRY(judge_named(&other, &own, arena));
    if (other.reason == REASON_OK)
        *out = other;
    return ERR_OK;
}

static enum err judge_pkix(struct report *out, const struct judge_input *in, struct arena *arena)
{
    TRY(judge_named(out, in, arena));
    if (out->reason != REASON_OK)
        return ERR_OK;
    if (!takes(in, &out->chosen))
        TRY(judge_other_paths(out, in, arena));
    out->dane = match_path(in->dane, &out->chosen);
    return out->dane != NULL ? ERR_OK : add_error(out, RULE_DANE_MISMATCH);
}

/* --- all of them --------------------------------------------------------------------------- */

/* The usable records, the strongest statement first; the report of the last try stays. */
static enum err judge_records(struct report *out, const struct judge_input *in, unsigned usages,
                              struct arena *arena)
{
    const struct tlsa *leaf = match(in->dane, TLSA_DANE_EE, in->leaf.cert);
    bool has_anchor = false;

    if (leaf != NULL) {
        TRY(judge_leaf(out, in, arena));
        out->dane = out->reason == REASON_OK ? leaf : NULL;
        return ERR_OK;
    }
    TRY(judge_anchored(out, &has_anchor, in, arena));
    if (has_anchor && out->reason == REASON_OK)
        return ERR_OK;
    if ((usages & (1u << TLSA_PKIX_TA | 1u << TLSA_PKIX_EE)) != 0)
        return judge_pkix(out, in, arena);
    if (has_anchor)
        return ERR_OK;
    struct judge_input own = *in;
    own.warn = own.fail_within = (struct lead){0}; /* the record is what is wrong */
    TRY(judge_leaf(out, &own, arena));
    out->chosen.anchored = false;
    return add_error(out, RULE_DANE_MISMATCH);
}

/* The rule for a state in which the records say nothing; RULE_COUNT: they do. */
static enum rule rule_of(const struct dane_input *dane, unsigned usages)
{
    switch (dane->status) {
    case DANE_BOGUS: return RULE_DANE_BOGUS;
    case DANE_UNKNOWN: return RULE_DANE_UNKNOWN;
    case DANE_INSECURE: return RULE_DANE_INSECURE;
    case DANE_GIVEN:
    case DANE_SECURE: break;
    }
    if (dane->num == 0)
        return RULE_DANE_ABSENT;
    return usages == 0 ? RULE_DANE_UNUSABLE : RULE_COUNT;
}

enum err dane_judge(struct report *out, const struct judge_input *in, struct arena *arena)
{
    unsigned usages = usages_of(in->dane);
    enum rule rule = rule_of(in->dane, usages);

    if (rule == RULE_COUNT)
        return judge_records(out, in, usages, arena);
    TRY(judge_chain(out, in, arena));
    TRY(report_add(
        out, &out->chosen,
        (struct finding){.rule = rule, .severity = rule_severity(rule, in->profile), .cert = -1}));
    set_reason(out);
    return ERR_OK;
}
