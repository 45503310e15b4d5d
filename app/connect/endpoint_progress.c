/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/endpoint_progress.h"

#include <stdio.h>
#include <unistd.h>

enum { MESSAGE_MAX = 1 << 14 };

/* Marks the end of a step in the event log and names what is waited for next. */
void endpoint_progress_step(void *endpoint, enum net_step step)
{
    struct endpoint *v = endpoint;
    static const struct {
        const char *mark, *next;
    } steps[] = {
        [NET_STEP_RESOLVED] = {N_("resolved"), "connecting"},
        [NET_STEP_CONNECTED] = {N_("connected"), "connected, waiting for the server"},
        [NET_STEP_PROXY] = {N_("proxy"), "through the proxy, waiting for the server"},
        [NET_STEP_STARTTLS] = {N_("starttls"), "waiting for the handshake"},
    };

    event_log_mark(&v->events, steps[step].mark, net_now_us() - v->began_us);
    snprintf(v->client.step, sizeof v->client.step, "%s", steps[step].next);
}

void endpoint_progress_dialogue(void *endpoint, const struct dialogue_message *message)
{
    struct endpoint *v = endpoint;

    event_log_add(&v->events, net_now_us() - v->began_us,
                  &(struct event){.kind = EVENT_DIALOGUE,
                                  .sent = message->sent,
                                  .bytes = message->bytes,
                                  .type = (uint8_t)message->dialogue});
}

void endpoint_progress_show(struct endpoint *v)
{
    struct buf line;

    buf_init(&line, MESSAGE_MAX);
    buf_printf(&line, "%s: %s: %s...", v->plan->out->who, v->peer->label, v->client.step);
    if (write(STDERR_FILENO, line.p, line.n) > 0)
        v->client.told_progress = true;
    buf_free(&line);
}

void endpoint_progress_clear(struct endpoint *v)
{
    static const char clear[] = "\r\033[K";

    if (v->client.told_progress && write(STDERR_FILENO, clear, sizeof clear - 1) < 0)
        return; /* standard error is closed */
    v->client.told_progress = false;
}
