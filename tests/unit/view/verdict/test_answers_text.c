/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "lib/view/verdict/answers.h"
#include "tests/unit/view/viewkit.h"

enum { HOUR = 3600 };

static struct rev_answer answer(int cert, enum rev_mechanism mechanism, enum evidence_source source,
                                enum rev_status status, const char *origin)
{
    return (struct rev_answer){.cert = cert,
                               .mechanism = mechanism,
                               .source = source,
                               .origin = origin,
                               .status = status,
                               .this_update = INT64_MIN,
                               .next_update = INT64_MIN,
                               .revoked_at = INT64_MIN};
}

/* Judges the good chain; the answers are then those of the test. */
static void judged(struct viewkit *k, struct rev_answer *answers, size_t num)
{
    kit_open(k, "good.pem");
    k->in.can_fetch = true;
    assert_int_equal(kit_judge(k), REASON_OK);
    k->t.report.answers = answers;
    k->t.report.num_answers = num;
}

static void show(struct viewkit *k)
{
    answers_text(&k->out, &k->t.report, &k->in, &k->style);
}

static void test_table(void **state)
{
    struct rev_answer answers[] = {
        answer(0, REV_OCSP, EVIDENCE_STAPLE, REV_STATUS_GOOD, NULL),
        answer(0, REV_CRLITE, EVIDENCE_FILE, REV_STATUS_NOT_ENROLLED, "filters"),
        answer(0, REV_CRL, EVIDENCE_CERT, REV_STATUS_NOT_ASKED, "http://c.example/ca.crl"),
        answer(1, REV_OCSP, EVIDENCE_CACHE, REV_STATUS_STALE, "http://o.example/\x1b[2J"),
        answer(1, REV_CRL, EVIDENCE_FETCHED, REV_STATUS_UNREACHABLE,
               "http://c.example/a/very/long/path/of/a/list/that/does/not/fit.crl"),
    };
    struct viewkit k;

    (void)state;
    answers[0].this_update = FC_NOW - 2 * HOUR;
    answers[0].next_update = FC_NOW + 5 * FC_DAY + 1;
    answers[3].this_update = FC_NOW + 3 * HOUR;
    answers[3].next_update = FC_NOW - 3 * FC_DAY;
    judged(&k, answers, 5);
    show(&k);
    kit_is(&k, "     REVOCATION  ANSWER        MADE         NEXT              SOURCE\n"
               "  0  OCSP        good          2 hours ago  5 days left       handshake\n"
               "     CRLite      not enrolled                                 file: filters\n"
               "     CRL         not asked                                    certificate: ht...\n"
               "  1  OCSP        stale         in 3 hours   ended 3 days ago  cache: http://o...\n"
               "     CRL         unreachable                                  fetched: http:/...\n"
               "\n");
    kit_close(&k);
}

/* Nothing was asked about: one line with what could be. */
static void test_unchecked(void **state)
{
    static const char *const parts[] = {
        "names an OCSP URL and a CRL: --fetch checks it",
        "names an OCSP URL: --fetch-ocsp checks it",
        "names a CRL and no OCSP URL, which is normal now: --fetch-crl checks it",
        "not checked, and not needed: this certificate is short-lived",
    };
    struct rev_answer answers[] = {
        answer(0, REV_CRL, EVIDENCE_CERT, REV_STATUS_NOT_ASKED, "http://c.example/"),
        answer(0, REV_OCSP, EVIDENCE_CERT, REV_STATUS_NOT_ASKED, "http://o.example/"),
        answer(0, REV_CRL, EVIDENCE_CERT, REV_STATUS_NOT_ASKED, "http://c.example/"),
        answer(0, REV_SHORT_LIVED, EVIDENCE_CERT, REV_STATUS_NOT_NEEDED, NULL),
    };
    static const struct {
        size_t first, num;
    } rows[] = {{0, 2}, {1, 1}, {2, 1}, {2, 2}};
    struct viewkit k;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        judged(&k, &answers[rows[i].first], rows[i].num);
        show(&k);
        assert_true(kit_has(&k, parts[i]));
        buf_truncate(&k.out, 0);
        /* A command that cannot fetch gives no such advice. */
        k.in.can_fetch = false;
        show(&k);
        kit_is(&k, "");
        kit_close(&k);
    }
    judged(&k, answers, 0);
    show(&k);
    kit_is(&k, "");
    kit_close(&k);
}

