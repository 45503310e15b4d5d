/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pkits DIR: NIST's path validation test suite against judge_chain.
 *
 * It runs whole as webpki, purpose any, weak algorithms allowed, revocation hard.
 */
#include "config.h"

#include <stdio.h>

#include "lib/base/cal.h"
#include "lib/base/file.h"
#include "tests/factory/same_verdict.h"
#include "tests/harness/harness.h"

struct suite {
    const char *dir;
    const json_t *policy_oids;
};

struct test {
    struct arena arena;
    struct links anchors, helpers, leaf;
    struct crls crls;
    struct span policies[8];
    struct judge_input in;
    enum err err;
};

/* Reads DIR/KIND/NAME into the arena. */
static bool read_der(struct span *out, struct test *t, const struct suite *s, const char *kind,
                     const char *name)
{
    char path[1024];
    struct file f = {0};

    snprintf(path, sizeof path, "%s/%s/%s", s->dir, kind, name);
    t->err = file_read(&f, path, 1 << 20);
    if (t->err == ERR_OK)
        t->err = arena_copy(&t->arena, out, f.bytes);
    file_close(&f);
    return t->err == ERR_OK;
}

/* The anchor comes first in `certs`, the leaf last. */
static bool load_certs(struct test *t, const struct suite *s, const json_t *test)
{
    const json_t *certs = json_object_get(test, "certs");
    size_t i, last = json_array_size(certs) - 1;
    json_t *name;

    json_array_foreach(certs, i, name) {
        struct links *to = i == 0 ? &t->anchors : i == last ? &t->leaf : &t->helpers;
        enum source source = i == 0      ? SOURCE_ANCHOR
                             : i == last ? SOURCE_LEAF
                                         : SOURCE_INTERMEDIATES;
        struct span der;
        if (!read_der(&der, t, s, "certs", json_string_value(name)))
            return false;
        if (!links_add_der(to, &t->arena, der, source, &t->err))
            return false;
    }
    return true;
}

static bool load_crls(struct test *t, const struct suite *s, const json_t *test)
{
    size_t i;
    json_t *name;

    json_array_foreach(json_object_get(test, "crls"), i, name) {
        struct span der;
        if (!read_der(&der, t, s, "crls", json_string_value(name)))
            return false;
        /* A CRL that does not decode is one that is not there. */
        crls_add_der(&t->crls, &t->arena, der, &t->err);
    }
    return true;
}

/* The OID of a policy that a test names, as content octets in the arena. */
static struct span policy_oid(struct test *t, const struct suite *s, const char *name)
{
    struct buf b;
    struct span out = {0};

    buf_init(&b, 128);
    if (oid_parse(&b, json_text(s->policy_oids, name)))
        t->err = arena_copy(&t->arena, &out, buf_span(&b));
    buf_free(&b);
    return out;
}

static void load_policies(struct test *t, const struct suite *s, const json_t *test)
{
    struct policy_input *p = &t->in.policy;
    const json_t *set = json_object_get(test, "initial_policy_set");
    size_t i;
    json_t *name;

    p->policies = t->policies;
    json_array_foreach(set, i, name) {
        if (strcmp(json_string_value(name), "anyPolicy") != 0)
            t->policies[p->num_policies++] = policy_oid(t, s, json_string_value(name));
    }
    p->require_explicit = json_is_true(json_object_get(test, "initial_explicit_policy"));
    p->inhibit_mapping = json_is_true(json_object_get(test, "initial_policy_mapping_inhibit"));
    p->inhibit_any = json_is_true(json_object_get(test, "initial_inhibit_any_policy"));
}

static void run(struct tally *tally, const struct suite *s, const json_t *test)
{
    const char *id = json_text(test, "id");
    bool expected = strcmp(json_text(test, "expect"), "ok") == 0;
    struct test t = {0};
    struct report r;

    arena_init(&t.arena, 64 << 20);
    if (!load_certs(&t, s, test) || !load_crls(&t, s, test)) {
        tally_add(tally, id, expected, false, err_text(t.err));
        arena_free(&t.arena);
        return;
    }
    t.in = (struct judge_input){
        .leaf = t.leaf.list[0],
        .helpers = t.helpers.list,
        .num_helpers = t.helpers.num,
        .anchors = links_anchors(&t.anchors),
        .crls = t.crls.list,
        .num_crls = t.crls.num,
        .profile = PROFILE_WEBPKI,
        .purpose = PURPOSE_ANY,
        .revocation = REVOCATION_HARD,
        .allow_weak = true,
        .max_depth = -1,
        .budget = budget_default(),
    };
    load_policies(&t, s, test);
    const char *why = "time";
    bool got = false;
    if (cal_parse(&t.in.time, span_str(json_text(test, "time"))) == ERR_OK) {
        enum err e = judge_chain(&r, &t.in, &t.arena);
        got = e == ERR_OK && r.reason == REASON_OK;
        why = e == ERR_OK ? report_why(&r) : err_text(e);
        same_verdict(&t.in);
    }
    tally_add(tally, id, expected, got, why);
    arena_free(&t.arena);
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    struct suite suite;
    json_error_t error;
    char path[1024];
    size_t i;
    json_t *test;

    if (argc != 2) {
        fprintf(stderr, "usage: pkits DIR\n");
        return 2;
    }
    snprintf(path, sizeof path, "%s/pkits.json", argv[1]);
    json_t *all = json_load_file(path, 0, &error);
    if (all == NULL) {
        fprintf(stderr, "pkits: %s: %s\n", path, error.text);
        return 3;
    }
    suite = (struct suite){argv[1], json_object_get(all, "policy_oids")};
    json_array_foreach(json_object_get(all, "tests"), i, test)
        run(&tally, &suite, test);
    json_decref(all);
    return tally_end(&tally);
}
