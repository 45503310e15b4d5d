/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hello_view: what is known of one hello, as text and JSON. */
#ifndef TB_CMD_HELLO_HELLO_VIEW_H
#define TB_CMD_HELLO_HELLO_VIEW_H

#include "lib/tls/wire/first_flight.h"
#include "app/output.h"

struct hello_view {
    const char *input, *label; /* the operand; what messages begin with */
    bool is_file;              /* given, not from the network: what is broken is undecodable */
    bool is_client;            /* it came from a client */
    char address[80];          /* or "" */
    struct span sni;           /* that was sent; empty: none */
    uint16_t port;             /* that was connected to; 0: none */
    uint16_t min_version, max_version; /* that were offered; 0: none were */
    struct first_flight flight;        /* what came, or what was given */
    struct first_flight sent;          /* our own ClientHello, where there was one */
    enum reason reason;        /* OK, or why there is no hello */
    struct buf message;
};

struct hello_view_style {
    bool json;
    struct style style;
};

void hello_view_init(struct hello_view *view);
void hello_view_free(struct hello_view *view);
void hello_view_address(struct hello_view *view, const char *address);

/* hello_view_fail says why there is no hello; the first reason stays. */
void hello_view_fail(struct hello_view *view, enum reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* hello_view_put writes it, diagnostics to standard error; its exit code. */
int hello_view_put(struct hello_view *view, struct output *out,
                   const struct hello_view_style *style);

#endif
