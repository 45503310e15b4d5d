/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both sides of a connection, of any content, with a key log: a length of two octets and its lines;
 * then pieces: two octets, the highest bit for the client's, the others for the length, and the
 * bytes; 0: a byte is missing.  What is reported of a side does not depend on the cuts. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/tls/keys/secret_index.h"
#include "lib/tls/passive/passive.h"

const char fuzz_name[] = "passive";

/* What was told: all that counts of a side goes into one number. */
struct teller {
    const struct secret_index *secrets;
    uint64_t hash[2], records, failed; /* of the server, of the client */
};

static void mix(uint64_t *hash, uint64_t v)
{
    *hash = (*hash ^ v) * 0x100000001b3;
}

static void mix_bytes(uint64_t *hash, struct span bytes)
{
    mix(hash, bytes.n);
    for (size_t i = 0; i < bytes.n; i++)
        mix(hash, bytes.p[i]);
}

static void on_event(void *ctx, const struct event *e)
{
    struct teller *t = ctx;

    REQUIRE(e->kind != EVENT_STATE && e->kind != EVENT_TICKET);
    REQUIRE(e->kind != EVENT_RECORD || e->bytes.n >= RECORD_HEADER);
    REQUIRE(e->kind != EVENT_RECORD || !e->unread || e->bytes.n == RECORD_HEADER);
    REQUIRE(e->kind != EVENT_MESSAGE || e->bytes.n >= MSG_HEADER);
    REQUIRE(e->kind != EVENT_DATA || e->bytes.n > 0);
    t->records += e->kind == EVENT_RECORD;
    t->failed += e->kind == EVENT_FAILED;
    if (e->kind == EVENT_STEP)
        return;
    /* An alert in the clear does not wait for the other side: how far the keys are that a failure
     * comes with may depend on the cuts. */
    enum epoch epoch = e->kind == EVENT_FAILED ? EPOCH_CLEAR : e->epoch;
    mix(&t->hash[e->sent], (uint64_t)e->kind << 16 | epoch);
    mix(&t->hash[e->sent], (uint64_t)e->type << 32 | e->plain_n);
    mix_bytes(&t->hash[e->sent], e->bytes);
}

static bool on_secret(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                      struct secret *out)
{
    const struct teller *t = ctx;

    return secret_index_find(t->secrets, label, random, out);
}

static void on_chain(void *ctx, const struct tls_chain *chain, bool of_client)
{
    struct teller *t = ctx;

    mix_bytes(&t->hash[of_client], chain->list);
    REQUIRE(span_contains(chain->list, chain->leaf));
}

static void feed(struct passive *w, bool from_client, struct span bytes, size_t chunk)
{
    if (bytes.n == 0)
        passive_gap(w, from_client, 1);
    for (; bytes.n > 0; bytes = span_tail(bytes, chunk == 0 ? bytes.n : chunk))
        passive_feed(w, from_client, chunk == 0 ? bytes : span_head(bytes, chunk));
}

static struct teller look(const struct secret_index *secrets, struct span in, size_t chunk)
{
    struct teller t = {.secrets = secrets};
    const struct passive_config config = {
        .ctx = &t, .secret = on_secret, .event = on_event, .chain = on_chain};
    struct passive *w;

    if (passive_new(&w, &config) != ERR_OK)
        exit(1);
    while (in.n >= 2) {
        bool from_client = (in.p[0] & 0x80) != 0;
        size_t n = (size_t)((in.p[0] & 0x7f) << 8 | in.p[1]);
        in = span_tail(in, 2);
        feed(w, from_client, span_head(in, n), chunk);
        in = span_tail(in, n);
    }
    passive_eof(w, true);
    passive_eof(w, false);
    REQUIRE((passive_failure(w)->err != ERR_OK) == (t.failed > 0));
    REQUIRE(passive_finished(w).wrong <= passive_finished(w).checked);
    REQUIRE(passive_sight(w) != PASSIVE_ALL || t.records > 0);
    passive_free(w);
    return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = span_of(data, size);
    struct secret_index secrets;

    if (size < 2)
        return 0;
    size_t n = (size_t)(data[0] << 8 | data[1]);
    secret_index_init(&secrets, (const uint8_t[SIPHASH_KEY]){0});
    if (secret_index_add(&secrets, span_head(span_tail(in, 2), n)) != ERR_OK) {
        secret_index_free(&secrets); /* it is UTF-16 */
        return 0;
    }
    in = span_tail(span_tail(in, 2), n);
    struct teller whole = look(&secrets, in, 0), cut = look(&secrets, in, 1);
    /* How far a beginning is looked for depends on the pieces, beyond PASSIVE_SKIP. */
    REQUIRE(in.n > PASSIVE_SKIP || (whole.hash[0] == cut.hash[0] && whole.hash[1] == cut.hash[1]));
    secret_index_free(&secrets);
    return 0;
}
