/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients require of timestamps, and what they say if it is not there. */
#include "config.h"

#include "tests/factory/focsp.h"
#include "tests/neg/ct_kit.h"

#define ALL(n) s->leaf.not_after = s->leaf.not_before + (n)

/* Those of the handshake are for the certificate as it is: a list with its length. */
static struct span scts_for_leaf(struct set *s, const char *logs)
{
    struct sct_entry entry = {.type = SCT_X509_ENTRY, .body = fc_cert(s->a, &s->leaf)};
    struct span scts[LOGS];
    size_t num = strlen(logs);

    for (size_t i = 0; i < num; i++) {
        struct flog_spec spec = {.log = log_keys[logs[i] - '0'], .ms = ISSUED * 1000};
        scts[i] = flog_sct(s->a, &spec, &entry);
    }
    return flog_list(s->a, scts, num);
}

static void staple(struct set *s, const char *logs)
{
    struct evidence *evidence = fd_alloc(s->a, sizeof *evidence);

    evidence->tls_scts = span_tail(scts_for_leaf(s, logs), 2);
    s->t->in.evidence = evidence;
}

/* Those of a response have an OCTET STRING around them. */
static struct ocsp_evidence *respond(struct set *s, const char *logs)
{
    struct evidence *evidence = fd_alloc(s->a, sizeof *evidence);
    struct ocsp_evidence *response = fd_alloc(s->a, sizeof *response);
    struct fc_ocsp made = fc_ocsp_of(s->a, &s->ca, &s->leaf);

    fc_set(&made.spec.singles[0].exts, FC_OID_OCSP_SCT_LIST, false,
           fd_octets(s->a, scts_for_leaf(s, logs)));
    *response = (struct ocsp_evidence){.der = fc_ocsp(s->a, &made), .source = EVIDENCE_STAPLE};
    evidence->ocsp = response;
    evidence->num_ocsp = 1;
    s->t->in.evidence = evidence;
    return response;
}

/* --- how many logs -------------------------------------------------------------------------- */

CHANGE(none)
{
    give_logs(s, CT_CLIENT_CHROME);
}

CHANGE(two)
{
    give_logs(s, CT_CLIENT_CHROME);
    embed(s, "01");
}

CHANGE(one)
{
    give_logs(s, CT_CLIENT_CHROME);
    embed(s, "0");
}

CHANGE(one_twice)
{
    give_logs(s, CT_CLIENT_CHROME);
    embed(s, "00");
}

CHANGE(two_for_181_days)
{
    give_logs(s, CT_CLIENT_CHROME);
    ALL(180 * FC_DAY + 1);
    embed(s, "01");
}

CHANGE(two_for_180_days)
{
    give_logs(s, CT_CLIENT_CHROME);
    ALL(180 * FC_DAY);
    embed(s, "01");
}

CHANGE(apple_180_days_and_a_second)
{
    give_logs(s, CT_CLIENT_APPLE);
    ALL(180 * FC_DAY);
    embed(s, "01");
}

CHANGE(apple_180_days)
{
    give_logs(s, CT_CLIENT_APPLE);
    ALL(180 * FC_DAY - 1);
    embed(s, "01");
}

CHANGE(apple_one_operator)
{
    give_logs(s, CT_CLIENT_APPLE);
    embed(s, "03");
}

CHANGE(apple_two)
{
    give_logs(s, CT_CLIENT_APPLE);
    embed(s, "013");
}

/* --- operators ------------------------------------------------------------------------------ */

CHANGE(one_operator)
{
    give_logs(s, CT_CLIENT_CHROME);
    embed(s, "03");
}

CHANGE(firefox_one_operator)
{
    give_logs(s, CT_CLIENT_FIREFOX);
    embed(s, "03");
}

CHANGE(firefox_two)
{
    give_logs(s, CT_CLIENT_FIREFOX);
    embed(s, "02");
}

