/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/preamble.h"

#include "lib/net/addr.h"

/* RFC 1928, and RFC 1929 for the password. */
enum { SOCKS_5 = 5, NO_AUTH = 0, PASSWORD = 2, NO_METHOD = 0xff, CONNECT = 1 };
enum { ATYP_V4 = 1, ATYP_NAME = 3, ATYP_V6 = 4 };
enum { STEP_METHOD, STEP_PASSWORD, STEP_CONNECT };

static bool has_password(const struct preamble *t)
{
    return t->proxy->user[0] != '\0';
}

static void greet(struct preamble *t)
{
    buf_u8(&t->out, SOCKS_5);
    buf_u8(&t->out, has_password(t) ? 2 : 1);
    buf_u8(&t->out, NO_AUTH);
    if (has_password(t))
        buf_u8(&t->out, PASSWORD);
    t->step = STEP_METHOD;
    t->waiting = "the proxy's greeting";
}

static void put8(struct buf *out, const char *s)
{
    struct buf_mark mark = buf_open8(out);

    buf_str(out, s);
    buf_close(out, mark);
}

static void send_password(struct preamble *t)
{
    buf_u8(&t->out, 1); /* RFC 1929 2 */
    put8(&t->out, t->proxy->user);
    put8(&t->out, t->proxy->password);
    t->step = STEP_PASSWORD;
    t->waiting = "the proxy's answer to the password";
}

/* RFC 1928 4: addresses as such, names for the proxy to resolve. */
static void send_connect(struct preamble *t)
{
    struct addr a;

    buf_u8(&t->out, SOCKS_5);
    buf_u8(&t->out, CONNECT);
    buf_u8(&t->out, 0);
    if (addr_parse(&a, t->host, t->port)) {
        struct net_end end = addr_end(&a);
        buf_u8(&t->out, end.ip_n == 4 ? ATYP_V4 : ATYP_V6);
        buf_put(&t->out, span_of(end.ip, end.ip_n));
    } else {
        buf_u8(&t->out, ATYP_NAME);
        put8(&t->out, t->host);
    }
    buf_u16(&t->out, t->port);
    t->step = STEP_CONNECT;
    t->waiting = "the proxy's answer to CONNECT";
}

/* RFC 1928 6 */
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

static enum preamble_state foreign(struct preamble *t)
{
    buf_str(&t->why, "the proxy answered ");
    preamble_quote(&t->why, buf_span(&t->in));
    return preamble_fail(t, ERR_NET_PROXY, ", which is not SOCKS 5");
}

static enum preamble_state on_method(struct preamble *t)
{
    uint8_t method = t->in.p[1];

    if (method == NO_METHOD)
        return preamble_fail(t, ERR_NET_PROXY_AUTH, "the proxy %s",
                             has_password(t) ? "does not accept a "
                                               "password"
                                             : "requires a password");
    /* RFC 1928 3: one of those offered. */
    if (method != NO_AUTH && !(method == PASSWORD && has_password(t)))
        return foreign(t);
    preamble_take(t, 2);
    if (method == PASSWORD)
        send_password(t);
    else
        send_connect(t);
    return PREAMBLE_MORE;
}

static enum preamble_state on_password(struct preamble *t)
{
    if (t->in.p[0] != 1)
        return foreign(t);
    if (t->in.p[1] != 0)
        return preamble_fail(t, ERR_NET_PROXY_AUTH, "the proxy refuses the password");
    preamble_take(t, 2);
    send_connect(t);
    return PREAMBLE_MORE;
}

/* on_connect: version, reply, 0, and the proxy's own end as type, address, port. */
static enum preamble_state on_connect(struct preamble *t)
{
    const uint8_t *p = t->in.p;
    size_t n = t->in.n, need;

    if (p[0] != SOCKS_5)
        return foreign(t);
    if (p[1] != 0)
        return preamble_fail(t, ERR_NET_PROXY, "the proxy cannot connect to %s port %u: %s",
                             t->host, t->port, reply_words(p[1]));
    if (n < 5)
        return PREAMBLE_MORE;
    if (p[3] == ATYP_V4)
        need = 4 + 4 + 2;
    else if (p[3] == ATYP_V6)
        need = 4 + 16 + 2;
    else if (p[3] == ATYP_NAME)
        need = 4 + 1 + (size_t)p[4] + 2;
    else
        return foreign(t);
    if (n < need)
        return PREAMBLE_MORE;
    preamble_take(t, need);
    return PREAMBLE_DONE;
}

enum preamble_state proxy_socks5_talk(struct preamble *t)
{
    enum preamble_state state = PREAMBLE_MORE;

    if (!t->begun) {
        t->begun = true;
        greet(t);
    }
    while (state == PREAMBLE_MORE && t->in.n >= 2) {
        size_t before = t->in.n;
        if (t->step != STEP_PASSWORD && t->in.p[0] != SOCKS_5)
            return foreign(t);
        if (t->step == STEP_METHOD)
            state = on_method(t);
        else if (t->step == STEP_PASSWORD)
            state = on_password(t);
        else
            state = on_connect(t);
        if (t->in.n == before) /* not all there yet */
            break;
    }
    return state;
}
