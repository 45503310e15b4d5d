/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conn_capture: a listener that writes the bytes of a connection to a capture and collects its key
 * log. */
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

/* conn_capture_listen attaches a capture to an endpoint that has not begun; the capture must not
 * move afterwards.  conn_capture_free wipes the secrets; it accepts a zero struct. */
void conn_capture_listen(struct conn_capture *c, struct spool *spool, struct endpoint *v);
void conn_capture_free(struct conn_capture *c);

#endif
