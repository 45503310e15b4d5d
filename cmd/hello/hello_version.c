/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which version a hello is about, and hellos of SSL 2.0. */
#include "config.h"

#include "cmd/hello/hello_view.h"

#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/ssl2.h"

static struct span ssl2_content(const struct first_flight *flight)
{
    return span_tail(flight->hello, SSL2_HEADER);
}

enum err hello_form_ssl2(const struct first_flight *flight)
{
    struct fail fail = {0};
    struct ssl2_client_hello client;
    struct ssl2_server_hello server;
    uint16_t code;

    switch (flight->kind) {
    case FIRST_FLIGHT_CLIENT: return ssl2_client_hello_parse(&client, ssl2_content(flight), &fail);
    case FIRST_FLIGHT_SERVER: return ssl2_server_hello_parse(&server, ssl2_content(flight), &fail);
    default: return ssl2_error_parse(&code, ssl2_content(flight), &fail);
    }
}

/* What a hello in the form of SSL 2.0 is about: a client may offer a newer version in it, 0 if it
 * cannot be read; a server speaks no other one. */
static uint16_t version_ssl2(const struct first_flight *flight)
{
    struct fail fail = {0};
    struct ssl2_client_hello client = {0};

    if (flight->kind == FIRST_FLIGHT_CLIENT &&
        ssl2_client_hello_parse(&client, ssl2_content(flight), &fail) == ERR_OK)
        return client.version;
    return flight->kind == FIRST_FLIGHT_CLIENT ? 0 : TLS_SSL_2;
}

/* RFC 9846 4.3.1: supported_versions counts. */
uint16_t hello_version(const struct first_flight *flight)
{
    struct fail fail = {0};
    struct server_hello hello;
    struct span ext;
    uint16_t chosen = 0;

    if (flight->kind != FIRST_FLIGHT_SERVER)
        return 0;
    if (flight->is_ssl2)
        return version_ssl2(flight);
    if (server_hello_parse(&hello, span_tail(flight->hello, MSG_HEADER), &fail) != ERR_OK)
        return 0;
    if (ext_get(hello.exts, TLSX_SUPPORTED_VERSIONS, &ext) &&
        ext_u16_parse(&chosen, ext, &fail) == ERR_OK)
        return chosen;
    return hello.version;
}

/* The highest version that we know in a list. */
static uint16_t highest(struct span list)
{
    uint16_t best = 0;

    for (size_t i = 0; i < list.n / 2; i++) {
        uint16_t version = list16_at(list, i);

        if (version > best && version <= TLS_1_3)
            best = version;
    }
    return best;
}

uint16_t hello_best(const struct first_flight *flight)
{
    struct fail fail = {0};
    struct client_hello hello;
    struct span ext, list;

    if (flight->is_ssl2)
        return version_ssl2(flight);
    if (flight->kind == FIRST_FLIGHT_SERVER)
        return hello_version(flight);
    if (flight->kind != FIRST_FLIGHT_CLIENT ||
        client_hello_parse(&hello, span_tail(flight->hello, MSG_HEADER), &fail) != ERR_OK)
        return 0;
    if (ext_get(hello.exts, TLSX_SUPPORTED_VERSIONS, &ext) &&
        ext_list8of16_parse(&list, ext, &fail) == ERR_OK)
        return highest(list);
    return hello.version;
}
