/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protocol faults.  A row has a base, which prepares the connection so that the fault can happen in
 * it, and a mutation.  The bases come first, then the table, then the hook. */
#include "config.h"

#include "app/faults/wire_fault.h"

#include "lib/base/lookup.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"

/* --- connections -------------------------------------------------------------------------- */

static void base_any(struct wire_fault *fault)
{
    (void)fault;
}

/* With an RSA key. */
static void base_rsa(struct wire_fault *fault)
{
    (void)fault;
}

static void base_tls12(struct wire_fault *fault)
{
    fault->config->max_version = TLS_1_2;
}

static void base_tls13(struct wire_fault *fault)
{
    fault->config->min_version = TLS_1_3;
}

/* Without a suite in common the handshake must fail. */
static void base_nothing(struct wire_fault *fault)
{
    fault->config->suites.num = 0;
}

/* The groups are not those for which clients usually send a key share, so a retry is needed. */
static void base_retry(struct wire_fault *fault)
{
    base_tls13(fault);
    fault->config->groups = (struct numbers){{GROUP_SECP384R1, GROUP_SECP256R1}, 2};
    fault->server.retries = true;
}

static void base_p256_13(struct wire_fault *fault)
{
    base_tls13(fault);
    fault->config->groups = (struct numbers){{GROUP_SECP256R1}, 1};
}

static void base_p256_12(struct wire_fault *fault)
{
    base_tls12(fault);
    fault->config->groups = (struct numbers){{GROUP_SECP256R1}, 1};
}

static void base_x25519_13(struct wire_fault *fault)
{
    base_tls13(fault);
    fault->config->groups = (struct numbers){{GROUP_X25519}, 1};
}

static void base_x25519_12(struct wire_fault *fault)
{
    base_tls12(fault);
    fault->config->groups = (struct numbers){{GROUP_X25519}, 1};
}

static void base_x25519mlkem768(struct wire_fault *fault)
{
    base_tls13(fault);
    fault->config->groups = (struct numbers){{GROUP_X25519MLKEM768}, 1};
}

/* All hybrids that are implemented; those for which clients seldom send a share come first. */
static void base_hybrid(struct wire_fault *fault)
{
    base_tls13(fault);
    fault->config->groups = (struct numbers){
        {GROUP_SECP384R1MLKEM1024, GROUP_SECP256R1MLKEM768, GROUP_X25519MLKEM768}, 3};
}

static void base_retry_hybrid(struct wire_fault *fault)
{
    base_hybrid(fault);
    fault->server.retries = true;
}

/* Only suites with CBC, whose padding can be broken. */
static void base_cbc(struct wire_fault *fault)
{
    base_tls12(fault);
    fault->config->suites = (struct numbers){
        {TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
         TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA},
        4};
}

/* Signed with SHA-1, which clients must not accept (RFC 9155 4). */
static void base_sha1_12(struct wire_fault *fault)
{
    base_tls12(fault);
    fault->faults.scheme = SCHEME_ECDSA_SHA1;
}

static void base_sha1_13(struct wire_fault *fault)
{
    base_tls13(fault);
    fault->faults.scheme = SCHEME_ECDSA_SHA1;
}

/* Even a short page needs several records. */
static void base_short_records(struct wire_fault *fault)
{
    fault->config->record_max = 256;
}

/* Only finite-field Diffie-Hellman, with parameters of our own. */
static void base_dhe(struct wire_fault *fault)
{
    base_tls12(fault);
    fault->config->suites =
        (struct numbers){{TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
                          TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                          TLS_DHE_RSA_WITH_AES_128_CBC_SHA256, TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
                          TLS_DHE_RSA_WITH_AES_128_CBC_SHA, TLS_DHE_RSA_WITH_AES_256_CBC_SHA},
                         7};
    fault->server.dh_g = SPAN_LIT("\x02");
}

