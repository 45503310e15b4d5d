/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each lint finds its own breach, in a certificate that is good but for that; and not before the
 * rule was in force. */
#include "config.h"

#include "lib/lint/lint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/base/cal.h"
#include "tests/unit/lint/changes.h"

/* The certificate that a trial changes. */
enum base { LEAF, CA, ROOT };

/* Names of SAN or IAN, separated by blanks: "dns:a.example uri:x:y"; "dns:" is empty. */
struct trial {
    enum lint lint;
    enum base base;
    int32_t issued; /* year, month, day in decimal; 0: when the base was */
    const char *subject, *san, *ian;
    const char *drop;      /* the OID of an extension */
    const char *oid, *hex; /* an extension with this value … */
    const char *flip;      /* the OID of one whose criticality is turned */
    bool critical;         /* … of oid */
    bool before;           /* the base breaks the rule, too */
    int days;              /* valid for this number; 0: 30 */
    void (*change)(struct arena *a, struct fc_spec *s);
};

static struct arena arena;

/* --- the trials ----------------------------------------------------------------------------- */

#define SCT_LIST "1.3.6.1.4.1.11129.2.4.2"
#define SIA      "1.3.6.1.5.5.7.1.11"
#define SDA      "2.5.29.9"
#define DNS64    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl"

static const struct trial trials[] = {
#include "tests/unit/lint/trials.def"
};

static struct span hex_value(struct arena *a, struct span text)
{
    char *copy = fd_alloc(a, text.n + 1);

    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    return fd_hex(a, copy);
}

/* GeneralNames from the text of a trial. */
static struct span names_of(struct arena *a, const char *text)
{
    struct span all = {0}, rest = span_str(text);

    while (rest.n > 0) {
        struct span word = span_head(rest, span_find(rest, ' '));
        size_t colon = span_find(word, ':');
        struct span kind = span_head(word, colon), value = span_tail(word, colon + 1);
        unsigned tag = span_eq(kind, span_str("dns"))     ? DER_CTX(GN_DNS)
                       : span_eq(kind, span_str("uri"))   ? DER_CTX(GN_URI)
                       : span_eq(kind, span_str("email")) ? DER_CTX(GN_EMAIL)
                                                          : DER_CTX(GN_IP);
        if (tag == DER_CTX(GN_IP))
            value = hex_value(a, value);
        struct span one =
            span_eq(value, span_str("_")) ? fd_tlv(a, tag, span_str(" ")) : fd_tlv(a, tag, value);
        all = all.n == 0 ? one : FD_CAT(a, all, one);
        rest = word.n < rest.n ? span_tail(rest, word.n + 1) : (struct span){0};
    }
    return fd_tlv(a, DER_SEQUENCE, all);
}

static int64_t midnight(int32_t day)
{
    int64_t t = 0;

    assert_true(cal_to_time(
        &t, (struct cal){.year = day / 10000, .month = day / 100 % 100, .day = day % 100}));
    return t;
}

static struct fc_spec base_of(const struct trial *trial)
{
    struct fc_spec s = trial->base == LEAF ? fc_leaf(&arena)
                       : trial->base == CA ? fc_intermediate(&arena)
                                           : fc_root(&arena);

    if (trial->issued != 0) {
        s.not_before = midnight(trial->issued);
        s.not_after = s.not_before + 30 * FC_DAY;
    }
    return s;
}

static void apply(const struct trial *t, struct fc_spec *s)
{
    if (t->subject != NULL)
        s->subject = fc_name(&arena, t->subject);
    if (t->san != NULL)
        fc_set(&s->exts, FC_OID_SAN, false, names_of(&arena, t->san));
    if (t->ian != NULL)
        fc_set(&s->exts, FC_OID_IAN, false, names_of(&arena, t->ian));
    if (t->drop != NULL)
        fc_drop(&s->exts, t->drop);
    if (t->oid != NULL)
        fc_set(&s->exts, t->oid, t->critical, fd_hex(&arena, t->hex));
    if (t->flip != NULL)
        fc_get(&s->exts, t->flip)->critical = !fc_get(&s->exts, t->flip)->critical;
    if (t->days != 0)
        s->not_after = s->not_before + t->days * FC_DAY - 1;
    if (t->change != NULL)
        t->change(&arena, s);
}

static enum lint_result result_of(const struct fc_spec *spec, enum lint lint)
{
    struct cert cert = {0};
    struct fail f = {0};

    assert_int_equal(cert_parse(&cert, fc_cert(&arena, spec), &f), ERR_OK);
    return lint_run(lint, &cert);
}

static unsigned num_wrong;

/* Says where a trial went wrong; the test continues, so that all are seen. */
static void check(const struct trial *trial, bool is_right, const char *what)
{
    char name[LINT_NAME_SIZE];

    lint_name(name, trial->lint);
    if (!is_right) {
        print_error("%s (trial %zu): %s\n", name, (size_t)(trial - trials), what);
        num_wrong++;
    }
}

static void test_trials(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        const struct trial *t = &trials[i];
        arena_init(&arena, 1 << 24);
        struct fc_spec s = base_of(t);
        check(t, (result_of(&s, t->lint) == LINT_BROKEN) == t->before, "before the change");
        apply(t, &s);
        check(t, result_of(&s, t->lint) == LINT_BROKEN, "the breach is not found");
        arena_free(&arena);
    }
    assert_int_equal(num_wrong, 0);
}

/* The first second of the rule counts, the one before it does not. */
static void test_dates(void **state)
{
    char day[LINT_DAY_SIZE];
    int64_t since;

    (void)state;
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        const struct trial *t = &trials[i];
        if (!lint_since(day, t->lint))
            continue;
        arena_init(&arena, 1 << 24);
        assert_int_equal(cal_parse(&since, span_str(day)), ERR_OK);
        struct fc_spec s = base_of(t);
        int64_t life = s.not_after - s.not_before;
        s.not_before = since;
        s.not_after = since + life;
        apply(t, &s);
        check(t, result_of(&s, t->lint) == LINT_BROKEN, "not found on the first day");
        s.not_before--;
        check(t, result_of(&s, t->lint) == LINT_NOT_THEN, "found before its first day");
        arena_free(&arena);
    }
    assert_int_equal(num_wrong, 0);
}

static void test_every_lint_has_a_trial(void **state)
{
    bool seen[LINT_COUNT] = {false};

    (void)state;
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++)
        seen[trials[i].lint] = true;
    for (int i = 0; i < LINT_COUNT; i++) {
        char name[LINT_NAME_SIZE];
        lint_name(name, (enum lint)i);
        if (!seen[i])
            fail_msg("no trial for %s", name);
    }
}

/* A good chain breaks no rule that must not be broken. */
static void test_good(void **state)
{
    (void)state;
    for (int base = LEAF; base <= ROOT; base++) {
        const struct trial t = {.base = (enum base)base};
        arena_init(&arena, 1 << 24);
        struct fc_spec s = base_of(&t);
        if (base == CA)
            critical_point(&arena, &s), s.exts.list[s.exts.num - 1].critical = false;
        for (int i = 0; i < LINT_COUNT; i++) {
            char name[LINT_NAME_SIZE];
            lint_name(name, (enum lint)i);
            if (result_of(&s, (enum lint)i) == LINT_BROKEN &&
                lint_level((enum lint)i) == LINT_ERROR)
                fail_msg("%s: found in a good certificate (%d)", name, base);
        }
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trials),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_every_lint_has_a_trial),
        cmocka_unit_test(test_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
