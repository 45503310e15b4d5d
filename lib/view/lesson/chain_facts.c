/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/lesson/chain_facts.h"

#include "lib/view/cert/checks.h"

enum { HINT_MAX = 1 << 16, OPENED_MAX = KEY_RSA_MAX_BITS / 8 };

/* Certificate i has a finding; -1: the chain as a whole. */
static bool has_finding(const struct path *path, int i)
{
    for (size_t k = 0; k < path->num_findings; k++) {
        if (path->findings[k].cert == i)
            return true;
    }
    return false;
}

/* Certificate i breaks the rule. */
static bool has_rule(const struct path *path, size_t i, enum rule rule)
{
    for (size_t k = 0; k < path->num_findings; k++) {
        if (path->findings[k].rule == rule && path->findings[k].cert == (int)i)
            return true;
    }
    return false;
}

/* There is advice on the error that decided. */
static bool has_hint(const struct chain_lesson *lesson)
{
    const struct finding *f = path_headline(lesson->path);
    struct buf text;

    if (f == NULL)
        return false;
    buf_init(&text, HINT_MAX);
    finding_hint(&text, f, lesson->path, lesson->in);
    bool any = text.n > 0;
    buf_free(&text);
    return any;
}

static bool is_made(const struct chain_lesson *lesson, enum check_kind check, size_t i)
{
    return checks_made(check, lesson->path, i, lesson->in);
}

static bool is_good(const struct chain_lesson *lesson, enum check_kind check, size_t i)
{
    return checks_result(check, lesson->path, i, lesson->in) == MARK_GOOD;
}

/* Revocation was looked up, whatever came of it. */
static bool revocation_done(const struct chain_lesson *lesson)
{
    for (size_t i = 0; i < lesson->path->num; i++) {
        if (checks_result(CHECK_REVOCATION, lesson->path, i, lesson->in) != MARK_NONE)
            return true;
    }
    return false;
}

/* A fact is a condition of chain_facts.def on the chain and on certificate i. */
static void find_facts(struct chain_lesson *l)
{
    const struct report *r = l->report;
    const struct path *p = l->path;
    const struct judge_input *j = l->in->judge;
    const struct cert *c = l->cert;
    size_t i = l->i;

#define CFACT(NAME, condition) l->facts[CFACT_##NAME] = condition;
#include "lib/view/lesson/chain_facts.def"
#undef CFACT
}

/* Opens a signature of RSA PKCS#1 v1.5 to show what is in it.  PSS hides the hash (RFC 8017
 * 9.1). */
static void open_signature(struct chain_lesson *lesson)
{
    struct pubkey *key;

    buf_truncate(&lesson->opened, 0);
    if (lesson->above == NULL || lesson->cert->sigalg.kind != SIG_RSA_PKCS1 ||
        lesson->above->key.kind != KEY_RSA || lesson->above->key.err != ERR_OK ||
        pubkey_new(&key, &lesson->above->key) != ERR_OK)
        return;
    if (pubkey_rsa_open(key, &lesson->opened, lesson->cert->signature) != ERR_OK)
        buf_truncate(&lesson->opened, 0);
    pubkey_free(key);
}

static void look_at(struct chain_lesson *lesson, size_t i, bool is_each)
{
    const struct path *p = lesson->path;
    enum digest digest = p->links[i].cert->sigalg.digest;

    lesson->i = i;
    lesson->is_each = is_each;
    lesson->cert = p->links[i].cert;
    lesson->above = i + 1 < p->num ? p->links[i + 1].cert : NULL;
    lesson->hash = (struct span){0};
    if (digest != DIGEST_NONE) {
        digest_of(digest, lesson->hash_bytes, lesson->cert->tbs);
        lesson->hash = span_of(lesson->hash_bytes, digest_size(digest));
    }
    open_signature(lesson);
    find_facts(lesson);
}

void chain_lesson_leaf(struct chain_lesson *lesson)
{
    look_at(lesson, 0, false);
}

void chain_lesson_begin(struct chain_lesson *lesson, const struct chain_view *view)
{
    *lesson = (struct chain_lesson){.v = view,
                                    .report = view->report,
                                    .in = view->in,
                                    .path = &view->report->chosen};
    buf_init(&lesson->opened, OPENED_MAX);
    chain_lesson_leaf(lesson);
}

void chain_lesson_at(struct chain_lesson *lesson, size_t i)
{
    look_at(lesson, i, true);
}

void chain_lesson_end(struct chain_lesson *lesson)
{
    buf_free(&lesson->opened);
}
