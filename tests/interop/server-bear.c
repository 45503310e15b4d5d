/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server on BearSSL for the interop matrix (TLS 1.2): server-bear PORT CERT.pem KEY.pem.  Answers
 * every request with a short HTTP response, one connection after the other.
 */
#include "config.h"

#include <arpa/inet.h>
#include <bearssl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DER_MAX = 8192, CHAIN_MAX = 4 };

/* The objects of a PEM file, one behind the other. */
struct pem {
    unsigned char der[CHAIN_MAX][DER_MAX];
    size_t n[CHAIN_MAX];
    size_t num;
};

static void take(void *ctx, const void *data, size_t n)
{
    struct pem *p = ctx;

    if (p->num < CHAIN_MAX && p->n[p->num] + n <= DER_MAX) {
        memcpy(p->der[p->num] + p->n[p->num], data, n);
        p->n[p->num] += n;
    }
}

static void read_pem(struct pem *p, const char *path)
{
    static unsigned char text[65536];
    br_pem_decoder_context decoder;
    FILE *f = fopen(path, "r");
    size_t n = f == NULL ? 0 : fread(text, 1, sizeof text, f), done = 0;

    memset(p, 0, sizeof *p);
    br_pem_decoder_init(&decoder);
    while (done < n) {
        done += br_pem_decoder_push(&decoder, text + done, n - done);
        switch (br_pem_decoder_event(&decoder)) {
        case BR_PEM_BEGIN_OBJ:
            br_pem_decoder_setdest(&decoder, take, p);
            break;
        case BR_PEM_END_OBJ:
            p->num++;
            break;
        default:
            break;
        }
    }
    if (f != NULL)
        fclose(f);
    if (p->num == 0) {
        fprintf(stderr, "%s: no PEM\n", path);
        exit(1);
    }
}

static int read_some(void *ctx, unsigned char *data, size_t n)
{
    ssize_t got = read(*(int *)ctx, data, n);
    return got <= 0 ? -1 : (int)got;
}

static int write_some(void *ctx, const unsigned char *data, size_t n)
{
    ssize_t sent = write(*(int *)ctx, data, n);
    return sent <= 0 ? -1 : (int)sent;
}

static void answer(br_ssl_server_context *server, int fd)
{
    static const char response[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nhi\n";
    br_sslio_context io;
    unsigned char byte;
    int ends = 0;

    br_ssl_server_reset(server);
    br_sslio_init(&io, &server->eng, read_some, &fd, write_some, &fd);
    while (ends < 4 && br_sslio_read(&io, &byte, 1) == 1)
        ends = byte == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
    if (ends == 4) {
        br_sslio_write_all(&io, response, sizeof response - 1);
        br_sslio_close(&io);
    }
}

int main(int argc, char **argv)
{
    static struct pem certs, key;
    static unsigned char buffer[BR_SSL_BUFSIZE_BIDI];
    static br_ssl_session_cache_lru cache;
    static unsigned char cache_memory[4096];
    br_x509_certificate chain[CHAIN_MAX];
    br_skey_decoder_context decoder;
    br_ssl_server_context server;
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, fd;
    struct sockaddr_in address = {.sin_family = AF_INET};

    if (argc != 4)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    read_pem(&certs, argv[2]);
    read_pem(&key, argv[3]);
    for (size_t i = 0; i < certs.num; i++)
        chain[i] = (br_x509_certificate){certs.der[i], certs.n[i]};
    br_skey_decoder_init(&decoder);
    br_skey_decoder_push(&decoder, key.der[0], key.n[0]);
    if (br_skey_decoder_key_type(&decoder) == BR_KEYTYPE_RSA)
        br_ssl_server_init_full_rsa(&server, chain, certs.num, br_skey_decoder_get_rsa(&decoder));
    else
        br_ssl_server_init_full_ec(&server, chain, certs.num, BR_KEYTYPE_EC,
                                   br_skey_decoder_get_ec(&decoder));
    br_ssl_engine_set_buffer(&server.eng, buffer, sizeof buffer, 1);
    br_ssl_session_cache_lru_init(&cache, cache_memory, sizeof cache_memory);
    br_ssl_server_set_cache(&server, &cache.vtable);

    address.sin_port = htons((unsigned short)atoi(argv[1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 16) != 0) {
        perror("bind");
        return 1;
    }
    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        answer(&server, fd);
        close(fd);
    }
    return 1;
}
