/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bleichenbacher's oracle (ROBOT): does the server's answer to a ClientKeyExchange tell how the
 * encrypted premaster secret is padded?  It must not (RFC 5246 7.4.7.1).
 *
 * In five connections a ClientKeyExchange is sent whose content is formatted differently, followed
 * by ChangeCipherSpec and a Finished that cannot be right, so that no connection is completed.  If
 * all answers are alike, there is no oracle.  Otherwise each is asked for twice more, and counts
 * only if it is always the same.  Every round has another order: if several servers behind the
 * address answer in turn, no content comes to the same one each time.  Nothing of the server's is
 * decrypted: the contents are our own.
 *
 * The oracle is strong if it tells a wrong beginning from other faults: then few questions decrypt
 * a message.  It is weak if only a message without any fault stands out.
 */
#include "config.h"

#include "app/scan/ask.h"
#include "app/scan/fact_note.h"
#include "app/scan/probe_hello.h"
#include "lib/base/mem.h"

enum robot_vector {
    RIGHT,         /* 00 02, padding, 00, the premaster secret */
    BEGINNING,     /* 00 17 in place of 00 02 */
    LENGTH,        /* the 00 comes too early: the secret is too long */
    NO_SEPARATOR,  /* no 00 at all */
    OTHER_VERSION, /* the secret begins with another version than the hello's */
    VECTORS
};
enum {
    ROUNDS = 3,
    QUIET_US = 2000000,
    ALERT_N = 7,
    PREMASTER_N = 48,
    BLOCK_MAX = KEY_RSA_MAX_BITS / 8,
    PADDING_MIN = 8,
    SAY_MAX = BLOCK_MAX + 256,
};

/* The Finished of RFC 5246 7.4.9 has 16 bytes; with what protects it, CBC makes it this long, and
 * AEADs so long. */
enum { FINISHED_CBC = 80, FINISHED_AEAD = 40 };

/* How a server answered: how the connection ended, and what came before. */
struct robot_answer {
    enum attempt_kind kind;
    uint8_t begin[ALERT_N]; /* the first record, if it is an alert */
    size_t n;
};

struct robot {
    struct robot_answer answers[ROUNDS][VECTORS];
    const struct rng *rng;
    struct robot_answer now;
    bool is_sent, is_over;
};

static bool ready(const struct scan_facts *facts)
{
    return fact_is_known(facts, SCAN_1_2, SCAN_1_2) &&
           (fact_accepts(facts, SCAN_1_2) || fact_is_known(facts, SCAN_SSL_3, SCAN_1_1));
}

/* --- the messages -------------------------------------------------------------------------- */

/* What the attempt of a step sends.  Each round begins with another content than those before. */
static enum robot_vector vector_at(unsigned step)
{
    static const uint8_t shifts[ROUNDS] = {0, 1, 3};

    return (enum robot_vector)((step + shifts[step / VECTORS]) % VECTORS);
}

static void fill_nonzero(uint8_t *out, size_t n, const struct rng *rng)
{
    rng_fill(rng, out, n);
    for (size_t i = 0; i < n; i++)
        out[i] |= out[i] == 0 ? 1 : 0;
}

/* The block that is encrypted, as long as the modulus (RFC 8017 7.2.1). */
static void format(uint8_t *block, size_t n, enum robot_vector vector, uint16_t version,
                   const struct rng *rng)
{
    size_t secret = n - PREMASTER_N;
    uint16_t said = vector == OTHER_VERSION ? (uint16_t)(version ^ 0x0101) : version;

    fill_nonzero(block, n, rng);
    block[0] = 0;
    block[1] = vector == BEGINNING ? 0x17 : 0x02;
    block[secret] = (uint8_t)(said >> 8);
    block[secret + 1] = (uint8_t)said;
    if (vector == LENGTH)
        block[2 + PADDING_MIN] = 0;
    else if (vector != NO_SEPARATOR)
        block[secret - 1] = 0;
}

/* The key of the server's certificate, if it is one of RSA that this can be done with. */
static struct pubkey *key_of(const struct server_flight *flight, unsigned *bits)
{
    struct cert *leaf = MEM_NEW(struct cert);
    struct fail fail = {0};
    struct certificate_msg m = {0};
    struct cert_entry entry = {0};
    struct pubkey *key = NULL;

