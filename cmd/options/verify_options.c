/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables contain each other: verify_group and verify_peer_group differ in the text about
 * --host, and both include --purpose and verify_rest_group.  Commands whose purpose is fixed
 * include only the last one. */
#include "config.h"

#include "cmd/options/verify_options.h"

#include <stdlib.h>

#include "app/verify/ct_inputs.h"
#include "app/verify/dane_lookup.h"
#include "lib/asn1/oid.h"
#include "lib/base/cal.h"
#include "lib/path/purpose.h"

#define AT(member) .offset = offsetof(struct verify_settings, member)

enum { OID_TEXT_MAX = 256, DEPTH_MOST = 1000, DAYS_MOST = 36500 };

static const char *const revocations[] = {"off", "soft", "hard", NULL};

_Static_assert(REVOCATION_HARD == 2, "names stand in the order of their enum");

enum err verify_options_host(void *field, struct arena *arena, const char *text)
{
    (void)arena;
    return host_parse(field, text);
}

enum err verify_options_time(void *field, struct arena *arena, const char *text)
{
    (void)arena;
    return cal_parse(field, span_str(text));
}

/* Appends the OID of one --policy. */
static enum err parse_policy(void *field, struct arena *arena, const char *text)
{
    struct oid_list *list = field;
    struct buf oid;
    enum err e = ERR_OID_TEXT;

    TRY(ARENA_GROW(arena, list->v, list->num, list->cap));
    buf_init(&oid, OID_TEXT_MAX);
    if (oid_parse(&oid, text) && oid.err == ERR_OK)
        e = arena_copy(arena, &list->v[list->num++], buf_span(&oid));
    buf_free(&oid);
    return e;
}

enum err verify_options_lead(void *field, struct arena *arena, const char *text)
{
    struct lead *w = field;
    size_t digits = strspn(text, "0123456789");
    bool percent = text[digits] == '%';
    int n = digits < 6 ? atoi(text) : DAYS_MOST + 1;

    (void)arena;
    if (digits == 0 || text[digits + percent] != '\0' || n > (percent ? 100 : DAYS_MOST))
        return ERR_WARN_TEXT;
    *w = (struct lead){0};
    if (percent)
        w->percent = n;
    else
        w->seconds = (int64_t)n * 24 * 60 * 60;
    return ERR_OK;
}

/* serve has an option of this name: what it staples. */
static const struct opt ocsp_opts[] = {
    {.kind = OPT_GROUP, .help = "OCSP"},
    {.kind = OPT_LIST,
     .name = "ocsp",
     .arg = "FILE",
     AT(ocsps),
     .complete = COMPLETE_FILE,
     .help = "OCSP responses, DER, base64 or PEM. Can be given several times."},
    {.kind = OPT_END},
};

static const struct opt ct_opts[] = {
    {.kind = OPT_GROUP, .help = "Transparency"},
    {.kind = OPT_STRING,
     .name = "ct-logs",
     .arg = "FILE",
     AT(ct_logs),
     .complete = COMPLETE_FILE,
     .help =
         "Verify the certificate timestamps (SCTs) of the certificate and of the handshake with "
         "the keys in this log list, a JSON file of version 3. A list that is more than 70 days "
         "old at the time of the check is a warning."},
    {.kind = OPT_ENUM,
     .name = "ct-policy",
     .arg = "CLIENT",
     AT(ct_client),
     .names = ct_policy_names,
     .help =
         "Refuse a server's certificate if this client would, with this log list: chrome, apple "
         "or firefox. none (the default) only verifies the timestamps. Needs --ct-logs."},
    {.kind = OPT_LIST,
     .name = "ct-tiles",
     .arg = "DIR|fetch",
     AT(ct_tiles),
     .complete = COMPLETE_FILE,
     .help =
         "Check that a tiled log has the certificate where its timestamp promises it: DIR has the "
         "checkpoint and the tiles of one log, as the log serves them; fetch fetches them from the "
         "logs, with verify and handshake. Can be given several times; the first with a checkpoint "
         "of the log counts. Needs --ct-logs."},
    {.kind = OPT_END},
};

