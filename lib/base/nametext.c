/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/nametext.h"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(uint8_t c)
{
    return is_digit(c) || (span_lower(c) >= 'a' && span_lower(c) <= 'z');
}

/* strchr also finds the terminator, which is no member of the set. */
static bool is_one_of(uint8_t c, const char *set)
{
    return c != 0 && strchr(set, c) != NULL;
}

/* What is unusual in the labels of a name. */
struct labels {
    bool bad;        /* another character, a label's length, the whole length */
    bool hyphen_end; /* a label starts or ends with a hyphen */
    bool underscore;
    bool last_numeric;
};

/* One walk over all labels, for both strict and lenient callers.  The end counts as a last dot. */
static struct labels labels_look(struct span text)
{
    struct labels l = {.bad = text.n == 0 || text.n > DNS_NAME_MAX};
    size_t len = 0;
    bool numeric = true;

    for (size_t i = 0; i <= text.n; i++) {
        uint8_t c = i < text.n ? text.p[i] : '.';
        if (c == '.') {
            l.bad |= len == 0 || len > DNS_LABEL_MAX;
            l.hyphen_end |= len > 0 && (text.p[i - 1] == '-' || text.p[i - len] == '-');
            l.last_numeric = numeric;
            len = 0;
            numeric = true;
            continue;
        }
        len++;
        numeric &= is_digit(c);
        l.underscore |= c == '_';
        l.bad |= !is_alnum(c) && c != '-' && c != '_';
    }
    return l;
}

enum err nametext_dns(struct span text)
{
    struct labels l = labels_look(text);

    if (l.bad)
        return ERR_NAME_DNS;
    if (l.hyphen_end)
        return ERR_NAME_DNS_HYPHEN;
    if (l.underscore)
        return ERR_NAME_DNS_UNDERSCORE;
    /* RFC 1123 2.1: the top-level label is not numeric, unlike the last part of an address. */
    return l.last_numeric ? ERR_NAME_DNS_NUMERIC : ERR_OK;
}

bool nametext_dns_comparable(struct span text)
{
    return !labels_look(text).bad;
}

/* Exactly four decimal numbers up to 255 (RFC 3986 3.2.2). */
static size_t parse_ip4(uint8_t out[4], struct span text)
{
    for (size_t part = 0; part < 4; part++) {
        size_t n = span_find(text, '.');
        unsigned v = 0;
        /* A number with a leading zero is octal for some readers and decimal for others. */
        if (n == 0 || n > 3 || (text.p[0] == '0' && n > 1) || (n == text.n) != (part == 3))
            return 0;
        for (size_t i = 0; i < n; i++) {
            if (!is_digit(text.p[i]))
                return 0;
            v = v * 10 + (unsigned)(text.p[i] - '0');
        }
        if (v > 255)
            return 0;
        out[part] = (uint8_t)v;
        text = span_tail(text, n + 1);
    }
    return 4;
}

