/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name constraints that are kept between judgements: they are what reading them gives, and belong
 * to one certificate. */
#include "config.h"

#include "lib/path/known_nc.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "lib/path/namecon.h"
#include "tests/factory/trial.h"
#include "tests/unit/path/arena_kit.h"

enum { ROOMY = 1 << 20, ONE_SET = 16 << 10, MANY = 100, MOST_BASES = 192, MOST_IDS = 48 };

static const struct span none;

/* An intermediate with these constraints, as one that others share. */
static struct cert *ca_with(struct span permitted, struct span excluded)
{
    struct cert *c = ARENA_NEW(&arena, struct cert);
    struct fc_spec spec = fc_intermediate(&arena);
    struct fail fail = {0};

    fc_set(&spec.exts, FC_OID_NC, true, fc_nc(&arena, permitted, excluded));
    assert_int_equal(cert_parse(c, fc_cert(&arena, &spec), &fail), ERR_OK);
    cert_fingerprint(c, c->fingerprint);
    c->has_fingerprint = true;
    return c;
}

/* Bases of every kind and of each form that has its own rule. */
static struct span all_kinds(void)
{
    return FD_CAT(&arena, fc_dns(&arena, "b.example"), fc_ip(&arena, "0a000000ff000000"),
                  fc_dir(&arena, fc_name(&arena, "C=US,O=Example Trust")),
                  fc_email(&arena, "a@b.example"), fc_email(&arena, ".b.example"),
                  fc_uri(&arena, ".b.example"), fc_dir(&arena, fc_name(&arena, "O=Other")),
                  fc_rid(&arena, "1.2.3"), fc_other(&arena, "1.2.3.4", fd_int(&arena, 1)),
                  fc_dns(&arena, ""));
}

static void new_known(struct known_nc *known, size_t max_bytes)
{
    assert_int_equal(known_nc_init(known, max_bytes), ERR_OK);
}

static void assert_same_span(struct span a, struct span b)
{
    assert_ptr_equal(a.p, b.p);
    assert_int_equal(a.n, b.n);
}

static bool find(struct nc_lists *out, const struct known_nc *known, const struct cert *ca)
{
    struct fail form;
    bool found;

    assert_int_equal(known_nc_find(&found, out, known, ca, &arena), ERR_OK);
    assert_int_equal(known_nc_form(&form, known, ca), found);
    if (found) {
        assert_int_equal(form.err, out->form.err);
        assert_same_span(form.at, out->form.at);
    }
    return found;
}

/* Checks a leaf as a judgement does; true if the constraints are kept afterwards. */
static bool is_kept(struct known_nc *known, const struct cert *ca)
{
    struct namecons all = {.arena = &arena, .known = known};
    struct budget budget = budget_default();
    struct nc_result result;
    struct nc_lists lists;
    struct cert leaf = {.subject = fc_name(&arena, FC_LEAF_NAME)};

    assert_int_equal(namecon_check(&result, &all, ca, &leaf, false, &budget), ERR_OK);
    return find(&lists, known, ca);
}

static void assert_same_base(const struct nc_name *a, const struct nc_name *b)
{
    assert_int_equal(a->name.kind, b->name.kind);
    assert_same_span(a->name.val, b->name.val);
    assert_same_span(a->host, b->host);
    assert_same_span(a->local, b->local);
    assert_int_equal(a->depth, b->depth);
    assert_int_equal(a->err, b->err);
    assert_int_equal(a->dotted, b->dotted);
    assert_int_equal(a->ids == NULL, b->ids == NULL);
    if (a->ids != NULL)
        assert_memory_equal(a->ids, b->ids, sizeof *a->ids);
}

static void assert_same_names(const struct nc_names *a, const struct nc_names *b)
{
    assert_memory_equal(a->first, b->first, sizeof a->first);
    assert_int_equal(a->fail.err, b->fail.err);
    for (size_t i = 0; i < a->first[GN_COUNT]; i++)
        assert_same_base(&a->list[i], &b->list[i]);
}

