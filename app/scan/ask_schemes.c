/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signature schemes of TLS 1.2, as ServerKeyExchange names them: each hello offers what is not
 * found yet, and the accepted suites of one kind of certificate.  If it offered all kinds, OpenSSL
 * could choose a suite first, and then refuse because no scheme is left for it.  The schemes of TLS
 * 1.3 are encrypted.
 */
#include "config.h"

#include "app/scan/ask.h"

static bool ready(const struct scan_facts *facts)
{
    const struct scan_version *row = &facts->versions[SCAN_1_2];

    return row->is_done && row->accepted == SCAN_YES;
}

/* The kinds of certificates that sign a key exchange, by the names of suites. */
static const char *const kinds[] = {"DHE_ECDSA_", "DHE_RSA_", "DHE_DSS_"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* The accepted suites of a kind. */
static size_t signed_suites(uint16_t *out, const struct scan_version *row, const char *kind)
{
    size_t n = 0;

    for (size_t i = 0; i < row->suites.ids.num; i++) {
        if (offer_suite_has(row->suites.ids.v[i], kind))
            out[n++] = row->suites.ids.v[i];
    }
    return n;
}

/* The kinds are asked for one after the other; run->step is the current one. */
static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct ask_state *state = ask_state(run);
    struct scan_version *row = ask_row(run, TLS_1_2);
    uint16_t suites[OFFER_SUITES_MAX];
    struct ask_hello hello;
    size_t n = 0;

    while (run->step < KINDS && (n = signed_suites(suites, row, kinds[run->step])) == 0)
        run->step++;
    if (state == NULL || state->is_over)
        return false;
    ask_hello_init(&hello, run, TLS_1_2);
    ask_hello_suites(&hello, suites, n);
    n = n == 0 ? 0 : offer_schemes(hello.schemes, &row->schemes.ids);
    hello.offer.schemes = (struct offer_list){hello.schemes, n};
    out->asks_twice = row->schemes.ids.num == 0;
    row->schemes.complete = n == 0 && row->schemes.ids.num > 0;
    return n > 0 && ask_send(run, &hello, out, records);
}

static void learn(struct question_run *run, const struct attempt_outcome *o)
{
    struct ask_state *state = run->state;
    struct scan_version *row = ask_row(run, TLS_1_2);
    uint16_t scheme = o->flight == NULL ? 0 : o->flight->scheme;

    switch (ask_read(run, o, TLS_1_2)) {
    case REPLY_CHOSE:
        if (scheme_find(scheme) != NULL && !scan_ids_has(&row->schemes.ids, scheme)) {
            ask_found(run, &row->schemes.ids, scheme);
            break;
        }
        if (scheme != 0)
            ask_lied(run);
        state->is_over = true;
        break;
    case REPLY_NONE: run->step++; break;
    case REPLY_AGAIN: break;
    case REPLY_UNKNOWN: state->is_over = true; break;
    }
}

const struct scan_question question_schemes_1_2 = {
    .name = "signature schemes of TLS 1.2",
    .most = 2 * OFFER_SCHEMES_MAX,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
