# SPDX-License-Identifier: GPL-3.0-or-later
noinst_PROGRAMS =
EXTRA_DIST += fuzz/run.sh fuzz/seeds

# With configure CC=clang --enable-fuzzers: the fuzzers, and `make fuzz` runs them.
if FUZZERS
noinst_PROGRAMS += fuzz/fuzz_cert
noinst_PROGRAMS += fuzz/fuzz_client
noinst_PROGRAMS += fuzz/fuzz_costly
noinst_PROGRAMS += fuzz/fuzz_deep
noinst_PROGRAMS += fuzz/fuzz_crl
noinst_PROGRAMS += fuzz/fuzz_csr
noinst_PROGRAMS += fuzz/fuzz_der
noinst_PROGRAMS += fuzz/fuzz_host
noinst_PROGRAMS += fuzz/fuzz_namecon
noinst_PROGRAMS += fuzz/fuzz_names
noinst_PROGRAMS += fuzz/fuzz_pem
noinst_PROGRAMS += fuzz/fuzz_policy
noinst_PROGRAMS += fuzz/fuzz_record
noinst_PROGRAMS += fuzz/fuzz_talk
noinst_PROGRAMS += fuzz/fuzz_verify
noinst_PROGRAMS += fuzz/fuzz_hello
noinst_PROGRAMS += fuzz/fuzz_messages
noinst_PROGRAMS += fuzz/fuzz_extensions
noinst_PROGRAMS += fuzz/fuzz_suites
noinst_PROGRAMS += fuzz/fuzz_trace
noinst_PROGRAMS += fuzz/fuzz_derive
noinst_PROGRAMS += fuzz/fuzz_flight
noinst_PROGRAMS += fuzz/fuzz_http
noinst_PROGRAMS += fuzz/fuzz_request
noinst_PROGRAMS += fuzz/fuzz_keylog
noinst_PROGRAMS += fuzz/fuzz_privkey
noinst_PROGRAMS += fuzz/fuzz_capture
noinst_PROGRAMS += fuzz/fuzz_tcp
noinst_PROGRAMS += fuzz/fuzz_server
noinst_PROGRAMS += fuzz/fuzz_deepserver
noinst_PROGRAMS += fuzz/fuzz_ticket
noinst_PROGRAMS += fuzz/fuzz_watch
endif
# With configure CC=clang --enable-cost: the same, and `make cost` measures their work.
if COST
check_LIBRARIES += fuzz/libcost.a
fuzz_libcost_a_SOURCES = fuzz/fuzz.h fuzz/cost.c
fuzz_libcost_a_CFLAGS = $(AM_CFLAGS) -fno-sanitize-coverage=trace-pc-guard -fno-builtin
$(noinst_PROGRAMS): fuzz/libcost.a
endif
EXTRA_DIST += fuzz/cost.c fuzz/cost.sh

