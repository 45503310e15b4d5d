/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/connect_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cli/values.h"
#include "lib/tls/tls.h"

#define AT(member) .offset = offsetof(struct connect_options, member)

enum {
    TIMEOUT_DEFAULT = 10,
    TIMEOUT_MOST = 24 * 60 * 60,
    HTTPS_PORT = 443,
    ALPN_NAME_MAX = 255,
    ALPN_LIST_MAX = 1 << 12,
};

static enum err parse_starttls(void *field, struct arena *arena, const char *text)
{
    static const char *const at_once[] = {"https", "smtps", "submissions", "imaps", "pop3s",
                                          "ftps",  "nntps", "ldaps",       "ircs",  "xmpps"};
    enum starttls found = STARTTLS_NONE;

    (void)arena;
    for (size_t i = 0; i < sizeof at_once / sizeof at_once[0]; i++) {
        if (strcmp(at_once[i], text) == 0)
            return ERR_NET_STARTTLS_AT_ONCE;
    }
    if (strcmp(text, "none") != 0 && !starttls_find(&found, span_str(text)))
        return ERR_NET_STARTTLS_NAME;
    *(int *)field = (int)found;
    return ERR_OK;
}

static enum err parse_proxy(void *field, struct arena *arena, const char *text)
{
    (void)arena;
    return proxy_parse(field, span_str(text));
}

/* SECONDS, with a fraction or without. */
enum err connect_options_timeout(void *field, struct arena *arena, const char *text)
{
    size_t whole = strspn(text, "0123456789");
    size_t part = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    double seconds = whole > 0 && whole < 7 && part < 7 ? strtod(text, NULL) : 0;

    (void)arena;
    if (text[whole + part + (part > 0)] != '\0' || seconds <= 0 || seconds > TIMEOUT_MOST)
        return ERR_TIMEOUT_TEXT;
    *(uint64_t *)field = (uint64_t)(seconds * 1e6);
    return ERR_OK;
}

const struct opt connect_group[] = {
    {.kind = OPT_GROUP, .help = "Connecting"},
    {.kind = OPT_STRING,
     .name = "connect",
     .arg = "ADDR[:PORT]",
     AT(connect),
     .help = "Connect to this address or host instead. The name of HOST is still sent and "
             "checked."},
    {.kind = OPT_SET,
     .name = "ipv4",
     .letter = '4',
     AT(family),
     .number = NET_IPV4,
     .help = "Use only IPv4 addresses."},
    {.kind = OPT_SET,
     .name = "ipv6",
     .letter = '6',
     AT(family),
     .number = NET_IPV6,
     .help = "Use only IPv6 addresses."},
    {.kind = OPT_PARSE,
     .name = "starttls",
     .arg = "PROTO",
     AT(starttls),
     .value = values_starttls,
     .parse = parse_starttls,
     .help = "Start with this protocol and ask it for TLS: smtp, lmtp, imap, pop3, ftp, nntp, "
             "xmpp, xmpp-server, ldap, sieve, postgres, mysql or irc. The default port is then "
             "that of the protocol."},
    {.kind = OPT_PARSE,
     .name = "proxy",
     .arg = "URL",
     AT(proxy),
     .parse = parse_proxy,
     .help =
         "Connect through this proxy, http://[USER:PASSWORD@]HOST:PORT or socks5://..., instead "
         "of the one that https_proxy or all_proxy names. The proxy resolves the host's name."},
    {.kind = OPT_PARSE,
     .name = "timeout",
     .arg = "SECONDS",
     AT(timeout_us),
     .parse = connect_options_timeout,
     .help = "Time limit per operand in seconds (default 10)."},
    {.kind = OPT_STRING,
     .name = "sni",
     .arg = "NAME",
     AT(sni),
     .help = "Send this server name instead of the host's. The certificate is still checked for "
             "the host's name."},
    {.kind = OPT_FLAG,
     .name = "no-sni",
     AT(no_sni),
     .help = "Send no server name. For an IP address none is ever sent."},

    {.kind = OPT_GROUP, .help = "What is offered"},
    {.kind = OPT_STRING,
     .name = "tls",
     .arg = "VERSIONS",
     AT(tls),
     .value = values_tls,
     .has_commas = true,
     .help = "Versions of TLS: 1.2, 1.3, or 1.2,1.3 (the default)."},
    {.kind = OPT_STRING,
     .name = "suites",
     .arg = "LIST",
     AT(suites),
     .value = values_suites,
     .has_commas = true,
     .help = "Cipher suites in order of preference, separated by commas: IANA or OpenSSL names, "
             "numbers (0x1301), or the sets modern, compatible, all and default; a leading dash "
             "removes an item. Versions left without a suite are not offered."},
    {.kind = OPT_STRING,
     .name = "groups",
     .arg = "LIST",
     AT(groups),
     .value = values_groups,
     .has_commas = true,
     .help = "Groups for the key exchange, in the same form (default x25519,secp256r1,secp384r1). "
             "The first one gets a key share."},
    {.kind = OPT_STRING,
     .name = "sigalgs",
     .arg = "LIST",
     AT(sigalgs),
     .value = values_sigalgs,
     .has_commas = true,
     .help = "Signature schemes, in the same form."},
    {.kind = OPT_STRING,
     .name = "alpn",
     .arg = "LIST",
     AT(alpn),
     .help = "Application protocols in order of preference, separated by commas. An empty LIST "
             "offers none."},
    {.kind = OPT_END},
};

