/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chains of chain_faults.def in handshakes: our own server shows them, our own client judges.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/faults/chain_fault.h"
#include "lib/base/rd.h"
#include "lib/tls/wire/msg.h"
#include "tests/factory/trial.h"
#include "tests/peer/pair.h"

static const char *const host = "localhost";

struct shown {
    struct pair pair; /* first: the judge finds the rest by it */
    struct trial trial;
    struct test_pki base;
    struct chain_fault chain;
    struct rng rng;
    struct peer_random random;
};

/* The client's judge: lib/path, with the test PKI's root as the anchor. */
static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct shown *s = (struct shown *)((struct pair_end *)ctx)->pair;
    struct fail fail = {0};
    struct rd rd = rd_init(chain->list, &fail);
    struct cert_entry entry;
    bool is_leaf = true;

    trial_forget(&s->trial);
    assert_true(trial_anchor(&s->trial, s->base.root));
    assert_true(trial_host(&s->trial, host));
    for (; cert_entry_next(&rd, chain->is_13, &entry); is_leaf = false)
        assert_true(is_leaf || trial_helper(&s->trial, entry.cert));
    for (size_t i = 0; i < s->chain.num_crls; i++)
        assert_true(trial_crl(&s->trial, s->chain.crls[i]));
    s->trial.in.revocation = s->chain.num_crls > 0 ? REVOCATION_HARD : REVOCATION_OFF;
    if (trial_judge(&s->trial, chain->leaf) != REASON_OK)
        out->err = ERR_TLS_VERDICT;
    peer_judge(chain, out);
}

static enum err due(const struct server_fault *bad)
{
    switch (bad->reason) {
    case REASON_OK: return ERR_OK;
    case REASON_PEER_VIOLATION: return ERR_TLS_SIGNATURE;
    case REASON_UNDECODABLE: return ERR_TLS_LEAF_DECODE;
    default: return ERR_TLS_VERDICT;
    }
}

static void show(struct shown *s, size_t row, uint16_t version)
{
    const struct server_fault *bad = chain_fault_bad(row);
    struct pair *p = &s->pair;

    pair_open(p, version);
    trial_open(&s->trial);
    s->random.state = 1;
    s->rng = peer_random(&s->random);
    assert_int_equal(test_pki_make(&s->base, &p->arena, &host, 1, FC_NOW, &s->rng), ERR_OK);
    assert_int_equal(
        chain_fault_make(&s->chain, &p->arena, chain_fault_at(row), &s->base, host, FC_NOW),
        ERR_OK);
    p->client.server_name = span_str(host);
    p->client.judge = judge;
    p->identities[0] = (struct tls_identity){
        .certs = s->chain.certs, .num_certs = s->chain.num_certs, .key = s->chain.key};
    p->server.num_identities = 1;
    pair_run(p);
    if (p->ends[PAIR_CLIENT].err != due(bad))
        print_error("%s, version %04x: client %s, server %s\n", bad->name, version,
                    err_id(p->ends[PAIR_CLIENT].err), err_id(p->ends[PAIR_SERVER].err));
    assert_int_equal(p->ends[PAIR_CLIENT].err, due(bad));
    assert_int_equal(pair_is_well(p), bad->reason == REASON_OK);
    chain_fault_free(&s->chain);
    test_pki_free(&s->base);
    trial_close(&s->trial);
    pair_close(p);
}

static void test_shown(void **state)
{
    static struct shown s;

    (void)state;
    for (size_t i = 0; i < chain_fault_count(); i++) {
        show(&s, i, TLS_1_3);
        show(&s, i, TLS_1_2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shown)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