fuzz_fuzz_cert_SOURCES = fuzz/fuzz.h fuzz/fuzz_cert.c
fuzz_fuzz_cert_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_costly_SOURCES = fuzz/fuzz.h fuzz/fuzz_costly.c
fuzz_fuzz_costly_LDADD = tests/factory/libfactory.a $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_crl_SOURCES = fuzz/fuzz.h fuzz/fuzz_crl.c
fuzz_fuzz_crl_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_csr_SOURCES = fuzz/fuzz.h fuzz/fuzz_csr.c
fuzz_fuzz_csr_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_der_SOURCES = fuzz/fuzz.h fuzz/fuzz_der.c
fuzz_fuzz_der_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_host_SOURCES = fuzz/fuzz.h fuzz/fuzz_host.c
fuzz_fuzz_host_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_namecon_SOURCES = fuzz/fuzz.h fuzz/fuzz_namecon.c
fuzz_fuzz_namecon_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_names_SOURCES = fuzz/fuzz.h fuzz/fuzz_names.c
fuzz_fuzz_names_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_pem_SOURCES = fuzz/fuzz.h fuzz/fuzz_pem.c
fuzz_fuzz_pem_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_policy_SOURCES = fuzz/fuzz.h fuzz/fuzz_policy.c
fuzz_fuzz_policy_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_record_SOURCES = fuzz/fuzz.h fuzz/ways.h fuzz/fuzz_record.c
fuzz_fuzz_record_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_talk_SOURCES = fuzz/fuzz.h fuzz/fuzz_talk.c
fuzz_fuzz_talk_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_verify_SOURCES = fuzz/fuzz.h fuzz/fuzz_verify.c
fuzz_fuzz_verify_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_hello_SOURCES = fuzz/fuzz.h fuzz/fuzz_hello.c
fuzz_fuzz_hello_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_messages_SOURCES = fuzz/fuzz.h fuzz/fuzz_messages.c
fuzz_fuzz_messages_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_extensions_SOURCES = fuzz/fuzz.h fuzz/fuzz_extensions.c
fuzz_fuzz_extensions_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_suites_SOURCES = fuzz/fuzz.h fuzz/fuzz_suites.c
fuzz_fuzz_suites_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_trace_SOURCES = fuzz/fuzz.h fuzz/fuzz_trace.c
fuzz_fuzz_trace_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_derive_SOURCES = fuzz/fuzz.h fuzz/fuzz_derive.c cmd/derive/derive_messages.c
fuzz_fuzz_derive_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_flight_SOURCES = fuzz/fuzz.h fuzz/fuzz_flight.c
fuzz_fuzz_flight_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_http_SOURCES = fuzz/fuzz.h fuzz/fuzz_http.c
fuzz_fuzz_http_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_request_SOURCES = fuzz/fuzz.h fuzz/fuzz_request.c
fuzz_fuzz_request_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_keylog_SOURCES = fuzz/fuzz.h fuzz/fuzz_keylog.c
fuzz_fuzz_keylog_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_privkey_SOURCES = fuzz/fuzz.h fuzz/fuzz_privkey.c
fuzz_fuzz_privkey_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_capture_SOURCES = fuzz/fuzz.h fuzz/fuzz_capture.c
fuzz_fuzz_capture_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_tcp_SOURCES = fuzz/fuzz.h fuzz/fuzz_tcp.c
fuzz_fuzz_tcp_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)

fuzz_fuzz_client_SOURCES = fuzz/fuzz.h fuzz/client.h fuzz/client.c fuzz/fuzz_client.c
fuzz_fuzz_client_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_deep_SOURCES = fuzz/fuzz.h fuzz/client.h fuzz/client.c fuzz/fuzz_deep.c
fuzz_fuzz_deep_LDADD = fuzz/libnull.a $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_server_SOURCES = $(FUZZ_SERVER) fuzz/fuzz_server.c
fuzz_fuzz_server_LDADD = tests/factory/libfactory.a $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_deepserver_SOURCES = $(FUZZ_SERVER) fuzz/fuzz_deepserver.c
fuzz_fuzz_deepserver_LDADD = tests/factory/libfactory.a fuzz/libnull.a $(LIBS_ALL) $(FUZZ_LIBS)
fuzz_fuzz_ticket_SOURCES = fuzz/fuzz.h fuzz/fuzz_ticket.c
fuzz_fuzz_ticket_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)
FUZZ_SERVER = fuzz/fuzz.h fuzz/client.h fuzz/client.c fuzz/server.h fuzz/server.c

fuzz_fuzz_watch_SOURCES = fuzz/fuzz.h fuzz/fuzz_watch.c
fuzz_fuzz_watch_LDADD = $(LIBS_ALL) $(FUZZ_LIBS)