static void test_asked(void **state)
{
    const struct evidence shaken = {.asked_staple = true};
    struct rev_answer answers[] = {
        answer(0, REV_OCSP, EVIDENCE_STAPLE, REV_STATUS_REVOKED, NULL),
    };
    struct viewkit k;

    (void)state;
    judged(&k, answers, 0);
    k.t.in.revocation = REVOCATION_SOFT;
    show(&k);
    assert_true(kit_has(&k, "nothing answered, and no certificate names a source"));
    buf_truncate(&k.out, 0);
    k.t.in.evidence = &shaken;
    show(&k);
    kit_is(&k, "     REVOCATION  ANSWER    SOURCE\n"
               "  0  staple      not sent  handshake\n"
               "\n");
    k.t.report.num_answers = 1;
    show(&k);
    kit_is(&k, "     REVOCATION  ANSWER   SOURCE\n"
               "  0  OCSP        revoked  handshake\n"
               "\n");
    answers[0].reason = CRL_HOLD;
    show(&k);
    kit_is(&k, "     REVOCATION  ANSWER   SOURCE\n"
               "  0  OCSP        on hold  handshake\n"
               "\n");
    kit_close(&k);
}

static struct sct_answer sct(const char *log, const char *operator_name, enum sct_status status)
{
    return (struct sct_answer){.log_id = SPAN_LIT("\x01\x02\x03\x04\x05\x06"),
                               .log = span_str(log),
                               .operator_name = span_str(operator_name),
                               .state = span_str(log[0] == 0 ? "" : "usable"),
                               .source = EVIDENCE_CERT,
                               .timestamp_ms = (FC_NOW - FC_DAY) * 1000,
                               .leaf_index = -1,
                               .status = status};
}

static void test_timestamps(void **state)
{
    const struct log_list list = {.timestamp = FC_NOW - 71 * FC_DAY};
    struct sct_answer scts[] = {
        sct("Ops 'Oak2026'", "Ops", SCT_STATUS_VALID),
        sct("Elm\x1b", "Another", SCT_STATUS_INVALID),
        sct("", "", SCT_STATUS_UNKNOWN_LOG),
        sct("", "", SCT_STATUS_MALFORMED),
    };
    struct viewkit k;

    (void)state;
    scts[0].leaf_index = 1234;
    scts[0].inclusion = INCLUSION_PROVEN;
    scts[1].source = EVIDENCE_STAPLE;
    scts[3].log_id = (struct span){0};
    judged(&k, NULL, 0);
    const struct log_list young = {.timestamp = FC_NOW - FC_DAY};
    k.t.in.ct_logs = &young;
    show(&k);
    kit_is(&k, "  certificate transparency: no timestamps in the certificate or the handshake\n"
               "  log list of 2026-05-31, 1 day old\n\n");
    k.t.in.ct_logs = NULL;
    k.t.report.scts = scts;
    k.t.report.num_scts = 4;
    show(&k);
    kit_is(&k, "  certificate transparency: 4 timestamps from 1 log; --ct-logs FILE verifies\n"
               "  them\n\n");
    k.t.in.ct_logs = &list;
    k.style.columns = 100;
    show(&k);
    kit_is(&k, "     TIMESTAMP OF     OPERATOR  STATE   MADE        ANSWER       LEAF            "
               "SOURCE\n"
               "     'Oak2026'        Ops       usable  2026-05-31  valid        1234, included  "
               "certificate\n"
               "     Elm\\1b           Another   usable  2026-05-31  invalid                      "
               "handshake\n"
               "     log 01020304...                    2026-05-31  unknown log                  "
               "certificate\n"
               "                                                    malformed                    "
               "certificate\n"
               "  log list of 2026-03-22, 71 days old: stale after 70 days\n\n");
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_unchecked),
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_timestamps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
