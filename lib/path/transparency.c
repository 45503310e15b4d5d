/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Timestamps are judged after the path: a log signs for the issuer's key, and only the path says
 * who the issuer is (RFC 6962 3.2).
 */
#include "config.h"

#include "lib/path/transparency.h"

#include "lib/path/evidence.h"
#include "lib/x509/ocsp.h"

/* ENTRY_BYTES: what is signed costs one comparison for each of these bytes.  ENTRY_MAX: the longest
 * entry. */
enum { ENTRY_BYTES = 256, ENTRY_MAX = (1 << 24) + (1 << 17), PROOFS = 3 * SCT_MAX };

/* Works on one leaf. */
struct ct_judge {
    struct report *report;
    const struct judge_input *in;
    const struct cert *leaf;
    struct sct_entry precert; /* body empty: it cannot be rebuilt, see precert_err */
    enum err precert_err;
    struct ct_proof proofs[PROOFS];
    size_t num_proofs;
};

/* The precertificate needs the issuer's key, which the path has above the leaf. */
static void rebuild(struct ct_judge *judge)
{
    const struct path *path = &judge->report->chosen;
    struct buf tbs;

    judge->precert = (struct sct_entry){.type = SCT_PRECERT_ENTRY};
    judge->precert_err = ERR_SCT_ISSUER;
    if (path->num < 2)
        return;
    buf_init(&tbs, judge->leaf->tbs.n);
    judge->precert_err = sct_entry_rebuild(&judge->precert, &tbs, judge->leaf, path->links[1].cert);
    if (judge->precert_err == ERR_OK)
        judge->precert_err = arena_copy(judge->report->arena, &judge->precert.body, buf_span(&tbs));
    buf_free(&tbs);
}

/* Whether the budget has a signature and the bytes that it covers. */
static bool can_pay(struct ct_judge *judge, struct span body)
{
    struct budget *budget = &judge->report->left;

    return budget_on_time(budget) && budget_take(&budget->signatures, 1) &&
           budget_take(&budget->comparisons, 1 + body.n / ENTRY_BYTES);
}

/* The first place whose checkpoint is that of the log, with its head: CHECKPOINT_LOG if there is
 * none, TILE_UNREAD if that is not known.  A checkpoint of the log that does not verify is an
 * error. */
static enum err find_place(struct ct_judge *judge, struct checkpoint *head, size_t *place,
                           const struct ct_log *log)
{
    const struct tile_source *tiles = judge->in->ct_tiles;
    enum err none = ERR_CHECKPOINT_LOG;

    for (*place = 0; *place < tiles->num; ++*place) {
        const struct tile_file file = {*place, log, TILE_CHECKPOINT, CHECKPOINT_MAX};
        struct buf note;

        buf_init(&note, CHECKPOINT_MAX);
        enum err e = can_pay(judge, (struct span){0}) ? tiles->read(tiles->context, &file, &note)
                                                      : ERR_LIMIT;
        if (e == ERR_OK)
            e = checkpoint_read(head, buf_span(&note), log);
        buf_free(&note);
        if (e == ERR_TILE_UNREAD)
            none = e;
        else if (e != ERR_CHECKPOINT_LOG && e != ERR_TILE_MISSING)
            return e;
    }
    return none;
}

/* A tree that is too small shows nothing, unless it was signed when the log had to have the leaf
 * (RFC 6962 3: the maximum merge delay). */
static enum err judge_small(const struct checkpoint *head, const struct sct_answer *answer,
                            const struct ct_log *log)
{
    bool is_late = log->mmd >= 0 && head->timestamp_ms > answer->timestamp_ms + log->mmd * 1000;

    return is_late ? ERR_TILE_LATE : ERR_TILE_BEYOND;
}

/* Asks the tiles for the leaf that the timestamp promises. */
static void prove(struct ct_judge *judge, struct sct_answer *answer, const struct ct_log *log,
                  struct span entry)
{
    struct checkpoint head;
    uint8_t hash[TREE_HASH];
    size_t place = 0;

