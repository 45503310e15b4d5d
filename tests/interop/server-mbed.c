/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server on mbedTLS for the interop matrix (TLS 1.2): server-mbed PORT CERT.pem KEY.pem
 * [CLIENTS.pem], the last where it insists on certificates from there.  Answers every request with
 * a short HTTP response, one connection after the other.
 */
#include "config.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_ticket.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context rng;
static mbedtls_ssl_config config;
static mbedtls_ssl_cache_context cache;
static mbedtls_ssl_ticket_context tickets;
static mbedtls_x509_crt chain, clients;
static mbedtls_pk_context key;

/* set_up: zero, or the first call that failed has said why. */
static int set_up(const char *cert_file, const char *key_file, const char *clients_file)
{
    int e;

    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&rng);
    mbedtls_ssl_config_init(&config);
    mbedtls_ssl_cache_init(&cache);
    mbedtls_ssl_ticket_init(&tickets);
    mbedtls_x509_crt_init(&chain);
    mbedtls_x509_crt_init(&clients);
    mbedtls_pk_init(&key);
    if ((e = mbedtls_ctr_drbg_seed(&rng, mbedtls_entropy_func, &entropy, NULL, 0)) != 0 ||
        (e = mbedtls_x509_crt_parse_file(&chain, cert_file)) != 0 ||
        (e = mbedtls_pk_parse_keyfile(&key, key_file, NULL)) != 0 ||
        (e = mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_SERVER,
                                         MBEDTLS_SSL_TRANSPORT_STREAM,
                                         MBEDTLS_SSL_PRESET_DEFAULT)) != 0 ||
        (e = mbedtls_ssl_ticket_setup(&tickets, mbedtls_ctr_drbg_random, &rng,
                                      MBEDTLS_CIPHER_AES_256_GCM, 3600)) != 0 ||
        (e = mbedtls_ssl_conf_own_cert(&config, &chain, &key)) != 0 ||
        (clients_file != NULL && (e = mbedtls_x509_crt_parse_file(&clients, clients_file)) != 0))
        return e;
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &rng);
    mbedtls_ssl_conf_session_cache(&config, &cache, mbedtls_ssl_cache_get, mbedtls_ssl_cache_set);
    mbedtls_ssl_conf_session_tickets_cb(&config, mbedtls_ssl_ticket_write,
                                        mbedtls_ssl_ticket_parse, &tickets);
    if (clients_file != NULL) {
        mbedtls_ssl_conf_ca_chain(&config, &clients, NULL);
        mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
    }
    return 0;
}

/* answer: one request, up to its empty line, and one response. */
static void answer(mbedtls_net_context *client)
{
    static const char response[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nhi\n";
    mbedtls_ssl_context ssl;
    char request[4096] = "";
    size_t n = 0;
    int got = 1;

    mbedtls_ssl_init(&ssl);
    if (mbedtls_ssl_setup(&ssl, &config) == 0) {
        mbedtls_ssl_set_bio(&ssl, client, mbedtls_net_send, mbedtls_net_recv, NULL);
        while (got > 0 && strstr(request, "\r\n\r\n") == NULL && n < sizeof request - 1) {
            got = mbedtls_ssl_read(&ssl, (unsigned char *)request + n, sizeof request - 1 - n);
            n += got > 0 ? (size_t)got : 0;
        }
        if (got > 0 &&
            mbedtls_ssl_write(&ssl, (const unsigned char *)response, sizeof response - 1) > 0)
            mbedtls_ssl_close_notify(&ssl);
    }
    mbedtls_ssl_free(&ssl);
}

int main(int argc, char **argv)
{
    mbedtls_net_context listener, client;
    int e;

    if (argc != 4 && argc != 5)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    mbedtls_net_init(&listener);
    if ((e = set_up(argv[2], argv[3], argv[4])) != 0 ||
        (e = mbedtls_net_bind(&listener, "127.0.0.1", argv[1], MBEDTLS_NET_PROTO_TCP)) != 0) {
        fprintf(stderr, "mbedTLS: error -0x%x\n", (unsigned)-e);
        return 1;
    }
    for (;;) {
        mbedtls_net_init(&client);
        if (mbedtls_net_accept(&listener, &client, NULL, 0, NULL) != 0)
            return 1;
        answer(&client);
        mbedtls_net_free(&client);
    }
}
