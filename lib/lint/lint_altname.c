/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of subjectAltName and issuerAltName, and of the common name beside them. */
#include "config.h"

#include "lib/lint/lint_check.h"
#include "lib/path/host.h"

struct alt_names alt_names_of(const struct cert *cert, enum ext_id ext)
{
    struct fail f = {0};
    struct der d = der_open(cert->ext[ext].val, &f);

    return (struct alt_names){der_get(&d, DER_SEQUENCE)};
}

bool alt_name_next(struct alt_names *names, struct gname *out)
{
    struct fail f = {0};
    struct der d = der_open(names->rest, &f);

    if (!der_more(&d))
        return false;
    struct tlv name = der_any(&d);
    names->rest = d.rest;
    *out = (struct gname){
        (name.tag & 0xc0) == 0x80 ? (enum gname_kind)(name.tag & 0x1f) : GN_UNREADABLE, name.val};
    return f.err == ERR_OK;
}

/* any_name asks about the names of one kind; GN_COUNT: of all. */
static bool any_name(const struct cert *cert, enum ext_id ext, int kind,
                     bool (*is_bad)(const struct gname *name))
{
    struct alt_names it = alt_names_of(cert, ext);
    struct gname name;

    while (alt_name_next(&it, &name)) {
        if (name.kind != GN_UNREADABLE && (kind == GN_COUNT || (int)name.kind == kind) &&
            is_bad(&name))
            return true;
    }
    return false;
}

static bool is_any(const struct gname *name)
{
    (void)name;
    return true;
}

bool name_kind_there(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, terms->arg, is_any);
}

/* An empty directoryName is a SEQUENCE of nothing. */
static bool is_empty(const struct gname *name)
{
    return name->kind == GN_DIRECTORY ? name_is_empty(name->val) : name->val.n == 0;
}

bool name_empty(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, GN_COUNT, is_empty);
}

bool no_names(const struct cert *cert, const struct lint_terms *terms)
{
    struct alt_names it = alt_names_of(cert, terms->ext);
    struct gname name;

    return !alt_name_next(&it, &name);
}

static bool is_not_ascii(const struct gname *name)
{
    for (size_t i = 0; i < name->val.n; i++) {
        if (name->val.p[i] >= 0x80)
            return true;
    }
    return false;
}

bool name_not_ascii(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, terms->arg, is_not_ascii);
}

static bool is_space(const struct gname *name)
{
    return span_eq(name->val, span_str(" "));
}

bool dns_space(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, GN_DNS, is_space);
}

static bool is_bad_email(const struct gname *name)
{
    return gname_syntax(name) != ERR_OK;
}

bool email_form(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, GN_EMAIL, is_bad_email);
}

/* The length of the scheme of a URI (RFC 3986 3.1); 0: there is none. */
static size_t scheme_of(struct span uri)
{
    size_t colon = span_find(uri, ':');

    if (colon >= uri.n || colon == 0 || span_lower(uri.p[0]) < 'a' || span_lower(uri.p[0]) > 'z')
        return 0;
    for (size_t i = 1; i < colon; i++) {
        uint8_t c = span_lower(uri.p[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))
            return 0;
    }
    return colon;
}

static bool is_relative(const struct gname *name)
{
    return scheme_of(name->val) == 0;
}

bool uri_relative(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, GN_URI, is_relative);
}

/* RFC 5280 4.2.1.6: a scheme and a scheme-specific part. */
static bool is_incomplete(const struct gname *name)
{
    size_t n = scheme_of(name->val);

    return n == 0 || n + 1 == name->val.n;
}

bool uri_no_scheme_part(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, GN_URI, is_incomplete);
}

/* The host of a URI with an authority (RFC 3986 3.2); empty if there is none. */
static struct span host_of(struct span uri)
{
    size_t n = scheme_of(uri);
    struct span rest = span_tail(uri, n == 0 ? uri.n : n + 1), host;

    if (!span_starts(rest, span_str("//")))
        return (struct span){0};
    host = span_tail(rest, 2);
    for (size_t i = 0; i < host.n; i++) {
        if (memchr("/?#", host.p[i], 3) != NULL)
            host = span_head(host, i);
    }
    if (span_find(host, '@') < host.n)
        host = span_tail(host, span_find(host, '@') + 1);
    if (host.n > 0 && host.p[0] == '[')
        return host;
    return span_head(host, span_find(host, ':'));
}