/* Safe primes; only their size is wrong. */
static const uint8_t prime_512[] = {
    0xc5, 0xa2, 0x92, 0xc2, 0xc3, 0xb2, 0xf5, 0xab, 0xfd, 0x72, 0x45, 0xeb, 0x2f, 0x3e, 0x34, 0x4c,
    0x8f, 0x0d, 0xbb, 0x2e, 0xec, 0x07, 0x6c, 0x47, 0xf0, 0x2c, 0xc8, 0x88, 0x2e, 0xfb, 0x28, 0x22,
    0x0a, 0x39, 0x89, 0x97, 0x55, 0x03, 0x7c, 0x18, 0xfb, 0x6d, 0x26, 0x21, 0x4b, 0xdb, 0x33, 0xcc,
    0x90, 0x84, 0x32, 0x7f, 0x8b, 0x1f, 0xde, 0x9f, 0x44, 0x2c, 0x20, 0x3b, 0x47, 0x00, 0x36, 0x53,
};
static const uint8_t prime_1024[] = {
    0xec, 0x7d, 0x43, 0x4d, 0x98, 0x4e, 0xfb, 0xba, 0x64, 0x5a, 0xb4, 0xf2, 0x92, 0x7c, 0x20, 0x24,
    0xfa, 0xc5, 0x23, 0x82, 0xd2, 0xb9, 0xa1, 0xab, 0x27, 0x99, 0x9e, 0xae, 0xf8, 0x65, 0x45, 0x05,
    0xb4, 0xa6, 0xa4, 0xaa, 0x72, 0x99, 0x0c, 0x5b, 0x87, 0x91, 0x0a, 0x55, 0x8a, 0xaa, 0x73, 0x01,
    0x61, 0x0b, 0xf9, 0x00, 0x97, 0x69, 0x1b, 0xc3, 0x8d, 0xeb, 0x27, 0x84, 0xbe, 0x35, 0x9d, 0x81,
    0x6b, 0xe7, 0x9d, 0xd1, 0x0a, 0x0d, 0xeb, 0x7e, 0xec, 0xf4, 0x8a, 0x8d, 0x68, 0x04, 0xe8, 0x87,
    0x14, 0xef, 0x4f, 0x73, 0x0b, 0x9d, 0x0f, 0x78, 0xa0, 0x5b, 0xb2, 0x1d, 0xb8, 0x2e, 0xcb, 0xa3,
    0x2e, 0x71, 0xea, 0xde, 0xf7, 0xb0, 0xc0, 0x62, 0x0c, 0x7d, 0xf2, 0x9c, 0xb3, 0x6f, 0x1a, 0x73,
    0x74, 0xa1, 0x7c, 0xab, 0x44, 0xd0, 0x27, 0x16, 0x60, 0x47, 0x40, 0xf7, 0x9d, 0x66, 0xa1, 0xe3,
};

static void base_dh_512(struct wire_fault *fault)
{
    base_dhe(fault);
    fault->server.dh_p = span_of(prime_512, sizeof prime_512);
}

static void base_dh_1024(struct wire_fault *fault)
{
    base_dhe(fault);
    fault->server.dh_p = span_of(prime_1024, sizeof prime_1024);
}

/* 2^2048 - 1 is divisible by three, among others. */
static void base_dh_composite(struct wire_fault *fault)
{
#define ONES_8  "\xff\xff\xff\xff\xff\xff\xff\xff"
#define ONES_64 ONES_8 ONES_8 ONES_8 ONES_8 ONES_8 ONES_8 ONES_8 ONES_8
    base_dhe(fault);
    fault->server.dh_p = SPAN_LIT(ONES_64 ONES_64 ONES_64 ONES_64);
#undef ONES_64
#undef ONES_8
}

/* --- the table ---------------------------------------------------------------------------- */

/* The functions above, and all mutations, by numbers. */
#define BASES(BASE)      \
    BASE(any)            \
    BASE(rsa)            \
    BASE(tls12)          \
    BASE(tls13)          \
    BASE(nothing)        \
    BASE(retry)          \
    BASE(p256_13)        \
    BASE(p256_12)        \
    BASE(x25519_13)      \
    BASE(x25519_12)      \
    BASE(x25519mlkem768) \
    BASE(hybrid)         \
    BASE(retry_hybrid)   \
    BASE(cbc)            \
    BASE(sha1_12)        \
    BASE(sha1_13)        \
    BASE(short_records)  \
    BASE(dhe)            \
    BASE(dh_512)         \
    BASE(dh_1024)        \
    BASE(dh_composite)

