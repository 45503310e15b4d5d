/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/head_probe.h"

#include "app/scan/fact_note.h"
#include "lib/view/text/safe.h"

enum { HEAD_MAX = 8 * 1024, SOFTWARE_CHARS = 100, REQUEST_MAX = 512 };

void head_probe_init(struct head_probe *probe, struct host_scan *host, bool asks)
{
    head_probe_free(probe);
    *probe = (struct head_probe){.host = host, .asks = asks};
    http_response_init(&probe->answer);
}

void head_probe_free(struct head_probe *probe)
{
    http_response_free(&probe->answer);
}

/* --- the answer ---------------------------------------------------------------------------- */

/* Nothing more of the head will come, or be read. */
static bool is_over(const struct head_probe *probe)
{
    return probe->answer.state != HTTP_RESPONSE_HEAD || probe->received >= HEAD_MAX;
}

void head_probe_data(struct head_probe *probe, struct span bytes)
{
    if (!probe->is_sent)
        return;
    bytes = span_head(bytes, HEAD_MAX - probe->received);
    probe->received += bytes.n;
    while (bytes.n > 0 && probe->answer.state == HTTP_RESPONSE_HEAD)
        (void)http_response_feed(&probe->answer, &bytes);
}

static void note(struct head_probe *probe)
{
    struct span value = buf_span(&probe->answer.server);
    struct scan_facts *facts = &probe->host->facts;
    struct buf safe;

    if (value.n == 0 || facts->software.n > 0)
        return;
    buf_init(&safe, HEAD_MAX);
    safe_cut(&safe, value, SOFTWARE_CHARS);
    if (safe.err == ERR_OK &&
        arena_copy(&probe->host->arena, &facts->software, buf_span(&safe)) != ERR_OK)
        facts->software = (struct span){0};
    buf_free(&safe);
}

/* --- the request --------------------------------------------------------------------------- */

bool head_probe_speaks_http(const struct host_scan *host, const struct tls_info *info)
{
    bool is_web_port = host->facts.port == 443 || host->facts.port == 8443;

    if (host->plan->starttls != STARTTLS_NONE || host->facts.software.n > 0)
        return false;
    return info->alpn.n > 0 ? span_eq(info->alpn, SPAN_LIT("http/1.1")) : is_web_port;
}

static bool request(struct head_probe *probe, struct tls *tls)
{
    struct span host = probe->host->facts.host;
    bool is_ipv6 = host.n > 0 && span_find(host, ':') < host.n;
    struct buf text;
    size_t taken = 0;

    buf_init(&text, REQUEST_MAX);
    buf_printf(&text, "HEAD / HTTP/1.1\r\nHost: %s%.*s%s\r\n", is_ipv6 ? "[" : "", (int)host.n,
               (const char *)host.p, is_ipv6 ? "]" : "");
    buf_str(&text, "User-Agent: tlsbox\r\nConnection: close\r\n\r\n");
    probe->is_sent = text.err == ERR_OK && tls_write(tls, buf_span(&text), &taken) == ERR_OK;
    buf_free(&text);
    return probe->is_sent;
}

/* Ends our side.  What comes until the server ends its own is still read. */
static bool close_now(struct head_probe *probe, struct tls *tls)
{
    probe->has_closed = true;
    return tls_close(tls) == ERR_OK && tls_phase(tls) == PHASE_OPEN;
}

bool head_probe_turn(struct head_probe *probe, struct tls *tls)
{
    if (probe->has_closed)
        return tls_phase(tls) == PHASE_OPEN;
    if (!probe->is_sent && probe->asks && head_probe_speaks_http(probe->host, tls_info(tls)) &&
        request(probe, tls))
        return true;
    if (!probe->is_sent)
        return close_now(probe, tls);
    if (tls_phase(tls) == PHASE_OPEN && !is_over(probe))
        return true;
    note(probe);
    return close_now(probe, tls);
}