/* One group of an IPv6 address: one to four hexadecimal digits. */
static bool hex_group(struct span text, unsigned *out)
{
    *out = 0;
    if (text.n == 0 || text.n > 4)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = span_lower(text.p[i]);
        if (!is_digit(c) && (c < 'a' || c > 'f'))
            return false;
        *out = *out << 4 | (unsigned)(is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return true;
}

/* Reads the groups into the front of out and remembers the place of "::" (gap); at the end the
 * groups after the gap move to the back. */
static size_t parse_ip6(uint8_t out[16], struct span text)
{
    size_t n = 0, gap = SIZE_MAX;

    if (span_starts(text, SPAN_LIT("::"))) {
        gap = 0;
        text = span_tail(text, 2);
    }
    while (text.n > 0) {
        size_t len = span_find(text, ':');
        unsigned group;
        if (len == text.n && n <= 12 && span_find(text, '.') < text.n) {
            /* RFC 4291 2.2 (3): the last 32 bits as an IPv4 address. */
            if (parse_ip4(out + n, text) == 0)
                return 0;
            n += 4;
            break;
        }
        if (n == 16 || !hex_group(span_head(text, len), &group))
            return 0;
        out[n++] = (uint8_t)(group >> 8);
        out[n++] = (uint8_t)group;
        if (len == text.n)
            break;
        text = span_tail(text, len + 1);
        if (text.n == 0)
            return 0; /* a single colon at the end */
        if (text.p[0] == ':') {
            if (gap != SIZE_MAX)
                return 0;
            gap = n;
            text = span_tail(text, 1);
        }
    }
    /* "::" means one or more groups of zeros. */
    if (gap == SIZE_MAX ? n != 16 : n > 14)
        return 0;
    if (gap != SIZE_MAX) {
        memmove(out + 16 - (n - gap), out + gap, n - gap);
        memset(out + gap, 0, 16 - n);
    }
    return 16;
}

size_t nametext_ip(uint8_t out[16], struct span text)
{
    return span_find(text, ':') < text.n ? parse_ip6(out, text) : parse_ip4(out, text);
}

/* RFC 5321 4.1.2: Dot-string, atoms joined by single dots. */
static bool is_dot_string(struct span text)
{
    bool after_dot = true;

    for (size_t i = 0; i < text.n; i++) {
        bool dot = text.p[i] == '.';
        if (dot ? after_dot : !is_alnum(text.p[i]) && !is_one_of(text.p[i], "!#$%&'*+-/=?^_`{|}~"))
            return false;
        after_dot = dot;
    }
    return !after_dot;
}

/* The length of the Quoted-string (RFC 5321 4.1.2) at the front of the text, or 0. */
static size_t quoted_string(struct span text)
{
    for (size_t i = 1; i < text.n; i++) {
        if (text.p[i] == '"')
            return i + 1;
        if (text.p[i] == '\\')
            i++;
        if (i == text.n || text.p[i] < 0x20 || text.p[i] > 0x7e)
            return 0;
    }
    return 0;
}

bool nametext_domain(struct span text)
{
    uint8_t ip[16];

    if (text.n < 3 || text.p[0] != '[' || text.p[text.n - 1] != ']')
        return nametext_dns_comparable(text);
    struct span inner = span_of(text.p + 1, text.n - 2);
    struct span tag = SPAN_LIT("IPv6:");
    if (inner.n > tag.n && span_ieq(span_head(inner, tag.n), tag))
        return nametext_ip(ip, span_tail(inner, tag.n)) == 16;
    return nametext_ip(ip, inner) == 4;
}

bool nametext_mailbox(struct span text, struct span *local, struct span *domain)
{
    bool quoted = text.n > 0 && text.p[0] == '"';
    size_t n = quoted ? quoted_string(text) : span_find(text, '@');

    if (n == 0 || n >= text.n || text.p[n] != '@')
        return false;
    *local = span_head(text, n);
    *domain = span_tail(text, n + 1);
    return (quoted || is_dot_string(*local)) && nametext_domain(*domain);
}

/* The characters of RFC 3986 2, with "%" only in front of two hexadecimal digits. */
static bool is_uri_text(struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned octet;
        if (text.p[i] == '%') {
            if (text.n - i < 3 || !hex_group(span_of(text.p + i + 1, 2), &octet))
                return false;
            i += 2;
        } else if (!is_alnum(text.p[i]) && !is_one_of(text.p[i], "-._~:/?#[]@!$&'()*+,;=")) {
            return false;
        }
    }
    return true;
}

/* Empty, or a colon and digits. */
static bool is_port(struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (i == 0 ? text.p[i] != ':' : !is_digit(text.p[i]))
            return false;
    }
    return true;
}

/* Splits "[userinfo@]host[:port]" (RFC 3986 3.2) and sets host and host_kind. */
static bool split_authority(struct span authority, struct nametext_uri *uri)
{
    uint8_t ip[16];
    size_t n;

    /* Userinfo contains no "@": with two of them readers disagree about the host. */
    if (span_find(authority, '@') < authority.n) {
        size_t at = span_find(authority, '@') + 1;
        authority = span_of(authority.p + at, authority.n - at);
        if (span_find(authority, '@') < authority.n)
            return false;
    }
    bool bracket = authority.n > 0 && authority.p[0] == '[';
    if (bracket)
        authority = span_of(authority.p + 1, authority.n - 1);
    n = span_find(authority, bracket ? ']' : ':');
    if (bracket && n == authority.n)
        return false;
    uri->host = span_of(authority.p, n);
    struct span port = span_tail(authority, bracket ? n + 1 : n);
    if (!is_port(port))
        return false;
    size_t ip_n = nametext_ip(ip, uri->host);
    uri->host_kind = URI_HOST_NAMELESS;
    if (ip_n == (bracket ? 16 : 4))
        uri->host_kind = URI_HOST_IP;
    else if (!bracket && nametext_dns_comparable(uri->host))
        uri->host_kind = URI_HOST_DNS;
    return true;
}

bool nametext_uri(struct span text, struct nametext_uri *out)
{
    struct nametext_uri u = {0};
    size_t n = span_find(text, ':');

    /* RFC 3986 3.1: ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) */
    u.scheme = span_head(text, n);
    if (n == 0 || n + 1 >= text.n || !is_uri_text(text) || !is_alnum(text.p[0]) ||
        is_digit(text.p[0]))
        return false;
    for (size_t i = 1; i < n; i++) {
        if (!is_alnum(text.p[i]) && !is_one_of(text.p[i], "+-."))
            return false;
    }
    u.before_host = text;
    u.host = u.after_host = span_of(text.p + text.n, 0);
    struct span rest = span_tail(text, n + 1);
    if (span_starts(rest, SPAN_LIT("//"))) {
        size_t end = 2;
        while (end < rest.n && !is_one_of(rest.p[end], "/?#"))
            end++;
        if (!split_authority(span_of(rest.p + 2, end - 2), &u))
            return false;
        u.before_host = span_of(text.p, (size_t)(u.host.p - text.p));
        const uint8_t *behind = u.host.p + u.host.n;
        u.after_host = span_of(behind, (size_t)(text.p + text.n - behind));
    }
    *out = u;
    return true;
}
