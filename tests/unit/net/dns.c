/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/net/dns.h"

/* An answer on its way (RFC 1035 4.1). */
enum { MOST = 16, PACKET = 512 };
struct answer {
    uint64_t due_us;
    struct sockaddr_in to;
    uint8_t bytes[PACKET];
    size_t n; /* 0: free */
};

/* question reads the name of the one question, with dots, and its type. */
static bool question(const uint8_t *p, size_t n, char *name, int *type, size_t *end)
{
    size_t at = 12, out = 0;

    while (at < n && p[at] != 0) {
        size_t label = p[at];
        if (at + 1 + label >= n || out + label + 2 > 256)
            return false;
        if (out > 0)
            name[out++] = '.';
        memcpy(name + out, p + at + 1, label);
        out += label;
        at += 1 + label;
    }
    name[out] = '\0';
    *end = at + 5;
    if (*end > n)
        return false;
    *type = p[at + 1] << 8 | p[at + 2];
    return true;
}

static size_t add_address(uint8_t *p, int type, const char *text)
{
    static const uint8_t pointer[] = {0xc0, 12}, class_and_ttl[] = {0, 1, 0, 0, 0, 60};
    size_t n = type == DNS_A ? 4 : 16;

    memcpy(p, pointer, 2);
    p[2] = 0;
    p[3] = (uint8_t)type;
    memcpy(p + 4, class_and_ttl, 6);
    p[10] = 0;
    p[11] = (uint8_t)n;
    inet_pton(type == DNS_A ? AF_INET : AF_INET6, text, p + 12);
    return 12 + n;
}

static size_t add_many(uint8_t *p, size_t *count, size_t n)
{
    char text[40];
    size_t at = 0;

    for (; *count < n; ++*count) {
        snprintf(text, sizeof text, "127.1.0.%zu", *count + 1);
        at += add_address(p + at, DNS_A, text);
    }
    return at;
}

/* make turns the question into its answer; 0: there is none. */
static size_t make(const struct dns *d, uint8_t p[PACKET], size_t n, unsigned *delay_ms)
{
    const struct dns_row *row = NULL;
    char name[256];
    size_t end, count = 0;
    int type, code = DNS_NXDOMAIN;

    if (n < 12 || !question(p, n, name, &type, &end))
        return 0;
    for (size_t i = 0; i < d->num; i++) {
        if (!span_ieq(span_str(d->rows[i].name), span_str(name)))
            continue;
        code = DNS_OK; /* the name exists */
        if (d->rows[i].type == type)
            row = &d->rows[i];
    }
    if (row != NULL)
        code = row->code;
    if (code == DNS_SILENCE)
        return 0;
    *delay_ms = row == NULL ? 0 : row->delay_ms;
    if (row != NULL && row->addresses[0] != NULL && row->addresses[0][0] == '*')
        end += add_many(p + end, &count, (size_t)atoi(row->addresses[0] + 1));
    else
        for (; row != NULL && count < 4 && row->addresses[count] != NULL; count++)
            end += add_address(p + end, type, row->addresses[count]);
    p[2] = 0x81;                   /* a response; recursion desired … */
    p[3] = (uint8_t)(0x80 | code); /* … and available */
    memset(p + 6, 0, 6);
    p[7] = (uint8_t)count;
    return end;
}

static void take(struct dns *d, struct answer answers[MOST])
{
    unsigned delay_ms = 0;
    struct answer *a = answers;
    socklen_t n = sizeof a->to;

    while (a->n != 0) /* there are more places than questions under way */
        a++;
    ssize_t got = recvfrom(d->fd, a->bytes, sizeof a->bytes, 0, (struct sockaddr *)&a->to, &n);
    if (got <= 0)
        return;
    d->asked++;
    a->n = make(d, a->bytes, (size_t)got, &delay_ms);
    a->due_us = net_now_us() + (uint64_t)delay_ms * 1000;
}

/* serve runs until a datagram of one byte comes. */
static void *serve(void *ctx)
{
    struct dns *d = ctx;
    struct answer answers[MOST] = {0};
    struct pollfd in = {.fd = d->fd, .events = POLLIN};
    uint8_t first[2];

    for (;;) {
        if (poll(&in, 1, 2) > 0) {
            if (recv(d->fd, first, sizeof first, MSG_PEEK | MSG_TRUNC) == 1)
                return NULL;
            take(d, answers);
        }
        for (size_t i = 0; i < MOST; i++) {
            struct answer *a = &answers[i];
            if (a->n == 0 || a->due_us > net_now_us())
                continue;
            sendto(d->fd, a->bytes, a->n, 0, (struct sockaddr *)&a->to, sizeof a->to);
            a->n = 0;
        }
    }
}

void dns_begin(struct dns *d, const struct dns_row *rows, size_t num)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t n = sizeof at;

    *d = (struct dns){.rows = rows, .num = num};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    d->fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(d->fd >= 0);
    assert_int_equal(bind(d->fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(d->fd, (struct sockaddr *)&at, &n), 0);
    snprintf(d->list, sizeof d->list, "127.0.0.1:%u", ntohs(at.sin_port));
    assert_int_equal(pthread_create(&d->thread, NULL, serve, d), 0);
}

void dns_end(struct dns *d)
{
    struct sockaddr_in at;
    socklen_t n = sizeof at;

    assert_int_equal(getsockname(d->fd, (struct sockaddr *)&at, &n), 0);
    assert_int_equal(sendto(d->fd, "x", 1, 0, (struct sockaddr *)&at, n), 1);
    assert_int_equal(pthread_join(d->thread, NULL), 0);
    close(d->fd);
}
