/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CBOM: its frame, the services and their protocols. */
#include "config.h"

#include "lib/view/scan/scan_cbom.h"

#include <stdio.h>

#include "lib/base/cal.h"
#include "lib/view/scan/cbom_rows.h"
#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_totals.h"
#include "lib/view/text/safe.h"

enum { ROWS_CAP = 1 << 26, NAME_CAP = 1 << 12, NAME_SIZE = 64 };

void scan_cbom_init(struct scan_cbom *cbom)
{
    *cbom = (struct scan_cbom){0};
    for (size_t i = 0; i < CBOM_PARTS; i++)
        buf_init(&cbom->rows[i], ROWS_CAP);
}

void scan_cbom_free(struct scan_cbom *cbom)
{
    for (size_t i = 0; i < CBOM_PARTS; i++)
        buf_free(&cbom->rows[i]);
    digest_set_free(&cbom->seen);
}

/* The number of a suite as two bytes of hexadecimal digits, of SSL 2.0 as three. */
static void put_identifiers(struct json_writer *json, const struct scan_facts *facts,
                            enum scan_version_row row, size_t i)
{
    bool is_ssl2 = row == SCAN_SSL_2;
    uint16_t id = is_ssl2 ? facts->suites2.v[i] : facts->versions[row].suites.ids.v[i];
    char byte[8];

    jw_list(json, "identifiers");
    if (is_ssl2) {
        snprintf(byte, sizeof byte, "0x%02X", facts->kinds2[i]);
        jw_str(json, NULL, byte);
    }
    for (int shift = 8; shift >= 0; shift -= 8) {
        snprintf(byte, sizeof byte, "0x%02X", (unsigned)(id >> shift & 0xff));
        jw_str(json, NULL, byte);
    }
    jw_list_end(json);
}

/* Algorithms first: a row that is being written must not be interrupted by another one. */
static void name_suites(struct scan_cbom *cbom, struct cbom_refs *on,
                        const struct scan_facts *facts, enum scan_version_row row)
{
    for (size_t i = 0; i < scan_num_accepted(facts, row); i++)
        cbom_suite(cbom, on, scan_accepted(facts, row, i).text);
}

static void put_suites(struct scan_cbom *cbom, struct json_writer *json,
                       const struct scan_facts *facts, enum scan_version_row row)
{
    jw_list(json, "cipherSuites");
    for (size_t i = 0; i < scan_num_accepted(facts, row); i++) {
        struct scan_name name = scan_accepted(facts, row, i);
        struct cbom_refs refs = {.num = 0};
        cbom_suite(cbom, &refs, name.text);
        jw_open(json, NULL);
        jw_str(json, "name", name.text);
        jw_list(json, "algorithms");
        for (size_t k = 0; k < refs.num; k++)
            jw_str(json, NULL, refs.v[k]);
        jw_list_end(json);
        put_identifiers(json, facts, row, i);
        jw_close(json);
    }
    jw_list_end(json);
}

/* "1.3"; SSL has its name with it, since the type of all is "tls". */
static const char *version_text(uint16_t version)
{
    const char *name = version_name(version);

    return strncmp(name, "TLS ", 4) == 0 ? name + 4 : name;
}

static void put_protocol(struct scan_cbom *cbom, const struct scan_facts *facts, const char *ref,
                         enum scan_version_row row)
{
    const struct scan_version *version = &facts->versions[row];
    struct cbom_refs on = {.num = 0}, extra = {.num = 0};

    name_suites(cbom, &on, facts, row);
    for (size_t i = 0; i < version->groups.ids.num; i++)
        cbom_group(cbom, &extra, version->groups.ids.v[i]);
    for (size_t i = 0; i < version->schemes.ids.num; i++)
        cbom_scheme(cbom, &extra, version->schemes.ids.v[i]);
    struct json_writer json = cbom_asset(cbom, ref, version_name(version->version), "protocol");
    jw_open(&json, "protocolProperties");
    jw_str(&json, "type", "tls");
    jw_str(&json, "version", version_text(version->version));
    put_suites(cbom, &json, facts, row);
    jw_list(&json, "cryptoRefArray");
    for (size_t i = 0; i < extra.num; i++) {
        jw_str(&json, NULL, extra.v[i]);
        cbom_refs_add(&on, extra.v[i]);
    }
    jw_list_end(&json);
    jw_close(&json);
    cbom_asset_end(&json, NULL);
    cbom_depends(cbom, ref, &on);
}

/* A name in an address: nothing that would end it. */
static bool is_plain(struct span host)
{
    for (size_t i = 0; i < host.n; i++) {
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]",
                   host.p[i]) == NULL ||
            host.p[i] == 0)
            return false;
    }
    return host.n > 0;
}

static void put_property(struct json_writer *json, const char *name, struct span value)
{
    if (value.n == 0)
        return;
    jw_open(json, NULL);
    jw_str(json, "name", name);
    jw_text(json, "value", value);
    jw_close(json);
}