/* next_item cuts the first item off a list that commas or blanks part. */
static bool next_item(struct span *list, struct span *out)
{
    size_t n = 0;

    while (list->n > 0 && (list->p[0] == ',' || list->p[0] == ' '))
        *list = span_tail(*list, 1);
    while (n < list->n && list->p[n] != ',' && list->p[n] != ' ')
        n++;
    *out = span_head(*list, n);
    *list = span_tail(*list, n);
    return out->n > 0;
}

static int read_versions(struct connect_setup *setup, struct run *run, const char *text)
{
    struct span list = span_str(text), item;
    bool has_12 = false, has_13 = false;

    while (next_item(&list, &item)) {
        bool is_12 = span_eq(item, SPAN_LIT("1.2")), is_13 = span_eq(item, SPAN_LIT("1.3"));

        if (!is_12 && !is_13)
            return cmd_wrong(run, "--tls: '%.*s' is none of 1.2, 1.3", (int)item.n,
                             (const char *)item.p);
        has_12 = has_12 || is_12;
        has_13 = has_13 || is_13;
    }
    if (!has_12 && !has_13)
        return cmd_wrong(run, "--tls: %s", err_text(ERR_TLS_OFFER_EMPTY));
    setup->min_version = has_12 ? TLS_1_2 : TLS_1_3;
    setup->max_version = has_13 ? TLS_1_3 : TLS_1_2;
    return EXIT_OK;
}

/* The words for sets that lists may hold, and names that may have been meant. */
static void near_sets(struct suggest *near)
{
    static const char *const sets[] = {"modern", "compatible", "all", "default"};

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        suggest_try(near, sets[i]);
}

static void near_suites(struct suggest *near)
{
    const struct suite *s = NULL;

    for (size_t i = 0; (s = suite_at(i)) != NULL; i++) {
        suggest_try(near, s->name);
        if (s->openssl[0] != '\0')
            suggest_try(near, s->openssl);
    }
}

static void near_groups(struct suggest *near)
{
    const struct group *g = NULL;

    for (size_t i = 0; (g = group_at(i)) != NULL; i++)
        suggest_try(near, g->name);
}

static void near_schemes(struct suggest *near)
{
    const struct scheme *s = NULL;

    for (size_t i = 0; (s = scheme_at(i)) != NULL; i++)
        suggest_try(near, s->name);
}

/* read_numbers reads one of the three lists; nothing where the option is not given. */
static int read_numbers(struct numbers *out, struct run *run, const char *option, const char *text,
                        enum err (*read)(struct numbers *out, struct span text, struct span *at),
                        void (*near_names)(struct suggest *near))
{
    struct span at = {0};
    struct suggest near = {0};
    enum err e = text == NULL ? ERR_OK : read(out, span_str(text), &at);

    if (e == ERR_OK)
        return EXIT_OK;
    if (at.n == 0)
        return cmd_wrong(run, "--%s: %s", option, err_text(e));
    near.to = at.p[0] == '-' ? span_tail(at, 1) : at;
    near_sets(&near);
    near_names(&near);
    if (e == ERR_TLS_NOT_SUPPORTED || near.best == NULL)
        return cmd_wrong(run, "--%s: %s: %.*s", option, err_text(e), (int)at.n, (const char *)at.p);
    return cmd_wrong(run, "--%s: %s: %.*s; did you mean %s?", option, err_text(e), (int)at.n,
                     (const char *)at.p, near.best);
}

/* fit_suites leaves out the suites of versions that are not offered, and, where --tls does not
 * insist, the versions that no suite is there for.  Numbers that nobody knows stay. */
