/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the CRLite filters with the SCTs that are embedded in the certificate: those of a handshake
 * are not part of what the CA has signed, and would let the peer choose the filter. */
#include "config.h"

#include "lib/path/crlitestatus.h"

#include "lib/base/cal.h"
#include "lib/ct/sct.h"

enum { MILLISECONDS = 1000, FRESH_DAYS = 10, DAY = 24 * 60 * 60 };

/* The logs and times of the embedded SCTs; those that cannot be read are left out. */
static size_t read_scts(struct crlite_sct scts[SCT_MAX], const struct cert *leaf)
{
    const struct cert_ext *ext = &leaf->ext[EXT_SCT_LIST];
    struct fail fail = {0};
    struct span list, raw;
    size_t num = 0;

    if (!ext->is_read || sct_list_of_ext(&list, ext->val, &fail) != ERR_OK)
        return 0;
    while (num < SCT_MAX && sct_list_next(&list, &raw, &fail)) {
        struct fail f = {0};
        struct sct sct;
        if (sct_parse(&sct, raw, &f) == ERR_OK)
            scts[num++] = (struct crlite_sct){sct.log_id.p, sct.timestamp_ms};
    }
    return num;
}

static void set_times(struct rev_answer *out, uint64_t until_ms)
{
    uint64_t seconds = until_ms / MILLISECONDS;

    if (seconds == 0 || seconds > CAL_LAST)
        return;
    out->this_update = (int64_t)seconds;
    out->next_update = out->this_update + FRESH_DAYS * DAY;
}

enum err crlitestatus_of(struct rev_answer *out, struct revoker *revoker, const struct path *path)
{
    static const enum rev_status statuses[] = {
        [CRLITE_NOT_COVERED] = REV_STATUS_NOT_COVERED,
        [CRLITE_NOT_ENROLLED] = REV_STATUS_NOT_ENROLLED,
        [CRLITE_NOT_REVOKED] = REV_STATUS_GOOD,
        [CRLITE_REVOKED] = REV_STATUS_REVOKED,
    };
    const struct crlite *crlite = revoker->in->crlite;
    const struct cert *leaf = path->links[0].cert;
    uint8_t issuer[DIGEST_MAX_SIZE];
    struct crlite_sct scts[SCT_MAX];
    struct crlite_query query = {issuer, leaf->serial, scts, read_scts(scts, leaf)};
    struct crlite_answer answer;

    digest_of(DIGEST_SHA256, issuer, path->links[1].cert->spki);
    enum err e = crlite_ask(&answer, crlite, &query, &revoker->keys->budget->comparisons);
    if (e == ERR_LIMIT)
        return e;
    out->err = e;
    out->origin = answer.filter == NULL ? crlite->origin : answer.filter->name;
    out->status = e == ERR_OK ? statuses[answer.status] : REV_STATUS_UNUSABLE;
    set_times(out, answer.filter == NULL ? crlite->index.until : answer.until);
    if (out->status == REV_STATUS_GOOD && out->next_update < revoker->in->time)
        out->status = REV_STATUS_STALE;
    return ERR_OK;
}