/* The operator counts who had the log when it signed. */
static void moved(struct set *s, int64_t until_ms)
{
    struct log_list *list = give_logs(s, CT_CLIENT_CHROME);

    list->logs[1].previous[0] = (struct log_operator){SPAN_LIT("First"), until_ms};
    list->logs[1].num_previous = 1;
    embed(s, "01");
}

CHANGE(moved_after)
{
    moved(s, ISSUED * 1000 + 1);
}

CHANGE(moved_before)
{
    moved(s, ISSUED * 1000);
}

/* --- states --------------------------------------------------------------------------------- */

static void in_state(struct set *s, const char *logs, enum log_state state, int64_t since_ms)
{
    struct log_list *list = give_logs(s, CT_CLIENT_CHROME);

    for (; *logs != '\0'; logs++) {
        list->logs[*logs - '0'].state = state;
        list->logs[*logs - '0'].state_ms = since_ms;
    }
    embed(s, "01");
}

CHANGE(all_retired)
{
    in_state(s, "01", LOG_RETIRED, FC_NOW * 1000);
}

CHANGE(one_retired)
{
    in_state(s, "0", LOG_RETIRED, ISSUED * 1000 + 1);
}

CHANGE(retired_before)
{
    in_state(s, "0", LOG_RETIRED, ISSUED * 1000);
}

CHANGE(retired_never)
{
    in_state(s, "0", LOG_RETIRED, INT64_MIN);
}

CHANGE(pending)
{
    in_state(s, "0", LOG_PENDING, 0);
}

CHANGE(rejected)
{
    in_state(s, "0", LOG_REJECTED, INT64_MAX);
}

CHANGE(stateless)
{
    in_state(s, "0", LOG_NO_STATE, INT64_MAX);
}

CHANGE(qualified_and_readonly)
{
    in_state(s, "0", LOG_QUALIFIED, 0);
    ((struct log_list *)s->t->in.ct_logs)->logs[1].state = LOG_READONLY;
}

/* Chrome asks about the earliest timestamp of all, Apple about each. */
static void between(struct set *s, enum ct_client client)
{
    struct log_list *list = give_logs(s, client);
    struct flog_spec specs[2] = {{.log = log_keys[0], .ms = ISSUED * 1000 + 2},
                                 {.log = log_keys[1], .ms = ISSUED * 1000}};

    list->logs[0].state = LOG_RETIRED;
    list->logs[0].state_ms = ISSUED * 1000 + 1;
    flog_embed(s->a, &s->leaf, specs, 2);
}

CHANGE(apple_between)
{
    between(s, CT_CLIENT_APPLE);
}

CHANGE(chrome_between)
{
    between(s, CT_CLIENT_CHROME);
}

/* --- tiled logs ----------------------------------------------------------------------------- */

static void tiled(struct set *s, enum ct_client client, const char *logs)
{
    struct log_list *list = give_logs(s, client);

    for (; *logs != '\0'; logs++)
        list->logs[*logs - '0'].is_tiled = true;
    embed(s, "01");
}

CHANGE(apple_all_tiled)
{
    tiled(s, CT_CLIENT_APPLE, "01");
}

CHANGE(apple_one_tiled)
{
    tiled(s, CT_CLIENT_APPLE, "0");
}

CHANGE(chrome_all_tiled)
{
    tiled(s, CT_CLIENT_CHROME, "01");
}

/* --- the handshake -------------------------------------------------------------------------- */

CHANGE(stapled)
{
    give_logs(s, CT_CLIENT_CHROME);
    staple(s, "01");
}

CHANGE(stapled_one)
{
    give_logs(s, CT_CLIENT_CHROME);
    staple(s, "0");
}

CHANGE(stapled_one_operator)
{
    give_logs(s, CT_CLIENT_CHROME);
    staple(s, "03");
}

