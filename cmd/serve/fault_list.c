/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/serve/fault_list.h"

#include "lib/view/text/html.h"
#include "lib/view/text/json_writer.h"

void fault_list_open(struct json_writer *json, const struct server_fault *bad, const char *host)
{
    jw_open(json, NULL);
    jw_str(json, "command", "serve");
    jw_str(json, "bad", bad->name);
    jw_str(json, "kind", server_fault_kind_name(bad->kind));
    jw_str(json, "must", server_fault_must_name(bad->must));
    jw_str(json, "reason", reason_code(bad->reason));
    jw_str(json, "fault", bad->words);
    jw_str(json, "host", host);
}

/* The length of the longest name, for a column. */
static int widest(void)
{
    size_t width = 0;

    for (size_t i = 0; fault_site_bad(i) != NULL; i++) {
        size_t n = strlen(fault_site_bad(i)->name);

        width = n > width ? n : width;
    }
    return (int)width;
}

/* All faults as a table, with what a good client does. */
static void put_list(struct buf *out)
{
    int width = widest();

    buf_printf(out, "%-*s  %-11s  %-6s  %s\n", width, "NAME", "KIND", "CLIENT", "FAULT");
    for (size_t i = 0; fault_site_bad(i) != NULL; i++) {
        const struct server_fault *bad = fault_site_bad(i);

        buf_printf(out, "%-*s  %-11s  %-6s  %s\n", width, bad->name,
                   server_fault_kind_name(bad->kind), server_fault_must_name(bad->must),
                   bad->words);
    }
    buf_str(out, "\n"
                 "CLIENT is what a good client does: refuse (it ends the connection or reports the "
                 "error),\n"
                 "accept (this looks wrong but is harmless), or either of them, if it does so at "
                 "once.\n");
}

static void put_json(struct buf *out)
{
    for (size_t i = 0; fault_site_bad(i) != NULL; i++) {
        struct json_writer j = {.out = out};
        char host[FAULT_SITE_HOST_SIZE];

        fault_site_host(host, fault_site_bad(i));
        fault_list_open(&j, fault_site_bad(i), host);
        jw_close(&j);
        buf_u8(out, '\n');
    }
}

void fault_list_all(struct buf *out, bool json)
{
    if (json)
        put_json(out);
    else
        put_list(out);
}

/* The port without a fault comes first; it has the page of the others. */
void fault_list_doors(struct buf *out, const struct serve *serve)
{
    int width = widest();

    for (size_t i = 0; i < serve->num_listeners; i++) {
        const struct listener *d = &serve->listeners[i];

        if (d->site == NULL)
            buf_printf(out, "%u  %-*s  https://localhost:%u/ lists them\n", d->port, width,
                       "nothing is wrong", d->port);
        else
            buf_printf(out, "%u  %-*s  https://%s.localhost:%u/\n", d->port, width,
                       d->site->bad->name, d->site->bad->name, d->port);
    }
}

static void put_row(struct buf *out, const struct server_fault *bad, uint16_t own, uint16_t main)
{
    buf_printf(out, "<tr><td><a href=\"https://%s.localhost:%u/\">%s</a></td>", bad->name, main,
               bad->name);
    buf_printf(out, "<td><a href=\"https://localhost:%u/\">%u</a></td><td>", own, own);
    buf_printf(out, "%s</td><td>", server_fault_must_name(bad->must));
    html_put(out, span_str(bad->words));
    buf_str(out, "</td></tr>\n");
}

void fault_list_page(struct buf *out, const struct serve *serve)
{
    html_open(out, "en", "Faults of this server");
    buf_str(out, "<h1>Faults of this server</h1>\n"
                 "<p>This page was served without a fault. Each link leads to a server with one "
                 "fault: by its name, and on its own port for clients that cannot choose a name. A "
                 "good client must refuse, must accept, or may do either.</p>\n"
                 "<table>\n"
                 "<tr><th>Name</th><th>Port</th><th>Client</th><th>Fault</th></tr>\n");
    for (size_t i = 0; i < serve->num_listeners; i++) {
        if (serve->listeners[i].site != NULL)
            put_row(out, serve->listeners[i].site->bad, serve->listeners[i].port,
                    serve->listeners[0].port);
    }
    buf_str(out, "</table>\n");
    html_close(out);
}