static int fit_suites(struct connect_setup *setup, struct run *run,
                      const struct connect_options *options)
{
    struct numbers all = setup->suites;
    bool has_12 = false, has_13 = false, has_unknown = false;

    for (size_t i = 0; i < all.num; i++) {
        const struct suite *s = suite_find(all.v[i]);

        has_unknown = has_unknown || s == NULL;
        has_13 = has_13 || (s != NULL && suite_is_13(s));
        has_12 = has_12 || (s != NULL && !suite_is_13(s) && s->status != STATUS_SIGNAL);
    }
    if (options->tls == NULL && !has_unknown && has_12 != has_13) {
        setup->min_version = has_12 ? TLS_1_2 : TLS_1_3;
        setup->max_version = has_13 ? TLS_1_3 : TLS_1_2;
    }
    if (!has_unknown &&
        ((setup->min_version == TLS_1_2 && !has_12) || (setup->max_version == TLS_1_3 && !has_13)))
        return cmd_wrong(run, "--suites: no cipher suite is left for TLS %s",
                         setup->min_version == TLS_1_2 && !has_12 ? "1.2" : "1.3");
    setup->suites.num = 0;
    for (size_t i = 0; i < all.num; i++) {
        const struct suite *s = suite_find(all.v[i]);
        bool fits = s == NULL || (suite_is_13(s) ? setup->max_version == TLS_1_3
                                                 : setup->min_version == TLS_1_2);

        if (fits)
            setup->suites.v[setup->suites.num++] = all.v[i];
    }
    return EXIT_OK;
}

/* read_alpn makes the wire form: each name with its length in front (RFC 7301 3.1). */
static int read_alpn(struct connect_setup *setup, struct run *run, const char *text)
{
    struct span list = span_str(text), item;
    struct buf wire;
    int code = EXIT_OK;

    buf_init(&wire, ALPN_LIST_MAX);
    while (code == EXIT_OK && next_item(&list, &item)) {
        if (item.n > ALPN_NAME_MAX)
            code =
                cmd_wrong(run, "--alpn: a protocol name can have at most %d bytes", ALPN_NAME_MAX);
        buf_u8(&wire, (uint8_t)item.n);
        buf_put(&wire, item);
    }
    if (code == EXIT_OK && wire.err != ERR_OK)
        code = cmd_wrong(run, "--alpn: %s", err_text(wire.err));
    if (code == EXIT_OK && arena_copy(run->arena, &setup->alpn, buf_span(&wire)) != ERR_OK)
        code = EXIT_FAULT;
    buf_free(&wire);
    return code;
}

static int read_sni(struct connect_setup *setup, struct run *run,
                    const struct connect_options *options)
{
    struct reference_id host;

    if (options->sni == NULL)
        return EXIT_OK;
    enum err e = host_parse(&host, options->sni);

    if (e != ERR_OK)
        return cmd_wrong(run, "--sni: '%s': %s", options->sni, err_text(e));
    /* RFC 6066 3: literal addresses are not permitted. */
    if (host.kind != HOST_DNS)
        return cmd_wrong(run, "--sni: '%s' is not a DNS name", options->sni);
    return arena_copy(run->arena, &setup->sni, span_of(host.name, host.name_n)) == ERR_OK
               ? EXIT_OK
               : EXIT_FAULT;
}

/* read_host makes A-labels of the host of a target. */
static enum err read_host(struct reference_id *out, char name[HOST_DNS_SIZE],
                          const struct target *target)
{
    char bare[sizeof target->host];

    /* The zone says where to go (RFC 4007 11), and is no part of what a certificate is for. */
    snprintf(bare, sizeof bare, "%.*s",
             (int)(target->is_ip ? strcspn(target->host, "%") : sizeof bare), target->host);
    enum err e = host_parse(out, bare);

    if (e == ERR_HOST_FORM || e == ERR_HOST_PORT ||
        (e == ERR_OK && out->kind != HOST_DNS && out->kind != HOST_IP))
        return ERR_NET_HOST;
    if (e != ERR_OK)
        return e;
    if (out->kind == HOST_DNS)
        snprintf(name, HOST_DNS_SIZE, "%.*s", (int)out->name_n, (const char *)out->name);
    else
        snprintf(name, HOST_DNS_SIZE, "%s", target->host);
    return ERR_OK;
}

static int read_connect(struct connect_setup *setup, struct run *run,
                        const struct connect_options *options)
{
    const char *text = options->connect;
    struct reference_id host;
    char name[HOST_DNS_SIZE];

    if (text == NULL)
        return EXIT_OK;
    enum err e = target_parse(&setup->connect, span_str(text));

    if (e == ERR_OK)
        e = read_host(&host, name, &setup->connect);
    if (e != ERR_OK)
        return cmd_wrong(run, "--connect: '%s': %s", text, err_text(e));
    memcpy(setup->connect.host, name, sizeof name);
    return EXIT_OK;
}

