/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/finding_text.h"
#include "lib/view/scan/scan_changes.h"
#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_required.h"
#include "lib/view/scan/scan_view.h"
#include "lib/view/text/envelope.h"
#include "lib/view/verdict/report_json.h"

enum { DAY = 24 * 60 * 60, TEXT_CAP = 1 << 16 };

enum reason scan_view_reason(const struct scan_view *view)
{
    enum reason reason = view->facts->reason;

    return reason != REASON_OK || view->check == NULL ? reason
                                                      : requirement_reason(view->check->result);
}

static void put_answer(struct json_writer *json, const char *key, enum scan_answer answer)
{
    if (answer == SCAN_UNKNOWN)
        jw_null(json, key);
    else
        jw_bool(json, key, answer == SCAN_YES);
}

static void put_span(struct json_writer *json, const char *key, struct span text)
{
    if (text.n == 0)
        jw_null(json, key);
    else
        jw_text(json, key, text);
}

static void put_suites(struct json_writer *json, const struct scan_facts *facts,
                       enum scan_version_row row)
{
    jw_list(json, "suites");
    for (size_t i = 0; i < scan_num_accepted(facts, row); i++)
        jw_str(json, NULL, scan_accepted(facts, row, i).text);
    jw_list_end(json);
}

static void put_version(struct json_writer *json, const struct scan_facts *facts,
                        enum scan_version_row row)
{
    static const char *const orders[] = {[SCAN_ORDER_UNKNOWN] = NULL,
                                         [SCAN_ORDER_SERVER] = "server",
                                         [SCAN_ORDER_CLIENT] = "client"};

    const struct scan_version *version = &facts->versions[row];
    jw_open(json, NULL);
    jw_str(json, "version", version_name(version->version));
    put_answer(json, "accepted", version->accepted);
    put_suites(json, facts, row);
    jw_str(json, "order", orders[version->suites.order]);
    jw_bool(json, "complete", version->suites.complete);
    if (version->dh_bits > 0)
        jw_int(json, "dh_bits", version->dh_bits);
    else
        jw_null(json, "dh_bits");
    jw_bool(json, "dh_common", version->dh_common);
    jw_close(json);
}

/* Groups and schemes of all versions in one array, each with its version. */
static void put_ids(struct json_writer *json, const char *key, const struct scan_facts *facts,
                    bool is_groups)
{
    jw_list(json, key);
    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        const struct scan_version *version = &facts->versions[i];
        const struct scan_ids *ids = is_groups ? &version->groups.ids : &version->schemes.ids;
        for (size_t k = 0; k < ids->num; k++) {
            struct scan_name name =
                is_groups ? scan_group_name(ids->v[k]) : scan_scheme_name(ids->v[k]);
            jw_open(json, NULL);
            jw_str(json, "name", name.text);
            jw_int(json, "id", ids->v[k]);
            jw_str(json, "version", version_name(version->version));
            jw_close(json);
        }
    }
    jw_list_end(json);
}

static void put_alpn(struct json_writer *json, const struct scan_facts *facts)
{
    if (facts->alpn_answer == SCAN_UNKNOWN) {
        jw_null(json, "alpn");
        return;
    }
    jw_list(json, "alpn");
    for (size_t i = 0; i < facts->num_alpn; i++)
        jw_text(json, NULL, facts->alpn[i]);
    jw_list_end(json);
}

/* A certificate that cannot be read has null in place of its keys. */
static void put_cert(struct json_writer *json, struct arena *arena, struct span der)
{
    struct cert *cert = ARENA_NEW(arena, struct cert);
    struct fail fail = {0};

    if (cert != NULL && cert_parse(cert, der, &fail) == ERR_OK) {
        jw_open(json, NULL);
        report_json_cert(json, cert);
        jw_close(json);
    } else {
        jw_null(json, NULL);
    }
    arena_reset(arena);
}

static void put_chain(struct json_writer *json, const struct scan_chain *chain, int64_t now)
{
    struct arena arena;
    int64_t left = chain->not_after - now;

    arena_init(&arena, 1 << 20);
    jw_open(json, NULL);
    jw_str(json, "key", chain->key);
    jw_list(json, "chain");
    for (size_t i = 0; i < chain->num; i++)
        put_cert(json, &arena, chain->certs[i]);
    jw_list_end(json);
    jw_bool(json, "ok", chain->reason == REASON_OK);
    jw_str(json, "reason", chain->reason == REASON_OK ? NULL : reason_code(chain->reason));
    put_span(json, "message", chain->sentence);
    jw_bool(json, "without_sni", chain->without_sni);
    jw_time_read(json, "not_after", chain->not_after != 0, chain->not_after);
    if (chain->not_after != 0)
        jw_int(json, "days_left", left / DAY - (left % DAY < 0));
    else
        jw_null(json, "days_left");
    jw_int(json, "scts", chain->num_scts);
    jw_bool(json, "stapled", chain->is_stapled);
    jw_close(json);
    arena_free(&arena);
}

static void put_features(struct json_writer *json, const struct scan_facts *facts)
{
    jw_open(json, "features");
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        const struct scan_feature_row *row = scan_feature_row((enum scan_feature)i);
        const struct scan_feature_value *value = &facts->features[i];
        if (row->kind == SCAN_NUMBER && value->answer == SCAN_YES)
            jw_int(json, row->key, value->value);
        else
            put_answer(json, row->key, value->answer);
    }
    jw_close(json);
}