    if (judge->in->ct_tiles == NULL || !log->is_tiled || answer->leaf_index < 0)
        return;
    enum err e = find_place(judge, &head, &place, log);
    if (e == ERR_CHECKPOINT_LOG)
        return;
    if (e == ERR_OK) {
        const struct tile_tree tree = {judge->in->ct_tiles, place, log, &head};

        tile_leaf_hash(hash, entry);
        e = tile_prove(&tree, (uint64_t)answer->leaf_index, hash);
    }
    if (e == ERR_TILE_BEYOND)
        e = judge_small(&head, answer, log);
    answer->inclusion = e == ERR_OK                                ? INCLUSION_PROVEN
                        : e == ERR_TILE_ROOT || e == ERR_TILE_LATE ? INCLUSION_WRONG
                                                                   : INCLUSION_UNKNOWN;
    answer->err = e;
}

static void settle(struct sct_answer *answer, enum sct_status status, enum err e)
{
    answer->status = status;
    answer->err = e;
}

/* Verifies one timestamp with the key of its log. */
static void verify(struct ct_judge *judge, struct sct_answer *answer, const struct sct *sct,
                   const struct ct_log *log)
{
    const struct sct_entry whole = {.type = SCT_X509_ENTRY, .body = judge->leaf->der};
    const struct sct_entry *entry = answer->source == EVIDENCE_CERT ? &judge->precert : &whole;
    struct buf msg;

    if (entry->body.n == 0) {
        settle(answer, SCT_STATUS_UNCHECKED, judge->precert_err);
        return;
    }
    if (!can_pay(judge, entry->body)) {
        settle(answer, SCT_STATUS_UNCHECKED, ERR_LIMIT);
        return;
    }
    buf_init(&msg, ENTRY_MAX);
    sct_signed(&msg, sct, entry);
    enum err e = msg.err != ERR_OK ? msg.err : sct_verify(sct, &log->key, buf_span(&msg));
    settle(answer, e == ERR_OK ? SCT_STATUS_VALID : SCT_STATUS_INVALID, e);
    if (e == ERR_OK)
        prove(judge, answer, log, buf_span(&msg));
    buf_free(&msg);
}

/* A log has signed, but should not have: for a certificate that ends outside of its interval; or
 * its time has not come. */
static void check_times(struct ct_judge *judge, struct sct_answer *answer, const struct ct_log *log)
{
    const struct cert *leaf = judge->leaf;
    /* What the tiles refute stays the reason. */
    enum err refuted = answer->inclusion == INCLUSION_WRONG ? answer->err : ERR_OK;

    if (answer->status != SCT_STATUS_VALID)
        return;
    if (answer->timestamp_ms / 1000 > judge->in->time)
        settle(answer, SCT_STATUS_FUTURE, refuted);
    else if (!log_takes(log, leaf->not_after))
        settle(answer, SCT_STATUS_INTERVAL, refuted != ERR_OK ? refuted : ERR_SCT_INTERVAL);
}

static enum ct_way way_of(enum evidence_source source)
{
    return source == EVIDENCE_CERT   ? CT_EMBEDDED
           : source == EVIDENCE_OCSP ? CT_STAPLED
                                     : CT_HANDSHAKE;
}

/* The answer about one SerializedSCT. */
static void answer_of(struct ct_judge *judge, struct sct_answer *answer, struct span raw,
                      enum evidence_source source)
{
    struct fail fail = {0};
    struct sct sct;

