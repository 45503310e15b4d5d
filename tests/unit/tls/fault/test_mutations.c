/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mutations make of a message, to the byte: a peer may refuse it for another reason than
 * meant. */
#include "config.h"

#include "lib/tls/fault/mutation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/hex.h"

#define RANDOM "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SERVER "020000350303" RANDOM "02aabb130100000b002b00020304777700017e"
#define CLIENT "010000380303" RANDOM "01aa000213010100000c002b0003020304ff01000100"

static const struct {
    const char *message;
    const struct mutation *mutation;
    bool is_13;
    struct mutation_args args;
    const char *made;
    enum fault_act act;
} rows[] = {
    {SERVER,
     &mutation_set_byte,
     true,
     {.n = 5, .v = 0x1ff},
     "0200003503ff" RANDOM "02aabb130100000b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_set_byte,
     true,
     {.n = -1, .v = 0x55},
     "020000350303" RANDOM "02aabb130100000b002b000203047777000155",
     FAULT_SEND},
    {SERVER,
     &mutation_flip,
     true,
     {.n = 0, .v = 0x81},
     "830000350303" RANDOM "02aabb130100000b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_flip,
     true,
     {.n = -2, .v = 0x81},
     "020000350303" RANDOM "02aabb130100000b002b00020304777700807e",
     FAULT_SEND},
    {SERVER,
     &mutation_cut,
     true,
     {.n = 3},
     "020000320303" RANDOM "02aabb130100000b002b000203047777",
     FAULT_SEND},
    {SERVER,
     &mutation_grow,
     true,
     {.n = 2},
     "020000370303" RANDOM "02aabb130100000b002b00020304777700017e0000",
     FAULT_SEND},
    {SERVER, &mutation_body, true, {.bytes = SPAN_INIT("\x61\x62")}, "020000026162", FAULT_SEND},
    {SERVER,
     &mutation_drop,
     true,
     {0},
     "020000350303" RANDOM "02aabb130100000b002b00020304777700017e",
     FAULT_DROP},
    {SERVER,
     &mutation_twice,
     true,
     {0},
     "020000350303" RANDOM "02aabb130100000b002b00020304777700017e",
     FAULT_TWICE},
    {SERVER,
     &mutation_hold,
     true,
     {0},
     "020000350303" RANDOM "02aabb130100000b002b00020304777700017e",
     FAULT_HOLD},
    {SERVER,
     &mutation_behind,
     true,
     {.bytes = SPAN_INIT("\x61")},
     "020000350303" RANDOM "02aabb130100000b002b00020304777700017e61",
     FAULT_SEND},
    {SERVER,
     &mutation_use_suite,
     true,
     {.v = 0xc02f},
     "020000350303" RANDOM "02aabbc02f00000b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_compress,
     true,
     {.v = 1},
     "020000350303" RANDOM "02aabb130101000b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_new_id,
     true,
     {.n = 0},
     "020000330303" RANDOM "00130100000b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_new_id,
     true,
     {.n = 3},
     "020000360303" RANDOM "03550000130100000b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_ext_add,
     true,
     {.n = 0xabcd, .bytes = SPAN_INIT("xy")},
     "0200003b0303" RANDOM "02aabb1301000011002b00020304777700017eabcd00027879",
     FAULT_SEND},
    {CLIENT,
     &mutation_ext_add,
     true,
     {.n = 0xabcd, .bytes = SPAN_INIT("xy")},
     "0100003e0303" RANDOM "01aa0002130101000012002b0003020304ff01000100abcd00027879",
     FAULT_SEND},
    {"020000280303" RANDOM "02aabb130100",
     &mutation_ext_add,
     false,
     {.n = 0xabcd, .bytes = SPAN_INIT("xy")},
     "020000300303" RANDOM "02aabb1301000006abcd00027879",
     FAULT_SEND},
    {SERVER,
     &mutation_ext_drop,
     true,
     {.n = 0x7777},
     "020000300303" RANDOM "02aabb1301000006002b00020304",
     FAULT_SEND},
    {SERVER,
     &mutation_ext_drop,
     true,
     {.n = 43},
     "0200002f0303" RANDOM "02aabb1301000005777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_ext_set,
     true,
     {.n = 0x7777, .bytes = SPAN_INIT("abc")},
     "020000370303" RANDOM "02aabb130100000d002b0002030477770003616263",
     FAULT_SEND},
    {SERVER,
     &mutation_ext_set,
     true,
     {.n = 43, .bytes = SPAN_INIT("")},
     "020000330303" RANDOM "02aabb1301000009002b0000777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_share,
     true,
     {.n = 2, .v = 7, .bytes = SPAN_INIT("\0\x1d")},
     "0200003d0303" RANDOM "02aabb1301000013002b00020304777700017e00330004001d0707",
     FAULT_SEND},
    {SERVER,
     &mutation_ext_length,
     true,
     {.v = 0x10},
     "020000350303" RANDOM "02aabb130100001b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_huge,
     true,
     {.n = 0x123456},
     "021234560303" RANDOM "02aabb130100000b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_scheme_said,
     false,
     {.n = 4, .v = 0x0804},
     "020000350804" RANDOM "02aabb130100000b002b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_sentinel,
     false,
     {.n = 0},
     "020000350303000102030405060708090a0b0c0d0e0f1011121314151617444f574e4752440102aabb130100000b0"
     "02b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_sentinel,
     false,
     {.n = 1},
     "020000350303000102030405060708090a0b0c0d0e0f1011121314151617444f574e4752440002aabb130100000b0"
     "02b00020304777700017e",
     FAULT_SEND},
    {SERVER,
     &mutation_retry_now,
     true,
     {0},
     "020000350303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c02aabb130100000b0"
     "02b00020304777700017e",
     FAULT_SEND},
    {"0b00000b0000080000053003020101",
     &mutation_garbage_leaf,
     false,
     {0},
     "0b00000b000008000005ff03020101",
     FAULT_SEND},
    {"0b00000e0000000a00000530030201010000",
     &mutation_garbage_leaf,
     true,
     {0},
     "0b00000e0000000a000005ff030201010000",
     FAULT_SEND},
    {"0400000a0000000a11223344"
     "0000",
     &mutation_ticket_lifetime,
     true,
     {.n = 0x12345678},
     "0400000a12345678112233440000",
     FAULT_SEND},
    {"0800000600040015"
     "0000",
     &mutation_ext_add,
     true,
     {.n = 16, .bytes = SPAN_INIT("z")},
     "0800000b000900150000001000017a",
     FAULT_SEND},
    {"0800000600040015"
     "0000",
     &mutation_ext_drop,
     true,
     {.n = 21},
     "080000020000",
     FAULT_SEND},
    {"1603030004"
     "61626364",
     &mutation_record_cut,
     true,
     {.n = 1},
     "1603030003616263",
     FAULT_SEND},
    {"1603030004"
     "61626364",
     &mutation_record_byte,
     true,
     {.n = 6, .v = 0x7a},
     "1603030004617a6364",
     FAULT_SEND},
    {"1603030004"
     "61626364",
     &mutation_record_flip,
     true,
     {.n = -1, .v = 1},
     "160303000461626365",
     FAULT_SEND},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf m, made;
        struct fail f = {0};
        struct mutation_context scene = {
            .row = &rows[i].args, .m = &m, .is_13 = rows[i].is_13, .act = FAULT_SEND};

        buf_init(&m, 1 << 16);
        buf_init(&made, 1 << 16);
        assert_int_equal(hex_decode(&m, span_str(rows[i].message), &f), ERR_OK);
        rows[i].mutation->apply(&scene);
        hex_encode(&made, buf_span(&m), 0);
        if (!span_eq(buf_span(&made), span_str(rows[i].made)) || scene.act != rows[i].act)
            fail_msg("row %zu: %.*s %d", i, (int)made.n, (const char *)made.p, (int)scene.act);
        buf_free(&m);
        buf_free(&made);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
