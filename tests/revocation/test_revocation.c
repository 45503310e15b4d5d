/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The factory of revocation: each row of cases.def is judged under hard, soft and off, and its
 * responses in both orders.
 *
 * Under hard the row's reason, finding and answer are expected.  Under soft only a revocation
 * refuses; all else is the same finding as a warning.  With revocation off the verdict is yes,
 * unless a staple says that the certificate is revoked.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/path/revoke.h"
#include "tests/revocation/revcase.h"

/* A row; a mechanism NONE has no answer, and a rule NONE no finding. */
struct want {
    const char *section;
    enum rev_mechanism mechanism;
    int cert;
    enum reason reason;
    enum rule rule;
    enum rev_status status;
    enum err err;
    void (*change)(struct revcase *c);
};

#define RULE_NONE       RULE_COUNT
#define REV_STATUS_NONE REV_STATUS_COUNT

static const struct want wants[] = {
#define CASE(name, section, mechanism, cert, reason, rule, status, err) \
    {section,     REV_##mechanism,     cert,      REASON_##reason,      \
     RULE_##rule, REV_STATUS_##status, ERR_##err, case_##name},
#include "tests/revocation/cases.def"
#undef CASE
};

void revcase_delegate(struct revcase *c)
{
    fc_ocsp_by(c->a, &c->ocsp, &c->responder);
}

struct fc_ocsp *revcase_more(struct revcase *c, struct fc_ocsp response)
{
    assert_true(c->num_more < REVCASE_MORE);
    c->more[c->num_more] = response;
    return &c->more[c->num_more++];
}

void revcase_id(struct revcase *c, struct span hash_of_name, enum fkey key, struct span serial)
{
    c->single->id = mint_cert_id(c->a, DIGEST_SHA1, hash_of_name, fkey_spki(c->a, key), serial);
}

struct span revcase_encode(struct revcase *c)
{
    return fc_ocsp(c->a, &c->ocsp);
}

static void open_case(struct revcase *c, struct revkit *k, const struct want *want)
{
    *c = (struct revcase){.k = k, .a = &k->arena, .source = EVIDENCE_FILE};
    c->ocsp = fc_ocsp_of(c->a, &k->ca, &k->leaf);
    c->single = &c->ocsp.spec.singles[0];
    c->responder = fc_responder(c->a, &k->ca);
    c->no_response = want->mechanism == REV_CRL;
    k->no_ca_crl = want->mechanism != REV_CRL;
}

static struct ocsp_evidence evidence_of(struct span der)
{
    return (struct ocsp_evidence){.der = der, .source = EVIDENCE_FILE, .origin = "response.der"};
}

/* The first response, with what is known of it besides its bytes. */
static struct ocsp_evidence first_of(struct revcase *c)
{
    struct ocsp_evidence e = evidence_of(c->bytes.n > 0 ? c->bytes : revcase_encode(c));
    struct fail fail = {0};

    e.nonce = c->nonce;
    e.source = c->source;
    if (c->target != NULL) {
        struct cert *target = fd_alloc(c->a, sizeof *target);
        assert_int_equal(cert_parse(target, fc_cert(c->a, c->target), &fail), ERR_OK);
        e.target = target;
    }
    return e;
}

/* Gives all responses as evidence, in this order or the other. */
static enum reason judge(struct revcase *c, enum revocation mode, bool backwards)
{
    static const struct evidence_outage outage = {.is_ocsp = true,
                                                  .url = "http://ocsp.example.com",
                                                  .err = ERR_NET_TIMEOUT,
                                                  .text = SPAN_INIT("timed out")};
    struct ocsp_evidence list[1 + REVCASE_MORE];
    struct evidence evidence = {.ocsp = list, .asked_staple = c->asked_staple};
    size_t n = c->no_response ? 0 : 1, total = n + c->num_more;

    if (n == 1)
        list[backwards ? total - 1 : 0] = first_of(c);
    for (size_t i = 0; i < c->num_more; i++)
        list[backwards ? c->num_more - 1 - i : n + i] = evidence_of(fc_ocsp(c->a, &c->more[i]));
    evidence.num_ocsp = total;
    if (c->has_outage) {
        evidence.outages = &outage;
        evidence.num_outages = 1;
    }
    c->k->trial.in.evidence = &evidence;
    c->k->trial.in.revocation = mode;
    return revkit_judge(c->k);
}

/* The answer of the mechanism about the certificate that has this status, else the first of it. */
static const struct rev_answer *answer_of(const struct revcase *c, const struct want *want)
{
    const struct report *r = &c->k->trial.report;
    const struct rev_answer *out = NULL;

    for (size_t i = 0; i < r->num_answers; i++) {
        const struct rev_answer *a = &r->answers[i];
        if (a->cert != want->cert || a->mechanism != want->mechanism ||
            a->status == REV_STATUS_NOT_ASKED)
            continue;
        if (out == NULL || (a->status == want->status && out->status != want->status))
            out = a;
    }
    return out;
}

static void check_answer(const struct revcase *c, const struct want *want, enum rev_status status,
                         enum err err)
{
    const struct rev_answer *a = answer_of(c, want);

    if (status == REV_STATUS_NONE) {
        assert_null(a);
        return;
    }
    assert_non_null(a);
    assert_string_equal(rev_status_names[a->status], rev_status_names[status]);
    assert_string_equal(err_id(a->err), err_id(err));
}

/* Every finding about revocation but that of the row is one too many. */
static void check_findings(const struct revcase *c, enum rule rule, int cert,
                           enum severity severity)
{
    const struct path *path = &c->k->trial.report.chosen;
    bool found = false;

    for (size_t i = 0; i < path->num_findings; i++) {
        const struct finding *f = &path->findings[i];
        if (f->rule != rule && (f->rule < RULE_REVOKED || f->rule > RULE_BAD_CRL))
            continue;
        assert_int_equal(f->rule, rule);
        assert_int_equal(f->cert, cert);
        assert_int_equal(f->severity, severity);
        found = true;
    }
    assert_true(found == (rule != RULE_NONE));
}

static void check_soft(struct revcase *c, const struct want *want)
{
    bool revoked = want->reason == REASON_REVOKED;
    enum reason reason = judge(c, REVOCATION_SOFT, false);

    assert_string_equal(reason_code(reason), revoked ? "revoked" : "ok");
    if (c->soft_is_good) {
        check_findings(c, RULE_NONE, 0, SEVERITY_NONE);
        check_answer(c, want, REV_STATUS_GOOD, ERR_OK);
        return;
    }
    check_findings(c, want->rule, want->cert, revoked ? SEVERITY_ERROR : SEVERITY_WARNING);
    check_answer(c, want, want->status, want->err);
}

static void test_case(void **state)
{
    const struct want *want = *state;
    struct revcase c;
    void *kit = NULL;

    assert_int_equal(revkit_setup(&kit), 0);
    open_case(&c, kit, want);
    want->change(&c);
    if (c.num_more > 0)
        assert_string_equal(reason_code(judge(&c, REVOCATION_HARD, true)),
                            reason_code(want->reason));
    assert_string_equal(reason_code(judge(&c, REVOCATION_HARD, false)), reason_code(want->reason));
    check_findings(&c, want->rule, want->cert,
                   want->reason == REASON_OK ? SEVERITY_WARNING : SEVERITY_ERROR);
    check_answer(&c, want, want->status, want->err);
    check_soft(&c, want);
    bool counts = want->rule == RULE_REVOKED_OCSP && c.source == EVIDENCE_STAPLE;
    assert_string_equal(reason_code(judge(&c, REVOCATION_OFF, false)), counts ? "revoked" : "ok");
    assert_int_equal(revkit_teardown(&kit), 0);
}

/* Each row names the section that it comes from, in the form of this tree. */
static void test_sections(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++)
        assert_true(strncmp(wants[i].section, "RFC ", 4) == 0 ||
                    strncmp(wants[i].section, "BR ", 3) == 0);
}

int main(void)
{
    struct CMUnitTest tests[] = {
#define CASE(name, section, mechanism, cert, reason, rule, status, err) {#name, test_case, 0, 0, 0},
#include "tests/revocation/cases.def"
#undef CASE
        cmocka_unit_test(test_sections),
    };

    for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++)
        tests[i].initial_state = (void *)(uintptr_t)&wants[i];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
