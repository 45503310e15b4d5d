/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates that flights of TLS 1.2 and before show, where no handshake is needed.  If the
 * server accepts TLS 1.3, its chains come with the signature schemes there, and only the chain
 * without server_name is asked for here.  Otherwise there is one flight for each kind of key.
 */
#include "config.h"

#include "app/scan/fact_note.h"
#include "app/scan/probe_hello.h"
#include "app/scan/scan_chain.h"

static bool is_rsa(const struct scheme *s)
{
    return s->key == KEY_RSA;
}

static bool is_pss(const struct scheme *s)
{
    return s->key == KEY_RSA_PSS;
}

static bool is_ecdsa(const struct scheme *s)
{
    return s->sig == SIG_ECDSA || strncmp(s->name, "ecdsa", 5) == 0;
}

/* EdDSA keys go with the suites of ECDSA (RFC 8422 5.3). */
static bool is_eddsa(const struct scheme *s)
{
    return s->sig == SIG_ED25519 || s->sig == SIG_ED448;
}

/* One flight each; only TLS 1.2 has schemes. */
static const struct {
    bool (*suite)(const struct suite *suite);
    bool (*scheme)(const struct scheme *scheme);
    bool is_12_only, without_sni;
} flights[] = {
    {probe_hello_any, NULL, false, true},        {probe_hello_rsa, is_rsa, false, false},
    {probe_hello_ecdsa, is_ecdsa, false, false}, {probe_hello_ecdsa, is_eddsa, true, false},
    {probe_hello_rsa, is_pss, true, false},
};
enum { FLIGHTS = sizeof flights / sizeof flights[0] };

static bool ready(const struct scan_facts *facts)
{
    return fact_is_known(facts, SCAN_1_2, SCAN_1_3) &&
           (fact_accepts(facts, SCAN_1_2) || fact_is_known(facts, SCAN_SSL_3, SCAN_1_1));
}

/* An address has no name to leave out. */
static bool is_wanted(const struct host_scan *host, unsigned step, uint16_t version)
{
    if (flights[step].without_sni)
        return host->server_name.n > 0 && version != TLS_SSL_3;
    return !fact_accepts(&host->facts, SCAN_1_3) &&
           (version == TLS_1_2 || !flights[step].is_12_only);
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    uint16_t version = fact_newest_old(&run->host->facts);

    while (run->step < FLIGHTS && !is_wanted(run->host, run->step, version))
        run->step++;
    if (run->step == FLIGHTS || version == 0)
        return false;
    probe_hello_put(hello, run->host,
                    &(struct probe_hello){.version = version,
                                          .suite = flights[run->step].suite,
                                          .scheme = flights[run->step].scheme,
                                          .without_sni = flights[run->step].without_sni});
    out->depth = ATTEMPT_FLIGHT;
    return true;
}

static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    if (outcome->flight != NULL)
        (void)scan_chain_flight(run->host, outcome->flight, flights[run->step].without_sni);
    run->step++;
}

const struct scan_question question_chains12 = {
    .name = "certificates in TLS 1.2 and before",
    .most = FLIGHTS,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
