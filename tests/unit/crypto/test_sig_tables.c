/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads that prepare keys and verify at the same time share one sig_tables, and a key. */
#include "config.h"

#include <pthread.h>

#include "tests/unit/crypto/kit_vectors.h"

enum { THREADS = 4, TURNS = 5 };

static const char *const ids[] = {"P256_SHA256", "P384_SHA256"};

struct shared {
    struct sig_tables *tables;
    struct keyinfo info[COUNT(ids)];
    struct sigalg alg[COUNT(ids)];
    struct span sig[COUNT(ids)];
    struct pubkey *key[COUNT(ids)];
};

struct worker {
    pthread_t thread;
    struct shared *shared;
    unsigned bad;
};

static void *work(void *arg)
{
    struct worker *w = arg;
    struct shared *s = w->shared;

    for (unsigned turn = 0; turn < TURNS; turn++) {
        for (size_t i = 0; i < COUNT(ids); i++) {
            struct pubkey *own;
            if (pubkey_new_many(&own, &s->info[i], s->tables) != ERR_OK) {
                w->bad++;
                continue;
            }
            w->bad += pubkey_verify(own, &s->alg[i], KIT_MSG, s->sig[i]) != ERR_OK;
            w->bad += pubkey_verify(s->key[i], &s->alg[i], KIT_MSG, s->sig[i]) != ERR_OK;
            w->bad += pubkey_verify(own, &s->alg[i], SPAN_LIT("other"), s->sig[i]) == ERR_OK;
            pubkey_free(own);
        }
    }
    return NULL;
}

static void shared_by_threads(void **state)
{
    struct worker workers[THREADS];
    struct shared shared;

    (void)state;
    assert_int_equal(sig_tables_new(&shared.tables), ERR_OK);
    for (size_t i = 0; i < COUNT(ids); i++) {
        const struct kit_vector *v = find(ids[i]);
        struct fail fail = {0};
        assert_int_equal(keyinfo_parse(&shared.info[i], fd_hex(a, v->spki), &fail), ERR_OK);
        assert_int_equal(pubkey_new(&shared.key[i], &shared.info[i]), ERR_OK);
        shared.alg[i] = kit_alg(fd_hex(a, v->algorithm));
        shared.sig[i] = fd_hex(a, v->signature);
    }
    for (unsigned t = 0; t < THREADS; t++) {
        workers[t] = (struct worker){.shared = &shared};
        assert_int_equal(pthread_create(&workers[t].thread, NULL, work, &workers[t]), 0);
    }
    for (unsigned t = 0; t < THREADS; t++) {
        assert_int_equal(pthread_join(workers[t].thread, NULL), 0);
        assert_int_equal(workers[t].bad, 0);
    }
    for (size_t i = 0; i < COUNT(ids); i++)
        pubkey_free(shared.key[i]);
    sig_tables_free(shared.tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shared_by_threads, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
