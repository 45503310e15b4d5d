/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a client says before TLS, without credentials.  Ours says little, but captures have what any
 * client says: a log-in before STARTTLS, or one inside the connection through a proxy.  So what is
 * not known to be free of credentials is left out.
 */
#include "config.h"

#include "lib/net/dialogue.h"

#include "lib/base/b64.h"

enum {
    SOCKS_VERSION = 5,
    SOCKS_PASSWORD_AUTH = 1, /* RFC 1929 2 */
    POSTGRES_REQUEST = 8,
    MYSQL_REQUEST = 36,    /* without a user */
    LDAP_REQUEST_MAX = 48, /* with long forms of lengths and number */
    MASK_LEAST = 4,        /* bytes of a password that is looked for */
};

/* What may be shown: how lines of text begin, and tags of XML. */
static const struct span harmless[] = {
#define MEANING(ID, dialogue, sent, start, whole, label, words)
#define SIGN(ID, dialogue, client, server)
#define HARMLESS(ID, start) SPAN_INIT(start),
#include "lib/net/dialogue.def"
#undef MEANING
#undef SIGN
#undef HARMLESS
};

static bool is_harmless(struct span text)
{
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++) {
        if (span_ieq(span_head(text, harmless[i].n), harmless[i]))
            return true;
    }
    return false;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Takes the next line off *left, with its end. */
static struct span next_line(struct span *left)
{
    struct span line = span_head(*left, span_find(*left, '\n') + 1);

    *left = span_tail(*left, line.n);
    return line;
}

/* --- text ---------------------------------------------------------------------------------- */

/* XML may be shown if all of its tags may, and nothing but white space is between them (RFC 6120
 * 4, 5.4). */
static bool has_harmless_tags(struct span left)
{
    while (left.n > 0) {
        if (!is_harmless(left))
            return false;
        left = span_tail(left, span_find(left, '>') + 1);
        while (left.n > 0 && is_blank(left.p[0]))
            left = span_tail(left, 1);
    }
    return true;
}

/* A command of IMAP comes after a tag (RFC 9051 2.2.1). */
static bool may_show(struct span line, enum dialogue dialogue)
{
    struct span command = line;

    if (dialogue == DIALOGUE_IMAP)
        command = span_tail(line, span_find(line, ' ') + 1);
    return line.p[0] == '\r' || line.p[0] == '\n' || is_harmless(command);
}

static void redact_text(struct buf *out, enum dialogue dialogue, struct span left)
{
    if (left.n > 0 && left.p[0] == '<') {
        if (has_harmless_tags(left))
            buf_put(out, left);
        else
            buf_str(out, DIALOGUE_OMITTED);
        return;
    }
    while (left.n > 0) {
        struct span line = next_line(&left);

        if (may_show(line, dialogue))
            buf_put(out, line);
        else
            buf_str(out, DIALOGUE_OMITTED "\r\n");
    }
}

/* --- proxies ------------------------------------------------------------------------------- */

/* Fields with credentials have one of these in their names: (Proxy-)Authorization (RFC 9110 11.6.2,
 * 11.7.2), and others that are common. */
static bool has_credentials(struct span name)
{
    static const struct span parts[] = {SPAN_INIT("auth"), SPAN_INIT("cookie"), SPAN_INIT("token")};

    for (size_t at = 0; at < name.n; at++) {
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
            if (span_ieq(span_head(span_tail(name, at), parts[i].n), parts[i]))
                return true;
        }
    }
    return false;
}

/* A line of the header after the first one.  *hides: the value of the field is hidden, also where
 * it continues on lines of its own (RFC 9112 5.2).  Without a colon the line is all value. */
static void redact_field(struct buf *out, struct span line, bool *hides)
{
    struct span name = span_head(line, span_find(line, ':'));
    bool continues = line.p[0] == ' ' || line.p[0] == '\t';

    if (continues && *hides)
        return;
    *hides = !continues && has_credentials(name);
    if (*hides && name.n == line.n) {
        buf_str(out, DIALOGUE_OMITTED "\r\n");
    } else if (*hides) {
        buf_put(out, name);
        buf_str(out, ": " DIALOGUE_HIDDEN "\r\n");
    } else {
        buf_put(out, line);
    }
}

