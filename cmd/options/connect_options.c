/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three names can differ: the one that is verified (HOST, or --host), the one that is sent (--sni),
 * and the one that is connected to (--connect). The options change one each. */
#include "config.h"

#include "cmd/options/connect_options.h"

#include <stdlib.h>
#include <string.h>

#include "app/verify/target_host.h"
#include "cmd/cli/values.h"
#include "lib/tls/tls.h"

#define AT(member) .offset = offsetof(struct connect_options, member)

enum {
    TIMEOUT_DEFAULT = 10,
    TIMEOUT_MOST = 24 * 60 * 60,
};

/* The value of --starttls.  Names of protocols that begin with TLS at once get an error of their
 * own. */
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

const struct opt connect_reach_opts[] = {
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
     .is_private = true,
     .parse = parse_proxy,
     .help =
         "Connect through this proxy, http://[USER:PASSWORD@]HOST:PORT or socks5://..., instead "
         "of the one that https_proxy or all_proxy names. The proxy resolves the host's name."},
    {.kind = OPT_END},
};

const struct opt connect_group[] = {
    {.kind = OPT_GROUP, .help = "Connecting"},
    {.kind = OPT_INCLUDE, .group = connect_reach_opts},
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
    TLS_OPTIONS(struct connect_options, tls,
                "Cipher suites in order of preference, separated by commas: IANA or OpenSSL names, "
                "numbers (0x1301), or the sets modern, compatible, all and default; a leading dash "
                "removes an item. Versions left without a suite are not offered. What tlsbox does "
                "not implement can be offered by hello only, which completes no handshake.",
                "Groups for the key exchange, in the same form (default X25519MLKEM768,"
                "SecP256r1MLKEM768,SecP384r1MLKEM1024,x25519,secp256r1,secp384r1). The first one "
                "gets a key share; if it is a hybrid with ML-KEM, the first one that is none gets "
                "one too. Hybrids are offered only with TLS 1.3.",
                "Application protocols in order of preference, separated by commas. An empty LIST "
                "offers none."),
    {.kind = OPT_END},
};

/* The value of --sni as A-labels. */
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

/* The value of --connect as a target. */
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
        e = target_host(&host, name, &setup->connect);
    if (e != ERR_OK)
        return cmd_wrong(run, "--connect: '%s': %s", text, err_text(e));
    memcpy(setup->connect.host, name, sizeof name);
    return EXIT_OK;
}

/* The proxy of the option, else of https_proxy, else of all_proxy; an empty variable counts as
 * unset. */
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

bool connect_options_is_asked(const struct connect_options *options)
{
    if (options->connect != NULL || options->sni != NULL || tls_options_is_asked(&options->tls))
        return true;
    return options->family != NET_ANY || options->starttls != STARTTLS_NONE ||
           options->proxy.kind != PROXY_NONE || options->timeout_us != 0 || options->no_sni;
}

const char *connect_options_lone(const struct connect_options *options)
{
    return options->connect == NULL ? "" : ": --connect gives the address, and HOST the name";
}

/* Of the options about TLS, tls_options_read comes first, since it sets all of *out. */
int connect_options_make(struct connect_setup *out, struct run *run,
                         const struct connect_options *options, enum offer_limit limit,
                         const char *alpn)
{
    if (options->sni != NULL && options->no_sni)
        return cmd_wrong(run, "--sni and --no-sni exclude each other");
    int code = tls_options_read(out, run, &options->tls, limit, alpn);

    out->family = (enum net_family)options->family;
    out->starttls = (enum starttls)options->starttls;
    out->no_sni = options->no_sni;
    out->timeout_us =
        options->timeout_us != 0 ? options->timeout_us : UINT64_C(1000000) * TIMEOUT_DEFAULT;
    if (code == EXIT_OK)
        code = read_sni(out, run, options);
    if (code == EXIT_OK)
        code = read_connect(out, run, options);
    return code == EXIT_OK ? read_proxy(out, run, options) : code;
}

int connect_options_server(const struct connect_setup *setup, struct server *out, struct run *run,
                           const char *operand)
{
    enum err e = connect_setup_server(out, setup, span_str(operand));

    return e == ERR_OK ? EXIT_OK : cmd_wrong(run, "'%s': %s", operand, err_text(e));
}
