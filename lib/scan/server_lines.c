/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/advice.h"

#include "lib/base/lookup.h"
#include "lib/crypto/kx.h"
#include "lib/scan/requirement.h"
#include "lib/tls/wire/tables.h"

static const struct {
    char name[8], place[32], prime[32];
} servers[] = {
#define SERVER(id, name, place, prime) {ROW_TEXT(name), ROW_TEXT(place), ROW_TEXT(prime)},
#define SERVER_NAMED(id, start)
#define SERVER_LINES(id, change, text)
#include "lib/scan/server_lines.def"
#undef SERVER_LINES
#undef SERVER_NAMED
#undef SERVER
};

static const struct {
    enum scan_server server;
    char start[12];
} starts[] = {
#define SERVER(id, name, place, prime)
#define SERVER_NAMED(id, start) {SCAN_SERVER_##id, ROW_TEXT(start)},
#define SERVER_LINES(id, change, text)
#include "lib/scan/server_lines.def"
#undef SERVER_LINES
#undef SERVER_NAMED
#undef SERVER
};

static const struct {
    enum scan_server server;
    enum scan_change change;
    char text[264];
} lines[] = {
#define SERVER(id, name, place, prime)
#define SERVER_NAMED(id, start)
#define SERVER_LINES(id, change, text) {SCAN_SERVER_##id, SCAN_CHANGE_##change, ROW_TEXT(text)},
#include "lib/scan/server_lines.def"
#undef SERVER_LINES
#undef SERVER_NAMED
#undef SERVER
};

const char *scan_server_name(enum scan_server server)
{
    return servers[server].name;
}

const char *scan_server_place(enum scan_server server)
{
    return servers[server].place;
}

enum scan_server scan_server_of(const struct scan_facts *facts)
{
    for (size_t i = 0; i < LOOKUP_COUNT(starts); i++) {
        struct span start = span_str(starts[i].start);
        if (span_ieq(span_head(facts->software, start.n), start))
            return starts[i].server;
    }
    return SCAN_SERVER_UNKNOWN;
}

/* The suites of TLS 1.2 in the guideline, in its order: OpenSSL has a list of its own for TLS 1.3,
 * which is good. */
static enum err put_suites(struct buf *out, struct arena *arena)
{
    struct requirement guideline;
    const struct scan_ids *ids = &guideline.items[REQUIRE_SUITES].ids;
    const char *between = "";
    bool found;

    TRY(requirement_find(&found, &guideline, SPAN_LIT("intermediate"), arena));
    for (size_t i = 0; found && i < ids->num; i++) {
        const struct suite *suite = suite_find(ids->v[i]);
        if (suite == NULL || suite_is_13(suite))
            continue;
        buf_str(out, between);
        buf_str(out, suite->openssl);
        between = ":";
    }
    return ERR_OK;
}

/* A list of groups without a hybrid one would take it from a server that has it. */
static enum scan_change keeping(enum scan_change change, const struct scan_facts *facts)
{
    bool has_hybrid = facts->features[FEATURE_POST_QUANTUM].answer == SCAN_YES;

    return change == SCAN_CHANGE_GROUPS && has_hybrid ? SCAN_CHANGE_POST_QUANTUM : change;
}

/* OpenSSL takes a short prime at security level 0 alone, which is set in the old list of suites. */
static void put_prime(struct buf *out, enum scan_server server, const struct scan_facts *facts)
{
    bool is_short = false;

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_2; row++) {
        unsigned bits = facts->versions[row].dh_bits;
        is_short = is_short || (bits > 0 && bits < KX_DH_BITS_MIN);
    }
    if (is_short)
        buf_printf(out, "# remove %s: its prime is short, and the server may not start\n",
                   servers[server].prime);
}

enum err scan_server_lines(struct buf *out, enum scan_server server, enum scan_change change,
                           const struct scan_facts *facts, struct arena *arena)
{
    static const struct span suites = SPAN_INIT("{suites}");
    const char *text = NULL;

    for (size_t i = 0; i < LOOKUP_COUNT(lines); i++) {
        if (lines[i].server == server && lines[i].change == keeping(change, facts))
            text = lines[i].text;
    }
    if (text == NULL)
        return ERR_OK;
    if (change == SCAN_CHANGE_SUITES)
        put_prime(out, server, facts);
    const char *at = strstr(text, "{suites}");
    if (at == NULL) {
        buf_str(out, text);
        return out->err;
    }
    buf_put(out, span_of(text, (size_t)(at - text)));
    TRY(put_suites(out, arena));
    buf_str(out, at + suites.n);
    return out->err;
}