static const struct opt purpose_opts[] = {
    {.kind = OPT_ENUM,
     .name = "purpose",
     .arg = "PURPOSE",
     AT(purpose),
     .names = purpose_names,
     .help = "The intended use of the certificate: server (the default), client, email, code "
             "(signing), or any."},
    {.kind = OPT_INCLUDE, .group = verify_rest_group},
    {.kind = OPT_INCLUDE, .group = ocsp_opts},
    {.kind = OPT_INCLUDE, .group = ct_opts},
    {.kind = OPT_END},
};

const struct opt verify_group[] = {
    {.kind = OPT_GROUP, .help = "What to check for"},
    {.kind = OPT_PARSE,
     .name = "host",
     .arg = "NAME",
     AT(host),
     .parse = verify_options_host,
     .help = "The name that the certificate must be for: a DNS name (an internationalised one in "
             "either form), or an IP address (with --purpose email: an e-mail address or URI). "
             "Without it no name is checked."},
    {.kind = OPT_INCLUDE, .group = purpose_opts},
    {.kind = OPT_END},
};

const struct opt verify_peer_group[] = {
    {.kind = OPT_GROUP, .help = "What to check for"},
    {.kind = OPT_PARSE,
     .name = "host",
     .arg = "NAME",
     AT(host),
     .parse = verify_options_host,
     .help = "Check the server's certificate for this name instead of the one that the client "
             "used: a DNS name (an internationalised one in either form), or an IP address."},
    {.kind = OPT_INCLUDE, .group = purpose_opts},
    {.kind = OPT_END},
};

#define DANE_HELP                                                                                 \
    "Judge by TLSA records (RFC 6698): one in the form \"3 1 1 0123...\", or those of a file "    \
    "with "                                                                                       \
    "a line for each, as in a zone. One that is fulfilled is enough; if none is, the verdict is " \
    "dane-mismatch. Can be given several times."

const struct opt verify_records_group[] = {
    {.kind = OPT_GROUP, .help = "DANE"},
    {.kind = OPT_LIST,
     .name = "dane",
     .arg = "RECORD|FILE",
     AT(dane),
     .complete = COMPLETE_FILE,
     .help = DANE_HELP},
    {.kind = OPT_END},
};

const struct opt verify_dns_group[] = {
    {.kind = OPT_GROUP, .help = "DANE"},
    {.kind = OPT_LIST,
     .name = "dane",
     .arg = "RECORD|FILE|dns",
     AT(dane),
     .complete = COMPLETE_FILE,
     .help = DANE_HELP " dns looks up those of the service, which for verify needs --host, and "
                       "validates them with DNSSEC."},
    {.kind = OPT_STRING,
     .name = "dane-anchor",
     .arg = "FILE",
     AT(dane_anchor),
     .complete = COMPLETE_FILE,
     .help = "With --dane dns, the key of the DNS root (or of another zone) to trust: DS or DNSKEY "
             "records, one in each line. Without it, it is read from /usr/share/dns/root.key or "
             "where unbound keeps it."},
    {.kind = OPT_STRING,
     .name = "dane-resolver",
     .arg = "ADDR[:PORT]",
     AT(dane_resolver),
     .help = "With --dane dns, ask this name server instead of those of the system. It has to pass "
             "on DNSSEC records; it need not validate them, and is not trusted."},
    {.kind = OPT_END},
};

