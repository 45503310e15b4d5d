/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/endpoint_listener.h"

#include <assert.h>
#include <stdio.h>

void endpoint_listen(struct endpoint *v, const struct endpoint_listener *listener)
{
    assert(v->num_listeners < ENDPOINT_LISTENERS);
    v->listeners[v->num_listeners++] = listener;
}

void endpoint_listener_opened(struct endpoint *v)
{
    if (v->conn == NULL || v->address[0] != '\0')
        return;
    snprintf(v->address, sizeof v->address, "%s", net_address(v->conn));
    if (v->address[0] == '\0')
        return;
    for (size_t i = 0; i < v->num_listeners; i++) {
        if (v->listeners[i]->opened != NULL)
            v->listeners[i]->opened(v->listeners[i]->ctx, v);
    }
}

void endpoint_listener_bytes(const struct endpoint *v, bool sent, struct span bytes)
{
    for (size_t i = 0; i < v->num_listeners; i++) {
        if (v->listeners[i]->bytes != NULL)
            v->listeners[i]->bytes(v->listeners[i]->ctx, v, sent, bytes);
    }
}

void endpoint_listener_event(const struct endpoint *v, const struct event *ev)
{
    for (size_t i = 0; i < v->num_listeners; i++) {
        if (v->listeners[i]->event != NULL)
            v->listeners[i]->event(v->listeners[i]->ctx, v, ev);
    }
}

void endpoint_listener_closed(const struct endpoint *v, bool is_reset)
{
    for (size_t i = 0; i < v->num_listeners && v->address[0] != '\0'; i++) {
        if (v->listeners[i]->closed != NULL)
            v->listeners[i]->closed(v->listeners[i]->ctx, v, is_reset);
    }
}
