/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conn_keylog: a listener that writes the secrets of connections to a key log (RFC 9850). */
#ifndef TB_APP_CONNECT_CONN_KEYLOG_H
#define TB_APP_CONNECT_CONN_KEYLOG_H

#include "app/connect/endpoint.h"
#include "lib/base/outfile.h"

/* conn_keylog_listener makes a listener for any number of endpoints; the log must outlive them. */
struct endpoint_listener conn_keylog_listener(struct outfile_log *log);

/* conn_keylog_line appends the key log line of an event; nothing if the event has none. */
void conn_keylog_line(struct buf *line, const struct endpoint *v, const struct event *ev);

#endif