/* A request of CONNECT.  What follows it, or is none, goes to the other end. */
static void redact_http(struct buf *out, struct span left)
{
    bool hides = false;

    if (span_starts(left, SPAN_LIT("CONNECT "))) {
        buf_put(out, next_line(&left));
        while (left.n > 0 && left.p[0] != '\r' && left.p[0] != '\n')
            redact_field(out, next_line(&left), &hides);
    }
    redact_text(out, DIALOGUE_HTTP, left);
}

/* The length of a greeting or of a CONNECT (RFC 1928 3, 4), or more than there is. */
static size_t socks_size(struct span message)
{
    const uint8_t *p = message.p;
    size_t greeting = message.n < 2 ? 2 : 2 + (size_t)p[1];

    if (message.n < 5 || p[1] != 1 || p[2] != 0)
        return greeting;
    switch (p[3]) {
    case 1: return 4 + 4 + 2;
    case 3: return 4 + 1 + (size_t)p[4] + 2;
    case 4: return 4 + 16 + 2;
    default: return greeting;
    }
}

/* A client need not wait between its greeting, its password, and its request. */
static void redact_socks5(struct buf *out, struct span message)
{
    bool is_known = message.n > 0 && message.p[0] == SOCKS_VERSION;
    size_t n = is_known ? socks_size(message) : 0;
    struct span rest = span_tail(message, n);

    buf_put(out, span_head(message, n));
    if (rest.n == 0)
        return;
    if (rest.p[0] == SOCKS_PASSWORD_AUTH) {
        buf_u8(out, rest.p[0]);
        buf_str(out, DIALOGUE_HIDDEN);
    } else {
        buf_str(out, DIALOGUE_OMITTED);
    }
}

/* --- binary protocols ---------------------------------------------------------------------- */

/* The message is a request for TLS, and nothing more (RFC 4511 4.14.1). */
static bool asks_for_tls(const struct dialogue_message *message)
{
    static const struct span ldap = SPAN_INIT("\x77\x18\x80\x16"
                                              "1.3.6.1.4.1.1466.20037");
    struct span m = message->bytes;

    switch (message->dialogue) {
    case DIALOGUE_POSTGRES: return m.n == POSTGRES_REQUEST;
    case DIALOGUE_MYSQL: return m.n == MYSQL_REQUEST;
    default:
        return m.n >= ldap.n && m.n <= LDAP_REQUEST_MAX &&
               span_eq(span_tail(m, m.n - ldap.n), ldap);
    }
}

void dialogue_redact(struct buf *out, const struct dialogue_message *message)
{
    struct span bytes = message->bytes;

    if (!message->sent || bytes.n == 0)
        buf_put(out, bytes);
    else if (message->dialogue == DIALOGUE_HTTP)
        redact_http(out, bytes);
    else if (message->dialogue == DIALOGUE_SOCKS5)
        redact_socks5(out, bytes);
    else if (!dialogue_is_binary(message->dialogue))
        redact_text(out, message->dialogue, bytes);
    else if (asks_for_tls(message))
        buf_put(out, bytes);
    else
        buf_str(out, DIALOGUE_OMITTED);
}

/* --- what is heard ------------------------------------------------------------------------- */

static bool is_at(struct span text, struct span part)
{
    return part.n > 0 && span_starts(text, part);
}

/* Both are looked for as HTTP has them (RFC 7617 2), and the password as it is. */
void dialogue_mask(struct buf *out, struct span heard, const struct proxy *proxy)
{
    struct span password = span_str(proxy->password);
    struct buf pair, basic;

    buf_init(&pair, sizeof proxy->user + sizeof proxy->password);
    buf_init(&basic, 2 * pair.cap);
    buf_printf(&pair, "%s:%s", proxy->user, proxy->password);
    if (pair.n > 1)
        b64_encode(&basic, buf_span(&pair), 0);
    if (password.n < MASK_LEAST)
        password = (struct span){0};
    while (heard.n > 0) {
        size_t n = is_at(heard, buf_span(&basic)) ? basic.n
                   : is_at(heard, password)       ? password.n
                                                  : 0;
        if (n > 0)
            buf_str(out, DIALOGUE_HIDDEN);
        else
            buf_u8(out, heard.p[0]);
        heard = span_tail(heard, n > 0 ? n : 1);
    }
    buf_wipe(&basic);
    buf_wipe(&pair);
}
