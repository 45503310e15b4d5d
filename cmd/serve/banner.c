/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/serve/banner.h"

#include "cmd/serve/fault_list.h"
#include "lib/base/shell_word.h"
#include "lib/path/host.h"
#include "lib/path/purpose.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/text.h"

enum { NAMES_BYTES = 60000, NAME_LENGTH = 2 };

/* The server's first certificate is for this name. */
static bool is_for(const struct serve *serve, const char *name)
{
    struct host_match match;
    struct reference_id host;

    if (host_parse(&host, name) != ERR_OK)
        return false;
    host_match(&match, &host, serve->sites.leaves[0]);
    return match.matched;
}

const char *banner_reach(const char *address)
{
    if (strcmp(address, "0.0.0.0") == 0)
        return "127.0.0.1";
    return strcmp(address, "::") == 0 ? "::1" : address;
}

/* Clients on this machine can use the name localhost: for the address and for the certificate. */
static bool is_local(const struct serve *serve, const char *address)
{
    const char *at = banner_reach(address);

    return (strcmp(at, "127.0.0.1") == 0 || strcmp(at, "::1") == 0) && is_for(serve, "localhost");
}

static void put_at(struct buf *out, const char *address, uint16_t port)
{
    buf_printf(out, strchr(address, ':') != NULL ? "[%s]:%u" : "%s:%u", address, port);
}

/* Example command lines that trust the root, with the name that the certificate is for. */
static void put_trust(struct buf *out, const struct serve *serve, const char *address,
                      uint16_t port, const char *root)
{
    bool local = is_local(serve, address);
    bool shown = serve->tls.client_auth == CLIENT_AUTH_REQUIRE; /* with a client certificate */
    const char *name = local ? "localhost" : serve->name;
    const char *host = name[0] == '*' ? "www" : "";

    name += name[0] == '*';

    buf_str(out, "  tlsbox handshake --roots ");
    shell_word_put(out, root);
    if (!local) {
        buf_str(out, " --connect ");
        put_at(out, banner_reach(address), port);
    }
    buf_str(out, shown ? " --cert FILE --key FILE" : "");
    buf_printf(out, " %s%s:%u\n  curl --cacert ", host, name, port);
    shell_word_put(out, root);
    buf_str(out, shown ? " --cert FILE --key FILE" : "");
    if (!local) {
        buf_str(out, " --connect-to ::");
        put_at(out, banner_reach(address), port);
    }
    buf_printf(out, " https://%s%s:%u/\n", host, name, port);
}

/* The first certificate in one line. */
static void put_certificate(struct buf *out, const struct serve *serve)
{
    const struct cert *leaf = serve->sites.leaves[0];

    buf_str(out, serve->sites.has_test_pki ? "certificate made for this run: " : "certificate: ");
    cert_short(out, leaf);
    if (serve->sites.num > 1)
        buf_printf(out, "and %zu more\n", serve->sites.num - 1);
}

/* With --json or --check standard output is for the results, so the address goes to standard
 * error. */
void banner_put(struct serve *serve, const char *address, uint16_t port, const char *root)
{
    struct output *out = serve->out;
    struct buf text;

    buf_init(&text, NAMES_BYTES);
    buf_str(&text, "serving https://");
    if (is_local(serve, address))
        buf_printf(&text, "localhost:%u", port);
    else
        put_at(&text, banner_reach(address), port);
    buf_str(&text, "/ at ");
    put_at(&text, address, port);
    if (serve->json || serve->check != NULL) {
        output_say(out, "%.*s", (int)text.n, (const char *)text.p);
        buf_truncate(&text, 0);
        if (serve->num_listeners > 1 && serve->check == NULL)
            fault_list_doors(&text, serve);
        output_aside(out, buf_span(&text));
        buf_free(&text);
        return;
    }
    buf_u8(&text, '\n');
    put_certificate(&text, serve);
    if (root != NULL) {
        buf_printf(&text, "its root is in %s; to make clients trust it:\n", root);
        put_trust(&text, serve, address, port, root);
    } else if (serve->sites.has_test_pki) {
        buf_str(&text, "to make clients trust it, use --write-root FILE\n");
    }
    if (serve->num_listeners > 1)
        fault_list_doors(&text, serve);
    else if (serve->faults.num > 0)
        buf_printf(&text, "every client gets the fault '%s': %s\n", serve->faults.v[0].bad->name,
                   serve->faults.v[0].bad->words);
    buf_put(&out->data, buf_span(&text));
    buf_free(&text);
}

/* Anchors that are distrusted for clients are left out. */
enum err banner_authorities(struct span *out, struct serve *serve)
{
    const struct trust_inputs *l = verifier_open(&serve->verifier);
    struct buf names;
    enum err e;

    buf_init(&names, NAMES_BYTES);
    for (size_t i = 0; store_each(l->store, i) != NULL; i++) {
        const struct link *root = store_each(l->store, i);
        struct span name = root->cert->subject;

        if ((root->unfit & purpose_trust(PURPOSE_CLIENT)) != 0)
            continue;
        /* Names beyond the limit are left out: a client without one of the others may still try. */
        if (names.n + NAME_LENGTH + name.n > NAMES_BYTES)
            break;
        buf_u16(&names, (uint16_t)name.n);
        buf_put(&names, name);
    }
    e = arena_copy(serve->arena, out, buf_span(&names));
    buf_free(&names);
    return e;
}
