/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lint_check: the checks behind the rows of lints.def. */
#ifndef TB_LIB_LINT_LINT_CHECK_H
#define TB_LIB_LINT_LINT_CHECK_H

#include "lib/x509/cert.h"

/* What a check gets of its row. */
struct lint_terms {
    enum ext_id ext; /* EXT_COUNT: none */
    int arg, number;
};

/* A walk over the names of subjectAltName or issuerAltName that returns each by its tag, also one
 * whose content is malformed: that is what the checks look for.  It ends where no further name can
 * be found. */
struct alt_names {
    struct span rest;
};
struct alt_names alt_names_of(const struct cert *cert, enum ext_id ext);
bool alt_name_next(struct alt_names *names, struct gname *out);

/* lint_has_cabf_policy: certificatePolicies has one that the CA/Browser Forum reserved (CA/B BR
 * 7.1.6.1): 2.23.140.1 and below. */
bool lint_has_cabf_policy(const struct cert *cert);

/* True if the rule is broken.  A check is called only for certificates that its row is for. */
typedef bool lint_check(const struct cert *cert, const struct lint_terms *terms);

/* lint_common.c: About the extension `ext`; arg: flags of keyUsage or extKeyUsage. */
lint_check is_absent, is_present, is_critical, is_not_critical, lacks_key_usage, has_key_usage,
    has_usage;

/* lint_frame.c: The frame of the certificate. */
lint_check extensions_without_v3, version_not_3, unique_ids, unique_ids_without_v2,
    algorithms_differ, serial_long, serial_not_positive, duplicate_extension, time_no_seconds,
    time_not_zulu, time_wrong_type, validity_negative, valid_longer;

/* lint_dn.c: Distinguished names; arg: an attribute (OID_AT_*). */
lint_check subject_empty, issuer_empty, attribute_long, attribute_there, attribute_absent,
    country_not_printable, issuer_country_not_printable, serial_not_printable, country_invalid,
    country_lower_case, outer_space, control_character, no_information, subject_encoding,
    attribute_twice;

/* lint_altname.c: Names in `ext`, subjectAltName or issuerAltName; arg: a kind (GN_*). */
lint_check name_kind_there, name_empty, no_names, name_not_ascii, dns_space, email_form,
    uri_relative, uri_no_scheme_part, uri_host, no_san_and_no_subject, san_not_critical,
    san_critical, cn_not_in_san, cn_not_exactly_in_san, cn_there, several_cns, ip_reserved;

/* lint_dns.c: DNS names in subjectAltName. */
lint_check dns_long, dns_null, dns_leading_dot, dns_bare_wildcard, dns_bad_character,
    dns_empty_label, dns_label_long, dns_hyphen, dns_underscore, dns_reserved_label,
    dns_wildcard_form, dns_wildcard_place, dns_wildcard_public, dns_arpa, dns_twice;

/* lint_usage.c: Usages, and whether they fit key and basicConstraints. */
lint_check no_usage_bits, usage_bits_form, sign_without_ca, path_len_improper, ecdsa_usage,
    ecc_key_agreement, ecc_usage, rsa_usage_leaf, rsa_usage_ca, responder_without_nocheck;

/* lint_policy.c: Policies. */
lint_check policy_twice, any_policy_qualifier, other_qualifier, text_ia5, text_not_utf8, text_long,
    text_control, notice_ref, policy_without_attribute, dv_with_attribute, mapping_any,
    empty_sequence;

/* lint_points.c: Pointers to other places, key identifiers, constraints, SCTs. */
lint_check point_reasons_only, point_no_uri, point_crl_issuer, point_not_http, no_issuer_url,
    no_ocsp_url, access_not_http, access_method, access_twice, key_id_missing, constraint_minimum,
    constraint_maximum, constraint_kind, constraint_empty, sct_list_empty, precert_with_scts;

/* lint_key.c: Keys and signature algorithms. */
lint_check rsa_small, rsa_not_octets, rsa_even, rsa_small_factor, rsa_exponent_even,
    rsa_exponent_small, rsa_exponent_range, rsa_parameters, signature_parameters, dsa_key,
    curve_improper, sha1_signature;

#endif
