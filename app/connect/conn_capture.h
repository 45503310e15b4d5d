/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conn_capture: the listener that writes the bytes of a connection to a capture, and keeps the
 * lines of the key log that belong into it. */
#ifndef TB_APP_CONNECT_CONN_CAPTURE_H
#define TB_APP_CONNECT_CONN_CAPTURE_H

#include "app/connect/endpoint.h"
#include "lib/base/spool.h"
#include "lib/pcap/pcapng.h"

/* Of one endpoint. */
struct conn_capture {
    struct endpoint_listener listener;
    struct spool *spool; /* takes the packets */
    struct pcapng_flow flow;
    struct buf packets; /* the latest, before they go to the spool */
    struct buf secrets; /* lines of the key log */
};

/* conn_capture_listen makes a capture listen to an endpoint that has not begun; it must not move
 * afterwards.  conn_capture_free wipes, and is fit for a zero struct too. */
void conn_capture_listen(struct conn_capture *c, struct spool *spool, struct endpoint *v);
void conn_capture_free(struct conn_capture *c);

#endif
