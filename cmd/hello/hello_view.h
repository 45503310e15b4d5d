/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hello_view: what is known of one hello, as text and JSON. */
#ifndef TB_CMD_HELLO_HELLO_VIEW_H
#define TB_CMD_HELLO_HELLO_VIEW_H

#include "app/output.h"
#include "lib/tls/wire/first_flight.h"

struct hello_view {
    const char *input, *label;         /* the operand; the beginning of messages */
    bool is_file;                      /* from --file or --hex: a broken one is undecodable */
    bool is_client;                    /* it came from a client */
    char address[80];                  /* or "" */
    struct span sni;                   /* the name sent; empty: none */
    uint16_t port;                     /* the port connected to; 0: none */
    uint16_t min_version, max_version; /* the versions offered; 0: none */
    struct first_flight flight;        /* what came or was given */
    struct first_flight sent;          /* our own ClientHello, if any */
    enum reason reason;                /* OK, or why there is no hello */
    struct buf message;
};

struct hello_view_style {
    bool json;
    struct style style;
};

/* hello_version is the version that a server has chosen (supported_versions counts), 0 for others;
 * hello_best that, or the highest one that a client offers. */
uint16_t hello_version(const struct first_flight *flight);
uint16_t hello_best(const struct first_flight *flight);

/* hello_form_ssl2 reads a message of SSL 2.0 and returns what is wrong with its form. */
enum err hello_form_ssl2(const struct first_flight *flight) MUST_CHECK;

void hello_view_init(struct hello_view *view);
void hello_view_free(struct hello_view *view);
void hello_view_address(struct hello_view *view, const char *address);

/* hello_view_fail records why there is no hello; the first reason stays. */
void hello_view_fail(struct hello_view *view, enum reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* hello_view_put prints it, with diagnostics on standard error; returns the exit code. */
int hello_view_put(struct hello_view *view, struct output *out,
                   const struct hello_view_style *style);

#endif
