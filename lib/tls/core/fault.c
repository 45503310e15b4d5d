/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/fault.h"

#include "lib/tls/core/conn.h"

enum { HELD_MAX = 1 << 20 };

void fault_init(struct fault_state *s)
{
    *s = (struct fault_state){0};
    buf_init(&s->held, HELD_MAX);
}

void fault_free(struct fault_state *s)
{
    buf_wipe(&s->held);
}

/* Shows the hook what is about to be sent; it may change the bytes and says what to do with
 * them. */
enum fault_act fault_see(struct tls *t, enum fault_stage stage, uint8_t message, struct buf *bytes)
{
    const struct tls_faults *f = t->config.faults;

    return f->hook == NULL ? FAULT_SEND : f->hook(f->ctx, t, stage, message, bytes);
}

/* Tells the hook that a message was sent, or that the connection is open. */
void fault_tell(struct tls *t, uint8_t message)
{
    struct buf nothing;

    buf_init(&nothing, 0);
    (void)fault_see(t, FAULT_MESSAGE, message, &nothing);
    buf_free(&nothing);
}

bool fault_session(const struct tls *t, struct session *out)
{
    const struct tls_faults *f = t->config.faults;

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
void fault_follow(struct tls *t, struct span message)
{
    struct span random = random_of(message);

    if (random.n != RANDOM_SIZE)
        return;
    if (message.p[0] == HS_CLIENT_HELLO)
        memcpy(t->client_random, random.p, RANDOM_SIZE);
    if (message.p[0] == HS_SERVER_HELLO)
        memcpy(t->server_random, random.p, RANDOM_SIZE);
}

/* Keeps a failure while the hook sends: out of memory, or the key has reached its record limit. */
void fault_check(struct tls *t, enum err e)
{
    if (e != ERR_OK && t->out.err == ERR_OK)
        t->out.err = ERR_LIMIT;
}

void fault_raw(struct tls *t, struct span bytes)
{
    if (!t->fault.is_stopped)
        buf_put(&t->out, bytes);
}

void fault_stop(struct tls *t)
{
    t->fault.is_stopped = true;
}
