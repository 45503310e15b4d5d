/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/scan_totals.h"

#include "lib/view/scan/scan_names.h"

enum { DAY = 24 * 60 * 60, WEEK = 7, MONTH = 30, QUARTER = 90 };

bool scan_is_reached(const struct scan_facts *facts)
{
    return facts->trouble != SCAN_UNREACHED && facts->trouble != SCAN_NOT_TLS &&
           facts->reason == REASON_OK;
}

struct span scan_trouble_text(const struct scan_facts *facts)
{
    struct span name = facts->input, rest = facts->message;

    if (name.n == 0 || rest.n <= name.n || !span_starts(rest, name) || rest.p[name.n] != ':')
        return rest;
    for (size_t i = name.n; i + 1 < rest.n && rest.p[i] > ' '; i++) {
        if (rest.p[i] == ':' && rest.p[i + 1] == ' ')
            return span_tail(rest, i + 2);
    }
    return rest;
}

int64_t scan_days(int64_t seconds)
{
    return seconds / DAY - (seconds % DAY < 0);
}

static bool starts(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* A suite of TLS 1.3 always comes with fresh shares, or with a PSK that was made by some. */
static bool has_secrecy(const struct scan_facts *facts)
{
    bool has = facts->versions[SCAN_1_3].accepted == SCAN_YES;

    for (unsigned row = SCAN_SSL_3; row < SCAN_1_3; row++) {
        for (size_t i = 0; i < scan_num_accepted(facts, (enum scan_version_row)row); i++) {
            struct scan_name suite = scan_accepted(facts, (enum scan_version_row)row, i);
            has = has || starts(suite.text, "TLS_ECDHE_") || starts(suite.text, "TLS_DHE_");
        }
    }
    return has;
}

/* Without forward secrecy is only what showed all of its suites. */
static bool has_all_suites(const struct scan_facts *facts)
{
    bool has = true, accepts = false;

    for (unsigned row = SCAN_SSL_3; row < SCAN_VERSIONS; row++) {
        const struct scan_version *version = &facts->versions[row];
        has = has && (version->accepted == SCAN_NO ||
                      (version->accepted == SCAN_YES && version->suites.complete));
        accepts = accepts || version->accepted == SCAN_YES;
    }
    return has && accepts;
}

enum scan_exchange scan_exchange(const struct scan_facts *facts)
{
    const struct scan_ids *groups = &facts->versions[SCAN_1_3].groups.ids;

    for (size_t i = 0; i < groups->num; i++) {
        if (group_is_post_quantum(groups->v[i]))
            return SCAN_POST_QUANTUM;
    }
    if (facts->features[FEATURE_POST_QUANTUM].answer == SCAN_YES)
        return SCAN_POST_QUANTUM;
    if (facts->features[FEATURE_POST_QUANTUM].answer == SCAN_UNKNOWN)
        return SCAN_EXCHANGE_UNKNOWN;
    if (has_secrecy(facts))
        return SCAN_FORWARD_SECRET;
    return has_all_suites(facts) ? SCAN_NO_SECRECY : SCAN_EXCHANGE_UNKNOWN;
}

bool scan_first_end(int64_t *out, bool *is_refused, const struct scan_facts *facts)
{
    *is_refused = false;
    *out = INT64_MAX;
    for (size_t i = 0; i < facts->num_chains; i++) {
        const struct scan_chain *chain = &facts->chains[i];
        if (chain->without_sni)
            continue;
        *is_refused = *is_refused || chain->reason != REASON_OK;
        if (chain->not_after != 0 && chain->not_after < *out)
            *out = chain->not_after;
    }
    return *out != INT64_MAX;
}

enum scan_due scan_due(const struct scan_view *view)
{
    bool is_refused;
    int64_t end;
    bool is_known = scan_first_end(&end, &is_refused, view->facts);

    if (is_refused)
        return SCAN_DUE_REFUSED;
    if (!is_known)
        return SCAN_DUE_UNKNOWN;
    int64_t days = scan_days(end - view->now);
    if (days < WEEK)
        return SCAN_DUE_WEEK;
    if (days < MONTH)
        return SCAN_DUE_MONTH;
    return days < QUARTER ? SCAN_DUE_QUARTER : SCAN_DUE_LATER;
}

/* A bit for each enum scan_key: the kind of a key by the start of its name. */
static unsigned keys_of(const struct scan_facts *facts)
{
    static const struct {
        const char *prefix;
        enum scan_key key;
    } kinds[] = {{"RSA", SCAN_KEY_RSA},  {"P-", SCAN_KEY_ECDSA},     {"ECDSA", SCAN_KEY_ECDSA},
                 {"Ed", SCAN_KEY_EDDSA}, {"ML-DSA", SCAN_KEY_MLDSA}, {"", SCAN_KEY_OTHER}};
    unsigned keys = 0;

    for (size_t i = 0; i < facts->num_chains; i++) {
        size_t k = 0;
        while (facts->chains[i].key != NULL && !starts(facts->chains[i].key, kinds[k].prefix))
            k++;
        if (facts->chains[i].key != NULL)
            keys |= 1U << kinds[k].key;
    }
    return keys;
}

/* The findings are ordered by their level. */
unsigned scan_level(const struct scan_view *view)
{
    if (view->findings == NULL || view->findings->num == 0)
        return SCAN_NO_LEVEL;
    return (unsigned)scan_rule_level(view->findings->v[0].rule);
}

/* A change counts once for each target.  What is only worth knowing needs none. */
static void add_changes(struct scan_totals *totals, const struct scan_findings *findings)
{
    for (size_t change = 0; change < SCAN_CHANGE_COUNT; change++) {
        bool is_needed = false;
        for (size_t i = 0; findings != NULL && i < findings->num; i++) {
            enum scan_level level = scan_rule_level(findings->v[i].rule);
            if (level == SCAN_INFO ||
                !scan_change_fixes((enum scan_change)change, findings->v[i].rule))
                continue;
            is_needed = true;
            if (level > totals->worst[change])
                totals->worst[change] = level;
        }
        totals->changes[change] += is_needed ? 1 : 0;
    }
}

void scan_totals_add(struct scan_totals *totals, const struct scan_view *view)
{
    const struct scan_facts *facts = view->facts;
    struct scan_facts seen;

    totals->targets++;
    totals->connections += facts->connections;
    totals->foreign += facts->trouble == SCAN_NOT_TLS ? 1 : 0;
    if (!scan_is_reached(facts)) {
        totals->reasons[facts->reason]++;
        return;
    }
    totals->reached++;
    scan_seen(&seen, facts);
    facts = &seen;
    totals->partial += facts->trouble != SCAN_WHOLE ? 1 : 0;
    for (size_t row = 0; row < SCAN_VERSIONS; row++) {
        totals->versions[row] += facts->versions[row].accepted == SCAN_YES ? 1 : 0;
        totals->unknown[row] += facts->versions[row].accepted == SCAN_UNKNOWN ? 1 : 0;
    }
    totals->exchanges[scan_exchange(facts)]++;
    totals->dues[scan_due(view)]++;
    if (!facts->is_quick) /* one hello is judged by nothing */
        totals->levels[scan_level(view)]++;
    for (size_t i = 0; i < SCAN_KEYS; i++)
        totals->keys[i] += keys_of(facts) >> i & 1;
    add_changes(totals, view->findings);
    if (view->check != NULL)
        totals->required[view->check->result]++;
}

bool scan_has_required(const struct scan_totals *totals)
{
    size_t num = 0;

    for (size_t i = 0; i <= REQUIREMENT_BROKEN; i++)
        num += totals->required[i];
    return num > 0;
}

const char *scan_exchange_word(enum scan_exchange exchange)
{
    static const char *const words[] = {
        [SCAN_POST_QUANTUM] = N_("post-quantum"),
        [SCAN_FORWARD_SECRET] = N_("forward secret"),
        [SCAN_NO_SECRECY] = N_("no forward secrecy"),
        [SCAN_EXCHANGE_UNKNOWN] = N_("not found out"),
    };

    return words[exchange];
}

const char *scan_key_word(enum scan_key key)
{
    static const char *const words[] = {
        [SCAN_KEY_RSA] = "RSA",      [SCAN_KEY_ECDSA] = "ECDSA",     [SCAN_KEY_EDDSA] = "EdDSA",
        [SCAN_KEY_MLDSA] = "ML-DSA", [SCAN_KEY_OTHER] = N_("other"),
    };

    return words[key];
}

const char *scan_due_word(enum scan_due due)
{
    static const char *const words[] = {
        [SCAN_DUE_REFUSED] = N_("refused"),          [SCAN_DUE_WEEK] = N_("less than 7 days"),
        [SCAN_DUE_MONTH] = N_("less than 30 days"),  [SCAN_DUE_QUARTER] = N_("less than 90 days"),
        [SCAN_DUE_LATER] = N_("90 days and longer"), [SCAN_DUE_UNKNOWN] = N_("not found out"),
    };

    return words[due];
}

const char *scan_required_word(enum requirement_result result)
{
    static const char *const words[] = {
        [REQUIREMENT_MET] = N_("met"),
        [REQUIREMENT_UNKNOWN] = N_("not found out"),
        [REQUIREMENT_BROKEN] = N_("not met"),
    };

    return words[result];
}
