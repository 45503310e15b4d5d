/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop PORT HOST ROOTS ROUNDS: prints "LIBRARY VERSION MICROSECONDS" for each, the median. */
#include "config.h"

#include "bench/loop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void loop_die(const char *who, const char *what)
{
    fprintf(stderr, "loop: %s: %s\n", who, what);
    exit(1);
}

static int connect_to(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof to) != 0)
        loop_die("socket", "cannot connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int double_cmp(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static const struct loop_peer *const peers[] = {&loop_tlsbox, &loop_ssl, &loop_gnutls};
    enum { PEERS = sizeof peers / sizeof peers[0], MAX_ROUNDS = 2000 };
    static double us[PEERS][MAX_ROUNDS];
    size_t rounds = argc == 5 ? strtoul(argv[4], NULL, 10) : 0;

    if (rounds == 0 || rounds > MAX_ROUNDS)
        loop_die("usage", "loop PORT HOST ROOTS ROUNDS");
    signal(SIGPIPE, SIG_IGN);
    for (int minor = 3; minor >= 2; minor--) {
        void *ctx[PEERS];
        for (size_t i = 0; i < PEERS; i++)
            ctx[i] = peers[i]->open(argv[3], argv[2], minor);
        for (size_t round = 0; round < rounds; round++) {
            for (size_t i = 0; i < PEERS; i++) {
                double start = now_us();
                int fd = connect_to((uint16_t)strtoul(argv[1], NULL, 10));
                peers[i]->shake(ctx[i], fd);
                us[i][round] = now_us() - start;
                close(fd);
            }
        }
        for (size_t i = 0; i < PEERS; i++) {
            qsort(us[i], rounds, sizeof us[i][0], double_cmp);
            printf("%s 1.%d %.0f\n", peers[i]->name, minor, us[i][rounds / 2]);
            peers[i]->close(ctx[i]);
        }
    }
    return 0;
}