/* What is found is what reading the certificate gives. */
static void assert_same_lists(const struct nc_lists *got, const struct cert *ca)
{
    struct fail form = {0}, f = {0};
    struct der all = der_open(ca->ext[EXT_NC].val, &f), seq = der_enter(&all, DER_SEQUENCE);

    namecon_decode(ca->ext[EXT_NC].val, &form);
    assert_int_equal(got->form.err, form.err);
    assert_same_span(got->form.at, form.at);
    for (unsigned i = 0; i < NC_LISTS; i++) {
        struct nc_names want;
        struct span list = {0};

        der_opt(&seq, DER_CTXC(i), &list);
        assert_int_equal(ncread_bases(&want, list, &arena), ERR_OK);
        assert_same_names(&got->list[i], &want);
    }
}

static void test_same(void **state)
{
    struct known_nc known;
    const struct cert *cas[] = {
        ca_with(all_kinds(), none), ca_with(none, all_kinds()), ca_with(all_kinds(), all_kinds()),
        ca_with(fc_dns(&arena, ".b.example"), fc_dir(&arena, fc_name(&arena, "O=X"))),
        ca_with(fc_email(&arena, ""), fc_dns(&arena, "x"))};
    struct nc_lists lists;
    (void)state;

    new_known(&known, ROOMY);
    for (size_t i = 0; i < sizeof cas / sizeof cas[0]; i++) {
        assert_false(find(&lists, &known, cas[i]));
        assert_true(is_kept(&known, cas[i]));
        assert_true(find(&lists, &known, cas[i]));
        assert_same_lists(&lists, cas[i]);
    }
    known_nc_free(&known);
}

/* A copy of the certificate at another place: what is found points into the copy. */
static void test_moved(void **state)
{
    struct known_nc known;
    struct cert *ca = ca_with(all_kinds(), fc_dns(&arena, "x.b.example")), moved = *ca;
    struct nc_lists lists;
    struct span copy;
    (void)state;

    new_known(&known, ROOMY);
    assert_true(is_kept(&known, ca));
    assert_int_equal(arena_copy(&arena, &copy, ca->der), ERR_OK);
    cert_move(&moved, copy);
    assert_true(find(&lists, &known, &moved));
    assert_same_lists(&lists, &moved);
    known_nc_free(&known);
}

/* Every byte of the digest counts, and without one nothing is kept or found. */
static void test_digest(void **state)
{
    struct known_nc known;
    struct cert *ca = ca_with(all_kinds(), none);
    struct nc_lists lists;
    (void)state;

    new_known(&known, ROOMY);
    ca->has_fingerprint = false;
    assert_false(is_kept(&known, ca));
    assert_false(is_kept(NULL, ca));
    ca->has_fingerprint = true;
    assert_false(find(&lists, &known, ca));
    assert_true(is_kept(&known, ca));
    for (size_t i = 0; i < CERT_FINGERPRINT; i++) {
        ca->fingerprint[i] ^= 1;
        assert_false(find(&lists, &known, ca));
        ca->fingerprint[i] ^= 1;
    }
    ca->has_fingerprint = false;
    assert_false(find(&lists, &known, ca));
    known_nc_free(&known);
}

/* Malformed constraints are not kept: they would be found as if they constrained nothing. */
static void test_malformed(void **state)
{
    struct known_nc known;
    (void)state;

    new_known(&known, ROOMY);
    assert_false(is_kept(&known, ca_with(fc_dns(&arena, "*.example"), none)));
    assert_false(is_kept(&known, ca_with(fc_ip(&arena, "0a000000ff00ff00"), none)));
    assert_false(is_kept(&known, ca_with(none, none)));
    known_nc_free(&known);
}

static struct span times(struct span one, size_t num)
{
    struct span all = none;

    for (size_t i = 0; i < num; i++)
        all = FD_CAT(&arena, all, one);
    return all;
}