const struct opt verify_rest_group[] = {
    {.kind = OPT_ENUM,
     .name = "profile",
     .arg = "PROFILE",
     AT(profile),
     .names = profile_names,
     .help = "Which rules apply: webpki (the default), the rules of careful browsers; rfc5280, the "
             "standard alone and all of it; cabf, webpki and the Baseline Requirements of the "
             "CA/Browser Forum. What only another profile refuses is a warning in webpki."},
    {.kind = OPT_PARSE,
     .name = "at",
     .arg = "TIME",
     AT(at),
     .parse = verify_options_time,
     .help = "Check for this time instead of now: RFC 3339 (2026-11-21T09:30:00Z), a date "
             "(midnight UTC), or @SECONDS since 1970."},

    {.kind = OPT_GROUP, .help = "Certificates"},
    {.kind = OPT_LIST,
     .name = "roots",
     .arg = "FILE|DIR",
     AT(roots),
     .complete = COMPLETE_FILE,
     .help = "Trust the certificates of this file or directory instead of the system's: PEM, DER, "
             "PKCS#7, a p11-kit bundle, a Java key store, Mozilla's certdata.txt, Chrome's "
             "root_store.textproto, or a CCADB report. What it says about purposes, dates and "
             "names counts, even if there is a copy that says nothing. Can be given several "
             "times."},
    {.kind = OPT_LIST,
     .name = "add-root",
     .arg = "FILE",
     AT(add_roots),
     .complete = COMPLETE_FILE,
     .help = "Also trust the certificates of this file, with their settings as for --roots. Can be "
             "given several times."},
    {.kind = OPT_LIST,
     .name = "intermediates",
     .arg = "FILE",
     AT(intermediates),
     .complete = COMPLETE_FILE,
     .help = "Untrusted certificates for building the chain, in any order. Can be given several "
             "times."},

    {.kind = OPT_GROUP, .help = "Revocation"},
    {.kind = OPT_LIST,
     .name = "crl",
     .arg = "FILE",
     AT(crls),
     .complete = COMPLETE_FILE,
     .help = "Certificate revocation lists, PEM or DER. Can be given several times."},
    {.kind = OPT_STRING,
     .name = "crlite",
     .arg = "DIR",
     AT(crlite),
     .complete = COMPLETE_DIR,
     .help = "Look the certificate up in the CRLite filters of this directory, as programs that "
             "update them keep it: index.bin, and the files that it names. They have certificates "
             "of public CAs with embedded SCTs, and no CA certificates."},
    {.kind = OPT_ENUM,
     .name = "revocation",
     .arg = "MODE",
     AT(revocation),
     .names = revocations,
     .help = "How strictly revocation is checked. off: not at all (the default without --crl, "
             "--ocsp and --crlite). "
             "soft: a revoked certificate is refused, and a missing, stale or unusable answer is "
             "a warning (the default with them). hard: such an answer is refused, too, and a "
             "certificate that must be stapled without a good staple. A stapled OCSP response that "
             "says revoked refuses in any mode."},

    {.kind = OPT_GROUP, .help = "Policy and limits"},
    {.kind = OPT_PARSE,
     .name = "policy",
     .arg = "OID",
     AT(policies),
     .parse = parse_policy,
     .repeats = true,
     .help = "An acceptable certificate policy, in dotted form. If given several times, one of "
             "them is enough. A path without any policy is refused only with "
             "--require-explicit-policy, or if a CA requires one."},
    {.kind = OPT_FLAG,
     .name = "require-explicit-policy",
     AT(require_explicit),
     .help = "Refuse a path that is not valid for one of the acceptable policies."},
    {.kind = OPT_FLAG,
     .name = "inhibit-any-policy",
     AT(inhibit_any),
     .help = "Do not let anyPolicy in a certificate match other policies."},
    {.kind = OPT_FLAG,
     .name = "inhibit-policy-mapping",
     AT(inhibit_mapping),
     .help = "Do not let CAs map policies to other policies."},
    {.kind = OPT_INT,
     .name = "max-depth",
     .arg = "N",
     AT(max_depth),
     .number = DEPTH_MOST,
     .help = "The maximum number of intermediates in a path. Self-issued ones are not counted."},
    {.kind = OPT_FLAG,
     .name = "allow-weak",
     AT(allow_weak),
     .help = "Accept SHA-1, RSA keys from 1024 bits, P-224 and DSA: for old certificates."},
    {.kind = OPT_END},
};

/* An address, with or without a port. */
static bool is_server(const char *text)
{
    struct target target;

    return target_parse(&target, span_str(text)) == ERR_OK && target.is_ip && target.path.n == 0;
}

