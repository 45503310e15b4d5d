/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * head_probe: what a web server says it is: one HEAD request, and the field Server of the answer.
 * HEAD is safe (RFC 9110 9.2.1): it changes nothing on the server.
 *
 * Where no HTTP is spoken the probe only closes, and waits for the server to do the same: what it
 * has to send after the handshake comes before that.
 */
#ifndef TB_APP_SCAN_HEAD_PROBE_H
#define TB_APP_SCAN_HEAD_PROBE_H

#include "app/scan/host_scan.h"
#include "lib/http/http_response.h"

struct head_probe {
    struct host_scan *host;
    struct http_response answer; /* its head, as far as it has come */
    size_t received;
    bool asks, is_sent, has_closed;
};

/* head_probe_init: without `asks` nothing is requested. */
void head_probe_init(struct head_probe *probe, struct host_scan *host, bool asks);
void head_probe_free(struct head_probe *probe);

/* head_probe_speaks_http: HTTP is spoken where ALPN says so; without ALPN the well-known port does.
 * False if what the server is is known already. */
bool head_probe_speaks_http(const struct host_scan *host, const struct tls_info *info);

/* head_probe_turn is an attempt's `turn`, head_probe_data takes each EVENT_DATA. */
bool head_probe_turn(struct head_probe *probe, struct tls *tls);
void head_probe_data(struct head_probe *probe, struct span bytes);

#endif