/* The most bases that are kept, in one list and in both, one more, and a number that would be
 * written far beyond an entry. */
static void test_most(void **state)
{
    struct known_nc known;
    struct span dns = fc_dns(&arena, "b.example"),
                dir = fc_dir(&arena, fc_name(&arena, "O=Example"));
    (void)state;

    new_known(&known, ROOMY);
    assert_true(is_kept(&known, ca_with(times(dns, MOST_BASES), none)));
    assert_true(is_kept(&known, ca_with(times(dns, MOST_BASES - 1), dns)));
    assert_false(is_kept(&known, ca_with(times(dns, MOST_BASES), dns)));
    assert_false(is_kept(&known, ca_with(dns, times(dns, MOST_BASES))));
    assert_true(is_kept(&known, ca_with(times(dir, MOST_IDS), times(dns, MOST_BASES - MOST_IDS))));
    assert_false(is_kept(&known, ca_with(times(dir, MOST_IDS), dir)));
    assert_false(is_kept(&known, ca_with(times(fc_dns(&arena, "b"), 10 * MOST_BASES), none)));
    known_nc_free(&known);
}

/* A full table: the new entry is found, and those that are found are right. */
static void test_full(void **state)
{
    struct known_nc known;
    struct cert *cas[MANY];
    struct nc_lists lists;
    unsigned found = 0;
    (void)state;

    new_known(&known, ONE_SET);
    for (size_t i = 0; i < MANY; i++) {
        cas[i] = ca_with(times(fc_dns(&arena, "b.example"), 1 + i), all_kinds());
        assert_true(is_kept(&known, cas[i]));
    }
    for (size_t i = 0; i < MANY; i++) {
        if (!find(&lists, &known, cas[i]))
            continue;
        assert_same_lists(&lists, cas[i]);
        found++;
    }
    assert_int_equal(found, KNOWN_WAYS);
    known_nc_free(&known);
    new_known(&known, 1000);
    assert_false(is_kept(&known, cas[0]));
    known_nc_free(&known);
}

/* CAs that compete for one set; the bases of each have their own length. */
enum { RIVALS = 2 * KNOWN_WAYS, BASES = 60, THREADS = 4, ROUNDS = 10000 };
struct rivals {
    struct known_nc known;
    const struct cert *ca[RIVALS];
    struct nc_lists lists[RIVALS];
};

static bool has_bases_of(const struct nc_lists *got, const struct nc_lists *want)
{
    const struct nc_names *a = &got->list[NC_PERMITTED], *b = &want->list[NC_PERMITTED];
    bool same = memcmp(a->first, b->first, sizeof a->first) == 0;

    for (size_t i = 0; same && i < BASES; i++)
        same = a->list[i].name.val.n == b->list[i].name.val.n;
    return same;
}

/* Adds and finds them all; NULL if what was found was right. */
static void *compete(void *arg)
{
    struct rivals *r = arg;
    struct arena mine;
    void *wrong = NULL;

    arena_init(&mine, ROOMY);
    for (size_t i = 0; i < ROUNDS && wrong == NULL; i++) {
        struct nc_lists lists;
        bool found;
        const struct cert *ca = r->ca[i * i / 3 % RIVALS];

        arena_reset(&mine);
        if (known_nc_find(&found, &lists, &r->known, ca, &mine) != ERR_OK)
            wrong = r;
        else if (!found)
            known_nc_add(&r->known, &r->lists[i * i / 3 % RIVALS], ca);
        else if (!has_bases_of(&lists, &r->lists[i * i / 3 % RIVALS]))
            wrong = r;
    }
    arena_free(&mine);
    return wrong;
}

