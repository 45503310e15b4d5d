/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/fault.h"

#include "lib/tls/core/conn.h"

enum { HELD_MAX = 1 << 20 };

void fault_init(struct fault_state *state)
{
    *state = (struct fault_state){0};
    buf_init(&state->held, HELD_MAX);
}

void fault_free(struct fault_state *state)
{
    buf_wipe(&state->held);
}

/* Shows the hook what is about to be sent; it may change the bytes and says what to do with
 * them. */
enum fault_act fault_see(struct tls *tls, enum fault_stage stage, uint8_t message,
                         struct buf *bytes)
{
    const struct tls_faults *f = tls->config.faults;

    return f->hook == NULL ? FAULT_SEND : f->hook(f->ctx, tls, stage, message, bytes);
}

/* Tells the hook that a message was sent, or that the connection is open. */
void fault_tell(struct tls *tls, uint8_t message)
{
    struct buf nothing;

    buf_init(&nothing, 0);
    (void)fault_see(tls, FAULT_MESSAGE, message, &nothing);
    buf_free(&nothing);
}

bool fault_session(const struct tls *tls, struct session *out)
{
    const struct tls_faults *f = tls->config.faults;

    return f != NULL && f->session != NULL && session_copy(out, f->session) == ERR_OK;
}

/* The random in a hello of either side. */
static struct span random_of(struct span message)
{
    return span_head(span_tail(message, MSG_HEADER + 2), RANDOM_SIZE);
}

uint8_t fault_type(struct span message)
{
    bool retries = message.p[0] == HS_SERVER_HELLO &&
                   span_eq(random_of(message), span_of(hello_retry_random, RANDOM_SIZE));

    return retries ? HS_HELLO_RETRY_REQUEST : message.p[0];
}

/* If the hook changed a random, our own keys must follow. */
void fault_follow(struct tls *tls, struct span message)
{
    struct span random = random_of(message);

    if (random.n != RANDOM_SIZE)
        return;
    if (message.p[0] == HS_CLIENT_HELLO)
        memcpy(tls->client_random, random.p, RANDOM_SIZE);
    if (message.p[0] == HS_SERVER_HELLO)
        memcpy(tls->server_random, random.p, RANDOM_SIZE);
}

/* Keeps a failure while the hook sends: out of memory, or the key has reached its record limit. */
void fault_check(struct tls *tls, enum err err)
{
    if (err != ERR_OK && tls->out.err == ERR_OK)
        tls->out.err = ERR_LIMIT;
}

void fault_raw(struct tls *tls, struct span bytes)
{
    if (!tls->fault.is_stopped)
        buf_put(&tls->out, bytes);
}

void fault_stop(struct tls *tls)
{
    tls->fault.is_stopped = true;
}
