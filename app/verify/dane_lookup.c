/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/dane_lookup.h"

#include <string.h>

#include "app/file_error.h"
#include "lib/base/file.h"
#include "lib/net/dnssec.h"

enum { ANCHOR_MAX = 1 << 20, SERVER_SIZE = 300 };

/* Where systems keep the root key: Debian's dns-root-data, unbound, unbound-anchor, and files that
 * people make with dig. */
static const char *const usual_places[] = {
    "/usr/share/dns/root.key", "/var/lib/unbound/root.key",
    "/etc/unbound/root.key",   "/usr/share/dnssec-trust-anchors/root.key",
    "/etc/trusted-key.key",
};

bool dane_lookup_is_asked(const struct verify_settings *settings)
{
    for (size_t i = 0; i < settings->dane.num; i++) {
        if (strcmp(settings->dane.v[i], "dns") == 0)
            return true;
    }
    return false;
}

/* The keys of a file. */
static enum err read_keys(struct dane_lookup *lookup, const char *path, struct arena *arena,
                          struct buf *wrong)
{
    struct file file = {0};
    enum err e = file_read(&file, path, ANCHOR_MAX);

    if (e != ERR_OK)
        return file_error_put(wrong, path, e, file.sys_errno);
    e = dnssec_anchor_lines(&lookup->anchors, &lookup->num_anchors, file.bytes, arena);
    file_close(&file);
    if (e != ERR_OK)
        buf_printf(wrong, "%s: %s", path, err_text(e));
    return e;
}

/* The first of the usual places that can be read counts. */
static enum err read_usual(struct dane_lookup *lookup, struct arena *arena, struct buf *wrong)
{
    for (size_t i = 0; i < sizeof usual_places / sizeof usual_places[0]; i++) {
        buf_truncate(wrong, 0);
        if (read_keys(lookup, usual_places[i], arena, wrong) == ERR_OK)
            return ERR_OK;
    }
    buf_truncate(wrong, 0);
    buf_printf(wrong,
               "--dane dns: no root key of DNSSEC, not even in %s: give it with --dane-anchor FILE",
               usual_places[0]);
    return ERR_OPEN;
}

/* The server as libunbound takes it: ADDRESS@PORT.  The options were checked. */
static enum err set_server(struct dane_lookup *lookup, const char *text, struct arena *arena)
{
    struct target target;
    struct span copy;
    struct buf server;

    if (text == NULL)
        return ERR_OK;
    TRY(target_parse(&target, span_str(text)));
    buf_init(&server, SERVER_SIZE);
    buf_str(&server, target.host);
    if (target.port != 0)
        buf_printf(&server, "@%u", target.port);
    buf_u8(&server, '\0');
    enum err e = server.err != ERR_OK ? server.err : arena_copy(arena, &copy, buf_span(&server));

    if (e == ERR_OK)
        lookup->servers = (const char *)copy.p;
    buf_free(&server);
    return e;
}

enum err dane_lookup_open(struct dane_lookup *lookup, const struct verify_settings *settings,
                          struct arena *arena, struct buf *wrong)
{
    *lookup = (struct dane_lookup){.program = dnssec_program(arena)};
    if (lookup->program == NULL) {
        buf_printf(wrong, "--dane dns: %s", err_text(ERR_DNSSEC_PROGRAM));
        return ERR_DNSSEC_PROGRAM;
    }
    TRY(set_server(lookup, settings->dane_resolver, arena));
    return settings->dane_anchor != NULL ? read_keys(lookup, settings->dane_anchor, arena, wrong)
                                         : read_usual(lookup, arena, wrong);
}

static const enum dane_status status_of[] = {
    [DNSSEC_SECURE] = DANE_SECURE,
    [DNSSEC_INSECURE] = DANE_INSECURE,
    [DNSSEC_BOGUS] = DANE_BOGUS,
    [DNSSEC_UNKNOWN] = DANE_UNKNOWN,
};

/* A record that is too short to be one is as good as one of an unassigned usage (RFC 6698 4.1). */
static enum err take_records(struct dane_input *out, const struct dnssec_answer *answer,
                             struct arena *arena)
{
    struct tlsa *records = arena_alloc(arena, answer->num, sizeof *records);

    if (records == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < answer->num; i++) {
        if (tlsa_parse(&records[i], answer->rdata[i]) != ERR_OK)
            records[i] = (struct tlsa){.usage = UINT8_MAX};
    }
    out->records = records;
    out->num = answer->num;
    return ERR_OK;
}

enum err dane_lookup_find(struct dane_found *out, const struct dane_lookup *lookup,
                          const char *name, uint16_t port, uint64_t timeout_us, struct arena *arena)
{
    const struct dnssec_query query = {.name = name,
                                       .port = port,
                                       .servers = lookup->servers,
                                       .anchors = lookup->anchors,
                                       .num_anchors = lookup->num_anchors,
                                       .timeout_us = timeout_us / 2 + 1};
    struct dnssec_answer answer;

    TRY(dnssec_find(&answer, &query, lookup->program, arena));
    *out = (struct dane_found){.base = answer.base};
    out->input = (struct dane_input){.status = status_of[answer.status], .text = answer.why};
    TRY(take_records(&out->input, &answer, arena));
    if (span_ieq(span_str(answer.base), span_str(name)))
        return ERR_OK;
    TRY(host_parse(&out->base_id, answer.base));
    out->input.base = &out->base_id;
    return ERR_OK;
}
