/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation by OCSP responses (RFC 6960).  The intermediate has a CRL that is good. */
#include "config.h"

#include <stdlib.h>

#include "tests/factory/focsp.h"
#include "tests/neg/rules.h"

/* A response about the leaf, to be changed before it is given. */
static struct fc_ocsp response_of(struct set *s)
{
    s->t->in.revocation = REVOCATION_HARD;
    s->crls[0] = fc_crl_of(s->a, &s->root);
    s->num_crls = 1;
    return fc_ocsp_of(s->a, &s->ca, &s->leaf);
}

static void give(struct set *s, const struct fc_ocsp *response)
{
    struct ocsp_evidence *given = ARENA_NEW(s->a, struct ocsp_evidence);

    if (given == NULL)
        abort();
    *given = (struct ocsp_evidence){
        .der = fc_ocsp(s->a, response), .source = EVIDENCE_FILE, .origin = "response.der"};
    s->t->in.ocsp = given;
    s->t->in.num_ocsp = 1;
}

static void with_status(struct set *s, enum mint_status status)
{
    struct fc_ocsp r = response_of(s);

    r.spec.singles[0].status = status;
    give(s, &r);
}

static void good(struct set *s)
{
    with_status(s, MINT_GOOD);
}

static void revoked(struct set *s)
{
    with_status(s, MINT_REVOKED);
}

static void revoked_soft(struct set *s)
{
    revoked(s);
    s->t->in.revocation = REVOCATION_SOFT;
}

static void revoked_off(struct set *s)
{
    revoked(s);
    s->t->in.revocation = REVOCATION_OFF;
}

static void unknown(struct set *s)
{
    with_status(s, MINT_UNKNOWN);
}

static void unknown_soft(struct set *s)
{
    unknown(s);
    s->t->in.revocation = REVOCATION_SOFT;
}

static void until(struct set *s, int64_t next_update)
{
    struct fc_ocsp r = response_of(s);

    r.spec.singles[0].this_update = FC_NOW - 5 * FC_DAY;
    r.spec.singles[0].next_update = next_update;
    give(s, &r);
}

/* Clocks may differ by five minutes. */
static void stale(struct set *s)
{
    until(s, FC_NOW - 301);
}

static void stale_last_second(struct set *s)
{
    until(s, FC_NOW - 300);
}

static void forged(struct set *s)
{
    struct fc_ocsp r = response_of(s);

    r.key = FKEY_P256_E;
    give(s, &r);
}

static void delegate(struct set *s, const char *eku)
{
    struct fc_ocsp r = response_of(s);
    struct fc_spec responder = fc_responder(s->a, &s->ca);

    fc_set(&responder.exts, FC_OID_EKU, false, fc_eku(s->a, eku));
    fc_ocsp_by(s->a, &r, &responder);
    give(s, &r);
}

static void delegated(struct set *s)
{
    delegate(s, FC_EKU_OCSP);
}

static void delegated_without_eku(struct set *s)
{
    delegate(s, FC_EKU_ANY);
}

/* The responder that the leaf names did not answer. */
static void outage(struct set *s)
{
    static const struct evidence_outage outages[] = {
        {.is_ocsp = true, .url = "http://ocsp.example.com", .err = ERR_NET_TIMEOUT}};
    static const struct evidence evidence = {.outages = outages, .num_outages = 1};
    struct fc_ocsp r = response_of(s);

    s->t->in.evidence = &evidence;
    r.spec.result = 3;
    give(s, &r);
}

static void outage_soft(struct set *s)
{
    outage(s);
    s->t->in.revocation = REVOCATION_SOFT;
}

/* Another source has what was missed. */
static void outage_and_answer(struct set *s)
{
    outage(s);
    good(s);
}

#define ROW(rule, reason, levels, text, bad, good)                      \
    {                                                                   \
        text, RULE_##rule, REASON_##reason, levels, 0, bad, good, false \
    }

static const struct row rows[] = {
    ROW(REVOKED_OCSP, REVOKED, EVERY, "revoked by OCSP", revoked, good),
    ROW(REVOKED_OCSP, REVOKED, EVERY, "revoked by OCSP under soft", revoked_soft, revoked_off),
    ROW(OCSP_UNKNOWN, REVOCATION_UNKNOWN, EVERY, "unknown to the responder", unknown, good),
    ROW(OCSP_UNKNOWN, REVOCATION_UNKNOWN, "WWW", "unknown to the responder under soft",
        unknown_soft, good),
    ROW(OCSP_STALE, REVOCATION_UNKNOWN, EVERY, "stale OCSP response", stale, stale_last_second),
    ROW(BAD_OCSP, REVOCATION_UNKNOWN, EVERY, "OCSP response by another key", forged, good),
    ROW(BAD_OCSP, REVOCATION_UNKNOWN, EVERY, "responder without OCSPSigning", delegated_without_eku,
        delegated),
    {"OCSP outage", RULE_REVOCATION_OUTAGE, REASON_REVOCATION_UNKNOWN, EVERY, 0, outage,
     outage_and_answer, true},
    ROW(REVOCATION_OUTAGE, REVOCATION_UNKNOWN, "WWW", "OCSP outage under soft", outage_soft,
        outage_and_answer),
};

const struct theme rules_ocsp = THEME(rows);