/* A server can replace what it staples: retired logs do not count. */
CHANGE(stapled_retired)
{
    in_state(s, "0", LOG_RETIRED, FC_NOW * 1000);
    fc_drop(&s->leaf.exts, FLOG_OID_SCTS);
    staple(s, "01");
}

CHANGE(mixed)
{
    give_logs(s, CT_CLIENT_CHROME);
    embed(s, "0");
    staple(s, "1");
}

CHANGE(apple_mixed)
{
    give_logs(s, CT_CLIENT_APPLE);
    embed(s, "0");
    staple(s, "1");
}

/* Firefox and Apple count those of a stapled OCSP response, Chrome does not. */
CHANGE(responded)
{
    give_logs(s, CT_CLIENT_FIREFOX);
    respond(s, "01");
}

CHANGE(responded_one)
{
    give_logs(s, CT_CLIENT_FIREFOX);
    respond(s, "0");
}

CHANGE(chrome_responded)
{
    give_logs(s, CT_CLIENT_CHROME);
    respond(s, "01");
}

/* A response that was not stapled brings a client nothing. */
CHANGE(responded_in_file)
{
    give_logs(s, CT_CLIENT_FIREFOX);
    respond(s, "01")->source = EVIDENCE_FETCHED;
}

/* Nothing is required of what is not a server's certificate. */
CHANGE(for_clients)
{
    give_logs(s, CT_CLIENT_CHROME);
    fc_set(&s->leaf.exts, FC_OID_EKU, false, fc_eku(s->a, FC_EKU_CLIENT));
    s->t->in.purpose = PURPOSE_CLIENT;
}

static const struct row rows[] = {
    CT_ROW(CT_MISSING, CT_MISSING, EVERY, 0, "no timestamp", none, for_clients),
    MISSES(CT_LOGS, "one timestamp", one, two),
    MISSES(CT_LOGS, "one log twice", one_twice, two),
    MISSES(CT_LOGS, "two for 181 days", two_for_181_days, two_for_180_days),
    MISSES(CT_LOGS, "180 days and a second", apple_180_days_and_a_second, apple_180_days),
    MISSES(CT_LOGS, "Apple: one operator", apple_one_operator, apple_two),
    MISSES(CT_LOGS, "retired before", retired_before, one_retired),
    MISSES(CT_LOGS, "retired at no time", retired_never, one_retired),
    MISSES(CT_LOGS, "pending", pending, qualified_and_readonly),
    MISSES(CT_LOGS, "rejected", rejected, qualified_and_readonly),
    MISSES(CT_LOGS, "no state", stateless, qualified_and_readonly),
    MISSES(CT_LOGS, "Apple: retired between", apple_between, chrome_between),
    MISSES(CT_LOGS, "one in the handshake", stapled_one, stapled),
    MISSES(CT_LOGS, "retired log in the handshake", stapled_retired, stapled),
    MISSES(CT_LOGS, "one of each kind", mixed, apple_mixed),
    MISSES(CT_LOGS, "one in a response", responded_one, responded),
    MISSES(CT_LOGS, "Chrome: a response", chrome_responded, responded),
    CT_ROW(CT_MISSING, CT_MISSING, EVERY, 0, "a fetched response", responded_in_file, responded),
    MISSES(CT_CURRENT, "all retired", all_retired, one_retired),
    MISSES(CT_OPERATORS, "one operator", one_operator, two),
    MISSES(CT_OPERATORS, "Firefox: one operator", firefox_one_operator, firefox_two),
    MISSES(CT_OPERATORS, "one operator at that time", moved_after, moved_before),
    MISSES(CT_OPERATORS, "one operator in the handshake", stapled_one_operator, stapled),
    MISSES(CT_RFC6962, "Apple: all tiled", apple_all_tiled, apple_one_tiled),
    MISSES(CT_RFC6962, "Apple: all tiled, Chrome does not mind", apple_all_tiled, chrome_all_tiled),
};

const struct theme rules_ct = THEME(rows);