/* Why an answer is what it is, where that was recorded. */
static void put_because(struct json_writer *json, const struct scan_facts *facts)
{
    jw_open(json, "because");
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        if (facts->features[i].because != NULL)
            jw_str(json, scan_feature_row((enum scan_feature)i)->key, facts->features[i].because);
    }
    jw_close(json);
}

/* Whose certificates clients are asked for. */
static void put_authorities(struct json_writer *json, const struct scan_facts *facts)
{
    jw_open(json, "client_authorities");
    jw_int(json, "sent", (int64_t)facts->authorities_sent);
    jw_list(json, "names");
    for (size_t i = 0; i < facts->num_authorities; i++) {
        struct buf name;

        buf_init(&name, TEXT_CAP);
        name_print(&name, facts->authorities[i]);
        jw_buf_read(json, NULL, name_is_readable(facts->authorities[i]), &name);
    }
    jw_list_end(json);
    jw_close(json);
}

/* What the server chose in answer to the first hello. */
static void put_chosen(struct json_writer *json, const struct scan_facts *facts)
{
    uint16_t group = facts->chosen.num > 1 ? facts->chosen.v[1] : 0;

    if (facts->chosen_version == 0 || facts->chosen.num == 0) {
        jw_null(json, "chosen");
        return;
    }
    jw_open(json, "chosen");
    jw_str(json, "version", version_name(facts->chosen_version));
    jw_str(json, "suite", scan_suite_name(facts->chosen.v[0]).text);
    jw_str(json, "group", group == 0 ? NULL : scan_group_name(group).text);
    jw_close(json);
}

static void put_timing(struct json_writer *json, const struct scan_facts *facts)
{
    jw_int(json, "connections", facts->connections);
    jw_open(json, "bytes");
    jw_int(json, "sent", (int64_t)facts->sent);
    jw_int(json, "received", (int64_t)facts->received);
    jw_close(json);
    jw_open(json, "timing");
    jw_int(json, "connected", (int64_t)facts->connect_us);
    jw_int(json, "server_hello", (int64_t)facts->hello_us);
    jw_int(json, "total", (int64_t)facts->total_us);
    jw_int(json, "waited", (int64_t)facts->waited_us);
    jw_close(json);
}

/* The keys of all findings, and those of a scan: level, why, and the place in `certificates`. */
static void put_finding(struct json_writer *json, const struct scan_view *view,
                        const struct scan_finding *finding)
{
    static const char *const absent[] = {"error", "name", "offset", "length"};
    struct buf text;

    jw_open(json, NULL);
    jw_str(json, "code", reason_code(finding->reason));
    jw_str(json, "severity", finding_severity(finding));
    jw_null(json, "cert");
    buf_init(&text, TEXT_CAP);
    finding_text(&text, finding, view->facts, LANG_EN);
    jw_buf(json, "message", &text);
    jw_str(json, "ref", scan_rule_ref(finding->rule));
    buf_init(&text, TEXT_CAP);
    finding_fix(&text, finding, LANG_EN);
    jw_buf_read(json, "hint", text.n > 0, &text);
    jw_str(json, "rule", scan_rule_id(finding->rule));
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        jw_null(json, absent[i]);
    jw_str(json, "level", scan_level_name(scan_rule_level(finding->rule)));
    buf_init(&text, TEXT_CAP);
    finding_why(&text, finding, LANG_EN);
    jw_buf_read(json, "why", text.n > 0, &text);
    if (finding->chain >= 0)
        jw_int(json, "certificate", finding->chain);
    else
        jw_null(json, "certificate");
    jw_close(json);
}

static void put_findings(struct json_writer *json, const struct scan_view *view)
{
    jw_list(json, "findings");
    for (size_t i = 0; view->findings != NULL && i < view->findings->num; i++)
        put_finding(json, view, &view->findings->v[i]);
    jw_list_end(json);
}

enum err scan_json(struct buf *out, const struct scan_view *view)
{
    const struct scan_facts *facts = view->facts;
    struct json_writer json = {.out = out};

    jw_open(&json, NULL);
    if (view->id.n > 0)
        jw_raw(&json, "id", view->id);
    else
        jw_null(&json, "id");
    if (view->line > 0)
        jw_int(&json, "line", (int64_t)view->line);
    envelope_keys_of(&json, "scan", facts->input, scan_view_reason(view));
    put_findings(&json, view);
    put_span(&json, "host", facts->host);
    jw_int(&json, "port", facts->port);
    put_span(&json, "address", facts->address);
    jw_str(&json, "trouble", scan_trouble_word(facts->trouble));
    put_span(&json, "message", facts->message);
    put_span(&json, "software", facts->software);
    put_chosen(&json, facts);
    jw_list(&json, "versions");
    for (size_t i = 0; i < SCAN_VERSIONS; i++)
        put_version(&json, facts, (enum scan_version_row)i);
    jw_list_end(&json);
    put_ids(&json, "groups", facts, true);
    put_ids(&json, "sigalgs", facts, false);
    put_alpn(&json, facts);
    jw_list(&json, "certificates");
    for (size_t i = 0; i < facts->num_chains; i++)
        put_chain(&json, &facts->chains[i], view->now);
    jw_list_end(&json);
    put_features(&json, facts);
    put_because(&json, facts);
    put_authorities(&json, facts);
    scan_required_json(&json, view);
    scan_changes_json(&json, view);
    put_timing(&json, facts);
    return envelope_close(&json);
}