# Both ends once more, without encryption, and accepting what they then cannot check.
check_LIBRARIES += fuzz/libnull.a
fuzz_libnull_a_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZING
fuzz_libnull_a_SOURCES =
fuzz_libnull_a_SOURCES += lib/tls/client/server_hello.c
fuzz_libnull_a_SOURCES += lib/tls/core/auth.c
fuzz_libnull_a_SOURCES += lib/tls/core/shared12.c
fuzz_libnull_a_SOURCES += lib/tls/client/client12.c
fuzz_libnull_a_SOURCES += lib/tls/client/client13.c
fuzz_libnull_a_SOURCES += lib/tls/core/conn.c
fuzz_libnull_a_SOURCES += lib/tls/core/inbound.c
fuzz_libnull_a_SOURCES += lib/tls/client/client_hello.c
fuzz_libnull_a_SOURCES += lib/tls/core/outbound.c
fuzz_libnull_a_SOURCES += lib/tls/post13.c
fuzz_libnull_a_SOURCES += lib/tls/core/resume.c
fuzz_libnull_a_SOURCES += lib/tls/client/client_kx12.c
fuzz_libnull_a_SOURCES += lib/tls/server/server_accept.c
fuzz_libnull_a_SOURCES += lib/tls/core/shared13.c
fuzz_libnull_a_SOURCES += lib/tls/server/server_cert.c
fuzz_libnull_a_SOURCES += lib/tls/server/negotiate.c
fuzz_libnull_a_SOURCES += lib/tls/server/server12.c
fuzz_libnull_a_SOURCES += lib/tls/server/server13.c
fuzz_libnull_a_SOURCES += lib/tls/server/server_psk.c
fuzz_libnull_a_SOURCES += lib/tls/server/server_kx12.c
fuzz_libnull_a_SOURCES += lib/tls/states.c

cost: all
	$(srcdir)/fuzz/cost.sh .
.PHONY: cost

fuzz: all
	$(srcdir)/fuzz/run.sh .
.PHONY: fuzz

