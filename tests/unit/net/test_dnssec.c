/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "lib/net/dnssec.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 24);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* A program in place of the real one: a script. */
static enum err find(struct dnssec_answer *out, const char *script, uint64_t timeout_us)
{
    char path[] = "/tmp/tlsbox-dnssec-XXXXXX";
    const char *const anchors[] = {". IN DS 1 13 2 00", ". IN DS 2 13 2 00"};
    const struct dnssec_query query = {.name = "www.example.org",
                                       .port = 443,
                                       .servers = "192.0.2.53",
                                       .anchors = anchors,
                                       .num_anchors = 2,
                                       .timeout_us = timeout_us};
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    dprintf(fd, "#!/bin/sh\n%s\n", script);
    assert_int_equal(fchmod(fd, 0700), 0);
    close(fd);
    enum err e = dnssec_find(out, &query, path, &arena);

    unlink(path);
    return e;
}

static void test_answer(void **state)
{
    struct dnssec_answer a;

    (void)state;
    assert_int_equal(find(&a,
                          "[ \"$2 $3 $4 $6\" = '192.0.2.53 www.example.org 443 . IN DS 2 13 2 00' ]"
                          " && printf 'status secure\\nbase mail.example.org\\n"
                          "tlsa 030101ff\\ntlsa 0201\\nend \\n'",
                          5000000),
                     ERR_OK);
    assert_int_equal(a.status, DNSSEC_SECURE);
    assert_string_equal(a.base, "mail.example.org");
    assert_int_equal(a.num, 2);
    assert_true(span_eq(a.rdata[0], SPAN_LIT("\x03\x01\x01\xff")));
    assert_true(span_eq(a.rdata[1], SPAN_LIT("\x02\x01")));
    assert_int_equal(
        find(&a, "printf 'status bogus\\nbase a.example\\nwhy expired\\nend \\n'", 5000000),
        ERR_OK);
    assert_int_equal(a.status, DNSSEC_BOGUS);
    assert_true(span_eq(a.why, SPAN_LIT("expired")));
}

/* What is not a whole answer is none. */
static void test_broken(void **state)
{
    static const char *const scripts[] = {
        "true",
        "printf 'status secure\\nbase a.example\\n'",
        "printf 'base a.example\\nstatus secured\\nend \\n'",
        "printf 'status secure\\nend \\n'",
        "printf 'status secure\\nbase a.example\\ntlsa 03010\\nend \\n'",
        "printf 'status secure\\nbase a b\\nend \\n'",
        "printf 'status secure\\nbase a.example\\nnoise\\nend \\n'",
        "printf 'status secure\\nbase a.example\\nend \\n'; exit 1",
        "printf 'status secure\\nbase a.example\\nend \\n'; kill -9 $$",
        ("printf 'status secure\\nbase a.example\\ntlsa '; "
         "dd if=/dev/zero bs=1100000 count=1 2>/dev/null | tr '\\0' 0; printf '\\nend \\n'"),
    };
    struct dnssec_answer a;

    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        assert_int_equal(find(&a, scripts[i], 5000000), ERR_OK);
        assert_int_equal(a.status, DNSSEC_UNKNOWN);
        assert_int_equal(a.num, 0);
        assert_true(a.why.n > 0);
        assert_string_equal(a.base, "www.example.org");
    }
    assert_int_equal(find(&a, "exit 3", 5000000), ERR_DNSSEC_ANCHOR);
}

/* The time is kept, also by a program that keeps its output open or ignores signals. */
static void test_late(void **state)
{
    static const char *const scripts[] = {"sleep 20", "trap '' TERM INT HUP; sleep 20 & sleep 20"};
    struct dnssec_answer a;

    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        uint64_t began = net_now_us();

        assert_int_equal(find(&a, scripts[i], 200000), ERR_OK);
        assert_int_equal(a.status, DNSSEC_UNKNOWN);
        assert_true(net_now_us() - began < 5000000);
    }
}

static void test_anchors(void **state)
{
    static const char file[] = "; a comment\n"
                               ".\t3600\tIN\tDNSKEY\t257 3 8 AwEA ;{id = 1}\r\n"
                               ". IN DS 20326 8 2 E06D ; of the root\n"
                               "example. DS 1 13 2 00\n"
                               ". IN DNSKEY 257 3 8 AAAA ;;state=2 [  VALID  ] ;;count=0\n"
                               ". IN DNSKEY 257 3 8 BBBB ;;state=3 [ MISSING ]\n"
                               ". IN DNSKEY 257 3 8 CCCC ;;state=1 [ ADDPEND ]\n"
                               ". IN DNSKEY 257 3 8 DDDD ;;state=4 [ REVOKED ]\n"
                               ". IN NS a.root-servers.example.\n"
                               "DNSKEY\n";
    const char **lines;
    size_t num;

    (void)state;
    assert_int_equal(dnssec_anchor_lines(&lines, &num, span_str(file), &arena), ERR_OK);
    assert_int_equal(num, 5);
    assert_string_equal(lines[2], "example. DS 1 13 2 00");
    assert_string_equal(lines[4], ". IN DNSKEY 257 3 8 BBBB ");
    assert_int_equal(dnssec_anchor_lines(&lines, &num, SPAN_LIT(". IN NS a.\n"), &arena),
                     ERR_DNSSEC_ANCHOR);
    assert_int_equal(dnssec_anchor_lines(&lines, &num, (struct span){0}, &arena),
                     ERR_DNSSEC_ANCHOR);
}

static void test_anchors_many(void **state)
{
    const char **lines;
    size_t num;
    struct buf text;

    (void)state;
    buf_init(&text, 1 << 16);
    for (int i = 0; i < DNSSEC_ANCHORS_MAX; i++)
        buf_str(&text, ". DS 1 13 2 00\n");
    assert_int_equal(dnssec_anchor_lines(&lines, &num, buf_span(&text), &arena), ERR_OK);
    buf_str(&text, ". DS 1 13 2 00");
    assert_int_equal(dnssec_anchor_lines(&lines, &num, buf_span(&text), &arena), ERR_LIMIT);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_broken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_late, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_anchors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_anchors_many, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
