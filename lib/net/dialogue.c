/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and meanings of the messages before TLS, along dialogue.def. */
#include "config.h"

#include "lib/net/dialogue.h"

#include <uv.h>

#include "lib/base/lookup.h"
#include "lib/base/rd.h"

enum { MYSQL_HEADER = 4, MYSQL_VERSION = 10, LDAP_EXTENDED_RESPONSE = 0x78 };

static const struct {
    const char *name, *title;
} names[DIALOGUE_COUNT] = {
    {"none", "none"},
    {"http-proxy", "HTTP proxy"},
    {"socks5-proxy", "SOCKS5 proxy"},
#define PROTOCOL(ID, name, port, ref, title) {name, title},
#include "lib/net/starttls.def"
#undef PROTOCOL
};

/* A row of dialogue.def: the meaning of messages that begin in one way. */
struct meaning {
    enum dialogue dialogue;
    bool sent, whole;
    uint8_t num_start; /* bytes; some are zero */
    char start[40], label[24], words[88];
};

/* A row of dialogue.def: the first bytes of the two sides. */
struct first_bytes {
    enum dialogue dialogue;
    struct span client, server;
};

#define HARMLESS(ID, start)
#define SIGN(ID, dialogue, client, server)
#define MEANING(ID, dialogue, sent, start, whole, label, words)                      \
    {DIALOGUE_##dialogue, sent,           whole, sizeof(start) - 1, ROW_TEXT(start), \
     ROW_TEXT(label),     ROW_TEXT(words)},
static const struct meaning meanings[] = {
#include "lib/net/dialogue.def"
};
#undef SIGN
#undef MEANING

#define MEANING(ID, dialogue, sent, start, whole, label, words)
#define SIGN(ID, dialogue, client, server) \
    {DIALOGUE_##dialogue, SPAN_INIT(client), SPAN_INIT(server)},
static const struct first_bytes signs[] = {
#include "lib/net/dialogue.def"
};
#undef SIGN
#undef MEANING
#undef HARMLESS

enum dialogue dialogue_of(enum proxy_kind kind)
{
    return kind == PROXY_HTTP     ? DIALOGUE_HTTP
           : kind == PROXY_SOCKS5 ? DIALOGUE_SOCKS5
                                  : DIALOGUE_NONE;
}

enum dialogue dialogue_starttls(enum starttls protocol)
{
    return protocol == STARTTLS_NONE ? DIALOGUE_NONE
                                     : (enum dialogue)(DIALOGUE_SOCKS5 + (int)protocol);
}

const char *dialogue_name(enum dialogue dialogue)
{
    return names[dialogue].name;
}

const char *dialogue_title(enum dialogue dialogue)
{
    return names[dialogue].title;
}

bool dialogue_is_proxy(enum dialogue dialogue)
{
    return dialogue == DIALOGUE_HTTP || dialogue == DIALOGUE_SOCKS5;
}

bool dialogue_is_binary(enum dialogue dialogue)
{
    return dialogue == DIALOGUE_SOCKS5 || dialogue == DIALOGUE_LDAP ||
           dialogue == DIALOGUE_POSTGRES || dialogue == DIALOGUE_MYSQL;
}

/* --- meanings ------------------------------------------------------------------------------ */

/* RFC 1928 4: the target of a CONNECT, after its first three bytes.  A name of our own request has
 * no other characters than a host; that of a capture may have any, so only a host is shown. */
static void put_target(struct buf *out, struct span request)
{
    struct fail fail = {0};
    struct rd rd = rd_init(span_tail(request, 3), &fail);
    uint8_t type = rd_u8(&rd);
    struct span host = type == 3 ? rd_vec8(&rd, 1, 255) : rd_bytes(&rd, type == 1 ? 4 : 16);
    uint16_t port = rd_u16(&rd);

    if (fail.err != ERR_OK || (type != 1 && type != 3 && type != 4)) {
        buf_str(out, " a host");
    } else if (type != 3) {
        char ip[64] = "";
        uv_inet_ntop(host.n == 4 ? AF_INET : AF_INET6, host.p, ip, sizeof ip);
        buf_printf(out, " %s port %u", ip, port);
    } else {
        bool plain = true;
        for (size_t i = 0; i < host.n; i++)
            plain = plain && host.p[i] > ' ' && host.p[i] < 0x7f;
        buf_printf(out, " %.*s port %u", plain ? (int)host.n : 0, (const char *)host.p, port);
    }
}

/* Is it what its dialogue has at this place?  A server of LDAP may have answered something else
 * before, one of MySQL may begin with an error.  Requests are not shown unless they are for TLS. */
static bool is_expected(const struct dialogue_message *message)
{
    struct fail fail = {0};
    struct rd rd = rd_init(message->bytes, &fail);

    if (message->sent)
        return true;
    if (message->dialogue == DIALOGUE_MYSQL)
        return message->bytes.n > MYSQL_HEADER && message->bytes.p[MYSQL_HEADER] == MYSQL_VERSION;
    if (message->dialogue != DIALOGUE_LDAP)
        return true;
    rd_u8(&rd); /* RFC 4511 4.1.1: a SEQUENCE, its length, the number, and the operation */
    uint8_t length = rd_u8(&rd);
    rd_bytes(&rd, length < 0x80 ? 0 : length & 0x7f);
    rd_u8(&rd);
    rd_bytes(&rd, rd_u8(&rd));
    return rd_u8(&rd) == LDAP_EXTENDED_RESPONSE;
}

/* The row whose meaning this message has, or NULL. */
static const struct meaning *meaning_of(const struct dialogue_message *message)
{
    bool is_lines = !dialogue_is_binary(message->dialogue);

    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0] && is_expected(message); i++) {
        const struct meaning *m = &meanings[i];
        bool fits = m->dialogue == message->dialogue || (m->dialogue == DIALOGUE_NONE && is_lines);
        if (fits && m->sent == message->sent &&
            span_starts(message->bytes, span_of(m->start, m->num_start)) &&
            (!m->whole || message->bytes.n == m->num_start))
            return m;
    }
    return NULL;
}

void dialogue_words(struct buf *out, const struct dialogue_message *message)
{
    const struct meaning *m = meaning_of(message);

    if (m == NULL)
        return;
    buf_str(out, m->words);
    if (message->dialogue != DIALOGUE_SOCKS5 || m->whole || message->bytes.p[0] != 5)
        return;
    if (message->sent)
        put_target(out, message->bytes);
    else if (message->bytes.n > 1 && message->bytes.p[1] != 0)
        buf_printf(out, " %u", message->bytes.p[1]);
}

const char *dialogue_label(const struct dialogue_message *message)
{
    const struct meaning *m = meaning_of(message);

    return m == NULL || m->label[0] == '\0' ? NULL : m->label;
}

/* --- captures ------------------------------------------------------------------------------ */

enum dialogue dialogue_guess(struct span client, struct span server)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (span_starts(client, signs[i].client) && span_starts(server, signs[i].server))
            return signs[i].dialogue;
    }
    return DIALOGUE_NONE;
}