    if (leaf != NULL && certificate_parse(&m, false, flight->certificate, &fail) == ERR_OK) {
        struct rd r = rd_init(m.list, &fail);

        if (cert_entry_next(&r, false, &entry) && cert_parse(leaf, entry.cert, &fail) == ERR_OK &&
            leaf->key.kind == KEY_RSA && pubkey_new(&key, &leaf->key) == ERR_OK)
            *bits = leaf->key.bits;
    }
    mem_free(leaf, sizeof *leaf);
    return key;
}

static void put_record(struct buf *out, uint8_t type, uint16_t version, struct span content)
{
    buf_u8(out, type);
    buf_u16(out, version);
    buf_u16(out, (uint16_t)content.n);
    buf_put(out, content);
}

static void put_finished(struct buf *out, const struct server_flight *flight, const struct rng *rng)
{
    const struct suite *suite = suite_find(flight->hello.suite);
    bool is_aead = suite != NULL &&
                   (strstr(suite->name, "_GCM_") != NULL || strstr(suite->name, "_CCM") != NULL);
    uint8_t garbage[FINISHED_CBC];

    rng_fill(rng, garbage, sizeof garbage);
    put_record(out, CONTENT_HANDSHAKE, flight->version,
               span_of(garbage, is_aead ? FINISHED_AEAD : FINISHED_CBC));
}

/* ClientKeyExchange, ChangeCipherSpec, and a Finished of random bytes. */
static enum err make(struct buf *out, const struct server_flight *flight, enum robot_vector vector,
                     const struct rng *rng)
{
    const struct suite *suite = suite_find(flight->hello.suite);
    unsigned bits = 0;
    struct pubkey *key = suite == NULL || !probe_hello_rsa_exchange(suite)
                             ? NULL /* it was not offered */
                             : key_of(flight, &bits);
    uint8_t block[BLOCK_MAX];
    size_t n = (bits + 7) / 8;
    struct buf cipher, message;

    if (key == NULL)
        return ERR_ALG_KEY_MISMATCH;
    /* A modulus that has no room for the secret and its padding (RFC 8017 7.2.1). */
    if (n < PREMASTER_N + PADDING_MIN + 3 || n > sizeof block) {
        pubkey_free(key);
        return ERR_ALG_KEY_MISMATCH;
    }
    buf_init(&cipher, SAY_MAX);
    buf_init(&message, SAY_MAX);
    format(block, n, vector, flight->version, rng);
    enum err e = pubkey_encrypt_block(key, &cipher, span_of(block, n));

    client_key_exchange_put(&message, SUITE_KX_RSA, buf_span(&cipher));
    put_record(out, CONTENT_HANDSHAKE, flight->version, buf_span(&message));
    put_record(out, CONTENT_CHANGE_CIPHER_SPEC, flight->version, span_of("\x01", 1));
    put_finished(out, flight, rng);
    if (e == ERR_OK)
        e = message.err != ERR_OK ? message.err : out->err;
    pubkey_free(key);
    buf_free(&cipher);
    buf_free(&message);
    return e;
}

/* --- one connection ------------------------------------------------------------------------ */

/* What comes after our messages: the first record is kept if it is an alert. */
static bool hear(struct robot *r, struct span bytes)
{
    struct robot_answer *a = &r->now;
    struct span head = span_head(bytes, sizeof a->begin - a->n);

    if (head.n > 0)
        memcpy(a->begin + a->n, head.p, head.n);
    a->n += head.n;
    return a->n < sizeof a->begin;
}

static bool after(void *ctx, struct attempt *attempt, struct span bytes)
{
    const struct question_run *run = ctx;
    struct robot *r = run->state;
    struct buf out;

    if (r->is_sent)
        return hear(r, bytes);
    buf_init(&out, SAY_MAX);
    r->is_sent = attempt_flight(attempt)->state == FLIGHT_DONE &&
                 make(&out, attempt_flight(attempt), vector_at(run->step), r->rng) == ERR_OK &&
                 attempt_say(attempt, buf_span(&out)) == ERR_OK;
    buf_free(&out);
    return r->is_sent;
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct scan_facts *facts = &run->host->facts;
    uint16_t version = fact_newest_old(facts);
    struct robot *r = run->state;

    if (version == 0 || version == TLS_SSL_3) {
        fact_note(facts, FEATURE_ROBOT, version == 0 ? SCAN_NO : SCAN_UNKNOWN,
                  version == 0 ? N_("it accepts nothing older than TLS 1.3")
                               : N_("this is not asked in SSL 3.0"));
        return false;
    }
    if (r != NULL && r->is_over)
        return false;
    if (r == NULL)
        run->state = r = ARENA_NEW(&run->host->arena, struct robot);
    if (r == NULL)
        return false;
    r->rng = &run->host->plan->rng;
    r->now = (struct robot_answer){0};
    r->is_sent = false;
    probe_hello_put(hello, run->host,
                    &(struct probe_hello){.version = version, .suite = probe_hello_rsa_exchange});
    out->depth = ATTEMPT_FLIGHT;
    out->asks_twice = true;
    out->after = after;
    out->quiet_us = QUIET_US;
    return true;
}

