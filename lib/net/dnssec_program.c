/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tlsbox-dnssec SECONDS SERVERS NAME PORT ANCHOR...
 *
 * A program of its own, which dnssec.c runs: it looks up the TLSA records of a service with
 * libunbound, which validates them, and writes lines to standard output:
 *
 *     status secure|insecure|bogus|unknown
 *     base NAME      the TLSA base domain (RFC 7671 7)
 *     why TEXT       bogus, unknown: the reason
 *     tlsa HEX       the RDATA of a record; one line for each
 *     end
 *
 * SERVERS are addresses, ADDRESS[@PORT], separated by commas; "-" is those of the system.  An
 * ANCHOR is a DS or DNSKEY record.  The exit code is 0, or 3 if an anchor or a server is malformed.
 *
 * It is not linked with the rest of tlsbox: a run that asks no name server does not pay for it, and
 * what strangers answer is read in a process that has no secrets.
 */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <unbound.h>

enum {
    TYPE_A = 1,
    TYPE_TLSA = 52, /* RFC 6698 7.1 */
    CLASS_IN = 1,
    RCODE_NXDOMAIN = 3,
    EXIT_SETTING = 3,
    EXIT_MEMORY = 70,
    SECONDS_MOST = 24 * 60 * 60,
    NAME_SIZE = 256,
    QUESTION_SIZE = NAME_SIZE + 32,
    WHY_SIZE = 256,
    RDATA_MOST = 65535, /* RFC 1035 3.2.1 */
};

enum dnssec_proof { SECURE, INSECURE, BOGUS, UNKNOWN };

/* What is known of one question. */
struct answer {
    enum dnssec_proof status;
    struct ub_result *result; /* NULL: UNKNOWN */
    char why[WHY_SIZE];
};

/* A setting that libunbound does not take is noticed at the first question. */
static bool is_of_setting(int err)
{
    return err == UB_INITFAIL || err == UB_SYNTAX || err == UB_READFILE;
}

/* The status of a result; an error of the name servers proves nothing. */
static void judge(struct answer *out)
{
    const struct ub_result *r = out->result;

    if (r->bogus) {
        out->status = BOGUS;
        snprintf(out->why, sizeof out->why, "%s", r->why_bogus != NULL ? r->why_bogus : "");
    } else if (r->rcode != 0 && r->rcode != RCODE_NXDOMAIN) {
        out->status = UNKNOWN;
        snprintf(out->why, sizeof out->why, "the name servers answer with error %d", r->rcode);
    } else {
        out->status = r->secure ? SECURE : INSECURE;
    }
}

/* ask asks one question; its answer is freed with ub_resolve_free.  Returns an exit code. */
static int ask(struct answer *out, struct ub_ctx *ctx, const char *name, int type)
{
    *out = (struct answer){.status = UNKNOWN};
    int e = ub_resolve(ctx, name, type, CLASS_IN, &out->result);

    if (e == UB_NOMEM)
        return EXIT_MEMORY;
    if (is_of_setting(e) && type == TYPE_A)
        return EXIT_SETTING;
    if (e != 0 || out->result == NULL)
        snprintf(out->why, sizeof out->why, "%s", ub_strerror(e));
    else
        judge(out);
    return 0;
}

static int ask_tlsa(struct answer *out, struct ub_ctx *ctx, const char *base, const char *port)
{
    char question[QUESTION_SIZE];

    snprintf(question, sizeof question, "_%s._tcp.%s", port, base);
    return ask(out, ctx, question, TYPE_TLSA);
}

/* alias_of is the name at the end of the aliases of `host`, if that is a host name that differs
 * from it; else false.  Only aliases that are validated count. */
