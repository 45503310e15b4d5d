/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocspkit: a chain whose leaf's status comes from OCSP responses, and that of the intermediate from
 * the root's CRL; all under hard, where anything but a good answer refuses. */
#ifndef TB_TESTS_UNIT_PATH_OCSPKIT_H
#define TB_TESTS_UNIT_PATH_OCSPKIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/path/revoke.h"
#include "tests/factory/focsp.h"
#include "tests/unit/path/revkit.h"

enum { RESPONSES = 4 };

struct bench {
    struct revkit *k;
    struct arena *a;
    struct fc_ocsp response;
    struct fc_spec responder;
    struct ocsp_evidence given[RESPONSES];
    size_t num;
    struct evidence evidence;
};

static inline void open_bench(struct bench *b, void **state)
{
    *b = (struct bench){.k = *state};
    b->a = &b->k->arena;
    b->k->no_ca_crl = true;
    b->response = fc_ocsp_of(b->a, &b->k->ca, &b->k->leaf);
    b->responder = fc_responder(b->a, &b->k->ca);
}

/* Gives the response, or one more. */
static inline void give(struct bench *b, const struct fc_ocsp *response)
{
    assert_true(b->num < RESPONSES);
    b->given[b->num++] = (struct ocsp_evidence){
        .der = fc_ocsp(b->a, response), .source = EVIDENCE_FILE, .origin = "response.der"};
    b->k->trial.in.ocsp = b->given;
    b->k->trial.in.num_ocsp = b->num;
}

static inline enum reason judge(struct bench *b)
{
    b->num = 0;
    give(b, &b->response);
    return revkit_judge(b->k);
}

static inline const struct rev_answer *answer_of(const struct bench *b)
{
    const struct report *r = &b->k->trial.report;

    for (size_t i = 0; i < r->num_answers; i++) {
        if (r->answers[i].cert == 0 && r->answers[i].mechanism == REV_OCSP)
            return &r->answers[i];
    }
    fail_msg("there is no answer");
    return NULL;
}

#define assert_answer(b, want_reason, want_status, want_err)                      \
    do {                                                                          \
        assert_string_equal(reason_code(judge(b)), want_reason);                  \
        assert_string_equal(rev_status_names[answer_of(b)->status], want_status); \
        assert_string_equal(err_id(answer_of(b)->err), err_id(want_err));         \
    } while (0)
#define assert_ok(b)            assert_answer(b, "ok", "good", ERR_OK)
#define assert_unusable(b, err) assert_answer(b, "revocation-unknown", "unusable", err)
#define assert_aged(b, err)     assert_answer(b, "revocation-unknown", "stale", err)
#define assert_gone(b)          assert_answer(b, "revoked", "revoked", ERR_OK)

#endif
