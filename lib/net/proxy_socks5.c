/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/preamble.h"

#include "lib/net/addr.h"

/* RFC 1928, and RFC 1929 for the password. */
enum { SOCKS_5 = 5, NO_AUTH = 0, PASSWORD = 2, NO_METHOD = 0xff, CONNECT = 1 };
enum { ATYP_V4 = 1, ATYP_NAME = 3, ATYP_V6 = 4 };
enum { STEP_METHOD, STEP_PASSWORD, STEP_CONNECT };

static bool has_password(const struct preamble *preamble)
{
    return preamble->proxy->user[0] != '\0';
}

/* RFC 1928 3: the methods that we offer. */
static void greet(struct preamble *preamble)
{
    buf_u8(&preamble->out, SOCKS_5);
    buf_u8(&preamble->out, has_password(preamble) ? 2 : 1);
    buf_u8(&preamble->out, NO_AUTH);
    if (has_password(preamble))
        buf_u8(&preamble->out, PASSWORD);
    preamble->step = STEP_METHOD;
    preamble->waiting = "the proxy's greeting";
}

/* A string with its length in one byte. */
static void put8(struct buf *out, const char *text)
{
    struct buf_mark mark = buf_open8(out);

    buf_str(out, text);
    buf_close(out, mark);
}

/* RFC 1929 2: version, user name and password. */
static void send_password(struct preamble *preamble)
{
    buf_u8(&preamble->out, 1); /* RFC 1929 2 */
    put8(&preamble->out, preamble->proxy->user);
    put8(&preamble->out, preamble->proxy->password);
    preamble->step = STEP_PASSWORD;
    preamble->waiting = "the proxy's answer to the password";
}

/* RFC 1928 4: addresses in binary; names are resolved by the proxy. */
static void send_connect(struct preamble *preamble)
{
    struct addr a;

    buf_u8(&preamble->out, SOCKS_5);
    buf_u8(&preamble->out, CONNECT);
    buf_u8(&preamble->out, 0);
    if (addr_parse(&a, preamble->host, preamble->port)) {
        struct net_end end = addr_end(&a);
        buf_u8(&preamble->out, end.ip_n == 4 ? ATYP_V4 : ATYP_V6);
        buf_put(&preamble->out, span_of(end.ip, end.ip_n));
    } else {
        buf_u8(&preamble->out, ATYP_NAME);
        put8(&preamble->out, preamble->host);
    }
    buf_u16(&preamble->out, preamble->port);
    preamble->step = STEP_CONNECT;
    preamble->waiting = "the proxy's answer to CONNECT";
}

/* RFC 1928 6: the meaning of a reply code. */
static const char *reply_words(uint8_t reply)
{
    static const char *const words[] = {
        "",
        "general failure",
        "its rules do not allow it",
        "the network is unreachable",
        "the host is unreachable",
        "connection refused",
        "the TTL expired",
        "it does not support CONNECT",
        "it does not support this type of address",
    };

    return reply < sizeof words / sizeof words[0] ? words[reply] : "an unknown reason";
}

/* The error for an answer that is not SOCKS 5. */
static enum preamble_state foreign(struct preamble *preamble)
{
    buf_str(&preamble->why, "the proxy answered ");
    preamble_quote(preamble, buf_span(&preamble->in));
    return preamble_fail(preamble, ERR_NET_PROXY, ", which is not SOCKS 5");
}

/* RFC 1928 3: the proxy has chosen a method. */
static enum preamble_state on_method(struct preamble *preamble)
{
    uint8_t method = preamble->in.p[1];

    if (method == NO_METHOD)
        return preamble_fail(preamble, ERR_NET_PROXY_AUTH, "the proxy %s",
                             has_password(preamble) ? "does not accept a "
                                                      "password"
                                                    : "requires a password");
    /* RFC 1928 3: one of those offered. */
    if (method != NO_AUTH && !(method == PASSWORD && has_password(preamble)))
        return foreign(preamble);
    preamble_take(preamble, 2);
    if (method == PASSWORD)
        send_password(preamble);
    else
        send_connect(preamble);
    return PREAMBLE_MORE;
}

/* RFC 1929 2: version and status. */
static enum preamble_state on_password(struct preamble *preamble)
{
    if (preamble->in.p[0] != 1)
        return foreign(preamble);
    if (preamble->in.p[1] != 0)
        return preamble_fail(preamble, ERR_NET_PROXY_AUTH, "the proxy refuses the password");
    preamble_take(preamble, 2);
    send_connect(preamble);
    return PREAMBLE_MORE;
}

/* RFC 1928 6: version, reply, 0, then the proxy's own end as type, address and port. */
static enum preamble_state on_connect(struct preamble *preamble)
{
    const uint8_t *p = preamble->in.p;
    size_t n = preamble->in.n, need;

    if (p[0] != SOCKS_5)
        return foreign(preamble);
    if (p[1] != 0)
        return preamble_fail(preamble, ERR_NET_PROXY, "the proxy cannot connect to %s port %u: %s",
                             preamble->host, preamble->port, reply_words(p[1]));
    if (n < 5)
        return PREAMBLE_MORE;
    if (p[3] == ATYP_V4)
        need = 4 + 4 + 2;
    else if (p[3] == ATYP_V6)
        need = 4 + 16 + 2;
    else if (p[3] == ATYP_NAME)
        need = 4 + 1 + (size_t)p[4] + 2;
    else
        return foreign(preamble);
    if (n < need)
        return PREAMBLE_MORE;
    preamble_take(preamble, need);
    return PREAMBLE_DONE;
}

enum preamble_state proxy_socks5_talk(struct preamble *preamble)
{
    enum preamble_state state = PREAMBLE_MORE;

    if (!preamble->begun) {
        preamble->begun = true;
        greet(preamble);
    }
    while (state == PREAMBLE_MORE && preamble->in.n >= 2) {
        size_t before = preamble->in.n;
        if (preamble->step != STEP_PASSWORD && preamble->in.p[0] != SOCKS_5)
            return foreign(preamble);
        if (preamble->step == STEP_METHOD)
            state = on_method(preamble);
        else if (preamble->step == STEP_PASSWORD)
            state = on_password(preamble);
        else
            state = on_connect(preamble);
        if (preamble->in.n == before) /* not all there yet */
            break;
    }
    return state;
}
