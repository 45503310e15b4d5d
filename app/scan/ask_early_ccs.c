/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ChangeCipherSpec before any key was agreed on (CVE-2014-0224).  A server must refuse it (RFC 5246
 * 7.1).  One with the fault takes it in silence and reads the next record with keys that everybody
 * can compute.
 *
 * One ChangeCipherSpec after the server's flight: whatever a server does against it, it does not
 * have the fault.  Only if it stays silent there is a second connection, with two of them: the
 * second one does not decrypt where the fault is.
 */
#include "config.h"

#include "app/scan/fact_note.h"
#include "app/scan/probe_hello.h"

enum early_ccs_step { ONE, TWO, OVER };
enum { QUIET_US = 2000000, ALERT_N = 7 };

struct early_ccs {
    bool is_sent;
    uint8_t answer[ALERT_N]; /* the beginning of what came */
    size_t answer_n;
};

static bool ready(const struct scan_facts *facts)
{
    return fact_is_known(facts, SCAN_1_2, SCAN_1_2) &&
           (fact_accepts(facts, SCAN_1_2) || fact_is_known(facts, SCAN_SSL_3, SCAN_1_1));
}

static bool say(struct attempt *attempt, unsigned times)
{
    uint16_t version = attempt_flight(attempt)->version;
    const uint8_t ccs[] = {
        CONTENT_CHANGE_CIPHER_SPEC, (uint8_t)(version >> 8), (uint8_t)version, 0, 1, 1};

    for (unsigned i = 0; i < times; i++) {
        if (attempt_say(attempt, span_of(ccs, sizeof ccs)) != ERR_OK)
            return false;
    }
    return true;
}

static bool after(void *ctx, struct attempt *attempt, struct span bytes)
{
    const struct question_run *run = ctx;
    struct early_ccs *c = run->state;

    if (!c->is_sent) {
        c->is_sent =
            attempt_flight(attempt)->state == FLIGHT_DONE && say(attempt, run->step == ONE ? 1 : 2);
        return c->is_sent;
    }
    size_t room = sizeof c->answer - c->answer_n, n = bytes.n < room ? bytes.n : room;

    memcpy(c->answer + c->answer_n, bytes.p, n);
    c->answer_n += n;
    return c->answer_n < sizeof c->answer;
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct scan_facts *facts = &run->host->facts;
    uint16_t version = fact_newest_old(facts);

    if (version == 0) {
        fact_note(facts, FEATURE_CCS_INJECTION, SCAN_NO,
                  N_("it accepts nothing older than TLS 1.3"));
        return false;
    }
    if (run->step == OVER || (run->state = ARENA_NEW(&run->host->arena, struct early_ccs)) == NULL)
        return false;
    probe_hello_put(hello, run->host,
                    &(struct probe_hello){.version = version, .suite = probe_hello_any});
    out->depth = ATTEMPT_FLIGHT;
    out->asks_twice = true;
    out->after = after;
    out->quiet_us = QUIET_US;
    return true;
}

/* An alert that says that a record did not decrypt. */
static bool is_garbled(const struct early_ccs *c)
{
    enum { AT_ALERT = 6 };

    return c->answer_n == ALERT_N && c->answer[0] == CONTENT_ALERT &&
           (c->answer[AT_ALERT] == ALERT_BAD_RECORD_MAC ||
            c->answer[AT_ALERT] == ALERT_DECRYPTION_FAILED);
}

static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    const struct early_ccs *c = run->state;
    struct scan_facts *facts = &run->host->facts;
    bool is_silent = outcome->kind == ATTEMPT_SILENT && c->answer_n == 0;
    bool is_first = run->step == ONE;

    run->step = is_first && c->is_sent && is_silent ? TWO : OVER;
    if (!c->is_sent)
        fact_note(facts, FEATURE_CCS_INJECTION, SCAN_UNKNOWN, N_("it did not answer the hello"));
    else if (is_first && !is_silent)
        fact_note(facts, FEATURE_CCS_INJECTION, SCAN_NO,
                  N_("it refused an early ChangeCipherSpec"));
    else if (!is_first && is_garbled(c))
        fact_note(facts, FEATURE_CCS_INJECTION, SCAN_YES,
                  N_("it took an early ChangeCipherSpec, and used it"));
    else if (!is_first)
        fact_note(facts, FEATURE_CCS_INJECTION, SCAN_UNKNOWN,
                  N_("it neither refused an early ChangeCipherSpec nor used it"));
}

const struct scan_question question_early_ccs = {
    .name = "early ChangeCipherSpec",
    .most = OVER,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