static void put_service(struct scan_cbom *cbom, const struct scan_facts *facts, const char *ref)
{
    struct json_writer json = cbom_row(cbom, CBOM_SERVICES);
    struct buf endpoint;

    jw_str(&json, "bom-ref", ref);
    jw_text(&json, "name", facts->input);
    if (is_plain(facts->host)) {
        bool is_v6 = span_find(facts->host, ':') < facts->host.n && facts->host.p[0] != '[';
        buf_init(&endpoint, NAME_CAP);
        buf_str(&endpoint, is_v6 ? "tls://[" : "tls://");
        buf_put(&endpoint, facts->host);
        buf_printf(&endpoint, "%s:%u", is_v6 ? "]" : "", facts->port);
        jw_list(&json, "endpoints");
        jw_buf(&json, NULL, &endpoint);
        jw_list_end(&json);
    }
    jw_list(&json, "properties");
    put_property(&json, "tlsbox:address", facts->address);
    put_property(&json, "tlsbox:software", facts->software);
    const char *trouble = scan_trouble_word(facts->trouble);
    put_property(&json, "tlsbox:trouble", span_str(trouble == NULL ? "" : trouble));
    jw_list_end(&json);
    jw_close(&json);
}

/* What stands for a target in references: "www.example.com@192.0.2.1:443", or a digest of it where
 * that is long or has other characters. */
static void name_target(char out[NAME_SIZE], const struct scan_facts *facts)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct buf text;
    size_t n = 0;

    buf_init(&text, NAME_CAP);
    buf_put(&text, facts->host);
    if (is_plain(facts->host) && is_plain(facts->address) &&
        facts->host.n + facts->address.n + 2 <= NAME_SIZE) {
        snprintf(out, NAME_SIZE, "%.*s@%.*s", (int)facts->host.n, (const char *)facts->host.p,
                 (int)facts->address.n, (const char *)facts->address.p);
    } else {
        buf_u8(&text, '@');
        buf_put(&text, facts->address);
        digest_of(DIGEST_SHA256, digest, buf_span(&text));
        for (size_t i = 0; i < (NAME_SIZE - 1) / 2; i++)
            n += (size_t)snprintf(out + n, NAME_SIZE - n, "%02x", digest[i]);
    }
    buf_free(&text);
}

enum err scan_cbom_add(struct scan_cbom *cbom, const struct scan_view *view)
{
    const struct scan_facts *facts = view->facts;
    struct scan_facts seen;
    char name[NAME_SIZE], ref[CBOM_REF_SIZE];
    struct cbom_refs on = {.num = 0};

    scan_seen(&seen, facts);
    facts = &seen;
    if (!scan_is_reached(facts))
        return cbom->err;
    name_target(name, facts);
    snprintf(ref, sizeof ref, "service/%s", name);
    if (!cbom_is_new(cbom, ref))
        return cbom->err;
    for (unsigned row = SCAN_VERSIONS; row-- > 0;) {
        char protocol[CBOM_REF_SIZE];
        if (facts->versions[row].accepted != SCAN_YES)
            continue;
        snprintf(protocol, sizeof protocol, "protocol/%s/%s", name,
                 version_name(facts->versions[row].version));
        put_protocol(cbom, facts, protocol, (enum scan_version_row)row);
        cbom_refs_add(&on, protocol);
    }
    for (size_t i = 0; i < facts->num_chains; i++)
        cbom_chain(cbom, &on, &facts->chains[i]);
    put_service(cbom, facts, ref);
    cbom_depends(cbom, ref, &on);
    for (size_t i = 0; i < CBOM_PARTS && cbom->err == ERR_OK; i++)
        cbom->err = cbom->rows[i].err;
    return cbom->err;
}

/* RFC 9562 5.4: a random UUID. */
static void put_serial(struct json_writer *json, const uint8_t serial[CBOM_SERIAL])
{
    uint8_t v[CBOM_SERIAL];
    struct buf text;

    memcpy(v, serial, sizeof v);
    v[6] = (uint8_t)((v[6] & 0x0f) | 0x40);
    v[8] = (uint8_t)((v[8] & 0x3f) | 0x80);
    buf_init(&text, NAME_CAP);
    buf_str(&text, "urn:uuid:");
    for (size_t i = 0; i < sizeof v; i++)
        buf_printf(&text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", v[i]);
    jw_buf(json, "serialNumber", &text);
}

static void put_head(struct buf *out, const uint8_t serial[CBOM_SERIAL], int64_t now)
{
    struct json_writer json = {.out = out};

    jw_open(&json, NULL);
    jw_str(&json, "$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    jw_str(&json, "bomFormat", "CycloneDX");
    jw_str(&json, "specVersion", "1.6");
    put_serial(&json, serial);
    jw_int(&json, "version", 1);
    jw_open(&json, "metadata");
    jw_time(&json, "timestamp", now);
    jw_open(&json, "tools");
    jw_list(&json, "components");
    jw_open(&json, NULL);
    jw_str(&json, "type", "application");
    jw_str(&json, "name", "tlsbox");
    jw_str(&json, "version", PACKAGE_VERSION);
    jw_close(&json);
    jw_list_end(&json);
    jw_close(&json);
    jw_close(&json);
}

void scan_cbom_before(struct buf *out, const struct scan_cbom *cbom, unsigned part,
                      const uint8_t serial[CBOM_SERIAL], int64_t now)
{
    static const char *const keys[CBOM_PARTS] = {"services", "components", "dependencies"};

    if (part == 0)
        put_head(out, serial, now);
    else
        buf_str(out, cbom->num[part - 1] > 0 ? "\n]" : "]");
    if (part == CBOM_PARTS)
        buf_str(out, "}\n");
    else
        buf_printf(out, ",\n\"%s\":[", keys[part]);
}
