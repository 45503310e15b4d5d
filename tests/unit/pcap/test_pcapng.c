/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/pcapng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/hex.h"
#include "lib/base/rd.h"
#include "tests/harness/vectors.h"

enum { CAPTURE_MAX = 1 << 20 };
static const uint64_t some_time = 1700000000123456;

/* A reader of captures, as far as we write them, that believes nothing. */
struct reader {
    struct rd left;
    struct fail fail;
    struct span secrets;
    struct span addresses[2]; /* client, server */
    uint16_t ports[2];
    uint32_t next[2]; /* the sequence number that must come */
    bool open[2], closed[2];
    struct buf streams[2];
    unsigned interfaces, packets;
};

static uint32_t ones_sum(uint32_t total, struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        total += (uint32_t)s.p[i] << (i % 2 == 0 ? 8 : 0);
    while (total >> 16 != 0)
        total = (total & 0xffff) + (total >> 16);
    return total;
}

/* A segment: its checksum, its numbers, its data. */
static void read_tcp(struct reader *r, struct span from, struct span to, struct span segment)
{
    struct rd tcp = rd_init(segment, &r->fail);
    uint32_t total = ones_sum((uint32_t)(6 + segment.n), from), seq, ack;
    uint16_t port = rd_u16(&tcp);
    int side = port == r->ports[0] ? 0 : 1, flags;

    total = ones_sum(total, to);
    assert_int_equal(ones_sum(total, segment), 0xffff);
    assert_int_equal(port, r->ports[side]);
    assert_int_equal(rd_u16(&tcp), r->ports[!side]);
    assert_true(span_eq(from, r->addresses[side]) && span_eq(to, r->addresses[!side]));
    seq = rd_u32(&tcp);
    ack = rd_u32(&tcp);
    assert_int_equal(rd_u8(&tcp), 0x50);
    flags = rd_u8(&tcp);
    assert_int_equal(rd_u16(&tcp), 65535);
    (void)rd_u32(&tcp);
    if ((flags & 0x02) != 0) { /* SYN */
        assert_false(r->open[side]);
        r->open[side] = true;
        r->next[side] = seq + 1;
    } else {
        assert_true(r->open[side]);
        assert_int_equal(seq, r->next[side]);
    }
    assert_int_equal((flags & 0x10) != 0, r->open[!side]); /* ACK */
    assert_int_equal(ack, r->open[!side] ? r->next[!side] : 0);
    assert_true(tcp.left.n <= 1400 && (tcp.left.n == 0 || !r->closed[side]));
    buf_put(&r->streams[side], tcp.left);
    r->next[side] += (uint32_t)tcp.left.n + (flags & 0x01);
    r->closed[side] |= (flags & 0x01) != 0;
}

static void read_ip(struct reader *r, struct span packet)
{
    struct rd ip = rd_init(packet, &r->fail);
    bool is_4 = packet.p[0] >> 4 == 4;
    size_t address_n = is_4 ? 4 : 16, header_n = is_4 ? 20 : 40;
    struct span from, to;

    if (is_4) {
        assert_int_equal(ones_sum(0, span_head(packet, 20)), 0xffff);
        assert_int_equal(rd_u16(&ip), 0x4500);
        assert_int_equal(rd_u16(&ip), packet.n);
        assert_int_equal(rd_u32(&ip), 0x4000);
        (void)rd_u8(&ip);
        assert_int_equal(rd_u8(&ip), 6);
        (void)rd_u16(&ip);
    } else {
        assert_int_equal(rd_u32(&ip), 0x60000000);
        assert_int_equal(rd_u16(&ip), packet.n - header_n);
        assert_int_equal(rd_u8(&ip), 6);
        (void)rd_u8(&ip);
    }
    from = rd_bytes(&ip, address_n);
    to = rd_bytes(&ip, address_n);
    read_tcp(r, from, to, rd_rest(&ip));
}

static void read_packet(struct reader *r, struct rd *body)
{
    uint32_t n;

    assert_int_equal(r->interfaces, 1);
    assert_int_equal(rd_u32(body), 0);
    assert_int_equal(rd_u64(body), some_time);
    n = rd_u32(body);
    assert_int_equal(rd_u32(body), n);
    read_ip(r, rd_bytes(body, n));
    assert_true(body->left.n < 4);
    r->packets++;
}

static void read_block(struct reader *r, bool first)
{
    uint32_t type = rd_u32(&r->left), n = rd_u32(&r->left);
    struct rd body;

    assert_true(n >= 12 && n % 4 == 0);
    body = rd_init(rd_bytes(&r->left, n - 12), &r->fail);
    assert_int_equal(rd_u32(&r->left), n);
    assert_int_equal(type == 0x0a0d0d0a, first);
    switch (type) {
    case 0x0a0d0d0a:
        assert_int_equal(rd_u32(&body), 0x1a2b3c4d);
        assert_int_equal(rd_u32(&body), 0x00010000);
        assert_true(rd_u64(&body) == UINT64_MAX);
        break;
    case 10:
        assert_int_equal(r->packets, 0);
        assert_int_equal(rd_u32(&body), 0x544c534b);
        n = rd_u32(&body);
        r->secrets = rd_bytes(&body, n);
        assert_true(body.left.n < 4);
        break;
    case 1:
        r->interfaces++;
        assert_int_equal(rd_u32(&body), 101 << 16);
        assert_int_equal(rd_u32(&body), 0);
        break;
    case 6: read_packet(r, &body); break;
    default: fail_msg("block type %u", type);
    }
}

