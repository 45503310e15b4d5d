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

/* strchr finds the terminator too, which is no member of a set of characters. */
static bool is_one_of(uint8_t c, const char *set)
{
    return c != 0 && strchr(set, c) != NULL;
}

/* What the labels of a name are made of. */
struct labels {
    bool bad;        /* another character, a label's length, the whole length */
    bool hyphen_end; /* a label starts or ends with a hyphen */
    bool underscore;
    bool last_numeric;
};

static struct labels labels_look(struct span s)
{
    struct labels l = {.bad = s.n == 0 || s.n > DNS_NAME_MAX};
    size_t len = 0;
    bool numeric = true;

    for (size_t i = 0; i <= s.n; i++) {
        uint8_t c = i < s.n ? s.p[i] : '.';
        if (c == '.') {
            l.bad |= len == 0 || len > DNS_LABEL_MAX;
            l.hyphen_end |= len > 0 && (s.p[i - 1] == '-' || s.p[i - len] == '-');
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

enum err nametext_dns(struct span s)
{
    struct labels l = labels_look(s);

    if (l.bad)
        return ERR_NAME_DNS;
    if (l.hyphen_end)
        return ERR_NAME_DNS_HYPHEN;
    if (l.underscore)
        return ERR_NAME_DNS_UNDERSCORE;
    /* RFC 1123 2.1: the highest-level label is not numeric, unlike an address's last part. */
    return l.last_numeric ? ERR_NAME_DNS_NUMERIC : ERR_OK;
}

bool nametext_dns_comparable(struct span s)
{
    return !labels_look(s).bad;
}

static size_t parse_ip4(uint8_t out[4], struct span s)
{
    for (size_t part = 0; part < 4; part++) {
        size_t n = span_find(s, '.');
        unsigned v = 0;
        /* A leading zero would be octal to some and decimal to others. */
        if (n == 0 || n > 3 || (s.p[0] == '0' && n > 1) || (n == s.n) != (part == 3))
            return 0;
        for (size_t i = 0; i < n; i++) {
            if (!is_digit(s.p[i]))
                return 0;
            v = v * 10 + (unsigned)(s.p[i] - '0');
        }
        if (v > 255)
            return 0;
        out[part] = (uint8_t)v;
        s = span_tail(s, n + 1);
    }
    return 4;
}

static bool hex_group(struct span s, unsigned *out)
{
    *out = 0;
    if (s.n == 0 || s.n > 4)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = span_lower(s.p[i]);
        if (!is_digit(c) && (c < 'a' || c > 'f'))
            return false;
        *out = *out << 4 | (unsigned)(is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return true;
}

static size_t parse_ip6(uint8_t out[16], struct span s)
{
    size_t n = 0, gap = SIZE_MAX;

    if (span_starts(s, SPAN_LIT("::"))) {
        gap = 0;
        s = span_tail(s, 2);
    }
    while (s.n > 0) {
        size_t len = span_find(s, ':');
        unsigned group;
        if (len == s.n && n <= 12 && span_find(s, '.') < s.n) {
            /* RFC 4291 2.2 (3): the last 32 bits as an IPv4 address. */
            if (parse_ip4(out + n, s) == 0)
                return 0;
            n += 4;
            break;
        }
        if (n == 16 || !hex_group(span_head(s, len), &group))
            return 0;
        out[n++] = (uint8_t)(group >> 8);
        out[n++] = (uint8_t)group;
        if (len == s.n)
            break;
        s = span_tail(s, len + 1);
        if (s.n == 0)
            return 0; /* a single colon at the end */
        if (s.p[0] == ':') {
            if (gap != SIZE_MAX)
                return 0;
            gap = n;
            s = span_tail(s, 1);
        }
    }
    /* "::" stands for one group of zeros or more. */
    if (gap == SIZE_MAX ? n != 16 : n > 14)
        return 0;
    if (gap != SIZE_MAX) {
        memmove(out + 16 - (n - gap), out + gap, n - gap);
        memset(out + gap, 0, 16 - n);
    }
    return 16;
}

size_t nametext_ip(uint8_t out[16], struct span s)
{
    return span_find(s, ':') < s.n ? parse_ip6(out, s) : parse_ip4(out, s);
}

/* RFC 5321 4.1.2: Dot-string, atoms joined by single dots. */
static bool is_dot_string(struct span s)
{
    bool after_dot = true;

    for (size_t i = 0; i < s.n; i++) {
        bool dot = s.p[i] == '.';
        if (dot ? after_dot : !is_alnum(s.p[i]) && !is_one_of(s.p[i], "!#$%&'*+-/=?^_`{|}~"))
            return false;
        after_dot = dot;
    }
    return !after_dot;
}

/* The length of the Quoted-string that s begins with, or 0. */
static size_t quoted_string(struct span s)
{
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '"')
            return i + 1;
        if (s.p[i] == '\\')
            i++;
        if (i == s.n || s.p[i] < 0x20 || s.p[i] > 0x7e)
            return 0;
    }
    return 0;
}

bool nametext_domain(struct span s)
{
    uint8_t ip[16];

    if (s.n < 3 || s.p[0] != '[' || s.p[s.n - 1] != ']')
        return nametext_dns_comparable(s);
    struct span inner = span_of(s.p + 1, s.n - 2);
    struct span tag = SPAN_LIT("IPv6:");
    if (inner.n > tag.n && span_ieq(span_head(inner, tag.n), tag))
        return nametext_ip(ip, span_tail(inner, tag.n)) == 16;
    return nametext_ip(ip, inner) == 4;
}

bool nametext_mailbox(struct span s, struct span *local, struct span *domain)
{
    bool quoted = s.n > 0 && s.p[0] == '"';
    size_t n = quoted ? quoted_string(s) : span_find(s, '@');

    if (n == 0 || n >= s.n || s.p[n] != '@')
        return false;
    *local = span_head(s, n);
    *domain = span_tail(s, n + 1);
    return (quoted || is_dot_string(*local)) && nametext_domain(*domain);
}

/* The characters of RFC 3986 2, with "%" only in front of two hexadecimal digits. */
static bool is_uri_text(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned octet;
        if (s.p[i] == '%') {
            if (s.n - i < 3 || !hex_group(span_of(s.p + i + 1, 2), &octet))
                return false;
            i += 2;
        } else if (!is_alnum(s.p[i]) && !is_one_of(s.p[i], "-._~:/?#[]@!$&'()*+,;=")) {
            return false;
        }
    }
    return true;
}

static bool is_port(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (i == 0 ? s.p[i] != ':' : !is_digit(s.p[i]))
            return false;
    }
    return true;
}

