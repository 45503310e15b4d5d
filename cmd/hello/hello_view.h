/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hellotext: what is known of one hello, as text and JSON. */
#ifndef TB_CMD_HELLO_HELLO_VIEW_H
#define TB_CMD_HELLO_HELLO_VIEW_H

#include "lib/tls/wire/first_flight.h"
#include "app/output.h"

struct hellotext {
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

struct hellotext_style {
    bool json;
    struct style style;
};

void hellotext_init(struct hellotext *view);
void hellotext_free(struct hellotext *view);
void hellotext_address(struct hellotext *view, const char *address);

/* hellotext_fail says why there is no hello; the first reason stays. */
void hellotext_fail(struct hellotext *view, enum reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* hellotext_put writes it, diagnostics to standard error; its exit code. */
int hellotext_put(struct hellotext *view, struct output *out, const struct hellotext_style *style);

#endif