    *answer = (struct sct_answer){.source = source, .leaf_index = -1};
    enum err e = sct_parse(&sct, raw, &fail);
    answer->log_id = sct.log_id;
    if (e != ERR_OK) {
        settle(answer, SCT_STATUS_MALFORMED, e);
        return;
    }
    answer->timestamp_ms = (int64_t)sct.timestamp_ms;
    answer->leaf_index = sct.leaf_index;
    settle(answer, SCT_STATUS_NO_LIST, ERR_OK);
    if (judge->in->ct_logs == NULL)
        return;
    const struct ct_log *log = log_list_find(judge->in->ct_logs, sct.log_id);
    settle(answer, SCT_STATUS_UNKNOWN_LOG, ERR_OK);
    if (log == NULL)
        return;
    answer->log = log->description;
    answer->operator_name = log_operator_at(log, answer->timestamp_ms);
    answer->state = log->state_name;
    verify(judge, answer, &sct, log);
    check_times(judge, answer, log);
    if (answer->status == SCT_STATUS_VALID && answer->inclusion != INCLUSION_WRONG)
        judge->proofs[judge->num_proofs++] =
            (struct ct_proof){log, answer->timestamp_ms, way_of(source)};
}

/* Warnings keep their severity; an error of a client that requires nothing is a warning. */
static enum err add(struct ct_judge *judge, struct finding finding, bool lapses)
{
    finding.severity = rule_severity(finding.rule, judge->in->profile);
    if (lapses && finding.severity == SEVERITY_ERROR)
        finding.severity = SEVERITY_WARNING;
    return report_add(judge->report, &judge->report->chosen, finding);
}

/* A timestamp that is worth nothing though its log is known.  a is its time in seconds. */
static enum err note_answer(struct ct_judge *judge, const struct sct_answer *answer)
{
    struct finding f = {.rule = RULE_CT_INVALID,
                        .at = answer->log,
                        .err = answer->err,
                        .a = answer->timestamp_ms / 1000};

    if (answer->inclusion == INCLUSION_WRONG)
        f.rule = RULE_CT_NOT_INCLUDED;
    else if (answer->status == SCT_STATUS_FUTURE)
        f.rule = RULE_CT_FUTURE;
    else if (answer->status == SCT_STATUS_MALFORMED)
        f.rule = RULE_CT_MALFORMED;
    else if (answer->inclusion == INCLUSION_UNKNOWN && answer->status == SCT_STATUS_VALID)
        f.rule = RULE_CT_TILES;
    else if (answer->status != SCT_STATUS_INVALID && answer->status != SCT_STATUS_INTERVAL)
        return ERR_OK;
    return add(judge, f, false);
}

static enum err add_answer(struct ct_judge *judge, const struct sct_answer *answer)
{
    struct report *r = judge->report;

    TRY(ARENA_GROW(r->arena, r->scts, r->num_scts, r->cap_scts));
    r->scts[r->num_scts++] = *answer;
    return judge->in->ct_logs == NULL ? ERR_OK : note_answer(judge, answer);
}

/* All timestamps of a list; an error of the list itself is an answer of its own. */
static enum err take_list(struct ct_judge *judge, struct span list, struct fail *fail,
                          enum evidence_source source)
{
    struct sct_answer answer;
    struct span raw;

    for (int i = 0; i < SCT_MAX && sct_list_next(&list, &raw, fail); i++) {
        answer_of(judge, &answer, raw, source);
        TRY(add_answer(judge, &answer));
    }
    if (fail->err == ERR_OK)
        return ERR_OK;
    answer = (struct sct_answer){.source = source, .leaf_index = -1};
    settle(&answer, SCT_STATUS_MALFORMED, fail->err);
    return add_answer(judge, &answer);
}

static enum err take_embedded(struct ct_judge *judge)
{
    const struct cert_ext *ext = &judge->leaf->ext[EXT_SCT_LIST];
    struct fail fail = {0};
    struct span list = {0};

    if (!ext->present || !ext->is_read)
        return ERR_OK;
    rebuild(judge);
    enum err e = sct_list_of_ext(&list, ext->val, &fail);
    (void)e; /* it is in fail, too */
    return take_list(judge, list, &fail, EVIDENCE_CERT);
}

static enum err take_handshake(struct ct_judge *judge)
{
    struct fail fail = {0};
    struct span list = {0};