/* The proxy of the option, or of https_proxy, or of all_proxy; an empty variable is none. */
static int read_proxy(struct connect_setup *setup, struct run *run,
                      const struct connect_options *options)
{
    static const char *const names[] = {"https_proxy", "all_proxy"};
    const char *no = getenv("no_proxy");

    setup->proxy = options->proxy;
    setup->proxy_is_asked = setup->proxy.kind != PROXY_NONE;
    setup->no_proxy = no == NULL ? (struct span){0} : span_str(no);
    for (size_t i = 0; setup->proxy.kind == PROXY_NONE && i < sizeof names / sizeof names[0]; i++) {
        const char *url = getenv(names[i]);
        enum err e =
            url == NULL || *url == '\0' ? ERR_OK : proxy_parse(&setup->proxy, span_str(url));

        if (e != ERR_OK)
            return cmd_wrong(run, "%s: %s", names[i], err_text(e));
    }
    return EXIT_OK;
}

static int read_lists(struct connect_setup *setup, struct run *run,
                      const struct connect_options *options)
{
    int code =
        read_numbers(&setup->suites, run, "suites", options->suites, names_suites, near_suites);

    if (code == EXIT_OK)
        code =
            read_numbers(&setup->groups, run, "groups", options->groups, names_groups, near_groups);
    if (code == EXIT_OK)
        code = read_numbers(&setup->schemes, run, "sigalgs", options->sigalgs, names_schemes,
                            near_schemes);
    return code == EXIT_OK ? fit_suites(setup, run, options) : code;
}

bool connect_options_is_asked(const struct connect_options *options)
{
    const char *const texts[] = {options->connect, options->sni,     options->tls, options->suites,
                                 options->groups,  options->sigalgs, options->alpn};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i] != NULL)
            return true;
    }
    return options->family != NET_ANY || options->starttls != STARTTLS_NONE ||
           options->proxy.kind != PROXY_NONE || options->timeout_us != 0 || options->no_sni;
}

const char *connect_options_lone(const struct connect_options *options)
{
    return options->connect == NULL ? "" : ": --connect gives the address, and HOST the name";
}

int connect_options_offer(struct connect_setup *out, struct run *run,
                          const struct connect_options *options, const char *alpn)
{
    struct tls_config base = tls_config_default();
    int code = EXIT_OK;

    *out = (struct connect_setup){.family = (enum net_family)options->family,
                                  .starttls = (enum starttls)options->starttls,
                                  .no_sni = options->no_sni,
                                  .min_version = base.min_version,
                                  .max_version = base.max_version,
                                  .suites = base.suites,
                                  .groups = base.groups,
                                  .schemes = base.schemes};
    out->timeout_us =
        options->timeout_us != 0 ? options->timeout_us : UINT64_C(1000000) * TIMEOUT_DEFAULT;
    if (options->tls != NULL)
        code = read_versions(out, run, options->tls);
    if (code == EXIT_OK)
        code = read_lists(out, run, options);
    if (code == EXIT_OK)
        code = read_alpn(out, run, options->alpn != NULL ? options->alpn : alpn);
    return code;
}

int connect_options_make(struct connect_setup *out, struct run *run,
                         const struct connect_options *options, const char *alpn)
{
    if (options->sni != NULL && options->no_sni)
        return cmd_wrong(run, "--sni and --no-sni exclude each other");
    int code = connect_options_offer(out, run, options, alpn);

    if (code == EXIT_OK)
        code = read_sni(out, run, options);
    if (code == EXIT_OK)
        code = read_connect(out, run, options);
    return code == EXIT_OK ? read_proxy(out, run, options) : code;
}

int connect_options_server(const struct connect_setup *setup, struct server *out, struct run *run,
                           const char *operand)
{
    struct target target;
    enum err e = target_parse(&target, span_str(operand));

    *out = (struct server){0};
    if (e == ERR_OK)
        e = read_host(&out->host, out->name, &target);
    if (e != ERR_OK)
        return cmd_wrong(run, "'%s': %s", operand, err_text(e));
    out->port = target.port != 0                   ? target.port
                : setup->starttls == STARTTLS_NONE ? HTTPS_PORT
                                                   : starttls_port(setup->starttls);
    snprintf(out->label, sizeof out->label, strchr(out->name, ':') != NULL ? "[%s]:%u" : "%s:%u",
             out->name, out->port);
    return EXIT_OK;
}