/* --- the verdict --------------------------------------------------------------------------- */

static bool is_same(const struct robot_answer *a, const struct robot_answer *b)
{
    return a->kind == b->kind && a->n == b->n && memcmp(a->begin, b->begin, a->n) == 0;
}

static bool is_one_answer(const struct robot_answer *answers)
{
    for (unsigned i = 1; i < VECTORS; i++) {
        if (!is_same(&answers[0], &answers[i]))
            return false;
    }
    return true;
}

/* Each content had the same answer in all rounds so far. */
static bool is_steady(const struct robot *r, unsigned rounds)
{
    for (unsigned i = 0; i < rounds * VECTORS; i++) {
        if (!is_same(&r->answers[0][i % VECTORS], &r->answers[i / VECTORS][i % VECTORS]))
            return false;
    }
    return true;
}

/* The answers to a block with a wrong beginning differ from those to a fault after a right one. */
static bool is_strong(const struct robot_answer *answers)
{
    return !is_same(&answers[BEGINNING], &answers[LENGTH]) ||
           !is_same(&answers[BEGINNING], &answers[NO_SEPARATOR]);
}

/* Silence is no answer that could be compared: it may only be slow. */
static bool is_silence(const struct robot_answer *answer)
{
    return answer->kind == ATTEMPT_SILENT && answer->n == 0;
}

static void judge(const struct robot *r, struct scan_facts *facts, unsigned rounds)
{
    if (rounds == 1 && is_one_answer(r->answers[0]) && is_silence(&r->answers[0][0]))
        fact_note(facts, FEATURE_ROBOT, SCAN_UNKNOWN, N_("it answered none of them in time"));
    else if (rounds == 1 && is_one_answer(r->answers[0]))
        fact_note(facts, FEATURE_ROBOT, SCAN_NO, N_("it answers all ClientKeyExchanges alike"));
    else if (!is_steady(r, rounds))
        fact_note(facts, FEATURE_ROBOT, SCAN_UNKNOWN, N_("its answers to the same message differ"));
    else if (rounds == ROUNDS)
        fact_note(
            facts, FEATURE_ROBOT, SCAN_YES,
            is_strong(r->answers[0])
                ? N_("a strong oracle: its answers show how a premaster secret begins")
                : N_("a weak oracle: its answers show only whether a premaster secret is right"));
}

/* Without RSA key exchange there is nothing to tell; only an alert that says so shows that. */
static void learn_unsent(struct robot *r, struct scan_facts *facts, const struct question_run *run,
                         const struct attempt_outcome *o)
{
    bool has_none =
        run->step == 0 && o->kind == ATTEMPT_ALERTED && !ask_has_hello(o) && ask_refused(o->alert);

    r->is_over = true;
    fact_note(facts, FEATURE_ROBOT, has_none ? SCAN_NO : SCAN_UNKNOWN,
              has_none ? N_("it has no RSA key exchange") : N_("it could not be asked"));
}

static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    struct robot *r = run->state;
    struct scan_facts *facts = &run->host->facts;

    if (!r->is_sent) {
        learn_unsent(r, facts, run, outcome);
        return;
    }
    r->now.kind = outcome->kind;
    r->answers[run->step / VECTORS][vector_at(run->step)] = r->now;
    run->step++;
    if (run->step % VECTORS == 0)
        judge(r, facts, run->step / VECTORS);
    r->is_over = facts->features[FEATURE_ROBOT].because != NULL;
}

const struct scan_question question_robot = {
    .name = "Bleichenbacher's oracle",
    .most = ROUNDS * VECTORS,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
