/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ending: what a conversation came to.  One cause shows in many ways: a server that refuses a
 * client sends an alert, closes, resets, or lets a write of ours fail.  So the reason is decided in
 * one place, from how far the conversation had come and from how it ended.
 */
#ifndef TB_APP_CONNECT_ENDING_H
#define TB_APP_CONNECT_ENDING_H

#include "app/connect/endpoint.h"

/* ending_event notes what an ending will depend on; ending_sent: what was pending is on its way. */
void ending_event(struct endpoint *v, const struct event *ev);
void ending_sent(struct endpoint *v);

/* ending_is_awaited: the server has not said yet what it makes of our certificate. */
bool ending_is_awaited(const struct endpoint *v);

/* ending_tls is endpoint_fail for what our end of TLS gave up for; where the chain was refused, its
 * report says it.  ending_net is that for what the network says of a connection, in its words. */
void ending_tls(struct endpoint *v, enum err e);
void ending_net(struct endpoint *v, enum err e, struct span words);

/* ending_close_notify: close_notify has come.  If it answers our certificate, it refuses us. */
void ending_close_notify(struct endpoint *v);

#endif