static bool alias_of(char out[NAME_SIZE], const struct answer *answer, const char *host)
{
    static const char usual[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    const char *name = answer->result != NULL ? answer->result->canonname : NULL;

    if (answer->status != SECURE || name == NULL)
        return false;
    size_t n = strlen(name);

    if (n > 0 && name[n - 1] == '.')
        n--;
    if (n == 0 || n >= NAME_SIZE || strspn(name, usual) < n)
        return false;
    memcpy(out, name, n);
    out[n] = '\0';
    return strcasecmp(out, host) != 0;
}

/* One line; what is not printable in a text is replaced. */
static void put_text(const char *key, const char *text)
{
    char line[WHY_SIZE];
    size_t n = 0;

    for (; text[n] != '\0' && n + 1 < sizeof line; n++)
        line[n] = (char)(text[n] >= ' ' && text[n] <= '~' ? text[n] : '?');
    line[n] = '\0';
    dprintf(STDOUT_FILENO, "%s %s\n", key, line);
}

static void put_record(const unsigned char *data, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    static char hex[2 * RDATA_MOST + 1];

    for (size_t i = 0; i < n && i < RDATA_MOST; i++) {
        hex[2 * i] = digits[data[i] >> 4];
        hex[2 * i + 1] = digits[data[i] & 15];
    }
    hex[n < RDATA_MOST ? 2 * n : sizeof hex - 1] = '\0';
    dprintf(STDOUT_FILENO, "tlsa %s\n", hex);
}

static void put_answer(const struct answer *answer, const char *base)
{
    static const char *const names[] = {"secure", "insecure", "bogus", "unknown"};
    const struct ub_result *r = answer->result;

    put_text("status", names[answer->status]);
    put_text("base", base);
    if (answer->why[0] != '\0')
        put_text("why", answer->why);
    for (size_t i = 0; answer->status == SECURE && r->havedata && r->data[i] != NULL; i++)
        put_record((const unsigned char *)r->data[i], (size_t)r->len[i]);
    put_text("end", "");
}

/* RFC 7671 7: the name at the end of validated aliases is asked first, and counts if there are
 * records; else the name itself.  An answer that is missing or forged ends it: who keeps an answer
 * away must not choose the records. */
static int find(struct ub_ctx *ctx, const char *host, const char *port)
{
    struct answer address, tlsa;
    char alias[NAME_SIZE];
    int code = ask(&address, ctx, host, TYPE_A);

    if (code != 0 || address.status == BOGUS || address.status == UNKNOWN) {
        if (code == 0)
            put_answer(&address, host);
        ub_resolve_free(address.result);
        return code;
    }
    bool has_alias = alias_of(alias, &address, host);

    ub_resolve_free(address.result);
    if (has_alias) {
        code = ask_tlsa(&tlsa, ctx, alias, port);
        bool counts = tlsa.status == BOGUS || tlsa.status == UNKNOWN ||
                      (tlsa.status == SECURE && tlsa.result->havedata);

        if (code == 0 && counts)
            put_answer(&tlsa, alias);
        ub_resolve_free(tlsa.result);
        if (code != 0 || counts)
            return code;
    }
    code = ask_tlsa(&tlsa, ctx, host, port);
    if (code == 0)
        put_answer(&tlsa, host);
    ub_resolve_free(tlsa.result);
    return code;
}

static int use_servers(struct ub_ctx *ctx, char *servers)
{
    if (strcmp(servers, "-") == 0)
        return ub_ctx_resolvconf(ctx, NULL);
    while (servers != NULL) {
        char *one = strsep(&servers, ",");
        int e = ub_ctx_set_fwd(ctx, one);

        if (e != 0)
            return e;
    }
    return 0;
}

/* Nothing but what is asked goes out: not the keys that we trust (RFC 8145 5). */
static int set_up(struct ub_ctx *ctx, char *servers, char **anchors)
{
    int e = ub_ctx_debugout(ctx, NULL);

    if (e == 0)
        e = ub_ctx_set_option(ctx, "trust-anchor-signaling:", "no");
    if (e == 0)
        e = ub_ctx_set_option(ctx, "do-not-query-localhost:", "no");
    if (e == 0)
        e = use_servers(ctx, servers);
    for (; e == 0 && *anchors != NULL; anchors++)
        e = ub_ctx_add_ta(ctx, *anchors);
    return e;
}

int main(int argc, char **argv)
{
    if (argc < 6)
        return 2;
    long seconds = strtol(argv[1], NULL, 10);

    /* The parent ends it in time; this is for a parent that was ended itself. */
    alarm(seconds > 0 && seconds < SECONDS_MOST ? (unsigned)seconds : SECONDS_MOST);
    struct ub_ctx *ctx = ub_ctx_create();

    if (ctx == NULL)
        return EXIT_MEMORY;
    int e = set_up(ctx, argv[2], argv + 5);
    int code = e == UB_NOMEM ? EXIT_MEMORY : e != 0 ? EXIT_SETTING : find(ctx, argv[3], argv[4]);

    ub_ctx_delete(ctx);
    return code;
}