    if (judge->in->evidence == NULL || judge->in->evidence->tls_scts.n == 0)
        return ERR_OK;
    list = judge->in->evidence->tls_scts;
    return take_list(judge, list, &fail, EVIDENCE_STAPLE);
}

/* The timestamps about the leaf in a stapled OCSP response (RFC 6962 3.3).  Whether it is signed
 * does not matter: they are signed themselves, for this certificate. */
static struct span scts_of(struct ct_judge *judge, const struct ocsp_evidence *staple)
{
    struct ocsp_response response;
    struct ocsp_single single;
    struct fail fail = {0};

    if (staple->source != EVIDENCE_STAPLE ||
        (staple->target != NULL && !span_eq(staple->target->der, judge->leaf->der)) ||
        !budget_take(&judge->report->left.comparisons, 1 + staple->der.n / ENTRY_BYTES) ||
        ocsp_parse(&response, staple->der, &fail) != ERR_OK)
        return (struct span){0};
    while (ocsp_next(&response.singles, &single)) {
        if (single.scts.n > 0 && span_eq(single.id.serial, judge->leaf->serial))
            return single.scts;
    }
    return (struct span){0};
}

/* Those of the first response that has any. */
static enum err take_stapled(struct ct_judge *judge)
{
    const struct evidence *e = judge->in->evidence;
    struct fail fail = {0};
    struct span value = {0}, list = {0};

    for (size_t i = 0; e != NULL && i < e->num_ocsp && value.n == 0; i++)
        value = scts_of(judge, &e->ocsp[i]);
    if (value.n == 0)
        return ERR_OK;
    enum err err = sct_list_open(&list, value, &fail);
    (void)err; /* it is in fail, too */
    return take_list(judge, list, &fail, EVIDENCE_OCSP);
}

/* What the client misses.  a is how many there are, b how many it requires. */
static enum err judge_client(struct ct_judge *judge, bool is_stale)
{
    static const enum rule rules[] = {
        [CT_LACKS_LOGS] = RULE_CT_LOGS,
        [CT_LACKS_CURRENT] = RULE_CT_CURRENT,
        [CT_LACKS_OPERATORS] = RULE_CT_OPERATORS,
        [CT_LACKS_RFC6962] = RULE_CT_RFC6962,
    };
    enum ct_client client = (enum ct_client)judge->in->ct_client;
    const struct cert *leaf = judge->leaf;
    struct ct_shortage s = ct_policy_judge(client, judge->proofs, judge->num_proofs,
                                           leaf->not_before, leaf->not_after);
    struct finding f = {.rule = rules[s.lack], .a = s.have, .b = s.need};

    if (s.lack == CT_LACKS_NOTHING)
        return ERR_OK;
    if (judge->report->num_scts == 0)
        f.rule = RULE_CT_MISSING;
    return add(judge, f, is_stale && ct_client_lapses(client));
}

enum err judge_transparency(struct report *report, const struct judge_input *in)
{
    struct ct_judge judge = {
        .report = report, .in = in, .leaf = in->leaf.cert, .precert_err = ERR_SCT_NOT_EMBEDDED};
    bool was_good = !path_has_error(&report->chosen);

    TRY(take_embedded(&judge));
    TRY(take_handshake(&judge));
    TRY(take_stapled(&judge));
    if (in->ct_logs == NULL)
        return ERR_OK;
    bool is_stale = log_list_is_stale(in->ct_logs, in->time);
    if (is_stale && (report->num_scts > 0 || in->ct_client != CT_CLIENT_NONE))
        TRY(add(&judge,
                (struct finding){.rule = RULE_CT_STALE_LIST,
                                 .cert = -1,
                                 .a = log_list_age(in->ct_logs, in->time),
                                 .b = in->ct_logs->timestamp},
                false));
    if (in->ct_client == CT_CLIENT_NONE || in->purpose != PURPOSE_SERVER || !was_good)
        return ERR_OK;
    return judge_client(&judge, is_stale);
}
