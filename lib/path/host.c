/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads reference identities: what the user wants a certificate to match (RFC 9525 6.2). */
#include "config.h"

#include "lib/path/host.h"

#include <idn2.h>

#include "lib/base/utf8.h"
#include "lib/base/nametext.h"

/* The longest name in U-form: 253 characters of four bytes. */
enum { U_FORM_MAX = 4 * DNS_NAME_MAX };

/* No byte beyond ASCII. */
static bool is_ascii(struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= 0x80)
            return false;
    }
    return true;
}

/* Valid UTF-8 from end to end. */
static bool is_utf8(struct span text)
{
    uint32_t c;

    while (text.n > 0) {
        if (!utf8_next(&c, &text))
            return false;
    }
    return true;
}

/* Whether the last label is a number.  URL parsers read such a name as an IPv4 address, in any
 * base, so it is not accepted as a DNS name. */
static bool ends_in_number(struct span text)
{
    bool digits = true, hex;
    size_t i = text.n;

    while (i > 0 && text.p[i - 1] != '.')
        i--;
    text = span_of(text.p + i, text.n - i);
    hex = text.n >= 2 && text.p[0] == '0' && span_lower(text.p[1]) == 'x';
    for (i = 0; i < text.n; i++) {
        uint8_t c = span_lower(text.p[i]);
        digits &= c >= '0' && c <= '9';
        hex &= i < 2 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    return digits || hex;
}

/* Checks a DNS name in ASCII and writes it in lower case. */
static enum err dns_ascii(uint8_t out[HOST_DNS_SIZE], size_t *out_n, struct span text)
{
    /* RFC 9525 6.3: the trailing dot of an absolute name is not part of the reference identity. */
    if (text.n > 1 && text.p[text.n - 1] == '.')
        text.n--;
    if (span_find(text, '*') < text.n)
        return ERR_HOST_WILDCARD;
    if (!nametext_dns_comparable(text) || ends_in_number(text))
        return ERR_HOST_FORM;
    for (size_t i = 0; i < text.n; i++)
        out[i] = span_lower(text.p[i]);
    *out_n = text.n;
    return ERR_OK;
}

/* A name with other characters: mapping by UTS 46, then IDNA 2008 lookup (RFC 5891 5). */
static enum err dns_idn(uint8_t out[HOST_DNS_SIZE], size_t *out_n, struct span bytes)
{
    char text[U_FORM_MAX + 1], *ascii;

    if (bytes.n > U_FORM_MAX)
        return ERR_HOST_FORM;
    /* libidn2 reads C strings and checks that they are UTF-8. */
    if (span_find(bytes, 0) < bytes.n)
        return ERR_HOST_IDN;
    memcpy(text, bytes.p, bytes.n);
    text[bytes.n] = 0;
    int rc = idn2_to_ascii_8z(text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (rc == IDN2_MALLOC)
        return ERR_MEMORY;
    if (rc != IDN2_OK)
        return ERR_HOST_IDN;
    enum err err = dns_ascii(out, out_n, span_str(ascii));
    idn2_free(ascii);
    return err;
}

enum err host_dns(uint8_t out[HOST_DNS_SIZE], size_t *out_n, struct span text)
{
    if (text.n == 0)
        return ERR_HOST_EMPTY;
    if (span_find(text, '*') < text.n)
        return ERR_HOST_WILDCARD;
    /* A name in A-form is used as it is.  Whether its labels decode matters only for showing it,
     * and names from older or looser registries must work as well. */
    return is_ascii(text) ? dns_ascii(out, out_n, text) : dns_idn(out, out_n, text);
}

static enum err parse_dns(struct reference_id *id, struct span text)
{
    id->kind = HOST_DNS;
    return host_dns(id->name, &id->name_n, text);
}

/* An address in brackets must be IPv6.  The number of bytes, 4 or 16, gives the family. */
static bool parse_ip(struct reference_id *id, struct span text)
{
    id->kind = HOST_IP;
    if (text.n >= 2 && text.p[0] == '[' && text.p[text.n - 1] == ']') {
        id->name_n = nametext_ip(id->name, span_of(text.p + 1, text.n - 2));
        return id->name_n == 16;
    }
    id->name_n = nametext_ip(id->name, text);
    return id->name_n != 0;
}

/* Appends to id->name; false if it does not fit. */
static bool add(struct reference_id *id, struct span text)
{
    if (text.n > sizeof id->name - id->name_n)
        return false;
    if (text.n > 0)
        memcpy(id->name + id->name_n, text.p, text.n);
    id->name_n += text.n;
    return true;
}

/* Appends a DNS name in A-form. */
static enum err add_dns(struct reference_id *id, struct span text)
{
    uint8_t dns[HOST_DNS_SIZE];
    size_t n = 0;

    TRY(host_dns(dns, &n, text));
    return add(id, span_of(dns, n)) ? ERR_OK : ERR_HOST_FORM;
}

/* RFC 6531 3.3 allows UTF-8 in the atoms of a local part.  The syntax is checked with a letter in
 * place of every byte beyond ASCII. */
static bool is_local_part(struct span bytes)
{
    uint8_t text[HOST_TEXT_SIZE];
    struct span local, domain;
    struct span tail = SPAN_LIT("@example.com");

    if (bytes.n + tail.n > sizeof text || !is_utf8(bytes))
        return false;
    for (size_t i = 0; i < bytes.n; i++)
        text[i] = bytes.p[i] >= 0x80 ? 'u' : bytes.p[i];
    memcpy(text + bytes.n, tail.p, tail.n);
    return nametext_mailbox(span_of(text, bytes.n + tail.n), &local, &domain) && local.n == bytes.n;
}

/* Splits at the last "@", because a quoted local part may contain one.  The domain is a DNS name or
 * an address literal in brackets (RFC 5321 4.1.3). */
static enum err parse_email(struct reference_id *id, struct span text)
{
    size_t at = text.n;

    id->kind = HOST_EMAIL;
    while (at > 0 && text.p[at - 1] != '@')
        at--;
    struct span local = span_of(text.p, at - 1), domain = span_of(text.p + at, text.n - at);
    if (!is_local_part(local) || !add(id, local) || !add(id, SPAN_LIT("@")))
        return ERR_HOST_FORM;
    if (domain.n == 0 || domain.p[0] != '[')
        return domain.n == 0 ? ERR_HOST_FORM : add_dns(id, domain);
    return nametext_domain(domain) && add(id, domain) ? ERR_OK : ERR_HOST_FORM;
}

/* The host of a URI whose scheme ends at `colon`, before any check of its form: it may be an IDN
 * (RFC 3987 3.1). */
static struct span raw_host(struct span text, size_t colon)
{
    size_t begin = colon + 3, end = begin, i;

    while (end < text.n && text.p[end] != '/' && text.p[end] != '?' && text.p[end] != '#')
        end++;
    for (i = begin; i < end; i++) {
        if (text.p[i] == '@')
            begin = i + 1;
    }
    for (i = begin; i < end && text.p[i] != ':'; i++)
        ;
    return span_of(text.p + begin, i - begin);
}

/* Stores the URI with its host in A-form, and the host by itself in lower case. */
static enum err parse_uri(struct reference_id *id, struct span text)
{
    struct nametext_uri u;
    struct span host = raw_host(text, span_find(text, ':'));

    id->kind = HOST_URI;
    /* An IDN host is replaced by its A-form before the URI is parsed. */
    if (host.n > 0 && !is_ascii(host)) {
        size_t before = (size_t)(host.p - text.p);
        if (!add(id, span_head(text, before)))
            return ERR_HOST_FORM;
        TRY(add_dns(id, host));
        if (!add(id, span_tail(text, before + host.n)))
            return ERR_HOST_FORM;
    } else if (!add(id, text)) {
        return ERR_HOST_FORM;
    }
    if (!nametext_uri(span_of(id->name, id->name_n), &u) || u.host_kind == URI_HOST_NAMELESS ||
        u.host.n > sizeof id->uri_host)
        return ERR_HOST_FORM;
    for (size_t i = 0; i < u.host.n; i++)
        id->uri_host[i] = span_lower(u.host.p[i]);
    id->uri_host_n = u.host.n;
    return ERR_OK;
}

/* Keeps the text for messages.  A text that is too long is cut between two characters. */
static void keep_text(struct reference_id *id, struct span text)
{
    size_t n = text.n < HOST_TEXT_SIZE ? text.n : HOST_TEXT_SIZE - 1;

    while (n < text.n && n > 0 && (text.p[n] & 0xc0) == 0x80)
        n--;
    memcpy(id->text, text.p, n);
}

/* Whether the text is a host with a port: a name, an IPv4 address or one in brackets, then a colon
 * and a number. */
static bool has_port(struct span text)
{
    size_t i = text.n;

    while (i > 0 && text.p[i - 1] >= '0' && text.p[i - 1] <= '9')
        i--;
    if (i == text.n || i < 2 || text.p[i - 1] != ':')
        return false;
    return text.p[i - 2] == ']' || span_find(span_head(text, i - 1), ':') == i - 1;
}

/* Decides the kind by the first mark that only this kind has: "://", then "@", then an address. */
static enum err parse_any(struct reference_id *id, struct span text)
{
    if (text.n == 0)
        return ERR_HOST_EMPTY;
    size_t colon = span_find(text, ':');
    if (span_starts(span_tail(text, colon), SPAN_LIT("://")))
        return parse_uri(id, text);
    if (span_find(text, '@') < text.n)
        return parse_email(id, text);
    /* Before has_port: an IPv6 address without brackets also ends in a colon and digits. */
    if (parse_ip(id, text))
        return ERR_OK;
    if (has_port(text))
        return ERR_HOST_PORT;
    /* What still has a colon was meant as an IPv6 address. */
    return colon < text.n || text.p[0] == '[' ? ERR_HOST_FORM : parse_dns(id, text);
}

enum err host_parse(struct reference_id *out, const char *text)
{
    struct reference_id h = {0};
    struct span s = span_str(text);

    /* Kept for messages, also if it is malformed. */
    keep_text(&h, s);
    enum err err = parse_any(&h, s);
    if (err != ERR_OK)
        h.kind = HOST_NONE;
    *out = h;
    return err;
}