/* An entry that is replaced while it is read is not found, in whole or in part. */
static void test_threads(void **state)
{
    static struct rivals r;
    pthread_t threads[THREADS];
    char name[RIVALS + 2] = "";
    (void)state;

    new_known(&r.known, ONE_SET);
    for (size_t i = 0; i < RIVALS; i++) {
        struct fail f = {0};
        struct span list = {0};

        name[i] = 'b';
        r.ca[i] = ca_with(times(fc_dns(&arena, name), BASES), none);
        struct der all = der_open(r.ca[i]->ext[EXT_NC].val, &f),
                   seq = der_enter(&all, DER_SEQUENCE);
        der_opt(&seq, DER_CTXC(NC_PERMITTED), &list);
        assert_int_equal(ncread_bases(&r.lists[i].list[NC_PERMITTED], list, &arena), ERR_OK);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, compete, &r), 0);
    for (int i = 0; i < THREADS; i++) {
        void *wrong = NULL;

        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    known_nc_free(&r.known);
}

/* No arena is left to copy into: an error, and nothing is found. */
static void test_no_arena(void **state)
{
    struct known_nc known;
    struct cert *ca = ca_with(all_kinds(), none);
    struct arena little;
    struct nc_lists lists;
    bool found;
    (void)state;

    new_known(&known, ROOMY);
    assert_true(is_kept(&known, ca));
    arena_init(&little, 64);
    assert_int_equal(known_nc_find(&found, &lists, &known, ca, &little), ERR_LIMIT);
    arena_free(&little);
    known_nc_free(&known);
}

/* Whole chains, which trial_judge judges again with what is known, and at the ends of budgets. */
static enum reason judged(struct span permitted, struct span excluded)
{
    struct fc_spec root = fc_root(&arena), ca = fc_intermediate(&arena), leaf = fc_leaf(&arena);
    struct trial t;

    fc_set(&ca.exts, FC_OID_NC, true, fc_nc(&arena, permitted, excluded));
    fc_set(&leaf.exts, FC_OID_SAN, false,
           FC_NAMES(&arena, fc_dns(&arena, FC_HOST), fc_dns(&arena, "a.example.com"),
                    fc_ip(&arena, "0a000001")));
    trial_open(&t);
    assert_true(trial_anchor(&t, fc_cert(&arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&arena, &ca)));
    assert_true(trial_host(&t, FC_HOST));
    enum reason reason = trial_judge(&t, fc_cert(&arena, &leaf));
    trial_close(&t);
    return reason;
}

static void test_chains(void **state)
{
    struct span other = times(fc_dns(&arena, "b.example"), 20), com = fc_dns(&arena, "example.com"),
                dirs = times(fc_dir(&arena, fc_name(&arena, "O=Other")), 20),
                ten = fc_ip(&arena, "0a000000ff000000"), six = fc_ip(&arena, "06000000ff000000"),
                subject = fc_dir(&arena, fc_name(&arena, FC_LEAF_NAME));
    (void)state;

    assert_int_equal(judged(FD_CAT(&arena, other, com), none), REASON_OK);
    assert_int_equal(
        judged(FD_CAT(&arena, other, com, ten, dirs, subject), FD_CAT(&arena, other, six)),
        REASON_OK);
    assert_int_equal(judged(other, none), REASON_NAME_CONSTRAINT);
    assert_int_equal(judged(com, FD_CAT(&arena, dirs, subject)), REASON_NAME_CONSTRAINT);
    assert_int_equal(judged(com, FD_CAT(&arena, other, ten)), REASON_NAME_CONSTRAINT);
    assert_int_equal(judged(FD_CAT(&arena, com, fc_dns(&arena, "*.b.example")), none),
                     REASON_MALFORMED);
    /* These are understood, with a warning. */
    assert_int_equal(judged(fc_dns(&arena, ".example.com"), none), REASON_OK);
    assert_int_equal(judged(com, fc_email(&arena, "")), REASON_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),     cmocka_unit_test(test_moved),
        cmocka_unit_test(test_digest),   cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_most),     cmocka_unit_test(test_full),
        cmocka_unit_test(test_no_arena), cmocka_unit_test(test_threads),
        cmocka_unit_test(test_chains),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