static void read_all(struct reader *r, struct span capture, const struct pcapng_flow *f)
{
    *r = (struct reader){
        .addresses = {span_of(f->client.ip, f->client.ip_n), span_of(f->server.ip, f->server.ip_n)},
        .ports = {f->client.port, f->server.port}};
    r->left = rd_init(capture, &r->fail);
    for (int i = 0; i < 2; i++)
        buf_init(&r->streams[i], CAPTURE_MAX);
    for (bool first = true; rd_more(&r->left); first = false)
        read_block(r, first);
    assert_int_equal(r->fail.err, ERR_OK);
}

static void reader_free(struct reader *r)
{
    buf_free(&r->streams[0]);
    buf_free(&r->streams[1]);
}

static struct pcapng_flow flow(size_t ip_n)
{
    struct pcapng_flow f = {.client = {.ip_n = ip_n, .port = 50001},
                            .server = {.ip_n = ip_n, .port = 443},
                            .client_seq = UINT32_MAX - 5, /* wraps on the way */
                            .server_seq = 0xfffe};

    for (size_t i = 0; i < ip_n; i++) {
        f.client.ip[i] = (uint8_t)(0xc0 + i);
        f.server.ip[i] = (uint8_t)(0xf7 - i);
    }
    return f;
}

/* What goes in comes out: both streams, with every size around the one of a segment. */
static void streams(size_t ip_n, struct span keylog)
{
    static const size_t sizes[] = {1, 2, 3, 4, 5, 1399, 1400, 1401, 2800, 4097, 0};
    struct pcapng_flow f = flow(ip_n);
    struct pcapng_flow start = f;
    struct buf capture, sent[2];
    struct reader r;
    uint8_t data[4097];
    unsigned packets = 3;

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 13 + 200);
    buf_init(&capture, CAPTURE_MAX);
    buf_init(&sent[0], CAPTURE_MAX);
    buf_init(&sent[1], CAPTURE_MAX);
    pcapng_begin(&capture, keylog);
    pcapng_open(&capture, &f, some_time);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct span s = span_of(data, sizes[i]);

        packets += (unsigned)((s.n + 1399) / 1400) + (s.n > 0);
        pcapng_data(&capture, &f, i % 2 == 0, some_time, s);
        buf_put(&sent[i % 2], s);
    }
    pcapng_close(&capture, &f, true, some_time);
    read_all(&r, buf_span(&capture), &start);
    assert_int_equal(r.packets, packets + 3);
    assert_true(r.closed[0] && r.closed[1]);
    assert_true(span_eq(r.secrets, keylog));
    for (int i = 0; i < 2; i++) {
        assert_true(span_eq(buf_span(&r.streams[i]), buf_span(&sent[i])));
        buf_free(&sent[i]);
    }
    reader_free(&r);
    buf_free(&capture);
}

static void both_families(void **state)
{
    (void)state;
    streams(4, (struct span){0});
    streams(16, SPAN_LIT("CLIENT_RANDOM 00 11\n"));
    streams(4, SPAN_LIT("12345"));
}

/* The packet analyzer finds both texts of a recorded connection, with the secrets inside. */
static void decrypted(void **state)
{
    struct pcapng_flow f = flow(4);
    struct buf capture, line;
    struct vectors v;
    struct span order;
    char path[] = "/tmp/tlsbox-pcapng.XXXXXX", command[128], got[4096];
    int fd;
    FILE *out;

    (void)state;
    if (system("command -v tshark >/dev/null 2>&1") != 0) {
        (void)fprintf(stderr, "NOT RUN: there is no tshark\n");
        skip();
    }
    vectors_open(&v, "tests/vectors/tls12/rsa-gcm-sha256.txt");
    buf_init(&capture, CAPTURE_MAX);
    buf_init(&line, CAPTURE_MAX);
    buf_str(&line, "CLIENT_RANDOM ");
    hex_encode(&line, vector_get(&v, "client_random"), 0);
    buf_u8(&line, ' ');
    hex_encode(&line, vector_get(&v, "master"), 0);
    buf_u8(&line, '\n');
    pcapng_begin(&capture, buf_span(&line));
    pcapng_open(&capture, &f, some_time);
    for (order = vector_text(&v, "order"); order.n > 0;) {
        struct span word = span_head(order, span_find(order, ' '));
        char name[64];

        (void)snprintf(name, sizeof name, "%.*s", (int)word.n, (const char *)word.p);
        pcapng_data(&capture, &f, strncmp(name, "client_", 7) == 0, some_time,
                    vector_get(&v, name));
        order = span_tail(order, word.n + 1);
    }
    pcapng_close(&capture, &f, true, some_time);
    fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, capture.p, capture.n), capture.n);
    assert_int_equal(close(fd), 0);
    (void)snprintf(command, sizeof command, "tshark -r %s -q -z follow,tls,ascii,0 2>&1", path);
    out = popen(command, "r");
    assert_non_null(out);
    got[fread(got, 1, sizeof got - 1, out)] = '\0';
    (void)pclose(out);
    (void)unlink(path);
    assert_non_null(strstr(got, "ping from the client"));
    assert_non_null(strstr(got, "pong from the server"));
    buf_free(&line);
    buf_free(&capture);
    vectors_close(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_families),
                                       cmocka_unit_test(decrypted)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
