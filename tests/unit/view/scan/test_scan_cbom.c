/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The CBOM, byte for byte as in tests/golden, where tests/report/cbom.sh holds it to the
 * schema of CycloneDX.  What the schema does not say is tested here.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "lib/view/scan/scan_cbom.h"
#include "tests/factory/factory.h"
#include "tests/unit/view/golden.h"
#include "tests/unit/view/scan/scan_kit.h"
#include "tests/unit/view/viewkit.h"

enum { PAGE_CAP = 1 << 24 };

static const uint8_t serial[CBOM_SERIAL] = {0xff, 1, 2, 3, 4, 5, 0xff, 7, 0xff, 9};

static bool updates;

/* The document about these servers. */
static void document_of(struct buf *out, const enum scan_kit_server *servers, size_t num)
{
    struct scan_cbom cbom;

    scan_cbom_init(&cbom);
    for (size_t i = 0; i < num; i++) {
        struct scan_kit kit;
        scan_kit_open(&kit, servers[i]);
        assert_int_equal(scan_cbom_add(&cbom, &kit.view), ERR_OK);
        scan_kit_close(&kit);
    }
    for (unsigned part = 0; part < CBOM_PARTS; part++) {
        scan_cbom_before(out, &cbom, part, serial, FC_NOW);
        buf_put(out, buf_span(&cbom.rows[part]));
    }
    scan_cbom_before(out, &cbom, CBOM_PARTS, serial, FC_NOW);
    assert_int_equal(out->err, ERR_OK);
    scan_cbom_free(&cbom);
}

static json_t *read_document(const struct buf *text)
{
    json_error_t where;
    json_t *v = json_loadb((const char *)text->p, text->n, JSON_REJECT_DUPLICATES, &where);

    if (v == NULL)
        fail_msg("line %d: %s", where.line, where.text);
    assert_true(kit_is_safe(buf_span(text)));
    return v;
}

static const char *text_of(const json_t *v, const char *key)
{
    return json_string_value(json_object_get(v, key));
}

/* Every reference is defined, and once. */
static void check_refs(json_t *document)
{
    static const char *const parts[] = {"services", "components"};
    json_t *known = json_object(), *row, *ref;
    size_t i, k;

    for (size_t part = 0; part < 2; part++) {
        json_array_foreach(json_object_get(document, parts[part]), i, row)
        {
            assert_null(json_object_get(known, text_of(row, "bom-ref")));
            json_object_set_new(known, text_of(row, "bom-ref"), json_true());
        }
    }
    json_array_foreach(json_object_get(document, "dependencies"), i, row)
    {
        assert_non_null(json_object_get(known, text_of(row, "ref")));
        json_array_foreach(json_object_get(row, "dependsOn"), k, ref)
            assert_non_null(json_object_get(known, json_string_value(ref)));
    }
    json_decref(known);
}

static void test_golden(void **state)
{
    static const enum scan_kit_server servers[] = {KIT_MODERN,  KIT_OLD,  KIT_HOSTILE,
                                                   KIT_BLOCKED, KIT_DEAD, KIT_QUICK};
    struct buf out;

    (void)state;
    buf_init(&out, PAGE_CAP);
    document_of(&out, servers, sizeof servers / sizeof servers[0]);
    json_t *document = read_document(&out);
    check_refs(document);
    assert_string_equal(text_of(document, "serialNumber"),
                        "urn:uuid:ff010203-0405-4f07-bf09-000000000000");
    assert_int_equal(json_array_size(json_object_get(document, "services")), 5);
    json_decref(document);
    golden_hold("scan-cbom", "json", &out, updates);
    buf_free(&out);
}

/* A target that comes twice is there once. */
static void test_once(void **state)
{
    static const enum scan_kit_server servers[] = {KIT_MODERN, KIT_MODERN, KIT_DEAD};
    struct buf once, twice;

    (void)state;
    buf_init(&once, PAGE_CAP);
    buf_init(&twice, PAGE_CAP);
    document_of(&once, servers, 1);
    document_of(&twice, servers, 3);
    assert_true(span_eq(buf_span(&once), buf_span(&twice)));
    buf_free(&once);
    buf_free(&twice);
}

static void test_empty(void **state)
{
    static const enum scan_kit_server servers[] = {KIT_DEAD};
    struct buf out;

    (void)state;
    buf_init(&out, PAGE_CAP);
    document_of(&out, servers, 1);
    json_t *document = read_document(&out);
    assert_int_equal(json_array_size(json_object_get(document, "components")), 0);
    json_decref(document);
    buf_free(&out);
}

/* The component with a name. */
static json_t *component_of(json_t *document, const char *name)
{
    json_t *row;
    size_t i;

    json_array_foreach(json_object_get(document, "components"), i, row)
    {
        if (strcmp(text_of(row, "name"), name) == 0)
            return json_object_get(row, "cryptoProperties");
    }
    fail_msg("%s is not there", name);
    return NULL;
}

/* An algorithm has this primitive and this category of NIST. */
static void is_algorithm(json_t *document, const char *name, const char *primitive, int quantum)
{
    json_t *properties = json_object_get(component_of(document, name), "algorithmProperties");

    assert_string_equal(text_of(properties, "primitive"), primitive);
    assert_int_equal(json_integer_value(json_object_get(properties, "nistQuantumSecurityLevel")),
                     quantum);
}

static void test_algorithms(void **state)
{
    static const enum scan_kit_server servers[] = {KIT_MODERN, KIT_OLD};
    struct buf out;

    (void)state;
    buf_init(&out, PAGE_CAP);
    document_of(&out, servers, 2);
    json_t *document = read_document(&out);
    is_algorithm(document, "AES-256-GCM", "ae", 5);
    is_algorithm(document, "AES-128-GCM", "ae", 1);
    is_algorithm(document, "ChaCha20-Poly1305", "ae", 5);
    is_algorithm(document, "3DES-CBC", "block-cipher", 0);
    is_algorithm(document, "RC4-128", "stream-cipher", 0);
    is_algorithm(document, "RC4-40", "stream-cipher", 0);
    is_algorithm(document, "X25519MLKEM768", "combiner", 3);
    is_algorithm(document, "ML-KEM-768", "kem", 3);
    is_algorithm(document, "x25519", "key-agree", 0);
    is_algorithm(document, "RSA-PKCS1", "pke", 0);
    is_algorithm(document, "ecdsa_secp256r1_sha256", "signature", 0);
    json_t *protocol = component_of(document, "SSL 2.0");
    json_t *suite = json_array_get(
        json_object_get(json_object_get(protocol, "protocolProperties"), "cipherSuites"), 0);
    assert_string_equal(text_of(suite, "name"), "SSL_CK_RC4_128_WITH_MD5");
    assert_int_equal(json_array_size(json_object_get(suite, "identifiers")), 3);
    json_decref(document);
    buf_free(&out);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_algorithms),
    };

    updates = argc > 1 && strcmp(argv[1], "update") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
