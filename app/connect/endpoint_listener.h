/* SPDX-License-Identifier: GPL-3.0-or-later */
/* endpoint_listener: calls the listeners of an endpoint. */
#ifndef TB_APP_CONNECT_ENDPOINT_LISTENER_H
#define TB_APP_CONNECT_ENDPOINT_LISTENER_H

#include "app/connect/endpoint.h"

/* Notes the address of the peer as soon as it is known, and then informs the listeners, once. */
void endpoint_listener_opened(struct endpoint *v);
void endpoint_listener_bytes(const struct endpoint *v, bool sent, struct span bytes);
void endpoint_listener_event(const struct endpoint *v, const struct event *ev);
/* Calls nobody if the connection was never open. */
void endpoint_listener_closed(const struct endpoint *v, bool is_reset);

#endif
