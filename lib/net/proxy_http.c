/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/preamble.h"

#include "lib/base/b64.h"

/* RFC 9110 9.3.6: CONNECT and its answer. */

static void put_authority(struct buf *out, const struct preamble *preamble)
{
    bool v6 = strchr(preamble->host, ':') != NULL;

    buf_printf(out, v6 ? "[%s]:%u" : "%s:%u", preamble->host, preamble->port);
}

static bool has_credentials(const struct proxy *proxy)
{
    return proxy->user[0] != '\0' || proxy->password[0] != '\0';
}

/* The CONNECT request, with Basic credentials (RFC 7617) if there are any. */
static void ask(struct preamble *preamble)
{
    const struct proxy *p = preamble->proxy;

    buf_str(&preamble->out, "CONNECT ");
    put_authority(&preamble->out, preamble);
    buf_str(&preamble->out, " HTTP/1.1\r\nHost: ");
    put_authority(&preamble->out, preamble);
    buf_str(&preamble->out, "\r\n");
    if (has_credentials(p)) {
        struct buf pair; /* RFC 7617 2 */
        buf_init(&pair, sizeof p->user + sizeof p->password);
        buf_str(&pair, p->user);
        buf_str(&pair, ":");
        buf_str(&pair, p->password);
        buf_str(&preamble->out, "Proxy-Authorization: Basic ");
        b64_encode(&preamble->out, buf_span(&pair), 0);
        buf_str(&preamble->out, "\r\n");
        buf_wipe(&pair);
    }
    buf_str(&preamble->out, "\r\n");
}

/*
 * The length of the header with its empty line; 0 if it is incomplete.  A line may end with LF
 * alone (RFC 9112 2.2).  *start is where the first unread line begins: a header that comes byte by
 * byte is not read again for each of them.
 */
static size_t head_end(struct span in, unsigned *start)
{
    while (*start < in.n) {
        size_t line = span_find(span_tail(in, *start), '\n');
        if (*start + line >= in.n)
            return 0;
        bool empty = line == 0 || (line == 1 && in.p[*start] == '\r');
        *start += (unsigned)line + 1;
        if (empty)
            return *start;
    }
    return 0;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* Reads the status of "HTTP/1.1 200 OK" (RFC 9112 4); -1 if the line has another form. */
static int status_of(struct span line)
{
    if (line.n < 12 || !span_starts(line, SPAN_LIT("HTTP/1.")) || !is_digit(line.p[7]) ||
        line.p[8] != ' ' || !is_digit(line.p[9]) || !is_digit(line.p[10]) ||
        !is_digit(line.p[11]) || (line.n > 12 && line.p[12] != ' '))
        return -1;
    return (line.p[9] - '0') * 100 + (line.p[10] - '0') * 10 + (line.p[11] - '0');
}

/* The error for an answer that is no success; a negative status: not HTTP. */
static enum preamble_state refuse(struct preamble *preamble, struct span line, int status)
{
    enum err e = status == 407 ? ERR_NET_PROXY_AUTH : ERR_NET_PROXY;

    buf_str(&preamble->why, "the proxy answered ");
    preamble_quote(preamble, line);
    if (status < 0)
        return preamble_fail(preamble, e, ", which is not HTTP");
    buf_str(&preamble->why, " to CONNECT ");
    put_authority(&preamble->why, preamble);
    return preamble_fail(preamble, e, "%s",
                         status != 407 ? ""
                         : has_credentials(preamble->proxy)
                             ? ": it refuses the user name and the password"
                             : ": it requires a user name and a password, as in "
                               "http://USER:PASSWORD@HOST:PORT");
}

/* The first line, as far as it has come, without its line end. */
static struct span first_line(struct span in)
{
    struct span line = span_head(in, span_find(in, '\n'));

    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

enum preamble_state proxy_http_talk(struct preamble *preamble)
{
    static const char name[] = "HTTP/1.";
    struct span want = span_str(name);

    if (!preamble->begun) {
        preamble->begun = true;
        preamble->waiting = "the proxy's answer to CONNECT";
        ask(preamble);
    }
    for (;;) {
        struct span in = buf_span(&preamble->in);
        /* A peer with another protocol may never send an empty line, so it is recognized by its
         * first bytes. */
        if (!span_eq(span_head(in, want.n), span_head(want, in.n)))
            return refuse(preamble, first_line(in), -1);
        size_t n = head_end(in, &preamble->step);
        if (n == 0)
            return PREAMBLE_MORE;
        struct span line = first_line(in);
        int status = status_of(line);
        if (status < 200 && status >= 100 && status != 101) { /* RFC 9110 15.2: the final one
                                                               * follows */
            preamble_take(preamble, n);
            preamble->step = 0;
            continue;
        }
        if (status < 200 || status > 299)
            return refuse(preamble, line, status);
        preamble_take(preamble, n);
        return PREAMBLE_DONE;
    }
}
