/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/host.h"

#include <idn2.h>

#include "lib/base/utf8.h"
#include "lib/base/nametext.h"

/* The longest name in U-form: 253 characters of four bytes. */
enum { U_FORM_MAX = 4 * DNS_NAME_MAX };

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= 0x80)
            return false;
    }
    return true;
}

static bool is_utf8(struct span s)
{
    uint32_t c;

    while (s.n > 0) {
        if (!utf8_next(&c, &s))
            return false;
    }
    return true;
}

/*
 * What a URL reader takes for an IPv4 address, in whatever base, is no DNS name: the last label
 * is a number.
 */
static bool ends_in_number(struct span s)
{
    bool digits = true, hex;
    size_t i = s.n;

    while (i > 0 && s.p[i - 1] != '.')
        i--;
    s = span_of(s.p + i, s.n - i);
    hex = s.n >= 2 && s.p[0] == '0' && span_lower(s.p[1]) == 'x';
    for (i = 0; i < s.n; i++) {
        uint8_t c = span_lower(s.p[i]);
        digits &= c >= '0' && c <= '9';
        hex &= i < 2 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    return digits || hex;
}

static enum err dns_ascii(uint8_t out[HOST_DNS_SIZE], size_t *out_n, struct span s)
{
    /* RFC 9525 6.3: the trailing dot of an absolute name is not part of the reference identity. */
    if (s.n > 1 && s.p[s.n - 1] == '.')
        s.n--;
    if (span_find(s, '*') < s.n)
        return ERR_HOST_WILDCARD;
    if (!nametext_dns_comparable(s) || ends_in_number(s))
        return ERR_HOST_FORM;
    for (size_t i = 0; i < s.n; i++)
        out[i] = span_lower(s.p[i]);
    *out_n = s.n;
    return ERR_OK;
}

/* IDNA 2008 lookup (RFC 5891 5) after the mapping of UTS 46. */
static enum err dns_idn(uint8_t out[HOST_DNS_SIZE], size_t *out_n, struct span s)
{
    char text[U_FORM_MAX + 1], *ascii;

    if (s.n > U_FORM_MAX)
        return ERR_HOST_FORM;
    /* libidn2 takes C strings; that they are UTF-8 it sees for itself. */
    if (span_find(s, 0) < s.n)
        return ERR_HOST_IDN;
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    int rc = idn2_to_ascii_8z(text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (rc == IDN2_MALLOC)
        return ERR_MEMORY;
    if (rc != IDN2_OK)
        return ERR_HOST_IDN;
    enum err err = dns_ascii(out, out_n, span_str(ascii));
    idn2_free(ascii);
    return err;
}

enum err host_dns(uint8_t out[HOST_DNS_SIZE], size_t *out_n, struct span s)
{
    if (s.n == 0)
        return ERR_HOST_EMPTY;
    if (span_find(s, '*') < s.n)
        return ERR_HOST_WILDCARD;
    /* A name in A-form is looked up as it stands: whether its labels decode is for those who show
     * it, and names of older or looser registries are asked for as well. */
    return is_ascii(s) ? dns_ascii(out, out_n, s) : dns_idn(out, out_n, s);
}

static enum err parse_dns(struct reference_id *h, struct span s)
{
    h->kind = HOST_DNS;
    return host_dns(h->name, &h->name_n, s);
}

static bool parse_ip(struct reference_id *h, struct span s)
{
    h->kind = HOST_IP;
    if (s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']') {
        h->name_n = nametext_ip(h->name, span_of(s.p + 1, s.n - 2));
        return h->name_n == 16;
    }
    h->name_n = nametext_ip(h->name, s);
    return h->name_n != 0;
}

/* Appends to h->name; false where it is full. */
static bool add(struct reference_id *h, struct span s)
{
    if (s.n > sizeof h->name - h->name_n)
        return false;
    if (s.n > 0)
        memcpy(h->name + h->name_n, s.p, s.n);
    h->name_n += s.n;
    return true;
}

static enum err add_dns(struct reference_id *h, struct span s)
{
    uint8_t dns[HOST_DNS_SIZE];
    size_t n = 0;

    TRY(host_dns(dns, &n, s));
    return add(h, span_of(dns, n)) ? ERR_OK : ERR_HOST_FORM;
}

/*
 * RFC 6531 3.3 lets UTF-8 into the atoms of a local part.  The syntax is checked with a letter in
 * the place of every byte beyond ASCII.
 */
static bool is_local_part(struct span s)
{
    uint8_t text[HOST_TEXT_SIZE];
    struct span local, domain;
    struct span tail = SPAN_LIT("@example.com");

    if (s.n + tail.n > sizeof text || !is_utf8(s))
        return false;
    for (size_t i = 0; i < s.n; i++)
        text[i] = s.p[i] >= 0x80 ? 'u' : s.p[i];
    memcpy(text + s.n, tail.p, tail.n);
    return nametext_mailbox(span_of(text, s.n + tail.n), &local, &domain) && local.n == s.n;
}

static enum err parse_email(struct reference_id *h, struct span s)
{
    size_t at = s.n;

    h->kind = HOST_EMAIL;
    while (at > 0 && s.p[at - 1] != '@')
        at--;
    struct span local = span_of(s.p, at - 1), domain = span_of(s.p + at, s.n - at);
    if (!is_local_part(local) || !add(h, local) || !add(h, SPAN_LIT("@")))
        return ERR_HOST_FORM;
    if (domain.n == 0 || domain.p[0] != '[')
        return domain.n == 0 ? ERR_HOST_FORM : add_dns(h, domain);
    return nametext_domain(domain) && add(h, domain) ? ERR_OK : ERR_HOST_FORM;
}

/* The host of a URI whose scheme ends at `colon`, IDN or not (RFC 3987 3.1). */
static struct span raw_host(struct span s, size_t colon)
{
    size_t begin = colon + 3, end = begin, i;

    while (end < s.n && s.p[end] != '/' && s.p[end] != '?' && s.p[end] != '#')
        end++;
    for (i = begin; i < end; i++) {
        if (s.p[i] == '@')
            begin = i + 1;
    }
    for (i = begin; i < end && s.p[i] != ':'; i++)
        ;
    return span_of(s.p + begin, i - begin);
}

static enum err parse_uri(struct reference_id *h, struct span s)
{
    struct nametext_uri u;
    struct span host = raw_host(s, span_find(s, ':'));

    h->kind = HOST_URI;
    if (host.n > 0 && !is_ascii(host)) {
        size_t before = (size_t)(host.p - s.p);
        if (!add(h, span_head(s, before)))
            return ERR_HOST_FORM;
        TRY(add_dns(h, host));
        if (!add(h, span_tail(s, before + host.n)))
            return ERR_HOST_FORM;
    } else if (!add(h, s)) {
        return ERR_HOST_FORM;
    }
    if (!nametext_uri(span_of(h->name, h->name_n), &u) || u.host_kind == URI_HOST_NAMELESS ||
        u.host.n > sizeof h->uri_host)
        return ERR_HOST_FORM;
    for (size_t i = 0; i < u.host.n; i++)
        h->uri_host[i] = span_lower(u.host.p[i]);
    h->uri_host_n = u.host.n;
    return ERR_OK;
}

/* Keeps the text for messages; where it is cut, not in the middle of a character. */
static void keep_text(struct reference_id *h, struct span s)
{
    size_t n = s.n < HOST_TEXT_SIZE ? s.n : HOST_TEXT_SIZE - 1;

    while (n < s.n && n > 0 && (s.p[n] & 0xc0) == 0x80)
        n--;
    memcpy(h->text, s.p, n);
}

/* A name, an IPv4 address or one in brackets, a colon, and a number. */
static bool has_port(struct span s)
{
    size_t i = s.n;

    while (i > 0 && s.p[i - 1] >= '0' && s.p[i - 1] <= '9')
        i--;
    if (i == s.n || i < 2 || s.p[i - 1] != ':')
        return false;
    return s.p[i - 2] == ']' || span_find(span_head(s, i - 1), ':') == i - 1;
}

static enum err parse_any(struct reference_id *h, struct span s)
{
    if (s.n == 0)
        return ERR_HOST_EMPTY;
    size_t colon = span_find(s, ':');
    if (span_starts(span_tail(s, colon), SPAN_LIT("://")))
        return parse_uri(h, s);
    if (span_find(s, '@') < s.n)
        return parse_email(h, s);
    if (parse_ip(h, s))
        return ERR_OK;
    if (has_port(s))
        return ERR_HOST_PORT;
    /* A colon is left only in what was to be an IPv6 address. */
    return colon < s.n || s.p[0] == '[' ? ERR_HOST_FORM : parse_dns(h, s);
}

enum err host_parse(struct reference_id *out, const char *text)
{
    struct reference_id h = {0};
    struct span s = span_str(text);

    keep_text(&h, s);
    enum err err = parse_any(&h, s);
    if (err != ERR_OK)
        h.kind = HOST_NONE;
    *out = h;
    return err;
}