/* Records of the DNS are not mixed with given ones, which would count although they prove less. */
static int wrong_dane(struct run *run, const struct verify_settings *settings)
{
    bool looks_up = dane_lookup_is_asked(settings);

    if (looks_up && settings->dane.num > 1)
        return cmd_wrong(run, "--dane dns and other --dane exclude each other");
    if (!looks_up && settings->dane_anchor != NULL)
        return cmd_wrong(run, "--dane-anchor goes with --dane dns");
    if (!looks_up && settings->dane_resolver != NULL)
        return cmd_wrong(run, "--dane-resolver goes with --dane dns");
    if (settings->dane_resolver != NULL && !is_server(settings->dane_resolver))
        return cmd_wrong(run, "--dane-resolver: '%s' is not an address: ADDR or ADDR:PORT",
                         settings->dane_resolver);
    return EXIT_OK;
}

int verify_options_offline(struct run *run, const struct verify_settings *settings)
{
    if (dane_lookup_is_asked(settings))
        return cmd_wrong(run, "--dane dns goes with verify and handshake only: give the records");
    if (ct_tiles_are_fetched(settings))
        return cmd_wrong(run, "--ct-tiles fetch goes with verify and handshake only: give a "
                              "directory");
    return EXIT_OK;
}

/* A URI is probably the address of a page, and the name in it is meant. */
int verify_options_wrong(struct run *run, const struct verify_settings *settings)
{
    const struct reference_id *h = &settings->host;

    if (settings->ct_logs == NULL && settings->ct_client != CT_CLIENT_NONE)
        return cmd_wrong(run, "--ct-policy needs a log list: --ct-logs FILE");
    if (settings->ct_logs == NULL && settings->ct_tiles.num > 0)
        return cmd_wrong(run, "--ct-tiles needs a log list: --ct-logs FILE");
    if (wrong_dane(run, settings) != EXIT_OK)
        return EXIT_USAGE;
    switch (verify_settings_check(settings)) {
    case ERR_OK: return EXIT_OK;
    case ERR_HOST_SERVER_URI:
        return cmd_wrong(run, "--host takes only the name of the server: --host %.*s",
                         (int)h->uri_host_n, (const char *)h->uri_host);
    default:
        return cmd_wrong(run, "--host: a server has no e-mail address: use --purpose email or "
                              "client");
    }
}

#undef AT
#define AT(member) .offset = offsetof(struct result_settings, member)

const struct opt result_opts[] = {
    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_FLAG,
     .name = "explain",
     AT(explain),
     .help = "Show every path that was tried, as a tree, and why it was refused."},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Print one JSON object per operand and line, as described in tlsbox-json(5)."},
    {.kind = OPT_FLAG, .name = "quiet", AT(quiet), .help = "Print only the verdict line."},
    {.kind = OPT_PARSE,
     .name = "warn",
     .arg = "DAYS|PERCENT%",
     AT(warn),
     .parse = verify_options_lead,
     .help = "Warn if a certificate of the path expires within this number of days, or has less "
             "than this percentage of its validity left. The exit code stays the same. Without the "
             "option, a certificate that is valid for at most 100 days is warned of if less than "
             "20% are left; 0 turns that off."},
    {.kind = OPT_PARSE,
     .name = "fail-within",
     .arg = "DAYS|PERCENT%",
     AT(fail_within),
     .parse = verify_options_lead,
     .help = "Refuse a path if one of its certificates expires within this number of days, or has "
             "less than this percentage of its validity left: the verdict is expires-soon."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_END},
};

const struct opt judging_again[] = {
    {.kind = OPT_INCLUDE, .group = verify_group},
    {.kind = OPT_INCLUDE, .group = verify_records_group},
    {.kind = OPT_STRING, .name = "warn", .arg = "DAYS|PERCENT%"},
    {.kind = OPT_STRING, .name = "fail-within", .arg = "DAYS|PERCENT%"},
    {.kind = OPT_END},
};
