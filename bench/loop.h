/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop: one full verified handshake after the other, by different libraries in one process. */
#ifndef TB_BENCH_LOOP_H
#define TB_BENCH_LOOP_H

/* A library.  open loads the root once; shake does one handshake over a connected socket and closes
 * TLS properly; both end the process where the library does not do what it must. */
struct loop_peer {
    const char *name;
    void *(*open)(const char *roots, const char *host, int minor); /* minor: 2 or 3 */
    void (*shake)(void *ctx, int fd);
    void (*close)(void *ctx);
};

extern const struct loop_peer loop_tlsbox, loop_ssl, loop_gnutls;

void loop_die(const char *who, const char *what) __attribute__((noreturn));

#endif
