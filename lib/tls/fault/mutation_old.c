/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What servers of SSL 2.0 to TLS 1.1 send first, all of it in the clear.  With RSA key exchange
 * nothing in it is computed: no old protocol is needed. */
#include "config.h"

#include "lib/tls/core/conn.h"
#include "lib/tls/fault/fault_record.h"
#include "lib/tls/fault/mutation.h"
#include "lib/tls/wire/ssl2.h"

enum { CERTS_MAX = 8, FLIGHT_SIZE = 1 << 16, CONNECTION_ID = 16 };

/* The certificates of the server, leaf first. */
static const struct tls_identity *identity_of(const struct mutation_context *context)
{
    const struct tls_server *server = context->tls->config.server;

    return server->num_identities > 0 ? &server->identities[0] : NULL;
}

static void send(struct mutation_context *context, struct buf *bytes)
{
    fault_check(context->tls, bytes->err);
    fault_raw(context->tls, buf_span(bytes));
    fault_stop(context->tls);
    buf_free(bytes);
}

/* A message in a record of its own, with the version n. */
static void put_record(const struct mutation_context *context, struct buf *out, struct buf *message)
{
    struct span rest = buf_span(message);
    uint8_t header[RECORD_HEADER];

    for (; rest.n > 0; rest = span_tail(rest, RECORD_PLAIN_MAX)) {
        struct span fragment = span_head(rest, RECORD_PLAIN_MAX);

        record_header(header, CONTENT_HANDSHAKE, (uint16_t)context->row->n, fragment.n);
        buf_put(out, span_of(header, sizeof header));
        buf_put(out, fragment);
    }
    buf_truncate(message, 0);
}

static void put_certificates(struct buf *message, const struct tls_identity *identity)
{
    struct cert_entry entries[CERTS_MAX] = {0};
    size_t num = 0;

    for (; identity != NULL && num < identity->num_certs && num < CERTS_MAX; num++)
        entries[num].cert = identity->certs[num];
    certificate_put(message, false, (struct span){0}, entries, num);
}

/* ServerHello without extensions, Certificate, ServerHelloDone: version n, suite v (RFC 6101 5.5,
 * RFC 4346 7.3). */
static void apply_old_flight(struct mutation_context *context)
{
    uint8_t random[RANDOM_SIZE], id[SESSION_ID_MAX];
    struct buf out, message;

    rng_fill(&context->tls->config.rng, random, sizeof random);
    rng_fill(&context->tls->config.rng, id, sizeof id);
    const struct server_hello hello = {.version = (uint16_t)context->row->n,
                                       .random = span_of(random, sizeof random),
                                       .session_id = span_of(id, sizeof id),
                                       .suite = (uint16_t)context->row->v};

    buf_init(&out, FLIGHT_SIZE);
    buf_init(&message, FLIGHT_SIZE);
    server_hello_put(&message, &hello);
    put_record(context, &out, &message);
    put_certificates(&message, identity_of(context));
    put_record(context, &out, &message);
    msg_put(&message, HS_SERVER_HELLO_DONE, (struct span){0});
    put_record(context, &out, &message);
    buf_free(&message);
    send(context, &out);
}

void mutation_ssl2_hello(struct buf *out, const struct tls_identity *identity, struct span kinds,
                         const struct rng *rng)
{
    uint8_t id[CONNECTION_ID];

    rng_fill(rng, id, sizeof id);
    const struct ssl2_server_hello hello = {
        .certificate_type = SSL2_CERTIFICATE_X509,
        .version = TLS_SSL_2,
        .certificate = identity == NULL ? (struct span){0} : identity->certs[0],
        .kinds = kinds,
        .connection_id = span_of(id, sizeof id),
    };

    ssl2_server_hello_put(out, &hello);
}

static void apply_old_ssl2(struct mutation_context *context)
{
    struct buf out;

    buf_init(&out, FLIGHT_SIZE);
    mutation_ssl2_hello(&out, identity_of(context), context->row->bytes, &context->tls->config.rng);
    send(context, &out);
}

const struct mutation mutation_old_flight = {FAULT_MESSAGE, apply_old_flight, NULL};
const struct mutation mutation_old_ssl2 = {FAULT_MESSAGE, apply_old_ssl2, NULL};