/* RFC 5280 4.2.1.6: a fully qualified domain name or an IP address. */
static bool has_odd_host(const struct gname *name)
{
    struct span host = host_of(name->val);
    struct gname dns = {.kind = GN_DNS, .val = host};

    if (host.n == 0 || host.p[0] == '[')
        return false;
    return span_find(host, '.') >= host.n || span_find(host, '*') < host.n ||
           gname_syntax(&dns) != ERR_OK;
}

bool uri_host(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, GN_URI, has_odd_host);
}

bool no_san_and_no_subject(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return name_is_empty(cert->subject) && cert_ext_state(cert, EXT_SAN) == EXT_ABSENT;
}

bool san_not_critical(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return name_is_empty(cert->subject) && !cert->ext[EXT_SAN].critical;
}

bool san_critical(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return !name_is_empty(cert->subject) && cert->ext[EXT_SAN].critical;
}

/* A common name has an address as RFC 5952 writes it (CA/B BR 7.1.4.3). */
static bool is_address_text(struct span text, struct span ip)
{
    struct buf out;

    buf_init(&out, 64);
    ip_print(&out, ip);
    bool is_same = out.err == ERR_OK && span_eq(buf_span(&out), text);
    buf_free(&out);
    return is_same;
}

/* The common name is a name of subjectAltName, byte for byte or in any case. */
static bool is_in_san(const struct cert *cert, struct span cn, bool exactly)
{
    struct alt_names it = alt_names_of(cert, EXT_SAN);
    struct gname name;

    while (alt_name_next(&it, &name)) {
        if (name.kind == GN_IP && is_address_text(cn, name.val))
            return true;
        if (name.kind != GN_DNS && name.kind != GN_EMAIL)
            continue;
        if (exactly ? span_eq(name.val, cn) : span_ieq(name.val, cn))
            return true;
    }
    return false;
}

static bool cn_is_missing(const struct cert *cert, bool exactly)
{
    struct name_iter it = name_iter_open(cert->subject);
    struct attribute a;

    while (name_next(&it, &a)) {
        if (a.type == OID_AT_CN && !is_in_san(cert, a.value, exactly))
            return true;
    }
    return false;
}

bool cn_not_in_san(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cn_is_missing(cert, false);
}

bool cn_not_exactly_in_san(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cn_is_missing(cert, true);
}

static size_t count_cns(const struct cert *cert)
{
    struct name_iter it = name_iter_open(cert->subject);
    struct attribute a;
    size_t n = 0;

    while (name_next(&it, &a))
        n += a.type == OID_AT_CN;
    return n;
}

bool cn_there(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return count_cns(cert) > 0;
}

bool several_cns(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return count_cns(cert) > 1;
}

/* IANA's special-purpose registries (RFC 6890 2.2). */
static bool is_reserved(const struct gname *name)
{
    static const struct {
        uint8_t bits, bytes[4];
    } nets[] = {{8, {0}},         {8, {10}},       {10, {100, 64}},      {8, {127}},
                {16, {169, 254}}, {12, {172, 16}}, {24, {192, 0, 0}},    {24, {192, 0, 2}},
                {16, {192, 168}}, {15, {198, 18}}, {24, {198, 51, 100}}, {24, {203, 0, 113}},
                {4, {224}},       {4, {240}}};
    const struct span ip = name->val;

    if (ip.n == 16)
        return (ip.p[0] & 0xfe) == 0xfc || (ip.p[0] == 0xfe && (ip.p[1] & 0xc0) == 0x80) ||
               ip.p[0] == 0xff || span_starts(ip, span_of("\x20\x01\x0d\xb8", 4)) ||
               span_starts(ip, span_of("\0\0\0\0\0\0\0\0", 8));
    for (size_t i = 0; ip.n == 4 && i < sizeof nets / sizeof nets[0]; i++) {
        uint32_t a = 0, net = 0;
        for (size_t j = 0; j < 4; j++) {
            a = a << 8 | ip.p[j];
            net = net << 8 | nets[i].bytes[j];
        }
        if ((a ^ net) >> (32 - nets[i].bits) == 0)
            return true;
    }
    return false;
}

bool ip_reserved(const struct cert *cert, const struct lint_terms *terms)
{
    return any_name(cert, terms->ext, GN_IP, is_reserved);
}