# Always built: the replay of the seeds and of mutations of them.
check_PROGRAMS += fuzz/replay_cert
TESTS += fuzz/replay_cert
fuzz_replay_cert_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_cert.c
fuzz_replay_cert_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_costly
TESTS += fuzz/replay_costly
fuzz_replay_costly_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_costly.c
fuzz_replay_costly_LDADD = tests/factory/libfactory.a $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_crl
TESTS += fuzz/replay_crl
fuzz_replay_crl_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_crl.c
fuzz_replay_crl_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_csr
TESTS += fuzz/replay_csr
fuzz_replay_csr_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_csr.c
fuzz_replay_csr_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_der
TESTS += fuzz/replay_der
fuzz_replay_der_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_der.c
fuzz_replay_der_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_host
TESTS += fuzz/replay_host
fuzz_replay_host_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_host.c
fuzz_replay_host_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_namecon
TESTS += fuzz/replay_namecon
fuzz_replay_namecon_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_namecon.c
fuzz_replay_namecon_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_names
TESTS += fuzz/replay_names
fuzz_replay_names_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_names.c
fuzz_replay_names_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_pem
TESTS += fuzz/replay_pem
fuzz_replay_pem_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_pem.c
fuzz_replay_pem_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_policy
TESTS += fuzz/replay_policy
fuzz_replay_policy_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_policy.c
fuzz_replay_policy_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_record
TESTS += fuzz/replay_record
fuzz_replay_record_SOURCES = fuzz/fuzz.h fuzz/ways.h fuzz/replay.c fuzz/fuzz_record.c
fuzz_replay_record_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_talk
TESTS += fuzz/replay_talk
fuzz_replay_talk_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_talk.c
fuzz_replay_talk_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_verify
TESTS += fuzz/replay_verify
fuzz_replay_verify_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_verify.c
fuzz_replay_verify_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_hello
TESTS += fuzz/replay_hello
fuzz_replay_hello_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_hello.c
fuzz_replay_hello_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_messages
TESTS += fuzz/replay_messages
fuzz_replay_messages_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_messages.c
fuzz_replay_messages_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_extensions
TESTS += fuzz/replay_extensions
fuzz_replay_extensions_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_extensions.c
fuzz_replay_extensions_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_suites
TESTS += fuzz/replay_suites
fuzz_replay_suites_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_suites.c
fuzz_replay_suites_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_trace
TESTS += fuzz/replay_trace
fuzz_replay_trace_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_trace.c
fuzz_replay_trace_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_derive
TESTS += fuzz/replay_derive
fuzz_replay_derive_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_derive.c cmd/derive/derive_messages.c
fuzz_replay_derive_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_flight
TESTS += fuzz/replay_flight
fuzz_replay_flight_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_flight.c
fuzz_replay_flight_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_http
TESTS += fuzz/replay_http
fuzz_replay_http_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_http.c
fuzz_replay_http_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_request
TESTS += fuzz/replay_request
fuzz_replay_request_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_request.c
fuzz_replay_request_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_keylog
TESTS += fuzz/replay_keylog
fuzz_replay_keylog_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_keylog.c
fuzz_replay_keylog_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_privkey
TESTS += fuzz/replay_privkey
fuzz_replay_privkey_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_privkey.c
fuzz_replay_privkey_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_capture
TESTS += fuzz/replay_capture
fuzz_replay_capture_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_capture.c
fuzz_replay_capture_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_tcp
TESTS += fuzz/replay_tcp
fuzz_replay_tcp_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_tcp.c
fuzz_replay_tcp_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_client
TESTS += fuzz/replay_client
fuzz_replay_client_SOURCES = fuzz/fuzz.h fuzz/client.h fuzz/client.c fuzz/replay.c fuzz/fuzz_client.c
fuzz_replay_client_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_deep
TESTS += fuzz/replay_deep
fuzz_replay_deep_SOURCES = fuzz/fuzz.h fuzz/client.h fuzz/client.c fuzz/replay.c fuzz/fuzz_deep.c
fuzz_replay_deep_LDADD = fuzz/libnull.a $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_server
TESTS += fuzz/replay_server
fuzz_replay_server_SOURCES = $(FUZZ_SERVER) fuzz/replay.c fuzz/fuzz_server.c
fuzz_replay_server_LDADD = tests/factory/libfactory.a $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_deepserver
TESTS += fuzz/replay_deepserver
fuzz_replay_deepserver_SOURCES = $(FUZZ_SERVER) fuzz/replay.c fuzz/fuzz_deepserver.c
fuzz_replay_deepserver_LDADD = tests/factory/libfactory.a fuzz/libnull.a $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_ticket
TESTS += fuzz/replay_ticket
fuzz_replay_ticket_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_ticket.c
fuzz_replay_ticket_LDADD = $(LIBS_ALL)
check_PROGRAMS += fuzz/replay_watch
TESTS += fuzz/replay_watch
fuzz_replay_watch_SOURCES = fuzz/fuzz.h fuzz/replay.c fuzz/fuzz_watch.c
fuzz_replay_watch_LDADD = $(LIBS_ALL)

# Writes the seeds.
EXTRA_PROGRAMS += fuzz/mkseeds
fuzz_mkseeds_SOURCES = fuzz/mkseeds.c fuzz/mkseeds_tls.h fuzz/mkseeds_tls.c fuzz/mkseeds_client.h fuzz/mkseeds_client.c fuzz/mkseeds_server.h fuzz/mkseeds_server.c fuzz/server.h fuzz/server.c fuzz/mkseeds_cmd.h fuzz/mkseeds_cmd.c fuzz/mkseeds_trace.h fuzz/mkseeds_trace.c fuzz/mkseeds_capture.h fuzz/mkseeds_capture.c fuzz/mkseeds_watch.h fuzz/mkseeds_watch.c fuzz/client.h fuzz/client.c fuzz/ways.h
fuzz_mkseeds_LDADD = tests/peer/libpeer.a tests/factory/libfactory.a $(LIBS_ALL)
CLEANFILES += fuzz/mkseeds$(EXEEXT)
fuzz-seeds: fuzz/mkseeds$(EXEEXT)
	fuzz/mkseeds$(EXEEXT) $(srcdir)/fuzz/seeds
.PHONY: fuzz-seeds