enum {
#define NUMBER(base) BASE_##base,
    BASES(NUMBER)
#undef NUMBER
#define MUTATION(id) MUTATION_##id,
#include "lib/tls/fault/mutations.def"
#undef MUTATION
};

static void (*const bases[])(struct wire_fault *fault) = {
#define FUNCTION(base) [BASE_##base] = base_##base,
    BASES(FUNCTION)
#undef FUNCTION
};

static const struct mutation *const mutations[] = {
#define MUTATION(id) [MUTATION_##id] = &mutation_##id,
#include "lib/tls/fault/mutations.def"
#undef MUTATION
};

static const struct wire_fault_row rows[] = {
#define WIRE_FAULT(name, must, reason, words, base, at, mutation, n, v, bytes, then) \
    {{ROW_TEXT(name), SERVER_FAULT_PROTOCOL, SERVER_FAULT_##must, REASON_##reason,   \
      ROW_TEXT(words)},                                                              \
     BASE_##base,                                                                    \
     at,                                                                             \
     MUTATION_##mutation,                                                            \
     n,                                                                              \
     v,                                                                              \
     bytes "\0",                                                                     \
     sizeof(bytes) - 1,                                                              \
     WIRE_FAULT_##then},
#include "app/faults/wire_faults.def"
#undef WIRE_FAULT
};

size_t wire_fault_count(void)
{
    return sizeof rows / sizeof rows[0];
}

const struct wire_fault_row *wire_fault_at(size_t i)
{
    return &rows[i];
}

/* The suites of base_dhe authenticate the server with RSA. */
bool wire_fault_needs_rsa(const struct wire_fault_row *row)
{
    return row->base == BASE_rsa || row->base == BASE_dh_512 || row->base == BASE_dh_1024 ||
           row->base == BASE_dh_composite;
}

void wire_fault_answer_ssl2(const struct wire_fault_row *row, const struct tls_identity *identity,
                            const struct rng *rng, struct buf *out)
{
    if (row->mutation == MUTATION_old_ssl2)
        mutation_ssl2_hello(out, identity, span_of(row->bytes, row->num_bytes), rng);
}

/* The hook of lib/tls for each message that is sent: applies the mutation once, at its message. */
static enum fault_act hook(void *ctx, struct tls *tls, enum fault_stage stage, uint8_t message,
                           struct buf *bytes)
{
    struct wire_fault *w = ctx;
    const struct wire_fault_row *row = w->row;
    const struct mutation *mutation = mutations[row->mutation];
    const struct mutation_args args = {row->n, row->v, span_of(row->bytes, row->num_bytes)};
    struct mutation_context scene = {
        .row = &args, .ctx = w, .tls = tls, .m = bytes, .is_13 = tls_info(tls)->version == TLS_1_3};

    if (w->is_done || mutation->apply == NULL || mutation->stage != stage || message != row->at)
        return FAULT_SEND;
    w->is_done = true;
    mutation->apply(&scene);
    return scene.act;
}

/* From now on the configuration points into *fault. */
void wire_fault_begin(struct wire_fault *fault, const struct wire_fault_row *row, struct tls *tls,
                      struct tls_config *config)
{
    struct buf nothing;

    *fault = (struct wire_fault){.row = row, .config = config, .server = *config->server};
    fault->faults = (struct tls_faults){.ctx = fault, .hook = hook, .apart = true};
    /* Most faults are about a Certificate, which is not compressed then. */
    config->compressions.num = 0;
    bases[row->base](fault);
    config->server = &fault->server;
    config->faults = &fault->faults;
    fault->is_done = mutations[row->mutation]->apply == NULL;
    /* The ClientHello came before this fault was chosen, so its stage is caught up here. */
    buf_init(&nothing, 0);
    (void)hook(fault, tls, FAULT_MESSAGE, FAULT_START, &nothing);
    buf_free(&nothing);
}
