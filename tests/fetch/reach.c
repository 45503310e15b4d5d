/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/fetch/reach.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST = 64, LOOPBACK = 127 };

static char places[MOST][INET6_ADDRSTRLEN + 9];
static unsigned num;
static uint16_t other_port;

void reach_divert(uint16_t port)
{
    other_port = port;
}

/* "192.0.2.1:80" or "[2001:db8::1]:80" */
static void write_down(const struct sockaddr *to)
{
    const struct sockaddr_in *v4 = (const void *)to;
    const struct sockaddr_in6 *v6 = (const void *)to;
    char ip[INET6_ADDRSTRLEN] = "";

    if (num < MOST && to->sa_family == AF_INET6)
        snprintf(places[num], sizeof places[num], "[%s]:%u",
                 inet_ntop(AF_INET6, &v6->sin6_addr, ip, sizeof ip), ntohs(v6->sin6_port));
    else if (num < MOST)
        snprintf(places[num], sizeof places[num], "%s:%u",
                 inet_ntop(AF_INET, &v4->sin_addr, ip, sizeof ip), ntohs(v4->sin_port));
    num++;
}

static int is_here(const struct sockaddr *to)
{
    const struct sockaddr_in *v4 = (const void *)to;
    const struct sockaddr_in6 *v6 = (const void *)to;

    return to->sa_family == AF_INET ? ntohl(v4->sin_addr.s_addr) >> 24 == LOOPBACK
                                    : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

/* It gets the name by its label: some C libraries declare connect() with a union. */
int reach_connect(int fd, const struct sockaddr *to, socklen_t n) __asm__("connect");

int reach_connect(int fd, const struct sockaddr *to, socklen_t n)
{
    const struct sockaddr_in here = {.sin_family = AF_INET,
                                     .sin_port = htons(other_port),
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int type = 0;
    socklen_t size = sizeof type;

    if ((to->sa_family == AF_INET || to->sa_family == AF_INET6) &&
        getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM) {
        write_down(to);
        if (!is_here(to) && (to->sa_family == AF_INET6 || other_port == 0)) {
            errno = ECONNREFUSED;
            return -1;
        }
        if (!is_here(to)) {
            to = (const void *)&here;
            n = sizeof here;
        }
    }
    return (int)syscall(SYS_connect, fd, to, n);
}

void reach_report(void)
{
    struct rusage used;

    for (unsigned i = 0; i < num && i < MOST; i++)
        fprintf(stderr, "reached %s\n", places[i]);
    getrusage(RUSAGE_SELF, &used);
    fprintf(stderr, "%u connections, peak %ld KiB\n", num, used.ru_maxrss);
}
