/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dns: a name server on the loopback interface, in a thread, that answers from a table. */
#ifndef TB_TESTS_UNIT_NET_DNS_H
#define TB_TESTS_UNIT_NET_DNS_H

#include <pthread.h>

#include "lib/net/net.h"

enum { DNS_A = 1, DNS_AAAA = 28 };
enum { DNS_OK = 0, DNS_SERVFAIL = 2, DNS_NXDOMAIN = 3, DNS_REFUSED = 5, DNS_SILENCE = -1 };

/* What is answered to a question for this name and type; what is in no row does not exist. */
struct dns_row {
    const char *name;
    int type;
    int code;
    unsigned delay_ms;
    const char *addresses[4]; /* as text; none: the name has none of this type;
                                 "*20": that many IPv4 ones from 127.1.0.1 on, at most 29 */
};

struct dns {
    const struct dns_row *rows;
    size_t num;
    int fd;
    char list[32]; /* for net_loop_resolvers */
    pthread_t thread;
    unsigned asked; /* questions that came; to be read after dns_end */
};

void dns_begin(struct dns *d, const struct dns_row *rows, size_t num);
void dns_end(struct dns *d);

#endif