/* Takes "[userinfo@]host[:port]" apart (RFC 3986 3.2); after_host ends up behind the host. */
static bool split_authority(struct span authority, struct nametext_uri *u)
{
    uint8_t ip[16];
    size_t n;

    /* Userinfo holds no "@" of its own: where there are two, readers disagree on the host. */
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
    u->host = span_of(authority.p, n);
    struct span port = span_tail(authority, bracket ? n + 1 : n);
    if (!is_port(port))
        return false;
    size_t ip_n = nametext_ip(ip, u->host);
    u->host_kind = URI_HOST_NAMELESS;
    if (ip_n == (bracket ? 16 : 4))
        u->host_kind = URI_HOST_IP;
    else if (!bracket && nametext_dns_comparable(u->host))
        u->host_kind = URI_HOST_DNS;
    return true;
}

bool nametext_uri(struct span s, struct nametext_uri *out)
{
    struct nametext_uri u = {0};
    size_t n = span_find(s, ':');

    /* RFC 3986 3.1: ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) */
    u.scheme = span_head(s, n);
    if (n == 0 || n + 1 >= s.n || !is_uri_text(s) || !is_alnum(s.p[0]) || is_digit(s.p[0]))
        return false;
    for (size_t i = 1; i < n; i++) {
        if (!is_alnum(s.p[i]) && !is_one_of(s.p[i], "+-."))
            return false;
    }
    u.before_host = s;
    u.host = u.after_host = span_of(s.p + s.n, 0);
    struct span rest = span_tail(s, n + 1);
    if (span_starts(rest, SPAN_LIT("//"))) {
        size_t end = 2;
        while (end < rest.n && !is_one_of(rest.p[end], "/?#"))
            end++;
        if (!split_authority(span_of(rest.p + 2, end - 2), &u))
            return false;
        u.before_host = span_of(s.p, (size_t)(u.host.p - s.p));
        const uint8_t *behind = u.host.p + u.host.n;
        u.after_host = span_of(behind, (size_t)(s.p + s.n - behind));
    }
    *out = u;
    return true;
}
